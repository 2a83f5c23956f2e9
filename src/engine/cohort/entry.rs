//! A person's entry into a target group: the unit of cohorts and moments.

use crate::persons::Persons;
use foundation::keys::PersonIndex;

/// A person's entry into a target group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The person's index.
    pub person: PersonIndex,
    /// The year t = 0.
    pub t0: i16,
    /// The age reached in t = 0.
    pub age: i16,
    /// Sex, as an index into the population's names.
    pub sex: u8,
}

impl Entry {
    /// The entry of a person who enters in a year, whatever that person meets.
    #[must_use]
    pub fn of(persons: &Persons, person: PersonIndex, year: i32) -> Entry {
        Entry { person, t0: year as i16, age: persons.age(person, year) as i16, sex: persons.sex[person.at()] }
    }
}
