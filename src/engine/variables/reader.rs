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
use crate::cache::Key;
use crate::persons::Persons;
use crate::registers::{Extracts, OpenFile, OpenRegister, Purpose};
use crate::results::{Results, ScriptResultKind, ScriptedRegister};
use definitions::Definitions;
use definitions::day::Years;
use definitions::register::Register;
use definitions::variable::Variable;
use foundation::error::{Error, Result};
use foundation::tables::audit::ReadingRow;

/// Registers that are opened together, for each thread.
const REGISTERS_A_THREAD: usize = 4;

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
        let read = self.definitions.registers.iter().map(|register| (register, tasks_of(register, variables)));
        let read: Vec<_> = read.filter(|(_, tasks)| !tasks.is_empty()).collect();
        for some in read.chunks(rayon::current_num_threads() * REGISTERS_A_THREAD) {
            for ((register, tasks), prepared) in some.iter().zip(self.prepared(some)) {
                let given = match prepared? {
                    Prepared::Scripted(results, scripted) => {
                        let asked = ResultRequest {
                            persons: self.scope.persons,
                            wanted: self.scope.wanted,
                            years: self.scope.years,
                        };
                        from_results::read(self.definitions, register, (results, scripted), tasks, asked, &done)?
                    }
                    Prepared::Opened(of) => {
                        of.registers().for_each(&mut opened);
                        self.found_or_read(*of, tasks, &done)?
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
        }
        let of_variable = variables.par_iter().zip(found).map(|(variable, found)| {
            let id = variable.id.value.clone();
            Ok((id, combined(variable, found)?))
        });
        of_variable.collect::<Vec<Result<_>>>().into_iter().collect()
    }

    /// Registers before they are read. What earlier builds kept is opened and decoded on all threads.
    fn prepared(&self, read: &[(&'a Register, Vec<Task<'a>>)]) -> Vec<Result<Prepared<'a>>> {
        let prepare = |(register, tasks): &(&'a Register, Vec<Task<'a>>)| self.prepare(register, tasks);
        match self.cache {
            Some(_) => read.par_iter().map(prepare).collect(),
            // Faults that a check notes come in the order of the registers.
            None => read.iter().map(prepare).collect(),
        }
    }

    /// Opens a register and those that are joined with it, and looks for its result in the cache.
    fn prepare(&self, register: &'a Register, tasks: &[Task<'a>]) -> Result<Prepared<'a>> {
        if let Some(results) = self.results
            && let Some(scripted) = results.of(&register.id.value, ScriptResultKind::Sums)
        {
            return Ok(Prepared::Scripted(results, scripted));
        }
        let open = self.scope.extracts.open_for(Purpose::Values, register)?;
        let sources = tasks.iter().map(|task| task.source);
        let join = Join::of(self.definitions, self.scope.extracts, register, sources)?;
        let mut prepared = OpenedRegister { open, join, key: None, found: None };
        if let Some(cache) = self.cache {
            let related: Vec<_> = prepared.join.iter().flat_map(Join::registers).collect();
            let sources = tasks.iter().map(|task| (task.definition, task.source));
            let key = cache.key(&prepared.open, &related, sources)?;
            prepared.found = cache.cache.get(&key);
            prepared.key = Some(key);
        }
        Ok(Prepared::Opened(Box::new(prepared)))
    }

    /// A register's result: from the cache, or read now and cached.
    fn found_or_read(
        &self,
        mut of: OpenedRegister<'a>,
        tasks: &[Task<'a>],
        done: &(impl Fn(u64) -> Result<()> + Sync),
    ) -> Result<PassResult> {
        if let Some(given) = of.found.take() {
            done(of.registers().map(OpenRegister::rows).sum())?;
            return Ok(given);
        }
        let given = self.scope.read_register(&of.open, of.join.as_ref(), tasks, done)?;
        if let (Some(cache), Some(key)) = (self.cache, &of.key) {
            // The rows match the hashes only if the files have not changed.
            of.registers().flat_map(|open| &open.files).try_for_each(OpenFile::unchanged)?;
            cache.cache.put(key, &given);
        }
        Ok(given)
    }
}

/// A register before it is read.
enum Prepared<'a> {
    /// Another engine has read it.
    Scripted(&'a Results, &'a ScriptedRegister),
    /// It is open.
    Opened(Box<OpenedRegister<'a>>),
}

/// A register that is open, and what an earlier build kept of it.
struct OpenedRegister<'a> {
    open: OpenRegister<'a>,
    join: Option<Join<'a>>,
    /// The key of its result, where results are cached.
    key: Option<Key>,
    found: Option<PassResult>,
}

impl<'a> OpenedRegister<'a> {
    /// The register, and those that are joined with it.
    fn registers(&self) -> impl Iterator<Item = &OpenRegister<'a>> {
        std::iter::once(&self.open).chain(self.join.iter().flat_map(Join::registers))
    }
}

/// The sources of variables that read a register.
fn tasks_of<'a>(register: &'a Register, variables: &[&'a Variable]) -> Vec<Task<'a>> {
    let of_variable = |(variable, definition): (usize, &'a Variable)| {
        let sources = definition.from.iter().filter(|source| source.register.value == register.id.value);
        sources.map(move |source| Task { variable, definition, source })
    };
    variables.iter().copied().enumerate().flat_map(of_variable).collect()
}
