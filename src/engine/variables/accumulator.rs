//! Values of rows as they are read, and two of a person's year as one.
//!
//! Rows come in any order and by the hundred million, so a row's value is packed into eight bytes where it fits.

use super::narrow::MISSING;
use super::person_years::{Overflow, PersonYear};
use definitions::day::CALENDAR;
use definitions::expression::Aggregate;
use foundation::keys::PersonIndex;

/// Bits of a packed value, its offset included.
const VALUE_BITS: u32 = 28;
/// Bits of a packed year, counted from the calendar's first.
const YEAR_BITS: u32 = 9;
/// Added to a value so that it is not negative; zero stands for [`MISSING`].
const OFFSET: i64 = 1 << (VALUE_BITS - 1);
/// Persons from here on are not packed.
const PERSONS_PACKED: u32 = 1 << (64 - VALUE_BITS - YEAR_BITS);

/// Values of rows as they were read.
#[derive(Debug, Default)]
pub struct Accumulator {
    /// Person, year and value in a word.
    pub(super) packed: Vec<u64>,
    /// Those that do not fit.
    pub(super) wide: Vec<PersonYear>,
}

impl Accumulator {
    /// Adds a row's value.
    #[inline]
    pub fn push(&mut self, entry: PersonYear) {
        match pack(entry) {
            Some(word) => self.packed.push(word),
            None => self.wide.push(entry),
        }
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.packed.len() + self.wide.len()
    }

    /// Releases unused memory: those of results live until all row groups are read.
    pub fn shrink(&mut self) {
        self.packed.shrink_to_fit();
        self.wide.shrink_to_fit();
    }

    /// How many bytes they take.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.packed.as_slice()) + size_of_val(self.wide.as_slice())
    }

    /// All values.
    pub(super) fn entries(&self) -> impl Iterator<Item = PersonYear> {
        self.packed.iter().map(|word| unpack(*word)).chain(self.wide.iter().copied())
    }

    /// Takes the values of another over.
    pub(super) fn append(&mut self, mut more: Accumulator) {
        self.packed.append(&mut more.packed);
        self.wide.append(&mut more.wide);
    }
}

#[inline]
fn pack(PersonYear { person, year, value }: PersonYear) -> Option<u64> {
    let year = i64::from(year) - i64::from(*CALENDAR.start());
    let value = if value == MISSING { 0 } else { value.checked_add(OFFSET).filter(|value| *value > 0)? };
    let fits = person.0 < PERSONS_PACKED && (0..1 << YEAR_BITS).contains(&year) && value < 1 << VALUE_BITS;
    fits.then(|| u64::from(person.0) << (VALUE_BITS + YEAR_BITS) | (year as u64) << VALUE_BITS | value as u64)
}

/// The person of a packed value.
#[inline]
pub(super) fn person_of(word: u64) -> PersonIndex {
    PersonIndex((word >> (VALUE_BITS + YEAR_BITS)) as u32)
}

/// The year of a packed value.
#[inline]
pub(super) fn year_of_word(word: u64) -> i16 {
    (word >> VALUE_BITS & ((1 << YEAR_BITS) - 1)) as i16 + *CALENDAR.start() as i16
}

/// The parts of a packed value.
#[inline]
pub(super) fn unpack(word: u64) -> PersonYear {
    let value = (word & ((1 << VALUE_BITS) - 1)) as i64;
    PersonYear {
        person: person_of(word),
        year: year_of_word(word),
        value: if value == 0 { MISSING } else { value - OFFSET },
    }
}

/// Two values of a person's year as one. A missing value makes the year missing.
#[inline]
pub(super) fn combined(one: i64, other: i64, aggregate: Aggregate) -> Result<i64, Overflow> {
    if one == MISSING || other == MISSING {
        return Ok(MISSING);
    }
    match aggregate {
        Aggregate::Max => Ok(one.max(other)),
        Aggregate::Min => Ok(one.min(other)),
        Aggregate::Sum | Aggregate::Count | Aggregate::Row => {
            // The least number stands for a missing value.
            one.checked_add(other).filter(|sum| *sum != MISSING).ok_or(Overflow)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unpacking_reverses_packing() {
        for value in [0, 1, -1, MISSING, OFFSET - 1, 1 - OFFSET] {
            for (person, year) in [(0, 1800), (PERSONS_PACKED - 1, 2200), (4095, 2020)] {
                let entry = PersonYear { person: PersonIndex(person), year, value };
                assert_eq!(pack(entry).map(unpack), Some(entry));
            }
        }
        let whole = PersonYear { person: PersonIndex(1), year: 2020, value: 1 };
        for wide in [
            PersonYear { value: OFFSET, ..whole },
            PersonYear { value: -OFFSET, ..whole },
            PersonYear { value: i64::MAX, ..whole },
            PersonYear { value: i64::MIN + 1, ..whole },
            PersonYear { person: PersonIndex(PERSONS_PACKED), ..whole },
            PersonYear { year: 1799, ..whole },
        ] {
            assert_eq!(pack(wide), None);
        }
    }
}
