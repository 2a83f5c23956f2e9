//! The regressions of one comparison and consequence: their moments, and every specification's fits on them.

use definitions::estimation::Estimation;
use definitions::plan::{Job, Plan};
use definitions::target_group::Entry;
use engine::moments::{CellIndex, CellList, LargestContributions, MomentSource, Moments, YearPair, price_level};
use foundation::error::Result;
use foundation::tables::published::CovarianceRow;
use foundation::words::{Arm, Baseline, Covariance};
use statistics::estimate::{self, CellOutcome, CellSums, Errors};
use statistics::status::{Availability, Counts, FitOutcome, precheck};

use crate::Fits;
use crate::clusters::Clusters;
use crate::counts;
use crate::covariance::{self, Regression};
use crate::factors::Factors;

/// The planned regressions of one comparison and consequence.
pub struct Comparing<'a> {
    pub(crate) plan: &'a Plan<'a>,
    source: &'a dyn MomentSource,
    factors: &'a Factors,
    pub(crate) cells: &'a CellList,
    /// In the plan's order: by specification, then by follow-up year.
    jobs: &'a [Job],
}

/// One regression that was run, with what the audit shows beside its outcome.
pub struct Run {
    pub(crate) outcome: FitOutcome,
    /// Persons, where moments count entries.
    pub(crate) persons: Counts,
    /// Means of the success and of the non-success cohort.
    pub(crate) means: [Option<f64>; 2],
    /// The regression itself, if its covariances are wanted.
    regression: Option<Regression>,
}

