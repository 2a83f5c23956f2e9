//! Scenarios in the workbook, recalculated by LibreOffice: they follow the green cells of the case, and have limits of their own.

use som::calculator::{CaseResult, calculate};
use som::case::Inputs;
use som::show::workbook::workbook;
use som::words::Language;

use super::workbook::{Cells, Shown, difference, number, put_on, recalculated, sheets, value};
use crate::calculator::fixture;

/// Scenarios of every kind: a share, a rate, costs with one more, participants by year, an own price and a shorter horizon.
const SCENARIOS: &str = r#"
[[scenario]]
name = "Færre gennemfører"
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

[[scenario]]
name = "Kortere"
consequences.horizon = 2
"#;

/// The case with scenarios, of which texts are changed, and its results.
fn with_scenarios(changes: &[(&str, &str)]) -> (Inputs, CaseResult) {
    let text = std::fs::read_to_string(fixture::path("fixtures/calculator/case.toml")).unwrap();
    let text = changes.iter().fold(text, |text, (from, to)| text.replacen(from, to, 1));
    let file = som::definitions::source::SourceFile { path: "case.toml".into(), text: format!("{text}\n{SCENARIOS}") };
    let case = som::case::parse_with_scenarios(&std::sync::Arc::new(file), &fixture::database())
        .unwrap_or_else(|said| panic!("{said}"));
    let scenarios = case.scenarios.into_iter().map(som::calculator::calculate_scenario).collect();
    let result = calculate(&case.inputs);
    (case.inputs, CaseResult { scenarios, ..result })
}

fn written(changes: &[(&str, &str)]) -> Vec<u8> {
    let (inputs, result) = with_scenarios(changes);
    workbook(&inputs, &result, Language::En).unwrap()
}

/// Name, present value, difference and payers of the case and of each scenario.
fn of_scenarios(bytes: &[u8]) -> Vec<Shown> {
    let sheets = sheets(bytes);
    let (_, range) = sheets.iter().find(|(name, _)| name == "Scenarios").unwrap();
    (4..10)
        .map(|row| (range[(row, 0)].to_string(), (2..9).map(|column| range[(row, column)].clone()).collect()))
        .collect()
}

/// Scenarios follow what is changed in the case, but where they differ from it.
#[test]
fn scenarios_follow_the_green_cells_of_the_case() {
    type Changed = (&'static str, &'static str, &'static str, Cells);
    let changes: [Changed; 6] = [
        ("nothing", "participants = 20", "participants = 20", |flat| flat),
        ("participants", "participants = 20", "participants = 37", |flat| {
            put_on(flat, "Inputs", "Participants per year", &value("20"), &value("37"))
        }),
        ("completion", "completion_rate = 0.8", "completion_rate = 0.7", |flat| {
            put_on(flat, "Inputs", "Completion", &value("0.8"), &value("0.7"))
        }),
        ("a cost that one scenario changes", "kr = 100000", "kr = 150000", |flat| {
            put_on(flat, "Inputs", "Projektopstart", &value("100000"), &value("150000"))
        }),
        ("the rate with", "with = 0.35", "with = 0.4", |flat| {
            put_on(flat, "Inputs", "Success rate with the intervention", &value("0.35"), &value("0.4"))
        }),
        ("the discount rate", "rate = 0.25", "rate = 0.1", |flat| {
            put_on(flat, "Inputs", "Rate", &value("0.25"), &value("0.1"))
        }),
    ];
    let bytes = written(&[]);
    let names: Vec<String> = sheets(&bytes).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names[..7], ["Result", "Scenarios", "Inputs", "Database", "Calculation", "Caveats", "Inputs1"]);
    assert_eq!(names.len(), 6 + 3 * 5);
    let cells = changes.map(|(_, _, _, cells)| cells);
    let mut more: Vec<Cells> = cells.to_vec();
    // The price of a night, in the first row of hospital nights.
    more.push(|flat| {
        let sheet = flat.find("table:name=\"Database\"").unwrap();
        let (head, rest) = flat.split_at(sheet);
        let (before, after) = rest.split_once("<text:p>hospital_nights</text:p>").unwrap();
        let price = after.find(&value("4000")).unwrap_or_else(|| panic!("{}", &after[..6000]));
        let changed = format!("{}{}{}", &after[..price], value("8000"), &after[price + value("4000").len()..]);
        format!("{head}{before}<text:p>hospital_nights</text:p>{changed}")
    });
    let Some(again) = recalculated(&bytes, &more) else { return };
    for ((what, from, to, _), again) in changes.iter().zip(&again) {
        let expected = of_scenarios(&written(&[(*from, *to)]));
        assert_eq!(difference(&of_scenarios(again), &expected), None, "{what}");
        assert_eq!(difference(&of_scenarios(&bytes), &expected).is_some(), *what != "nothing", "{what}");
    }
    // Every cell of the sheets of scenarios is the engine's.
    for ((name, ours), (_, theirs)) in sheets(&bytes).into_iter().zip(sheets(&again[0])) {
        for (row, column, cell) in ours.used_cells() {
            let (top, left) = ours.start().unwrap();
            let place = (top + u32::try_from(row).unwrap(), left + u32::try_from(column).unwrap());
            let Some(expected) = number(cell) else { continue };
            let found = theirs.get_value(place).and_then(number);
            assert!(
                found.is_some_and(|found| (found - expected).abs() < 0.005),
                "{name} {place:?}: {found:?} {expected}"
            );
        }
    }
    let dearer = of_scenarios(&again[6]);
    for (dearer, before) in dearer.iter().zip(of_scenarios(&bytes)) {
        let [dearer, before] = [dearer, &before].map(|row| number(&row.1[1]).unwrap());
        assert!(dearer > before + 1000.0, "{dearer} {before}");
    }
}

