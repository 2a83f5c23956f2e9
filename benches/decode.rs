//! The limit of speed: decodes columns of Parquet files on two threads and adds them up.
//!
//! `cargo bench --bench decode -- COLUMNS FILE…`, columns apart by commas. Prints rows, and the sum of every column in
//! wrapping 64-bit bits, of texts their lengths, so that nothing can be left out.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a bench may stop where it stands")]

use std::fs::File;

use arrow::array::{Array, AsArray};
use arrow::datatypes::{DataType, Date32Type, Float64Type, Int32Type, Int64Type};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use rayon::prelude::*;

fn sum(array: &dyn Array) -> u64 {
    let whole = |sum: i64| sum.cast_unsigned();
    match array.data_type() {
        DataType::Int32 => {
            whole(array.as_primitive::<Int32Type>().values().iter().fold(0, |sum, x| sum.wrapping_add(i64::from(*x))))
        }
        DataType::Date32 => {
            whole(array.as_primitive::<Date32Type>().values().iter().fold(0, |sum, x| sum.wrapping_add(i64::from(*x))))
        }
        DataType::Int64 => {
            whole(array.as_primitive::<Int64Type>().values().iter().fold(0, |sum, x| sum.wrapping_add(*x)))
        }
        DataType::Float64 => array.as_primitive::<Float64Type>().values().iter().sum::<f64>().to_bits(),
        DataType::Boolean => array.as_boolean().true_count() as u64,
        DataType::Utf8 => array.as_string::<i32>().iter().flatten().map(|text| text.len() as u64).sum(),
        DataType::Timestamp(..) => sum(&arrow::compute::cast(array, &DataType::Int64).expect("times are numbers")),
        other => panic!("no sum of {other}"),
    }
}

fn row_group(path: &str, metadata: &ArrowReaderMetadata, columns: &[&str], group: usize) -> (u64, Vec<u64>) {
    let names = metadata.schema().fields().iter().map(|field| field.name().as_str());
    let wanted = names.enumerate().filter(|(_, name)| columns.contains(name)).map(|(position, _)| position);
    let mask = ProjectionMask::roots(metadata.parquet_schema(), wanted);
    let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(File::open(path).unwrap(), metadata.clone())
        .with_row_groups(vec![group])
        .with_projection(mask)
        .with_batch_size(65_536)
        .build()
        .unwrap();
    let (mut rows, mut sums) = (0, vec![0u64; columns.len()]);
    for batch in reader {
        let batch = batch.unwrap();
        rows += batch.num_rows() as u64;
        for (total, column) in sums.iter_mut().zip(batch.columns()) {
            *total = total.wrapping_add(sum(column));
        }
    }
    (rows, sums)
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let Some((columns, files)) = arguments.split_first() else { return };
    let columns: Vec<&str> = columns.split(',').collect();
    rayon::ThreadPoolBuilder::new().num_threads(2).build_global().unwrap();
    let open = |path: &String| {
        ArrowReaderMetadata::load(&File::open(path).unwrap(), ArrowReaderOptions::new()).expect("a Parquet file")
    };
    let metadata: Vec<ArrowReaderMetadata> = files.iter().map(open).collect();
    let parts: Vec<(&String, &ArrowReaderMetadata, usize)> = files
        .iter()
        .zip(&metadata)
        .flat_map(|(file, data)| (0..data.metadata().num_row_groups()).map(move |group| (file, data, group)))
        .collect();
    let results: Vec<(u64, Vec<u64>)> =
        parts.into_par_iter().map(|(file, data, group)| row_group(file, data, &columns, group)).collect();
    let rows: u64 = results.iter().map(|(rows, _)| rows).sum();
    let sums = results.iter().fold(vec![0u64; columns.len()], |all, (_, sums)| {
        all.iter().zip(sums).map(|(a, b)| a.wrapping_add(*b)).collect()
    });
    println!("{rows} rows, {sums:?}");
}
