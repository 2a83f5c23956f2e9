//! Texts that a file stores as numbers of its distinct values: a rule of reading changes each value once, and not each row.
//!
//! Owns which columns of a row group are read so, and the texts of a column however they are stored. The rules themselves are elsewhere.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, DictionaryArray, Int32Array, StringArray, StringBuilder};
use arrow::datatypes::{DataType, Int32Type, Schema};
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::basic::Encoding;
use parquet::file::metadata::ColumnChunkMetaData;

use super::cast::{cast, text};
use super::fault::Fault;
use super::open::OpenFile;
use super::projection::Projection;
use super::stored_type;

/// The largest list of distinct values, in bytes of the file, that is read as such: a longer one costs more than the rows of a batch.
const LIST_BYTES: i64 = 1 << 15;

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
            Texts::ByValue(numbers, values) => numbers.key(row).map(|number| values.value(number)),
        }
    }
}

/// Changes the distinct values of a column once each: `change` gets a value and the number of its rows, and appends the new value, or
/// null. Values of no row are not changed.
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
            Some(value) if rows > 0 => change(value, rows, &mut built),
            _ => built.append_value(""),
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

impl OpenFile {
    /// The types of a row group's columns, with those of `columns` as numbers of distinct values that the file stores so.
    pub(super) fn types_of(&self, row_group: usize, columns: &[Projection]) -> ArrowReaderMetadata {
        let fields = self.schema().fields();
        let listed = |column: &&Projection| {
            let holds_texts = fields.get(column.position).is_some_and(|field| stored_type::is_text(field.data_type()));
            column.by_value && holds_texts && self.chunk(row_group, column.position).is_some_and(has_few_values)
        };
        let listed: Vec<usize> = columns.iter().filter(listed).map(|column| column.position).collect();
        if listed.is_empty() {
            return self.metadata.clone();
        }
        let numbers = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
        let fields = fields.iter().enumerate().map(|(position, field)| match listed.contains(&position) {
            true => Arc::new(field.as_ref().clone().with_data_type(numbers.clone())),
            false => Arc::clone(field),
        });
        let schema = Schema::new_with_metadata(fields.collect::<Vec<_>>(), self.schema().metadata().clone());
        let options = ArrowReaderOptions::new().with_schema(Arc::new(schema));
        // A schema that the library does not take leaves texts one by one.
        ArrowReaderMetadata::try_new(Arc::clone(self.metadata.metadata()), options)
            .unwrap_or_else(|_| self.metadata.clone())
    }

    /// A column of a row group, by the position of the column in the file.
    fn chunk(&self, row_group: usize, position: usize) -> Option<&ColumnChunkMetaData> {
        let parquet = self.metadata.parquet_schema();
        let mut leaves = (0..parquet.num_columns()).filter(|leaf| parquet.get_column_root_idx(*leaf) == position);
        self.metadata.metadata().row_groups().get(row_group)?.columns().get(leaves.next()?)
    }
}

/// Whether all values of a column are numbers of a short list.
fn has_few_values(chunk: &ColumnChunkMetaData) -> bool {
    let (Some(list), Some(encodings)) = (chunk.dictionary_page_offset(), chunk.page_encoding_stats_mask()) else {
        return false;
    };
    let numbers_only = [Encoding::PLAIN_DICTIONARY, Encoding::RLE_DICTIONARY].into_iter().any(|e| encodings.is_only(e));
    numbers_only && (0..LIST_BYTES).contains(&(chunk.data_page_offset() - list))
}
