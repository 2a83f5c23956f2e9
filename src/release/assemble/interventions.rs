//! Interventions: their design and balance, and the effects that leave.

use ::interventions::{Assessment, BalancedVariable};
use definitions::Definitions;
use definitions::intervention::controls::Controls;
use definitions::intervention::{Intervention, PARTICIPATION};
use designs::Reason;
use foundation::keys::WHOLE_GROUP;
use foundation::tables::Database;
use foundation::tables::audit::AuditFitRow;
use foundation::tables::published::{
    BalanceRow, CohortRow, CovarianceRow, EstimateRow, InterventionRow, LotRow, SubgroupRow, SuccessMeasureRow,
    TargetGroupRow,
};
use foundation::words::{Arm, ControlSource, DesignMethod, GroupKind, Language, Rule, Standing};
use statistics::estimate::adjust::Age;
use statistics::inference;

use super::estimates::shown_p;
use super::lots::OfLot;
use super::regression_rows::DecidedFit;
use crate::control::{ControlOutcome, ControlledIntervention, significant};
use crate::disclosure::{Perturbation, Verdict};

/// An intervention with what was found and decided.
#[derive(Clone, Copy)]
struct ControlledAssessment<'a> {
    definitions: &'a Definitions,
    intervention: &'a Intervention,
    assessment: &'a Assessment,
    controlled: &'a ControlledIntervention,
    perturbation: &'a Perturbation,
}

/// The rows of all interventions; `assessments` are in the order of the definitions.
pub(super) fn interventions(
    database: &mut Database,
    definitions: &Definitions,
    assessments: &[Assessment],
    controlled: &ControlOutcome,
) {
    let all = definitions.interventions.iter().zip(assessments).zip(&controlled.interventions);
    for ((intervention, assessment), decisions) in all {
        let perturbation = &controlled.perturbation;
        let of = ControlledAssessment { definitions, intervention, assessment, controlled: decisions, perturbation };
        catalogue(database, intervention);
        database.cohorts.extend(of.cohorts());
        database.interventions.push(of.row());
        let shown = assessment.balance.iter().filter(|variable| of.has_row(variable));
        database.intervention_balance.extend(shown.map(|variable| of.balance(variable)));
        of.effects(database);
        database.covariances.extend(of.covariances());
    }
}

/// The group, its whole and its one measure, as other tables name them.
fn catalogue(database: &mut Database, intervention: &Intervention) {
    let participants = &intervention.participants;
    let ages = participants.ages.as_ref().map(|at| at.value);
    let years = participants.years.value;
    let (id, label) = (&intervention.id.value, &intervention.label);
    database.target_groups.push(TargetGroupRow {
        target_group: id.clone(),
        kind: Some(GroupKind::Intervention),
        domain: intervention.domain,
        label_da: label.da.clone(),
        label_en: label.en.clone(),
        description_da: None,
        note_da: None,
        note_en: None,
        with_annex_da: None,
        with_annex_en: None,
        description_en: None,
        condition: condition(intervention),
        first_year: years.first,
        last_year: years.last,
        first_age: ages.map(|ages| ages.first),
        last_age: ages.map(|ages| ages.last),
        reconstructed_settings: None,
        source: intervention.source.clone(),
        provenance: intervention.provenance,
        name_provenance: None,
        delimitation_provenance: None,
        success_provenance: None,
    });
    database.subgroups.push(SubgroupRow {
        target_group: id.clone(),
        subgroup: WHOLE_GROUP.to_owned(),
        label_da: label.da.clone(),
        label_en: label.en.clone(),
        first_age: ages.map(|ages| ages.first),
        last_age: ages.map(|ages| ages.last),
        condition: None,
    });
    let random = intervention.design.method.value == DesignMethod::Random;
    database.success_measures.push(SuccessMeasureRow {
        target_group: id.clone(),
        success_measure: PARTICIPATION.to_owned(),
        label_da: if random { "Tildelt indsatsen" } else { "Deltager i indsatsen" }.to_owned(),
        label_en: if random { "Assigned to the intervention" } else { "Participates in the intervention" }.to_owned(),
        condition: format!("a row of `{}`", participants.register),
        success_year: 0,
    });
}

