//! Laws of the decisions for all counts: nothing that is released discloses a small cell.

use std::collections::HashMap;

use definitions::disclosure::Policy;
use definitions::estimation::Minimum;
use engine::moments::LargestContributions;
use foundation::keys::{CohortKey, ComparisonKey};
use foundation::tables::audit::AuditFitRow;
use foundation::words::{Arm, Decision, Rule, Status};
use proptest::prelude::*;

use super::*;

const ARMS: [Arm; 2] = [Arm::Success, Arm::NonSuccess];

/// A regression with these persons and users by arm.
pub fn fit(subgroup: &str, consequence: &str, year: i32, persons: [u64; 2], users: [u64; 2]) -> AuditFitRow {
    serde_json::from_value(serde_json::json!({
        "target_group": "g", "subgroup": subgroup, "success_measure": "m", "consequence": consequence,
        "follow_up_year": year, "specification": "published", "covariance": "HC3", "status": "estimated",
        "baseline": "none", "n_success": persons[0], "n_non_success": persons[1], "users_success": users[0],
        "users_non_success": users[1], "persons_success": persons[0], "persons_non_success": persons[1],
        "persons_using_success": users[0], "persons_using_non_success": users[1], "rank": 3, "leverage_one": 0,
        "mean_non_success": 1.5, "df": 50.0, "estimate": 1.0, "standard_error": 0.1, "p": 0.001,
    }))
    .unwrap()
}

/// The subgroups, the whole group first.
const SUBGROUPS: [&str; 4] = ["all", "a", "b", "c"];

pub fn cohort_key(target_group: &str, subgroup: &str, arm: Arm) -> CohortKey {
    CohortKey { comparison: ComparisonKey { target_group, subgroup, success_measure: "m" }, arm }.owned()
}

/// Eight parts, one for each way to be in three subgroups or not: by part and arm persons, and of them users.
type Parts = Vec<[u64; 2]>;

fn few_or_many(parts: usize) -> impl Strategy<Value = Parts> {
    prop::collection::vec([prop_oneof![0..8u64, 30..60u64], prop_oneof![0..8u64, 30..60u64]], parts)
}

/// Persons of four regressions and of the cohorts; users of the regressions; how many fewer there were in an earlier release.
fn drawn() -> impl Strategy<Value = (Parts, Vec<(Parts, Parts)>, Vec<u64>)> {
    let of_regression = || (prop::collection::vec([0..3u64, 0..3u64], 8), few_or_many(8));
    (few_or_many(8), prop::collection::vec(of_regression(), 4), prop::collection::vec(0..9u64, 8))
}

/// Whether the persons of a part are in a subgroup.
fn is_in(part: usize, subgroup: usize) -> bool {
    subgroup == 0 || part >> (subgroup - 1) & 1 == 1
}

/// The count of a subgroup, by arm.
fn of_subgroup(parts: &Parts, subgroup: usize) -> [u64; 2] {
    let inside = || parts.iter().enumerate().filter(|(part, _)| is_in(*part, subgroup));
    [0, 1].map(|arm: usize| inside().map(|(_, persons)| persons[arm]).sum())
}

/// The sketch of a subgroup's cohort: each person of each part has a key.
fn sketch(parts: &Parts, subgroup: usize, arm: Arm) -> Sketch {
    let arm = usize::from(arm == Arm::NonSuccess);
    let of_part = |part: usize| (0..parts[part][arm]).map(move |person| ((arm * 8 + part) as u64) << 20 | person);
    Sketch::of((0..parts.len()).filter(|part| is_in(*part, subgroup)).flat_map(of_part))
}

fn small(count: u64) -> bool {
    (1..5).contains(&count)
}

/// What an attacker finds who adds and subtracts published counts, each up to twice: every set of persons who are counted once while
/// all others are counted zero times. `there` has the persons of each part.
fn found(there: &Parts, arm: usize, published: &[usize]) -> Vec<Vec<usize>> {
    let parts: Vec<usize> = (0..there.len()).filter(|part| there[*part][arm] > 0).collect();
    let mut found = Vec::new();
    for code in 0..5usize.pow(published.len() as u32) {
        let times = |position: usize| (code / 5usize.pow(position as u32) % 5) as i64 - 2;
        let of_part = |part: usize| -> i64 {
            published.iter().enumerate().filter(|(_, of)| is_in(part, **of)).map(|(at, _)| times(at)).sum()
        };
        if parts.iter().all(|part| [0, 1].contains(&of_part(*part))) {
            found.push(parts.iter().copied().filter(|part| of_part(*part) == 1).collect());
        }
    }
    found
}

