//! Rows of a register as SQL sees them: the declared columns, and the year, date, week or run of weeks that the kind of
//! register brings along. Only rows of persons who are wanted.

use arrow::array::{ArrayRef, BooleanArray};

use super::months::{self, Months};
use super::weeks::{self, Week};
use crate::persons::Lookup;
use crate::registers::{KeyCounts, OpenFile, Projection, ReadAs};
use definitions::day::{Day, Years};
use definitions::register::{KnownYears, Register, Timing};
use foundation::error::{Error, Result};
use foundation::keys::PersonIndex;
use sql::ColumnType;

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
    /// Rows that a day or a year places: neither spells nor periods, and not unfolded.
    pub fn new(
        persons: Vec<PersonIndex>,
        years: Vec<i64>,
        columns: Vec<(String, ArrayRef)>,
        bad: Vec<(String, BooleanArray)>,
    ) -> Rows {
        let (rows, spells, times, starts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Rows { persons, years, columns, bad, rows, spells, times, starts }
    }

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
    /// Spells that begin while their person lives abroad.
    pub begun_abroad: i64,
    /// Spells with an end that go on after an emigration.
    pub over_absence: i64,
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
        self.begun_abroad += other.begun_abroad;
        self.over_absence += other.over_absence;
        self.passed_over += other.passed_over;
        self.other_year += other.other_year;
    }
}

/// The columns of a file that are read.
pub struct Layout {
    /// The person's key; none where persons are known otherwise.
    pub(super) key: Option<Projection>,
    pub(super) projected: Vec<Projection>,
    pub(super) weeks: Vec<Week>,
    pub(super) months: Months,
    /// How many projected columns come before the weeks.
    pub(super) fixed: usize,
    /// The columns that SQL reads; it may read any if `None`.
    read: Option<Vec<String>>,
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
    let mut projected: Vec<Projection> =
        fixed_columns(file, register, names)?.into_iter().map(Projection::by_value).collect();
    let fixed = projected.len();
    let mut found = Vec::new();
    if let Some(pattern) = register.kind.week_pattern() {
        // Runs of weeks go on from year to year.
        let years = years.filter(|_| !names.iter().any(|name| name == "run_week"));
        let is_wanted = |week: &Week| years.is_none_or(|years| years.contains(week.year));
        for (week, column) in weeks::columns(file, register, pattern)?.into_iter().filter(|(week, _)| is_wanted(week)) {
            found.push(week);
            projected.push(column);
        }
    }
    let months = match register.kind.monthly() {
        Some(monthly) => months::columns(file, register, monthly, (names, years), &mut projected)?,
        None => Months::default(),
    };
    Ok(Layout { key: Some(key), projected, weeks: found, months, fixed, read: Some(names.to_vec()) })
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
    for (id, column) in register.kind.clock_columns() {
        projected.push(file.project(id, column, ReadAs::Column(ColumnType::Integer))?);
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
        let fixed = projected.len();
        Layout { key: None, fixed, projected, weeks: Vec::new(), months: Months::default(), read: None }
    }

    /// The person's key, and the other columns.
    ///
    /// # Errors
    /// An internal error: columns without a key.
    pub fn key(&self) -> Result<&Projection> {
        self.key.as_ref().ok_or_else(|| Error::internal("rows are read without a key"))
    }

    /// The columns without the key.
    pub fn columns(&self) -> &[Projection] {
        &self.projected
    }

    /// Whether SQL reads a column that the kind of register brings along: others need not be made.
    pub(super) fn reads(&self, id: &str) -> bool {
        self.read.as_ref().is_none_or(|names| names.iter().any(|name| name == id))
    }

    /// The name of a column in the file; its own, if the file has no such column.
    pub(super) fn name<'n>(&'n self, id: &'n str) -> &'n str {
        self.projected.iter().find(|column| column.id == id).map_or(id, |column| column.name.as_str())
    }

    /// Whether a row group has no row of some years: by its statistics, or because no month of the years has a column. A row of weeks is
    /// of every year.
    pub fn has_nothing_of(&self, years: Years, file: &OpenFile, group: usize, register: &Register) -> bool {
        let (first, last) = (Day::first_of(years.first).number(), Day::last_of(years.last).number());
        let bounds = |id: &str| {
            let column = self.projected.iter().find(|column| column.id == id)?;
            file.bounds(group, column)
        };
        let outside = |(from, to): (i64, i64), first: i32, last: i32| to < first.into() || from > last.into();
        if self.months.are_none() {
            return true;
        }
        match register.kind.timing() {
            Timing::Date => bounds("date").is_some_and(|of| outside(of, first, last)),
            Timing::Span => {
                // A day that stands for an open end is not the end of a finished spell.
                let has_open_day = register.special_days.open.iter().any(|day| day.number() < first);
                bounds("start").is_some_and(|(from, _)| from > last.into())
                    || !has_open_day && bounds("end").is_some_and(|(_, to)| to < first.into())
            }
            Timing::Year | Timing::Part => match register.kind.known_years() {
                KnownYears::OfColumn => bounds("year").is_some_and(|of| outside(of, years.first, years.last)),
                KnownYears::OfPath => file.file.year.is_some_and(|year| !years.contains(year)),
                KnownYears::Unknown => false,
            },
        }
    }
}
