//! The plan as rows to print.

use serde::Serialize;

use super::{Job, Plan};
use crate::consequence::Consequence;
use crate::coverage::available;
use crate::intervention::{Intervention, PARTICIPATION};
use foundation::keys::WHOLE_GROUP;

/// One planned regression, by names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlannedRow {
    /// The target group, or the intervention.
    pub target_group: String,
    /// The subgroup; `all` is the whole group.
    pub subgroup: String,
    /// The success measure.
    pub success_measure: String,
    /// The consequence.
    pub consequence: String,
    /// Years after t = 0.
    pub follow_up_year: i32,
    /// The specification.
    pub specification: String,
    /// The first year t = 0 that carries the follow-up year; none if the registers cover it for no entrant.
    pub first_entry_year: Option<i32>,
    /// The last such year.
    pub last_entry_year: Option<i32>,
}

impl Plan<'_> {
    /// Every regression as a row, then the effects of interventions.
    pub fn rows(&self) -> Vec<PlannedRow> {
        let regressions = self.jobs().iter().map(|job| self.row(job));
        let effects = self.definitions.interventions.iter().flat_map(|of| self.effects(of));
        regressions.chain(effects).collect()
    }

    /// The effects of an intervention. Participants who start in any of its years are compared together, so all must be covered.
    fn effects<'a>(&'a self, intervention: &'a Intervention) -> impl Iterator<Item = PlannedRow> {
        let consequences = self.definitions.consequences.iter().filter(|of| intervention.estimates(of));
        let years = move |of| intervention.follow_up.iter().map(move |year| (of, *year));
        consequences.flat_map(years).map(|(consequence, year)| self.effect(intervention, consequence, year))
    }

    fn effect(&self, intervention: &Intervention, consequence: &Consequence, year: i32) -> PlannedRow {
        let window = intervention.participants.years.value;
        let variable = self.definitions.variable(&consequence.variable);
        let is_covered = |start: i32| {
            let years = [Some(year), intervention.baseline_year()].into_iter().flatten();
            let covered = |year: i32| variable.is_some_and(|of| available(self.definitions, of, start + year));
            self.definitions.lists(start) && years.into_iter().all(covered)
        };
        let covered = window.iter().all(is_covered);
        PlannedRow {
            target_group: intervention.id.value.clone(),
            subgroup: WHOLE_GROUP.to_owned(),
            success_measure: PARTICIPATION.to_owned(),
            consequence: consequence.id.value.clone(),
            follow_up_year: year,
            specification: "published".to_owned(),
            first_entry_year: covered.then_some(window.first),
            last_entry_year: covered.then_some(window.last),
        }
    }

    fn row(&self, job: &Job) -> PlannedRow {
        let key = self.key(job).owned();
        let (first_entry_year, last_entry_year) = job.entry_years.span().unzip();
        PlannedRow {
            target_group: key.comparison.target_group,
            subgroup: key.comparison.subgroup,
            success_measure: key.comparison.success_measure,
            consequence: key.consequence,
            follow_up_year: key.follow_up_year.0,
            specification: self.specification(job).id.value.clone(),
            first_entry_year,
            last_entry_year,
        }
    }
}
