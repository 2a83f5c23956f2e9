//! What two follow-up years have in common: per cell, over persons known in both, the sums that the covariance of two
//! estimates needs (method rule 17).

use super::cells::Cells;
use super::fold::Presence;
use super::known::{Known, Outcome, Value};
use crate::persons::Persons;
use definitions::target_group::AfterExit;

/// Sums of one cell over persons known in both years.
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

/// The sums of every cell for each pair of follow-up years, by their positions.
pub fn pairs(
    cells: &Cells,
    persons: &Persons,
    presence: &Presence,
    outcome: &Outcome<'_>,
    pairs: &[(usize, usize)],
) -> Vec<Vec<PairSums>> {
    if pairs.is_empty() {
        return Vec::new();
    }
    let known = Known::new(cells, persons, presence, outcome);
    if known.any_missing() || presence.after_exit == AfterExit::Drop {
        of_everyone(cells, presence, &known, outcome, pairs)
    } else {
        of_rows(cells, presence, &known, outcome, pairs)
    }
}

/// By looking at every year of every person.
fn of_everyone(
    cells: &Cells,
    presence: &Presence,
    known: &Known<'_>,
    outcome: &Outcome<'_>,
    pairs: &[(usize, usize)],
) -> Vec<Vec<PairSums>> {
    let mut sums = vec![vec![PairSums::default(); cells.keys.len()]; pairs.len()];
    let mut of_member: Vec<Option<i64>> = Vec::with_capacity(presence.follow_up.len());
    for (member, left_out) in cells.members.iter().zip(&presence.left_out) {
        if *left_out {
            continue;
        }
        let values = outcome.values.of(member.person);
        of_member.clear();
        of_member.extend((0..presence.follow_up.len()).map(|at| match known.value(member, values, at) {
            Value::Known(value) => Some(value),
            Value::NotKnown | Value::NotThere => None,
        }));
        for (sums, (first, second)) in sums.iter_mut().zip(pairs) {
            let both = of_member.get(*first).copied().flatten().zip(of_member.get(*second).copied().flatten());
            if let (Some((a, b)), Some(sums)) = (both, sums.get_mut(member.cell as usize)) {
                sums.n += 1;
                sums.first += i128::from(a);
                sums.second += i128::from(b);
                sums.product += product(a, b);
            }
        }
    }
    sums
}

/// By looking at rows only, where everybody counts in every covered year and no row is a zero: a year's sum over persons
/// known in both years is its whole sum, less what persons have of whom the other year is not known.
fn of_rows(
    cells: &Cells,
    presence: &Presence,
    known: &Known<'_>,
    outcome: &Outcome<'_>,
    pairs: &[(usize, usize)],
) -> Vec<Vec<PairSums>> {
    let mut sums = vec![vec![PairSums::default(); cells.keys.len()]; pairs.len()];
    let mut whole = vec![vec![0i128; cells.keys.len()]; presence.follow_up.len()];
    let mut not_known = vec![vec![0u64; cells.keys.len()]; pairs.len()];
    let mut rows: Vec<(usize, Option<i64>)> = Vec::new();
    for (member, _) in cells.members.iter().zip(&presence.left_out).filter(|(_, left_out)| !**left_out) {
        let cell = member.cell as usize;
        rows.clear();
        rows.extend(known.rows(member, outcome.values.of(member.person)));
        for (at, value) in &rows {
            if let (Some(whole), Some(value)) = (whole.get_mut(*at).and_then(|whole| whole.get_mut(cell)), value) {
                *whole += i128::from(*value);
            }
        }
        let any_not_known = rows.iter().any(|(_, value)| value.is_none());
        if rows.len() < 2 && !any_not_known {
            continue;
        }
        let row_in = |at: usize| rows.iter().find(|(other, _)| *other == at).map_or(Some(0), |(_, value)| *value);
        for ((sums, not_known), (first, second)) in sums.iter_mut().zip(&mut not_known).zip(pairs) {
            let (Some(sums), Some(not_known)) = (sums.get_mut(cell), not_known.get_mut(cell)) else { continue };
            match (row_in(*first), row_in(*second)) {
                (Some(a), Some(b)) => sums.product += product(a, b),
                (a, b) => {
                    *not_known += 1;
                    sums.first -= i128::from(a.unwrap_or_default());
                    sums.second -= i128::from(b.unwrap_or_default());
                }
            }
        }
    }
    for ((sums, not_known), (first, second)) in sums.iter_mut().zip(&not_known).zip(pairs) {
        for (cell, ((sums, not_known), key)) in sums.iter_mut().zip(not_known).zip(&cells.keys).enumerate() {
            let covered = [*first, *second].iter().all(|at| known.is_zero_without_row(key.t0, *at));
            if !covered {
                *sums = PairSums::default();
                continue;
            }
            let of_year = |at: usize| whole.get(at).and_then(|whole| whole.get(cell)).copied().unwrap_or_default();
            sums.n = presence.persons(*first, cell) - not_known;
            sums.first += of_year(*first);
            sums.second += of_year(*second);
        }
    }
    sums
}

/// A product of two values, which can't be too large for 128 bits.
fn product(a: i64, b: i64) -> i128 {
    i128::from(a).wrapping_mul(i128::from(b))
}
