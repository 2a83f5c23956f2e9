//! The population: one index per person, with sex, year of birth, presence on 1 January of each year, death and migration.
//!
//! Owns the person lookup that every register uses, and the rule of residence (method rules 2 and 4). Owns no
//! services and no money.

use definitions::day::year_of;
use definitions::register::Register;
use foundation::keys::PersonIndex;
use foundation::tables::audit::ReadingRow;
use serde::{Deserialize, Serialize};

mod from_results;
mod lookup;
mod population;
mod population_cache;
mod read;
mod row_batch;
mod table;

pub use from_results::from_results;
pub(crate) use from_results::keys_of;
pub use lookup::{KeyFilter, Lookup};
pub use population_cache::{find_or_read, key, registers};
pub use read::read;
pub use table::UNKNOWN;

/// The persons of the population register, by index.
#[derive(Debug, Serialize, Deserialize)]
pub struct Persons {
    /// From keys to indices.
    pub lookup: Lookup,
    /// Sex, as an index into `sexes`.
    pub sex: Vec<u8>,
    /// The names of the codes of sex, sorted.
    pub sexes: Vec<String>,
    /// Year of birth.
    pub birth_year: Vec<i16>,
    /// The year that bit 0 of `present` and `left` stands for.
    pub first_year: i32,
    /// Bit per year: in the population register on 1 January.
    present: Vec<u64>,
    /// Bit per year: the last migration of the year was out of the country.
    left: Vec<u64>,
    /// Day of death, since 1 January 1970; `i32::MAX` while alive.
    died: Vec<i32>,
    /// Moves, and whether out of the country, in order of person and day.
    moves: Vec<(PersonIndex, i32, bool)>,
    /// By 64 persons: a bit for each with any move, and how many moves come before theirs.
    moved: Vec<(u64, u32)>,
    /// Years whose 1 January the population register covers.
    covered: Vec<i32>,
    /// Years in which deaths are known.
    deaths_known: Option<Vec<i32>>,
    /// Years in which migration is known.
    migration_known: Option<Vec<i32>>,
}

impl Persons {
    /// No persons yet; `sexes` are sorted, and `covered` the years whose 1 January the population register covers.
    fn empty(lookup: Lookup, sexes: Vec<String>, first_year: i32, covered: Vec<i32>) -> Persons {
        Persons {
            lookup,
            sex: Vec::new(),
            sexes,
            birth_year: Vec::new(),
            first_year,
            present: Vec::new(),
            left: Vec::new(),
            died: Vec::new(),
            moves: Vec::new(),
            moved: Vec::new(),
            covered,
            deaths_known: None,
            migration_known: None,
        }
    }

    /// What the registers of residence contradict each other in, as counts of the population register.
    fn inconsistencies(&self, population: &Register) -> [ReadingRow; 2] {
        [
            ("persons_missing_from_a_year_without_having_left", self.missing()),
            ("persons_listed_after_their_death", self.listed_after_death()),
        ]
        .map(|(name, count)| ReadingRow::new(&population.id.value, name, count))
    }

    /// The number of persons.
    pub fn len(&self) -> usize {
        self.sex.len()
    }

    /// Whether there are no persons.
    pub fn is_empty(&self) -> bool {
        self.sex.is_empty()
    }

    /// The name of a person's sex.
    pub fn sex_name(&self, person: PersonIndex) -> &str {
        &self.sexes[usize::from(self.sex[person.at()])]
    }

    /// The age a person reaches in a year.
    pub fn age(&self, person: PersonIndex, year: i32) -> i32 {
        year - i32::from(self.birth_year[person.at()])
    }

    /// Whether a person is in the population register on 1 January of a year.
    pub fn present(&self, person: PersonIndex, year: i32) -> bool {
        self.bit(&self.present, person, year)
    }

    /// How many persons are in the population register on 1 January of one of some years, and how many of them when they
    /// reach an age in that year that `of_age` holds of.
    pub fn ever_present(&self, years: &[i32], of_age: impl Fn(i32) -> bool) -> (i64, i64) {
        let mask = |holds: &dyn Fn(i32) -> bool| {
            let bits = years.iter().filter(|year| holds(**year)).filter_map(|year| self.shift(*year));
            bits.fold(0u64, |mask, shift| mask | 1 << shift)
        };
        let any = mask(&|_| true);
        let (first, last) =
            self.birth_year.iter().fold((i16::MAX, i16::MIN), |(f, l), year| (f.min(*year), l.max(*year)));
        let by_birth: Vec<u64> = (first..=last).map(|born| mask(&|year| of_age(year - i32::from(born)))).collect();
        let (mut present, mut right) = (0, 0);
        for (bits, born) in self.present.iter().zip(&self.birth_year) {
            let years = by_birth[(i32::from(*born) - i32::from(first)) as usize];
            present += i64::from(bits & any != 0);
            right += i64::from(bits & years != 0);
        }
        (present, right)
    }

    /// Whether the population register covers 1 January of a year.
    pub fn covers(&self, year: i32) -> bool {
        self.covered.contains(&year)
    }

