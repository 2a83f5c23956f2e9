//! Success: evaluated only for persons resident through the success year, and only where every register that it reads
//! covers the years it looks at (method rule 2).

use super::by_year::ByYear;
use super::condition;
use super::entry::Entry;
use crate::persons::Persons;
use crate::variables::{Sums, available};
use definitions::Definitions;
use definitions::target_group::{Residence, Success, TargetGroup};
use foundation::error::Result;
use foundation::words::Arm;

/// A target group split by one measure.
pub struct ArmAssignment {
    /// By entry; `None` is undetermined.
    pub arms: Vec<Option<Arm>>,
    /// Undetermined because not resident through the success year, or not known to be.
    pub not_resident: Vec<bool>,
    /// Undetermined because a register does not cover a year.
    pub not_covered: Vec<bool>,
    /// Undetermined because the condition is NULL.
    pub null: Vec<bool>,
}

/// Splits a group's entries.
///
/// # Errors
/// Internal errors only.
pub fn split(
    definitions: &Definitions,
    group: &TargetGroup,
    measure: &Success,
    entries: &[Entry],
    persons: &Persons,
    sums: &Sums,
) -> Result<ArmAssignment> {
    let mut columns = condition::person_columns(entries, persons);
    for (name, used) in &measure.uses {
        if let Some(variable) = definitions.variable(&used.variable) {
            let years = (used.years.first, used.years.last);
            let values = condition::values(definitions, variable, entries, years, sums)?;
            columns.push((name.value.clone(), condition::column(variable, values)));
        }
    }
    let holds = condition::evaluate(&measure.filter, &columns, entries.len())?;
    let mut split = ArmAssignment {
        arms: Vec::with_capacity(entries.len()),
        not_resident: Vec::with_capacity(entries.len()),
        not_covered: Vec::with_capacity(entries.len()),
        null: Vec::with_capacity(entries.len()),
    };
    let is_covered = ByYear::around(entries, (0, 0), |t0| covered(definitions, measure, t0));
    for (entry, holds) in entries.iter().zip(holds) {
        let t0 = i32::from(entry.t0);
        let year = t0 + measure.year();
        let resident = match group.population.residence {
            Residence::WholeYear => persons.resident_through(entry.person, year) == Some(true),
            Residence::Listed => persons.present(entry.person, year),
        };
        let covered = is_covered.of(t0);
        split.not_resident.push(!resident);
        split.not_covered.push(resident && !covered);
        split.null.push(resident && covered && holds.is_none());
        split.arms.push(match holds {
            Some(true) if resident && covered => Some(Arm::Success),
            Some(false) if resident && covered => Some(Arm::NonSuccess),
            _ => None,
        });
    }
    Ok(split)
}

/// Whether every register of a measure covers the years it looks at for entrants of a year.
pub(super) fn covered(definitions: &Definitions, measure: &Success, t0: i32) -> bool {
    measure.uses.iter().all(|(_, used)| {
        definitions
            .variable(&used.variable)
            .is_some_and(|variable| used.years.iter().all(|offset| available(definitions, variable, t0 + offset)))
    })
}