proptest! {
    #[test]
    fn nothing_released_discloses_a_small_cell((there, regressions, before) in drawn()) {
        // A regression lacks a few persons of each part; users are some of those who are left.
        let regressions: Vec<(Parts, Parts)> = regressions.into_iter().map(|(fewer, users)| {
            let persons: Parts = there.iter().zip(&fewer)
                .map(|(of, fewer)| [0, 1].map(|arm: usize| of[arm].saturating_sub(fewer[arm]))).collect();
            let users = persons.iter().zip(&users).map(|(of, users)| [0, 1].map(|arm: usize| of[arm].min(users[arm]))).collect();
            (persons, users)
        }).collect();
        let keys = [("c", 1), ("c", 2), ("d", 1), ("d", 2)];
        let fits: Vec<AuditFitRow> = keys.into_iter().zip(&regressions).flat_map(|((consequence, year), (persons, users))| {
            (0..4).map(move |at| {
                fit(SUBGROUPS[at], consequence, year, of_subgroup(persons, at), of_subgroup(users, at))
            })
        }).collect();
        let parts = &there;
        let cohorts: Vec<CohortCount> = (0..4).flat_map(|at| {
            ARMS.into_iter().zip(of_subgroup(&there, at)).map(move |(arm, persons)| CohortCount {
                key: cohort_key("g", SUBGROUPS[at], arm), persons, cell: 0, sketch: sketch(parts, at, arm),
            })
        }).collect();
        let overlap = Overlap {
            target_group: "g".to_owned(),
            success_measure: "m".to_owned(),
            subgroups: SUBGROUPS.map(str::to_owned).to_vec(),
            parts: there.iter().enumerate().map(|(part, persons)| Part {
                within: (0..4).map(|at| is_in(part, at)).collect(), persons: *persons,
            }).collect(),
        };
        let earlier = EarlierRelease {
            release: "before".to_owned(),
            manifest_blake3: String::new(),
            exact: true,
            cohorts: cohorts.iter().zip(&before).map(|(c, more)| (c.key.clone(), c.persons + more)).collect(),
            fits: HashMap::new(),
            figures: HashMap::new(),
        };
        let request = Request {
            policy: Policy::default(),
            secret: Secret::PUBLIC,
            cohorts: cohorts.clone(),
            fits: fits.iter().map(|fit| asked(fit)).collect(),
            overlaps: vec![overlap],
            amounts: Vec::new(),
            pairs: Vec::new(),
            earlier: vec![earlier],
            published: Vec::new(),
        };
        let control = control(&request);
        for ((cohort, rule), more) in cohorts.iter().zip(&control.cohorts).zip(&before) {
            prop_assert!(rule.is_some() || (cohort.persons >= 5 && !small(*more)));
        }
        let leaves = |fit: usize| control.fits[fit] == Verdict::Released;
        for arm in [0, 1] {
            let count = |parts: &[usize], of: &Parts| parts.iter().map(|part| of[*part][arm]).sum::<u64>();
            let published: Vec<usize> = (0..4).filter(|at| control.cohorts[at * 2 + arm].is_none()).collect();
            for set in found(&there, arm, &published) {
                prop_assert!(!small(count(&set, &there)), "{:?} of {:?}", set, published);
            }
            for (at, (persons, users)) in regressions.iter().enumerate() {
                let published: Vec<usize> = (0..4).filter(|subgroup| leaves(at * 4 + subgroup)).collect();
                for set in found(&there, arm, &published) {
                    prop_assert!(!small(count(&set, persons)) && !small(count(&set, users)), "{:?} of {:?}", set, published);
                }
            }
        }
        for fit in fits.iter().zip(&control.fits).filter(|(_, verdict)| has_figures(verdict)).map(|(fit, _)| fit) {
            prop_assert!(fit.n_success.min(fit.n_non_success) >= 5);
            prop_assert!(fit.users_success.min(fit.users_non_success) >= 5);
        }
        let with_counts: Vec<&AuditFitRow> = fits.iter().enumerate().filter(|(at, _)| leaves(*at)).map(|(_, fit)| fit).collect();
        for subgroup in SUBGROUPS {
            for (arm, of) in ARMS.into_iter().zip([
                |f: &AuditFitRow| [f.n_success, f.users_success], |f: &AuditFitRow| [f.n_non_success, f.users_non_success],
            ]) {
                let released = cohorts.iter().zip(&control.cohorts)
                    .find(|(c, rule)| c.key.comparison.subgroup == subgroup && c.key.arm == arm && rule.is_none()).map(|(c, _)| c.persons);
                let of_fits: Vec<_> = with_counts.iter().filter(|fit| fit.subgroup == subgroup).collect();
                let counts: Vec<u64> = of_fits.iter().map(|fit| of(fit)[0].unsigned_abs()).chain(released).collect();
                for (at, one) in counts.iter().enumerate() {
                    prop_assert!(counts.iter().skip(at).all(|other| !small(one.abs_diff(*other))));
                }
                for one in &of_fits {
                    for other in of_fits.iter().filter(|other| other.consequence == one.consequence) {
                        let ([n, users], [n_other, users_other]) = (of(one), of(other));
                        prop_assert!(n == n_other || !small(users.abs_diff(users_other)));
                    }
                }
            }
        }
        let reported = control.decisions.iter().filter(|row| row.table == "comparisons").count();
        let decisions = reported + cohorts.len() + fits.len()
            + control.fits.iter().filter(|verdict| has_figures(verdict)).count();
        prop_assert_eq!(control.decisions.len(), decisions);
        let held = control.decisions.iter().filter(|row| row.decision == Decision::HeldBack);
        prop_assert!(held.clone().all(|row| row.rule.is_some() && row.reason.is_some()));
    }
}

