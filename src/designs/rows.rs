//! Sums over the rows of a design: Σ u·z, Σ v·zz' and z'β, with z = (1, variables centred and scaled).
//!
//! Rows are read in blocks of fixed size, and the sums of blocks are added in their order, so that no figure depends on the
//! number of threads. A block fits the cache: the variables are never copied as a whole.

use rayon::prelude::*;

use crate::symmetric::Symmetric;

/// Rows of a block.
const BLOCK: usize = 256;
/// Rows that one task adds up.
const TASK: usize = 128 * BLOCK;
/// Numbers added up side by side, for the processor's vectors.
const LANES: usize = 8;

/// The rows of a design.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rows<'a> {
    columns: &'a [Vec<f64>],
    centre: &'a [f64],
    scale: &'a [f64],
}

impl<'a> Rows<'a> {
    pub(crate) fn new(columns: &'a [Vec<f64>], centre: &'a [f64], scale: &'a [f64]) -> Rows<'a> {
        Rows { columns, centre, scale }
    }

    /// Columns with the intercept.
    pub(crate) fn width(&self) -> usize {
        self.columns.len() + 1
    }

    fn len(&self) -> usize {
        self.columns.first().map_or(0, Vec::len)
    }

    /// Writes column `at` (0 is the intercept) of the rows from `start` on.
    fn fill(&self, at: usize, start: usize, into: &mut [f64]) {
        match at.checked_sub(1) {
            None => into.fill(1.0),
            Some(variable) => {
                let (centre, inverse) = (self.centre[variable], self.scale[variable].recip());
                let from = &self.columns[variable][start..start + into.len()];
                into.iter_mut().zip(from).for_each(|(z, x)| *z = (x - centre) * inverse);
            }
        }
    }

    /// z'β of every row.
    pub(crate) fn predict(&self, beta: &[f64]) -> Vec<f64> {
        let mut predicted = vec![0.0; self.len()];
        predicted.par_chunks_mut(TASK).enumerate().for_each(|(task, chunk)| {
            let mut z = [0.0; BLOCK];
            for (block, part) in chunk.chunks_mut(BLOCK).enumerate() {
                let start = task * TASK + block * BLOCK;
                for (at, beta) in beta.iter().enumerate() {
                    let z = &mut z[..part.len()];
                    self.fill(at, start, z);
                    part.iter_mut().zip(z.iter()).for_each(|(sum, z)| *sum += beta * z);
                }
            }
        });
        predicted
    }

    /// Σ u·z.
    pub(crate) fn weighted_sum(&self, u: &[f64]) -> Vec<f64> {
        self.sums(self.width(), |start, rows, into| {
            let mut z = [0.0; BLOCK];
            let z = &mut z[..rows];
            for (at, sum) in into.iter_mut().enumerate() {
                self.fill(at, start, z);
                *sum += dot(z, &u[start..start + rows]);
            }
        })
    }

    /// Σ v·zz'.
    pub(crate) fn cross(&self, v: &[f64]) -> Symmetric {
        let width = self.width();
        let sums = self.sums(width * (width + 1) / 2, |start, rows, into| {
            let v = &v[start..start + rows];
            if v.iter().all(|v| *v == 0.0) {
                return;
            }
            let mut z = vec![0.0; width * rows];
            z.chunks_mut(rows).enumerate().for_each(|(at, column)| self.fill(at, start, column));
            let mut weighted = [0.0; BLOCK];
            let weighted = &mut weighted[..rows];
            let mut entry = into.iter_mut();
            for (at, column) in z.chunks(rows).enumerate() {
                weighted.iter_mut().zip(column).zip(v).for_each(|((w, z), v)| *w = z * v);
                for (other, sum) in z.chunks(rows).take(at + 1).zip(&mut entry) {
                    *sum += dot(weighted, other);
                }
            }
        });
        Symmetric::of(width, sums)
    }

    /// Sums over all rows of what each block adds.
    fn sums(&self, width: usize, add: impl Fn(usize, usize, &mut [f64]) + Sync) -> Vec<f64> {
        let rows = self.len();
        let tasks: Vec<Vec<f64>> = (0..rows.div_ceil(TASK))
            .into_par_iter()
            .map(|task| {
                let mut sums = vec![0.0; width];
                let end = rows.min((task + 1) * TASK);
                for start in (task * TASK..end).step_by(BLOCK) {
                    add(start, BLOCK.min(end - start), &mut sums);
                }
                sums
            })
            .collect();
        let mut total = vec![0.0; width];
        for task in tasks {
            total.iter_mut().zip(task).for_each(|(total, sum)| *total += sum);
        }
        total
    }
}

/// Σ of products, in lanes.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0; LANES];
    let (a_whole, a_rest) = a.as_chunks::<LANES>();
    let (b_whole, b_rest) = b.as_chunks::<LANES>();
    for (a, b) in a_whole.iter().zip(b_whole) {
        for lane in 0..LANES {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    lanes.iter().sum::<f64>() + rest
}

/// Σ of a function of the row numbers, in tasks whose sums are added in their order.
pub(crate) fn sum(rows: usize, of: impl Fn(usize) -> f64 + Sync) -> f64 {
    let tasks: Vec<f64> = (0..rows.div_ceil(TASK))
        .into_par_iter()
        .map(|task| (task * TASK..rows.min((task + 1) * TASK)).map(&of).sum())
        .collect();
    tasks.iter().sum()
}

/// One number for every row.
pub(crate) fn each(rows: usize, of: impl Fn(usize) -> f64 + Sync + Send) -> Vec<f64> {
    (0..rows).into_par_iter().with_min_len(TASK).map(of).collect()
}
