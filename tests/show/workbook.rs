//! The workbook against the engine: as written, and recalculated by LibreOffice, also after its green cells are changed.

use std::io::Cursor;

use calamine::{Data, DataType, Range, Reader, Xlsx};
use som::calculator::calculate;
use som::case::Inputs;
use som::case::inputs::{Cost, EffectOrigin};
use som::show::workbook::workbook;
use som::words::{CostBasis, CostCategory, Denominator, Language, Payer};

use crate::calculator::fixture;
use crate::readers;

fn inputs(case: &str) -> Inputs {
    fixture::resolved(case, &fixture::database())
}

fn written(inputs: &Inputs) -> Vec<u8> {
    workbook(inputs, &calculate(inputs), Language::En).unwrap()
}

/// Every sheet's cells, by name.
pub fn sheets(bytes: &[u8]) -> Vec<(String, Range<Data>)> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    book.worksheets()
}

pub fn number(data: &Data) -> Option<f64> {
    match data {
        Data::Float(value) => Some(*value),
        Data::Int(value) => Some(*value as f64),
        _ => None,
    }
}

/// A row of the result: its name, and the next cells.
pub type Shown = (String, Vec<Data>);

/// The rows of the result that formulas make.
fn results(bytes: &[u8]) -> Vec<Shown> {
    let sheets = sheets(bytes);
    let (_, range) = sheets.iter().find(|(name, _)| name == "Result").unwrap();
    range
        .rows()
        .filter_map(|row| match row {
            [Data::String(name), rest @ ..] if !name.trim().is_empty() => {
                Some((name.clone(), rest.iter().take(2).cloned().collect()))
            }
            // Calendar years.
            [Data::Float(year), rest @ ..] => Some((year.to_string(), rest.iter().take(6).cloned().collect())),
            _ => None,
        })
        // Draws are figures and not formulas.
        .take_while(|(name, _): &Shown| !name.starts_with("Uncertainty"))
        .collect()
}

/// The first row of two results that differs by half an øre, or by a millionth of what is not kroner.
pub fn difference(found: &[Shown], expected: &[Shown]) -> Option<String> {
    let same = |a: &Data, b: &Data| match (number(a), number(b)) {
        (Some(a), Some(b)) => (a - b).abs() < (1e-6 * b.abs().max(1.0)).min(0.005),
        _ => a == b,
    };
    if found.len() != expected.len() {
        return Some(format!("{} rows are not {}", found.len(), expected.len()));
    }
    let differs = |((name, found), (expected_name, expected)): &(&Shown, &Shown)| {
        name != expected_name || found.iter().zip(expected).any(|(a, b)| !same(a, b))
    };
    found.iter().zip(expected).find(differs).map(|(found, expected)| format!("{found:?} is not {expected:?}"))
}

#[test]
fn a_workbook_holds_the_engines_figures_and_formulas() {
    let inputs = inputs("case.toml");
    let bytes = written(&inputs);
    assert_eq!(bytes, written(&inputs), "the same case gives other bytes");
    let names: Vec<String> = sheets(&bytes).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["Result", "Inputs", "Database", "Calculation", "Caveats"]);
    let results = results(&bytes);
    for (name, undiscounted, present) in [
        ("Total", 128_200.0, 38_610.0),
        ("Per started participant", 3_205.0, 965.25),
        ("Municipality", -71_800.0, -117_322.0),
        ("Employment", 422_400.0, 314_490.0),
    ] {
        let row = results.iter().find(|(found, _)| found == name).unwrap().clone();
        let by_hand = (name.to_owned(), vec![Data::Float(undiscounted), Data::Float(present)]);
        assert_eq!(difference(&[row], &[by_hand]), None);
    }
    let even = results.iter().find(|(name, _)| name == "Breaks even in").unwrap();
    assert_eq!(number(&even.1[0]), Some(2027.0));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert!(book.vba_project().unwrap().is_none());
    let formulas = book.worksheet_formula("Calculation").unwrap();
    assert!(formulas.used_cells().filter(|(_, _, formula)| !formula.is_empty()).count() > 200);
}

/// A change of cells in the flat form of a workbook.
pub type Cells = fn(String) -> String;

