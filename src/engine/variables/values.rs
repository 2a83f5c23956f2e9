//! Values of rows as integers in steps of a variable's resolution, and their faults.

use arrow::array::{Array, ArrayRef, AsArray, Float64Array, Int64Array};
use arrow::datatypes::{Float64Type, Int64Type};
use sql::Numbers;

use super::accumulator::Accumulator;
use super::narrow::MISSING;
use super::periods::SchoolYears;
use super::person_years::PersonYear;
use crate::registers::Fault;
use definitions::variable::Resolution;
use foundation::keys::PersonIndex;

/// A value may lie this far from the grid of its resolution, in steps.
const SLACK: f64 = 1e-3;

/// The largest number of steps of one row: whole numbers up to here are exact in a double.
const LARGEST: f64 = 9.007_199_254_740_992e15;

/// The values of a batch's rows, as SQL gives them.
pub enum Values {
    /// `COUNT(*)`: one a row.
    Ones,
    /// Whole numbers.
    Integers(Int64Array),
    /// Numbers.
    Numbers(Float64Array),
}

impl Values {
    /// Takes a column as it was read, where SQL does nothing but name it. `None` for a type that SQL has to turn into a
    /// number.
    pub fn read(array: &ArrayRef) -> Option<Values> {
        let whole = array.as_primitive_opt::<Int64Type>().cloned().map(Values::Integers);
        whole.or_else(|| array.as_primitive_opt::<Float64Type>().cloned().map(Values::Numbers))
    }
}

impl From<Numbers> for Values {
    fn from(numbers: Numbers) -> Values {
        match numbers {
            Numbers::Integers(array) => Values::Integers(array),
            Numbers::Decimals(array) => Values::Numbers(array),
        }
    }
}

/// The faults of a row group's values, counted.
#[derive(Debug, Default, Clone, Copy)]
pub struct ValueFaults {
    nulls: usize,
    not_finite: usize,
    off_grid: usize,
    too_large: usize,
}

impl ValueFaults {
    fn add(&mut self, bad: ValueFault) {
        match bad {
            ValueFault::NotFinite => self.not_finite += 1,
            ValueFault::OffGrid => self.off_grid += 1,
            ValueFault::TooLarge => self.too_large += 1,
        }
    }

    /// Adds up.
    pub fn merge(&mut self, other: ValueFaults) {
        self.nulls += other.nulls;
        self.not_finite += other.not_finite;
        self.off_grid += other.off_grid;
        self.too_large += other.too_large;
    }

    /// The faults, the one that a build names first.
    pub fn faults(self, resolution: Resolution) -> impl Iterator<Item = Fault> {
        let step = resolution.step().to_string();
        let all = [
            (self.nulls, Fault::Nulls { count: self.nulls }),
            (self.not_finite, Fault::NotFinite { count: self.not_finite }),
            (self.off_grid, Fault::OffGrid { count: self.off_grid, resolution: step }),
            (self.too_large, Fault::TooLarge { count: self.too_large }),
        ];
        all.into_iter().filter(|(count, _)| *count > 0).map(|(_, fault)| fault)
    }
}

/// Rows of a batch that a source counts.
pub enum Selection {
    /// All.
    All,
    /// Some, each once.
    Rows(Vec<u32>),
}

/// The rows of a batch, and which of them count.
pub struct CountedRows<'a> {
    /// The person, by row.
    pub persons: &'a [PersonIndex],
    /// The year, by row.
    pub years: &'a [i64],
    /// The rows that count.
    pub kept: &'a Selection,
    /// Whether NULL means [`MISSING`]; else it is wrong.
    pub null_is_missing: bool,
    /// In which calendar years the rows' school years count; `None` where a row is of one calendar year.
    pub school_years: Option<&'a SchoolYears>,
}

