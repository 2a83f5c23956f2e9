//! What a file's rows add up to: persons and exact sums by cell, and by cluster and cell where errors are clustered.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Float64Type};
use rustc_hash::FxHashMap;

use super::cells::{Cells, NOWHERE};
use super::fault::RowFault;
use super::keys::{Codes, MISSING, Use};
use super::sums::Sums;
use crate::registers::normalise::cast;

/// What is added up of one outcome.
#[derive(Debug, Clone)]
pub struct OutcomeTally {
    /// Sums by cell.
    pub sums: Sums,
    /// Rows by cell without a value; shorter than the cells if the last have none.
    pub missing: Vec<u64>,
}

impl OutcomeTally {
    fn new(squares: bool) -> OutcomeTally {
        OutcomeTally { sums: Sums::new(squares), missing: Vec::new() }
    }

    fn missed(&mut self, cell: u32, rows: u64) {
        let at = cell as usize;
        if at >= self.missing.len() {
            self.missing.resize(at + 1, 0);
        }
        if let Some(count) = self.missing.get_mut(at) {
            *count += rows;
        }
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

/// Sums by pair of cell and cluster.
#[derive(Debug, Clone)]
pub struct ClusterTally {
    /// The clusters.
    pub clusters: Codes,
    /// Cell and cluster of every pair; the first is for rows that belong to no regression.
    pub pairs: Vec<(u32, u32)>,
    /// Rows by pair.
    pub rows: Vec<u64>,
    /// By outcome, without squares.
    pub outcomes: Vec<OutcomeTally>,
    /// Rows without a cluster.
    pub without: u64,
    known: FxHashMap<(u32, u32), u32>,
    codes: Vec<u32>,
    places: Vec<u32>,
}

impl ClusterTally {
    fn new(outcomes: usize) -> ClusterTally {
        ClusterTally {
            clusters: Codes::new(Use::Category),
            pairs: vec![(NOWHERE, MISSING)],
            rows: vec![0],
            outcomes: vec![OutcomeTally::new(false); outcomes],
            without: 0,
            known: FxHashMap::default(),
            codes: Vec::new(),
            places: Vec::new(),
        }
    }

    fn pair(&mut self, cell: u32, cluster: u32) -> u32 {
        if cell == NOWHERE {
            return NOWHERE;
        }
        let next = self.pairs.len() as u32;
        let place = *self.known.entry((cell, cluster)).or_insert(next);
        if place == next {
            self.pairs.push((cell, cluster));
            self.rows.push(0);
        }
        place
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
    /// By cluster, if errors are clustered.
    pub clusters: Option<ClusterTally>,
    /// Rows read, and those of them that belong to no regression.
    pub read: (u64, u64),
    here: Vec<u32>,
    complete: Vec<u32>,
    values: Vec<f64>,
}

impl Tally {
    /// Nothing yet.
    pub fn new(uses: &[Use], outcomes: usize, clustered: bool) -> Tally {
        Tally {
            cells: Cells::new(uses),
            rows: Vec::new(),
            outcomes: vec![OutcomeTally::new(true); outcomes],
            clusters: clustered.then(|| ClusterTally::new(outcomes)),
            read: (0, 0),
            here: Vec::new(),
            complete: Vec::new(),
            values: Vec::new(),
        }
    }

    /// Adds a batch's rows: key columns, the cluster's column if there is one, and outcomes.
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
            clusters.clusters.encode(column, &mut clusters.codes).map_err(|fault| (keys, fault))?;
            let mut codes = std::mem::take(&mut clusters.codes);
            clusters.places.clear();
            for (cell, cluster) in self.here.iter_mut().zip(&codes) {
                if *cluster == MISSING {
                    clusters.without += 1;
                    *cell = NOWHERE;
                }
                let place = clusters.pair(*cell, *cluster);
                clusters.places.push(place);
                if let Some(rows) = clusters.rows.get_mut(place as usize) {
                    *rows += 1;
                }
            }
            codes.clear();
            clusters.codes = codes;
        }
        let cells = self.cells.len();
        self.rows.resize(cells, 0);
        for cell in &self.here {
            if let Some(rows) = self.rows.get_mut(*cell as usize) {
                *rows += 1;
            }
        }
        self.read.0 += self.here.len() as u64;
        self.read.1 = self.rows.first().copied().unwrap_or(0);
        let first = columns.len() - outcome_columns.len();
        for (at, column) in outcome_columns.iter().enumerate() {
            self.outcome(at, column, cells).map_err(|fault| (first + at, fault))?;
        }
        Ok(())
    }

    fn outcome(&mut self, at: usize, column: &ArrayRef, cells: usize) -> Result<(), RowFault> {
        let numbers = cast(column, &DataType::Float64)?;
        let numbers = numbers.as_primitive::<Float64Type>();
        let mut values: &[f64] = numbers.values();
        let nulls = numbers.nulls().filter(|nulls| nulls.null_count() > 0);
        if nulls.is_some() {
            self.values.clear();
            self.values.extend(numbers.iter().map(|value| value.unwrap_or(0.0)));
            values = &self.values;
        }
        let clusters = self
            .clusters
            .iter_mut()
            .filter_map(|clusters| Some((clusters.outcomes.get_mut(at)?, &*clusters.places, clusters.pairs.len())));
        let plain = self.outcomes.get_mut(at).map(|outcome| (outcome, &*self.here, cells));
        for (outcome, places, number) in plain.into_iter().chain(clusters) {
            let mut places = places;
            if let Some(nulls) = nulls {
                self.complete.clear();
                for (place, valid) in places.iter().zip(nulls) {
                    if !valid {
                        outcome.missed(*place, 1);
                    }
                    self.complete.push(if valid { *place } else { NOWHERE });
                }
                places = &self.complete;
            }
            outcome.sums.resize(number);
            if !outcome.sums.add(places, values) {
                let count = values.iter().filter(|y| !y.is_finite()).count();
                return Err(RowFault::NotFinite { count });
            }
        }
        Ok(())
    }

    /// Takes over another's rows.
    pub fn merge(&mut self, other: Tally) {
        let map = self.cells.merge(&other.cells);
        let cells = self.cells.len();
        self.rows.resize(cells, 0);
        for (cell, rows) in map.iter().zip(&other.rows) {
            if let Some(place) = self.rows.get_mut(*cell as usize) {
                *place += rows;
            }
        }
        self.read.0 += other.read.0;
        self.read.1 += other.read.1;
        for (ours, theirs) in self.outcomes.iter_mut().zip(other.outcomes) {
            ours.merge(theirs, &map, cells);
        }
        let (Some(ours), Some(theirs)) = (&mut self.clusters, other.clusters) else { return };
        ours.without += theirs.without;
        let clusters: Vec<u32> = theirs.clusters.values.iter().map(|value| ours.clusters.code(value)).collect();
        let mut pairs = Vec::with_capacity(theirs.pairs.len());
        for ((cell, cluster), rows) in theirs.pairs.iter().zip(&theirs.rows) {
            let cell = map.get(*cell as usize).copied().unwrap_or(NOWHERE);
            let place = ours.pair(cell, clusters.get(*cluster as usize).copied().unwrap_or(MISSING));
            if let Some(place) = ours.rows.get_mut(place as usize) {
                *place += rows;
            }
            pairs.push(place);
        }
        for (ours_of, theirs_of) in ours.outcomes.iter_mut().zip(theirs.outcomes) {
            ours_of.merge(theirs_of, &pairs, ours.pairs.len());
        }
    }
}
