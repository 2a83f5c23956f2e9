//! Tables as Parquet files: rows of one type to bytes that depend on nothing but the rows, and back.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::compute::{cast, concat_batches};
use arrow::datatypes::{DataType, FieldRef};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde_arrow::schema::{SchemaLike, TracingOptions};

use foundation::error::{Error, Result};
use foundation::tables::{Row, SCHEMA_VERSION};

/// Rows that a thread turns into columns, or back, at a time.
const ROWS: usize = 1 << 13;

/// Writer settings that make the same rows the same bytes: nothing in them names a version, a time or a machine.
pub fn properties() -> WriterProperties {
    WriterProperties::builder()
        .set_created_by("som".to_owned())
        .set_compression(ZstdLevel::try_new(3).map_or(Compression::UNCOMPRESSED, Compression::ZSTD))
        .set_max_row_group_row_count(Some(1 << 20))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .build()
}

/// The Arrow fields of a row type, from the type alone.
///
/// # Errors
/// A row type that Arrow has no schema for: an internal error.
pub fn fields<R: Row>() -> Result<Vec<FieldRef>> {
    fields_of::<R>(R::TABLE)
}

fn fields_of<T: DeserializeOwned>(table: &str) -> Result<Vec<FieldRef>> {
    let options = TracingOptions::default().strings_as_large_utf8(false).enums_without_data_as_strings(true);
    Vec::<FieldRef>::from_type::<T>(options).map_err(|e| Error::internal(format!("table {table}: {e}")))
}

/// Writes a table. The rows come in the order of their key already.
///
/// # Errors
/// A path that can't be written.
pub fn write<R: Row>(path: &Path, rows: &[R]) -> Result<()> {
    write_older(path, rows, SCHEMA_VERSION, &[])
}

/// Writes a table as a version of the schema has it: without some columns, and without nulls in those that had none.
///
/// # Errors
/// A path that can't be written.
pub fn write_older<R: Row>(path: &Path, rows: &[R], version: u32, lacking: &[&str]) -> Result<()> {
    let (since, nullable) = R::NULL_SINCE;
    let of_version = |field: FieldRef| match nullable.contains(&field.name().as_str()) && version < since {
        true => Arc::new(field.as_ref().clone().with_nullable(false)),
        false => field,
    };
    let fields: Vec<FieldRef> = fields::<R>()?.into_iter().map(of_version).collect();
    let internal = |e: &dyn std::fmt::Display| Error::internal(format!("table {}: {e}", R::TABLE));
    let has = |field: &FieldRef| !lacking.contains(&field.name().as_str());
    let kept: Vec<usize> = fields.iter().enumerate().filter(|(_, field)| has(field)).map(|(at, _)| at).collect();
    let batch_of = |some: &[R]| {
        let batch = serde_arrow::to_record_batch(&fields, &some).map_err(|e| internal(&e))?;
        batch.project(&kept).map_err(|e| internal(&e))
    };
    let batches = rows.par_chunks(ROWS).map(batch_of).collect::<Vec<Result<_>>>();
    // The bytes of pages depend on the batches that are written, so rows are written as one.
    let empty = batch_of(&[])?;
    let batches = batches.into_iter().collect::<Result<Vec<_>>>()?;
    let whole = concat_batches(&empty.schema(), &batches).map_err(|e| internal(&e))?;
    write_batches(path, &whole, std::slice::from_ref(&whole))
}

/// Writes batches of one schema to a file, flushed to disk.
///
/// # Errors
/// A path that can't be written.
pub fn write_batches(path: &Path, schema_of: &RecordBatch, batches: &[RecordBatch]) -> Result<()> {
    let file = write_file(path, schema_of, batches, properties())?;
    file.sync_all().map_err(|e| Error::output(path, e))
}

/// The same without a flush: for files of a folder that is not published.
///
/// # Errors
/// A path that can't be written.
pub fn write_unsynced(path: &Path, schema_of: &RecordBatch, batches: &[RecordBatch]) -> Result<()> {
    write_file(path, schema_of, batches, properties()).map(drop)
}

/// The same for files that are read once and removed: neither flushed nor compressed.
///
/// # Errors
/// A path that can't be written.
pub fn write_scratch(path: &Path, schema_of: &RecordBatch, batches: &[RecordBatch]) -> Result<()> {
    let plain = properties().into_builder().set_compression(Compression::UNCOMPRESSED);
    let plain = plain.set_statistics_enabled(EnabledStatistics::None).set_dictionary_enabled(false);
    write_file(path, schema_of, batches, plain.build()).map(drop)
}

fn write_file(
    path: &Path,
    schema_of: &RecordBatch,
    batches: &[RecordBatch],
    properties: WriterProperties,
) -> Result<File> {
    let file = File::create(path).map_err(|e| Error::output(path, e))?;
    let mut writer =
        ArrowWriter::try_new(file, schema_of.schema(), Some(properties)).map_err(|e| Error::output(path, e))?;
    for batch in batches {
        writer.write(batch).map_err(|e| Error::output(path, e))?;
    }
    writer.into_inner().map_err(|e| Error::output(path, e))
}

