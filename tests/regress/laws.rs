//! What must not change a figure, to the last bit: order, files, row groups and threads; and what scaling and shifting an
//! outcome do.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use som::regress::{ResultRow, WeightKind};
use som::words::Covariance;

use super::least_squares::random_rows;
use super::rows::{Row, difference, regress, request, run, write_rows};
use crate::tools::fine;

fn shuffled() -> impl Strategy<Value = (Vec<Row>, Vec<Row>)> {
    random_rows().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn order_and_partition_do_not_matter((rows, other) in shuffled(), cut in 1usize..39, group in 1usize..50) {
        let folder = tempfile::tempdir().unwrap();
        let parts = folder.path().join("parts");
        std::fs::create_dir(&parts).unwrap();
        write_rows(&folder.path().join("one.parquet"), &rows, 1_000_000);
        write_rows(&parts.join("b.parquet"), &other[..cut], group);
        write_rows(&parts.join("a.parquet"), &other[cut..], group);
        for covariance in Covariance::OF_REGRESSIONS {
            let one = run(&request(&folder.path().join("one.parquet"), 2, *covariance));
            prop_assert_eq!(&one.rows, &run(&request(&parts, 2, *covariance)).rows);
        }
    }

    #[test]
    fn hundredths_are_whole_numbers_over_a_hundred(rows in random_rows(), size in prop_oneof![Just(1.0), Just(1e3), Just(1e5)]) {
        // Whole numbers, the doubles nearest to a hundredth of them, and these with one value on no grid elsewhere.
        let with = |y: &dyn Fn(f64) -> f64, more: Option<f64>| {
            let row = |row: &Row| Row { y: vec![row.y[0].map(|v| y((v * size).round()))], ..row.clone() };
            let mut rows: Vec<Row> = rows.iter().map(row).collect();
            if let (Some(more), Some(last)) = (more, rows.last().cloned()) {
                rows.push(Row { year: 1900, y: vec![Some(more)], ..last });
            }
            rows
        };
        for covariance in Covariance::OF_REGRESSIONS {
            let whole = regress(&with(&|k| k, None), |r| r, *covariance);
            for more in [None, Some(0.123_456_789), Some(1e15 + 0.5)] {
                let cents = regress(&with(&|k| k / 100.0, more), |r| r, *covariance);
                let cents = cents.iter().filter(|fit| fit.by != Some(1900));
                for (whole, cents) in whole.iter().zip(cents) {
                    prop_assert_eq!((whole.status, whole.df), (cents.status, cents.df));
                    let hundredfold = |x: Option<f64>| x.map(|x| x * 100.0);
                    let close = if *covariance == Covariance::Cr1 { 1e-12 } else { 1e-14 };
                    prop_assert!(difference(hundredfold(cents.coef), whole.coef, whole.se.unwrap_or(1.0)) < close, "{whole:?} {cents:?}");
                    prop_assert!(difference(hundredfold(cents.se), whole.se, 1e-9) < close, "{whole:?} {cents:?}");
                }
            }
        }
    }

    #[test]
    fn a_frequency_weight_is_rows_repeated(rows in random_rows()) {
        let repeated: Vec<Row> =
            rows.iter().flat_map(|row| std::iter::repeat_n(row.clone(), row.weight as usize)).collect();
        for covariance in Covariance::OF_REGRESSIONS {
            let weighted = regress(&rows, |mut request| {
                request.weights = Some(("weight".to_owned(), WeightKind::Frequency));
                request
            }, *covariance);
            let plain = regress(&repeated, |request| request, *covariance);
            if *covariance == Covariance::Cr1 {
                // A cluster's score is added up weight by weight.
                for (a, b) in weighted.iter().zip(&plain) {
                    prop_assert!(difference(a.se, b.se, 1e-9) < 1e-12 && a.coef == b.coef);
                }
            } else {
                prop_assert_eq!(weighted, plain);
            }
        }
    }

    #[test]
    fn scaling_and_shifting_do_what_algebra_says(rows in random_rows(), scale in -1e4..1e4f64, shift in -1e4..1e4f64) {
        prop_assume!(scale.abs() > 1e-2);
        let changed: Vec<Row> = rows.iter().map(|row| {
            let y = row.y.iter().map(|y| y.map(|y| y * scale + shift)).collect();
            Row { y, ..row.clone() }
        }).collect();
        for covariance in Covariance::OF_REGRESSIONS {
            let (before, after) = (regress(&rows, |r| r, *covariance), regress(&changed, |r| r, *covariance));
            for (a, b) in before.iter().zip(&after) {
                prop_assert_eq!((a.status, a.n, a.k, a.df, a.clusters), (b.status, b.n, b.k, b.df, b.clusters));
                let size = a.se.unwrap_or(1.0) * scale.abs();
                prop_assert!(difference(b.coef, a.coef.map(|x| x * scale), size) < 1e-9, "{a:?} {b:?}");
                prop_assert!(difference(b.se, a.se.map(|x| x * scale.abs()), 0.0) < 1e-9, "{a:?} {b:?}");
            }
        }
    }
}

#[test]
fn threads_do_not_change_the_figures() {
    let rows = random_rows().new_tree(&mut TestRunner::deterministic()).unwrap().current();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.parquet");
    write_rows(&path, &rows, 5);
    let words = |threads: &'static str| {
        let file = path.to_str().unwrap();
        let columns = ["--outcomes", "y0,y1", "--success", "success", "--by", "year", "--adjust", "sex"];
        let rest = ["--age", "age:categorical", "--covariance", "CR1", "--cluster", "person_id", "--format", "json"];
        fine(&[&["regress", file, "--threads", threads], &columns[..], &rest[..]].concat())
    };
    let one = words("1");
    assert_eq!(one, words("2"));
    let rows: Vec<serde_json::Value> = serde_json::from_str(&one).unwrap();
    assert_eq!(rows.len(), 4);
}

#[test]
fn rows_are_ordered_by_outcome_as_requested_then_by_value() {
    let rows = random_rows().new_tree(&mut TestRunner::deterministic()).unwrap().current();
    let found = regress(
        &rows,
        |mut request| {
            request.outcomes.reverse();
            request
        },
        Covariance::Hc1,
    );
    let order: Vec<(&str, Option<i64>)> = found.iter().map(|r: &ResultRow| (r.outcome.as_str(), r.by)).collect();
    assert_eq!(order, [("y1", Some(1999)), ("y1", Some(2000)), ("y0", Some(1999)), ("y0", Some(2000))]);
}
