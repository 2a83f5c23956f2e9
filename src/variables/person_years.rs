//! A variable's values: one integer per person and calendar year, kept only where a register has something to say.

use rayon::prelude::*;

use crate::definitions::sql::Aggregate;

/// A row that says nothing: a status register has the person, and its value is NULL. Not a zero.
pub const MISSING: i64 = i64::MIN;

/// One person's value in one year, in steps of the variable's resolution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PersonYear {
    /// The person's index.
    pub person: u32,
    /// The calendar year.
    pub year: i16,
    /// Steps, or [`MISSING`].
    pub value: i64,
}

/// A variable's values, sorted by person and year, one entry each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonYears {
    entries: Vec<PersonYear>,
}

/// A person's year whose values add up beyond 64 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overflow;

impl PersonYears {
    /// Combines entries of all sources, files and row groups, in any order: integers, so the order leaves no trace.
    ///
    /// # Errors
    /// A sum beyond 64 bits.
    pub fn combine(mut entries: Vec<PersonYear>, aggregate: Aggregate) -> Result<PersonYears, Overflow> {
        entries.par_sort_unstable();
        let mut combined: Vec<PersonYear> = Vec::with_capacity(entries.len());
        for entry in entries {
            match combined.last_mut() {
                Some(last) if (last.person, last.year) == (entry.person, entry.year) => {
                    last.value = match aggregate {
                        _ if last.value == MISSING || entry.value == MISSING => MISSING,
                        Aggregate::Max => last.value.max(entry.value),
                        Aggregate::Min => last.value.min(entry.value),
                        Aggregate::Sum | Aggregate::Count | Aggregate::Row => {
                            last.value.checked_add(entry.value).ok_or(Overflow)?
                        }
                    };
                }
                _ => combined.push(entry),
            }
        }
        combined.shrink_to_fit();
        Ok(PersonYears { entries: combined })
    }

    /// All entries, by person and year.
    pub fn entries(&self) -> &[PersonYear] {
        &self.entries
    }

    /// A person's entries, by year.
    pub fn of(&self, person: u32) -> &[PersonYear] {
        let from = self.entries.partition_point(|entry| entry.person < person);
        let rest = self.entries.get(from..).unwrap_or_default();
        let length = rest.partition_point(|entry| entry.person == person);
        rest.get(..length).unwrap_or_default()
    }

    /// A person's value in a year, if the registers have one.
    pub fn get(&self, person: u32, year: i32) -> Option<i64> {
        self.of(person).iter().find(|entry| i32::from(entry.year) == year).map(|entry| entry.value)
    }
}
