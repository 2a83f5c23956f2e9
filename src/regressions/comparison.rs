//! The regressions of one comparison and consequence: their moments, and every specification's fits on them.

use definitions::entry::Entry;
use definitions::estimation::Estimation;
use definitions::plan::{Job, Plan};
use engine::moments::{CellIndex, CellList, LargestContributions, MomentSource, Moments, YearPair, price_level};
use foundation::error::Result;
use foundation::tables::published::CovarianceRow;
use foundation::words::{Arm, Baseline};
use statistics::estimate::{self, CellOutcome, CellSums, Errors};
use statistics::status::{Availability, FitOutcome, precheck};

use crate::clusters::Clusters;
use crate::counts;
use crate::covariance::{self, Regression};
use crate::factors::Factors;
use crate::fits::Fits;
use crate::row::{self, Run};

/// The planned regressions of one comparison and consequence.
pub struct ComparisonFitter<'a> {
    plan: &'a Plan<'a>,
    source: &'a dyn MomentSource,
    factors: &'a Factors,
    cells: &'a CellList,
    /// In the plan's order: by specification, then by follow-up year.
    jobs: &'a [Job],
}

/// The outcome of one follow-up year by cell, shared by specifications that differ in their adjusters alone.
struct YearOutcome {
    moments: Moments,
    /// The cells that have persons, ascending.
    cells: Vec<CellIndex>,
    /// Their moments, with what a step is worth.
    sums: Vec<CellSums>,
    outcome: CellOutcome,
}

