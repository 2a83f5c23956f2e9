//! The scores of clusters, for CR1: a second reading of the rows, once coefficients are known.
//!
//! A row's score is its influence times its residual. It is rounded to a whole multiple of a power of two, so fine that a
//! cluster's sum just fits in 63 bits, and from there on added up in whole numbers: no order, partition or thread can
//! change a bit. By Cauchy and Schwarz no cluster's sum is above √(N · Σ score²), which the first reading knows; a cluster's
//! rounding is below 2⁻⁶⁰ of that.
//!
//! Memory grows with clusters × values of `by` × the outcomes of a block; with more outcomes there are more readings.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use arrow::array::{Array, ArrayRef};

use super::cells::{Cells, NOWHERE};
use super::cluster_squares::ClusterSquares;
use super::fault::RowFault;
use super::fits::{Factors, Line, Terms, line};
use super::groups::Group;
use super::read::Source;
use super::rounding::ldexp;
use super::tally::{Clusters, Tally};
use super::values::{self, OFF, steps_in_one};
use foundation::error::Result;

/// Bytes of scores that are held at a time.
const BLOCK: usize = 128 << 20;
/// A cluster's score is below 2 to this power, in its unit.
const BITS: i64 = 61;

/// What a row of one of the tally's cells needs.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    group: usize,
    /// Influence in units of the score, for a step.
    influence: f64,
    /// Centre and fitted mean, in steps over the data's unit.
    centre: f64,
    fitted: f64,
    /// One over the data's unit.
    power: f64,
}

/// One outcome's scores by group and cluster.
struct Scores {
    decimals: u32,
    /// By cell of the tally.
    places: Vec<Place>,
    /// By group: the unit of its scores, as a power of two.
    units: Vec<i64>,
    sums: Vec<AtomicI64>,
    /// Bits of the clusters that have a row.
    there: Vec<AtomicU64>,
}

/// Reads the rows again, for every outcome's clusters by group.
///
/// # Errors
/// Faults of the file, and what `progress` returns.
pub fn scores(
    source: &Source,
    tally: &Tally,
    groups: &[Group],
    terms: &Terms,
    progress: &(dyn Fn(u64) -> Result<()> + Sync),
) -> Result<Vec<Vec<ClusterSquares>>> {
    let Some(clusters) = &tally.clusters else { return Ok(Vec::new()) };
    let number = clusters.keys.values.len();
    let outcomes = tally.outcomes.len();
    let at_a_time = (BLOCK / (8 * number * groups.len()).max(1)).max(1);
    let keys = tally.cells.keys.len() + 1;
    let mut found = Vec::with_capacity(outcomes);
    for first in (0..outcomes).step_by(at_a_time) {
        let block = first..(first + at_a_time).min(outcomes);
        let new = |at| Scores::new(tally, groups, terms, at, number, &|| progress(0));
        let all: Vec<Scores> = block.clone().map(new).collect::<Result<_>>()?;
        let columns: Vec<usize> = (0..keys).chain(block.map(|at| keys + at)).collect();
        let start = || Reader { cells: tally.cells.clone(), clusters: clusters.clone(), here: Vec::new() };
        source.read(&columns, start, |reader, columns| reader.add(columns, &all, number), &|_| progress(0))?;
        found.extend(all.iter().map(|scores| scores.clustered(number)));
    }
    Ok(found)
}

/// A thread's reading: the cells and clusters are known already.
struct Reader {
    cells: Cells,
    clusters: Clusters,
    here: Vec<u32>,
}

impl Reader {
    fn add(&mut self, columns: &[ArrayRef], all: &[Scores], number: usize) -> Result<(), (usize, RowFault)> {
        let keys = self.cells.keys.len();
        let (key_columns, rest) = columns.split_at(keys.min(columns.len()));
        self.cells.of_rows(key_columns, &mut self.here)?;
        let Some((column, outcomes)) = rest.split_first() else { return Ok(()) };
        let clusters = self.clusters.of_rows(column, &mut self.here).map_err(|fault| (keys, fault))?;
        for (at, (scores, column)) in all.iter().zip(outcomes).enumerate() {
            scores.add(&self.here, clusters, column, number).map_err(|fault| (keys + 1 + at, fault))?;
        }
        Ok(())
    }
}

