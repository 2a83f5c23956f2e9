//! A consequence's value for every person in a year relative to t = 0: zero without use, and after death or emigration.

use definitions::Definitions;
use definitions::consequence::Consequence;
use definitions::coverage::{Coverage, WithoutRow};
use definitions::day::Years;
use definitions::intervention::Intervention;
use definitions::plan::EffectJob;
use definitions::target_group::AfterExit;
use engine::cohort::Entry;
use engine::moments::price_level;
use engine::persons::Persons;
use engine::variables::{MISSING, PersonYears, Sums, values_of};
use foundation::error::{Error, Result};

/// What the outcomes of an intervention are read from.
#[derive(Clone, Copy)]
pub(crate) struct OutcomeData<'a> {
    pub(crate) definitions: &'a Definitions,
    pub(crate) persons: &'a Persons,
    pub(crate) sums: &'a Sums,
}

impl OutcomeData<'_> {
    /// The outcome of every person, in units or kroner of the price year; NaN where it is not known. The registers must cover the
    /// job's years.
    pub(crate) fn outcome(
        self,
        intervention: &Intervention,
        job: &EffectJob<'_>,
        entries: &[Entry],
    ) -> Result<Vec<f64>> {
        let mut values = self.level(intervention, job.consequence, entries, job.measured)?;
        if let Some(before) = job.since {
            let earlier = self.level(intervention, job.consequence, entries, before)?;
            for ((value, earlier), entry) in values.iter_mut().zip(earlier).zip(entries) {
                // A person who was not in the country before has no value to compare with.
                let present = self.persons.present(entry.person, i32::from(entry.t0) + before);
                *value = if present { *value - earlier } else { f64::NAN };
            }
        }
        Ok(values)
    }

    fn level(
        self,
        intervention: &Intervention,
        consequence: &Consequence,
        entries: &[Entry],
        year: i32,
    ) -> Result<Vec<f64>> {
        let variable = self.definitions.variable(&consequence.variable);
        let variable = variable.ok_or_else(|| Error::internal(format!("no variable `{}`", consequence.variable)))?;
        let of_starts = intervention.participants.years.value;
        let window = Years { first: of_starts.first + year, last: of_starts.last + year };
        let coverage = Coverage::new(self.definitions, variable, window);
        let sums = values_of(self.sums, variable)?;
        let scales = window.iter().map(|year| price_level::scale(self.definitions, consequence, year, None));
        let scales: Vec<f64> = scales.collect::<Result<_>>()?;
        let value = |entry: &Entry| {
            let calendar = i32::from(entry.t0) + year;
            let without_row = coverage.without_row(calendar);
            let steps = self.steps(intervention.after_exit, sums, entry, calendar, without_row);
            let scale = scales[(calendar - window.first) as usize];
            steps.map_or(f64::NAN, |steps| variable.resolution.natural(steps as f64) * scale)
        };
        Ok(entries.iter().map(value).collect())
    }

    /// A person's value in a calendar year, in steps (method rules 4 and 6).
    fn steps(
        self,
        after_exit: AfterExit,
        sums: &PersonYears,
        entry: &Entry,
        year: i32,
        without_row: WithoutRow,
    ) -> Option<i64> {
        let dropped = after_exit == AfterExit::Drop;
        if dropped && !self.persons.present(entry.person, year) {
            return None;
        }
        match sums.get(entry.person, year) {
            // Rows after death are not used: a register may be late to close a person's entries.
            Some(_) if self.persons.dead(entry.person, year) => Some(0),
            Some(MISSING) => None,
            Some(value) => Some(value),
            None if without_row == WithoutRow::Zero => Some(0),
            // After death or emigration a person who still counts uses nothing, which is known.
            None if !dropped && self.persons.gone(entry.person, year) => Some(0),
            None => None,
        }
    }
}
