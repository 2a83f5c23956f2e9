//! What the counts of one subgroup give away by their differences: over follow-up years (the dead), over consequences (the
//! missing) and over success measures.
//!
//! Of two counts that differ by one person or a few, one stays, and always the same one: the order of the question decides.

use std::collections::HashMap;

use super::overlap::{persons_of, users_of};
use super::{Ledger, Question};
use foundation::words::{Arm, Rule};

/// Whether two counts differ, and by fewer than the minimum.
fn too_near(one: u64, other: u64, minimum: u64) -> bool {
    one != other && one.abs_diff(other) < minimum
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
        let Some(known) = known.get_mut(position) else { continue };
        if near_total || known.near(cohort.persons, minimum) {
            let reason = "another success measure has too few persons more or fewer".to_owned();
            ledger.hold_cohort(at, Rule::SuccessMeasures, reason);
        }
        known.note(cohort.persons, ledger.cohort_leaves(at));
    }
    let mut users: HashMap<(&str, &str, &str), Vec<Shown<'_>>> = HashMap::new();
    for (at, asked) in question.fits.iter().enumerate().filter(|(_, asked)| asked.shown) {
        if ledger.figures.get(at).is_none_or(Option::is_some) {
            continue;
        }
        let fit = asked.fit;
        let known = counts.entry((fit.target_group.as_str(), fit.subgroup.as_str())).or_default();
        if known.iter().zip(persons_of(fit)).any(|(known, persons)| known.near(persons, minimum)) {
            let reason = "too few persons more or fewer than in another year, consequence or cohort".to_owned();
            ledger.hold_counts(at, Rule::Missing, reason);
        }
        let shown = Shown {
            measure: &fit.success_measure,
            year: fit.follow_up_year,
            persons: persons_of(fit),
            users: users_of(fit),
        };
        let of_consequence = users.entry((&fit.target_group, &fit.subgroup, &fit.consequence)).or_default();
        if let Some((rule, reason)) = of_consequence.iter().find_map(|other| shown.beside(other, question)) {
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
struct Shown<'a> {
    measure: &'a str,
    year: i32,
    persons: [u64; 2],
    users: [u64; 2],
}

impl Shown<'_> {
    /// Why this can't leave beside another: persons, or users where other persons are counted, differ by too few. Where the
    /// persons are as many, users differ by what the same persons do, and are no cell. Both cohorts of a success measure
    /// together are those whose success is known, whichever measure it is.
    fn beside(&self, other: &Shown<'_>, question: &Question<'_>) -> Option<(Rule, String)> {
        let (persons, users) = (question.policy.minimum_persons, question.policy.minimum_users);
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