/// The workbook after each of some changes, recalculated by LibreOffice, configured to recalculate every file. `None`
/// where it is not installed.
pub fn recalculated(bytes: &[u8], changes: &[Cells]) -> Option<Vec<Vec<u8>>> {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: String| folder.path().join(name);
    let profile = folder.path().join("profile/user");
    std::fs::create_dir_all(&profile).unwrap();
    let always = |mode: &str| {
        format!(
            "<item oor:path=\"/org.openoffice.Office.Calc/Formula/Load\"><prop oor:name=\"{mode}\" oor:op=\"fuse\">\
             <value>0</value></prop></item>"
        )
    };
    let settings = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><oor:items xmlns:oor=\"http://openoffice.org/2001/registry\">{}{}</oor:items>",
        always("OOXMLRecalcMode"),
        always("ODFRecalcMode")
    );
    std::fs::write(profile.join("registrymodifications.xcu"), settings).unwrap();
    std::fs::write(at("case.xlsx".to_owned()), bytes).unwrap();
    // Flat XML is one text file, in which a cell can be changed as a user would.
    if !readers::convert(folder.path(), &["case.xlsx".to_owned()], "fods") {
        return None;
    }
    let flat = std::fs::read_to_string(at("case.fods".to_owned())).unwrap();
    let names = |ending: &str| (0..changes.len()).map(|n| format!("changed_{n}.{ending}")).collect::<Vec<_>>();
    for (name, change) in names("fods").into_iter().zip(changes) {
        std::fs::write(at(name), change(flat.clone())).unwrap();
    }
    // Of a flat file the results are kept whatever the settings say, so it is recalculated as what it is read from next.
    for (from, to) in [("fods", "xlsx"), ("xlsx", "ods"), ("ods", "xlsx")] {
        assert!(readers::convert(folder.path(), &names(from), to));
    }
    Some(names("xlsx").into_iter().map(|name| std::fs::read(at(name)).unwrap()).collect())
}

/// Puts another value into the cell to the right of a label on the sheet of inputs.
fn put(flat: String, label: &str, from: &str, to: &str) -> String {
    put_on(flat, "Inputs", label, from, to)
}

/// The same on another sheet.
pub fn put_on(flat: String, sheet: &str, label: &str, from: &str, to: &str) -> String {
    let sheet = flat.find(&format!("table:name=\"{sheet}\"")).unwrap();
    let label =
        sheet + flat[sheet..].find(&format!("<text:p>{label}</text:p>")).unwrap_or_else(|| panic!("no {label}"));
    let at =
        label + flat[label..].find(from).unwrap_or_else(|| panic!("no {from} after {}", &flat[label..label + 400]));
    assert!(at - label < 4000, "{from} is far from its label");
    format!("{}{to}{}", &flat[..at], &flat[at + from.len()..])
}

pub fn value(number: &str) -> String {
    format!("office:value=\"{number}\"")
}

#[test]
fn recalculated_every_cell_is_what_the_engine_says() {
    let cases = [
        ("case.toml", inputs("case.toml")),
        ("extended.toml", with_a_grant()),
        ("participants, costs and optimism", with_everything()),
    ];
    for (case, of) in cases {
        let bytes = written(&of);
        let Some(again) = recalculated(&bytes, &[|flat| flat]) else { return };
        let again = &again[0];
        let mut compared = 0;
        for ((name, ours), (other, theirs)) in sheets(&bytes).into_iter().zip(sheets(again)) {
            assert_eq!(name, other);
            for (row, column, cell) in ours.used_cells() {
                let (top, left) = ours.start().unwrap();
                let place = (top + u32::try_from(row).unwrap(), left + u32::try_from(column).unwrap());
                let Some(expected) = number(cell) else { continue };
                let found = theirs.get_value(place).and_then(number);
                assert!(
                    found.is_some_and(|found| (found - expected).abs() < 0.005),
                    "{case}, {name} {place:?}: {found:?} is not {expected}"
                );
                compared += 1;
            }
        }
        assert!(compared > 500, "only {compared} cells");
        assert_eq!(difference(&results(again), &results(&bytes)), None, "{case}");
    }
}

