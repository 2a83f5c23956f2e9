//! One source of a variable over the rows of a batch: which rows count, in which year, with which value.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Int64Array, UInt32Array};
use arrow::datatypes::Date32Type;

use super::accumulator::Accumulator;
use super::filter::ConditionRows;
use super::months;
use super::narrow::MISSING;
use super::periods::SchoolYears;
use super::rows::Rows;
use super::spells::{self, Piece, Spell};
use super::sql::{numbers, truths};
use super::stays::{self, Stay};
use super::values::{CountedRows, Selection, ValueFaults, Values, collect};
use crate::registers::ExtractError;
use definitions::day::{Day, year_of};
use definitions::register::{Register, Timing};
use definitions::variable::{Overlapping, Source, SpellDate, Variable};
use foundation::error::{Error, Result};
use foundation::keys::PersonIndex;

/// A source of a wanted variable.
pub struct Task<'a> {
    /// The position of the variable among those wanted.
    pub variable: usize,
    /// The variable.
    pub definition: &'a Variable,
    /// The source.
    pub source: &'a Source,
}

/// The result of a row group for one source: values, or spells to be joined.
#[derive(Default)]
pub struct SourceResult {
    /// Values of rows.
    pub entries: Accumulator,
    /// Spells of which days that lie in several count once.
    pub spells: Vec<Spell>,
    /// Contacts that are to be joined into stays.
    pub stays: Vec<Stay>,
    /// Rows for which the source's condition is NULL.
    pub unknown: i64,
    /// Rows that the condition was evaluated on.
    pub evaluated: u64,
    /// Of them, rows that meet it.
    pub met: u64,
    /// The faults of values.
    pub wrong: ValueFaults,
}

