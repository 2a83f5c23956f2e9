//! Conditions over persons and years: values of variables put side by side and given to SQL.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, StringArray};
use sql::EvaluationError;

use super::by_year::ByYear;
use super::entry::Entry;
use crate::persons::Persons;
use crate::variables::{MISSING, Sums, missing_without_row, values_in, values_of};
use definitions::Definitions;
use definitions::day::{CALENDAR, Years};
use definitions::expression::Expression;
use definitions::mistake::Mistakes;
use definitions::target_group::Population;
use definitions::variable::{Resolution, Variable};
use foundation::error::{Error, Result};

/// A variable's value for each entry, in steps: the sum over the years `t0 + first ..= t0 + last`; `None` is not known.
///
/// # Errors
/// Those of [`values_in`].
pub fn values<'a>(
    definitions: &Definitions,
    variable: &Variable,
    entries: &'a [Entry],
    years: (i32, i32),
    sums: &'a Sums,
) -> Result<impl Iterator<Item = Option<i64>> + 'a> {
    let absent = |year: i32| if missing_without_row(definitions, variable, year) { None } else { Some(0) };
    let absent = ByYear::around(entries, years, absent);
    let asked = years_of(entries).map(|of| Years { first: of.first + years.0, last: of.last + years.1 });
    let found = match asked {
        Some(asked) => values_in(sums, variable, asked)?,
        None => values_of(sums, variable)?,
    };
    let of_entry = move |entry: &Entry| {
        let of_person = found.of(entry.person);
        (years.0..=years.1).try_fold(0i64, |sum, offset| {
            let year = i32::from(entry.t0) + offset;
            let value = of_person.get(year).map_or_else(|| absent.of(year), Some);
            value.filter(|value| *value != MISSING).and_then(|value| sum.checked_add(value))
        })
    };
    Ok(entries.iter().map(of_entry))
}

/// The years t = 0 of entries; none where there are none, or one before the calendar stands for a person without any row.
fn years_of(entries: &[Entry]) -> Option<Years> {
    let years = || entries.iter().map(|entry| i32::from(entry.t0));
    let span = Years { first: years().min()?, last: years().max()? };
    CALENDAR.contains(&span.first).then_some(span)
}

/// A column of values in natural units: whole numbers where a step is a unit or more, decimals otherwise.
pub fn column(variable: &Variable, steps: impl Iterator<Item = Option<i64>>) -> ArrayRef {
    match variable.resolution {
        Resolution::Units(units) => Arc::new(Int64Array::from_iter(steps.map(|s| s.map(|s| s.saturating_mul(units))))),
        resolution @ Resolution::PerUnit(_) => {
            Arc::new(Float64Array::from_iter(steps.map(|s| s.map(|s| resolution.natural(s as f64)))))
        }
    }
}

/// The person's own columns: age, sex and the year t = 0.
pub fn person_columns(entries: &[Entry], persons: &Persons) -> Vec<(String, ArrayRef)> {
    let integers = |values: Vec<i64>| Arc::new(Int64Array::from(values)) as ArrayRef;
    let sexes = StringArray::from_iter_values(entries.iter().map(|entry| persons.sex_name(entry.person)));
    vec![
        ("age".to_owned(), integers(entries.iter().map(|entry| i64::from(entry.age)).collect())),
        ("sex".to_owned(), Arc::new(sexes)),
        ("year".to_owned(), integers(entries.iter().map(|entry| i64::from(entry.t0)).collect())),
    ]
}

/// Evaluates the condition of a population for each entry; `None` is NULL.
///
/// # Errors
/// Internal errors only.
pub fn of_population(
    definitions: &Definitions,
    population: &Population,
    entries: &[Entry],
    persons: &Persons,
    sums: &Sums,
) -> Result<Vec<Option<bool>>> {
    let mut columns = person_columns(entries, persons);
    for (name, variable, years) in definitions.reads_of(population) {
        let values = values(definitions, variable, entries, (years.first, years.last), sums)?;
        columns.push((name.to_owned(), column(variable, values)));
    }
    evaluate(&population.filter, &columns, entries.len())
}

/// Evaluates a condition over the year t = 0 of each entry; `None` is NULL.
///
/// # Errors
/// Internal errors only.
pub fn over_year(
    definitions: &Definitions,
    filter: &Expression,
    entries: &[Entry],
    persons: &Persons,
    sums: &Sums,
) -> Result<Vec<Option<bool>>> {
    let mut columns = person_columns(entries, persons);
    for name in &filter.columns {
        if let Some(variable) = definitions.variable(name) {
            columns.push((name.clone(), column(variable, values(definitions, variable, entries, (0, 0), sums)?)));
        }
    }
    evaluate(filter, &columns, entries.len())
}

/// Evaluates a condition over columns of one length; `None` is NULL.
///
/// # Errors
/// SQL that fails on a value.
pub fn evaluate(filter: &Expression, columns: &[(String, ArrayRef)], rows: usize) -> Result<Vec<Option<bool>>> {
    filter.truths(columns, rows).map_err(|failed| match failed {
        EvaluationError::OnAValue => {
            let hint = "a CAST stops at the first value that it can't convert; TRY_CAST gives NULL in its place";
            Mistakes::one(&filter.text.place, "this SQL fails on a person's value", hint).into()
        }
        EvaluationError::Internal(reason) => Error::internal(format!("{}: {reason}", filter.text.place)),
    })
}
