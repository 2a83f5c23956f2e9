//! Disclosure by differences of the counts of one subgroup: over follow-up years (deaths), over consequences (missing values) and over
//! success measures.
//!
//! Of two counts that differ by few persons one is held back, always the same one: the order of the request decides.

use std::collections::HashMap;

use super::counts::{persons_of, users_of};
use super::decisions::PendingDecisions;
use super::request::Request;
use foundation::keys::{CohortKey, ComparisonKey};
use foundation::words::{Arm, Rule};

/// A subgroup of a target group, whatever the success measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Subgroup<'a> {
    target_group: &'a str,
    name: &'a str,
}

impl<'a> Subgroup<'a> {
    fn of(comparison: ComparisonKey<&'a str>) -> Subgroup<'a> {
        Subgroup { target_group: comparison.target_group, name: comparison.subgroup }
    }
}

/// Whether two counts differ, and by fewer than the minimum.
fn too_near(one: u64, other: u64, minimum: u64) -> bool {
    one != other && one.abs_diff(other) < minimum
}

/// The counts of one subgroup, all together: of its cohorts by measure, and of its regressions by consequence and year.
pub fn within(request: &Request<'_>, ledger: &mut PendingDecisions) {
    let minimum = request.policy.minimum_persons;
    let mut both: HashMap<ComparisonKey<&str>, u64> = HashMap::new();
    for cohort in &request.cohorts {
        *both.entry(cohort.key.comparison.borrowed()).or_default() += cohort.persons;
    }
    let mut counts: HashMap<Subgroup<'_>, [SubgroupCounts; 2]> = HashMap::new();
    // Both arms of a measure add up to those whose success is known; the rest of the group are missing, and a cell too.
    let mut totals: HashMap<Subgroup<'_>, Vec<(&str, u64)>> = HashMap::new();
    for (at, cohort) in request.cohorts.iter().enumerate() {
        let CohortKey { comparison, arm } = cohort.key.borrowed();
        let subgroup = Subgroup::of(comparison);
        let (measure, both) = (comparison.success_measure, both[&comparison]);
        let totals = totals.entry(subgroup).or_default();
        let near_total = totals.iter().any(|(of, total)| *of != measure && too_near(*total, both, minimum));
        totals.push((measure, both));
        let known = &mut counts.entry(subgroup).or_default()[usize::from(arm == Arm::NonSuccess)];
        if near_total || known.near(cohort.persons, minimum) {
            let reason = "another success measure has too few persons more or fewer".to_owned();
            ledger.hold_cohort(at, Rule::SuccessMeasures, reason);
        }
        known.note(cohort.persons, ledger.cohort_leaves(at));
    }
    let mut users: HashMap<(Subgroup<'_>, &str), Vec<PublishedCounts<'_>>> = HashMap::new();
    for (at, candidate) in request.fits.iter().enumerate().filter(|(_, candidate)| candidate.shown) {
        if ledger.figures.get(at).is_none_or(Option::is_some) {
            continue;
        }
        let fit = candidate.fit;
        let subgroup = Subgroup::of(fit.comparison());
        let known = counts.entry(subgroup).or_default();
        if known.iter().zip(persons_of(fit)).any(|(known, persons)| known.near(persons, minimum)) {
            let reason = "too few persons more or fewer than in another year, consequence or cohort".to_owned();
            ledger.hold_counts(at, Rule::Missing, reason);
        }
        let shown = PublishedCounts {
            measure: &fit.success_measure,
            year: fit.follow_up_year,
            persons: persons_of(fit),
            users: users_of(fit),
        };
        let of_consequence = users.entry((subgroup, &fit.consequence)).or_default();
        if let Some((rule, reason)) = of_consequence.iter().find_map(|other| shown.beside(other, request)) {
            ledger.hold_counts(at, rule, reason);
        }
        let leaves = ledger.counts_leave(at);
        if leaves {
            of_consequence.push(shown);
        }
        for (known, persons) in known.iter_mut().zip(persons_of(fit)) {
            known.note(persons, leaves);
        }
    }
}

/// The counts of a regression that leave, among those of the same consequence.
struct PublishedCounts<'a> {
    measure: &'a str,
    year: i32,
    persons: [u64; 2],
    users: [u64; 2],
}

impl PublishedCounts<'_> {
    /// Why this can't leave beside another: persons, or users where other persons are counted, differ by too few. Where the
    /// persons are as many, users differ by what the same persons do, and are not a cell. Both cohorts of a success measure
    /// together are those whose success is known, whichever measure it is.
    fn beside(&self, other: &PublishedCounts<'_>, request: &Request<'_>) -> Option<(Rule, String)> {
        let (persons, users) = (request.policy.minimum_persons, request.policy.minimum_users);
        let apart = |one: &[u64], of: &[u64], users_one: &[u64], users_of: &[u64]| {
            let sum = |counts: &[u64]| counts.iter().sum::<u64>();
            too_near(sum(one), sum(of), persons)
                || sum(one) != sum(of) && too_near(sum(users_one), sum(users_of), users)
        };
        if self.measure != other.measure {
            let apart = self.year == other.year && apart(&self.persons, &other.persons, &self.users, &other.users);
            let reason =
                format!("with `{}` too few persons or users more or fewer whose success is known", other.measure);
            return apart.then_some((Rule::SuccessMeasures, reason));
        }
        let counts = self.persons.iter().zip(&other.persons).zip(self.users.iter().zip(&other.users));
        let users = counts
            .into_iter()
            .any(|((one, of), (users_one, users_of))| one != of && too_near(*users_one, *users_of, users));
        users.then(|| {
            (Rule::Missing, format!("too few users more or fewer than in year {}, and other persons", other.year))
        })
    }
}

/// Counts of one arm of a subgroup that leave, and that do not.
#[derive(Debug, Default)]
struct SubgroupCounts {
    leave: Vec<u64>,
    stay: Vec<u64>,
}

impl SubgroupCounts {
    /// Whether a count would disclose a few persons, or a count that is held back.
    fn near(&self, count: u64, minimum: u64) -> bool {
        self.leave.iter().any(|other| too_near(*other, count, minimum)) || self.stay.contains(&count)
    }

    fn note(&mut self, count: u64, leaves: bool) {
        let counts = if leaves { &mut self.leave } else { &mut self.stay };
        if !counts.contains(&count) {
            counts.push(count);
        }
    }
}
