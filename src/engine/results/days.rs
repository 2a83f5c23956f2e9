//! The days of a register's columns as a script counted them: all of them by group of rows, and the odd ones by person. They are judged as
//! those that a build from extracts reads, of the same persons.

use std::collections::BTreeMap;

use arrow::array::{Array, ArrayRef};

use definitions::register::Register;
use foundation::error::Result;
use foundation::tables::audit::ReadingRow;

use super::groups_seen::GroupsSeen;
use super::{ResultBatch, Results, ScriptedRegister, Totals};
use crate::registers::KeyType;
use crate::registers::odd_days::{CountedColumn, OddDays, PlausibleDays};

/// How many rows have each odd day, by number of the column.
pub struct OddDayRows(Vec<BTreeMap<i32, u64>>);

impl OddDayRows {
    /// Reads the result with odd days of a script, and holds it against what the script wrote last. `counts` says, by row, whether rows of a
    /// key are looked at.
    ///
    /// # Errors
    /// No result, one of another run, or columns of other types.
    pub fn read(
        (results, scripted): (&Results, &ScriptedRegister),
        written: &Totals<'_>,
        counts: impl Fn(&ArrayRef) -> Vec<bool>,
    ) -> Result<OddDayRows> {
        let mut all = vec![BTreeMap::new(); scripted.days.len()];
        if all.is_empty() {
            return Ok(OddDayRows(all));
        }
        let (part, mut totals) = (scripted.days_part(), Totals::none(scripted));
        let (kind, mut seen): (KeyType, GroupsSeen) = (results.list().key, GroupsSeen::default());
        for file in results.files(scripted, part)? {
            file.read(scripted, |batch| {
                let (columns, days, rows) = (batch.counts("column")?, batch.days("day")?, batch.counts("rows")?);
                let keys = batch.keys(kind)?;
                let counted = counts(&keys);
                totals.add(part, (&rows, None, None), &[]);
                for (row, column) in columns.into_iter().enumerate() {
                    let at = usize::try_from(column).ok().filter(|at| *at < all.len() && days.is_valid(row));
                    let at = at.ok_or_else(|| batch.wrong("holds days of a column that is not read"))?;
                    if !seen.enter(&[at as i64, days.value(row).into()], (&keys, row), "") {
                        return Err(batch.wrong("counts a day of a person twice"));
                    }
                    // Those of the registers that are read with it have no person.
                    if counted[row] || scripted.days[at].register != scripted.register {
                        *all[at].entry(days.value(row)).or_default() += rows[row];
                    }
                }
                Ok(())
            })?;
        }
        totals.require(written, &[part], &[])?;
        Ok(OddDayRows(all))
    }
}

/// How many days the columns of a register have.
pub struct DayCounts<'a> {
    register: &'a Register,
    /// The script that reads the register.
    scripted: &'a ScriptedRegister,
    all: Vec<u64>,
}

impl<'a> DayCounts<'a> {
    /// None yet.
    pub fn new(register: &'a Register, scripted: &'a ScriptedRegister) -> DayCounts<'a> {
        DayCounts { register, scripted, all: vec![0; scripted.days.len()] }
    }

    /// Adds the counts of a batch, of the rows that `counts` holds of.
    ///
    /// # Errors
    /// Columns that are not there, or hold no counts.
    pub fn add(&mut self, batch: &ResultBatch<'_>, counts: impl Fn(usize) -> bool) -> Result<()> {
        let own = self.scripted.days.iter().zip(&mut self.all);
        for (of, all) in own.filter(|(of, _)| of.register == self.register.id.value) {
            let rows = batch.counts(&of.all)?.into_iter().enumerate();
            *all += rows.filter(|(row, _)| counts(*row)).map(|(_, rows)| rows).sum::<u64>();
        }
        Ok(())
    }

    /// Adds the counts of another part of the result.
    pub fn merge(&mut self, other: &DayCounts<'_>) {
        self.all.iter_mut().zip(&other.all).for_each(|(all, more)| *all += more);
    }

    /// The notes of odd days.
    ///
    /// # Errors
    /// More odd days than days, or the fault of ends that many rows share.
    pub fn judge(&self, odd: &OddDayRows) -> Result<Vec<ReadingRow>> {
        let (register, plausible) = (self.register, PlausibleDays::of(self.register));
        let mut columns: BTreeMap<CountedColumn, OddDays> = BTreeMap::new();
        for ((of, all), rows) in self.scripted.days.iter().zip(&self.all).zip(&odd.0) {
            if of.register == register.id.value {
                self.scripted.require_at_most(self.scripted.days_part(), rows.values().sum(), *all)?;
                let days = columns.entry((of.name.clone(), of.id.clone())).or_default();
                days.all += all;
                rows.iter().for_each(|(day, rows)| plausible.enter(*day, *rows, of.id == "end", days));
            }
        }
        if let Some(fault) = plausible.end_faults(&register.id.value, columns.iter()).into_iter().next() {
            return Err(fault.into());
        }
        let notes =
            columns.iter().flat_map(|((name, id), odd)| plausible.notes(&register.id.value, name, odd, id == "end"));
        Ok(notes.collect())
    }
}
