//! Texts that a file stores as numbers of its distinct values: a rule of reading changes each value once, and not each row.
//!
//! Owns the texts of a column however they are stored. Which columns are read so is in `listed_texts`; the rules themselves are elsewhere.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, DictionaryArray, Int32Array, PrimitiveArray, StringArray, StringBuilder};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{ArrowPrimitiveType, DataType, Int32Type};

use super::cast::{cast, text};
use super::fault::Fault;

/// The most distinct values that stay a list.
const FEW: usize = 4096;

/// The texts of a column, by row.
#[derive(Clone, Copy)]
pub enum Texts<'a> {
    /// One by one.
    ByRow(&'a StringArray),
    /// As numbers of distinct values.
    ByValue(&'a DictionaryArray<Int32Type>, &'a StringArray),
}

impl<'a> Texts<'a> {
    /// The texts of a column that holds texts.
    pub fn of(array: &'a ArrayRef) -> Option<Texts<'a>> {
        match array.as_dictionary_opt::<Int32Type>() {
            Some(numbers) => Some(Texts::ByValue(numbers, numbers.values().as_string_opt::<i32>()?)),
            None => array.as_string_opt::<i32>().map(Texts::ByRow),
        }
    }

    /// The text of a row, if it has one.
    pub fn get(&self, row: usize) -> Option<&'a str> {
        match self {
            Texts::ByRow(texts) => texts.is_valid(row).then(|| texts.value(row)),
            Texts::ByValue(numbers, values) => {
                numbers.key(row).filter(|number| values.is_valid(*number)).map(|number| values.value(number))
            }
        }
    }
}

/// Changes the distinct values of a column once each: `change` gets a value and the number of its rows, and appends the new value, or
/// null. Values that no row has are not changed.
///
/// # Errors
/// Numbers without a value.
pub fn changed<'a>(
    numbers: &'a DictionaryArray<Int32Type>,
    values: &'a StringArray,
    mut change: impl FnMut(&'a str, u64, &mut StringBuilder),
) -> Result<ArrayRef, Fault> {
    let keys = numbers.keys();
    let mut rows = vec![0u64; values.len()];
    match keys.null_count() {
        0 => keys.values().iter().for_each(|key| rows[*key as usize] += 1),
        _ => keys.iter().flatten().for_each(|key| rows[key as usize] += 1),
    }
    let mut built = StringBuilder::with_capacity(values.len(), values.values().len());
    for (value, rows) in values.iter().zip(rows) {
        match value {
            None => built.append_null(),
            Some(value) if rows > 0 => change(value, rows, &mut built),
            Some(_) => built.append_value(""),
        }
    }
    let values = built.finish();
    let is_null = |key: i32| values.is_null(key as usize);
    let keys = match values.null_count() {
        0 => keys.clone(),
        // A row whose value is null is null itself.
        _ => keys.iter().map(|key| key.filter(|key| !is_null(*key))).collect::<Int32Array>(),
    };
    let damaged = |_| Fault::Damaged { reason: "its values are fewer than its numbers say".to_owned() };
    Ok(Arc::new(DictionaryArray::try_new(keys, Arc::new(values)).map_err(damaged)?))
}

/// What texts stand for, by row, and how many rows have a text that stands for nothing. `read` gets a text without blanks around it; blank texts
/// are null. Each distinct value is read once where the column holds numbers of values.
///
/// # Errors
/// Values that are neither text nor whole numbers.
pub fn parsed<T: ArrowPrimitiveType>(
    array: &ArrayRef,
    mut read: impl FnMut(&str) -> Option<T::Native>,
) -> Result<(PrimitiveArray<T>, usize), Fault> {
    let mut value = |text: &str| match text.trim() {
        "" => Meaning::Blank,
        text => read(text).map_or(Meaning::Nothing, Meaning::Value),
    };
    if let Some(Texts::ByValue(numbers, values)) = Texts::of(array) {
        // Each value is read when the first row has it.
        let mut known: Vec<Option<Meaning<T::Native>>> = vec![None; values.len()];
        let (mut found, mut wrong, mut nulls) = (Vec::with_capacity(numbers.len()), 0, 0);
        let (keys, of_rows) = (numbers.keys(), numbers.keys().nulls());
        let mut of_key = |key: usize| {
            let meaning = *known[key]
                .get_or_insert_with(|| if values.is_valid(key) { value(values.value(key)) } else { Meaning::Blank });
            wrong += usize::from(matches!(meaning, Meaning::Nothing));
            if let Meaning::Value(value) = meaning { Some(value) } else { None }
        };
        let mut are_valid = Vec::with_capacity(keys.len());
        for (row, key) in keys.values().iter().enumerate() {
            let has_key = of_rows.is_none_or(|nulls| nulls.is_valid(row));
            let value = if has_key { of_key(*key as usize) } else { None };
            nulls += usize::from(value.is_none());
            are_valid.push(value.is_some());
            // Under a null lies any value.
            found.push(match value {
                Some(value) => value,
                None => T::default_value(),
            });
        }
        let nulls = (nulls > 0).then(|| NullBuffer::from(are_valid));
        return Ok((PrimitiveArray::new(found.into(), nulls), wrong));
    }
    let mut wrong = 0;
    let texts = text(array)?;
    let values = texts.as_string::<i32>().iter().map(|text| match value(text?) {
        Meaning::Value(value) => Some(value),
        Meaning::Blank => None,
        Meaning::Nothing => {
            wrong += 1;
            None
        }
    });
    let values: PrimitiveArray<T> = values.collect();
    Ok((values, wrong))
}

/// What a text stands for.
#[derive(Clone, Copy)]
enum Meaning<T> {
    Value(T),
    /// Null.
    Blank,
    /// Nothing: the text is wrong.
    Nothing,
}

/// A column of a file: texts one by one, unless they are to stay numbers of values and these are few. Other columns as they are.
///
/// # Errors
/// Numbers without a value.
pub fn stored(array: &ArrayRef, by_value: bool) -> Result<ArrayRef, Fault> {
    match Texts::of(array) {
        Some(Texts::ByValue(_, values)) if !by_value || values.len() > FEW => cast(array, &DataType::Utf8),
        _ => Ok(Arc::clone(array)),
    }
}

/// Texts without blanks around them, however they are stored.
///
/// # Errors
/// Numbers without a value.
pub fn trimmed(array: &ArrayRef) -> Result<ArrayRef, Fault> {
    match Texts::of(array) {
        Some(Texts::ByValue(numbers, values)) => {
            changed(numbers, values, |text, _, built| built.append_value(text.trim()))
        }
        _ => text(array),
    }
}
