//! Disclosure by differences of cohorts that share persons: sums and differences of the subgroups of one target group, and cohorts of
//! different success measures or target groups of which one contains the other.
//!
//! Shared persons are found from the persons, not from the names of subgroups.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::combination::{Combination, combinations};
use super::counts::{persons_of, users_of};
use super::decisions::PendingDecisions;
use super::request::{Amounts, Overlap, Pair, Request};
use engine::moments::LargestContributions;
use foundation::keys::{CohortKey, ComparisonKey, is_whole_group};
use foundation::tables::audit::AuditFitRow;
use foundation::words::{Arm, Rule};

/// Regressions whose counts would be published, of one target group and success measure, by consequence and year: subgroup and
/// position.
type OfMeasure<'a> = BTreeMap<(&'a str, i32), Vec<(&'a str, usize)>>;

/// Both arms, in the order in which counts come.
const ARMS: [Arm; 2] = [Arm::Success, Arm::NonSuccess];

/// Holds subgroups back until no combination of those that leave discloses a small cell.
pub fn subgroups(request: &Request<'_>, ledger: &mut PendingDecisions) {
    let cohorts: HashMap<CohortKey<&str>, usize> =
        request.cohorts.iter().enumerate().map(|(at, cohort)| (cohort.key.borrowed(), at)).collect();
    let mut regressions: HashMap<(&str, &str), OfMeasure<'_>> = HashMap::new();
    for (at, candidate) in request.fits.iter().enumerate().filter(|(_, candidate)| candidate.shown) {
        let fit = candidate.fit;
        let of_measure = regressions.entry((&fit.target_group, &fit.success_measure)).or_default();
        of_measure.entry((&fit.consequence, fit.follow_up_year)).or_default().push((&fit.subgroup, at));
    }
    for (position, overlap) in request.overlaps.iter().enumerate() {
        let mut known = CombinationCache { overlap, found: HashMap::new() };
        for (at, arm) in ARMS.into_iter().enumerate() {
            let of_subgroup = |name: &String| {
                let (target_group, success_measure) = (&*overlap.target_group, &*overlap.success_measure);
                let comparison = ComparisonKey { target_group, subgroup: name.as_str(), success_measure };
                cohorts.get(&CohortKey { comparison, arm }).copied()
            };
            let of_subgroups: Vec<Option<usize>> = overlap.subgroups.iter().map(of_subgroup).collect();
            cohorts_of(request, ledger, &mut known, &of_subgroups, at);
        }
        let key = (overlap.target_group.as_str(), overlap.success_measure.as_str());
        for ((consequence, year), fits) in regressions.get(&key).into_iter().flatten() {
            let of_subgroup = |name: &String| fits.iter().find(|(of, _)| of == name).map(|(_, at)| *at);
            let of_subgroups: Vec<Option<usize>> = overlap.subgroups.iter().map(of_subgroup).collect();
            let amounts = request.amounts.iter().find(|amounts| {
                (amounts.overlap, amounts.consequence.as_str(), amounts.follow_up_year)
                    == (position, *consequence, *year)
            });
            regressions_of(request, ledger, &mut known, &of_subgroups, amounts);
        }
    }
}

/// The combinations of an overlap, by cohort and the subgroups that leave.
struct CombinationCache<'a> {
    overlap: &'a Overlap,
    found: HashMap<(usize, Vec<usize>), Rc<Vec<Combination>>>,
}

impl CombinationCache<'_> {
    fn of(&mut self, arm: usize, subgroups: Vec<usize>) -> Rc<Vec<Combination>> {
        let overlap = self.overlap;
        let found = self.found.entry((arm, subgroups)).or_insert_with_key(|(_, subgroups)| {
            let within: Vec<&[bool]> = overlap.parts.iter().map(|part| part.within.as_slice()).collect();
            // Only parts with persons of the cohort: an empty part hides no other.
            let there: Vec<usize> = (0..within.len()).filter(|part| overlap.persons(*part, arm) > 0).collect();
            let rows: Vec<&[bool]> = there.iter().filter_map(|part| within.get(*part).copied()).collect();
            let mut found = combinations(subgroups, &rows);
            for combination in &mut found {
                let parts = combination.parts.iter().filter_map(|part| there.get(*part).copied());
                combination.parts = parts.collect();
            }
            Rc::new(found)
        });
        Rc::clone(found)
    }
}

