//! An entrant's outcome in a follow-up year: a value, missing, or that the person is absent from the regression.

use definitions::coverage::{Coverage, WithoutRow};
use definitions::plan::FollowUpIndex;
use definitions::target_group::AfterExit;
use foundation::keys::FollowUpYear;

use super::cells::{Cells, Member};
use super::presence::Presence;
use crate::persons::Persons;
use crate::variables::{MISSING, PersonValues, PersonYears};

/// A consequence's values, and what a person without a row has.
pub struct Outcome<'a> {
    /// The values.
    pub values: &'a PersonYears,
    /// Which calendar years the registers cover, and what no row means there.
    pub coverage: &'a Coverage<'a>,
    /// The year that outcomes are differences from; outcomes are levels if `None`.
    pub baseline: Option<Baseline<'a>>,
}

/// The year whose value is subtracted from that of a follow-up year, so that outcomes are differences in steps of one price
/// level.
pub struct Baseline<'a> {
    /// The year, relative to t = 0.
    pub year: FollowUpYear,
    /// By what values of a calendar year, and of a baseline year, are multiplied to be of one price level.
    pub multipliers: &'a dyn Fn(i32, i32) -> (i64, i64),
}

/// The outcome of one entrant in one follow-up year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Observation {
    /// The outcome, in steps.
    Value(i64),
    /// The person is present, and the registers have no value.
    Missing,
    /// The year is not covered, or the person has left the regression.
    Absent,
}

/// A consequence's outcome for every entrant and follow-up year (method rules 4 and 6).
pub struct Observations<'a> {
    persons: &'a Persons,
    presence: &'a Presence,
    calendar: Calendar,
    baseline: Option<BaselineYear>,
}

/// The baseline year, by year t = 0.
struct BaselineYear {
    year: FollowUpYear,
    without_row: ByEntryYear<WithoutRow>,
    /// By year t = 0 and follow-up year: what the values of both years are multiplied by.
    multipliers: ByEntryYear<(i64, i64)>,
}

