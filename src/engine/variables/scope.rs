//! Whose rows of which extracts are read, and of which years.

use std::sync::{Arc, OnceLock};

use crate::persons::{KeyFilter, Persons};
use crate::registers::Extracts;
use definitions::day::Years;

/// Whose rows are read.
pub struct ReadScope<'a> {
    /// The files.
    pub extracts: &'a Extracts,
    /// The population.
    pub persons: &'a Persons,
    /// By person, whether rows count; everyone's if `None`.
    pub wanted: Option<&'a [bool]>,
    /// Row groups without a row of these years, and columns of weeks and months of other years, need not be read.
    pub years: Option<Years>,
    /// The persons whose rows count; made when the first register is read.
    key_filter: Arc<OnceLock<KeyFilter<'a>>>,
}

impl<'a> ReadScope<'a> {
    /// The rows of `wanted` persons, everyone's if `None`, of every year.
    pub fn new(extracts: &'a Extracts, persons: &'a Persons, wanted: Option<&'a [bool]>) -> ReadScope<'a> {
        ReadScope { extracts, persons, wanted, years: None, key_filter: Arc::default() }
    }

    /// The same persons' rows, of some years.
    pub fn of_years(&self, years: Option<Years>) -> ReadScope<'a> {
        ReadScope { years, key_filter: Arc::clone(&self.key_filter), ..*self }
    }

    /// The persons whose rows count.
    pub fn key_filter(&self) -> &KeyFilter<'a> {
        self.key_filter.get_or_init(|| self.persons.lookup.filter(self.wanted))
    }
}
