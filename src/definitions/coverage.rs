//! In which calendar years a variable can be known: only where its sources cover the year wholly (method rule 6).

use crate::Definitions;
use crate::day::Day;
use crate::register::Absent;
use crate::variable::{Source, Variable};
use foundation::words::RegisterKind;

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

/// Whether a person without a row has no known value in a year, and not a zero: where a status register serves the year
/// in which no row means missing.
pub fn missing_without_row(definitions: &Definitions, variable: &Variable, year: i32) -> bool {
    variable.from.iter().filter(|source| serves(source, year)).any(|source| {
        definitions.register(&source.register).is_some_and(|register| {
            register.kind.value == RegisterKind::Status && register.absent.value == Absent::Missing
        })
    })
}

/// Whether a source serves any day of a year.
fn serves(source: &Source, year: i32) -> bool {
    source.since.as_ref().is_none_or(|since| since.value <= Day::last_of(year))
        && source.until.as_ref().is_none_or(|until| until.value >= Day::first_of(year))
}
