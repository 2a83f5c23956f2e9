//! The plan executed: for each subgroup and success measure its cells, for each consequence its moments, and every
//! specification's regressions on them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use rayon::prelude::*;

use super::Progress;
use super::calls::{Call, Counts, Reach, decide, held};
use super::clusters::{self, Clusters};
use super::family;
use super::joint::{self, Regression};
use super::{dominance, price_level};
use definitions::Definitions;
use definitions::consequence::Consequence;
use definitions::estimation::Estimation;
use definitions::plan::{self, Planned};
use definitions::target_group::{Entry, TargetGroup};
use definitions::variable::Variable;
use engine::cohort::Cohort;
use engine::moments::{Cells, ClusterSums, Moments, Outcome, PairSums, Presence, TakenOff, by_cluster, fold, pairs};
use engine::persons::Persons;
use engine::variables::{self, Sums};
use foundation::error::{Error, Result};
use foundation::tables::audit::AuditFitRow;
use foundation::tables::published::CovarianceRow;
use foundation::words::{Arm, Covariance};
use statistics::estimate::adjust::{Adjust, Age};
use statistics::estimate::{CellOutcome, CellSums, Design, DesignCell, Factor, NotIdentified};

/// Regressions, and the joint errors of those that are published.
#[derive(Debug, Default)]
pub struct Fits {
    /// Every regression, in the plan's order.
    pub rows: Vec<AuditFitRow>,
    /// Covariances between the years of a consequence's significant estimates; of all, if there shall be a companion.
    pub covariances: Vec<CovarianceRow>,
}

type Factors = Mutex<HashMap<(Adjust, Vec<u64>), Arc<Result<Factor, NotIdentified>>>>;

/// One subgroup split by one measure.
struct Job<'a> {
    group: &'a TargetGroup,
    subgroup: &'a str,
    measure: &'a str,
    cells: Cells,
    /// The group's specifications, and who is there in the follow-up years of each.
    specifications: Vec<(Estimation, Presence)>,
    factors: Factors,
}

/// Runs every planned regression; rows come in the plan's order.
///
/// # Errors
/// That the user has asked to stop, or the program's own fault.
pub fn run(
    definitions: &Definitions,
    plan: &[Planned],
    cohorts: &[Cohort],
    persons: &Persons,
    sums: &Sums,
    progress: &dyn Progress,
) -> Result<Fits> {
    let mut splits = Vec::new();
    for (group, cohort) in definitions.target_groups.iter().zip(cohorts) {
        for (subgroup, belongs) in &cohort.subgroups {
            splits.extend(cohort.successes.iter().map(|success| (group, cohort, subgroup, belongs, success)));
        }
    }
    let jobs: Vec<Job<'_>> = splits
        .into_par_iter()
        .map(|(group, cohort, subgroup, belongs, (measure, arms))| {
            let cells = Cells::of(cohort, belongs, arms, persons);
            let after_exit = group.population.after_exit;
            let presence = |s: &Estimation| Presence::count(&cells, persons, &s.follow_up, after_exit, s.balanced);
            let specifications = plan::specifications(group).into_iter();
            let specifications = specifications.map(|s| (presence(&s), s)).map(|(presence, s)| (s, presence)).collect();
            Job { group, subgroup, measure, cells, specifications, factors: Factors::default() }
        })
        .collect();
    // A consequence's values stay near the processor while all jobs look at them.
    let tasks: Vec<(&Consequence, &Job<'_>)> = definitions
        .consequences
        .iter()
        .flat_map(|consequence| jobs.iter().map(move |job| (consequence, job)))
        .collect();
    let results: Result<Vec<Fits>> = tasks
        .into_par_iter()
        .map(|(consequence, job)| {
            progress.rows(0)?;
            job.consequence(definitions, consequence, persons, sums)
        })
        .collect();
    let mut results = results?;
    let mut covariances = Vec::new();
    let mut rows: Vec<AuditFitRow> = Vec::with_capacity(plan.len());
    for job in 0..jobs.len() {
        for fits in results.iter_mut().skip(job).step_by(jobs.len()) {
            rows.append(&mut fits.rows);
            covariances.append(&mut fits.covariances);
        }
    }
    let p: Vec<Option<f64>> = rows.iter().map(|row| row.p).collect();
    let q = family::q_values(definitions, &rows, &p);
    rows.iter_mut().zip(q).for_each(|(row, q)| row.q = q);
    if rows.len() == plan.len() && rows.iter().zip(plan).all(|(row, planned)| same(row, planned)) {
        Ok(Fits { rows, covariances })
    } else {
        Err(Error::internal("the regressions run are not those planned".to_owned()))
    }
}

fn same(row: &AuditFitRow, planned: &Planned) -> bool {
    row.target_group == planned.target_group
        && row.subgroup == planned.subgroup
        && row.success_measure == planned.success_measure
        && row.consequence == planned.consequence
        && row.specification == planned.specification
        && row.follow_up_year == planned.follow_up_year
}

/// One regression of a consequence.
#[derive(Clone, Copy)]
struct Asked<'a> {
    specification: &'a Estimation,
    year: i32,
    /// The follow-up year's position in the specification.
    at: usize,
    /// The years t = 0 for which the registers cover the follow-up year.
    carrying: &'a [i32],
    /// The sums of clusters, by cluster of every member.
    by_cluster: &'a dyn Fn(&[u32]) -> Vec<ClusterSums>,
}

