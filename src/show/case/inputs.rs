//! A case's inputs as listings: every assumption, cost, price and override.

use super::changes;
use super::labels::{discount, item_label, unit};
use crate::number::{kroner, number, percent};
use crate::say;
use crate::table::{Align, Listing};
use calculation::case::Inputs;
use calculation::case::inputs::{
    CashableRule, Consequence, ConsequenceChoice, Cost, EffectOrigin, Price, Range, SplitOf, Value,
};
use foundation::words::{Denominator, Language, Payer};

/// The listings of inputs.
pub fn inputs(inputs: &Inputs, language: Language) -> Vec<Listing> {
    let left = [("", Align::Left), ("", Align::Left)];
    let title = say(language, "Forudsætninger", "Assumptions");
    let mut listings = vec![Listing::new(title, &left, assumptions(inputs, language))];
    let headers = [
        (say(language, "Omkostning", "Cost"), Align::Left),
        (say(language, "Kategori", "Category"), Align::Left),
        (say(language, "Falder", "Falls"), Align::Left),
        (say(language, "Betaler", "Payer"), Align::Left),
        (say(language, "Kr.", "DKK"), Align::Right),
        (say(language, "Prisår", "Price year"), Align::Right),
        (say(language, "Sammensat af", "Made of"), Align::Left),
    ];
    for (title, costs) in [
        (say(language, "Indsatsens omkostninger", "Costs of the intervention"), &inputs.costs),
        (say(language, "Sparede omkostninger", "Displaced costs"), &inputs.displaced),
    ] {
        if !costs.is_empty() {
            let rows = costs.iter().map(|cost| cost_row(cost, language)).collect();
            listings.push(Listing::new(title, &headers, rows));
        }
    }
    listings.extend(prices(inputs, language));
    listings.extend(splits(inputs, language));
    listings.extend(cashable_rules(inputs, language));
    listings.extend(changes::during(inputs, language));
    listings.extend(changes::changes(inputs, language));
    listings
}

fn prices(inputs: &Inputs, language: Language) -> Option<Listing> {
    let rows = price_rows(inputs, language);
    let mut headers = vec![
        (say(language, "Konsekvens", "Consequence"), Align::Left),
        (say(language, "Enhed", "Unit"), Align::Left),
        (say(language, "År efter", "Years after"), Align::Left),
    ];
    headers.extend(Payer::ALL.iter().map(|payer| (payer.label(language), Align::Right)));
    headers.extend([
        (say(language, "Prisår", "Price year"), Align::Right),
        (say(language, "Oprindelse", "Provenance"), Align::Left),
        (say(language, "Kilde", "Source"), Align::Left),
    ]);
    let title = say(language, "Priser, kr. pr. enhed før omregning", "Prices, DKK per unit before conversion");
    (!rows.is_empty()).then(|| Listing::new(title, &headers, rows))
}

