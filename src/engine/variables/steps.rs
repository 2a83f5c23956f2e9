//! Values in steps of a variable's resolution, in 32 bits where all of them fit.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A missing value: a status register has the person, and its value is NULL. It is not zero.
pub const MISSING: i64 = i64::MIN;

/// [`MISSING`] in 32 bits.
const MISSING_SHORT: i32 = i32::MIN;

/// The values of a variable, by person and year. Values that fit in 32 bits are stored so: equal values have equal stores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Steps {
    Short(Vec<i32>),
    Long(Vec<i64>),
}

impl Default for Steps {
    fn default() -> Steps {
        Steps::Short(Vec::new())
    }
}

/// The values of one person.
#[derive(Debug, Clone, Copy)]
pub(super) enum StepsOfPerson<'a> {
    Short(&'a [i32]),
    Long(&'a [i64]),
}

impl Default for StepsOfPerson<'_> {
    fn default() -> Self {
        StepsOfPerson::Short(&[])
    }
}

fn short(value: i64) -> Option<i32> {
    if value == MISSING {
        Some(MISSING_SHORT)
    } else {
        i32::try_from(value).ok().filter(|short| *short != MISSING_SHORT)
    }
}

fn long(short: i32) -> i64 {
    if short == MISSING_SHORT { MISSING } else { i64::from(short) }
}

impl Steps {
    /// So many values.
    pub(super) fn of_values<'v>(values: impl Iterator<Item = &'v i64> + Clone, number: usize) -> Steps {
        let mut all: Vec<i32> = Vec::with_capacity(number);
        all.extend(values.clone().map_while(|value| short(*value)));
        if all.len() == number {
            return Steps::Short(all);
        }
        drop(all);
        let mut all = Vec::with_capacity(number);
        all.extend(values);
        Steps::Long(all)
    }

    /// All values.
    pub(super) fn all(&self) -> StepsIter<'_> {
        match self {
            Steps::Short(values) => StepsIter::Short(values.iter()),
            Steps::Long(values) => StepsIter::Long(values.iter()),
        }
    }

    /// The values of a person.
    pub(super) fn of(&self, range: Range<usize>) -> StepsOfPerson<'_> {
        match self {
            Steps::Short(values) => StepsOfPerson::Short(&values[range]),
            Steps::Long(values) => StepsOfPerson::Long(&values[range]),
        }
    }
}

impl StepsOfPerson<'_> {
    /// The value at a position.
    pub(super) fn get(&self, at: usize) -> Option<i64> {
        match self {
            StepsOfPerson::Short(values) => values.get(at).map(|value| long(*value)),
            StepsOfPerson::Long(values) => values.get(at).copied(),
        }
    }
}

impl<'a> IntoIterator for StepsOfPerson<'a> {
    type Item = i64;
    type IntoIter = StepsIter<'a>;

    fn into_iter(self) -> StepsIter<'a> {
        match self {
            StepsOfPerson::Short(values) => StepsIter::Short(values.iter()),
            StepsOfPerson::Long(values) => StepsIter::Long(values.iter()),
        }
    }
}

/// Values in their order.
#[derive(Debug, Clone)]
pub(super) enum StepsIter<'a> {
    Short(std::slice::Iter<'a, i32>),
    Long(std::slice::Iter<'a, i64>),
}

impl Iterator for StepsIter<'_> {
    type Item = i64;

    fn next(&mut self) -> Option<i64> {
        match self {
            StepsIter::Short(values) => values.next().map(|value| long(*value)),
            StepsIter::Long(values) => values.next().copied(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_take_32_bits_where_all_fit_and_none_is_changed() {
        let (least, most) = (i64::from(i32::MIN), i64::from(i32::MAX));
        for (values, is_short) in [
            (vec![0, -1, MISSING, least + 1, most], true),
            (vec![0, MISSING, most + 1], false),
            // The number that stands for a missing value in 32 bits.
            (vec![MISSING, least], false),
        ] {
            let steps = Steps::of_values(values.iter(), values.len());
            assert_eq!(matches!(steps, Steps::Short(_)), is_short, "{values:?}");
            assert_eq!(steps.all().collect::<Vec<i64>>(), values);
            let of_person = steps.of(1..values.len());
            assert_eq!((of_person.get(0), of_person.get(values.len() - 1)), (Some(values[1]), None));
            assert_eq!(of_person.into_iter().collect::<Vec<i64>>(), values[1..]);
        }
    }
}
