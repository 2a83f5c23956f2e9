//! A period register: amounts of a person and a year, quarter, month or school year, any number of rows each.
//!
//! Owns how a row's period is given, and in which calendar years it counts. A quarter or month lies in its year. A school year
//! begins on 1 August and lies in two, so its register says how it is spread over them.

use foundation::words::RegisterKind;
use serde::Deserialize;
use sql::ColumnType;

use super::kind_rules::{KindRules, KnownYears, RowsPerPerson, Timing};
use super::period_part::{FIRST_MONTH, NamedBy, PeriodPart, Unit, month_days, school_year_parts};
use super::time_column::{TimeColumn, TimeUnit};
use crate::column::Column;
use crate::day::Covers;
use crate::source::At;
use crate::table::Table;

/// What a period register declares. The year is that of one column, or of the path.
#[derive(Debug, Clone)]
pub struct Period {
    /// The length of a period.
    pub unit: At<Unit>,
    /// The column with the calendar year.
    pub year: Option<At<Column>>,
    /// The column with the quarter of the year.
    pub quarter: Option<At<Column>>,
    /// The column with the month of the year.
    pub month: Option<At<Column>>,
    /// The column with the school year.
    pub school_year: Option<At<Column>>,
    /// The column with a day or a code of the whole period.
    pub period: Option<At<Column>>,
    /// Which year a school year is named by that is written as one number.
    pub named_by: Option<At<NamedBy>>,
    /// In which calendar years a school year counts.
    pub spread: Option<At<Spread>>,
}

/// In which calendar years a school year counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spread {
    /// Whole in the year that it begins in.
    Start,
    /// Whole in the year that it ends in.
    End,
    /// Divided: so many parts in the year that it begins in, and so many in the next.
    Parts {
        /// Parts of the year that it begins in.
        start: u32,
        /// Parts of the year that it ends in.
        end: u32,
    },
}

impl Spread {
    /// August to December are 5 months of a school year, January to July 7.
    const MONTHS: Spread = Spread::Parts { start: 5, end: 7 };

    /// A value in steps as the parts of the year that a school year begins in and of the next; their sum is the value. The
    /// first is the nearest whole number of steps, halves away from zero, and the second is the rest.
    pub fn divided(self, steps: i64) -> (i64, i64) {
        match self {
            Spread::Start => (steps, 0),
            Spread::End => (0, steps),
            Spread::Parts { start, end } => {
                let (whole, of) = (i128::from(steps) * i128::from(start), i128::from(start) + i128::from(end));
                let nearest = (whole.abs() * 2 + of) / (of * 2) * whole.signum();
                // The first part is not larger than the value, so it fits.
                let first = i64::try_from(nearest).unwrap_or(steps);
                (first, steps - first)
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    start: u32,
    end: u32,
}

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "write \"months\", \"start\", \"end\", or the parts of both years such as { start = 90, end = 110 }"
)]
enum SpreadInput {
    Word(String),
    Parts(Parts),
}

impl<'de> Deserialize<'de> for Spread {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Spread, D::Error> {
        let wrong = |text: &str| serde::de::Error::custom(text.to_owned());
        match SpreadInput::deserialize(from)? {
            SpreadInput::Word(word) => match word.as_str() {
                "months" => Ok(Spread::MONTHS),
                "start" => Ok(Spread::Start),
                "end" => Ok(Spread::End),
                _ => Err(wrong(
                    "write \"months\", \"start\", \"end\", or the parts of both years such as { start = 90, end = 110 }",
                )),
            },
            SpreadInput::Parts(Parts { start, end }) if start == 0 || end == 0 => {
                Err(wrong("both parts are at least 1: for one year alone write \"start\" or \"end\""))
            }
            SpreadInput::Parts(Parts { start, end }) => Ok(Spread::Parts { start, end }),
        }
    }
}

impl Period {
    /// The keys of the definition.
    pub const KEYS: &'static [&'static str] =
        &["unit", "year", "quarter", "month", "school_year", "period", "named_by", "spread"];

