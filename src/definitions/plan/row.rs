//! The plan as rows to print.

use serde::Serialize;

use super::{Job, Plan};

/// One planned regression, by names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlannedRow {
    /// The target group.
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
    /// Every regression as a row.
    pub fn rows(&self) -> Vec<PlannedRow> {
        self.jobs().iter().map(|job| self.row(job)).collect()
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
