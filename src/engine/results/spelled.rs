//! Codes in another spelling as a script counted them: of the conditions that choose rows, and codes of digits by their length.
//!
//! Owns the counts. What becomes of them is the verdict of a build from extracts.

use std::collections::BTreeMap;

use arrow::array::{Array, ArrayRef};

use definitions::register::Register;
use foundation::error::Result;
use foundation::tables::audit::ReadingRow;

use super::groups_seen::GroupsSeen;
use super::{CountedDigits, Results, RowsOf, ScriptedFile, ScriptedRegister, Totals, Whose};
use crate::registers::spelling::Misspelled;
use crate::registers::spelling_verdict::{SpelledRowCounts, SpellingVerdict, column_in_file};
use crate::registers::{ExtractError, Fault};

/// Codes of digits of a file: their length, their first digits, and how many rows have such a code.
type Codes = BTreeMap<(usize, String), RowsOf>;

/// Codes of digits, by number of the column and by file.
pub struct DigitCounts(Vec<Vec<Codes>>);

impl DigitCounts {
    /// Reads the result with codes of digits of a script, and holds it against what the script wrote last.
    /// `counts` says, by row, whether a key is that of a person that is wanted.
    ///
    /// # Errors
    /// No result, one of another run, or columns of other types.
    pub fn read(
        (results, scripted): (&Results, &ScriptedRegister),
        written: &Totals<'_>,
        counts: impl Fn(&ArrayRef) -> Vec<bool>,
    ) -> Result<DigitCounts> {
        let mut all = vec![vec![Codes::new(); most_files(scripted)]; scripted.digits];
        if all.is_empty() {
            return Ok(DigitCounts(all));
        }
        let (part, mut totals) = (scripted.digits_part(), Totals::none(scripted));
        let mut seen = GroupsSeen::default();
        for file in results.files(scripted, part)? {
            file.read(scripted, |batch| {
                let (columns, files) = (batch.counts("column")?, batch.counts("file")?);
                let (lengths, first, rows) = (batch.counts("length")?, batch.texts("first")?, batch.counts("rows")?);
                let keys = batch.keys(results.list().key)?;
                let wanted = counts(&keys);
                totals.add(part, (&rows, None, None), &[]);
                for (row, column) in columns.into_iter().enumerate() {
                    let number = |number: u64| usize::try_from(number).ok();
                    let of_file = number(column).and_then(|column| all.get_mut(column)?.get_mut(number(files[row])?));
                    let code = number(lengths[row]).filter(|_| first.is_valid(row));
                    let (Some(of_file), Some(length)) = (of_file, code) else {
                        return Err(batch.wrong("holds codes of a column or file that is not read"));
                    };
                    let group = [column, files[row], lengths[row]].map(u64::cast_signed);
                    if !seen.enter(&group, (&keys, row), first.value(row)) {
                        return Err(batch.wrong("counts the codes of a person twice"));
                    }
                    of_file.entry((length, first.value(row).to_owned())).or_default().enter(rows[row], wanted[row]);
                }
                Ok(())
            })?;
        }
        totals.require(written, &[part], &[])?;
        Ok(DigitCounts(all))
    }

    fn codes(&self, digits: &CountedDigits, file: usize) -> impl Iterator<Item = (&(usize, String), &RowsOf)> {
        self.0.get(digits.column).and_then(|files| files.get(file)).into_iter().flatten()
    }

    /// How many rows of a file have a code of digits in a column.
    pub fn rows(&self, digits: &CountedDigits, file: usize) -> u64 {
        self.codes(digits, file).map(|(_, rows)| rows.of(Whose::Everyone)).sum()
    }

    /// Enters the rows of a file with a code in another spelling, and its codes of digits, for an expression by its number and a column.
    pub fn enter(
        &self,
        (number, column): (usize, &str),
        digits: Option<&CountedDigits>,
        (file, rows): (usize, u64),
        whose: Whose,
        into: &mut Misspelled,
    ) {
        let of = || (number, column.to_owned());
        into.enter(of(), rows);
        let Some(digits) = digits else { return };
        for ((length, first), rows) in self.codes(digits, file) {
            let rows = rows.of(whose);
            if rows == 0 {
                continue;
            }
            for beginnings in &digits.beginnings {
                into.enter_digits(of(), beginnings, (*length, first), rows);
            }
        }
    }
}

/// Codes in another spelling than the conditions that choose rows: by condition and file, the rows that meet it, and those with such a
/// code.
pub struct ConditionCounts<'a> {
    scripted: &'a ScriptedRegister,
    counts: Vec<Vec<Option<(u64, u64)>>>,
}