impl<'a> ComparisonFitter<'a> {
    /// Looks up the comparison's cells.
    ///
    /// # Errors
    /// Internal errors only.
    pub fn new(
        plan: &'a Plan<'a>,
        source: &'a dyn MomentSource,
        factors: &'a Factors,
        jobs: &'a [Job],
    ) -> Result<ComparisonFitter<'a>> {
        Ok(ComparisonFitter { plan, source, factors, cells: source.cells(jobs[0].comparison)?, jobs })
    }

    /// Runs every specification and follow-up year.
    ///
    /// # Errors
    /// A value that is too large to be summed.
    pub fn run(&self) -> Result<Fits> {
        let mut fits = Fits::default();
        let mut last: Option<(&Estimation, Vec<YearOutcome>)> = None;
        for run in self.jobs.chunk_by(|a, b| a.specification == b.specification) {
            let specification = self.plan.specification(&run[0]);
            let shared = last.take().filter(|(other, _)| has_moments_of(specification, other));
            let years = match shared {
                Some((_, years)) => years,
                None => self.years(run)?,
            };
            let contributions = self.contributions(run)?;
            let mut significant = Vec::new();
            for (at, (job, year)) in run.iter().zip(&years).enumerate() {
                let (run, regression) = self.regression(job, year)?;
                significant.extend(regression);
                fits.rows.push(row::row(self.plan, (self.cells, &year.moments), job, run, contributions.get(at)));
            }
            if run[0].is_published() {
                fits.covariances = self.covariances(run, &significant)?;
            }
            last = Some((specification, years));
        }
        Ok(fits)
    }

    /// The outcome of each follow-up year of a run.
    fn years(&self, run: &[Job]) -> Result<Vec<YearOutcome>> {
        let of_year = |(job, moments): (&Job, Moments)| {
            let has_persons = |(_, n): &(u32, &u64)| **n > 0;
            let cells = (0..).zip(&moments.n).filter(has_persons).map(|(cell, _)| CellIndex(cell)).collect::<Vec<_>>();
            let sums = self.cell_sums(job, &moments, &cells)?;
            let outcome = CellOutcome::new(&sums);
            Ok(YearOutcome { moments, cells, sums, outcome })
        };
        run.iter().zip(self.source.moments(run)?).map(of_year).collect()
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

    /// Runs one regression, and returns it itself if its covariances are wanted.
    fn regression(&self, job: &Job, year: &YearOutcome) -> Result<(Run, Option<Regression>)> {
        let YearOutcome { moments, cells, sums, outcome } = year;
        let specification = self.plan.specification(job);
        // A person who enters several times is one person to every minimum.
        let several = self.plan.group(job.comparison.group).population.entry.value == Entry::Every;
        let by_person = several.then(|| self.source.by_cluster(job, None)).transpose()?;
        let entries = counts::of_entries(moments, &self.cells.keys);
        let persons = match &by_person {
            Some(sums) => counts::of_persons(sums, &self.cells.keys),
            None => entries,
        };
        let means = [Arm::Success, Arm::NonSuccess].map(|arm| self.mean(arm, year));
        let available = Availability {
            covered: !job.entry_years.is_empty(),
            success: self.cells.has(Arm::Success),
            non_success: self.cells.has(Arm::NonSuccess),
        };
        let Estimation { minimum, baseline, .. } = specification;
        let zero_is_no_use = *baseline == Baseline::Level;
        if let Some(without) = precheck(persons, available, *minimum, zero_is_no_use, outcome.constant) {
            return Ok((Run { outcome: without.into(), entries, persons, means }, None));
        }
        let factor = self.factors.find_or_make(job, &specification.adjust, self.cells, moments, cells)?;
        let clusters = match specification.covariance.value.is_clustered() {
            true => {
                let name = specification.named_cluster().map(|name| name.value.as_str());
                let of_clusters = match (name, by_person) {
                    (None, Some(by_person)) => by_person,
                    _ => self.source.by_cluster(job, name)?,
                };
                Some(Clusters::new(&of_clusters, cells, sums, outcome))
            }
            false => None,
        };
        let definitions = self.plan.definitions();
        let significance = definitions.settings.significance;
        let errors = match &clusters {
            Some(clusters) => Errors::ByCluster(estimate::Clusters::Cells(clusters.cells())),
            None => Errors::ByPerson(specification.covariance.value),
        };
        let mut fitted = FitOutcome::new(&factor, outcome, *minimum, errors, significance);
        let scores = fitted.scores.take();
        let all = definitions.policy.companion;
        let wanted = job.is_published() && fitted.inference.is_some_and(|inference| all || inference.p < significance);
        let regression = wanted.then(|| Regression {
            position: job.position,
            year: job.year,
            cells: cells.clone(),
            steps: sums.iter().map(|sums| sums.step).collect(),
            outcome: outcome.clone(),
            factor,
            scores,
        });
        Ok((Run { outcome: fitted, entries, persons, means }, regression))
    }

    /// The moments of the cells that have persons, with what a step is worth in each.
    fn cell_sums(&self, job: &Job, moments: &Moments, cells: &[CellIndex]) -> Result<Vec<CellSums>> {
        // Cells are sorted by the year t = 0, which alone decides the price level.
        let mut last: Option<(i16, f64)> = None;
        let mut sums = Vec::with_capacity(cells.len());
        for cell in cells {
            let t0 = self.cells.keys[cell.at()].t0;
            let step = match last {
                Some((same, step)) if same == t0 => step,
                _ => self.step(job, i32::from(t0))?,
            };
            last = Some((t0, step));
            let (n, sum, squares) = moments.cell(*cell);
            sums.push(CellSums { n, sum, squares, step });
        }
        Ok(sums)
    }

    /// What a step is worth to entrants of a year t = 0.
    fn step(&self, job: &Job, t0: i32) -> Result<f64> {
        let before = self.plan.specification(job).baseline_year().map(|k| t0 + k);
        let (definitions, consequence) = (self.plan.definitions(), self.plan.consequence(job));
        let scale = price_level::scale(definitions, consequence, job.year.calendar(t0), before)?;
        Ok(self.plan.coverage(job).variable().resolution.step() * scale)
    }

    /// The mean of a cohort; none of no persons.
    fn mean(&self, arm: Arm, year: &YearOutcome) -> Option<f64> {
        let (mut persons, mut total) = (0.0, 0.0);
        for ((cell, sums), mean) in year.cells.iter().zip(&year.sums).zip(&year.outcome.means) {
            if self.cells.keys[cell.at()].arm == arm {
                persons += sums.n as f64;
                total += mean * sums.n as f64;
            }
        }
        (persons > 0.0).then(|| total / persons + year.outcome.shift)
    }
}

/// Whether two specifications of one target group have the same moments: they differ in their adjusters, covariance and
/// minima alone.
fn has_moments_of(one: &Estimation, other: &Estimation) -> bool {
    let of = |e: &Estimation| (e.baseline_year(), e.balanced);
    of(one) == of(other) && one.follow_up == other.follow_up
}
