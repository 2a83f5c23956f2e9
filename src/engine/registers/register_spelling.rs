//! What becomes of codes in another spelling than the conditions that choose rows: faults where they are many, and notes.

use std::collections::{BTreeMap, BTreeSet};

use arrow::array::ArrayRef;
use definitions::register::Register;
use foundation::error::Result;
use foundation::tables::audit::ReadingRow;

use super::error::ExtractError;
use super::fault::Fault;
use super::open::OpenFile;
use super::spelled_counts::{ChoosingCondition, SpelledRows};
use super::spelling::Misspelled;
use super::spelling_verdict::{SpelledRowCounts, SpellingVerdict, column_in_file};

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
    let of_files: Vec<BTreeMap<String, SpelledRows>> =
        files.iter().map(|file| file.rules.spelled.by_reader()).collect();
    let readers: BTreeSet<&String> = of_files.iter().flat_map(BTreeMap::keys).collect();
    let readers: Vec<&String> = readers.into_iter().collect();
    let none = SpelledRows::default();
    let rows_of = |file: usize, reader: usize| of_files[file].get(readers[reader]).unwrap_or(&none);
    let counted = (0..files.len()).map(|file| {
        let mut all = Misspelled::default();
        (0..readers.len()).for_each(|reader| all.add(rows_of(file, reader).misspelled.numbered(reader)));
        all
    });
    let verdict = SpellingVerdict::of(&counted.collect::<Vec<_>>(), |file, reader| {
        let SpelledRows { rows, met, looked_at, .. } = *rows_of(file, reader);
        SpelledRowCounts { looked_at, met, rows }
    });
    let faults = verdict.many.into_iter().map(|(at, (reader, column), count)| {
        let file = &files[at];
        let name = column_in_file(register, &column, (file.file.year, &file.file.name));
        file.fault(Fault::OtherSpelling { count, rows: rows_of(at, reader).looked_at }).in_column(&name)
    });
    let looked_at = |reader: usize| (0..files.len()).map(|file| rows_of(file, reader).looked_at).sum::<u64>();
    let few: BTreeMap<(String, usize), u64> =
        verdict.few.into_iter().map(|((reader, column), count)| ((column, reader), count)).collect();
    let notes = few.into_iter().map(|((column, reader), count)| {
        let name = ReadingRow::spelled(&column, readers[reader]);
        ReadingRow::new(&register.id.value, name, count.cast_signed()).among(looked_at(reader).cast_signed())
    });
    (faults.collect(), notes.collect())
}
