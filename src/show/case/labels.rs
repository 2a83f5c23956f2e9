//! What items, units and discount rates are called.

use crate::number::percent;
use crate::say;
use calculation::case::Inputs;
use calculation::case::inputs::DiscountStep;
use foundation::words::Language;

/// The label of a consequence; a cost's name is its own label.
pub fn item_label<'a>(inputs: &'a Inputs, item: &'a str, language: Language) -> &'a str {
    let used = inputs.consequences.iter().find(|c| c.id == item).map(|c| &c.label);
    let label = used.or_else(|| inputs.during.iter().find(|d| d.consequence == item).map(|d| &d.label));
    label.map_or(item, |label| label.get(language))
}

/// The steps of a discount rate.
pub fn discount(steps: &[DiscountStep], language: Language) -> String {
    let step = |s: &DiscountStep| {
        let from = say(language, "fra år", "from year");
        format!("{} {from} {}", percent(s.rate, language), s.from_year)
    };
    steps.iter().map(step).collect::<Vec<_>>().join(", ")
}

/// A consequence's unit; the user's own units are unchanged.
pub fn unit(word: &str, language: Language) -> &str {
    match (word, language) {
        ("week", Language::Da) => "uge",
        ("night", Language::Da) => "nat",
        ("day", Language::Da) => "dag",
        ("hour", Language::Da) => "time",
        ("contact", Language::Da) => "kontakt",
        ("conviction", Language::Da) => "dom",
        ("month", Language::Da) => "måned",
        ("course", Language::Da) => "forløb",
        ("charge", Language::Da) => "sigtelse",
        ("notification", Language::Da) => "underretning",
        ("kr", Language::Da) => "kr.",
        ("kr", Language::En) => "DKK",
        (other, _) => other,
    }
}