    /// Whether a person lives in the country through 31 December of a year; `None` where it can't be known.
    ///
    /// Not resident: those who died or emigrated. Resident: those present on the next 1 January or, where that is not
    /// covered, those without a death or emigration in registers that cover the year.
    pub fn resident_through(&self, person: PersonIndex, year: i32) -> Option<bool> {
        let died = self.death_day(person).is_some_and(|day| year_of(day) <= year);
        if !self.present(person, year) || died || self.bit(&self.left, person, year) {
            return if self.covers(year) { Some(false) } else { None };
        }
        if self.covers(year + 1) {
            return Some(self.present(person, year + 1));
        }
        let known = |years: &Option<Vec<i32>>| years.as_ref().is_some_and(|years| years.contains(&year));
        (known(&self.deaths_known) && known(&self.migration_known)).then_some(true)
    }

    /// Whether a person is gone on 1 January of a year: dead, or abroad. Without a population register for that year, only
    /// the dead are known to be gone.
    pub fn gone(&self, person: PersonIndex, year: i32) -> bool {
        self.dead(person, year) || (self.covers(year) && !self.present(person, year))
    }

    /// Whether a person is dead on 1 January of a year.
    pub fn dead(&self, person: PersonIndex, year: i32) -> bool {
        self.death_day(person).is_some_and(|day| year_of(day) < year)
    }

    /// The day a person died, since 1 January 1970.
    pub fn death_day(&self, person: PersonIndex) -> Option<i32> {
        Some(self.died[person.at()]).filter(|day| *day != i32::MAX)
    }

    /// The first day, from a day on, on which a person left the country; days since 1 January 1970.
    pub fn departure_from(&self, person: PersonIndex, day: i32) -> Option<i32> {
        let moves = self.moves_around(person);
        let at = moves.partition_point(|(other, of, _)| (*other, *of) < (person, day));
        let of_person = moves.get(at..)?.iter().take_while(|(other, ..)| *other == person);
        of_person.filter(|(.., out)| *out).map(|(_, day, _)| *day).next()
    }

    /// Whether a person lives abroad on a day: left before it, and has not come back since, at the latest on that day. Who comes and leaves
    /// on the same day leaves last, as everywhere in the order of moves.
    pub fn is_abroad(&self, person: PersonIndex, day: i32) -> bool {
        let moves = self.moves_around(person);
        let until = moves.partition_point(|(other, of, _)| (*other, *of) <= (person, day));
        let of_person = moves[..until].iter().rev().take_while(|(other, ..)| *other == person);
        of_person.map(|(_, of, out)| (*of, *out)).find(|last| *last != (day, true)).is_some_and(|(_, out)| out)
    }

    /// The moves of a person and of those near; none if the person has none, as most have.
    fn moves_around(&self, person: PersonIndex) -> &[(PersonIndex, i32, bool)] {
        let word = person.at() / 64;
        match self.moved.get(word) {
            Some((persons, from)) if persons >> (person.at() % 64) & 1 == 1 => {
                let to = self.moved.get(word + 1).map_or(self.moves.len(), |(_, before)| *before as usize);
                &self.moves[*from as usize..to]
            }
            _ => &[],
        }
    }

    /// Enters a move; moves come in the order of person and day.
    fn enter_move(&mut self, person: PersonIndex, day: i32, out: bool) {
        let before = self.moves.len() as u32;
        self.moves.push((person, day, out));
        self.moved.resize(self.moved.len().max(person.at() / 64 + 1), (0, before));
        self.moved[person.at() / 64].0 |= 1 << (person.at() % 64);
    }

    /// How many persons are in the population register before and after a year, and not in it, without having left the
    /// country before: none where migration is not known.
    fn missing(&self) -> i64 {
        let bit = |year: i32| u32::try_from(year - self.first_year).ok().and_then(|shift| 1u64.checked_shl(shift));
        let mask = |years: &[i32]| years.iter().filter_map(|year| bit(*year)).fold(0u64, |mask, bit| mask | bit);
        let (covered, known) = (mask(&self.covered), self.migration_known.as_deref().map_or(0, mask));
        let missing = self.present.iter().zip(&self.left).filter(|(present, left)| {
            let later = |at: u64| **present & !(at | (at - 1)) != 0;
            let gone = (*present << 1) & covered & !**present & (known << 1) & !(*left << 1);
            // The lowest bit is the first year of a gap that nothing explains; the last gap of all has no year after it.
            gone != 0 && later(gone & gone.wrapping_neg())
        });
        missing.count() as i64
    }

    /// How many persons are in the population register on 1 January of a year after that of their death.
    fn listed_after_death(&self) -> i64 {
        let later = |(present, died): &(&u64, &i32)| {
            let years = (**died != i32::MAX).then(|| i64::from(year_of(**died)) + 1 - i64::from(self.first_year));
            years.is_some_and(|years| years < 64 && **present >> years.max(0) != 0)
        };
        self.present.iter().zip(&self.died).filter(later).count() as i64
    }

    fn bit(&self, bits: &[u64], person: PersonIndex, year: i32) -> bool {
        self.shift(year).is_some_and(|shift| bits[person.at()] >> shift & 1 == 1)
    }

    /// The bit that stands for a year.
    fn shift(&self, year: i32) -> Option<i32> {
        year.checked_sub(self.first_year).filter(|shift| (0..64).contains(shift))
    }
}
