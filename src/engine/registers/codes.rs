//! Codes in their normal form, whatever type files store them as, and the groups that a code table gives them. What is changed is
//! counted by file, column and change.
//!
//! Owns the values and the counts. The normal form itself is the definition's.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{Array, ArrayRef, AsArray, StringBuilder};
use arrow::datatypes::DataType;
use definitions::code::Change;
use definitions::code_table::ColumnCodes;
use foundation::tables::audit::ReadingRow;

use super::cast::{cast, integer};
use super::fault::Fault;
use super::stored_type::plain;
use super::texts::{self, Texts};

/// What was done to the codes of a batch.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Changes {
    /// By change, in the order of [`Change::ALL`].
    changed: [u64; Change::ALL.len()],
    /// Codes that no line of the code table holds.
    without_group: u64,
}

/// A column as codes in their normal form, or as their groups: blanks are null, and so are codes without a group.
///
/// # Errors
/// Codes with more digits than the column has, and numbers that are not codes.
pub fn column(array: &ArrayRef, codes: &ColumnCodes) -> Result<(ArrayRef, Changes), Fault> {
    let mut reading = Reading { codes, changes: Changes::default(), too_long: 0 };
    let array = match Texts::of(array) {
        Some(Texts::ByValue(numbers, values)) => texts::changed(numbers, values, |text, rows, built| {
            reading.append(text, rows, built);
        })?,
        _ => {
            let numeric = plain(array.data_type()).is_numeric();
            let whole = if numeric { integer(array)? } else { Arc::clone(array) };
            let texts = cast(&cast(&whole, plain(whole.data_type()))?, &DataType::Utf8)?;
            let texts = texts.as_string::<i32>();
            let mut built = StringBuilder::with_capacity(texts.len(), texts.values().len());
            for text in texts {
                match text {
                    Some(text) => reading.append(text, 1, &mut built),
                    None => built.append_null(),
                }
            }
            Arc::new(built.finish())
        }
    };
    if reading.too_long > 0 {
        return Err(Fault::CodeTooLong { count: reading.too_long, width: codes.form.width.unwrap_or(0) });
    }
    Ok((array, reading.changes))
}

/// Codes on their way to their normal form.
struct Reading<'a> {
    codes: &'a ColumnCodes,
    changes: Changes,
    too_long: usize,
}

impl Reading<'_> {
    /// Appends the normal form of the code of so many rows, or its group.
    fn append(&mut self, text: &str, rows: u64, built: &mut StringBuilder) {
        let mut change = |change: Change| self.changes.changed[change as usize] += rows;
        let code = self.codes.form.normal(text, &mut change).unwrap_or_else(|_| {
            self.too_long += rows as usize;
            None
        });
        match (&self.codes.table, code) {
            (Some(table), Some(code)) => match table.group(&code) {
                Some(group) => built.append_value(group),
                None => {
                    self.changes.without_group += rows;
                    built.append_null();
                }
            },
            (_, code) => built.append_option(code.as_ref().map(Cow::as_ref)),
        }
    }
}

/// The changes of a file's codes, by row group and column.
#[derive(Debug, Default, Clone)]
pub struct CodeCounts(Arc<Mutex<BTreeMap<(usize, String), Changes>>>);

impl CodeCounts {
    /// Enters the changes of a row group that has been read. Of two readings, the larger counts hold: one may have looked at fewer
    /// persons.
    pub fn enter(&self, row_group: usize, columns: &BTreeMap<(String, bool), Changes>) {
        if columns.is_empty() {
            return;
        }
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for ((column, _), changes) in columns {
            let known = all.entry((row_group, column.clone())).or_default();
            known.changed.iter_mut().zip(changes.changed).for_each(|(known, count)| *known = count.max(*known));
            known.without_group = changes.without_group.max(known.without_group);
        }
    }

