//! Several cases side by side, and one case with two releases.

use super::inputs::item_label;
use super::say;
use super::sure::chance;
use crate::calculator::CaseResult;
use crate::calculator::compare::Standing;
use crate::case::Inputs;
use crate::show::number::{kroner, number};
use crate::show::table::{Align, Listing};
use crate::words::Language;

/// Cases in order, the greatest present value first.
pub fn ranking(standings: &[Standing], language: Language) -> String {
    let headers = [
        (say(language, "Nr.", "No."), Align::Right),
        (say(language, "Indsats", "Intervention"), Align::Left),
        (say(language, "Nutidsværdi, kr.", "Present value, DKK"), Align::Right),
        (say(language, "Fra", "From"), Align::Right),
        (say(language, "Til", "To"), Align::Right),
        (say(language, "Chance for gevinst", "Chance of a gain"), Align::Right),
        (say(language, "Pr. deltager", "Per participant"), Align::Right),
        (say(language, "Pr. krone", "Per krone"), Align::Right),
        (say(language, "Tjent hjem", "Breaks even"), Align::Right),
        (say(language, "Kendt t.o.m.", "Known through"), Align::Right),
        (say(language, "Åbne spørgsmål", "Open questions"), Align::Right),
    ];
    let row = |one: &Standing| {
        vec![
            one.place.to_string(),
            one.name.clone(),
            kroner(one.total.present_value, language),
            kroner(one.interval.low, language),
            kroner(one.interval.high, language),
            chance(one.interval.chance_of_gain, language),
            one.per_participant.map(|kr| kroner(kr, language)).unwrap_or_default(),
            one.per_krone.map(|kr| number(kr, 2, language)).unwrap_or_default(),
            one.break_even_year.map_or_else(|| "–".to_owned(), |year| year.to_string()),
            one.complete_through.to_string(),
            one.open_questions.to_string(),
        ]
    };
    let title = say(
        language,
        "Indsatser efter nettoresultat (nutidsværdi, 95 %-interval ved uafhængige fejl)",
        "Interventions by net result (present value, 95 % interval if errors are independent)",
    );
    let mut text = Listing::new(title, &headers, standings.iter().map(row).collect()).text();
    for warning in warnings(standings, language) {
        text.push_str(&format!("\n{warning}\n"));
    }
    text
}

/// What stands in the way of comparing.
fn warnings(standings: &[Standing], language: Language) -> Vec<&'static str> {
    let differ = |of: fn(&Standing) -> i32| standings.windows(2).any(|pair| matches!(pair, [a, b] if of(a) != of(b)));
    let mut warnings = Vec::new();
    if differ(|one| one.price_year) {
        warnings.push(say(
            language,
            "Beregningerne er i forskellige prisår: giv dem samme price_year, før de sammenlignes.",
            "The cases are in different price years: give them the same price_year before comparing.",
        ));
    }
    if differ(|one| one.start_year) {
        warnings.push(say(
            language,
            "Beregningerne begynder i forskellige år, så deres nutidsværdier er af forskellige år.",
            "The cases begin in different years, so their present values are of different years.",
        ));
    }
    warnings
}

/// One case with two releases: the total, payers and items of each, and the difference.
pub fn releases(now: (&Inputs, &CaseResult), then: (&Inputs, &CaseResult), language: Language) -> String {
    let (inputs, result) = now;
    let (old_inputs, old) = then;
    let headers = [
        ("", Align::Left),
        (old_inputs.database.release.as_str(), Align::Right),
        (inputs.database.release.as_str(), Align::Right),
        (say(language, "Forskel", "Difference"), Align::Right),
    ];
    let row = |name: String, before: f64, after: f64| {
        vec![name, kroner(before, language), kroner(after, language), kroner(after - before, language)]
    };
    let mut rows =
        vec![row(say(language, "I alt", "Total").to_owned(), old.total.present_value, result.total.present_value)];
    for (after, before) in result.by_payer.iter().zip(&old.by_payer) {
        let name = after.payer.label(language).to_owned();
        rows.push(row(name, before.money.present_value, after.money.present_value));
    }
    let mut items: Vec<&str> = Vec::new();
    for total in result.by_item.iter().chain(&old.by_item) {
        if !items.contains(&total.item.as_str()) {
            items.push(&total.item);
        }
    }
    for item in items {
        let of = |result: &CaseResult| -> f64 {
            result.by_item.iter().filter(|total| total.item == item).map(|total| total.money.present_value).sum()
        };
        // A consequence that only one of the releases has is named by that one.
        let label = match item_label(inputs, item, language) {
            same if same == item => item_label(old_inputs, item, language),
            label => label,
        };
        rows.push(row(label.to_owned(), of(old), of(result)));
    }
    let title = match language {
        Language::Da => format!("{}: nutidsværdi med to versioner, kr.", inputs.intervention.name),
        Language::En => format!("{}: present value with two releases, DKK", inputs.intervention.name),
    };
    Listing::new(title, &headers, rows).text()
}