/// The case with participants by year, costs of every basis with a grant for each success, and a correction for optimism.
fn with_everything() -> Inputs {
    let text = std::fs::read_to_string(fixture::path("fixtures/calculator/case.toml")).unwrap();
    let line = |list: &str, name: &str, rest: &str| {
        format!("[[costs.{list}]]\nname = \"{name}\"\nprice_year = 2022\n{rest}\n")
    };
    let operation = "category = \"operation\"\n";
    let lines = [
        line("item", "Bevis", &format!("{operation}basis = \"per_completed\"\nkr = 1000\npayer = \"kommune\"")),
        line("item", "Bonus", &format!("{operation}basis = \"per_success\"\nkr = 5000\npayer = \"stat\"")),
        line("item", "Måling", &format!("{operation}basis = \"in_year\"\nyear = 2027\nkr = 7000\npayer = \"region\"")),
        line("grant", "Pulje", "basis = \"per_success\"\nkr = 900\nto = \"kommune\"\nfrom = \"stat\""),
        line("displaced", "Prøve", &format!("{operation}basis = \"per_completed\"\nkr = 300\npayer = \"region\"")),
        line("displaced", "Hjælp", &format!("{operation}basis = \"in_year\"\nyear = 2028\nkr = 90\npayer = \"stat\"")),
    ];
    let optimism =
        "[effect.optimism]\nlevel_1 = 0.9\nlevel_2 = 0.8\nevidence_level = 2\nreason = \"r\"\n\n[consequences]";
    let text = text
        .replace("participants = 20", "participants_by_year = [20, 35]")
        .replace("[effect]", &format!("{}\n[effect]", lines.join("\n")))
        .replace("[consequences]", optimism);
    let file = som::definitions::source::SourceFile { path: "case.toml".into(), text };
    som::case::parse(&std::sync::Arc::new(file), &fixture::database()).unwrap_or_else(|said| panic!("{said}"))
}

