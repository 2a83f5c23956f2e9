//! What cohorts that share persons give away together: subgroups of one target group, added and taken off in whatever way, and
//! cohorts of different success measures or target groups of which one holds the other.
//!
//! Who shares persons with whom is known from the persons, not from what subgroups are called.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::combination::{Combination, combinations};
use super::{Amounts, Ledger, Overlap, Pair, Question};
use engine::moments::LargestContributions;
use foundation::keys::is_whole_group;
use foundation::tables::audit::AuditFitRow;
use foundation::words::{Arm, Rule};

/// Regressions whose counts would be published, of one target group and success measure, by consequence and year: subgroup and
/// position.
type OfMeasure<'a> = BTreeMap<(&'a str, i32), Vec<(&'a str, usize)>>;

/// Both arms, in the order in which counts come.
const ARMS: [Arm; 2] = [Arm::Success, Arm::NonSuccess];

/// Holds subgroups back until no combination of those that leave gives a small cell away.
pub fn subgroups(question: &Question<'_>, ledger: &mut Ledger) {
    let cohorts: HashMap<_, usize> =
        question.cohorts.iter().enumerate().map(|(at, cohort)| (cohort.key.clone(), at)).collect();
    let mut regressions: HashMap<(&str, &str), OfMeasure<'_>> = HashMap::new();
    for (at, asked) in question.fits.iter().enumerate().filter(|(_, asked)| asked.shown) {
        let fit = asked.fit;
        let of_measure = regressions.entry((&fit.target_group, &fit.success_measure)).or_default();
        of_measure.entry((&fit.consequence, fit.follow_up_year)).or_default().push((&fit.subgroup, at));
    }
    for (position, overlap) in question.overlaps.iter().enumerate() {
        let mut known = Known { overlap, found: HashMap::new() };
        for (at, arm) in ARMS.into_iter().enumerate() {
            let of_subgroup = |name: &String| {
                let key = (overlap.target_group.clone(), name.clone(), overlap.success_measure.clone(), arm);
                cohorts.get(&key).copied()
            };
            let of_subgroups: Vec<Option<usize>> = overlap.subgroups.iter().map(of_subgroup).collect();
            cohorts_of(question, ledger, &mut known, &of_subgroups, at);
        }
        let key = (overlap.target_group.as_str(), overlap.success_measure.as_str());
        for ((consequence, year), fits) in regressions.get(&key).into_iter().flatten() {
            let of_subgroup = |name: &String| fits.iter().find(|(of, _)| of == name).map(|(_, at)| *at);
            let of_subgroups: Vec<Option<usize>> = overlap.subgroups.iter().map(of_subgroup).collect();
            let amounts = question.amounts.iter().find(|amounts| {
                (amounts.overlap, amounts.consequence.as_str(), amounts.follow_up_year)
                    == (position, *consequence, *year)
            });
            regressions_of(question, ledger, &mut known, &of_subgroups, amounts);
        }
    }
}

/// The combinations of an overlap, by cohort and the subgroups that leave.
struct Known<'a> {
    overlap: &'a Overlap,
    found: HashMap<(usize, Vec<usize>), Rc<Vec<Combination>>>,
}