fn has_figures(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Released | Verdict::WithoutCounts(_))
}

fn asked(fit: &AuditFitRow) -> Candidate<'_> {
    Candidate { fit, cells: [0; 2], shown: true, covered: true, minimum: Minimum::default() }
}

pub fn request(fits: &[AuditFitRow]) -> Request<'_> {
    Request {
        policy: Policy::default(),
        secret: Secret::PUBLIC,
        cohorts: Vec::new(),
        fits: fits.iter().map(asked).collect(),
        overlaps: Vec::new(),
        amounts: Vec::new(),
        pairs: Vec::new(),
        earlier: Vec::new(),
        published: Vec::new(),
    }
}

/// What lies beyond a subgroup is a cell to the rule of dominance too.
#[test]
fn an_amount_that_one_person_dominates_beyond_a_subgroup_hides_the_subgroups_counts() {
    let fits = [fit("all", "c", 1, [100, 100], [60, 60]), fit("a", "c", 1, [80, 80], [50, 50])];
    let decided = |largest: u64| {
        let mut peak = LargestContributions { all: 100 - u128::from(largest), largest: 10, second: 10 };
        peak.add(largest);
        let part = |within: [bool; 2], persons| Part { within: within.to_vec(), persons: [persons; 2] };
        let overlap = Overlap {
            target_group: "g".to_owned(),
            success_measure: "m".to_owned(),
            subgroups: vec!["all".to_owned(), "a".to_owned()],
            parts: vec![part([true, true], 80), part([true, false], 20)],
        };
        let even = LargestContributions { all: 1000, largest: 10, second: 10 };
        let amounts = Amounts {
            overlap: 0,
            consequence: "c".to_owned(),
            follow_up_year: 1,
            peaks: vec![[even; 2], [peak, even]],
        };
        control(&Request { overlaps: vec![overlap], amounts: vec![amounts], ..request(&fits) }).fits
    };
    assert_eq!(decided(40), [Verdict::Released, Verdict::Released]);
    assert_eq!(decided(60), [Verdict::Released, Verdict::WithoutCounts(Rule::Subgroups)]);
}

