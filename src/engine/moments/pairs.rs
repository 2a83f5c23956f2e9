//! The sums over pairs of follow-up years: per cell, over persons whose outcome is known in both, what the covariance of two
//! estimates needs (method rule 17).

use definitions::plan::FollowUpIndex;
use definitions::target_group::AfterExit;

use super::cells::Cells;
use super::observations::{Observation, Observations, Outcome};
use super::presence::Presence;
use crate::persons::Persons;

/// Sums of one cell over persons whose outcome is known in both years.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PairSums {
    /// Persons.
    pub n: u64,
    /// Σ of the first year's outcome, in steps.
    pub first: i128,
    /// Σ of the second year's.
    pub second: i128,
    /// Σ of their products, in squared steps.
    pub product: i128,
}

/// Two follow-up years.
pub type YearPair = (FollowUpIndex, FollowUpIndex);

/// The sums of every cell for each pair of follow-up years.
pub fn pairs(
    cells: &Cells,
    persons: &Persons,
    presence: &Presence,
    outcome: &Outcome<'_>,
    pairs: &[YearPair],
) -> Vec<Vec<PairSums>> {
    if pairs.is_empty() {
        return Vec::new();
    }
    let observations = Observations::new(cells, persons, presence, outcome);
    if observations.any_missing() || presence.after_exit == AfterExit::Drop {
        over_all_years(cells, presence, &observations, outcome, pairs)
    } else {
        over_rows(cells, presence, &observations, outcome, pairs)
    }
}

/// By looking at every year of every person.
fn over_all_years(
    cells: &Cells,
    presence: &Presence,
    observations: &Observations<'_>,
    outcome: &Outcome<'_>,
    pairs: &[YearPair],
) -> Vec<Vec<PairSums>> {
    let mut sums = vec![vec![PairSums::default(); cells.list.keys.len()]; pairs.len()];
    let mut of_member: Vec<Option<i64>> = Vec::with_capacity(presence.follow_up.len());
    let years = || (0..presence.follow_up.len()).map(FollowUpIndex);
    for (member, left_out) in cells.members.iter().zip(&presence.left_out) {
        if *left_out {
            continue;
        }
        let values = outcome.values.of(member.person);
        of_member.clear();
        of_member.extend(years().map(|year| match observations.of(member, values, year) {
            Observation::Value(value) => Some(value),
            Observation::Missing | Observation::Absent => None,
        }));
        for (sums, (first, second)) in sums.iter_mut().zip(pairs) {
            if let Some((a, b)) = of_member[first.0].zip(of_member[second.0]) {
                let sums = &mut sums[member.cell.at()];
                sums.n += 1;
                sums.first += i128::from(a);
                sums.second += i128::from(b);
                sums.product += product(a, b);
            }
        }
    }
    sums
}

/// By looking at rows only, where every person counts in every covered year and no row is a zero: a year's sum over persons
/// known in both years is its whole sum, less the values of persons whose other year is missing.
fn over_rows(
    cells: &Cells,
    presence: &Presence,
    observations: &Observations<'_>,
    outcome: &Outcome<'_>,
    pairs: &[YearPair],
) -> Vec<Vec<PairSums>> {
    let mut sums = vec![vec![PairSums::default(); cells.list.keys.len()]; pairs.len()];
    let mut whole = vec![vec![0i128; cells.list.keys.len()]; presence.follow_up.len()];
    let mut missing = vec![vec![0u64; cells.list.keys.len()]; pairs.len()];
    let mut rows: Vec<(FollowUpIndex, Option<i64>)> = Vec::new();
    for (member, _) in cells.members.iter().zip(&presence.left_out).filter(|(_, left_out)| !**left_out) {
        let cell = member.cell.at();
        rows.clear();
        rows.extend(observations.rows(member, outcome.values.of(member.person)));
        for (year, value) in &rows {
            if let Some(value) = value {
                whole[year.0][cell] += i128::from(*value);
            }
        }
        let any_missing = rows.iter().any(|(_, value)| value.is_none());
        if rows.len() < 2 && !any_missing {
            continue;
        }
        let row_in =
            |year: FollowUpIndex| rows.iter().find(|(other, _)| *other == year).map_or(Some(0), |(_, value)| *value);
        for ((sums, missing), (first, second)) in sums.iter_mut().zip(&mut missing).zip(pairs) {
            let sums = &mut sums[cell];
            match (row_in(*first), row_in(*second)) {
                (Some(a), Some(b)) => sums.product += product(a, b),
                (a, b) => {
                    missing[cell] += 1;
                    // A value whose other year is missing is in the year's whole sum, and not in the pair's.
                    a.into_iter().for_each(|a| sums.first -= i128::from(a));
                    b.into_iter().for_each(|b| sums.second -= i128::from(b));
                }
            }
        }
    }
    for ((sums, missing), (first, second)) in sums.iter_mut().zip(&missing).zip(pairs) {
        let cells = cells.list.iter();
        for ((sums, missing), (cell, key)) in sums.iter_mut().zip(missing).zip(cells) {
            let covered = [*first, *second].iter().all(|year| observations.is_zero_without_row(key.t0, *year));
            if !covered {
                *sums = PairSums::default();
                continue;
            }
            sums.n = presence.persons(*first, cell) - missing;
            sums.first += whole[first.0][cell.at()];
            sums.second += whole[second.0][cell.at()];
        }
    }
    sums
}

/// A product of two values, which can't be too large for 128 bits.
fn product(a: i64, b: i64) -> i128 {
    i128::from(a).wrapping_mul(i128::from(b))
}
