//! The reasons not to run a regression.

use foundation::words::Status;

use super::counts::{Counts, Minimum};

/// The reason where every person's outcome is the same.
pub(super) const CONSTANT: &str = "the outcome is the same for all persons";

/// Whether a regression could have any persons, whatever their values.
#[derive(Debug, Clone, Copy)]
pub struct Availability {
    /// Whether the registers cover the follow-up year for any year t = 0.
    pub covered: bool,
    /// Whether the success cohort has persons.
    pub success: bool,
    /// Whether the non-success cohort has persons.
    pub non_success: bool,
}

/// The status of a regression without figures, and its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoFigures {
    /// The status.
    pub status: Status,
    /// The reason, in words.
    pub reason: String,
}

impl NoFigures {
    fn new(status: Status, reason: impl Into<String>) -> NoFigures {
        NoFigures { status, reason: reason.into() }
    }
}

/// The first reason not to run a regression, before any of its figures is computed. `constant` says that all outcomes are
/// the same, `zero_is_no_use` that an outcome of zero means no use.
pub fn precheck(
    counts: Counts,
    available: Availability,
    minimum: Minimum,
    zero_is_no_use: bool,
    constant: bool,
) -> Option<NoFigures> {
    let Counts { success, non_success, .. } = counts;
    if !available.covered {
        return Some(NoFigures::new(Status::NotAvailable, "the registers cover the year for no entrant"));
    }
    if !(available.success || available.non_success) {
        return Some(NoFigures::new(Status::EmptyCohort, "both cohorts are empty"));
    }
    if success + non_success == 0 {
        return Some(NoFigures::new(Status::NotAvailable, "no person has a known value in the year"));
    }
    if success == 0 || non_success == 0 {
        let reason = match (success == 0, available.success, available.non_success) {
            (true, true, _) => "no person of the success cohort has a known value in the year",
            (false, _, true) => "no person of the non-success cohort has a known value in the year",
            (true, false, _) => "no person succeeds",
            (false, _, false) => "all persons succeed",
        };
        return Some(NoFigures::new(Status::EmptyCohort, reason));
    }
    if success.min(non_success) < minimum.persons {
        let reason = format!("the smaller cohort is below the minimum of {} persons", minimum.persons);
        return Some(NoFigures::new(Status::BelowMinN, reason));
    }
    if constant && zero_is_no_use && counts.users_success + counts.users_non_success == 0 {
        return Some(NoFigures::new(Status::NoUsers, "no person in either cohort uses it"));
    }
    if constant {
        return Some(NoFigures::new(Status::NoVariation, CONSTANT));
    }
    if counts.effective_users() < minimum.users {
        let reason = format!("users times the smaller cohort's share are below the minimum of {}", minimum.users);
        return Some(NoFigures::new(Status::TooFewUsers, reason));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cohort_of_missing_values_is_not_an_empty_cohort() {
        let checked = |(success, non_success), (in_success, in_non_success)| {
            let counts = Counts { success, non_success, ..Counts::default() };
            let available = Availability { covered: true, success: in_success, non_success: in_non_success };
            precheck(counts, available, Minimum::default(), true, false).unwrap()
        };
        let empty = |reason: &str| NoFigures::new(Status::EmptyCohort, reason);
        assert_eq!(checked((0, 90), (false, true)), empty("no person succeeds"));
        assert_eq!(checked((90, 0), (true, false)), empty("all persons succeed"));
        assert_eq!(
            checked((0, 90), (true, true)),
            empty("no person of the success cohort has a known value in the year")
        );
        assert_eq!(
            checked((90, 0), (true, true)),
            empty("no person of the non-success cohort has a known value in the year")
        );
        assert_eq!(checked((0, 0), (false, false)), empty("both cohorts are empty"));
        assert_eq!(checked((0, 0), (true, true)).status, Status::NotAvailable);
    }
}
