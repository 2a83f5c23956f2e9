//! An attacker who reads statuses and reasons alone, of hundreds of groups that differ by one to four persons: on which side of a minimum
//! the users and persons of a group are.

use super::attack::{Numbers, Person, group, population, regression};
use super::tests::{cohort_key, request};
use super::{Candidate, CohortCount, PublishedComparison, Request, Sketch, Verdict, control};
use definitions::estimation::Minimum;
use foundation::tables::audit::AuditFitRow;
use foundation::words::{Arm, Rule, Status};
use std::collections::HashMap;

/// Pairs of groups of each release.
const PAIRS: usize = 200;

/// Releases, one after the other.
const RELEASES: usize = 3;

/// Persons of whom few use something.
fn rare(numbers: &mut Numbers) -> Vec<Person> {
    let persons = population(numbers);
    persons.into_iter().map(|person| Person { value: f64::from(u8::from(numbers.below(60) == 0)), ..person }).collect()
}

/// A group near a minimum: of users, or of the persons that the definitions estimate.
fn near(numbers: &mut Numbers, smallest: usize) -> Vec<usize> {
    let mut of = group(numbers);
    of.truncate(if numbers.below(3) == 0 { 2 * smallest - 2 + numbers.below(12) } else { 400 + numbers.below(300) });
    of
}

/// The group without one to four of its persons. Users are half of those who are sought.
fn without_few(numbers: &mut Numbers, persons: &[Person], of: &[usize]) -> Vec<usize> {
    let mut fewer = of.to_vec();
    for _ in 0..=numbers.below(4) {
        let users: Vec<usize> = (0..fewer.len()).filter(|at| persons[fewer[*at]].value != 0.0).collect();
        let is_user = numbers.below(2) == 0 && !users.is_empty();
        fewer.remove(if is_user { users[numbers.below(users.len())] } else { numbers.below(fewer.len()) });
    }
    fewer
}

fn exact(persons: &[Person], of: &[usize], smallest: usize, name: &str) -> ([u64; 2], AuditFitRow) {
    let (cells, fit) = regression(persons, of);
    let users = [fit.persons_using_success, fit.persons_using_non_success];
    let status = match users {
        _ if fit.persons_success == 0 || fit.persons_non_success == 0 => Status::EmptyCohort,
        _ if fit.persons_success.min(fit.persons_non_success) < smallest as i64 => Status::BelowMinN,
        [0, 0] => Status::NoUsers,
        _ => Status::Estimated,
    };
    (cells, AuditFitRow { target_group: name.to_owned(), status, ..fit })
}

/// What is published of a group without figures or with them: the regression's status or reason, and that of each cohort's count.
fn shown(verdict: Verdict, fit: &AuditFitRow, cohorts: [Option<Rule>; 2]) -> [String; 3] {
    let status = match verdict {
        Verdict::Released | Verdict::WithoutCounts(_) => format!("{:?}", fit.status),
        Verdict::Replaced(status) => format!("{status:?}"),
        Verdict::HeldBack(rule) => format!("held back for {rule:?}"),
    };
    let [success, non_success] =
        cohorts.map(|rule| rule.map_or("counted".to_owned(), |rule| format!("held back for {rule:?}")));
    [status, success, non_success]
}

/// Whether a text is of the persons of one group: one that is held back for a difference does not say in what they differ.
fn tells(text: &String) -> bool {
    let differences = ["Subgroups", "TargetGroups", "SuccessMeasures", "Releases"];
    !differences.iter().any(|rule| *text == format!("held back for {rule}"))
}

/// Whether two texts differ although both are of the persons of their groups: those who differ are then on one side of a minimum.
fn is_read_off(one: &[String; 3], other: &[String; 3]) -> bool {
    one.iter().zip(other).any(|(one, other)| one != other && tells(one) && tells(other))
}

