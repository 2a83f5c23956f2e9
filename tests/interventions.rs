//! Interventions through a whole build: a planted effect with planted selection, a lot, the gate before outcomes, the release, the
//! calculator, and what stops a build.

pub mod country;
mod coverage;
mod designs;
mod lists;
#[cfg(feature = "serve")]
mod presentation;

use arrow::array::ArrayRef;
use som::knowledge;
use som::words::{GroupKind, Standing, Status};

use country::*;

use crate::tools::som;
use crate::world::{World, dates, integers};

const FILE: &str = "interventions/job_course.toml";

/// The naive difference is far off, because those with more need take part; the design covers the truth. The release says how the
/// control group was made, holds what may leave and nothing else, and a case counts the effect once for everyone who starts.
#[test]
fn a_planted_effect_goes_through_the_whole_build() {
    let world = country(&[(FILE, INTERVENTION)]);
    let database = built(&world);
    let naive = naive_difference();
    assert!(naive > -0.3, "the selection hides the effect: {naive}");
    for year in [1, 2] {
        let row = estimate(&database, "visits", year);
        let (target, error) = (EFFECT as f64, row.standard_error);
        assert!((row.estimate - target).abs() < 3.0 * error && error < 0.1, "{row:?}");
        assert!((row.estimate - naive).abs() > 5.0 * error, "{row:?}");
        let kroner = estimate(&database, "visit_kr", year);
        assert!((kroner.estimate - 100.0 * target).abs() < 3.0 * kroner.standard_error, "{kroner:?}");
        assert!(row.n_success.is_some_and(|n| n % 5 == 0) && row.n_non_success.is_some_and(|n| n % 5 == 0));
    }
    let group = &database.target_groups[0];
    assert_eq!((group.target_group.as_str(), group.kind), ("job_course", Some(GroupKind::Intervention)));
    let row = database.intervention("job_course").unwrap();
    assert_eq!((row.standing, row.evidence_level, row.admitted), (Standing::Conditional, 2, true));
    assert_eq!((row.placebos, row.placebos_significant), (Some(2), Some(0)));
    let visits = database.intervention_balance.iter().find(|row| row.variable == "visits_before").unwrap();
    assert!(visits.difference_before.is_some_and(|d| d > 0.3), "{visits:?}");
    // Zero, with the noise of what leaves.
    assert!(visits.difference.is_some_and(|d| d.abs() <= 0.06), "{visits:?}");
    assert!(database.covariances.iter().any(|row| row.consequence == "visits"));
    let no_effect = database.fits.iter().filter(|fit| fit.consequence == "nights");
    assert!(no_effect.clone().count() == 2 && no_effect.into_iter().all(|fit| fit.status == Status::Estimated));

    let release = world.path("output/r").display().to_string();
    assert!(crate::tools::fine(&["verify", &release]).contains("18 tables"));
    let traced = crate::tools::fine(&["trace", "job_course/all/participation/visits/1", "--database", &release]);
    assert!(traced.contains("intervention/job_course") && traced.contains("course"), "{traced}");
    calculated(&world, &release);
    let pipelines = world.path("pipelines").display().to_string();
    let plan = crate::tools::fine(&["plan", "--pipelines", &pipelines, "--group", "job_course", "--format", "csv"]);
    assert!(plan.contains("job_course,all,participation,visits,1,published,2011,2012"), "{plan}");
    assert_eq!(plan.lines().count(), 1 + 3 * 2, "three consequences in two years: {plan}");
    let page = crate::tools::fine(&["document", "--database", &release, "--pipelines", &pipelines]);
    for words in
        ["Indsatser", "Jobkursus", "Hvordan kontrolgruppen er lavet", "visits_before", "participants: rows of course"]
    {
        assert!(page.contains(words), "{words} is not in the documentation");
    }

    // Another delivery changes an outcome after the course: the difference names the register.
    world.change("stays.parquet", |table| table.take(0..9000));
    assert_eq!(world.build_as("s").status.code(), Some(0));
    let other = world.path("output/s").display().to_string();
    let diff = crate::tools::fine(&["diff", &release, &other]);
    assert!(diff.contains("extract/stays"), "{diff}");
    let report = std::fs::read_to_string(world.path("output/audit/r/report.html")).unwrap();
    assert!(report.contains("job_course") && report.contains("visits_before") && report.contains("<svg"));
}

/// Mean visits in year 1 after the start, of those who take part and of all others in the same years.
fn naive_difference() -> f64 {
    let (mut with, mut without) = ((0.0, 0.0), (0.0, 0.0));
    for person in persons() {
        let (sum, effect) = if person.start.is_some() { (&mut with, EFFECT as f64) } else { (&mut without, 0.0) };
        *sum = (sum.0 + 1.0, sum.1 + person.need as f64 + 1.5 + effect);
    }
    with.1 / with.0 - without.1 / without.0
}

