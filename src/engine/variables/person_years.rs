//! A variable's values: one integer a person and calendar year, stored only where a register has rows.
//!
//! A variable of the whole population has values for millions of persons, and all variables of a pass are held at once. So years and
//! values take as few bytes as they need, and where each person has one value, no position is stored.

use std::ops::Range;

use foundation::keys::PersonIndex;
use serde::{Deserialize, Serialize};

use super::narrow::{NarrowIntegers, NarrowSlice};

/// One person's value in one year, in steps of the variable's resolution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PersonYear {
    /// The person's index.
    pub person: PersonIndex,
    /// The calendar year.
    pub year: i16,
    /// Steps, or [`MISSING`](super::MISSING).
    pub value: i64,
}

/// The values of a person's year add up to more than 64 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overflow;

/// Persons whose bits share a word.
pub(super) const PERSONS_A_WORD: usize = 64;

/// A variable's values by person and year. Persons without any cost a bit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonYears {
    /// Which of 64 persons have values, and how many persons with values come before them.
    words: Vec<(u64, u32)>,
    /// By person with values, where they start; empty if each has one value.
    starts: Vec<u32>,
    /// The first year of any value.
    first_year: i16,
    /// Years after the first one.
    years: NarrowIntegers,
    values: NarrowIntegers,
}

/// The positions of the bits that are one, ascending.
fn ones(bits: u64) -> impl Iterator<Item = usize> {
    let some = |bits: u64| (bits != 0).then_some(bits);
    std::iter::successors(some(bits), move |bits| some(bits & (bits - 1))).map(|bits| bits.trailing_zeros() as usize)
}

/// The values of persons next to each other, a word's worth at a time.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// Which persons have values.
    pub words: Vec<u64>,
    /// By person with values, how many.
    pub counts: Vec<u32>,
    /// By person and year, years after the first one of all blocks.
    pub years: NarrowIntegers,
    /// By person and year, the value.
    pub values: NarrowIntegers,
}

/// One person's values, by year.
#[derive(Debug, Clone, Copy, Default)]
pub struct PersonValues<'a> {
    first_year: i16,
    years: NarrowSlice<'a>,
    values: NarrowSlice<'a>,
}

impl<'a> PersonValues<'a> {
    /// Whether the person has no values.
    pub fn is_empty(&self) -> bool {
        self.years.len() == 0
    }

    /// Years and values.
    pub fn iter(&self) -> impl Iterator<Item = (i32, i64)> + use<'a> {
        let of = *self;
        (0..self.years.len()).filter_map(move |at| Some((of.year_at(at)?, of.values.get(at)?)))
    }

    #[inline]
    fn year_at(&self, at: usize) -> Option<i32> {
        self.years.get(at).map(|after| i32::from(self.first_year) + after as i32)
    }

    /// The value in a year, if the registers have one.
    pub fn get(&self, year: i32) -> Option<i64> {
        // With a value in every year, the position is the distance from the first year.
        let behind = self.year_at(0).and_then(|first| usize::try_from(year - first).ok())?;
        if self.year_at(behind) == Some(year) {
            return self.values.get(behind);
        }
        self.iter().take(behind).find(|(other, _)| *other == year).map(|(_, value)| value)
    }
}

impl PersonYears {
    /// Puts blocks of persons, in their order, behind one another. `first_year` is the first year of any value.
    pub(super) fn of_blocks(first_year: i16, mut blocks: Vec<Block>) -> PersonYears {
        let entries = blocks.iter().map(|block| block.years.len()).sum();
        let persons = blocks.iter().map(|block| block.counts.len()).sum();
        let years = blocks.iter_mut().map(|block| std::mem::take(&mut block.years)).collect();
        let values = blocks.iter_mut().map(|block| std::mem::take(&mut block.values)).collect();
        let mut all = PersonYears {
            first_year,
            years: NarrowIntegers::joined(years),
            values: NarrowIntegers::joined(values),
            ..PersonYears::default()
        };
        all.words.reserve_exact(blocks.iter().map(|block| block.words.len()).sum());
        if persons < entries {
            all.starts.reserve_exact(persons);
        }
        let (mut before, mut next) = (0, 0);
        for block in blocks {
            for bits in block.words {
                all.words.push((bits, before));
                before += bits.count_ones();
            }
            if persons < entries {
                for count in block.counts {
                    all.starts.push(next);
                    next += count;
                }
            }
        }
        all
    }

