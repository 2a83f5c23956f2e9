//! The verdict of the gate, before any outcome is read.

use definitions::intervention::Intervention;
use designs::{Balance, Design, DesignError, LeftOut, Reason};
use foundation::error::Result;
use foundation::words::DesignMethod;

use crate::design_inputs::DesignInputs;
use crate::error;
use crate::estimator::{Estimator, gate, method, trial};

/// An intervention with its balance and the verdict of the gate.
#[derive(Debug, Clone)]
pub struct GateVerdict<'s> {
    /// The persons and variables.
    pub prepared: &'s DesignInputs<'s>,
    /// The balance; none of a trial without variables.
    pub balance: Option<Balance>,
    /// Why it is held back; empty if it is admitted.
    pub reasons: Vec<Reason>,
    /// Each person's weight: 1 for participants who are kept, 0 for persons who are not used.
    pub weights: Vec<f64>,
    pub(crate) estimator: Option<Estimator<'s>>,
}

impl<'s> GateVerdict<'s> {
    /// Makes the control group and judges it.
    ///
    /// # Errors
    /// A design that can't be made.
    pub fn new(prepared: &'s DesignInputs<'s>) -> Result<GateVerdict<'s>> {
        GateVerdict::of(prepared).map_err(|e| error::of_design(prepared.intervention, &e))
    }

    pub(crate) fn of(prepared: &'s DesignInputs<'s>) -> std::result::Result<GateVerdict<'s>, DesignError> {
        let Some(method) = method(prepared) else { return random(prepared) };
        // The definitions ask a constructed control group for variables.
        let study = prepared.study.as_ref().ok_or(DesignError::NoVariables)?;
        let design = Design::new(study, method)?;
        let weights = design.weights().to_vec();
        Ok(match gate(prepared.intervention).decide(design) {
            Ok(admitted) => {
                let balance = Some(admitted.balance().clone());
                let estimator = Some(Estimator::Constructed(Box::new(admitted)));
                GateVerdict { prepared, balance, reasons: Vec::new(), weights, estimator }
            }
            Err(held) => {
                GateVerdict { prepared, balance: Some(held.balance), reasons: held.reasons, weights, estimator: None }
            }
        })
    }

    /// Whether outcomes may be read.
    pub fn is_admitted(&self) -> bool {
        self.estimator.is_some()
    }

    /// The intervention.
    pub fn intervention(&self) -> &'s Intervention {
        self.prepared.intervention
    }

    /// Whether a person is used: kept, or a control with weight.
    pub fn is_used(&self, person: usize) -> bool {
        self.weights[person] > 0.0
    }

    /// Kept participants.
    pub fn kept(&self) -> u64 {
        self.used(true).count() as u64
    }

    /// Controls with weight.
    pub fn controls(&self) -> u64 {
        self.used(false).count() as u64
    }

    /// The largest share that one control has of all controls' weight.
    pub fn largest_weight(&self) -> f64 {
        let weights = || self.used(false).map(|at| self.weights[at]);
        weights().fold(0.0, f64::max) / weights().sum::<f64>()
    }

    /// The effective number of controls, (Σw)²/Σw², in whole persons.
    pub fn effective_controls(&self) -> u64 {
        effective(self.used(false).map(|at| self.weights[at]))
    }

    /// Positions of the persons of a group who are used.
    pub fn used(&self, participates: bool) -> impl Iterator<Item = usize> {
        let flags = &self.prepared.selection.participates;
        (0..self.weights.len()).filter(move |at| flags[*at] == participates && self.weights[*at] > 0.0)
    }

    /// Whether it is a lot.
    pub fn is_random(&self) -> bool {
        self.intervention().design.method.value == DesignMethod::Random
    }
}

/// As how many whole persons weights count, (Σw)²/Σw².
pub(crate) fn effective(weights: impl Iterator<Item = f64>) -> u64 {
    let (sum, squares) = weights.fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
    // Equal weights of many persons may add up to a hair less than a whole number.
    if squares > 0.0 { (sum * sum / squares * (1.0 + 1e-9)).floor() as u64 } else { 0 }
}

/// A lot: its balance is shown, and held to limits that leave room for chance.
fn random<'s>(prepared: &'s DesignInputs<'s>) -> std::result::Result<GateVerdict<'s>, DesignError> {
    let trial = trial(prepared)?;
    let left_out = LeftOut { assigned: prepared.left_out, others: prepared.left_out_controls };
    let verdict = trial.judge(prepared.study.as_ref(), &gate(prepared.intervention), left_out)?;
    let participates = &prepared.selection.participates;
    let [yes, no] = [true, false].map(|of| participates.iter().filter(|p| **p == of).count() as f64);
    let weights: Vec<f64> = participates.iter().map(|p| if *p { 1.0 } else { yes / no }).collect();
    let estimator = verdict.reasons.is_empty().then_some(Estimator::Random(trial));
    Ok(GateVerdict { prepared, balance: verdict.balance, reasons: verdict.reasons, weights, estimator })
}
