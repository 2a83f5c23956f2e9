//! The plan as rows to print.

use serde::Serialize;

use super::{EFFECT_SPECIFICATION, EffectKind, Job, Plan, effects};
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

    /// The effects of an intervention.
    fn effects<'a>(&'a self, intervention: &'a Intervention) -> impl Iterator<Item = PlannedRow> {
        let jobs = effects(self.definitions, intervention).into_iter();
        let window = intervention.participants.years.value;
        jobs.filter(|job| job.kind == EffectKind::Effect).map(move |job| PlannedRow {
            target_group: intervention.id.value.clone(),
            subgroup: WHOLE_GROUP.to_owned(),
            success_measure: PARTICIPATION.to_owned(),
            consequence: job.consequence.id.value.clone(),
            follow_up_year: job.year,
            specification: EFFECT_SPECIFICATION.to_owned(),
            first_entry_year: job.covered.then_some(window.first),
            last_entry_year: job.covered.then_some(window.last),
        })
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