/// A change to the inputs, and the same change to the green cells.
type Change = (&'static str, fn(&mut Inputs), Cells);

#[test]
fn after_green_cells_are_changed_the_workbook_is_the_engines() {
    let changes: [Change; 8] = [
        (
            "participants",
            |inputs| inputs.intervention.participants = 37.0,
            |flat| put(flat, "Participants per year", &value("20"), &value("37")),
        ),
        (
            "completion",
            |inputs| inputs.intervention.completion_rate = 0.7,
            |flat| put(flat, "Completion", &value("0.8"), &value("0.7")),
        ),
        (
            "years and when they complete",
            |inputs| {
                inputs.intervention.years = 4;
                inputs.intervention.years_to_completion = 1;
            },
            |flat| {
                let flat = put(flat, "Years in operation", &value("2"), &value("4"));
                put(flat, "Years to completion", &value("0"), &value("1"))
            },
        ),
        (
            "the rate with",
            |inputs| {
                inputs.effect.net_rate = 0.4 - 0.1;
                inputs.effect.origin = EffectOrigin::Pair { with: 0.4, without: 0.1 };
            },
            |flat| put(flat, "Success rate with the intervention", &value("0.35"), &value("0.4")),
        ),
        (
            "denominator",
            |inputs| inputs.effect.denominator = Denominator::Started,
            |flat| put(flat, "The rate is of those who", "<text:p>completed</text:p>", "<text:p>started</text:p>"),
        ),
        (
            "a cost",
            |inputs| inputs.costs[0].kr = 150_000.0,
            |flat| put(flat, "Projektopstart", &value("100000"), &value("150000")),
        ),
        (
            "the discount rate",
            |inputs| inputs.discount[0].rate = 0.1,
            |flat| put(flat, "Rate", &value("0.25"), &value("0.1")),
        ),
        (
            "the horizon",
            |inputs| {
                inputs.horizon = 2;
                inputs.consequences.iter_mut().for_each(|consequence| consequence.years.truncate(2));
            },
            |flat| put(flat, "Horizon, years", &value("3"), &value("2")),
        ),
    ];
    let bytes = written(&inputs("case.toml"));
    let Some(again) = recalculated(&bytes, &changes.map(|(_, _, cells)| cells)) else { return };
    for ((what, engine, _), again) in changes.into_iter().zip(again) {
        let mut changed = inputs("case.toml");
        engine(&mut changed);
        let expected = results(&written(&changed));
        assert!(difference(&results(&bytes), &expected).is_some(), "{what} changes nothing");
        assert_eq!(difference(&results(&again), &expected), None, "{what}");
    }
}

#[test]
fn participants_by_year_every_basis_and_optimism_follow_their_green_cells() {
    let changes: [Change; 6] = [
        (
            "participants of a year",
            |inputs| inputs.intervention.participants_by_year = vec![20.0, 50.0],
            |flat| put(flat, "Year in operation", &value("35"), &value("50")),
        ),
        (
            "a cost per completion",
            |inputs| inputs.costs.iter_mut().find(|cost| cost.name == "Bevis").unwrap().kr = 1500.0,
            |flat| put(flat, "Bevis", &value("1000"), &value("1500")),
        ),
        (
            "a cost per success",
            |inputs| inputs.costs.iter_mut().find(|cost| cost.name == "Bonus").unwrap().kr = 90_000.0,
            |flat| put(flat, "Bonus", &value("5000"), &value("90000")),
        ),
        (
            "a stated year",
            |inputs| inputs.costs.iter_mut().find(|cost| cost.name == "Måling").unwrap().year = Some(2026),
            |flat| put(flat, "Måling", &value("2027"), &value("2026")),
        ),
        (
            "the factor of the evidence level",
            |inputs| inputs.effect.net_rate = (0.35 - 0.1) * 0.5,
            |flat| put(flat, "Correction for optimism, level 2", &value("0.8"), &value("0.5")),
        ),
        (
            "the evidence level",
            |inputs| inputs.effect.net_rate = (0.35 - 0.1) * 0.9,
            |flat| put(flat, "Evidence level (empty: no correction)", &value("2"), &value("1")),
        ),
    ];
    let bytes = written(&with_everything());
    let Some(again) = recalculated(&bytes, &changes.map(|(_, _, cells)| cells)) else { return };
    for ((what, engine, _), again) in changes.into_iter().zip(again) {
        let mut changed = with_everything();
        engine(&mut changed);
        let expected = results(&written(&changed));
        assert!(difference(&results(&bytes), &expected).is_some(), "{what} changes nothing");
        assert_eq!(difference(&results(&again), &expected), None, "{what}");
    }
}

#[test]
fn carried_to_another_price_year_the_workbook_is_the_engines() {
    let text = std::fs::read_to_string(fixture::path("fixtures/calculator/case.toml")).unwrap();
    let text = text.replace("[result]\nprice_year = 2024", "[result]\nprice_year = 2020");
    let file = som::definitions::source::SourceFile { path: "case.toml".into(), text };
    let changed = som::case::parse(&std::sync::Arc::new(file), &fixture::database()).unwrap();
    let change = |flat| put(flat, "Price year of the result", &value("2024"), &value("2020"));
    let Some(again) = recalculated(&written(&inputs("case.toml")), &[change]) else { return };
    assert_eq!(difference(&results(&again[0]), &results(&written(&changed))), None);
}

/// Pasted values skip validation: the first line of inputs and result names what is outside.
#[test]
fn inputs_outside_the_limits_are_named_at_the_top() {
    let wrong: [(&str, Cells); 8] = [
        ("Years in operation;", |flat| put(flat, "Years in operation", &value("2"), &value("2.5"))),
        ("horizon;", |flat| put(flat, "Years in operation", &value("2"), &value("40"))),
        ("Participants per year;", |flat| put(flat, "Participants per year", &value("20"), &value("-5"))),
        ("Success rate with the intervention;", |flat| {
            put(flat, "Success rate with the intervention", &value("0.35"), &value("12"))
        }),
        ("Price year of the result;", |flat| put(flat, "Price year of the result", &value("2024"), &value("1999"))),
        ("Horizon, years;", |flat| put(flat, "Horizon, years", &value("3"), &value("4"))),
        ("The rate is of those who;", |flat| {
            put(flat, "The rate is of those who", "<text:p>completed</text:p>", "<text:p>finished</text:p>")
        }),
        ("Costs: payer;", |flat| {
            put(flat, "Projektopstart", "<text:p>Municipality</text:p>", "<text:p>unknown</text:p>")
        }),
    ];
    let line = |bytes: &[u8], sheet: &str| {
        let sheets = sheets(bytes);
        let (_, range) = sheets.iter().find(|(name, _)| name == sheet).unwrap();
        range.get_value((1, 0)).unwrap().to_string()
    };
    let bytes = written(&inputs("case.toml"));
    for sheet in ["Inputs", "Result"] {
        assert_eq!(line(&bytes, sheet), "All inputs are within the workbook's limits.");
    }
    let changes: Vec<Cells> = wrong.iter().map(|(_, change)| *change).chain([(|flat| flat) as Cells]).collect();
    let Some(again) = recalculated(&bytes, &changes) else { return };
    for ((name, _), changed) in wrong.iter().zip(&again) {
        for sheet in ["Inputs", "Result"] {
            let said = line(changed, sheet);
            assert!(
                said.starts_with("WRONG RESULT. Outside the workbook's limits:") && said.contains(name),
                "{name}: {said}"
            );
        }
    }
    let unchanged = again.last().unwrap();
    assert_eq!(line(unchanged, "Result"), "All inputs are within the workbook's limits.");
    assert!(som::show::workbook::is_edited(unchanged), "a workbook that LibreOffice saved counts as unedited");
}

#[test]
fn a_danish_workbook_has_danish_words() {
    let inputs = inputs("extended.toml");
    let bytes = workbook(&inputs, &calculate(&inputs), Language::Da).unwrap();
    let english = [
        "completed",
        "started",
        "once",
        "per_year",
        "per_participant",
        "at_the_end",
        "kommune",
        "significant",
        "zero",
        "unknown",
        "expenditure",
        "revenue",
        "employment",
        "health",
        "crime",
        "social",
        "during",
        "Total",
        "Year",
    ];
    for (name, range) in sheets(&bytes) {
        for (row, column, cell) in range.used_cells() {
            if let Data::String(text) = cell {
                assert!(!english.contains(&text.as_str()), "{name} {row}, {column}: {text}");
            }
        }
    }
}

/// On paper, the calculation is four pages beside each other, each with the years and its headers.
#[test]
fn the_calculation_is_printed_on_pages_with_years_and_headers() {
    let bytes = written(&inputs("case.toml"));
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut archive.by_name(name).unwrap(), &mut text).unwrap();
        text
    };
    // The fourth sheet; its table of years begins below three follow-up years.
    let book = part("xl/workbook.xml");
    let titles =
        "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"3\">Calculation!$A:$A,Calculation!$9:$9</definedName>";
    assert!(book.contains(titles), "{book}");
    let sheet = part("xl/worksheets/sheet4.xml");
    for wanted in [
        "<pageSetup paperSize=\"9\" scale=\"80\" orientation=\"landscape\"",
        "<colBreaks count=\"3\" manualBreakCount=\"3\"><brk id=\"11\" max=\"1048575\" man=\"1\"/><brk id=\"20\"",
    ] {
        assert!(sheet.contains(wanted), "{wanted} is not in\n{}", &sheet[sheet.len() - 1500..]);
    }
}