impl Job<'_> {
    /// Every specification and follow-up year of one consequence.
    fn consequence(
        &self,
        definitions: &Definitions,
        consequence: &Consequence,
        persons: &Persons,
        sums: &Sums,
    ) -> Result<Fits> {
        let missing = || Error::internal(format!("no values for `{}`", consequence.variable));
        let variable = definitions.variable(&consequence.variable).ok_or_else(missing)?;
        let values = sums.get(&variable.id.value).ok_or_else(missing)?;
        let mut fits = Fits::default();
        let available = |year| variables::available(definitions, variable, year);
        let missing = |year| variables::missing_without_row(definitions, variable, year);
        let multipliers = |of, before| price_level::multipliers(definitions, consequence, of, before);
        // Specifications that differ in their adjusters alone have the same moments.
        let mut folded: Option<(Option<i32>, &Presence, Vec<Moments>)> = None;
        for (position, (specification, presence)) in self.specifications.iter().enumerate() {
            let baseline = specification.baseline_year();
            let taken_off = baseline.map(|year| TakenOff { year, multipliers: &multipliers });
            if taken_off.is_some() {
                price_level::small_enough(definitions, self.group, specification, variable, consequence, values)?;
            }
            let outcome = Outcome { values, missing_without_row: &missing, available: &available, taken_off };
            let known = folded.take().filter(|(other, of, _)| *other == baseline && *of == presence);
            let moments = known.map(|(_, _, moments)| moments);
            let moments = moments.unwrap_or_else(|| fold(&self.cells, persons, presence, &outcome));
            if position + 1 < self.specifications.len() {
                folded = Some((baseline, presence, moments.clone()));
            }
            let peaks = match position {
                0 => dominance::of_regression(definitions, self.group, consequence, &self.cells, persons, sums)?,
                _ => Vec::new(),
            };
            let mut significant = Vec::new();
            for (at, (year, mut moments)) in specification.follow_up.iter().zip(moments).enumerate() {
                let carrying = plan::entry_years(definitions, self.group, &variable.id.value, specification, *year);
                self.keep_entrants(&mut moments, &carrying);
                let carries = |of: &ClusterSums| {
                    let key = self.cells.keys.get(of.cell as usize);
                    key.is_some_and(|key| carrying.contains(&i32::from(key.t0)))
                };
                let by_cluster = |cluster_of: &[u32]| {
                    let mut sums = by_cluster(&self.cells, persons, presence, &outcome, cluster_of, at);
                    sums.retain(carries);
                    sums
                };
                let asked = Asked { specification, year: *year, at, carrying: &carrying, by_cluster: &by_cluster };
                let mut call = self.call(definitions, consequence, variable, asked, &moments)?;
                significant.extend(call.regression.take());
                let row = self.row(consequence, asked, &moments, call);
                fits.rows.push(match peaks.get(at) {
                    Some(peaks) => dominance::kept(row, peaks, variable.resolution.step()),
                    None => row,
                });
            }
            if position == 0 {
                let kind = specification.covariance.value;
                let sums_of = |asked: &[(usize, usize)]| pairs(&self.cells, persons, presence, &outcome, asked);
                fits.covariances = self.covariances(consequence, kind, &significant, sums_of)?;
            }
        }
        Ok(fits)
    }

    /// The covariances between the significant estimates of one consequence.
    fn covariances(
        &self,
        consequence: &Consequence,
        kind: Covariance,
        significant: &[Regression],
        sums_of: impl Fn(&[(usize, usize)]) -> Vec<Vec<PairSums>>,
    ) -> Result<Vec<CovarianceRow>> {
        let earlier_and_later: Vec<(&Regression, &Regression)> = significant
            .iter()
            .enumerate()
            .flat_map(|(at, first)| significant.iter().skip(at + 1).map(move |second| (first, second)))
            .collect();
        let positions: Vec<(usize, usize)> = earlier_and_later.iter().map(|(a, b)| (a.at, b.at)).collect();
        let mut rows = Vec::new();
        for ((first, second), sums) in earlier_and_later.into_iter().zip(sums_of(&positions)) {
            rows.extend(joint::covariance(first, second, kind, &sums)?.map(|covariance| CovarianceRow {
                target_group: self.group.id.value.clone(),
                subgroup: self.subgroup.to_owned(),
                success_measure: self.measure.to_owned(),
                consequence: consequence.id.value.clone(),
                follow_up_year: first.year,
                other_year: second.year,
                covariance,
            }));
        }
        Ok(rows)
    }

    /// Leaves out the cells of years t = 0 that do not carry the follow-up year.
    fn keep_entrants(&self, moments: &mut Moments, carrying: &[i32]) {
        for (cell, key) in self.cells.keys.iter().enumerate() {
            if !carrying.contains(&i32::from(key.t0)) {
                moments.clear(cell);
            }
        }
    }

    fn call(
        &self,
        definitions: &Definitions,
        consequence: &Consequence,
        variable: &Variable,
        asked: Asked<'_>,
        moments: &Moments,
    ) -> Result<CallWithMeans> {
        let Asked { specification, year, at, carrying, by_cluster } = asked;
        let with_persons: Vec<usize> =
            (0..self.cells.keys.len()).filter(|cell| moments.n.get(*cell) > Some(&0)).collect();
        let mut sums = Vec::with_capacity(with_persons.len());
        for cell in &with_persons {
            let t0 = self.cells.keys.get(*cell).map_or(0, |key| i32::from(key.t0));
            let scale =
                price_level::scale(definitions, consequence, t0 + year, specification.baseline_year().map(|k| t0 + k))?;
            let (n, sum, squares) = moments.cell(*cell);
            sums.push(CellSums { n, sum, squares, step: variable.resolution.step() * scale });
        }
        let outcome = CellOutcome::new(&sums);
        // A person who enters several times is one person to every minimum.
        let several = self.group.population.entry.value == Entry::Every;
        let by_person = several.then(|| by_cluster(&self.cells.cluster_of(None)));
        let of_persons = by_person.as_deref().map(|sums| clusters::persons(sums, &self.cells.keys));
        let counts = of_persons.unwrap_or_else(|| self.counts(moments));
        let arm = |cell: &usize| self.cells.keys.get(*cell).map(|key| key.arm);
        let mean_of = |wanted: Arm| {
            let of_arm = || {
                with_persons.iter().zip(&sums).zip(&outcome.means).filter(|((cell, _), _)| arm(cell) == Some(wanted))
            };
            let persons: f64 = of_arm().map(|((_, sums), _)| sums.n as f64).sum();
            let total: f64 = of_arm().map(|((_, sums), mean)| mean * sums.n as f64).sum();
            (persons > 0.0).then(|| total / persons + outcome.shift)
        };
        let means = (mean_of(Arm::Success), mean_of(Arm::NonSuccess));
        let is_in = |wanted: Arm| self.cells.keys.iter().any(|key| key.arm == wanted);
        let reach =
            Reach { covered: !carrying.is_empty(), success: is_in(Arm::Success), non_success: is_in(Arm::NonSuccess) };
        let Estimation { minimum, baseline, .. } = specification;
        if let Some(call) = held(counts, reach, *minimum, *baseline, outcome.constant) {
            return Ok(CallWithMeans { call, persons: counts, means, regression: None });
        }
        let significance = definitions.settings.significance;
        let factor = self.factor(&specification.adjust, moments, &with_persons);
        let clusters = (specification.covariance.value == Covariance::Cr1).then(|| {
            let name = specification.named_cluster().map(|name| name.value.as_str());
            let of_clusters = match (name, by_person) {
                (None, Some(by_person)) => by_person,
                _ => by_cluster(&self.cells.cluster_of(name)),
            };
            Clusters::new(&of_clusters, &with_persons, &sums, &outcome)
        });
        let mut call = decide(&factor, &outcome, clusters.as_ref(), specification, significance);
        let all = definitions.policy.companion;
        let significant = call.inference.is_some_and(|inference| all || inference.p < significance);
        let steps = sums.iter().map(|sums| sums.step).collect();
        let scores = call.scores.take();
        let regression = Regression { at, year, cells: with_persons, steps, outcome, factor, scores };
        Ok(CallWithMeans { call, persons: counts, means, regression: significant.then_some(regression) })
    }

    /// The factorisation for the persons of these moments, shared by all consequences that have the same.
    fn factor(&self, adjust: &Adjust, moments: &Moments, with_persons: &[usize]) -> Arc<Result<Factor, NotIdentified>> {
        let key = (adjust.clone(), moments.n.clone());
        let known = self.factors.lock().ok().and_then(|factors| factors.get(&key).cloned());
        if let Some(known) = known {
            return known;
        }
        let cells: Vec<DesignCell> = with_persons
            .iter()
            .filter_map(|cell| {
                let key = self.cells.keys.get(*cell)?;
                let n = moments.n.get(*cell).copied()?;
                let age = f64::from(key.age);
                let levels = adjust.categories.iter().map(|name| self.cells.level(key, name)).collect();
                Some(DesignCell { n, success: key.arm == Arm::Success, sex: key.sex, age, t0: key.t0, levels })
            })
            .collect();
        let factor = Arc::new(Factor::new(&Design::new(&cells, adjust)));
        if let Ok(mut factors) = self.factors.lock() {
            factors.insert(key, Arc::clone(&factor));
        }
        factor
    }

    /// The share of persons whose follow-up year lies on or after a break.
    fn share_after(&self, break_year: i32, year: i32, moments: &Moments) -> Option<f64> {
        let after = self.cells.keys.iter().zip(&moments.n).filter(|(key, _)| i32::from(key.t0) + year >= break_year);
        let all: u64 = moments.n.iter().sum();
        (all > 0).then(|| after.map(|(_, n)| n).sum::<u64>() as f64 / all as f64)
    }

    fn counts(&self, moments: &Moments) -> Counts {
        let mut counts = Counts::default();
        for ((key, n), users) in self.cells.keys.iter().zip(&moments.n).zip(&moments.users) {
            match key.arm {
                Arm::Success => {
                    counts.success += n;
                    counts.users_success += users;
                }
                Arm::NonSuccess => {
                    counts.non_success += n;
                    counts.users_non_success += users;
                }
            }
        }
        counts
    }

    fn row(
        &self,
        consequence: &Consequence,
        asked: Asked<'_>,
        moments: &Moments,
        called: CallWithMeans,
    ) -> AuditFitRow {
        let Asked { specification, year, carrying, .. } = asked;
        let CallWithMeans { call, persons, means, .. } = called;
        let counts = self.counts(moments);
        let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let entered = |t0: &&i32| {
            let cells = self.cells.keys.iter().zip(&moments.n);
            cells.into_iter().any(|(key, n)| i32::from(key.t0) == **t0 && *n > 0)
        };
        let dropped = call.dropped.iter().map(|d| format!("{}: {}", d.term, d.reason)).collect::<Vec<_>>().join("; ");
        AuditFitRow {
            target_group: self.group.id.value.clone(),
            subgroup: self.subgroup.to_owned(),
            success_measure: self.measure.to_owned(),
            consequence: consequence.id.value.clone(),
            follow_up_year: year,
            specification: specification.id.value.clone(),
            covariance: specification.covariance.value,
            age_form: specification.adjust.age.as_ref().map(Age::form),
            status: call.status,
            reason: call.reason,
            baseline: specification.baseline,
            n_success: count(counts.success),
            n_non_success: count(counts.non_success),
            clusters: call.clusters.map(count),
            users_success: count(counts.users_success),
            users_non_success: count(counts.users_non_success),
            rank: call.rank as i64,
            dropped: (!dropped.is_empty()).then_some(dropped),
            leverage_one: count(call.leverage_one),
            mean_success: means.0,
            mean_non_success: means.1,
            estimate: call.estimate.map(|(estimate, _)| estimate),
            standard_error: call.estimate.map(|(_, error)| error),
            lower: call.inference.map(|i| i.lower),
            upper: call.inference.map(|i| i.upper),
            t: call.inference.map(|i| i.t),
            df: call.df,
            p: call.inference.map(|i| i.p),
            q: None,
            robustness: call.robustness.map(|r| r.to_zero),
            robustness_to_insignificance: call.robustness.map(|r| r.to_insignificance),
            rss: call.rss,
            first_entry_year: carrying.iter().find(entered).copied(),
            last_entry_year: carrying.iter().rev().find(entered).copied(),
            share_after_break: consequence.break_year.as_ref().and_then(|at| self.share_after(at.value, year, moments)),
            persons_success: count(persons.success),
            persons_non_success: count(persons.non_success),
            persons_using_success: count(persons.users_success),
            persons_using_non_success: count(persons.users_non_success),
            largest_share: None,
            two_largest_share: None,
            amount_success: None,
            largest_success: None,
            second_success: None,
            amount_non_success: None,
            largest_non_success: None,
            second_non_success: None,
        }
    }
}

/// A call with what the audit shows beside it.
struct CallWithMeans {
    call: Call,
    /// Persons, where `n` counts entries.
    persons: Counts,
    means: (Option<f64>, Option<f64>),
    /// The regression itself, if its covariances are asked for.
    regression: Option<Regression>,
}
