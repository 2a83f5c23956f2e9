//! What a join reads, and whose rows count; and its rows when they are sorted into parts.

use super::Join;
use super::blocks::Parts;
use crate::persons::{KeyFilter, Persons};
use crate::registers::{OpenFile, OpenRegister, Scratch};
use crate::variables::own_conditions::OwnConditions;
use crate::variables::rows::{Rows, SkippedRows};
use definitions::day::Years;
use definitions::register::Column;
use foundation::error::{Error, Result};

/// Persons are few if they are less than one in so many.
pub const FEW: u64 = 4;

/// What a pass joins, and whose rows count.
pub struct JoinedPass<'p> {
    /// The register whose rows are wanted.
    pub open: &'p OpenRegister<'p>,
    /// The registers read with it.
    pub join: &'p Join<'p>,
    /// The columns that are read.
    pub names: &'p [String],
    /// The population.
    pub persons: &'p Persons,
    /// The persons whose rows count.
    pub filter: &'p KeyFilter<'p>,
    /// Whether these are so few that it is worth knowing the keys of their rows before others are read.
    pub are_few: bool,
    /// What the own columns of rows say of the conditions on them; `None` if every row is joined.
    pub own: Option<&'p OwnConditions<'p>>,
    /// The years that are wanted.
    pub years: Option<Years>,
    /// Where rows lie that do not fit in memory.
    pub scratch: &'p Scratch,
}

/// The rows of all registers of a join by part.
pub struct Sorted<K> {
    /// Of the parent: rows of wanted persons.
    pub parents: Parts<K>,
    /// Of the parent: the keys of rows of wanted persons that no row which may count has.
    pub unasked: Parts<K>,
    /// Of the register whose rows have persons: the keys of rows of persons who are not wanted, of bad rows, and of rows that can't count.
    pub others: Parts<K>,
    /// The same of persons who are not in the population.
    pub unmatched: Parts<K>,
    /// Of the register: rows that may count, by their own conditions, and whose key may be wanted, or whose person is.
    pub rows: Parts<K>,
    /// Of a register with a parent: the keys of other rows.
    pub passed: Parts<K>,
    /// Of the register: a sample of rows whose key may be wanted, or whose person is, whether they may count or not.
    pub sample: Parts<K>,
    /// By register that is asked: the keys of all rows.
    pub asked: Vec<Parts<K>>,
    /// By answer: the keys of rows that meet the condition.
    pub met: Vec<Parts<K>>,
    /// How many parts there are.
    pub parts: usize,
}

/// Rows as they would come from one register.
pub enum JoinedRows {
    /// Rows that are evaluated, and those that do not count.
    Counted(Rows, SkippedRows),
    /// A sample of rows, whether they may count or not, of which the spelling of codes is looked at and nothing else.
    Sample(Rows),
}

impl JoinedPass<'_> {
    /// Whether rows with a parent are read before the rows that they belong to: of these, few are asked for by rows that may count.
    /// Otherwise the parent is read first.
    pub fn reads_rows_first(&self) -> bool {
        self.join.parent.is_some() && self.has_conditions() && !self.are_few
    }

    /// Whether the registers that are asked are read first. Then every answer is false of a row, unless one of their rows that meet a
    /// condition may have its key.
    pub fn reads_asked_first(&self) -> bool {
        self.has_conditions() && self.own.is_some_and(OwnConditions::need_answers)
    }

    /// Whether own conditions say of which rows of other registers more than the key is read.
    pub fn conditions_choose_keys(&self) -> bool {
        self.has_conditions() && !self.reads_asked_first() && (self.reads_rows_first() || self.join.parent.is_none())
    }

    /// Whether a sample of rows is looked at: conditions of the register, or of those that are asked of its rows, have codes.
    pub fn takes_sample(&self) -> bool {
        let mut filters = self.join.asked.iter().flat_map(|asked| &asked.answers).filter_map(|answer| answer.filter);
        self.own.is_some_and(OwnConditions::have_codes) || filters.any(|filter| !filter.literals.texts.is_empty())
    }

    /// Whether own conditions may leave out rows of other registers. Where faults are noted, all of these are read.
    fn has_conditions(&self) -> bool {
        self.own.is_some() && !self.open.faults.are_noted()
    }

    /// The register whose rows have persons, and its column of the key.
    pub fn owner(&self) -> Result<(&OpenRegister<'_>, &Column)> {
        if let Some(parent) = &self.join.parent {
            return Ok((&parent.open, &parent.rule.key));
        }
        let asked = self.join.asked.first().ok_or_else(|| Error::internal("a join with no other register"))?;
        Ok((self.open, &asked.rule.key))
    }
}

/// Whether a file is of a year, where one is joined.
pub fn is_of(file: &OpenFile, year: Option<i32>) -> bool {
    year.is_none() || file.file.year == year
}
