//! What a cell or regression shows by itself: too few persons, users or degrees of freedom, or one or two persons with most of
//! an amount.

use super::counts::{persons_of, users_of};
use super::perturb::Perturbation;
use super::request::{Candidate, CohortCount};
use super::verdict::Reason;
use definitions::disclosure::Policy;
use foundation::words::{Rule, Status};

/// A cohort's persons.
pub fn cohort(perturbation: &Perturbation, cohort: &CohortCount) -> Reason {
    let minimum = perturbation.policy.minimum_persons;
    perturbation
        .is_below(cohort.cell, cohort.persons, minimum)
        .then(|| (Rule::Persons, format!("fewer than {minimum} persons")))
}

/// The persons of a regression's cohorts.
pub fn persons(perturbation: &Perturbation, candidate: &Candidate<'_>) -> Reason {
    let minimum = perturbation.policy.minimum_persons;
    let mut persons = candidate.cells.into_iter().zip(persons_of(candidate.fit));
    persons
        .any(|(cell, persons)| perturbation.is_below(cell, persons, minimum))
        .then(|| (Rule::Persons, format!("a cohort of fewer than {minimum} persons")))
}

/// The users of a regression's cohorts: no user and few users alike, as what is held back for few alone would give none away.
pub fn users(policy: &Policy, candidate: &Candidate<'_>) -> Reason {
    users_of(candidate.fit)
        .into_iter()
        .any(|users| users < policy.minimum_users)
        .then(|| (Rule::Users, format!("a cohort of fewer than {} users", policy.minimum_users)))
}

/// A regression's figures. One without figures has nothing to hold back.
pub fn figures(perturbation: &Perturbation, candidate: &Candidate<'_>) -> Reason {
    let (policy, fit) = (&perturbation.policy, candidate.fit);
    if fit.status != Status::Estimated {
        return None;
    }
    if let Some(reason) = persons(perturbation, candidate).or_else(|| users(policy, candidate)) {
        return Some(reason);
    }
    if fit.df.is_some_and(|df| df < policy.minimum_df as f64) {
        return Some((Rule::Df, format!("fewer than {} degrees of freedom", policy.minimum_df)));
    }
    let above = |share: Option<f64>, limit: f64| share.is_some_and(|share| share > limit);
    // Of the fewest persons that may be shown, alike, none has a larger part of a mean.
    if above(fit.largest_weight, (policy.minimum_persons.max(1) as f64).recip()) {
        let reason = format!("one control has more than one of {} parts of the weight", policy.minimum_persons);
        return Some((Rule::Dominance, reason));
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::Secret;
    use crate::disclosure::tests::fit;
    use definitions::disclosure::Policy;
    use definitions::estimation::Minimum;
    use foundation::tables::audit::AuditFitRow;

    /// A control with more than a fifth of the weight is one of fewer than five persons, whatever the outcome's unit is.
    #[test]
    fn a_control_with_too_much_of_the_weight_holds_an_effect_back() {
        let noise = Perturbation { policy: Policy::default(), secret: Secret::new([42; 32]) };
        let held = |weight: f64| {
            let fit = AuditFitRow { largest_weight: Some(weight), ..fit("all", "c", 1, [500, 100], [500, 100]) };
            let minimum = Minimum::default();
            let candidate = Candidate { fit: &fit, cells: [1, 2], shown: true, covered: true, minimum };
            figures(&noise, &candidate).map(|(rule, _)| rule)
        };
        assert_eq!((held(0.19), held(0.21)), (None, Some(Rule::Dominance)));
    }
}