/// Names and types of a file's columns.
///
/// # Errors
/// A file that is not Parquet.
pub fn columns(path: &Path) -> Result<Vec<(String, DataType)>> {
    let wrong =
        |reason: String| Error::database(path.to_owned(), reason, "do not use it: fetch or build the release again");
    let file = File::open(path).map_err(|e| wrong(e.to_string()))?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| wrong(e.to_string()))?;
    Ok(reader.schema().fields().iter().map(|f| (f.name().clone(), f.data_type().clone())).collect())
}

/// Whether a file has the columns of a table as this version writes them.
///
/// # Errors
/// A file that is not Parquet.
pub fn is_current<R: Row>(path: &Path) -> Result<bool> {
    let found = columns(path)?;
    let known = fields::<R>()?;
    let same =
        |(field, (name, kind)): (&FieldRef, &(String, DataType))| field.name() == name && field.data_type() == kind;
    Ok(known.len() == found.len() && known.iter().zip(&found).all(same))
}

/// Reads a table.
///
/// # Errors
/// A file that is not this table.
pub fn read<R: Row>(path: &Path) -> Result<Vec<R>> {
    read_as(path, R::TABLE, None)
}

/// Reads some columns of a table: those that the fields of a type name.
///
/// # Errors
/// A file that is not this table, or has no such column of that type.
pub fn read_columns<R: Row, T: DeserializeOwned + Send>(path: &Path) -> Result<Vec<T>> {
    let found = columns(path)?;
    let wanted = fields_of::<T>(R::TABLE)?;
    let has = |field: &FieldRef| found.iter().any(|(name, kind)| name == field.name() && kind == field.data_type());
    if let Some(lacking) = wanted.iter().find(|field| !has(field)) {
        let reason = format!("has no column `{}` of the type that this program reads", lacking.name());
        return Err(Error::database(path.to_owned(), reason, "do not use it: fetch or build the release again"));
    }
    let names: Vec<&str> = wanted.iter().map(|field| field.name().as_str()).collect();
    read_as(path, R::TABLE, Some(&names))
}

fn read_as<T: DeserializeOwned + Send>(path: &Path, table: &str, columns: Option<&[&str]>) -> Result<Vec<T>> {
    let wrong = |reason: String| {
        Error::database(
            path.to_owned(),
            reason,
            "run `som verify` on the release; fetch or build it again if it is damaged",
        )
    };
    let file = File::open(path).map_err(|e| wrong(e.to_string()))?;
    let mut reader = ParquetRecordBatchReaderBuilder::try_new(file)
        .and_then(|reader| {
            let mask = columns.map(|names| ProjectionMask::columns(reader.parquet_schema(), names.iter().copied()));
            let reader = reader.with_batch_size(ROWS);
            match mask {
                Some(mask) => reader.with_projection(mask).build(),
                None => reader.build(),
            }
        })
        .map_err(|e| wrong(format!("is not a Parquet table ({e})")))?;
    let rows_of = |batch: &RecordBatch| {
        serde_arrow::from_record_batch::<Vec<T>>(batch)
            .map_err(|e| wrong(format!("does not hold the table `{table}` ({e})")))
    };
    let mut rows = Vec::new();
    loop {
        let some = reader.by_ref().take(rayon::current_num_threads()).collect::<std::result::Result<Vec<_>, _>>();
        let some = some.map_err(|e| wrong(format!("can't be decoded ({e})")))?;
        if some.is_empty() {
            return Ok(rows);
        }
        for part in some.par_iter().map(rows_of).collect::<Vec<Result<Vec<T>>>>() {
            rows.extend(part?);
        }
    }
}

/// What each row has in some columns, as bytes that are the same if and only if the values are.
///
/// # Errors
/// A file that is not Parquet.
pub fn keys(path: &Path, columns: &[&str]) -> Result<Vec<Vec<u8>>> {
    let wrong =
        |reason: String| Error::database(path.to_owned(), reason, "do not use it: fetch or build the release again");
    let file = File::open(path).map_err(|e| wrong(e.to_string()))?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| wrong(e.to_string()))?;
    let mask = ProjectionMask::columns(reader.parquet_schema(), columns.iter().copied());
    let reader = reader.with_projection(mask).build().map_err(|e| wrong(e.to_string()))?;
    let mut keys = Vec::new();
    for batch in reader {
        let batch = batch.map_err(|e| wrong(format!("can't be decoded ({e})")))?;
        let texts = batch.columns().iter().map(|column| cast(column, &DataType::Utf8)).collect::<Result<Vec<_>, _>>();
        let texts = texts.map_err(|e| wrong(e.to_string()))?;
        let key = |row: usize| {
            let mut key = Vec::new();
            for text in &texts {
                let text = text.as_string::<i32>();
                // A text has its length before it, and nothing is none.
                let found = text.is_valid(row).then(|| text.value(row));
                key.extend(found.map_or(u64::MAX, |text| text.len() as u64).to_le_bytes());
                key.extend(found.into_iter().flat_map(str::bytes));
            }
            key
        };
        keys.extend((0..batch.num_rows()).map(key));
    }
    Ok(keys)
}
