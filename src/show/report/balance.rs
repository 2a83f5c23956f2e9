//! The balance of a design as a page: how participants and controls compare before and after, as a Love plot and a table.

use maud::{Markup, html};

use super::page::page;
use crate::charts::{ChartText, Pair, Shape, pairs};
use crate::number::number;
use crate::say;
use designs::{Balance, Gate, Reason};
use foundation::words::{DesignMethod, Language};

/// The page of a design: its method by name, its balance, the gate, and why it is held back (nothing if it is not).
pub fn balance(method: &str, balance: &Balance, gate: &Gate, reasons: &[Reason], language: Language) -> String {
    let title = say(language, "Balance mellem deltagere og kontrolgruppe", "Balance of participants and controls");
    let body = html! {
        h1 { (title) }
        p.lead { (say(language, "Metode", "Method")) ": " (method_in_words(method, language)) ". "
            (say(language,
                "Standardiserede forskelle er forskellen i gennemsnit delt med deltagernes standardafvigelse før designet.",
                "A standardised difference is the difference of means over the participants' standard deviation before the design.")) }
        (verdict(reasons, language))
        (figures(balance, language))
        figure { (plot(balance, gate, language)) }
        (table(balance, language))
    };
    page(title, language, &body)
}

/// What a reader is shown of a method; a comparison without one has no word of its own.
fn method_in_words(method: &str, language: Language) -> &str {
    let known = DesignMethod::ALL.iter().find(|known| known.word() == method);
    known.map_or_else(|| say(language, "ingen justering", "no adjustment"), |known| known.label(language))
}

fn verdict(reasons: &[Reason], language: Language) -> Markup {
    html! {
        @if reasons.is_empty() {
            p { strong { (say(language, "Designet opfylder alle grænser.", "The design keeps all limits.")) } }
        } @else {
            div.warning {
                strong { (say(language,
                    "Designet holdes tilbage: ingen effekt er beregnet.",
                    "The design is held back: no effect is estimated.")) }
                // The reasons name variables and limits; they are in English as everywhere in messages.
                ul lang="en" { @for reason in reasons { li { (reason.to_string()) } } }
            }
        }
    }
}

fn figures(balance: &Balance, language: Language) -> Markup {
    let whole = |n: u64| number(n as f64, 0, language);
    let mut rows = vec![
        (say(language, "deltagere", "participants"), whole(balance.participants)),
        (say(language, "deltagere uden kendte værdier", "participants without known values"), whole(balance.left_out)),
        (say(language, "deltagere med kontrol", "participants with a control"), whole(balance.kept)),
        (say(language, "mulige kontrolpersoner", "possible controls"), whole(balance.possible_controls)),
        (say(language, "kontrolpersoner med vægt", "controls with weight"), whole(balance.controls)),
        (
            say(language, "effektivt antal kontrolpersoner", "effective number of controls"),
            number(balance.effective_controls, 1, language),
        ),
        (
            say(language, "største enkelte kontrols andel af vægten, %", "largest share of one control, %"),
            number(100.0 * balance.largest_share, 2, language),
        ),
    ];
    // Of methods with a score.
    if let Some(outside) = balance.outside_score {
        let name =
            say(language, "deltagere uden for kontrolgruppens score", "participants outside the controls' scores");
        rows.push((name, whole(outside)));
    }
    html! {
        table {
            caption { (say(language, "Antal og overlap", "Numbers and overlap")) }
            tbody { @for (name, value) in rows { tr { th.words scope="row" { (name) } td.number { (value) } } } }
        }
    }
}

fn plot(balance: &Balance, gate: &Gate, language: Language) -> Markup {
    let rows: Vec<Pair> = balance
        .variables
        .iter()
        .map(|of| Pair { name: of.variable.clone(), before: of.before.difference, after: of.after.difference })
        .collect();
    let limits = if gate.difference.is_finite() { vec![-gate.difference, gate.difference] } else { Vec::new() };
    love_plot("balance", &rows, &limits, Shape::Page, language)
}

/// Standardised differences before and after, with lines at the limits (a Love plot).
pub(super) fn love_plot(id: &str, rows: &[Pair], limits: &[f64], shape: Shape, language: Language) -> Markup {
    let about = ChartText {
        id,
        title: say(language, "Standardiserede forskelle før og efter", "Standardised differences before and after"),
        description: match limits {
            [] => say(
                language,
                "To punkter for hver variabel. Tallene står i tabellen.",
                "Two dots for each variable. The table has the numbers.",
            ),
            _ => say(
                language,
                "To punkter for hver variabel; stiplede linjer er grænserne. Tallene står i tabellen.",
                "Two dots for each variable; dashed lines are the limits. The table has the numbers.",
            ),
        },
        shape,
    };
    let series = [say(language, "før", "before"), say(language, "efter", "after")];
    pairs(&about, rows, limits, series, &|x| number(x, 2, language))
}

fn table(balance: &Balance, language: Language) -> Markup {
    let ratio = |x: Option<f64>| x.map_or_else(|| "–".to_owned(), |x| number(x, 2, language));
    let heads = match language {
        Language::Da => [
            "variabel",
            "deltagere",
            "kontrol før",
            "kontrol efter",
            "forskel før",
            "forskel efter",
            "varianser før",
            "varianser efter",
            "uden for",
        ],
        Language::En => [
            "variable",
            "participants",
            "controls before",
            "controls after",
            "difference before",
            "difference after",
            "variances before",
            "variances after",
            "outside",
        ],
    };
    html! {
        div.wide { table {
            caption { (say(language, "Variable", "Variables")) }
            thead { tr { @for (at, head) in heads.iter().enumerate() {
                th scope="col" class=(if at == 0 { "words" } else { "number" }) { (head) }
            } } }
            tbody { @for of in &balance.variables { tr {
                th.words scope="row" { (of.variable) }
                td.number { (number(of.after.participants.mean, 3, language)) }
                td.number { (number(of.before.controls.mean, 3, language)) }
                td.number { (number(of.after.controls.mean, 3, language)) }
                td.number { (number(of.before.difference, 3, language)) }
                td.number { (number(of.after.difference, 3, language)) }
                td.number { (ratio(of.before.variance_ratio)) }
                td.number { (ratio(of.after.variance_ratio)) }
                td.number { (number(of.outside as f64, 0, language)) }
            } } }
        } }
    }
}
