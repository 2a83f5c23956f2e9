//! The sums of a block of persons while rows are read.
//!
//! A block with few values is a list of rows, from time to time made one a person and year. One with many is a table with a cell for each
//! person and year. It fits the processor's cache, and is kept only while its cells take no more bytes than a list of twice its values.

use super::accumulator::{Accumulator, combined};
use super::narrow::NarrowIntegers;
use super::person_years::{Block, Overflow, PERSONS_A_WORD, PersonYear};
use super::table_sums::{PERSONS, Shape, TableSums};
use definitions::expression::Aggregate;
use foundation::keys::PersonIndex;

/// Bytes that a list may take before it is looked at: some 2,000 rows.
const PATIENCE: usize = 1 << 14;

/// By how much a list grows before it is looked at again.
const GROWTH: usize = 4;

/// The block of a person.
pub const fn block_of(person: PersonIndex) -> usize {
    person.0 as usize / PERSONS
}

/// The values of a block of persons.
#[derive(Debug)]
pub struct BlockSums {
    values: Values,
    /// At how many bytes a list is looked at, or those of the table when it was last looked at.
    known: usize,
}

/// How a block holds its values.
#[derive(Debug)]
enum Values {
    List(Accumulator),
    Table(TableSums),
}

impl Default for Values {
    fn default() -> Values {
        Values::List(Accumulator::default())
    }
}

impl Default for BlockSums {
    fn default() -> BlockSums {
        BlockSums { values: Values::default(), known: PATIENCE }
    }
}

impl BlockSums {
    /// Adds packed rows of the block's persons.
    ///
    /// # Errors
    /// A sum beyond 64 bits.
    pub fn add(&mut self, packed: &[u64], aggregate: Aggregate) -> Result<(), Overflow> {
        match &mut self.values {
            Values::Table(table) => table.add(packed, aggregate)?,
            Values::List(rows) => rows.packed.extend_from_slice(packed),
        }
        self.look(aggregate)
    }

    /// Adds a row that cannot be packed.
    ///
    /// # Errors
    /// A sum beyond 64 bits.
    pub fn add_wide(&mut self, row: PersonYear, aggregate: Aggregate) -> Result<(), Overflow> {
        match &mut self.values {
            Values::Table(table) => table.add_wide(row, aggregate)?,
            Values::List(rows) => rows.wide.push(row),
        }
        self.look(aggregate)
    }

    /// Looks at a list or table that has grown: whether the other takes fewer bytes. A list that stays one has one value a person and year.
    fn look(&mut self, aggregate: Aggregate) -> Result<(), Overflow> {
        let has_grown = match &self.values {
            Values::List(rows) => rows.bytes() >= self.known,
            Values::Table(table) => table.bytes() > self.known,
        };
        if !has_grown {
            return Ok(());
        }
        match std::mem::take(&mut self.values) {
            Values::Table(table) => self.hold(table),
            Values::List(rows) => match Shape::of(&rows).filter(|shape| shape.bytes() <= rows.bytes()) {
                None => self.list(one_a_year(rows, aggregate)?.into_iter()),
                Some(shape) => {
                    let mut table = TableSums::new(shape);
                    table.add(&rows.packed, aggregate)?;
                    rows.wide.into_iter().try_for_each(|row| table.add_wide(row, aggregate))?;
                    self.hold(table);
                }
            },
        }
        Ok(())
    }

    /// Keeps a table, or its values as a list where most of its cells are empty.
    fn hold(&mut self, table: TableSums) {
        let listed = 2 * size_of::<u64>() * table.entries().count();
        if listed < table.bytes() {
            self.list(table.entries());
        } else {
            self.known = table.bytes();
            self.values = Values::Table(table);
        }
    }

    fn list(&mut self, sums: impl Iterator<Item = PersonYear>) {
        let mut rows = Accumulator::default();
        sums.for_each(|sum| rows.push(sum));
        self.known = PATIENCE.max(GROWTH * rows.bytes());
        self.values = Values::List(rows);
    }

    /// The block's values, one a person and year; `first_year` is that of all blocks.
    ///
    /// # Errors
    /// A sum beyond 64 bits.
    pub fn into_block(self, first_year: i16, aggregate: Aggregate) -> Result<Block, Overflow> {
        Ok(match self.values {
            Values::Table(table) => block_of_entries(table.entries(), first_year),
            Values::List(rows) => block_of_entries(one_a_year(rows, aggregate)?.into_iter(), first_year),
        })
    }
}

/// Rows by person and year, those of one person's year as one.
fn one_a_year(rows: Accumulator, aggregate: Aggregate) -> Result<Vec<PersonYear>, Overflow> {
    let mut all: Vec<PersonYear> = rows.entries().collect();
    all.sort_unstable();
    let mut sums: Vec<PersonYear> = Vec::with_capacity(all.len());
    for row in all {
        match sums.last_mut().filter(|last| (last.person, last.year) == (row.person, row.year)) {
            Some(last) => last.value = combined(last.value, row.value, aggregate)?,
            None => sums.push(row),
        }
    }
    Ok(sums)
}

