//! What a cell or regression shows by itself: too few persons, users or degrees of freedom, or one or two persons with most of
//! an amount.

use super::{CohortCount, Reason, round};
use definitions::disclosure::Policy;
use foundation::tables::audit::AuditFitRow;
use foundation::words::{Rule, Status};

/// A cohort's persons.
pub fn cohort(policy: &Policy, cohort: &CohortCount) -> Reason {
    let minimum = policy.minimum_persons;
    (cohort.persons < minimum).then(|| (Rule::Persons, format!("fewer than {minimum} persons")))
}

/// A regression's figures. One without figures has nothing to hold back.
pub fn figures(policy: &Policy, fit: &AuditFitRow) -> Reason {
    if fit.status != Status::Estimated {
        return None;
    }
    let too_few = |count: i64, minimum: u64| count < i64::try_from(minimum).unwrap_or(i64::MAX);
    if too_few(fit.persons_success.min(fit.persons_non_success), policy.minimum_persons) {
        let minimum = policy.minimum_persons;
        return Some((Rule::Persons, format!("a cohort of fewer than {minimum} persons")));
    }
    if [fit.persons_using_success, fit.persons_using_non_success]
        .iter()
        .any(|n| *n > 0 && too_few(*n, policy.minimum_users))
    {
        return Some((Rule::Users, format!("a cohort with 1 to {} users", policy.minimum_users - 1)));
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
pub fn mean(policy: &Policy, fit: &AuditFitRow) -> Reason {
    let mean = fit.mean_non_success.filter(|_| fit.status == Status::Estimated)?;
    let count = |n: i64| u64::try_from(n).unwrap_or(0);
    let hidden = round::mean(policy, mean, count(fit.n_non_success), count(fit.users_non_success));
    hidden.is_none().then(|| (Rule::Total, "no rounding of the mean hides the total".to_owned()))
}
