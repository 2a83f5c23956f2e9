//! What an earlier release and this one give away together: a cell that was published before with a few persons or users more
//! or fewer, or with amounts that a few persons brought or took with them.

use super::overlap::{count, persons_of, users_of};
use super::{Asked, Counts, Earlier, FitKey, Largest, Ledger, Perturbation, Question};
use definitions::disclosure::Policy;
use foundation::tables::audit::AuditFitRow;
use foundation::words::Rule;

fn key_of(fit: &AuditFitRow) -> FitKey {
    (
        fit.target_group.clone(),
        fit.subgroup.clone(),
        fit.success_measure.clone(),
        fit.consequence.clone(),
        fit.follow_up_year,
    )
}

/// What an earlier release published of the same cell, with few persons, users or amounts more or fewer.
pub fn releases(question: &Question<'_>, ledger: &mut Ledger) {
    let policy = &question.policy;
    let perturbation = question.perturbation();
    for earlier in &question.earlier {
        for (at, cohort) in question.cohorts.iter().enumerate() {
            let before = earlier.cohorts.get(&cohort.key).copied();
            let shown = || count(perturbation.count(cohort.cell, cohort.persons));
            let minimum = policy.minimum_persons;
            if before.is_some_and(|before| differs(policy, earlier, [cohort.persons, shown()], before, minimum)) {
                ledger.hold_cohort(at, Rule::Releases, beside(earlier));
            }
        }
        for (at, asked) in question.fits.iter().enumerate().filter(|(_, asked)| asked.shown) {
            let Some(before) = earlier.fits.get(&key_of(asked.fit)) else { continue };
            let few = if earlier.exact {
                few(policy, earlier, asked.fit, before)
            } else {
                other(&perturbation, earlier, asked)
            };
            if let Some(reason) = few {
                ledger.reviews.push((at, Rule::Releases, reason.clone()));
                ledger.hold_counts(at, Rule::Releases, reason);
            }
        }
    }
    ledger.reviews.sort_by_key(|(at, ..)| *at);
}

/// Why an earlier release and this one give something of few away in a regression.
fn few(policy: &Policy, earlier: &Earlier, fit: &AuditFitRow, before: &Counts) -> Option<String> {
    let any = |now: [u64; 2], before: [u64; 2], minimum: u64| {
        now.into_iter().zip(before).any(|(now, before)| now != before && now.abs_diff(before) < minimum)
    };
    let persons = any(persons_of(fit), before.persons, policy.minimum_persons);
    let users = before.users.is_some_and(|users| any(users_of(fit), users, policy.minimum_users));
    if persons || users {
        return Some(beside(earlier));
    }
    let mut amounts = Counts::of(fit).largest.into_iter().zip(before.largest);
    amounts
        .any(|(now, before)| now.zip(before).is_some_and(|(now, before)| dominated(policy, now, before)))
        .then(|| format!("few have most of what is more or less than in release {}", earlier.release))
}

/// Why counts can't be compared with an earlier release whose audit is not here: it published other figures, and the number of
/// persons that they differ by is unknown. The same figures are of the same persons.
fn other(perturbation: &Perturbation, earlier: &Earlier, asked: &Asked<'_>) -> Option<String> {
    let now = perturbation.figures(asked.cells, true, asked.fit)?;
    let same = earlier.figures.get(&key_of(asked.fit)).copied() == Some([now.estimate, now.standard_error, now.df]);
    (!same).then(|| format!("release {}, whose audit is not here, has other figures", earlier.release))
}

impl Counts {
    /// The counts and amounts of a regression, exact.
    pub fn of(fit: &AuditFitRow) -> Counts {
        let largest = |all: Option<f64>, first: Option<f64>, second: Option<f64>| {
            Some(Largest { all: all?, two: [first?, second?] })
        };
        Counts {
            persons: persons_of(fit),
            users: Some(users_of(fit)),
            largest: [
                largest(fit.amount_success, fit.largest_success, fit.second_success),
                largest(fit.amount_non_success, fit.largest_non_success, fit.second_non_success),
            ],
        }
    }
}

/// Whether a person, or two, have too much of what one release has beyond another.
///
/// Of the two largest amounts of one release those that the other does not have, and that would be among its two largest, are
/// of persons who came, left, or whose amount was changed: the difference of the totals is theirs in part.
fn dominated(policy: &Policy, now: Largest, before: Largest) -> bool {
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
fn differs(policy: &Policy, earlier: &Earlier, [exact, shown]: [u64; 2], before: u64, minimum: u64) -> bool {
    if earlier.exact {
        return exact != before && exact.abs_diff(before) < minimum;
    }
    let now = shown;
    now != before && now.abs_diff(before) <= policy.round_counts_to.max(minimum)
}

fn beside(earlier: &Earlier) -> String {
    format!("too few persons or users more or fewer than in release {}", earlier.release)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_that_came_is_held_against_what_the_totals_differ_by() {
        let of = |all: f64, first: f64, second: f64| Largest { all, two: [first, second] };
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
