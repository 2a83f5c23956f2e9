//! Sums over the rows of a design: Σ u·z, Σ v·zz' and z'β, with z = (1, variables centred and scaled).
//!
//! Rows are read in blocks of fixed size, and the sums of blocks are added in their order, so that no figure depends on the
//! number of threads. A block fits the cache: the variables are never copied as a whole.

use rayon::prelude::*;

use crate::column::Column;
use crate::symmetric::Symmetric;

/// Rows of a block.
pub(crate) const BLOCK: usize = 256;
/// Rows of a block of which sums alone are made, and no products: more of each column at a time.
pub(crate) const WIDE: usize = 4 * BLOCK;
/// Rows that one task adds up.
const TASK: usize = 128 * BLOCK;
/// Numbers added up side by side, for the processor's vectors.
const LANES: usize = 8;
/// Rows of a sample.
const SAMPLE: usize = 200_000;

/// The rows of a design.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rows<'a> {
    columns: &'a [Column],
    centre: &'a [f64],
    scale: &'a [f64],
}

impl<'a> Rows<'a> {
    pub(crate) fn new(columns: &'a [Column], centre: &'a [f64], scale: &'a [f64]) -> Rows<'a> {
        Rows { columns, centre, scale }
    }

    /// Columns with the intercept.
    pub(crate) fn width(&self) -> usize {
        self.columns.len() + 1
    }

    /// Rows.
    pub(crate) fn len(&self) -> usize {
        self.columns.first().map_or(0, Column::len)
    }

    /// Of so many blocks one is a sample; 1, if there are few rows.
    pub(crate) fn stride(&self) -> usize {
        self.len().div_ceil(SAMPLE).max(1)
    }

    /// Writes column `at` (0 is the intercept) of the rows from `start` on.
    fn fill(&self, at: usize, start: usize, into: &mut [f64]) {
        match at.checked_sub(1) {
            None => into.fill(1.0),
            Some(variable) => {
                let about = (self.centre[variable], self.scale[variable].recip());
                self.columns[variable].scaled(start, about, into);
            }
        }
    }

    /// z'β of every row.
    pub(crate) fn predict(&self, beta: &[f64]) -> Vec<f64> {
        let mut predicted = vec![0.0; self.len()];
        // Column by column: memory is fastest where it is read on.
        predicted.par_chunks_mut(TASK).enumerate().for_each(|(task, chunk)| {
            let mut z = [0.0; BLOCK];
            for (at, beta) in beta.iter().enumerate() {
                for (block, part) in chunk.chunks_mut(BLOCK).enumerate() {
                    let z = &mut z[..part.len()];
                    self.fill(at, task * TASK + block * BLOCK, z);
                    part.iter_mut().zip(z.iter()).for_each(|(sum, z)| *sum += beta * z);
                }
            }
        });
        predicted
    }

    /// Σ u·z.
    pub(crate) fn weighted_sum(&self, u: &[f64]) -> Vec<f64> {
        let tasks = u.par_chunks(TASK).enumerate().map(|(task, u)| {
            let counts: Vec<bool> = u.chunks(BLOCK).map(|u| u.iter().any(|u| *u != 0.0)).collect();
            let mut z = [0.0; BLOCK];
            let of_column = |at: usize| {
                let mut sum = 0.0;
                for (block, u) in u.chunks(BLOCK).enumerate().filter(|(block, _)| counts[*block]) {
                    let z = &mut z[..u.len()];
                    self.fill(at, task * TASK + block * BLOCK, z);
                    sum += dot(z, u);
                }
                sum
            };
            (0..self.width()).map(of_column).collect::<Vec<f64>>()
        });
        added(self.width(), tasks.collect())
    }

    /// Σ v·zz'.
    pub(crate) fn cross(&self, v: &[f64]) -> Symmetric {
        self.cross_of(v, 1)
    }

    /// Σ v·zz' over one of `stride` blocks.
    pub(crate) fn cross_of(&self, v: &[f64], stride: usize) -> Symmetric {
        let width = self.width();
        let tasks = v.par_chunks(TASK).enumerate().map(|(task, v)| {
            let mut sums = vec![0.0; triangle(width)];
            let mut z = vec![0.0; width * BLOCK];
            for (block, v) in v.chunks(BLOCK).enumerate() {
                let start = task * TASK + block * BLOCK;
                if !(start / BLOCK).is_multiple_of(stride) || v.iter().all(|v| *v == 0.0) {
                    continue;
                }
                let z = &mut z[..width * v.len()];
                z.chunks_mut(v.len()).enumerate().for_each(|(at, column)| self.fill(at, start, column));
                add_products(z, v, v.len(), &mut sums);
            }
            sums
        });
        Symmetric::of(width, added(triangle(width), tasks.collect()))
    }

    /// What each task adds up over its blocks of so many rows, in their order. `add` gets a block's first row and its columns, one
    /// after the other. Of every `stride` blocks one counts.
    pub(crate) fn blocks<S: Send>(
        &self,
        (block, stride): (usize, usize),
        empty: impl Fn() -> S + Sync,
        add: impl Fn(&mut S, usize, &[f64]) + Sync,
    ) -> Vec<S> {
        let (width, rows) = (self.width(), self.len());
        let of_task = |task: usize| {
            let mut sums = empty();
            let end = rows.min((task + 1) * TASK);
            let mut z = vec![0.0; width * block];
            for start in (task * TASK..end).step_by(block) {
                if !(start / block).is_multiple_of(stride) {
                    continue;
                }
                let rows = block.min(end - start);
                let z = &mut z[..width * rows];
                z.chunks_mut(rows).enumerate().for_each(|(at, column)| self.fill(at, start, column));
                add(&mut sums, start, z);
            }
            sums
        };
        (0..rows.div_ceil(TASK)).into_par_iter().map(of_task).collect()
    }
}

/// The sums of tasks, added in their order.
fn added(width: usize, tasks: Vec<Vec<f64>>) -> Vec<f64> {
    let mut total = vec![0.0; width];
    for task in tasks {
        total.iter_mut().zip(task).for_each(|(total, sum)| *total += sum);
    }
    total
}

/// z'β of a block of rows, whose columns stand one after the other.
pub(crate) fn linear<'l>(z: &[f64], beta: &[f64], into: &'l mut [f64; WIDE]) -> &'l mut [f64] {
    let rows = z.len() / beta.len();
    let into = &mut into[..rows];
    into.fill(0.0);
    for (column, beta) in z.chunks(rows).zip(beta) {
        into.iter_mut().zip(column).for_each(|(sum, z)| *sum += beta * z);
    }
    into
}

