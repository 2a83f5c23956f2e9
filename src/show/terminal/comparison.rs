//! Several cases compared, and one case calculated with two releases.

use crate::case::labels::item_label;
use crate::case::notes::of_every_figure;
use crate::case::uncertainty::chances;
use crate::number::{kroner, number};
use crate::paragraph::paragraph;
use crate::say;
use crate::table::{Align, Listing};
use calculation::calculator::compare::CaseSummary;
use calculation::calculator::{CaseResult, Note};
use calculation::case::Inputs;
use foundation::words::Language;

/// Cases in order, the greatest present value first: the net result, its widest interval and the chance of a gain.
pub fn screen(standings: &[CaseSummary], language: Language) -> String {
    let headers = [
        (say(language, "Nr.", "No."), Align::Right),
        (say(language, "Indsats", "Intervention"), Align::Left),
        (say(language, "Nutidsværdi, kr.", "Present value, DKK"), Align::Right),
        (say(language, "Fra", "From"), Align::Right),
        (say(language, "Til", "To"), Align::Right),
        (say(language, "Chance for gevinst", "Chance of a gain"), Align::Right),
        (say(language, "Tjent hjem", "Breaks even"), Align::Right),
    ];
    let row = |one: &CaseSummary| {
        vec![
            one.place.to_string(),
            name(one),
            kroner(one.total.present_value, language),
            kroner(one.interval.low.min(one.correlated.low), language),
            kroner(one.interval.high.max(one.correlated.high), language),
            chances([one.interval, one.correlated], language),
            break_even(one),
        ]
    };
    let title = say(
        language,
        "Indsatser efter nettoresultat (nutidsværdi og det bredeste 95 %-interval)",
        "Interventions by net result (present value and the widest 95 % interval)",
    );
    let text = Listing::new(title, &headers, standings.iter().map(row).collect()).text();
    text + &below(standings, language)
}

/// The same with the intervals at both bounds, ratios, and how complete each case is.
pub fn full(standings: &[CaseSummary], language: Language) -> String {
    let number_and_name =
        [(say(language, "Nr.", "No."), Align::Right), (say(language, "Indsats", "Intervention"), Align::Left)];
    let uncertainty = [
        (say(language, "Nutidsværdi, kr.", "Present value, DKK"), Align::Right),
        (say(language, "Fra", "From"), Align::Right),
        (say(language, "Til", "To"), Align::Right),
        (say(language, "Fra, korr.", "From, corr."), Align::Right),
        (say(language, "Til, korr.", "To, corr."), Align::Right),
        (say(language, "Chance for gevinst", "Chance of a gain"), Align::Right),
    ];
    let ratios = [
        (say(language, "Pr. deltager", "Per participant"), Align::Right),
        (say(language, "Pr. krone", "Per krone"), Align::Right),
        (say(language, "Tjent hjem", "Breaks even"), Align::Right),
        (say(language, "Kendt t.o.m.", "Known through"), Align::Right),
        (say(language, "Åbne spørgsmål", "Open questions"), Align::Right),
    ];
    let money = |one: &CaseSummary| {
        vec![
            one.place.to_string(),
            name(one),
            kroner(one.total.present_value, language),
            kroner(one.interval.low, language),
            kroner(one.interval.high, language),
            kroner(one.correlated.low, language),
            kroner(one.correlated.high, language),
            chances([one.interval, one.correlated], language),
        ]
    };
    let rest = |one: &CaseSummary| {
        vec![
            one.place.to_string(),
            name(one),
            one.per_participant.map(|kr| kroner(kr, language)).unwrap_or_default(),
            one.per_krone.map(|kr| number(kr, 2, language)).unwrap_or_default(),
            break_even(one),
            one.complete_through.to_string(),
            one.open_questions.to_string(),
        ]
    };
    let title = say(
        language,
        "Indsatser efter nettoresultat (nutidsværdi, 95 %-interval ved uafhængige og ved fuldt korrelerede fejl)",
        "Interventions by net result (present value, 95 % interval if errors are independent, and if fully correlated)",
    );
    let first =
        Listing::new(title, &[&number_and_name[..], &uncertainty].concat(), standings.iter().map(money).collect());
    let second = Listing::new("", &[&number_and_name[..], &ratios].concat(), standings.iter().map(rest).collect());
    first.text() + "\n" + &second.text() + &below(standings, language)
}

/// A case's name, with its file where several have the same name.
fn name(one: &CaseSummary) -> String {
    one.path.as_ref().map_or_else(|| one.name.clone(), |path| format!("{} ({path})", one.name))
}

fn break_even(one: &CaseSummary) -> String {
    one.break_even_year.map_or_else(|| "–".to_owned(), |year| year.to_string())
}

