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
use crate::threads;
use definitions::Definitions;
use definitions::day::Years;
use definitions::plan::reading::{WantedVariable, years_of_register};
use definitions::register::Register;
use definitions::variable::Variable;
use foundation::error::{Error, Result};
use foundation::tables::audit::ReadingRow;

/// Registers whose kept results are decoded together, for each thread.
const REGISTERS_A_THREAD: usize = 4;

/// The values of every wanted variable by its id, and the calendar years that it was read for.
pub type Sums = BTreeMap<String, (PersonYears, Option<Years>)>;

/// The values of a variable.
///
/// # Errors
/// An internal error if no pass has read it: without values everyone would seem to have none.
pub fn values_of<'s>(sums: &'s Sums, variable: &Variable) -> Result<&'s PersonYears> {
    Ok(&read(sums, variable)?.0)
}

/// The values of a variable of which some years are looked at.
///
/// # Errors
/// An internal error if no pass has read it for these years: a year that was not read would look like one without rows.
pub fn values_in<'s>(sums: &'s Sums, variable: &Variable, years: Years) -> Result<&'s PersonYears> {
    let (values, read) = read(sums, variable)?;
    match read.filter(|read| !(read.contains(years.first) && read.contains(years.last))) {
        None => Ok(values),
        Some(Years { first, last }) => Err(Error::internal(format!(
            "the variable `{}` is asked for {} to {}, and was read for {first} to {last}",
            variable.id.value, years.first, years.last
        ))),
    }
}