impl CountedRows<'_> {
    /// A value of a row.
    pub fn entry(&self, row: usize, value: i64) -> PersonYear {
        PersonYear { person: self.persons[row], year: self.years[row] as i16, value }
    }

    /// Puts so many steps a row into `into`, those of rows of a person's year that follow one another as one value.
    fn count(&self, steps: i64, into: &mut Accumulator) {
        let mut before: Option<PersonYear> = None;
        let mut put = |row: usize| {
            let entry = self.entry(row, steps);
            let same = before.filter(|known| (known.person, known.year) == (entry.person, entry.year));
            match same.and_then(|known| known.value.checked_add(steps)) {
                Some(value) => before = Some(PersonYear { value, ..entry }),
                None => before.replace(entry).into_iter().for_each(|known| into.push(known)),
            }
        };
        match self.kept {
            Selection::All => (0..self.persons.len()).for_each(&mut put),
            Selection::Rows(rows) => rows.iter().for_each(|row| put(*row as usize)),
        }
        before.into_iter().for_each(|known| into.push(known));
    }

    #[inline]
    fn each(
        &self,
        into: &mut Accumulator,
        wrong: &mut ValueFaults,
        value: impl Fn(usize) -> Result<Option<i64>, ValueFault>,
    ) {
        let mut put = |row: usize| {
            let value = match value(row) {
                Ok(Some(value)) => value,
                Ok(None) if self.null_is_missing => MISSING,
                Ok(None) => return wrong.nulls += 1,
                Err(bad) => {
                    wrong.add(bad);
                    // A status whose value is bad is not known.
                    match self.null_is_missing {
                        true => MISSING,
                        false => return,
                    }
                }
            };
            match self.school_years {
                None => into.push(self.entry(row, value)),
                Some(calendar) => {
                    for (year, value) in calendar.divided(self.years[row], value) {
                        into.push(PersonYear { person: self.persons[row], year: year as i16, value });
                    }
                }
            }
        };
        match self.kept {
            Selection::All => (0..self.persons.len()).for_each(put),
            Selection::Rows(rows) => rows.iter().for_each(|row| put(*row as usize)),
        }
    }
}

/// Puts the values of the rows that count into `into`, in steps of a resolution.
pub fn collect(
    values: &Values,
    counted: &CountedRows<'_>,
    resolution: Resolution,
    wrong: &mut ValueFaults,
    into: &mut Accumulator,
) {
    match values {
        Values::Ones => match step(1.0, resolution) {
            Ok(one) if counted.school_years.is_none() => counted.count(one, into),
            one => counted.each(into, wrong, |_| one.map(Some)),
        },
        Values::Integers(values) => counted.each(into, wrong, |row| {
            if values.is_null(row) {
                return Ok(None);
            }
            match values.value(row) {
                value if value.unsigned_abs() > LARGEST as u64 => Err(ValueFault::TooLarge),
                value if resolution == Resolution::Units(1) => Ok(Some(value)),
                value => step(value as f64, resolution).map(Some),
            }
        }),
        Values::Numbers(values) => counted.each(into, wrong, |row| {
            if values.is_null(row) { Ok(None) } else { step(values.value(row), resolution).map(Some) }
        }),
    }
}

/// A fault of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ValueFault {
    NotFinite,
    OffGrid,
    TooLarge,
}

/// A value in steps.
fn step(value: f64, resolution: Resolution) -> Result<i64, ValueFault> {
    if !value.is_finite() {
        return Err(ValueFault::NotFinite);
    }
    let steps = resolution.steps(value);
    // Most are whole already, which is seen without a call.
    let whole = steps as i64;
    if whole as f64 == steps && steps.abs() <= LARGEST {
        return Ok(whole);
    }
    let nearest = steps.round();
    if nearest.abs() > LARGEST {
        Err(ValueFault::TooLarge)
    } else if (steps - nearest).abs() > SLACK {
        Err(ValueFault::OffGrid)
    } else {
        Ok(nearest as i64)
    }
}