impl Known<'_> {
    fn of(&mut self, arm: usize, subgroups: Vec<usize>) -> Rc<Vec<Combination>> {
        let overlap = self.overlap;
        let found = self.found.entry((arm, subgroups)).or_insert_with_key(|(_, subgroups)| {
            let within: Vec<&[bool]> = overlap.parts.iter().map(|part| part.within.as_slice()).collect();
            // Only parts that anybody of the cohort is in: what nobody is in hides nothing.
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
        self.parts.get(part).and_then(|part| part.persons.get(arm)).copied().unwrap_or_default()
    }

    /// The subgroup to hold back of those that a combination is made from: the smallest but the whole group.
    fn smallest(&self, combination: &Combination) -> Option<usize> {
        let persons = |subgroup: usize| -> u64 {
            let inside = self.parts.iter().filter(|part| part.within.get(subgroup) == Some(&true));
            inside.map(|part| part.persons.iter().sum::<u64>()).sum()
        };
        let is_part = |subgroup: &usize| self.subgroups.get(*subgroup).is_some_and(|name| !is_whole_group(name));
        combination.subgroups().filter(is_part).min_by_key(|subgroup| persons(*subgroup))
    }

    /// The subgroups that give the cell away with the one that is held back.
    fn others(&self, combination: &Combination, held: usize) -> String {
        let others = combination.subgroups().filter(|subgroup| *subgroup != held);
        let names: Vec<String> =
            others.filter_map(|at| self.subgroups.get(at)).map(|name| format!("`{name}`")).collect();
        names.join(" and ")
    }
}

fn few(count: u64, minimum: u64) -> bool {
    count > 0 && count < minimum
}

/// Holds counts of cohorts back; `cohorts` has their positions by subgroup.
fn cohorts_of(
    question: &Question<'_>,
    ledger: &mut Ledger,
    known: &mut Known<'_>,
    cohorts: &[Option<usize>],
    arm: usize,
) {
    let overlap = known.overlap;
    loop {
        let leaves = |at: &Option<usize>| at.is_some_and(|at| ledger.cohort_leaves(at));
        let left: Vec<usize> = (0..cohorts.len()).filter(|at| cohorts.get(*at).is_some_and(leaves)).collect();
        let small = known.of(arm, left).iter().find_map(|combination| {
            let persons = combination.parts.iter().map(|part| overlap.persons(*part, arm)).sum();
            let held = overlap.smallest(combination)?;
            few(persons, question.policy.minimum_persons).then(|| (held, overlap.others(combination, held)))
        });
        let Some((held, others)) = small else { return };
        let reason = format!("with {others} it gives a cell of too few persons");
        if let Some(cohort) = cohorts.get(held).copied().flatten() {
            ledger.hold_cohort(cohort, Rule::Subgroups, reason);
        }
    }
}

/// Holds counts of the regressions of one consequence and year back; `fits` has their positions by subgroup.
fn regressions_of(
    question: &Question<'_>,
    ledger: &mut Ledger,
    known: &mut Known<'_>,
    fits: &[Option<usize>],
    amounts: Option<&Amounts>,
) {
    let overlap = known.overlap;
    let policy = &question.policy;
    let fit = |subgroup: usize| fits.get(subgroup).copied().flatten().and_then(|at| question.fits.get(at));
    let small = |combination: &Combination, arm: usize| {
        let count = |of: fn(&AuditFitRow) -> [u64; 2]| {
            let of = |subgroup| fit(subgroup).and_then(|asked| of(asked.fit).get(arm).copied()).unwrap_or_default();
            combination.of(of).unwrap_or_default()
        };
        if few(count(persons_of), policy.minimum_persons) {
            return Some("too few persons");
        }
        if few(count(users_of), policy.minimum_users) {
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
        let left: Vec<usize> = (0..fits.len()).filter(|at| fits.get(*at).is_some_and(leaves)).collect();
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
        if let Some(fit) = fits.get(held).copied().flatten() {
            ledger.hold_counts(fit, Rule::Subgroups, reason);
        }
    }
}

pub fn count(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

pub fn persons_of(fit: &AuditFitRow) -> [u64; 2] {
    [count(fit.persons_success), count(fit.persons_non_success)]
}

pub fn users_of(fit: &AuditFitRow) -> [u64; 2] {
    [count(fit.persons_using_success), count(fit.persons_using_non_success)]
}

/// Regressions whose counts would be published, of one subgroup and success measure, by consequence and year.
type OfCohort<'a> = BTreeMap<(&'a str, i32), usize>;

/// Holds back cohorts that differ from others by few persons, and of regressions that differ by few the one in the other.
pub fn pairs(question: &Question<'_>, ledger: &mut Ledger) {
    let mut regressions: HashMap<(&str, &str, &str), OfCohort<'_>> = HashMap::new();
    for (at, asked) in question.fits.iter().enumerate().filter(|(_, asked)| asked.shown) {
        let fit = asked.fit;
        let key = (fit.target_group.as_str(), fit.subgroup.as_str(), fit.success_measure.as_str());
        regressions.entry(key).or_default().insert((&fit.consequence, fit.follow_up_year), at);
    }
    let mut again = true;
    while again {
        again = question.pairs.iter().filter(|pair| cohorts_apart(question, ledger, pair)).count() > 0;
    }
    for pair in &question.pairs {
        let [one, other] = pair.cohorts;
        let of = |cohort: usize| {
            let (group, subgroup, measure, arm) = &question.cohorts.get(cohort)?.key;
            let fits = regressions.get(&(group.as_str(), subgroup.as_str(), measure.as_str()))?;
            Some((fits, usize::from(*arm == Arm::NonSuccess)))
        };
        let (Some((whole, whole_arm)), Some((part, part_arm))) = (of(one), of(other)) else { continue };
        if pair.beyond.into_iter().all(|beyond| beyond > 0) {
            continue;
        }
        for (key, at) in part {
            let Some(of_whole) = whole.get(key).copied() else { continue };
            if regressions_apart(question, ledger, [of_whole, *at], [whole_arm, part_arm]) {
                let reason = format!("{} has too few persons or users more or fewer", named(question, one));
                ledger.hold_counts(*at, rule(question, pair), reason);
            }
        }
    }
}

/// Holds the later of two cohorts back where they differ by few; two of the same persons leave together or not at all.
/// Says whether anything was held back.
fn cohorts_apart(question: &Question<'_>, ledger: &mut Ledger, pair: &Pair) -> bool {
    let minimum = question.policy.minimum_persons;
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
    let reason = format!("{} {reason}", named(question, beside));
    ledger.hold_cohort(held, rule(question, pair), reason);
    true
}

/// Whether two regressions whose counts leave differ by too few persons or users.
fn regressions_apart(question: &Question<'_>, ledger: &Ledger, fits: [usize; 2], arms: [usize; 2]) -> bool {
    if !fits.into_iter().all(|fit| ledger.counts_leave(fit)) {
        return false;
    }
    let apart = |of: fn(&AuditFitRow) -> [u64; 2], minimum: u64| {
        let [one, other] = [0, 1].map(|at: usize| {
            let fit = fits.get(at).and_then(|fit| question.fits.get(*fit));
            let arm = arms.get(at).copied().unwrap_or_default();
            fit.and_then(|asked| of(asked.fit).get(arm).copied()).unwrap_or_default()
        });
        few(one.abs_diff(other), minimum)
    };
    apart(persons_of, question.policy.minimum_persons) || apart(users_of, question.policy.minimum_users)
}

fn rule(question: &Question<'_>, pair: &Pair) -> Rule {
    let group = |cohort: usize| question.cohorts.get(cohort).map(|cohort| &cohort.key.0);
    let [one, other] = pair.cohorts;
    if group(one) == group(other) { Rule::SuccessMeasures } else { Rule::TargetGroups }
}

fn named(question: &Question<'_>, cohort: usize) -> String {
    let key = question.cohorts.get(cohort).map(|cohort| &cohort.key);
    key.map(|(group, subgroup, measure, arm)| format!("`{group} / {subgroup} / {measure} / {arm}`")).unwrap_or_default()
}