impl<'a> Comparing<'a> {
    /// Looks up the comparison's cells.
    ///
    /// # Errors
    /// The program's own fault only.
    pub fn new(
        plan: &'a Plan<'a>,
        source: &'a dyn MomentSource,
        factors: &'a Factors,
        jobs: &'a [Job],
    ) -> Result<Comparing<'a>> {
        Ok(Comparing { plan, source, factors, cells: source.cells(jobs[0].comparison)?, jobs })
    }

    /// Runs every specification and follow-up year.
    ///
    /// # Errors
    /// A value that is too large to be summed.
    pub fn run(&self) -> Result<Fits> {
        let mut fits = Fits::default();
        let mut last: Option<(&Estimation, Vec<Moments>)> = None;
        for run in self.jobs.chunk_by(|a, b| a.specification == b.specification) {
            let specification = self.plan.specification(&run[0]);
            let shared = last.take().filter(|(other, _)| has_moments_of(specification, other));
            let moments = match shared {
                Some((_, moments)) => moments,
                None => self.source.moments(run)?,
            };
            let contributions = self.contributions(run)?;
            let mut significant = Vec::new();
            for (at, (job, moments)) in run.iter().zip(&moments).enumerate() {
                let mut run = self.regression(job, moments)?;
                significant.extend(run.regression.take());
                fits.rows.push(self.row(job, moments, run, contributions.get(at)));
            }
            if run[0].is_published() {
                fits.covariances = self.covariances(run, &significant)?;
            }
            last = Some((specification, moments));
        }
        Ok(fits)
    }

    /// The largest contributions to amounts in the published specification; empty for everything else, where disclosure
    /// control does not use them.
    fn contributions(&self, run: &[Job]) -> Result<Vec<[LargestContributions; 2]>> {
        let job = &run[0];
        let wanted = job.is_published() && self.plan.consequence(job).is_kroner();
        if wanted { self.source.largest_contributions(run) } else { Ok(Vec::new()) }
    }

    /// The covariances between the significant estimates of the published specification.
    fn covariances(&self, run: &[Job], significant: &[Regression]) -> Result<Vec<CovarianceRow>> {
        let earlier_and_later: Vec<(&Regression, &Regression)> = significant
            .iter()
            .enumerate()
            .flat_map(|(at, first)| significant.iter().skip(at + 1).map(move |second| (first, second)))
            .collect();
        let years: Vec<YearPair> = earlier_and_later.iter().map(|(a, b)| (a.position, b.position)).collect();
        let kind = self.plan.specification(&run[0]).covariance.value;
        let key = self.plan.key(&run[0]).owned();
        let mut rows = Vec::new();
        for ((first, second), sums) in earlier_and_later.into_iter().zip(self.source.pairs(run, &years)?) {
            rows.extend(covariance::covariance(first, second, kind, &sums)?.map(|covariance| CovarianceRow {
                target_group: key.comparison.target_group.clone(),
                subgroup: key.comparison.subgroup.clone(),
                success_measure: key.comparison.success_measure.clone(),
                consequence: key.consequence.clone(),
                follow_up_year: first.year.0,
                other_year: second.year.0,
                covariance,
            }));
        }
        Ok(rows)
    }

    /// Runs one regression.
    fn regression(&self, job: &Job, moments: &Moments) -> Result<Run> {
        let specification = self.plan.specification(job);
        let has_persons = |cell: &CellIndex| moments.n[cell.at()] > 0;
        let with_persons: Vec<CellIndex> = self.cells.iter().map(|(cell, _)| cell).filter(has_persons).collect();
        let sums = self.cell_sums(job, moments, &with_persons)?;
        let outcome = CellOutcome::new(&sums);
        // A person who enters several times is one person to every minimum.
        let several = self.plan.group(job.comparison.group).population.entry.value == Entry::Every;
        let by_person = several.then(|| self.source.by_cluster(job, None)).transpose()?;
        let persons = match &by_person {
            Some(sums) => counts::of_persons(sums, &self.cells.keys),
            None => counts::of_entries(moments, &self.cells.keys),
        };
        let means = [Arm::Success, Arm::NonSuccess].map(|arm| self.mean(arm, &with_persons, &sums, &outcome));
        let available = Availability {
            covered: !job.entry_years.is_empty(),
            success: self.cells.has(Arm::Success),
            non_success: self.cells.has(Arm::NonSuccess),
        };
        let Estimation { minimum, baseline, .. } = specification;
        let zero_is_no_use = *baseline == Baseline::Level;
        if let Some(without) = precheck(persons, available, *minimum, zero_is_no_use, outcome.constant) {
            return Ok(Run { outcome: without.into(), persons, means, regression: None });
        }
        let factor =
            self.factors.find_or_make(job.comparison, &specification.adjust, self.cells, moments, &with_persons)?;
        let clusters = match specification.covariance.value {
            Covariance::Cr1 => {
                let name = specification.named_cluster().map(|name| name.value.as_str());
                let of_clusters = match (name, by_person) {
                    (None, Some(by_person)) => by_person,
                    _ => self.source.by_cluster(job, name)?,
                };
                Some(Clusters::new(&of_clusters, &with_persons, &sums, &outcome))
            }
            _ => None,
        };
        let definitions = self.plan.definitions();
        let significance = definitions.settings.significance;
        let errors = match &clusters {
            Some(clusters) => Errors::ByCluster(estimate::Clusters::Cells(clusters.cells())),
            None => Errors::ByPerson(specification.covariance.value),
        };
        let mut fitted = FitOutcome::new(&factor, &outcome, *minimum, errors, significance);
        let all = definitions.policy.companion;
        let wanted = fitted.inference.is_some_and(|inference| all || inference.p < significance);
        let regression = Regression {
            position: job.position,
            year: job.year,
            cells: with_persons,
            steps: sums.iter().map(|sums| sums.step).collect(),
            outcome,
            factor,
            scores: fitted.scores.take(),
        };
        Ok(Run { outcome: fitted, persons, means, regression: wanted.then_some(regression) })
    }

    /// The moments of the cells that have persons, with what a step is worth in each.
    fn cell_sums(&self, job: &Job, moments: &Moments, with_persons: &[CellIndex]) -> Result<Vec<CellSums>> {
        let baseline = self.plan.specification(job).baseline_year();
        let resolution = self.plan.coverage(job).variable().resolution;
        let of_cell = |cell: &CellIndex| {
            let t0 = i32::from(self.cells.keys[cell.at()].t0);
            let before = baseline.map(|k| t0 + k);
            let (definitions, consequence) = (self.plan.definitions(), self.plan.consequence(job));
            let scale = price_level::scale(definitions, consequence, job.year.calendar(t0), before)?;
            let (n, sum, squares) = moments.cell(*cell);
            Ok(CellSums { n, sum, squares, step: resolution.step() * scale })
        };
        with_persons.iter().map(of_cell).collect()
    }

    /// The mean of a cohort; none of no persons.
    fn mean(&self, arm: Arm, with_persons: &[CellIndex], sums: &[CellSums], outcome: &CellOutcome) -> Option<f64> {
        let of_arm = || {
            let cells = with_persons.iter().zip(sums).zip(&outcome.means);
            cells.filter(|((cell, _), _)| self.cells.keys[cell.at()].arm == arm)
        };
        let persons: f64 = of_arm().map(|((_, sums), _)| sums.n as f64).sum();
        let total: f64 = of_arm().map(|((_, sums), mean)| mean * sums.n as f64).sum();
        (persons > 0.0).then(|| total / persons + outcome.shift)
    }
}

/// Whether two specifications of one target group have the same moments: they differ in their adjusters, covariance and
/// minima alone.
fn has_moments_of(one: &Estimation, other: &Estimation) -> bool {
    let of = |e: &Estimation| (e.baseline_year(), e.balanced);
    of(one) == of(other) && one.follow_up == other.follow_up
}
