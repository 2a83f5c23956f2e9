//! The rows of a batch by the kind of their register: what places them in time, and the columns that SQL reads in addition to the declared
//! ones.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Date32Array, Int64Array, RecordBatch};
use arrow::datatypes::{Date32Type, Int64Type};

use super::periods;
use super::rows::{Layout, Rows, SkippedRows};
use super::stays;
use super::weeks;
use crate::persons::Persons;
use crate::registers::typed_batch::marks;
use crate::registers::{Fault, OpenFile};
use definitions::day::{CALENDAR, Covers, Day, year_of};
use definitions::register::{Register, Timing};
use foundation::error::{Error, Result};
use foundation::keys::PersonIndex;
use foundation::words::RegisterKind;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// The rows of a batch of wanted persons, by the kind of their register.
///
/// # Errors
/// Nulls where there must be none, or spells that end before they begin, where they are refused.
pub fn of_batch(
    batch: &RecordBatch,
    persons: Vec<PersonIndex>,
    (file, group): (&OpenFile, usize),
    register: &Register,
    layout: &Layout,
    people: &Persons,
    left: &mut SkippedRows,
) -> Result<Rows> {
    Ok(match register.kind.word() {
        RegisterKind::Status => status(batch, persons, file, group, register, layout, left)?,
        RegisterKind::Event => event(batch, persons, file, group, register, layout, left)?,
        RegisterKind::Spell => {
            let rows = spell(batch, persons, file, group, register, layout, left)?;
            end_with_residence(rows, people, left)?
        }
        RegisterKind::WeeklyWide => weekly(batch, &persons, register, layout),
        RegisterKind::MonthlyWide => monthly(batch, &persons, file, group, register, layout, left)?,
        RegisterKind::Period => period(batch, persons, file, group, register, layout, left)?,
    })
}

/// The rows of a batch of a register of events or spells, by the day of their start. Residence ends no spell, and no person is looked
/// at.
///
/// # Errors
/// Nulls where there must be none, spells that end before they begin, or another kind of register.
pub fn placed(
    batch: &RecordBatch,
    persons: Vec<PersonIndex>,
    (file, group): (&OpenFile, usize),
    register: &Register,
    layout: &Layout,
    left: &mut SkippedRows,
) -> Result<Rows> {
    match register.kind.timing() {
        Timing::Date => event(batch, persons, file, group, register, layout, left),
        Timing::Span => spell(batch, persons, file, group, register, layout, left),
        Timing::Year | Timing::Part => {
            Err(Error::internal(format!("a register of kind {} lists no persons", register.kind.word())))
        }
    }
}

fn non_null<'a>(
    batch: &'a RecordBatch,
    id: &str,
    file: &OpenFile,
    group: usize,
    layout: &Layout,
) -> Result<&'a ArrayRef> {
    let array = batch.column_by_name(id).ok_or_else(|| Error::internal(format!("column {id} was not projected")))?;
    match array.null_count() {
        0 => {}
        count => file
            .faults
            .meet(file.fault(Fault::MissingRequired { count }).in_row_group(group).in_column(layout.name(id)))?,
    }
    Ok(array)
}

/// The declared columns of a batch.
fn declared(batch: &RecordBatch, layout: &Layout) -> Vec<(String, ArrayRef)> {
    let ids = layout.projected.iter().take(layout.fixed).map(|p| p.id.clone());
    ids.zip(batch.columns().iter().cloned()).collect()
}

