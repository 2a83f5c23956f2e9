//! The uncertainty of a result as listings.

use super::labels::item_label;
use crate::number::{kroner, number, percent};
use crate::say;
use crate::table::{Align, Listing};
use calculation::calculator::CaseResult;
use calculation::calculator::result::CommitteeTotal;
use calculation::calculator::uncertainty::{Bounds, Interval, Swing, SwingInput};
use calculation::case::Inputs;
use foundation::words::Language;

/// The interval and the chance of a gain, of all payers and of each, at both bounds.
pub fn total(result: &CaseResult, language: Language) -> Listing {
    let headers = [
        (say(language, "Nutidsværdi", "Present value"), Align::Left),
        (say(language, "Konsekvensernes fejl", "Errors of consequences"), Align::Left),
        (say(language, "Kr.", "DKK"), Align::Right),
        (say(language, "Middel", "Mean"), Align::Right),
        (say(language, "Fra", "From"), Align::Right),
        (say(language, "Til", "To"), Align::Right),
        (say(language, "Chance for gevinst", "Chance of a gain"), Align::Right),
    ];
    let uncertainty = &result.uncertainty;
    let mut rows = Vec::new();
    let all = say(language, "I alt", "Total");
    add(&mut rows, all, result.total.present_value, uncertainty.total, language);
    for (total, of) in result.by_payer.iter().zip(&uncertainty.by_payer) {
        add(&mut rows, total.payer.label(language), total.money.present_value, of.bounds, language);
    }
    for of in &uncertainty.by_committee {
        let is = |total: &&CommitteeTotal| total.payer == of.payer && total.committee.as_ref() == Some(&of.committee);
        if let Some(total) = result.by_committee.iter().find(is) {
            let name = format!("{}: {}", of.payer.label(language), of.committee);
            add(&mut rows, &name, total.money.present_value, of.bounds, language);
        }
    }
    let draws = number(f64::from(uncertainty.draws), 0, language);
    let title = match language {
        Language::Da => {
            format!("Usikkerhed: 95 %-interval af {draws} trækninger (startværdi {})", uncertainty.seed)
        }
        Language::En => format!("Uncertainty: 95 % interval of {draws} draws (seed {})", uncertainty.seed),
    };
    Listing::new(title, &headers, rows)
}

fn add(rows: &mut Vec<Vec<String>>, name: &str, value: f64, bounds: Bounds, language: Language) {
    let mut row = |name: &str, how: &str, value: &str, interval: Interval| {
        rows.push(vec![
            name.to_owned(),
            how.to_owned(),
            value.to_owned(),
            kroner(interval.mean, language),
            kroner(interval.low, language),
            kroner(interval.high, language),
            chance(interval.chance_of_gain, language),
        ]);
    };
    row(name, say(language, "uafhængige", "independent"), &kroner(value, language), bounds.independent);
    row("", say(language, "fuldt korrelerede", "fully correlated"), "", bounds.correlated);
}

/// The interval and the chance of a gain in a sentence, at both bounds.
pub fn sentence(result: &CaseResult, language: Language) -> String {
    let bounds = result.uncertainty.total;
    let span = |interval: Interval| {
        let (low, high) = (kroner(interval.low, language), kroner(interval.high, language));
        format!("{low} {} {high}", say(language, "til", "to"))
    };
    let (independent, correlated) = (span(bounds.independent), span(bounds.correlated));
    let chance = chances([bounds.independent, bounds.correlated], language);
    match language {
        Language::Da => format!(
            "Usikkerhed: 95 %-intervallet er {independent} kr., hvis konsekvensernes fejl er uafhængige, og {correlated} kr., \
             hvis de er fuldt korrelerede. Chance for gevinst: {chance}."
        ),
        Language::En => format!(
            "Uncertainty: the 95 % interval is DKK {independent} if the errors of consequences are independent, and DKK \
             {correlated} if they are fully correlated. Chance of a gain: {chance}."
        ),
    }
}

/// A chance in whole per cent; never 0 or 100 %, since the draws are finite.
pub fn chance(share: f64, language: Language) -> String {
    match share {
        share if share <= 0.005 => "< 1 %".to_owned(),
        share if share >= 0.995 => "> 99 %".to_owned(),
        share => format!("{} %", number(share * 100.0, 0, language)),
    }
}

