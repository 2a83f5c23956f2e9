//! Designs through whole builds: a lot by person and by site, a difference in differences, intervals, and reasons of the gate.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use som::knowledge;
use som::tables::audit::{AuditFitRow, InterventionBalanceRow, InterventionEffectRow};
use som::words::Status;

use super::FILE;
use super::country::*;
use crate::world::{World, integers, texts};

/// The intervention without placebos and test persons.
fn plain() -> String {
    INTERVENTION[..INTERVENTION.find("[[placebo]]").unwrap()].to_owned()
}

/// A lot in the register of participants, without test persons.
fn lot() -> String {
    plain()
        .replace("where = \"arm = 'T'\"", "assigned = \"arm = 'T'\"")
        .replace("[controls]\npopulation = \"age < 60\"\n", "")
        .replace("entropy_balancing", "random")
        .replace("estimand = \"ATT\"", "estimand = \"ITT\"\npermutations = 99")
}

/// Everyone who takes the course is assigned, and others with as much need are drawn; `of` gives a person's site.
fn lots(world: &World, of: impl Fn(i64, &str) -> i64) -> Vec<(i64, &'static str)> {
    let mut random = ChaCha8Rng::seed_from_u64(3);
    let started = persons().into_iter().filter_map(|p| Some((p.pnr, p.start?, "T")));
    let others = persons().into_iter().filter(|p| p.start.is_none());
    let others: Vec<(i64, i64, &str)> = others
        .filter(|p| random.random::<f64>() < 0.04 * p.need as f64)
        .map(|p| (p.pnr, 2011 + p.pnr % 2, "C"))
        .collect();
    let all: Vec<(i64, i64, &str)> = started.chain(others).collect();
    let mut table = course_table(&all.iter().map(|row| (row.0, row.1)).collect::<Vec<_>>());
    table.set("ARM", texts(all.iter().map(|row| row.2)));
    table.set("GENNEMFOERT", integers(all.iter().map(|row| i64::from(row.2 == "T" && row.0 % 5 != 0))));
    table.set("STED", integers(all.iter().map(|row| of(row.0, row.2))));
    world.put("course.parquet", table);
    all.into_iter().map(|(pnr, _, arm)| (pnr, arm)).collect()
}

fn effects(world: &World) -> Vec<InterventionEffectRow> {
    knowledge::parquet::read(&world.path("output/audit/r/intervention_effects.parquet")).unwrap()
}

fn fits(world: &World) -> Vec<AuditFitRow> {
    knowledge::parquet::read(&world.path("output/audit/r/fits.parquet")).unwrap()
}

/// Takes persons out of the population from 2013 on.
fn leave(world: &World, leavers: &[i64]) {
    let stay: Vec<u32> =
        persons().iter().enumerate().filter(|(_, p)| !leavers.contains(&p.pnr)).map(|(at, _)| at as u32).collect();
    for year in 2013..=2016 {
        world.change(&format!("people/people{year}.parquet"), |table| table.take(stay.iter().copied()));
    }
}

/// Errors are by site, and sites are permuted. Sites whose persons are alike stay within the limits that chance leaves.
#[test]
fn a_lot_by_site() {
    let text = lot()
        .replace("completed = \"completed = 1\"", "site = \"site\"")
        .replace("permutations = 99", "permutations = 99\nby_site = true");
    let world = country(&[(FILE, &text)]);
    // Each site has persons of three levels of need out of six: much that is shared.
    let need: std::collections::HashMap<i64, i64> = persons().iter().map(|p| (p.pnr, p.need)).collect();
    lots(&world, |pnr, arm| 100 * i64::from(arm == "T") + 10 * (need[&pnr] / 4) + pnr % 10);
    let database = built(&world);
    let row = database.intervention("job_course").unwrap();
    assert!(row.admitted, "{:?}", row.held_back);
    let fits = fits(&world);
    let visits = fits.iter().find(|fit| fit.consequence == "visits" && fit.follow_up_year == 1).unwrap();
    assert_eq!((visits.clusters, visits.df), (Some(40), Some(39.0)));
    let (estimate, error) = (visits.estimate.unwrap(), visits.standard_error.unwrap());
    assert!((estimate + 1.0).abs() < 4.0 * error, "{visits:?}");
    assert!(visits.rank.is_some_and(|rank| rank >= 4) && visits.leverage_one == Some(0), "{visits:?}");
    let permuted = effects(&world).into_iter().find(|row| row.kind == "permutations" && row.consequence == "visits");
    assert!(permuted.is_some_and(|row| row.p_permutations.is_some_and(|p| p < 0.1)));
}

