//! The values of a task while its register is read. They are added up by person and year from time to time, so that memory grows with
//! persons and not with rows.

use std::sync::{Mutex, PoisonError};

use super::accumulator::{Accumulator, summed};
use super::combined::{aggregate_of, too_large};
use super::person_years::Overflow;
use super::source::Task;
use definitions::expression::Aggregate;
use foundation::error::Result;

/// The fewest values that are added up before all rows are read.
const VALUES: usize = 1 << 23;

/// The values of a task so far.
#[derive(Debug)]
pub struct GatheredValues {
    gathered: Mutex<Gathered>,
    /// The fewest values that are added up.
    fewest: usize,
}

#[derive(Debug, Default)]
struct Gathered {
    parts: Vec<Accumulator>,
    /// How many values there are, and how many there were when they were last added up.
    len: usize,
    added_up: usize,
}

impl Default for GatheredValues {
    fn default() -> GatheredValues {
        GatheredValues { gathered: Mutex::default(), fewest: VALUES }
    }
}

impl GatheredValues {
    /// Adds values. They are added up when there are twice as many as there were after the last time.
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
        let Some(parts) = self.entered(more) else { return Ok(()) };
        // Other threads add to an empty list meanwhile: sums do not depend on the order.
        let sums = Accumulator::of(&summed(parts, aggregate)?);
        let mut gathered = self.gathered.lock().unwrap_or_else(PoisonError::into_inner);
        gathered.len += sums.len();
        gathered.added_up = sums.len();
        gathered.parts.push(sums);
        Ok(())
    }

    /// Enters values. Takes all out where there are enough to be added up.
    fn entered(&self, more: Accumulator) -> Option<Vec<Accumulator>> {
        let mut gathered = self.gathered.lock().unwrap_or_else(PoisonError::into_inner);
        gathered.len += more.len();
        gathered.parts.push(more);
        if gathered.len < self.fewest.max(2 * gathered.added_up) {
            return None;
        }
        gathered.len = 0;
        Some(std::mem::take(&mut gathered.parts))
    }

    /// Takes all values out.
    pub fn take(&self) -> Vec<Accumulator> {
        let mut gathered = self.gathered.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *gathered).parts
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
            let wanted = combine(vec![rows(0..2000)], aggregate).unwrap();
            let gathered = GatheredValues { fewest: 40, ..GatheredValues::default() };
            (0..200u32).into_par_iter().for_each(|part| {
                gathered.enter(rows(part * 10..part * 10 + 10), aggregate).unwrap();
            });
            let parts = gathered.take();
            assert!(parts.iter().map(Accumulator::len).sum::<usize>() < 1000, "some rows were added up");
            assert_eq!(combine(parts, aggregate).unwrap(), wanted);
        }
    }
}
