//! Sums over the rows of a design: Σ u·z, Σ v·zz' and z'β, with z = (1, variables centred and scaled).
//!
//! Rows are read in blocks of fixed size, and the sums of blocks are added in their order, so that no figure depends on the
//! number of threads. A block fits the cache: the variables are never copied as a whole.

use rayon::prelude::*;

use crate::symmetric::Symmetric;

/// Rows of a block.
pub(crate) const BLOCK: usize = 256;
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
            let u = &u[start..start + rows];
            if u.iter().all(|u| *u == 0.0) {
                return;
            }
            let mut z = [0.0; BLOCK];
            let z = &mut z[..rows];
            for (at, sum) in into.iter_mut().enumerate() {
                self.fill(at, start, z);
                *sum += dot(z, u);
            }
        })
    }

    /// Σ v·zz'.
    pub(crate) fn cross(&self, v: &[f64]) -> Symmetric {
        let width = self.width();
        let sums = self.sums(triangle(width), |start, rows, into| {
            let v = &v[start..start + rows];
            if v.iter().all(|v| *v == 0.0) {
                return;
            }
            let mut z = vec![0.0; width * rows];
            z.chunks_mut(rows).enumerate().for_each(|(at, column)| self.fill(at, start, column));
            add_products(&z, v, rows, into);
        });
        Symmetric::of(width, sums)
    }

    /// Σ e·z and Σ e·zz' with e = exp(z'β) over the rows that are not left out: the sums of one step of entropy balancing, in one
    /// pass. Of every `stride` blocks one counts.
    pub(crate) fn exponential(&self, beta: &[f64], left_out: &[bool], stride: usize) -> Exponential {
        let width = self.width();
        let rows = self.len();
        let of_task = |task: usize| {
            let mut sums = Exponential::new(width);
            let end = rows.min((task + 1) * TASK);
            let mut z = vec![0.0; width * BLOCK];
            for start in (task * TASK..end).step_by(BLOCK) {
                let rows = BLOCK.min(end - start);
                let left_out = &left_out[start..start + rows];
                if (start / BLOCK).is_multiple_of(stride) && left_out.contains(&false) {
                    let z = &mut z[..width * rows];
                    z.chunks_mut(rows).enumerate().for_each(|(at, column)| self.fill(at, start, column));
                    sums.add_block(z, beta, left_out);
                }
            }
            sums
        };
        let tasks: Vec<Exponential> = (0..rows.div_ceil(TASK)).into_par_iter().map(of_task).collect();
        tasks.into_iter().fold(Exponential::new(width), Exponential::with)
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

/// Sums with weights exp(z'β), as multiples of exp(`level`), so that none overflows.
#[derive(Debug, Clone)]
pub(crate) struct Exponential {
    level: f64,
    /// Σ e·zz' by rows of the lower triangle, with z₀ = 1: its first column has Σ e and Σ e·z.
    sums: Vec<f64>,
    width: usize,
}

impl Exponential {
    fn new(width: usize) -> Exponential {
        Exponential { level: f64::NEG_INFINITY, sums: vec![0.0; triangle(width)], width }
    }

    /// ln Σ e.
    pub(crate) fn log_total(&self) -> f64 {
        self.level + self.sums[0].ln()
    }

    /// The weighted means of the variables, without the intercept.
    pub(crate) fn means(&self) -> Vec<f64> {
        (1..self.width).map(|row| self.sums[triangle(row)] / self.sums[0]).collect()
    }

    /// The weighted covariances of the variables.
    pub(crate) fn covariances(&self) -> Symmetric {
        let means = self.means();
        let mut about =
            Symmetric::of(self.width, self.sums.iter().map(|sum| sum / self.sums[0]).collect()).without_first();
        for (row, a) in means.iter().enumerate() {
            means.iter().enumerate().take(row + 1).for_each(|(column, b)| about.add(row, column, -a * b));
        }
        about
    }

    fn add_block(&mut self, z: &[f64], beta: &[f64], left_out: &[bool]) {
        let rows = left_out.len();
        let mut weights = [0.0; BLOCK];
        let weights = &mut weights[..rows];
        for (column, beta) in z.chunks(rows).zip(beta) {
            weights.iter_mut().zip(column).for_each(|(sum, z)| *sum += beta * z);
        }
        let inside = weights.iter().zip(left_out).filter(|(_, left_out)| !**left_out);
        self.raise(inside.map(|(linear, _)| *linear).fold(f64::NEG_INFINITY, f64::max));
        let level = self.level;
        for (weight, left_out) in weights.iter_mut().zip(left_out) {
            *weight = if *left_out { 0.0 } else { (*weight - level).exp() };
        }
        add_products(z, weights, rows, &mut self.sums);
    }

    /// Moves the sums to a level that is at least this one.
    fn raise(&mut self, level: f64) {
        if level > self.level {
            let share = (self.level - level).exp();
            self.sums.iter_mut().for_each(|sum| *sum *= share);
            self.level = level;
        }
    }

    fn with(mut self, mut other: Exponential) -> Exponential {
        self.raise(other.level);
        other.raise(self.level);
        self.sums.iter_mut().zip(other.sums).for_each(|(sum, other)| *sum += other);
        self
    }
}

/// The entries of a lower triangle.
fn triangle(width: usize) -> usize {
    width * (width + 1) / 2
}

/// Adds Σ v·zz' of a block of rows to a lower triangle; `z` has its columns one after the other. Entries are made four by
/// two, so that each number that is loaded is used more than once.
fn add_products(z: &[f64], v: &[f64], rows: usize, into: &mut [f64]) {
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
    fn columns(width: usize, rows: usize) -> Vec<Vec<f64>> {
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
            let z = |at: usize, row: usize| if at == 0 { 1.0 } else { columns[at - 1][row] };
            let entry = |a: usize, b: usize| (0..rows).map(|row| v[row] * z(a, row) * z(b, row)).sum();
            let wanted = (0..=width).flat_map(|a| (0..=a).map(move |b| (a, b))).map(|(a, b)| entry(a, b)).collect();
            assert_eq!(found, Symmetric::of(width + 1, wanted), "{width} columns, {rows} rows");
        }
    }

    #[test]
    fn exponential_sums_do_not_overflow_and_leave_persons_out() {
        let columns = columns(2, 1000);
        let (centre, scale) = (vec![0.0; 2], vec![1.0; 2]);
        let left_out: Vec<bool> = (0..1000).map(|row| row % 3 == 0).collect();
        let beta = [0.0, 400.0, -300.0];
        let found = Rows::new(&columns, &centre, &scale).exponential(&beta, &left_out, 1);
        let linear = |row: usize| 400.0 * columns[0][row] - 300.0 * columns[1][row];
        let inside = || (0..1000).filter(|row| row % 3 != 0);
        let most = inside().map(linear).fold(f64::NEG_INFINITY, f64::max);
        let total: f64 = inside().map(|row| (linear(row) - most).exp()).sum();
        assert!((found.log_total() - most - total.ln()).abs() < 1e-9);
        let mean: f64 = inside().map(|row| (linear(row) - most).exp() * columns[1][row]).sum::<f64>() / total;
        assert!((found.means()[1] - mean).abs() < 1e-12);
    }
}
