//! The effects of an admitted intervention. Where some persons' outcome is not known, the control group is made again of the
//! others, and judged again before their outcomes are compared; effects of the same persons share one such design.

use std::collections::BTreeMap;

use definitions::consequence::Consequence;
use definitions::plan::{EffectJob, EffectKind};
use foundation::error::Result;
use foundation::tables::audit::{AuditFitRow, InterventionEffectRow};
use foundation::tables::published::CovarianceRow;
use foundation::words::{Covariance, Estimand, Status};
use rayon::prelude::*;
use statistics::status::Counts;

use crate::covariances::{self, EffectOutcome};
use crate::error;
use crate::estimator::{AnyEffect, Estimator};
use crate::figures::Figures;
use crate::fit;
use crate::gate_verdict::GateVerdict;
use crate::outcome::OutcomeData;

/// What was found of all jobs.
#[derive(Debug, Default)]
pub(crate) struct Estimates {
    /// The effects, in the order of their jobs.
    pub(crate) fits: Vec<AuditFitRow>,
    /// Effects, placebos, compliers and permutations.
    pub(crate) effects: Vec<InterventionEffectRow>,
    /// Covariances of effects on one consequence that are estimated from the same persons.
    pub(crate) covariances: Vec<CovarianceRow>,
}

/// Of whom an outcome is known: everyone, or the persons whose bits are one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum PersonsWithOutcome {
    Everyone,
    Some(Vec<u64>),
}

/// What was found of one job.
struct JobResult {
    fit: Option<AuditFitRow>,
    effects: Vec<InterventionEffectRow>,
}

/// Persons whose bits share a word.
const WORD: usize = 64;

/// Estimates all jobs of an intervention that the gate has admitted.
///
/// # Errors
/// Internal errors only.
pub(crate) fn estimates(
    followed: OutcomeData<'_>,
    judged: &GateVerdict<'_>,
    estimator: &Estimator<'_>,
    jobs: &[EffectJob<'_>],
) -> Result<Estimates> {
    let mut found: Vec<Option<JobResult>> = jobs.iter().map(|_| None).collect();
    let mut covariances = Vec::new();
    let known = |job: &EffectJob<'_>| -> Result<Option<PersonsWithOutcome>> {
        if !job.covered {
            return Ok(None);
        }
        let outcome = followed.outcome(judged.intervention(), job, judged.prepared.entries())?;
        Ok(Some(PersonsWithOutcome::of(&outcome)))
    };
    let known: Vec<Result<Option<PersonsWithOutcome>>> = jobs.par_iter().map(known).collect();
    let mut groups: BTreeMap<PersonsWithOutcome, Vec<usize>> = BTreeMap::new();
    for (at, known) in known.into_iter().enumerate() {
        match known? {
            Some(known) => groups.entry(known).or_default().push(at),
            None => {
                let reason = "the registers do not cover the year for every year of start".to_owned();
                found[at] = Some(without(judged, &jobs[at], (Status::NotAvailable, reason)));
            }
        }
    }
    for (known, group) in groups {
        let mut put = |of: Vec<(usize, JobResult)>| of.into_iter().for_each(|(at, result)| found[at] = Some(result));
        match known {
            PersonsWithOutcome::Everyone => {
                let same = Persons { followed, judged, estimator, whole: judged, kept: None };
                let (results, of_group) = same.results(jobs, &group)?;
                put(results);
                covariances.extend(of_group);
            }
            PersonsWithOutcome::Some(bits) => {
                let kept: Vec<bool> =
                    (0..judged.prepared.entries().len()).map(|at| bits[at / WORD] >> (at % WORD) & 1 == 1).collect();
                match of_fewer(followed, judged, jobs, &group, &kept)? {
                    Ok((results, of_group)) => {
                        put(results);
                        covariances.extend(of_group);
                    }
                    Err(why) => {
                        put(group.iter().map(|at| (*at, without(judged, &jobs[*at], why.clone()))).collect());
                    }
                }
            }
        }
    }
    let order = |row: &CovarianceRow| {
        let at = jobs.iter().position(|job| job.consequence.id.value == row.consequence);
        (at, row.follow_up_year, row.other_year)
    };
    covariances.sort_by_key(order);
    let mut all = Estimates { covariances, ..Estimates::default() };
    for result in found.into_iter().flatten() {
        all.fits.extend(result.fit);
        all.effects.extend(result.effects);
    }
    Ok(all)
}

