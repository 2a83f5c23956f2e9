//! The estimator on data in memory, through `linfa`: against the way through files, and against `linfa-linear`.

use linfa::Dataset;
use linfa::traits::Fit;
use linfa_linear::LinearRegression;
use proptest::prelude::*;
use som::words::{Covariance, Status};
use som::{LinfaError, SuccessRegression};

use super::least_squares::random_rows;
use super::rows::{Row, difference, regress};

fn complete(rows: &[Row], year: i64) -> Vec<&Row> {
    rows.iter().filter(|row| row.year == year && row.sex.is_some() && row.y[0].is_some()).collect()
}

fn features(rows: &[&Row]) -> Vec<[f64; 4]> {
    let middle = 22.0;
    let row =
        |row: &&Row| [f64::from(row.success), f64::from(row.sex == Some("K")), row.age, (row.age - middle).powi(2)];
    rows.iter().map(row).collect()
}

fn outcomes(rows: &[&Row]) -> Vec<[f64; 1]> {
    rows.iter().map(|row| [row.y[0].unwrap()]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn three_ways_to_one_number(rows in random_rows()) {
        for covariance in Covariance::OF_REGRESSIONS {
            for fit in regress(&rows, |r| r, *covariance).iter().filter(|fit| fit.outcome == "y0" && fit.status == Status::Estimated) {
                let here = complete(&rows, fit.by.unwrap());
                let data = Dataset::<f64, f64>::new(features(&here).into(), outcomes(&here).into()).into_single_target();
                let mut regression = SuccessRegression::new().covariance(*covariance);
                if *covariance == Covariance::Cr1 {
                    regression = regression.clustered(here.iter().map(|row| row.cluster as u64).collect());
                }
                let memory = regression.fit(&data).unwrap();
                let size = 1e-3 * fit.se.unwrap();
                prop_assert!(difference(Some(memory.coefficient), fit.coef, size) < 1e-9);
                prop_assert!(difference(Some(memory.standard_error), fit.se, 0.0) < 1e-9);
                prop_assert!(difference(memory.p, fit.p, 1e-12) < 1e-8);
                prop_assert_eq!(Some(memory.df as i64), fit.df);
                // Columns on one scale, for a solver of the normal equations.
                let other = LinearRegression::new().fit(&data).unwrap();
                prop_assert!(difference(Some(other.params()[0]), fit.coef, fit.se.unwrap()) < 1e-9);
            }
        }
    }
}

#[test]
fn regressions_that_cannot_be_fitted_are_reported() {
    let fit = |features: Vec<[f64; 2]>, y: Vec<[f64; 1]>| {
        SuccessRegression::new().fit(&Dataset::<f64, f64>::new(features.into(), y.into()).into_single_target())
    };
    let xs = vec![[1.0, 1.0], [0.0, 2.0], [1.0, 3.0], [0.0, 4.5]];
    assert!(matches!(fit(xs.clone(), vec![[0.1]; 4]), Err(LinfaError::NoFigures { status: Status::NoVariation, .. })));
    let y = vec![[1.0], [2.0], [4.0], [3.0]];
    assert!(matches!(
        fit(vec![[1.0, 2.0], [0.0, 0.0], [1.0, 2.0], [0.0, 0.0]], y.clone()),
        Err(LinfaError::NoFigures { status: Status::RankDeficient, .. })
    ));
    assert!(matches!(
        fit(xs[..3].to_vec(), y[..3].to_vec()),
        Err(LinfaError::NoFigures { status: Status::TooFewDf, .. })
    ));
    assert!(matches!(fit(xs.clone(), vec![[1.0], [f64::NAN], [1.0], [2.0]]), Err(LinfaError::NotFinite)));
    let data = Dataset::<f64, f64>::new(xs.clone().into(), y.clone().into()).into_single_target();
    let clustered = |clusters| SuccessRegression::new().clustered(clusters).fit(&data);
    assert!(matches!(clustered(vec![7; 4]), Err(LinfaError::NoFigures { status: Status::TooFewClusters, .. })));
    assert!(matches!(clustered(vec![1, 2]), Err(LinfaError::Shape)));
    let short = Dataset::<f64, f64>::new(xs.into(), y.into()).into_single_target().with_weights(vec![1.0f32].into());
    assert!(matches!(SuccessRegression::new().fit(&short), Err(LinfaError::Shape)));
}
