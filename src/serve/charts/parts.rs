//! Charts of what a result is made of: payers, areas, committees, and what matters most.

use calculation::calculator::result::Heading;
use foundation::words::{Language, Payer};
use session::Calculation;
use show::case::labels::item_label;
use show::case::{payers as listings, result, uncertainty};
use show::charts::{Bars, ChartText, Span, bars, spans};
use show::number::kroner;
use show::rows::{Field, Rows};

use super::chart::{Chart, Drawing};
use show::say;

/// The rows of the tornado chart; its table has all.
const MOST: usize = 10;

/// Costs and consequences of each payer.
pub fn payers(calculation: &Calculation, language: Language) -> Chart {
    let case = &calculation.result;
    let names: Vec<String> = Payer::ALL.iter().map(|payer| payer.label(language).to_owned()).collect();
    let of = |payer: Payer, costs: bool| -> f64 {
        let is_cost = |heading| matches!(heading, Heading::Costs | Heading::Grants | Heading::DisplacedCosts);
        case.lines
            .iter()
            .filter(|line| line.payer == payer && is_cost(line.heading) == costs)
            .map(|line| line.present_value)
            // The sum of nothing is 0 and not -0.
            .fold(0.0, |sum, value| sum + value)
    };
    let series = [
        Bars {
            name: say(language, "Omkostninger", "Costs"),
            values: Payer::ALL.iter().map(|payer| of(*payer, true)).collect(),
        },
        Bars {
            name: say(language, "Konsekvenser", "Consequences"),
            values: Payer::ALL.iter().map(|payer| of(*payer, false)).collect(),
        },
    ];
    let title = say(language, "Kommune, region og stat", "Municipality, region and state");
    let sentence = say(
        language,
        "For hver betaler: hvad indsatsen koster, og hvad konsekvenserne giver. Nutidsværdi.",
        "For each payer: what the intervention costs, and what the consequences bring. Present value.",
    );
    let drawing = Drawing::of(|shape| {
        let about = ChartText { id: "payers", title, description: sentence, shape };
        bars(&about, &names, &series, &|kr| kroner(kr, language))
    });
    let row =
        |payer: &Payer| -> Vec<Field> { vec![payer.word().into(), of(*payer, true).into(), of(*payer, false).into()] };
    let rows = Rows::new(&["payer", "costs_kr", "consequences_kr"], Payer::ALL.iter().map(row).collect());
    Chart {
        id: "payers",
        title,
        sentence: sentence.to_owned(),
        drawing: Some(drawing),
        table: result::by_payer(case, language),
        rows,
    }
}

/// The result by heading.
pub fn areas(calculation: &Calculation, language: Language) -> Chart {
    let case = &calculation.result;
    let bars: Vec<Span> = case
        .by_heading
        .iter()
        .map(|total| Span {
            name: total.heading.label(language).to_owned(),
            from: 0.0,
            to: total.money.present_value,
            point: None,
        })
        .collect();
    let title = say(language, "Hvad resultatet består af", "What the result is made of");
    let sentence = say(
        language,
        "Omkostninger og områder: til højre for nul er en gevinst. Nutidsværdi.",
        "Costs and areas: to the right of zero is a gain. Present value.",
    );
    let drawing = Drawing::of(|shape| {
        let about = ChartText { id: "areas", title, description: sentence, shape };
        spans(&about, &bars, None, &|kr| kroner(kr, language))
    });
    let row = |item: &calculation::calculator::result::ItemTotal| -> Vec<Field> {
        vec![
            item.heading.word().into(),
            item_label(&calculation.inputs, &item.item, language).into(),
            item.money.undiscounted.into(),
            item.money.present_value.into(),
        ]
    };
    let rows =
        Rows::new(&["heading", "item", "undiscounted_kr", "present_value_kr"], case.by_item.iter().map(row).collect());
    let table = result::by_item(&calculation.inputs, case, language);
    Chart { id: "areas", title, sentence: sentence.to_owned(), drawing: Some(drawing), table, rows }
}

/// The result by committee, where the case splits it.
pub fn committees(calculation: &Calculation, language: Language) -> Option<Chart> {
    let case = &calculation.result;
    let table = listings::committees(case, language)?;
    let unsplit = || say(language, "ikke fordelt", "not split").to_owned();
    let bars: Vec<Span> = case
        .by_committee
        .iter()
        .map(|total| Span {
            name: total.committee.clone().unwrap_or_else(unsplit),
            from: 0.0,
            to: total.money.present_value,
            point: None,
        })
        .collect();
    let title = say(language, "Udvalgene", "Committees");
    let sentence = say(
        language,
        "Hvert udvalgs del af resultatet. Nutidsværdi.",
        "Each committee's part of the result. Present value.",
    );
    let drawing = Drawing::of(|shape| {
        let about = ChartText { id: "committees", title, description: sentence, shape };
        spans(&about, &bars, None, &|kr| kroner(kr, language))
    });
    let row = |total: &calculation::calculator::result::CommitteeTotal| -> Vec<Field> {
        vec![
            total.payer.word().into(),
            total.committee.clone().into(),
            total.money.undiscounted.into(),
            total.money.present_value.into(),
        ]
    };
    let rows = Rows::new(
        &["payer", "committee", "undiscounted_kr", "present_value_kr"],
        case.by_committee.iter().map(row).collect(),
    );
    Some(Chart { id: "committees", title, sentence: sentence.to_owned(), drawing: Some(drawing), table, rows })
}

/// The result when one input changes at a time.
pub fn tornado(calculation: &Calculation, language: Language) -> Chart {
    let (inputs, case) = (&calculation.inputs, &calculation.result);
    let swings = &case.uncertainty.tornado;
    let name = |swing: &calculation::calculator::uncertainty::Swing| uncertainty::name(inputs, swing, language);
    let bars: Vec<Span> = swings
        .iter()
        .take(MOST)
        .map(|swing| Span { name: name(swing), from: swing.low, to: swing.high, point: None })
        .collect();
    let title = say(language, "Hvad betyder mest?", "What matters most?");
    let sentence = match (swings.first().map(name), language) {
        (Some(first), Language::Da) => {
            format!("Resultatet, når én forudsætning ændres ad gangen. Mest betyder: {}.", first.to_lowercase())
        }
        (Some(first), Language::En) => {
            format!("The result when one assumption changes at a time. What matters most: {}.", first.to_lowercase())
        }
        (None, language) => say(language, "Ingen forudsætning kan ændres.", "No assumption can change.").to_owned(),
    };
    let draw = |shape| {
        let about = ChartText { id: "tornado", title, description: &sentence, shape };
        spans(&about, &bars, Some(case.total.present_value), &|kr| kroner(kr, language))
    };
    let drawing = (!bars.is_empty()).then(|| Drawing::of(draw));
    let row = |swing: &calculation::calculator::uncertainty::Swing| -> Vec<Field> {
        vec![name(swing).into(), swing.low_input.into(), swing.high_input.into(), swing.low.into(), swing.high.into()]
    };
    let rows = Rows::new(&["input", "from", "to", "at_from_kr", "at_to_kr"], swings.iter().map(row).collect());
    Chart { id: "tornado", title, sentence, drawing, table: uncertainty::tornado(inputs, case, language), rows }
}