/// Empties the cell of a number to the right of a label on the sheet of inputs.
fn emptied(flat: String, label: &str, number: &str) -> String {
    let marked = put_on(flat, "Inputs", label, &value(number), "\u{0}");
    let (before, after) = marked.split_once('\u{0}').unwrap();
    let (before, _) = before.rsplit_once(" office:value-type=").unwrap();
    let (_, after) = after.split_once("</table:table-cell>").unwrap();
    format!("{before}/>{after}")
}

/// Fills in the first empty row of costs: who pays, and how much.
fn a_new_cost(flat: String) -> String {
    let last = "<text:p>Startpakke</text:p>";
    let (before, row) = flat.split_once(last).unwrap();
    let (own, row) = row.split_once("</table:table-row>").unwrap();
    let (names, row) = row.split_once("<text:p>Municipality</text:p>").unwrap();
    let (style, row) = row.split_once("/>").unwrap();
    let amount = format!(" office:value-type=\"float\" {}><text:p>30000</text:p></table:table-cell>", value("30000"));
    format!("{before}{last}{own}</table:table-row>{names}<text:p>Region</text:p>{style}{amount}{row}")
}

/// Participants by year and a correction for optimism: inputs that may be empty.
const OPTIONAL: [(&str, &str); 2] = [
    ("participants = 20", "participants_by_year = [20, 35]"),
    ("[consequences]", "[effect.optimism]\nlevel_2 = 0.8\nevidence_level = 2\nreason = \"r\"\n\n[consequences]"),
];

