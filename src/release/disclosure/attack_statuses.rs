//! An attacker who reads statuses and reasons alone, of hundreds of groups that differ by one to four persons: on which side of a minimum
//! the users and persons of a group are.

use super::attack::{Numbers, Person, group, population, regression};
use super::tests::{cohort_key, request};
use super::{Candidate, CohortCount, PublishedComparison, Request, Sketch, Verdict, control};
use definitions::estimation::Minimum;
use foundation::tables::audit::AuditFitRow;
use foundation::words::{Arm, Status};

/// Pairs of groups of each release.
const PAIRS: usize = 200;

/// The smallest cohort that the definitions estimate.
const SMALLEST: i64 = 20;

/// Persons of whom few use something.
fn rare(numbers: &mut Numbers) -> Vec<Person> {
    let persons = population(numbers);
    persons.into_iter().map(|person| Person { value: f64::from(u8::from(numbers.below(60) == 0)), ..person }).collect()
}

/// A group near a minimum: of users, or of persons.
fn near(numbers: &mut Numbers) -> Vec<usize> {
    let mut of = group(numbers);
    of.truncate(if numbers.below(3) == 0 { 38 + numbers.below(12) } else { 400 + numbers.below(300) });
    of
}

fn exact(persons: &[Person], of: &[usize], name: String) -> ([u64; 2], AuditFitRow) {
    let (cells, fit) = regression(persons, of);
    let users = [fit.persons_using_success, fit.persons_using_non_success];
    let status = match users {
        _ if fit.persons_success.min(fit.persons_non_success) < SMALLEST => Status::BelowMinN,
        [0, 0] => Status::NoUsers,
        _ => Status::Estimated,
    };
    (cells, AuditFitRow { target_group: name, status, ..fit })
}

/// What is published of a regression without figures or with them: the status and the reason.
fn shown(verdict: Verdict, fit: &AuditFitRow) -> String {
    match verdict {
        Verdict::Released | Verdict::WithoutCounts(_) => format!("{:?}", fit.status),
        Verdict::Replaced(status) => format!("{status:?}"),
        Verdict::HeldBack(rule) => format!("held back for {rule:?}"),
    }
}

/// In three releases, each pair is a group and the same group without one to four persons. Where the statuses of both differ and both are
/// decided from persons or users, one of the few is a user, or in the smaller cohort.
#[test]
fn no_side_of_a_minimum_follows_from_two_statuses() {
    let (mut numbers, mut earlier) = (Numbers::new(31), Vec::<PublishedComparison>::new());
    let persons = rare(&mut numbers);
    let (mut pairs, mut sides, mut read_off, mut unprotected) = (0, 0, 0, 0);
    for release in 0..3 {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for _ in 0..PAIRS {
            let of = near(&mut numbers);
            let mut fewer = of.clone();
            for _ in 0..=numbers.below(4) {
                // Users are half of those who are sought.
                let users: Vec<usize> = (0..fewer.len()).filter(|at| persons[fewer[*at]].value != 0.0).collect();
                let is_user = numbers.below(2) == 0 && !users.is_empty();
                fewer.remove(if is_user { users[numbers.below(users.len())] } else { numbers.below(fewer.len()) });
            }
            groups.extend([of, fewer]);
        }
        let fits: Vec<([u64; 2], AuditFitRow)> =
            groups.iter().enumerate().map(|(at, of)| exact(&persons, of, format!("g{release}-{at}"))).collect();
        let cohorts = groups.iter().zip(&fits).flat_map(|(of, (cells, fit))| {
            [(Arm::Success, true), (Arm::NonSuccess, false)].into_iter().zip(*cells).map(|((arm, success), cell)| {
                let keys = || of.iter().map(|at| persons[*at]).filter(|of| of.success == success).map(|of| of.key);
                let key = cohort_key(&fit.target_group, "all", arm);
                CohortCount { key, persons: keys().count() as u64, cell, sketch: Sketch::of(keys()) }
            })
        });
        let candidates = fits.iter().map(|(cells, fit)| Candidate {
            fit,
            cells: *cells,
            shown: fit.status == Status::Estimated,
            covered: true,
            minimum: Minimum::default(),
        });
        let decided = control(&Request {
            cohorts: cohorts.collect(),
            fits: candidates.collect(),
            published: earlier.clone(),
            ..request(&[])
        });
        let alone = |at: usize| {
            let (cells, fit) = &fits[at];
            let candidate = Candidate { fit, cells: *cells, shown: true, covered: true, minimum: Minimum::default() };
            let fits = vec![candidate];
            shown(control(&Request { fits, ..request(&[]) }).fits[0], fit)
        };
        for at in (0..groups.len()).step_by(2) {
            let [one, other] = [at, at + 1].map(|at| shown(decided.fits[at], &fits[at].1));
            // A reason other than a difference tells of users or persons as well.
            let differences = ["Subgroups", "TargetGroups", "SuccessMeasures", "Releases"];
            let side = |text: &String| !differences.iter().any(|rule| *text == format!("held back for {rule}"));
            pairs += 1;
            sides += usize::from(alone(at) != alone(at + 1));
            unprotected += usize::from(alone(at) != alone(at + 1) && side(&alone(at)) && side(&alone(at + 1)));
            read_off += usize::from(one != other && side(&one) && side(&other));
        }
        let published = decided.published.into_iter();
        earlier.extend(published.map(|of| PublishedComparison { release: release.to_string(), ..of }));
    }
    println!("{pairs} pairs, {sides} on both sides of a minimum: {read_off} read off, {unprotected} without the rule");
    assert!(pairs == 600 && unprotected >= 100, "{pairs} {unprotected}");
    assert_eq!(read_off, 0);
}
