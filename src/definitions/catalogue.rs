//! Definitions of registers compared with a catalogue of registers and variables.
//!
//! Owns the match of a definition with a register of the catalogue and the list of disagreements. Does not own files: the
//! caller reads the catalogue's rows.

use serde::{Deserialize, Serialize};

use crate::Definitions;
use crate::column::Column;
use crate::register::{Register, TimeUnit};
use foundation::words::RegisterKind;
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
}

/// A part of a definition that the catalogue contradicts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Disagreement {
    /// The definition's id.
    pub register: String,
    /// The part of the definition: `files`, `kind`, `covers`, `person` or a column's id.
    pub part: String,
    /// `unknown_register`, `kind`, `years`, `unknown_column` or `type`.
    pub code: &'static str,
    /// The disagreement in a sentence.
    pub message: String,
}

/// All disagreements of the registers of `definitions` with a catalogue, in the order of the definitions.
pub fn disagreements(definitions: &Definitions, catalogue: &[CatalogueRow]) -> Vec<Disagreement> {
    definitions.registers.iter().flat_map(|register| of_register(register, catalogue)).collect()
}

fn of_register(register: &Register, catalogue: &[CatalogueRow]) -> Vec<Disagreement> {
    let mut found = Vec::new();
    let mut report = |part: &str, code, message| {
        let (register, part) = (register.id.value.clone(), part.to_owned());
        found.push(Disagreement { register, part, code, message });
    };
    let names: Vec<String> = register.files.iter().map(|pattern| register_name(pattern)).collect();
    let is_named = |row: &&CatalogueRow| names.contains(&row.register.to_uppercase());
    let Some(known) = catalogue.iter().find(|row| row.variable.is_empty() && is_named(row)) else {
        let message = format!("the catalogue has no register {}", names.join(" or "));
        report("files", "unknown_register", message);
        return found;
    };
    let name = &known.register;
    let kind = register.kind.word();
    // The catalogue calls amounts per period a status or an event.
    let is_period = kind == RegisterKind::Period && ["status", "event"].contains(&known.kind.as_str());
    // Its months are further columns of a register that the catalogue calls otherwise.
    let is_monthly = kind == RegisterKind::MonthlyWide;
    if known.kind != kind.word() && !is_period && !is_monthly {
        report("kind", "kind", format!("{name} is of kind `{}`, not `{}`", known.kind, kind.word()));
    }
    let years = register.covers.years();
    if let (Some(first), Some(last)) = (years.first(), years.last()) {
        let before = known.first.is_some_and(|known| *first < known);
        let after = known.last.is_some_and(|known| *last > known);
        if before || after {
            let year = |year: Option<i32>| year.map_or_else(String::new, |year| year.to_string());
            let message =
                format!("{name} has the years {} to {}, not {first} to {last}", year(known.first), year(known.last));
            report("covers", "years", message);
        }
    }
    let variables: Vec<&CatalogueRow> =
        catalogue.iter().filter(|row| row.register == *name && !row.variable.is_empty()).collect();
    // Registers without listed variables, and the weeks of a wide register, are patterns in the catalogue.
    if variables.is_empty() || matches!(kind, RegisterKind::WeeklyWide | RegisterKind::MonthlyWide) {
        return found;
    }
    let is_key = |name: &String| known.person_key.split(|c: char| !c.is_alphanumeric()).any(|word| word == name);
    if !register.person.names.iter().any(is_key) {
        let message = format!("the keys of {name} are: {}", known.person_key);
        report("person", "unknown_column", message);
    }
    let time = register.kind.time_columns();
    let mut columns: Vec<(&str, &Column, ColumnType)> = Vec::new();
    for placed in &time {
        let kind = match placed.unit {
            TimeUnit::Year => ColumnType::Integer,
            TimeUnit::Day => ColumnType::Date,
            // A part of a period is read from whatever holds it.
            TimeUnit::Period(_) => ColumnType::Text,
        };
        columns.push((placed.id, placed.column, placed.column.kind.unwrap_or(kind)));
    }
    for (id, column) in &register.columns {
        columns.push((&id.value, column, column.kind.unwrap_or(ColumnType::Text)));
    }
    for (id, column, kind) in columns {
        let is_column = |row: &&&CatalogueRow| column.names.iter().any(|n| n.eq_ignore_ascii_case(&row.variable));
        let Some(variable) = variables.iter().find(is_column) else {
            report(id, "unknown_column", format!("{name} has no variable {}", column.names.join(" or ")));
            continue;
        };
        if known.delivered.starts_with("yearly")
            && let (Some(from), Some(first)) = (variable.first, years.first())
            && from > *first
            && column.was.is_empty()
        {
            let message = format!("{} is in {name} from {from}, not from {first}", variable.variable);
            report(id, "years", message);
        }
        // A column that says how files store it is compared by that.
        let agrees = column.stored.iter().any(|form| match form.read_as() {
            Some(stored) => contradicted(stored, &variable.storage).is_none(),
            None => contradicted(ColumnType::Number, &variable.storage).is_none(),
        });
        if let Some(declared) = contradicted(kind, &variable.storage).filter(|_| !agrees) {
            let message = format!("{} is {} in {name}; you declare {declared}", variable.variable, variable.storage);
            report(id, "type", message);
        }
    }
    found
}

/// The declared type as a word, if a storage type contradicts it. Numbers can be read as text and as days.
fn contradicted(kind: ColumnType, storage: &str) -> Option<&'static str> {
    let numbers = matches!(kind, ColumnType::Integer | ColumnType::Number | ColumnType::Boolean);
    let days = matches!(storage, "date" | "datetime");
    let wrong = match storage {
        "character" => numbers,
        "numeric" => false,
        _ if days => kind != ColumnType::Date,
        _ => false,
    };
    wrong.then(|| kind.word())
}

/// The name of the register in a pattern of paths: the file's name without years, deliveries and digits. A file without a
/// name of its own has that of its folder.
fn register_name(pattern: &str) -> String {
    let stem = |part: &str| {
        let part = part.split('.').next().unwrap_or(part).replace("{year}", "").replace("{delivery}", "");
        part.trim_end_matches(|c: char| c.is_ascii_digit() || "*_-".contains(c)).to_uppercase()
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
        ] {
            assert_eq!(register_name(pattern), name, "{pattern}");
        }
    }
}
