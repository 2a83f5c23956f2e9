//! The effects of an intervention on its consequences and placebos.

use definitions::Definitions;
use definitions::consequence::Consequence;
use designs::{Gate, Placebos, Reason};
use engine::persons::Persons;
use engine::variables::Sums;
use foundation::error::{Error, Result};
use foundation::keys::{PersonIndex, WHOLE_GROUP};
use foundation::tables::audit::{AttritionRow, AuditFitRow, InterventionBalanceRow, InterventionEffectRow};
use foundation::tables::published::CovarianceRow;
use foundation::words::{Covariance, DesignMethod, Estimand, Status};
use rayon::prelude::*;
use statistics::inference::q_values;
use statistics::status::{Counts, Minimum};

use crate::balance::{self, Variable};
use crate::covariances::{self, Estimated};
use crate::error;
use crate::estimator::{AnyEffect, Estimator};
use crate::figures::Figures;
use crate::fit;
use crate::judge::Judged;
use crate::outcome::{Followed, Outcome};

/// All that is known of an intervention, exact: for the audit and for disclosure control.
#[derive(Debug, Clone)]
pub struct Assessment {
    /// The intervention.
    pub intervention: String,
    /// Whether the gate admitted it.
    pub admitted: bool,
    /// Why not.
    pub reasons: Vec<Reason>,
    /// The limits that were held to.
    pub gate: Gate,
    /// Participants who are kept, and their ages at t = 0.
    pub participants: Vec<(PersonIndex, i16)>,
    /// Controls with weight.
    pub controls: Vec<PersonIndex>,
    /// The effective number of controls.
    pub effective_controls: u64,
    /// Possible controls.
    pub possible_controls: u64,
    /// Participants who were left out because a variable is not known for them.
    pub left_out: u64,
    /// Participants who are not kept: those, and those without a comparable control.
    pub not_kept: u64,
    /// Whether each participant takes a fixed number of controls, so that the number of controls follows from theirs.
    pub takes_controls: bool,
    /// The first and last year of start.
    pub years: Option<(i32, i32)>,
    /// What a group needs to get figures.
    pub minimum: Minimum,
    /// The balance of each variable.
    pub balance: Vec<Variable>,
    /// The effects, by consequence and year.
    pub fits: Vec<AuditFitRow>,
    /// Covariances of significant effects on one consequence.
    pub covariances: Vec<CovarianceRow>,
    /// Effects of all kinds as the audit lists them.
    pub effects: Vec<InterventionEffectRow>,
    /// Placebos with an estimate, and the significant ones.
    pub placebos: Placebos,
}

impl Assessment {
    /// The steps from those who could be compared to those who are, for the audit.
    pub fn attrition(&self) -> Vec<AttritionRow> {
        let participants = self.participants.len() as u64;
        let steps = [
            ("participants_left_out_for_an_unknown_variable", self.left_out),
            ("participants_kept", participants),
            ("possible_controls", self.possible_controls),
            ("controls_with_weight", self.controls.len() as u64),
            ("controls_effective", self.effective_controls),
        ];
        let row = |(step, (name, persons)): (usize, (&str, u64))| AttritionRow {
            target_group: self.intervention.clone(),
            subgroup: WHOLE_GROUP.to_owned(),
            success_measure: None,
            step: step as i32,
            name: name.to_owned(),
            persons: persons.cast_signed(),
        };
        steps.into_iter().enumerate().map(row).collect()
    }

    /// The exact balance of each variable, for the audit.
    pub fn balance_rows(&self) -> Vec<InterventionBalanceRow> {
        let row = |Variable { balance: of, .. }: &Variable| InterventionBalanceRow {
            intervention: self.intervention.clone(),
            variable: of.variable.clone(),
            mean_participants_before: of.before.participants.mean,
            mean_controls_before: of.before.controls.mean,
            mean_participants: of.after.participants.mean,
            mean_controls: of.after.controls.mean,
            difference_before: of.before.difference,
            difference: of.after.difference,
            variance_ratio_before: of.before.variance_ratio,
            variance_ratio: of.after.variance_ratio,
            outside: of.outside.cast_signed(),
        };
        self.balance.iter().map(row).collect()
    }
}