    /// Reads the keys. `years_in_paths` says whether every path has `{year}`.
    pub(super) fn read(table: &Table<'_>, years_in_paths: bool) -> Result<Period, Option<&'static str>> {
        let read = Period {
            unit: {
                let unit = table.optional("unit");
                match unit {
                    Some(unit) => unit,
                    None => {
                        table.ignore(Period::KEYS);
                        return Err(Some("unit"));
                    }
                }
            },
            year: table.optional("year"),
            quarter: table.optional("quarter"),
            month: table.optional("month"),
            school_year: table.optional("school_year"),
            period: table.optional("period"),
            named_by: table.optional("named_by"),
            spread: table.optional("spread"),
        };
        let of_year = [&read.year, &read.school_year, &read.period];
        if of_year.iter().all(|column| column.is_none()) && !years_in_paths {
            return Err(Some(if read.unit.value == Unit::SchoolYear { "school_year" } else { "year" }));
        }
        if read.unit.value == Unit::SchoolYear && read.spread.is_none() {
            return Err(Some("spread"));
        }
        read.check(table);
        Ok(read)
    }

    /// Reports keys that contradict each other.
    fn check(&self, table: &Table<'_>) {
        let report = table.report();
        let given = [("year", &self.year), ("school_year", &self.school_year), ("period", &self.period)];
        let given: Vec<_> = given.into_iter().filter_map(|(key, column)| Some((key, column.as_ref()?))).collect();
        if let [(one, _), (other, column), ..] = given.as_slice() {
            report.mistake(&column.place, format!("`{one}` and `{other}` both give the year: one of the two decides"));
        }
        let unit = self.unit.value;
        let fits = [
            ("quarter", &self.quarter, unit == Unit::Quarter, "a `unit` of `\"quarter\"`"),
            ("month", &self.month, unit == Unit::Month, "a `unit` of `\"month\"`"),
            ("year", &self.year, unit != Unit::SchoolYear, "calendar years; a school year has `school_year`"),
            ("period", &self.period, unit != Unit::SchoolYear, "calendar years; a school year has `school_year`"),
            (
                "school_year",
                &self.school_year,
                unit == Unit::SchoolYear || unit == Unit::Month && self.month.is_some(),
                "school years, and for months of a school year with `month`",
            ),
        ];
        for (key, column, fits, what) in fits {
            if let Some(column) = column.as_ref().filter(|_| !fits) {
                report.mistake(&column.place, format!("`{key}` is for {what}"));
            }
        }
        if let (Some(period), Some(part)) = (&self.period, self.quarter.as_ref().or(self.month.as_ref())) {
            let _ = period;
            report.mistake(&part.place, "`period` gives the whole period: leave out its quarter or month");
        }
        if let Some(spread) = self.spread.as_ref().filter(|_| unit != Unit::SchoolYear) {
            report.mistake(&spread.place, "`spread` is for school years: other periods lie in one calendar year");
        }
        let of_school_years = unit == Unit::SchoolYear || self.school_year.is_some();
        match &self.named_by {
            Some(named) if !of_school_years => report.mistake(&named.place, "`named_by` is for school years"),
            None if unit == Unit::SchoolYear && self.school_year.is_none() => report.mistake_with_hint(
                &self.unit.place,
                "the year in the path of a school year can be the one that it begins or ends in",
                "add `named_by = \"start\"` or `named_by = \"end\"`",
            ),
            _ => {}
        }
    }

    /// Whether each row says which part of its year it is of.
    pub fn tells_part(&self) -> bool {
        match self.unit.value {
            Unit::Year | Unit::SchoolYear => false,
            Unit::Quarter => self.quarter.is_some() || self.period.is_some(),
            Unit::Month => self.month.is_some() || self.period.is_some(),
        }
    }

    /// In which calendar years a school year counts; `None` where periods lie in one.
    pub fn division(&self) -> Option<Spread> {
        self.spread.as_ref().map(|at| at.value).filter(|_| self.unit.value == Unit::SchoolYear)
    }

    /// The days of a period, first and last, in the calendar year `year`; `part` is the quarter or month, where it is known.
    pub fn days(&self, year: i32, part: Option<i64>) -> Option<(i32, i32)> {
        let months = match (self.unit.value, part) {
            (Unit::Month, Some(month)) => (month, month),
            (Unit::Quarter, Some(quarter)) => (quarter * 3 - 2, quarter * 3),
            _ => (1, 12),
        };
        Some((month_days(year, months.0)?.0, month_days(year, months.1)?.1))
    }

    /// The year of the file of a row with the given keys of [`KindRules::row_keys`].
    pub fn file_year(&self, key: impl Fn(&str) -> Option<i64>) -> Option<i32> {
        if self.unit.value != Unit::SchoolYear {
            return key("year").and_then(|year| i32::try_from(year).ok());
        }
        let ends = self.named_by.as_ref().is_some_and(|at| at.value == NamedBy::End);
        key("school_year").and_then(|year| i32::try_from(year).ok()).map(|year| year + i32::from(ends))
    }

    /// The school year of a file whose path has a year, as the year that it begins in.
    pub fn school_year_of_file(&self, year: i32) -> i32 {
        year - i32::from(self.named_by.as_ref().is_some_and(|at| at.value == NamedBy::End))
    }

    /// What a column that places a row holds, of a row with the given keys: the number, or of a code the first day.
    pub fn written(&self, placed: &str, key: impl Fn(&str) -> Option<i64>) -> Option<i64> {
        match placed {
            "period" => {
                let part = if self.unit.value == Unit::Month { key("month") } else { key("quarter") };
                self.days(i32::try_from(key("year")?).ok()?, part).map(|(first, _)| first.into())
            }
            "school_year" if self.unit.value == Unit::Month => {
                Some(key("year")? - i64::from(key("month")? < i64::from(FIRST_MONTH)))
            }
            other => key(other),
        }
    }
}

impl KindRules for Period {
    fn word(&self) -> RegisterKind {
        RegisterKind::Period
    }

