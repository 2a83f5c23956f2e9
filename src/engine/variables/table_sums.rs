//! The sums of a block of persons as a table: a cell for each person and year.

use super::accumulator::{Accumulator, combined, unpack};
use super::narrow::MISSING;
use super::person_years::{Overflow, PersonYear};
use definitions::expression::Aggregate;
use foundation::keys::PersonIndex;

/// Persons of a block.
pub const PERSONS: usize = 4096;

/// What a table must hold: whose values, of which years, and how wide.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    first_person: u32,
    first_year: i16,
    years: usize,
    width: usize,
}

/// A cell for each person and year.
#[derive(Debug)]
pub struct TableSums {
    first_person: u32,
    first_year: i16,
    years: usize,
    cells: Cells,
}

/// The cells, all of one width.
#[derive(Debug)]
enum Cells {
    One(Vec<i8>),
    Two(Vec<i16>),
    Four(Vec<i32>),
    Eight(Vec<i64>),
}

/// A cell: empty, missing, or a number. The two least numbers of its width stand for the first two.
trait Cell: Copy {
    /// The cell of a year without a row.
    const EMPTY: Self;

    /// The value, if there is one.
    fn value(self) -> Option<i64>;

    /// The cell of a value; `None` if it is too narrow.
    fn of(value: i64) -> Option<Self>;
}

macro_rules! cell {
    ($width:ty) => {
        impl Cell for $width {
            const EMPTY: $width = <$width>::MIN;

            #[inline]
            fn value(self) -> Option<i64> {
                match self {
                    <$width>::MIN => None,
                    cell if cell == <$width>::MIN + 1 => Some(MISSING),
                    cell => Some(i64::from(cell)),
                }
            }

            #[inline]
            fn of(value: i64) -> Option<$width> {
                if value == MISSING {
                    return Some(<$width>::MIN + 1);
                }
                <$width>::try_from(value).ok().filter(|cell| *cell > <$width>::MIN + 1)
            }
        }
    };
}
cell!(i8);
cell!(i16);
cell!(i32);
cell!(i64);

/// Calls a function with the cells, whatever their width.
macro_rules! with_cells {
    ($cells:expr, $name:ident => $call:expr) => {
        match $cells {
            Cells::One($name) => $call,
            Cells::Two($name) => $call,
            Cells::Four($name) => $call,
            Cells::Eight($name) => $call,
        }
    };
}

impl Shape {
    /// The shape for some rows of a block; none without rows.
    pub fn of(rows: &Accumulator) -> Option<Shape> {
        let first_person = rows.entries().next()?.person.at() / PERSONS * PERSONS;
        let (mut first, mut last) = (i16::MAX, i16::MIN);
        let (mut least, mut most) = (0, 0);
        for PersonYear { year, value, .. } in rows.entries() {
            (first, last) = (first.min(year), last.max(year));
            if value != MISSING {
                (least, most) = (least.min(value), most.max(value));
            }
        }
        fn fits<T: Cell>(least: i64, most: i64) -> bool {
            T::of(least).and(T::of(most)).is_some()
        }
        let width = match (least, most) {
            (least, most) if fits::<i8>(least, most) => size_of::<i8>(),
            (least, most) if fits::<i16>(least, most) => size_of::<i16>(),
            (least, most) if fits::<i32>(least, most) => size_of::<i32>(),
            _ => size_of::<i64>(),
        };
        let years = (i32::from(last) - i32::from(first) + 1) as usize;
        Some(Shape { first_person: first_person as u32, first_year: first, years, width })
    }

    /// How many bytes the cells take.
    pub fn bytes(&self) -> usize {
        PERSONS * self.years * self.width
    }
}

impl TableSums {
    /// An empty table.
    pub fn new(shape: Shape) -> TableSums {
        let Shape { first_person, first_year, years, width } = shape;
        let len = PERSONS * years;
        let cells = match width {
            1 => Cells::One(vec![i8::EMPTY; len]),
            2 => Cells::Two(vec![i16::EMPTY; len]),
            4 => Cells::Four(vec![i32::EMPTY; len]),
            _ => Cells::Eight(vec![i64::EMPTY; len]),
        };
        TableSums { first_person, first_year, years, cells }
    }

    /// How many bytes the cells take.
    pub fn bytes(&self) -> usize {
        with_cells!(&self.cells, cells => size_of_val(cells.as_slice()))
    }

    /// Adds packed rows.
    ///
    /// # Errors
    /// A sum beyond 64 bits.
    pub fn add(&mut self, mut packed: &[u64], aggregate: Aggregate) -> Result<(), Overflow> {
        loop {
            let years = (self.first_year, self.years);
            let added = with_cells!(&mut self.cells, cells => enter(cells, years, packed, aggregate))?;
            packed = &packed[added..];
            let Some(word) = packed.first() else { return Ok(()) };
            self.make_room(unpack(*word).year)?;
        }
    }

    /// Adds a row that cannot be packed.
    ///
    /// # Errors
    /// A sum beyond 64 bits.
    pub fn add_wide(&mut self, row: PersonYear, aggregate: Aggregate) -> Result<(), Overflow> {
        loop {
            let years = (self.first_year, self.years);
            if with_cells!(&mut self.cells, cells => enter_one(cells, years, row, aggregate))? {
                return Ok(());
            }
            self.make_room(row.year)?;
        }
    }

