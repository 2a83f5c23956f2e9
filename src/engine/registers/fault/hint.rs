//! What to do about each fault, in English and Danish.

use foundation::text::{Label, Text};

use super::{Fault, advice};
use crate::registers::stored_type::described_zone;

impl Fault {
    /// What to do about it.
    pub fn hint(&self) -> String {
        self.hints().en
    }

    /// What to do about it, in Danish.
    pub fn hint_in_danish(&self) -> String {
        self.hints().da
    }

    /// The hint in both languages.
    fn hints(&self) -> Label {
        let fixed = match self {
            Fault::NoColumn { near: Some(near), .. } => {
                return Label {
                    da: format!("mente du `{near}`? føj navnet til kolonnens `names`"),
                    en: format!("did you mean `{near}`? add the name to the column's `names`"),
                };
            }
            Fault::TooManyBadRows { worst, .. } => {
                let Label { da, en } = worst.hints();
                return Label {
                    da: format!(
                        "skal de udelades, så skriv `bad_rows = {{ drop = true, at_most = \"…\" }}`; ellers: {da}"
                    ),
                    en: format!(
                        "if they are to be left out, set `bad_rows = {{ drop = true, at_most = \"…\" }}`; if not: {en}"
                    ),
                };
            }
            Fault::NoFolder { .. } => advice::NO_FOLDER,
            Fault::NoFile { .. } => advice::NO_FILE,
            Fault::MissingYears { .. }
            | Fault::EmptyYears { .. }
            | Fault::MissingWeeks { .. }
            | Fault::MissingMonths { .. } => advice::MISSING_YEARS,
            Fault::SameYearTwice { .. } => advice::SAME_YEAR_TWICE,
            Fault::SameContentTwice { .. } => advice::SAME_CONTENT_TWICE,
            Fault::Folder => advice::FOLDER,
            Fault::MisleadingStatistics { .. } => advice::MISLEADING_STATISTICS,
            Fault::NoBytes | Fault::NotParquet { .. } | Fault::Damaged { .. } => advice::NO_BYTES,
            Fault::Removed => advice::REMOVED,
            Fault::RowCounts { .. } | Fault::ColumnRows { .. } => advice::ROW_COUNTS,
            Fault::NoRows { .. } => advice::NO_ROWS,
            Fault::SharedEnd { .. } => advice::SHARED_END,
            Fault::MidnightsInUtc { .. } => advice::MIDNIGHTS_IN_UTC,
            Fault::Changed => advice::CHANGED,
            Fault::NoColumn { near: None, .. } => advice::NO_COLUMN,
            Fault::TwoColumns { .. } => advice::TWO_COLUMNS,
            Fault::WrongType { found, wanted } => wrong_type(found, wanted),
            Fault::Nulls { .. } => advice::NULLS,
            Fault::NotFinite { .. } => advice::NOT_FINITE,
            Fault::SqlFails { .. } => advice::SQL_FAILS,
            Fault::DuplicatePersonYear { .. } => advice::DUPLICATE_PERSON_YEAR,
            Fault::Unreadable { wanted, .. } => unreadable(wanted),
            Fault::NotWhole { .. } => advice::NOT_WHOLE,
            Fault::OffGrid { .. } => advice::OFF_GRID,
            Fault::TooLarge { .. } => advice::TOO_LARGE,
            Fault::EndsBeforeStart { .. } => advice::ENDS_BEFORE_START,
            Fault::OutsideRange { .. } => advice::OUTSIDE_RANGE,
            Fault::UnknownCode { .. } => advice::UNKNOWN_CODE,
            Fault::EmptyPopulation => advice::EMPTY_POPULATION,
            Fault::KeyType { .. } => advice::KEY_TYPE,
            Fault::NoRowMeets { .. } => advice::NO_ROW_MEETS,
            Fault::PartsOrDeliveries { .. } => advice::PARTS_OR_DELIVERIES,
            Fault::TwoPeriods { .. } => advice::TWO_PERIODS,
            Fault::DeliveriesWithoutOrder { .. } => advice::DELIVERIES_WITHOUT_ORDER,
            Fault::TwoYears { .. } => advice::TWO_YEARS,
            Fault::NoMatchingKey { .. } => advice::NO_MATCHING_KEY,
            Fault::DuplicatePerson { .. } | Fault::SameWeeks { .. } => advice::DUPLICATE_PERSON,
            Fault::RunOverFiles => advice::RUN_OVER_FILES,
            Fault::CopiedRows { .. } => advice::COPIED_ROWS,
            Fault::OtherSpelling { .. } => advice::OTHER_SPELLING,
            Fault::KeySpelling { .. } | Fault::KeysAlike { .. } => advice::KEY_SPELLING,
            Fault::NoParent { .. } => advice::NO_PARENT,
            Fault::ParentTwice { .. } => advice::PARENT_TWICE,
            Fault::RowKeyType { .. } => advice::ROW_KEY_TYPE,
            Fault::Unjudged { .. } => advice::UNJUDGED,
            Fault::NotUtf8 => advice::NOT_UTF8,
            Fault::NoWeeks { .. } => advice::NO_WEEKS,
            Fault::NotAPeriod { .. } => advice::NOT_A_PERIOD,
            Fault::NotADay { .. } => advice::NOT_A_DAY,
            Fault::CodeTooLong { .. } => advice::CODE_TOO_LONG,
            Fault::UnknownDay { .. }
            | Fault::MissingRequired { .. }
            | Fault::OutOfRange { .. }
            | Fault::NotAYear { .. }
            | Fault::NotACode { .. }
            | Fault::NotAWeek { .. }
            | Fault::ImpossibleAge { .. } => advice::CORRECT,
        };
        Label::owned(fixed.da, fixed.en)
    }
}

/// What to do about a column of another type.
fn wrong_type(found: &str, wanted: &str) -> Text {
    match wanted {
        "sas_seconds" => advice::SAS_DAYS,
        "date" if found == "text" => advice::TEXT_DAYS,
        "date" if found.contains("numbers") => advice::NUMBER_DAYS,
        "integer" | "number" if found == "text" => advice::TEXT_NUMBERS,
        _ if described_zone(found).is_some_and(|(_, is_offset)| is_offset) => advice::FIXED_OFFSET,
        "date" | "time" if described_zone(found).is_some() => advice::ZONE,
        _ => advice::TYPE,
    }
}

/// What to do about values that do not convert.
fn unreadable(wanted: &str) -> Text {
    match wanted {
        "number" => advice::DECIMAL_POINT,
        "date" => advice::WRITTEN_DAYS,
        _ => advice::CORRECT,
    }
}
