//! The break-even rate and costs in words.

use crate::number::{kroner, number};
use crate::say;
use crate::table::{Align, Listing};
use calculation::calculator::CaseResult;
use calculation::calculator::break_even::{BreakEvenRate, Gains, Limit, PayerBreakEven};
use foundation::words::Language;

/// The break-even rate, and the side on which the result is a gain.
pub fn rate(even: BreakEvenRate, language: Language) -> String {
    format!("{} {} %", limit(even.limit, language), number(even.rate * 100.0, 1, language))
}

/// At least, or at most.
pub fn limit(limit: Limit, language: Language) -> &'static str {
    match limit {
        Limit::AtLeast => say(language, "mindst", "at least"),
        Limit::AtMost => say(language, "højst", "at most"),
    }
}

/// The success rate and the costs at which all payers together break even, all else equal.
pub fn sentence(result: &CaseResult, language: Language) -> String {
    let of_rate = match (language, result.break_even_rate.map(|even| rate(even, language)), result.break_even_gains) {
        (Language::Da, Some(rate), _) => {
            format!("Alt andet lige går indsatsen i nul ved en nettosuccesrate på {rate}")
        }
        (Language::En, Some(rate), _) => format!("All else equal it breaks even at a net success rate of {rate}"),
        (Language::Da, None, Gains::AtEveryRate) => {
            "Alt andet lige giver indsatsen ikke tab ved nogen nettosuccesrate fra 0 til 100 %".to_owned()
        }
        (Language::En, None, Gains::AtEveryRate) => {
            "All else equal it is not a loss at any net success rate from 0 to 100 %".to_owned()
        }
        (Language::Da, None, _) => {
            "Alt andet lige går indsatsen ikke i nul ved nogen nettosuccesrate fra 0 til 100 %".to_owned()
        }
        (Language::En, None, _) => {
            "All else equal it does not break even at any net success rate from 0 to 100 %".to_owned()
        }
    };
    let is_positive = result.break_even_rate.is_some() || matches!(result.break_even_gains, Gains::AtEveryRate);
    let of_costs = costs_clause(result.break_even_costs, is_positive, language);
    format!("{of_rate}, {of_costs}.")
}

/// The second half of [`sentence`]: the costs at which it breaks even at the given rate. The first half says at which rate, or
/// that there is none.
fn costs_clause(most: Option<f64>, is_positive: bool, language: Language) -> String {
    match (language, most.map(|most| kroner(most, language))) {
        (Language::Da, Some(most)) => format!("og ved omkostninger på højst {most} kr. (nutidsværdi, før tilskud)"),
        (Language::En, Some(most)) => format!("and at costs of at most DKK {most} (present value, before grants)"),
        (Language::Da, None) if is_positive => "men ved den angivne rate ikke engang uden omkostninger".to_owned(),
        (Language::En, None) if is_positive => "but at the given rate not even without costs".to_owned(),
        (Language::Da, None) => "og heller ikke uden omkostninger".to_owned(),
        (Language::En, None) => "and not even without costs".to_owned(),
    }
}

/// Where each payer breaks even.
pub fn by_payer(result: &CaseResult, language: Language) -> Listing {
    let headers = [
        (say(language, "Betaler", "Payer"), Align::Left),
        (say(language, "Tjent hjem fra", "Breaks even in"), Align::Right),
        (say(language, "Nettosuccesrate", "Net success rate"), Align::Right),
        (say(language, "Egne omkostninger højst, kr.", "Own costs at most, DKK"), Align::Right),
    ];
    let row = |of: &PayerBreakEven| {
        let even = &of.break_even;
        let of_rate = match (even.rate, even.gains) {
            (Some(found), _) => rate(found, language),
            (None, Gains::AtEveryRate) => say(language, "enhver", "any").to_owned(),
            (None, _) => say(language, "ingen", "none").to_owned(),
        };
        let year = even.year.map_or_else(|| "–".to_owned(), |year| year.to_string());
        let costs = even.costs.map_or_else(|| "–".to_owned(), |costs| kroner(costs, language));
        vec![of.payer.label(language).to_owned(), year, of_rate, costs]
    };
    let title = say(
        language,
        "Hvor hver betaler går i nul (nutidsværdi, alt andet lige)",
        "Where each payer breaks even (present value, all else equal)",
    );
    Listing::new(title, &headers, result.break_even_by_payer.iter().map(row).collect())
}
