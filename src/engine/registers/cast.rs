//! Casts of columns whose failures are counted, and the plain forms that others are made from: whole numbers and text.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int64Array, StringArray};
use arrow::compute::kernels::cast::{CastOptions, cast_with_options};
use arrow::datatypes::{DataType, Float64Type, Int64Type};

use super::fault::Fault;
use super::stored_type::{is_fractional, plain};

/// Casts a column. The message of the library would show the value, so it is not used.
///
/// # Errors
/// Values outside the type.
pub fn cast(array: &ArrayRef, to: &DataType) -> Result<ArrayRef, Fault> {
    let wanted = match to {
        DataType::Int64 => "a whole number of 64 bits",
        DataType::Date32 => "a date",
        _ => "its type",
    };
    let nulls_for_misfits = CastOptions { safe: true, ..CastOptions::default() };
    let count = array.len() - array.logical_null_count();
    let cast = cast_with_options(array, to, &nulls_for_misfits).map_err(|_| Fault::OutOfRange { count, wanted })?;
    match count - (cast.len() - cast.logical_null_count()) {
        0 => Ok(cast),
        count => Err(Fault::OutOfRange { count, wanted }),
    }
}

/// Whole numbers of any type.
///
/// # Errors
/// Decimals, and numbers beyond 64 bits.
pub fn integer(array: &ArrayRef) -> Result<ArrayRef, Fault> {
    if is_fractional(plain(array.data_type())) {
        whole(&cast(array, &DataType::Float64)?)
    } else {
        cast(array, &DataType::Int64)
    }
}

/// Text, or whole numbers of any type as text.
pub fn text(array: &ArrayRef) -> Result<ArrayRef, Fault> {
    let array = if plain(array.data_type()).is_numeric() { integer(array)? } else { Arc::clone(array) };
    Ok(trimmed(cast(&cast(&array, plain(array.data_type()))?, &DataType::Utf8)?))
}

/// Text without blanks around it, no-break spaces among them: writers of fixed widths pad codes and keys.
pub fn trimmed(array: ArrayRef) -> ArrayRef {
    let texts = array.as_string::<i32>();
    if texts.iter().flatten().all(is_trimmed) {
        return array;
    }
    Arc::new(texts.iter().map(|text| text.map(str::trim)).collect::<StringArray>())
}

/// Whether a text has no blanks around it. Visible characters of ASCII at both ends decide it at once.
fn is_trimmed(text: &str) -> bool {
    let is_visible = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_graphic);
    let bytes = text.as_bytes();
    is_visible(bytes.first()) && is_visible(bytes.last()) || text.len() == text.trim().len()
}

fn whole(array: &ArrayRef) -> Result<ArrayRef, Fault> {
    let numbers = array.as_primitive::<Float64Type>();
    let wrong = numbers.iter().flatten().filter(|x| !x.is_finite()).count();
    if wrong > 0 {
        return Err(Fault::NotFinite { count: wrong });
    }
    let decimals = numbers.iter().flatten().filter(|x| x.fract() != 0.0 || x.abs() >= 9e15).count();
    if decimals > 0 {
        return Err(Fault::NotWhole { count: decimals });
    }
    Ok(Arc::new(Int64Array::from_iter(numbers.iter().map(|x| x.map(|x| x as i64)))))
}

/// The whole numbers of a normalised integer column.
pub fn integers(array: &ArrayRef) -> &Int64Array {
    array.as_primitive::<Int64Type>()
}
