//! Handling of faults: a build stops at the first one; a check collects all and skips the affected rows.
//!
//! Owns the collection, not the rules. After a fault is noted, the caller must not report a second one for the same value.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::error::{ExtractError, Fault};
use foundation::error::{Error, Result};

/// Faults with their counts taken out, and the counts.
type Noted = BTreeMap<ExtractError, Option<usize>>;

/// Stops at the first fault, or notes every one.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    noted: Option<Arc<Mutex<Noted>>>,
}

impl Faults {
    /// Notes every fault.
    pub fn noting() -> Faults {
        Faults { noted: Some(Arc::default()) }
    }

    /// Whether faults are noted.
    pub fn are_noted(&self) -> bool {
        self.noted.is_some()
    }

    /// Meets a fault. The counts of the same fault in the same place add up.
    ///
    /// # Errors
    /// The fault, where the first one stops the command.
    pub fn meet(&self, mut error: ExtractError) -> Result<(), ExtractError> {
        let Some(noted) = &self.noted else { return Err(error) };
        let count = error.fault.count_mut().map(std::mem::take);
        if let Ok(mut noted) = noted.lock() {
            let known = noted.entry(error).or_insert(count.map(|_| 0));
            *known = known.zip(count).map(|(known, count)| known + count);
        }
        Ok(())
    }

    /// A result, or `None` if a fault was noted instead.
    ///
    /// # Errors
    /// A fault, where the first one stops the command; any error that is not a fault of an extract.
    pub fn pass<T>(&self, result: Result<T, impl Into<Error>>) -> Result<Option<T>> {
        match result.map_err(Into::into) {
            Ok(value) => Ok(Some(value)),
            Err(error) => self.meet(error.downcast::<ExtractError>()?).map(|()| None).map_err(Into::into),
        }
    }

    /// Whether a fault of a register is noted: missing values may then follow from it.
    pub fn any_of(&self, register: &str) -> bool {
        let noted = self.noted.as_ref().and_then(|noted| noted.lock().ok());
        noted.is_some_and(|noted| noted.keys().any(|error| error.register == register))
    }

    /// Takes the noted faults, in order of register, file, row group and column.
    pub fn take(&self) -> Vec<ExtractError> {
        let noted =
            self.noted.as_ref().and_then(|noted| noted.lock().ok().map(|mut noted| std::mem::take(&mut *noted)));
        let whole = |(mut error, count): (ExtractError, Option<usize>)| {
            if let (Some(place), Some(count)) = (error.fault.count_mut(), count) {
                *place = count;
            }
            error
        };
        noted.unwrap_or_default().into_iter().map(whole).collect()
    }
}

impl Fault {
    /// The count of values, rows or persons, if the fault has one that adds up over row groups.
    pub fn count_mut(&mut self) -> Option<&mut usize> {
        match self {
            Self::Nulls { count }
            | Self::MissingRequired { count }
            | Self::OutOfRange { count, .. }
            | Self::OutsideRange { count, .. }
            | Self::NotFinite { count }
            | Self::OffGrid { count, .. }
            | Self::TooLarge { count }
            | Self::NotWhole { count }
            | Self::NotAYear { count }
            | Self::NotADay { count }
            | Self::MisleadingStatistics { count }
            | Self::NotACode { count }
            | Self::NotAWeek { count }
            | Self::DuplicatePersonYear { count, .. }
            | Self::EndsBeforeStart { count }
            | Self::ImpossibleAge { count }
            | Self::Unreadable { count, .. }
            | Self::UnknownCode { count, .. }
            | Self::MidnightsInUtc { count }
            | Self::DuplicatePerson { count } => Some(count),
            _ => None,
        }
    }

