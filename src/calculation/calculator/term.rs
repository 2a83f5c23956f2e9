//! The terms of the sum: what one success brings each payer in one follow-up year.

use super::result::ConsequenceReach;
use crate::case::Inputs;
use crate::case::inputs::{Consequence, Price, Value};
use foundation::words::{Kind, Payer};

/// Kroner by payer, in the order of [`Payer::ALL`].
pub type ByPayer = [f64; 3];

/// A figure that counts, and what one unit of it is worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// The follow-up year.
    pub follow_up_year: i32,
    /// Success minus non-success, in the consequence's unit.
    pub value: f64,
    /// Its standard error; zero for the user's own figure.
    pub standard_error: f64,
    /// Kroner of the result's price year per unit of the value, by payer. Positive is a gain.
    pub kr: ByPayer,
}

/// The terms of a consequence: each year within its reach that has a figure and a price.
pub fn terms(inputs: &Inputs, consequence: &Consequence, reach: &ConsequenceReach) -> Vec<Term> {
    let years = (1..=reach.through).zip(&consequence.years);
    years
        .filter_map(|(follow_up_year, value)| {
            let price = consequence.price(follow_up_year)?;
            let (value, standard_error, factor) = match value {
                Value::Estimate { value, standard_error, factor, .. } => (*value, *standard_error, *factor),
                Value::Own { value, factor, .. } => (*value, 0.0, *factor),
                Value::Zero { .. } | Value::Unknown { .. } => return None,
            };
            let factor = factor * inputs.phased_in(follow_up_year);
            Some(Term { follow_up_year, value, standard_error, kr: per_unit(consequence.kind, price, factor) })
        })
        .collect()
}

/// What one unit is worth to each payer: more of an expenditure is a loss, more of a revenue a gain.
pub fn per_unit(kind: Kind, price: &Price, factor: f64) -> ByPayer {
    let sign = match kind {
        Kind::Expenditure => -1.0,
        Kind::Revenue => 1.0,
    };
    let kr = |payer: Payer| sign * factor * price.part(payer) * price.factor;
    [kr(Payer::Kommune), kr(Payer::Region), kr(Payer::Stat)]
}
