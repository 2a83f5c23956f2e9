//! Scenarios beside the case: their results, and the inputs that differ.

use super::inputs::inputs as listings;
use super::uncertainty::chances;
use crate::number::kroner;
use crate::say;
use crate::table::{Align, Listing};
use calculation::calculator::CaseResult;
use calculation::calculator::result::ScenarioResult;
use calculation::case::Inputs;
use foundation::words::{Language, Payer};

/// All listings of scenarios; none where the case has no scenarios.
pub fn scenarios(inputs: &Inputs, result: &CaseResult, language: Language) -> Vec<Listing> {
    let all = [results(result, language), by_payer(result, language), differences(inputs, result, language)];
    all.into_iter().flatten().collect()
}

/// The present value of the case and of each scenario, with its widest interval; `None` without scenarios.
pub fn results(result: &CaseResult, language: Language) -> Option<Listing> {
    let headers = [
        (say(language, "Scenarie", "Scenario"), Align::Left),
        (say(language, "Nutidsværdi, kr.", "Present value, DKK"), Align::Right),
        (say(language, "Forskel", "Difference"), Align::Right),
        (say(language, "Fra", "From"), Align::Right),
        (say(language, "Til", "To"), Align::Right),
        (say(language, "Chance for gevinst", "Chance of a gain"), Align::Right),
        (say(language, "Tjent hjem", "Breaks even"), Align::Right),
    ];
    let row = |(name, of): (&str, &CaseResult)| {
        let bounds = of.uncertainty.total;
        let (value, base) = (of.total.present_value, result.total.present_value);
        let is_case = std::ptr::eq(of, result);
        vec![
            name.to_owned(),
            kroner(value, language),
            if is_case { String::new() } else { kroner(value - base, language) },
            kroner(bounds.independent.low.min(bounds.correlated.low), language),
            kroner(bounds.independent.high.max(bounds.correlated.high), language),
            chances([bounds.independent, bounds.correlated], language),
            of.break_even_year.map_or_else(|| "–".to_owned(), |year| year.to_string()),
        ]
    };
    let title = say(
        language,
        "Scenarier: nutidsværdi med det bredeste 95 %-interval",
        "Scenarios: present value with the widest 95 % interval",
    );
    side_by_side(result, language).map(|all| Listing::new(title, &headers, all.into_iter().map(row).collect()))
}

/// The present value of each payer in the case and in each scenario; `None` without scenarios.
pub fn by_payer(result: &CaseResult, language: Language) -> Option<Listing> {
    let mut headers = vec![(say(language, "Scenarie", "Scenario"), Align::Left)];
    headers.extend(Payer::ALL.iter().map(|payer| (payer.label(language), Align::Right)));
    let row = |(name, of): (&str, &CaseResult)| {
        let mut row = vec![name.to_owned()];
        row.extend(of.by_payer.iter().map(|total| kroner(total.money.present_value, language)));
        row
    };
    let title = say(language, "Scenarier: nutidsværdi efter betaler, kr.", "Scenarios: present value by payer, DKK");
    side_by_side(result, language).map(|all| Listing::new(title, &headers, all.into_iter().map(row).collect()))
}

/// The case under its name in the listings, and its scenarios.
fn side_by_side(result: &CaseResult, language: Language) -> Option<Vec<(&str, &CaseResult)>> {
    if result.scenarios.is_empty() {
        return None;
    }
    let mut all = vec![(say(language, "Beregningen", "The case"), result)];
    all.extend(result.scenarios.iter().map(|scenario| (scenario.name.as_str(), &scenario.result)));
    Some(all)
}

/// The inputs of each scenario that differ from those of the case; `None` without scenarios.
pub fn differences(inputs: &Inputs, result: &CaseResult, language: Language) -> Option<Listing> {
    let headers = [
        (say(language, "Scenarie", "Scenario"), Align::Left),
        (say(language, "Input", "Input"), Align::Left),
        (say(language, "Beregningen", "The case"), Align::Left),
        (say(language, "Scenariet", "The scenario"), Align::Left),
    ];
    let of_case = listings(inputs, language);
    let rows = result.scenarios.iter().flat_map(|scenario| of_scenario(&of_case, scenario, language));
    let title = say(language, "Scenarier: hvad der er anderledes", "Scenarios: what differs");
    (!result.scenarios.is_empty()).then(|| Listing::new(title, &headers, rows.collect()))
}

fn of_scenario(of_case: &[Listing], scenario: &ScenarioResult, language: Language) -> Vec<Vec<String>> {
    let of_scenario = listings(&scenario.inputs, language);
    let name = |listing: &Listing| (listing.title.clone(), listing.headers.first().map(|(header, _)| header.clone()));
    let none = Listing::new("", &[], Vec::new());
    let mut found = Vec::new();
    for listing in &of_scenario {
        let of_case = of_case.iter().find(|other| name(other) == name(listing)).unwrap_or(&none);
        differing(of_case, listing, &mut found);
    }
    for listing in of_case.iter().filter(|listing| !of_scenario.iter().any(|other| name(other) == name(listing))) {
        differing(listing, &none, &mut found);
    }
    let reason = scenario.reason.as_ref().map_or_else(String::new, |reason| format!(" ({reason})"));
    let mut first = format!("{}{reason}", scenario.name);
    let row = |(input, was, now): Difference| vec![std::mem::take(&mut first), input, was, now];
    found.into_iter().map(row).collect()
}

/// An input, its value in the case and its value in the scenario.
type Difference = (String, String, String);

/// The cells that differ between two listings of the same columns, by the names of rows.
fn differing(was: &Listing, now: &Listing, found: &mut Vec<Difference>) {
    let rows = |listing: &Listing| -> Vec<((String, usize), Vec<String>)> {
        let mut seen: Vec<String> = Vec::new();
        let mut rows = Vec::new();
        for row in &listing.rows {
            let Some((name, cells)) = row.split_first() else { continue };
            let before = seen.iter().filter(|earlier| *earlier == name).count();
            seen.push(name.clone());
            rows.push(((name.clone(), before), cells.to_vec()));
        }
        rows
    };
    let (of_case, of_scenario) = (rows(was), rows(now));
    let joined = |cells: &[String]| {
        let filled: Vec<&str> = cells.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
        filled.join(", ")
    };
    for (key, cells) in &of_scenario {
        match of_case.iter().find(|(other, _)| other == key) {
            Some((_, before)) => {
                let pairs = before.iter().zip(cells).zip(now.headers.iter().skip(1));
                for ((before, after), (header, _)) in pairs.filter(|((before, after), _)| before != after) {
                    let input = if header.is_empty() { key.0.clone() } else { format!("{}: {header}", key.0) };
                    found.push((input, before.clone(), after.clone()));
                }
            }
            None => found.push((key.0.clone(), "–".to_owned(), joined(cells))),
        }
    }
    for (key, cells) in of_case.iter().filter(|(key, _)| !of_scenario.iter().any(|(other, _)| other == key)) {
        found.push((key.0.clone(), joined(cells), "–".to_owned()));
    }
}
