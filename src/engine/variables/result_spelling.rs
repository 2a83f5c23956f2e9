//! What becomes of codes in another spelling in the results of a register's sources.
//!
//! Owns whose rows are judged: those of the persons that are wanted, as in a build from extracts, and everyone's. Among everyone's rows the
//! misspelled ones of a small cohort would be few, and codes of another length would hide that those of the cohort lost their zeros.

use std::collections::BTreeMap;

use super::result_tally::{SourceSums, Tally};
use super::source::Task;
use crate::registers::spelling::Misspelled;
use crate::registers::spelling_verdict::{SpelledRowCounts, SpellingVerdict, column_in_file};
use crate::registers::{ExtractError, Fault};
use crate::results::{DigitCounts, Whose};
use foundation::error::Result;
use foundation::tables::audit::ReadingRow;

/// The notes of codes in another spelling.
///
/// # Errors
/// The fault where they are many, of everyone's rows or of those of the persons that are wanted; more codes of digits than rows.
pub(super) fn misspelled(
    tally: &Tally<'_>,
    tasks: &[Task<'_>],
    sources: &[SourceSums<'_>],
    digits: &DigitCounts,
) -> Result<Vec<ReadingRow>> {
    let (scripted, placed) = (tally.scripted, &tally.placed_of_files);
    let files = &scripted.files;
    for of in sources.iter().flat_map(|source| &source.scripted.misspelled).filter_map(|of| of.digits.as_ref()) {
        for (file, pieces) in tally.pieces_of_files.iter().enumerate() {
            scripted.require_at_most(scripted.digits_part(), digits.rows(of, file), *pieces)?;
        }
    }
    let of_file = |file: usize, whose: Whose| {
        let mut all = Misspelled::default();
        for (number, source) in sources.iter().enumerate() {
            for (of, of_files) in source.scripted.misspelled.iter().zip(&source.misspelled) {
                let rows = of_files[file].of(whose);
                digits.enter((number, &of.id), of.digits.as_ref(), (file, rows), whose, &mut all);
            }
        }
        all
    };
    let everyone: Vec<Misspelled> = (0..files.len()).map(|file| of_file(file, Whose::Everyone)).collect();
    let wanted: Vec<Misspelled> = (0..files.len()).map(|file| of_file(file, Whose::Wanted)).collect();
    let all_placed = |whose: Whose| placed.iter().map(|rows| rows.of(whose)).sum::<u64>();
    let id = &tally.register.id.value;
    let mut few = BTreeMap::new();
    for (whose, counted) in [(Whose::Wanted, &wanted), (Whose::Everyone, &everyone)] {
        let verdict = SpellingVerdict::of(counted, |file, task| SpelledRowCounts {
            looked_at: placed[file].of(whose),
            met: sources[task].met.of(whose),
            rows: all_placed(whose),
        });
        if let Some((at, column, count)) = verdict.many.into_iter().next() {
            // Of the rows of all persons, as a build from extracts says.
            let mut of_register = Misspelled::default();
            counted.iter().for_each(|file| of_register.add(file.clone()));
            let count = everyone[at].counts(&of_register).get(&column).map_or(count, |count| *count);
            let (file, (task, column)) = (&files[at], column);
            let name = column_in_file(tally.register, &column, (file.year, &file.name));
            let fault = Fault::OtherSpelling { count, rows: placed[at].of(Whose::Everyone) };
            return Err(tasks[task].named(ExtractError::of(id, fault).in_file(&file.name).in_column(name)).into());
        }
        few.extend(verdict.few);
    }
    let few_of = all_placed(Whose::Everyone);
    let notes = few.into_iter().map(|((task, column), count)| {
        let name = ReadingRow::spelled(&column, &tasks[task].definition.id.value);
        ReadingRow::new(id, name, count.cast_signed()).among(few_of.cast_signed())
    });
    Ok(notes.collect())
}
