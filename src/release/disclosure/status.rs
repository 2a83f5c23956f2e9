//! What may be said of a regression without figures: no status that tells a count of nobody, of everybody, or of few.
//!
//! A status is a figure too. That nobody of a cohort uses something, or that everybody does, is said of each of them; and that
//! a cohort is empty is a count that its own table holds back.

use super::{Asked, Reason, Verdict};
use definitions::disclosure::Policy;
use foundation::words::{Rule, Status};

/// What is said in the place of a status.
#[derive(Debug, Clone)]
pub enum Told {
    /// A coarser status, which is true as well.
    As(Status, String),
    /// That it is held back.
    Held(Rule, String),
}

impl Told {
    /// Why.
    pub fn reason(&self) -> Reason {
        match self {
            Told::As(_, reason) => Some((Rule::Status, reason.clone())),
            Told::Held(rule, reason) => Some((*rule, reason.clone())),
        }
    }

    /// What is decided.
    pub fn verdict(&self) -> Verdict {
        match self {
            Told::As(status, _) => Verdict::Told(*status),
            Told::Held(rule, _) => Verdict::HeldBack(*rule),
        }
    }
}

/// What is said in the place of a regression's status; nothing where the status itself may leave.
pub fn told(policy: &Policy, asked: &Asked<'_>) -> Option<Told> {
    let status = asked.fit.status;
    let minimum = asked.minimum;
    let finer = |least: bool, rule: Rule| {
        least.then(|| Told::Held(rule, format!("`{status}` would tell a count below the policy's minimum")))
    };
    let few_persons = minimum.persons < policy.minimum_persons;
    let one_of_few = || {
        finer(few_persons, Rule::Persons)
            .or_else(|| Some(Told::As(Status::BelowMinN, format!("`{status}` would tell that a cohort has nobody"))))
    };
    match status {
        // A companion has a row for every estimate: what has none there would be told apart.
        Status::NoUsers if policy.companion => {
            Some(Told::Held(Rule::Status, "`no_users` would tell that nobody uses it".to_owned()))
        }
        Status::NoUsers => Some(Told::As(Status::Estimated, "`no_users` would tell that nobody uses it".to_owned())),
        Status::NoVariation | Status::PerfectFit | Status::RankDeficient => {
            Some(Told::Held(Rule::Status, format!("`{status}` would tell that persons are alike")))
        }
        Status::EmptyCohort => one_of_few(),
        Status::NotAvailable if asked.covered => one_of_few(),
        Status::BelowMinN => finer(few_persons, Rule::Persons),
        Status::TooFewUsers => finer(minimum.users < policy.minimum_users as f64, Rule::Users),
        Status::TooFewDf => finer(minimum.df < policy.minimum_df, Rule::Df),
        Status::TooFewClusters => finer(minimum.clusters < policy.minimum_persons, Rule::Persons),
        Status::NotAvailable | Status::Estimated | Status::HeldBack => None,
    }
}

/// Whether a status may stand in a release.
pub fn may_leave(status: Status) -> bool {
    !matches!(
        status,
        Status::NoUsers | Status::NoVariation | Status::PerfectFit | Status::RankDeficient | Status::EmptyCohort
    )
}
