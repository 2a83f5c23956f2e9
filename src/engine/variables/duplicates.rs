//! Persons with two rows in a year of a status register, or over the same weeks of a weekly wide one. A bit a person and year
//! finds them while rows are read; a second reading locates them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::rows::Rows;
use crate::registers::{ExtractError, Fault, OpenRegister};
use definitions::register::{Register, RowsPerPerson};
use foundation::error::Result;
use foundation::keys::PersonIndex;

/// A row: the year, or the set of weeks; the person; the number of the file.
pub type Row = (i16, PersonIndex, u16);

/// Which persons have a row so far.
pub struct RowMarks {
    persons: usize,
    first_year: i64,
    bits: Vec<AtomicU64>,
    twice: AtomicBool,
}

impl RowMarks {
    /// No marks. Where a person may have any number of rows, they take no memory.
    pub fn new(register: &Register, week_sets: usize, persons: usize) -> RowMarks {
        let years = register.covers.years();
        let (first_year, sets) = match (register.kind.rows_per_person(), years.first(), years.last()) {
            (RowsPerPerson::OneAYear, Some(first), Some(last)) => (i64::from(*first), (last - first + 1) as usize),
            (RowsPerPerson::One, ..) => (0, week_sets.max(1)),
            _ => (0, 0),
        };
        let bits = (0..(sets * persons).div_ceil(64)).map(|_| AtomicU64::new(0)).collect();
        RowMarks { persons, first_year, bits, twice: AtomicBool::new(false) }
    }

    /// Marks a row of a year, or of a set of weeks, and says whether it was marked before. Called from many threads; whether any
    /// was marked twice does not depend on their order.
    pub fn mark(&self, year: i64, person: PersonIndex) -> bool {
        let set = usize::try_from(year - self.first_year).unwrap_or(usize::MAX);
        let at = set.saturating_mul(self.persons).saturating_add(person.at());
        let bit = 1 << (at % 64);
        let again = self.bits.get(at / 64).is_some_and(|word| word.fetch_or(bit, Ordering::Relaxed) & bit != 0);
        if again {
            self.twice.store(true, Ordering::Relaxed);
        }
        again
    }

    /// Whether any row was marked twice.
    pub fn any_twice(&self) -> bool {
        self.twice.load(Ordering::Relaxed)
    }
}

/// The rows of a batch of which a person may have one alone: the year, or the set of weeks of the file, and the person.
pub fn single_rows<'r>(register: &Register, rows: &'r Rows, set: i64) -> impl Iterator<Item = (i64, PersonIndex)> + 'r {
    let per_person = register.kind.rows_per_person();
    let years = (per_person == RowsPerPerson::OneAYear).then(|| rows.years.iter().zip(&rows.persons));
    let sets = (per_person == RowsPerPerson::One).then(|| rows.rows.iter().map(move |person| (set, *person)));
    let years = years.into_iter().flatten().map(|(year, person)| (*year, *person));
    years.chain(sets.into_iter().flatten())
}

/// The fault of rows that a person has besides another one.
pub fn duplicate(register: &Register, count: usize, year: i32) -> Fault {
    match register.kind.rows_per_person() {
        RowsPerPerson::OneAYear => Fault::DuplicatePersonYear { count, years: [year].into() },
        RowsPerPerson::One | RowsPerPerson::Many => Fault::DuplicatePerson { count },
    }
}

/// Checks that no person has two rows in a year of a status register, or over the same weeks of a weekly wide one.
pub fn none_twice(open: &OpenRegister<'_>, mut statuses: Vec<Row>) -> Result<()> {
    statuses.sort_unstable();
    let pairs = statuses.iter().zip(statuses.iter().skip(1));
    let again = pairs.filter(|(one, next)| (one.0, one.1) == (next.0, next.1)).map(|(_, next)| (next.0, next.2));
    let mut places: BTreeMap<(i16, u16), usize> = BTreeMap::new();
    again.for_each(|place| *places.entry(place).or_default() += 1);
    for ((year, number), count) in places {
        let fault = duplicate(open.definition, count, year.into());
        open.faults.meet(match open.files.get(usize::from(number)) {
            Some(file) => file.fault(fault),
            None => ExtractError::of(&open.definition.id.value, fault),
        })?;
    }
    Ok(())
}
