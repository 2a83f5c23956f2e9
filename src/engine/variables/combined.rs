//! The values of a variable from all that was gathered of it.

use super::accumulator::{UncombinedValues, combine};
use super::person_years::PersonYears;
use crate::registers::{ExtractError, Fault};
use definitions::expression::Aggregate;
use definitions::variable::{Source, Variable};
use foundation::error::{Error, Result};

/// The values of a variable from all that was read of it.
///
/// # Errors
/// A sum beyond the largest.
pub fn combined(variable: &Variable, gathered: UncombinedValues) -> Result<PersonYears> {
    combine(gathered, aggregate_of(variable)?).map_err(|_| too_large(variable))
}

/// How values of a person's year become one: the same in all sources of a variable.
///
/// # Errors
/// An internal error: a variable without a source.
pub fn aggregate_of(variable: &Variable) -> Result<Aggregate> {
    Ok(first_source(variable)?.value.aggregate)
}

/// A sum beyond the largest.
pub fn too_large(variable: &Variable) -> Error {
    let source = match first_source(variable) {
        Ok(source) => source,
        Err(error) => return error,
    };
    let fault = ExtractError::of(&source.register.value, Fault::TooLarge { count: 1 });
    fault.in_value(&variable.id.value, &source.value.text.value).into()
}

fn first_source(variable: &Variable) -> Result<&Source> {
    variable.from.first().ok_or_else(|| Error::internal(format!("variable `{}` has no source", variable.id)))
}
