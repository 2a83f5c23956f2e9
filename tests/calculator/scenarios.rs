//! Scenarios of a case, each with figures worked out from `fixtures/calculator/README.md`, and what is said about wrong ones.

use std::sync::Arc;

use calamine::{Reader, Xlsx};
use som::calculator::{CaseResult, calculate, calculate_scenario};
use som::case::{self, Inputs};
use som::definitions::source::SourceFile;
use som::show;
use som::words::Language;

use super::fixture;

/// The case that is calculated by hand, with scenarios below it.
fn with(scenarios: &str) -> Result<case::Case, String> {
    let text = std::fs::read_to_string(fixture::path("fixtures/calculator/case.toml")).unwrap();
    let file = Arc::new(SourceFile { path: "case.toml".into(), text: format!("{text}\n{scenarios}") });
    case::parse_with_scenarios(&file, &fixture::database()).map_err(|mistakes| mistakes.to_string())
}

fn calculated(scenarios: &str) -> (Inputs, CaseResult) {
    let case = with(scenarios).unwrap_or_else(|said| panic!("{said}"));
    let scenarios = case.scenarios.into_iter().map(calculate_scenario).collect();
    let result = calculate(&case.inputs);
    (case.inputs, CaseResult { scenarios, ..result })
}

const SCENARIOS: &str = r#"
[[scenario]]
name = "Færre gennemfører"
reason = "Erfaring"
intervention.completion_rate = 0.6

[[scenario]]
name = "Større effekt"
effect.net_success_rate = 0.3

[[scenario]]
name = "Billigere start"
[[scenario.costs.item]]
name = "Projektopstart"
kr = 50000
[[scenario.costs.item]]
name = "Evaluering"
category = "operation"
basis = "at_the_end"
kr = 10000
payer = "stat"
price_year = 2024

[[scenario]]
name = "Flere det andet år"
[scenario.intervention]
participants_by_year = [20, 40]
"#;

/// Success brings 401,610 at a completion rate of 0.8 and a net rate of 0.25, and all else costs 363,000: −61,792.5 at 0.6,
/// 118,932 at a net rate of 0.3. A start-up of 50,000 instead of 100,000 with an evaluation of 10,000 in 2026, at a factor of
/// 0.8, is 42,000 better. Participants that differ by year are 217,660, as in `features`.
#[test]
fn scenarios_change_inputs_of_the_case_by_hand() {
    let (_, result) = calculated(SCENARIOS);
    assert!((result.total.present_value - 38_610.0).abs() < 1e-6);
    let by_hand = [
        ("Færre gennemfører", 401_610.0 * 0.75 - 363_000.0),
        ("Større effekt", 401_610.0 * 1.2 - 363_000.0),
        ("Billigere start", 38_610.0 + 42_000.0),
        ("Flere det andet år", 217_660.0),
    ];
    assert_eq!(result.scenarios.len(), by_hand.len());
    for (scenario, (name, present_value)) in result.scenarios.iter().zip(by_hand) {
        assert_eq!(scenario.name, name);
        let found = scenario.result.total.present_value;
        assert!((found - present_value).abs() < 1e-6, "{name}: {found} is not {present_value}");
    }
}

