//! A column of a register: its name, its type and the meaning of its codes, now and in the deliveries of earlier years.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::code::CodeForm;
use super::code_table::{self, CodeTable, ColumnCodes};
use super::mistake::Report;
use super::source::{At, Place};
use super::stored::Stored;
use sql::ColumnType;

/// Names that the program gives to SQL over a register's rows. No column can have them.
pub const RESERVED_COLUMNS: &[&str] = &["year", "date", "start", "end", "nights", "days", "week", "code", "run_week"];

/// A column: the names it has had, its type, and the meaning of its codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Names in the files, compared whatever their case; the first that a file has is taken.
    pub names: Vec<String>,
    /// What SQL sees; `None` where the place in the definition decides.
    pub kind: Option<ColumnType>,
    /// Named codes, as `woman = 2`.
    pub codes: BTreeMap<String, String>,
    /// What it was in the files of some years.
    pub was: Vec<FormerColumn>,
    /// The forms that files store it in, in addition to its own type.
    pub stored: Vec<Stored>,
    /// Where its numbers must lie.
    pub range: Option<Range>,
    /// Whether the time of day is kept: SQL sees seconds since 1970 on the clocks of the register's zone.
    pub time: bool,
    /// The form of its codes; SQL sees text.
    pub code: Option<Arc<ColumnCodes>>,
    /// The path of the code table that its codes are to be looked up in.
    pub code_table: Option<String>,
}

/// Numbers from the first to the last, both included; no end where none is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// The first.
    pub first: Option<i64>,
    /// The last.
    pub last: Option<i64>,
}

impl Range {
    /// Whether a number lies in it.
    pub fn holds(self, number: f64) -> bool {
        self.first.is_none_or(|first| number >= first as f64) && self.last.is_none_or(|last| number <= last as f64)
    }
}

impl std::fmt::Display for Range {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let end = |end: Option<i64>| end.map_or_else(|| "…".to_owned(), |end| end.to_string());
        write!(f, "{} to {}", end(self.first), end(self.last))
    }
}

/// What a column was in the files of some years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerColumn {
    /// The first of the years; from the beginning if none.
    pub first: Option<i32>,
    /// The last of the years; to the end if none.
    pub last: Option<i32>,
    /// The names of the files, with `*` for any part; in place of years.
    pub files: Option<String>,
    /// Its names in them; the column's own if there are none.
    pub names: Vec<String>,
    /// The type that it was stored as; what SQL sees is read from it.
    pub stored: Option<ColumnType>,
}

impl FormerColumn {
    fn holds(&self, year: Option<i32>, file: &str) -> bool {
        if let Some(pattern) = &self.files {
            return fits(pattern, file);
        }
        year.is_some_and(|year| self.holds_year(year))
    }

    fn holds_year(&self, year: i32) -> bool {
        self.first.is_none_or(|first| first <= year) && self.last.is_none_or(|last| year <= last)
    }

    fn overlaps(&self, other: &FormerColumn) -> bool {
        let before =
            |a: &FormerColumn, b: &FormerColumn| a.last.is_some_and(|last| b.first.is_some_and(|first| last < first));
        !before(self, other) && !before(other, self)
    }
}

impl Column {
    /// What the column was in a file, if it was anything else than it is.
    fn in_file(&self, year: Option<i32>, file: &str) -> Option<&FormerColumn> {
        self.was.iter().find(|was| was.holds(year, file))
    }

    /// Its names in a file of a year.
    pub fn names_in(&self, year: Option<i32>, file: &str) -> &[String] {
        self.in_file(year, file)
            .map(|was| was.names.as_slice())
            .filter(|names| !names.is_empty())
            .unwrap_or(&self.names)
    }

    /// The type that a file of a year stores it as, where that is not the type it is declared as.
    pub fn stored_in(&self, year: Option<i32>, file: &str) -> Option<ColumnType> {
        self.in_file(year, file).and_then(|was| was.stored)
    }

    /// The type of a day that the column holds: the day of a time, too.
    pub fn day_kind(&self) -> ColumnType {
        if self.time { ColumnType::Date } else { self.kind.unwrap_or(ColumnType::Date) }
    }

    /// Reads the code table of the column, if it has one.
    pub(super) fn read_code_table(&mut self, place: &Place, report: &Report) {
        let (Some(path), Some(codes)) = (&self.code_table, &self.code) else { return };
        let form = codes.form;
        let written = At { value: path.clone(), place: place.within(path) };
        match code_table::open(&place.file.path, path) {
            Ok(file) => {
                let table = CodeTable::read(&written, &file, form, report);
                self.code = Some(Arc::new(ColumnCodes { form, table: Some(table) }));
            }
            Err(reason) => {
                let hint = "write its path from the folder of this file, such as `codes/hfaudd.csv`";
                report.mistake_with_hint(&written.place, reason, hint);
            }
        }
    }