/// What limits the comparison, and the caveats.
fn below(standings: &[CaseSummary], language: Language) -> String {
    let warnings = warnings(standings, language);
    let mut text: String = warnings.iter().map(|warning| format!("\n{}", paragraph("", warning))).collect();
    let mut notes: Vec<&Note> = Vec::new();
    for note in standings.iter().flat_map(|standing| &standing.notes) {
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    text.push_str(&caveats(&notes, language));
    text
}

/// The caveats that apply to every figure, and where the others are shown.
fn caveats(notes: &[&Note], language: Language) -> String {
    let mut text = format!("\n{}\n", say(language, "Forbehold", "Caveats"));
    for sentence in notes.iter().filter_map(|note| of_every_figure(note, language)) {
        text.push_str(&paragraph("- ", sentence));
    }
    let rest = say(
        language,
        "Beregningernes øvrige forbehold vises, når de beregnes enkeltvis.",
        "Each case's other caveats are shown when it is calculated by itself.",
    );
    text.push_str(&paragraph("- ", rest));
    text
}

/// Differences between the cases that limit the comparison.
fn warnings(standings: &[CaseSummary], language: Language) -> Vec<&'static str> {
    fn differ<T: PartialEq>(standings: &[CaseSummary], of: fn(&CaseSummary) -> &T) -> bool {
        standings.windows(2).any(|pair| matches!(pair, [a, b] if of(a) != of(b)))
    }
    let mut warnings = Vec::new();
    if differ(standings, |one| &one.price_year) {
        warnings.push(say(
            language,
            "Beregningerne har forskellige prisår. Giv dem samme price_year, før de sammenlignes.",
            "The cases have different price years. Give them the same price_year before comparing.",
        ));
    }
    if differ(standings, |one| &one.start_year) {
        warnings.push(say(
            language,
            "Beregningerne begynder i forskellige år, så nutidsværdierne er opgjort i forskellige år.",
            "The cases begin in different years, so their present values refer to different years.",
        ));
    }
    if differ(standings, |one| &one.horizon) {
        warnings.push(say(
            language,
            "Beregningerne har forskellig tidshorisont. Den længste tæller flere år med.",
            "The cases have different horizons. The longest counts more years.",
        ));
    }
    if differ(standings, |one| &one.discount) {
        warnings.push(say(
            language,
            "Beregningerne er diskonteret med forskellige renter.",
            "The cases are discounted at different rates.",
        ));
    }
    if differ(standings, |one| &one.phase_in) {
        warnings.push(say(
            language,
            "Effekten er indfaset forskelligt i beregningerne.",
            "The cases phase the effect in differently.",
        ));
    }
    if differ(standings, |one| &one.used) || differ(standings, |one| &one.left_out) {
        warnings.push(say(
            language,
            "Beregningerne medtager forskellige konsekvenser (use, leave_out).",
            "The cases choose consequences differently (use, leave_out).",
        ));
    }
    warnings
}

/// The present value of a cost or a consequence; `None` where the release does not know the consequence in any year, or has no
/// price of it. A consequence without a line that is known is zero, and so is a cost without one.
fn present_value(result: &CaseResult, item: &str) -> Option<f64> {
    let mut lines = result.by_item.iter().filter(|total| total.item == item).peekable();
    let reach = result.consequences.iter().find(|reach| reach.id == item);
    let unknown = reach.is_some_and(|reach| reach.through == 0 || !reach.unpriced.is_empty());
    // An item that is neither here nor among the consequences is one of the other release's.
    let absent = reach.is_none() && lines.peek().is_none();
    (lines.peek().is_some() || !unknown && !absent).then(|| lines.map(|total| total.money.present_value).sum())
}

/// The last follow-up year in which a consequence counts.
fn through(result: &CaseResult, item: &str) -> Option<i32> {
    result.consequences.iter().find(|reach| reach.id == item).map(|reach| reach.through)
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
        // The label comes from the release that has the consequence.
        let label = match item_label(inputs, item, language) {
            same if same == item => item_label(old_inputs, item, language),
            label => label,
        };
        let name = match (through(old, item), through(result, item)) {
            (Some(before), Some(after)) if before != after => {
                format!("{label} ({} {before} → {after})", say(language, "kendt til og med år", "known through year"))
            }
            _ => label.to_owned(),
        };
        rows.push(match (present_value(old, item), present_value(result, item)) {
            (Some(before), Some(after)) => row(name, before, after),
            (before, after) => {
                let unknown = || say(language, "ukendt", "unknown").to_owned();
                let cell = |value: Option<f64>| value.map_or_else(unknown, |value| kroner(value, language));
                vec![name, cell(before), cell(after), unknown()]
            }
        });
    }
    let title = match language {
        Language::Da => format!("{}: nutidsværdi med to versioner, kr.", inputs.intervention.name),
        Language::En => format!("{}: present value with two releases, DKK", inputs.intervention.name),
    };
    let mut text = Listing::new(title, &headers, rows).text();
    let mut notes: Vec<&Note> = Vec::new();
    for note in result.notes.iter().chain(&old.notes).filter(|note| note.is_of_every_figure()) {
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    text.push_str(&caveats(&notes, language));
    text
}