fn assumptions(inputs: &Inputs, language: Language) -> Vec<Vec<String>> {
    let intervention = &inputs.intervention;
    let last = intervention.start_year + intervention.years - 1;
    let group = &inputs.group;
    let mut rows = Vec::new();
    let mut row = |da, en, value: String| rows.push(vec![say(language, da, en).to_owned(), value]);
    row("Indsats", "Intervention", intervention.name.clone());
    row("I drift", "In operation", format!("{}–{last}", intervention.start_year));
    row("Deltagere pr. år", "Participants per year", shortest(intervention.participants, language));
    if !intervention.participants_by_year.is_empty() {
        let by_year = intervention.starts().map(|(year, started)| format!("{year}: {}", shortest(started, language)));
        row("Deltagere år for år", "Participants by year", by_year.collect::<Vec<_>>().join(", "));
    }
    row("Gennemførelse", "Completion", percent(intervention.completion_rate, language));
    if intervention.years_to_completion > 0 {
        row("År til gennemførelse", "Years to completion", intervention.years_to_completion.to_string());
    }
    row("Målgruppe", "Target group", group.name(language).to_owned());
    if group.own.is_some() && !group.target_group.is_empty() {
        let borrowed = group.target_group_label.get(language).to_owned();
        row("Estimater lånt fra", "Estimates borrowed from", borrowed);
    }
    // The whole group's label repeats the target group's.
    let subgroup = match group.subgroup.as_str() {
        "all" | "" => say(language, "hele målgruppen", "the whole group"),
        _ => group.subgroup_label.get(language),
    };
    row("Undergruppe", "Subgroup", subgroup.to_owned());
    row("Succesmål", "Success measure", group.success(language).to_owned());
    row("Nettosuccesrate", "Net success rate", effect(inputs, language));
    if inputs.effect.standard_error > 0.0 {
        row("Dens standardfejl", "Its standard error", percent(inputs.effect.standard_error, language));
    }
    let label = |id: &String| item_label(inputs, id, language).to_owned();
    let used = match &inputs.used {
        ConsequenceChoice::All => say(language, "alle", "all").to_owned(),
        ConsequenceChoice::Recommended => say(language, "de anbefalede", "those recommended").to_owned(),
        ConsequenceChoice::Listed(ids) => ids.iter().map(label).collect::<Vec<_>>().join(", "),
    };
    row("Konsekvenser", "Consequences", used);
    if !inputs.left_out.is_empty() {
        row("Udeladt", "Left out", inputs.left_out.join(", "));
    }
    row("Tidshorisont", "Horizon", format!("{} {}", inputs.horizon, say(language, "år", "years")));
    row("Prisår", "Price year", inputs.price_year.to_string());
    for index in &inputs.price_indices {
        if let Some(label) = &index.label {
            row("Prisindeks", "Price index", label.get(language).to_owned());
        }
    }
    row("Diskontering", "Discounting", discount(&inputs.discount, language));
    row("Vidensdatabase", "Knowledge database", inputs.database.release.clone());
    rows.extend(ranges(inputs, language).into_iter().map(Vec::from));
    rows
}

fn effect(inputs: &Inputs, language: Language) -> String {
    let effect = &inputs.effect;
    let of = match effect.denominator {
        Denominator::Started => say(language, "af dem, der begynder", "of those who start"),
        Denominator::Completed => say(language, "af dem, der gennemfører", "of those who complete"),
    };
    let rate = percent(effect.net_rate, language);
    let pair = |with, without| {
        let (with, without) = (percent(with, language), percent(without, language));
        match language {
            Language::Da => format!("{with} med, {without} uden"),
            Language::En => format!("{with} with, {without} without"),
        }
    };
    match &effect.origin {
        EffectOrigin::Stated => format!("{rate} {of}"),
        EffectOrigin::Intervention { .. } => {
            let already = say(language, "effekten er allerede i estimaterne", "the effect is in the estimates already");
            format!("{rate} {of} ({already})")
        }
        EffectOrigin::Pair { with, without } => format!("{rate} {of} ({})", pair(*with, *without)),
        EffectOrigin::Standardised { d, with, without } => {
            let (with, without) = ((with * 1e4).round() / 1e4, *without);
            format!(
                "{} {of} (d = {}; {})",
                percent(with - without, language),
                number(*d, 2, language),
                pair(with, without)
            )
        }
        EffectOrigin::Database { label, with, without, .. } => {
            format!("{rate} {of} ({}; {})", pair(*with, *without), label.get(language))
        }
    }
}

/// With at most two decimals, and none that are zero.
fn shortest(value: f64, language: Language) -> String {
    let decimals = (0..=2).find(|d| (value * 10f64.powi(*d)).fract() == 0.0).unwrap_or(2);
    number(value, usize::try_from(decimals).unwrap_or(2), language)
}

fn cost_row(cost: &Cost, language: Language) -> Vec<String> {
    vec![
        cost.name.clone(),
        cost.category.label(language).to_owned(),
        cost.basis.label(language).to_owned(),
        cost.payer.label(language).to_owned(),
        kroner(cost.kr, language),
        cost.price_year.to_string(),
        made_of(cost, language),
    ]
}

/// Hours at their rate, and how many share them; empty for plain kroner.
fn made_of(cost: &Cost, language: Language) -> String {
    let staff = cost.staff.map(|staff| {
        let hours = say(language, "timer", "hours");
        format!("{} {hours} × {}", shortest(staff.hours, language), shortest(staff.hourly_kr, language))
    });
    let group = cost.group_size.map(|size| {
        let shared = say(language, "delt af", "shared by");
        format!("{shared} {}", shortest(size, language))
    });
    staff.into_iter().chain(group).collect::<Vec<_>>().join(", ")
}