/// Two target groups, of which the one has two persons more than the other, and a third of the same persons as the first.
#[test]
fn nested_cohorts_of_target_groups_are_compared() {
    let of = |group: &str, n: u64, users: u64| AuditFitRow {
        target_group: group.to_owned(),
        ..fit("all", "c", 1, [n, 100], [users, 60])
    };
    let count = |group: &str, persons: u64| CohortCount {
        key: cohort_key(group, "all", Arm::Success),
        persons,
        cell: 0,
        sketch: Sketch::default(),
    };
    let decided = |persons: [u64; 3], users: [u64; 3], pairs: &[Pair]| {
        let fits: Vec<AuditFitRow> = ["g", "h", "i"]
            .into_iter()
            .zip(persons.into_iter().zip(users))
            .map(|(group, (persons, users))| of(group, persons, users))
            .collect();
        let cohorts = ["g", "h", "i"].into_iter().zip(persons).map(|(group, persons)| count(group, persons)).collect();
        let control = control(&Request { cohorts, pairs: pairs.to_vec(), ..request(&fits) });
        (control.cohorts, control.fits)
    };
    let (no, held) = (Verdict::Released, Verdict::WithoutCounts(Rule::TargetGroups));
    let first_in = |beyond: u64| Pair { cohorts: [0, 1], beyond: [beyond, 0] };
    let two_more = decided([102, 100, 300], [60, 60, 60], &[first_in(2)]);
    assert_eq!(two_more, (vec![None, Some(Rule::TargetGroups), None], vec![no, held, no]));
    let users = decided([130, 100, 300], [62, 60, 60], &[first_in(5)]);
    assert_eq!(users, (vec![None; 3], vec![no, held, no]));
    assert_eq!(decided([130, 100, 300], [80, 60, 60], &[first_in(5)]), (vec![None; 3], vec![no; 3]));
    // Of the same number of persons, and not of the same persons: the exchange of two would be seen.
    let exchanged = Pair { cohorts: [0, 1], beyond: [2, 2] };
    assert_eq!(decided([100, 100, 300], [60, 60, 60], &[exchanged]).0, [None, Some(Rule::TargetGroups), None]);
    // A cohort of the same persons must not disclose a count that is held back.
    let same = Pair { cohorts: [1, 2], beyond: [0, 0] };
    let published = decided([102, 100, 100], [60, 60, 60], &[same, first_in(2)]);
    assert_eq!(published.0, [None, Some(Rule::TargetGroups), Some(Rule::TargetGroups)]);
}

/// Two groups that differ by one person: a year in which no person has a value is published like the others of its comparison.
#[test]
fn a_year_without_values_is_held_back_with_the_others() {
    let of = |group: &str, persons: u64, status: Status, year: i32| AuditFitRow {
        target_group: group.to_owned(),
        status,
        ..fit("all", "c", year, [persons, 100], [60, 60])
    };
    let (estimated, without) = (Status::Estimated, Status::NotAvailable);
    let fits =
        [of("g", 101, estimated, 1), of("g", 101, without, 2), of("h", 100, estimated, 1), of("h", 100, without, 2)];
    let count = |group: &str, arm: Arm, keys: std::ops::Range<u64>| CohortCount {
        key: cohort_key(group, "all", arm),
        persons: keys.end - keys.start,
        cell: 0,
        sketch: Sketch::of(keys),
    };
    let cohorts = || {
        let of_success = [count("g", Arm::Success, 1000..1101), count("h", Arm::Success, 1000..1100)];
        let others = ["g", "h"].map(|group| count(group, Arm::NonSuccess, 5000..5100));
        of_success.into_iter().chain(others).collect()
    };
    let decided = |covered: bool| {
        let fits = fits.iter().map(|fit| Candidate { covered, shown: fit.status == estimated, ..asked(fit) }).collect();
        control(&Request { fits, cohorts: cohorts(), ..request(&[]) }).fits
    };
    let (below, held) = (Verdict::Replaced(Status::BelowMinN), Verdict::HeldBack(Rule::TargetGroups));
    assert_eq!(decided(true), [Verdict::Released, below, held, held]);
    // What a register does not cover is public.
    assert_eq!(decided(false), [Verdict::Released, Verdict::Released, held, Verdict::Released]);
}

/// What is decided on a regression of a status and these users, whose specification asks for a minimum.
fn of_status(status: Status, users: [u64; 2], policy: Policy, minimum: Minimum, covered: bool) -> Verdict {
    let fits = [AuditFitRow { status, ..fit("all", "c", 1, [100, 100], users) }];
    let asked = vec![Candidate { fit: &fits[0], cells: [0; 2], shown: false, covered, minimum }];
    control(&Request { policy, fits: asked, ..request(&fits) }).fits[0]
}

