//! Regressions that give no figures: each ends in its status, with the rows counted, and never in rounding noise.

use som::regress::{Request, ResultRow, WeightKind};
use som::words::{Covariance, Form, Status};

use super::rows::{Row, request, run, write_rows};

fn row(success: bool, sex: &'static str, age: f64, y: f64) -> Row {
    Row { year: 1, success, sex: Some(sex), age, cluster: age as i64, weight: 1.0, y: vec![Some(y)] }
}

/// Sixty rows with both sexes, both cohorts and ten ages.
fn many(y: impl Fn(bool, &str, f64) -> f64) -> Vec<Row> {
    let one = |i: u32| {
        let (success, sex, age) =
            (i.is_multiple_of(3), if i.is_multiple_of(2) { "K" } else { "M" }, f64::from(20 + i % 10));
        row(success, sex, age, y(success, sex, age))
    };
    (0..60).map(one).collect()
}

fn results(rows: &[Row], covariance: Covariance) -> (Vec<ResultRow>, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.parquet");
    write_rows(&path, rows, 16);
    let found = run(&Request { age: Some(("age".into(), Form::Linear)), ..request(&path, 1, covariance) });
    (found.rows, found.notes)
}

/// The only row, for every covariance the same in what is returned.
fn only(rows: &[Row]) -> (Status, u64, u64, Option<f64>, Option<f64>, Option<f64>) {
    let of = |covariance: &Covariance| {
        let (found, _) = results(rows, *covariance);
        assert_eq!(found.len(), 1);
        let row = &found[0];
        (row.status, row.n, row.n_success, row.coef, row.se, row.t)
    };
    let first = of(&Covariance::Iid);
    for covariance in Covariance::OF_REGRESSIONS {
        assert_eq!(of(covariance), first, "{covariance}");
    }
    first
}

#[test]
fn no_variation() {
    for constant in [0.0, 0.1, 1e300, -1e-300, 123_456.789] {
        assert_eq!(only(&many(|_, _, _| constant)), (Status::NoVariation, 60, 20, None, None, None), "{constant}");
    }
}

#[test]
fn the_reason_names_the_nearly_collinear_column() {
    let mut rows = many(|_, _, age| age * age % 7.0);
    let (_, notes) = results(
        &rows.iter().map(|r| Row { success: r.sex == Some("K"), ..r.clone() }).collect::<Vec<_>>(),
        Covariance::Hc1,
    );
    assert!(
        notes.contains(&"`y0` (1): rank_deficient: success is collinear with the adjusters".to_owned()),
        "{notes:?}"
    );
    for (i, row) in rows.iter_mut().enumerate() {
        row.age = if row.sex == Some("K") { 20.0 } else { 30.0 } + 1e-7 * (i % 3) as f64;
    }
    let (found, notes) = results(&rows, Covariance::Hc1);
    assert_eq!(found[0].status, Status::RankDeficient);
    let reason =
        "`y0` (1): rank_deficient: an adjuster is nearly collinear with the others (relative residual norm below 1e-7)";
    assert!(notes.contains(&reason.to_owned()), "{notes:?}");
}

#[test]
fn perfect_fits() {
    type Outcome = fn(bool, &str, f64) -> f64;
    let cases: [(Outcome, f64); 6] = [
        (|success, _, _| if success { 0.3 } else { 0.1 }, 0.2),
        (|success, _, _| if success { 3.0 } else { 1.0 }, 2.0),
        (|success, _, age| 0.1 * age + if success { 0.7 } else { 0.0 }, 0.7),
        (|success, sex, age| 1e9 + 0.1 * age + f64::from(u8::from(success)) + if sex == "K" { 0.3 } else { 0.0 }, 1.0),
        (|_, _, age| 0.1 * age, 0.0),
        (|success, _, age| 1e300 * age + if success { 1e300 } else { 0.0 }, 1e300),
    ];
    for (at, (y, wanted)) in cases.into_iter().enumerate() {
        let (status, n, _, coefficient, error, t) = only(&many(y));
        assert_eq!((status, n, error, t), (Status::PerfectFit, 60, Some(0.0), None), "case {at}");
        let difference = (coefficient.unwrap() - wanted).abs();
        assert!(difference <= 1e-12 * wanted.abs() || (at == 3 && difference < 1e-6), "case {at}: {coefficient:?}");
    }
}

#[test]
fn cohorts_and_designs() {
    let all = many(|_, sex, age| if sex == "K" { age * age } else { age });
    let none: Vec<Row> = all.iter().map(|row| Row { success: false, ..row.clone() }).collect();
    assert_eq!(only(&none), (Status::EmptyCohort, 60, 0, None, None, None));
    let all_succeed: Vec<Row> = all.iter().map(|row| Row { success: true, ..row.clone() }).collect();
    assert_eq!(only(&all_succeed), (Status::EmptyCohort, 60, 60, None, None, None));
    assert_eq!(only(&all[..1]), (Status::EmptyCohort, 1, 1, None, None, None));
    let by_sex: Vec<Row> = all.iter().map(|row| Row { success: row.sex == Some("K"), ..row.clone() }).collect();
    assert_eq!(only(&by_sex), (Status::RankDeficient, 60, 30, None, None, None));
    assert_eq!(only(&all[..4]).0, Status::TooFewDf);
    let missing: Vec<Row> = all.iter().map(|row| Row { y: vec![None], ..row.clone() }).collect();
    assert_eq!(only(&missing), (Status::EmptyCohort, 0, 0, None, None, None));
    let unknown_sex: Vec<Row> = all.iter().map(|row| Row { sex: None, ..row.clone() }).collect();
    assert_eq!(only(&unknown_sex), (Status::EmptyCohort, 0, 0, None, None, None));
    let (_, notes) = results(&unknown_sex, Covariance::Hc1);
    assert_eq!(notes, ["60 of 60 rows left out: 60 without `sex`", "`y0` (1): empty_cohort: no complete row"]);
}

