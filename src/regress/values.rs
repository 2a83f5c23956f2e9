//! An outcome's numbers as they are added up: whole steps where they lie on a decimal grid, and doubles where not.
//!
//! A double below [`MOST_WITH_DECIMALS`] that is the nearest one to a number of at most [`FINEST`] decimals stands for that
//! number: 0.1 is a tenth. Any other double stands for itself. That is asked of every value by itself, so it does not depend
//! on the values beside it. The limit keeps the difference between a double and the number that it stands for below 10⁻⁹.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{
    ArrowPrimitiveType, DataType, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type,
    UInt32Type,
};

use super::fault::RowFault;
use engine::registers::cast::cast;

/// Rows looked at together: their numbers stay in the innermost cache.
pub const ROWS: usize = 2048;
/// The most decimals of a number on the grid.
pub const FINEST: u32 = 4;
/// Numbers with decimals are below this: 2²⁴.
const MOST_WITH_DECIMALS: f64 = 16_777_216.0;
/// Whole numbers are below this, 2⁴⁶ of the finest steps: squares of 2³⁵ of them fit in 127 bits.
const MOST: f64 = (1u64 << 46) as f64 / 10_000.0;
/// Stands for a value that lies on no grid.
pub const OFF: i64 = i64::MIN;

/// Some rows of a column.
#[derive(Debug, Clone, Copy)]
pub struct Slice<'a> {
    /// The first row.
    pub first: usize,
    /// Values in steps, or `OFF`.
    pub steps: &'a [i64],
    /// The decimals of a step.
    pub decimals: u32,
    /// The values, if any of them lies on no grid; else nothing.
    pub doubles: &'a [f64],
}

/// What 10 to the power of so many decimals is.
pub fn steps_in_one(decimals: u32) -> i64 {
    10i64.pow(decimals)
}

/// Hands on a column's rows, a slice after another; a null is any number. `decimals` says how many to try first.
///
/// # Errors
/// NaN and infinite values.
pub fn each(column: &ArrayRef, decimals: u32, mut take: impl FnMut(Slice)) -> Result<(), RowFault> {
    match column.data_type() {
        DataType::Int8 => small_whole::<Int8Type>(column, take),
        DataType::Int16 => small_whole::<Int16Type>(column, take),
        DataType::Int32 => small_whole::<Int32Type>(column, take),
        DataType::UInt8 => small_whole::<UInt8Type>(column, take),
        DataType::UInt16 => small_whole::<UInt16Type>(column, take),
        DataType::UInt32 => small_whole::<UInt32Type>(column, take),
        DataType::Int64 if all_below(column.as_primitive::<Int64Type>().values()) => {
            for (i, steps) in column.as_primitive::<Int64Type>().values().chunks(ROWS).enumerate() {
                take(Slice { first: i * ROWS, steps, decimals: 0, doubles: &[] });
            }
        }
        _ => return doubles(column, decimals, take),
    }
    Ok(())
}

/// Integers of at most 32 bits, which are below the limit whatever they are.
fn small_whole<T: ArrowPrimitiveType>(column: &ArrayRef, mut take: impl FnMut(Slice))
where
    i64: From<T::Native>,
{
    let mut steps = [0i64; ROWS];
    for (i, values) in column.as_primitive::<T>().values().chunks(ROWS).enumerate() {
        steps.iter_mut().zip(values).for_each(|(step, value)| *step = i64::from(*value));
        take(Slice { first: i * ROWS, steps: &steps[..values.len()], decimals: 0, doubles: &[] });
    }
}

fn all_below(values: &[i64]) -> bool {
    let most = MOST as i64;
    values.iter().fold(true, |all, x| all & (-most..=most).contains(x))
}

fn doubles(column: &ArrayRef, decimals: u32, mut take: impl FnMut(Slice)) -> Result<(), RowFault> {
    let numbers = cast(column, &DataType::Float64)?;
    let numbers = numbers.as_primitive::<Float64Type>();
    let mut without_nulls = Vec::new();
    let mut values: &[f64] = numbers.values();
    if numbers.null_count() > 0 {
        // Rows of nulls are passed over by the caller; a finite number keeps them from being refused.
        without_nulls.extend(numbers.iter().map(|value| value.unwrap_or(0.0)));
        values = &without_nulls;
    }
    let mut steps = [0i64; ROWS];
    let mut decimals = decimals;
    for (i, values) in values.chunks(ROWS).enumerate() {
        let slot = &mut steps[..values.len()];
        let mut all = false;
        let before = decimals;
        for tried in [0, 2, FINEST].into_iter().filter(|tried| *tried >= before) {
            decimals = tried;
            all = match tried {
                0 => to_steps(values, 1.0, MOST, slot),
                _ => to_steps(values, steps_in_one(tried) as f64, MOST_WITH_DECIMALS, slot),
            };
            if all {
                break;
            }
        }
        if !all && values.iter().any(|y| !y.is_finite()) {
            let count = numbers.iter().flatten().filter(|y| !y.is_finite()).count();
            return Err(RowFault::NotFinite { count });
        }
        take(Slice { first: i * ROWS, steps: slot, decimals, doubles: if all { &[] } else { values } });
    }
    Ok(())
}

/// Adding 1.5 · 2⁵² to a number below 2⁵¹ leaves the nearest whole number in the low bits.
const MAGIC: f64 = (3u64 << 51) as f64;

/// Values as steps, `OFF` where there is none; whole numbers may be larger than `most`. Whether all are on the grid.
fn to_steps(values: &[f64], scale: f64, most: f64, steps: &mut [i64]) -> bool {
    let mut all = true;
    for (step, y) in steps.iter_mut().zip(values) {
        let shifted = y * scale + MAGIC;
        let whole = ((y + MAGIC) - MAGIC == *y) & (y.abs() < MOST);
        let on = whole | ((shifted - MAGIC) / scale == *y) & (y.abs() < most);
        all &= on;
        let nearest = (shifted.to_bits() as i64).wrapping_sub(MAGIC.to_bits() as i64);
        *step = if on { nearest } else { OFF };
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::Float64Array;
    use std::sync::Arc;

    fn steps(values: Vec<f64>) -> (Vec<i64>, u32) {
        let column: ArrayRef = Arc::new(Float64Array::from(values));
        let mut found = (Vec::new(), 0);
        each(&column, 0, |slice| found = (slice.steps.to_vec(), slice.decimals)).unwrap();
        found
    }

    #[test]
    fn decimal_values_are_detected() {
        assert_eq!(steps(vec![3.0, -4.0, -0.0, 7e9]), (vec![3, -4, 0, 7_000_000_000], 0));
        assert_eq!(steps(vec![0.29, 1e7 + 0.07, -1.25]), (vec![29, 1_000_000_007, -125], 2));
        assert_eq!(
            steps(vec![0.2999, 0.1 + 0.2, 1.0 / 3.0, 2e7, 2e7 + 0.1, 8e9]),
            (vec![2999, OFF, OFF, 200_000_000_000, OFF, OFF], FINEST)
        );
        let column: ArrayRef = Arc::new(Float64Array::from(vec![1.5, f64::NAN, f64::INFINITY]));
        assert_eq!(each(&column, 0, |_| ()), Err(RowFault::NotFinite { count: 2 }));
    }
}
