//! Rows of a register as SQL sees them: the declared columns, and the year, date, week or run of weeks that the kind of
//! register brings along. Only rows of persons who are wanted.

use std::cell::RefCell;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Date32Array, Int64Array, RecordBatch};
use arrow::datatypes::{Date32Type, Int64Type};

use super::months::{self, Months};
use super::periods;
use super::stays;
use super::weeks::{self, Week};
use crate::persons::{KeyFilter, Lookup, Persons};
use crate::registers::bad_rows::Of;
use crate::registers::typed_batch::{Typed, marks};
use crate::registers::{Fault, KeyCounts, OpenFile, Projection, ReadAs};
use definitions::day::{Covers, Day, Years, year_of};
use definitions::register::{Kind, Register};
use foundation::error::{Error, Result};
use foundation::keys::PersonIndex;
use foundation::words::RegisterKind;
use sql::ColumnType;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Rows of one batch.
pub struct Rows {
    /// The person's index, by row.
    pub persons: Vec<PersonIndex>,
    /// The calendar year, by row: of the status, the event, the week, or the spell's start.
    pub years: Vec<i64>,
    /// The columns, by the names that SQL gives them.
    pub columns: Vec<(String, ArrayRef)>,
    /// Weekly wide: the persons of the rows that were unfolded.
    pub rows: Vec<PersonIndex>,
    /// The rows with a bad value in a column, by column: a variable that reads it leaves them out.
    pub bad: Vec<(String, BooleanArray)>,
    /// Spells: first day and day of the end, by row; the end is the day after the last one covered while it lasts.
    pub spells: Vec<(i32, i32)>,
    /// Spells with a time of day: when they begin and end, by row, in seconds since 1970 of the local clock.
    pub times: Vec<(i64, i64)>,
    /// Periods: the first day, by row, where a row says which quarter or month it is of.
    pub starts: Vec<i32>,
}

impl Rows {
    /// Whether a spell still lasts, as far as the register knows.
    pub fn lasts(&self, row: usize) -> bool {
        self.columns.iter().any(|(name, array)| name == "end" && array.len() > row && array.is_null(row))
    }
}

/// Rows that do not count, by reason.
#[derive(Debug, Default, Clone, Copy)]
pub struct SkippedRows {
    /// With a key that is not in the population.
    pub unmatched: i64,
    /// What the keys say.
    pub keys: KeyCounts,
    /// Outside what the register covers.
    pub outside: i64,
    /// Spells that end before they begin.
    pub backwards: i64,
    /// Spells that went on after death, or were open at emigration, and count up to there.
    pub ended: i64,
    /// In row groups without a row of the wanted years, which are not read.
    pub passed_over: i64,
    /// Events of another year than their file is of, which a file of that year may hold too.
    pub other_year: i64,
}

impl SkippedRows {
    /// Adds up.
    pub fn add(&mut self, other: SkippedRows) {
        self.unmatched += other.unmatched;
        self.keys.add(other.keys);
        self.outside += other.outside;
        self.backwards += other.backwards;
        self.ended += other.ended;
        self.passed_over += other.passed_over;
        self.other_year += other.other_year;
    }
}

/// The columns of a file that are read.
pub struct Layout {
    /// The person's key; none where persons are known otherwise.
    key: Option<Projection>,
    projected: Vec<Projection>,
    weeks: Vec<Week>,
    months: Months,
    /// How many projected columns come before the weeks.
    fixed: usize,
}

/// Finds the columns that SQL names, and those that the kind of register needs.
///
/// # Errors
/// A column that is not in the file, or is of the wrong type.
pub fn layout(
    file: &OpenFile,
    register: &Register,
    names: &[String],
    lookup: &Lookup,
    years: Option<Years>,
) -> Result<Layout> {
    let key = file.project("person", &register.person, ReadAs::Key(lookup.kind()))?;
    let mut projected = fixed_columns(file, register, names)?;
    let fixed = projected.len();
    let mut found = Vec::new();
    if let Some(pattern) = register.kind.week_pattern() {
        for (week, column) in weeks::columns(file, register, pattern)? {
            found.push(week);
            projected.push(column);
        }
    }
    let months = match register.kind.monthly() {
        Some(monthly) => months::columns(file, register, monthly, (names, years), &mut projected)?,
        None => Months::default(),
    };
    Ok(Layout { key: Some(key), projected, weeks: found, months, fixed })
}

/// The columns that place a row in time, and the declared columns among names.
///
/// # Errors
/// A column that is not in the file, or is of the wrong type.
pub fn fixed_columns(file: &OpenFile, register: &Register, names: &[String]) -> Result<Vec<Projection>> {
    let mut projected = Vec::new();
    for time in register.kind.time_columns() {
        projected.push(file.project(time.id, time.column, ReadAs::time_column(&time))?);
    }
    if let Kind::Spell(spell) = &register.kind.value
        && spell.has_times()
    {
        let times = [("start_time", &spell.start), ("end_time", &spell.end)];
        for (id, column) in times.into_iter().filter_map(|(id, column)| Some((id, column.as_ref()?))) {
            projected.push(file.project(id, column, ReadAs::Column(ColumnType::Integer))?);
        }
    }
    for name in names {
        if let Some(column) = register.column(name)
            && let Some(kind) = column.kind
        {
            projected.push(file.project(name, column, ReadAs::Column(kind))?);
        }
    }
    Ok(projected)
}

