//! Randomisation inference: how often a lottery would give a difference as large, if assignment had no effect on any person.
//!
//! The outcome is first freed of what the covariates explain, which the null hypothesis leaves unchanged, so the test is
//! exact (Rosenbaum 2002, Statistical Science 17; Young 2019, Quarterly Journal of Economics 134). Each permutation has a
//! stream of its own of one seeded ChaCha generator: the result does not depend on the number of threads.

use std::collections::BTreeMap;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::Trial;
use crate::error::DesignError;

/// A covariate of which so small a share is left after the others follows from them.
const FOLLOWS: f64 = 1e-7;

/// Differences nearer than this share of the observed one are equal.
const EQUAL: f64 = 1e-12;

/// The result of a permutation test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Permutations {
    /// The observed difference of means, adjusted for the covariates.
    pub difference: f64,
    /// Permutations drawn.
    pub permutations: u32,
    /// Those with a difference at least as large, without sign.
    pub as_large: u32,
    /// (1 + as large)/(1 + permutations).
    pub p: f64,
}

impl Trial {
    /// Permutes assignment over persons, or over sites where assignment was by site.
    ///
    /// # Errors
    /// No permutation asked for, an outcome that can't be used.
    pub fn permutations(&self, outcome: &[f64], permutations: u32, seed: u64) -> Result<Permutations, DesignError> {
        if permutations == 0 {
            return Err(DesignError::NoPermutations);
        }
        let units = self.units(&self.residuals(outcome)?);
        let assigned = units.iter().filter(|unit| unit.assigned).count();
        let observed = difference(units.iter(), units.iter().map(|unit| unit.assigned));
        let larger = |number: u32| {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            random.set_stream(u64::from(number));
            let mut drawn: Vec<bool> = (0..units.len()).map(|at| at < assigned).collect();
            for last in (1..drawn.len()).rev() {
                drawn.swap(last, random.random_range(0..=last));
            }
            let found = difference(units.iter(), drawn.into_iter());
            found.abs() >= observed.abs() * (1.0 - EQUAL)
        };
        let as_large = (0..permutations).into_par_iter().filter(|number| larger(*number)).count() as u32;
        let p = (1.0 + f64::from(as_large)) / (1.0 + f64::from(permutations));
        Ok(Permutations { difference: observed, permutations, as_large, p })
    }

    /// The residuals of the outcome on the covariates, of both arms together.
    fn residuals(&self, outcome: &[f64]) -> Result<Vec<f64>, DesignError> {
        self.check("outcome", outcome)?;
        let mut kept: Vec<Vec<f64>> = Vec::new();
        let mean = outcome.iter().sum::<f64>() / outcome.len() as f64;
        let mut left: Vec<f64> = outcome.iter().map(|y| y - mean).collect();
        for (_, column) in &self.covariates {
            let mean = column.iter().sum::<f64>() / column.len() as f64;
            let mut unit: Vec<f64> = column.iter().map(|x| x - mean).collect();
            let before = length(&unit);
            // Twice, so that rounding leaves nothing along the others.
            for _ in 0..2 {
                kept.iter().for_each(|other| take_off(&mut unit, other));
            }
            let after = length(&unit);
            // It follows from those before it, and the regression drops it too.
            if after <= FOLLOWS * before {
                continue;
            }
            unit.iter_mut().for_each(|x| *x /= after);
            take_off(&mut left, &unit);
            kept.push(unit);
        }
        Ok(left)
    }

    /// What is permuted.
    fn units(&self, residuals: &[f64]) -> Vec<Unit> {
        let persons = residuals.iter().zip(&self.assigned);
        let persons = persons.map(|(residual, assigned)| Unit { persons: 1.0, sum: *residual, assigned: *assigned });
        match &self.sites {
            None => persons.collect(),
            Some(sites) => {
                let mut of_site: BTreeMap<u32, Unit> = BTreeMap::new();
                for (site, person) in sites.iter().zip(persons) {
                    let site =
                        of_site.entry(*site).or_insert(Unit { persons: 0.0, sum: 0.0, assigned: person.assigned });
                    site.persons += person.persons;
                    site.sum += person.sum;
                }
                of_site.into_values().collect()
            }
        }
    }
}

/// A person, or a site with its persons.
struct Unit {
    persons: f64,
    sum: f64,
    assigned: bool,
}

/// The difference of the persons' means.
fn difference<'u>(units: impl Iterator<Item = &'u Unit>, assigned: impl Iterator<Item = bool>) -> f64 {
    let mut groups = [(0.0, 0.0); 2];
    for (unit, assigned) in units.zip(assigned) {
        let group = &mut groups[usize::from(assigned)];
        group.0 += unit.persons;
        group.1 += unit.sum;
    }
    groups[1].1 / groups[1].0 - groups[0].1 / groups[0].0
}

fn length(column: &[f64]) -> f64 {
    column.iter().map(|x| x * x).sum::<f64>().sqrt()
}

fn take_off(column: &mut [f64], unit: &[f64]) {
    let along: f64 = column.iter().zip(unit).map(|(x, u)| x * u).sum();
    column.iter_mut().zip(unit).for_each(|(x, u)| *x -= along * u);
}
