//! Laws of the decisions, whatever the counts: nothing that is released gives a small cell away.

use proptest::prelude::*;

use super::*;
use crate::tables::audit::AuditFitRow;

const ARMS: [Arm; 2] = [Arm::Success, Arm::NonSuccess];

/// A regression with these persons and users by arm.
fn fit(subgroup: &str, consequence: &str, year: i32, persons: [u64; 2], users: [u64; 2]) -> AuditFitRow {
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

/// Counts of two subgroups that share nobody, of what the whole group has beyond them, and of an earlier release.
type Drawn = (Vec<[u64; 6]>, Vec<[u64; 6]>, Vec<u64>);

fn drawn() -> impl Strategy<Value = Drawn> {
    let few = || prop_oneof![0..8u64, 30..60u64];
    let of_year = || (few(), few(), few(), few(), 0..7u64, 0..7u64).prop_map(|(a, b, c, d, e, f)| [a, b, c, d, e, f]);
    let counts = || prop::collection::vec(of_year(), 4);
    (counts(), counts(), prop::collection::vec(0..9u64, 6))
}

/// Persons by subgroup and arm: a, b, and all with the rest.
fn persons(of: &[u64; 6]) -> [(&'static str, [u64; 2]); 3] {
    [("a", [of[0], of[1]]), ("all", [of[0] + of[2] + of[4], of[1] + of[3] + of[5]]), ("b", [of[2], of[3]])]
}

fn small(difference: u64) -> bool {
    (1..5).contains(&difference)
}

proptest! {
    #[test]
    fn nothing_released_gives_a_small_cell_away((cells, users, before) in drawn()) {
        let fits: Vec<AuditFitRow> = ["c", "d"]
            .into_iter()
            .flat_map(|consequence| [1, 2].map(|year| (consequence, year)))
            .zip(cells.iter().zip(&users))
            .flat_map(|((consequence, year), (cells, users))| {
                let users: [u64; 6] = std::array::from_fn(|at| users[at].min(cells[at]));
                persons(cells).into_iter().zip(persons(&users)).map(move |((subgroup, n), (_, users))| {
                    fit(subgroup, consequence, year, n, users)
                }).collect::<Vec<_>>()
            })
            .collect();
        let cohorts: Vec<CohortCount> = persons(&cells[0])
            .into_iter()
            .flat_map(|(subgroup, n)| {
                ARMS.into_iter().zip(n).map(move |(arm, persons)| CohortCount {
                    key: ("g".to_owned(), subgroup.to_owned(), "m".to_owned(), arm), persons,
                })
            })
            .collect();
        let inside = |parts: &[&str]| Inside {
            target_group: "g".to_owned(), whole: "all".to_owned(), parts: parts.iter().map(|p| (*p).to_owned()).collect(),
        };
        let earlier = Earlier {
            release: "before".to_owned(),
            exact: true,
            cohorts: cohorts.iter().zip(&before).map(|(c, more)| (c.key.clone(), c.persons + more)).collect(),
            fits: HashMap::new(),
        };
        let question = Question {
            policy: Policy::default(),
            cohorts: cohorts.clone(),
            fits: fits.iter().map(|fit| Asked { fit, shown: true }).collect(),
            insides: vec![inside(&["a"]), inside(&["a", "b"]), inside(&["b"])],
            beyond: Vec::new(),
            earlier: vec![earlier],
        };
        let control = control(&question);
        let released = |subgroup: &str, arm: Arm| cohorts.iter().zip(&control.cohorts)
            .find(|(c, rule)| c.key.1 == subgroup && c.key.3 == arm && rule.is_none()).map(|(c, _)| c.persons);
        for ((cohort, rule), more) in cohorts.iter().zip(&control.cohorts).zip(&before) {
            prop_assert!(rule.is_some() || (cohort.persons >= 5 && !small(*more)));
        }
        for arm in ARMS {
            if let Some(whole) = released("all", arm) {
                for parts in [&["a"][..], &["b"], &["a", "b"]] {
                    let known: Vec<u64> = parts.iter().filter_map(|part| released(part, arm)).collect();
                    prop_assert!(known.is_empty() || !small(whole - known.iter().sum::<u64>()));
                }
            }
        }
        let with_counts: Vec<&AuditFitRow> = fits.iter().zip(&control.fits)
            .filter(|(_, verdict)| **verdict == Verdict::Released).map(|(fit, _)| fit).collect();
        for fit in fits.iter().zip(&control.fits).filter(|(_, v)| !matches!(v, Verdict::HeldBack(_))).map(|(f, _)| f) {
            prop_assert!(fit.n_success.min(fit.n_non_success) >= 5);
            prop_assert!(!small(fit.users_success.unsigned_abs()) && !small(fit.users_non_success.unsigned_abs()));
        }
        for whole in with_counts.iter().filter(|fit| fit.subgroup == "all") {
            let parts: Vec<_> = with_counts.iter().filter(|part| {
                part.subgroup != "all" && part.consequence == whole.consequence && part.follow_up_year == whole.follow_up_year
            }).collect();
            for of in [
                |f: &AuditFitRow| f.n_success, |f: &AuditFitRow| f.n_non_success,
                |f: &AuditFitRow| f.users_success, |f: &AuditFitRow| f.users_non_success,
            ] {
                let beyond = of(whole) - parts.iter().map(|part| of(part)).sum::<i64>();
                prop_assert!(parts.is_empty() || !small(beyond.unsigned_abs()));
                for part in &parts {
                    prop_assert!(!small((of(whole) - of(part)).unsigned_abs()));
                }
            }
        }
        for subgroup in ["a", "all", "b"] {
            for (arm, of) in ARMS.into_iter().zip([|f: &AuditFitRow| f.n_success, |f: &AuditFitRow| f.n_non_success]) {
                let of_fits = with_counts.iter().filter(|fit| fit.subgroup == subgroup).map(|fit| of(fit).unsigned_abs());
                let counts: Vec<u64> = of_fits.chain(released(subgroup, arm)).collect();
                for (at, one) in counts.iter().enumerate() {
                    prop_assert!(counts.iter().skip(at).all(|other| !small(one.abs_diff(*other))));
                }
            }
        }
        let decisions = cohorts.len() + fits.len()
            + control.fits.iter().filter(|verdict| !matches!(verdict, Verdict::HeldBack(_))).count();
        prop_assert_eq!(control.decisions.len(), decisions);
        let held = control.decisions.iter().filter(|row| row.decision == Decision::HeldBack);
        prop_assert!(held.clone().all(|row| row.rule.is_some() && row.reason.is_some()));
    }
}

/// What lies beyond a subgroup is a cell to the rule of dominance too.
#[test]
fn an_amount_that_one_person_dominates_beyond_a_subgroup_hides_the_subgroups_counts() {
    let fits = [fit("all", "c", 1, [100, 100], [60, 60]), fit("a", "c", 1, [80, 80], [50, 50])];
    let asked = |largest: f64| {
        let inside = Inside { target_group: "g".to_owned(), whole: "all".to_owned(), parts: vec!["a".to_owned()] };
        let beyond = Beyond {
            inside: 0,
            success_measure: "m".to_owned(),
            consequence: "c".to_owned(),
            follow_up_year: 1,
            largest,
            two_largest: largest,
        };
        control(&Question {
            policy: Policy::default(),
            cohorts: Vec::new(),
            fits: fits.iter().map(|fit| Asked { fit, shown: true }).collect(),
            insides: vec![inside],
            beyond: vec![beyond],
            earlier: Vec::new(),
        })
        .fits
    };
    assert_eq!(asked(0.4), [Verdict::Released, Verdict::Released]);
    assert_eq!(asked(0.6), [Verdict::Released, Verdict::WithoutCounts(Rule::Subgroups)]);
}
