//! What a file's rows add up to: persons and exact sums by cell, and the clusters that there are.

use arrow::array::{Array, ArrayRef};

use super::cells::{Cells, NOWHERE};
use super::fault::RowFault;
use super::keys::{Codes, MISSING, Use};
use super::sums::Sums;
use super::values;

/// What is added up of one outcome.
#[derive(Debug, Clone, Default)]
pub struct OutcomeTally {
    /// Sums by cell.
    pub sums: Sums,
    /// Rows by cell without a value.
    pub missing: Vec<u64>,
}

impl OutcomeTally {
    fn missed(&mut self, cell: u32, rows: u64) {
        let at = cell as usize;
        if at >= self.missing.len() {
            self.missing.resize(at + 1, 0);
        }
        self.missing[at] += rows;
    }

    fn merge(&mut self, other: OutcomeTally, map: &[u32], cells: usize) {
        self.sums.resize(cells);
        self.sums.merge(other.sums, map);
        for (cell, rows) in map.iter().zip(other.missing) {
            if rows > 0 {
                self.missed(*cell, rows);
            }
        }
    }
}

/// The clusters seen so far.
#[derive(Debug, Clone)]
pub struct Clusters {
    /// Their values.
    pub keys: Codes,
    /// Rows without a cluster.
    pub without: u64,
    codes: Vec<u32>,
}

impl Clusters {
    fn new() -> Clusters {
        Clusters { keys: Codes::new(Use::Category), without: 0, codes: Vec::new() }
    }

    /// The cluster of every row; the cell of a row without one becomes nowhere.
    ///
    /// # Errors
    /// Values that can't be clusters.
    pub fn of_rows(&mut self, column: &ArrayRef, cells: &mut [u32]) -> Result<&[u32], RowFault> {
        self.keys.encode(column, &mut self.codes)?;
        for (cell, _) in cells.iter_mut().zip(&self.codes).filter(|(_, code)| **code == MISSING) {
            self.without += 1;
            *cell = NOWHERE;
        }
        Ok(&self.codes)
    }
}

/// What rows add up to.
#[derive(Debug, Clone)]
pub struct Tally {
    /// The cells.
    pub cells: Cells,
    /// Rows by cell.
    pub rows: Vec<u64>,
    /// By outcome.
    pub outcomes: Vec<OutcomeTally>,
    /// The clusters, if errors are clustered.
    pub clusters: Option<Clusters>,
    /// Rows read, and those of them that belong to no regression.
    pub read: (u64, u64),
    here: Vec<u32>,
    complete: Vec<u32>,
}

impl Tally {
    /// Nothing yet.
    pub fn new(uses: &[Use], outcomes: usize, clustered: bool) -> Tally {
        Tally {
            cells: Cells::new(uses),
            rows: Vec::new(),
            outcomes: vec![OutcomeTally::default(); outcomes],
            clusters: clustered.then(Clusters::new),
            read: (0, 0),
            here: Vec::new(),
            complete: Vec::new(),
        }
    }

    /// Adds a batch's rows: key columns, the column of clusters if there is one, and outcomes.
    ///
    /// # Errors
    /// The position of a column and what is wrong with its values.
    pub fn add(&mut self, columns: &[ArrayRef]) -> Result<(), (usize, RowFault)> {
        let keys = self.cells.keys.len();
        let (key_columns, rest) = columns.split_at(keys.min(columns.len()));
        self.cells.of_rows(key_columns, &mut self.here)?;
        let mut outcome_columns = rest;
        if let (Some(clusters), Some((column, rest))) = (&mut self.clusters, rest.split_first()) {
            outcome_columns = rest;
            clusters.of_rows(column, &mut self.here).map_err(|fault| (keys, fault))?;
        }
        let cells = self.cells.len();
        self.rows.resize(cells, 0);
        for cell in &self.here {
            self.rows[*cell as usize] += 1;
        }
        self.read.0 += self.here.len() as u64;
        self.read.1 = self.rows[NOWHERE as usize];
        let first = columns.len() - outcome_columns.len();
        for (at, column) in outcome_columns.iter().enumerate() {
            self.outcome(at, column, cells).map_err(|fault| (first + at, fault))?;
        }
        Ok(())
    }

    fn outcome(&mut self, at: usize, column: &ArrayRef, cells: usize) -> Result<(), RowFault> {
        let outcome = &mut self.outcomes[at];
        let mut places: &[u32] = &self.here;
        if let Some(nulls) = column.logical_nulls().filter(|nulls| nulls.null_count() > 0) {
            self.complete.clear();
            for (place, valid) in places.iter().zip(&nulls) {
                if !valid {
                    outcome.missed(*place, 1);
                }
                self.complete.push(if valid { *place } else { NOWHERE });
            }
            places = &self.complete;
        }
        outcome.sums.resize(cells);
        values::each(column, outcome.sums.decimals(), |slice| {
            outcome.sums.add(&places[slice.first..slice.first + slice.steps.len()], &slice);
        })
    }

    /// Takes over another's rows.
    pub fn merge(&mut self, other: Tally) {
        let map = self.cells.merge(&other.cells);
        let cells = self.cells.len();
        self.rows.resize(cells, 0);
        for (cell, rows) in map.iter().zip(&other.rows) {
            self.rows[*cell as usize] += rows;
        }
        self.read.0 += other.read.0;
        self.read.1 += other.read.1;
        for (ours, theirs) in self.outcomes.iter_mut().zip(other.outcomes) {
            ours.merge(theirs, &map, cells);
        }
        if let (Some(ours), Some(theirs)) = (&mut self.clusters, other.clusters) {
            ours.without += theirs.without;
            for value in &theirs.keys.values {
                ours.keys.code(value);
            }
        }
    }

    /// Makes the sums ready to be read.
    pub fn finish(&mut self) {
        let cells = self.cells.len();
        self.rows.resize(cells, 0);
        for outcome in &mut self.outcomes {
            outcome.missing.resize(cells, 0);
            outcome.sums.resize(cells);
            outcome.sums.finish();
        }
    }
}