    /// Checks what it is said to have been. `by_year` says whether all of the register's paths tell a year.
    pub(super) fn check(&self, place: &Place, by_year: bool, report: &Report) {
        if self.was.iter().any(|was| was.files.is_none()) && !by_year {
            let hint = "put `{year}` in the paths of `files`, or say which files with `files = \"…2019*.parquet\"` in place of years";
            report.mistake_with_hint(place, "`was` needs the year in a file's path", hint);
        }
        let kind = if self.time { ColumnType::Date } else { self.kind.unwrap_or(ColumnType::Date) };
        if self.time && self.stored.iter().any(|form| matches!(form, Stored::Integer | Stored::SasDays)) {
            report.mistake(
                place,
                "days have no time of day: `stored` of a time is `text`, `sas_seconds`, `utc` or `local`",
            );
        }
        for stored in self.stored.iter().filter(|stored| !stored.reads_as(kind)) {
            report.mistake(place, format!("{} is not read from {}", kind.word(), stored.word()));
        }
        if self.stored.iter().filter(|stored| stored.is_of_numbers()).count() > 1 {
            let hint = "name the one form that numbers of the files have";
            report.mistake_with_hint(place, "`stored` names two forms of numbers that files do not distinguish", hint);
        }
        if self.stored.contains(&Stored::Utc) && self.stored.contains(&Stored::Local) {
            report.mistake(place, "`stored` says that times without a zone are of UTC, and that they are local");
        }
        for (number, was) in self.was.iter().enumerate() {
            if was.files.is_some() {
                if was.first.is_some() || was.last.is_some() {
                    report.mistake(place, "what a column was is of some years, or of some files");
                }
                continue;
            }
            if was.first.is_none() && was.last.is_none() || was.first.zip(was.last).is_some_and(|(a, b)| a > b) {
                let hint = "write `first`, `last` or both, as `{ last = 2012, names = \"…\" }`";
                report.mistake_with_hint(place, "what a column was needs the years that it was so", hint);
            }
            if self.was.iter().take(number).any(|other| other.files.is_none() && other.overlaps(was)) {
                report.mistake(place, "two entries of `was` speak of the same year");
            }
            if let (Some(stored), Some(kind)) = (was.stored, self.kind.or(Some(ColumnType::Date)))
                && !stored.reads_as(kind)
            {
                let found = format!("{} is not read from {}", kind.word(), stored.word());
                report.mistake(place, found);
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    fn listed(self) -> Vec<String> {
        match self {
            OneOrMany::One(name) => vec![name],
            OneOrMany::Many(names) => names,
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Code {
    Number(i64),
    Text(String),
}

/// Whether a file's path, or its name, fits a pattern with `*` for any part.
fn fits(pattern: &str, file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or(file);
    let text = if pattern.contains('/') { file } else { name };
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let mut last = None;
    for part in parts {
        if let Some(before) = last.replace(part) {
            let Some((_, after)) = rest.split_once(before) else { return false };
            rest = after;
        }
    }
    last.map_or(rest.is_empty(), |last| rest.ends_with(last))
}

/// The word of a type in a definition.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum TypeWord {
    Integer,
    Number,
    Text,
    Date,
    Boolean,
    Yyww,
    Code,
    Time,
}

impl TypeWord {
    /// What SQL sees.
    const fn kind(self) -> ColumnType {
        match self {
            Self::Integer | Self::Time => ColumnType::Integer,
            Self::Number => ColumnType::Number,
            Self::Text | Self::Code => ColumnType::Text,
            Self::Date => ColumnType::Date,
            Self::Boolean => ColumnType::Boolean,
            Self::Yyww => ColumnType::Yyww,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnSyntax {
    names: OneOrMany,
    #[serde(rename = "type")]
    kind: Option<TypeWord>,
    width: Option<usize>,
    code_table: Option<String>,
    #[serde(default)]
    codes: BTreeMap<String, Code>,
    #[serde(default)]
    was: Vec<FormerColumnSyntax>,
    stored: Option<super::stored::OneOrMany>,
    range: Option<Range>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FormerColumnSyntax {
    first: Option<i32>,
    last: Option<i32>,
    files: Option<String>,
    names: Option<OneOrMany>,
    #[serde(rename = "type")]
    kind: Option<ColumnType>,
}

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "write a column name, a list of names, or { names = […], type = \"integer\" | \"number\" | \"text\" | \"date\" | \"boolean\" | \"yyww\" | \"code\" | \"time\" }"
)]
enum ColumnEntry {
    Name(OneOrMany),
    Column(ColumnSyntax),
}

/// The form of a column of codes, before its table is read.
fn code_form(
    kind: Option<TypeWord>,
    width: Option<usize>,
    has_table: bool,
) -> Result<Option<Arc<ColumnCodes>>, &'static str> {
    let of_codes = kind == Some(TypeWord::Code);
    if !of_codes && (width.is_some() || has_table) {
        return Err("`width` and `code_table` are for columns of `type = \"code\"`");
    }
    if width.is_some_and(|width| !(1..=20).contains(&width)) {
        return Err("`width` is a number of digits from 1 to 20");
    }
    Ok(of_codes.then(|| Arc::new(ColumnCodes { form: CodeForm { width }, table: None })))
}

impl<'de> Deserialize<'de> for Column {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Column, D::Error> {
        let code = |(name, code)| match code {
            Code::Number(number) => (name, number.to_string()),
            Code::Text(text) => (name, text),
        };
        let was = |was: FormerColumnSyntax| FormerColumn {
            first: was.first,
            last: was.last,
            files: was.files,
            names: was.names.map_or_else(Vec::new, OneOrMany::listed),
            stored: was.kind,
        };
        Ok(match ColumnEntry::deserialize(from)? {
            ColumnEntry::Name(names) => {
                let (codes, was, stored) = (BTreeMap::new(), Vec::new(), Vec::new());
                Column {
                    names: names.listed(),
                    kind: None,
                    codes,
                    was,
                    stored,
                    range: None,
                    time: false,
                    code: None,
                    code_table: None,
                }
            }
            ColumnEntry::Column(column) => Column {
                code: code_form(column.kind, column.width, column.code_table.is_some())
                    .map_err(serde::de::Error::custom)?,
                time: column.kind == Some(TypeWord::Time),
                code_table: column.code_table,
                names: column.names.listed(),
                kind: column.kind.map(TypeWord::kind),
                codes: column.codes.into_iter().map(code).collect(),
                was: column.was.into_iter().map(was).collect(),
                stored: column.stored.map_or_else(Vec::new, super::stored::OneOrMany::listed),
                range: column.range,
            },
        })
    }
}
