//! What becomes of codes in another spelling than the conditions that choose rows: faults where they are many, and notes.

use std::collections::BTreeMap;

use arrow::array::ArrayRef;
use definitions::register::Register;
use foundation::error::Result;
use foundation::tables::audit::ReadingRow;

use super::error::ExtractError;
use super::fault::Fault;
use super::open::OpenFile;
use super::spelled_counts::{ChoosingCondition, SpelledRows};
use super::spelling::{Misspelled, are_many};

impl OpenFile {
    /// Starts the counts of a stretch of row groups, which the first of them stands for, for a question.
    pub fn start_spelled(&self, question: &str, row_group: usize) {
        self.rules.spelled.start(question, row_group);
    }

    /// Counts the codes of a batch that a question's condition reads.
    ///
    /// # Errors
    /// Internal errors only.
    pub fn count_spelled(
        &self,
        condition: ChoosingCondition<'_>,
        row_group: usize,
        (columns, rows): (&[(String, ArrayRef)], usize),
    ) -> Result<()> {
        self.rules.spelled.count(condition, row_group, columns, rows)
    }
}

/// The faults of codes in another spelling that are many in a file, and the notes of those that are few, of all files together.
pub(super) fn found(files: &[OpenFile], register: &Register) -> (Vec<ExtractError>, Vec<ReadingRow>) {
    let (mut faults, mut few) = (Vec::new(), BTreeMap::<(String, String), u64>::new());
    let mut looked_at = BTreeMap::<String, u64>::new();
    let of_files: Vec<BTreeMap<String, SpelledRows>> =
        files.iter().map(|file| file.rules.spelled.by_reader()).collect();
    let mut of_register = BTreeMap::<&String, Misspelled>::new();
    for (reader, rows) in of_files.iter().flatten() {
        of_register.entry(reader).or_default().add(rows.misspelled.clone());
    }
    for (file, readers) in files.iter().zip(&of_files) {
        for (reader, rows) in readers {
            for ((_, column), count) in &rows.misspelled.counts(&of_register[reader]) {
                if are_many(*count, rows.looked_at, (rows.met, rows.rows)) {
                    let names = register.column(column).map(|column| column.names_in(file.file.year, &file.file.name));
                    let name = names.and_then(|names| names.first()).unwrap_or(column);
                    let fault = Fault::OtherSpelling { count: *count, rows: rows.looked_at };
                    faults.push(file.fault(fault).in_column(name));
                } else {
                    *few.entry((column.clone(), reader.clone())).or_default() += count;
                }
            }
            *looked_at.entry(reader.clone()).or_default() += rows.looked_at;
        }
    }
    let notes = few.into_iter().map(|((column, reader), count)| {
        let note = ReadingRow::new(&register.id.value, ReadingRow::spelled(&column, &reader), count.cast_signed());
        note.among(looked_at[&reader].cast_signed())
    });
    (faults, notes.collect())
}
