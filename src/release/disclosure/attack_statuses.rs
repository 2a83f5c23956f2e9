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

/// What is published of groups, by group, and what the room keeps.
struct Decided {
    shown: Vec<[String; 3]>,
    published: Vec<PublishedComparison>,
}

fn decide(
    persons: &[Person],
    groups: &[(String, Vec<usize>)],
    smallest: usize,
    earlier: &[PublishedComparison],
) -> Decided {
    let minimum = Minimum { persons: smallest as u64, ..Minimum::default() };
    let fits: Vec<([u64; 2], AuditFitRow)> =
        groups.iter().map(|(name, of)| exact(persons, of, smallest, name)).collect();
    let cohorts = groups.iter().zip(&fits).flat_map(|((_, of), (cells, fit))| {
        [(Arm::Success, cells[0]), (Arm::NonSuccess, cells[1])].map(|(arm, cell)| {
            let members = of.iter().map(|at| persons[*at]).filter(|of| of.success == (arm == Arm::Success));
            let keys: Vec<u64> = members.map(|of| of.key).collect();
            let key = cohort_key(&fit.target_group, "all", arm);
            CohortCount { key, persons: keys.len() as u64, cell, sketch: Sketch::of(keys) }
        })
    });
    let candidates = fits.iter().map(|(cells, fit)| Candidate {
        fit,
        cells: *cells,
        shown: fit.status == Status::Estimated,
        covered: true,
        minimum,
    });
    let decided = control(&Request {
        cohorts: cohorts.collect(),
        fits: candidates.collect(),
        published: earlier.to_vec(),
        ..request(&[])
    });
    let all = decided.fits.iter().zip(decided.cohorts.chunks(2)).zip(&fits);
    let shown = all.map(|((verdict, cohorts), (_, fit))| shown(*verdict, fit, [cohorts[0], cohorts[1]]));
    Decided { shown: shown.collect(), published: decided.published }
}

/// Attacks pairs of near-alike groups, half of them in one release and half in two. Returns the pairs, how many the rule on
/// differences leaves to be read off, and how many would be without it.
fn attack(smallest: usize) -> [usize; 3] {
    let mut numbers = Numbers::new(31);
    let persons = rare(&mut numbers);
    let (mut earlier, mut deferred) = (Vec::<PublishedComparison>::new(), Vec::new());
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
        let decided = decide(&persons, &groups, smallest, &earlier);
        for ((name, of), shown) in groups.iter().zip(&decided.shown) {
            let alone = decide(&persons, &[(name.clone(), of.clone())], smallest, &[]);
            published.insert(name.clone(), [shown.clone(), alone.shown[0].clone()]);
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

/// A group of some successes, the same with a person who did not succeed, and the same with another person: whether that one succeeded, what is
/// published of the three is the same.
#[test]
fn three_statuses_do_not_show_whether_a_person_succeeded() {
    let mut numbers = Numbers::new(32);
    let mut persons = rare(&mut numbers);
    let [known, sought] = [0, 1];
    persons[known].success = false;
    let mut checked = 0;
    for smallest in [20, 5] {
        for successes in (1..30).chain([100]) {
            let (successful, others): (Vec<usize>, Vec<usize>) =
                (2..persons.len()).partition(|at| persons[*at].success);
            let of: Vec<usize> = successful[..successes].iter().chain(&others[..400]).copied().collect();
            let with = |person: usize| of.iter().copied().chain([person]).collect::<Vec<usize>>();
            let groups = [("one", of.clone()), ("two", with(known)), ("three", with(sought))]
                .map(|(name, of)| (name.to_owned(), of));
            let mut worlds = [true, false].map(|success| {
                persons[sought].success = success;
                decide(&persons, &groups, smallest, &[]).shown
            });
            // The order of equally large groups is that of the release, and the first of them keeps its own texts.
            worlds.iter_mut().for_each(|world| world.sort());
            assert_eq!(worlds[0], worlds[1], "minimum {smallest}, {successes} successes");
            checked += 1;
        }
    }
    assert_eq!(checked, 60);
}
