//! What is checked of a delivery while its rows are read: rows that are delivered twice, codes and keys in another spelling,
//! and covered years without rows.
//!
//! Owns when a count is a note and when it is a fault. Rows are looked at as they pass; nothing is read for the checks alone
//! unless a file is suspected to hold its rows twice.

use std::collections::BTreeMap;

use super::repeated_rows::{Copies, PersonSample, RowHash, copies, require_different};
use super::rows::Rows;
use super::source::Task;
use crate::persons::Persons;
use crate::registers::spelling::{self, Answer, Misspelled, Spellings};
use crate::registers::spelling_verdict::{SpelledColumn, SpelledRowCounts, SpellingVerdict, column_in_file};
use crate::registers::{ExtractError, Fault, KeyCounts, OpenFile, OpenRegister};
use definitions::day::{Day, Years, year_of};
use definitions::expression::Expression;
use definitions::register::{Period, Register, Spread};
use foundation::error::Result;
use foundation::tables::audit::ReadingRow;

/// Exact copies are noted if they are at least one in so many sampled rows: a few equal visits are normal.
const ONE_COPY_IN: usize = 20;

/// Fewer exact copies are not noted.
const FEWEST_COPIES: usize = 10;

/// Rows per year with rows from which on a year without any is noted: by chance a year of 10 expected rows has none in one of
/// 20,000 cases.
const ROWS_A_YEAR: u64 = 10;

/// The checks of a pass over a register.
pub struct DeliveryChecks<'a> {
    sample: PersonSample,
    spellings: Spellings<'a>,
    /// The names that SQL gives answers of other registers.
    answers: Vec<&'a str>,
    /// Every covered year.
    years: Vec<i32>,
    /// The first and last calendar year that a row counts in, after its own.
    touched: (i64, i64),
}

/// What is counted in a row group.
#[derive(Debug, Default)]
pub struct RowCounts {
    /// The position of the file.
    file: usize,
    hashes: Vec<RowHash>,
    misspelled: Misspelled,
    /// Rows whose spelling was looked at.
    looked_at: u64,
    /// Rows.
    rows: u64,
    /// Rows of wide registers, however many weeks or months of them count.
    wide: u64,
    /// By covered year, rows; of spells, those that touch it.
    years: Vec<u64>,
    /// Keys that are not in the population.
    pub keys: KeyCounts,
}

impl RowCounts {
    /// Adds up.
    pub fn merge(&mut self, other: RowCounts) {
        self.hashes.extend(other.hashes);
        self.looked_at += other.looked_at;
        self.rows += other.rows;
        self.wide += other.wide;
        self.keys.add(other.keys);
        self.years.iter_mut().zip(other.years).for_each(|(all, rows)| *all += rows);
        self.misspelled.add(other.misspelled);
    }
}

