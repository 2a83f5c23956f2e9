//! The values of a task while its register is read. Rows are added to the sums of their block of persons, so that memory grows with
//! persons and not with rows.

use std::sync::atomic::{AtomicBool, AtomicI16, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::accumulator::{Accumulator, person_of, year_of_word};
use super::block_sums::{BlockSums, block_of};
use super::person_years::{Overflow, PersonYears};
use super::table_sums::PERSONS;
use definitions::expression::Aggregate;

/// The fewest rows that are sorted by block.
const ROWS: usize = 1 << 18;

/// The values of a task so far.
#[derive(Debug)]
pub struct GatheredValues {
    aggregate: Aggregate,
    blocks: Vec<Mutex<BlockSums>>,
    /// Rows that are in no block yet.
    waiting: Mutex<Accumulator>,
    /// The first year of any value.
    first_year: AtomicI16,
    /// The fewest rows that are sorted by block.
    fewest: usize,
    /// Whether a sum was beyond 64 bits.
    overflow: AtomicBool,
}

impl GatheredValues {
    /// No values yet, of so many persons at most.
    pub fn new(aggregate: Aggregate, persons: usize) -> GatheredValues {
        GatheredValues {
            aggregate,
            blocks: (0..persons.div_ceil(PERSONS)).map(|_| Mutex::default()).collect(),
            waiting: Mutex::default(),
            first_year: AtomicI16::new(i16::MAX),
            fewest: ROWS,
            overflow: AtomicBool::new(false),
        }
    }

    /// Adds values of rows. They are integers, so the sums do not depend on their order. A sum beyond 64 bits is an error of what is taken.
    pub fn add(&self, more: Accumulator) {
        let enough = if more.len() >= self.fewest {
            more
        } else {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.append(more);
            if waiting.len() < self.fewest {
                return;
            }
            // Other threads add to an empty list meanwhile.
            std::mem::take(&mut *waiting)
        };
        if self.distribute(enough).is_err() {
            self.overflow.store(true, Ordering::Relaxed);
        }
    }

    /// Adds rows to the sums of their blocks.
    fn distribute(&self, rows: Accumulator) -> Result<(), Overflow> {
        if rows.len() == 0 {
            return Ok(());
        }
        let mut ends = vec![0usize; self.blocks.len()];
        let (mut first_year, mut before, mut in_order) = (i16::MAX, 0, true);
        for word in &rows.packed {
            let block = block_of(person_of(*word));
            ends[block] += 1;
            in_order &= before <= block;
            before = block;
            first_year = first_year.min(year_of_word(*word));
        }
        let first_year = rows.wide.iter().fold(first_year, |first, row| first.min(row.year));
        self.first_year.fetch_min(first_year, Ordering::Relaxed);
        let mut total = 0;
        for end in &mut ends {
            total += std::mem::replace(end, total);
        }
        let mut sorted = Vec::new();
        if in_order {
            // A register that is sorted by person.
            ends.rotate_left(1);
            ends.last_mut().into_iter().for_each(|end| *end = total);
        } else {
            sorted = vec![0u64; total];
            for word in &rows.packed {
                let next = &mut ends[block_of(person_of(*word))];
                sorted[*next] = *word;
                *next += 1;
            }
        }
        let packed = if in_order { &rows.packed } else { &sorted };
        let mut from = 0;
        for (block, end) in self.blocks.iter().zip(ends) {
            if from < end {
                let mut block = block.lock().unwrap_or_else(PoisonError::into_inner);
                block.add(&packed[from..end], self.aggregate)?;
                from = end;
            }
        }
        for row in rows.wide {
            let mut block = self.blocks[block_of(row.person)].lock().unwrap_or_else(PoisonError::into_inner);
            block.add_wide(row, self.aggregate)?;
        }
        Ok(())
    }

    /// All values, one a person and year; they are taken out.
    ///
    /// # Errors
    /// A sum beyond 64 bits.
    pub fn take(&self) -> Result<PersonYears, Overflow> {
        self.distribute(std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner)))?;
        if self.overflow.load(Ordering::Relaxed) {
            return Err(Overflow);
        }
        let first_year = self.first_year.swap(i16::MAX, Ordering::Relaxed);
        let block = |block: &Mutex<BlockSums>| {
            let values = std::mem::take(&mut *block.lock().unwrap_or_else(PoisonError::into_inner));
            values.into_block(first_year, self.aggregate)
        };
        let mut blocks = self.blocks.par_iter().map(block).collect::<Result<Vec<_>, Overflow>>()?;
        // Blocks after that of the last person with a value take no place.
        let used = blocks.iter().rposition(|block| !block.counts.is_empty()).map_or(0, |last| last + 1);
        blocks.truncate(used);
        Ok(if used == 0 { PersonYears::default() } else { PersonYears::of_blocks(first_year, blocks) })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use foundation::keys::PersonIndex;
    use proptest::prelude::*;

    use super::super::combined::merged;
    use super::super::narrow::MISSING;
    use super::super::person_years::PersonYear;
    use super::*;

    const PEOPLE: usize = 20_001;

    fn rows(of: &[PersonYear]) -> Accumulator {
        let mut rows = Accumulator::default();
        of.iter().for_each(|entry| rows.push(*entry));
        rows
    }

    fn gathered(aggregate: Aggregate) -> GatheredValues {
        GatheredValues { fewest: 40, ..GatheredValues::new(aggregate, PEOPLE) }
    }

    /// The sums of rows that all threads add, so many at a time.
    fn sums(of: &[PersonYear], at_a_time: usize, aggregate: Aggregate) -> Result<PersonYears, Overflow> {
        let gathered = gathered(aggregate);
        of.par_chunks(at_a_time).for_each(|part| gathered.add(rows(part)));
        gathered.take()
    }

    /// The same by definition.
    fn by_definition(of: &[PersonYear], aggregate: Aggregate) -> Vec<PersonYear> {
        let mut values: BTreeMap<(PersonIndex, i16), Vec<i64>> = BTreeMap::new();
        of.iter().for_each(|entry| values.entry((entry.person, entry.year)).or_default().push(entry.value));
        let value = |values: Vec<i64>| match aggregate {
            _ if values.contains(&MISSING) => MISSING,
            Aggregate::Max => values.into_iter().max().unwrap(),
            Aggregate::Min => values.into_iter().min().unwrap(),
            Aggregate::Sum | Aggregate::Count | Aggregate::Row => values.into_iter().sum(),
        };
        values.into_iter().map(|((person, year), of)| PersonYear { person, year, value: value(of) }).collect()
    }

    #[test]
    fn a_sum_beyond_64_bits_is_an_error_whenever_it_is_found() {
        let most = PersonYear { person: PersonIndex(3), year: 2010, value: i64::MAX };
        let one = PersonYear { value: 1, ..most };
        assert_eq!(sums(&[most, one], 1, Aggregate::Sum), Err(Overflow));
        let add = |aggregate| {
            let gathered = GatheredValues { fewest: 1, ..gathered(aggregate) };
            [&[most][..], &[one; 3000]].into_iter().for_each(|part| gathered.add(rows(part)));
            gathered
        };
        let found_on_the_way = add(Aggregate::Sum);
        assert!(found_on_the_way.overflow.load(Ordering::Relaxed));
        assert_eq!(found_on_the_way.take(), Err(Overflow));
        assert_eq!(add(Aggregate::Max).take().unwrap().get(most.person, 2010), Some(i64::MAX));
    }

    /// Rows of a few persons and years here and there, of all widths; in the first block, over its end, and in the last.
    fn scattered() -> impl Strategy<Value = Vec<PersonYear>> {
        let person = prop_oneof![0u32..3, 60u32..70, 4090u32..4100, Just(PEOPLE as u32 - 1)];
        let year = prop_oneof![2006i16..2012, Just(1807), Just(2199)];
        let value = prop_oneof![-3i64..100, Just(MISSING), Just(1 << 40), Just(-(1 << 40))];
        let entry = (person, year, value);
        prop::collection::vec(entry, 0..60).prop_map(|entries| {
            let entry = |(person, year, value)| PersonYear { person: PersonIndex(person), year, value };
            entries.into_iter().map(entry).collect()
        })
    }

    /// Many rows of one block, of few years, and some scattered ones after the first of them.
    fn crowded() -> impl Strategy<Value = Vec<PersonYear>> {
        let many = (any::<u32>(), 4_000u32..9_000, 1i16..4, prop_oneof![Just(3i64), Just(90), Just(20_000)]);
        (many, scattered()).prop_map(|((seed, rows, years, most), others)| {
            let drawn = |at: u32| seed.wrapping_add(at).wrapping_mul(0x9E37_79B9) >> 7;
            let row = |at: u32| PersonYear {
                person: PersonIndex(4096 + drawn(at) % 4096),
                year: 2010 + (drawn(at ^ 0x55) % 97) as i16 % years,
                value: if drawn(at) % 211 == 0 { MISSING } else { i64::from(drawn(at + 7)) % most - 1 },
            };
            (0..rows).map(row).chain(others).collect()
        })
    }

    /// Holds sums against their definition, whatever the order, and however rows are divided over registers.
    fn holds(entries: &[PersonYear], at_a_time: usize) {
        for aggregate in [Aggregate::Sum, Aggregate::Max, Aggregate::Min] {
            let wanted = by_definition(entries, aggregate);
            let found = sums(entries, at_a_time, aggregate).unwrap();
            assert_eq!(found.entries().collect::<Vec<_>>(), wanted);
            let backwards: Vec<PersonYear> = entries.iter().rev().copied().collect();
            assert_eq!(sums(&backwards, 700, aggregate).unwrap(), found);
            let (one, other) = entries.split_at(entries.len() / 3);
            let parts = [one, other].map(|part| sums(part, 1000, aggregate).unwrap());
            assert_eq!(merged(&parts, aggregate).unwrap(), found);
            for year in [1807, 2006, 2010, 2199] {
                let persons = wanted.iter().filter(|of| i32::from(of.year) == year).map(|of| of.person);
                assert_eq!(found.persons_in(year), persons.collect::<Vec<_>>());
            }
            for person in [0, 63, 4095, 4096, 5000, PEOPLE - 1].map(|at| PersonIndex(at as u32)) {
                let theirs = wanted.iter().filter(|of| of.person == person);
                let theirs: Vec<(i32, i64)> = theirs.map(|of| (i32::from(of.year), of.value)).collect();
                assert_eq!(found.of(person).iter().collect::<Vec<_>>(), theirs);
            }
        }
    }

    proptest! {
        #[test]
        fn few_rows_add_up_by_person_and_year(entries in scattered(), at_a_time in 1usize..90) {
            holds(&entries, at_a_time);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn many_rows_of_a_block_add_up_in_a_table(entries in crowded(), at_a_time in 500usize..4_000) {
            let is_narrow = |value: i64| value == MISSING || (-1..20_000).contains(&value);
            let is_crowded = |of: &&PersonYear| {
                block_of(of.person) == 1 && (2010..2013).contains(&of.year) && is_narrow(of.value)
            };
            let first = entries.iter().take_while(is_crowded).count();
            let is_table = |block: &Mutex<BlockSums>| block.lock().unwrap().is_table();
            // With the scattered rows it may be a list again.
            let alone = gathered(Aggregate::Sum);
            alone.add(rows(&entries[..first]));
            prop_assert!(is_table(&alone.blocks[1]));
            holds(&entries, at_a_time);
        }
    }
}
