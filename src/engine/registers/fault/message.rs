//! One message a fault: what is wrong and how many, never a value.

use std::fmt::{Display, Formatter, Result};

use super::Fault;

impl Display for Fault {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::NoFolder { reason } => write!(f, "{reason}"),
            Self::NoFile { patterns } => write!(f, "no file matches {patterns}"),
            Self::MissingYears { years, patterns } => {
                write!(f, "no file for {years}, which the register covers (looked for {patterns})")
            }
            Self::SameYearTwice { other, .. } if other.is_empty() => write!(f, "holds the same year as another file"),
            Self::SameYearTwice { year: Some(year), other } => write!(f, "holds the year {year}, as does {other}"),
            Self::SameYearTwice { year: None, other } => write!(f, "duplicates the delivery in {other}"),
            Self::SameContentTwice { other } if other.is_empty() => write!(f, "has the same content as another file"),
            Self::SameContentTwice { other } => write!(f, "has the same content as {other}"),
            Self::Folder => write!(f, "is a folder, not a file"),
            Self::NoBytes => write!(f, "is empty: 0 bytes"),
            Self::NotParquet { reason } => write!(f, "is not a whole Parquet file ({reason})"),
            Self::Damaged { reason } => write!(f, "can't be decoded ({reason})"),
            Self::Removed => write!(f, "was removed after the folder was listed"),
            Self::RowCounts { footer, groups } => {
                write!(f, "its footer counts {footer} row(s), and its row groups {groups}")
            }
            Self::ColumnRows { values, rows } => write!(f, "{values} value(s) in a row group of {rows} row(s)"),
            Self::NoRows { years } => write!(f, "has no rows, and covers {years}"),
            Self::SharedEnd { count, rows, year } => write!(
                f,
                "{count} of {rows} end(s) are one and the same day of {year}, over five years after what the register covers"
            ),
            Self::MidnightsInUtc { count } => {
                write!(f, "{count} time(s) are 22:00 or 23:00: midnights of Copenhagen, written in UTC without a zone")
            }
            Self::Changed => write!(f, "changed while it was read"),
            Self::NoColumn { names, .. } => write!(f, "has no column {names}"),
            Self::TwoColumns { other } => write!(f, "occurs twice, also as `{other}`"),
            Self::WrongType { found, wanted } => write!(f, "holds {found}, where the definition says {wanted}"),
            Self::Nulls { count } => write!(f, "{count} null value(s)"),
            Self::MissingRequired { count } => {
                write!(f, "{count} null value(s), where every row needs a value")
            }
            Self::OutOfRange { count, wanted } => write!(f, "{count} value(s) too large for {wanted}"),
            Self::OutsideRange { count, range } => {
                write!(f, "{count} value(s) outside {range}, the range that the definition declares")
            }
            Self::SqlFails { place } => write!(f, "the SQL at {place} fails on a value"),
            Self::NotFinite { count } => write!(f, "{count} value(s) that are NaN or infinite"),
            Self::OffGrid { count, resolution } => write!(f, "{count} value(s) finer than the resolution {resolution}"),
            Self::TooLarge { count } => {
                write!(f, "{count} value(s) too large to be counted in steps of the resolution")
            }
            Self::NotWhole { count } => write!(f, "{count} value(s) with decimals, where whole numbers are wanted"),
            Self::Unreadable { count, wanted } => write!(f, "{count} value(s) that can't be read as {wanted}"),
            Self::MisleadingStatistics { count } => {
                write!(f, "{count} value(s) outside what the row group's statistics say")
            }
            Self::NotADay { count } => write!(f, "{count} value(s) that are not days of 1800–9999"),
            Self::UnknownDay { count } => write!(f, "{count} day(s) that mean an unknown day"),
            Self::TooManyBadRows { bad, rows, at_most, worst } => {
                // A row can have several bad values.
                let of = if bad > rows { " value(s)" } else { "" };
                write!(
                    f,
                    "{bad}{of} of {rows} row(s) are bad, and at most {at_most} may be dropped; most of them: {worst}"
                )
            }
            Self::NotAPeriod { count, wanted } => write!(f, "{count} value(s) that are not {wanted}"),
            Self::CodeTooLong { count, width } => {
                write!(f, "{count} code(s) with more than the {width} digits of the column")
            }
            Self::NotAYear { count } => write!(f, "{count} value(s) that are not years (1800–2200)"),
            Self::Unjudged { count } => {
                write!(f, "{count} value(s) in a format that the script can't check")
            }
            Self::NotACode { count } => write!(f, "{count} week code(s) that are not whole numbers"),
            Self::NotAWeek { count } => write!(f, "{count} value(s) that are not a year and week (YYWW)"),
            Self::DuplicatePersonYear { count, years } => {
                let years = Self::listed_years(years, "and");
                write!(f, "{count} row(s) too many in {years}: a status register has one row a person and year")
            }
            Self::EndsBeforeStart { count } => write!(f, "{count} spell(s) end before they begin"),
            Self::ImpossibleAge { count } => {
                write!(f, "{count} person(s) with an impossible age (below 0 or above 130)")
            }
            Self::UnknownCode { count, known } => {
                write!(f, "{count} row(s) with a code that the definition does not name (it names {known})")
            }
            Self::EmptyPopulation => write!(f, "has no rows: the population is empty"),
            Self::EmptyYears { years } => write!(f, "has no rows for {years}, which it covers"),
            Self::KeyType { found, wanted } => {
                write!(f, "person keys are {found} here, but {wanted} in the population register")
            }
            Self::NoRowMeets { rows } => {
                write!(f, "none of its {rows} row(s) meets the condition of the register")
            }
            Self::PartsOrDeliveries { pattern, count, other } => write!(
                f,
                "is one of {count} files that `{pattern}` finds, as is {}; they may be parts of one delivery, or two deliveries of the same rows",
                file(other)
            ),
            Self::TwoPeriods { other } => {
                write!(f, "is of another month than {}, and both would be read as parts of one delivery", file(other))
            }
            Self::DeliveriesWithoutOrder { other } => {
                write!(f, "can be earlier or later than {}: their paths do not show the order", file(other))
            }
            Self::TwoYears { years } => write!(f, "its path names the years {years}"),
            Self::NoMatchingKey { count } => {
                write!(f, "none of its {count} row(s) has the key of a person in the population")
            }
            Self::DuplicatePerson { count } => {
                write!(f, "{count} row(s) too many: a person has one row over the same weeks or months")
            }
            Self::SameWeeks { other } => write!(f, "has some weeks in common with {}, and not all", file(other)),
            Self::RunOverFiles => {
                write!(f, "a person's weeks are in several files, and `run_week` counts weeks in a row")
            }
            Self::CopiedRows { count, sampled, other } => {
                write!(
                    f,
                    "{count} of {sampled} row(s) looked at have an exact copy, equal in every column that differs within a file"
                )?;
                other.iter().try_for_each(|other| write!(f, ", some of them in {other}"))
            }
            Self::OtherSpelling { count, rows } => write!(
                f,
                "{count} of {rows} row(s) have a code that differs from those of the definition in case, blanks, \
                 look-alike letters or leading zeros alone"
            ),
            Self::KeySpelling { count, rows } => write!(
                f,
                "at least {count} of {rows} row(s) have a key that is in the population in another spelling only: with \
                 leading zeros or without separators"
            ),
            Self::KeysAlike { count, persons } => write!(
                f,
                "{count} of {persons} person(s) have a key that another has in another spelling: with other leading zeros or with \
                 separators"
            ),
            Self::NoParent { rows, parent } => {
                write!(f, "none of its {rows} row(s) has the key of a row of `{parent}`, to which its rows belong")
            }
            Self::ParentTwice { count, parent } => {
                write!(f, "{count} row(s) with a key that several rows of `{parent}` have")
            }
            Self::RowKeyType { found, wanted, other } => {
                write!(f, "keys of rows are {found} here, and {wanted} in `{other}`")
            }
            Self::NotUtf8 => write!(f, "holds text that is not UTF-8 (it may be latin-1)"),
            Self::NoWeeks { pattern } => {
                write!(f, "no column fits {pattern} in the years that the register covers")
            }
            Self::MissingMonths { months, pattern } => {
                write!(f, "months of {months} have no column, and the register covers them (looked for {pattern})")
            }
            Self::MissingWeeks { years, pattern } => {
                write!(f, "weeks of {years} have no column, and the register covers them (looked for {pattern})")
            }
        }
    }
}

/// Another file, or one of several.
fn file(other: &str) -> &str {
    if other.is_empty() { "another file" } else { other }
}
