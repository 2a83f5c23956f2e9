//! The gate of a lot: whether both arms kept their persons, and whether they differ by more than a lot leaves by chance.
//!
//! Each variable's limit is that of the gate and an allowance for chance: as many standard errors of a lot's own difference as
//! have the tail of four in a normal distribution. Where assignment was by site, sites were drawn and not persons, so the
//! standard error is that of the sites' means, and Student's t counts the sites.

use std::collections::BTreeMap;

use statistics::inference::quantile;

use super::Trial;
use crate::balance::Balance;
use crate::column::Column;
use crate::design::{Design, Method};
use crate::error::DesignError;
use crate::gate::{Gate, Reason};
use crate::study::Study;

/// One tail beyond four standard errors of a normal distribution.
const TAIL: f64 = 3.167_124_183_311_992e-5;

/// Persons who are not compared because a value is not known for them, by arm.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Of the assigned.
    pub assigned: u64,
    /// Of the others.
    pub others: u64,
}

/// The verdict on a lot, made without outcomes.
#[derive(Debug, Clone, PartialEq)]
pub struct TrialVerdict {
    /// The balance of the covariates; none without covariates.
    pub balance: Option<Balance>,
    /// The limit of each variable's standardised difference: the gate's, and the allowance for chance.
    pub limits: Vec<f64>,
    /// Why the trial is held back; empty if it is admitted.
    pub reasons: Vec<Reason>,
}

impl Trial {
    /// Judges the lot. `study` has the covariates, of the same persons; there may be none. The gate's ratio of variances is not
    /// asked for: two draws of the same persons may differ in it.
    ///
    /// # Errors
    /// A study of other persons.
    pub fn judge(&self, study: Option<&Study>, gate: &Gate, left_out: LeftOut) -> Result<TrialVerdict, DesignError> {
        let [assigned, others] = [true, false].map(|of| self.assigned.iter().filter(|a| **a == of).count() as f64);
        let kept = assigned / (assigned + left_out.assigned as f64);
        let (balance, limits, mut reasons) = match study {
            Some(study) => {
                let gate = Gate { variance_ratio: None, ..*gate };
                let balance = Balance::of(&Design::new(study, Method::Unadjusted)?);
                let allowances = self.allowances(study)?;
                let reasons = gate.reasons(&balance, &|at| allowances[at]);
                (Some(balance), allowances.iter().map(|allowed| gate.difference + allowed).collect(), reasons)
            }
            None => {
                let mut reasons = Vec::new();
                if others < gate.effective_controls {
                    reasons.push(Reason::EffectiveControls { number: others, limit: gate.effective_controls });
                }
                if kept < gate.kept {
                    reasons.push(Reason::Kept { share: kept, limit: gate.kept });
                }
                (None, Vec::new(), reasons)
            }
        };
        let share = others / (others + left_out.others as f64);
        if share < gate.kept {
            reasons.push(Reason::KeptOfOthers { share, assigned: kept, limit: gate.kept });
        }
        Ok(TrialVerdict { balance, limits, reasons })
    }

    /// By variable, how far apart the arms of a correct lot can be by chance, in standard deviations.
    fn allowances(&self, study: &Study) -> Result<Vec<f64>, DesignError> {
        if study.persons() != self.persons() {
            return Err(DesignError::Shape);
        }
        let [assigned, others] = [true, false].map(|of| self.assigned.iter().filter(|a| **a == of).count() as f64);
        let by_person = beyond(assigned + others - 2.0) * (assigned.recip() + others.recip()).sqrt();
        let Some(sites) = &self.sites else { return Ok(vec![by_person; study.columns().len()]) };
        let by_site = |(column, scale): (&Column, &f64)| {
            let arms = [true, false].map(|of| self.variance_of_sites(sites, column, of));
            let variance: f64 = arms.iter().map(|(variance, _)| variance).sum();
            // Welch's degrees of freedom; an arm of one site has none.
            let parts: f64 = arms.iter().map(|(variance, sites)| part(*variance, *sites)).sum();
            let df = variance.powi(2) / parts;
            let allowed = if variance > 0.0 { beyond(df) * variance.sqrt() / scale } else { 0.0 };
            // Sites that happen to be alike do not make persons more alike than a lot of persons would.
            by_person.max(allowed)
        };
        Ok(study.columns().iter().zip(study.scale()).map(by_site).collect())
    }

