//! What differences give away: between a group and its subgroups, between releases, and between the counts of one group — over
//! follow-up years (the dead), over consequences (the missing) and over success measures.
//!
//! Of two counts that differ by one person or a few, one stays, and always the same one: the order of the question decides.

use std::collections::HashMap;

use super::{Earlier, FitKey, Inside, Ledger, Question};
use crate::tables::audit::AuditFitRow;
use crate::words::{Arm, Rule};

/// Whether two counts differ, and by fewer than the minimum.
fn too_near(one: u64, other: u64, minimum: u64) -> bool {
    one != other && one.abs_diff(other) < minimum
}

fn count(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

fn persons_of(fit: &AuditFitRow) -> [u64; 2] {
    [count(fit.persons_success), count(fit.persons_non_success)]
}

fn users_of(fit: &AuditFitRow) -> [u64; 2] {
    [count(fit.persons_using_success), count(fit.persons_using_non_success)]
}

fn key_of(fit: &AuditFitRow) -> FitKey {
    (
        fit.target_group.clone(),
        fit.subgroup.clone(),
        fit.success_measure.clone(),
        fit.consequence.clone(),
        fit.follow_up_year,
    )
}

/// What a group has beyond its subgroups, as cohorts and in every regression of both.
pub fn subgroups(question: &Question<'_>, ledger: &mut Ledger) {
    cohorts_of_subgroups(question, ledger);
    let at: HashMap<FitKey, usize> =
        question.fits.iter().enumerate().filter(|(_, a)| a.shown).map(|(at, a)| (key_of(a.fit), at)).collect();
    for (position, inside) in question.insides.iter().enumerate() {
        let wholes = question.fits.iter().enumerate().filter(|(_, asked)| {
            asked.shown && asked.fit.target_group == inside.target_group && asked.fit.subgroup == inside.whole
        });
        for (whole, asked) in wholes {
            let part = |name: &String| {
                let (group, _, measure, consequence, year) = key_of(asked.fit);
                at.get(&(group, name.clone(), measure, consequence, year)).copied()
            };
            let parts: Vec<usize> = inside.parts.iter().filter_map(part).collect();
            if parts.len() == inside.parts.len() && dominated(question, position, asked.fit) {
                hold_smallest(
                    question,
                    ledger,
                    &parts,
                    format!("few have most of what `{}` has beyond this", inside.whole),
                );
            }
            regressions_of_subgroups(question, ledger, inside, whole, parts);
        }
    }
}

/// Whether one or two persons have too much of what a regression's group has beyond all of its subgroups.
fn dominated(question: &Question<'_>, inside: usize, whole: &AuditFitRow) -> bool {
    let policy = &question.policy;
    question.beyond.iter().any(|beyond| {
        beyond.inside == inside
            && (&beyond.success_measure, &beyond.consequence, beyond.follow_up_year)
                == (&whole.success_measure, &whole.consequence, whole.follow_up_year)
            && (beyond.largest > policy.largest_share || beyond.two_largest > policy.two_largest_share)
    })
}

/// Holds back the counts of the part that has the fewest persons.
fn hold_smallest(question: &Question<'_>, ledger: &mut Ledger, parts: &[usize], reason: String) {
    let persons = |at: usize| question.fits.get(at).map(|asked| persons_of(asked.fit).iter().sum::<u64>());
    let smallest = parts.iter().min_by_key(|part| persons(**part));
    if let Some(held) = smallest.and_then(|part| ledger.counts.get_mut(*part)).filter(|held| held.is_none()) {
        *held = Some((Rule::Subgroups, reason));
    }
}

/// Holds back the counts of parts until what the whole has beyond those that leave is enough, in both arms, of persons and
/// of users.
fn regressions_of_subgroups(
    question: &Question<'_>,
    ledger: &mut Ledger,
    inside: &Inside,
    whole: usize,
    mut parts: Vec<usize>,
) {
    let fit = |at: usize| question.fits.get(at).map(|asked| asked.fit);
    let leaves = |ledger: &Ledger, at: usize| {
        ledger.figures.get(at).is_some_and(Option::is_none) && ledger.counts.get(at).is_some_and(Option::is_none)
    };
    if !leaves(ledger, whole) {
        return;
    }
    loop {
        parts.retain(|part| leaves(ledger, *part));
        if parts.is_empty() {
            return;
        }
        let beyond = |of: fn(&AuditFitRow) -> [u64; 2], arm: usize| {
            let of = |at: usize| fit(at).and_then(|fit| of(fit).get(arm).copied()).unwrap_or(0);
            of(whole).saturating_sub(parts.iter().map(|part| of(*part)).sum())
        };
        let few = |beyond: u64, minimum: u64| beyond > 0 && beyond < minimum;
        let policy = &question.policy;
        let persons = [0, 1].into_iter().any(|arm| few(beyond(persons_of, arm), policy.minimum_persons));
        let users = [0, 1].into_iter().any(|arm| few(beyond(users_of, arm), policy.minimum_users));
        if !persons && !users {
            return;
        }
        let what = if persons { "persons" } else { "users" };
        hold_smallest(question, ledger, &parts, format!("`{}` has too few {what} beyond this", inside.whole));
    }
}

fn cohorts_of_subgroups(question: &Question<'_>, ledger: &mut Ledger) {
    let at: HashMap<_, usize> = question.cohorts.iter().enumerate().map(|(at, c)| (c.key.clone(), at)).collect();
    let persons = |at: usize| question.cohorts.get(at).map_or(0, |cohort| cohort.persons);
    for inside in &question.insides {
        let wholes = question
            .cohorts
            .iter()
            .enumerate()
            .filter(|(_, cohort)| cohort.key.0 == inside.target_group && cohort.key.1 == inside.whole);
        for (whole, cohort) in wholes {
            let (group, _, measure, arm) = &cohort.key;
            let part = |name: &String| at.get(&(group.clone(), name.clone(), measure.clone(), *arm)).copied();
            let mut parts: Vec<usize> = inside.parts.iter().filter_map(part).collect();
            let leaves = |ledger: &Ledger, at: usize| ledger.cohorts.get(at).is_some_and(Option::is_none);
            loop {
                parts.retain(|part| leaves(ledger, *part));
                let beyond = persons(whole).saturating_sub(parts.iter().map(|part| persons(*part)).sum());
                let few = beyond > 0 && beyond < question.policy.minimum_persons;
                let smallest = parts.iter().copied().min_by_key(|part| persons(*part));
                let Some(held) = smallest.filter(|_| few && leaves(ledger, whole)) else { break };
                let reason = format!("`{}` has too few persons beyond this", inside.whole);
                if let Some(held) = ledger.cohorts.get_mut(held) {
                    *held = Some((Rule::Subgroups, reason));
                }
            }
        }
    }
}

/// What an earlier release published of the same cell, with a few persons or users more or fewer.
pub fn releases(question: &Question<'_>, ledger: &mut Ledger) {
    for earlier in &question.earlier {
        for (cohort, held) in question.cohorts.iter().zip(&mut ledger.cohorts) {
            let before = earlier.cohorts.get(&cohort.key).copied();
            let differs = before.is_some_and(|before| {
                differs(question, earlier, cohort.persons, before, question.policy.minimum_persons)
            });
            if differs && held.is_none() {
                *held = Some((Rule::Releases, beside(earlier)));
            }
        }
        for (at, asked) in question.fits.iter().enumerate().filter(|(_, asked)| asked.shown) {
            let Some(before) = earlier.fits.get(&key_of(asked.fit)) else { continue };
            let policy = &question.policy;
            let any = |now: [u64; 2], before: [u64; 2], minimum: u64| {
                now.into_iter().zip(before).any(|(now, before)| differs(question, earlier, now, before, minimum))
            };
            let persons = any(persons_of(asked.fit), before.persons, policy.minimum_persons);
            let users = before.users.is_some_and(|users| any(users_of(asked.fit), users, policy.minimum_users));
            if !persons && !users {
                continue;
            }
            ledger.reviews.push((at, Rule::Releases, beside(earlier)));
            if let Some(held) = ledger.counts.get_mut(at).filter(|held| held.is_none()) {
                *held = Some((Rule::Releases, beside(earlier)));
            }
        }
    }
    ledger.reviews.sort_by_key(|(at, ..)| *at);
}

/// Whether a count differs from an earlier one by too few. Of an earlier release without its audit only the rounded count is
/// known, and the nearest other one is too near.
fn differs(question: &Question<'_>, earlier: &Earlier, now: u64, before: u64, minimum: u64) -> bool {
    if earlier.exact {
        return too_near(now, before, minimum);
    }
    let base = question.policy.round_counts_to;
    let now = count(super::round::count(&question.policy, now));
    now != before && now.abs_diff(before) <= base.max(minimum)
}

fn beside(earlier: &Earlier) -> String {
    format!("too few persons or users more or fewer than in release {}", earlier.release)
}

/// The counts of one subgroup, all together: of its cohorts by measure, and of its regressions by consequence and year.
pub fn within(question: &Question<'_>, ledger: &mut Ledger) {
    let minimum = question.policy.minimum_persons;
    let mut counts: HashMap<(&str, &str), [Known; 2]> = HashMap::new();
    // Both arms of a measure add up to those whose success is known; the rest of the group are missing, and a cell too.
    let mut totals: HashMap<(&str, &str), Vec<(&str, u64)>> = HashMap::new();
    for (at, cohort) in question.cohorts.iter().enumerate() {
        let (group, subgroup, measure, arm) = &cohort.key;
        let position = usize::from(*arm == Arm::NonSuccess);
        let both: u64 = question
            .cohorts
            .iter()
            .filter(|other| (&other.key.0, &other.key.1, &other.key.2) == (group, subgroup, measure))
            .map(|other| other.persons)
            .sum();
        let totals = totals.entry((group.as_str(), subgroup.as_str())).or_default();
        let near_total = totals.iter().any(|(of, total)| *of != measure && too_near(*total, both, minimum));
        totals.push((measure.as_str(), both));
        let known = counts.entry((group.as_str(), subgroup.as_str())).or_default();
        let (Some(known), Some(held)) = (known.get_mut(position), ledger.cohorts.get_mut(at)) else { continue };
        if held.is_none() && (near_total || known.near(cohort.persons, minimum)) {
            let reason = "another success measure has too few persons more or fewer".to_owned();
            *held = Some((Rule::SuccessMeasures, reason));
        }
        known.note(cohort.persons, held.is_none());
    }
    for (at, asked) in question.fits.iter().enumerate().filter(|(_, asked)| asked.shown) {
        if ledger.figures.get(at).is_none_or(Option::is_some) {
            continue;
        }
        let fit = asked.fit;
        let known = counts.entry((fit.target_group.as_str(), fit.subgroup.as_str())).or_default();
        let Some(held) = ledger.counts.get_mut(at) else { continue };
        let near = known.iter().zip(persons_of(fit)).any(|(known, persons)| known.near(persons, minimum));
        if held.is_none() && near {
            let reason = "too few persons more or fewer than in another year, consequence or cohort".to_owned();
            *held = Some((Rule::Missing, reason));
        }
        for (known, persons) in known.iter_mut().zip(persons_of(fit)) {
            known.note(persons, held.is_none());
        }
    }
}

/// Counts of one arm of a subgroup that leave, and that do not.
#[derive(Debug, Default)]
struct Known {
    leave: Vec<u64>,
    stay: Vec<u64>,
}

impl Known {
    /// Whether a count would give away a few persons, or a count that stays.
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
