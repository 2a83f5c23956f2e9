//! A row of a catalogue of registers and variables, as its file has it.

use serde::Deserialize;

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
    /// Register: the names of its datasets, such as `UDDA{year}12 -2007; UDDA{year}09 2008-`, or empty if unknown.
    #[serde(default)]
    pub dataset: String,
}

impl CatalogueRow {
    /// Whether a variable stands for a family of columns, such as `Y_YYWW (1,822 columns)`.
    pub(super) fn is_pattern(&self) -> bool {
        self.pattern().contains("YY")
    }

    /// The variable without the remarks that can follow it.
    pub(super) fn pattern(&self) -> &str {
        self.variable.split(' ').next().unwrap_or("")
    }

    /// The key columns: what stands before remarks, and before an arrow to another register.
    pub(super) fn keys(&self) -> Vec<&str> {
        let mut text = self.person_key.split("->").next().unwrap_or("");
        text = text.split('(').next().unwrap_or("");
        text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect()
    }

    /// The registers that the text of the keys names as `REGISTER.COLUMN`, whose rows the rows of this one belong to.
    pub(super) fn parents(&self) -> Vec<&str> {
        let words = self.person_key.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '.');
        words.filter_map(|word| Some(word.split_once('.')?.0)).filter(|name| !name.is_empty()).collect()
    }
}
