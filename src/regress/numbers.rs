//! Columns as numbers in the order of the rows: for methods that need every row and not only sums over cells.

use std::path::Path;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray};
use arrow::datatypes::{DataType, Float64Type};
use rayon::prelude::*;

use super::fault::RowFault;
use super::keys::Use;
use super::read::{self, RequestColumn, Source};
use engine::registers::cast::cast;
use engine::registers::stored_type::plain;
use foundation::error::Result;

/// The numbers of some columns.
#[derive(Debug, Clone, Default)]
pub struct Numbers {
    /// A column for each name asked for, in that order; a null is NaN.
    pub columns: Vec<Vec<f64>>,
    /// Nulls in each column.
    pub nulls: Vec<u64>,
}

/// Reads columns of numbers or of true and false, which are 1 and 0. A name without a column, text, NaN and infinite
/// values are faults. The columns in `flags` hold 0, 1 or null.
///
/// # Errors
/// Faults of the file, and what `progress` returns.
pub fn numbers(
    path: &Path,
    names: &[String],
    flags: &[usize],
    progress: &(dyn Fn(u64) -> Result<()> + Sync),
) -> Result<Numbers> {
    let files = read::open(path)?;
    let asked: Vec<RequestColumn> = names
        .iter()
        .enumerate()
        .map(|(at, name)| RequestColumn { name: name.clone(), used: flags.contains(&at).then_some(Use::Success) })
        .collect();
    let source = Source::new(&files, &asked)?;
    let all: Vec<usize> = (0..asked.len()).collect();
    let parts: Vec<Numbers> = source
        .parts()
        .into_par_iter()
        .map(|part| {
            let mut numbers = Numbers { columns: vec![Vec::new(); names.len()], nulls: vec![0; names.len()] };
            source.read_part(&part, &all, |arrays| {
                for (at, array) in arrays.iter().enumerate() {
                    add(&mut numbers, at, array, flags.contains(&at)).map_err(|fault| (at, fault))?;
                }
                Ok(())
            })?;
            progress(numbers.columns.first().map_or(0, |column| column.len() as u64))?;
            Ok(numbers)
        })
        .collect::<Result<_>>()?;
    source.unchanged()?;
    let mut total = Numbers { columns: vec![Vec::new(); names.len()], nulls: vec![0; names.len()] };
    for part in parts {
        total.columns.iter_mut().zip(part.columns).for_each(|(all, column)| all.extend(column));
        total.nulls.iter_mut().zip(part.nulls).for_each(|(all, nulls)| *all += nulls);
    }
    Ok(total)
}

fn add(numbers: &mut Numbers, at: usize, array: &ArrayRef, flag: bool) -> Result<(), RowFault> {
    let before = numbers.columns[at].len();
    if plain(array.data_type()) == &DataType::Boolean {
        let values = cast(array, &DataType::Boolean)?;
        let values: &BooleanArray = values.as_boolean();
        numbers.columns[at].extend(values.iter().map(|x| x.map_or(f64::NAN, |x| f64::from(u8::from(x)))));
        numbers.nulls[at] += values.null_count() as u64;
        return Ok(());
    }
    let values = cast(array, &DataType::Float64)?;
    let values = values.as_primitive::<Float64Type>();
    let count = |wrong: &dyn Fn(f64) -> bool| values.iter().flatten().filter(|x| wrong(*x)).count();
    match (count(&|x| !x.is_finite()), count(&|x| flag && x != 0.0 && x != 1.0)) {
        (0, 0) => {}
        (0, count) => return Err(RowFault::NotZeroOne { count }),
        (count, _) => return Err(RowFault::NotFinite { count }),
    }
    numbers.columns[at].extend(values.iter().map(|x| x.unwrap_or(f64::NAN)));
    numbers.nulls[at] += (numbers.columns[at].len() - before) as u64 - (values.len() - values.null_count()) as u64;
    Ok(())
}
