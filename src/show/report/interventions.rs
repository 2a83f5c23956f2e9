//! How an intervention's control group was made and how alike both groups are, from the published tables: with every result that
//! is shown of it, for the number and its making belong together.

use maud::{Markup, html};

use super::balance::love_plot;
use crate::charts::Pair;
use crate::number::number;
use crate::say;
use foundation::tables::Database;
use foundation::tables::published::{BalanceRow, InterventionRow};
use foundation::words::Language;

/// The section of an intervention; nothing of a target group.
pub fn design(database: &Database, id: &str, language: Language) -> Markup {
    let Some(row) = database.intervention(id) else { return html! {} };
    let balance: Vec<&BalanceRow> = database.intervention_balance.iter().filter(|of| of.intervention == id).collect();
    html! {
        section {
            h3 { (say(language, "Hvordan kontrolgruppen er lavet", "How the control group was made")) }
            p { strong { (row.standing.label(language)) } }
            @if let Some(reasons) = &row.held_back {
                div.warning {
                    (say(language,
                        "Designet holdes tilbage: ingen effekt er beregnet. Grænser, der ikke er nået: ",
                        "The design is held back: no effect is estimated. Limits that are not kept: "))
                    code { (reasons) }
                }
            }
            (figures(row, language))
            @if !balance.is_empty() {
                figure { (plot(row, &balance, language)) }
                (table(&balance, language))
            }
        }
    }
}

/// The sections of all interventions, with their names.
pub fn all(database: &Database, language: Language) -> Markup {
    let label = |id: &str| {
        let row = database.target_groups.iter().find(|row| row.target_group == id);
        row.map_or_else(|| id.to_owned(), |row| say(language, &row.label_da, &row.label_en).to_owned())
    };
    html! {
        @if !database.interventions.is_empty() {
            section {
                h2 { (say(language, "Indsatser", "Interventions")) }
                @for row in &database.interventions {
                    h3 { (label(&row.intervention)) " " code { (row.intervention) } }
                    (design(database, &row.intervention, language))
                }
            }
        }
    }
}

fn figures(row: &InterventionRow, language: Language) -> Markup {
    let held = || say(language, "tilbageholdt", "held back").to_owned();
    let count = |n: Option<i64>| n.map_or_else(held, |n| number(n as f64, 0, language));
    let placebos = match (row.placebos, row.placebos_significant) {
        (Some(all), Some(significant)) => match language {
            Language::Da => format!("{significant} af {all} er signifikante"),
            Language::En => format!("{significant} of {all} are significant"),
        },
        _ => held(),
    };
    let rows = [
        (say(language, "metode", "method"), row.method.label(language).to_owned()),
        (say(language, "hvis effekt", "whose effect"), row.estimand.label(language).to_owned()),
        (say(language, "evidensniveau", "evidence level"), row.evidence_level.to_string()),
        (say(language, "kontrolpersoner fra", "controls from"), row.controls_from.label(language).to_owned()),
        (say(language, "udfald", "outcome"), row.baseline.label(language).to_owned()),
        (say(language, "mulige kontrolpersoner", "possible controls"), count(row.possible_controls)),
        (
            say(language, "effektivt antal kontrolpersoner", "effective number of controls"),
            count(row.effective_controls),
        ),
        (say(language, "placebotest på årene før", "placebos of the years before"), placebos),
    ];
    html! {
        table {
            caption { (say(language, "Design", "Design")) }
            tbody { @for (name, value) in rows { tr { th.words scope="row" { (name) } td { (value) } } } }
        }
    }
}

/// The Love plot.
fn plot(row: &InterventionRow, balance: &[&BalanceRow], language: Language) -> Markup {
    let pair = |of: &&BalanceRow| {
        Some(Pair { name: of.variable.clone(), before: of.difference_before?, after: of.difference? })
    };
    let rows: Vec<Pair> = balance.iter().filter_map(pair).collect();
    let limits = [-row.largest_difference, row.largest_difference];
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let id: String = format!("balance-{}-{}", row.intervention, say(language, "da", "en")).chars().map(plain).collect();
    love_plot(&id, &rows, &limits, language)
}

fn table(balance: &[&BalanceRow], language: Language) -> Markup {
    let shown = |x: Option<f64>, digits: usize| x.map_or_else(|| "–".to_owned(), |x| number(x, digits, language));
    let heads = match language {
        Language::Da => {
            ["variabel", "forskel før", "forskel efter", "varianser før", "varianser efter", "tilbageholdt"]
        }
        Language::En => {
            ["variable", "difference before", "difference after", "variances before", "variances after", "held back"]
        }
    };
    html! {
        div.wide { table {
            caption { (say(language, "Balance", "Balance")) }
            thead { tr { @for (at, head) in heads.iter().enumerate() {
                th scope="col" class=(if at == 0 { "words" } else { "number" }) { (head) }
            } } }
            tbody { @for of in balance { tr {
                th.words scope="row" { (of.variable) }
                td.number { (shown(of.difference_before, 2)) }
                td.number { (shown(of.difference, 2)) }
                td.number { (shown(of.variance_ratio_before, 1)) }
                td.number { (shown(of.variance_ratio, 1)) }
                td { @if let Some(reason) = of.reason { (reason.label(language)) } }
            } } }
        } }
    }
}
