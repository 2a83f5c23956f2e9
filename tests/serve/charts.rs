//! Charts of estimates and of cases side by side: each has a text alternative, its table, and files with the same figures.

use som::show::number::kroner;
use som::words::Language;

use super::cases::between;
use super::client::{Server, release};

const GROUP: &str = "homelessness/all/left_shelter";

#[test]
fn a_small_chart_has_its_table_and_its_files() {
    let server = Server::start();
    let page = server.get(&format!("/da/knowledge/{GROUP}")).text();
    let charts: Vec<&str> =
        page.split("<figure class=\"card\"").skip(1).map(|rest| rest.split("</figure>").next().unwrap()).collect();
    assert!(charts.len() > 50, "{}", charts.len());
    for chart in charts {
        for part in ["role=\"img\" aria-label=\"", "<table class=\"estimates\">", "/svg\" download", "/csv\" download"]
        {
            assert!(chart.contains(part), "{part} is not in {chart}");
        }
    }
    let database = som::knowledge::read(release()).unwrap();
    let rows: Vec<_> = database
        .estimates
        .iter()
        .filter(|row| {
            row.target_group == "homelessness" && row.subgroup == "all" && row.consequence == "shelter_nights"
        })
        .collect();
    assert!(!rows.is_empty());
    let csv = server.get(&format!("/en/chart/{GROUP}/shelter_nights/csv"));
    assert!(
        csv.header("content-disposition").unwrap().starts_with("attachment; filename=\"shelter_nights-homelessness-")
    );
    let lines: Vec<String> = csv.text().lines().map(str::to_owned).collect();
    assert_eq!(lines[0], "follow_up_year,status,estimate,lower_95,upper_95");
    assert_eq!(lines.len(), 11, "{lines:?}");
    for row in &rows {
        let line = format!("{},estimated,{},{},{}", row.follow_up_year, row.estimate, row.lower, row.upper);
        assert!(lines.contains(&line), "{line} is not in {lines:?}");
    }
    let svg = server.get(&format!("/da/chart/{GROUP}/shelter_nights/svg"));
    assert_eq!(svg.header("content-type").as_deref(), Some("image/svg+xml"));
    let svg = svg.text();
    assert!(
        svg.contains("<title>Overnatninger på herberg og forsorgshjem: Borgere i hjemløshed</title><style>"),
        "{svg}"
    );
    // A circle closes an arc.
    let points = between(&svg, "class=\"point\" d=\"", "\"");
    assert_eq!(points.matches('z').count(), rows.len());
    for wrong in ["shelter_nights/xlsx", "nothing/csv"] {
        assert_eq!(server.get(&format!("/da/chart/{GROUP}/{wrong}")).status, 404, "{wrong}");
    }
}

#[test]
fn cases_side_by_side_have_their_table_and_files() {
    let server = Server::start();
    let case = server.get("/en/example").case();
    let other = case.replace("participants = 20", "participants = 40");
    assert_ne!(case, other);
    let fields = [("case", case.as_str()), ("other", &other), ("written", "en")];
    let page = server.post("/en/case", &[&fields[..], &[("to", "compare")]].concat()).text();
    let csv = server.post("/en/save/csv/compare", &fields).text();
    let totals: Vec<f64> = csv.lines().skip(1).map(|line| line.split(',').nth(1).unwrap().parse().unwrap()).collect();
    assert_eq!(totals.len(), 2, "{csv}");
    for total in totals {
        let shown = kroner(total, Language::En);
        assert!(page.matches(&format!(">{shown}<")).count() >= 2, "{shown} is not in both tables");
    }
    assert!(server.post("/en/save/svg/compare", &fields).text().starts_with("<svg"));
}

#[test]
fn the_curve_beside_the_form_has_its_table() {
    let server = Server::start();
    for (language, title) in [("da", "Akkumuleret nutidsværdi i kr.: "), ("en", "Cumulative present value in DKK: ")] {
        let case = server.get(&format!("/{language}/example")).case();
        let csv = server.post(&format!("/{language}/save/csv/years"), &[("case", &case)]).text();
        let separator = if language == "da" { ';' } else { ',' };
        let years: Vec<(String, f64)> = csv
            .trim_start_matches('\u{feff}')
            .lines()
            .skip(1)
            .map(|line| {
                let mut cells = line.split(separator).map(str::to_owned);
                (cells.next().unwrap(), cells.next().unwrap().replace(',', ".").parse().unwrap())
            })
            .collect();
        assert!(years.len() > 5, "{csv}");
        let live = server.post(&format!("/{language}/live"), &[("case", &case)]).text();
        assert!(between(&live, "<svg class=\"spark\"", ">").contains(title), "{live}");
        let table = between(&live, "curve-table", "</details>");
        assert_eq!(table.matches("<tr>").count(), years.len() + 1, "{table}");
        let language = if language == "da" { Language::Da } else { Language::En };
        for (year, value) in years {
            let row = format!(">{year}</th><td class=\"number\">{}</td>", kroner(value, language));
            assert!(table.contains(&row), "{row} is not in {table}");
        }
    }
}