/// Adds Σ v·z of a block of rows.
pub(crate) fn add_sums(z: &[f64], v: &[f64], into: &mut [f64]) {
    into.iter_mut().zip(z.chunks(v.len())).for_each(|(sum, column)| *sum += dot(column, v));
}

/// The entries of a lower triangle.
pub(crate) fn triangle(width: usize) -> usize {
    width * (width + 1) / 2
}

/// Adds Σ v·zz' of a block of rows to a lower triangle; `z` has its columns one after the other. Entries are made four by
/// two, so that each number that is loaded is used more than once.
pub(crate) fn add_products(z: &[f64], v: &[f64], rows: usize, into: &mut [f64]) {
    const ACROSS: usize = 4;
    let columns: Vec<&[f64]> = z.chunks(rows).collect();
    let mut weighted = [[0.0; BLOCK]; 2];
    for (pair, down) in columns.chunks(2).enumerate() {
        for (weighted, column) in weighted.iter_mut().zip(down) {
            weighted.iter_mut().zip(*column).zip(v).for_each(|((w, z), v)| *w = z * v);
        }
        let [first, second] = &weighted;
        let (first, second) = (&first[..rows], &second[..rows]);
        let row = 2 * pair;
        let last = row + down.len();
        for (group, others) in columns[..last].chunks(ACROSS).enumerate() {
            let found = match others {
                [a, b, c, d] => tile([first, second], [a, b, c, d]),
                _ => {
                    let one =
                        |at: usize| [first, second].map(|down| others.get(at).map_or(0.0, |other| dot(down, other)));
                    let [a, b, c, d] = [0, 1, 2, 3].map(one);
                    [[a[0], b[0], c[0], d[0]], [a[1], b[1], c[1], d[1]]]
                }
            };
            for (row, found) in (row..last).zip(found) {
                let entries = others.iter().zip(found).enumerate().map(|(at, (_, sum))| (group * ACROSS + at, sum));
                entries
                    .filter(|(column, _)| *column <= row)
                    .for_each(|(column, sum)| into[triangle(row) + column] += sum);
            }
        }
    }
}

/// Σ of products of two columns with four.
fn tile([a, b]: [&[f64]; 2], others: [&[f64]; 4]) -> [[f64; 4]; 2] {
    const LANES: usize = 2;
    let mut lanes = [[[0.0; LANES]; 4]; 2];
    let rows = a.len();
    let whole = rows - rows % LANES;
    let [c, d, e, f] = others.map(|other| &other[..rows]);
    let b = &b[..rows];
    for at in (0..whole).step_by(LANES) {
        for (lane, at) in (at..at + LANES).enumerate() {
            let (a, b) = (a[at], b[at]);
            for (k, other) in [c[at], d[at], e[at], f[at]].into_iter().enumerate() {
                lanes[0][k][lane] += a * other;
                lanes[1][k][lane] += b * other;
            }
        }
    }
    let mut sums = lanes.map(|row| row.map(|lanes| lanes.iter().sum::<f64>()));
    for at in whole..rows {
        for (k, other) in [c[at], d[at], e[at], f[at]].into_iter().enumerate() {
            sums[0][k] += a[at] * other;
            sums[1][k] += b[at] * other;
        }
    }
    sums
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Columns of whole numbers, so that every order of sums gives the same.
    fn columns(width: usize, rows: usize) -> Vec<Column> {
        let of = |column: usize| (0..rows).map(|row| ((row * (2 * column + 3) + column) % 11) as f64 - 5.0).collect();
        (0..width).map(of).collect()
    }

    #[test]
    fn products_in_tiles_are_the_products_one_by_one() {
        for (width, rows) in [(1, 5), (2, 257), (3, 513), (5, 300), (8, 1000), (30, 777)] {
            let columns = columns(width, rows);
            let (centre, scale) = (vec![0.0; width], vec![1.0; width]);
            let v: Vec<f64> = (0..rows).map(|row| (row % 4) as f64).collect();
            let found = Rows::new(&columns, &centre, &scale).cross(&v);
            let z = |at: usize, row: usize| if at == 0 { 1.0 } else { columns[at - 1].at(row) };
            let entry = |a: usize, b: usize| (0..rows).map(|row| v[row] * z(a, row) * z(b, row)).sum();
            let wanted = (0..=width).flat_map(|a| (0..=a).map(move |b| (a, b))).map(|(a, b)| entry(a, b)).collect();
            assert_eq!(found, Symmetric::of(width + 1, wanted), "{width} columns, {rows} rows");
        }
    }
}
