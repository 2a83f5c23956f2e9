//! Disclosure by differences between an earlier release and this one: a cell that was published before with a few persons or users more
//! or fewer, or with amounts that few persons contributed.

use super::counts::{AmountSummary, Counts, persons_of, users_of};
use super::decisions::PendingDecisions;
use super::perturb::Perturbation;
use super::request::{Candidate, EarlierRelease, Request};
use definitions::disclosure::Policy;
use foundation::tables::audit::AuditFitRow;
use foundation::words::Rule;

/// What an earlier release published of the same cell, with few persons, users or amounts more or fewer.
pub fn releases(request: &Request<'_>, ledger: &mut PendingDecisions) {
    let policy = &request.policy;
    let perturbation = request.perturbation();
    for earlier in &request.earlier {
        for (at, cohort) in request.cohorts.iter().enumerate() {
            let before = earlier.cohorts.get(&cohort.key).copied();
            let shown = || perturbation.count(cohort.cell, cohort.persons).unsigned_abs();
            let minimum = policy.minimum_persons;
            if before.is_some_and(|before| differs(policy, earlier, [cohort.persons, shown()], before, minimum)) {
                ledger.hold_cohort(at, Rule::Releases, beside(earlier));
            }
        }
        for (at, candidate) in request.fits.iter().enumerate().filter(|(_, candidate)| candidate.shown) {
            let Some(before) = earlier.fits.get(&candidate.fit.key().owned()) else { continue };
            let few = if earlier.exact {
                few(policy, earlier, candidate.fit, before)
            } else {
                other(&perturbation, earlier, candidate)
            };
            if let Some(reason) = few {
                ledger.reviews.push((at, Rule::Releases, reason.clone()));
                ledger.hold_counts(at, Rule::Releases, reason);
            }
        }
    }
    ledger.reviews.sort_by_key(|(at, ..)| *at);
}

/// Why an earlier release and this one disclose something of few persons in a regression.
fn few(policy: &Policy, earlier: &EarlierRelease, fit: &AuditFitRow, before: &Counts) -> Option<String> {
    let any = |now: [u64; 2], before: [u64; 2], minimum: u64| {
        now.into_iter().zip(before).any(|(now, before)| now != before && now.abs_diff(before) < minimum)
    };
    let persons = any(persons_of(fit), before.persons, policy.minimum_persons);
    let users = before.users.is_some_and(|users| any(users_of(fit), users, policy.minimum_users));
    if persons || users {
        return Some(beside(earlier));
    }
    let mut amounts = Counts::of(fit).amounts.into_iter().zip(before.amounts);
    amounts
        .any(|(now, before)| now.zip(before).is_some_and(|(now, before)| dominated(policy, now, before)))
        .then(|| format!("few have most of what is more or less than in release {}", earlier.release))
}

/// Why counts can't be compared with an earlier release whose audit is not here: it published other figures, and the number of
/// persons that they differ by is unknown. The same figures are of the same persons.
fn other(perturbation: &Perturbation, earlier: &EarlierRelease, candidate: &Candidate<'_>) -> Option<String> {
    let now = perturbation.figures(candidate.cells, true, candidate.fit)?;
    let same =
        earlier.figures.get(&candidate.fit.key().owned()).copied() == Some([now.estimate, now.standard_error, now.df]);
    (!same).then(|| format!("release {}, whose audit is not here, has other figures", earlier.release))
}

/// Whether a person, or two, have too much of what one release has beyond another.
///
/// An amount among the two largest of one release that is not in the other, and would be among its two largest, belongs to
/// a person who came, left, or whose amount changed: it is a part of the difference of the totals.
fn dominated(policy: &Policy, now: AmountSummary, before: AmountSummary) -> bool {
    let difference = (now.all - before.all).abs();
    [(now, before), (before, now)].into_iter().any(|(one, other)| {
        let [_, second] = other.two;
        let moved = || one.two.into_iter().filter(|amount| *amount > second && !other.two.contains(amount));
        let largest = moved().fold(0.0, f64::max);
        let two: f64 = moved().sum();
        largest > policy.largest_share * difference
            || moved().count() == 2 && two > policy.two_largest_share * difference
    })
}

/// Whether a count, exact and as published, differs from an earlier one by too few. Of an earlier release without its audit only
/// the published count is known, and the nearest other one is too near.
fn differs(policy: &Policy, earlier: &EarlierRelease, [exact, shown]: [u64; 2], before: u64, minimum: u64) -> bool {
    if earlier.exact {
        return exact != before && exact.abs_diff(before) < minimum;
    }
    let now = shown;
    now != before && now.abs_diff(before) <= policy.round_counts_to.max(minimum)
}

fn beside(earlier: &EarlierRelease) -> String {
    format!("too few persons or users more or fewer than in release {}", earlier.release)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_amount_is_compared_with_the_difference_of_the_totals() {
        let of = |all: f64, first: f64, second: f64| AmountSummary { all, two: [first, second] };
        let policy = Policy::default();
        let before = of(1000.0, 100.0, 90.0);
        for (now, few) in [
            (before, false),
            // One who came has 200 of the 300 more; of the 500 more he has less than half.
            (of(1300.0, 200.0, 100.0), true),
            (of(1500.0, 200.0, 100.0), false),
            // Two who came have 390 of the 420 more, and neither more than half.
            (of(1420.0, 200.0, 190.0), true),
            (of(1500.0, 200.0, 190.0), false),
            // Whoever has 80 now may have been third before.
            (of(910.0, 100.0, 80.0), true),
            (of(1010.0, 100.0, 90.0), false),
        ] {
            assert_eq!(dominated(&policy, now, before), few, "{now:?}");
            assert_eq!(dominated(&policy, before, now), few, "{now:?}, the other way round");
        }
    }
}
