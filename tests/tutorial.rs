//! The blocks of the page `tutorial`, added to a case one by one, and the example cases. `documented_commands` runs its commands.

use std::path::Path;

use crate::tools::{fine, project};

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn the_tutorials_blocks_and_the_example_cases_are_calculated() {
    let folder = tempfile::tempdir().unwrap();
    let (extracts, case) = (folder.path().join("extracts"), folder.path().join("case.toml"));
    fine(&["synth", "--persons", "20000", "--seed", "7", "--out", text(&extracts)]);
    let to = ["--extracts", text(&extracts), "--output", text(folder.path()), "--release", "2026.1"];
    fine(&[&["build"], &to[..]].concat());
    let release = folder.path().join("2026.1");
    let page = std::fs::read_to_string(project().join("src/docs/tutorial.md")).unwrap();

    fine(&["new", "case", "--database", text(&release), "--language", "en", "--to", text(&case)]);
    let calculate = |more: &[&str]| {
        let given = ["calculate", text(&case), "--database", text(&release), "--language", "en"];
        fine(&[&given[..], more].concat())
    };
    let screen = calculate(&[]);
    for part in ["Who pays and who gains", "95 % interval", "The largest items (5 of", "Caveats: "] {
        assert!(screen.contains(part), "{part} is not in\n{screen}");
    }
    assert!(screen.lines().count() <= 45, "more than a screen:\n{screen}");
    let everything = calculate(&["--full"]);
    assert!(everything.contains("Uncertainty: 95 % interval of"));
    for line in screen.lines().chain(everything.lines()) {
        assert!(line.chars().count() <= 100, "{line}");
    }
    let blocks: Vec<&str> =
        page.split("```toml\n# add to case.toml\n").skip(1).map(|b| b.split("```").next().unwrap()).collect();
    assert_eq!(blocks.len(), 4);
    for block in blocks {
        let so_far = std::fs::read_to_string(&case).unwrap();
        std::fs::write(&case, format!("{so_far}\n{block}")).unwrap();
        calculate(&[]);
    }
    let (report, workbook) = (folder.path().join("report.html"), folder.path().join("case.xlsx"));
    let written = calculate(&["--to", text(&report), "--to", text(&workbook)]);
    assert_eq!(written, format!("written: {}\nwritten: {}\n", text(&report), text(&workbook)));
    let said = calculate(&["--full"]);
    for part in ["Cost per course", "By committee", "Flows between payers", "answered", "Fewer complete"] {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
    let page = std::fs::read_to_string(&report).unwrap();
    for part in ["Social affairs", "Whom the estimates are of", "Danish origin", "upper secondary"] {
        assert!(page.contains(part), "{part}");
    }
    assert!(std::fs::read(&workbook).unwrap().starts_with(b"PK"));
    assert!(calculate(&["--against", text(&release)]).contains("present value with two releases"));
    let found = fine(&["calculate", "--experiences", "cool", "kids", "--database", text(&release), "--language", "en"]);
    for part in ["Cool Kids, Ikast-Brande", "1,200,000", "5 years in operation", "54 "] {
        assert!(found.contains(part), "{part} is not in\n{found}");
    }

    let cases =
        ["homelessness", "foster_care", "own_group", "inmates"].map(|name| format!("fixtures/cases/{name}.toml"));
    for case in &cases {
        let said = fine(&["calculate", case, "--database", text(&release), "--full"]);
        assert!(said.contains("Kvalitetssikring"), "{said}");
    }
    let all =
        ["calculate", &cases[0], &cases[1], &cases[2], &cases[3], "--database", text(&release), "--format", "csv"];
    let ranked = fine(&all);
    let values: Vec<f64> =
        ranked.lines().skip(1).map(|line| line.rsplit(',').nth(16).unwrap().parse().unwrap()).collect();
    assert!(values.len() == 4 && values.windows(2).all(|pair| pair[0] >= pair[1]), "{ranked}");
}
