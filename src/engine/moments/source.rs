//! Where moments come from: the seam between regressions and the engine that sums person-years.
//!
//! [`InProcess`] folds person-years held in memory. Another engine gives the same whole numbers and implements
//! [`MomentSource`].

use std::collections::HashMap;

use definitions::consequence::Consequence;
use definitions::plan::{Comparison, FollowUpIndex, Job, Plan};
use foundation::error::{Error, Result};
use foundation::keys::FollowUpYear;
use foundation::words::Arm;
use rayon::prelude::*;

use super::cells::{CellList, Cells};
use super::clusters::{ClusterSums, by_cluster};
use super::fold::{Moments, fold};
use super::largest::{LargestContributions, largest_contributions};
use super::observations::{Baseline, Outcome};
use super::pairs::{PairSums, YearPair, pairs};
use super::presence::Presence;
use super::price_level;
use crate::cohort::Cohort;
use crate::persons::Persons;
use crate::variables::{PersonYears, Sums, values_of};

/// Gives the moments of planned regressions.
///
/// A *run* is the planned regressions that share a comparison, a consequence and a specification: one for each follow-up
/// year, in order. All lists by cell are in the order of [`MomentSource::cells`].
pub trait MomentSource: Sync {
    /// The cells of a comparison.
    ///
    /// # Errors
    /// Internal errors only.
    fn cells(&self, comparison: Comparison) -> Result<&CellList>;

    /// The moments of each regression of a run, over the entrants of its entry years.
    ///
    /// # Errors
    /// A value that is too large to be summed.
    fn moments(&self, run: &[Job]) -> Result<Vec<Moments>>;

    /// The sums of every cell for pairs of a run's regressions, over all entrants.
    ///
    /// # Errors
    /// Internal errors only.
    fn pairs(&self, run: &[Job], pairs: &[YearPair]) -> Result<Vec<Vec<PairSums>>>;

    /// The sums of one regression by cluster and cell, over the entrants of its entry years; `cluster` is the name of a
    /// clustering, or none for the person.
    ///
    /// # Errors
    /// Internal errors only.
    fn by_cluster(&self, job: &Job, cluster: Option<&str>) -> Result<Vec<ClusterSums>>;

    /// The largest contributions to each cohort of each regression of a run, success first, over the entrants of its entry
    /// years.
    ///
    /// # Errors
    /// Internal errors only.
    fn largest_contributions(&self, run: &[Job]) -> Result<Vec<[LargestContributions; 2]>>;

    /// The largest contributions of entries alone, as [`largest_contributions`][Self::largest_contributions] gives them of all; `entries` are
    /// positions in the target group's cohort, ascending, with their arms.
    ///
    /// # Errors
    /// Internal errors only.
    fn largest_contributions_of(
        &self,
        runs: &[&[Job]],
        entries: &[(usize, Arm)],
    ) -> Result<Vec<Vec<[LargestContributions; 2]>>>;
}

/// A comparison's cells, and by specification who is present in its follow-up years.
struct PreparedComparison {
    cells: Cells,
    presence: Vec<Presence>,
}

/// Moments folded from person-years in memory.
pub struct InProcess<'a> {
    plan: &'a Plan<'a>,
    cohorts: &'a [Cohort],
    persons: &'a Persons,
    /// By consequence.
    values: Vec<&'a PersonYears>,
    comparisons: HashMap<Comparison, PreparedComparison>,
}