impl Overlap {
    fn persons(&self, part: usize, arm: usize) -> u64 {
        self.parts[part].persons[arm]
    }

    /// The subgroup to hold back of those that a combination is made from: the smallest but the whole group.
    fn smallest(&self, combination: &Combination) -> Option<usize> {
        let persons = |subgroup: usize| -> u64 {
            let inside = self.parts.iter().filter(|part| part.within[subgroup]);
            inside.map(|part| part.persons.iter().sum::<u64>()).sum()
        };
        let is_part = |subgroup: &usize| !is_whole_group(&self.subgroups[*subgroup]);
        combination.subgroups().filter(is_part).min_by_key(|subgroup| persons(*subgroup))
    }

    /// The other subgroups of the combination, for the reason.
    fn others(&self, combination: &Combination, held: usize) -> String {
        let others = combination.subgroups().filter(|subgroup| *subgroup != held);
        let names: Vec<String> = others.map(|at| format!("`{}`", self.subgroups[at])).collect();
        names.join(" and ")
    }
}

fn few(count: u64, minimum: u64) -> bool {
    count > 0 && count < minimum
}

/// Holds counts of cohorts back; `cohorts` has their positions by subgroup.
fn cohorts_of(
    request: &Request<'_>,
    ledger: &mut PendingDecisions,
    known: &mut CombinationCache<'_>,
    cohorts: &[Option<usize>],
    arm: usize,
) {
    let overlap = known.overlap;
    loop {
        let leaves = |at: &Option<usize>| at.is_some_and(|at| ledger.cohort_leaves(at));
        let left: Vec<usize> = (0..cohorts.len()).filter(|at| leaves(&cohorts[*at])).collect();
        let small = known.of(arm, left).iter().find_map(|combination| {
            let persons = combination.parts.iter().map(|part| overlap.persons(*part, arm)).sum();
            let held = overlap.smallest(combination)?;
            few(persons, request.policy.minimum_persons).then(|| (held, overlap.others(combination, held)))
        });
        let Some((held, others)) = small else { return };
        let reason = format!("with {others} it gives a cell of too few persons");
        if let Some(cohort) = cohorts[held] {
            ledger.hold_cohort(cohort, Rule::Subgroups, reason);
        }
    }
}

/// Holds counts of the regressions of one consequence and year back; `fits` has their positions by subgroup.
fn regressions_of(
    request: &Request<'_>,
    ledger: &mut PendingDecisions,
    known: &mut CombinationCache<'_>,
    fits: &[Option<usize>],
    amounts: Option<&Amounts>,
) {
    let overlap = known.overlap;
    let policy = &request.policy;
    let small = |combination: &Combination, arm: usize| {
        // Every subgroup of a combination has a regression that leaves. A combination of their counts that is not a count is of
        // regressions with other persons than the cohorts: `difference` compares those.
        let is_few = |of: fn(&AuditFitRow) -> [u64; 2], minimum: u64| {
            let count = |subgroup: usize| fits[subgroup].map(|at| of(request.fits[at].fit)[arm]);
            combination.of(count).is_some_and(|count| few(count, minimum))
        };
        if is_few(persons_of, policy.minimum_persons) {
            return Some("too few persons");
        }
        if is_few(users_of, policy.minimum_users) {
            return Some("too few users");
        }
        let mut peak = LargestContributions::default();
        let peaks = combination.parts.iter().filter_map(|part| amounts?.peaks.get(*part)?.get(arm));
        peaks.for_each(|of_part| peak.merge(of_part));
        let (largest, two) = peak.shares()?;
        (largest > policy.largest_share || two > policy.two_largest_share).then_some("an amount that few have most of")
    };
    loop {
        let leaves = |at: &Option<usize>| at.is_some_and(|at| ledger.counts_leave(at));
        let left: Vec<usize> = (0..fits.len()).filter(|at| leaves(&fits[*at])).collect();
        if left.len() < 2 {
            return;
        }
        let found = (0..ARMS.len()).find_map(|arm| {
            known.of(arm, left.clone()).iter().find_map(|combination| {
                let what = small(combination, arm)?;
                let held = overlap.smallest(combination)?;
                Some((held, format!("with {} it gives a cell of {what}", overlap.others(combination, held))))
            })
        });
        let Some((held, reason)) = found else { return };
        if let Some(fit) = fits[held] {
            ledger.hold_counts(fit, Rule::Subgroups, reason);
        }
    }
}

