//! The verdict of the gate, before any outcome is read.

use definitions::intervention::Intervention;
use designs::{Balance, Design, Gate, Method, Reason};
use foundation::error::Result;
use foundation::words::DesignMethod;

use crate::error;
use crate::estimator::{Estimator, gate, method, trial};
use crate::prepare::Prepared;

/// How many standard errors of a lot's own chance are added to the limit of differences: a lot leaves differences, and only
/// larger ones tell that it was none.
const CHANCE: f64 = 4.0;

/// An intervention with its balance and the verdict of the gate.
#[derive(Debug, Clone)]
pub struct Judged<'s> {
    /// The persons and variables.
    pub prepared: &'s Prepared<'s>,
    /// The balance; none of a trial without variables.
    pub balance: Option<Balance>,
    /// Why it is held back; empty if it is admitted.
    pub reasons: Vec<Reason>,
    /// The limits that were held to.
    pub gate: Gate,
    /// Each person's weight: 1 for participants who are kept, 0 for whoever is not used.
    pub weights: Vec<f64>,
    pub(crate) estimator: Option<Estimator<'s>>,
}

impl<'s> Judged<'s> {
    /// Makes the control group and judges it.
    ///
    /// # Errors
    /// A design that can't be made.
    pub fn new(prepared: &'s Prepared<'s>) -> Result<Judged<'s>> {
        Judged::of(prepared).map_err(|e| error::of_design(prepared.intervention, &e))
    }

    pub(crate) fn of(prepared: &'s Prepared<'s>) -> std::result::Result<Judged<'s>, designs::DesignError> {
        let gate = gate(prepared.intervention);
        match (method(prepared), &prepared.study) {
            (Some(method), Some(study)) => {
                let design = Design::new(study, method)?;
                let weights = design.weights().to_vec();
                Ok(match gate.decide(design) {
                    Ok(admitted) => {
                        let balance = Some(admitted.balance().clone());
                        let estimator = Some(Estimator::Constructed(Box::new(admitted)));
                        Judged { prepared, balance, reasons: Vec::new(), gate, weights, estimator }
                    }
                    Err(held) => Judged {
                        prepared,
                        balance: Some(held.balance),
                        reasons: held.reasons,
                        gate,
                        weights,
                        estimator: None,
                    },
                })
            }
            _ => random(prepared, gate),
        }
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

    /// The effective number of controls, (Σw)²/Σw², in whole persons.
    pub fn effective_controls(&self) -> u64 {
        let (sum, squares) = self
            .used(false)
            .fold((0.0, 0.0), |(sum, squares), at| (sum + self.weights[at], squares + self.weights[at].powi(2)));
        // Equal weights of many persons may add up to a hair less than a whole number.
        if squares > 0.0 { (sum * sum / squares * (1.0 + 1e-9)).floor() as u64 } else { 0 }
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

/// A lot: its balance is shown, and held to limits that leave room for chance.
fn random<'s>(prepared: &'s Prepared<'s>, gate: Gate) -> std::result::Result<Judged<'s>, designs::DesignError> {
    let trial = trial(prepared)?;
    let participates = &prepared.selection.participates;
    let [yes, no] = [true, false].map(|of| participates.iter().filter(|p| **p == of).count() as f64);
    let gate =
        Gate { difference: gate.difference + CHANCE * (yes.recip() + no.recip()).sqrt(), variance_ratio: None, ..gate };
    let weights: Vec<f64> = participates.iter().map(|p| if *p { 1.0 } else { yes / no }).collect();
    let Some(study) = &prepared.study else {
        let mut reasons = Vec::new();
        if no < gate.effective_controls {
            reasons.push(Reason::EffectiveControls { number: no, limit: gate.effective_controls });
        }
        let kept = yes / (yes + prepared.left_out as f64);
        if kept < gate.kept {
            reasons.push(Reason::Kept { share: kept, limit: gate.kept });
        }
        let estimator = reasons.is_empty().then_some(Estimator::Random(trial));
        return Ok(Judged { prepared, balance: None, reasons, gate, weights, estimator });
    };
    Ok(match gate.decide(Design::new(study, Method::Unadjusted)?) {
        Ok(admitted) => {
            let balance = Some(admitted.balance().clone());
            let estimator = Some(Estimator::Random(trial));
            Judged { prepared, balance, reasons: Vec::new(), gate, weights, estimator }
        }
        Err(held) => {
            Judged { prepared, balance: Some(held.balance), reasons: held.reasons, gate, weights, estimator: None }
        }
    })
}
