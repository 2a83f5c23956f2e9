//! The values of a variable from all that was gathered of it.

use rayon::prelude::*;

use super::accumulator;
use super::block_sums::block_of_entries;
use super::narrow::MISSING;
use super::person_years::{Overflow, PersonYear, PersonYears};
use super::table_sums::PERSONS;
use crate::registers::{ExtractError, Fault};
use definitions::expression::Aggregate;
use definitions::variable::{Source, Variable};
use foundation::error::{Error, Result};

/// The largest sum of a person's year. The squares of such sums of all persons who ever lived in the country fit in 128 bits.
const LARGEST: u64 = 1 << 51;

/// The values of a variable from the sums of all its sources.
///
/// # Errors
/// A sum beyond the largest.
pub fn combined(variable: &Variable, sums: Vec<PersonYears>) -> Result<PersonYears> {
    let all = match <[PersonYears; 1]>::try_from(sums) {
        Ok([only]) => only,
        Err(several) => merged(&several, aggregate_of(variable)?).map_err(|_| too_large(variable))?,
    };
    let is_too_large = |value: i64| value != MISSING && value.unsigned_abs() > LARGEST;
    if all.values().any(is_too_large) { Err(too_large(variable)) } else { Ok(all) }
}

/// The values of several registers as one a person and year. They are integers, so the result does not depend on their order,
/// but for sums in between that are beyond 64 bits.
///
/// # Errors
/// A sum beyond 64 bits.
pub fn merged(sums: &[PersonYears], aggregate: Aggregate) -> Result<PersonYears, Overflow> {
    let last = sums.iter().filter_map(PersonYears::last_person).max();
    let first_year = sums.iter().filter_map(PersonYears::first_year).min();
    let (Some(last), Some(first_year)) = (last, first_year) else { return Ok(PersonYears::default()) };
    let block = |at: usize| {
        let persons = at * PERSONS..(at + 1) * PERSONS;
        let of_block = sums.iter().map(|sums| sums.entries_of(persons.clone()).collect::<Vec<_>>());
        let mut merged = Vec::new();
        for more in of_block.filter(|entries| !entries.is_empty()) {
            merged = if merged.is_empty() { more } else { both(merged, &more, aggregate)? };
        }
        Ok(block_of_entries(merged.into_iter(), first_year))
    };
    let blocks = (0..last.at() / PERSONS + 1).into_par_iter().map(block).collect::<Result<Vec<_>, Overflow>>()?;
    Ok(PersonYears::of_blocks(first_year, blocks))
}

/// Two lists of values, each by person and year, as one.
fn both(one: Vec<PersonYear>, other: &[PersonYear], aggregate: Aggregate) -> Result<Vec<PersonYear>, Overflow> {
    let mut all = Vec::with_capacity(one.len() + other.len());
    let mut other = other.iter().copied().peekable();
    for mut of_one in one {
        let place = (of_one.person, of_one.year);
        all.extend(std::iter::from_fn(|| other.next_if(|of_other| (of_other.person, of_other.year) < place)));
        if let Some(of_other) = other.next_if(|of_other| (of_other.person, of_other.year) == place) {
            of_one.value = accumulator::combined(of_one.value, of_other.value, aggregate)?;
        }
        all.push(of_one);
    }
    all.extend(other);
    Ok(all)
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