impl Layout {
    /// Columns that are put together from the rows of several registers.
    pub fn joined(projected: Vec<Projection>) -> Layout {
        Layout { key: None, fixed: projected.len(), projected, weeks: Vec::new(), months: Months::default() }
    }

    /// The person's key, and the other columns.
    ///
    /// # Errors
    /// The program's own fault: columns without a key.
    pub fn key(&self) -> Result<&Projection> {
        self.key.as_ref().ok_or_else(|| Error::internal("rows are read without a key"))
    }

    /// The columns beside the key.
    pub fn columns(&self) -> &[Projection] {
        &self.projected
    }

    /// The name of a column in the file; its own, if the file has no such column.
    fn name<'n>(&'n self, id: &'n str) -> &'n str {
        self.projected.iter().find(|column| column.id == id).map_or(id, |column| column.name.as_str())
    }

    /// Whether a row group has no row of some years, as far as its statistics tell. Runs of weeks go on from year to year,
    /// so a register of weeks is always read.
    pub fn has_nothing_of(&self, years: Years, file: &OpenFile, group: usize, register: &Register) -> bool {
        let (first, last) = (Day::first_of(years.first).number(), Day::last_of(years.last).number());
        let bounds = |id: &str| {
            let column = self.projected.iter().find(|column| column.id == id)?;
            file.bounds(group, column)
        };
        let outside = |(from, to): (i64, i64), first: i32, last: i32| to < first.into() || from > last.into();
        match register.kind.word() {
            RegisterKind::Event => bounds("date").is_some_and(|of| outside(of, first, last)),
            RegisterKind::Spell => {
                // A day that stands for an open end is no end of a spell that is over.
                let has_open_day = register.special_days.open.iter().any(|day| day.number() < first);
                bounds("start").is_some_and(|(from, _)| from > last.into())
                    || !has_open_day && bounds("end").is_some_and(|(_, to)| to < first.into())
            }
            RegisterKind::Status if register.kind.year_column().is_some() => {
                bounds("year").is_some_and(|of| outside(of, years.first, years.last))
            }
            RegisterKind::Status => file.file.year.is_some_and(|year| !years.contains(year)),
            RegisterKind::Period if register.kind.year_column().is_some() => {
                bounds("year").is_some_and(|of| outside(of, years.first, years.last))
            }
            RegisterKind::Period => {
                let by_path = register.kind.period().is_some_and(|p| p.is_dated_by_path() && p.division().is_none());
                by_path && file.file.year.is_some_and(|year| !years.contains(year))
            }
            RegisterKind::MonthlyWide => {
                register.kind.is_dated_by_path() && file.file.year.is_some_and(|year| !years.contains(year))
            }
            RegisterKind::WeeklyWide => false,
        }
    }
}

/// How many rows of a row group have keys that are in the population, and that are not.
///
/// # Errors
/// Damage.
pub fn matches(file: &OpenFile, group: usize, layout: &Layout, filter: &KeyFilter<'_>) -> Result<KeyCounts> {
    let mut counts = KeyCounts::default();
    file.read::<Error>(group, std::slice::from_ref(layout.key()?), |batch| {
        let keys = batch.column(0);
        let unknown = filter.pick(keys).unknown;
        counts.matched += (keys.len() - unknown) as i64;
        counts.unmatched += (unknown - keys.null_count()) as i64;
        Ok(())
    })?;
    Ok(counts)
}