/// A covariate that follows from another is dropped by the regression and by the permutations alike. Where some leave, compliers,
/// permutations and covariances are those of the others.
#[test]
fn a_lot_with_covariates_that_follow_from_others_and_persons_who_leave() {
    let twice = lot().replace("follow_up =", "after_exit = \"drop\"\nfollow_up =")
        + "[[balance]]\nid = \"visits_earlier\"\nvariable = \"visits\"\nyear = -2\n";
    let world = country(&[(FILE, &twice)]);
    let drawn = lots(&world, |pnr, _| pnr % 40);
    leave(&world, &drawn.iter().map(|(pnr, _)| *pnr).filter(|pnr| pnr % 20 == 0).collect::<Vec<_>>());
    built(&world);
    let effects = effects(&world);
    for (kind, year) in [("permutations", 1), ("permutations", 2), ("compliers", 1), ("compliers", 2)] {
        let row = effects.iter().find(|row| row.kind == kind && row.consequence == "visits" && row.year == year);
        let row = row.unwrap_or_else(|| panic!("no {kind} of year {year}"));
        assert_eq!((row.status, row.estimate.is_some()), (Status::Estimated, true), "{row:?}");
    }
    let fits = fits(&world);
    let visits = fits.iter().find(|fit| fit.consequence == "visits" && fit.follow_up_year == 2).unwrap();
    assert_eq!(visits.dropped.as_deref(), Some("visits_earlier: depends on other terms"));
}

/// Of those who were not assigned, most have no outcome in the second year: what is left of the lot is not one.
#[test]
fn both_arms_of_a_lot_must_be_kept() {
    let world = country(&[(FILE, &lot().replace("follow_up =", "after_exit = \"drop\"\nfollow_up ="))]);
    let drawn = lots(&world, |pnr, _| pnr % 40);
    let not_assigned = drawn.iter().filter(|(_, arm)| *arm == "C").map(|(pnr, _)| *pnr);
    leave(&world, &not_assigned.filter(|pnr| pnr % 5 < 3).collect::<Vec<_>>());
    let database = built(&world);
    assert!(database.intervention("job_course").unwrap().admitted);
    let fits = fits(&world);
    let visits = fits.iter().find(|fit| fit.consequence == "visits" && fit.follow_up_year == 2).unwrap();
    assert_eq!(visits.status, Status::Unbalanced);
    let reason = visits.reason.as_deref().unwrap();
    assert!(
        reason.contains("% of those who were not assigned are kept, and 100.0 % of the assigned; the limit is 80 %"),
        "{reason}"
    );
}

/// The few who start in the first year have left by the second year after: their controls are left out too, and the others are compared.
#[test]
fn a_level_whose_participants_have_all_left_holds_no_year_back() {
    let world = country(&[(FILE, &plain().replace("follow_up =", "after_exit = \"drop\"\nfollow_up ="))]);
    let first = |pnr: i64| pnr % 17 == 0;
    let course = persons().into_iter().filter(|p| p.start.is_some());
    let course: Vec<(i64, i64)> = course.map(|p| (p.pnr, if first(p.pnr) { 2011 } else { 2012 })).collect();
    world.put("course.parquet", course_table(&course));
    leave(&world, &course.iter().map(|(pnr, _)| *pnr).filter(|pnr| first(*pnr)).collect::<Vec<_>>());
    built(&world);
    let fits = fits(&world);
    let of = |year: i32| fits.iter().find(|fit| fit.consequence == "visits" && fit.follow_up_year == year).unwrap();
    let number = |of: fn(&&(i64, i64)) -> bool| course.iter().filter(of).count() as i64;
    let (all, others) = (number(|_| true), number(|(_, year)| *year == 2012));
    for (year, participants) in [(1, all), (2, others)] {
        assert_eq!((of(year).status, of(year).n_success), (Status::Estimated, participants), "{:?}", of(year).reason);
        assert_eq!(of(year).first_entry_year, Some(if year == 1 { 2011 } else { 2012 }));
    }
}

