//! What is known of an entrant's outcome in a follow-up year: a value, nothing, or that the person is not there.

use super::cells::{Cells, Member};
use super::fold::Presence;
use crate::persons::Persons;
use crate::variables::{MISSING, OfPerson, PersonYears};
use definitions::target_group::AfterExit;

/// A consequence's values, and what the lack of one means.
pub struct Outcome<'a> {
    /// The values.
    pub values: &'a PersonYears,
    /// Calendar years in which no row means not known, and not zero.
    pub missing_without_row: &'a dyn Fn(i32) -> bool,
    /// Calendar years that the registers cover for it.
    pub available: &'a dyn Fn(i32) -> bool,
    /// What is taken off every value; nothing if `None`.
    pub taken_off: Option<TakenOff<'a>>,
}

/// The value of a year before, taken off that of a follow-up year: outcomes are differences, in steps of one price level.
pub struct TakenOff<'a> {
    /// The year, relative to t = 0.
    pub year: i32,
    /// What values of one calendar year, and of another, are multiplied by to be of one price level.
    pub multipliers: &'a dyn Fn(i32, i32) -> (i64, i64),
}

/// What is known of one entrant in one follow-up year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// The outcome, in steps.
    Known(i64),
    /// The person is there, and the registers do not say.
    NotKnown,
    /// The year is not covered, or the person has left the regression.
    NotThere,
}

/// Knows a consequence's outcome for every entrant and follow-up year (method rules 4 and 6).
pub struct Known<'a> {
    persons: &'a Persons,
    presence: &'a Presence,
    calendar: Calendar,
    taken_off: Option<Earlier>,
}

/// The year before, by year t = 0.
struct Earlier {
    year: i32,
    knows: Calendar,
    /// By year t = 0 and follow-up year: what the values of both years are multiplied by.
    multipliers: ByEntry<(i64, i64)>,
}

impl<'a> Known<'a> {
    /// Looks up which calendar years are covered, once.
    pub fn new(cells: &Cells, persons: &'a Persons, presence: &'a Presence, outcome: &Outcome<'_>) -> Known<'a> {
        let calendar = Calendar::of(cells, &presence.follow_up, outcome);
        let taken_off = outcome.taken_off.as_ref().map(|taken_off| Earlier {
            year: taken_off.year,
            knows: Calendar::of(cells, &[taken_off.year], outcome),
            multipliers: ByEntry::of(cells, &presence.follow_up, |t0, k| {
                (taken_off.multipliers)(t0 + k, t0 + taken_off.year)
            }),
        });
        Known { persons, presence, calendar, taken_off }
    }

    /// Whether no row is a zero, for entrants of a year t = 0 in a follow-up year by position.
    pub fn is_zero_without_row(&self, t0: i16, at: usize) -> bool {
        self.taken_off.is_none() && self.calendar.of_year(t0, at) == Knows::ZeroWithoutRow
    }

    /// Whether there is any year in which no row is not a zero.
    pub fn any_missing(&self) -> bool {
        self.taken_off.is_some() || self.calendar.any_missing
    }

    /// The outcome of an entrant in a follow-up year by position; `values` are the person's.
    pub fn value(&self, member: &Member, values: OfPerson<'_>, at: usize) -> Value {
        let k = self.presence.follow_up.get(at).copied().unwrap_or_default();
        let value = self.of_year(member, values, k, self.calendar.of_year(member.t0, at));
        let (Some(earlier), Value::Known(value)) = (&self.taken_off, value) else { return value };
        // Of who was not there in the year before, it is not known what to compare with.
        if !self.persons.present(member.person, i32::from(member.t0) + earlier.year) {
            return Value::NotKnown;
        }
        let (ours, theirs) = earlier.multipliers.get(member.t0, at).unwrap_or((1, 1));
        match self.of_year(member, values, earlier.year, earlier.knows.of_year(member.t0, 0)) {
            Value::Known(before) => Value::Known(value * ours - before * theirs),
            other => other,
        }
    }

    /// The value of a year relative to t = 0.
    fn of_year(&self, member: &Member, values: OfPerson<'_>, k: i32, knows: Knows) -> Value {
        let year = i32::from(member.t0) + k;
        let dropped = self.presence.after_exit == AfterExit::Drop;
        if knows == Knows::Nothing || (dropped && !self.persons.present(member.person, year)) {
            return Value::NotThere;
        }
        match values.get(year) {
            // Nobody uses anything after death, whatever a register that was not told of it says.
            Some(_) if !member.alive(year) => Value::Known(0),
            Some(MISSING) => Value::NotKnown,
            Some(value) => Value::Known(value),
            None if knows == Knows::ZeroWithoutRow => Value::Known(0),
            // After death or emigration a person who still counts uses nothing, which is known.
            None if !dropped && self.persons.gone(member.person, year) => Value::Known(0),
            None => Value::NotKnown,
        }
    }
}

impl Known<'_> {
    /// The follow-up years, by position, of an entrant's rows, and what is known there; `None` is not known. Where no row is
    /// a zero in every year, the same as [`Known::value`] says but for zeros.
    pub fn rows(&self, member: &Member, values: OfPerson<'_>) -> impl Iterator<Item = (usize, Option<i64>)> {
        let dropped = self.presence.after_exit == AfterExit::Drop;
        values.iter().filter_map(move |(year, value)| {
            let at = self.calendar.position(year - i32::from(member.t0))?;
            let there = self.calendar.of_year(member.t0, at) == Knows::ZeroWithoutRow
                && (!dropped || self.persons.present(member.person, year))
                && value != 0
                && member.alive(year);
            there.then_some((at, (value != MISSING).then_some(value)))
        })
    }
}