/// The extended case with a grant from the state to the municipality.
fn with_a_grant() -> Inputs {
    let mut inputs = inputs("extended.toml");
    let received = Cost {
        name: "Pulje".to_owned(),
        category: CostCategory::Grant,
        basis: CostBasis::PerYear,
        year: None,
        kr: -90_000.0,
        payer: Payer::Kommune,
        price_year: inputs.price_year,
        factor: 1.0,
        staff: None,
        group_size: None,
        part_of: None,
    };
    let part_of = Some(received.name.clone());
    let given = Cost { name: "Pulje (stat)".to_owned(), kr: 90_000.0, payer: Payer::Stat, part_of, ..received.clone() };
    inputs.costs.extend([given, received]);
    inputs
}

/// A grant is one row with one amount, who gives and who receives it, above empty rows to fill in.
#[test]
fn a_grant_is_one_row_and_there_are_rows_to_fill_in() {
    let inputs = with_a_grant();
    let grants: Vec<_> = inputs.costs.iter().filter(|cost| cost.is_grant() && cost.part_of.is_none()).collect();
    assert_eq!(grants.len(), 1);
    let bytes = written(&inputs);
    let sheets = sheets(&bytes);
    let (_, range) = sheets.iter().find(|(name, _)| name == "Inputs").unwrap();
    let rows: Vec<&[Data]> = range.rows().collect();
    for grant in grants {
        let found: Vec<_> = rows.iter().filter(|row| row[0].to_string().starts_with(&grant.name)).collect();
        assert_eq!(found.len(), 1, "{}", grant.name);
        assert_eq!(number(&found[0][4]), Some(-grant.kr));
    }
    for title in ["Costs", "Grants", "Displaced costs"] {
        let at = rows.iter().position(|row| row[0] == *title).unwrap();
        let list = rows[at + 2..].iter().take_while(|row| !row[2].to_string().is_empty());
        assert!(list.filter(|row| row[0].is_empty()).count() >= 3, "{title} has no empty rows");
    }
}
