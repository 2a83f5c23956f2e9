//! Texts that a file stores as numbers of its distinct values: a rule of reading changes each value once, and not each row.
//!
//! Owns the texts of a column however they are stored. Which columns are read so is in `listed_texts`; the rules themselves are elsewhere.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, DictionaryArray, Int32Array, PrimitiveArray, StringArray, StringBuilder};
use arrow::buffer::{BooleanBuffer, NullBuffer};
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
    let rows = rows_of_values(numbers);
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

/// How many rows have each value.
fn rows_of_values(numbers: &DictionaryArray<Int32Type>) -> Vec<u64> {
    let keys = numbers.keys();
    let mut rows = vec![0; numbers.values().len()];
    match keys.null_count() {
        0 => keys.values().iter().for_each(|key| rows[*key as usize] += 1),
        _ => keys.iter().flatten().for_each(|key| rows[key as usize] += 1),
    }
    rows
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
        let keys = numbers.keys();
        let rows = rows_of_values(numbers);
        // By value: what it stands for, and whether that is anything. Values that no row has are not read.
        let mut known = vec![(T::default_value(), false); values.len()];
        let mut wrong = 0;
        for ((at, rows), known) in rows.iter().enumerate().zip(&mut known).filter(|((_, rows), _)| **rows > 0) {
            match if values.is_valid(at) { value(values.value(at)) } else { Meaning::Blank } {
                Meaning::Value(value) => *known = (value, true),
                Meaning::Blank => {}
                Meaning::Nothing => wrong += *rows as usize,
            }
        }
        // Under a null lies any value.
        let of_row = |key: &i32| known.get(*key as usize).map_or(T::default_value(), |(value, _)| *value);
        let found: Vec<T::Native> = keys.values().iter().map(of_row).collect();
        let has_value = |(rows, known): (&u64, &(T::Native, bool))| *rows == 0 || known.1;
        if keys.null_count() == 0 && rows.iter().zip(&known).all(has_value) {
            return Ok((PrimitiveArray::new(found.into(), None), wrong));
        }
        let key_of = keys.values();
        let has_key = |row: usize| keys.is_valid(row) && known[key_of[row] as usize].1;
        let valid = BooleanBuffer::collect_bool(keys.len(), has_key);
        return Ok((PrimitiveArray::new(found.into(), Some(NullBuffer::new(valid))), wrong));
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

#[cfg(test)]
mod tests {
    use arrow::datatypes::Int64Type;

    use super::*;

    #[test]
    fn texts_as_numbers_of_values_stand_for_what_they_stand_for_one_by_one() {
        let some = |texts: &[Option<&str>]| -> Vec<Option<String>> {
            texts.iter().map(|text| text.map(str::to_owned)).collect()
        };
        let columns = [
            some(&[Some(" 7"), Some("x"), None, Some(""), Some("x"), Some("8 "), Some("7")]),
            some(&[Some("7"), Some("7")]),
            some(&[None, None]),
            some(&[]),
        ];
        for texts in columns {
            let by_row: ArrayRef = Arc::new(StringArray::from(texts.clone()));
            let by_value: DictionaryArray<Int32Type> = texts.iter().map(Option::as_deref).collect();
            // Null rows may have the number of any value, and values may have no row.
            let (keys, values) = (by_value.keys(), by_value.values().as_string::<i32>());
            let beneath: Vec<i32> =
                (0..keys.len()).map(|row| if keys.is_null(row) { 1 } else { keys.value(row) }).collect();
            let more = StringArray::from_iter(values.iter().chain([Some("y"), None]));
            let keys = Int32Array::new(beneath.into(), keys.nulls().cloned());
            let by_value: ArrayRef = Arc::new(DictionaryArray::new(keys, Arc::new(more)));
            let read = |array: &ArrayRef| parsed::<Int64Type>(array, |text| text.parse().ok()).unwrap();
            let (one_by_one, wrong) = read(&by_row);
            assert_eq!(wrong, texts.iter().flatten().filter(|text| *text == "x").count());
            let found = read(&by_value);
            assert_eq!(found.0.iter().collect::<Vec<_>>(), one_by_one.iter().collect::<Vec<_>>());
            assert_eq!(found.1, wrong);
        }
    }

    #[test]
    fn each_value_is_read_once_and_nulls_stand_for_nothing() {
        let column = |keys: Vec<Option<i32>>, values: Vec<Option<&str>>| -> ArrayRef {
            Arc::new(DictionaryArray::new(Int32Array::from(keys), Arc::new(StringArray::from(values))))
        };
        let mut read = Vec::new();
        let some = column(vec![Some(0), None, Some(1), Some(0)], vec![Some("7"), None, Some("unused")]);
        let (found, wrong) = parsed::<Int64Type>(&some, |text| {
            read.push(text.to_owned());
            text.parse().ok()
        })
        .unwrap();
        assert_eq!((found.iter().collect::<Vec<_>>(), wrong), (vec![Some(7), None, None, Some(7)], 0));
        assert_eq!(read, ["7"]);
        let (found, wrong) = parsed::<Int64Type>(&column(vec![None, None], Vec::new()), |_| None).unwrap();
        assert_eq!((found.iter().collect::<Vec<_>>(), wrong), (vec![None, None], 0));
    }
}
