//! What is known of an entrant's outcome in a follow-up year: a value, nothing, or that the person is not there.

use super::cells::{Cells, Member};
use super::fold::Presence;
use crate::definitions::target_group::AfterExit;
use crate::persons::Persons;
use crate::variables::{MISSING, OfPerson, PersonYears};

/// A consequence's values, and what the lack of one means.
pub struct Outcome<'a> {
    /// The values.
    pub values: &'a PersonYears,
    /// Calendar years in which no row means not known, and not zero.
    pub missing_without_row: &'a dyn Fn(i32) -> bool,
    /// Calendar years that the registers cover for it.
    pub available: &'a dyn Fn(i32) -> bool,
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
}

impl<'a> Known<'a> {
    /// Looks up which calendar years are covered, once.
    pub fn new(cells: &Cells, persons: &'a Persons, presence: &'a Presence, outcome: &Outcome<'_>) -> Known<'a> {
        Known { persons, presence, calendar: Calendar::of(cells, &presence.follow_up, outcome) }
    }

    /// Whether no row is a zero, for entrants of a year t = 0 in a follow-up year by position.
    pub fn is_zero_without_row(&self, t0: i16, at: usize) -> bool {
        self.calendar.of_year(t0, at) == Knows::ZeroWithoutRow
    }

    /// Whether there is any year in which no row is not a zero.
    pub fn any_missing(&self) -> bool {
        self.calendar.any_missing
    }

    /// The outcome of an entrant in a follow-up year by position; `values` are the person's.
    pub fn value(&self, member: &Member, values: OfPerson<'_>, at: usize) -> Value {
        let knows = self.calendar.of_year(member.t0, at);
        let year = i32::from(member.t0) + self.presence.follow_up.get(at).copied().unwrap_or_default();
        let dropped = self.presence.after_exit == AfterExit::Drop;
        if knows == Knows::Nothing || (dropped && !self.persons.present(member.person, year)) {
            return Value::NotThere;
        }
        match values.get(year) {
            // Nobody uses anything after death, whatever a register that was not told of it says.
            Some(_) if self.persons.dead(member.person, year) => Value::Known(0),
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
                && !self.persons.dead(member.person, year);
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

/// What is known by year t = 0 and follow-up year.
struct Calendar {
    first_t0: i32,
    knows: Vec<Vec<Knows>>,
    any_missing: bool,
    first_follow_up: i32,
    /// By years after the first follow-up year, the position of the follow-up year.
    positions: Vec<Option<usize>>,
}

impl Calendar {
    fn of(cells: &Cells, follow_up: &[i32], outcome: &Outcome<'_>) -> Calendar {
        let first_t0 = cells.keys.first().map_or(0, |key| i32::from(key.t0));
        let last_t0 = cells.keys.last().map_or(-1, |key| i32::from(key.t0));
        let of_year = |year: i32| match (outcome.available)(year) {
            false => Knows::Nothing,
            true if (outcome.missing_without_row)(year) => Knows::MissingWithoutRow,
            true => Knows::ZeroWithoutRow,
        };
        let knows: Vec<Vec<Knows>> =
            (first_t0..=last_t0).map(|t0| follow_up.iter().map(|k| of_year(t0 + k)).collect()).collect();
        let any_missing = knows.iter().flatten().any(|knows| *knows == Knows::MissingWithoutRow);
        let first_follow_up = follow_up.iter().min().copied().unwrap_or_default();
        let last = follow_up.iter().max().copied().unwrap_or_default();
        let positions = (first_follow_up..=last).map(|k| follow_up.iter().position(|other| *other == k)).collect();
        Calendar { first_t0, knows, any_missing, first_follow_up, positions }
    }

    fn position(&self, follow_up_year: i32) -> Option<usize> {
        let years = usize::try_from(follow_up_year - self.first_follow_up).ok()?;
        self.positions.get(years).copied().flatten()
    }

    fn of_year(&self, t0: i16, at: usize) -> Knows {
        let row = usize::try_from(i32::from(t0) - self.first_t0).unwrap_or(usize::MAX);
        self.knows.get(row).and_then(|row| row.get(at)).copied().unwrap_or(Knows::Nothing)
    }
}
