//! What becomes of codes in another spelling than the conditions that choose rows: faults where they are many, and notes.

use arrow::array::ArrayRef;
use definitions::register::Register;
use foundation::error::Result;
use foundation::tables::audit::ReadingRow;

use super::error::ExtractError;
use super::fault::Fault;
use super::open::OpenFile;
use super::spelled_counts::ChoosingCondition;
use super::spelling::are_many;

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

    /// The faults of codes in another spelling that are many, and the notes of those that are few.
    pub(super) fn spelling(&self, register: &Register) -> (Vec<ExtractError>, Vec<ReadingRow>) {
        let (mut faults, mut notes) = (Vec::new(), Vec::new());
        for (reader, rows) in self.rules.spelled.by_reader() {
            for (column, count) in &rows.misspelled {
                if are_many(*count, rows.looked_at, (rows.met, rows.rows)) {
                    let names = register.column(column).map(|column| column.names_in(self.file.year, &self.file.name));
                    let name = names.and_then(|names| names.first()).unwrap_or(column);
                    let fault = Fault::OtherSpelling { count: *count, rows: rows.looked_at };
                    faults.push(self.fault(fault).in_column(name));
                } else {
                    let name = ReadingRow::spelled(column, &reader);
                    let note = ReadingRow::new(&register.id.value, name, count.cast_signed());
                    notes.push(note.among(rows.looked_at.cast_signed()));
                }
            }
        }
        (faults, notes)
    }
}
