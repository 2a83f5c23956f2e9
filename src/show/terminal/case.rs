//! A case on one screen, and in full.

use crate::case::inputs::inputs as assumptions;
use crate::case::labels::item_label;
use crate::case::notes::sentence;
use crate::case::{all_fits, break_even, costs, economy, payers, quality, result as parts, scenarios, uncertainty};
use crate::control_group;
use crate::number::kroner;
use crate::paragraph::paragraph;
use crate::say;
use crate::table::{Align, Listing};
use calculation::calculator::CaseResult;
use calculation::calculator::result::note::Note;
use calculation::calculator::result::{Heading, ItemTotal};
use calculation::case::Inputs;
use foundation::tables::ControlGroup;
use foundation::words::Language;

/// How many items and caveats the screen shows.
const ITEMS: usize = 5;
const CAVEATS: usize = 3;

/// The result on one screen: total, payers, uncertainty, the largest items and the most serious caveats.
pub fn screen(inputs: &Inputs, result: &CaseResult, language: Language) -> String {
    let mut text = summary(inputs, result, language);
    text.push('\n');
    if let Some(of) = control_group::of_case(inputs) {
        text.push_str(&made(&of, language));
        text.push('\n');
    }
    text.push_str(&paragraph("", &uncertainty::sentence(result, language)));
    // Beside the two figures that contradict each other, and not among the caveats alone.
    let outside = |note: &&Note| matches!(note, Note::PointOutsideInterval);
    if let Some(note) = result.notes.iter().find(outside) {
        text.push_str(&paragraph("", &sentence(inputs, note, language)));
    }
    text.push('\n');
    text.push_str(&largest(inputs, result, language).text());
    text.push('\n');
    if let Some(listing) = scenarios::results(result, language) {
        text.push_str(&listing.text());
        text.push('\n');
    }
    let count = result.notes.len();
    let heading = match language {
        Language::Da if count <= CAVEATS => format!("Forbehold: {count}"),
        Language::Da => format!("Forbehold: {count}. De {CAVEATS} vigtigste:"),
        Language::En if count <= CAVEATS => format!("Caveats: {count}"),
        Language::En => format!("Caveats: {count}. The {CAVEATS} most serious:"),
    };
    text.push_str(&format!("{heading}\n"));
    for note in result.notes.iter().filter(|note| !outside(note)).take(CAVEATS) {
        text.push_str(&paragraph("- ", &sentence(inputs, note, language)));
    }
    text
}

/// How a control group was made in sentences, and what must be said before its figures are used.
fn made(of: &ControlGroup, language: Language) -> String {
    let sentences = std::iter::once(control_group::sentence(of, language)).chain(control_group::warnings(of, language));
    sentences.map(|sentence| paragraph("", &sentence)).collect()
}

/// The whole case.
pub fn full(inputs: &Inputs, result: &CaseResult, language: Language) -> String {
    let mut text = summary(inputs, result, language);
    if let Some(of) = control_group::of_case(inputs) {
        text.push('\n');
        text.push_str(&made(&of, language));
        text.push('\n');
        text.push_str(&control_group::listing(&of, language).text());
        let name = |id: &str| item_label(inputs, id, language).to_owned();
        for listing in [control_group::balance(&of, language), control_group::lots(&of, &name, language)] {
            text.push_str(&listing.map_or_else(String::new, |listing| format!("\n{}", listing.text())));
        }
    }
    if let Some(listing) = all_fits::comparison(result, language) {
        text.push('\n');
        text.push_str(&listing.text());
        if let Some(meaning) = all_fits::meaning(inputs, result, language) {
            text.push_str(&paragraph("", &meaning));
        }
    }
    for listing in details(inputs, result, language) {
        text.push('\n');
        text.push_str(&listing.text());
    }
    text.push_str(&format!("\n{}\n", say(language, "Forbehold", "Caveats")));
    for note in &result.notes {
        text.push_str(&paragraph("- ", &sentence(inputs, note, language)));
    }
    for listing in assumptions(inputs, language) {
        text.push('\n');
        text.push_str(&listing.text());
    }
    text
}

/// Total, break-even and payers.
fn summary(inputs: &Inputs, result: &CaseResult, language: Language) -> String {
    let mut text = parts::headline(inputs, result, language).text();
    text.push_str(&paragraph("", &parts::in_a_sentence(result, language)));
    text.push_str(&paragraph("", &break_even::sentence(result, language)));
    text.push('\n');
    text.push_str(&parts::by_payer(result, language).text());
    text
}

/// Every listing of the result after the summary.
fn details(inputs: &Inputs, result: &CaseResult, language: Language) -> Vec<Listing> {
    let mut listings = scenarios::scenarios(inputs, result, language);
    listings.extend([uncertainty::total(result, language), break_even::by_payer(result, language)]);
    listings.push(economy::key_figures(result, language));
    listings.extend(economy::cashable(result, language));
    listings.push(economy::budget(result, language));
    listings.extend(payers::flows(result, language));
    listings.extend(payers::committees(result, language));
    let costs = costs::cost_model(inputs, result, language);
    listings.extend([parts::by_item(inputs, result, language), costs, parts::by_year(result, language)]);
    listings.push(uncertainty::tornado(inputs, result, language));
    listings.extend(uncertainty::robustness(inputs, result, language));
    listings.extend([parts::coverage(inputs, result, language), quality::checks(inputs, result, language)]);
    listings
}

/// The items of the largest present value, of either sign.
fn largest(inputs: &Inputs, result: &CaseResult, language: Language) -> Listing {
    let mut items: Vec<&ItemTotal> = result.by_item.iter().collect();
    items.sort_by(|a, b| b.money.present_value.abs().total_cmp(&a.money.present_value.abs()));
    let row = |total: &&ItemTotal| {
        vec![
            item_label(inputs, &total.item, language).to_owned(),
            Heading::label(total.heading, language).to_owned(),
            kroner(total.money.present_value, language),
        ]
    };
    let title = match language {
        Language::Da => format!("De største poster ({} af {})", items.len().min(ITEMS), items.len()),
        Language::En => format!("The largest items ({} of {})", items.len().min(ITEMS), items.len()),
    };
    let headers = [
        (say(language, "Post", "Item"), Align::Left),
        (say(language, "Område", "Area"), Align::Left),
        (say(language, "Nutidsværdi, kr.", "Present value, DKK"), Align::Right),
    ];
    Listing::new(title, &headers, items.iter().take(ITEMS).map(row).collect())
}
