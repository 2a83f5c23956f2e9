//! The effects of an intervention on its consequences and placebos.

use definitions::Definitions;
use definitions::plan::{self, EffectKind};
use designs::{Placebos, Reason};
use engine::persons::Persons;
use engine::variables::Sums;
use foundation::error::Result;
use foundation::keys::{PersonIndex, WHOLE_GROUP};
use foundation::tables::audit::{AttritionRow, AuditFitRow, InterventionBalanceRow, InterventionEffectRow};
use foundation::tables::published::CovarianceRow;
use foundation::words::{DesignMethod, Status};
use statistics::inference::q_values;
use statistics::status::{Counts, Minimum};

use crate::balance::{self, Variable};
use crate::estimates;
use crate::fit;
use crate::gate_verdict::GateVerdict;
use crate::outcome::OutcomeData;

/// All that is known of an intervention, exact: for the audit and for disclosure control.
#[derive(Debug, Clone)]
pub struct Assessment {
    /// The intervention.
    pub intervention: String,
    /// Whether the gate admitted it.
    pub admitted: bool,
    /// Why not.
    pub reasons: Vec<Reason>,
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
    /// Possible controls who were left out because of the same.
    pub left_out_controls: u64,
    /// Controls who start after the last year of the window, and stay controls.
    pub controls_who_start_later: u64,
    /// Persons whom the source of controls lists in other years alone.
    pub controls_of_other_years: u64,
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
            ("controls_listed_in_other_years_alone", self.controls_of_other_years),
            ("possible_controls", self.possible_controls),
            ("possible_controls_who_start_after_the_window", self.controls_who_start_later),
            ("possible_controls_left_out_for_an_unknown_variable", self.left_out_controls),
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
pub fn effects(
    definitions: &Definitions,
    persons: &Persons,
    sums: &Sums,
    judged: &GateVerdict<'_>,
) -> Result<Assessment> {
    let intervention = judged.intervention();
    let jobs = plan::effects(definitions, intervention);
    let mut assessment = outline(judged);
    let Some(estimator) = &judged.estimator else {
        let reason = judged.reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        let counts = Counts { success: judged.kept(), non_success: judged.effective_controls(), ..Counts::default() };
        for job in jobs.iter().filter(|job| job.kind == EffectKind::Effect) {
            let held = (Status::Unbalanced, reason.clone());
            assessment.fits.push(fit::without(intervention, job.consequence, job.year, counts, held));
        }
        return Ok(assessment);
    };
    let found = estimates::estimates(OutcomeData { definitions, persons, sums }, judged, estimator, &jobs)?;
    let of_placebos = found.effects.iter().filter(|row| row.kind == "placebo");
    assessment.placebos = Placebos::of(of_placebos.filter_map(|row| row.p));
    (assessment.fits, assessment.covariances, assessment.effects) = (found.fits, found.covariances, found.effects);
    let (estimated, p): (Vec<usize>, Vec<f64>) =
        assessment.fits.iter().enumerate().filter_map(|(at, row)| Some((at, row.p?))).unzip();
    for (at, q) in estimated.into_iter().zip(q_values(&p)) {
        assessment.fits[at].q = Some(q);
    }
    Ok(assessment)
}

/// What is known before outcomes.
fn outline(judged: &GateVerdict<'_>) -> Assessment {
    let selection = &judged.prepared.selection;
    let years = selection.years();
    let participants = judged.used(true).map(|at| (selection.entries[at].person, selection.entries[at].age));
    Assessment {
        intervention: judged.intervention().id.value.clone(),
        admitted: judged.is_admitted(),
        reasons: judged.reasons.clone(),
        participants: participants.collect(),
        controls: judged.used(false).map(|at| selection.entries[at].person).collect(),
        effective_controls: judged.effective_controls(),
        possible_controls: judged.prepared.possible_controls,
        left_out: judged.prepared.left_out,
        left_out_controls: judged.prepared.left_out_controls,
        controls_who_start_later: selection.controls_who_start_later,
        controls_of_other_years: selection.controls_of_other_years,
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