/// A block of values that come by person and year.
pub fn block_of_entries(entries: impl Iterator<Item = PersonYear>, first_year: i16) -> Block {
    let mut block = Block { words: vec![0; PERSONS / PERSONS_A_WORD], ..Block::default() };
    let (mut years, mut values) = (Vec::new(), Vec::new());
    let mut last = None;
    for PersonYear { person, year, value } in entries {
        match block.counts.last_mut().filter(|_| last == Some(person)) {
            Some(count) => *count += 1,
            None => {
                let place = person.at() % PERSONS;
                block.words[place / PERSONS_A_WORD] |= 1 << (place % PERSONS_A_WORD);
                block.counts.push(1);
            }
        }
        last = Some(person);
        years.push(i64::from(year) - i64::from(first_year));
        values.push(value);
    }
    block.years = NarrowIntegers::of(years.len(), years.into_iter());
    block.values = NarrowIntegers::of(values.len(), values.into_iter());
    block
}

#[cfg(test)]
impl BlockSums {
    /// Whether the values are a table.
    pub fn is_table(&self) -> bool {
        matches!(self.values, Values::Table(_))
    }
}

#[cfg(test)]
mod tests {
    use super::super::narrow::MISSING;
    use super::*;

    /// A row of a person of the third block.
    fn row(person: usize, year: i16, value: i64) -> PersonYear {
        PersonYear { person: PersonIndex((2 * PERSONS + person) as u32), year, value }
    }

    fn add(sums: &mut BlockSums, rows: impl Iterator<Item = PersonYear>, aggregate: Aggregate) -> Result<(), Overflow> {
        let mut packed = Accumulator::default();
        rows.for_each(|row| packed.push(row));
        sums.add(&packed.packed, aggregate)?;
        packed.wide.into_iter().try_for_each(|row| sums.add_wide(row, aggregate))
    }

    /// The bytes of a table; none of a list.
    fn table(sums: &BlockSums) -> Option<usize> {
        if let Values::Table(table) = &sums.values { Some(table.bytes()) } else { None }
    }

    fn all(sums: BlockSums, aggregate: Aggregate) -> Vec<PersonYear> {
        match sums.values {
            Values::Table(table) => table.entries().collect(),
            Values::List(rows) => one_a_year(rows, aggregate).unwrap(),
        }
    }

    #[test]
    fn a_table_grows_by_years_and_by_width() {
        for aggregate in [Aggregate::Sum, Aggregate::Max, Aggregate::Min] {
            let mut sums = BlockSums::default();
            let everyone = |year, value| (0..PERSONS).map(move |person| row(person, year, value));
            add(&mut sums, everyone(2010, 3), aggregate).unwrap();
            assert_eq!(table(&sums), Some(PERSONS), "a byte for each person");
            // A later year, an earlier one, and values that need two, four and eight bytes.
            let mut wanted: Vec<PersonYear> = everyone(2010, 3).collect();
            let more =
                [(2012, -1), (2008, MISSING), (2009, 126), (2009, 1), (2009, 127), (2010, 40_000), (2013, -(1 << 40))];
            for (at, (year, value)) in more.into_iter().enumerate() {
                let of_year = || everyone(year, value).filter(|one| one.person.at() % 5 != at);
                add(&mut sums, of_year(), aggregate).unwrap();
                assert!(table(&sums).is_some());
                wanted.extend(of_year());
            }
            assert_eq!(table(&sums), Some(PERSONS * 6 * 8));
            let mut rows = Accumulator::default();
            wanted.into_iter().for_each(|one| rows.push(one));
            assert_eq!(all(sums, aggregate), one_a_year(rows, aggregate).unwrap(), "{aggregate:?}");
        }
    }

    #[test]
    fn a_sum_beyond_64_bits_is_an_error_in_a_table_and_in_a_list() {
        for others in [0, PERSONS] {
            let mut sums = BlockSums::default();
            add(&mut sums, (0..others).map(|person| row(person, 2010, 1)), Aggregate::Sum).unwrap();
            assert_eq!(table(&sums).is_some(), others > 0);
            // The least number stands for a missing value: a sum must not become it.
            let least = [row(7, 2010, i64::MIN + 1), row(7, 2010, -1), row(7, 2010, -1)];
            let sums =
                add(&mut sums, least.into_iter(), Aggregate::Sum).and_then(|()| sums.into_block(2010, Aggregate::Sum));
            assert!(matches!(sums, Err(Overflow)), "with {others} others");
        }
        let mut sums = BlockSums::default();
        add(&mut sums, [row(7, 2010, i64::MAX), row(7, 2010, 1)].into_iter(), Aggregate::Sum).unwrap();
        assert!(matches!(sums.into_block(2010, Aggregate::Sum), Err(Overflow)));
    }

    #[test]
    fn few_values_take_few_bytes_however_many_rows_there_are() {
        let mut sums = BlockSums::default();
        for batch in 0..2_000 {
            // Ten rows each of 60 persons.
            add(&mut sums, (0..600).map(|at| row(at % 60 * 64, 2010, 1 + batch % 2)), Aggregate::Sum).unwrap();
            let Values::List(rows) = &sums.values else { panic!("a table of 60 values") };
            assert!(rows.bytes() < 2 * PATIENCE, "{} bytes", rows.bytes());
        }
        assert_eq!(all(sums, Aggregate::Sum)[1], row(64, 2010, 2_000 * 15));
        // A table that one row makes much larger is a list again.
        let mut sums = BlockSums::default();
        add(&mut sums, (0..PERSONS).map(|person| row(person, 2020, 1)), Aggregate::Sum).unwrap();
        assert!(table(&sums).is_some());
        add(&mut sums, [row(5, 1980, 1 << 33)].into_iter(), Aggregate::Sum).unwrap();
        assert_eq!(table(&sums), None);
        let found = all(sums, Aggregate::Sum);
        assert_eq!((found.len(), found[5], found[6]), (PERSONS + 1, row(5, 1980, 1 << 33), row(5, 2020, 1)));
    }
}
