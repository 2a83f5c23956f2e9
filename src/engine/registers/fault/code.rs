//! The code of each fault in tables, and the counts that add up over row groups.

use super::Fault;

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
            | Self::NotAPeriod { count, .. }
            | Self::CodeTooLong { count, .. }
            | Self::NotADay { count }
            | Self::UnknownDay { count }
            | Self::MisleadingStatistics { count }
            | Self::NotACode { count }
            | Self::NotAWeek { count }
            | Self::DuplicatePersonYear { count, .. }
            | Self::EndsBeforeStart { count }
            | Self::ImpossibleAge { count }
            | Self::Unreadable { count, .. }
            | Self::UnknownCode { count, .. }
            | Self::CopiedRows { count, .. }
            | Self::MidnightsInUtc { count }
            | Self::SharedEnd { count, .. }
            | Self::ParentTwice { count, .. }
            | Self::DuplicatePerson { count }
            | Self::Unjudged { count } => Some(count),
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
            Self::SharedEnd { .. } => "shared_end",
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
            Self::NotAPeriod { .. } => "not_a_period",
            Self::CodeTooLong { .. } => "code_too_long",
            Self::NotADay { .. } => "not_a_day",
            Self::UnknownDay { .. } => "unknown_day",
            Self::TooManyBadRows { .. } => "too_many_bad_rows",
            Self::MisleadingStatistics { .. } => "misleading_statistics",
            Self::NotACode { .. } => "not_a_code",
            Self::NotAWeek { .. } => "not_a_week",
            Self::DuplicatePersonYear { .. } => "duplicate_person_year",
            Self::EndsBeforeStart { .. } => "ends_before_start",
            Self::ImpossibleAge { .. } => "impossible_age",
            Self::UnknownCode { .. } => "unknown_code",
            Self::EmptyPopulation => "empty_population",
            Self::EmptyYears { .. } => "empty_years",
            Self::NoRowMeets { .. } => "no_row_meets",
            Self::PartsOrDeliveries { .. } => "parts_or_deliveries",
            Self::TwoPeriods { .. } => "two_periods",
            Self::DeliveriesWithoutOrder { .. } => "deliveries_without_order",
            Self::TwoYears { .. } => "two_years",
            Self::NoMatchingKey { .. } => "no_matching_key",
            Self::DuplicatePerson { .. } => "duplicate_person",
            Self::SameWeeks { .. } => "same_weeks",
            Self::RunOverFiles => "run_over_files",
            Self::KeyType { .. } => "key_type",
            Self::CopiedRows { .. } => "copied_rows",
            Self::OtherSpelling { .. } => "other_spelling",
            Self::KeySpelling { .. } | Self::KeysAlike { .. } => "key_spelling",
            Self::NoParent { .. } => "no_parent",
            Self::ParentTwice { .. } => "parent_twice",
            Self::RowKeyType { .. } => "row_key_type",
            Self::Unjudged { .. } => "unjudged",
            Self::NotUtf8 => "not_utf8",
            Self::NoWeeks { .. } => "no_weeks",
            Self::MissingWeeks { .. } => "missing_weeks",
            Self::MissingMonths { .. } => "missing_months",
        }
    }
}
