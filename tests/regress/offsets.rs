//! An outcome with a large offset keeps the precision of its doubles.

use proptest::prelude::*;
use som::words::{Covariance, Status};

use super::least_squares::random_rows;
use super::rows::{Row, difference, regress};

/// What is left of rows whose first outcome was offset, when the offset is taken off again: exact in doubles.
fn offset(rows: &[Row], by: f64) -> (Vec<Row>, Vec<Row>) {
    let far: Vec<Row> =
        rows.iter().map(|row| Row { y: vec![row.y[0].map(|y| y / 10.0 + by)], ..row.clone() }).collect();
    let centred = far.iter().map(|row| Row { y: vec![row.y[0].map(|y| y - by)], ..row.clone() }).collect();
    (far, centred)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_offset_of_1e9_and_more(rows in random_rows(), by in prop_oneof![Just(1e9), Just(-1e11), Just(123_456_789.25)]) {
        let (far, centred) = offset(&rows, by);
        for covariance in Covariance::OF_REGRESSIONS {
            let (far, centred) = (regress(&far, |r| r, *covariance), regress(&centred, |r| r, *covariance));
            for (far, centred) in far.iter().zip(&centred).filter(|(_, c)| c.status == Status::Estimated) {
                let size = 1e-3 * centred.se.unwrap();
                prop_assert_eq!(far.status, centred.status);
                prop_assert!(difference(far.coef, centred.coef, size) < 1e-9, "{far:?} {centred:?}");
                prop_assert!(difference(far.se, centred.se, 0.0) < 1e-9, "{far:?} {centred:?}");
                prop_assert!(difference(far.p, centred.p, 1e-9) < 1e-8, "{far:?} {centred:?}");
            }
        }
    }
}
