//! One pass over each register: every row group once, every variable that reads it together.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::combined::combined;
use super::from_results;
use super::joins::Join;
use super::pass_cache::{PassCache, PassResult};
use super::person_years::PersonYears;
use super::result_tally::ResultRequest;
use super::scope::ReadScope;
use super::source::Task;
use crate::persons::Persons;
use crate::registers::{Extracts, OpenFile, OpenRegister, Purpose};
use crate::results::{Results, ScriptResultKind};
use definitions::Definitions;
use definitions::day::Years;
use definitions::variable::Variable;
use foundation::error::{Error, Result};
use foundation::tables::audit::ReadingRow;

/// The values of every wanted variable, by its id.
pub type Sums = BTreeMap<String, PersonYears>;

/// The values of a variable.
///
/// # Errors
/// An internal error if no pass has read it: without values everyone would seem to have none.
pub fn values_of<'s>(sums: &'s Sums, variable: &Variable) -> Result<&'s PersonYears> {
    let id = &variable.id.value;
    sums.get(id).ok_or_else(|| Error::internal(format!("no pass has read the variable `{id}`")))
}

/// Reads registers, each in one pass.
pub struct Reader<'a> {
    definitions: &'a Definitions,
    scope: ReadScope<'a>,
    cache: Option<&'a PassCache<'a>>,
    results: Option<&'a Results>,
}

impl<'a> Reader<'a> {
    /// Reads the rows of `wanted` persons, everyone's if `None`; row groups without a row of `years` need not be read;
    /// finished passes are stored in `cache`, if given.
    pub fn new(
        definitions: &'a Definitions,
        extracts: &'a Extracts,
        persons: &'a Persons,
        wanted: Option<&'a [bool]>,
        years: Option<Years>,
        cache: Option<&'a PassCache<'a>>,
    ) -> Reader<'a> {
        let scope = ReadScope::new(extracts, persons, wanted, years);
        Reader { definitions, scope, cache, results: None }
    }

    /// Takes the sums of registers that another engine has read from its results.
    #[must_use]
    pub fn with_results(mut self, results: Option<&'a Results>) -> Reader<'a> {
        self.results = results;
        self
    }

    /// Reads every register that the variables need, each once. `opened` is called with every register, `done` with every row
    /// group's number of rows.
    ///
    /// # Errors
    /// A fault in an extract, located.
    pub fn read(
        &self,
        variables: &[&'a Variable],
        reading: &mut Vec<ReadingRow>,
        mut opened: impl FnMut(&OpenRegister<'a>),
        done: impl Fn(u64) -> Result<()> + Sync,
    ) -> Result<Sums> {
        let mut found: Vec<Vec<PersonYears>> = variables.iter().map(|_| Vec::new()).collect();
        for register in &self.definitions.registers {
            let tasks: Vec<Task<'a>> = variables
                .iter()
                .enumerate()
                .flat_map(|(variable, definition)| {
                    let sources = definition.from.iter().filter(|source| source.register.value == register.id.value);
                    sources.map(move |source| Task { variable, definition, source })
                })
                .collect();
            if tasks.is_empty() {
                continue;
            }
            let given = match self
                .results
                .and_then(|results| Some((results, results.of(&register.id.value, ScriptResultKind::Sums)?)))
            {
                Some((results, scripted)) => {
                    let asked = ResultRequest {
                        persons: self.scope.persons,
                        wanted: self.scope.wanted,
                        years: self.scope.years,
                    };
                    from_results::read(self.definitions, register, (results, scripted), &tasks, asked, &done)?
                }
                None => {
                    let open = self.scope.extracts.open_for(Purpose::Values, register)?;
                    opened(&open);
                    let join = Join::of(
                        self.definitions,
                        self.scope.extracts,
                        register,
                        tasks.iter().map(|task| task.source),
                    )?;
                    join.iter().flat_map(Join::registers).for_each(&mut opened);
                    self.cached_or_read(&open, join.as_ref(), &tasks, &done)?
                }
            };
            given.note(&register.id.value, self.scope.wanted.is_some(), reading);
            for (id, values) in given.values {
                let of_variable = variables.iter().zip(&mut found).find(|(variable, _)| variable.id.value == id);
                if let Some((_, found)) = of_variable {
                    found.push(values);
                }
            }
        }
        let of_variable = variables.par_iter().zip(found).map(|(variable, found)| {
            let id = variable.id.value.clone();
            Ok((id, combined(variable, found)?))
        });
        of_variable.collect::<Vec<Result<_>>>().into_iter().collect()
    }

    /// A register's result: from the cache, or read now and cached.
    fn cached_or_read(
        &self,
        open: &OpenRegister<'a>,
        join: Option<&Join<'a>>,
        tasks: &[Task<'a>],
        done: &(impl Fn(u64) -> Result<()> + Sync),
    ) -> Result<PassResult> {
        let Some(keeping) = self.cache else { return self.scope.read_register(open, join, tasks, done) };
        let sources = tasks.iter().map(|task| (task.definition, task.source));
        let related: Vec<&OpenRegister<'a>> = join.iter().flat_map(|join| join.registers()).collect();
        let key = keeping.key(open, &related, sources)?;
        if let Some(given) = keeping.cache.get(&key) {
            done(open.rows() + related.iter().map(|other| other.rows()).sum::<u64>())?;
            return Ok(given);
        }
        let given = self.scope.read_register(open, join, tasks, done)?;
        // The rows match the hashes only if the files have not changed.
        let files = std::iter::once(open).chain(related).flat_map(|open| &open.files);
        files.into_iter().try_for_each(OpenFile::unchanged)?;
        keeping.cache.put(&key, &given);
        Ok(given)
    }
}
