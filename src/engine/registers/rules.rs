//! How the rows of a register are read, beside their columns: which of them count, which days stand for something else, which
//! columns a row needs, and what becomes of bad rows.

use super::bad_rows::{Dropped, Of, Tally};
use super::error::ExtractError;
use super::fault::Fault;
use super::open::OpenFile;
use super::projection::Projection;
use super::row_filter::RowFilter;
use super::typed_batch::Need;
use definitions::register::{Register, Role, SpecialDays};

/// The rules of a register.
#[derive(Default)]
pub struct Rules {
    /// The condition of the register, if it has one.
    pub(super) filter: Option<RowFilter>,
    /// The days that stand for something else than themselves.
    pub(super) days: SpecialDays,
    /// The counts of bad rows, where they are dropped.
    pub(super) dropped: Option<Dropped>,
    /// The columns that a row needs, by id.
    needs: Vec<(&'static str, Need)>,
}

impl Rules {
    /// The rules of a register. `dropped` counts its bad rows, where they are dropped.
    pub fn of(register: &Register, dropped: Option<Dropped>) -> Rules {
        let placed = register.kind.placed().into_iter();
        let mut needs: Vec<(&'static str, Need)> =
            placed.map(|placed| (placed.id, if placed.id == "end" { Need::Sound } else { Need::Value })).collect();
        needs.push(("person", Need::Value));
        let of_role: &[&'static str] = match register.role.as_ref().map(|role| role.value) {
            Some(Role::Population) => &["sex", "born", "age"],
            Some(Role::Migration) => &["direction"],
            Some(Role::Deaths) | None => &[],
        };
        needs.extend(of_role.iter().map(|id| (*id, Need::Value)));
        Rules { filter: None, days: register.special_days.clone(), dropped, needs }
    }

    /// Whether a row needs a column.
    pub(super) fn need(&self, id: &str) -> Need {
        self.needs.iter().find(|(needed, _)| *needed == id).map_or(Need::None, |(_, need)| *need)
    }
}

impl OpenFile {
    /// Reads rows by the rules of their register, from here on; only those that meet its condition, if it is `conditional`.
    ///
    /// # Errors
    /// A column of the condition that is not in the file, or is of the wrong type.
    pub fn with_rules(
        mut self,
        rules: Rules,
        register: &Register,
        conditional: bool,
    ) -> Result<OpenFile, ExtractError> {
        self.rules = rules;
        if conditional {
            self.rules.filter = RowFilter::new(&self, register)?;
        }
        Ok(self)
    }

    /// How many rows of the row groups read so far do not meet the condition of the register.
    pub fn unmet_rows(&self) -> u64 {
        self.rules.filter.as_ref().map_or(0, RowFilter::unmet)
    }

    /// Whether bad rows are dropped, and not refused.
    pub fn drops_bad_rows(&self) -> bool {
        self.rules.dropped.is_some()
    }

    /// Counts rows of a row group as bad, where they are dropped.
    pub fn count_bad(&self, row_group: usize, of: Of, fault: Fault, count: usize) {
        if count > 0 {
            let mut tally = Tally::default();
            tally.add(of, fault, count);
            self.enter(row_group, tally, 0);
        }
    }

    /// Enters the bad rows of a row group, and of how many rows the values were read.
    pub(super) fn enter(&self, row_group: usize, tally: Tally, decoded: usize) {
        if let Some(dropped) = &self.rules.dropped {
            dropped.enter(row_group, tally);
            dropped.enter_decoded(row_group, decoded as u64);
        }
    }

    /// The name of a column in this file; its id, if it is none of `columns`.
    pub fn name_of(&self, id: &str, columns: &[Projection]) -> String {
        columns.iter().find(|column| column.id == id).map_or_else(|| id.to_owned(), |column| column.name.clone())
    }
}
