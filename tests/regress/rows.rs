//! Rows written to Parquet files, and requests on them.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use som::regress::{Request, ResultRow, Results};
use som::words::{Covariance, Form};

/// One row of the tests' data.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub year: i64,
    pub success: bool,
    pub sex: Option<&'static str>,
    pub age: f64,
    pub cluster: i64,
    pub weight: f64,
    pub y: Vec<Option<f64>>,
}

/// Writes columns as a Parquet file with row groups of so many rows.
pub fn write(path: &Path, columns: Vec<(&str, ArrayRef)>, row_group: usize) {
    let batch = RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(n, c)| (n, c, true))).unwrap();
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(row_group)).build();
    let file = std::fs::File::create(path).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

/// The columns of rows: year, success, sex, age, person_id, weight, y0, y1, …
pub fn columns(rows: &[Row]) -> Vec<(String, ArrayRef)> {
    let mut columns: Vec<(String, ArrayRef)> = vec![
        ("year".into(), Arc::new(Int64Array::from_iter_values(rows.iter().map(|r| r.year)))),
        ("success".into(), Arc::new(Int64Array::from_iter_values(rows.iter().map(|r| i64::from(r.success))))),
        ("sex".into(), Arc::new(StringArray::from_iter(rows.iter().map(|r| r.sex)))),
        ("age".into(), Arc::new(Float64Array::from_iter_values(rows.iter().map(|r| r.age)))),
        ("person_id".into(), Arc::new(Int64Array::from_iter_values(rows.iter().map(|r| r.cluster)))),
        ("weight".into(), Arc::new(Float64Array::from_iter_values(rows.iter().map(|r| r.weight)))),
    ];
    for outcome in 0..rows.first().map_or(1, |row| row.y.len()) {
        let values = Float64Array::from_iter(rows.iter().map(|r| r.y[outcome]));
        columns.push((format!("y{outcome}"), Arc::new(values)));
    }
    columns
}

/// Writes rows.
pub fn write_rows(path: &Path, rows: &[Row], row_group: usize) {
    let columns = columns(rows);
    write(path, columns.iter().map(|(name, column)| (name.as_str(), Arc::clone(column))).collect(), row_group);
}

/// A request on such rows: by year, adjusted for sex and age squared.
pub fn request(path: &Path, outcomes: usize, covariance: Covariance) -> Request {
    Request {
        file: path.to_owned(),
        outcomes: (0..outcomes).map(|y| format!("y{y}")).collect(),
        success: "success".into(),
        by: Some("year".into()),
        adjust: vec!["sex".into()],
        age: Some(("age".into(), Form::Quadratic)),
        covariance,
        cluster: (covariance == Covariance::Cr1).then(|| "person_id".into()),
        weights: None,
    }
}

/// Runs a request.
pub fn run(request: &Request) -> Results {
    som::regress::regress(request, &|_| Ok(())).unwrap()
}

/// Writes rows to a file of their own and runs a request on them.
pub fn regress(rows: &[Row], change: impl FnOnce(Request) -> Request, covariance: Covariance) -> Vec<ResultRow> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.parquet");
    write_rows(&path, rows, 1000);
    run(&change(request(&path, rows[0].y.len(), covariance))).rows
}

/// Relative difference, against a size below which differences do not count.
pub fn difference(found: Option<f64>, wanted: Option<f64>, size: f64) -> f64 {
    match (found, wanted) {
        (Some(found), Some(wanted)) => (found - wanted).abs() / wanted.abs().max(size),
        (None, None) => 0.0,
        _ => f64::INFINITY,
    }
}
