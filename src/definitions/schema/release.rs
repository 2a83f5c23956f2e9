//! `release.toml` and `disclosure.toml`.

use super::common::{PROVENANCE, YEAR};
use super::declared::{Object, Shape, or, required, table};

/// The settings of a release.
pub const SETTINGS: Object = table(&[
    required("price_year", YEAR, "The year whose kroner all amounts are in."),
    or("significance", "0.05", Shape::Number(0.0, 1.0), "Estimates with a smaller p-value are published."),
    required(
        "price_index",
        Shape::AnyOf(&[Shape::Id, Shape::Table(&INLINE_INDEX)]),
        "The standard index: the id of an index of `indices/`, or an index written here.",
    ),
]);

const INLINE_INDEX: Object = table(&[
    required("years", Shape::ByYear(&Shape::Number(0.0001, 1e6)), "The index by year."),
    required("source", Shape::Text, "Where the values are published."),
    required("provenance", PROVENANCE, "How certain the values are."),
]);

const SWITCH: Shape = Shape::Boolean;

/// The policy of disclosure control.
pub const DISCLOSURE: Object = table(&[
    or("control", "true", SWITCH, "Whether disclosure control is on."),
    or("minimum_persons", "5", Shape::Integer(3, i64::MAX), "The fewest persons of a cell, and of a difference."),
    or("minimum_users", "5", Shape::Integer(3, i64::MAX), "The fewest users of a cohort."),
    or("minimum_df", "10", Shape::Integer(1, i64::MAX), "The fewest residual degrees of freedom of a regression."),
    or("largest_share", "0.5", Shape::Number(0.0, 1.0), "The largest share of a cohort's kroner for one person."),
    or("two_largest_share", "0.85", Shape::Number(0.0, 1.0), "The same for two persons."),
    or("round_counts_to", "5", Shape::Integer(1, i64::MAX), "Published counts are multiples of it."),
    or("count_noise", "5.0", Shape::Number(0.0, 100.0), "The standard deviation of the noise of published counts."),
    or(
        "estimate_noise",
        "3.0",
        Shape::Number(0.0, 100.0),
        "The noise of estimates, in units of what one person moves them.",
    ),
    or("round_estimates", "false", SWITCH, "Whether estimates are rounded to `digits` of their errors."),
    or("digits", "3", Shape::Integer(1, 6), "Significant digits at most of means, and of rounded errors."),
    or("stop_for_review", "false", SWITCH, "Whether a decision for review stops the release."),
    or("companion", "false", SWITCH, "Whether every fit that may leave is written beside the release."),
]);