    /// Makes room for a year or, where there is one, for larger sums.
    fn make_room(&mut self, year: i16) -> Result<(), Overflow> {
        let last = i32::from(self.first_year) + self.years as i32 - 1;
        let (first, last) = (self.first_year.min(year), last.max(year.into()));
        let years = (last - i32::from(first) + 1) as usize;
        if years > self.years {
            let shift = (i32::from(self.first_year) - i32::from(first)) as usize;
            with_cells!(&mut self.cells, cells => *cells = with_years(cells, self.years, (shift, years)));
            (self.first_year, self.years) = (first, years);
            return Ok(());
        }
        self.cells = match &self.cells {
            Cells::One(cells) => Cells::Two(cells.iter().map(|cell| wider(*cell)).collect()),
            Cells::Two(cells) => Cells::Four(cells.iter().map(|cell| wider(*cell)).collect()),
            Cells::Four(cells) => Cells::Eight(cells.iter().map(|cell| wider(*cell)).collect()),
            Cells::Eight(_) => return Err(Overflow),
        };
        Ok(())
    }

    /// All values by person and year.
    pub fn entries(&self) -> impl Iterator<Item = PersonYear> {
        (0..PERSONS).flat_map(move |place| {
            let person = PersonIndex(self.first_person + place as u32);
            (0..self.years).filter_map(move |shift| {
                let value = with_cells!(&self.cells, cells => cells[place * self.years + shift].value())?;
                Some(PersonYear { person, year: (i32::from(self.first_year) + shift as i32) as i16, value })
            })
        })
    }
}

/// Adds packed rows from the first one on. Returns how many: fewer than all if the next one finds no room.
fn enter<T: Cell>(
    cells: &mut [T],
    years: (i16, usize),
    packed: &[u64],
    aggregate: Aggregate,
) -> Result<usize, Overflow> {
    for (at, word) in packed.iter().enumerate() {
        if !enter_one(cells, years, unpack(*word), aggregate)? {
            return Ok(at);
        }
    }
    Ok(packed.len())
}

/// Adds a row, if there is room for its year and its sum.
#[inline]
fn enter_one<T: Cell>(
    cells: &mut [T],
    (first, years): (i16, usize),
    row: PersonYear,
    aggregate: Aggregate,
) -> Result<bool, Overflow> {
    let Some(shift) = usize::try_from(i32::from(row.year) - i32::from(first)).ok().filter(|shift| *shift < years)
    else {
        return Ok(false);
    };
    let cell = &mut cells[row.person.at() % PERSONS * years + shift];
    let sum = match cell.value() {
        None => row.value,
        Some(known) => combined(known, row.value, aggregate)?,
    };
    Ok(match T::of(sum) {
        Some(sum) => {
            *cell = sum;
            true
        }
        None => false,
    })
}

/// The same cells among more years, the first of them so many places further on.
fn with_years<T: Cell>(cells: &[T], before: usize, (shift, years): (usize, usize)) -> Vec<T> {
    let mut all = vec![T::EMPTY; PERSONS * years];
    for (to, from) in all.chunks_exact_mut(years).zip(cells.chunks_exact(before)) {
        to[shift..shift + before].copy_from_slice(from);
    }
    all
}

/// The same value in a wider cell.
fn wider<T: Cell, W: Cell>(cell: T) -> W {
    // Whatever fits a width fits the next.
    cell.value().and_then(W::of).unwrap_or(W::EMPTY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_neither_an_empty_nor_a_missing_cell_of_its_width() {
        let row = |person, value| PersonYear { person: PersonIndex(person), year: 2010, value };
        let widths: [(usize, &[i64]); 4] = [
            (1, &[127, -126, 0, MISSING]),
            (2, &[128, -127, -128, 32_767, -32_766]),
            (4, &[32_768, -32_767, -32_768, i32::MAX.into(), i64::from(i32::MIN) + 2]),
            (8, &[i64::from(i32::MAX) + 1, i64::from(i32::MIN) + 1, i32::MIN.into(), 1 << 50]),
        ];
        for (width, values) in widths {
            for value in values {
                let mut rows = Accumulator::default();
                rows.push(row(1, *value));
                let shape = Shape::of(&rows).unwrap();
                assert_eq!(shape.bytes(), PERSONS * width, "{value}");
                // In a table of that width, and in one that must grow.
                let mut narrow = Accumulator::default();
                narrow.push(row(0, 5));
                for (shape, others) in [(shape, &[][..]), (Shape::of(&narrow).unwrap(), &[row(0, 5)][..])] {
                    let mut table = TableSums::new(shape);
                    for one in others.iter().chain([&row(1, *value)]) {
                        table.add_wide(*one, Aggregate::Sum).unwrap();
                    }
                    assert_eq!(table.bytes(), PERSONS * width, "{value}");
                    let wanted: Vec<PersonYear> = others.iter().copied().chain([row(1, *value)]).collect();
                    assert_eq!(table.entries().collect::<Vec<_>>(), wanted);
                }
            }
        }
    }
}
