//! What can be wrong with an extract: one message per fault, with register, file, row group and column, never a value.

use foundation::error::{Error, Kind, RoomError};
use std::path::PathBuf;

/// A fault in an extract, and where it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExtractError {
    /// The register.
    pub register: String,
    /// The file, as found below the extracts' folder.
    pub file: Option<PathBuf>,
    /// The row group, counted from 0.
    pub row_group: Option<usize>,
    /// The column, by its name in the file.
    pub column: Option<String>,
    /// The variable and its SQL, for a fault in a computed value.
    pub value: Option<Box<(String, String)>>,
    /// What is wrong.
    pub fault: Box<Fault>,
}

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
        /// The year.
        year: i32,
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
    /// `run_week` is used, and a person's weeks lie in several files.
    RunOverFiles,
    /// Person keys of another type than in the population register.
    KeyType {
        /// The type here.
        found: &'static str,
        /// The type there.
        wanted: &'static str,
    },
    /// No week column fits the pattern.
    NoWeeks {
        /// The pattern.
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

impl RoomError for ExtractError {
    fn kind(&self) -> Kind {
        Kind::Extract
    }

    fn hint(&self) -> Option<String> {
        Some(self.hint())
    }
}

impl From<ExtractError> for Error {
    fn from(error: ExtractError) -> Error {
        Error::room(error)
    }
}

impl ExtractError {
    /// A fault of a register as a whole.
    pub fn of(register: &str, fault: Fault) -> ExtractError {
        ExtractError {
            register: register.to_owned(),
            file: None,
            row_group: None,
            column: None,
            value: None,
            fault: Box::new(fault),
        }
    }

    /// The same in a file.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<PathBuf>) -> ExtractError {
        self.file = Some(file.into());
        self
    }

    /// The same in a row group.
    #[must_use]
    pub fn in_row_group(mut self, row_group: usize) -> ExtractError {
        self.row_group = Some(row_group);
        self
    }

    /// The same in a column.
    #[must_use]
    pub fn in_column(mut self, column: impl Into<String>) -> ExtractError {
        self.column = Some(column.into());
        self
    }

    /// The same in a value of a variable.
    #[must_use]
    pub fn in_value(mut self, variable: &str, sql: &str) -> ExtractError {
        self.value = Some(Box::new((variable.to_owned(), sql.to_owned())));
        self
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match &*self.fault {
            Fault::NoFolder { .. } => {
                "name the folder of extracts with --extracts DIR; `som synth` makes one".to_owned()
            }
            Fault::NoFile { .. } => "check the folder, and `files` in the register's definition".to_owned(),
            Fault::MissingYears { .. } | Fault::EmptyYears { .. } | Fault::MissingWeeks { .. } => {
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
            Fault::Removed => "deliver the file again, then build again".to_owned(),
            Fault::RowCounts { .. } | Fault::ColumnRows { .. } => {
                "deliver the file again: rows would be lost without a word from other readers".to_owned()
            }
            Fault::NoRows { .. } => "deliver the rows, or remove the register and its variables from the definitions: \
                 without rows, every value of it would be zero"
                .to_owned(),
            Fault::MidnightsInUtc { .. } => {
                "write days as dates, or mark the times as UTC: read as they are, every day is one too early".to_owned()
            }
            Fault::Changed => "let the delivery finish, then build again".to_owned(),
            Fault::NoColumn { near: Some(near), .. } => {
                format!("did you mean `{near}`? add the name to the column's `names`")
            }
            Fault::NoColumn { near: None, .. } => "add the column's name in this file to its `names`".to_owned(),
            Fault::TwoColumns { .. } => "column names are compared without case: drop one of the two".to_owned(),
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
            Fault::DuplicatePersonYear { .. } => "correct the extract: it may hold a delivery twice".to_owned(),
            Fault::Unreadable { wanted, .. } => format!(
                "correct the extract{}",
                match *wanted {
                    "number" => "; numbers have a decimal point, not a comma",
                    "date" => "; dates are written 2012-05-17 or 20120517",
                    _ => "",
                }
            ),
            Fault::NotWhole { .. } => "correct the extract, or declare the column as `number` if it is one".to_owned(),
            Fault::OffGrid { .. } => "choose a finer `resolution` for the variable".to_owned(),
            Fault::TooLarge { .. } => {
                "choose a coarser `resolution` for the variable, or correct the extract".to_owned()
            }
            Fault::EndsBeforeStart { .. } => "correct the extract, or set `bad_rows = \"drop_and_count\"`".to_owned(),
            Fault::OutsideRange { .. } => "correct the extract, or widen the column's `range`".to_owned(),
            Fault::UnknownCode { .. } => "name the code in `codes`".to_owned(),
            Fault::EmptyPopulation => "deliver the population register".to_owned(),
            Fault::KeyType { .. } => "deliver all registers with the same kind of person key".to_owned(),
            Fault::NoMatchingKey { .. } => "deliver all registers with the same person keys".to_owned(),
            Fault::DuplicatePerson { .. } | Fault::SameWeeks { .. } => {
                "deliver each person's week once: counted twice, every value would double".to_owned()
            }
            Fault::RunOverFiles => "deliver all weeks of a person in one row, or do not use `run_week`".to_owned(),
            Fault::NoWeeks { .. } => "check `weeks` in the register's definition".to_owned(),
            Fault::MissingRequired { .. }
            | Fault::OutOfRange { .. }
            | Fault::NotAYear { .. }
            | Fault::NotADay { .. }
            | Fault::NotACode { .. }
            | Fault::NotAWeek { .. }
            | Fault::ImpossibleAge { .. } => "correct the extract".to_owned(),
        }
    }
}

impl std::error::Error for ExtractError {}

impl std::fmt::Display for ExtractError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The folder of extracts is no register's.
        let register = (!self.register.is_empty()).then(|| format!("register `{}`", self.register));
        let file = self.file.as_ref().map(|file| file.display().to_string());
        write!(f, "{}", register.into_iter().chain(file).collect::<Vec<_>>().join(", "))?;
        if let Some(row_group) = self.row_group {
            write!(f, ", row group {row_group}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column `{column}`")?;
        }
        if let Some((variable, sql)) = self.value.as_deref() {
            write!(f, ", variable `{variable}` ({sql})")?;
        }
        write!(f, ": {}", self.fault)
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoFolder { reason } => write!(f, "{reason}"),
            Self::NoFile { patterns } => write!(f, "no file matches {patterns}"),
            Self::MissingYears { years, patterns } => {
                write!(f, "no file for {years}, which the register covers (looked for {patterns})")
            }
            Self::SameYearTwice { year: Some(year), other } => write!(f, "holds the year {year}, as does {other}"),
            Self::SameYearTwice { year: None, other } => write!(f, "duplicates the delivery in {other}"),
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
            Self::MidnightsInUtc { count } => {
                write!(
                    f,
                    "all {count} time(s) are 22:00 or 23:00: midnights of Copenhagen, written in UTC without a zone"
                )
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
            Self::NotADay { count } => write!(f, "{count} value(s) that are no day of 1800–9999"),
            Self::NotAYear { count } => write!(f, "{count} value(s) that are no year (1800–2200)"),
            Self::NotACode { count } => write!(f, "{count} week code(s) that are no whole numbers"),
            Self::NotAWeek { count } => write!(f, "{count} value(s) that are no year and week (YYWW)"),
            Self::DuplicatePersonYear { count, year } => {
                write!(f, "{count} row(s) too many in {year}: a status register has one row a person and year")
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
                write!(f, "person keys are {found} here, and {wanted} in the population register")
            }
            Self::NoMatchingKey { count } => {
                write!(f, "none of its {count} row(s) has the key of a person in the population")
            }
            Self::DuplicatePerson { count } => {
                write!(f, "{count} row(s) too many: a person has one row over the same weeks")
            }
            Self::SameWeeks { other } => write!(f, "has some weeks in common with {other}, and not all"),
            Self::RunOverFiles => {
                write!(f, "a person's weeks lie in several files, and `run_week` counts weeks in a row")
            }
            Self::NoWeeks { pattern } => {
                write!(f, "no column fits {pattern} in the years that the register covers")
            }
            Self::MissingWeeks { years, pattern } => {
                write!(f, "weeks of {years} have no column, and the register covers them (looked for {pattern})")
            }
        }
    }
}
