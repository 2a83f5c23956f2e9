//! Accumulates the values of rows and combines them to one a person and year.
//!
//! Rows come in any order and by the hundred million, so a row's value is packed into eight bytes where it fits, sorted
//! only by blocks of persons small enough that a table of a block's years stays in the cache, and added up there.

use rayon::prelude::*;

use super::narrow::{MISSING, NarrowIntegers};
use super::person_years::{Block, Overflow, PERSONS_A_WORD, PersonYear, PersonYears, ones};
use definitions::day::CALENDAR;
use definitions::expression::Aggregate;
use foundation::keys::PersonIndex;

/// Persons of a block.
const PERSONS: usize = 4096;
/// Bits of a packed value, its offset included.
const VALUE_BITS: u32 = 28;
/// Bits of a packed year, counted from the calendar's first.
const YEAR_BITS: u32 = 9;
/// Added to a value so that it is not negative; zero stands for [`MISSING`].
const OFFSET: i64 = 1 << (VALUE_BITS - 1);
/// Persons from here on are not packed.
const PERSONS_PACKED: u32 = 1 << (64 - VALUE_BITS - YEAR_BITS);

/// The largest sum of a person's year. The squares of such sums of all persons who ever lived in the country fit in 128 bits.
pub const LARGEST: u64 = 1 << 51;

/// Values of rows as they were read.
#[derive(Debug, Default)]
pub struct Accumulator {
    /// Person, year and value in a word.
    packed: Vec<u64>,
    /// Those that do not fit.
    wide: Vec<PersonYear>,
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

    /// Releases unused memory: accumulators live until all registers are read.
    pub fn shrink(&mut self) {
        self.packed.shrink_to_fit();
        self.wide.shrink_to_fit();
    }

    fn last_person(&self) -> Option<PersonIndex> {
        let packed = self.packed.iter().map(|word| person_of(*word)).max();
        packed.max(self.wide.iter().map(|entry| entry.person).max())
    }
}

/// The values of a variable that are to become one a person and year.
#[derive(Debug, Default)]
pub struct UncombinedValues {
    /// Those of rows.
    pub rows: Vec<Accumulator>,
    /// Those of other rows that are one a person and year already.
    pub sums: Vec<PersonYears>,
}

impl UncombinedValues {
    fn last_person(&self) -> Option<PersonIndex> {
        let of_rows = self.rows.iter().filter_map(Accumulator::last_person).max();
        of_rows.max(self.sums.iter().filter_map(PersonYears::last_person).max())
    }
}

impl From<Vec<Accumulator>> for UncombinedValues {
    fn from(rows: Vec<Accumulator>) -> UncombinedValues {
        UncombinedValues { rows, sums: Vec::new() }
    }
}

#[inline]
fn pack(PersonYear { person, year, value }: PersonYear) -> Option<u64> {
    let year = i64::from(year) - i64::from(*CALENDAR.start());
    let value = if value == MISSING { 0 } else { value.checked_add(OFFSET).filter(|value| *value > 0)? };
    let fits = person.0 < PERSONS_PACKED && (0..1 << YEAR_BITS).contains(&year) && value < 1 << VALUE_BITS;
    fits.then(|| u64::from(person.0) << (VALUE_BITS + YEAR_BITS) | (year as u64) << VALUE_BITS | value as u64)
}

#[inline]
fn person_of(word: u64) -> PersonIndex {
    PersonIndex((word >> (VALUE_BITS + YEAR_BITS)) as u32)
}

#[inline]
fn year_of_word(word: u64) -> i16 {
    (word >> VALUE_BITS & ((1 << YEAR_BITS) - 1)) as i16 + *CALENDAR.start() as i16
}

#[inline]
fn unpack(word: u64) -> PersonYear {
    let value = (word & ((1 << VALUE_BITS) - 1)) as i64;
    PersonYear {
        person: person_of(word),
        year: year_of_word(word),
        value: if value == 0 { MISSING } else { value - OFFSET },
    }
}

/// Combines values. They are integers, so the result does not depend on their order.
///
/// # Errors
/// A sum beyond [`LARGEST`].
pub fn combine(gathered: UncombinedValues, aggregate: Aggregate) -> Result<PersonYears, Overflow> {
    let sums = summed(gathered, aggregate)?;
    let is_too_large = |value: i64| value != MISSING && value.unsigned_abs() > LARGEST;
    if sums.values().any(is_too_large) { Err(Overflow) } else { Ok(sums) }
}

