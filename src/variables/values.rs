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
    /// The faults, the one that a build names first.
    pub fn faults(self, resolution: Resolution) -> impl Iterator<Item = Fault> {
        let step = resolution.step().to_string();
        let all = [
            (self.nulls, Fault::Nulls { count: self.nulls }),
            (self.not_finite, Fault::NotFinite { count: self.not_finite }),
            (self.off_grid, Fault::OffGrid { count: self.off_grid, resolution: step }),
            (self.too_large, Fault::TooLarge { count: self.too_large }),
        ];
        all.into_iter().filter(|(count, _)| *count > 0).map(|(_, fault)| fault)
    }
}

/// What a row is to a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Its value counts.
    Value,
    /// It meets the condition not: a known zero.
    Zero,
    /// Whether it meets the condition can't be known.
    NotKnown,
    /// It is not the source's.
    No,
}

/// Whose values they are, and which of them count.
#[derive(Clone, Copy)]
pub struct Counted<'a> {
    /// The person's index, by row.
    pub persons: &'a [u32],
    /// The calendar year, by row.
    pub years: &'a [i64],
    /// What each row is to the source; all count if `None`.
    pub keep: Option<&'a [Keep]>,
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
    let mut each = |row: usize, value: &mut dyn FnMut(&mut Wrong) -> Option<Option<i64>>| {
        let (Some(person), Some(year)) = (counted.persons.get(row), counted.years.get(row)) else { return };
        let found = match counted.keep.map_or(Some(&Keep::Value), |keep| keep.get(row)) {
            Some(Keep::Value) => value(wrong),
            Some(Keep::Zero) => Some(Some(0)),
            Some(Keep::NotKnown) => Some(Some(MISSING)),
            Some(Keep::No) | None => None,
        };
        let value = match found {
            Some(Some(value)) => value,
            Some(None) if counted.null_is_missing => MISSING,
            Some(None) => return wrong.nulls += 1,
            None => return,
        };
        into.push(PersonYear { person: *person, year: *year as i16, value });
    };
    match values {
        Values::Ones => {
            (0..counted.persons.len()).for_each(|row| each(row, &mut |wrong| step(Some(1.0), resolution, wrong)));
        }
        Values::Integers(values) => values.iter().enumerate().for_each(|(row, value)| {
            each(row, &mut |wrong| match value {
                Some(value) if value.unsigned_abs() > LARGEST as u64 => {
                    wrong.too_large += 1;
                    None
                }
                value if resolution == Resolution::Units(1) => Some(value),
                value => step(value.map(|v| v as f64), resolution, wrong),
            });
        }),
        Values::Numbers(values) => {
            values.iter().enumerate().for_each(|(row, value)| each(row, &mut |wrong| step(value, resolution, wrong)))
        }
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
