//! DREAM as delivered: one wide row per person with any transfer, a column per ISO week.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};

use foundation::error::{Error, Result};

use super::calendar::Calendar;
use super::chunk::Chunk;
use super::rows::Entry;

/// The person key and one column per week.
pub fn schema(calendar: &Calendar) -> SchemaRef {
    let weeks = calendar.week_columns().into_iter().map(|name| Field::new(name, DataType::Utf8, true));
    let person = Field::new("PNR", DataType::Utf8, true);
    Arc::new(Schema::new(std::iter::once(person).chain(weeks).collect::<Vec<_>>()))
}

/// A chunk's rows: each entry is a run of weeks with a code.
///
/// # Errors
/// An internal error if the columns do not fit the schema.
pub fn batch(entries: &[Entry], chunk: &Chunk, schema: &SchemaRef) -> Result<RecordBatch> {
    let mut persons: Vec<u32> = entries.iter().map(|entry| entry.person).collect();
    persons.dedup();
    let height = persons.len();
    let columns = schema.fields().len() - 1;
    // Column-major, as the file is written. 0 means no code.
    let mut codes = vec![0u16; height * columns];
    let mut row = 0;
    for entry in entries {
        while persons.get(row).is_some_and(|person| *person != entry.person) {
            row += 1;
        }
        let first = entry.start as usize;
        let weeks = entry.end as usize;
        let code = u16::try_from(entry.code).map_err(|e| Error::internal(format!("DREAM code: {e}")))?;
        for column in first..(first + weeks).min(columns) {
            codes[column * height + row] = code;
        }
    }
    let words: Vec<String> = (0..1000).map(|code| format!("{code:03}")).collect();
    let word = |code: &u16| words.get(usize::from(*code)).filter(|_| *code > 0).map(String::as_str);
    let keys: ArrayRef = Arc::new(StringArray::from_iter_values(persons.iter().map(|person| chunk.key(*person))));
    let mut arrays = vec![keys];
    for column in 0..columns {
        let of_week = &codes[column * height..(column + 1) * height];
        arrays.push(Arc::new(StringArray::from_iter(of_week.iter().map(word))));
    }
    RecordBatch::try_new(Arc::clone(schema), arrays).map_err(|e| Error::internal(format!("DREAM: {e}")))
}
