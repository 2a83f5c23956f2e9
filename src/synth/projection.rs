//! Weighted projection of means on a design: the regression coefficient if every outcome equals its mean.
//!
//! Independent of `statistics::estimate`. Success is orthogonalised to the adjusters by modified Gram–Schmidt; the truth is
//! the projection of the means on the residual.

use foundation::words::{Arm, Form};
use statistics::estimate::adjust::{Adjust, Age, Bands};

use super::cell::Seen;

/// Weight of each cell's mean in the coefficient of success. `None` if success is not identified.
pub fn weights(cells: &[(Seen, u64)], adjust: &Adjust) -> Option<Vec<f64>> {
    let persons: Vec<f64> = cells.iter().map(|(_, n)| *n as f64).collect();
    let inner = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).zip(&persons).map(|((a, b), n)| a * b * n).sum() };
    let mut basis: Vec<Vec<f64>> = Vec::new();
    let mut residual = |column: Vec<f64>| -> Option<Vec<f64>> {
        let size = inner(&column, &column);
        let mut rest = column;
        // Two passes, since one leaves rounding error of the order of the cancellation.
        for _ in 0..2 {
            for direction in &basis {
                let along = inner(&rest, direction);
                rest.iter_mut().zip(direction).for_each(|(x, d)| *x -= along * d);
            }
        }
        let remains = inner(&rest, &rest);
        if remains <= 1e-18 * size || remains <= 0.0 {
            return None;
        }
        let scale = remains.sqrt();
        basis.push(rest.iter().map(|x| x / scale).collect());
        Some(rest)
    };
    residual(vec![1.0; cells.len()])?;
    for column in adjusters(cells, adjust) {
        residual(column);
    }
    let success = cells.iter().map(|(cell, _)| f64::from(u8::from(cell.arm == Arm::Success))).collect();
    let rest = residual(success)?;
    let size: f64 = rest.iter().zip(&persons).map(|(r, n)| r * r * n).sum();
    Some(rest.iter().zip(&persons).map(|(r, n)| r * n / size).collect())
}

/// Columns of sex, age and year of entry. Collinear columns drop out in the orthogonalisation.
fn adjusters(cells: &[(Seen, u64)], adjust: &Adjust) -> Vec<Vec<f64>> {
    let column = |of: &dyn Fn(&Seen) -> f64| cells.iter().map(|(cell, _)| of(cell)).collect::<Vec<f64>>();
    let mut columns = Vec::new();
    if adjust.sex {
        columns.push(column(&|cell| f64::from(u8::from(cell.woman))));
    }
    let levels = |of: &dyn Fn(&Seen) -> i32| {
        let mut levels: Vec<i32> = cells.iter().map(|(cell, _)| of(cell)).collect();
        levels.sort_unstable();
        levels.dedup();
        levels
    };
    let dummies = |of: &dyn Fn(&Seen) -> i32| {
        let each = levels(of).into_iter().skip(1);
        each.map(|level| column(&|cell| f64::from(u8::from(of(cell) == level)))).collect::<Vec<_>>()
    };
    let total: f64 = cells.iter().map(|(_, n)| *n as f64).sum();
    let centre: f64 = cells.iter().map(|(cell, n)| f64::from(cell.age) * *n as f64).sum::<f64>() / total.max(1.0);
    match &adjust.age {
        Some(Age::Form(Form::Linear)) => columns.push(column(&|cell| f64::from(cell.age) - centre)),
        Some(Age::Form(Form::Quadratic)) => {
            columns.push(column(&|cell| f64::from(cell.age) - centre));
            columns.push(column(&|cell| (f64::from(cell.age) - centre).powi(2)));
        }
        Some(Age::Form(Form::Categorical)) => columns.extend(dummies(&|cell| cell.age)),
        Some(Age::Bands(Bands { bands })) => {
            columns.extend(dummies(&|cell| bands.iter().filter(|first| **first <= cell.age).count() as i32));
        }
        None => {}
    }
    if adjust.entry_year {
        columns.extend(dummies(&|cell| cell.t0));
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(arm: Arm, woman: bool, age: i32, n: u64) -> (Seen, u64) {
        (Seen { arm, woman, age, t0: 2010 }, n)
    }

    #[test]
    fn a_linear_mean_gives_its_coefficient_exactly() {
        let cells: Vec<_> = (18..40)
            .flat_map(|age| {
                let n = |extra: i32| u64::try_from(1 + (age * 7 + extra) % 5).unwrap();
                [
                    cell(Arm::Success, false, age, n(0)),
                    cell(Arm::Success, true, age, n(1)),
                    cell(Arm::NonSuccess, false, age, n(2)),
                    cell(Arm::NonSuccess, true, age, n(3)),
                ]
            })
            .collect();
        let adjust = Adjust { sex: true, age: Some(Age::Form(Form::Quadratic)), ..Adjust::default() };
        let weights = weights(&cells, &adjust).unwrap();
        let mean = |c: &Seen| {
            let age = f64::from(c.age);
            3.0 + 2.5 * f64::from(u8::from(c.arm == Arm::Success)) - f64::from(u8::from(c.woman)) + 0.3 * age
                - 0.01 * age * age
        };
        let truth: f64 = cells.iter().zip(&weights).map(|((c, _), w)| w * mean(c)).sum();
        assert!((truth - 2.5).abs() < 1e-12, "{truth}");
    }

    #[test]
    fn success_collinear_with_sex_is_not_identified() {
        let cells = [cell(Arm::Success, true, 20, 5), cell(Arm::NonSuccess, false, 20, 5)];
        let adjust = Adjust { sex: true, ..Adjust::default() };
        assert!(weights(&cells, &adjust).is_none());
    }
}
