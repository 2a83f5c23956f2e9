//! What every kind of register answers. Each kind's file has its answers; the rest of the program asks and names no kind.

use foundation::words::RegisterKind;
use sql::ColumnType;

use super::time_column::TimeColumn;
use crate::column::Column;
use crate::day::Covers;
use crate::source::At;

/// What places a row in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    /// A calendar year: the row counts for the whole of it.
    Year,
    /// A quarter, month or school year, where the row says which.
    Part,
    /// The day `date`.
    Date,
    /// The days from `start` to `end`.
    Span,
}

impl Timing {
    /// Whether a row has a day of its own, on which something happened or began.
    pub const fn has_day(self) -> bool {
        matches!(self, Self::Date | Self::Span)
    }
}

/// How many rows of a register a person can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowsPerPerson {
    /// One a calendar year.
    OneAYear,
    /// One over all years that a file has columns for.
    One,
    /// Any number.
    Many,
}

/// What says, before its rows are read, which calendar years a part of a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownYears {
    /// The least and greatest value of the column with the year.
    OfColumn,
    /// The year in the path of the file.
    OfPath,
    /// Nothing.
    Unknown,
}

/// The answers of a kind. An answer that most kinds share is given here.
pub trait KindRules {
    /// The word in definitions and tables.
    fn word(&self) -> RegisterKind;

    /// What places a row in time.
    fn timing(&self) -> Timing;

    /// How many rows a person can have.
    fn rows_per_person(&self) -> RowsPerPerson;

    /// Whether a person can have many rows that count in a year.
    fn has_several_rows(&self) -> bool {
        self.rows_per_person() == RowsPerPerson::Many
    }

    /// The columns that place a row in time.
    fn time_columns(&self) -> Vec<TimeColumn<'_>>;

    /// The columns that SQL reads in addition to the declared ones.
    fn sql_columns(&self) -> &'static [(&'static str, ColumnType)];

    /// The keys of a test person's row in addition to the declared columns.
    fn row_keys(&self) -> &'static [&'static str];

    /// The column with the year, of a register that has one.
    fn year_column(&self) -> Option<&At<Column>> {
        None
    }

    /// Whether nothing but the path of a file says the year of its rows.
    fn is_dated_by_path(&self) -> bool {
        false
    }

    /// Whether a file of one year may hold rows of another.
    fn has_rows_of_other_years(&self) -> bool {
        false
    }

    /// What says which years a part of a file holds, of rows without days.
    fn known_years(&self) -> KnownYears {
        KnownYears::Unknown
    }

    /// The years that the paths of the files have, of a register that covers some days.
    fn file_years(&self, covers: &Covers) -> Vec<i32> {
        covers.years()
    }

    /// The columns with the time of day of a spell's start and end, of a register that keeps it.
    fn clock_columns(&self) -> Vec<(&'static str, &At<Column>)> {
        Vec::new()
    }

    /// Whether spells have a time of day, so that their hours are known.
    fn has_times(&self) -> bool {
        !self.clock_columns().is_empty()
    }

    /// The columns of SQL that a row has once it is cut into years, and not before.
    fn columns_after_cutting(&self) -> &'static [&'static str] {
        &[]
    }

    /// The column of SQL that numbers the rows into which a wide row is unfolded; none of a register that is not wide.
    fn unfolds_to(&self) -> Option<&'static str> {
        None
    }

    /// The columns that each stand for a column in every month.
    fn month_columns(&self) -> &[(At<String>, At<Column>)] {
        &[]
    }

    /// Whether SQL reads the declared columns of a row.
    fn has_row_columns(&self) -> bool {
        true
    }

    /// Whether the value of a person without a row is unknown.
    fn is_missing_without_row(&self) -> bool {
        false
    }

    /// Whether a row whose value is NULL says that the value is unknown; otherwise it is a fault.
    fn is_null_unknown(&self) -> bool {
        false
    }

    /// Whether the catalogue of Statistics Denmark may describe such a register by a word for kinds.
    fn fits_catalogue(&self, word: &str) -> bool {
        word == self.word().word()
    }
}
