//! In which calendar years a variable is available, and what a person without a row has: only a year that its sources cover
//! wholly is available (method rule 6).

use crate::day::{Day, Years};
use crate::set::Definitions;
use crate::variable::{Source, Variable};

/// What the value of a person without a row is in a calendar year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WithoutRow {
    /// The year is not covered: nothing is known of any person.
    NotAvailable,
    /// Zero.
    Zero,
    /// Missing.
    Missing,
}

/// The coverage of one variable, looked up once for the years that a build asks for.
#[derive(Debug, Clone)]
pub struct Coverage<'d> {
    definitions: &'d Definitions,
    variable: &'d Variable,
    first: i32,
    years: Vec<WithoutRow>,
}

impl<'d> Coverage<'d> {
    /// The coverage of a variable. Other years than those expected can be asked for, at a higher price.
    pub fn new(definitions: &'d Definitions, variable: &'d Variable, expected: Years) -> Coverage<'d> {
        let years = expected.iter().map(|year| without_row(definitions, variable, year)).collect();
        Coverage { definitions, variable, first: expected.first, years }
    }

    /// The variable.
    pub fn variable(&self) -> &'d Variable {
        self.variable
    }

    /// The value of a person without a row in a calendar year.
    pub fn without_row(&self, year: i32) -> WithoutRow {
        let looked_up =
            usize::try_from(i64::from(year) - i64::from(self.first)).ok().and_then(|at| self.years.get(at)).copied();
        looked_up.unwrap_or_else(|| without_row(self.definitions, self.variable, year))
    }

    /// Whether a calendar year is covered.
    pub fn is_available(&self, year: i32) -> bool {
        self.without_row(year) != WithoutRow::NotAvailable
    }
}

/// The value of a person without a row in a calendar year.
fn without_row(definitions: &Definitions, variable: &Variable, year: i32) -> WithoutRow {
    match available(definitions, variable, year) {
        false => WithoutRow::NotAvailable,
        true if missing_without_row(definitions, variable, year) => WithoutRow::Missing,
        true => WithoutRow::Zero,
    }
}

/// Whether every day of a year is served by a source of the variable, and every source covers the days it serves.
pub fn available(definitions: &Definitions, variable: &Variable, year: i32) -> bool {
    let (first, last) = (Day::first_of(year), Day::last_of(year));
    let mut served: Vec<(i32, i32)> = Vec::new();
    for source in &variable.from {
        let from = source.since.as_ref().map_or(first, |since| since.value.max(first));
        let to = source.until.as_ref().map_or(last, |until| until.value.min(last));
        if from > to {
            continue;
        }
        let Some(register) = definitions.register(&source.register) else { return false };
        if !register.covers.holds(from, to) {
            return false;
        }
        served.push((from.number(), to.number()));
    }
    served.sort_unstable();
    let mut next = first.number();
    for (from, to) in served {
        if from > next {
            return false;
        }
        next = next.max(to + 1);
    }
    next > last.number()
}

/// Whether the value of a person without a row is missing in a year, and not zero: where a status register serves the year
/// in which no row means missing.
pub fn missing_without_row(definitions: &Definitions, variable: &Variable, year: i32) -> bool {
    variable.from.iter().filter(|source| serves(source, year)).any(|source| {
        definitions.register(&source.register).is_some_and(|register| register.kind.is_missing_without_row())
    })
}

/// Whether a source serves any day of a year.
fn serves(source: &Source, year: i32) -> bool {
    source.since.as_ref().is_none_or(|since| since.value <= Day::last_of(year))
        && source.until.as_ref().is_none_or(|until| until.value >= Day::first_of(year))
}