#[test]
fn scenarios_stand_beside_the_case_in_every_output() {
    let (inputs, result) = calculated(SCENARIOS);
    let screen = show::terminal::case::screen(&inputs, &result, Language::Da);
    let full = show::terminal::case::full(&inputs, &result, Language::Da);
    let report = show::report::case::report(&inputs, &result, Language::Da);
    for text in [&screen, &full, &report] {
        for expected in ["Scenarier: nutidsværdi", "Beregningen", "-61.792", "118.932", "80.610", "217.660"] {
            assert!(text.contains(expected), "{expected} is not in\n{text}");
        }
    }
    assert_eq!(screen.lines().find(|line| line.chars().count() > 100), None);
    // What differs, with the value of the case beside it.
    let differences = show::case::scenarios::differences(&inputs, &result, Language::Da).unwrap().rows;
    for expected in [
        ["Færre gennemfører (Erfaring)", "Gennemførelse", "80 %", "60 %"],
        ["", "Projektopstart: Kr.", "100.000", "50.000"],
        ["", "Evaluering", "–", "Drift, I det sidste år, Stat, 10.000, 2024"],
        ["Flere det andet år", "Deltagere pr. år", "20", "30"],
        ["", "Deltagere år for år", "–", "2025: 20, 2026: 40"],
    ] {
        let named = |row: &&Vec<String>| row[1..] == expected[1..] && (expected[0].is_empty() || row[0] == expected[0]);
        assert!(differences.iter().any(|row| named(&row)), "{expected:?} is not in {differences:#?}");
    }
    let document = serde_json::to_value(show::case::Document { inputs: &inputs, result: &result }).unwrap();
    let first = &document["result"]["scenarios"][0];
    assert_eq!(first["name"], "Færre gennemfører");
    assert_eq!(first["inputs"]["intervention"]["completion_rate"], 0.6);
    assert!((first["result"]["total"]["present_value"].as_f64().unwrap() + 61_792.5).abs() < 1e-6);
    let rows = show::case::rows::lines_with_scenarios(&inputs, &result, Language::Da);
    let csv = rows.csv(show::rows::Dialect::Plain).unwrap();
    assert!(
        csv.starts_with("scenario,year,payer,")
            && csv.contains("\n,2025,")
            && csv.contains("\nFærre gennemfører,2025,"),
        "{csv}"
    );
    let bytes = show::workbook::workbook(&inputs, &result, Language::Da).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let names: Vec<String> = book.worksheets().into_iter().map(|(name, _)| name).collect();
    let of_case = ["Resultat", "Scenarier", "Input", "Database", "Beregning", "Forbehold"];
    assert_eq!(
        (&names[..6], &names[6..9]),
        (&of_case.map(str::to_owned)[..], &["Input1", "Database1", "Beregning1"].map(str::to_owned)[..])
    );
    let cells = book.worksheet_range("Scenarier").unwrap();
    assert!(cells.used_cells().any(|(_, _, cell)| *cell == "118.932"));
}

#[test]
fn wrong_scenarios_name_the_scenario_and_the_place() {
    let said = |scenarios: &str| with(scenarios).map(|_| ()).unwrap_err();
    for (scenarios, message) in [
        ("[[scenario]]\nname = \"A\"\n", "the scenario `A` changes nothing"),
        (
            "[[scenario]]\nname = \"A\"\neffect.with = 0.5\n[[scenario]]\nname = \"A\"\neffect.with = 0.6\n",
            "the scenario `A` is listed twice",
        ),
        ("[[scenario]]\nname = \"A\"\ncompletion_rate = 0.5\n", "write `intervention.completion_rate = …`"),
        ("[[scenario]]\nname = \"A\"\ninterventions.years = 2\n", "scenario `A`: unknown section `interventions`"),
        ("[[scenario]]\nname = \"A\"\nintervention.year = 2\n", "scenario `A`: unknown key `year`"),
        ("[[scenario]]\nname = \"A\"\neffect.with = 12\n", "scenario `A`: `with` is 12: a rate lies between 0 and 1"),
        (
            "[uncertainty]\nnet_rate = { low = 0.2, high = 0.3 }\n[[scenario]]\nname = \"A\"\neffect.with = 0.5\n",
            "scenario `A`: the range of `net_rate` from 0.2 to 0.3 does not hold 0.4",
        ),
        ("[[scenario]]\neffect.with = 0.5\n", "missing key `name`"),
        (
            "[[scenario]]\nname = \"A\"\n[[scenario.costs.item]]\nname = \"Drift\"\nkr = \"1.00\"\n[[scenario.costs.item]]\nname = \"Drift\"\nkr = \"2.00\"\n",
            "scenario `A`: `Drift` is listed twice in the scenario",
        ),
    ] {
        let found = said(scenarios);
        assert!(found.contains(message), "{message} is not in\n{found}");
    }
    // A mistake of the case is not repeated for its scenarios.
    let found = said("[[scenario]]\nname = \"A\"\neffect.with = 0.5\n[uncertainty]\ndraws = 5\n");
    assert!(found.ends_with("1 mistake in 1 file"), "{found}");
    let many: String = (0..21).map(|n| format!("[[scenario]]\nname = \"{n}\"\neffect.with = 0.5\n")).collect();
    assert!(said(&many).contains("a case has at most 20 scenarios"));
}

/// The names that listings give to the case itself, in either language.
#[test]
fn a_scenario_has_a_name_of_its_own() {
    for name in ["Beregningen", "the case "] {
        let scenario = format!("[[scenario]]\nname = \"{name}\"\nintervention.completion_rate = 0.7\n");
        let said = with(&scenario).map(|_| ()).unwrap_err();
        assert!(said.contains(&format!("`{name}` is what the results call the case itself")), "{said}");
    }
}
