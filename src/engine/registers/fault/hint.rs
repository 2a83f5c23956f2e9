//! What to do about each fault.

use super::Fault;
use crate::registers::stored_type::described_zone;

impl Fault {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Fault::NoFolder { .. } => {
                "name the folder of extracts with --extracts DIR; `som synth` makes one".to_owned()
            }
            Fault::NoFile { .. } => "check the folder, and `files` in the register's definition".to_owned(),
            Fault::MissingYears { .. } | Fault::EmptyYears { .. } | Fault::MissingWeeks { .. } | Fault::MissingMonths { .. } => {
                "deliver the years, or narrow `covers` in the register's definition".to_owned()
            }
            Fault::SameYearTwice { .. } => {
                "counted twice, every value would double: remove one of the two files, name both \
                 with one `*` if they are parts of the year, or set `deliveries = \"last\"` if one replaces the other"
                    .to_owned()
            }
            Fault::SameContentTwice { .. } => {
                "remove one of the two files, or narrow `files`: counted twice, every value would double".to_owned()
            }
            Fault::Folder => "name a file, or a pattern such as `bef/bef{year}.parquet`, in `files`".to_owned(),
            Fault::MisleadingStatistics { .. } => {
                "write the file again: a build skips row groups by their statistics".to_owned()
            }
            Fault::NoBytes | Fault::NotParquet { .. } | Fault::Damaged { .. } => {
                "deliver the file again: it is cut short, or is not Parquet".to_owned()
            }
            Fault::Removed => "keep the folder of extracts unchanged during a build; put the file back and build again".to_owned(),
            Fault::RowCounts { .. } | Fault::ColumnRows { .. } => {
                "deliver the file again: other programs would drop rows without reporting it".to_owned()
            }
            Fault::NoRows { .. } => "deliver the rows, or remove the register and its variables from the definitions: \
                 without rows, every value of it would be zero"
                .to_owned(),
            Fault::SharedEnd { .. } => "name the day in the register's `open_dates` if it stands for an end that has not come, \
                 or in its `planned_dates` if it is an end"
                .to_owned(),
            Fault::MidnightsInUtc { .. } => {
                "read as they are, every day is one too early: say `stored = \"utc\"` of the column, which takes the day in the register's `zone`, or `stored = \"local\"` if the hours are right; deliver text and seconds of SAS as days"
                    .to_owned()
            }
            Fault::Changed => "let the delivery finish, then build again".to_owned(),
            Fault::NoColumn { near: Some(near), .. } => {
                format!("did you mean `{near}`? add the name to the column's `names`")
            }
            Fault::NoColumn { near: None, .. } => "add the column's name in this file to its `names`".to_owned(),
            Fault::TwoColumns { .. } => "column names are compared without case: drop one of the two".to_owned(),
            Fault::WrongType { wanted: "sas_seconds", .. } => {
                "set `stored = \"sas_days\"` on the column: as seconds, all these days would be about 1 January 1960".to_owned()
            }
            Fault::WrongType { found, wanted: "date" } if found == "text" => {
                "days written as 2012-05-17 or 20120517 are read with `stored = \"text\"` on the column"
                    .to_owned()
            }
            Fault::WrongType { found, wanted: "date" } if found.contains("numbers") => {
                "numbers such as 20120517 are read with `stored = \"integer\"` on the column, and days that SAS counts from 1960 \
                 with `stored = \"sas_days\"`"
                    .to_owned()
            }
            Fault::WrongType { found, wanted: "integer" | "number" } if found == "text" => {
                "if these are numbers written as text, set `stored = \"text\"` on the column; if they are codes, declare the \
                 column as `text`"
                    .to_owned()
            }
            Fault::WrongType { found, .. } if described_zone(found).is_some_and(|(_, is_offset)| is_offset) => {
                "convert the column to UTC, or to the times of the register's `zone`: a fixed offset is no zone".to_owned()
            }
            Fault::WrongType { found, wanted: "date" | "time" } if described_zone(found).is_some() => {
                "name the zone as `zone` of the register, or convert the column to UTC".to_owned()
            }
            Fault::WrongType { .. } => {
                "change `type` in the register's definition, or the column in the extract".to_owned()
            }
            Fault::Nulls { .. } => {
                "a null here is an error, not a zero: correct the extract, or exclude the rows with `… IS NOT NULL`"
                    .to_owned()
            }
            Fault::NotFinite { .. } => {
                "correct the extract, or exclude the rows in the `where` of the variable's source".to_owned()
            }
            Fault::SqlFails { .. } => {
                "a CAST stops at the first value that it can't convert; TRY_CAST gives NULL in its place".to_owned()
            }
            Fault::DuplicatePersonYear { .. } => "correct the extract: it may hold a delivery twice, or the quarters of a year, as BEF has: let \
                 `files` name one quarter, such as `bef{year}12.parquet`"
                    .to_owned(),
            Fault::Unreadable { wanted, .. } => format!(
                "correct the extract{}",
                match *wanted {
                    "number" => "; numbers have a decimal point, not a comma",
                    "date" => {
                        "; dates are written 2012-05-17 or 20120517; days that SAS counts from 1960 are read with \
                         `stored = \"sas_days\"`"
                    }
                    _ => "",
                }
            ),
            Fault::NotWhole { .. } => {
                "correct the extract, or declare the column as `number` if it is one; a key is a whole number"
                    .to_owned()
            }
            Fault::OffGrid { .. } => "if the last digits are noise of binary floats, round the value to the resolution, such as \
                 `ROUND(amount, 2)` for 0.01; if values are that fine, choose a finer `resolution`"
                .to_owned(),
            Fault::TooLarge { .. } => {
                "choose a coarser `resolution` for the variable, or correct the extract".to_owned()
            }
            Fault::EndsBeforeStart { .. } => "correct the extract, or set `bad_rows = { drop = true }`".to_owned(),
            Fault::OutsideRange { .. } => "correct the extract, or widen the column's `range`".to_owned(),
            Fault::UnknownCode { .. } => "name the code in `codes`".to_owned(),
            Fault::EmptyPopulation => "deliver the population register".to_owned(),
            Fault::KeyType { .. } => "deliver all registers with the same kind of person key".to_owned(),
            Fault::NoRowMeets { .. } => "correct `where` in the register's definition, or the extract: \
                 without rows, every value of it would be zero"
                .to_owned(),
            Fault::PartsOrDeliveries { .. } => {
                "if they are parts of one delivery, set `deliveries = \"parts\"`; if one \
                 replaces another, put `{delivery}` in the path and set `deliveries = \"last\"`"
                    .to_owned()
            }
            Fault::TwoPeriods { .. } => {
                "put `{delivery}` where the file's name has its month, as in `offl/year=*/*offl{delivery}.parquet`, so that the \
                 last one counts; if both are parts of one delivery, put `*` in place of `{delivery}` and set `deliveries = \"parts\"`"
                    .to_owned()
            }
            Fault::DeliveriesWithoutOrder { .. } => {
                "keep the delivery that counts and move the other away, or name both by the same kind of period, such as \
                 `offl202506.parquet`"
                    .to_owned()
            }
            Fault::TwoYears { .. } => "each file must hold one year: name one year in its path".to_owned(),
            Fault::NoMatchingKey { .. } => "deliver all registers with the same person keys".to_owned(),
            Fault::DuplicatePerson { .. } | Fault::SameWeeks { .. } => {
                "deliver each person's week once: counted twice, every value would double".to_owned()
            }
            Fault::RunOverFiles => "deliver all weeks of a person in one row, or do not use `run_week`".to_owned(),
            Fault::CopiedRows { .. } => {
                "deliver each row once: counted twice, every value would double. If equal rows are \
                 different events, deliver a column that differs between them, such as a row number"
                    .to_owned()
            }
            Fault::OtherSpelling { .. } => {
                "correct the extract, with codes that begin with zero as text in all files, or compare `UPPER(…)` or all \
                 spellings in the definition: rows with other spellings would silently not be counted"
                    .to_owned()
            }
            Fault::KeySpelling { .. } | Fault::KeysAlike { .. } => {
                "deliver all registers with the same person keys, as text of one length".to_owned()
            }
            Fault::NoParent { .. } => {
                "deliver both registers with the same keys of rows, or correct `[parent]` in the register's definition: without \
                 persons, no row would count"
                    .to_owned()
            }
            Fault::ParentTwice { .. } => {
                "deliver each row of the parent once; if its rows share a key by nature, as the members of a family do, set \
                 `shared = true` in `[parent]`"
                    .to_owned()
            }
            Fault::RowKeyType { .. } => "deliver both registers with the same kind of keys of rows".to_owned(),
            Fault::Unjudged { .. } => {
                "let `som build` read this register from its extracts, and name the other registers with --register".to_owned()
            }
            Fault::NotUtf8 => {
                "write the text as UTF-8; SAS and older Windows programs write latin-1 (ISO 8859-1)".to_owned()
            }
            Fault::NoWeeks { .. } => "check `weeks` in the register's definition".to_owned(),
            Fault::TooManyBadRows { worst, .. } => format!(
                "if they are to be left out, set `bad_rows = {{ drop = true, at_most = \"…\" }}`; if not: {}",
                worst.hint()
            ),
            Fault::NotAPeriod { .. } => {
                "correct the extract, or the keys of the period in the register's definition (`named_by` says which year one number of a school year is)"
                    .to_owned()
            }
            Fault::NotADay { .. } => {
                "correct the extract; name a day that stands for one that is not known, such as 0001-01-01, in `unknown_dates`".to_owned()
            }
            Fault::CodeTooLong { .. } => "correct the extract, or `width` of the column".to_owned(),
            Fault::UnknownDay { .. }
            | Fault::MissingRequired { .. }
            | Fault::OutOfRange { .. }
            | Fault::NotAYear { .. }
            | Fault::NotACode { .. }
            | Fault::NotAWeek { .. }
            | Fault::ImpossibleAge { .. } => "correct the extract".to_owned(),
        }
    }
}