/// Combines some of the values, whose sums others may bring back below [`LARGEST`].
///
/// # Errors
/// A sum beyond 64 bits.
pub fn summed(gathered: UncombinedValues, aggregate: Aggregate) -> Result<PersonYears, Overflow> {
    let Some(last) = gathered.last_person() else { return Ok(PersonYears::default()) };
    let UncombinedValues { rows, sums } = gathered;
    let Blocks { packed, ends, mut wide, years } = by_block(rows, last.at() / PERSONS + 1);
    let years =
        sums.iter().filter_map(PersonYears::years).fold(years, |(first, last), of| (first.min(of.0), last.max(of.1)));
    wide.sort_by_key(|entry| entry.person);
    let block = |table: &mut Table, (block, end): (usize, &usize)| {
        let from = if block == 0 { 0 } else { ends[block - 1] };
        let first = block * PERSONS;
        let wide_from = wide.partition_point(|entry| entry.person.at() < first);
        let wide_to = wide.partition_point(|entry| entry.person.at() < first + PERSONS);
        let of_rows =
            packed[from..*end].iter().map(|word| unpack(*word)).chain(wide[wide_from..wide_to].iter().copied());
        let of_sums = sums.iter().flat_map(|sums| sums.entries_of(first..first + PERSONS));
        table.combine(first, of_rows.chain(of_sums), aggregate)
    };
    let blocks =
        ends.par_iter().enumerate().map_init(|| Table::of(years), block).collect::<Result<Vec<Block>, Overflow>>()?;
    Ok(PersonYears::of_blocks(years.0, blocks))
}

/// Values by blocks of persons.
struct Blocks {
    /// Packed values, sorted by block.
    packed: Vec<u64>,
    /// Where each block ends.
    ends: Vec<usize>,
    /// All that are not packed.
    wide: Vec<PersonYear>,
    /// The first and the last year of any.
    years: (i16, i16),
}

fn by_block(gathered: Vec<Accumulator>, blocks: usize) -> Blocks {
    let block_of = |word: u64| person_of(word).at() / PERSONS;
    let mut next = vec![0usize; blocks];
    let wide_years = gathered.iter().flat_map(|part| &part.wide).map(|entry| entry.year);
    let (mut first, mut last) = wide_years.fold((i16::MAX, i16::MIN), |(f, l), year| (f.min(year), l.max(year)));
    for word in gathered.iter().flat_map(|part| &part.packed) {
        next[block_of(*word)] += 1;
        let year = year_of_word(*word);
        (first, last) = (first.min(year), last.max(year));
    }
    let mut total = 0;
    for next in &mut next {
        total += std::mem::replace(next, total);
    }
    let mut sorted = vec![0u64; total];
    let mut wide = Vec::new();
    for part in gathered {
        for word in &part.packed {
            let next = &mut next[block_of(*word)];
            sorted[*next] = *word;
            *next += 1;
        }
        wide.extend(part.wide);
    }
    Blocks { packed: sorted, ends: next, wide, years: (first, last) }
}

/// A block's sums by person and year.
struct Table {
    first_year: i16,
    years: usize,
    /// By person and year.
    sums: Vec<i64>,
    /// Bit per year with a value, by person in words.
    occupied: Vec<u64>,
}

impl Table {
    fn of((first, last): (i16, i16)) -> Table {
        let years = (i32::from(last) - i32::from(first) + 1) as usize;
        let occupied = vec![0; PERSONS * years.div_ceil(64)];
        Table { first_year: first, years, sums: vec![0; PERSONS * years], occupied }
    }

    fn combine(
        &mut self,
        first: usize,
        entries: impl Iterator<Item = PersonYear>,
        aggregate: Aggregate,
    ) -> Result<Block, Overflow> {
        let words = self.words();
        let mut touched = [0u64; PERSONS / PERSONS_A_WORD];
        for PersonYear { person, year, value } in entries {
            let (person, shift) = (person.at() - first, (i32::from(year) - i32::from(self.first_year)) as usize);
            let occupied = &mut self.occupied[person * words + shift / 64];
            let sum = &mut self.sums[person * self.years + shift];
            let bit = 1 << (shift % 64);
            *sum = if *occupied & bit == 0 { value } else { combined(*sum, value, aggregate)? };
            *occupied |= bit;
            touched[person / PERSONS_A_WORD] |= 1 << (person % PERSONS_A_WORD);
        }
        Ok(self.block(touched))
    }

