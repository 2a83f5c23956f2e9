//! The policy of disclosure control: minimum counts, noise and rounding of published figures.

use super::table::Table;

/// `pipelines/disclosure.toml`; without the file the defaults hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Policy {
    /// Whether disclosure control is on.
    pub control: bool,
    /// The fewest persons of a cell that leaves.
    pub minimum_persons: u64,
    /// The fewest users of a cell that leaves; zero users are held back likewise.
    pub minimum_users: u64,
    /// The fewest residual degrees of freedom of a regression that leaves.
    pub minimum_df: u64,
    /// The largest share of a cohort's kroner that one person may have.
    pub largest_share: f64,
    /// The largest share that two persons may have.
    pub two_largest_share: f64,
    /// Published counts are multiples of this.
    pub round_counts_to: u64,
    /// The standard deviation of the noise that published counts carry.
    pub count_noise: f64,
    /// How much noise published estimates and means carry, in units of what one person moves them.
    pub estimate_noise: f64,
    /// Whether estimates are rounded to `digits` of their errors; otherwise to a thousandth of them.
    pub round_estimates: bool,
    /// Significant digits of a mean at most; of a rounded standard error, which says where its estimate is rounded too.
    pub digits: u8,
    /// Whether a decision for review stops the release.
    pub stop_for_review: bool,
    /// Whether the companion, with every fit that may leave, is written beside the release (method rule 19).
    pub companion: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Policy {
            control: true,
            minimum_persons: 5,
            minimum_users: 5,
            minimum_df: 10,
            largest_share: 0.5,
            two_largest_share: 0.85,
            round_counts_to: 5,
            count_noise: 5.0,
            estimate_noise: 3.0,
            round_estimates: false,
            digits: 3,
            stop_for_review: false,
            companion: false,
        }
    }
}

impl Policy {
    /// Reads the policy. Minimum counts are at least 3: each of two persons could infer the other's figures.
    pub fn read(table: &Table<'_>) -> Policy {
        let default = Policy::default();
        let report = table.report();
        let at_least = |key: &'static str, or: u64, least: u64| {
            let at = table.or(key, or);
            if at.value < least {
                report.mistake(&at.place, format!("`{key}` must be at least {least}"));
            }
            at.value
        };
        let share = |key: &'static str, or: f64| {
            let at = table.or(key, or);
            if !(at.value > 0.0 && at.value <= 1.0) {
                report.mistake(&at.place, format!("`{key}` is a share, above 0 and at most 1"));
            }
            at.value
        };
        let noise = |key: &'static str, or: f64| {
            let at = table.or(key, or);
            if !(0.0..=100.0).contains(&at.value) {
                report.mistake(&at.place, format!("`{key}` lies between 0 and 100"));
            }
            at.value
        };
        let digits = table.or("digits", default.digits);
        if !(1..=6).contains(&digits.value) {
            report.mistake(&digits.place, "`digits` lies between 1 and 6");
        }
        Policy {
            control: table.or("control", default.control).value,
            minimum_persons: at_least("minimum_persons", default.minimum_persons, 3),
            minimum_users: at_least("minimum_users", default.minimum_users, 3),
            minimum_df: at_least("minimum_df", default.minimum_df, 1),
            largest_share: share("largest_share", default.largest_share),
            two_largest_share: share("two_largest_share", default.two_largest_share),
            round_counts_to: at_least("round_counts_to", default.round_counts_to, 1),
            count_noise: noise("count_noise", default.count_noise),
            estimate_noise: noise("estimate_noise", default.estimate_noise),
            round_estimates: table.or("round_estimates", default.round_estimates).value,
            digits: digits.value,
            stop_for_review: table.or("stop_for_review", default.stop_for_review).value,
            companion: table.or("companion", default.companion).value,
        }
    }
}
