//! Persons, users and amounts of a regression by arm.

use foundation::tables::audit::AuditFitRow;

/// Persons and users of a regression by arm, success first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Counts {
    /// Persons.
    pub persons: [u64; 2],
    /// Users; none where only the published figures are known.
    pub users: Option<[u64; 2]>,
    /// The amounts of kroner; none where they are not known.
    pub amounts: [Option<AmountSummary>; 2],
}

/// A cohort's amounts: all of them together, and the two largest persons', without their signs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AmountSummary {
    /// Σ|y|.
    pub all: f64,
    /// The two largest |y|.
    pub two: [f64; 2],
}

impl Counts {
    /// The counts and amounts of a regression, exact.
    pub fn of(fit: &AuditFitRow) -> Counts {
        let success = [fit.amount_success, fit.largest_success, fit.second_success];
        let non_success = [fit.amount_non_success, fit.largest_non_success, fit.second_non_success];
        Counts::exact(persons_of(fit), users_of(fit), [success, non_success])
    }

    /// Exact counts; `amounts` are, by cohort, the sum and its two largest contributions.
    pub fn exact(persons: [u64; 2], users: [u64; 2], amounts: [[Option<f64>; 3]; 2]) -> Counts {
        let summary =
            |[all, first, second]: [Option<f64>; 3]| Some(AmountSummary { all: all?, two: [first?, second?] });
        Counts { persons, users: Some(users), amounts: amounts.map(summary) }
    }
}

/// The persons of each cohort, success first.
pub fn persons_of(fit: &AuditFitRow) -> [u64; 2] {
    [fit.persons_success, fit.persons_non_success].map(i64::unsigned_abs)
}

/// The users of each cohort, success first.
pub fn users_of(fit: &AuditFitRow) -> [u64; 2] {
    [fit.persons_using_success, fit.persons_using_non_success].map(i64::unsigned_abs)
}
