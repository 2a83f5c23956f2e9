//! The result of a pass over a register, cached for builds with the same inputs.

use std::collections::BTreeMap;

use super::person_years::PersonYears;
use crate::cache::{Cache, Key};
use crate::registers::OpenRegister;
use definitions::day::Years;
use definitions::register::Register;
use definitions::variable::{Source, Variable};
use foundation::error::Result;
use foundation::tables::audit::ReadingRow;
use serde::{Deserialize, Serialize};

/// The cache of passes, and the inputs that all passes share.
#[derive(Debug, Clone, Copy)]
pub struct PassCache<'a> {
    /// Where.
    pub cache: &'a Cache,
    /// What the pass is for.
    pub pass: &'static str,
    /// What the population was made of.
    pub persons: &'a str,
    /// The persons whose rows count, as a hash; everyone if `None`.
    pub wanted: Option<&'a str>,
    /// What decides which persons count, besides registers.
    pub populations: &'a str,
}

/// The part of a key that names the persons whose rows count.
pub const COHORTS: &str = "the persons of the cohorts";

/// The result of a pass over a register.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct PassResult {
    /// Variables and their values from the register.
    pub values: Vec<(String, PersonYears)>,
    /// Variables with a condition that no row meets, and how many rows it was evaluated on.
    pub unmet: Vec<(String, i64)>,
    /// What was noticed of the delivery: bad rows, odd days, codes, and more.
    pub noticed: Vec<ReadingRow>,
    /// Rows that were looked at.
    pub rows: i64,
    /// How many rows of each kind of [`COUNTED`] there were.
    pub counts: [i64; 9],
}

/// What is counted while rows are read.
const COUNTED: [&str; 9] = [
    ReadingRow::UNMATCHED,
    "rows_outside_covers",
    "spells_ended_at_death_or_emigration",
    "spells_that_begin_while_their_person_lives_abroad",
    "spells_with_an_end_that_go_on_after_an_emigration",
    "rows_whose_condition_is_null",
    "rows_of_years_not_asked_for",
    "rows_of_another_year_than_their_file",
    "rows_that_do_not_meet_the_condition_of_the_register",
];

impl PassResult {
    /// Puts the counts into the table of the audit; `of_cohorts` says that only rows of the cohorts' persons were read.
    pub fn note(&self, register: &str, of_cohorts: bool, reading: &mut Vec<ReadingRow>) {
        for (variable, count) in &self.unmet {
            let name = ReadingRow::unmet_condition(variable, of_cohorts);
            let known = ReadingRow::unmet_condition(variable, false);
            // A condition that no row of any person meets is reported once.
            if !reading.iter().any(|row| row.register == register && (row.name == known || row.name == name)) {
                reading.push(ReadingRow::new(register, name, *count));
            }
        }
        for (name, count) in COUNTED.into_iter().zip(self.counts) {
            // The cohort pass and the pass for consequences read the same register: one line for both.
            let row = ReadingRow::new(register, name, count);
            put(if name == ReadingRow::UNMATCHED { row.among(self.rows) } else { row }, reading);
        }
        self.noticed.iter().for_each(|row| put(row.clone(), reading));
    }
}

/// Adds a row, or keeps the larger of two counts of the same.
fn put(row: ReadingRow, reading: &mut Vec<ReadingRow>) {
    match reading.iter_mut().find(|other| other.register == row.register && other.name == row.name) {
        Some(other) if other.count >= row.count => {}
        Some(other) => *other = row,
        None => reading.push(row),
    }
}

impl PassCache<'_> {
    /// Whether anything is kept of a register in this pass, of whatever inputs.
    pub fn has_any(&self, register: &Register) -> bool {
        self.cache.has_any(&self.name(register))
    }

    fn name(&self, register: &Register) -> String {
        format!("{}-{}", register.id.value, self.pass)
    }

    /// The key of a pass over a register for sources of variables, in their order, and for some years. `related` are the registers whose rows
    /// are read with it.
    ///
    /// # Errors
    /// A file that can't be read.
    pub fn key<'v>(
        &self,
        open: &OpenRegister<'_>,
        related: &[&OpenRegister<'_>],
        sources: impl Iterator<Item = (&'v Variable, &'v Source)>,
        years: Option<Years>,
    ) -> Result<Key> {
        let mut key = self.cache.key(self.name(open.definition));
        key.part("the population", self.persons);
        key.part("the target groups' populations", self.populations);
        key.part("the years asked for", format!("{years:?}"));
        if let Some(wanted) = self.wanted {
            key.part(COHORTS, wanted);
        }
        let mut registers = std::iter::once(open).chain(related.iter().copied());
        registers.try_for_each(|open| self.cache.reads(&mut key, open.definition, open.extract_files()))?;
        let mut sources_of: BTreeMap<&str, String> = BTreeMap::new();
        for (variable, source) in sources {
            // The first source says how values of several are combined.
            let how = variable.from.first().map(|source| source.value.aggregate);
            let text = sources_of.entry(&variable.id.value).or_default();
            *text += &format!("{:?} {how:?} {source:?}\n", variable.resolution);
        }
        for (id, text) in sources_of {
            key.part(format!("variable `{id}`"), text);
        }
        Ok(key)
    }
}
