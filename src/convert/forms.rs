//! Forms: what a column is declared to be, and what a SAS format says of one that isn't declared.
//!
//! Owns the declared forms and the lists of SAS formats. Decodes nothing.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

/// What a definition declares a column to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnForm {
    /// A code, written as text of a width with leading zeros: `1`, `1.0` and `01` are `01` at width 2. A text that isn't
    /// made of digits stays as it is, blanks around it removed. A longer one, a fraction or a negative number doesn't fit.
    Code {
        /// The width, in characters.
        width: usize,
    },
    /// A whole number, written as 64-bit integers: from a number without fraction below 2⁵³, or a text of digits.
    Integer,
    /// A day: from a text as `YYYYMMDD`, `YYYY-MM-DD` or `DDMMMYYYY`, or from a number without a format: of eight digits as
    /// `YYYYMMDD`, any other whole number below 150,000 as a day number of SAS. A number with a format is what this says: the
    /// day of a datetime is for its reader, who knows its zone.
    Date,
}

impl std::fmt::Display for ColumnForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ColumnForm::Code { width } => write!(f, "code of width {width}"),
            ColumnForm::Integer => write!(f, "whole number"),
            ColumnForm::Date => write!(f, "day"),
        }
    }
}

/// The declared forms by register and column, whatever their case.
#[derive(Debug, Clone, Default)]
pub(crate) struct Forms {
    by_register: HashMap<String, BTreeMap<String, ColumnForm>>,
}

impl Forms {
    /// The forms of a caller's table.
    pub(crate) fn new(types: &HashMap<(String, String), ColumnForm>) -> Forms {
        let mut by_register: HashMap<String, BTreeMap<String, ColumnForm>> = HashMap::new();
        for ((register, column), form) in types {
            by_register.entry(register.to_lowercase()).or_default().insert(column.to_lowercase(), *form);
        }
        Forms { by_register }
    }

    /// The form of a column, if it is declared.
    pub(crate) fn of(&self, register: &str, column: &str) -> Option<ColumnForm> {
        self.by_register.get(register)?.get(&column.to_lowercase()).copied()
    }

    /// A register's declared forms as text, so that a record can tell whether they changed.
    pub(crate) fn fingerprint(&self, register: &str) -> String {
        let Some(forms) = self.by_register.get(register) else { return String::new() };
        forms.iter().map(|(column, form)| format!("{column}: {form}; ")).collect()
    }
}

/// What a SAS format says of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    /// Days since 1960.
    Date,
    /// Seconds since 1960.
    DateTime,
    /// Seconds since midnight.
    Time,
}

/// Formats that show a whole day of a value in days. Those that show a part of it only (`YEAR`, `MONTH`, `MMYY`, `QTR`,
/// `WEEKDAY`, …) leave the number as it is stored: a month that was given the format `MONTH` by mistake stays 3.
const DATES: &[&str] = &[
    "B8601DA", "DATE", "DDMMYY", "DDMMYYB", "DDMMYYC", "DDMMYYD", "DDMMYYN", "DDMMYYP", "DDMMYYS", "E8601DA",
    "IS8601DA", "MMDDYY", "MMDDYYB", "MMDDYYC", "MMDDYYD", "MMDDYYN", "MMDDYYP", "MMDDYYS", "WEEKDATE", "WEEKDATX",
    "WORDDATE", "WORDDATX", "YYMMDD", "YYMMDDB", "YYMMDDC", "YYMMDDD", "YYMMDDN", "YYMMDDP", "YYMMDDS", "EURDFDD",
    "EURDFDE", "NLDATE",
];
/// Formats of a value in seconds since 1960.
const DATETIMES: &[&str] = &[
    "B8601DN", "B8601DT", "B8601DZ", "DATEAMPM", "DATETIME", "DTDATE", "E8601DN", "E8601DT", "E8601DZ", "IS8601DT",
    "IS8601DZ", "MDYAMPM", "NLDATM",
];
/// Formats of a value in seconds since midnight.
const TIMES: &[&str] =
    &["B8601LZ", "B8601TM", "B8601TZ", "E8601LZ", "E8601TM", "E8601TZ", "HHMM", "IS8601TM", "TIME", "TIMEAMPM", "TOD"];

/// What a format of SAS says, by its name without width and decimals.
pub(crate) fn moment(format: Option<&str>) -> Option<Moment> {
    let name = format?.trim().trim_end_matches('.').to_ascii_uppercase();
    let name = name.as_str();
    if DATES.contains(&name) {
        Some(Moment::Date)
    } else if DATETIMES.contains(&name) {
        Some(Moment::DateTime)
    } else if TIMES.contains(&name) {
        Some(Moment::Time)
    } else {
        None
    }
}
