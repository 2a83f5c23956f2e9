//! The chart of cases side by side.

use foundation::words::Language;
use session::Calculation;
use show::charts::{ChartText, Span, spans};
use show::number::kroner;
use show::rows::{Field, Rows};
use show::table::{Align, Listing};

use super::chart::{Chart, Drawing};
use show::say;

/// The id of the chart.
pub const CASES: &str = "compare";

/// The net result of each case with its interval.
pub fn cases(known: &[&Calculation], language: Language) -> Chart {
    let name = |one: &Calculation| one.inputs.intervention.name.clone();
    let interval = |one: &Calculation| one.result.uncertainty.total.correlated;
    let total = |one: &Calculation| one.result.total.present_value;
    let title = say(language, "Nettoresultat med 95 %-interval", "Net result with 95 % interval");
    let sentence = say(
        language,
        "Punktet er nettoresultatet, bjælken dets interval. Til højre for nul er en gevinst.",
        "The point is the net result, the bar its interval. To the right of zero is a gain.",
    );
    let bars: Vec<Span> = known
        .iter()
        .map(|one| Span { name: name(one), from: interval(one).low, to: interval(one).high, point: Some(total(one)) })
        .collect();
    let drawing = Drawing::of(|shape| {
        let about = ChartText { id: CASES, title, description: sentence, shape };
        spans(&about, &bars, None, &|kr| kroner(kr, language))
    });
    let headers = [
        (say(language, "Beregning", "Case"), Align::Left),
        (say(language, "Nettoresultat, kr.", "Net result, DKK"), Align::Right),
        (say(language, "95 % fra", "95 % from"), Align::Right),
        (say(language, "til", "to"), Align::Right),
    ];
    let values = |one: &Calculation| [total(one), interval(one).low, interval(one).high];
    let cells = |one: &&Calculation| -> Vec<String> {
        std::iter::once(name(one)).chain(values(one).map(|value| kroner(value, language))).collect()
    };
    let table = Listing::new(title, &headers, known.iter().map(cells).collect());
    let fields = |one: &&Calculation| -> Vec<Field> {
        std::iter::once(name(one).into()).chain(values(one).map(Field::from)).collect()
    };
    let rows = Rows::new(&["case", "present_value_kr", "low_kr", "high_kr"], known.iter().map(fields).collect());
    Chart { id: CASES, title, sentence: sentence.to_owned(), drawing: Some(drawing), table, rows }
}
