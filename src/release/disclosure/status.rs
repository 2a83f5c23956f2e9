//! Statuses that reveal an empty, full or small cell, and what is published in their place.
//!
//! A status can disclose as a count does: that no person of a cohort uses something, or that all do, holds for each of them.

use super::request::Candidate;
use super::verdict::{Reason, Verdict};
use definitions::disclosure::Policy;
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

/// What is published in the place of a regression's status; none where the status itself may leave.
pub fn replaced(policy: &Policy, candidate: &Candidate<'_>) -> Option<StatusDisclosure> {
    let status = candidate.fit.status;
    let minimum = candidate.minimum;
    let finer = |least: bool, rule: Rule| {
        least.then(|| {
            StatusDisclosure::Held(rule, format!("`{status}` would reveal a count below the policy's minimum"))
        })
    };
    let few_persons = minimum.persons < policy.minimum_persons;
    let one_of_few = || {
        finer(few_persons, Rule::Persons).or_else(|| {
            Some(StatusDisclosure::As(Status::BelowMinN, format!("`{status}` would reveal an empty cohort")))
        })
    };
    match status {
        // A companion has a row for every estimate: a regression without one would be recognised.
        Status::NoUsers if policy.companion => {
            Some(StatusDisclosure::Held(Rule::Status, "`no_users` would reveal that there are no users".to_owned()))
        }
        Status::NoUsers => {
            Some(StatusDisclosure::As(Status::Estimated, "`no_users` would reveal that there are no users".to_owned()))
        }
        Status::NoVariation | Status::PerfectFit | Status::RankDeficient => {
            Some(StatusDisclosure::Held(Rule::Status, format!("`{status}` would reveal that persons are alike")))
        }
        Status::EmptyCohort => one_of_few(),
        Status::NotAvailable if candidate.covered => one_of_few(),
        Status::BelowMinN => finer(few_persons, Rule::Persons),
        Status::TooFewUsers => finer(minimum.users < policy.minimum_users as f64, Rule::Users),
        Status::TooFewDf => finer(minimum.df < policy.minimum_df, Rule::Df),
        Status::TooFewClusters => finer(minimum.clusters < policy.minimum_persons, Rule::Persons),
        Status::NotAvailable | Status::Unbalanced | Status::Estimated | Status::HeldBack => None,
    }
}

/// Whether a status may stand in a release.
pub fn may_leave(status: Status) -> bool {
    !matches!(
        status,
        Status::NoUsers | Status::NoVariation | Status::PerfectFit | Status::RankDeficient | Status::EmptyCohort
    )
}
