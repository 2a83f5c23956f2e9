//! The pass of a join: sorts the rows of its registers into parts, then joins part by part.

use super::counts::JoinCounts;
use super::inputs::{FEW, JoinedPass, JoinedRows, Sorted, is_of};
use super::key_filter::KeySet;
use super::keys::JoinKey;
use super::sorting::Reading;
use super::spill::Spill;
use crate::registers::{KeyType, OpenFile, OpenRegister, ReadAs};
use crate::variables::rows;
use definitions::register::Register;
use foundation::error::{Error, Result};

/// Rows of a part, about: so few that the keys of a part stay in the processor's cache.
const PART_ROWS: u64 = 1 << 18;

/// Rows that may count by their own conditions, or that an answer is yes for, are about one in so many, or fewer.
const FEW_MAY_COUNT: u64 = 16;

/// The most parts.
const PARTS: u64 = 1 << 12;

impl JoinedPass<'_> {
    /// Hands on the rows of wanted persons, batch by batch as they would come from one register, with the position of their file. `start` makes
    /// what a part's batches are taken into, and `take` gets it, in the order of parts.
    ///
    /// # Errors
    /// Damage, or what the functions return.
    pub fn each_batch<S: Send>(
        &self,
        start: impl Fn() -> S + Sync,
        each: impl Fn(&mut S, JoinedRows, usize) -> Result<()> + Sync,
        mut take: impl FnMut(S) -> Result<()>,
        done: &(impl Fn(u64) -> Result<()> + Sync),
    ) -> Result<JoinCounts> {
        let mut counts = JoinCounts::default();
        let Some(kind) = self.key_type()? else { return Ok(counts) };
        for year in self.years_of_files() {
            if self.has_nothing(year)? {
                let passed = self.open.files.iter().filter(|file| is_of(file, year)).map(OpenFile::rows).sum();
                counts.passed_over += passed;
                done(passed)?;
                continue;
            }
            // Where faults are noted, rows are read once, and text may need all bits.
            let narrow = kind == KeyType::Integer || !self.open.faults.are_noted();
            let spill = Spill::new(self.scratch);
            let sorted = if narrow { self.sorted::<u64>(year, kind, &spill, &mut counts, done)? } else { None };
            match sorted {
                Some(sorted) => self.join_parts(&sorted, (kind, &spill), (&start, &each), &mut take, &mut counts)?,
                None => {
                    drop(spill);
                    let spill = Spill::new(self.scratch);
                    let sorted = self.sorted::<u128>(year, kind, &spill, &mut counts, done)?;
                    let sorted = sorted.ok_or_else(|| Error::internal("keys of a join need more than 128 bits"))?;
                    self.join_parts(&sorted, (kind, &spill), (&start, &each), &mut take, &mut counts)?;
                }
            }
        }
        Ok(counts)
    }

    /// The years that are joined one by one, where the files of all registers are of years; else all files together.
    fn years_of_files(&self) -> Vec<Option<i32>> {
        let all = std::iter::once(self.open).chain(self.join.registers());
        if !all.flat_map(|open| &open.files).all(|file| file.file.year.is_some()) {
            return vec![None];
        }
        let mut years: Vec<Option<i32>> = self.open.files.iter().map(|file| file.file.year).collect();
        years.sort_unstable();
        years.dedup();
        years
    }

    /// The kind of keys, by the first file of the register whose rows have persons; none without files.
    fn key_type(&self) -> Result<Option<KeyType>> {
        let (owner, key) = self.owner()?;
        let Some(file) = owner.files.first() else { return Ok(None) };
        owner.faults.pass(file.key_type(key))
    }

    /// The rows of a year's files by part; `None` if their keys need more bits.
    fn sorted<K: JoinKey>(
        &self,
        year: Option<i32>,
        kind: KeyType,
        spill: &Spill<'_>,
        counts: &mut JoinCounts,
        done: &(impl Fn(u64) -> Result<()> + Sync),
    ) -> Result<Option<Sorted<K>>> {
        let (owner, _) = self.owner()?;
        let rows_of = |open: &OpenRegister<'_>| -> u64 {
            open.files.iter().filter(|file| is_of(file, year)).map(OpenFile::rows).sum()
        };
        let all = rows_of(self.open) + self.join.registers().map(rows_of).sum::<u64>();
        let parts = (all / PART_ROWS).clamp(1, PARTS).next_power_of_two() as usize;
        let first = if self.reads_rows_first() { self.open } else { owner };
        let of_answers: u64 = self.join.asked.iter().map(|asked| rows_of(&asked.open)).sum();
        let met = match self.reads_asked_first() {
            true => KeySet::new(of_answers / FEW_MAY_COUNT),
            false => KeySet::all(),
        };
        let wanted = match (self.conditions_choose_keys(), self.are_few) {
            (true, _) => KeySet::new(rows_of(first) / FEW_MAY_COUNT),
            (false, true) => KeySet::new(rows_of(first) / FEW),
            (false, false) => KeySet::all(),
        };
        let reading = Reading::new(self, kind, (wanted, met), (spill, parts));
        match reading.read(year, done) {
            Ok(read) => {
                counts.add(read);
                Ok(Some(reading.sorted()))
            }
            Err(_) if reading.too_wide() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether the statistics show that the rows of a year's files, or the rows that date them, have no wanted year.
    fn has_nothing(&self, year: Option<i32>) -> Result<bool> {
        let (Some(years), Some(_)) = (self.years, year) else { return Ok(false) };
        let dated = match &self.join.parent {
            // Only a parent that gives rows their day dates them; others are dated by their own path.
            Some(parent)
                if parent
                    .rule
                    .placed(&self.open.definition.kind, &parent.open.definition.kind)
                    .is_some_and(|placed| !placed.is_empty()) =>
            {
                &parent.open
            }
            _ => self.open,
        };
        let register = dated.definition;
        let mut files = dated.files.iter().filter(|file| is_of(file, year));
        let mut nothing = true;
        files.try_for_each(|file| {
            let layout = self.layout_of_days(file, register);
            let Some(layout) = file.faults.pass(layout)? else { return Ok::<_, Error>(()) };
            let mut groups = 0..file.row_groups();
            nothing &= groups.all(|group| layout.has_nothing_of(years, file, group, register));
            Ok(())
        })?;
        Ok(nothing && !self.open.faults.are_noted())
    }

    /// The columns that date the rows of a file.
    fn layout_of_days(&self, file: &OpenFile, register: &Register) -> Result<rows::Layout> {
        let days = register.kind.time_columns().into_iter();
        let projected = days.map(|placed| Ok(file.project(placed.id, placed.column, ReadAs::time_column(&placed))?));
        Ok(rows::Layout::joined(projected.collect::<Result<Vec<_>>>()?))
    }
}