/// The results of jobs, with their covariances.
type GroupResults = (Vec<(usize, JobResult)>, Vec<CovarianceRow>);

/// The jobs of persons who are not all: of a control group that is made of them again, or the status and reason why there is none.
fn of_fewer(
    followed: OutcomeData<'_>,
    whole: &GateVerdict<'_>,
    jobs: &[EffectJob<'_>],
    group: &[usize],
    kept: &[bool],
) -> Result<std::result::Result<GroupResults, (Status, String)>> {
    let (fewer, kept) = match whole.prepared.only(kept, followed.persons) {
        Ok(fewer) => fewer,
        Err(error) => return Ok(Err(fit::failed(&error))),
    };
    let judged = match GateVerdict::of(&fewer) {
        Ok(judged) => judged,
        Err(error) => return Ok(Err(fit::failed(&error))),
    };
    let Some(estimator) = &judged.estimator else {
        let reason = judged.reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        return Ok(Err((Status::Unbalanced, format!("of the persons with a known value: {reason}"))));
    };
    let persons = Persons { followed, judged: &judged, estimator, whole, kept: Some(&kept) };
    persons.results(jobs, group).map(Ok)
}

impl PersonsWithOutcome {
    fn of(outcome: &[f64]) -> PersonsWithOutcome {
        if outcome.iter().all(|value| !value.is_nan()) {
            return PersonsWithOutcome::Everyone;
        }
        let word = |values: &[f64]| {
            values.iter().enumerate().fold(0, |bits, (at, value)| bits | u64::from(!value.is_nan()) << at)
        };
        PersonsWithOutcome::Some(outcome.chunks(WORD).map(word).collect())
    }
}

/// Persons whose outcomes are compared by one design.
struct Persons<'p, 's> {
    followed: OutcomeData<'p>,
    judged: &'p GateVerdict<'s>,
    estimator: &'p Estimator<'s>,
    /// Everyone, of whom they are some.
    whole: &'p GateVerdict<'p>,
    /// Which of them they are; all if `None`.
    kept: Option<&'p [bool]>,
}

impl Persons<'_, '_> {
    /// The results of jobs, by position, and the covariances of effects on one consequence.
    fn results(&self, jobs: &[EffectJob<'_>], group: &[usize]) -> Result<GroupResults> {
        let of_one = group.chunk_by(|one, other| {
            let id = |at: &usize| (jobs[*at].kind, &jobs[*at].consequence.id.value);
            id(one) == id(other)
        });
        let of_one: Vec<&[usize]> = of_one.collect();
        let found: Vec<Result<GroupResults>> =
            of_one.into_par_iter().map(|group| self.of_consequence(jobs, group)).collect();
        let (mut results, mut covariances) = (Vec::new(), Vec::new());
        for of in found {
            let (of_consequence, between) = of?;
            results.extend(of_consequence);
            covariances.extend(between);
        }
        Ok((results, covariances))
    }

    fn of_consequence(&self, jobs: &[EffectJob<'_>], group: &[usize]) -> Result<GroupResults> {
        let significance = self.followed.definitions.settings.significance;
        let all = self.followed.definitions.policy.companion;
        let (mut results, mut shown) = (Vec::new(), Vec::new());
        for at in group {
            let job = &jobs[*at];
            let outcome = self.outcome(job)?;
            let (row, effect) = self.compare(job.consequence, job.year, &outcome);
            if job.kind == EffectKind::Placebo {
                let effects = vec![effect_row(&row, "placebo", effect.as_ref())];
                results.push((*at, JobResult { fit: None, effects }));
                continue;
            }
            let mut effects = vec![effect_row(&row, "effect", effect.as_ref())];
            effects.extend(self.of_lot(&row, &outcome));
            if row.p.is_some_and(|p| all || p < significance) {
                shown.push(EffectOutcome { row: row.clone(), outcome });
            }
            results.push((*at, JobResult { fit: Some(row), effects }));
        }
        let covariances = covariances::of(self.estimator, &shown);
        Ok((results, covariances.map_err(|e| error::of_design(self.judged.intervention(), &e))?))
    }

    /// The outcome of these persons.
    fn outcome(&self, job: &EffectJob<'_>) -> Result<Vec<f64>> {
        let outcome = self.followed.outcome(self.judged.intervention(), job, self.whole.prepared.entries())?;
        Ok(match self.kept {
            None => outcome,
            Some(kept) => outcome.into_iter().zip(kept).filter(|(_, kept)| **kept).map(|(value, _)| value).collect(),
        })
    }

    fn compare(&self, consequence: &Consequence, year: i32, values: &[f64]) -> (AuditFitRow, Option<AnyEffect>) {
        let intervention = self.judged.intervention();
        let figures = Figures::of(self.judged, values);
        let without = |why: (Status, String)| fit::without(intervention, consequence, year, figures.counts, why);
        if let Some(why) = fit::checked(intervention, &figures) {
            return (without(why), None);
        }
        match self.estimator.effect(values) {
            Err(error) => (without(fit::failed(&error)), None),
            Ok(effect) => {
                let years = self.judged.prepared.selection.years();
                let row = AuditFitRow {
                    first_entry_year: years.first().copied(),
                    last_entry_year: years.last().copied(),
                    ..without((Status::Estimated, String::new()))
                };
                let weighted = (&figures, self.judged.largest_weight());
                (fit::with(row, &effect, weighted, consequence.is_kroner()), Some(effect))
            }
        }
    }

    /// Of a lot: randomisation inference, and the effect on compliers.
    fn of_lot(&self, row: &AuditFitRow, outcome: &[f64]) -> Vec<InterventionEffectRow> {
        let mut rows = Vec::new();
        if row.status != Status::Estimated {
            return rows;
        }
        let failed = |kind: &str, estimand: Estimand, error: &designs::DesignError| {
            let (status, reason) = fit::failed(error);
            InterventionEffectRow { estimand, status, reason: Some(reason), ..effect_row(row, kind, None) }
        };
        rows.extend(self.estimator.permutations(self.judged.intervention(), outcome).map(|found| match found {
            Ok(permuted) => InterventionEffectRow {
                p_permutations: Some(permuted.p),
                estimate: Some(permuted.difference),
                ..effect_row(row, "permutations", None)
            },
            Err(error) => failed("permutations", Estimand::Itt, &error),
        }));
        let completed = self.judged.prepared.selection.completed.as_deref();
        rows.extend(self.estimator.compliers(completed, outcome).map(|found| match found {
            Ok((effect, compliers)) => InterventionEffectRow {
                compliers: Some(compliers.share),
                first_stage_f: Some(compliers.first_stage_f).filter(|f| f.is_finite()),
                reason: compliers.warning(),
                ..effect_row(row, "compliers", Some(&effect))
            },
            Err(error) => failed("compliers", Estimand::Late, &error),
        }));
        rows
    }
}

/// A job without figures.
fn without(judged: &GateVerdict<'_>, job: &EffectJob<'_>, why: (Status, String)) -> JobResult {
    let row = fit::without(judged.intervention(), job.consequence, job.year, Counts::default(), why);
    match job.kind {
        EffectKind::Effect => JobResult { effects: vec![effect_row(&row, "effect", None)], fit: Some(row) },
        EffectKind::Placebo => JobResult { effects: vec![effect_row(&row, "placebo", None)], fit: None },
    }
}

/// The row of the audit's list; without an effect the estimand is that of the design.
fn effect_row(row: &AuditFitRow, kind: &str, effect: Option<&AnyEffect>) -> InterventionEffectRow {
    let of_lot = row.covariance != Covariance::Design;
    InterventionEffectRow {
        intervention: row.target_group.clone(),
        kind: kind.to_owned(),
        consequence: row.consequence.clone(),
        year: row.follow_up_year,
        estimand: effect.map_or(if of_lot { Estimand::Itt } else { Estimand::Att }, |effect| effect.estimand),
        status: row.status,
        reason: row.reason.clone(),
        estimate: effect.map(|effect| effect.estimate),
        standard_error: effect.map(|effect| effect.standard_error),
        df: effect.map(|effect| effect.df),
        p: effect.map(|effect| effect.inference.p),
        lower: effect.map(|effect| effect.inference.lower),
        upper: effect.map(|effect| effect.inference.upper),
        p_permutations: None,
        compliers: None,
        first_stage_f: None,
    }
}
