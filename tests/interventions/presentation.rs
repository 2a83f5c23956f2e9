//! How the control group was made stands beside the number, wherever an intervention's number is shown: terminal, report, workbook,
//! trace and the pages of `som serve`, in both languages.

use std::path::Path;

use calamine::{Data, Reader, Xlsx};

use super::CASE;
use super::country::*;
use crate::serve::client::Server;
use crate::tools::fine;
use crate::world::World;

/// A build and its case.
fn released(world: &World) -> (String, String) {
    built(world);
    world.text("case.toml", CASE);
    (world.path("output/r").display().to_string(), world.path("case.toml").display().to_string())
}

/// What must be said of a lot: method, standing, persons, balance, compliers and permutations.
const OF_LOT: [[&str; 8]; 2] = [
    [
        "lodtrækning",
        "deltagelse er tildelt ved lodtrækning",
        "deltagere",
        "effektivt antal kontrolpersoner",
        "største standardiserede forskel",
        "følger lodtrækningen",
        "første trins F",
        "p ved permutation",
    ],
    [
        "by lot",
        "participation was assigned by lot",
        "participants",
        "effective number of controls",
        "largest standardised difference",
        "compliers",
        "first-stage F",
        "p of permutations",
    ],
];

/// What must be said of weights.
const OF_WEIGHTS: [[&str; 5]; 2] = [
    [
        "entropibalancering",
        "kausal, hvis deltagere og kontrolpersoner kun",
        "deltagere",
        "effektivt antal kontrolpersoner",
        "største standardiserede forskel",
    ],
    [
        "entropy balancing",
        "causal if participants and controls differ",
        "participants",
        "effective number of controls",
        "largest standardised difference",
    ],
];

/// That a text says all of it, whatever its capitals and line breaks.
fn says(what: &str, text: &str, words: &[&str]) {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    for word in words {
        assert!(text.contains(&word.to_lowercase()), "{what} does not say {word}: {text}");
    }
}

/// All words of a workbook.
fn words_of(path: &Path) -> String {
    let mut book: Xlsx<_> = calamine::open_workbook(path).unwrap();
    let cell = |cell: &Data| match cell {
        Data::String(text) => text.clone(),
        other => other.to_string(),
    };
    let sheets = book.worksheets();
    let texts = sheets.iter().map(|(name, range)| {
        let cells: Vec<String> = range.rows().flatten().map(cell).collect();
        format!("{name} {}", cells.join(" "))
    });
    texts.collect::<Vec<_>>().join(" ")
}