/// Keeps the rows of which `inside` is true.
fn restrict(rows: Rows, inside: &[bool]) -> Result<Rows> {
    if inside.iter().all(|inside| *inside) {
        return Ok(rows);
    }
    let mask = BooleanArray::from(inside.to_vec());
    let columns = rows
        .columns
        .iter()
        .map(|(name, array)| {
            let kept = arrow::compute::filter(array, &mask).map_err(|e| Error::internal(e.to_string()))?;
            Ok((name.clone(), kept))
        })
        .collect::<Result<_>>()?;
    fn only<T: Copy>(values: &[T], inside: &[bool]) -> Vec<T> {
        values.iter().zip(inside).filter(|(_, inside)| **inside).map(|(value, _)| *value).collect()
    }
    Ok(Rows {
        persons: only(&rows.persons, inside),
        years: only(&rows.years, inside),
        bad: rows.bad.into_iter().map(|(id, bad)| Ok((id, filtered(&bad, &mask)?))).collect::<Result<_>>()?,
        times: if rows.times.is_empty() { Vec::new() } else { only(&rows.times, inside) },
        starts: if rows.starts.is_empty() { Vec::new() } else { only(&rows.starts, inside) },
        spells: if rows.spells.is_empty() { Vec::new() } else { only(&rows.spells, inside) },
        rows: rows.rows,
        columns,
    })
}

fn filtered(marks: &BooleanArray, mask: &BooleanArray) -> Result<BooleanArray> {
    let kept = arrow::compute::filter(marks, mask).map_err(|e| Error::internal(e.to_string()))?;
    Ok(kept.as_boolean().clone())
}

fn status(
    batch: &RecordBatch,
    persons: Vec<PersonIndex>,
    file: &OpenFile,
    group: usize,
    register: &Register,
    layout: &Layout,
    left: &mut SkippedRows,
) -> Result<Rows> {
    let mut columns = declared(batch, layout);
    let mut without = 0;
    let years: Vec<i64> = match file.file.year {
        Some(year) if register.kind.year_column().is_none() => vec![i64::from(year); persons.len()],
        _ => {
            let years = non_null(batch, "year", file, group, layout)?;
            without = years.null_count();
            // A row without a year, where that was noted, is in none.
            crate::registers::cast::integers(years).iter().map(|year| year.unwrap_or(i64::MIN)).collect()
        }
    };
    if register.kind.year_column().is_none() {
        columns.push(("year".to_owned(), Arc::new(Int64Array::from(years.clone()))));
    }
    let covered = register.covers.years();
    let inside: Vec<bool> = years.iter().map(|year| i32::try_from(*year).is_ok_and(|y| covered.contains(&y))).collect();
    left.outside += (inside.iter().filter(|inside| !**inside).count() - without) as i64;
    restrict(Rows::new(persons, years, columns, marks(batch)), &inside)
}

fn event(
    batch: &RecordBatch,
    persons: Vec<PersonIndex>,
    file: &OpenFile,
    group: usize,
    register: &Register,
    layout: &Layout,
    left: &mut SkippedRows,
) -> Result<Rows> {
    let mut columns = declared(batch, layout);
    let dates = non_null(batch, "date", file, group, layout)?.as_primitive::<Date32Type>();
    let years = years_of(dates.values());
    if let Some(of_file) = file.file.year {
        left.other_year += years.iter().filter(|year| **year != i64::from(of_file)).count() as i64;
    }
    // The date, which is always read, distinguishes rows where copies are counted.
    if layout.reads("year") {
        columns.push(("year".to_owned(), Arc::new(Int64Array::from(years.clone()))));
    }
    let covered = covered_days(register);
    let holds = |day: i32| match covered.as_slice() {
        [(first, last)] => (*first..=*last).contains(&day),
        all => all.iter().any(|(first, last)| (*first..=*last).contains(&day)),
    };
    let inside: Vec<bool> = match dates.null_count() {
        0 => dates.values().iter().map(|day| holds(*day)).collect(),
        _ => dates.iter().map(|day| day.is_some_and(holds)).collect(),
    };
    left.outside += (inside.iter().filter(|inside| !**inside).count() - dates.null_count()) as i64;
    restrict(Rows::new(persons, years, columns, marks(batch)), &inside)
}

