//! What can be wrong with an extract: each fault with its message, its hint and its code in tables.

mod advice;
mod cause;
mod code;
mod danish;
mod hint;
mod message;

use std::collections::BTreeSet;

use definitions::register::Column;

/// What is wrong with an extract.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The folder of extracts.
    NoFolder {
        /// `no such folder`, or that it is a file.
        reason: String,
    },
    /// No file fits the register's patterns.
    NoFile {
        /// The patterns.
        patterns: String,
    },
    /// Covered years without a file.
    MissingYears {
        /// The years.
        years: String,
        /// The patterns.
        patterns: String,
    },
    /// Two files hold the same year, or the whole register.
    SameYearTwice {
        /// The year.
        year: Option<i32>,
        /// The other file.
        other: String,
    },
    /// Two files have the same content.
    SameContentTwice {
        /// The other file.
        other: String,
    },
    /// A folder where a file should be.
    Folder,
    /// A file of 0 bytes.
    NoBytes,
    /// Not Parquet, or cut short.
    NotParquet {
        /// The reader's reason.
        reason: String,
    },
    /// A row group can't be decoded.
    Damaged {
        /// The reader's reason.
        reason: String,
    },
    /// Removed since the folder was listed.
    Removed,
    /// The footer, row groups and columns disagree on the number of rows.
    RowCounts {
        /// Rows by the footer.
        footer: i64,
        /// Rows by the row groups.
        groups: i64,
    },
    /// A column of a row group has another number of values than the row group has rows.
    ColumnRows {
        /// Values of the column.
        values: i64,
        /// Rows of the row group.
        rows: i64,
    },
    /// A register without rows.
    NoRows {
        /// The years that it covers.
        years: String,
    },
    /// Times without a zone that are midnights of Copenhagen in UTC.
    MidnightsInUtc {
        /// How many.
        count: usize,
    },
    /// One end in many rows, years after what the register covers.
    SharedEnd {
        /// How many rows.
        count: usize,
        /// Of how many.
        rows: u64,
        /// The year of the end.
        year: i32,
    },
    /// Changed while it was read.
    Changed,
    /// A missing column.
    NoColumn {
        /// The names that the definition allows.
        names: String,
        /// The nearest name in the file.
        near: Option<String>,
    },
    /// Two columns differ in case only.
    TwoColumns {
        /// The other name.
        other: String,
    },
    /// A column of the wrong type.
    WrongType {
        /// The type in the file.
        found: String,
        /// The type in the definition.
        wanted: &'static str,
    },
    /// Nulls where none is allowed.
    Nulls {
        /// How many.
        count: usize,
    },
    /// Rows without a required value: a key, a day, a year, a sex or a birth.
    MissingRequired {
        /// How many.
        count: usize,
    },
    /// Values beyond what their declared type holds.
    OutOfRange {
        /// How many.
        count: usize,
        /// The type that is too small.
        wanted: &'static str,
    },
    /// Values outside the range that the definition declares.
    OutsideRange {
        /// How many.
        count: usize,
        /// The range.
        range: String,
    },
    /// SQL that failed on the rows.
    SqlFails {
        /// Where the SQL stands.
        place: String,
    },
    /// NaN or infinite values.
    NotFinite {
        /// How many.
        count: usize,
    },
    /// Values between the steps of a resolution.
    OffGrid {
        /// How many.
        count: usize,
        /// The step, as text.
        resolution: String,
    },
    /// Values too large to count in steps.
    TooLarge {
        /// How many.
        count: usize,
    },
    /// Numbers with decimals in an integer column.
    NotWhole {
        /// How many.
        count: usize,
    },
    /// Values of an earlier type that do not convert to the declared type.
    Unreadable {
        /// How many.
        count: usize,
        /// The declared type.
        wanted: &'static str,
    },
    /// Numbers that are not a year.
    NotAYear {
        /// How many.
        count: usize,
    },
    /// Codes of digits with more of them than their column has.
    CodeTooLong {
        /// How many.
        count: usize,
        /// The digits of the column's codes.
        width: usize,
    },
    /// Values that are not periods of the register.
    NotAPeriod {
        /// How many.
        count: usize,
        /// What they should be.
        wanted: &'static str,
    },
    /// Days or years outside the row group's statistics.
    MisleadingStatistics {
        /// How many.
        count: usize,
    },
    /// Dates outside the calendar.
    NotADay {
        /// How many.
        count: usize,
    },
    /// Days that stand for a day that is not known, where one is needed.
    UnknownDay {
        /// How many.
        count: usize,
    },
    /// More bad rows than may be dropped.
    TooManyBadRows {
        /// Bad rows.
        bad: u64,
        /// Rows.
        rows: u64,
        /// The largest share.
        at_most: String,
        /// What most of them have.
        worst: Box<Fault>,
    },
    /// Week codes that are not whole numbers.
    NotACode {
        /// How many.
        count: usize,
    },
    /// Codes that are not a year and week.
    NotAWeek {
        /// How many.
        count: usize,
    },
    /// A person has several rows in a year of a status register.
    DuplicatePersonYear {
        /// Rows beyond the first.
        count: usize,
        /// The years.
        years: BTreeSet<i32>,
    },
    /// A spell ends before it begins.
    EndsBeforeStart {
        /// How many.
        count: usize,
    },
    /// Ages below 0 or above 130, or births after the status.
    ImpossibleAge {
        /// How many.
        count: usize,
    },
    /// Codes that the definition does not name.
    UnknownCode {
        /// How many.
        count: usize,
        /// The codes it names.
        known: String,
    },
    /// The population has no rows.
    EmptyPopulation,
    /// The population has no rows in some of the years.
    EmptyYears {
        /// The years.
        years: String,
    },
    /// No key of a register matches the population.
    NoMatchingKey {
        /// Rows.
        count: i64,
    },
    /// No row of a register meets its condition.
    NoRowMeets {
        /// Rows.
        rows: u64,
    },
    /// Several files of a register without years, of which nothing says whether they are parts or deliveries.
    PartsOrDeliveries {
        /// The pattern that finds them.
        pattern: String,
        /// How many it finds.
        count: usize,
        /// Another of them.
        other: String,
    },
    /// Parts of a delivery that is named by a year are of different months of it.
    TwoPeriods {
        /// The other file.
        other: String,
    },
    /// Two deliveries whose paths do not show which is later.
    DeliveriesWithoutOrder {
        /// The other file.
        other: String,
    },
    /// A path names its year twice, and differently.
    TwoYears {
        /// The years.
        years: String,
    },
    /// A person has two rows over the same weeks.
    DuplicatePerson {
        /// Rows beyond the first.
        count: usize,
    },
    /// Two files share some week columns, and not all.
    SameWeeks {
        /// The other file.
        other: String,
    },
    /// `run_week` is used, and a person's weeks are in several files.
    RunOverFiles,
    /// Person keys of another type than in the population register.
    KeyType {
        /// The type here.
        found: &'static str,
        /// The type there.
        wanted: &'static str,
    },
    /// Rows of an event or spell register have exact copies.
    CopiedRows {
        /// Rows of the sample with a copy.
        count: usize,
        /// Rows of the sample.
        sampled: usize,
        /// Another file with copies.
        other: Option<String>,
    },
    /// Values that an expression would answer otherwise in the spelling of its own texts.
    OtherSpelling {
        /// Rows with such a value.
        count: u64,
        /// Rows of persons in the population.
        rows: u64,
    },
    /// Keys that are in the population with other leading zeros or without separators.
    KeySpelling {
        /// Rows that were looked at and whose key is in the population in another spelling only.
        count: i64,
        /// Rows of the file.
        rows: i64,
    },
    /// Persons of the population whose key another person has in another spelling.
    KeysAlike {
        /// How many.
        count: i64,
        /// Persons.
        persons: i64,
    },
    /// No row finds the row of the parent register that it belongs to.
    NoParent {
        /// Rows.
        rows: u64,
        /// The parent register.
        parent: String,
    },
    /// Rows with a key that several rows of the parent register have.
    ParentTwice {
        /// How many.
        count: usize,
        /// The parent register.
        parent: String,
    },
    /// Keys of rows of another type than in the register that they belong to.
    RowKeyType {
        /// The type here.
        found: &'static str,
        /// The type there.
        wanted: &'static str,
        /// The register.
        other: String,
    },
    /// Values of a form that another engine's script does not judge.
    Unjudged {
        /// How many.
        count: usize,
    },
    /// Text that is not UTF-8.
    NotUtf8,
    /// No week column fits the pattern.
    NoWeeks {
        /// The pattern.
        pattern: String,
    },
    /// Months that a monthly wide register covers have no column.
    MissingMonths {
        /// The years, or the months of a register without years in the names of its columns.
        months: String,
        /// The patterns.
        pattern: String,
    },
    /// Years that a weekly wide register says it covers have no week column.
    MissingWeeks {
        /// The years.
        years: String,
        /// The pattern.
        pattern: String,
    },
}

impl Fault {
    /// The fault of days where the definition says seconds.
    pub fn days_for_seconds() -> Fault {
        Fault::WrongType { found: "numbers of days".to_owned(), wanted: "sas_seconds" }
    }

    /// The fault of codes that a column's definition does not name.
    pub fn unknown_code(column: &Column, count: usize) -> Fault {
        let known = column.codes.iter().map(|(name, code)| format!("{code} = {name}")).collect::<Vec<_>>().join(", ");
        Fault::UnknownCode { count, known }
    }
}