/// Who participates, and who the controls are.
fn condition(intervention: &Intervention) -> String {
    let participants = &intervention.participants;
    let mut text = format!("participants: rows of {}", participants.register);
    if let Some(filter) = &participants.filter {
        text += &format!(" where {}", filter.text);
    }
    if let Some(assigned) = &participants.assigned {
        text += &format!(", assigned where {}", assigned.text);
    }
    text + &match &intervention.controls {
        Controls::Population(sql) => format!("; controls: the population where {}", sql.text),
        Controls::List { register, filter: Some(filter) } => {
            format!("; controls: rows of {register} where {}", filter.text)
        }
        Controls::List { register, filter: None } => format!("; controls: rows of {register}"),
        Controls::Intervention(other) => format!("; controls: participants of {other}"),
        Controls::NotAssigned => "; controls: the others".to_owned(),
    }
}

impl ControlledAssessment<'_> {
    /// Whether the counts of both groups leave.
    fn leaves(&self) -> bool {
        self.controlled.held_back == [None, None]
    }

    fn cohorts(&self) -> [CohortRow; 2] {
        let row = |arm: Arm, at: usize, persons: u64, mean_age: Option<f64>| CohortRow {
            target_group: self.intervention.id.value.clone(),
            subgroup: WHOLE_GROUP.to_owned(),
            success_measure: PARTICIPATION.to_owned(),
            arm,
            persons: self.controlled.held_back[at]
                .is_none()
                .then(|| self.perturbation.count(self.controlled.cells[at], persons)),
            mean_age: mean_age.filter(|_| self.controlled.held_back[at].is_none()),
            reason: self.controlled.held_back[at].map(|rule| rule.label(Language::En).to_owned()),
        };
        let ages: Vec<f64> = self.assessment.participants.iter().map(|(_, age)| f64::from(*age)).collect();
        let mean_age = self.perturbation.mean_age(self.controlled.cells[0], &ages);
        let [participants, controls] = self.controlled.counted;
        [row(Arm::Success, 0, participants, mean_age), row(Arm::NonSuccess, 1, controls, None)]
    }

    fn row(&self) -> InterventionRow {
        let (intervention, assessment) = (self.intervention, self.assessment);
        let random = intervention.design.method.value == DesignMethod::Random;
        // The limits of the definition: those of a lot have an allowance that follows from the numbers of persons.
        let limits = intervention.design.limits;
        let [_, controls] = self.controlled.cells;
        let count = |persons: u64| self.leaves().then(|| self.perturbation.count(controls, persons));
        // Unused possible controls are a group too: few of them are published as none.
        let unused = assessment.possible_controls.saturating_sub(assessment.controls.len() as u64);
        let control = self.definitions.policy.control;
        let few = control && unused < self.definitions.policy.minimum_persons;
        let possible = if few { assessment.controls.len() as u64 } else { assessment.possible_controls };
        let placebos = assessment.admitted && self.leaves();
        InterventionRow {
            intervention: intervention.id.value.clone(),
            method: intervention.design.method.value,
            estimand: intervention.design.estimand.value,
            standing: if random { Standing::Causal } else { Standing::Conditional },
            evidence_level: if random { 1 } else { 2 },
            controls_from: match intervention.controls {
                Controls::Population(_) => ControlSource::Population,
                Controls::List { .. } => ControlSource::List,
                Controls::Intervention(_) => ControlSource::Intervention,
                Controls::NotAssigned => ControlSource::NotAssigned,
            },
            baseline: intervention.baseline,
            admitted: assessment.admitted,
            held_back: (!assessment.admitted).then(|| reasons(&assessment.reasons, &|name| self.is_named(name))),
            effective_controls: count(assessment.effective_controls),
            possible_controls: self.leaves().then(|| self.perturbation.rough(controls, possible)),
            largest_difference: limits.difference,
            largest_variance_ratio: (!random).then_some(limits.variance_ratio),
            smallest_effective_controls: limits.effective_controls,
            smallest_kept: limits.kept,
            largest_outside_score: (!random).then_some(limits.outside_score),
            placebos: placebos.then(|| assessment.placebos.estimated.cast_signed()),
            placebos_significant: placebos.then(|| assessment.placebos.significant.cast_signed()),
        }
    }

    /// The balance of a variable. With the counts of either group it is held back, and where few persons of a group have one of
    /// two values: a standardised difference would reveal how many.
    fn balance(&self, variable: &BalancedVariable) -> BalanceRow {
        let policy = &self.definitions.policy;
        let few = policy.control && variable.rarest < policy.minimum_users;
        let dominated = policy.control && variable.largest_share > policy.largest_share;
        let held = self.controlled.held_back.into_iter().flatten().next();
        let reason = held.or_else(|| few.then_some(Rule::Users)).or_else(|| dominated.then_some(Rule::Dominance));
        let of = &variable.balance;
        let cells = self.controlled.cells;
        let difference =
            |value: f64| reason.is_none().then(|| self.perturbation.difference(cells, value, variable.influence));
        // Where one group alone varies, the ratio is zero or infinite: it would say that the other is alike.
        let ratio = |value: Option<f64>| {
            let value = value.filter(|x| reason.is_none() && x.is_finite() && *x > 0.0)?;
            Some(self.perturbation.ratio(cells, value, variable.largest_share))
        };
        BalanceRow {
            intervention: self.intervention.id.value.clone(),
            variable: of.variable.clone(),
            difference_before: difference(of.before.difference),
            difference: difference(of.after.difference),
            variance_ratio_before: ratio(of.before.variance_ratio),
            variance_ratio: ratio(of.after.variance_ratio),
            reason,
        }
    }

    /// Whether a variable may be named among the reasons: its own row shows its difference.
    fn is_named(&self, name: &str) -> bool {
        let variable = self.assessment.balance.iter().find(|variable| variable.balance.variable == name);
        variable.is_some_and(|variable| self.balance(variable).reason.is_none())
    }

    /// Whether the row of a variable is published. A level of age, sex or year that few have has none: levels exist only where
    /// a participant has them, so a row without figures would say that there is one.
    fn has_row(&self, variable: &BalancedVariable) -> bool {
        let named = &self.intervention.balance;
        let declared = named.iter().any(|use_of| use_of.id.value == variable.balance.variable);
        declared || self.balance(variable).reason != Some(Rule::Users)
    }

    fn effects(&self, database: &mut Database) {
        let decided = || self.controlled.effects.iter().zip(&self.controlled.fits);
        let p = decided().map(|(fit, verdict)| shown_p(self.perturbation, self.controlled.cells, fit, Some(*verdict)));
        let p: Vec<Option<f64>> = p.collect();
        let known: Vec<f64> = p.iter().copied().flatten().collect();
        let mut q = inference::q_values(&known).into_iter();
        for ((fit, verdict), p) in decided().zip(p) {
            let q = p.and_then(|_| q.next());
            let (definitions, perturbation, cells) = (self.definitions, self.perturbation, self.controlled.cells);
            let decided = DecidedFit { definitions, perturbation, fit, cells, verdict: *verdict, q };
            let row = decided.status_row();
            if row.significant
                && let Some(shown) = self.estimate(&decided)
            {
                database.intervention_lots.extend(self.of_lot(fit, &shown));
                database.estimates.push(shown);
            }
            database.fits.push(row);
        }
    }

    fn estimate(&self, decided: &DecidedFit<'_>) -> Option<EstimateRow> {
        // By the definition: the first or the last to start may be one person.
        let years = self.intervention.participants.years.value;
        let row = decided.estimate_row(self.intervention.provenance, (years.first, years.last))?;
        let adjust = &self.intervention.design.adjust;
        Some(EstimateRow { age_form: adjust.age.as_ref().map(Age::form), adjusts_sex: adjust.sex, ..row })
    }

    /// Compliers and randomisation inference of an estimate of a lot.
    fn of_lot(&self, exact: &AuditFitRow, shown: &EstimateRow) -> Option<LotRow> {
        let (perturbation, cells, effects) = (self.perturbation, self.controlled.cells, &self.assessment.effects);
        let permutations = self.intervention.design.permutations;
        OfLot { perturbation, cells, effects, permutations, exact, shown }.row()
    }

    fn covariances(&self) -> Vec<CovarianceRow> {
        let (perturbation, cells) = (self.perturbation, self.controlled.cells);
        let error = |fit: &AuditFitRow, verdict: Verdict| {
            let leaves = matches!(verdict, Verdict::Released | Verdict::WithoutCounts(_));
            let shown = leaves && significant(self.definitions, perturbation, cells, fit);
            let figures = perturbation.figures(cells, verdict == Verdict::Released, fit)?;
            shown.then_some(figures.standard_error)
        };
        let find = |key: foundation::keys::RegressionKey<&str>| {
            let decided = self.controlled.effects.iter().zip(&self.controlled.fits);
            let (fit, verdict) = decided.into_iter().find(|(fit, _)| fit.key() == key)?;
            Some((fit, error(fit, *verdict)?))
        };
        let published = |row: &CovarianceRow| {
            let ((one, error), (other, other_error)) = (find(row.key())?, find(row.other_key())?);
            let covariance = perturbation.covariance(cells, row, [one, other], [error, other_error])?;
            Some(CovarianceRow { covariance, ..row.clone() })
        };
        self.assessment.covariances.iter().filter_map(published).collect()
    }
}