const CASE: &str = r#"
[intervention]
name = "Course"
start_year = 2025
years = 1
participants = 100
completion_rate = 0.8
years_to_completion = 1

[target_group]
group = "job_course"
success_measure = "participation"

[[costs.item]]
name = "Course"
category = "operation"
basis = "per_participant"
payer = "kommune"
kr = "100.00"
price_year = 2014

[consequences]
horizon = 2
use = ["visits"]

[result]
price_year = 2014
discount = [{ from_year = 0, rate = 0.0 }]
"#;

/// Everyone who starts counts once, and year 1 follows the year of start.
fn calculated(world: &World, release: &str) {
    world.text("case.toml", CASE);
    let case = world.path("case.toml").display().to_string();
    let output = som(&["calculate", &case, "--database", release, "--format", "json"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
    let result: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = result.to_string();
    assert!(text.contains("constructed_controls") && !text.contains("\"not_causal\""), "{text}");
    let database = knowledge::read(&world.path("output/r")).unwrap();
    let units: f64 = [1, 2].map(|year| estimate(&database, "visits", year).estimate).iter().sum();
    let wanted = -units * 400.0 * 100.0 - 100.0 * 100.0;
    let net = result["result"]["total"]["undiscounted"].as_f64().or(result["total"]["undiscounted"].as_f64());
    assert!(net.is_some_and(|net| (net - wanted).abs() < 1.0), "{net:?} for {wanted}: {text}");
    for (from, to, message) in [
        (
            "years_to_completion = 1",
            "years_to_completion = 0",
            "estimates of an intervention count years from its start",
        ),
        (
            "[consequences]",
            "[effect]\nnet_success_rate = 0.2\ndenominator = \"started\"\n[consequences]",
            "the effect of `job_course` is in its estimates: its success rate is 1",
        ),
    ] {
        world.text("wrong.toml", &CASE.replace(from, to));
        let wrong = world.path("wrong.toml").display().to_string();
        assert!(crate::tools::fails(12, &["calculate", &wrong, "--database", release]).contains(message), "{message}");
    }
}

/// The gate is decided before outcomes are read: the file of nights is no Parquet file, and only a design that is admitted
/// opens it.
#[test]
fn no_outcome_is_opened_of_a_design_that_is_held_back() {
    let only_nights = INTERVENTION.replace("follow_up =", "consequences = [\"nights\"]\nfollow_up =");
    let (placebos, rest) = (only_nights.find("[[placebo]]").unwrap(), only_nights.find("[[person]]").unwrap());
    let only_nights = format!("{}{}", &only_nights[..placebos], &only_nights[rest..]);
    let held = only_nights.replace("adjust =", "limits = { effective_controls = 100000 }\nadjust =");
    let world = country(&[(FILE, &held)]);
    world.bytes("stays.parquet", |bytes| bytes.truncate(100));
    let database = built(&world);
    let row = database.intervention("job_course").unwrap();
    assert_eq!((row.admitted, row.held_back.as_deref()), (false, Some("effective_controls")));
    assert!(database.fits.iter().all(|fit| fit.status == Status::Unbalanced) && database.fits.len() == 2);
    assert!(database.estimates.is_empty());
    let open = country(&[(FILE, &only_nights)]);
    open.bytes("stays.parquet", |bytes| bytes.truncate(100));
    assert!(refused(&open, 11).contains("stays"));
}

/// Participants whose outcome is not known are not kept: the year after a third of them left the population is held back.
#[test]
fn participants_without_an_outcome_are_not_kept() {
    let dropped = INTERVENTION.replace("follow_up =", "after_exit = \"drop\"\nfollow_up =");
    let world = country(&[(FILE, &dropped)]);
    let leavers: Vec<i64> = persons().iter().filter(|p| p.start.is_some() && p.pnr % 3 == 0).map(|p| p.pnr).collect();
    for year in 2013..=2016 {
        world.change(&format!("people/people{year}.parquet"), |table| {
            let stay = persons()
                .iter()
                .enumerate()
                .filter(|(_, p)| !leavers.contains(&p.pnr))
                .map(|(at, _)| at as u32)
                .collect::<Vec<_>>();
            table.take(stay);
        });
    }
    let database = built(&world);
    let fits: Vec<som::tables::audit::AuditFitRow> =
        knowledge::parquet::read(&world.path("output/audit/r/fits.parquet")).unwrap();
    let of = |year: i32| fits.iter().find(|fit| fit.consequence == "visits" && fit.follow_up_year == year).unwrap();
    assert_eq!(of(1).status, Status::Estimated, "{:?}", of(1).reason);
    assert_eq!(of(2).status, Status::Unbalanced);
    let reason = of(2).reason.clone().unwrap();
    assert!(
        reason.contains("of the persons with a known value: ")
            && reason.contains("% of the participants are kept; the limit is 80 %"),
        "{reason}"
    );
    assert!(database.estimates.iter().all(|row| row.follow_up_year == 1));
}

/// Both arms are in one register; assignment was by lot, and completion is known.
#[test]
fn a_lot_has_its_own_standing_compliers_and_permutations() {
    let world = lot(99, 0.8);
    let database = built(&world);
    let row = database.intervention("job_course").unwrap();
    assert_eq!((row.standing, row.evidence_level, row.admitted), (Standing::Causal, 1, true));
    let visits = estimate(&database, "visits", 1);
    assert!((visits.estimate + 1.0).abs() < 3.0 * visits.standard_error, "{visits:?}");
    let effects = world.path("output/audit/r/intervention_effects.parquet");
    let effects: Vec<som::tables::audit::InterventionEffectRow> = knowledge::parquet::read(&effects).unwrap();
    let of = |kind: &str| effects.iter().find(|row| row.kind == kind && row.consequence == "visits" && row.year == 1);
    let compliers = of("compliers").unwrap();
    assert!(compliers.compliers.is_some_and(|share| (share - 0.8).abs() < 0.05), "{compliers:?}");
    assert!(compliers.estimate.unwrap() < visits.estimate, "{compliers:?}");
    assert_eq!(of("permutations").unwrap().p_permutations, Some(0.01));
    // What leaves: the share as a count, the effect from published figures, and the p-value rounded upwards.
    let lot =
        database.intervention_lots.iter().find(|row| row.consequence == "visits" && row.follow_up_year == 1).unwrap();
    let share = lot.compliers.unwrap();
    assert!((share - compliers.compliers.unwrap()).abs() < 0.05 && (share * 100.0).fract().abs() < 1e-6, "{lot:?}");
    assert!((lot.estimate.unwrap() - visits.estimate / share).abs() < 1e-9, "{lot:?}");
    assert!(lot.standard_error.unwrap() > compliers.standard_error.unwrap(), "{lot:?} {compliers:?}");
    assert_eq!((lot.weak_instrument, lot.p_permutations), (Some(false), Some(0.01)));
}

/// Each has a message of its own, and nothing is published.
#[test]
fn wrong_persons_stop_a_build() {
    let world = country(&[(FILE, INTERVENTION)]);
    let course = world.table("course.parquet");
    world.change("course.parquet", |table| table.repeat(1));
    assert!(refused(&world, 11).contains("1 participant(s) are listed more than once"));
    world.put("course.parquet", course.clone());
    world.change("course.parquet", |table| table.last("PNR", &(integers([5]) as ArrayRef)));
    assert!(refused(&world, 11).contains("1 participant(s) are never in the population"));
    world.put("course.parquet", course.clone());
    world.change("course.parquet", |table| table.last("UD", &dates(["2009-01-01"])));
    assert!(refused(&world, 11).contains("1 participation(s) end before they start"));
    world.put("course.parquet", course);
    let listed = INTERVENTION
        .replace("population = \"age < 60\"", "list = \"listed\"")
        .replace("expect = { participates = false }", "expect = {}");
    world.text("pipelines/interventions/job_course.toml", &listed);
    let database = built(&world);
    assert!(database.intervention("job_course").is_some());
    std::fs::remove_dir_all(world.path("output")).unwrap();
    world.unregister("r");
    let participant = persons().into_iter().find(|p| p.start == Some(2012)).unwrap().pnr;
    world.change("listed.parquet", |table| table.last("PNR", &integers([participant])));
    assert!(refused(&world, 11).contains("1 control(s) are also participants: take them off the list of controls"));
}

/// What no design can be made of.
#[test]
fn impossible_designs_stop_a_build() {
    let world = country(&[(FILE, INTERVENTION)]);
    let with = |from: &str, to: &str| {
        assert!(INTERVENTION.contains(from), "{from}");
        world.text("pipelines/interventions/job_course.toml", &INTERVENTION.replace(from, to));
        refused(&world, 11)
    };
    // No control has as few visits before as the participants, or as many.
    let course = world.table("course.parquet");
    let few: Vec<(i64, i64)> =
        persons().iter().filter(|p| p.need == 6).filter_map(|p| Some((p.pnr, p.start?))).collect();
    world.put("course.parquet", course_table(&few));
    let none = with("population = \"age < 60\"", "population = \"visits < 6\"");
    assert!(
        none.contains("intervention `job_course`: no overlap: the participants' mean of variable `visits_before` lies outside the range of the controls, so no weights can balance it"),
        "{none}"
    );
    world.put("course.parquet", course_table(&few[..3]));
    let many = with("age = \"linear\"", "age = \"quadratic\"");
    assert!(many.contains("the design needs more participants than variables"), "{many}");
    world.put("course.parquet", course);
}

/// Controls on a list: each has a mean that weights could reach, but no one is high in both variables; and one variable that says
/// who participates.
#[test]
fn weights_out_of_reach_and_separation_stop_a_build() {
    let definition = |method: &str| {
        let text = &INTERVENTION[..INTERVENTION.find("[[placebo]]").unwrap()];
        let text = text
            .replace("population = \"age < 60\"", "list = \"listed\"")
            .replace("\"entropy_balancing\"", &format!("\"{method}\""))
            .replace("sex = true, age = \"linear\", entry_year = true", "sex = true");
        text + "[[balance]]\nid = \"nights_before\"\nvariable = \"nights\"\nyear = -1\n"
    };
    let world = country(&[(FILE, &definition("entropy_balancing"))]);
    let all = persons();
    let of_need = |needs: &[i64], from: usize, number: usize| -> Vec<i64> {
        let of = all.iter().filter(|p| needs.contains(&p.need)).map(|p| p.pnr);
        of.skip(from).take(number).collect()
    };
    let participants = of_need(&[5, 6], 0, 60);
    let (many_visits, many_nights) = (of_need(&[6], 200, 100), of_need(&[1], 0, 100));
    let nights = |high: &[&[i64]]| {
        let persons = high.iter().flat_map(|of| of.iter().copied());
        let rows: Vec<(i64, i64, i64)> = persons
            .flat_map(|pnr| (2010..=2011).flat_map(move |year| (0..5 + pnr % 2).map(move |n| (pnr, year, n))))
            .collect();
        crate::world::Table::of(vec![
            ("NR", integers(rows.iter().map(|row| row.2))),
            ("PNR", integers(rows.iter().map(|row| row.0))),
            ("DATO", dates(rows.iter().map(|row| format!("{}-0{}-01", row.1, 1 + row.2)))),
        ])
    };
    world.put("stays.parquet", nights(&[&participants, &many_nights]));
    let started: Vec<(i64, i64)> = participants.iter().map(|pnr| (*pnr, 2011 + pnr / 2 % 2)).collect();
    world.put("course.parquet", course_table(&started));
    let controls: Vec<i64> = many_visits.iter().chain(&many_nights).copied().collect();
    world.put(
        "listed.parquet",
        crate::world::Table::of(vec![
            ("PNR", integers(controls.iter().copied())),
            ("DATO", dates(controls.iter().map(|pnr| format!("{}-02-01", 2011 + pnr / 2 % 2)))),
        ]),
    );
    let said = refused(&world, 11);
    assert!(said.contains("intervention `job_course`: the weights do not converge in "), "{said}");
    assert!(
        said.contains("the means of the participants are out of reach of the controls, most of all of variable `"),
        "{said}"
    );
    // Everyone who participates had nights, and no control.
    world.put("stays.parquet", nights(&[&participants]));
    world.text("pipelines/interventions/job_course.toml", &definition("nearest"));
    let said = refused(&world, 11);
    assert!(
        said.contains("intervention `job_course`: the variables separate participants from controls perfectly (most of all `nights_before`): no control is comparable; leave out the variable that decides who participates"),
        "{said}"
    );
}

/// Mistakes in a definition point at their place, with what to do.
#[test]
fn wrong_definitions() {
    for (from, to, message) in [
        ("estimand = \"ATT\"", "estimand = \"ITT\"", "the method `entropy_balancing` estimates the ATT, not the ITT"),
        (
            "register = \"course\"\nyears",
            "register = \"people\"\nyears",
            "`people` is a register of kind `status`: its rows have no day of start",
        ),
        (
            "variable = \"visits\"\nyear = -1",
            "variable = \"visits\"\nyear = 0",
            "a balanced variable is of the time before t = 0",
        ),
        (
            "variable = \"visits\"\nyear = -1",
            "variable = \"visits\"\nyear = -9",
            "the registers of `visits` do not cover 2002, which participants of these years need",
        ),
        (
            "consequence = \"nights\"\nyear = -2",
            "consequence = \"visits\"\nyear = -1",
            "`visits_before` is balanced in the placebo's year",
        ),
        ("population = \"age < 60\"", "population = \"age < 60\"\nlist = \"listed\"", "controls come from one source"),
        ("completed = \"completed = 1\"", "completed = \"complete = 1\"", "unknown column `complete`"),
        ("method = \"entropy_balancing\"", "method = \"entropy\"", "unknown word `entropy`"),
        ("id = \"job_course\"", "id = \"job/course\"", "`job/course` cannot be an id"),
        (
            "participates = true, completed",
            "participates = true, success = { x = true }, completed",
            "unknown success measure `x`",
        ),
    ] {
        assert!(INTERVENTION.contains(from), "{from}");
        let world = country_definitions(&INTERVENTION.replace(from, to));
        let pipelines = world.path("pipelines").display().to_string();
        let said = crate::tools::fails(10, &["check", "--pipelines", &pipelines]);
        assert!(said.contains(message), "{to}: {said}");
    }
    let world = country_definitions(&INTERVENTION.replace("t0 = 2011, participates", "t0 = 2012, participates"));
    let pipelines = world.path("pipelines").display().to_string();
    let said = crate::tools::fails(13, &["check", "--pipelines", &pipelines]);
    assert!(said.contains("test person \"takes the course\": expected t = 0 in 2012, found t = 0 in 2011"), "{said}");
}

fn country_definitions(intervention: &str) -> World {
    World::of(&[
        ("registers/people.toml", PEOPLE),
        ("registers/visits.toml", VISITS),
        ("registers/stays.toml", NIGHTS),
        ("registers/course.toml", COURSE),
        ("registers/listed.toml", LISTED),
        ("variables/all.toml", VARIABLES),
        ("consequences/all.toml", CONSEQUENCES),
        ("prices/2014.toml", PRICES),
        ("release.toml", RELEASE),
        (FILE, intervention),
    ])
}

/// What the template of `som new intervention` names of the catalogue, in the country of these tests.
const NAMED: [(&str, &str); 3] = [
    (
        "variables/named.toml",
        r#"
[[variable]]
id = "cash_benefit_weeks"
resolution = 1
from = [{ register = "visits", value = "COUNT(*)" }]

[[variable]]
id = "shelter_nights"
resolution = 1
from = [{ register = "stays", value = "COUNT(*)" }]
"#,
    ),
    (
        "consequences/named.toml",
        r#"
[[consequence]]
id = "shelter_nights"
label = { da = "Overnatninger", en = "Shelter nights" }
area = "social"
unit = "night"
kind = "expenditure"
source = "made up"
provenance = "illustrative"
"#,
    ),
    (
        "prices/named.toml",
        r#"
[[price]]
consequence = "shelter_nights"
year = 2014
kr = { kommune = "1000.00", region = "0.00", stat = "0.00" }
source = "made up"
provenance = "illustrative"
"#,
    ),
];

/// The template with the register that its comments describe: beside the catalogue it checks, with its test persons; in the country
/// of these tests it builds.
#[test]
fn the_template_of_an_intervention_checks_and_builds() {
    let template = crate::tools::fine(&["new", "intervention"]);
    let lines = template.lines().filter_map(|line| line.strip_prefix("#   "));
    let register: String = lines.map(|line| format!("{line}\n")).collect();
    let catalogue = World::of(&[]);
    for (name, bytes) in crate::tools::files(&crate::tools::project().join("pipelines")) {
        let path = catalogue.path("pipelines").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    catalogue.text("pipelines/registers/my_course.toml", &register);
    catalogue.text("pipelines/interventions/my_course.toml", &template);
    crate::tools::fine(&["check", "--pipelines", &catalogue.path("pipelines").display().to_string()]);

    let persons_of_template = template.find("# What must come out for a person").unwrap();
    // The registers of the country end in 2015: a later start has no year to be followed.
    let intervention = template[..persons_of_template].replace("last = 2015 }   # years of start", "last = 2013 }");
    let own =
        [("registers/my_course.toml", register.as_str()), ("interventions/my_course.toml", intervention.as_str())];
    let world = country(&[&own[..], &NAMED[..]].concat());
    let started: Vec<(i64, i64)> = persons().iter().filter_map(|p| Some((p.pnr, p.start? + 1))).collect();
    let mut rows = course_table(&started);
    for (from, to) in [("IND", "START"), ("UD", "SLUT")] {
        rows.rename(from, to);
    }
    world.put("my_course.parquet", rows);
    let database = built(&world);
    let row = database.intervention("my_course").unwrap();
    assert!(row.admitted, "{:?}", row.held_back);
    assert!(database.estimates.iter().any(|row| row.target_group == "my_course"));
}
