//! A column of a register: its name, its type and the meaning of its codes, now and in the deliveries of earlier years.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::mistake::Report;
use super::source::Place;
use super::stored::Stored;
use sql::ColumnType;

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
    /// The forms that files store it in, beside its own type.
    pub stored: Vec<Stored>,
    /// Where its numbers must lie.
    pub range: Option<Range>,
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
    /// Its names in them; the column's own if there are none.
    pub names: Vec<String>,
    /// The type that it was stored as; what SQL sees is read from it.
    pub stored: Option<ColumnType>,
}

impl FormerColumn {
    fn holds(&self, year: i32) -> bool {
        self.first.is_none_or(|first| first <= year) && self.last.is_none_or(|last| year <= last)
    }

    fn overlaps(&self, other: &FormerColumn) -> bool {
        let before =
            |a: &FormerColumn, b: &FormerColumn| a.last.is_some_and(|last| b.first.is_some_and(|first| last < first));
        !before(self, other) && !before(other, self)
    }
}

impl Column {
    /// What the column was in a file's year, if it was anything else than it is.
    fn in_year(&self, year: Option<i32>) -> Option<&FormerColumn> {
        self.was.iter().find(|was| year.is_some_and(|year| was.holds(year)))
    }

    /// Its names in the files of a year.
    pub fn names_in(&self, year: Option<i32>) -> &[String] {
        self.in_year(year).map(|was| was.names.as_slice()).filter(|names| !names.is_empty()).unwrap_or(&self.names)
    }

    /// The type that files of a year store it as, where that is not the type it is declared as.
    pub fn stored_in(&self, year: Option<i32>) -> Option<ColumnType> {
        self.in_year(year).and_then(|was| was.stored)
    }

    /// Checks what it is said to have been. `by_year` says whether all of the register's paths tell a year.
    pub(super) fn check(&self, place: &Place, by_year: bool, report: &Report) {
        if !self.was.is_empty() && !by_year {
            let hint = "put `{year}` in the paths of `files`, or leave `was` out";
            report.mistake_with_hint(place, "`was` needs the year in a file's path", hint);
        }
        let kind = self.kind.unwrap_or(ColumnType::Date);
        for stored in self.stored.iter().filter(|stored| !stored.reads_as(kind)) {
            report.mistake(place, format!("{} is not read from {}", kind.word(), stored.word()));
        }
        if self.stored.iter().filter(|stored| stored.is_of_numbers()).count() > 1 {
            let hint = "name the one form that numbers of the files have";
            report.mistake_with_hint(place, "`stored` names two forms of numbers, which no file tells apart", hint);
        }
        for (number, was) in self.was.iter().enumerate() {
            if was.first.is_none() && was.last.is_none() || was.first.zip(was.last).is_some_and(|(a, b)| a > b) {
                let hint = "write `first`, `last` or both, as `{ last = 2012, names = \"…\" }`";
                report.mistake_with_hint(place, "what a column was needs the years that it was so", hint);
            }
            if self.was.iter().take(number).any(|other| other.overlaps(was)) {
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnSyntax {
    names: OneOrMany,
    #[serde(rename = "type")]
    kind: Option<ColumnType>,
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
    names: Option<OneOrMany>,
    #[serde(rename = "type")]
    kind: Option<ColumnType>,
}

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "write a column name, a list of names, or { names = […], type = \"integer\" | \"number\" | \"text\" | \"date\" | \"boolean\" | \"yyww\" }"
)]
enum ColumnEntry {
    Name(OneOrMany),
    Column(ColumnSyntax),
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
            names: was.names.map_or_else(Vec::new, OneOrMany::listed),
            stored: was.kind,
        };
        Ok(match ColumnEntry::deserialize(from)? {
            ColumnEntry::Name(names) => {
                let (codes, was, stored) = (BTreeMap::new(), Vec::new(), Vec::new());
                Column { names: names.listed(), kind: None, codes, was, stored, range: None }
            }
            ColumnEntry::Column(column) => Column {
                names: column.names.listed(),
                kind: column.kind,
                codes: column.codes.into_iter().map(code).collect(),
                was: column.was.into_iter().map(was).collect(),
                stored: column.stored.map_or_else(Vec::new, super::stored::OneOrMany::listed),
                range: column.range,
            },
        })
    }
}