/// Estimates the effects of an intervention that the gate has judged. Of one that it holds back no outcome is looked at.
///
/// # Errors
/// Internal errors only.
pub fn effects(definitions: &Definitions, persons: &Persons, sums: &Sums, judged: &Judged<'_>) -> Result<Assessment> {
    let followed = Followed { definitions, persons, sums };
    let intervention = judged.intervention();
    let consequences = || definitions.consequences.iter().filter(|of| intervention.estimates(of));
    let mut assessment = outline(judged);
    let Some(estimator) = &judged.estimator else {
        let reason = judged.reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        let counts = Counts { success: judged.kept(), non_success: judged.effective_controls(), ..Counts::default() };
        for consequence in consequences() {
            for year in &intervention.follow_up {
                let held = (Status::Unbalanced, reason.clone());
                assessment.fits.push(fit::without(intervention, consequence, *year, counts, held));
            }
        }
        return Ok(assessment);
    };
    let of_consequences: Vec<Result<OfConsequence>> = consequences()
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|consequence| of_consequence(followed, judged, estimator, consequence))
        .collect();
    for of in of_consequences {
        let of = of?;
        assessment.fits.extend(of.fits);
        assessment.covariances.extend(of.covariances);
        assessment.effects.extend(of.effects);
    }
    for placebo in &intervention.placebos {
        let consequence = definitions.consequence(&placebo.consequence);
        let consequence = consequence.ok_or_else(|| Error::internal("a placebo's consequence is missing"))?;
        let (row, effect, _) = estimate(followed, judged, estimator, consequence, placebo.year, None)?;
        assessment.effects.push(effect_row(&row, "placebo", effect.as_ref()));
    }
    let of_placebos = assessment.effects.iter().filter(|row| row.kind == "placebo");
    assessment.placebos = Placebos::of(of_placebos.filter_map(|row| row.p));
    let (estimated, p): (Vec<usize>, Vec<f64>) =
        assessment.fits.iter().enumerate().filter_map(|(at, row)| Some((at, row.p?))).unzip();
    for (at, q) in estimated.into_iter().zip(q_values(&p)) {
        assessment.fits[at].q = Some(q);
    }
    Ok(assessment)
}

/// What is known before outcomes.
fn outline(judged: &Judged<'_>) -> Assessment {
    let selection = &judged.prepared.selection;
    let years = selection.years();
    let participants = judged.used(true).map(|at| (selection.entries[at].person, selection.entries[at].age));
    Assessment {
        intervention: judged.intervention().id.value.clone(),
        admitted: judged.is_admitted(),
        reasons: judged.reasons.clone(),
        gate: judged.gate,
        participants: participants.collect(),
        controls: judged.used(false).map(|at| selection.entries[at].person).collect(),
        effective_controls: judged.effective_controls(),
        possible_controls: judged.prepared.possible_controls,
        left_out: judged.prepared.left_out,
        not_kept: judged.prepared.left_out + selection.participates.iter().filter(|of| **of).count() as u64
            - judged.kept(),
        takes_controls: judged.intervention().design.method.value == DesignMethod::Nearest,
        years: years.first().copied().zip(years.last().copied()),
        minimum: judged.intervention().minimum,
        balance: balance::variables(judged),
        fits: Vec::new(),
        covariances: Vec::new(),
        effects: Vec::new(),
        placebos: Placebos { estimated: 0, significant: 0 },
    }
}

/// The effects on one consequence.
struct OfConsequence {
    fits: Vec<AuditFitRow>,
    covariances: Vec<CovarianceRow>,
    effects: Vec<InterventionEffectRow>,
}

fn of_consequence(
    followed: Followed<'_>,
    judged: &Judged<'_>,
    estimator: &Estimator<'_>,
    consequence: &Consequence,
) -> Result<OfConsequence> {
    let intervention = judged.intervention();
    let significance = followed.definitions.settings.significance;
    let all = followed.definitions.policy.companion;
    let mut found = OfConsequence { fits: Vec::new(), covariances: Vec::new(), effects: Vec::new() };
    let mut shown = Vec::new();
    for year in &intervention.follow_up {
        let baseline = intervention.baseline_year();
        let (row, effect, outcome) = estimate(followed, judged, estimator, consequence, *year, baseline)?;
        found.effects.push(effect_row(&row, "effect", effect.as_ref()));
        // Only of the whole design: persons whose outcome is not known have left others.
        if let Some(outcome) = outcome.filter(|outcome| outcome.complete) {
            found.effects.extend(of_lot(judged, estimator, &row, &outcome.values));
            if row.p.is_some_and(|p| all || p < significance) {
                shown.push(Estimated { row: row.clone(), outcome: outcome.values });
            }
        }
        found.fits.push(row);
    }
    found.covariances = covariances::of(estimator, &shown).map_err(|e| error::of_design(judged.intervention(), &e))?;
    Ok(found)
}

