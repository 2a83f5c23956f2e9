//! The result by the published rule and with all fits.

use super::break_even;
use super::uncertainty::chance;
use crate::number::{counted, kroner};
use crate::say;
use crate::table::{Align, Listing};
use calculation::calculator::CaseResult;
use calculation::calculator::break_even::BreakEvenRate;
use calculation::calculator::result::PayerTotal;
use calculation::calculator::uncertainty::{Bounds, Interval};
use calculation::case::Inputs;
use foundation::words::Language;

/// Both results; `None` without a companion.
pub fn comparison(result: &CaseResult, language: Language) -> Option<Listing> {
    let all = result.all_fits.as_ref()?;
    let headers = [
        (say(language, "Nutidsværdi, kr.", "Present value, DKK"), Align::Left),
        (say(language, "Offentliggjort regel", "Published rule"), Align::Right),
        (say(language, "Alle regressioner", "All fits"), Align::Right),
    ];
    let both = |name: &str, published: String, all: String| vec![name.to_owned(), published, all];
    let money = |kr: f64| kroner(kr, language);
    let sure = [result.uncertainty.total, all.bounds];
    let mut rows =
        vec![both(say(language, "I alt", "Total"), money(result.total.present_value), money(all.total.present_value))];
    for (name, of) in [
        (say(language, "95 %, fejl uafhængige", "95 %, errors independent"), independent as fn(Bounds) -> Interval),
        (say(language, "95 %, fejl fuldt korrelerede", "95 %, errors fully correlated"), correlated),
    ] {
        let [a, b] = sure.map(|bounds| span(of(bounds), language));
        rows.push(both(name, a, b));
    }
    let [a, b] = sure.map(|bounds| {
        let [a, b] = [bounds.independent, bounds.correlated].map(|of| chance(of.chance_of_gain, language));
        if a == b { a } else { format!("{a} – {b}") }
    });
    rows.push(both(say(language, "Chance for gevinst", "Chance of a gain"), a, b));
    for (published, all) in result.by_payer.iter().zip(&all.by_payer) {
        let kr = |total: &PayerTotal| money(total.money.present_value);
        rows.push(both(published.payer.label(language), kr(published), kr(all)));
    }
    let none = || say(language, "nej", "no").to_owned();
    let [a, b] = [result.break_even_year, all.break_even_year].map(|y| y.map_or_else(none, |year| year.to_string()));
    rows.push(both(say(language, "Tjent hjem fra år", "Breaks even in"), a, b));
    let rate = |rate: Option<BreakEvenRate>| rate.map_or_else(none, |rate| break_even::rate(rate, language));
    let [a, b] = [result.break_even_rate, all.break_even_rate].map(rate);
    let name = say(language, "Nettosuccesrate, hvor det går i nul", "Net success rate at which it breaks even");
    rows.push(both(name, a, b));
    let name = say(language, "Alt er kendt til og med år efter", "Complete through follow-up year");
    rows.push(both(name, result.coverage.complete_through.to_string(), all.complete_through.to_string()));
    let title = say(
        language,
        "Den offentliggjorte regel og alle regressioner side om side (følgetabellerne)",
        "The published rule and all fits side by side (the companion)",
    );
    Some(Listing::new(title, &headers, rows))
}

fn independent(bounds: Bounds) -> Interval {
    bounds.independent
}

fn correlated(bounds: Bounds) -> Interval {
    bounds.correlated
}

fn span(interval: Interval, language: Language) -> String {
    let (low, high) = (kroner(interval.low, language), kroner(interval.high, language));
    match language {
        Language::Da => format!("{low} til {high}"),
        Language::En => format!("{low} to {high}"),
    }
}

/// The meaning of the two columns; `None` without a companion.
pub fn meaning(inputs: &Inputs, result: &CaseResult, language: Language) -> Option<String> {
    let all = result.all_fits.as_ref()?;
    let da = ["estimat, signifikant eller ej, med sin", "estimater, signifikante eller ej, med deres"];
    let en = [
        "more estimate counts, significant or not, with its error",
        "more estimates count, significant or not, with their errors",
    ];
    let added = counted(all.added as f64, da, en, language);
    let mut text = match language {
        Language::Da => format!(
            "Resultatet følger den offentliggjorte regel: kun signifikante estimater tæller. De er i gennemsnit for store, og \
             de øvrige tæller som nul. Med alle regressioner tæller yderligere {added} \
             usikkerhed. Så er ingen valgt efter størrelse, og intervallet omfatter fejlen på dem alle. Er de to resultater langt \
             fra hinanden, afhænger resultatet af, hvilke estimater der blev signifikante. Ingen af dem er årsagsvirkninger."
        ),
        Language::En => format!(
            "The result follows the published rule: only significant estimates count. They are too large on average, and the \
             others count as zero. With all fits {added}. Then none is \
             chosen by its size, and the interval includes the errors of all. Where the two results are far apart, the result \
             depends on which estimates were significant. Neither is causal."
        ),
    };
    if !all.overlapping.is_empty() {
        let names = all.overlapping.iter().map(|id| super::labels::item_label(inputs, id, language));
        let names = names.collect::<Vec<_>>().join(", ");
        text.push_str(&match language {
            Language::Da => format!(" Dækker de samme udgifter som andre og er derfor ikke regnet med: {names}."),
            Language::En => format!(" Covers the same expenditure as others and is therefore not counted: {names}."),
        });
    }
    Some(text)
}
