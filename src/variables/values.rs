//! Values of rows as integers in steps of a variable's resolution, and what can be wrong with them.

use polars::prelude::*;

use super::person_years::{MISSING, PersonYear};
use crate::definitions::variable::Resolution;
use crate::registers::Fault;

/// A value may lie this far from the grid of its resolution, in steps.
const SLACK: f64 = 1e-3;

/// The largest number of steps of one row: whole numbers up to here are exact in a double.
const LARGEST: f64 = 9.007_199_254_740_992e15;

/// The values of a batch's rows, as SQL gave them.
pub enum Values {
    /// `COUNT(*)`: one a row.
    Ones,
    /// Whole numbers.
    Integers(Int64Chunked),
    /// Numbers.
    Numbers(Float64Chunked),
}

impl Values {
    /// Takes a column that SQL gave.
    ///
    /// # Errors
    /// A column that is no number, which checking the definitions rules out.
    pub fn of(column: &Column) -> PolarsResult<Values> {
        Ok(match column.dtype() {
            kind if kind.is_integer() => Values::Integers(column.cast(&DataType::Int64)?.i64()?.clone()),
            DataType::Boolean => Values::Integers(column.cast(&DataType::Int64)?.i64()?.clone()),
            _ => Values::Numbers(column.cast(&DataType::Float64)?.f64()?.clone()),
        })
    }
}

/// What was wrong with the values of a row group.
#[derive(Debug, Default, Clone, Copy)]
pub struct Wrong {
    nulls: usize,
    not_finite: usize,
    off_grid: usize,
    too_large: usize,
}

impl Wrong {
    /// The first fault, if any.
    pub fn fault(self, resolution: Resolution) -> Option<Fault> {
        match self {
            Wrong { nulls: count @ 1.., .. } => Some(Fault::Nulls { count }),
            Wrong { not_finite: count @ 1.., .. } => Some(Fault::NotFinite { count }),
            Wrong { off_grid: count @ 1.., .. } => {
                Some(Fault::OffGrid { count, resolution: resolution.step().to_string() })
            }
            Wrong { too_large: count @ 1.., .. } => Some(Fault::TooLarge { count }),
            _ => None,
        }
    }
}

/// Whose values they are, and which of them count.
#[derive(Clone, Copy)]
pub struct Counted<'a> {
    /// The person's index, by row.
    pub persons: &'a [u32],
    /// The calendar year, by row.
    pub years: &'a [i64],
    /// Which rows count; all if `None`.
    pub keep: Option<&'a BooleanChunked>,
    /// Whether NULL means [`MISSING`]; else it is wrong.
    pub null_is_missing: bool,
}

/// Puts the values of the rows that count into `into`, in steps of a resolution.
pub fn collect(
    values: &Values,
    counted: Counted<'_>,
    resolution: Resolution,
    wrong: &mut Wrong,
    into: &mut Vec<PersonYear>,
) {
    let mut keep = counted.keep.map(|keep| keep.iter());
    let mut kept = || keep.as_mut().is_none_or(|keep| keep.next().flatten() == Some(true));
    let null_is_missing = counted.null_is_missing;
    let rows = counted.persons.iter().zip(counted.years);
    let mut put = |person: u32, year: i64, value: Option<i64>, wrong: &mut Wrong| match value {
        Some(value) => into.push(PersonYear { person, year: year as i16, value }),
        None if null_is_missing => into.push(PersonYear { person, year: year as i16, value: MISSING }),
        None => wrong.nulls += 1,
    };
    match (values, resolution) {
        (Values::Ones, _) => rows.for_each(|(person, year)| {
            if kept() {
                put(*person, *year, Some(1), wrong);
            }
        }),
        (Values::Integers(values), Resolution::Units(1)) => {
            rows.zip(values.iter()).for_each(|((person, year), value)| {
                if kept() {
                    match value {
                        Some(value) if value.unsigned_abs() > LARGEST as u64 => wrong.too_large += 1,
                        value => put(*person, *year, value, wrong),
                    }
                }
            })
        }
        (Values::Integers(values), _) => rows.zip(values.iter()).for_each(|((person, year), value)| {
            if kept()
                && let Some(value) = step(value.map(|v| v as f64), resolution, wrong)
            {
                put(*person, *year, value, wrong);
            }
        }),
        (Values::Numbers(values), _) => rows.zip(values.iter()).for_each(|((person, year), value)| {
            if kept()
                && let Some(value) = step(value, resolution, wrong)
            {
                put(*person, *year, value, wrong);
            }
        }),
    }
}

/// A value in steps; the outer `None` if it is wrong, the inner if it is NULL.
fn step(value: Option<f64>, resolution: Resolution, wrong: &mut Wrong) -> Option<Option<i64>> {
    let Some(value) = value else { return Some(None) };
    if !value.is_finite() {
        wrong.not_finite += 1;
        return None;
    }
    let steps = resolution.steps(value);
    let nearest = steps.round();
    if nearest.abs() > LARGEST {
        wrong.too_large += 1;
        return None;
    }
    if (steps - nearest).abs() > SLACK {
        wrong.off_grid += 1;
        return None;
    }
    Some(Some(nearest as i64))
}
