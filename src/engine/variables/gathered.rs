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

    /// All values, one a person and year. Nothing is left.
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
        // Persons after the last one with a value take no place.
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

    use super::super::accumulator::combined;
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

    /// The sums of rows that are added so many at a time, by two threads.
    fn sums(of: &[PersonYear], at_a_time: usize, aggregate: Aggregate) -> Result<PersonYears, Overflow> {
        let gathered = GatheredValues { fewest: 40, ..GatheredValues::new(aggregate, PEOPLE) };
        of.par_chunks(at_a_time).for_each(|part| gathered.add(rows(part)));
        gathered.take()
    }

    #[test]
    fn a_sum_beyond_64_bits_is_an_error() {
        let most = PersonYear { person: PersonIndex(3), year: 2010, value: i64::MAX };
        let one = PersonYear { value: 1, ..most };
        assert_eq!(sums(&[most, one], 1, Aggregate::Sum), Err(Overflow));
        let mut many = vec![one; 5000];
        many.push(most);
        assert_eq!(sums(&many, 100, Aggregate::Sum), Err(Overflow));
        assert_eq!(sums(&many, 100, Aggregate::Max).unwrap().get(most.person, 2010), Some(i64::MAX));
    }

    /// A person and year among few or many, in the first block, over its end, and in the last.
    fn entries() -> impl Strategy<Value = Vec<PersonYear>> {
        let person = prop_oneof![0u32..3, 60u32..70, 4090u32..4100, 4200u32..5200, Just(PEOPLE as u32 - 1)];
        let year = prop_oneof![2006i16..2012, 2006i16..2012, 2006i16..2012, Just(1807), Just(2199)];
        let value = prop_oneof![0i64..3, -3i64..200, Just(MISSING), Just(1 << 20), Just(1 << 40), Just(-(1 << 40))];
        let entry = (person, year, value).prop_map(|(person, year, value)| PersonYear {
            person: PersonIndex(person),
            year,
            value,
        });
        prop::collection::vec(entry, 0..60)
    }

    proptest! {
        #[test]
        fn rows_add_up_by_person_and_year(few in entries(), times in prop_oneof![Just(1usize), 1..200usize], spread in 1u32..4, at_a_time in 1usize..90) {
            // The same rows of more and more persons, so that some blocks become tables, and some tables lists again.
            let moved = |at: usize, of: &PersonYear| PersonYear {
                person: PersonIndex((of.person.0 + at as u32 % (spread * 40)).min(PEOPLE as u32 - 1)),
                ..*of
            };
            let entries: Vec<PersonYear> = (0..times).flat_map(|at| few.iter().map(move |of| moved(at, of))).collect();
            for aggregate in [Aggregate::Sum, Aggregate::Max, Aggregate::Min] {
                let mut wanted: BTreeMap<(PersonIndex, i16), i64> = BTreeMap::new();
                for entry in &entries {
                    let add = |one: &mut i64| *one = combined(*one, entry.value, aggregate).unwrap();
                    wanted.entry((entry.person, entry.year)).and_modify(add).or_insert(entry.value);
                }
                let wanted: Vec<PersonYear> =
                    wanted.into_iter().map(|((person, year), value)| PersonYear { person, year, value }).collect();
                let found = sums(&entries, at_a_time, aggregate).unwrap();
                prop_assert_eq!(found.entries().collect::<Vec<_>>(), wanted.clone());
                // Alike whatever the order, and however the rows are divided over registers.
                let backwards: Vec<PersonYear> = entries.iter().rev().copied().collect();
                prop_assert_eq!(&sums(&backwards, 7, aggregate).unwrap(), &found);
                let (one, other) = entries.split_at(entries.len() / 3);
                let parts = [one, other].map(|part| sums(part, 1000, aggregate).unwrap());
                prop_assert_eq!(&merged(&parts, aggregate).unwrap(), &found);
                for year in [1807, 2006, 2199] {
                    let persons = wanted.iter().filter(|of| i32::from(of.year) == year).map(|of| of.person);
                    prop_assert_eq!(found.persons_in(year), persons.collect::<Vec<_>>());
                }
                for person in [0, 63, 4095, 4096, PEOPLE - 1].map(|at| PersonIndex(at as u32)) {
                    let theirs = wanted.iter().filter(|of| of.person == person);
                    let theirs: Vec<(i32, i64)> = theirs.map(|of| (i32::from(of.year), of.value)).collect();
                    prop_assert_eq!(found.of(person).iter().collect::<Vec<_>>(), theirs);
                }
            }
        }
    }
}
