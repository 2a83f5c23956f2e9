//! One pass over each register: every row group once, every variable that reads it together.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::combined::combined;
use super::from_results;
use super::joins::Join;
use super::pass_cache::{PassCache, PassResult};
use super::person_years::PersonYears;
use super::result_tally::ResultRequest;
use super::scope::ReadScope;
use super::wanted_register::{NextRegister, OpenedRegister, RegisterSource, RowsAhead, WantedRegister};
use crate::persons::Persons;
use crate::progress::Progress;
use crate::registers::{Extracts, OpenRegister, Purpose};
use crate::results::{Results, ScriptResultKind};
use crate::threads;
use definitions::Definitions;
use definitions::day::Years;
use definitions::plan::reading::WantedVariable;
use definitions::variable::Variable;
use foundation::error::{Error, Result};
use foundation::tables::audit::ReadingRow;

/// Registers whose kept results are decoded together, for each thread.
const REGISTERS_A_THREAD: usize = 4;

/// Registers that are begun while another is read, where several threads are at work: one of few row groups does not need them all.
const REGISTERS_AHEAD: usize = 1;

/// The values of every wanted variable by its id, and the calendar years that it was read for.
pub type Sums = BTreeMap<String, (PersonYears, Option<Years>)>;

/// The values of a variable.
///
/// # Errors
/// An internal error if no pass has read it: without values everyone would seem to have none.
pub fn values_of<'s>(sums: &'s Sums, variable: &Variable) -> Result<&'s PersonYears> {
    Ok(&read(sums, &variable.id.value)?.0)
}

/// The values of a variable of which some years are looked at.
///
/// # Errors
/// An internal error if no pass has read it for these years: a year that was not read would look like one without rows.
pub fn values_in<'s>(sums: &'s Sums, variable: &Variable, years: Years) -> Result<&'s PersonYears> {
    of_years(sums, &variable.id.value, years)
}

fn of_years<'s>(sums: &'s Sums, id: &str, years: Years) -> Result<&'s PersonYears> {
    let (values, read) = read(sums, id)?;
    match read.filter(|read| !(read.contains(years.first) && read.contains(years.last))) {
        None => Ok(values),
        Some(Years { first, last }) => Err(Error::internal(format!(
            "the variable `{id}` is asked for {} to {}, and was read for {first} to {last}",
            years.first, years.last
        ))),
    }
}

