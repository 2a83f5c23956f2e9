//! Bad rows as a script counted them: entered file by file, and compared with the register's limit as those of extracts.

use definitions::register::{BadRows, Register};
use definitions::variable::Variable;
use foundation::error::{Error, Result};
use foundation::tables::audit::ReadingRow;
use foundation::tables::reading::DayNote;
use sql::ColumnType;

use super::{Count, CountOf, ResultBatch, ScriptedRegister, TimeCount};
use crate::registers::bad_rows::{BadRowScope, DropCounts, RegisterBadRows, Tally};
use crate::registers::telling::TellingCount;
use crate::registers::{ExtractError, Fault};

/// The counts of a register's bad rows.
pub struct BadCounts<'a> {
    register: &'a Register,
    scripted: &'a ScriptedRegister,
    variables: &'a [Variable],
    rule: BadRows,
    /// By file and count.
    counts: Vec<Vec<u64>>,
    /// By file, rows whose values were looked at.
    decoded: Vec<u64>,
}

impl<'a> BadCounts<'a> {
    /// None yet, of every file.
    pub fn new(register: &'a Register, scripted: &'a ScriptedRegister, variables: &'a [Variable]) -> BadCounts<'a> {
        let counts = vec![vec![0; scripted.counts.len()]; scripted.files.len()];
        let decoded = vec![0; scripted.files.len()];
        BadCounts { register, scripted, variables, rule: register.bad_rows.value, counts, decoded }
    }

    /// Adds the counts of a batch: of values by which rows are chosen of all rows, of others of rows that `known` holds of.
    ///
    /// # Errors
    /// Columns that are not there, or hold no counts.
    pub fn add(
        &mut self,
        batch: &ResultBatch<'_>,
        files: &[usize],
        rows: &[u64],
        known: impl Fn(usize) -> bool,
    ) -> Result<()> {
        for (row, (file, rows)) in files.iter().zip(rows).enumerate() {
            self.decoded[*file] += if known(row) { *rows } else { 0 };
        }
        for (at, count) in self.scripted.counts.iter().enumerate().filter(|(_, count)| count.of != CountOf::Joined) {
            for (row, (number, file)) in batch.counts(&count.column)?.into_iter().zip(files).enumerate() {
                if count.of == CountOf::Choice || known(row) {
                    self.counts[*file][at] += number;
                }
            }
        }
        Ok(())
    }

    /// Adds the counts of values of joined spells, which are of no single file, of persons in the population.
    ///
    /// # Errors
    /// Columns that are not there, or hold no counts.
    pub fn add_joined(&mut self, batch: &ResultBatch<'_>, variable: &str, known: impl Fn(usize) -> bool) -> Result<()> {
        for (at, count) in self.scripted.counts.iter().enumerate() {
            if count.of != CountOf::Joined || count.id != variable {
                continue;
            }
            let numbers = batch.counts(&count.column)?.into_iter().enumerate();
            let sum: u64 = numbers.filter(|(row, _)| known(*row)).map(|(_, number)| number).sum();
            let counts = self.counts.first_mut();
            counts.ok_or_else(|| Error::internal("a result with joined spells and no file".to_owned()))?[at] += sum;
        }
        Ok(())
    }

    /// Adds the counts of another part of the result.
    pub fn merge(&mut self, other: &BadCounts<'_>) {
        for (of_file, more) in self.counts.iter_mut().zip(&other.counts) {
            of_file.iter_mut().zip(more).for_each(|(count, more)| *count += more);
        }
        self.decoded.iter_mut().zip(&other.decoded).for_each(|(count, more)| *count += more);
    }

    /// The counts for the table of the audit.
    ///
    /// # Errors
    /// More bad rows than may be dropped of the rows that meet the register's condition, or any where none may be.
    pub fn judge(&self, rows: u64) -> Result<Vec<ReadingRow>> {
        let at_most = self.rule.at_most(rows);
        let dropped: Vec<DropCounts> = self.counts.iter().map(|_| DropCounts::new(at_most.unwrap_or(0))).collect();
        for (((file, counts), decoded), dropped) in
            self.scripted.files.iter().zip(&self.counts).zip(&self.decoded).zip(&dropped)
        {
            let mut tally = Tally::default();
            for (count, number) in self.scripted.counts.iter().zip(counts).filter(|(_, number)| **number > 0) {
                let number = usize::try_from(*number).unwrap_or(usize::MAX);
                let fault = self.fault(count, number)?;
                // A form that no script judges is refused under every rule.
                if at_most.is_none() || matches!(fault, Fault::Unjudged { .. }) {
                    let error = ExtractError::of(&self.register.id.value, fault).in_file(&file.name);
                    return Err(match count.of {
                        CountOf::Variable | CountOf::Joined => error.in_value(&count.id, &count.name),
                        CountOf::Choice | CountOf::Column => error.in_column(&count.name),
                    }
                    .into());
                }
                tally.add(of(count), fault, number);
            }
            dropped.enter(0, tally);
            dropped.enter_decoded(0, *decoded);
        }
        let files = self.scripted.files.iter().zip(&dropped);
        let files = files.map(|(file, dropped)| (file.name.as_str(), file.year, dropped)).collect();
        let found = RegisterBadRows { register: &self.register.id.value, rule: self.rule, files };
        match found.too_many(rows) {
            Some(too_many) => Err(too_many.into()),
            None => Ok(found.rows()),
        }
    }

    fn fault(&self, count: &Count, number: usize) -> Result<Fault> {
        let column =
            if count.id == "person" { Some(&self.register.person.value) } else { self.register.row_column(&count.id) };
        let placed = self.register.kind.time_columns().into_iter().find(|placed| placed.id == count.id);
        let column = column.or_else(|| placed.map(|placed| &placed.column.value));
        let wanted = column.and_then(|column| column.kind).unwrap_or(ColumnType::Date).word();
        let resolution = self.variables.iter().find(|variable| variable.id.value == count.id);
        let fault = match count.fault.as_str() {
            "unplaced" => Fault::MissingRequired { count: number },
            "nulls" => Fault::Nulls { count: number },
            "out_of_range" => Fault::OutOfRange { count: number, wanted: "a whole number of 64 bits" },
            "outside_range" => {
                let range = column.and_then(|column| column.range).map_or_else(String::new, |range| range.to_string());
                Fault::OutsideRange { count: number, range }
            }
            "not_finite" => Fault::NotFinite { count: number },
            "off_grid" => {
                let step = resolution.map_or_else(String::new, |variable| variable.resolution.step().to_string());
                Fault::OffGrid { count: number, resolution: step }
            }
            "too_large" => Fault::TooLarge { count: number },
            "not_whole" => Fault::NotWhole { count: number },
            "misread" => Fault::Unreadable { count: number, wanted },
            "not_a_year" => Fault::NotAYear { count: number },
            "not_a_period" => Fault::NotAPeriod { count: number, wanted: "a period" },
            "parent_twice" => {
                let parent = self.register.parent.as_ref().map_or_else(String::new, |of| of.register.value.clone());
                Fault::ParentTwice { count: number, parent }
            }
            "code_too_long" => {
                let width = column.and_then(|column| column.code.as_ref()?.form.width);
                let width = width.ok_or_else(|| Error::internal("codes without a width are too long"))?;
                Fault::CodeTooLong { count: number, width }
            }
            "not_a_day" => Fault::NotADay { count: number },
            "unknown_day" => Fault::UnknownDay { count: number },
            "not_a_code" => Fault::NotACode { count: number },
            "not_a_week" => Fault::NotAWeek { count: number },
            "ends_before_start" => Fault::EndsBeforeStart { count: number },
            "impossible_age" => Fault::ImpossibleAge { count: number },
            "unknown_code" => column.map_or(Fault::UnknownCode { count: number, known: String::new() }, |column| {
                Fault::unknown_code(column, number)
            }),
            "unjudged" => Fault::Unjudged { count: number },
            other => return Err(Error::internal(format!("no fault is named `{other}`"))),
        };
        Ok(fault)
    }
}

fn of(count: &Count) -> BadRowScope {
    match count.of {
        CountOf::Choice => BadRowScope::Choice(count.name.clone()),
        CountOf::Column => BadRowScope::Column(count.name.clone()),
        CountOf::Variable | CountOf::Joined => BadRowScope::Variable(count.id.clone(), count.name.clone()),
    }
}

/// Counts of values of which so many would have a cause other than chance.
pub struct TimeCounts<'a> {
    register: &'a Register,
    scripted: &'a ScriptedRegister,
    /// By file and count.
    counts: Vec<Vec<TellingCount>>,
}