/// Every split of the case, from general to specific.
fn splits(inputs: &Inputs, language: Language) -> Option<Listing> {
    let committees = &inputs.committees;
    let mut headers = vec![
        (say(language, "Fordeling på udvalg", "Split on committees"), Align::Left),
        (say(language, "Betaler", "Payer"), Align::Left),
    ];
    headers.extend(committees.names.iter().map(|name| (name.as_str(), Align::Right)));
    let rows: Vec<_> = committees
        .splits
        .iter()
        .map(|split| {
            let mut row = vec![split.of.to_string(), split.payer.label(language).to_owned()];
            row.extend(split.shares.iter().map(|share| percent(*share, language)));
            row
        })
        .collect();
    (!rows.is_empty()).then(|| Listing::new("", &headers, rows))
}

/// The share of savings that can be taken out of budgets, and when; `None` without rules.
fn cashable_rules(inputs: &Inputs, language: Language) -> Option<Listing> {
    let headers = [
        (say(language, "Kan hentes i budgetterne", "Can be taken out of budgets"), Align::Left),
        (say(language, "Betaler", "Payer"), Align::Left),
        (say(language, "Andel", "Share"), Align::Right),
        (say(language, "År senere", "Years later"), Align::Right),
        (say(language, "Begrundelse", "Reason"), Align::Left),
    ];
    let of = |of: &SplitOf| -> String {
        match of {
            SplitOf::Whole => say(language, "alt", "all").to_owned(),
            SplitOf::Heading(heading) => heading.label(language).to_owned(),
            SplitOf::Item(id) => item_label(inputs, id, language).to_owned(),
        }
    };
    let row = |rule: &CashableRule| {
        let payer = rule.payer.map_or_else(|| say(language, "alle", "all"), |payer| payer.label(language));
        vec![of(&rule.of), payer.to_owned(), percent(rule.share, language), rule.delay.to_string(), rule.reason.clone()]
    };
    let rows: Vec<_> = inputs.cashable.iter().map(row).collect();
    (!rows.is_empty()).then(|| Listing::new("", &headers, rows))
}

/// The ranges that the user gave, each with its name.
fn ranges(inputs: &Inputs, language: Language) -> Vec<[String; 2]> {
    let uncertainty = &inputs.uncertainty;
    let factor = |value: f64, language| format!("× {}", number(value, 2, language));
    type Format = fn(f64, Language) -> String;
    let all: [(&str, Option<Range>, Format); 5] = [
        (say(language, "nettosuccesrate", "net success rate"), uncertainty.net_rate, percent),
        (say(language, "gennemførelse", "completion"), uncertainty.completion_rate, percent),
        (say(language, "omkostninger", "costs"), uncertainty.costs, factor),
        (say(language, "sparede omkostninger", "displaced costs"), uncertainty.displaced, factor),
        (say(language, "priser", "prices"), uncertainty.prices, factor),
    ];
    let row = |(name, range, shown): (&str, Option<Range>, Format)| {
        let range = range?;
        let name = format!("{} {name}", say(language, "Spænd:", "Range:"));
        Some([name, format!("{} – {}", shown(range.low, language), shown(range.high, language))])
    };
    all.into_iter().filter_map(row).collect()
}

/// The prices of consequences that have a figure.
fn price_rows(inputs: &Inputs, language: Language) -> Vec<Vec<String>> {
    let has_figure = |c: &&Consequence| c.years.iter().any(|v| matches!(v, Value::Estimate { .. } | Value::Own { .. }));
    let row = |consequence: &Consequence, price: &Price| {
        let mut row = vec![
            consequence.label.get(language).to_owned(),
            unit(&consequence.unit, language).to_owned(),
            if price.first_year == price.last_year {
                price.first_year.to_string()
            } else {
                format!("{}–{}", price.first_year, price.last_year)
            },
        ];
        row.extend(Payer::ALL.iter().map(|payer| number(price.part(*payer), 2, language)));
        let own = || say(language, "Egen", "Own");
        row.extend([
            price.price_year.map(|year| year.to_string()).unwrap_or_default(),
            price.provenance.map_or_else(own, |provenance| provenance.label(language)).to_owned(),
            price.source.clone(),
        ]);
        row
    };
    let used = inputs.consequences.iter().filter(has_figure);
    used.flat_map(|consequence| consequence.prices.iter().map(move |price| row(consequence, price))).collect()
}