    /// The code in tables.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoFolder { .. } => "no_folder",
            Self::NoFile { .. } => "no_file",
            Self::MissingYears { .. } => "missing_years",
            Self::SameYearTwice { .. } => "same_year_twice",
            Self::SameContentTwice { .. } => "same_content_twice",
            Self::Folder => "folder",
            Self::NoBytes => "no_bytes",
            Self::NotParquet { .. } => "not_parquet",
            Self::Damaged { .. } => "damaged",
            Self::Removed => "removed",
            Self::RowCounts { .. } => "row_counts",
            Self::ColumnRows { .. } => "column_rows",
            Self::NoRows { .. } => "no_rows",
            Self::MidnightsInUtc { .. } => "midnights_in_utc",
            Self::Changed => "changed",
            Self::NoColumn { .. } => "no_column",
            Self::TwoColumns { .. } => "two_columns",
            Self::WrongType { .. } => "wrong_type",
            Self::Nulls { .. } => "nulls",
            Self::MissingRequired { .. } => "unplaced",
            Self::OutOfRange { .. } => "out_of_range",
            Self::OutsideRange { .. } => "outside_range",
            Self::SqlFails { .. } => "sql_fails",
            Self::NotFinite { .. } => "not_finite",
            Self::OffGrid { .. } => "off_grid",
            Self::TooLarge { .. } => "too_large",
            Self::NotWhole { .. } => "not_whole",
            Self::Unreadable { .. } => "misread",
            Self::NotAYear { .. } => "not_a_year",
            Self::NotADay { .. } => "not_a_day",
            Self::MisleadingStatistics { .. } => "misleading_statistics",
            Self::NotACode { .. } => "not_a_code",
            Self::NotAWeek { .. } => "not_a_week",
            Self::DuplicatePersonYear { .. } => "duplicate_person_year",
            Self::EndsBeforeStart { .. } => "ends_before_start",
            Self::ImpossibleAge { .. } => "impossible_age",
            Self::UnknownCode { .. } => "unknown_code",
            Self::EmptyPopulation => "empty_population",
            Self::EmptyYears { .. } => "empty_years",
            Self::NoMatchingKey { .. } => "no_matching_key",
            Self::DuplicatePerson { .. } => "duplicate_person",
            Self::SameWeeks { .. } => "same_weeks",
            Self::RunOverFiles => "run_over_files",
            Self::KeyType { .. } => "key_type",
            Self::NoWeeks { .. } => "no_weeks",
            Self::MissingWeeks { .. } => "missing_weeks",
        }
    }
}

#[cfg(test)]
mod tests {
    use foundation::error::Kind;

    use super::*;

    fn nulls(count: usize) -> ExtractError {
        ExtractError::of("bef", Fault::Nulls { count }).in_row_group(0)
    }

    #[test]
    fn counts_of_a_place_add_up_and_places_stay_apart() {
        let faults = Faults::noting();
        for count in [2, 3] {
            assert_eq!(faults.meet(nulls(count)), Ok(()));
            assert_eq!(faults.meet(ExtractError::of("bef", Fault::EmptyPopulation)), Ok(()));
        }
        assert_eq!(faults.meet(nulls(4).in_column("PNR")), Ok(()));
        assert!(faults.any_of("bef") && !faults.any_of("ind"));
        let noted = faults.take();
        assert_eq!(noted, [ExtractError::of("bef", Fault::EmptyPopulation), nulls(5), nulls(4).in_column("PNR")]);
        assert!(faults.take().is_empty());
    }

    #[test]
    fn the_first_fault_stops_and_other_errors_always_do() {
        assert_eq!(Faults::default().meet(nulls(1)), Err(nulls(1)));
        assert!(matches!(Faults::noting().pass(Err::<(), _>(nulls(1))), Ok(None)));
        let interrupted = Faults::noting().pass(Err::<(), _>(Error::interrupted())).unwrap_err();
        assert_eq!(interrupted.kind(), Kind::Interrupted);
        assert!(matches!(Faults::default().pass(Ok::<_, Error>(7)), Ok(Some(7))));
    }
}