impl<'a> TimeCounts<'a> {
    /// None yet.
    pub fn new(register: &'a Register, scripted: &'a ScriptedRegister) -> TimeCounts<'a> {
        let counts = vec![vec![TellingCount::default(); scripted.times.len()]; scripted.files.len()];
        TimeCounts { register, scripted, counts }
    }

    /// Adds the counts of a batch.
    ///
    /// # Errors
    /// Columns that are not there, or hold no counts.
    pub fn add(&mut self, batch: &ResultBatch<'_>, files: &[usize]) -> Result<()> {
        for (at, TimeCount { all, telling, .. }) in self.scripted.times.iter().enumerate() {
            let pairs = batch.counts(all)?.into_iter().zip(batch.counts(telling)?);
            for ((all, telling), file) in pairs.zip(files) {
                self.counts[*file][at].add(TellingCount::new(all, telling));
            }
        }
        Ok(())
    }

    /// Adds the counts of another part of the result.
    pub fn merge(&mut self, other: &TimeCounts<'_>) {
        for (of_file, more) in self.counts.iter_mut().zip(&other.counts) {
            of_file.iter_mut().zip(more).for_each(|(count, more)| count.add(*more));
        }
    }

    /// The notes of times some of which are a day early.
    ///
    /// # Errors
    /// The fault of a file, or of all files together, whose values tell: [`Fault::MidnightsInUtc`], or numbers of days where seconds are
    /// declared.
    pub fn judge(&self) -> Result<Vec<ReadingRow>> {
        for (file, counts) in self.scripted.files.iter().zip(&self.counts) {
            for (time, count) in self.scripted.times.iter().zip(counts) {
                if let Some(fault) = fault_of(time, *count) {
                    let error = ExtractError::of(&self.register.id.value, fault).in_file(&file.name);
                    return Err(error.in_column(&time.name).into());
                }
            }
        }
        let mut notes = Vec::new();
        for (at, time) in self.scripted.times.iter().enumerate() {
            let mut all = TellingCount::default();
            self.counts.iter().filter_map(|counts| counts.get(at)).for_each(|count| all.add(*count));
            if let Some(fault) = fault_of(time, all) {
                return Err(ExtractError::of(&self.register.id.value, fault).in_column(&time.name).into());
            }
            let name = match time.fault.as_str() {
                MIDNIGHTS if all.is_noted() => ReadingRow::days(DayNote::Late, "any", &time.name),
                _ => continue,
            };
            let row = ReadingRow::new(&self.register.id.value, name, all.telling.cast_signed());
            notes.push(row.among(all.all.cast_signed()));
        }
        Ok(notes)
    }
}

/// The count of times that are midnights in UTC.
pub const MIDNIGHTS: &str = "midnights_in_utc";

/// The count of seconds that are days.
pub const DAYS_FOR_SECONDS: &str = "wrong_type";

/// The fault of values that tell.
fn fault_of(time: &TimeCount, count: TellingCount) -> Option<Fault> {
    match time.fault.as_str() {
        MIDNIGHTS if count.tells() => {
            Some(Fault::MidnightsInUtc { count: usize::try_from(count.telling).unwrap_or(usize::MAX) })
        }
        DAYS_FOR_SECONDS if count.tells() => Some(Fault::days_for_seconds()),
        _ => None,
    }
}