/// The effect in one year. Where some persons' outcome is not known, the control group is made again of the others, and judged
/// again before their outcomes are compared.
fn estimate(
    followed: Followed<'_>,
    judged: &Judged<'_>,
    estimator: &Estimator<'_>,
    consequence: &Consequence,
    year: i32,
    baseline: Option<i32>,
) -> Result<(AuditFitRow, Option<AnyEffect>, Option<Outcome>)> {
    let intervention = judged.intervention();
    let without = |counts: Counts, why: (Status, String)| fit::without(intervention, consequence, year, counts, why);
    let entries = judged.prepared.entries();
    let Some(outcome) = followed.outcome(intervention, consequence, entries, year, baseline)? else {
        let reason = "the registers do not cover the year for every year of start".to_owned();
        return Ok((without(Counts::default(), (Status::NotAvailable, reason)), None, None));
    };
    if outcome.complete {
        let (row, effect) = compare(judged, estimator, consequence, &outcome.values, without);
        return Ok((row, effect, Some(outcome)));
    }
    let known: Vec<bool> = outcome.values.iter().map(|value| !value.is_nan()).collect();
    let values: Vec<f64> = outcome.values.iter().copied().filter(|value| !value.is_nan()).collect();
    let fewer = judged.prepared.only(&known);
    let fewer = match &fewer {
        Ok(fewer) => fewer,
        Err(error) => return Ok((without(Counts::default(), fit::failed(error)), None, None)),
    };
    let again = match Judged::of(fewer) {
        Ok(again) => again,
        Err(error) => return Ok((without(Counts::default(), fit::failed(&error)), None, None)),
    };
    let Some(estimator) = &again.estimator else {
        let reason = again.reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        let why = (Status::Unbalanced, format!("of the persons with a known value: {reason}"));
        return Ok((without(Counts::default(), why), None, None));
    };
    let (row, effect) = compare(&again, estimator, consequence, &values, without);
    Ok((row, effect, None))
}

fn compare(
    judged: &Judged<'_>,
    estimator: &Estimator<'_>,
    consequence: &Consequence,
    values: &[f64],
    without: impl Fn(Counts, (Status, String)) -> AuditFitRow,
) -> (AuditFitRow, Option<AnyEffect>) {
    let figures = Figures::of(judged, values);
    if let Some(why) = fit::checked(judged.intervention(), &figures) {
        return (without(figures.counts, why), None);
    }
    match estimator.effect(values) {
        Err(error) => (without(figures.counts, fit::failed(&error)), None),
        Ok(effect) => {
            let rank = judged.balance.as_ref().map_or(0, |balance| balance.variables.len()) as i64 + 2;
            let row = AuditFitRow { rank, ..without(figures.counts, (Status::Estimated, String::new())) };
            let years = judged.prepared.selection.years();
            let row =
                AuditFitRow { first_entry_year: years.first().copied(), last_entry_year: years.last().copied(), ..row };
            (fit::with(row, &effect, &figures, consequence.is_kroner()), Some(effect))
        }
    }
}

/// Of a lot: the effect on compliers, and randomisation inference.
fn of_lot(
    judged: &Judged<'_>,
    estimator: &Estimator<'_>,
    row: &AuditFitRow,
    outcome: &[f64],
) -> Vec<InterventionEffectRow> {
    let mut rows = Vec::new();
    if row.status != Status::Estimated {
        return rows;
    }
    if let Some(Ok(permuted)) = estimator.permutations(judged.intervention(), outcome) {
        rows.push(InterventionEffectRow {
            p_permutations: Some(permuted.p),
            estimate: Some(permuted.difference),
            ..effect_row(row, "permutations", None)
        });
    }
    match estimator.compliers(judged.prepared.selection.completed.as_deref(), outcome) {
        Some(Ok((effect, compliers))) => rows.push(InterventionEffectRow {
            compliers: Some(compliers.share),
            first_stage_f: Some(compliers.first_stage_f).filter(|f| f.is_finite()),
            reason: compliers.warning(),
            ..effect_row(row, "compliers", Some(&effect))
        }),
        Some(Err(error)) => rows.push(InterventionEffectRow {
            estimand: Estimand::Late,
            status: Status::RankDeficient,
            reason: Some(error.to_string()),
            ..effect_row(row, "compliers", None)
        }),
        None => {}
    }
    rows
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