/// What the registers know of a calendar year for a person without a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Knows {
    /// The year is not covered.
    Nothing,
    /// No row is a zero.
    ZeroWithoutRow,
    /// No row is not known.
    MissingWithoutRow,
}

/// Something by year t = 0 and follow-up year.
struct ByEntry<T> {
    first_t0: i32,
    values: Vec<Vec<T>>,
}

impl<T: Copy> ByEntry<T> {
    fn of(cells: &Cells, follow_up: &[i32], value: impl Fn(i32, i32) -> T) -> ByEntry<T> {
        let first_t0 = cells.keys.first().map_or(0, |key| i32::from(key.t0));
        let last_t0 = cells.keys.last().map_or(-1, |key| i32::from(key.t0));
        let values = (first_t0..=last_t0).map(|t0| follow_up.iter().map(|k| value(t0, *k)).collect()).collect();
        ByEntry { first_t0, values }
    }

    fn get(&self, t0: i16, at: usize) -> Option<T> {
        let row = usize::try_from(i32::from(t0) - self.first_t0).ok()?;
        self.values.get(row)?.get(at).copied()
    }
}

/// What is known by year t = 0 and follow-up year.
struct Calendar {
    knows: ByEntry<Knows>,
    any_missing: bool,
    first_follow_up: i32,
    /// By years after the first follow-up year, the position of the follow-up year.
    positions: Vec<Option<usize>>,
}

impl Calendar {
    fn of(cells: &Cells, follow_up: &[i32], outcome: &Outcome<'_>) -> Calendar {
        let knows = ByEntry::of(cells, follow_up, |t0, k| match (outcome.available)(t0 + k) {
            false => Knows::Nothing,
            true if (outcome.missing_without_row)(t0 + k) => Knows::MissingWithoutRow,
            true => Knows::ZeroWithoutRow,
        });
        let any_missing = knows.values.iter().flatten().any(|knows| *knows == Knows::MissingWithoutRow);
        let first_follow_up = follow_up.iter().min().copied().unwrap_or_default();
        let last = follow_up.iter().max().copied().unwrap_or_default();
        let positions = (first_follow_up..=last).map(|k| follow_up.iter().position(|other| *other == k)).collect();
        Calendar { knows, any_missing, first_follow_up, positions }
    }

    fn position(&self, follow_up_year: i32) -> Option<usize> {
        let years = usize::try_from(follow_up_year - self.first_follow_up).ok()?;
        self.positions.get(years).copied().flatten()
    }

    fn of_year(&self, t0: i16, at: usize) -> Knows {
        self.knows.get(t0, at).unwrap_or(Knows::Nothing)
    }
}
