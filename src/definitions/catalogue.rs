//! Definitions of registers compared with a catalogue of registers and variables.
//!
//! Owns the match of a definition with a register of the catalogue and the list of disagreements. Does not own files: the
//! caller reads the catalogue's rows.

use serde::{Deserialize, Serialize};

use crate::column::Column;
use crate::register::{Register, TimeUnit};
use crate::set::Definitions;
use foundation::words::{Label, Provenance, RegisterKind};
use sql::ColumnType;

/// A row of a catalogue: a register, or one of its variables.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogueRow {
    /// The register's name.
    pub register: String,
    /// The variable's name; empty in the row of a register.
    pub variable: String,
    /// Register: the word of its kind.
    pub kind: String,
    /// Register: its key columns, as text.
    pub person_key: String,
    /// The first year.
    pub first: Option<i32>,
    /// The last year.
    pub last: Option<i32>,
    /// Register: the rhythm of deliveries, such as `yearly` or `cumulative`.
    pub delivered: String,
    /// Variable: `character`, `numeric`, `date`, `datetime`, or empty if unknown.
    #[serde(rename = "type")]
    pub storage: String,
    /// Register: rows of all datasets of the whole population.
    #[serde(default)]
    pub rows: Option<u64>,
    /// Register: rows of a typical year, where it comes by year.
    #[serde(default)]
    pub rows_of_a_year: Option<u64>,
}

/// A part of a definition that the catalogue contradicts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Disagreement {
    /// The definition's id.
    pub register: String,
    /// The part of the definition: `files`, `kind`, `covers`, `person`, `weeks` or a column's id.
    pub part: String,
    /// `unknown_register`, `kind`, `delivery`, `years`, `unknown_column` or `type`.
    pub code: &'static str,
    /// The disagreement in a sentence.
    pub message: String,
    /// The same in Danish.
    #[serde(skip)]
    pub danish: String,
}

/// All disagreements of the registers of `definitions` with a catalogue, in the order of the definitions. Examples, whose provenance
/// is illustrative, are in no catalogue.
pub fn disagreements(definitions: &Definitions, catalogue: &[CatalogueRow]) -> Vec<Disagreement> {
    let registers = definitions.registers.iter().filter(|register| register.provenance != Provenance::Illustrative);
    registers.flat_map(|register| of_register(register, catalogue)).collect()
}

/// A definition beside the catalogue's register, and what was found.
struct Comparison<'a> {
    register: &'a Register,
    known: &'a CatalogueRow,
    variables: Vec<&'a CatalogueRow>,
    found: Vec<Disagreement>,
}

fn disagreement(register: &Register, part: &str, code: &'static str, sentence: Label) -> Disagreement {
    let Label { da: danish, en: message } = sentence;
    Disagreement { register: register.id.value.clone(), part: part.to_owned(), code, message, danish }
}

/// The names that a register's files have in a catalogue.
fn names(register: &Register) -> Vec<String> {
    let mut names: Vec<String> = register.files.iter().map(|pattern| register_name(pattern)).collect();
    names.dedup();
    names
}

/// The catalogue's row of a register, found by the names of the register's files.
pub fn row_of_register<'a>(register: &Register, catalogue: &'a [CatalogueRow]) -> Option<&'a CatalogueRow> {
    let names = names(register);
    catalogue.iter().find(|row| row.variable.is_empty() && names.contains(&row.register.to_uppercase()))
}

fn of_register(register: &Register, catalogue: &[CatalogueRow]) -> Vec<Disagreement> {
    let Some(known) = row_of_register(register, catalogue) else {
        let sentence = Label {
            da: format!("kataloget har intet register {}", names(register).join(" eller ")),
            en: format!("the catalogue has no register {}", names(register).join(" or ")),
        };
        return vec![disagreement(register, "files", "unknown_register", sentence)];
    };
    let of_it = |row: &&CatalogueRow| row.register == known.register && !row.variable.is_empty();
    let variables: Vec<&CatalogueRow> = catalogue.iter().filter(of_it).collect();
    let mut comparison = Comparison { register, known, variables, found: Vec::new() };
    comparison.kind();
    comparison.delivery();
    comparison.years();
    // Of some registers the catalogue lists no variables.
    if !comparison.variables.is_empty() {
        comparison.person();
        comparison.weeks();
        // Columns of months are patterns in the catalogue.
        if register.kind.word() != RegisterKind::MonthlyWide {
            comparison.columns();
        }
    }
    comparison.found
}

