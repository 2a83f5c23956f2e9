//! The break-even rate and costs in words.

use crate::number::{kroner, number};
use crate::say;
use calculation::calculator::CaseResult;
use calculation::calculator::break_even::{BreakEvenRate, Limit};
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

/// The success rate and the costs at which it breaks even, all else equal.
pub fn sentence(result: &CaseResult, language: Language) -> String {
    let of_rate = match (language, result.break_even_rate.map(|even| rate(even, language))) {
        (Language::Da, Some(rate)) => format!("Alt andet lige går indsatsen i nul ved en nettosuccesrate på {rate}"),
        (Language::En, Some(rate)) => format!("All else equal it breaks even at a net success rate of {rate}"),
        (Language::Da, None) => {
            "Alt andet lige går indsatsen ikke i nul ved nogen nettosuccesrate fra 0 til 100 %".to_owned()
        }
        (Language::En, None) => {
            "All else equal it does not break even at any net success rate from 0 to 100 %".to_owned()
        }
    };
    let of_costs = match (language, result.break_even_costs.map(|most| kroner(most, language))) {
        (Language::Da, Some(most)) => format!("ved omkostninger på højst {most} kr. (nutidsværdi, før tilskud)"),
        (Language::En, Some(most)) => format!("at costs of at most DKK {most} (present value, before grants)"),
        (Language::Da, None) => "heller ikke uden omkostninger".to_owned(),
        (Language::En, None) => "not even without costs".to_owned(),
    };
    match language {
        Language::Da => format!("{of_rate}, og {of_costs}."),
        Language::En => format!("{of_rate}, and {of_costs}."),
    }
}