#[test]
fn clusters() {
    let all = many(|success, _, age| age * age + f64::from(u8::from(success)));
    let one: Vec<Row> = all.iter().map(|row| Row { cluster: 5, ..row.clone() }).collect();
    let (found, _) = results(&one, Covariance::Cr1);
    assert_eq!((found[0].status, found[0].clusters, found[0].se), (Status::TooFewClusters, Some(1), None));
    // Clusters that success splits cleanly fit their own means: the scores are zero.
    let two: Vec<Row> = all
        .iter()
        .map(|row| Row { cluster: i64::from(row.success), sex: Some("K"), age: 1.0, ..row.clone() })
        .collect();
    let (found, notes) = results(&two, Covariance::Cr1);
    assert_eq!((found[0].status, found[0].clusters, found[0].se), (Status::TooFewClusters, Some(2), None));
    assert!(notes.contains(&"`y0` (1): `age` left out of the design: constant".to_owned()), "{notes:?}");
}

#[test]
fn few_clusters_get_a_warning() {
    let mut all = many(|success, _, age| (age * 37.0) % 11.0 + f64::from(u8::from(success)));
    for (row, number) in all.iter_mut().zip(0..) {
        row.cluster = number / 6;
    }
    let (found, notes) = results(&all, Covariance::Cr1);
    assert_eq!((found[0].status, found[0].clusters), (Status::Estimated, Some(10)));
    let text = "10 clusters: with fewer than 40, CR1's standard errors and p-values are too small";
    assert_eq!(notes, [format!("warning: `y0` (1): {text}")]);
}

#[test]
fn a_row_of_leverage_one_is_counted_and_contributes_nothing() {
    let mut rows = many(|success, _, age| (age * 37.0) % 11.0 + f64::from(u8::from(success)));
    let (without, _) = results(&rows, Covariance::Hc3);
    rows.push(Row { sex: Some("X"), y: vec![Some(1e6)], ..rows[0].clone() });
    for covariance in [Covariance::Hc2, Covariance::Hc3] {
        let (found, notes) = results(&rows, covariance);
        let text = format!("warning: `y0` (1): 1 row(s) of leverage 1 contribute nothing to {covariance}");
        assert_eq!((found[0].status, found[0].n, notes), (Status::Estimated, 61, vec![text]));
        if covariance == Covariance::Hc3 {
            let apart = |a: Option<f64>, b: Option<f64>| (a.unwrap() / b.unwrap() - 1.0).abs();
            assert!(apart(found[0].coef, without[0].coef) < 1e-9 && apart(found[0].se, without[0].se) < 1e-9);
        }
    }
}

#[test]
fn values_near_the_limits_of_doubles() {
    for scale in [1e300, 1e-300, 1e-310] {
        let base = many(|success, sex, age| {
            (age * 37.0) % 11.0 + f64::from(u8::from(success)) + f64::from(u8::from(sex == "K"))
        });
        let rows: Vec<Row> =
            base.iter().map(|row| Row { y: vec![row.y[0].map(|y| y * scale)], ..row.clone() }).collect();
        let (plain, _) = results(&base, Covariance::Hc1);
        let (found, _) = results(&rows, Covariance::Hc1);
        assert_eq!(found[0].status, Status::Estimated);
        let apart = |a: Option<f64>, b: Option<f64>| (a.unwrap() / b.unwrap() - 1.0).abs();
        let tolerance = if scale == 1e-310 { 1e-6 } else { 1e-9 };
        assert!(
            apart(found[0].t, plain[0].t) < tolerance
                && apart(found[0].coef, plain[0].coef.map(|x| x * scale)) < tolerance
        );
    }
}

#[test]
fn repeated_persons_are_independent_rows() {
    let rows = many(|success, _, age| (age * 37.0) % 11.0 + f64::from(u8::from(success)));
    let doubled = [rows.clone(), rows.clone()].concat();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.parquet");
    write_rows(&path, &rows.iter().map(|row| Row { weight: 2.0, ..row.clone() }).collect::<Vec<_>>(), 16);
    let weights = Some(("weight".to_owned(), WeightKind::Frequency));
    let weighted =
        run(&Request { weights, age: Some(("age".into(), Form::Linear)), ..request(&path, 1, Covariance::Hc3) });
    assert_eq!(results(&doubled, Covariance::Hc3).0, weighted.rows);
}