/// Attacks pairs of near-alike groups, half of them in one release and half in two. Returns the pairs, how many the rule on
/// differences leaves to be read off, and how many would be without it.
fn attack(smallest: usize) -> [usize; 3] {
    let mut numbers = Numbers::new(31);
    let persons = rare(&mut numbers);
    let (mut earlier, mut deferred) = (Vec::<PublishedComparison>::new(), Vec::new());
    let minimum = Minimum { persons: smallest as u64, ..Minimum::default() };
    let mut published: HashMap<String, [[String; 3]; 2]> = HashMap::new();
    for release in 0..RELEASES {
        let mut groups: Vec<(String, Vec<usize>)> = std::mem::take(&mut deferred);
        for pair in 0..PAIRS {
            let of = near(&mut numbers, smallest);
            let fewer = without_few(&mut numbers, &persons, &of);
            let (one, other) = ((format!("{release}-{pair} one"), of), (format!("{release}-{pair} other"), fewer));
            let (now, then) = if numbers.below(2) == 0 { (one, other) } else { (other, one) };
            groups.push(now);
            let of_later = pair % 2 == 0 && release + 1 < RELEASES;
            if of_later { &mut deferred } else { &mut groups }.push(then);
        }
        let fits: Vec<([u64; 2], AuditFitRow)> =
            groups.iter().map(|(name, of)| exact(&persons, of, smallest, name)).collect();
        let cohorts = |at: usize| {
            let ((_, of), (cells, fit)) = (&groups[at], &fits[at]);
            [(Arm::Success, cells[0]), (Arm::NonSuccess, cells[1])].map(|(arm, cell)| {
                let members = of.iter().map(|at| persons[*at]).filter(|of| of.success == (arm == Arm::Success));
                let keys: Vec<u64> = members.map(|of| of.key).collect();
                let key = cohort_key(&fit.target_group, "all", arm);
                CohortCount { key, persons: keys.len() as u64, cell, sketch: Sketch::of(keys.into_iter()) }
            })
        };
        let candidate = |at: usize| {
            let (cells, fit) = &fits[at];
            Candidate { fit, cells: *cells, shown: fit.status == Status::Estimated, covered: true, minimum }
        };
        let all = 0..groups.len();
        let decided = control(&Request {
            cohorts: all.clone().flat_map(cohorts).collect(),
            fits: all.clone().map(candidate).collect(),
            published: earlier.clone(),
            ..request(&[])
        });
        for at in all {
            let (fit, rules) = (&fits[at].1, |of: &[Option<Rule>], at: usize| [of[2 * at], of[2 * at + 1]]);
            let alone = control(&Request { cohorts: cohorts(at).into(), fits: vec![candidate(at)], ..request(&[]) });
            let shown_alone = shown(alone.fits[0], fit, rules(&alone.cohorts, 0));
            let shown = shown(decided.fits[at], fit, rules(&decided.cohorts, at));
            published.insert(fit.target_group.clone(), [shown, shown_alone]);
        }
        let of_release = decided.published.into_iter();
        earlier.extend(of_release.map(|of| PublishedComparison { release: release.to_string(), ..of }));
    }
    let mut counts = [0; 3];
    for (name, one) in &published {
        let Some(pair) = name.strip_suffix(" one") else { continue };
        let other = &published[&format!("{pair} other")];
        counts[0] += 1;
        counts[1] += usize::from(is_read_off(&one[0], &other[0]));
        counts[2] += usize::from(is_read_off(&one[1], &other[1]));
    }
    counts
}

/// Each pair is a group and the same group without one to four persons. Where the statuses of both differ, or the reasons of
/// counts that are held back, and both are decided from persons or users, one of the few is a user, or in the smaller cohort. That holds
/// where the definitions estimate larger cohorts than the policy shows, and where both have the same minimum.
#[test]
fn no_side_of_a_minimum_follows_from_two_statuses() {
    for smallest in [20, 5] {
        let [pairs, read_off, unprotected] = attack(smallest);
        println!("minimum {smallest}: {pairs} pairs, {read_off} read off, {unprotected} without the rule");
        assert!(pairs == RELEASES * PAIRS && unprotected >= 100, "{pairs} {unprotected}");
        assert_eq!(read_off, 0, "minimum {smallest}");
    }
}
