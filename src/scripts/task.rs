//! The sources of variables that a script gives the sums of.

use definitions::Definitions;
use definitions::register::Register;
use definitions::variable::{Source, Variable};

/// A source of a variable that reads a register.
#[derive(Clone, Copy)]
pub struct Task<'a> {
    /// The variable.
    pub variable: &'a Variable,
    /// The source.
    pub source: &'a Source,
    /// Its number among those of the variable.
    pub number: usize,
}

impl Task<'_> {
    /// The columns that it reads.
    pub fn columns(&self) -> impl Iterator<Item = &String> {
        let of = self.source.value.of.iter().flat_map(|e| &e.columns);
        self.source.filter.iter().flat_map(|e| &e.columns).chain(of)
    }
}

/// Every source that reads a register.
pub fn tasks<'a>(definitions: &'a Definitions, register: &Register) -> Vec<Task<'a>> {
    let of = |variable: &'a Variable| {
        let sources = variable.from.iter().enumerate();
        let sources = sources.filter(|(_, source)| source.register.value == register.id.value);
        sources.map(move |(number, source)| Task { variable, source, number })
    };
    definitions.variables.iter().flat_map(of).collect()
}
