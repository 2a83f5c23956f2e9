//! Where the rows of each comparison stand in the long tables of a release, so that a case finds its own without reading all.

use std::collections::HashMap;
use std::ops::Range;

use super::Database;
use super::published::{CovarianceRow, EstimateRow, FitRow, ProfileRow};
use crate::keys::ComparisonKey;

/// The places of the rows by comparison. A database that was put together by hand has none, and its rows are looked through.
#[derive(Debug, Clone, Default)]
pub struct Places {
    by_comparison: HashMap<ComparisonKey, Runs>,
    /// How many rows the tables had.
    rows: [usize; 4],
}

/// Where the estimates, covariances, fits and profiles of a comparison stand: rows that follow each other are one range.
type Runs = [Vec<Range<usize>>; 4];

/// Places say nothing that the rows do not say.
impl PartialEq for Places {
    fn eq(&self, _: &Places) -> bool {
        true
    }
}

impl Places {
    fn note<'a>(&mut self, table: usize, keys: impl Iterator<Item = ComparisonKey<&'a str>>) {
        let mut run: Option<(ComparisonKey<&str>, Range<usize>)> = None;
        for (at, key) in keys.enumerate() {
            match &mut run {
                Some((of, range)) if *of == key => range.end = at + 1,
                _ => self.close(table, run.replace((key, at..at + 1))),
            }
        }
        self.close(table, run);
    }

    fn close(&mut self, table: usize, run: Option<(ComparisonKey<&str>, Range<usize>)>) {
        let Some((key, range)) = run else { return };
        if let Some(runs) = self.by_comparison.entry(key.owned()).or_default().get_mut(table) {
            runs.push(range);
        }
    }
}

impl Database {
    /// Notes where the rows of each comparison stand.
    pub fn note_places(&mut self) {
        let mut places = Places { rows: self.long_tables(), ..Places::default() };
        places.note(0, self.estimates.iter().map(EstimateRow::comparison));
        places.note(1, self.covariances.iter().map(CovarianceRow::comparison));
        places.note(2, self.fits.iter().map(FitRow::comparison));
        places.note(3, self.profiles.iter().map(ProfileRow::comparison));
        self.places = places;
    }

    fn long_tables(&self) -> [usize; 4] {
        [self.estimates.len(), self.covariances.len(), self.fits.len(), self.profiles.len()]
    }

    /// The ranges of a table that can hold rows of a comparison.
    fn ranges(&self, table: usize, of: ComparisonKey<&str>) -> Vec<Range<usize>> {
        let rows = self.long_tables();
        if self.places.rows != rows || self.places.by_comparison.is_empty() {
            return rows.get(table).map(|rows| 0..*rows).into_iter().collect();
        }
        let runs = self.places.by_comparison.get(&of.owned()).and_then(|runs| runs.get(table));
        // A comparison that no run holds has no row.
        runs.map_or_else(Vec::new, Clone::clone)
    }

    /// The significant estimates of a comparison.
    pub fn estimates_of<'a>(&'a self, of: ComparisonKey<&'a str>) -> impl Iterator<Item = &'a EstimateRow> {
        let ranges = self.ranges(0, of).into_iter();
        ranges.flat_map(|range| &self.estimates[range]).filter(move |row| row.comparison() == of)
    }

    /// The covariances of a comparison.
    pub fn covariances_of<'a>(&'a self, of: ComparisonKey<&'a str>) -> impl Iterator<Item = &'a CovarianceRow> {
        let ranges = self.ranges(1, of).into_iter();
        ranges.flat_map(|range| &self.covariances[range]).filter(move |row| row.comparison() == of)
    }

    /// The planned regressions of a comparison.
    pub fn fits_of<'a>(&'a self, of: ComparisonKey<&'a str>) -> impl Iterator<Item = &'a FitRow> {
        let ranges = self.ranges(2, of).into_iter();
        ranges.flat_map(|range| &self.fits[range]).filter(move |row| row.comparison() == of)
    }

    /// Who is in the cohorts of a comparison.
    pub fn profiles_of<'a>(&'a self, of: ComparisonKey<&'a str>) -> impl Iterator<Item = &'a ProfileRow> {
        let ranges = self.ranges(3, of).into_iter();
        ranges.flat_map(|range| &self.profiles[range]).filter(move |row| row.comparison() == of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Status;

    fn fit(group: &str, year: i32) -> FitRow {
        FitRow {
            target_group: group.to_owned(),
            subgroup: "all".to_owned(),
            success_measure: "m".to_owned(),
            consequence: "c".to_owned(),
            follow_up_year: year,
            status: Status::Estimated,
            significant: true,
            reason: None,
        }
    }

    #[test]
    fn noted_places_hold_the_rows_that_are_found_by_looking() {
        let groups = ["b", "a", "a", "c", "a", "b", "b"];
        let fits = (1..).zip(groups).map(|(year, group)| fit(group, year)).collect();
        let by_hand = Database { fits, ..Database::default() };
        let mut noted = by_hand.clone();
        noted.note_places();
        assert_eq!(noted, by_hand);
        for group in ["a", "b", "c", "none"] {
            let of = ComparisonKey { target_group: group, subgroup: "all", success_measure: "m" };
            let years = |database: &Database| database.fits_of(of).map(|row| row.follow_up_year).collect::<Vec<_>>();
            assert_eq!(years(&noted), years(&by_hand), "{group}");
            assert_eq!(years(&noted).len(), groups.iter().filter(|one| **one == group).count());
        }
        // Rows that came later are found all the same.
        noted.fits.push(fit("c", 8));
        let of = ComparisonKey { target_group: "c", subgroup: "all", success_measure: "m" };
        assert_eq!(noted.fits_of(of).count(), 2);
    }
}