impl Scores {
    fn new(
        tally: &Tally,
        groups: &[Group],
        terms: &Terms,
        outcome: usize,
        number: usize,
        check: &dyn Fn() -> Result<()>,
    ) -> Result<Scores> {
        let mut places = vec![Place::default(); tally.cells.len()];
        let mut units = vec![0; groups.len()];
        let outcome = &tally.outcomes[outcome];
        let decimals = outcome.sums.decimals();
        let step = steps_in_one(decimals) as f64;
        for (at, group) in groups.iter().enumerate() {
            let mut factors = Factors::default();
            let line = line(group, terms, outcome, &mut factors, check)?;
            // Without a fit every score is zero, in any unit.
            units[at] = line.as_ref().map_or(0, |line| line.unit_of_scores(BITS));
            let unit = units[at];
            for (cell, cells) in group.cells.iter().enumerate() {
                for part in &cells.parts {
                    let place = &mut places[part.place as usize];
                    place.group = at;
                    let Some(Line { cells, centre, data_unit, .. }) = &line else { continue };
                    let (influence, fitted) = cells[cell];
                    place.influence = ldexp(influence * part.times as f64 / step, -unit);
                    (place.centre, place.fitted) = (*centre, fitted * step);
                    place.power = ldexp(1.0, -data_unit);
                }
            }
        }
        let pairs = groups.len() * number;
        let sums = (0..pairs).map(|_| AtomicI64::new(0)).collect();
        let there = (0..pairs.div_ceil(64)).map(|_| AtomicU64::new(0)).collect();
        Ok(Scores { decimals, places, units, sums, there })
    }

    /// Adds a batch's rows.
    fn add(&self, cells: &[u32], clusters: &[u32], column: &ArrayRef, number: usize) -> Result<(), RowFault> {
        let nulls = column.logical_nulls().filter(|nulls| nulls.null_count() > 0);
        let step = steps_in_one(self.decimals) as f64;
        values::each(column, self.decimals, |slice| {
            let times = steps_in_one(self.decimals.saturating_sub(slice.decimals));
            let rows = cells.iter().zip(clusters).enumerate().skip(slice.first).zip(slice.steps);
            for ((row, (cell, cluster)), steps) in rows {
                let missing = nulls.as_ref().is_some_and(|nulls| nulls.is_null(row));
                // A cell that the first reading did not see is of a file that has changed, which is refused afterwards.
                let place = self.places.get(*cell as usize).filter(|_| *cell != NOWHERE && !missing);
                let Some(place) = place else { continue };
                let deviation = if *steps == OFF {
                    let y = slice.doubles[row - slice.first];
                    (y * place.power).mul_add(step, -place.centre)
                } else {
                    (steps * times) as f64 * place.power - place.centre
                };
                let score = (place.influence * (deviation - place.fitted)).round() as i64;
                self.score(place.group * number + *cluster as usize, score);
            }
        })
    }

    fn score(&self, pair: usize, score: i64) {
        // A cluster that the first reading did not see is of a file that has changed, as with cells.
        let (Some(sum), Some(bits)) = (self.sums.get(pair), self.there.get(pair / 64)) else { return };
        sum.fetch_add(score, Ordering::Relaxed);
        let bit = 1 << (pair % 64);
        if bits.load(Ordering::Relaxed) & bit == 0 {
            bits.fetch_or(bit, Ordering::Relaxed);
        }
    }

    /// What each group's clusters come to.
    fn clustered(&self, number: usize) -> Vec<ClusterSquares> {
        let of_group = |(group, unit): (usize, &i64)| {
            let mut all = ClusterSquares::default();
            let mut squares = 0u128;
            for pair in group * number..(group + 1) * number {
                let there = self.there[pair / 64].load(Ordering::Relaxed) & 1 << (pair % 64) != 0;
                let score = self.sums[pair].load(Ordering::Relaxed);
                all.number += u64::from(there);
                squares = squares.saturating_add(u128::from(score.unsigned_abs()).pow(2));
            }
            all.meat = ldexp(squares as f64, 2 * unit);
            all
        };
        self.units.iter().enumerate().map(of_group).collect()
    }
}
