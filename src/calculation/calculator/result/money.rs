//! Amounts, and the lines that every sum is made from.

use crate::case::inputs::Heading;
use foundation::words::Payer;
use serde::Serialize;

/// An amount, undiscounted and discounted to the case's first year.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Money {
    /// Kroner as they fall.
    pub undiscounted: f64,
    /// Their value in the first year.
    pub present_value: f64,
}

impl std::ops::AddAssign for Money {
    fn add_assign(&mut self, other: Money) {
        self.undiscounted += other.undiscounted;
        self.present_value += other.present_value;
    }
}

impl std::iter::Sum for Money {
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> Money {
        amounts.fold(Money::default(), |mut sum, amount| {
            sum += amount;
            sum
        })
    }
}

impl Money {
    /// A part of the amount.
    pub fn times(self, share: f64) -> Money {
        Money { undiscounted: self.undiscounted * share, present_value: self.present_value * share }
    }

    /// The amount per person; `None` unless there are more than zero persons: per a negative number a gain would be a loss.
    pub fn per(self, persons: f64) -> Option<Money> {
        (persons > 0.0)
            .then(|| Money { undiscounted: self.undiscounted / persons, present_value: self.present_value / persons })
    }
}

/// Kroner of one item, payer and calendar year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// The calendar year.
    pub year: i32,
    /// Who pays or receives.
    pub payer: Payer,
    /// What it is counted under.
    pub heading: Heading,
    /// The consequence's id, or the cost's name.
    pub item: String,
    /// Kroner as they fall.
    pub undiscounted: f64,
    /// Their value in the first year.
    pub present_value: f64,
}

impl Line {
    /// Both amounts.
    pub fn money(&self) -> Money {
        Money { undiscounted: self.undiscounted, present_value: self.present_value }
    }
}
