//! What a cell or regression shows by itself: too few persons, users or degrees of freedom, or one or two persons with most of
//! an amount.

use super::counts::{persons_of, users_of};
use super::perturb::Perturbation;
use super::request::{Candidate, CohortCount};
use super::verdict::Reason;
use foundation::words::{Rule, Status};

/// A cohort's persons.
pub fn cohort(perturbation: &Perturbation, cohort: &CohortCount) -> Reason {
    let minimum = perturbation.policy.minimum_persons;
    perturbation
        .is_below(cohort.cell, cohort.persons, minimum)
        .then(|| (Rule::Persons, format!("fewer than {minimum} persons")))
}

/// A regression's figures. One without figures has nothing to hold back.
pub fn figures(perturbation: &Perturbation, candidate: &Candidate<'_>) -> Reason {
    let (policy, fit) = (&perturbation.policy, candidate.fit);
    if fit.status != Status::Estimated {
        return None;
    }
    let mut persons = candidate.cells.into_iter().zip(persons_of(fit));
    if persons.any(|(cell, persons)| perturbation.is_below(cell, persons, policy.minimum_persons)) {
        let minimum = policy.minimum_persons;
        return Some((Rule::Persons, format!("a cohort of fewer than {minimum} persons")));
    }
    // Zero users and few users alike: what is held back for few users only would give zero away.
    if users_of(fit).into_iter().any(|users| users < policy.minimum_users) {
        return Some((Rule::Users, format!("a cohort of fewer than {} users", policy.minimum_users)));
    }
    if fit.df.is_some_and(|df| df < policy.minimum_df as f64) {
        return Some((Rule::Df, format!("fewer than {} degrees of freedom", policy.minimum_df)));
    }
    let above = |share: Option<f64>, limit: f64| share.is_some_and(|share| share > limit);
    if above(fit.largest_share, policy.largest_share) {
        let reason = format!("one person has more than {} of a cohort's amount", policy.largest_share);
        return Some((Rule::Dominance, reason));
    }
    if above(fit.two_largest_share, policy.two_largest_share) {
        let reason = format!("two persons have more than {} of a cohort's amount", policy.two_largest_share);
        return Some((Rule::Dominance, reason));
    }
    None
}

/// A regression's mean, which no rounding may let give its total back.
pub fn mean(perturbation: &Perturbation, candidate: &Candidate<'_>) -> Reason {
    let fit = candidate.fit;
    fit.mean_non_success.filter(|_| fit.status == Status::Estimated)?;
    perturbation
        .mean(candidate.cells, fit)
        .is_none()
        .then(|| (Rule::Total, "no rounding of the mean hides the total".to_owned()))
}