    /// The persons who have values, ascending.
    fn persons(&self) -> impl Iterator<Item = PersonIndex> {
        self.persons_of_words(0..self.words.len())
    }

    /// The persons of some words who have values, ascending.
    fn persons_of_words(&self, words: Range<usize>) -> impl Iterator<Item = PersonIndex> {
        let bits = words.clone().zip(&self.words[words]);
        bits.flat_map(|(at, (bits, _))| ones(*bits).map(move |bit| PersonIndex((at * PERSONS_A_WORD + bit) as u32)))
    }

    /// The last person who has values.
    pub(super) fn last_person(&self) -> Option<PersonIndex> {
        let last = self.words.iter().rposition(|(bits, _)| *bits != 0)?;
        self.persons_of_words(last..last + 1).last()
    }

    /// The first year of any value.
    pub(super) fn first_year(&self) -> Option<i16> {
        (self.years.len() > 0).then_some(self.first_year)
    }

    /// The values of persons whose indices follow one another, by person and year. The first of them is the first of a word, and the last
    /// the last of one.
    pub(super) fn entries_of(&self, persons: Range<usize>) -> impl Iterator<Item = PersonYear> {
        debug_assert!(persons.start.is_multiple_of(PERSONS_A_WORD) && persons.end.is_multiple_of(PERSONS_A_WORD));
        let to = (persons.end / PERSONS_A_WORD).min(self.words.len());
        let from = (persons.start / PERSONS_A_WORD).min(to);
        self.persons_of_words(from..to).flat_map(|person| {
            self.of(person).iter().map(move |(year, value)| PersonYear { person, year: year as i16, value })
        })
    }

    /// All values, by person and year.
    pub fn entries(&self) -> impl Iterator<Item = PersonYear> {
        self.entries_of(0..self.words.len() * PERSONS_A_WORD)
    }

    /// All values.
    pub fn values(&self) -> impl Iterator<Item = i64> {
        self.values.iter()
    }

    /// A person's value in a year, if the registers have one.
    pub fn get(&self, person: PersonIndex, year: i32) -> Option<i64> {
        self.of(person).get(year)
    }

    /// The persons who have a value in a year, ascending.
    pub fn persons_in(&self, year: i32) -> Vec<PersonIndex> {
        fn with<T: PartialEq>(of: &PersonYears, years: &[T], year: Option<T>) -> Vec<PersonIndex> {
            let Some(year) = year else { return Vec::new() };
            let has = |(at, _): &(usize, PersonIndex)| years[of.places(*at)].contains(&year);
            of.persons().enumerate().filter(has).map(|(_, person)| person).collect()
        }
        let after = i64::from(year) - i64::from(self.first_year);
        match &self.years {
            NarrowIntegers::Eight(years) => with(self, years, after.try_into().ok()),
            NarrowIntegers::Sixteen(years) => with(self, years, after.try_into().ok()),
            NarrowIntegers::ThirtyTwo(years) => with(self, years, after.try_into().ok()),
            NarrowIntegers::SixtyFour(years) => with(self, years, Some(after)),
        }
    }

    /// The places of the values of a person, who is the nth with values.
    fn places(&self, at: usize) -> Range<usize> {
        if self.starts.is_empty() {
            return at..at + 1;
        }
        let to = self.starts.get(at + 1).map_or(self.years.len(), |to| *to as usize);
        self.starts[at] as usize..to
    }

    /// A person's values.
    pub fn of(&self, person: PersonIndex) -> PersonValues<'_> {
        let Some((bits, before)) = self.words.get(person.at() / PERSONS_A_WORD) else { return PersonValues::default() };
        let bit = 1u64 << (person.at() % PERSONS_A_WORD);
        if bits & bit == 0 {
            return PersonValues::default();
        }
        let at = (before + (bits & (bit - 1)).count_ones()) as usize;
        let places = self.places(at);
        let (years, values) = (self.years.slice(places.clone()), self.values.slice(places));
        PersonValues { first_year: self.first_year, years, values }
    }
}