/// Regressions whose counts would be published, of one subgroup and success measure, by consequence and year.
type OfCohort<'a> = BTreeMap<(&'a str, i32), usize>;

/// Holds back cohorts that differ from others by few persons, and of regressions that differ by few the one in the other.
pub fn pairs(request: &Request<'_>, ledger: &mut PendingDecisions) {
    let mut regressions: HashMap<ComparisonKey<&str>, OfCohort<'_>> = HashMap::new();
    for (at, candidate) in request.fits.iter().enumerate().filter(|(_, candidate)| candidate.shown) {
        let fit = candidate.fit;
        regressions.entry(fit.comparison()).or_default().insert((&fit.consequence, fit.follow_up_year), at);
    }
    let mut again = true;
    while again {
        again = request.pairs.iter().filter(|pair| cohorts_apart(request, ledger, pair)).count() > 0;
    }
    for pair in &request.pairs {
        let [one, other] = pair.cohorts;
        let of = |cohort: usize| {
            let key = request.cohorts[cohort].key.borrowed();
            Some((regressions.get(&key.comparison)?, usize::from(key.arm == Arm::NonSuccess)))
        };
        let (Some((whole, whole_arm)), Some((part, part_arm))) = (of(one), of(other)) else { continue };
        if pair.beyond.into_iter().all(|beyond| beyond > 0) {
            continue;
        }
        for (key, at) in part {
            let Some(of_whole) = whole.get(key).copied() else { continue };
            if regressions_apart(request, ledger, [of_whole, *at], [whole_arm, part_arm]) {
                let reason = format!("{} has too few persons or users more or fewer", named(request, one));
                ledger.hold_counts(*at, rule(request, pair), reason);
            }
        }
    }
}

/// Suppresses the later of two cohorts that differ by few persons; of two with the same persons both are published or neither.
/// Says whether anything was held back.
fn cohorts_apart(request: &Request<'_>, ledger: &mut PendingDecisions, pair: &Pair) -> bool {
    let minimum = request.policy.minimum_persons;
    let [one, other] = pair.cohorts;
    let leave = pair.cohorts.map(|cohort| ledger.cohort_leaves(cohort));
    let (held, beside, reason) = match (leave, pair.beyond) {
        ([true, true], [0, 0]) => return false,
        ([true, false], [0, 0]) => (one, other, "has the same persons, and is held back"),
        ([false, true], [0, 0]) => (other, one, "has the same persons, and is held back"),
        ([true, true], beyond) if beyond.into_iter().all(|beyond| beyond < minimum) => {
            (other, one, "has too few persons more or fewer")
        }
        _ => return false,
    };
    let reason = format!("{} {reason}", named(request, beside));
    ledger.hold_cohort(held, rule(request, pair), reason);
    true
}

/// Whether two regressions whose counts leave differ by too few persons or users.
fn regressions_apart(request: &Request<'_>, ledger: &PendingDecisions, fits: [usize; 2], arms: [usize; 2]) -> bool {
    if !fits.into_iter().all(|fit| ledger.counts_leave(fit)) {
        return false;
    }
    let apart = |of: fn(&AuditFitRow) -> [u64; 2], minimum: u64| {
        let [one, other] = [0, 1].map(|at: usize| of(request.fits[fits[at]].fit)[arms[at]]);
        few(one.abs_diff(other), minimum)
    };
    apart(persons_of, request.policy.minimum_persons) || apart(users_of, request.policy.minimum_users)
}

fn rule(request: &Request<'_>, pair: &Pair) -> Rule {
    let [one, other] = pair.cohorts.map(|cohort| &request.cohorts[cohort].key.comparison.target_group);
    if one == other { Rule::SuccessMeasures } else { Rule::TargetGroups }
}

fn named(request: &Request<'_>, cohort: usize) -> String {
    format!("`{}`", request.cohorts[cohort].key)
}
