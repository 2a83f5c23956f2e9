//! Exact sums by cell of an outcome, and of its squares: nothing is rounded, so no order and no partition of the rows can
//! change a bit, and an offset loses nothing that the doubles hold.
//!
//! What lies on a decimal grid is counted in steps, all else in lanes; a cell's figures are put together from both.
//!
//! Cell 0 is for rows that belong to no regression; its sums are meaningless.

use num_bigint::BigInt;

use super::exact_sums::WideSums;
use super::rounding::{ScaledNumber, from_lanes, ldexp, power_of_two, scaled};
use super::steps::Steps;
use super::values::{Slice, steps_in_one};

/// Sums by cell, of one outcome.
#[derive(Debug, Clone, Default)]
pub struct Sums {
    steps: Steps,
    /// Once a value lies on no grid.
    wide: Option<WideSums>,
    cells: usize,
}

/// The sums of one cell, in units of a power of two of steps.
#[derive(Debug, Clone)]
pub struct Exact {
    /// Σy.
    pub sum: BigInt,
    /// Σy², in squared units.
    pub squares: BigInt,
}

/// What is taken off every value before anything is rounded: a whole number of steps where all values lie on a grid.
#[derive(Debug, Clone)]
pub struct Centre {
    /// In units of 2^`last_bit` of steps.
    steps: f64,
    last_bit: i64,
    /// In the finer of the units of the sums and of its own last bit.
    in_base: BigInt,
    /// How many of those a unit of the sums is.
    finer: BigInt,
    /// The power of two of that unit.
    base: i64,
}

impl Centre {
    /// In steps over 2^`unit`.
    pub fn over(&self, unit: i64) -> f64 {
        ldexp(self.steps, self.last_bit - unit)
    }

    /// Σ(y − centre) in steps, of Σy over `n` values.
    pub fn deviation(&self, sum: &BigInt, n: u64) -> ScaledNumber {
        scaled(&(sum * &self.finer - &self.in_base * n), self.base)
    }
}

impl Sums {
    /// Whether every value lies on a decimal grid.
    pub fn on_grid(&self) -> bool {
        self.wide.is_none()
    }

    /// The decimals of a step.
    pub fn decimals(&self) -> u32 {
        self.steps.decimals()
    }

    /// Steps in a unit of the outcome.
    pub fn scale(&self) -> i64 {
        steps_in_one(self.decimals())
    }

    /// The power of two of a step that a unit of [`Exact`] is worth.
    pub fn unit(&self) -> i64 {
        self.wide.as_ref().map_or(0, WideSums::unit)
    }

    /// Makes room for cells.
    pub fn resize(&mut self, cells: usize) {
        self.cells = self.cells.max(cells);
        self.steps.resize(cells);
        if let Some(wide) = &mut self.wide {
            wide.resize(cells);
        }
    }

    /// Adds a slice's values to their cells, for which there must be room.
    pub fn add(&mut self, cells: &[u32], slice: &Slice) {
        self.steps.add(cells, slice);
        if !slice.doubles.is_empty() {
            self.wide().add(cells, slice);
        }
    }

    fn wide(&mut self) -> &mut WideSums {
        let wide = self.wide.get_or_insert_with(WideSums::new);
        wide.resize(self.cells);
        wide
    }

    /// Adds another's sums, whose cell *i* is cell `map[i]` here. Room must have been made.
    pub fn merge(&mut self, other: Sums, map: &[u32]) {
        self.steps.merge(other.steps, map);
        if let Some(wide) = other.wide {
            self.wide().merge(wide, map);
        }
    }

    /// A number near the mean of `n` values, the same however the sums came about.
    pub fn centre(&self, total: &BigInt, n: u64) -> Centre {
        let total = scaled(total, self.unit());
        let last_bit = if self.on_grid() { 0 } else { total.exponent - 52 };
        let steps = if n == 0 { 0.0 } else { (total.over(last_bit) / n as f64).round() };
        let base = last_bit.min(self.unit());
        Centre {
            steps,
            last_bit,
            in_base: from_lanes(&[steps as i128]) * power_of_two(last_bit - base),
            finer: power_of_two(self.unit() - base),
            base,
        }
    }

