//! Persons with two rows in a year of a status register, or over the same weeks of a weekly wide one. A bit a person and year
//! finds them while rows are read; a second reading locates them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::registers::{ExtractError, Fault, OpenRegister};
use definitions::register::Register;
use foundation::error::Result;
use foundation::keys::PersonIndex;
use foundation::words::RegisterKind;

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
    /// No marks. Events and spells may have any number of rows, and take no memory.
    pub fn new(register: &Register, week_sets: usize, persons: usize) -> RowMarks {
        let years = register.covers.years();
        let (first_year, sets) = match (register.kind.word(), years.first(), years.last()) {
            (RegisterKind::Status, Some(first), Some(last)) => (i64::from(*first), (last - first + 1) as usize),
            (RegisterKind::WeeklyWide, ..) => (0, week_sets),
            (RegisterKind::MonthlyWide, ..) if !register.kind.has_several_rows() => (0, 1),
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

/// Checks that no person has two rows in a year of a status register, or over the same weeks of a weekly wide one.
pub fn none_twice(open: &OpenRegister<'_>, mut statuses: Vec<Row>) -> Result<()> {
    statuses.sort_unstable();
    let pairs = statuses.iter().zip(statuses.iter().skip(1));
    let again = pairs.filter(|(one, next)| (one.0, one.1) == (next.0, next.1)).map(|(_, next)| (next.0, next.2));
    let mut places: BTreeMap<(i16, u16), usize> = BTreeMap::new();
    again.for_each(|place| *places.entry(place).or_default() += 1);
    for ((year, number), count) in places {
        let fault = match open.definition.kind.word() {
            RegisterKind::WeeklyWide | RegisterKind::MonthlyWide => Fault::DuplicatePerson { count },
            _ => Fault::DuplicatePersonYear { count, years: [i32::from(year)].into() },
        };
        open.faults.meet(match open.files.get(usize::from(number)) {
            Some(file) => file.fault(fault),
            None => ExtractError::of(&open.definition.id.value, fault),
        })?;
    }
    Ok(())
}
