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
