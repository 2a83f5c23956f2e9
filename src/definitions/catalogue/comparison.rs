//! A definition, the catalogue's register, and their disagreements.

use serde::Serialize;

use super::row::CatalogueRow;
use crate::register::Register;
use foundation::words::Label;

/// A part of a definition that the catalogue contradicts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Disagreement {
    /// The definition's id.
    pub register: String,
    /// The part of the definition: `files`, `kind`, `covers`, `person`, `parent`, `as_of`, `weeks` or a column's id.
    pub part: String,
    /// `unknown_register`, `kind`, `delivery`, `dataset`, `years`, `parent`, `status_day`, `unknown_column` or `type`.
    pub code: &'static str,
    /// The disagreement in a sentence.
    pub message: String,
    /// The same in Danish.
    #[serde(skip)]
    pub danish: String,
}

/// A definition, the catalogue's register with its variables, and what was found.
pub(super) struct Comparison<'a> {
    pub(super) register: &'a Register,
    pub(super) known: &'a CatalogueRow,
    /// None where the catalogue lists no variables of the register.
    pub(super) variables: Vec<&'a CatalogueRow>,
    pub(super) found: Vec<Disagreement>,
}

impl<'a> Comparison<'a> {
    pub(super) fn new(register: &'a Register, known: &'a CatalogueRow, catalogue: &'a [CatalogueRow]) -> Self {
        Comparison { register, known, variables: variables(known, catalogue), found: Vec::new() }
    }

    pub(super) fn report(&mut self, part: &str, code: &'static str, sentence: Label) {
        self.found.push(disagreement(self.register, part, code, sentence));
    }

    /// Whether the definition and the catalogue both say that a dataset is of one year.
    pub(super) fn is_by_year(&self) -> bool {
        !self.known.delivered.starts_with("cumulative")
    }
}

pub(super) fn disagreement(register: &Register, part: &str, code: &'static str, sentence: Label) -> Disagreement {
    let Label { da: danish, en: message } = sentence;
    Disagreement { register: register.id.value.clone(), part: part.to_owned(), code, message, danish }
}

/// The variables of the catalogue's register.
pub(super) fn variables<'a>(known: &CatalogueRow, catalogue: &'a [CatalogueRow]) -> Vec<&'a CatalogueRow> {
    catalogue.iter().filter(|row| row.register == known.register && !row.variable.is_empty()).collect()
}
