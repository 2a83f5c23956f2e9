//! The columns of typed rows: what is asked of a file, and what a script has of it.

use std::collections::BTreeMap;

use definitions::register::Column;
use engine::registers::{NullRule, ReadAs};
use engine::results::CountOf;
use foundation::error::Result;
use sql::{ColumnType, Readable};

use crate::measure::Measure;
use crate::script::Script;

/// The column with the key by which rows of registers find each other.
pub const ROW_KEY: &str = "_row_key";

/// A column that a script reads.
pub struct ColumnRequest<'a> {
    /// Its name in SQL.
    pub id: String,
    /// Its definition.
    pub column: &'a Column,
    /// What to read it as.
    pub read_as: ReadAs,
}

/// A column of typed rows.
#[derive(Debug, Clone)]
pub struct TypedColumn {
    /// Its name in the definition's SQL.
    pub id: String,
    /// Its name in the first file.
    pub file_name: String,
    /// What it looks like to SQL.
    pub kind: ColumnType,
    /// The value, in quotes; NULL where it is bad.
    pub value: String,
    /// The code of what is wrong with it, in quotes; `None` if nothing can be.
    pub fault: Option<String>,
    /// The codes that can be.
    pub causes: Vec<&'static str>,
    /// Whether a row needs it.
    pub need: NullRule,
    /// Where its values come from.
    pub origin: Option<Origin>,
    /// Of a column of days, the days that files have.
    pub days: Option<DaysOfFiles>,
}

/// The step in which a column has the values that files have.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The step.
    pub view: String,
    /// Whether its rows are those of the register, and not those of one that is read with it.
    pub is_own: bool,
}

/// The days of a column as files have them, before any of them stands for something else.
#[derive(Debug, Clone)]
pub struct DaysOfFiles {
    /// The column, in quotes.
    pub column: String,
    /// The names that files give the column, each with the numbers of its files.
    pub names: BTreeMap<String, Vec<usize>>,
}

impl TypedColumn {
    /// A column that the kind of register gives, and that can't be bad.
    pub fn given(script: &Script<'_>, id: &str, kind: ColumnType) -> TypedColumn {
        let (file_name, value) = (id.to_owned(), script.name(id));
        TypedColumn {
            id: id.to_owned(),
            file_name,
            kind,
            value,
            fault: None,
            causes: Vec::new(),
            need: NullRule::None,
            origin: None,
            days: None,
        }
    }
}

/// The typed rows of a register.
pub struct TypedRows {
    /// The view.
    pub view: String,
    /// The columns.
    pub columns: Vec<TypedColumn>,
}

impl TypedRows {
    /// A column.
    pub fn get(&self, id: &str) -> Option<&TypedColumn> {
        self.columns.iter().find(|column| column.id == id)
    }

    /// The condition that no column of some is bad; `None` if none can be.
    pub fn sound<'c>(&self, ids: impl Iterator<Item = &'c String>) -> Option<String> {
        let faults = ids.filter_map(|id| self.get(id)?.fault.as_ref());
        let parts: Vec<String> = faults.map(|fault| format!("{fault} IS NULL")).collect();
        (!parts.is_empty()).then(|| parts.join(" AND "))
    }

    /// The columns as the definition's SQL reads them.
    pub fn readable(&self) -> Vec<Readable> {
        let readable =
            |column: &TypedColumn| Readable { name: column.id.clone(), kind: column.kind, sql: column.value.clone() };
        let is_key = |column: &&TypedColumn| column.id == "person" || column.id == ROW_KEY;
        self.columns.iter().filter(|column| !is_key(column)).map(readable).collect()
    }
}

/// The columns that count what is wrong with a column, of rows that `when` holds of.
pub fn fault_counts(script: &mut Script<'_>, column: &TypedColumn, of: CountOf, when: &str) -> Vec<Measure> {
    let mut counts = Vec::new();
    for cause in &column.causes {
        let name = script.count(of, &column.id, &column.file_name, cause);
        if let Some(fault) = &column.fault {
            counts.push(Measure::rare(name, format!("{when} AND {fault} = '{cause}'")));
        }
    }
    if column.need == NullRule::Value {
        let sound = column.fault.as_ref().map_or_else(String::new, |fault| format!(" AND {fault} IS NULL"));
        let name = script.count(of, &column.id, &column.file_name, "unplaced");
        counts.push(Measure::rare(name, format!("{when} AND {} IS NULL{sound}", column.value)));
    }
    counts
}

/// Names that collide where names are compared without case.
pub fn distinct(script: &Script<'_>, asked: &[ColumnRequest<'_>]) -> Result<()> {
    for (at, one) in asked.iter().enumerate() {
        if let Some(other) = asked[..at].iter().find(|other| other.id.eq_ignore_ascii_case(&one.id)) {
            return Err(script.refused(format!("the columns `{}` and `{}` differ in case only", other.id, one.id)));
        }
    }
    Ok(())
}
