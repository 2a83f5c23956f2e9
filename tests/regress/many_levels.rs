//! Adjusters of thousands of levels: the figures of columns without the columns, and an interruption that stops the work.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow::array::{ArrayRef, Float64Array, Int64Array};
use som::error::Error;
use som::regress::{Request, regress};
use som::words::{Covariance, Status};

use super::rows::{difference, request, run, write};

/// Level, other level, success and outcome.
type Row = (i64, i64, bool, f64);

/// Rows with random levels.
fn rows(rows: u64, levels: u64) -> Vec<Row> {
    let mut state = 7u64;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    (0..rows).map(|_| (draw(levels) as i64, draw(levels) as i64, draw(2) == 1, draw(10_000) as f64)).collect()
}

fn file(path: &Path, rows: &[Row]) {
    let whole = |of: &dyn Fn(&Row) -> i64| -> ArrayRef {
        Arc::new(rows.iter().map(|row| Some(of(row))).collect::<Int64Array>())
    };
    let y: ArrayRef = Arc::new(rows.iter().map(|row| Some(row.3)).collect::<Float64Array>());
    let columns =
        vec![("f", whole(&|r| r.0)), ("g", whole(&|r| r.1)), ("success", whole(&|r| i64::from(r.2))), ("y0", y)];
    write(path, columns, 1000);
}

fn adjusted(path: &Path, adjust: &[&str], covariance: Covariance) -> Request {
    let adjust = adjust.iter().map(|name| (*name).to_owned()).collect();
    Request { by: None, age: None, adjust, ..request(path, 1, covariance) }
}

#[test]
fn two_thousand_levels_are_those_of_deviations_from_level_means() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.parquet");
    let rows = rows(4000, 2000);
    file(&path, &rows);
    let found = &run(&adjusted(&path, &["f"], Covariance::Iid)).rows[0];
    let mut means: BTreeMap<i64, (f64, f64, f64)> = BTreeMap::new();
    for (level, _, success, y) in &rows {
        let (n, s, all) = means.entry(*level).or_default();
        (*n, *s, *all) = (*n + 1.0, *s + f64::from(u8::from(*success)), *all + y);
    }
    let (mut squares, mut products, mut total) = (0.0, 0.0, 0.0);
    for (level, _, success, y) in &rows {
        let (n, s, all) = means[level];
        let (success, y) = (f64::from(u8::from(*success)) - s / n, y - all / n);
        squares += success * success;
        products += success * y;
        total += y * y;
    }
    let coefficient = products / squares;
    let df = 4000 - means.len() as i64 - 1;
    let error = ((total - coefficient * products) / df as f64 / squares).sqrt();
    assert_eq!((found.status, found.df, found.k), (Status::Estimated, Some(df), Some(means.len() as u64 + 1)));
    assert!(difference(found.coef, Some(coefficient), 1e-9) < 1e-10, "{found:?} {coefficient}");
    assert!(difference(found.se, Some(error), 1e-9) < 1e-10, "{found:?} {error}");
}

#[test]
fn a_level_for_every_row_leaves_nothing_to_estimate() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.parquet");
    let rows: Vec<_> = rows(7300, 2).into_iter().zip(0..).map(|(row, at)| (at, row.1, row.2, row.3)).collect();
    file(&path, &rows);
    let started = std::time::Instant::now();
    let found = run(&adjusted(&path, &["f"], Covariance::Hc3));
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    assert_eq!(found.rows[0].status, Status::RankDeficient);
    assert_eq!(found.notes, ["`y0`: rank_deficient: success is collinear with the adjusters"]);
}

#[test]
fn an_interruption_stops_a_factorisation() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.parquet");
    file(&path, &rows(6000, 2000));
    let calls = AtomicU64::new(0);
    let progress = |_: u64| match calls.fetch_add(1, Ordering::Relaxed) {
        ..100 => Ok(()),
        _ => Err(Error::interrupted()),
    };
    let error = regress(&adjusted(&path, &["f", "g"], Covariance::Hc1), &progress).unwrap_err();
    assert_eq!((error.exit_code(), calls.load(Ordering::Relaxed)), (130, 101));
}

/// Thousands of levels of one adjuster and hundreds of another, interrupted while they are factorised. A busy machine gets more
/// than one try.
#[cfg(unix)]
#[test]
fn a_signal_ends_the_program_within_a_second() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.parquet");
    file(&path, &rows(12_000, 1500));
    let ended = |_: &u32| {
        let mut running = std::process::Command::new(env!("CARGO_BIN_EXE_som"))
            .args(["regress", path.to_str().unwrap(), "--outcomes", "y0", "--success", "success", "--adjust", "f,g"])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(1500));
        let id = running.id().to_string();
        let signal = std::time::Instant::now();
        assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        assert_eq!(running.wait().unwrap().code(), Some(130), "interrupted, and not finished");
        signal.elapsed() < std::time::Duration::from_secs(1)
    };
    assert!((1..=3).any(|attempt| ended(&attempt)));
}

#[test]
fn a_design_beyond_memory_has_a_status() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.parquet");
    let rows: Vec<_> = rows(20_000, 2).into_iter().zip(0..).map(|(row, at)| (at, at, row.2, row.3)).collect();
    file(&path, &rows);
    let found = run(&adjusted(&path, &["f", "g"], Covariance::Hc3));
    assert_eq!(found.rows[0].status, Status::NotAvailable);
    let reason = "20000 columns for 20000 cells are too many: adjust for fewer categories";
    assert_eq!(found.notes, [format!("`y0`: not_available: {reason}")]);
}
