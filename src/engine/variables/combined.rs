//! The values of a variable from all that was gathered of it.

use super::accumulator::{Accumulator, combine};
use super::person_years::PersonYears;
use crate::registers::{ExtractError, Fault};
use definitions::variable::Variable;
use foundation::error::{Error, Result};

/// The values of a variable from all its accumulators.
///
/// # Errors
/// A sum beyond the largest.
pub fn combined(variable: &Variable, gathered: Vec<Accumulator>) -> Result<PersonYears> {
    let without = || Error::internal(format!("variable `{}` has no source", variable.id));
    let source = variable.from.first().ok_or_else(without)?;
    combine(gathered, source.value.aggregate).map_err(|_| {
        let fault = ExtractError::of(&source.register.value, Fault::TooLarge { count: 1 });
        fault.in_value(&variable.id.value, &source.value.text.value).into()
    })
}