    /// A cell's Σ and Σ² in steps, if every value lies on a decimal grid.
    pub fn in_steps(&self, cell: usize) -> Option<[i128; 2]> {
        self.on_grid().then(|| self.steps.get(cell))
    }

    /// A cell's sums; zero where nothing was added.
    pub fn get(&self, cell: usize) -> Exact {
        let [sum, squares] = self.steps.get(cell);
        let (sum, squares) = (from_lanes(&[sum]), from_lanes(&[squares]));
        let Some(wide) = &self.wide else { return Exact { sum, squares } };
        let (lanes, squared) = wide.get(cell);
        let steps = self.scale().unsigned_abs();
        let unit = power_of_two(-wide.unit());
        Exact {
            sum: sum * &unit + from_lanes(lanes) * steps,
            squares: squares * &unit * &unit + from_lanes(squared) * (steps * steps),
        }
    }

    /// Makes the sums ready to be read.
    pub fn finish(&mut self) {
        self.steps.finish();
    }
}

/// The largest exponent, if it is so large or small that squares would leave what a double can hold; else 0.
pub fn common_unit(values: impl Iterator<Item = ScaledNumber>) -> i64 {
    let largest = values.filter(|value| value.mantissa != 0.0).map(|value| value.exponent).max().unwrap_or(0);
    if largest.abs() > 300 { largest } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::super::values;
    use super::*;
    use arrow::array::{ArrayRef, Float64Array};
    use std::sync::Arc;

    fn add(all: &mut Sums, cells: &[u32], numbers: &[f64]) {
        let column: ArrayRef = Arc::new(Float64Array::from(numbers.to_vec()));
        values::each(&column, all.decimals(), |slice| all.add(cells, &slice)).unwrap();
        all.finish();
    }

    /// Σy and Σy² as doubles, in steps.
    fn sums(sums: &Sums, cell: usize) -> (f64, f64) {
        let exact = sums.get(cell);
        (scaled(&exact.sum, sums.unit()).over(0), scaled(&exact.squares, 2 * sums.unit()).over(0))
    }

    #[test]
    fn sums_of_doubles_are_exact() {
        let mut all = Sums::default();
        all.resize(3);
        add(&mut all, &[1, 1, 2], &[3.0, -4.0, 1e9]);
        assert_eq!((sums(&all, 1), all.decimals()), ((-1.0, 25.0), 0));
        add(&mut all, &[1, 2, 2], &[0.29, -0.13, 0.0]);
        assert_eq!((sums(&all, 1), all.decimals()), ((-71.0, 250_841.0), 2));
        assert_eq!(sums(&all, 2).0, 1e11 - 13.0);
        assert!(all.on_grid());
        let third = 1.0 / 3.0;
        add(&mut all, &[1, 1, 1, 2], &[1e300, third, -1e300, 0.5]);
        assert_eq!((sums(&all, 1).0, all.decimals(), all.on_grid()), (-7100.0 + 1e4 * third, 4, false));
        add(&mut all, &[2, 2], &[5e-324, -1e9]);
        assert_eq!(sums(&all, 2).0, 3700.0);
    }

    #[test]
    fn merged_sums_equal_the_sums_of_all_rows() {
        let (mut a, mut b) = (Sums::default(), Sums::default());
        a.resize(2);
        b.resize(2);
        add(&mut a, &[1], &[7.0]);
        add(&mut b, &[1, 1], &[-0.25, -1.0 / 3.0]);
        let mut reversed = b.clone();
        reversed.merge(a.clone(), &[0, 1]);
        a.merge(b, &[0, 1]);
        assert_eq!(sums(&a, 1).0, (-1.0f64 / 3.0).mul_add(1e4, 67_500.0));
        assert_eq!(sums(&reversed, 1), sums(&a, 1));
    }
}
