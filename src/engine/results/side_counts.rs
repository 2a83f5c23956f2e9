//! What a script counts beside its sums: odd days, and codes in another spelling than the conditions that choose rows.

use arrow::array::ArrayRef;

use definitions::register::Register;
use foundation::error::Result;
use foundation::tables::audit::ReadingRow;

use super::days::OddDayRows;
use super::spelled::ConditionCounts;
use super::{DayCounts, DigitCounts, Results, ScriptedFile, ScriptedRegister, Totals};

/// The counts of a script.
pub struct SideCounts<'a> {
    odd: OddDayRows,
    conditions: ConditionCounts<'a>,
    /// Codes of digits by their length.
    pub digits: DigitCounts,
}

impl<'a> SideCounts<'a> {
    /// Reads the counts of a script, and holds them against what it wrote last. `counts` says, by row, whether the rows of a key are
    /// those of a person that is wanted.
    ///
    /// # Errors
    /// No result, one of another run, or columns of other types.
    pub fn read(
        (results, scripted): (&Results, &'a ScriptedRegister),
        written: &Totals<'_>,
        counts: impl Fn(&ArrayRef) -> Vec<bool>,
    ) -> Result<SideCounts<'a>> {
        Ok(SideCounts {
            odd: OddDayRows::read((results, scripted), written, &counts)?,
            conditions: ConditionCounts::read(results, scripted, written)?,
            digits: DigitCounts::read((results, scripted), written, counts)?,
        })
    }

    /// The notes of a register that the script reads, with its files.
    ///
    /// # Errors
    /// Ends that many rows share, and files with many codes in another spelling.
    pub fn judge(&self, register: &Register, files: &[ScriptedFile], days: &DayCounts<'_>) -> Result<Vec<ReadingRow>> {
        let mut notes = days.judge(&self.odd)?;
        notes.extend(self.conditions.judge(register, files, &self.digits)?);
        Ok(notes)
    }
}
