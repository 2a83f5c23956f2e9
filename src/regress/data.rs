//! Exact sums to the numbers that a fit takes: means about a centre and squares within cells, each rounded once.

use super::big::{Big, Scaled};
use super::groups::{Group, Part};
use super::sums::{Centre, common_unit};
use super::tally::OutcomeTally;
use crate::estimate::CellOutcome;

/// Half a unit in the last place and then some, relative: how far a stored double lies from what it stands for.
const STORED: f64 = f64::EPSILON;

/// An outcome over the cells of a group that have persons.
pub struct Data {
    /// As a fit takes it, in units of 2^`unit`.
    pub outcome: CellOutcome,
    /// The power of two of the unit: 0 but for outcomes whose squares leave what a double can hold.
    pub unit: i64,
    centre: Centre,
}

/// Rows of a part that have a value.
pub fn present(tally: &OutcomeTally, part: &Part) -> u64 {
    part.rows - tally.missing.get(part.place as usize).copied().unwrap_or(0).min(part.rows)
}

impl Data {
    /// From exact sums; `n` is persons by cell of the group, of which those without persons are passed over.
    pub fn new(group: &Group, tally: &OutcomeTally, n: &[u64]) -> Data {
        let with_persons = group.cells.iter().zip(n).filter(|(_, n)| **n > 0);
        let sums: Vec<(u64, Big, Big)> = with_persons
            .map(|(cell, n)| {
                let mut both = (Big::default(), Big::default());
                for part in &cell.parts {
                    let exact = tally.sums.get(part.place as usize);
                    both = (both.0.plus(&exact.sum.times(part.times)), both.1.plus(&exact.squares.times(part.times)));
                }
                (*n, both.0, both.1)
            })
            .collect();
        let persons: u64 = n.iter().sum();
        let total = sums.iter().fold(Big::default(), |all, (_, sum, _)| all.plus(sum));
        let squares = sums.iter().fold(Big::default(), |all, (_, _, squares)| all.plus(squares));
        let unit = tally.sums.unit();
        let centre = tally.sums.centre(&total, persons);
        let deviations: Vec<Scaled> = sums.iter().map(|(n, sum, _)| centre.deviation(sum, *n)).collect();
        let spread = |n: u64, sum: &Big, squares: &Big| squares.times(n).minus(&sum.product(sum));
        let within: Vec<Scaled> = sums.iter().map(|(n, sum, sq)| spread(*n, sum, sq).scaled(2 * unit)).collect();
        let roots = within.iter().map(|w| Scaled { exponent: w.exponent / 2, ..*w });
        let common = common_unit(deviations.iter().copied().chain(roots));
        let over_n = |scaled: &[Scaled], power: i64| -> Vec<f64> {
            scaled.iter().zip(&sums).map(|(scaled, (n, ..))| scaled.over(power) / *n as f64).collect()
        };
        let outcome = CellOutcome {
            shift_steps: 0,
            shift: 0.0,
            means: over_n(&deviations, common),
            within: over_n(&within, 2 * common),
            constant: spread(persons, &total, &squares).is_zero(),
            stored_to: if tally.sums.whole() {
                0.0
            } else {
                STORED * (squares.scaled(2 * unit).over(2 * common) / persons as f64).sqrt()
            },
        };
        Data { outcome, unit: common, centre }
    }

    /// The mean of a cluster's rows, in the unit and about the centre of the cells' means.
    pub fn mean(&self, tally: &OutcomeTally, place: u32, rows: u64) -> f64 {
        tally.sums.deviation(place as usize, rows, &self.centre).over(self.unit) / rows as f64
    }
}