    /// How many words the bits of a person's years take.
    fn words(&self) -> usize {
        self.years.div_ceil(64)
    }

    /// The sums in order of person and year, of persons who have any; they are taken out.
    fn block(&mut self, touched: [u64; PERSONS / PERSONS_A_WORD]) -> Block {
        let mut block = Block { words: touched.to_vec(), ..Block::default() };
        let words = self.words();
        let (mut behind, mut values) = (Vec::new(), Vec::new());
        for (word, bits) in touched.iter().enumerate() {
            for bit in ones(*bits) {
                let person = word * PERSONS_A_WORD + bit;
                let occupied = &mut self.occupied[person * words..(person + 1) * words];
                block.counts.push(occupied.iter().map(|years| years.count_ones()).sum());
                for (at, years) in occupied.iter_mut().enumerate() {
                    for shift in ones(std::mem::take(years)).map(|bit| at * 64 + bit) {
                        behind.push(shift as i64);
                        values.push(self.sums[person * self.years + shift]);
                    }
                }
            }
        }
        block.years = NarrowIntegers::of(behind.len(), behind.into_iter());
        block.values = NarrowIntegers::of(values.len(), values.into_iter());
        block
    }
}

/// Two values of a person's year as one. A missing value makes the year missing.
#[inline]
fn combined(one: i64, other: i64, aggregate: Aggregate) -> Result<i64, Overflow> {
    if one == MISSING || other == MISSING {
        return Ok(MISSING);
    }
    match aggregate {
        Aggregate::Max => Ok(one.max(other)),
        Aggregate::Min => Ok(one.min(other)),
        Aggregate::Sum | Aggregate::Count | Aggregate::Row => one.checked_add(other).ok_or(Overflow),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

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

    #[test]
    fn a_sum_beyond_64_bits_is_an_error() {
        let entry = PersonYear { person: PersonIndex(3), year: 2010, value: i64::MAX };
        let more = PersonYear { value: 1, ..entry };
        let mut both = Accumulator::default();
        [entry, more].into_iter().for_each(|entry| both.push(entry));
        assert_eq!(combine(vec![both].into(), Aggregate::Sum), Err(Overflow));
    }

    fn entries() -> impl Strategy<Value = Vec<PersonYear>> {
        let person = prop_oneof![0u32..3, 60u32..70, 4090u32..4100, Just(20_000)];
        let year = prop_oneof![2006i16..2012, Just(1807), Just(2199)];
        let value = prop_oneof![-3i64..100, Just(MISSING), Just(OFFSET * 3), Just(-OFFSET)];
        let entry = (person, year, value).prop_map(|(person, year, value)| PersonYear {
            person: PersonIndex(person),
            year,
            value,
        });
        prop::collection::vec(entry, 0..60)
    }

    proptest! {
        #[test]
        fn combining_adds_up_by_person_and_year(entries in entries(), cut in 0usize..60) {
            for aggregate in [Aggregate::Sum, Aggregate::Max, Aggregate::Min] {
                let mut wanted: BTreeMap<(PersonIndex, i16), i64> = BTreeMap::new();
                for entry in &entries {
                    let add = |one: &mut i64| *one = combined(*one, entry.value, aggregate).unwrap();
                    wanted.entry((entry.person, entry.year)).and_modify(add).or_insert(entry.value);
                }
                let mut parts = vec![Accumulator::default(), Accumulator::default()];
                let (one, other) = entries.split_at(cut.min(entries.len()));
                other.iter().for_each(|entry| parts[0].push(*entry));
                one.iter().for_each(|entry| parts[1].push(*entry));
                let some = UncombinedValues { sums: vec![summed(vec![parts.remove(0)].into(), aggregate).unwrap()], rows: parts };
                let found = combine(some, aggregate).unwrap();
                for person in (0..5000).chain([20_000, 20_001, 90_000]).map(PersonIndex) {
                    let theirs: Vec<(i32, i64)> = found.of(person).iter().collect();
                    let years = wanted.range((person, i16::MIN)..=(person, i16::MAX));
                    prop_assert_eq!(theirs, years.map(|((_, year), value)| (i32::from(*year), *value)).collect::<Vec<_>>());
                }
                for year in [1807, 2006, 2199] {
                    let persons = wanted.keys().filter(|(_, other)| *other == year).map(|(person, _)| *person);
                    prop_assert_eq!(found.persons_in(i32::from(year)), persons.collect::<Vec<_>>());
                }
            }
        }
    }
}