fn period(
    batch: &RecordBatch,
    persons: Vec<PersonIndex>,
    file: &OpenFile,
    group: usize,
    register: &Register,
    layout: &Layout,
    left: &mut SkippedRows,
) -> Result<Rows> {
    let period = register.kind.period().ok_or_else(|| Error::internal("no period".to_owned()))?;
    for placed in register.kind.time_columns() {
        non_null(batch, placed.id, file, group, layout)?;
    }
    let found = periods::periods(batch, register, period, file.file.year);
    // The columns of the period take the place of what files have.
    let placed = register.kind.time_columns();
    let mut columns = declared(batch, layout);
    columns.retain(|(id, _)| !placed.iter().any(|placed| placed.id == id));
    columns.extend(found.columns);
    if let Some(of_file) = file.file.year.filter(|_| register.kind.has_rows_of_other_years()) {
        left.other_year += found.years.iter().filter(|year| **year != i64::from(of_file)).count() as i64;
    }
    left.outside += (found.covered.iter().filter(|covered| !**covered).count() - found.without) as i64;
    let rows = Rows { starts: found.starts, ..Rows::new(persons, found.years, columns, marks(batch)) };
    restrict(rows, &found.covered)
}

/// The calendar years of days: mostly that of the day before in the list.
fn years_of(days: &[i32]) -> Vec<i64> {
    let (mut year, mut first, mut last) = (0, 1, 0);
    let cached = |day: &i32| {
        if !(first..=last).contains(day) {
            year = year_of(*day);
            // The day of a null can be any.
            let known = CALENDAR.contains(&year);
            (first, last) = if known { (Day::first_of(year).number(), Day::last_of(year).number()) } else { (1, 0) };
        }
        i64::from(year)
    };
    days.iter().map(cached).collect()
}

/// The stretches of days that a register covers.
fn covered_days(register: &Register) -> Vec<(i32, i32)> {
    match &register.covers.value {
        Covers::List(years) => {
            years.list.iter().map(|year| (Day::first_of(*year).number(), Day::last_of(*year).number())).collect()
        }
        covers => vec![(covers.first_day().number(), covers.last_day().number())],
    }
}

fn spell(
    batch: &RecordBatch,
    persons: Vec<PersonIndex>,
    file: &OpenFile,
    group: usize,
    register: &Register,
    layout: &Layout,
    left: &mut SkippedRows,
) -> Result<Rows> {
    let mut columns = declared(batch, layout);
    let starts = non_null(batch, "start", file, group, layout)?.as_primitive::<Date32Type>();
    let ends = batch
        .column_by_name("end")
        .ok_or_else(|| Error::internal("column end was not projected".to_owned()))?
        .as_primitive::<Date32Type>();
    let still = register.covers.last_day().number() + 1;
    let spells: Vec<(i32, i32)> = starts
        .values()
        .iter()
        .zip(ends.iter())
        .map(|(start, end)| (*start, end.unwrap_or(still.max(*start))))
        .collect();
    let times = spell_times(batch, ends, still.into());
    if register.kind.has_times() {
        let ends = times.iter().zip(ends.iter()).map(|((start, end), day)| (*start, day.map(|_| *end)));
        columns.retain(|(id, _)| !["start_time", "end_time"].contains(&id.as_str()));
        columns.push(("hours".to_owned(), Arc::new(stays::hours(ends))));
    }
    let begun = |row: usize| starts.is_valid(row);
    let mut forwards: Vec<bool> = spells.iter().map(|(start, end)| start <= end).collect();
    for (forwards, (start, end)) in forwards.iter_mut().zip(&times) {
        *forwards &= start <= end;
    }
    let backwards = forwards.iter().enumerate().filter(|(row, forwards)| !**forwards && begun(*row)).count();
    if backwards > 0 && !file.drops_bad_rows() {
        let fault = Fault::EndsBeforeStart { count: backwards };
        file.faults.meet(file.fault(fault).in_row_group(group).in_column(layout.name("end")))?;
    }
    // Dropped and counted, unless they are a fault.
    left.backwards += if file.drops_bad_rows() { backwards as i64 } else { 0 };
    let years = spells.iter().map(|(start, _)| i64::from(year_of(*start))).collect();
    let placed: Vec<bool> = forwards.iter().enumerate().map(|(row, forwards)| *forwards && begun(row)).collect();
    let rows = Rows { spells, times, ..Rows::new(persons, years, columns, marks(batch)) };
    restrict(rows, &placed)
}

