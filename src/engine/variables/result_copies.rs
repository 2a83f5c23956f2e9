//! Rows that are delivered twice, as a script counted them of each file.

use arrow::array::Array;

use super::repeated_rows::Copies;
use crate::registers::{ExtractError, Fault};
use crate::results::{COPIES, Results, ScriptedRegister, Totals};
use definitions::register::Register;
use foundation::error::Result;

/// Fails if half of a file's rows have an exact copy.
///
/// # Errors
/// Such a file; counts of other rows than the script counted, or of more than there are, and a file that is not counted.
pub(super) fn require_no_copies(
    register: &Register,
    (results, scripted): (&Results, &ScriptedRegister),
    written: &Totals<'_>,
) -> Result<()> {
    if !scripted.copies {
        return Ok(());
    }
    let mut of_files: Vec<Option<Copies>> = vec![None; scripted.files.len()];
    let mut totals = Totals::none(scripted);
    for file in results.files(scripted, COPIES)? {
        file.read(scripted, |batch| {
            let (numbers, others) = (batch.counts("file")?, batch.integers("other")?);
            let (sampled, copied) = (batch.counts("sampled")?, batch.counts("copied")?);
            for (row, number) in numbers.into_iter().enumerate() {
                let at = usize::try_from(number).ok().filter(|at| *at < of_files.len());
                let at = at.ok_or_else(|| batch.wrong("holds rows of a file that the script does not read"))?;
                totals.add_counts(COPIES, Some(&[at]), (&[sampled[row]], &[copied[row]]));
                let count = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
                let other = others.is_valid(row).then(|| others.value(row));
                let other = other.and_then(|other| u32::try_from(other).ok());
                let copies = Copies { sampled: count(sampled[row]), copied: count(copied[row]), other };
                if of_files[at].replace(copies).is_some() {
                    return Err(batch.wrong("counts the copies of a file twice"));
                }
                scripted.require_at_most(COPIES, sampled[row], scripted.files[at].rows)?;
                scripted.require_at_most(COPIES, copied[row], sampled[row])?;
            }
            Ok(())
        })?;
    }
    totals.require(written, &[COPIES], &[])?;
    for (file, copies) in scripted.files.iter().zip(of_files) {
        let copies = copies.ok_or_else(|| scripted.without_file(COPIES, file))?;
        if copies.are_half() {
            let other = copies.other.and_then(|other| scripted.files.get(other as usize)).map(|file| file.name.clone());
            let fault = Fault::CopiedRows { count: copies.copied, sampled: copies.sampled, other };
            return Err(ExtractError::of(&register.id.value, fault).in_file(&file.name).into());
        }
    }
    Ok(())
}