fn in_every_face(world: &World, words: [&[&str]; 2], screen: usize) {
    let (release, case) = released(world);
    for (language, words) in ["da", "en"].into_iter().zip(words) {
        let calculate = |more: &[&str]| {
            fine(&[&["calculate", &case, "--database", &release, "--language", language][..], more].concat())
        };
        says("the screen", &calculate(&[]), &words[..screen]);
        says("the full text", &calculate(&["--full"]), words);
        let (report, workbook) = (world.path(&format!("{language}.html")), world.path(&format!("{language}.xlsx")));
        calculate(&["--to", report.to_str().unwrap(), "--to", workbook.to_str().unwrap()]);
        let report = std::fs::read_to_string(report).unwrap();
        says("the report", &report, words);
        assert!(report.contains("visits_before") && report.matches("id=\"balance-").count() >= 1);
        let cells = words_of(&workbook);
        says("the workbook", &cells, words);
        assert!(cells.contains("visits_before"), "{cells}");
    }
    let traced = fine(&["trace", "job_course/all/participation/visits/1", "--database", &release]);
    says("the trace", &traced, words[1]);
    says("the trace", &traced, &["balance of visits_before", "participants:", "effective controls"]);
    assert!(!traced.contains("non-success"), "{traced}");
    let json = fine(&["trace", "job_course/all/participation/visits/1", "--database", &release, "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(json["trace"]["control_group"]["balance"].as_array().is_some_and(|rows| !rows.is_empty()));
    on_pages(&release, words);
}

/// The pages of the server, and what choosing and leaving an intervention does to a case.
fn on_pages(release: &str, words: [&[&str]; 2]) {
    let server = Server::with(&["--database", release, "--port", "0", "--no-browser"]);
    for (language, words) in ["da", "en"].into_iter().zip(words) {
        let get = |path: &str| {
            let answer = server.get(&format!("/{language}{path}"));
            assert_eq!(answer.status, 200, "{path}");
            answer.text()
        };
        says("the knowledge page", &get("/knowledge/job_course/all/participation"), words);
        says("an estimate's page", &get("/estimate/job_course/all/participation/visits/1"), words);
        let overview = get("/knowledge");
        says("the overview", &overview, &[words[0], words[1]]);
        let success =
            if language == "da" { ["opnår succes", "når succes"] } else { ["non-success", "Of all in the group"] };
        let post = |fields: &[(&str, &str)]| {
            let answer = server.post(&format!("/{language}/case"), &[&[("written", language)], fields].concat());
            assert_eq!(answer.status, 200);
            answer
        };
        let group = post(&[("case", CASE), ("to", "group")]).text();
        says("the step of the group", &group, words);
        for page in [&group, &get("/knowledge/job_course/all/participation")] {
            assert!(success.iter().all(|word| !page.contains(word)), "participants are no success");
        }
        says("the result", &post(&[("case", CASE), ("to", "result")]).text(), words);
        let balance = server.post(&format!("/{language}/save/csv/balance"), &[("case", CASE), ("written", language)]);
        assert!(balance.text().contains("visits_before"), "{}", balance.text());
        assert_eq!(get("/balance/job_course/csv"), balance.text(), "the same figures with and without a case");
        assert!(get("/balance/job_course/svg").starts_with("<svg"));
        // Without a target group in the release the worked example is of the intervention, and whole.
        let example = server.get(&format!("/{language}/example")).case();
        assert!(example.contains("\ngroup = \"job_course\"") && !example.contains("\nwith = "), "{example}");
        let result = post(&[("case", &example), ("to", "result")]).text();
        assert!(result.contains("id=\"net-result\""), "{result}");
    }
}

#[test]
fn a_constructed_control_group_stands_beside_every_number() {
    in_every_face(&country(&[(super::FILE, INTERVENTION)]), [&OF_WEIGHTS[0], &OF_WEIGHTS[1]], 5);
}

/// A lot with a weak instrument has a warning.
#[test]
fn a_lot_stands_beside_every_number() {
    in_every_face(&lot(99, 0.8), [&OF_LOT[0], &OF_LOT[1]], 8);
    let world = lot(9, 0.01);
    let (release, case) = released(&world);
    let full = fine(&["calculate", &case, "--database", &release, "--language", "en"]);
    says("the screen", &full, &["Weak instrument: assignment has little effect on completion"]);
    let traced = fine(&["trace", "job_course/all/participation/visits/1", "--database", &release]);
    says("the trace", &traced, &["(weak instrument)", "Weak instrument:"]);
}

/// Choosing an intervention fixes the success rate at 1; a target group that is chosen afterwards has none until one is given.
#[test]
fn the_success_rate_of_an_intervention_does_not_stay_behind() {
    let world = country(&[(super::FILE, INTERVENTION), ("target_groups/visitors.toml", VISITORS)]);
    let (release, _) = released(&world);
    let server = Server::with(&["--database", &release, "--port", "0", "--no-browser"]);
    let post = |case: &str, action: &str| {
        server.post("/en/case", &[("case", case), ("written", "en"), ("step", "group"), ("do", action)])
    };
    let begun = CASE.replace("[target_group]\ngroup = \"job_course\"\nsuccess_measure = \"participation\"\n", "");
    let chosen = post(&begun, "group:job_course").case();
    assert!(chosen.contains("net_success_rate = 1.0") && chosen.contains("denominator = \"started\""), "{chosen}");
    let effect = server.post("/en/case", &[("case", &chosen), ("written", "en"), ("to", "effect")]).text();
    assert!(
        effect.contains("the success rate is 1") && !effect.contains("net_success_rate\""),
        "nothing is to be stated"
    );
    for leaving in ["group:visitors", "no_group"] {
        let left = post(&chosen, leaving).case();
        for stale in ["net_success_rate", "denominator", "years_to_completion", "job_course"] {
            assert!(!left.contains(stale), "{leaving}: {stale} stays in {left}");
        }
    }
    let result = server
        .post("/en/case", &[("case", &post(&chosen, "group:visitors").case()), ("written", "en"), ("to", "result")]);
    assert!(!result.text().contains("id=\"net-result\""), "there is no result without an effect");
}

/// A method of the same intervention that is another is found by `som diff`, though estimates stay within their errors.
#[test]
fn another_design_is_a_difference() {
    let world = country(&[(super::FILE, INTERVENTION)]);
    built(&world);
    let other = INTERVENTION.replace("entropy_balancing", "inverse_probability");
    world.text("pipelines/interventions/job_course.toml", &other);
    assert_eq!(world.build_as("s").status.code(), Some(0));
    let (before, after) = (world.path("output/r"), world.path("output/s"));
    let diff = fine(&["diff", before.to_str().unwrap(), after.to_str().unwrap(), "--language", "en"]);
    says(
        "the difference",
        &diff,
        &["Control groups of interventions", "method", "entropy_balancing", "inverse_probability"],
    );
    let json = fine(&["diff", before.to_str().unwrap(), after.to_str().unwrap(), "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let designs = json["designs"].as_array().unwrap();
    let of = |what: &str| designs.iter().find(|row| row["what"] == what);
    assert_eq!(of("method").unwrap()["after"], "inverse_probability");
    assert!(of("balance/visits_before/difference_before").is_none(), "the difference before is of the same persons");
}

const VISITORS: &str = r#"
id = "visitors"
label = { da = "Besøgende", en = "Visitors" }
domain = "adults"
source = "made up"
provenance = "illustrative"

[population]
years = { first = 2010, last = 2012 }
ages = { first = 18, last = 64 }
where = "visits > 2"

[[success]]
id = "few"
label = { da = "Få besøg", en = "Few visits" }
uses = { after = { variable = "visits", year = 1 } }
where = "after < 4"

[[estimation]]
follow_up = { first = 1, last = 2 }
adjust = { sex = true, age = "linear" }
covariance = "HC3"

[[person]]
name = "visits"
born = 1980-06-01
sex = "woman"
resident = { from = 2000-01-01 }
rows = [
  { register = "visits", date = 2011-05-01, amount = 100.0 },
  { register = "visits", date = 2011-06-01, amount = 100.0 },
  { register = "visits", date = 2011-07-01, amount = 100.0 },
]
expect = { t0 = 2011, success = { few = true } }
"#;

/// A delivery without the list of participants: the message says which files to remove, and nothing else of the delivery is read first.
#[test]
fn a_delivery_without_the_list_says_what_to_remove() {
    let world = country(&[(super::FILE, INTERVENTION)]);
    std::fs::remove_file(world.path("extracts/course.parquet")).unwrap();
    let said = refused(&world, 11);
    let words = [
        "no file matches `course.parquet`",
        "the intervention `job_course` takes its persons from it",
        "interventions/job_course.toml and",
        "registers/course.toml",
    ];
    says("the build", &said, &words);
    let (pipelines, extracts) = (world.path("pipelines"), world.path("extracts"));
    let of = ["check", "--pipelines", pipelines.to_str().unwrap(), "--extracts", extracts.to_str().unwrap()];
    let output = crate::tools::som(&of);
    assert_eq!(output.status.code(), Some(11));
    says("the check", &String::from_utf8_lossy(&output.stdout), &["no file matches", "interventions/job_course.toml"]);
    // Without any extracts, lists included, beside the results of another engine.
    let (scripts, output) = (world.path("scripts"), world.path("output"));
    let of = ["build", "--pipelines", pipelines.to_str().unwrap(), "--person-years", scripts.to_str().unwrap()];
    let to = ["--output", output.to_str().unwrap(), "--release", "r"];
    let output = crate::tools::som(&[of.as_slice(), &to].concat());
    assert_eq!(output.status.code(), Some(11));
    let said = world.said(&output.stderr);
    let lines: Vec<&str> = said.lines().collect();
    let message = "error: register `course`: no file matches `course.parquet`; the intervention `job_course` takes its persons from it";
    let hint = "hint: no engine reads lists of persons: name the folder of extracts that has them with --extracts, beside --person-years. If it has none, ";
    assert!(lines.len() == 2 && lines[0] == message && lines[1].starts_with(hint), "{said}");
    says("the build from results", lines[1], &["interventions/job_course.toml and", "registers/course.toml"]);
}

/// The demo's release has the example: a lot that is admitted, whose effect is the planted share of the difference that success makes.
#[test]
fn the_demo_has_an_example_by_lot() {
    let database = som::knowledge::read(crate::serve::client::release()).unwrap();
    let of = database.control_group("housing_lot").unwrap();
    assert!(of.design.admitted && of.design.evidence_level == 1, "{of:?}");
    assert!(of.participants.is_some_and(|n| n >= 50) && of.controls.is_some_and(|n| n >= 50), "{of:?}");
    let nights = |group: &str, measure: &str| {
        let wanted = |row: &&som::tables::published::EstimateRow| {
            (row.target_group.as_str(), row.success_measure.as_str(), row.subgroup.as_str()) == (group, measure, "all")
                && row.consequence == "shelter_nights"
                && row.follow_up_year == 1
        };
        database.estimates.iter().find(wanted).unwrap_or_else(|| panic!("{group} has no estimate"))
    };
    let effect = nights("housing_lot", "participation");
    // Who succeeds has no night in year 1, and others have some. Of those who are assigned 0.64 succeed (0.8 follow the lot, and 0.25
    // more of them), and of the others 0.24: the effect is 0.4 over 0.76 of the others' mean.
    let planted = -0.4 / 0.76 * effect.mean_non_success.unwrap();
    assert!((effect.estimate - planted).abs() < 3.0 * effect.standard_error, "{effect:?} {planted}");
    let lot = of.lots.iter().find(|row| row.consequence == "shelter_nights" && row.follow_up_year == 1).unwrap();
    assert!(lot.compliers.is_some_and(|share| (share - 0.8).abs() < 0.12), "{lot:?}");
    assert!(lot.estimate.is_some_and(|late| late < effect.estimate) && lot.weak_instrument == Some(false), "{lot:?}");
}
