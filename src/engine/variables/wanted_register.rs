//! A register that a pass reads: what is wanted of it, and its files when they are open.
//!
//! Owns what is known of it before and while it is read. Reads no rows.

use std::sync::{Mutex, PoisonError};

use super::joins::Join;
use super::pass_cache::{PassCache, PassResult};
use super::source::Task;
use crate::cache::Key;
use crate::progress::Progress;
use crate::registers::{OpenFile, OpenRegister};
use crate::results::{Results, ScriptedRegister};
use definitions::day::Years;
use definitions::plan::reading::{WantedVariable, years_of_register};
use definitions::register::Register;
use foundation::error::Result;

/// A register, and what is wanted of it.
pub(super) struct WantedRegister<'a> {
    pub(super) register: &'a Register,
    /// The sources of variables that read it.
    pub(super) tasks: Vec<Task<'a>>,
    /// The calendar years that they are read for; every year if `None`.
    pub(super) years: Option<Years>,
}

impl<'a> WantedRegister<'a> {
    pub(super) fn of(register: &'a Register, wanted: &[WantedVariable<'a>]) -> WantedRegister<'a> {
        let of_variable = |(variable, of): (usize, &WantedVariable<'a>)| {
            let definition = of.variable;
            let sources = definition.from.iter().filter(|source| source.register.value == register.id.value);
            sources.map(move |source| Task { variable, definition, source })
        };
        let tasks = wanted.iter().enumerate().flat_map(of_variable).collect();
        WantedRegister { register, tasks, years: years_of_register(register, wanted) }
    }
}

/// A register that is open, with those that are joined with it.
pub(super) struct OpenedRegister<'a> {
    pub(super) open: OpenRegister<'a>,
    pub(super) join: Option<Join<'a>>,
}

impl<'a> OpenedRegister<'a> {
    pub(super) fn registers(&self) -> impl Iterator<Item = &OpenRegister<'a>> {
        std::iter::once(&self.open).chain(self.join.iter().flat_map(Join::registers))
    }

    /// Checks that all files are those that were opened.
    pub(super) fn unchanged(&self) -> Result<()> {
        Ok(self.registers().flat_map(|open| &open.files).try_for_each(OpenFile::unchanged)?)
    }

    /// The key of the result in the cache.
    pub(super) fn key(&self, cache: &PassCache<'_>, wanted: &WantedRegister<'_>) -> Result<Key> {
        let related: Vec<_> = self.join.iter().flat_map(Join::registers).collect();
        let sources = wanted.tasks.iter().map(|task| (task.definition, task.source));
        cache.key(&self.open, &related, sources, wanted.years)
    }
}

/// Where the result of a register comes from.
pub(super) enum RegisterSource<'a> {
    /// Another engine has read it.
    Scripted(&'a Results, &'a ScriptedRegister),
    /// An earlier build has read it.
    Kept(Box<OpenedRegister<'a>>, Mutex<Option<PassResult>>),
    /// It is to be read.
    Rows(Box<OpenedRegister<'a>>),
}

/// A register whose turn is near.
pub(super) struct NextRegister<'w, 'a> {
    pub(super) wanted: &'w WantedRegister<'a>,
    pub(super) source: RegisterSource<'a>,
    pub(super) rows: RowsAhead,
}

impl<'a> NextRegister<'_, 'a> {
    /// It and those that are joined with it, where they are opened.
    pub(super) fn registers(&self) -> impl Iterator<Item = &OpenRegister<'a>> {
        let opened = match &self.source {
            RegisterSource::Scripted(..) => None,
            RegisterSource::Kept(opened, _) | RegisterSource::Rows(opened) => Some(opened),
        };
        opened.into_iter().flat_map(|opened| opened.registers())
    }

    /// Its turn has come.
    pub(super) fn reached(&self, progress: &dyn Progress) {
        self.rows.reached(|read| {
            // How many rows another engine has read is not known before they are.
            if self.registers().next().is_some() {
                let rows = self.registers().map(OpenRegister::rows).sum();
                progress.register(&self.wanted.register.id.value, rows, read);
            }
        });
    }
}

/// Rows of a register that were read before its turn came: they are reported when it comes.
pub(super) struct RowsAhead {
    rows: Mutex<Option<u64>>,
}

impl RowsAhead {
    /// None yet.
    pub(super) fn new() -> RowsAhead {
        RowsAhead { rows: Mutex::new(Some(0)) }
    }

    /// Of rows that were read, those that are reported now: none before the turn of the register, when they are kept.
    pub(super) fn reported(&self, rows: u64) -> u64 {
        match &mut *self.rows.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(ahead) => {
                *ahead += rows;
                0
            }
            None => rows,
        }
    }

    /// The turn of the register has come: `report` gets the rows that were read before, and then come the others.
    fn reached(&self, report: impl FnOnce(u64)) {
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(rows) = rows.take() {
            report(rows);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_are_read_ahead_are_reported_when_their_register_is_reached() {
        let ahead = RowsAhead::new();
        assert_eq!([3, 4].map(|rows| ahead.reported(rows)), [0, 0]);
        ahead.reached(|rows| assert_eq!(rows, 7));
        assert_eq!(ahead.reported(5), 5);
    }
}
