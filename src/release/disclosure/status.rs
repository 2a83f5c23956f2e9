//! Statuses that reveal an empty, full or small cell, and what is published in their place.
//!
//! A status can disclose as a count does: that no person of a cohort uses something, or that all do, holds for each of them. So
//! statuses are published by whether users are few, and no user is few.

use super::counts::users_of;
use super::perturb::Perturbation;
use super::primary;
use super::request::Candidate;
use super::verdict::{Reason, Verdict};
use foundation::words::{Rule, Status};

/// What is published in the place of a status.
#[derive(Debug, Clone)]
pub enum StatusDisclosure {
    /// A coarser status, which is true as well.
    As(Status, String),
    /// That it is held back.
    Held(Rule, String),
}

impl StatusDisclosure {
    /// Why.
    pub fn reason(&self) -> Reason {
        match self {
            StatusDisclosure::As(_, reason) => Some((Rule::Status, reason.clone())),
            StatusDisclosure::Held(rule, reason) => Some((*rule, reason.clone())),
        }
    }

    /// What is decided.
    pub fn verdict(&self) -> Verdict {
        match self {
            StatusDisclosure::As(status, _) => Verdict::Replaced(*status),
            StatusDisclosure::Held(rule, _) => Verdict::HeldBack(*rule),
        }
    }
}

/// What is published in the place of a regression's status; none where the status itself may leave, or where the figures are held
/// back by themselves.
///
/// A status that is decided from outcomes depends on the users of each cohort, and of these only on whether they are few: no
/// user and few users are published alike, whatever the other cohort has.
pub fn replaced(perturbation: &Perturbation, candidate: &Candidate<'_>) -> Option<StatusDisclosure> {
    let (status, minimum, policy) = (candidate.fit.status, candidate.minimum, &perturbation.policy);
    let finer = |least: bool, rule: Rule| {
        least.then(|| {
            StatusDisclosure::Held(rule, format!("`{status}` would reveal a count below the policy's minimum"))
        })
    };
    let few_persons = || finer(minimum.persons < policy.minimum_persons, Rule::Persons);
    if !is_of_outcomes(status) {
        return match status {
            Status::EmptyCohort => few_persons().or_else(|| Some(empty(status))),
            Status::NotAvailable if candidate.covered => few_persons().or_else(|| Some(empty(status))),
            Status::BelowMinN => few_persons(),
            _ => None,
        };
    }
    let estimated = status == Status::Estimated;
    let held = |reason: Reason| {
        // The figures of an estimate are held back with their own decision.
        reason.filter(|_| !estimated).map(|(rule, reason)| StatusDisclosure::Held(rule, reason))
    };
    if let Some(reason) = primary::persons(perturbation, candidate) {
        return held(Some(reason));
    }
    let few = users_of(candidate.fit).map(|users| users < policy.minimum_users);
    if few == [true, true] {
        let reason = format!("each cohort has fewer than {} users, or none", policy.minimum_users);
        return Some(StatusDisclosure::As(Status::FewUsers, reason));
    }
    if let Some(reason) = primary::users(policy, candidate) {
        return held(Some(reason));
    }
    match status {
        Status::NoVariation | Status::PerfectFit | Status::RankDeficient => {
            Some(StatusDisclosure::Held(Rule::Status, format!("`{status}` would reveal that persons are alike")))
        }
        // The matched persons may be too alike.
        Status::NoStandardError => {
            Some(StatusDisclosure::Held(Rule::Status, format!("`{status}` could reveal that persons are alike")))
        }
        Status::TooFewUsers => finer(minimum.users < policy.minimum_users as f64, Rule::Users),
        Status::TooFewDf => finer(minimum.df < policy.minimum_df, Rule::Df),
        Status::TooFewClusters => finer(minimum.clusters < policy.minimum_persons, Rule::Persons),
        _ => None,
    }
}

/// Whether a status is decided from what the persons of the cohorts use.
pub fn is_of_outcomes(status: Status) -> bool {
    match status {
        Status::Estimated
        | Status::PerfectFit
        | Status::TooFewUsers
        | Status::NoVariation
        | Status::NoUsers
        | Status::RankDeficient
        | Status::TooFewDf
        | Status::TooFewClusters
        | Status::NoStandardError => true,
        Status::BelowMinN
        | Status::EmptyCohort
        | Status::Unbalanced
        | Status::NotAvailable
        | Status::FewUsers
        | Status::HeldBack => false,
    }
}

/// Whether a status without figures is decided from how many persons the cohorts have.
pub fn is_of_persons(status: Status) -> bool {
    matches!(status, Status::BelowMinN | Status::EmptyCohort)
}

/// What is published where a cohort is empty.
fn empty(status: Status) -> StatusDisclosure {
    StatusDisclosure::As(Status::BelowMinN, format!("`{status}` would reveal an empty cohort"))
}

/// Whether a status may stand in a release.
pub fn may_leave(status: Status) -> bool {
    !matches!(
        status,
        Status::NoUsers
            | Status::NoVariation
            | Status::PerfectFit
            | Status::RankDeficient
            | Status::NoStandardError
            | Status::EmptyCohort
    )
}
