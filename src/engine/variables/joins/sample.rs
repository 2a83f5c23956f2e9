//! A sample of the rows that a task reads for a join, of which the spelling of codes is looked at.

use arrow::array::{BooleanArray, RecordBatch};

use super::blocks::concatenated;
use super::keys::JoinKey;
use super::reading::filtered;
use foundation::error::Result;

/// The most rows that are kept, twice over: when there are as many, every second one is.
const ROWS: usize = 1 << 13;

/// Every so many rows, evenly over all: fewer than twice [`ROWS`], and all if there are no more.
pub struct Sample<K> {
    /// Their keys.
    pub keys: Vec<K>,
    /// Their columns.
    pub batches: Vec<RecordBatch>,
    step: usize,
    /// Rows until the next one that is kept.
    until_next: usize,
}

impl<K: JoinKey> Sample<K> {
    /// No rows yet.
    pub fn new() -> Sample<K> {
        Sample { keys: Vec::new(), batches: Vec::new(), step: 1, until_next: 0 }
    }

    /// Looks at the rows of a batch.
    ///
    /// # Errors
    /// Internal errors only.
    pub fn add(&mut self, keys: &[K], batch: &RecordBatch) -> Result<()> {
        let is_kept = |row: usize| row >= self.until_next && (row - self.until_next).is_multiple_of(self.step);
        let kept: BooleanArray = (0..keys.len()).map(|row| Some(is_kept(row))).collect();
        let some = kept.true_count();
        self.until_next = (self.until_next + some * self.step) - keys.len();
        if some == 0 {
            return Ok(());
        }
        self.keys.extend(keys.iter().zip(kept.values()).filter(|(_, is)| *is).map(|(key, _)| *key));
        self.batches.push(filtered(batch, &kept)?);
        while self.keys.len() >= 2 * ROWS {
            self.halve()?;
        }
        Ok(())
    }

    /// Leaves every second row.
    fn halve(&mut self) -> Result<()> {
        let rows = self.keys.len();
        let even: BooleanArray = (0..rows).map(|row| Some(row % 2 == 0)).collect();
        let all = concatenated(std::mem::take(&mut self.batches))?;
        self.batches.extend(all.map(|all| filtered(&all, &even)).transpose()?);
        self.keys = self.keys.iter().step_by(2).copied().collect();
        // After an odd number of rows, the next one would be left out.
        self.until_next += if rows.is_multiple_of(2) { 0 } else { self.step };
        self.step *= 2;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, AsArray, UInt32Array};
    use arrow::datatypes::UInt32Type;

    use super::*;

    #[test]
    fn rows_are_looked_at_evenly_however_they_are_batched() {
        for (batches, rows) in [(1, 5), (7, 1000), (40, 1001), (3, 40_000), (500, 77), (1, 100_000)] {
            let mut sample: Sample<u64> = Sample::new();
            for batch in 0..batches {
                let numbers: Vec<u32> = (batch * rows..(batch + 1) * rows).collect();
                let keys: Vec<u64> = numbers.iter().map(|number| u64::from(*number)).collect();
                let column: ArrayRef = Arc::new(UInt32Array::from(numbers));
                sample.add(&keys, &RecordBatch::try_from_iter([("number", column)]).unwrap()).unwrap();
            }
            let all = u64::from(batches * rows);
            let step = sample.keys[1] - sample.keys[0];
            let wanted: Vec<u64> = (0..all.div_ceil(step)).map(|row| row * step).collect();
            assert_eq!(sample.keys, wanted, "{batches} {rows}");
            assert!(sample.keys.len() < 2 * ROWS && (step == 1 || sample.keys.len() > ROWS / 2));
            let read = concatenated(sample.batches).unwrap().unwrap();
            let read = read.column(0).as_primitive::<UInt32Type>();
            assert!(read.values().iter().map(|number| u64::from(*number)).eq(wanted));
        }
    }
}
