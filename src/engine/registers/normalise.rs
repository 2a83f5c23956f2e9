//! Stored columns to declared columns: integers of any width, decimals, dictionaries and timestamps become one Arrow type
//! per declared type.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int64Array, StringArray};
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use definitions::day::CALENDAR;
use definitions::register::Range;
use sql::ColumnType;

use super::cast::{cast, integer, integers, text, trimmed};
use super::dates::{date, weeks};
use super::digit_keys;
use super::fault::Fault;
use super::stored_type::{KeyType, plain};
use super::texts;

/// Keys: `Int64` (the bits of the whole number) or, of texts, [`digit_keys`] where all are of digits and `Utf8` where not. Doubles are whole
/// numbers below 2^53.
pub fn key(array: &ArrayRef, kind: KeyType) -> Result<ArrayRef, Fault> {
    match kind {
        KeyType::Text => text_keys(array),
        KeyType::Integer => {
            let plain = cast(array, plain(array.data_type()))?;
            if plain.data_type() == &DataType::UInt64 {
                // Keys are only compared, so the bits of an unsigned 64-bit number do as well as its value.
                let keys = plain.as_primitive::<arrow::datatypes::UInt64Type>();
                return Ok(Arc::new(Int64Array::from_iter(keys.iter().map(|key| key.map(u64::cast_signed)))));
            }
            integer(&plain)
        }
    }
}

/// Keys that are texts.
fn text_keys(array: &ArrayRef) -> Result<ArrayRef, Fault> {
    if let Some(numbers) = array.as_string_view_opt().and_then(digit_keys::of_views) {
        return Ok(Arc::new(numbers));
    }
    let texts = trimmed(cast(array, &DataType::Utf8)?);
    Ok(match digit_keys::of_texts(texts.as_string::<i32>()) {
        Some(numbers) => Arc::new(numbers),
        None => without_blanks(texts),
    })
}

/// Text without blank keys: a blank key belongs to no person.
fn without_blanks(array: ArrayRef) -> ArrayRef {
    let texts = array.as_string::<i32>();
    if texts.iter().flatten().all(|text| !text.is_empty()) {
        return array;
    }
    Arc::new(texts.iter().map(|text| text.filter(|text| !text.is_empty())).collect::<StringArray>())
}

/// A column as declared: `Int64`, `Float64`, `Utf8`, `Date32` or `Boolean`.
pub fn column(array: &ArrayRef, wanted: ColumnType) -> Result<ArrayRef, Fault> {
    match wanted {
        ColumnType::Integer => integer(array),
        ColumnType::Number => cast(array, &DataType::Float64),
        ColumnType::Text => text(array),
        ColumnType::Date => date(array),
        ColumnType::Boolean => cast(array, &DataType::Boolean),
        ColumnType::Yyww => weeks(array),
    }
}

/// Checks that the numbers of a normalised column lie in the declared range. NaN lies in none.
///
/// # Errors
/// The number of values outside.
pub fn within(array: ArrayRef, range: Option<Range>) -> Result<ArrayRef, Fault> {
    let Some(range) = range else { return Ok(array) };
    let count = match array.data_type() {
        DataType::Int64 => integers(&array).iter().flatten().filter(|x| !range.holds(*x as f64)).count(),
        DataType::Float64 => array.as_primitive::<Float64Type>().iter().flatten().filter(|x| !range.holds(*x)).count(),
        _ => 0,
    };
    if count > 0 { Err(Fault::OutsideRange { count, range: range.to_string() }) } else { Ok(array) }
}

/// Calendar years from 1800 to 2200.
pub fn years(array: &ArrayRef) -> Result<ArrayRef, Fault> {
    let years = column(array, ColumnType::Integer)?;
    let count = integers(&years)
        .iter()
        .flatten()
        .filter(|year| !i32::try_from(*year).is_ok_and(|year| CALENDAR.contains(&year)))
        .count();
    if count > 0 { Err(Fault::NotAYear { count }) } else { Ok(years) }
}

/// Codes of a week column as whole numbers; blanks are null.
pub fn codes(array: &ArrayRef) -> Result<ArrayRef, Fault> {
    if plain(array.data_type()).is_numeric() || plain(array.data_type()) == &DataType::Null {
        return column(array, ColumnType::Integer);
    }
    let (codes, wrong) = texts::parsed::<Int64Type>(array, |code| code.parse().ok())?;
    if wrong > 0 { Err(Fault::NotACode { count: wrong }) } else { Ok(Arc::new(codes)) }
}

#[cfg(test)]
mod tests {
    use arrow::array::StringArray;

    use super::*;

    #[test]
    fn blanks_around_codes_and_keys_are_removed() {
        let texts: ArrayRef =
            Arc::new(StringArray::from(vec![Some("DF32  "), Some("DF32\u{a0}"), Some(" DF32"), None]));
        let wanted = StringArray::from(vec![Some("DF32"), Some("DF32"), Some("DF32"), None]);
        assert_eq!(column(&texts, ColumnType::Text).unwrap().as_string::<i32>(), &wanted);
        assert_eq!(key(&texts, KeyType::Text).unwrap().as_string::<i32>(), &wanted);
    }
}
