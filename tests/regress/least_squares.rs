//! Least squares row by row, written out from the textbook with a QR decomposition of all rows, and the compressed way
//! compared with it on random data.

use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;
use som::regress::WeightKind;
use som::words::{Covariance, Status};

use super::rows::{Row, difference, regress};

/// The coefficient on success and its error.
pub fn by_row(rows: &[&Row], outcome: usize, covariance: Covariance, weighted: bool) -> Option<(f64, f64, f64)> {
    let rows: Vec<&&Row> = rows.iter().filter(|row| row.sex.is_some() && row.y[outcome].is_some()).collect();
    let n = rows.len();
    let middle = rows.iter().map(|r| r.age).sum::<f64>() / n as f64;
    let mut columns: Vec<Vec<f64>> = vec![
        vec![1.0; n],
        rows.iter().map(|r| f64::from(r.success)).collect(),
        rows.iter().map(|r| f64::from(r.sex == Some("K"))).collect(),
        rows.iter().map(|r| r.age - middle).collect(),
        rows.iter().map(|r| (r.age - middle).powi(2)).collect(),
    ];
    columns.retain(|column| {
        column[0] == 1.0 && column.iter().all(|x| *x == 1.0) || column.iter().any(|x| *x != column[0])
    });
    let k = columns.len();
    let weights = DVector::from_iterator(n, rows.iter().map(|r| if weighted { r.weight } else { 1.0 }));
    let x = DMatrix::from_fn(n, k, |i, j| columns[j][i]);
    let y = DVector::from_iterator(n, rows.iter().map(|r| r.y[outcome].unwrap()));
    let root = weights.map(f64::sqrt);
    let wx = DMatrix::from_fn(n, k, |i, j| x[(i, j)] * root[i]);
    let qr = wx.clone().qr();
    let r_inverse = qr.r().try_inverse()?;
    let beta = &r_inverse * (qr.q().transpose() * y.component_mul(&root));
    let e = &y - &x * &beta;
    let bread = &r_inverse * r_inverse.transpose();
    // Row 1 of bread times x' is what a row weighs in the coefficient on success.
    let influence: Vec<f64> = (0..n).map(|i| (bread.row(1) * x.row(i).transpose())[0] * weights[i]).collect();
    let leverage: Vec<f64> = qr.q().row_iter().map(|row| row.norm_squared()).collect();
    let df = (n - k) as f64;
    let meat = |scale: &dyn Fn(f64) -> f64| -> f64 {
        (0..n)
            .map(|i| (influence[i] * e[i]).powi(2) * if leverage[i] > 1.0 - 1e-9 { 0.0 } else { scale(leverage[i]) })
            .sum()
    };
    let variance = match covariance {
        Covariance::Iid => (0..n).map(|i| weights[i] * e[i] * e[i]).sum::<f64>() / df * bread[(1, 1)],
        Covariance::Hc0 => (0..n).map(|i| (influence[i] * e[i]).powi(2)).sum(),
        Covariance::Hc1 => (0..n).map(|i| (influence[i] * e[i]).powi(2)).sum::<f64>() * n as f64 / df,
        Covariance::Hc2 => meat(&|h| 1.0 / (1.0 - h)),
        Covariance::Hc3 => meat(&|h| (1.0 - h).powi(-2)),
        Covariance::Design => unreachable!("not of a regression"),
        Covariance::Cr1 => {
            let mut scores = std::collections::BTreeMap::<i64, f64>::new();
            for (i, row) in rows.iter().enumerate() {
                *scores.entry(row.cluster).or_default() += influence[i] * e[i];
            }
            let g = scores.len() as f64;
            g / (g - 1.0) * (n as f64 - 1.0) / df * scores.values().map(|s| s * s).sum::<f64>()
        }
    };
    Some((beta[1], variance.sqrt(), y.norm() / (n as f64).sqrt()))
}

fn value() -> impl Strategy<Value = f64> {
    prop_oneof![(0i32..40).prop_map(f64::from), (0i32..100_000).prop_map(|ore| f64::from(ore) / 100.0), -1e3..1e3f64]
}

prop_compose! {
    fn row()(
        year in 1999i64..2001, success in any::<bool>(), sex in prop_oneof![8 => Just(Some("K")), 8 => Just(Some("M")), 1 => Just(None)],
        age in 18i32..26, cluster in 0i64..12, weight in 1u8..5,
        y in prop::collection::vec(prop_oneof![9 => value().prop_map(Some), 1 => Just(None)], 2),
    ) -> Row {
        Row { year, success, sex, age: f64::from(age), cluster, weight: f64::from(weight), y }
    }
}

/// Enough rows for every regression to be identified, most of the time.
pub fn random_rows() -> impl Strategy<Value = Vec<Row>> {
    prop::collection::vec(row(), 40..160)
}

fn compare(rows: &[Row], weighted: bool) {
    for covariance in Covariance::OF_REGRESSIONS {
        let weigh = |mut request: som::regress::Request| {
            request.weights = weighted.then(|| ("weight".to_owned(), WeightKind::Sampling));
            request
        };
        for fit in regress(rows, weigh, *covariance).iter().filter(|fit| fit.status == Status::Estimated) {
            let outcome = fit.outcome[1..].parse().unwrap();
            let of_year: Vec<&Row> = rows.iter().filter(|row| Some(row.year) == fit.by).collect();
            let (coefficient, error, size) = by_row(&of_year, outcome, *covariance, weighted).unwrap();
            let what = format!("{} {:?} {covariance}: {fit:?} for {coefficient} ± {error}", fit.outcome, fit.by);
            assert!(difference(fit.coef, Some(coefficient), 1e-3 * size) < 1e-9, "{what}");
            assert!(difference(fit.se, Some(error), 1e-3 * size) < 1e-9, "{what}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn compressed_is_row_by_row(rows in random_rows()) {
        compare(&rows, false);
    }

    #[test]
    fn with_sampling_weights_too(mut rows in random_rows(), shares in prop::collection::vec(0.1..9.0f64, 160)) {
        for (row, share) in rows.iter_mut().zip(shares) {
            row.weight = share;
        }
        compare(&rows, true);
    }
}