fn read<'s>(sums: &'s Sums, id: &str) -> Result<&'s (PersonYears, Option<Years>)> {
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
    /// called with every register, in their order and before its rows are read.
    ///
    /// # Errors
    /// A fault in an extract, located: that of the first register with one, in their order. The user asked to stop.
    pub fn read(
        &self,
        wanted: &[WantedVariable<'a>],
        reading: &mut Vec<ReadingRow>,
        mut opened: impl FnMut(&OpenRegister<'a>),
        progress: &dyn Progress,
    ) -> Result<Sums> {
        let mut found: Vec<Vec<PersonYears>> = wanted.iter().map(|_| Vec::new()).collect();
        let read = self.definitions.registers.iter().map(|register| WantedRegister::of(register, wanted));
        let read: Vec<WantedRegister<'a>> = read.filter(|of| !of.tasks.is_empty()).collect();
        let prepared = read.chunks(rayon::current_num_threads() * REGISTERS_A_THREAD).flat_map(|some| {
            let prepared = threads::in_order(some.iter().collect(), |of| {
                progress.rows(0)?;
                self.prepare(of)
            });
            some.iter().zip(prepared)
        });
        let next = prepared.map(|(wanted, prepared)| {
            let next = self.next(wanted, prepared?)?;
            next.registers().for_each(&mut opened);
            Ok(next)
        });
        let reached = |of: &NextRegister<'_, 'a>| {
            of.reached(progress);
            progress.rows(0)
        };
        let work = |of: &NextRegister<'_, 'a>, stopped: &AtomicBool| {
            self.result_of(of, &|rows| match stopped.load(Ordering::Relaxed) {
                true => Err(Error::interrupted()),
                false => progress.rows(of.rows.reported(rows)),
            })
        };
        threads::some_ahead(next, self.ahead(), reached, work, |of, given| {
            given.note(&of.wanted.register.id.value, self.scope.wanted.is_some(), reading);
            for (id, values) in given.values {
                let of_variable = wanted.iter().zip(&mut found).find(|(of, _)| of.variable.id.value == id);
                if let Some((_, found)) = of_variable {
                    found.push(values);
                }
            }
            Ok(())
        })?;
        let of_variable = wanted.par_iter().zip(found).map(|(of, found)| {
            let id = of.variable.id.value.clone();
            Ok((id, (combined(of.variable, found)?, of.years)))
        });
        of_variable.collect::<Vec<Result<_>>>().into_iter().collect()
    }

    /// How many registers are begun while another is read: none where one thread does all, or where faults are noted, which are those of one
    /// register after the other.
    fn ahead(&self) -> usize {
        let one_by_one = rayon::current_num_threads() == 1 || self.scope.extracts.faults().are_noted();
        if one_by_one { 0 } else { REGISTERS_AHEAD }
    }

    /// Looks for a register's result. A register that has none is opened when its turn is near, so that few are open at once.
    fn prepare(&self, wanted: &WantedRegister<'a>) -> Result<Option<RegisterSource<'a>>> {
        if let Some(results) = self.results
            && let Some(scripted) = results.of(&wanted.register.id.value, ScriptResultKind::Sums)
        {
            return Ok(Some(RegisterSource::Scripted(results, scripted)));
        }
        // Where nothing is kept, its files are hashed when it is read.
        let Some(cache) = self.cache.filter(|cache| cache.has_any(wanted.register)) else {
            return Ok(None);
        };
        let of = self.open(wanted)?;
        let given = cache.cache.get(&of.key(cache, wanted)?);
        Ok(given.map(|given| RegisterSource::Kept(Box::new(of), Mutex::new(Some(given)))))
    }

    /// A register whose turn is near.
    fn next<'w>(
        &self,
        wanted: &'w WantedRegister<'a>,
        prepared: Option<RegisterSource<'a>>,
    ) -> Result<NextRegister<'w, 'a>> {
        let source = match prepared {
            Some(source) => source,
            None => RegisterSource::Rows(Box::new(self.open(wanted)?)),
        };
        Ok(NextRegister { wanted, source, rows: RowsAhead::new() })
    }

    /// The result of a register.
    fn result_of(&self, of: &NextRegister<'_, 'a>, done: &(impl Fn(u64) -> Result<()> + Sync)) -> Result<PassResult> {
        let WantedRegister { register, tasks, years } = of.wanted;
        match &of.source {
            RegisterSource::Scripted(results, scripted) => {
                let asked = ResultRequest { persons: self.scope.persons, wanted: self.scope.wanted, years: *years };
                from_results::read(self.definitions, register, (results, scripted), tasks, asked, done)
            }
            RegisterSource::Kept(opened, given) => {
                // Others may have been read since it was opened.
                opened.unchanged()?;
                done(opened.registers().map(OpenRegister::rows).sum())?;
                let given = given.lock().unwrap_or_else(PoisonError::into_inner).take();
                given.ok_or_else(|| Error::internal("a kept result was taken twice"))
            }
            RegisterSource::Rows(opened) => self.read_and_keep(opened, of.wanted, done),
        }
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
        if !of.open.faults.are_noted() {
            // The rows are those of the files that were opened, and match their hashes, only if these have not changed.
            of.unchanged()?;
        }
        if let Some((cache, key)) = key {
            cache.cache.put(&key, &given);
        }
        Ok(given)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_an_error_where_it_was_not_read() {
        let years = |first, last| Years { first, last };
        let sums: Sums = [("some", Some(years(2010, 2015))), ("all", None)]
            .map(|(id, read)| (id.to_owned(), (PersonYears::default(), read)))
            .into();
        let said = |id, first, last| of_years(&sums, id, years(first, last)).err().map(|error| error.to_string());
        assert_eq!([said("all", 1990, 2020), said("some", 2010, 2015), said("some", 2012, 2012)], [None, None, None]);
        let beyond =
            |first, last| format!("the variable `some` is asked for {first} to {last}, and was read for 2010 to 2015");
        for (first, last) in [(2009, 2015), (2010, 2016), (2020, 2021)] {
            let said = said("some", first, last);
            assert!(said.as_ref().is_some_and(|said| said.contains(&beyond(first, last))), "{said:?}");
        }
        assert!(said("none", 2010, 2010).is_some_and(|said| said.contains("no pass has read the variable `none`")));
    }
}