/// When spells begin and end, of a register that keeps their time of day; without an end, at the end of the day `still`. None of other
/// registers.
fn spell_times(batch: &RecordBatch, days: &Date32Array, still: i64) -> Vec<(i64, i64)> {
    let time = |id: &str| batch.column_by_name(id).and_then(|array| array.as_primitive_opt::<Int64Type>());
    let (Some(starts), Some(ends)) = (time("start_time"), time("end_time")) else { return Vec::new() };
    // A day that stands for an open end is none.
    let ends = ends.iter().zip(days.iter()).map(|(end, day)| day.and(end));
    let pairs = starts.values().iter().zip(ends);
    pairs.map(|(start, end)| (*start, end.unwrap_or((still * DAY).max(*start)))).collect()
}

/// Ends spells at death, and open ones at the first emigration, whether or not the person comes back: no service is used after
/// death, and a register may not record the end of a stay after emigration. A spell that begins after death is left out. What a register
/// says of a person abroad counts as it stands, and is counted for a note: a beginning while the person lives abroad, and an end after an
/// emigration.
fn end_with_residence(mut rows: Rows, people: &Persons, left: &mut SkippedRows) -> Result<Rows> {
    let open: Vec<bool> = (0..rows.spells.len()).map(|row| rows.lasts(row)).collect();
    let mut alive = Vec::with_capacity(rows.spells.len());
    let mut lasts = Vec::with_capacity(rows.times.len());
    for (((start, end), person), open) in rows.spells.iter_mut().zip(&rows.persons).zip(open) {
        let died = people.death_day(*person).unwrap_or(i32::MAX);
        let departure = people.departure_from(*person, *start).unwrap_or(i32::MAX);
        let last = if open { died.min(departure) } else { died };
        left.ended += i64::from(*end > last);
        *end = (*end).min(last);
        let is_alive = *start <= *end;
        left.over_absence += i64::from(is_alive && !open && departure < *end);
        left.begun_abroad += i64::from(is_alive && people.is_abroad(*person, *start));
        alive.push(is_alive);
        lasts.push(last);
    }
    for ((start, end), last) in rows.times.iter_mut().zip(lasts) {
        *end = (*end).min((i64::from(last) + 1) * DAY - 1).max(*start);
    }
    restrict(rows, &alive)
}

fn weekly(batch: &RecordBatch, persons: &[PersonIndex], register: &Register, layout: &Layout) -> Rows {
    let counts = |code| register.kind.weekly().is_none_or(|weekly| weekly.counts(code));
    let unfolded = weeks::unfold(batch, layout.fixed, (&layout.weeks, |name| layout.reads(name)), persons, counts);
    let column = |name: &str, values: Vec<i64>| (name.to_owned(), Arc::new(Int64Array::from(values)) as ArrayRef);
    let year = if layout.reads("year") { unfolded.year.clone() } else { Vec::new() };
    let made = [("year", year), ("week", unfolded.week), ("code", unfolded.code), ("run_week", unfolded.run_week)];
    let read = made.into_iter().filter(|(name, _)| layout.reads(name));
    let columns = read.map(|(name, values)| column(name, values)).collect();
    Rows { rows: persons.to_vec(), ..Rows::new(unfolded.person, unfolded.year, columns, Vec::new()) }
}

fn monthly(
    batch: &RecordBatch,
    persons: &[PersonIndex],
    file: &OpenFile,
    group: usize,
    register: &Register,
    layout: &Layout,
    left: &mut SkippedRows,
) -> Result<Rows> {
    for time in register.kind.time_columns() {
        non_null(batch, time.id, file, group, layout)?;
    }
    let mut own = declared(batch, layout);
    own.retain(|(id, _)| register.column(id).is_some());
    let found = layout.months.unfold(batch, register, &own, persons, file.file.year)?;
    left.outside += found.outside;
    Ok(Rows {
        rows: persons.to_vec(),
        starts: found.starts,
        ..Rows::new(found.persons, found.years, found.columns, found.bad)
    })
}
