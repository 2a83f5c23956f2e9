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
    let numeric = plain(array.data_type()).is_numeric();
    let whole = if numeric { integer(array)? } else { Arc::clone(array) };
    let texts = cast(&cast(&whole, plain(whole.data_type()))?, &DataType::Utf8)?;
    let texts = texts.as_string::<i32>();
    let mut changes = Changes::default();
    let mut too_long = 0;
    let mut built = StringBuilder::with_capacity(texts.len(), texts.values().len());
    for text in texts {
        let mut change = |change: Change| changes.changed[change as usize] += 1;
        let code = match text.map(|text| codes.form.normal(text, &mut change)) {
            Some(Ok(code)) => code,
            Some(Err(_)) => {
                too_long += 1;
                None
            }
            None => None,
        };
        match (&codes.table, code) {
            (Some(table), Some(code)) => match table.group(&code) {
                Some(group) => built.append_value(group),
                None => {
                    changes.without_group += 1;
                    built.append_null();
                }
            },
            (_, code) => built.append_option(code.as_ref().map(Cow::as_ref)),
        }
    }
    if too_long > 0 {
        return Err(Fault::CodeTooLong { count: too_long, width: codes.form.width.unwrap_or(0) });
    }
    Ok((Arc::new(built.finish()), changes))
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
    use arrow::array::{Float64Array, Int32Array, StringArray};

    use definitions::code::CodeForm;

    use super::*;

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