/// Reads a row group, handing on the rows of wanted persons batch by batch. Returns what was left out.
///
/// # Errors
/// Damage, nulls where there must be none, spells that end before they begin, or what `each` returns.
pub fn read(
    file: &OpenFile,
    group: usize,
    register: &Register,
    layout: &Layout,
    people: &Persons,
    filter: &KeyFilter<'_>,
    mut each: impl FnMut(Rows) -> Result<()>,
) -> Result<SkippedRows> {
    let mut left = SkippedRows::default();
    let mut counted = KeyCounts::default();
    // What the keys say is needed by the rows, and both are read in turns.
    let found: RefCell<Vec<PersonIndex>> = RefCell::default();
    let mut read = 0;
    let key = layout.key()?;
    let choose = |keys: &ArrayRef| {
        if keys.null_count() > 0 && !file.drops_bad_rows() {
            let fault = file.fault(Fault::MissingRequired { count: keys.null_count() });
            file.faults.meet(fault.in_row_group(group).in_column(&key.name))?;
        }
        let picked = filter.pick(keys);
        counted.matched += (keys.len() - picked.unknown) as i64;
        counted.unmatched += (picked.unknown - keys.null_count()) as i64;
        counted.looked_at += picked.unknown_rows.len() as i64;
        counted.alike += people.lookup.alike(keys, &picked.unknown_rows) as i64;
        found.borrow_mut().extend(picked.persons);
        Ok(BooleanArray::new(picked.rows, None))
    };
    file.read_wanted::<Error>(group, key, &layout.projected, choose, |rows, typed| {
        let mut persons = found.borrow()[read..read + rows].to_vec();
        read += rows;
        let Some(Typed { batch, kept }) = typed else { return Ok(()) };
        if let Some(kept) = kept {
            let mut kept = kept.values().iter();
            persons.retain(|_| kept.next() == Some(true));
        }
        each(of_batch(&batch, persons, (file, group), register, layout, people, &mut left)?)
    })?;
    let end = || Of::Column(file.name_of("end", &layout.projected));
    file.count_bad(group, end(), Fault::EndsBeforeStart { count: 0 }, left.backwards.unsigned_abs() as usize);
    left.unmatched = counted.unmatched;
    left.keys = counted;
    Ok(left)
}

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
        RegisterKind::WeeklyWide => weekly(batch, &persons, layout),
        RegisterKind::MonthlyWide => monthly(batch, &persons, file, group, register, layout, left)?,
        RegisterKind::Period => period(batch, persons, file, group, register, layout, left)?,
    })
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
    restrict(
        Rows {
            persons,
            years,
            columns,
            bad: marks(batch),
            spells: Vec::new(),
            rows: Vec::new(),
            times: Vec::new(),
            starts: Vec::new(),
        },
        &inside,
    )
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
    let years: Vec<i64> = dates.values().iter().map(|day| i64::from(year_of(*day))).collect();
    if let Some(of_file) = file.file.year {
        left.other_year += years.iter().filter(|year| **year != i64::from(of_file)).count() as i64;
    }
    columns.push(("year".to_owned(), Arc::new(Int64Array::from(years.clone()))));
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
    restrict(
        Rows {
            persons,
            years,
            columns,
            bad: marks(batch),
            spells: Vec::new(),
            rows: Vec::new(),
            times: Vec::new(),
            starts: Vec::new(),
        },
        &inside,
    )
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
    if let Some(of_file) = file.file.year.filter(|_| !period.is_dated_by_path() && period.division().is_none()) {
        left.other_year += found.years.iter().filter(|year| **year != i64::from(of_file)).count() as i64;
    }
    left.outside += (found.covered.iter().filter(|covered| !**covered).count() - found.without) as i64;
    let (years, starts) = (found.years, found.starts);
    let rows = Rows {
        persons,
        years,
        columns,
        bad: marks(batch),
        spells: Vec::new(),
        rows: Vec::new(),
        times: Vec::new(),
        starts,
    };
    restrict(rows, &found.covered)
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
    let rows = Rows { persons, years, columns, bad: marks(batch), spells, rows: Vec::new(), times, starts: Vec::new() };
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
/// death, and a register may not record the end of a stay after emigration. A spell that begins after death is left out.
fn end_with_residence(mut rows: Rows, people: &Persons, left: &mut SkippedRows) -> Result<Rows> {
    let open: Vec<bool> = (0..rows.spells.len()).map(|row| rows.lasts(row)).collect();
    let mut alive = Vec::with_capacity(rows.spells.len());
    let mut lasts = Vec::with_capacity(rows.times.len());
    for (((start, end), person), open) in rows.spells.iter_mut().zip(&rows.persons).zip(open) {
        let died = people.death_day(*person).unwrap_or(i32::MAX);
        let abroad = if open { people.departure_from(*person, *start).unwrap_or(i32::MAX) } else { i32::MAX };
        let last = died.min(abroad);
        left.ended += i64::from(*end > last);
        *end = (*end).min(last);
        alive.push(*start <= *end);
        lasts.push(last);
    }
    for ((start, end), last) in rows.times.iter_mut().zip(lasts) {
        *end = (*end).min((i64::from(last) + 1) * DAY - 1).max(*start);
    }
    restrict(rows, &alive)
}

fn weekly(batch: &RecordBatch, persons: &[PersonIndex], layout: &Layout) -> Rows {
    let unfolded = weeks::unfold(batch, layout.fixed, &layout.weeks, persons);
    let column = |name: &str, values: Vec<i64>| (name.to_owned(), Arc::new(Int64Array::from(values)) as ArrayRef);
    Rows {
        columns: vec![
            column("year", unfolded.year.clone()),
            column("week", unfolded.week),
            column("code", unfolded.code),
            column("run_week", unfolded.run_week),
        ],
        persons: unfolded.person,
        years: unfolded.year,
        bad: Vec::new(),
        spells: Vec::new(),
        times: Vec::new(),
        starts: Vec::new(),
        rows: persons.to_vec(),
    }
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
        persons: found.persons,
        years: found.years,
        columns: found.columns,
        rows: persons.to_vec(),
        bad: found.bad,
        spells: Vec::new(),
        times: Vec::new(),
        starts: found.starts,
    })
}