impl<'a> InProcess<'a> {
    /// Prepares every comparison of a plan; `cohorts` are by target group.
    ///
    /// # Errors
    /// Internal errors only.
    pub fn new(
        plan: &'a Plan<'a>,
        cohorts: &'a [Cohort],
        persons: &'a Persons,
        sums: &'a Sums,
    ) -> Result<InProcess<'a>> {
        let definitions = plan.definitions();
        let of_consequence = |consequence: &Consequence| {
            let variable = definitions.variable(&consequence.variable);
            let missing = || Error::internal(format!("no variable `{}`", consequence.variable.value));
            values_of(sums, variable.ok_or_else(missing)?)
        };
        // Without target groups there are no regressions, and no consequence was read for them.
        let followed = definitions.consequences.iter().filter(|_| !definitions.target_groups.is_empty());
        let values = followed.map(of_consequence).collect::<Result<_>>()?;
        let prepare = |comparison: &Comparison| {
            let cohort = &cohorts[comparison.group.0];
            let cells = Cells::of(cohort, persons, cohort.determined(*comparison))?;
            let after_exit = plan.group(comparison.group).population.after_exit;
            let specifications = plan.specifications(comparison.group).iter();
            let presence = specifications
                .map(|of| Presence::count(&cells, persons, &of.follow_up, after_exit, of.balanced))
                .collect();
            Ok((*comparison, PreparedComparison { cells, presence }))
        };
        let comparisons = plan.comparisons().par_iter().map(prepare).collect::<Result<_>>()?;
        Ok(InProcess { plan, cohorts, persons, values, comparisons })
    }

    fn prepared(&self, comparison: Comparison) -> Result<&PreparedComparison> {
        let unplanned = || Error::internal("a comparison that is not planned".to_owned());
        self.comparisons.get(&comparison).ok_or_else(unplanned)
    }

    /// Calls a function with the outcome of a regression, whatever its year.
    fn with_outcome<T>(&self, job: &Job, call: impl FnOnce(&Outcome<'_>) -> T) -> T {
        let (definitions, consequence) = (self.plan.definitions(), self.plan.consequence(job));
        let multipliers = |of, before| price_level::multipliers(definitions, consequence, of, before);
        let baseline = self.plan.specification(job).baseline_year();
        let baseline = baseline.map(|year| Baseline { year: FollowUpYear(year), multipliers: &multipliers });
        call(&Outcome { values: self.values[job.consequence.0], coverage: self.plan.coverage(job), baseline })
    }

    fn contributions(&self, run: &[Job], cells: &Cells, presence: &Presence) -> Result<Vec<[LargestContributions; 2]>> {
        let carries = |t0: i16, year: FollowUpIndex| run[year.0].entry_years.contains(i32::from(t0));
        let largest = |outcome: &Outcome<'_>| largest_contributions(cells, self.persons, presence, outcome, &carries);
        Ok(self.with_outcome(first(run)?, largest))
    }
}

impl MomentSource for InProcess<'_> {
    fn cells(&self, comparison: Comparison) -> Result<&CellList> {
        Ok(&self.prepared(comparison)?.cells.list)
    }

    fn moments(&self, run: &[Job]) -> Result<Vec<Moments>> {
        let job = first(run)?;
        let PreparedComparison { cells, presence } = self.prepared(job.comparison)?;
        price_level::check_range(
            self.plan.definitions(),
            self.plan.group(job.comparison.group),
            self.plan.specification(job),
            self.plan.coverage(job).variable(),
            self.plan.consequence(job),
            self.values[job.consequence.0],
        )?;
        let presence = &presence[job.specification.0];
        let mut moments = self.with_outcome(job, |outcome| fold(cells, self.persons, presence, outcome));
        for (job, moments) in run.iter().zip(&mut moments) {
            for (cell, _) in cells.list.iter().filter(|(_, key)| !job.entry_years.contains(i32::from(key.t0))) {
                moments.clear(cell);
            }
        }
        Ok(moments)
    }

    fn pairs(&self, run: &[Job], wanted: &[YearPair]) -> Result<Vec<Vec<PairSums>>> {
        let job = first(run)?;
        let PreparedComparison { cells, presence } = self.prepared(job.comparison)?;
        let presence = &presence[job.specification.0];
        Ok(self.with_outcome(job, |outcome| pairs(cells, self.persons, presence, outcome, wanted)))
    }

    fn by_cluster(&self, job: &Job, cluster: Option<&str>) -> Result<Vec<ClusterSums>> {
        let PreparedComparison { cells, presence } = self.prepared(job.comparison)?;
        let presence = &presence[job.specification.0];
        let cluster_of = cells.cluster_of(cluster)?;
        let mut sums = self
            .with_outcome(job, |outcome| by_cluster(cells, self.persons, presence, outcome, &cluster_of, job.position));
        sums.retain(|of| job.entry_years.contains(i32::from(cells.list.keys[of.cell.at()].t0)));
        Ok(sums)
    }

    fn largest_contributions_of(
        &self,
        runs: &[&[Job]],
        entries: &[(usize, Arm)],
    ) -> Result<Vec<Vec<[LargestContributions; 2]>>> {
        let Some(job) = runs.iter().find_map(|run| run.first()) else { return Ok(Vec::new()) };
        let group = job.comparison.group;
        let cells = Cells::of(&self.cohorts[group.0], self.persons, entries.iter().copied())?;
        let specification = self.plan.specification(job);
        let after_exit = self.plan.group(group).population.after_exit;
        let presence =
            Presence::count(&cells, self.persons, &specification.follow_up, after_exit, specification.balanced);
        runs.iter().map(|run| self.contributions(run, &cells, &presence)).collect()
    }

    fn largest_contributions(&self, run: &[Job]) -> Result<Vec<[LargestContributions; 2]>> {
        let job = first(run)?;
        let PreparedComparison { cells, presence } = self.prepared(job.comparison)?;
        self.contributions(run, cells, &presence[job.specification.0])
    }
}

fn first(run: &[Job]) -> Result<&Job> {
    run.first().ok_or_else(|| Error::internal("a run without regressions".to_owned()))
}