impl Task<'_> {
    /// A fault, with the name of what this source computes.
    pub fn named(&self, error: ExtractError) -> ExtractError {
        error.in_value(&self.definition.id.value, &self.source.value.text.value)
    }

    /// The columns that the source reads.
    pub fn columns(&self) -> impl Iterator<Item = &String> {
        let of = self.source.value.of.iter().flat_map(|e| &e.columns);
        self.source.filter.iter().flat_map(|e| &e.columns).chain(of)
    }

    fn is_spread(&self, register: &Register) -> bool {
        register.kind.timing() == Timing::Span && self.source.date.value == SpellDate::Spread
    }

    /// Adds a batch's values to `part`.
    ///
    /// # Errors
    /// SQL that fails on a value.
    pub fn evaluate(
        &self,
        register: &Register,
        batch: &Rows,
        found: ConditionRows,
        part: &mut SourceResult,
    ) -> Result<()> {
        let ConditionRows { mut kept, mut unknown } = found;
        part.evaluated += batch.persons.len() as u64;
        part.met += match &kept {
            Selection::All => batch.persons.len() as u64,
            Selection::Rows(rows) => rows.len() as u64,
        };
        let mut bad = self.bad(batch);
        if let Some(monthly) = register.kind.monthly() {
            // Months without a value of this source are not rows of it; a bad value is in none of its months either.
            let read = self.columns().map(String::as_str).filter(|name| monthly.column(name).is_some());
            bad.extend(months::without_value(&batch.columns, read));
            bad.sort_unstable();
            bad.dedup();
        }
        // Stays are placed in time after they are joined.
        if !self.is_spread(register) && self.source.stays.is_none() && !self.always_timed(register) {
            let timed = self.timed(register, batch)?;
            let inside = |row: &u32| timed[*row as usize];
            unknown.retain(inside);
            bad.retain(inside);
            kept = match kept {
                Selection::All => Selection::Rows((0..batch.persons.len() as u32).filter(inside).collect()),
                Selection::Rows(mut rows) => {
                    rows.retain(inside);
                    Selection::Rows(rows)
                }
            };
        }
        if !bad.is_empty() {
            let sound = |row: &u32| bad.binary_search(row).is_err();
            unknown.retain(sound);
            kept = match kept {
                Selection::All => Selection::Rows((0..batch.persons.len() as u32).filter(sound).collect()),
                Selection::Rows(mut rows) => {
                    rows.retain(sound);
                    Selection::Rows(rows)
                }
            };
        }
        part.unknown += unknown.len() as i64;
        if register.kind.timing() == Timing::Span {
            return self.spells(register, batch, &kept, part);
        }
        let is_null_unknown = register.kind.is_null_unknown();
        let school_years = self.school_years(register);
        let counted = CountedRows {
            persons: &batch.persons,
            years: &batch.years,
            kept: &kept,
            null_is_missing: is_null_unknown,
            school_years: school_years.as_ref(),
        };
        if is_null_unknown {
            // A status whose row is bad is not known.
            unknown.extend(bad);
            self.without_value(register, batch, &counted, &unknown, part)?;
        }
        self.collect(&batch.columns, &counted, part)
    }

    /// Puts the values of the rows that count into `part`.
    fn collect(
        &self,
        columns: &[(String, ArrayRef)],
        counted: &CountedRows<'_>,
        part: &mut SourceResult,
    ) -> Result<()> {
        let (resolution, all) = (self.definition.resolution, counted.persons.len());
        let is_computed = self.source.value.of.as_ref().is_some_and(|of| of.bare_column().is_none());
        let rows = match counted.kept {
            Selection::Rows(rows) if is_computed => rows,
            _ => {
                let values = self.values(columns, all)?;
                collect(&values, counted, resolution, &mut part.wrong, &mut part.entries);
                return Ok(());
            }
        };
        // SQL sees the rows that count and no other: it must not fail on the values of others, however rows lie in a file.
        let read = columns.iter().filter(|(name, _)| self.reads(name));
        let taken = taken(read, &UInt32Array::from(rows.clone()))?;
        let persons: Vec<PersonIndex> = rows.iter().map(|row| counted.persons[*row as usize]).collect();
        let years: Vec<i64> = rows.iter().map(|row| counted.years[*row as usize]).collect();
        let values = self.values(&taken, rows.len())?;
        let counted = CountedRows { persons: &persons, years: &years, kept: &Selection::All, ..*counted };
        collect(&values, &counted, resolution, &mut part.wrong, &mut part.entries);
        Ok(())
    }

    /// The rows with a bad value in a column that the source reads, in order.
    fn bad(&self, batch: &Rows) -> Vec<u32> {
        let read = batch.bad.iter().filter(|(id, _)| self.columns().any(|name| name == id));
        let mut rows: Vec<u32> =
            read.flat_map(|(_, bad)| (0u32..).zip(bad.values()).filter(|(_, bad)| *bad).map(|(row, _)| row)).collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// Status rows without a value. Where the condition is NULL, the value is missing. Where no row means missing, a row that
    /// does not meet the condition gives zero.
    fn without_value(
        &self,
        register: &Register,
        batch: &Rows,
        counted: &CountedRows<'_>,
        unknown: &[u32],
        part: &mut SourceResult,
    ) -> Result<()> {
        for row in unknown {
            part.entries.push(counted.entry(*row as usize, MISSING));
        }
        let (true, Selection::Rows(rows)) = (register.kind.is_missing_without_row(), counted.kept) else {
            return Ok(());
        };
        let mut says_zero =
            if self.always_timed(register) { vec![true; batch.persons.len()] } else { self.timed(register, batch)? };
        for row in rows.iter().chain(unknown) {
            says_zero[*row as usize] = false;
        }
        for (row, _) in says_zero.iter().enumerate().filter(|(_, says_zero)| **says_zero) {
            part.entries.push(counted.entry(row, 0));
        }
        Ok(())
    }

    /// Whether every row that the register covers lies in the days that the source serves.
    fn always_timed(&self, register: &Register) -> bool {
        let covers = &register.covers;
        let whole = self.window(register) == (covers.first_day().number(), covers.last_day().number());
        whole && register.kind.timing() != Timing::Span
    }

    /// Which rows lie in the days that the source serves.
    fn timed(&self, register: &Register, batch: &Rows) -> Result<Vec<bool>> {
        let (first, last) = self.window(register);
        let inside = |day: i32| (first..=last).contains(&day);
        Ok(match register.kind.timing() {
            Timing::Date => {
                let dates = batch.columns.iter().find(|(name, _)| name == "date").map(|(_, array)| array);
                let dates = dates.ok_or_else(|| Error::internal("an event without a date".to_owned()))?;
                dates.as_primitive::<Date32Type>().values().iter().map(|day| inside(*day)).collect()
            }
            Timing::Span => {
                let still = register.covers.last_day().number() + 1;
                let by_end = self.source.date.value == SpellDate::End;
                let day = |(start, end): &(i32, i32)| if by_end { *end } else { *start };
                // An open spell has no end year.
                let open = |spell: &(i32, i32)| by_end && spell.1 >= still;
                batch.spells.iter().map(|spell| inside(day(spell)) && !open(spell)).collect()
            }
            Timing::Part if !batch.starts.is_empty() => batch.starts.iter().map(|start| inside(*start)).collect(),
            // Their calendar years are looked at where their values are divided.
            Timing::Part if self.school_years(register).is_some() => vec![true; batch.persons.len()],
            Timing::Year | Timing::Part => {
                let years = i64::from(year_of(first))..=i64::from(year_of(last));
                batch.years.iter().map(|year| years.contains(year)).collect()
            }
        })
    }

    /// The days that the source serves.
    fn window(&self, register: &Register) -> (i32, i32) {
        let first = register.covers.first_day().number();
        let last = register.covers.last_day().number();
        (
            self.source.since.as_ref().map_or(first, |since| since.value.number().max(first)),
            self.source.until.as_ref().map_or(last, |until| until.value.number().min(last)),
        )
    }

    /// In which calendar years the school years of a register count for the source.
    fn school_years(&self, register: &Register) -> Option<SchoolYears> {
        let spread = register.kind.period()?.division()?;
        let (first, last) = self.window(register);
        Some(SchoolYears::new(register, spread, Day::from_number(first)?, Day::from_number(last)?))
    }

    /// The values of rows of named columns.
    fn values(&self, columns: &[(String, ArrayRef)], rows: usize) -> Result<Values> {
        let Some(of) = &self.source.value.of else { return Ok(Values::Ones) };
        if let Some(name) = of.bare_column()
            && let Some((_, array)) = columns.iter().find(|(other, _)| other == name)
            && let Some(values) = Values::read(array)
        {
            return Ok(values);
        }
        Ok(numbers(of, columns, rows)?.into())
    }

    /// Spells one by one: whole in the year of their start or end, or cut and each piece with its spell's columns.
    fn spells(&self, register: &Register, batch: &Rows, kept: &Selection, part: &mut SourceResult) -> Result<()> {
        let all: Vec<u32>;
        let rows = match kept {
            Selection::Rows(rows) => rows,
            Selection::All => {
                all = (0..batch.persons.len() as u32).collect();
                &all
            }
        };
        let spell_at = |row: &u32| {
            let (start, end) = batch.spells[*row as usize];
            Spell { person: batch.persons[*row as usize], start, end }
        };
        if self.source.stays.is_some() {
            part.stays.extend(rows.iter().map(|row| {
                let (start, end) = batch.times[*row as usize];
                Stay { person: batch.persons[*row as usize], start, end, lasts: batch.lasts(*row as usize) }
            }));
            return Ok(());
        }
        let spread = self.is_spread(register);
        if spread && self.source.overlapping.value == Overlapping::Once {
            part.spells.extend(rows.iter().map(spell_at));
            return Ok(());
        }
        let (first, last) = self.window(register);
        let last_covered = register.covers.last_day().number();
        let mut from: Vec<u32> = Vec::with_capacity(rows.len());
        let mut pieces: Vec<Piece> = Vec::with_capacity(rows.len());
        for row in rows {
            let spell = spell_at(row);
            if spread {
                pieces.extend(spells::cut(spell, first, last));
            } else {
                let day = if self.source.date.value == SpellDate::End { spell.end } else { spell.start };
                let nights = i64::from(spell.end - spell.start);
                // An open spell ends on the day after the last one covered.
                let still_lasts = spell.end > last_covered && batch.lasts(*row as usize);
                let days = nights + i64::from(!still_lasts);
                pieces.push(Piece { person: spell.person, year: year_of(day), nights, days });
            }
            from.resize(pieces.len(), *row);
        }
        let read = batch.columns.iter().filter(|(name, _)| self.reads(name));
        self.pieces(&pieces, taken(read, &UInt32Array::from(from))?, part)
    }

    /// Whether the source's value reads a column.
    fn reads(&self, name: &String) -> bool {
        self.source.value.of.as_ref().is_some_and(|of| of.columns.contains(name))
    }

    /// Spells that have been joined, cut.
    ///
    /// # Errors
    /// SQL that fails on a value.
    pub fn joined(&self, register: &Register, spells: Vec<Spell>) -> Result<SourceResult> {
        let mut part = SourceResult::default();
        let (first, last) = self.window(register);
        let pieces: Vec<Piece> =
            spells::join(spells).into_iter().flat_map(|spell| spells::cut(spell, first, last)).collect();
        if !pieces.is_empty() {
            self.pieces(&pieces, Vec::new(), &mut part)?;
        }
        Ok(part)
    }

    /// Contacts joined into stays: those that meet the condition, whole in the year of their start or end, or cut.
    ///
    /// # Errors
    /// SQL that fails on a value.
    pub fn joined_stays(&self, register: &Register, contacts: Vec<Stay>) -> Result<SourceResult> {
        let mut part = SourceResult::default();
        let Some(declared) = &self.source.stays else { return Ok(part) };
        let stays = stays::join(contacts, declared.within_hours.value);
        let columns = stays::columns(&stays);
        let holds = match &declared.filter {
            Some(filter) => truths(filter, &columns, stays.len())?,
            None => vec![Some(true); stays.len()],
        };
        part.unknown = holds.iter().filter(|holds| holds.is_none()).count() as i64;
        let (first, last) = self.window(register);
        let inside = |day: i32| (first..=last).contains(&day);
        let (mut from, mut pieces): (Vec<u32>, Vec<Piece>) = (Vec::new(), Vec::new());
        for ((row, stay), holds) in (0u32..).zip(&stays).zip(holds) {
            if holds != Some(true) {
                continue;
            }
            let (start, end) = stay.days();
            match self.source.date.value {
                SpellDate::Spread => pieces.extend(spells::cut(Spell { person: stay.person, start, end }, first, last)),
                SpellDate::End if stay.lasts || !inside(end) => {}
                SpellDate::Start if !inside(start) => {}
                date => {
                    let year = year_of(if date == SpellDate::End { end } else { start });
                    let nights = i64::from(end - start);
                    let days = nights + i64::from(!stay.lasts);
                    pieces.push(Piece { person: stay.person, year, nights, days });
                }
            }
            from.resize(pieces.len(), row);
        }
        if pieces.is_empty() {
            return Ok(part);
        }
        self.pieces(&pieces, taken(columns.iter(), &UInt32Array::from(from))?, &mut part)?;
        Ok(part)
    }

    /// Puts the values of pieces of spells into `part`; `columns` are those of their spells.
    fn pieces(&self, pieces: &[Piece], columns: Vec<(String, ArrayRef)>, part: &mut SourceResult) -> Result<()> {
        let persons: Vec<PersonIndex> = pieces.iter().map(|piece| piece.person).collect();
        let years: Vec<i64> = pieces.iter().map(|piece| i64::from(piece.year)).collect();
        let integers = |values: Vec<i64>| Arc::new(Int64Array::from(values)) as ArrayRef;
        let mut all = vec![
            ("year".to_owned(), integers(years.clone())),
            ("nights".to_owned(), integers(pieces.iter().map(|piece| piece.nights).collect())),
            ("days".to_owned(), integers(pieces.iter().map(|piece| piece.days).collect())),
        ];
        all.extend(columns);
        let values = self.values(&all, pieces.len())?;
        let counted = CountedRows {
            persons: &persons,
            years: &years,
            kept: &Selection::All,
            null_is_missing: false,
            school_years: None,
        };
        collect(&values, &counted, self.definition.resolution, &mut part.wrong, &mut part.entries);
        Ok(())
    }
}

/// Some rows of columns.
fn taken<'a>(
    columns: impl Iterator<Item = &'a (String, ArrayRef)>,
    rows: &UInt32Array,
) -> Result<Vec<(String, ArrayRef)>> {
    let take = |(name, array): &(String, ArrayRef)| {
        let array = arrow::compute::take(array.as_ref(), rows, None).map_err(|e| Error::internal(e.to_string()))?;
        Ok((name.clone(), array))
    };
    columns.map(take).collect()
}
