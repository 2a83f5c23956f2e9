//! Where person-year sums come from: the seam between cohorts and moments on one side and the engine that reads rows on the
//! other.
//!
//! [`RegisterPasses`] reads Parquet extracts in this process, and the results of another engine that gave the same whole numbers.

use definitions::Definitions;
use definitions::plan::reading::WantedVariable;
use foundation::error::Result;
use foundation::tables::audit::ReadingRow;

use super::pass_cache::PassCache;
use super::reader::{Reader, Sums};
use crate::cache::Cache;
use crate::persons::Persons;
use crate::progress::Progress;
use crate::registers::{Extracts, OpenRegister};
use crate::results::Results;

/// Gives the person-year sums of variables.
pub trait PersonYearSource {
    /// The sums of every variable of a pass, by its id. Counts of rows that do not count go to `reading`.
    ///
    /// # Errors
    /// A fault in an extract, or the user asked to stop.
    fn person_years(&mut self, pass: &PassRequest<'_>, reading: &mut Vec<ReadingRow>) -> Result<Sums>;
}

/// A pass over registers: which variables in which years, of which persons.
#[derive(Debug, Clone, Copy)]
pub struct PassRequest<'a> {
    /// What the pass is for; the name of its entries in the cache.
    pub name: &'static str,
    /// The variables, and the calendar years wanted of each.
    pub variables: &'a [WantedVariable<'a>],
    /// By person, whether rows count; every person's if `None`.
    pub persons: Option<&'a [bool]>,
}

/// Sums read from extracts in this process, each register in one pass.
pub struct RegisterPasses<'a> {
    /// The definitions.
    pub definitions: &'a Definitions,
    /// The extracts.
    pub extracts: &'a Extracts,
    /// The population.
    pub persons: &'a Persons,
    /// Registers that another engine has read.
    pub results: Option<&'a Results>,
    /// Where finished passes are stored.
    pub cache: Option<&'a Cache>,
    /// The cache key of the population, in one hash.
    pub population_hash: &'a str,
    /// The definitions that decide who belongs to target groups.
    pub populations: &'a str,
    /// Called with every register that is opened, before its rows are read.
    pub opened: &'a mut dyn FnMut(&OpenRegister<'_>),
    /// Called with the registers and numbers of rows that are read.
    pub progress: &'a dyn Progress,
}

impl PersonYearSource for RegisterPasses<'_> {
    fn person_years(&mut self, pass: &PassRequest<'_>, reading: &mut Vec<ReadingRow>) -> Result<Sums> {
        let hash_of = |persons: &[bool]| {
            let bytes: Vec<u8> = persons.iter().map(|wanted| u8::from(*wanted)).collect();
            blake3::hash(&bytes).to_hex()
        };
        let wanted = pass.persons.map(hash_of);
        let cached = self.cache.map(|cache| PassCache {
            cache,
            pass: pass.name,
            persons: self.population_hash,
            wanted: wanted.as_ref().map(|hash| hash.as_str()),
            populations: self.populations,
        });
        let reader = Reader::new(self.definitions, self.extracts, self.persons, pass.persons, cached.as_ref());
        let reader = reader.with_results(self.results);
        reader.read(pass.variables, reading, |register| (self.opened)(register), self.progress)
    }
}
