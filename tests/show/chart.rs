//! Charts: positions, text, and escaping of a user's text.

use som::show::charts::{Band, Bars, ChartText, Line, Scale, Shape, Span, bars, line, spans};

const ABOUT: ChartText<'_> =
    ChartText { id: "a", title: "Years & <kroner>", description: "Two years", shape: Shape::Page };

fn number(value: f64) -> String {
    format!("{value:.0}")
}

#[test]
fn ticks_are_round_and_hold_everything() {
    let scale = Scale::holding([-97_000.0, 128_200.0], 6, 290.0, 32.0);
    assert_eq!(scale.ticks().collect::<Vec<_>>(), [-100_000.0, -50_000.0, 0.0, 50_000.0, 100_000.0, 150_000.0]);
    assert!((scale.place(-100_000.0) - 290.0).abs() < 1e-9);
    assert!((scale.place(150_000.0) - 32.0).abs() < 1e-9);
    // Without anything to show, there is still an axis.
    assert_eq!(Scale::holding([], 5, 0.0, 1.0).ticks().last(), Some(1.0));
    assert_eq!(Scale::holding([f64::NAN, f64::INFINITY], 5, 0.0, 1.0).ticks().next(), Some(0.0));
}

#[test]
fn bars_stack_away_from_zero_and_text_is_escaped() {
    let names = ["2025".to_owned(), "2026".to_owned()];
    let series = [Bars { name: "<b>", values: vec![10.0, -10.0] }, Bars { name: "stat", values: vec![10.0, 10.0] }];
    let svg = bars(&ABOUT, &names, &series, &number).into_string();
    assert!(svg.contains("<title id=\"a-title\">Years &amp; &lt;kroner&gt;</title>"), "{svg}");
    assert!(svg.contains("&lt;b&gt;") && !svg.contains("<b>"));
    // From −10 to 20 on 258 units: ten are 86. The second series is stacked on the first in 2025, and starts at zero in 2026.
    assert_eq!(svg.matches("height=\"86\"").count(), 4, "{svg}");
    assert!(svg.contains("y=\"32\"") && svg.contains("y=\"204\""), "{svg}");
}

#[test]
fn a_line_has_its_band_and_a_span_its_point() {
    let names = ["1".to_owned(), "2".to_owned()];
    let band = Some(Band { low: vec![0.0, 0.0], high: vec![2.0, 4.0] });
    let svg = line(&ABOUT, &names, &[Line { name: "sum", values: vec![1.0, 2.0], band }], &number).into_string();
    assert_eq!((svg.matches("<polygon").count(), svg.matches("<circle").count()), (1, 2), "{svg}");
    let rows = [Span { name: "x".repeat(50), from: 3.0, to: -3.0, point: Some(1.0) }];
    let svg = spans(&ABOUT, &rows, Some(0.0), &number).into_string();
    assert!(svg.contains(&format!("{}…", "x".repeat(33))), "{svg}");
    assert_eq!(svg.matches("<circle").count(), 1);
}