impl<'a> DeliveryChecks<'a> {
    /// The checks of sources that read a register.
    pub fn new(open: &OpenRegister<'_>, tasks: &'a [Task<'a>]) -> DeliveryChecks<'a> {
        DeliveryChecks {
            sample: PersonSample::of(open),
            spellings: Spellings::of(tasks.iter().enumerate().flat_map(expressions)),
            answers: tasks.iter().flat_map(|task| &task.source.any).map(|any| any.id.value.as_str()).collect(),
            years: open.definition.covers.years(),
            touched: match open.definition.kind.period().and_then(Period::division) {
                None | Some(Spread::Start) => (0, 0),
                Some(Spread::End) => (1, 1),
                Some(Spread::Parts { .. }) => (0, 1),
            },
        }
    }

    /// Nothing counted yet, for a row group of a file.
    pub fn start(&self, file: usize) -> RowCounts {
        RowCounts { file, years: vec![0; self.years.len()], ..RowCounts::default() }
    }

    /// Counts the rows of a batch.
    ///
    /// # Errors
    /// Internal errors only.
    pub fn count(&self, batch: &Rows, counts: &mut RowCounts) -> Result<()> {
        self.count_codes(batch, spelling::ROWS, counts)?;
        self.count_placed(batch, counts);
        Ok(())
    }

    /// Counts codes in another spelling in the rows of a batch, or in at most so many of them.
    ///
    /// # Errors
    /// Internal errors only.
    pub fn count_codes(&self, batch: &Rows, most: usize, counts: &mut RowCounts) -> Result<()> {
        counts.looked_at += self.count_spelling(batch, most, &mut counts.misspelled)?;
        Ok(())
    }

    /// Counts the rows of a batch by year, and compares them with others.
    pub fn count_placed(&self, batch: &Rows, counts: &mut RowCounts) {
        self.count_copies(batch, counts);
        self.count_rows(batch, counts);
    }

    /// Compares the rows of a batch with others by their delivered columns: answers of other registers are not known of all rows.
    pub fn count_copies(&self, batch: &Rows, counts: &mut RowCounts) {
        let is_answer = |name: &String| self.answers.contains(&name.as_str());
        let delivered = batch.columns.iter().filter(|(name, _)| !is_answer(name)).cloned();
        self.sample.hash(&batch.persons, &delivered.collect::<Vec<_>>(), counts.file as u32, &mut counts.hashes);
    }

    /// Whether expressions have codes whose spelling is looked at.
    pub fn have_codes(&self) -> bool {
        !self.spellings.is_empty()
    }

    fn count_rows(&self, batch: &Rows, counts: &mut RowCounts) {
        counts.rows += batch.persons.len() as u64;
        counts.wide += batch.rows.len() as u64;
        let (Some(first), Some(last)) = (self.years.first(), self.years.last()) else { return };
        let mut add = |from: i64, to: i64| {
            for year in from.max(i64::from(*first))..=to.min(i64::from(*last)) {
                let (year, behind) = (year as i32, (year - i64::from(*first)) as usize);
                // Covered years mostly follow one another.
                let at =
                    if self.years.get(behind) == Some(&year) { Ok(behind) } else { self.years.binary_search(&year) };
                if let Ok(at) = at {
                    counts.years[at] += 1;
                }
            }
        };
        if batch.spells.is_empty() {
            batch.years.iter().for_each(|year| add(*year + self.touched.0, *year + self.touched.1));
        } else {
            batch.spells.iter().for_each(|(start, end)| add(year_of(*start).into(), year_of(*end).into()));
        }
    }

    /// Counts the rows of a batch, at most so many, with a code in another spelling. Returns how many were looked at.
    ///
    /// # Errors
    /// Internal errors only.
    pub fn count_spelling(&self, batch: &Rows, most: usize, misspelled: &mut Misspelled) -> Result<u64> {
        self.spellings.count(&batch.columns, batch.persons.len(), most, misspelled)
    }

    /// The notes of a register, or its first fault. `evaluated` says, by source, on how many rows its condition was evaluated
    /// and how many meet it; `elsewhere` counts rows that are in no covered year, and `recount` reads a file again and counts the codes in another spelling in all rows.
    ///
    /// # Errors
    /// Rows delivered twice, keys or codes in another spelling.
    pub fn finish(
        &self,
        open: &OpenRegister<'_>,
        tasks: &[Task<'_>],
        (persons, years): (&Persons, Option<Years>),
        (groups, elsewhere): (Vec<RowCounts>, u64),
        evaluated: &[(u64, u64)],
        recount: impl Fn(&OpenFile) -> Result<(Misspelled, u64)>,
    ) -> Result<Vec<ReadingRow>> {
        let mut of_files: Vec<RowCounts> = (0..open.files.len()).map(|file| self.start(file)).collect();
        for group in groups {
            of_files[group.file].merge(group);
        }
        for (file, counts) in open.files.iter().zip(&of_files) {
            if let Some(fault) = counts.keys.fault() {
                let fault =
                    file.fault(fault).in_column(&open.definition.person.names_in(file.file.year, &file.file.name)[0]);
                open.faults.meet(fault)?;
            }
        }
        let hashes: Vec<RowHash> = of_files.iter_mut().flat_map(|file| std::mem::take(&mut file.hashes)).collect();
        let copied = copies(hashes, open.files.len());
        require_different(open, self.sample, persons, &copied)?;
        let mut notes = misspelled(open, tasks, &of_files, evaluated, recount)?;
        let mut all = Copies::default();
        copied.into_iter().for_each(|of_file| all.add(of_file));
        let register = &open.definition.id.value;
        if all.copied >= FEWEST_COPIES && all.copied * ONE_COPY_IN >= all.sampled {
            let note = ReadingRow::new(register, "rows_with_an_exact_copy", all.copied as i64);
            notes.push(note.among(all.sampled as i64));
        }
        let mut of_years: BTreeMap<i32, u64> = BTreeMap::new();
        for file in &of_files {
            self.years.iter().zip(&file.years).for_each(|(year, rows)| *of_years.entry(*year).or_default() += rows);
        }
        let total: u64 = of_files.iter().map(|file| file.rows).sum();
        // The weeks and months of a row of a wide register are rows; without any, the row itself is in no year.
        let wide: u64 = if total == 0 { of_files.iter().map(|file| file.wide).sum() } else { 0 };
        notes.extend(empty_years(open.definition, years, &of_years, (total, elsewhere + wide)));
        Ok(notes)
    }
}

/// The expressions of a source, with its number.
fn expressions<'a>((number, task): (usize, &'a Task<'a>)) -> impl Iterator<Item = (usize, &'a Expression, Answer)> {
    let condition = task.source.filter.iter().map(move |expression| (number, expression, Answer::Condition));
    condition.chain(task.source.value.of.iter().map(move |expression| (number, expression, Answer::Value)))
}

/// Years that are wholly covered and wanted, and have no row. `of_years` has the rows that touch a year; of the rows looked at, `total`
/// are placed in a covered year, and `elsewhere` in none. A register whose years have few rows is not noted, and neither is one of which
/// few rows were looked at.
pub fn empty_years(
    register: &Register,
    years: Option<Years>,
    of_years: &BTreeMap<i32, u64>,
    (total, elsewhere): (u64, u64),
) -> Vec<ReadingRow> {
    let covered = register.covers.years();
    let whole = |year: i32| register.covers.holds(Day::first_of(year), Day::last_of(year));
    let wanted = |year: &&i32| years.is_none_or(|years| years.contains(**year)) && whole(**year);
    let judged: Vec<&i32> = covered.iter().filter(wanted).collect();
    let rows = |year: &i32| of_years.get(year).copied().filter(|rows| *rows > 0);
    let empty: Vec<i32> = judged.iter().filter(|year| rows(year).is_none()).map(|year| **year).collect();
    let filled = (judged.len() - empty.len()) as u64;
    let of_filled = judged.iter().filter_map(|year| rows(year)).sum::<u64>();
    let (all, fewest) = match filled {
        0 => (total + elsewhere, ROWS_A_YEAR * empty.len() as u64),
        filled => (total, ROWS_A_YEAR * filled),
    };
    let looked_at = if filled == 0 { all } else { of_filled };
    if looked_at < fewest {
        return Vec::new();
    }
    let note = |year: i32| ReadingRow::new(&register.id.value, ReadingRow::empty_year(year), all.cast_signed());
    empty.into_iter().map(note).collect()
}

/// The notes of codes in another spelling, or the fault where they are many.
fn misspelled(
    open: &OpenRegister<'_>,
    tasks: &[Task<'_>],
    of_files: &[RowCounts],
    evaluated: &[(u64, u64)],
    recount: impl Fn(&OpenFile) -> Result<(Misspelled, u64)>,
) -> Result<Vec<ReadingRow>> {
    let counted: Vec<Misspelled> = of_files.iter().map(|counts| counts.misspelled.clone()).collect();
    let verdict = SpellingVerdict::of(&counted, |file, task| {
        let (rows, met) = evaluated[task];
        SpelledRowCounts { looked_at: of_files[file].looked_at, met, rows }
    });
    let mut of_register = Misspelled::default();
    counted.into_iter().for_each(|misspelled| of_register.add(misspelled));
    let mut recounted: Option<(usize, BTreeMap<SpelledColumn, u64>, u64)> = None;
    for (at, (task, column), count) in verdict.many {
        let file = &open.files[at];
        // Of the rows of all persons and not only of those read, so that a check and a build count the same.
        let (whole, all) = match recounted.take().filter(|(of, ..)| *of == at) {
            Some((_, whole, all)) => (whole, all),
            None => recount(file).map(|(whole, all)| (whole.counts(&of_register), all))?,
        };
        let count = whole.get(&(task, column.clone())).map_or(count, |count| *count);
        // Where rows are not read again, those that were looked at.
        let fault = Fault::OtherSpelling { count, rows: if all == 0 { of_files[at].looked_at } else { all } };
        let name = column_in_file(open.definition, &column, (file.file.year, &file.file.name));
        let fault: ExtractError = file.fault(fault).in_column(&name);
        open.faults.meet(tasks[task].named(fault))?;
        recounted = Some((at, whole, all));
    }
    let few_of = of_files.iter().map(|counts| counts.looked_at).sum::<u64>();
    let notes = verdict.few.into_iter().map(|((task, column), count)| {
        let name = ReadingRow::spelled(&column, &tasks[task].definition.id.value);
        ReadingRow::new(&open.definition.id.value, name, count.cast_signed()).among(few_of.cast_signed())
    });
    Ok(notes.collect())
}