#[test]
fn no_status_reveals_an_empty_or_full_cell() {
    let decided = |status: Status, policy: Policy, minimum: Minimum, covered: bool| {
        of_status(status, [60, 60], policy, minimum, covered)
    };
    let usual = |status| decided(status, Policy::default(), Minimum::default(), true);
    for (status, wanted) in [
        (Status::EmptyCohort, Verdict::Replaced(Status::BelowMinN)),
        (Status::NotAvailable, Verdict::Replaced(Status::BelowMinN)),
        (Status::NoVariation, Verdict::HeldBack(Rule::Status)),
        (Status::PerfectFit, Verdict::HeldBack(Rule::Status)),
        (Status::RankDeficient, Verdict::HeldBack(Rule::Status)),
        (Status::NoStandardError, Verdict::HeldBack(Rule::Status)),
        (Status::BelowMinN, Verdict::Released),
        (Status::TooFewUsers, Verdict::Released),
        (Status::TooFewDf, Verdict::Released),
        (Status::TooFewClusters, Verdict::Released),
    ] {
        assert_eq!(usual(status), wanted, "{status}");
        let off = Policy { control: false, ..Policy::default() };
        assert_eq!(
            decided(status, off, Minimum::default(), true),
            Verdict::Released,
            "without control {status} leaves"
        );
    }
    assert_eq!(decided(Status::NotAvailable, Policy::default(), Minimum::default(), false), Verdict::Released);
    // Minima of the definitions below the policy's would reveal smaller counts than the policy allows.
    let low = Minimum { persons: 2, users: 2.0, df: 2, clusters: 2 };
    for (status, rule) in [
        (Status::BelowMinN, Rule::Persons),
        (Status::EmptyCohort, Rule::Persons),
        (Status::TooFewUsers, Rule::Users),
        (Status::TooFewDf, Rule::Df),
        (Status::TooFewClusters, Rule::Persons),
    ] {
        assert_eq!(decided(status, Policy::default(), low, true), Verdict::HeldBack(rule), "{status}");
    }
}

/// What is published of a regression depends on the users of a cohort only by whether they are few, none included: whatever status
/// they give, whatever the other cohort has, and with whatever minima and companion.
#[test]
fn no_user_and_few_users_are_alike() {
    let any = [
        Status::Estimated,
        Status::PerfectFit,
        Status::TooFewUsers,
        Status::NoVariation,
        Status::NoUsers,
        Status::RankDeficient,
        Status::TooFewDf,
        Status::TooFewClusters,
        Status::NoStandardError,
    ];
    let low = Minimum { persons: 2, users: 0.0, df: 2, clusters: 2 };
    for (companion, minimum) in [(false, Minimum::default()), (true, Minimum::default()), (false, low), (true, low)] {
        let policy = Policy { companion, ..Policy::default() };
        for (status, few) in any.into_iter().flat_map(|status| (0..5).map(move |few| (status, few))) {
            let of = |users| of_status(status, users, policy, minimum, true);
            for other in 0..5 {
                assert_eq!(of([few, other]), Verdict::Replaced(Status::FewUsers), "{status}: {few} and {other} users");
            }
            for other in [5, 6, 100] {
                for users in [[few, other], [other, few]] {
                    assert_eq!(of(users), Verdict::HeldBack(Rule::Users), "{status}: {users:?} users");
                }
            }
        }
    }
    // A status that is decided before outcomes are looked at says nothing of users.
    for users in [[0, 0], [3, 0], [60, 60]] {
        let of = |status| of_status(status, users, Policy::default(), Minimum::default(), true);
        assert_eq!((of(Status::BelowMinN), of(Status::Unbalanced)), (Verdict::Released, Verdict::Released));
    }
}

/// Users of two years, where others are counted, and of two success measures.
#[test]
fn users_of_other_years_and_measures_are_compared() {
    let decided = |one: AuditFitRow, other: AuditFitRow| {
        let fits = [one, other];
        control(&request(&fits)).fits[1]
    };
    let year = |year: i32, n: u64, users: u64| fit("all", "c", year, [n, 100], [users, 60]);
    assert_eq!(decided(year(1, 100, 60), year(2, 90, 58)), Verdict::WithoutCounts(Rule::Missing));
    assert_eq!(decided(year(1, 100, 60), year(2, 90, 50)), Verdict::Released);
    assert_eq!(decided(year(1, 100, 60), year(2, 100, 58)), Verdict::Released, "the same persons");
    let measure = |measure: &str, n: [u64; 2], users: [u64; 2]| AuditFitRow {
        success_measure: measure.to_owned(),
        ..fit("all", "c", 1, n, users)
    };
    let first = || measure("m", [100, 100], [60, 60]);
    let held = Verdict::WithoutCounts(Rule::SuccessMeasures);
    assert_eq!(decided(first(), measure("k", [150, 53], [90, 33])), held, "three more whose success is known");
    assert_eq!(decided(first(), measure("k", [150, 60], [90, 32])), held, "two users among ten more");
    assert_eq!(decided(first(), measure("k", [150, 60], [90, 40])), Verdict::Released);
    assert_eq!(decided(first(), measure("k", [150, 50], [90, 32])), Verdict::Released, "the same persons");
}