impl Comparison<'_> {
    fn report(&mut self, part: &str, code: &'static str, sentence: Label) {
        self.found.push(disagreement(self.register, part, code, sentence));
    }

    fn kind(&mut self) {
        let (name, known, kind) = (&self.known.register, &self.known.kind, self.register.kind.word());
        // The catalogue calls amounts per period a status or an event.
        let is_period = kind == RegisterKind::Period && ["status", "event"].contains(&known.as_str());
        // Its months are further columns of a register that the catalogue calls otherwise.
        let is_monthly = kind == RegisterKind::MonthlyWide;
        if known != kind.word() && !is_period && !is_monthly {
            let sentence = Label {
                da: format!("{name} er af slagsen `{known}`; definitionen siger `{}`", kind.word()),
                en: format!("{name} is of kind `{known}`; the definition declares `{}`", kind.word()),
            };
            self.report("kind", "kind", sentence);
        }
    }

    /// A register that comes in yearly datasets has the year in its paths, or in a column; one that comes whole has no year in them.
    fn delivery(&mut self) {
        let name = &self.known.register;
        let by_year = self.register.files.iter().all(|path| path.contains("{year}"));
        let delivered = self.known.delivered.as_str();
        let sentence =
            if delivered.starts_with("cumulative") && self.register.files.iter().any(|path| path.contains("{year}")) {
                Label {
                    da: format!("{name} er ét datasæt med alle år; stierne nævner et `{{year}}`"),
                    en: format!("{name} is one dataset of all years; the paths name a `{{year}}`"),
                }
            } else if delivered.starts_with("yearly") && !by_year && self.register.kind.year_column().is_none() {
                Label {
                    da: format!("{name} er et datasæt om året; stierne nævner intet `{{year}}`"),
                    en: format!("{name} is a dataset a year; the paths name no `{{year}}`"),
                }
            } else {
                return;
            };
        self.report("files", "delivery", sentence);
    }

    fn years(&mut self) {
        let known = self.known;
        let years = self.register.covers.years();
        let (Some(first), Some(last)) = (years.first(), years.last()) else { return };
        let before = known.first.is_some_and(|known| *first < known);
        let after = known.last.is_some_and(|known| *last > known);
        if before || after {
            let year = |year: Option<i32>| year.map_or_else(String::new, |year| year.to_string());
            let (from, to) = (year(known.first), year(known.last));
            let name = &known.register;
            let sentence = Label {
                da: format!("{name} har årene {from} til {to}; definitionen dækker {first} til {last}"),
                en: format!("{name} has the years {from} to {to}; the definition covers {first} to {last}"),
            };
            self.report("covers", "years", sentence);
        }
    }

    fn person(&mut self) {
        let (known, names) = (self.known, &self.register.person.names);
        let words: Vec<&str> = known.person_key.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
        let is_key = |name: &String| words.iter().any(|word| word.eq_ignore_ascii_case(name));
        let is_column = |name: &String| self.variables.iter().any(|row| row.variable.eq_ignore_ascii_case(name));
        if !names.iter().any(|name| is_key(name) && is_column(name)) {
            let sentence = Label {
                da: format!("nøglerne i {} er: {}", known.register, known.person_key),
                en: format!("the keys of {} are: {}", known.register, known.person_key),
            };
            self.report("person", "unknown_column", sentence);
        }
    }

    /// Week columns stand in the catalogue as a pattern, with remarks after it.
    fn weeks(&mut self) {
        let Some(pattern) = self.register.kind.week_pattern() else { return };
        let written = pattern.replace("{yy}", "YY").replace("{ww}", "WW");
        let is_pattern = |row: &&CatalogueRow| -> bool {
            row.variable.split(' ').next().is_some_and(|name| name.eq_ignore_ascii_case(&written))
        };
        if !self.variables.iter().any(is_pattern) {
            let sentence = Label {
                da: format!("{} har ingen ugekolonner {written}", self.known.register),
                en: format!("{} has no week columns {written}", self.known.register),
            };
            self.report("weeks", "unknown_column", sentence);
        }
    }

    fn columns(&mut self) {
        let register = self.register;
        for time in register.kind.time_columns() {
            let kind = match time.unit {
                TimeUnit::Year => ColumnType::Integer,
                TimeUnit::Day => ColumnType::Date,
                // A part of a period is read from whatever holds it.
                TimeUnit::Period(_) => ColumnType::Text,
            };
            self.column(time.id, time.column, time.column.kind.unwrap_or(kind));
        }
        for (id, column) in &register.columns {
            self.column(&id.value, column, column.kind.unwrap_or(ColumnType::Text));
        }
    }

    fn column(&mut self, id: &str, column: &Column, kind: ColumnType) {
        let name = &self.known.register;
        let is_column = |row: &&&CatalogueRow| column.names.iter().any(|n| n.eq_ignore_ascii_case(&row.variable));
        let Some(variable) = self.variables.iter().find(is_column).copied() else {
            let sentence = Label {
                da: format!("{name} har ingen variabel {}", column.names.join(" eller ")),
                en: format!("{name} has no variable {}", column.names.join(" or ")),
            };
            return self.report(id, "unknown_column", sentence);
        };
        // Of a register that comes whole, a variable's years are those of the last delivery. Years of the register itself are reported once.
        let years = self.register.covers.years();
        let by_year = !self.known.delivered.starts_with("cumulative") && column.was.is_empty();
        if let (true, Some(first), Some(last)) = (by_year && column.names.len() == 1, years.first(), years.last()) {
            if let Some(from) = variable.first.filter(|from| from > first && Some(*from) != self.known.first) {
                let of = &variable.variable;
                let sentence = Label {
                    da: format!("{of} er i {name} fra {from}; definitionen dækker {first}"),
                    en: format!("{of} is in {name} from {from}; the definition covers {first}"),
                };
                self.report(id, "years", sentence);
            }
            if let Some(to) = variable.last.filter(|to| to < last && Some(*to) != self.known.last) {
                let of = &variable.variable;
                let sentence = Label {
                    da: format!("{of} er i {name} til {to}; definitionen dækker {last}"),
                    en: format!("{of} is in {name} until {to}; the definition covers {last}"),
                };
                self.report(id, "years", sentence);
            }
        }
        // SQL sees the seconds of a time; files hold the time.
        let kind = if column.time { ColumnType::Date } else { kind };
        // A column that says how files store it is compared by that.
        let agrees = column
            .stored
            .iter()
            .any(|form| !contradicted(form.read_as().unwrap_or(ColumnType::Number), &variable.storage));
        if contradicted(kind, &variable.storage) && !agrees {
            let (er, is) = match variable.storage.as_str() {
                "character" => ("tekst", "text"),
                "datetime" => ("et tidspunkt", "a time"),
                "date" => ("en dag", "a date"),
                other => (other, other),
            };
            let (of, kind) = (&variable.variable, kind.word());
            let sentence = Label {
                da: format!("{of} er {er} i {name}; definitionen siger {kind}"),
                en: format!("{of} is {is} in {name}; the definition declares {kind}"),
            };
            self.report(id, "type", sentence);
        }
    }
}

