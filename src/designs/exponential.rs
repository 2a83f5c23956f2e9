//! Sums with weights exp(z'β): those of one step of entropy balancing, in one pass over the rows.

use crate::rows::{BLOCK, Rows, WIDE, add_products, add_sums, linear, triangle};
use crate::symmetric::Symmetric;

/// Which sums are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Σ e and Σ e·z.
    First,
    /// Σ e·zz', with z₀ = 1, which has the others in its first column.
    Second,
}

/// Sums with weights exp(z'β), as multiples of exp(`level`), so that none overflows.
#[derive(Debug, Clone)]
pub(crate) struct Exponential {
    level: f64,
    /// By column, or by rows of the lower triangle.
    sums: Vec<f64>,
    width: usize,
    order: Order,
}

impl Exponential {
    /// Of the rows that are not left out. Of every `stride` blocks of rows one counts.
    pub(crate) fn of(rows: &Rows<'_>, beta: &[f64], left_out: &[bool], (order, stride): (Order, usize)) -> Exponential {
        let empty = || Exponential::new(rows.width(), order);
        let block = if order == Order::First { WIDE } else { BLOCK };
        let tasks = rows.blocks((block, stride), empty, |sums, start, z| {
            let left_out = &left_out[start..start + z.len() / beta.len()];
            if left_out.contains(&false) {
                sums.add_block(z, beta, left_out);
            }
        });
        tasks.into_iter().fold(empty(), Exponential::with)
    }

    fn new(width: usize, order: Order) -> Exponential {
        let entries = if order == Order::First { width } else { triangle(width) };
        Exponential { level: f64::NEG_INFINITY, sums: vec![0.0; entries], width, order }
    }

    /// Which sums these are.
    pub(crate) fn order(&self) -> Order {
        self.order
    }

    /// ln Σ e.
    pub(crate) fn log_total(&self) -> f64 {
        self.level + self.sums[0].ln()
    }

    /// The weighted means of the variables, without the intercept.
    pub(crate) fn means(&self) -> Vec<f64> {
        let at = |row: usize| if self.order == Order::First { row } else { triangle(row) };
        (1..self.width).map(|row| self.sums[at(row)] / self.sums[0]).collect()
    }

    /// The weighted covariances of the variables; of sums of the second order.
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
        let mut weights = [0.0; WIDE];
        let weights = linear(z, beta, &mut weights);
        let inside = weights.iter().zip(left_out).filter(|(_, left_out)| !**left_out);
        self.raise(inside.map(|(linear, _)| *linear).fold(f64::NEG_INFINITY, f64::max));
        let level = self.level;
        for (weight, left_out) in weights.iter_mut().zip(left_out) {
            *weight = if *left_out { 0.0 } else { (*weight - level).exp() };
        }
        match self.order {
            Order::First => add_sums(z, weights, &mut self.sums),
            Order::Second => add_products(z, weights, left_out.len(), &mut self.sums),
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::column::Column;

    #[test]
    fn exponential_sums_do_not_overflow_and_leave_persons_out() {
        let of = |column: usize| (0..1000).map(|row| ((row * (2 * column + 3) + column) % 11) as f64 - 5.0).collect();
        let columns: Vec<Column> = (0..2).map(of).collect();
        let (centre, scale) = (vec![0.0; 2], vec![1.0; 2]);
        let left_out: Vec<bool> = (0..1000).map(|row| row % 3 == 0).collect();
        let beta = [0.0, 400.0, -300.0];
        let rows = Rows::new(&columns, &centre, &scale);
        let linear = |row: usize| 400.0 * columns[0].at(row) - 300.0 * columns[1].at(row);
        let inside = || (0..1000).filter(|row| row % 3 != 0);
        let most = inside().map(linear).fold(f64::NEG_INFINITY, f64::max);
        let total: f64 = inside().map(|row| (linear(row) - most).exp()).sum();
        let mean: f64 = inside().map(|row| (linear(row) - most).exp() * columns[1].at(row)).sum::<f64>() / total;
        for order in [Order::First, Order::Second] {
            let found = Exponential::of(&rows, &beta, &left_out, (order, 1));
            assert!((found.log_total() - most - total.ln()).abs() < 1e-9, "{order:?}");
            assert!((found.means()[1] - mean).abs() < 1e-12, "{order:?}");
        }
    }
}
