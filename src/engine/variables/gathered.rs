//! The values of a task while its register is read. They are added up by person and year from time to time, so that memory grows with
//! persons and not with rows.

use std::sync::{Mutex, PoisonError};

use super::accumulator::{Accumulator, summed};
use super::combined::{aggregate_of, too_large};
use super::source::Task;
use foundation::error::Result;

/// The fewest values that are added up before all rows are read.
const VALUES: usize = 1 << 23;

/// The values of a task so far.
#[derive(Debug, Default)]
pub struct GatheredValues(Mutex<Gathered>);

#[derive(Debug, Default)]
struct Gathered {
    parts: Vec<Accumulator>,
    /// How many values there are, and how many there were when they were last added up.
    len: usize,
    added_up: usize,
}

impl GatheredValues {
    /// Adds values. They are added up when there are twice as many as there were after the last time.
    ///
    /// # Errors
    /// A sum beyond 64 bits.
    pub fn add(&self, task: &Task<'_>, mut more: Accumulator) -> Result<()> {
        if more.len() == 0 {
            return Ok(());
        }
        more.shrink();
        let Some(parts) = self.entered(more) else { return Ok(()) };
        // Other threads add to an empty list meanwhile: sums do not depend on the order.
        let sums = summed(parts, aggregate_of(task.definition)?).map_err(|_| too_large(task.definition))?;
        let sums = Accumulator::of(&sums);
        let mut gathered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        gathered.len += sums.len();
        gathered.added_up = sums.len();
        gathered.parts.push(sums);
        Ok(())
    }

    /// Enters values. Takes all out where there are enough to be added up.
    fn entered(&self, more: Accumulator) -> Option<Vec<Accumulator>> {
        let mut gathered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        gathered.len += more.len();
        gathered.parts.push(more);
        if gathered.len < VALUES.max(2 * gathered.added_up) {
            return None;
        }
        gathered.len = 0;
        Some(std::mem::take(&mut gathered.parts))
    }

    /// Takes all values out.
    pub fn take(&self) -> Vec<Accumulator> {
        let mut gathered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *gathered).parts
    }
}
