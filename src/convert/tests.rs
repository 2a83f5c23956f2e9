//! Whole conversions: of the fixtures against what pyreadstat reads in them, of damaged files, and of runs after runs.

mod damage;
mod layouts;
mod runs;

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{
    DataType, Date32Type, Float64Type, Int64Type, Time64MicrosecondType, TimeUnit, TimestampMicrosecondType,
};
use chrono::{DateTime, NaiveDate, NaiveTime};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use tempfile::TempDir;

use crate::{Outcome, Report, Request, convert};

/// The fixtures' folder.
fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/sas")
}

/// A folder of sources and one of extracts.
struct Folders {
    home: TempDir,
}

impl Folders {
    fn new() -> Folders {
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir(home.path().join("raw")).unwrap();
        Folders { home }
    }

    fn raw(&self) -> PathBuf {
        self.home.path().join("raw")
    }

    fn extracts(&self) -> PathBuf {
        self.home.path().join("extracts")
    }

    /// Copies a fixture among the sources.
    fn add(&self, fixture: &str, name: &str) -> PathBuf {
        let to = self.raw().join(name);
        std::fs::copy(fixtures().join(fixture), &to).unwrap();
        to
    }

    fn request(&self) -> Request<'static> {
        Request::new(self.raw(), self.extracts()).unwrap()
    }

    fn convert(&self) -> Report {
        convert(&self.request()).unwrap()
    }

    /// Every file below the extracts, but for records.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        collect(&self.extracts(), "", &mut files);
        files.retain(|name, _| !name.starts_with(".converted/"));
        files
    }
}

fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), files);
        } else {
            files.insert(name, std::fs::read(entry.path()).unwrap());
        }
    }
}

/// The outcome of the only source.
fn only(report: &Report) -> (Outcome, String) {
    assert_eq!(report.files.len(), 1, "{report:?}");
    (report.files[0].outcome, report.files[0].reason.iter().cloned().collect())
}

/// How often something was counted in a column.
fn counted(report: &Report, column: &str, what: &str) -> u64 {
    let of = |row: &&crate::CountRow| row.column == column && row.counted == what;
    report.counts.iter().filter(of).map(|row| row.values).sum()
}

/// A Parquet file's column names, and its rows as text.
fn read(path: &Path) -> (Vec<String>, Vec<Vec<String>>) {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap().build().unwrap();
    let mut names = Vec::new();
    let mut rows = Vec::new();
    for batch in reader {
        let batch = batch.unwrap();
        names = batch.schema().fields().iter().map(|field| field.name().clone()).collect();
        rows.extend((0..batch.num_rows()).map(|row| cells(&batch, row)));
    }
    (names, rows)
}

fn cells(batch: &RecordBatch, row: usize) -> Vec<String> {
    batch.columns().iter().map(|column| cell(column.as_ref(), row)).collect()
}

fn cell(column: &dyn Array, row: usize) -> String {
    if column.is_null(row) {
        return String::new();
    }
    match column.data_type() {
        DataType::Float64 => format!("{:?}", column.as_primitive::<Float64Type>().value(row)),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(row).to_string(),
        DataType::Date32 => {
            let days = i64::from(column.as_primitive::<Date32Type>().value(row));
            let epoch = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap();
            (epoch + chrono::TimeDelta::days(days)).to_string()
        }
        DataType::Timestamp(TimeUnit::Microsecond, None) => {
            let micros = column.as_primitive::<TimestampMicrosecondType>().value(row);
            DateTime::from_timestamp_micros(micros).unwrap().naive_utc().to_string()
        }
        DataType::Time64(TimeUnit::Microsecond) => {
            let micros = column.as_primitive::<Time64MicrosecondType>().value(row);
            let (seconds, rest) = (micros / 1_000_000, micros % 1_000_000);
            let nanos = u32::try_from(rest).unwrap() * 1000;
            NaiveTime::from_num_seconds_from_midnight_opt(u32::try_from(seconds).unwrap(), nanos).unwrap().to_string()
        }
        DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
        other => panic!("{other}"),
    }
}
