//! The values of a task while its register is read. They are added up by person and year from time to time, so that memory grows with
//! persons and not with rows.

use std::sync::{Mutex, PoisonError};

use super::accumulator::{Accumulator, UncombinedValues, summed};
use super::combined::{aggregate_of, too_large};
use super::person_years::Overflow;
use super::source::Task;
use definitions::expression::Aggregate;
use foundation::error::Result;

/// The fewest values of rows that are added up before all rows are read.
const VALUES: usize = 1 << 21;

/// The values of a task so far.
#[derive(Debug)]
pub struct GatheredValues {
    gathered: Mutex<Gathered>,
    /// The fewest values that are added up.
    fewest: usize,
}

#[derive(Debug, Default)]
struct Gathered {
    values: UncombinedValues,
    /// How many values of rows there are, and how many sums.
    rows: usize,
    sums: usize,
}

impl Default for GatheredValues {
    fn default() -> GatheredValues {
        GatheredValues { gathered: Mutex::default(), fewest: VALUES }
    }
}

impl GatheredValues {
    /// Adds values of rows. They are added up when they are half as many as the sums: sums take fewer bytes than rows.
    ///
    /// # Errors
    /// A sum beyond 64 bits.
    pub fn add(&self, task: &Task<'_>, more: Accumulator) -> Result<()> {
        self.enter(more, aggregate_of(task.definition)?).map_err(|_| too_large(task.definition))
    }

    fn enter(&self, mut more: Accumulator, aggregate: Aggregate) -> Result<(), Overflow> {
        if more.len() == 0 {
            return Ok(());
        }
        more.shrink();
        let Some(values) = self.entered(more) else { return Ok(()) };
        // Other threads add to an empty list meanwhile: sums do not depend on the order.
        let sums = summed(values, aggregate)?;
        let mut gathered = self.gathered.lock().unwrap_or_else(PoisonError::into_inner);
        gathered.sums += sums.len();
        gathered.values.sums.push(sums);
        Ok(())
    }

    /// Enters values. Takes all out where there are enough to be added up.
    fn entered(&self, more: Accumulator) -> Option<UncombinedValues> {
        let mut gathered = self.gathered.lock().unwrap_or_else(PoisonError::into_inner);
        gathered.rows += more.len();
        gathered.values.rows.push(more);
        let is_enough = gathered.rows >= self.fewest.max(gathered.sums / 2);
        is_enough.then(|| std::mem::take(&mut *gathered).values)
    }

    /// Takes all values out.
    pub fn take(&self) -> UncombinedValues {
        let mut gathered = self.gathered.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *gathered).values
    }
}

#[cfg(test)]
mod tests {
    use foundation::keys::PersonIndex;
    use rayon::prelude::*;

    use super::super::accumulator::combine;
    use super::super::narrow::MISSING;
    use super::super::person_years::PersonYear;
    use super::*;

    #[test]
    fn values_added_up_on_the_way_are_those_of_all_rows() {
        let entry = |at: u32| PersonYear {
            person: PersonIndex(at * 7 % 31),
            year: 2010 + (at % 5) as i16,
            value: if at.is_multiple_of(97) {
                MISSING
            } else {
                i64::from(at % 11) - 3 + if at.is_multiple_of(53) { 1 << 40 } else { 0 }
            },
        };
        let rows = |of: std::ops::Range<u32>| {
            let mut all = Accumulator::default();
            of.for_each(|at| all.push(entry(at)));
            all
        };
        for aggregate in [Aggregate::Sum, Aggregate::Max, Aggregate::Min] {
            let wanted = combine(vec![rows(0..2000)].into(), aggregate).unwrap();
            let gathered = GatheredValues { fewest: 40, ..GatheredValues::default() };
            (0..200u32).into_par_iter().for_each(|part| {
                gathered.enter(rows(part * 10..part * 10 + 10), aggregate).unwrap();
            });
            let values = gathered.take();
            assert!(values.rows.iter().map(Accumulator::len).sum::<usize>() < 1000, "some rows were added up");
            assert!(!values.sums.is_empty());
            assert_eq!(combine(values, aggregate).unwrap(), wanted);
        }
    }
}