/// The chances at both bounds, as one where they are equal.
pub fn chances(bounds: [Interval; 2], language: Language) -> String {
    let mut shares = bounds.map(|bound| bound.chance_of_gain);
    shares.sort_by(f64::total_cmp);
    match shares.map(|share| chance(share, language)) {
        [a, b] if a == b => a,
        [a, b] => format!("{a} – {b}"),
    }
}

/// The net result when one assumption changes at a time.
pub fn tornado(inputs: &Inputs, result: &CaseResult, language: Language) -> Listing {
    let headers = [
        (say(language, "Hvad der betyder mest", "What matters most"), Align::Left),
        (say(language, "Fra", "From"), Align::Right),
        (say(language, "Til", "To"), Align::Right),
        (say(language, "Ved fra, kr.", "At from, DKK"), Align::Right),
        (say(language, "Ved til, kr.", "At to, DKK"), Align::Right),
        ("", Align::Left),
    ];
    let row = |swing: &Swing| {
        let end = |end: Option<f64>| end.map(|end| input(swing, end, language)).unwrap_or_default();
        vec![
            name(inputs, swing, language),
            end(swing.low_input),
            end(swing.high_input),
            kroner(swing.low, language),
            kroner(swing.high, language),
            if swing.given { "" } else { say(language, "uden angivet spænd", "no range given") }.to_owned(),
        ]
    };
    let rows = result.uncertainty.tornado.iter().map(row).collect();
    let title = say(
        language,
        "Nettoresultatet (nutidsværdi), når én forudsætning ændres ad gangen",
        "The net result (present value) when one assumption changes at a time",
    );
    Listing::new(title, &headers, rows)
}

/// The assumption of a swing.
pub fn name(inputs: &Inputs, swing: &Swing, language: Language) -> String {
    match &swing.input {
        SwingInput::NetRate => say(language, "Nettosuccesrate", "Net success rate").to_owned(),
        SwingInput::CompletionRate => say(language, "Gennemførelse", "Completion").to_owned(),
        SwingInput::Costs => say(language, "Omkostninger", "Costs").to_owned(),
        SwingInput::Displaced => say(language, "Sparede omkostninger", "Displaced costs").to_owned(),
        SwingInput::Prices => say(language, "Priser", "Prices").to_owned(),
        SwingInput::Discount => say(language, "Diskonteringsrente", "Discount rate").to_owned(),
        SwingInput::Estimates { consequence } => item_label(inputs, consequence, language).to_owned(),
    }
}

fn input(swing: &Swing, end: f64, language: Language) -> String {
    match &swing.input {
        SwingInput::Costs | SwingInput::Displaced | SwingInput::Prices => format!("× {}", number(end, 2, language)),
        _ => percent((end * 1e4).round() / 1e4, language),
    }
}

/// The strength of an unobserved confounder that would remove the result; `None` without estimates.
pub fn robustness(inputs: &Inputs, result: &CaseResult, language: Language) -> Option<Listing> {
    let headers = [
        (say(language, "Konsekvens", "Consequence"), Align::Left),
        (say(language, "Nutidsværdi, kr.", "Present value, DKK"), Align::Right),
        (say(language, "Svageste år efter", "Weakest year"), Align::Right),
        (say(language, "Til nul", "To zero"), Align::Right),
        (say(language, "Til ikke signifikant", "To insignificance"), Align::Right),
    ];
    let share = |share: Option<f64>| {
        let unknown = || say(language, "ikke kendt", "not known").to_owned();
        share.map_or_else(unknown, |share| format!("{} %", number(share * 100.0, 1, language)))
    };
    let rows: Vec<_> = result
        .uncertainty
        .robustness
        .iter()
        .map(|one| {
            vec![
                item_label(inputs, &one.consequence, language).to_owned(),
                kroner(one.present_value, language),
                one.year.map(|year| year.to_string()).unwrap_or_default(),
                share(one.weakest),
                share(one.to_insignificance),
            ]
        })
        .collect();
    let title = say(
        language,
        "Følsomhed for uobserverede forhold: den andel af den uforklarede variation i både succes og forbrug, som et sådant forhold skulle forklare",
        "Sensitivity to unobserved confounding: the share of the unexplained variation in both success and use that a confounder would have to explain",
    );
    (!rows.is_empty()).then(|| Listing::new(title, &headers, rows))
}
