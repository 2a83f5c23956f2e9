//! What two follow-up years have in common: per cell, over persons known in both, the sums that the covariance of two
//! estimates needs (method rule 17).

use super::cells::Cells;
use super::fold::Presence;
use super::known::{Known, Outcome, Value};
use crate::persons::Persons;

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
    let known = Known::new(cells, persons, presence, outcome);
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
                sums.product += i128::from(a) * i128::from(b);
            }
        }
    }
    sums
}
