//! What is the same for all entries of a year, found once a year and not once an entry.

use super::entry::Entry;

/// A value for each of some calendar years that follow one another.
pub struct ByYear<T> {
    first: i32,
    values: Vec<T>,
}

impl<T: Copy> ByYear<T> {
    /// The values of the years from `first` years after the earliest t = 0 of some entries through `last` years after the
    /// latest.
    pub fn around(entries: &[Entry], (first, last): (i32, i32), value: impl Fn(i32) -> T) -> ByYear<T> {
        let years = || entries.iter().map(|entry| i32::from(entry.t0));
        let earliest = years().min().map_or(0, |year| year + first);
        let values = years().max().map_or_else(Vec::new, |latest| (earliest..=latest + last).map(value).collect());
        ByYear { first: earliest, values }
    }

    /// The value of a year.
    #[inline]
    pub fn of(&self, year: i32) -> T {
        self.values[(year - self.first) as usize]
    }
}