    /// The variance of an arm's mean from its sites, and how many sites it has. Infinite for one site.
    fn variance_of_sites(&self, sites: &[u32], column: &Column, arm: bool) -> (f64, f64) {
        let persons =
            || sites.iter().zip(column.iter()).zip(&self.assigned).filter(|(_, a)| **a == arm).map(|(of, _)| of);
        let (n, sum) = persons().fold((0.0, 0.0), |(n, sum), (_, x)| (n + 1.0, sum + x));
        let mut of_site: BTreeMap<u32, f64> = BTreeMap::new();
        persons().for_each(|(site, x)| *of_site.entry(*site).or_insert(0.0) += x - sum / n);
        let number = of_site.len() as f64;
        let squares: f64 = of_site.values().map(|u| u * u).sum();
        if number < 2.0 { (f64::INFINITY, number) } else { (squares / n.powi(2) * number / (number - 1.0), number) }
    }
}

/// A part of Welch's degrees of freedom.
fn part(variance: f64, sites: f64) -> f64 {
    if variance > 0.0 { variance.powi(2) / (sites - 1.0) } else { 0.0 }
}

/// How many standard errors a difference is beyond with the probability of [`TAIL`]; without degrees of freedom, no number is too
/// many.
fn beyond(df: f64) -> f64 {
    quantile(1.0 - TAIL, df).unwrap_or(f64::INFINITY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;
    use rand_distr::{Distribution, StandardNormal};

    const GATE: Gate = Gate { difference: 0.1, effective_controls: 1.0, ..Gate::STANDARD };

    /// Twenty sites of fifty persons, of whose differences three tenths are between sites.
    fn by_site(random: &mut ChaCha8Rng) -> (Study, Trial) {
        let normal = |random: &mut ChaCha8Rng| -> f64 { StandardNormal.sample(random) };
        let mut order: Vec<usize> = (0..20).collect();
        (1..20).rev().for_each(|last| order.swap(last, random.random_range(0..=last)));
        let (mut sites, mut assigned) = (Vec::new(), Vec::new());
        let (mut within, mut of_site) = (Vec::new(), Vec::new());
        for site in 0..20u32 {
            let shared = normal(random);
            for _ in 0..50 {
                sites.push(site);
                assigned.push(order[site as usize] < 10);
                within.push(0.3f64.sqrt() * shared + 0.7f64.sqrt() * normal(random));
                of_site.push(shared);
            }
        }
        let columns = vec![("within".to_owned(), within), ("of_site".to_owned(), of_site)];
        let study = Study::new(columns, assigned.clone()).unwrap();
        let trial = Trial::new(assigned, Vec::new()).unwrap().by_site(sites).unwrap();
        (study, trial)
    }

    #[test]
    fn a_correct_lot_by_site_passes_and_by_person_it_would_not() {
        let mut random = ChaCha8Rng::seed_from_u64(5);
        let (mut held, mut held_by_person) = (0, 0);
        for _ in 0..300 {
            let (study, trial) = by_site(&mut random);
            held += u32::from(!trial.judge(Some(&study), &GATE, LeftOut::default()).unwrap().reasons.is_empty());
            let persons = Trial { sites: None, ..trial };
            held_by_person +=
                u32::from(!persons.judge(Some(&study), &GATE, LeftOut::default()).unwrap().reasons.is_empty());
        }
        assert!(held <= 1 && held_by_person > 60, "{held} and {held_by_person} of 300");
    }

    #[test]
    fn an_assignment_by_the_variable_itself_is_held_back() {
        let mut random = ChaCha8Rng::seed_from_u64(6);
        let (study, trial) = by_site(&mut random);
        let mut column = study.columns()[0].iter().collect::<Vec<f64>>();
        column.iter_mut().zip(study.participates()).for_each(|(x, a)| *x += if *a { 4.0 } else { 0.0 });
        let study = Study::new(vec![("moved".to_owned(), column)], study.participates().to_vec()).unwrap();
        let verdict = trial.judge(Some(&study), &GATE, LeftOut::default()).unwrap();
        assert!(matches!(verdict.reasons.as_slice(), [Reason::Difference { .. }]), "{:?}", verdict.reasons);
    }

    #[test]
    fn both_arms_must_be_kept() {
        let trial = Trial::new([vec![true; 100], vec![false; 40]].concat(), Vec::new()).unwrap();
        let left_out = LeftOut { assigned: 5, others: 60 };
        let verdict = trial.judge(None, &Gate::STANDARD, left_out).unwrap();
        let reasons: Vec<String> = verdict.reasons.iter().map(ToString::to_string).collect();
        assert_eq!(
            reasons,
            ["40.0 % of those who were not assigned are kept, and 95.2 % of the assigned; the limit is 80 %"]
        );
    }
}