#[test]
fn scenarios_follow_emptied_cells_and_new_costs_of_the_case() {
    let new_cost = "[[costs.item]]\nname = \"Ny\"\ncategory = \"operation\"\nbasis = \"per_year\"\nkr = 30000\n\
                    payer = \"region\"\nprice_year = 2024\n\n[[costs.displaced]]";
    type Changed<'a> = (&'static str, (&'static str, &'a str), Cells);
    let changes: [Changed<'_>; 4] = [
        ("a cost without an amount", ("kr = 100000", "kr = 0"), |flat| emptied(flat, "Projektopstart", "100000")),
        // Such a year has the usual number, which is the mean of the case's.
        ("a year's participants", ("[20, 35]", "[20, 27.5]"), |flat| emptied(flat, "Year in operation", "35")),
        ("no evidence level", ("level_2 = 0.8", "level_2 = 1.0"), |flat| {
            emptied(flat, "Evidence level (empty: no correction)", "2")
        }),
        ("a new cost", ("[[costs.displaced]]", new_cost), a_new_cost),
    ];
    let bytes = written(&OPTIONAL);
    let cells: Vec<Cells> = changes.iter().map(|(_, _, cells)| *cells).collect();
    let Some(again) = recalculated(&bytes, &cells) else { return };
    for ((what, change, _), again) in changes.iter().zip(&again) {
        let expected = of_scenarios(&written(&[OPTIONAL[0], OPTIONAL[1], *change]));
        assert!(difference(&of_scenarios(&bytes), &expected).is_some(), "{what} changes nothing");
        assert_eq!(difference(&of_scenarios(again), &expected), None, "{what}");
        assert_eq!(line(again, "Scenarios"), FINE, "{what}");
    }
}

const FINE: &str = "All inputs are within the workbook's limits.";

/// The line at the top of a sheet.
fn line(bytes: &[u8], sheet: &str) -> String {
    let sheets = sheets(bytes);
    let (_, range) = sheets.iter().find(|(name, _)| name == sheet).unwrap();
    range.get_value((1, 0)).unwrap().to_string()
}

/// What is outside is named on the sheet where it stands, and the scenario at the top of the case, its result and the scenarios.
#[test]
fn a_scenario_has_limits_of_its_own() {
    let bytes = written(&[]);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes.clone())).unwrap();
    let mut sheet = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("xl/worksheets/sheet7.xml").unwrap(), &mut sheet).unwrap();
    let validation = "<dataValidation type=\"decimal\" showInputMessage=\"1\" showErrorMessage=\"1\" errorTitle=\"Outside the \
                      workbook's limits\" error=\"Completion: from 0 % to 100 %\" sqref=\"B11\">";
    assert!(sheet.contains(validation), "{}", &sheet[sheet.find("<dataValidations").unwrap()..]);
    let all = ["Scenarios", "Inputs", "Result"];
    assert_eq!(all.map(|sheet| line(&bytes, sheet)), [FINE; 3]);
    let changes: [Cells; 4] = [
        |flat| put_on(flat, "Inputs1", "Completion", &value("0.6"), &value("1.5")),
        |flat| put_on(flat, "Inputs5", "Horizon, years", &value("2"), &value("3")),
        |flat| emptied(flat, "Completion", "0.8"),
        |flat| put_on(flat, "Inputs", "Participants per year", &value("20"), &value("-5")),
    ];
    let Some(again) = recalculated(&bytes, &changes) else { return };
    let outside = |what: &str| format!("WRONG RESULT. Outside the workbook's limits: {what}");
    let but_the_first = "Større effekt; Billigere start; Flere det andet år; Kortere;";
    // The fourth has participants of its own.
    let but_the_fourth = "Færre gennemfører; Større effekt; Billigere start; Kortere;";
    let expected = [
        ("Færre gennemfører;".to_owned(), "Inputs1", "Completion;"),
        ("Kortere;".to_owned(), "Inputs5", "Horizon, years;"),
        // Nothing in place of a share counts as none who complete; the first scenario has a share of its own.
        (format!("Completion; {but_the_first}"), "Inputs2", "Completion;"),
        (format!("Participants per year; {but_the_fourth}"), "Inputs1", "Participants per year;"),
    ];
    for ((of_case, sheet, own), again) in expected.iter().zip(&again) {
        for of in all {
            assert_eq!(line(again, of), outside(of_case), "{of}");
        }
        assert_eq!(line(again, sheet), outside(own));
    }
    let others = [(0, "Inputs2"), (1, "Inputs1"), (2, "Inputs1")];
    assert_eq!(others.map(|(change, sheet)| line(&again[change], sheet)), [FINE; 3]);
}