    fn timing(&self) -> Timing {
        Timing::Part
    }

    fn rows_per_person(&self) -> RowsPerPerson {
        RowsPerPerson::Many
    }

    fn time_columns(&self) -> Vec<TimeColumn<'_>> {
        let named = self.named_by.as_ref().map(|at| at.value);
        let code = PeriodPart::Code(self.unit.value);
        let all = [
            ("year", &self.year, TimeUnit::Year),
            ("quarter", &self.quarter, TimeUnit::Period(PeriodPart::Quarter)),
            ("month", &self.month, TimeUnit::Period(PeriodPart::Month)),
            ("school_year", &self.school_year, TimeUnit::Period(PeriodPart::SchoolYear(named))),
            ("period", &self.period, TimeUnit::Period(code)),
        ];
        all.into_iter()
            .filter_map(|(id, column, unit)| Some(TimeColumn { id, column: column.as_ref()?, unit }))
            .collect()
    }

    fn sql_columns(&self) -> &'static [(&'static str, ColumnType)] {
        const ALL: &[(&str, ColumnType)] =
            &[("year", ColumnType::Integer), ("quarter", ColumnType::Integer), ("month", ColumnType::Integer)];
        match (self.unit.value, self.tells_part()) {
            (Unit::SchoolYear, _) => &[("school_year", ColumnType::Integer)],
            (Unit::Month, true) => ALL,
            (Unit::Quarter, true) => &ALL[..2],
            _ => &ALL[..1],
        }
    }

    /// The period, however files give it.
    fn row_keys(&self) -> &'static [&'static str] {
        match (self.unit.value, self.tells_part()) {
            (Unit::SchoolYear, _) => &["school_year"],
            (Unit::Month, true) => &["year", "month"],
            (Unit::Quarter, true) => &["year", "quarter"],
            _ => &["year"],
        }
    }

    fn year_column(&self) -> Option<&At<Column>> {
        self.year.as_ref()
    }

    fn is_dated_by_path(&self) -> bool {
        self.year.is_none() && self.school_year.is_none() && self.period.is_none()
    }

    fn has_rows_of_other_years(&self) -> bool {
        !self.is_dated_by_path() && self.division().is_none()
    }

    fn known_years(&self) -> KnownYears {
        if self.year.is_some() {
            KnownYears::OfColumn
        } else if self.is_dated_by_path() && self.division().is_none() {
            KnownYears::OfPath
        } else {
            KnownYears::Unknown
        }
    }

    fn file_years(&self, covers: &Covers) -> Vec<i32> {
        let years = covers.years();
        let (Some(spread), Some(first)) = (self.division(), years.first()) else { return years };
        let counts = |year: &i32| {
            let [earlier, later] = school_year_parts(*year).map(|(from, to)| covers.holds(from, to));
            earlier && spread != Spread::End || later && spread != Spread::Start
        };
        let ends = self.named_by.as_ref().is_some_and(|at| at.value == NamedBy::End);
        let begun = std::iter::once(first - 1).chain(years.iter().copied()).filter(counts);
        begun.map(|year| year + i32::from(ends)).collect()
    }

    /// The catalogue calls amounts per period a status or an event.
    fn fits_catalogue(&self, word: &str) -> bool {
        ["status", "event", "period"].contains(&word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_school_year_add_up_and_are_the_nearest() {
        // 5/12 of 12, 100, 1, -100, and of a half between two steps: 30/12 = 2.5 is 3.
        let parts = [12, 100, 1, -100, 6, 0].map(|steps| Spread::MONTHS.divided(steps));
        assert_eq!(parts, [(5, 7), (42, 58), (0, 1), (-42, -58), (3, 3), (0, 0)]);
        for steps in [i64::MAX, i64::MIN + 1, 1 << 51, 7_919] {
            for spread in [Spread::MONTHS, Spread::Parts { start: u32::MAX, end: 1 }] {
                let (first, second) = spread.divided(steps);
                assert_eq!(i128::from(first) + i128::from(second), i128::from(steps));
            }
        }
        assert_eq!((Spread::Start.divided(9), Spread::End.divided(9)), ((9, 0), (0, 9)));
    }
}
