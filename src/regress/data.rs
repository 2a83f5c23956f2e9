//! Exact sums to the numbers that a fit takes: means about a centre and squares within cells, each rounded once.

use num_bigint::BigInt;

use super::groups::{Group, Part};
use super::rounding::{ScaledNumber, from_lanes, scaled};
use super::sums::{Centre, common_unit};
use super::tally::OutcomeTally;
use statistics::estimate::CellOutcome;

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
    part.rows - tally.missing[part.place as usize]
}

impl Data {
    /// From exact sums; `n` is persons by cell of the group, of which those without persons are passed over.
    pub fn new(group: &Group, tally: &OutcomeTally, n: &[u64]) -> Data {
        Data::in_steps(group, tally, n).unwrap_or_else(|| Data::in_full(group, tally, n))
    }

    /// In whole numbers of 128 bits, if every value lies on a decimal grid and nothing leaves them: the same figures,
    /// sooner.
    fn in_steps(group: &Group, tally: &OutcomeTally, n: &[u64]) -> Option<Data> {
        let mut sums: Vec<[i128; 3]> = Vec::with_capacity(n.len());
        let mut all = [0i128; 3];
        for (cell, n) in group.cells.iter().zip(n).filter(|(_, n)| **n > 0) {
            let mut here = [i128::from(*n), 0, 0];
            for part in &cell.parts {
                let [sum, squares] = tally.sums.in_steps(part.place as usize)?;
                here[1] = here[1].checked_add(sum.checked_mul(i128::from(part.times))?)?;
                here[2] = here[2].checked_add(squares.checked_mul(i128::from(part.times))?)?;
            }
            all = [all[0] + here[0], all[1].checked_add(here[1])?, all[2].checked_add(here[2])?];
            sums.push(here);
        }
        let centre = tally.sums.centre(&from_lanes(&[all[1]]), u64::try_from(all[0]).ok()?);
        let shift = centre.over(0) as i128;
        // n, Σ(k − shift), and n² times the variance.
        let shifted = |[n, sum, squares]: [i128; 3]| {
            let off = n.checked_mul(shift)?;
            let (deviation, twice) = (sum.checked_sub(off)?, sum.checked_mul(2)?.checked_sub(off)?);
            let squares = squares.checked_sub(twice.checked_mul(shift)?)?;
            Some((n, deviation, n.checked_mul(squares)?.checked_sub(deviation.checked_mul(deviation)?)?))
        };
        let step = tally.sums.scale() as f64;
        let (mut means, mut within) = (Vec::with_capacity(sums.len()), Vec::with_capacity(sums.len()));
        for cell in sums {
            let (n, deviation, spread) = shifted(cell)?;
            means.push(deviation as f64 / (n as f64 * step));
            within.push(spread as f64 / (n as f64 * step * step));
        }
        let constant = shifted(all)?.2 == 0;
        let outcome = CellOutcome { shift_steps: 0, shift: 0.0, means, within, constant, stored_to: 0.0 };
        Some(Data { outcome, unit: 0, centre })
    }

    fn in_full(group: &Group, tally: &OutcomeTally, n: &[u64]) -> Data {
        let with_persons = group.cells.iter().zip(n).filter(|(_, n)| **n > 0);
        let sums: Vec<(u64, BigInt, BigInt)> = with_persons
            .map(|(cell, n)| {
                let (mut sum, mut squares) = (BigInt::ZERO, BigInt::ZERO);
                for part in &cell.parts {
                    let exact = tally.sums.get(part.place as usize);
                    sum += exact.sum * part.times;
                    squares += exact.squares * part.times;
                }
                (*n, sum, squares)
            })
            .collect();
        let persons: u64 = n.iter().sum();
        let total: BigInt = sums.iter().map(|(_, sum, _)| sum).sum();
        let squares: BigInt = sums.iter().map(|(_, _, squares)| squares).sum();
        let unit = tally.sums.unit();
        let centre = tally.sums.centre(&total, persons);
        let deviations: Vec<ScaledNumber> = sums.iter().map(|(n, sum, _)| centre.deviation(sum, *n)).collect();
        let spread = |n: u64, sum: &BigInt, squares: &BigInt| squares * n - sum * sum;
        let within: Vec<ScaledNumber> =
            sums.iter().map(|(n, sum, sq)| scaled(&spread(*n, sum, sq), 2 * unit)).collect();
        let roots = within.iter().map(|w| ScaledNumber { exponent: w.exponent / 2, ..*w });
        let common = common_unit(deviations.iter().copied().chain(roots));
        // From steps to units of the outcome, in the one division that rounds.
        let step = tally.sums.scale() as f64;
        let over_n = |values: &[ScaledNumber], power: i64, steps: f64| -> Vec<f64> {
            values.iter().zip(&sums).map(|(value, (n, ..))| value.over(power) / (*n as f64 * steps)).collect()
        };
        let outcome = CellOutcome {
            shift_steps: 0,
            shift: 0.0,
            means: over_n(&deviations, common, step),
            within: over_n(&within, 2 * common, step * step),
            constant: spread(persons, &total, &squares) == BigInt::ZERO,
            stored_to: if tally.sums.on_grid() {
                0.0
            } else {
                STORED * (scaled(&squares, 2 * unit).over(2 * common) / persons as f64).sqrt() / step
            },
        };
        Data { outcome, unit: common, centre }
    }

    /// What is taken off every value, in steps over 2^`unit`.
    pub fn centre(&self) -> f64 {
        self.centre.over(self.unit)
    }
}
