//! What faults of one cause share, and the sum of their figures.

use super::Fault;

impl Fault {
    /// The fault without the figures and files that faults of one cause differ in.
    #[must_use]
    pub fn cause(&self) -> Fault {
        let mut cause = self.clone();
        if let Some(count) = cause.count_mut() {
            *count = 0;
        }
        match &mut cause {
            Fault::CopiedRows { sampled, other, .. } => (*sampled, *other) = (0, None),
            Fault::OtherSpelling { count, rows } => (*count, *rows) = (0, 0),
            Fault::KeySpelling { count, rows } => (*count, *rows) = (0, 0),
            Fault::DuplicatePersonYear { years, .. } => years.clear(),
            Fault::RowCounts { footer, groups } => (*footer, *groups) = (0, 0),
            Fault::ColumnRows { values, rows } => (*values, *rows) = (0, 0),
            Fault::NoMatchingKey { count } => *count = 0,
            Fault::SameYearTwice { year, other } => {
                *year = None;
                other.clear();
            }
            Fault::NoColumn { near, .. } => *near = None,
            Fault::SameContentTwice { other }
            | Fault::PartsOrDeliveries { other, .. }
            | Fault::TwoPeriods { other }
            | Fault::DeliveriesWithoutOrder { other }
            | Fault::SameWeeks { other } => other.clear(),
            _ => {}
        }
        cause
    }

    /// How many values, rows, spells or persons.
    pub fn count(&self) -> Option<u64> {
        match self {
            Fault::OtherSpelling { count, .. } => Some(*count),
            Fault::KeySpelling { count, .. } | Fault::KeysAlike { count, .. } | Fault::NoMatchingKey { count } => {
                u64::try_from(*count).ok()
            }
            Fault::NoRowMeets { rows } | Fault::NoParent { rows, .. } => Some(*rows),
            other => other.clone().count_mut().map(|count| *count as u64),
        }
    }

    /// Adds the figures of another fault of the same cause. What both do not share is left out.
    pub fn add(&mut self, other: &Fault) {
        let more = other.clone().count_mut().map_or(0, |count| *count);
        if let Some(count) = self.count_mut() {
            *count += more;
        }
        match (self, other) {
            (Fault::CopiedRows { sampled, other: file, .. }, Fault::CopiedRows { sampled: more, .. }) => {
                *sampled += more;
                *file = None;
            }
            (Fault::OtherSpelling { count, rows }, Fault::OtherSpelling { count: counted, rows: more }) => {
                (*count, *rows) = (*count + counted, *rows + more);
            }
            (Fault::KeySpelling { count, rows }, Fault::KeySpelling { count: counted, rows: more }) => {
                (*count, *rows) = (*count + counted, *rows + more);
            }
            (Fault::DuplicatePersonYear { years, .. }, Fault::DuplicatePersonYear { years: more, .. }) => {
                years.extend(more);
            }
            (Fault::RowCounts { footer, groups }, Fault::RowCounts { footer: of_footer, groups: of_groups }) => {
                (*footer, *groups) = (*footer + of_footer, *groups + of_groups);
            }
            (Fault::ColumnRows { values, rows }, Fault::ColumnRows { values: more, rows: of }) => {
                (*values, *rows) = (*values + more, *rows + of);
            }
            (Fault::NoMatchingKey { count }, Fault::NoMatchingKey { count: more }) => *count += more,
            (
                file @ (Fault::SameYearTwice { .. }
                | Fault::SameContentTwice { .. }
                | Fault::PartsOrDeliveries { .. }
                | Fault::TwoPeriods { .. }
                | Fault::DeliveriesWithoutOrder { .. }
                | Fault::SameWeeks { .. }),
                _,
            ) => *file = file.cause(),
            _ => {}
        }
    }

    /// Years in a sentence, the last after a word.
    pub(super) fn listed_years(years: &std::collections::BTreeSet<i32>, and: &str) -> String {
        let years: Vec<String> = years.iter().map(ToString::to_string).collect();
        match years.as_slice() {
            [first @ .., last] if !first.is_empty() => format!("{} {and} {last}", first.join(", ")),
            years => years.concat(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_of_one_cause_add_up() {
        let twice = |count, year| Fault::DuplicatePersonYear { count, years: [year].into() };
        let (mut one, other) = (twice(2, 2012), twice(3, 2010));
        assert_eq!(one.cause(), other.cause());
        one.add(&other);
        one.add(&twice(1, 2011));
        assert_eq!(
            one.to_string(),
            "6 row(s) too many in 2010, 2011 and 2012: a status register has one row a person and year"
        );
        let spelled = |count, rows| Fault::OtherSpelling { count, rows };
        let mut one = spelled(3, 10);
        assert_eq!(one.cause(), spelled(4, 9).cause());
        one.add(&spelled(4, 9));
        assert_eq!((one.clone(), one.count()), (spelled(7, 19), Some(7)));
        let copied = |other: &str| Fault::CopiedRows { count: 5, sampled: 8, other: Some(other.to_owned()) };
        let mut one = copied("a.parquet");
        one.add(&copied("b.parquet"));
        assert_eq!(one, Fault::CopiedRows { count: 10, sampled: 16, other: None });
        let alike = |other: &str| Fault::SameContentTwice { other: other.to_owned() };
        let mut one = alike("a.parquet");
        one.add(&alike("b.parquet"));
        assert_eq!(one.to_string(), "has the same content as another file");
    }
}