/// Levels differ by need, and both groups change alike before the course: placebos are changes too, and show nothing. The level
/// itself would be significant.
#[test]
fn a_difference_in_differences() {
    let nights = plain().replace(
        "[[balance]]\nid = \"visits_before\"\nvariable = \"visits\"",
        "[[balance]]\nid = \"nights_before\"\nvariable = \"nights\"",
    ) + "[[placebo]]\nconsequence = \"visit_kr\"\nyear = -2\n";
    let change = nights.replace("follow_up =", "baseline = \"difference\"\nfollow_up =");
    let world = country(&[(FILE, &change)]);
    let database = built(&world);
    let row = database.intervention("job_course").unwrap();
    assert_eq!((row.placebos, row.placebos_significant), (Some(1), Some(0)));
    let visits = estimate(&database, "visits", 1);
    assert!((visits.estimate + 1.0).abs() < 4.0 * visits.standard_error, "{visits:?}");
    let placebo = effects(&world).into_iter().find(|row| row.kind == "placebo").unwrap();
    assert_eq!((placebo.year, placebo.status), (-2, Status::Estimated));
    let levels = country(&[(FILE, &nights)]);
    let database = built(&levels);
    assert_eq!(database.intervention("job_course").unwrap().placebos_significant, Some(1));

    let wrong = country(&[(FILE, &change.replace("year = -2", "year = -1"))]);
    assert!(refused(&wrong, 10).contains("a placebo of year −1 is no change"));
}

/// Participants share intervals of visits with their controls, not numbers.
#[test]
fn coarsened_matching_with_cuts() {
    let cuts = plain()
        .replace("\"entropy_balancing\"", "\"coarsened\"")
        .replace("sex = true, age = \"linear\", entry_year = true", "sex = true")
        + "cuts = [3.0, 5.0]\n";
    let world = country(&[(FILE, &cuts)]);
    let database = built(&world);
    assert!(database.intervention("job_course").unwrap().admitted);
    let visits = estimate(&database, "visits", 1);
    assert!((visits.estimate + 1.0).abs() < 4.0 * visits.standard_error, "{visits:?}");
    let balance: Vec<InterventionBalanceRow> =
        knowledge::parquet::read(&world.path("output/audit/r/intervention_balance.parquet")).unwrap();
    let visits = balance.iter().find(|row| row.variable == "visits_before").unwrap();
    assert!(visits.difference > 0.01 && visits.difference < 0.1, "{visits:?}");
}

/// Means are equal by construction, variances are not.
#[test]
fn a_ratio_of_variances_holds_a_design_back() {
    let strict = plain().replace("adjust =", "limits = { variance_ratio = 1.01 }\nadjust =");
    let world = country(&[(FILE, &strict)]);
    let database = built(&world);
    let row = database.intervention("job_course").unwrap();
    let reason = row.held_back.as_deref().unwrap();
    assert!(!row.admitted && reason.starts_with("variances") && reason.contains("visits_before"), "{reason}");
}

/// The plan and the build agree: a year is estimated if the registers cover it for every year of the window, whether or not someone
/// starts in it.
#[test]
fn the_plan_says_what_a_build_estimates() {
    let long = plain().replace("years = { first = 2011, last = 2012 }", "years = { first = 2011, last = 2014 }");
    let world = country(&[(FILE, &long)]);
    built(&world);
    let fits = fits(&world);
    let of = |year: i32| fits.iter().find(|fit| fit.consequence == "visits" && fit.follow_up_year == year).unwrap();
    assert_eq!((of(1).status, of(2).status), (Status::Estimated, Status::NotAvailable));
    let pipelines = world.path("pipelines").display().to_string();
    let plan = crate::tools::fine(&["plan", "--pipelines", &pipelines, "--group", "job_course", "--format", "csv"]);
    assert!(plan.contains("job_course,all,participation,visits,1,published,2011,2014"), "{plan}");
    assert!(plan.contains("job_course,all,participation,visits,2,published,,"), "{plan}");
}

/// Ties of scores, permutations and sums go by the persons' keys: the order of rows, and so another engine's results, change no bit.
#[test]
fn figures_do_not_depend_on_the_order_of_rows() {
    let nearest = plain().replace("entropy_balancing", "nearest");
    for text in [nearest, lot()] {
        let of = |reversed: bool| {
            let world = country(&[(FILE, &text)]);
            if text.contains("random") {
                lots(&world, |pnr, _| pnr % 40);
            }
            if reversed {
                for year in 2010..=2016 {
                    world.change(&format!("people/people{year}.parquet"), |table| {
                        let rows = table.get("PNR").len() as u32;
                        table.take((0..rows).rev());
                    });
                }
            }
            let database = built(&world);
            assert!(!database.fits.is_empty());
            (effects(&world), fits(&world))
        };
        let (one, other) = (of(false), of(true));
        assert!(one.1.iter().any(|fit| fit.status == Status::Estimated), "{text}");
        assert_eq!(one, other, "{text}");
    }
}