/// Whether a storage type contradicts the declared one. Numbers can be read as text and as days.
fn contradicted(kind: ColumnType, storage: &str) -> bool {
    match storage {
        "character" => matches!(kind, ColumnType::Integer | ColumnType::Number | ColumnType::Boolean),
        "date" | "datetime" => kind != ColumnType::Date,
        _ => false,
    }
}

/// The name of the register in a pattern of paths: the file's name without years, deliveries and digits. A file without a
/// name of its own has that of its folder.
fn register_name(pattern: &str) -> String {
    let stem = |part: &str| {
        let part = part.split('.').next().unwrap_or(part).replace("{year}", "").replace("{delivery}", "");
        let part = part.trim_end_matches(|c: char| c.is_ascii_digit() || "*_-".contains(c));
        part.trim_start_matches('*').to_uppercase()
    };
    let parts = pattern.rsplit('/').filter(|part| !part.contains('='));
    let named = |part: &str| !part.is_empty() && part != "PART";
    // Files of digits alone have no name of a register.
    parts.map(stem).find(|part| named(part)).unwrap_or_else(|| "".into())
}

#[cfg(test)]
mod tests {
    use super::register_name;

    #[test]
    fn registers_are_named_by_files_or_folders() {
        for (pattern, name) in [
            ("bef/bef{year}.parquet", "BEF"),
            ("BEF/bef{year}12.parquet", "BEF"),
            ("ind/year={year}/*.parquet", "IND"),
            ("lpr/lpr_a_kontakt{year}.parquet", "LPR_A_KONTAKT"),
            ("krise/krise{year}_*.parquet", "KRISE"),
            ("bef/year={year}/*{year}12*.parquet", "BEF"),
            ("dod/dod{delivery}.parquet", "DOD"),
            ("offl/year=*/*offl{delivery}.parquet", "OFFL"),
        ] {
            assert_eq!(register_name(pattern), name, "{pattern}");
        }
    }
}