fn read<'s>(sums: &'s Sums, variable: &Variable) -> Result<&'s (PersonYears, Option<Years>)> {
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
    /// Reads the rows of `wanted` persons, everyone's if `None`; finished passes are stored in `cache`, if given.
    pub fn new(
        definitions: &'a Definitions,
        extracts: &'a Extracts,
        persons: &'a Persons,
        wanted: Option<&'a [bool]>,
        cache: Option<&'a PassCache<'a>>,
    ) -> Reader<'a> {
        let scope = ReadScope::new(extracts, persons, wanted);
        Reader { definitions, scope, cache, results: None }
    }

    /// Takes the sums of registers that another engine has read from its results.
    #[must_use]
    pub fn with_results(mut self, results: Option<&'a Results>) -> Reader<'a> {
        self.results = results;
        self
    }

    /// Reads every register that the variables need, each once; row groups without a row of the wanted years need not be read. `opened` is
    /// called with every register, `done` with every row group's number of rows.
    ///
    /// # Errors
    /// A fault in an extract, located.
    pub fn read(
        &self,
        wanted: &[WantedVariable<'a>],
        reading: &mut Vec<ReadingRow>,
        mut opened: impl FnMut(&OpenRegister<'a>),
        done: impl Fn(u64) -> Result<()> + Sync,
    ) -> Result<Sums> {
        let mut found: Vec<Vec<PersonYears>> = wanted.iter().map(|_| Vec::new()).collect();
        let read = self.definitions.registers.iter().map(|register| WantedRegister::of(register, wanted));
        let read: Vec<WantedRegister<'a>> = read.filter(|of| !of.tasks.is_empty()).collect();
        for some in read.chunks(rayon::current_num_threads() * REGISTERS_A_THREAD) {
            let prepared = threads::in_order(some.iter().collect(), |of| {
                done(0)?;
                self.prepare(of)
            });
            for (wanted_register, prepared) in some.iter().zip(prepared) {
                let WantedRegister { register, tasks, years } = wanted_register;
                let given = match prepared? {
                    Prepared::Scripted(results, scripted) => {
                        let asked =
                            ResultRequest { persons: self.scope.persons, wanted: self.scope.wanted, years: *years };
                        from_results::read(self.definitions, register, (results, scripted), tasks, asked, &done)?
                    }
                    Prepared::Found(of, given) => {
                        of.registers().for_each(&mut opened);
                        // Others may have been read since it was opened.
                        of.unchanged()?;
                        done(of.registers().map(OpenRegister::rows).sum())?;
                        *given
                    }
                    Prepared::NotFound => {
                        let of = self.open(wanted_register)?;
                        of.registers().for_each(&mut opened);
                        self.read_and_keep(&of, wanted_register, &done)?
                    }
                };
                given.note(&register.id.value, self.scope.wanted.is_some(), reading);
                for (id, values) in given.values {
                    let of_variable = wanted.iter().zip(&mut found).find(|(of, _)| of.variable.id.value == id);
                    if let Some((_, found)) = of_variable {
                        found.push(values);
                    }
                }
            }
        }
        let of_variable = wanted.par_iter().zip(found).map(|(of, found)| {
            let id = of.variable.id.value.clone();
            Ok((id, (combined(of.variable, found)?, of.years)))
        });
        of_variable.collect::<Vec<Result<_>>>().into_iter().collect()
    }

    /// Looks for a register's result. A register that has none is opened again when it is read, so that few are open at once.
    fn prepare(&self, wanted: &WantedRegister<'a>) -> Result<Prepared<'a>> {
        if let Some(results) = self.results
            && let Some(scripted) = results.of(&wanted.register.id.value, ScriptResultKind::Sums)
        {
            return Ok(Prepared::Scripted(results, scripted));
        }
        // Where nothing is kept, its files are hashed when it is read.
        let Some(cache) = self.cache.filter(|cache| cache.has_any(wanted.register)) else {
            return Ok(Prepared::NotFound);
        };
        let of = self.open(wanted)?;
        let given = cache.cache.get(&of.key(cache, wanted)?);
        Ok(given.map_or(Prepared::NotFound, |given| Prepared::Found(Box::new(of), Box::new(given))))
    }

    /// Opens a register and those that are joined with it.
    fn open(&self, wanted: &WantedRegister<'a>) -> Result<OpenedRegister<'a>> {
        let open = self.scope.extracts.open_for(Purpose::Values, wanted.register)?;
        let sources = wanted.tasks.iter().map(|task| task.source);
        let join = Join::of(self.definitions, self.scope.extracts, wanted.register, sources)?;
        Ok(OpenedRegister { open, join })
    }

    /// Reads a register, and keeps its result where results are cached.
    fn read_and_keep(
        &self,
        of: &OpenedRegister<'a>,
        wanted: &WantedRegister<'a>,
        done: &(impl Fn(u64) -> Result<()> + Sync),
    ) -> Result<PassResult> {
        let key = self.cache.map(|cache| Ok::<_, Error>((cache, of.key(cache, wanted)?))).transpose()?;
        let scope = self.scope.of_years(wanted.years);
        let given = scope.read_register(&of.open, of.join.as_ref(), &wanted.tasks, done)?;
        if let Some((cache, key)) = key {
            // The rows match the hashes only if the files have not changed.
            of.unchanged()?;
            cache.cache.put(&key, &given);
        }
        Ok(given)
    }
}

/// A register, and what is wanted of it.
struct WantedRegister<'a> {
    register: &'a Register,
    /// The sources of variables that read it.
    tasks: Vec<Task<'a>>,
    /// The calendar years that they are read for; every year if `None`.
    years: Option<Years>,
}

impl<'a> WantedRegister<'a> {
    fn of(register: &'a Register, wanted: &[WantedVariable<'a>]) -> WantedRegister<'a> {
        let of_variable = |(variable, of): (usize, &WantedVariable<'a>)| {
            let definition = of.variable;
            let sources = definition.from.iter().filter(|source| source.register.value == register.id.value);
            sources.map(move |source| Task { variable, definition, source })
        };
        let tasks = wanted.iter().enumerate().flat_map(of_variable).collect();
        WantedRegister { register, tasks, years: years_of_register(register, wanted) }
    }
}

/// A register before it is read.
enum Prepared<'a> {
    /// Another engine has read it.
    Scripted(&'a Results, &'a ScriptedRegister),
    /// An earlier build has read it.
    Found(Box<OpenedRegister<'a>>, Box<PassResult>),
    /// It is to be read.
    NotFound,
}

/// A register that is open, with those that are joined with it.
struct OpenedRegister<'a> {
    open: OpenRegister<'a>,
    join: Option<Join<'a>>,
}

impl<'a> OpenedRegister<'a> {
    fn registers(&self) -> impl Iterator<Item = &OpenRegister<'a>> {
        std::iter::once(&self.open).chain(self.join.iter().flat_map(Join::registers))
    }

    /// Checks that all files are those that were opened.
    fn unchanged(&self) -> Result<()> {
        Ok(self.registers().flat_map(|open| &open.files).try_for_each(OpenFile::unchanged)?)
    }

    /// The key of the result in the cache.
    fn key(&self, cache: &PassCache<'_>, wanted: &WantedRegister<'_>) -> Result<Key> {
        let related: Vec<_> = self.join.iter().flat_map(Join::registers).collect();
        let sources = wanted.tasks.iter().map(|task| (task.definition, task.source));
        cache.key(&self.open, &related, sources, wanted.years)
    }
}