    /// The counts of a file for the table of the audit, by column; `place` is its year or name.
    pub fn rows(&self, register: &str, place: &str, into: &mut BTreeMap<(String, String), ReadingRow>) {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for ((_, column), changes) in all.iter() {
            let changed = Change::ALL.iter().map(|change| change.word()).zip(changes.changed);
            for (what, count) in changed.chain([(ReadingRow::WITHOUT_GROUP, changes.without_group)]) {
                if count > 0 {
                    let name = ReadingRow::codes(what, column, place);
                    let row = into
                        .entry((register.to_owned(), name.clone()))
                        .or_insert_with(|| ReadingRow::new(register, name, 0));
                    row.count += count.cast_signed();
                }
            }
        }
    }
}

impl Changes {
    /// Adds up.
    pub fn add(&mut self, other: Changes) {
        self.changed.iter_mut().zip(other.changed).for_each(|(count, more)| *count += more);
        self.without_group += other.without_group;
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::{DictionaryArray, Float64Array, Int32Array, StringArray};
    use arrow::datatypes::Int32Type;

    use definitions::code::CodeForm;

    use super::*;

    #[test]
    fn codes_by_value_and_by_row_are_the_same_and_counted_by_row() {
        let form = ColumnCodes { form: CodeForm { width: Some(2) }, table: None };
        let texts = [Some(" 1"), Some("24.0"), None, Some(" "), Some(" 1"), Some("df")];
        let by_row: ArrayRef = Arc::new(StringArray::from(texts.to_vec()));
        let numbers: DictionaryArray<Int32Type> = texts.into_iter().collect();
        // The first value is of no row.
        let by_value: ArrayRef = Arc::new(numbers.clone());
        let later = by_value.slice(1, 5);
        for (rows, values) in [(by_row.clone(), by_value), (by_row.slice(1, 5), later)] {
            let (wanted, counted) = column(&rows, &form).unwrap();
            let (found, counts) = column(&values, &form).unwrap();
            assert!(found.as_dictionary_opt::<Int32Type>().is_some());
            assert_eq!(counts, counted);
            assert_eq!((0..found.len()).map(|row| found.is_null(row)).collect::<Vec<_>>(), nulls(&wanted));
            assert_eq!(cast(&found, &DataType::Utf8).unwrap().as_string::<i32>(), wanted.as_string::<i32>());
        }
        let long: ArrayRef = Arc::new(DictionaryArray::<Int32Type>::from_iter(["101", "7", "101", "100"]));
        assert_eq!(column(&long, &form).unwrap_err(), Fault::CodeTooLong { count: 3, width: 2 });
    }

    fn nulls(array: &ArrayRef) -> Vec<bool> {
        (0..array.len()).map(|row| array.is_null(row)).collect()
    }

    #[test]
    fn a_code_is_a_code_as_text_double_or_integer() {
        let form = ColumnCodes { form: CodeForm { width: Some(2) }, table: None };
        let wanted = StringArray::from(vec![Some("01"), Some("24"), None]);
        let texts = StringArray::from(vec![Some(" 1"), Some("24.0"), Some(" ")]);
        let doubles = Float64Array::from(vec![Some(1.0), Some(24.0), None]);
        let whole = Int32Array::from(vec![Some(1), Some(24), None]);
        for array in [Arc::new(texts) as ArrayRef, Arc::new(doubles), Arc::new(whole)] {
            let (codes, _) = column(&array, &form).unwrap();
            assert_eq!(codes.as_string::<i32>(), &wanted);
        }
        let long: ArrayRef = Arc::new(Int32Array::from(vec![101, 7, 100]));
        assert_eq!(column(&long, &form).unwrap_err(), Fault::CodeTooLong { count: 2, width: 2 });
        let halves: ArrayRef = Arc::new(Float64Array::from(vec![1.5]));
        assert_eq!(column(&halves, &form).unwrap_err(), Fault::NotWhole { count: 1 });
    }
}