impl<'a> ConditionCounts<'a> {
    /// Reads the result with the conditions of a script, and holds it against what the script wrote last.
    ///
    /// # Errors
    /// No result, one of another run, or columns of other types.
    pub fn read(
        results: &Results,
        scripted: &'a ScriptedRegister,
        written: &Totals<'_>,
    ) -> Result<ConditionCounts<'a>> {
        let of_files = vec![None; most_files(scripted)];
        let mut all = ConditionCounts { scripted, counts: vec![of_files; scripted.conditions.len()] };
        if scripted.conditions.is_empty() {
            return Ok(all);
        }
        let (part, mut totals) = (scripted.conditions_part(), Totals::none(scripted));
        for file in results.files(scripted, part)? {
            file.read(scripted, |batch| {
                let (conditions, files) = (batch.counts("condition")?, batch.counts("file")?);
                let (met, misspelled) = (batch.counts("met")?, batch.counts("misspelled")?);
                totals.add_counts(part, None, (&met, &misspelled));
                for (row, condition) in conditions.into_iter().enumerate() {
                    let number = |number: u64| usize::try_from(number).ok();
                    let of_file = number(condition).and_then(|at| all.counts.get_mut(at)?.get_mut(number(files[row])?));
                    let of_file = of_file.ok_or_else(|| batch.wrong("holds rows of a condition that is not read"))?;
                    if of_file.replace((met[row], misspelled[row])).is_some() {
                        return Err(batch.wrong("counts a condition in a file twice"));
                    }
                }
                Ok(())
            })?;
        }
        totals.require(written, &[part], &[])?;
        Ok(all)
    }

    /// The rows of a file that meet a condition, and those in another spelling.
    fn rows(&self, number: usize, file: usize) -> (u64, u64) {
        // A file without rows has no counts; of every other one they are required.
        self.counts[number][file].map_or((0, 0), |counts| counts)
    }

    /// The notes of codes in another spelling, of a register that the script reads with so many files.
    ///
    /// # Errors
    /// Files that are not counted, counts of more rows than there are, or the fault of a file in which they are many.
    pub fn judge(&self, register: &Register, files: &[ScriptedFile], digits: &DigitCounts) -> Result<Vec<ReadingRow>> {
        let id = &register.id.value;
        let conditions = || self.scripted.conditions.iter().enumerate().filter(|(_, of)| of.register == *id);
        let part = self.scripted.conditions_part();
        for (number, of) in conditions() {
            for (at, file) in files.iter().enumerate() {
                if file.rows > 0 && self.counts[number][at].is_none() {
                    return Err(self.scripted.without_file(part, file));
                }
                let (met, misspelled) = self.rows(number, at);
                self.scripted.require_at_most(part, met.max(misspelled), file.rows)?;
                let of_digits = of.digits.as_ref().map_or(0, |of| digits.rows(of, at));
                self.scripted.require_at_most(self.scripted.digits_part(), of_digits, file.rows)?;
            }
        }
        let of_file = |file: usize| {
            let mut all = Misspelled::default();
            for (number, of) in conditions() {
                let rows = self.rows(number, file).1;
                digits.enter((number, &of.id), of.digits.as_ref(), (file, rows), Whose::Everyone, &mut all);
            }
            all
        };
        let counted: Vec<Misspelled> = (0..files.len()).map(of_file).collect();
        let verdict = SpellingVerdict::of(&counted, |file, number| {
            let rows = files[file].rows;
            SpelledRowCounts { looked_at: rows, met: self.rows(number, file).0, rows }
        });
        if let Some((at, (_, column), count)) = verdict.many.into_iter().next() {
            let file = &files[at];
            let fault = Fault::OtherSpelling { count, rows: file.rows };
            let name = column_in_file(register, &column, (file.year, &file.name));
            return Err(ExtractError::of(id, fault).in_file(&file.name).in_column(name).into());
        }
        let rows: u64 = files.iter().map(|file| file.rows).sum();
        let notes = verdict.few.into_iter().map(|((number, column), count)| {
            let name = ReadingRow::spelled(&column, &self.scripted.conditions[number].reader);
            ReadingRow::new(id, name, count.cast_signed()).among(rows.cast_signed())
        });
        Ok(notes.collect())
    }
}

/// The files of the register of a script, or of one that is read with it, whichever has more.
fn most_files(scripted: &ScriptedRegister) -> usize {
    scripted.related.iter().chain([scripted]).map(|of| of.files.len()).max().unwrap_or(0)
}
