//! The listings of a result: the total, payers, items, years, and how far consequences are known.

use super::labels::item_label;
use crate::number::{kroner, number, persons};
use crate::say;
use crate::table::{Align, Listing};
use calculation::calculator::result::{ConsequenceReach, Heading, Money};
use calculation::calculator::{CaseResult, Note};
use calculation::case::Inputs;
use foundation::words::{Language, Payer};

/// The headers of the two amounts.
pub fn amounts(language: Language) -> [(&'static str, Align); 2] {
    [
        (say(language, "Udiskonteret, kr.", "Undiscounted, DKK"), Align::Right),
        (say(language, "Nutidsværdi, kr.", "Present value, DKK"), Align::Right),
    ]
}

/// A row of text and the two amounts.
pub fn with_money(words: Vec<String>, money: Money, language: Language) -> Vec<String> {
    let mut row = words;
    row.extend([kroner(money.undiscounted, language), kroner(money.present_value, language)]);
    row
}

/// The net result, and per person.
pub fn headline(inputs: &Inputs, result: &CaseResult, language: Language) -> Listing {
    let title = match language {
        Language::Da => {
            format!("{}: nettoresultat i {}-priser (plus er en gevinst)", inputs.intervention.name, inputs.price_year)
        }
        Language::En => {
            format!("{}: net result in {} prices (positive is a gain)", inputs.intervention.name, inputs.price_year)
        }
    };
    let [a, b] = amounts(language);
    let mut rows = vec![with_money(vec![say(language, "I alt", "Total").to_owned()], result.total, language)];
    let per = [
        (say(language, "Pr. deltager, der begynder", "Per started participant"), result.per_participant),
        (say(language, "Pr. succes", "Per success"), result.per_success),
    ];
    for (name, money) in per {
        if let Some(money) = money {
            rows.push(with_money(vec![name.to_owned()], money, language));
        }
    }
    Listing::new(title, &[("", Align::Left), a, b], rows)
}

/// Participants and the break-even year in a sentence.
pub fn in_a_sentence(result: &CaseResult, language: Language) -> String {
    let persons = |count| persons(count, language);
    let (started, completed, successes) =
        (persons(result.started), persons(result.completed), persons(result.successes));
    let line = match (language, result.break_even_year) {
        (Language::Da, Some(year)) => format!("Tjent hjem fra {year}."),
        (Language::Da, None) => "Ikke tjent hjem inden for tidshorisonten.".to_owned(),
        (Language::En, Some(year)) => format!("Breaks even in {year}."),
        (Language::En, None) => "Does not break even within the horizon.".to_owned(),
    };
    // Of an intervention each who starts counts with the effect, and there is no success measure.
    let is_intervention = result.notes.iter().any(|note| matches!(note, Note::ByLot | Note::ConstructedControls));
    match language {
        Language::Da if is_intervention => {
            format!("{started} begynder, {completed} gennemfører. Effekten regnes for alle, der begynder. {line}")
        }
        Language::En if is_intervention => {
            format!("{started} start, {completed} complete. The effect counts for all who start. {line}")
        }
        Language::Da => {
            format!("{started} begynder, {completed} gennemfører, {successes} ekstra opnår succes. {line}")
        }
        Language::En => format!("{started} start, {completed} complete, {successes} more succeed. {line}"),
    }
}

/// Amounts by payer.
pub fn by_payer(result: &CaseResult, language: Language) -> Listing {
    let [a, b] = amounts(language);
    let mut rows: Vec<_> = result
        .by_payer
        .iter()
        .map(|total| with_money(vec![total.payer.label(language).to_owned()], total.money, language))
        .collect();
    rows.push(with_money(vec![say(language, "I alt", "Total").to_owned()], result.total, language));
    Listing::new(
        say(language, "Hvem betaler, og hvem vinder", "Who pays and who gains"),
        &[(say(language, "Betaler", "Payer"), Align::Left), a, b],
        rows,
    )
}

/// Amounts by cost and consequence.
pub fn by_item(inputs: &Inputs, result: &CaseResult, language: Language) -> Listing {
    let [a, b] = amounts(language);
    let headers = [
        (say(language, "Område", "Area"), Align::Left),
        (say(language, "Post", "Item"), Align::Left),
        (say(language, "T.o.m. år efter", "Through year"), Align::Right),
        a,
        b,
    ];
    let mut rows = Vec::new();
    for heading in &result.by_heading {
        let mut name = heading.heading.label(language).to_owned();
        for item in result.by_item.iter().filter(|item| item.heading == heading.heading) {
            let reach = result.consequences.iter().find(|reach| reach.id == item.item);
            let through = match (heading.heading, reach) {
                (Heading::Area(_), Some(reach)) => reach.through.to_string(),
                _ => String::new(),
            };
            let label = item_label(inputs, &item.item, language).to_owned();
            rows.push(with_money(vec![std::mem::take(&mut name), label, through], item.money, language));
        }
        let sum = format!("  {}", say(language, "i alt", "total"));
        rows.push(with_money(vec![String::new(), sum, String::new()], heading.money, language));
    }
    let total = say(language, "I alt", "Total").to_owned();
    rows.push(with_money(vec![total, String::new(), String::new()], result.total, language));
    Listing::new(say(language, "Hvad det består af", "What it is made of"), &headers, rows)
}

/// Amounts by calendar year.
pub fn by_year(result: &CaseResult, language: Language) -> Listing {
    let mut headers = vec![(say(language, "År", "Year"), Align::Right)];
    headers.extend(Payer::ALL.iter().map(|payer| (payer.label(language), Align::Right)));
    headers.extend([
        (say(language, "I alt", "Total"), Align::Right),
        (say(language, "Faktor", "Factor"), Align::Right),
        (say(language, "Nutidsværdi", "Present value"), Align::Right),
        (say(language, "Akkumuleret", "Cumulative"), Align::Right),
    ]);
    let row = |year: &calculation::calculator::result::YearTotal| {
        let mut row = vec![year.year.to_string()];
        for payer in Payer::ALL {
            let lines = result.lines.iter().filter(|line| line.year == year.year && line.payer == *payer);
            row.push(kroner(lines.map(|line| line.undiscounted).sum(), language));
        }
        row.extend([
            kroner(year.money.undiscounted, language),
            number(year.discount_factor, 4, language),
            kroner(year.money.present_value, language),
            kroner(year.cumulative.present_value, language),
        ]);
        row
    };
    let rows: Vec<_> = result.by_year.iter().map(row).collect();
    let title = say(
        language,
        "År for år (betalere og i alt er udiskonterede; akkumuleret er nutidsværdi)",
        "Year by year (payers and total are undiscounted; cumulative is present value)",
    );
    Listing::new(title, &headers, rows)
}

/// How many years each consequence is known.
pub fn coverage(inputs: &Inputs, result: &CaseResult, language: Language) -> Listing {
    let headers = [
        (say(language, "Konsekvens", "Consequence"), Align::Left),
        (say(language, "T.o.m. år efter", "Through year"), Align::Right),
        (say(language, "Signifikante", "Significant"), Align::Right),
        (say(language, "Egne", "Own"), Align::Right),
        (say(language, "Nul", "Zero"), Align::Right),
        (say(language, "Ukendte", "Unknown"), Align::Right),
        (say(language, "Efter hul", "After a gap"), Align::Right),
    ];
    let counts = |significant: usize, own: usize, zero: usize, unknown: usize, after_gap: usize| {
        [significant, own, zero, unknown, after_gap].map(|count| count.to_string())
    };
    let row = |reach: &ConsequenceReach| {
        let mut row = vec![item_label(inputs, &reach.id, language).to_owned(), reach.through.to_string()];
        row.extend(counts(reach.significant, reach.own, reach.zero, reach.unknown, reach.after_gap));
        row
    };
    let mut rows: Vec<_> = result.consequences.iter().map(row).collect();
    let all = &result.coverage;
    let mut total = vec![say(language, "I alt", "Total").to_owned(), all.complete_through.to_string()];
    total.extend(counts(all.significant, all.own, all.zero, all.unknown, all.after_gap));
    rows.push(total);
    let title = match language {
        Language::Da => format!("Hvor langt hver konsekvens er kendt, af {} år efter", all.horizon),
        Language::En => format!("How far each consequence is known, of {} follow-up years", all.horizon),
    };
    Listing::new(title, &headers, rows)
}
