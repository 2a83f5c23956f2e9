//! The report: complete, in two languages, escaped and self-contained.

use som::calculator::calculate;
use som::show::report::case::report;
use som::words::Language;

use crate::calculator::fixture;

fn shown(language: Language) -> String {
    let mut inputs = fixture::resolved("extended.toml", &fixture::database());
    inputs.intervention.name = "<script>alert(1)</script> & co".to_owned();
    report(&inputs, &calculate(&inputs), language)
}

#[test]
fn the_report_is_in_danish_and_english() {
    let (danish, english) = (shown(Language::Da), shown(Language::En));
    for (text, lang, words) in [
        (&danish, "da", ["Hvem betaler, og hvem vinder", "-104.840", "Udvalg", "Unge uden fast bolig", "Forbehold"]),
        (&english, "en", ["Who pays and who gains", "-104,840", "Committee", "Phase-in", "Quality assurance"]),
    ] {
        assert!(text.starts_with(&format!("<!DOCTYPE html><html lang=\"{lang}\">")));
        for word in words {
            assert!(text.contains(word), "{word} is not in the report");
        }
    }
}

#[test]
fn names_are_escaped_and_nothing_is_fetched() {
    let text = shown(Language::Da);
    assert!(text.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; co") && !text.contains("<script"));
    for outside in ["src=", "href=", "url(", "@import"] {
        assert!(!text.contains(outside), "{outside}");
    }
    let without_namespaces = text.replace("http://www.w3.org/2000/svg", "");
    assert!(!without_namespaces.contains("http:") && !without_namespaces.contains("https:"));
}

#[test]
fn every_chart_is_described_and_has_its_table() {
    let text = shown(Language::En);
    let charts = text.matches("<svg").count();
    assert_eq!(charts, 4);
    assert_eq!(text.matches("role=\"img\"").count(), charts);
    assert_eq!(text.matches("<desc id=").count(), charts);
    assert!(text.matches("<caption>").count() >= 8);
    for id in ["payers", "years", "items", "tornado"] {
        assert!(text.contains(&format!("aria-labelledby=\"{id}-title {id}-description\"")), "{id}");
        assert_eq!(text.matches(&format!("id=\"{id}-title\"")).count(), 1);
    }
}

/// What a committee asks for stands in the report and in the workbook: the budget, what can be taken out of it, where each
/// payer breaks even, return per krone and the interval of each committee.
#[test]
fn the_budget_and_break_even_by_payer_stand_in_report_and_workbook() {
    let text = std::fs::read_to_string(fixture::path("fixtures/calculator/case.toml")).unwrap();
    let rule = "horizon = 3\n[[consequences.cashable]]\nof = \"health\"\nshare = 0.5\ndelay = 1\nreason = \"Aftale\"\n[committees]\n\
                names = [\"Social\"]\n[[committees.split]]\nof = \"all\"\nshares = { \"Social\" = 1.0 }\n";
    let file = som::definitions::source::SourceFile {
        path: "case.toml".into(),
        text: text.replacen("horizon = 3\n", rule, 1),
    };
    let inputs = som::case::parse(&std::sync::Arc::new(file), &fixture::database()).unwrap();
    let result = calculate(&inputs);
    let page = report(&inputs, &result, Language::En);
    for expected in [
        "Budget year and the three that follow",
        "-159,160",
        "Where each payer breaks even",
        "263,678",
        "What can be taken out of budgets",
        "-17,050",
        "Can be taken out of budgets",
        "Aftale",
        "Net result per krone",
        "Municipality: Social",
    ] {
        assert!(page.contains(expected), "{expected} is not in the report");
    }
    let bytes = som::show::workbook::workbook(&inputs, &result, Language::En).unwrap();
    let mut book: calamine::Xlsx<_> = calamine::Reader::new(std::io::Cursor::new(bytes)).unwrap();
    let cells = calamine::Reader::worksheet_range(&mut book, "Result").unwrap();
    let row = |name: &str| -> Vec<String> {
        let row = cells.rows().find(|row| row[0] == *name).unwrap_or_else(|| panic!("no {name}"));
        row.iter().map(ToString::to_string).collect()
    };
    let budget = row("Municipality: total").into_iter().skip(1).take(4);
    let budget: Vec<i64> = budget.map(|kroner| kroner.parse::<f64>().unwrap().round() as i64).collect();
    assert_eq!(budget, [-159_160, 3_760, 67_760, 15_840]);
    let even = cells.rows().skip_while(|row| row[0] != "Where each payer breaks even").nth(1).unwrap();
    let shown: Vec<String> = even.iter().map(ToString::to_string).collect();
    assert_eq!((shown[0].as_str(), shown[1].as_str(), shown[2].as_str()), ("Municipality", "–", "at least"));
    assert!((shown[4].parse::<f64>().unwrap() - 263_678.0).abs() < 1e-6, "{shown:?}");
    assert!(
        (row("Net result per krone of costs (present value)")[1].parse::<f64>().unwrap() - 38_610.0 / 399_000.0).abs()
            < 1e-9
    );
    assert_eq!(row("Municipality: Social")[1], "independent");
}