impl<'a> Observations<'a> {
    /// Looks up which calendar years are covered, once.
    pub fn new(cells: &Cells, persons: &'a Persons, presence: &'a Presence, outcome: &Outcome<'_>) -> Observations<'a> {
        let without_row = |t0: i32, k: FollowUpYear| outcome.coverage.without_row(k.calendar(t0));
        let baseline = outcome.baseline.as_ref().map(|baseline| BaselineYear {
            year: baseline.year,
            without_row: ByEntryYear::of(cells, &[baseline.year], without_row),
            multipliers: ByEntryYear::of(cells, &presence.follow_up, |t0, k| {
                (baseline.multipliers)(k.calendar(t0), baseline.year.calendar(t0))
            }),
        });
        let calendar = Calendar::of(&presence.follow_up, ByEntryYear::of(cells, &presence.follow_up, without_row));
        Observations { persons, presence, calendar, baseline }
    }

    /// Whether no row is a zero, for entrants of a year t = 0 in a follow-up year.
    pub fn is_zero_without_row(&self, t0: i16, year: FollowUpIndex) -> bool {
        self.baseline.is_none() && self.calendar.without_row.get(t0, year) == WithoutRow::Zero
    }

    /// Whether there is any year in which no row is not a zero.
    pub fn any_missing(&self) -> bool {
        self.baseline.is_some() || self.calendar.any_missing
    }

    /// The outcome of an entrant in a follow-up year; `values` are the person's.
    pub fn of(&self, member: &Member, values: PersonValues<'_>, year: FollowUpIndex) -> Observation {
        let without_row = self.calendar.without_row.get(member.t0, year);
        let level = self.level(member, values, self.presence.follow_up[year.0], without_row);
        let (Some(baseline), Observation::Value(value)) = (&self.baseline, level) else { return level };
        // A person who was not in the country in the baseline year has no value to compare with.
        if !self.persons.present(member.person, baseline.year.calendar(i32::from(member.t0))) {
            return Observation::Missing;
        }
        let (multiplier, multiplier_before) = baseline.multipliers.get(member.t0, year);
        let without_row = baseline.without_row.get(member.t0, FollowUpIndex(0));
        match self.level(member, values, baseline.year, without_row) {
            Observation::Value(before) => Observation::Value(value * multiplier - before * multiplier_before),
            other => other,
        }
    }

    /// The value of a year relative to t = 0.
    fn level(
        &self,
        member: &Member,
        values: PersonValues<'_>,
        k: FollowUpYear,
        without_row: WithoutRow,
    ) -> Observation {
        let year = k.calendar(i32::from(member.t0));
        let dropped = self.presence.after_exit == AfterExit::Drop;
        if without_row == WithoutRow::NotAvailable || (dropped && !self.persons.present(member.person, year)) {
            return Observation::Absent;
        }
        match values.get(year) {
            // Rows after death are not used: a register may be late to close a person's entries.
            Some(_) if !member.alive(year) => Observation::Value(0),
            Some(MISSING) => Observation::Missing,
            Some(value) => Observation::Value(value),
            None if without_row == WithoutRow::Zero => Observation::Value(0),
            // After death or emigration a person who still counts uses nothing, which is known.
            None if !dropped && self.persons.gone(member.person, year) => Observation::Value(0),
            None => Observation::Missing,
        }
    }

    /// The follow-up years of an entrant's rows, and the value there; `None` is missing. Where no row is a zero in every
    /// year, these are all outcomes of [`Observations::of`] that are not zero.
    pub fn rows(
        &self,
        member: &Member,
        values: PersonValues<'_>,
    ) -> impl Iterator<Item = (FollowUpIndex, Option<i64>)> {
        let dropped = self.presence.after_exit == AfterExit::Drop;
        values.iter().filter_map(move |(year, value)| {
            let at = self.calendar.position(FollowUpYear(year - i32::from(member.t0)))?;
            let counts = self.calendar.without_row.get(member.t0, at) == WithoutRow::Zero
                && (!dropped || self.persons.present(member.person, year))
                && value != 0
                && member.alive(year);
            counts.then_some((at, (value != MISSING).then_some(value)))
        })
    }
}

/// Something by year t = 0 and follow-up year.
struct ByEntryYear<T> {
    first_t0: i16,
    follow_up: usize,
    values: Vec<T>,
}

impl<T: Copy> ByEntryYear<T> {
    fn of(cells: &Cells, follow_up: &[FollowUpYear], value: impl Fn(i32, FollowUpYear) -> T) -> ByEntryYear<T> {
        let years = cells.list.keys.first().zip(cells.list.keys.last()).map(|(first, last)| first.t0..=last.t0);
        // Without a cell there is no year.
        let first_t0 = years.as_ref().map_or(0, |years| *years.start());
        let value = &value;
        let of_entry = |t0: i16| follow_up.iter().map(move |k| value(i32::from(t0), *k));
        ByEntryYear {
            first_t0,
            follow_up: follow_up.len(),
            values: years.into_iter().flatten().flat_map(of_entry).collect(),
        }
    }

    fn get(&self, t0: i16, year: FollowUpIndex) -> T {
        let row = (i32::from(t0) - i32::from(self.first_t0)) as usize;
        self.values[row * self.follow_up + year.0]
    }
}

/// What no row means by year t = 0 and follow-up year.
struct Calendar {
    without_row: ByEntryYear<WithoutRow>,
    any_missing: bool,
    /// By years after the first follow-up year, the position of the follow-up year.
    positions: Vec<Option<FollowUpIndex>>,
    first_follow_up: FollowUpYear,
}

impl Calendar {
    fn of(follow_up: &[FollowUpYear], without_row: ByEntryYear<WithoutRow>) -> Calendar {
        let any_missing = without_row.values.contains(&WithoutRow::Missing);
        let years = follow_up.iter().min().zip(follow_up.iter().max()).map(|(first, last)| first.0..=last.0);
        // Without a follow-up year no row has a position.
        let first_follow_up = FollowUpYear(years.as_ref().map_or(0, |years| *years.start()));
        let position = |k: i32| follow_up.iter().position(|other| other.0 == k).map(FollowUpIndex);
        let positions = years.into_iter().flatten().map(position).collect();
        Calendar { without_row, any_missing, positions, first_follow_up }
    }

    /// The position of a follow-up year; none of a year that is not followed.
    fn position(&self, year: FollowUpYear) -> Option<FollowUpIndex> {
        let years = usize::try_from(year.0 - self.first_follow_up.0).ok()?;
        self.positions.get(years).copied().flatten()
    }
}
