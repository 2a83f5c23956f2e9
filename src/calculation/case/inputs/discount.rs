//! The discount rate of a case.

use serde::Serialize;

/// The discount rate from a year on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct DiscountStep {
    /// Years after the case's first year.
    pub from_year: i32,
    /// The real rate per year.
    pub rate: f64,
}