/// The reasons of the gate without figures: they would reveal how many persons there are.
fn reasons(all: &[Reason], may_name: &dyn Fn(&str) -> bool) -> String {
    let named = |kind: &str, wanted: &dyn Fn(&Reason) -> Option<String>| {
        let all: Vec<String> = all.iter().filter_map(wanted).collect();
        let names: Vec<&str> = all.iter().map(String::as_str).filter(|name| may_name(name)).collect();
        match (all.is_empty(), names.is_empty()) {
            (true, _) => None,
            (false, true) => Some(kind.to_owned()),
            (false, false) => Some(format!("{kind}: {}", names.join(", "))),
        }
    };
    let of_means = |reason: &Reason| match reason {
        Reason::Difference { variable, .. } => Some(variable.clone()),
        Reason::VarianceRatio { .. }
        | Reason::EffectiveControls { .. }
        | Reason::Kept { .. }
        | Reason::KeptOfOthers { .. }
        | Reason::Outside { .. } => None,
    };
    let of_variances = |reason: &Reason| match reason {
        Reason::VarianceRatio { variable, .. } => Some(variable.clone()),
        Reason::Difference { .. }
        | Reason::EffectiveControls { .. }
        | Reason::Kept { .. }
        | Reason::KeptOfOthers { .. }
        | Reason::Outside { .. } => None,
    };
    let mut parts: Vec<String> =
        [named("means", &of_means), named("variances", &of_variances)].into_iter().flatten().collect();
    for reason in all {
        match reason {
            Reason::Difference { .. } | Reason::VarianceRatio { .. } => {}
            Reason::EffectiveControls { .. } => parts.push("effective_controls".to_owned()),
            Reason::Kept { .. } => parts.push("kept".to_owned()),
            Reason::KeptOfOthers { .. } => parts.push("kept_of_controls".to_owned()),
            Reason::Outside { .. } => parts.push("outside".to_owned()),
        }
    }
    parts.join("; ")
}
