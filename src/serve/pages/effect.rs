//! The fourth step: the effect, in one of four ways.

use foundation::tables::published::EffectRow;
use maud::{Markup, html};
use show::number::number;

use super::field::Form;
use super::profile::guide_to_rate;
use super::study::{has_rate, level_name, study};
use crate::catalogue::group_label;
use crate::draft::places;

const PATH: &str = "effect";

/// The estimates of an intervention hold its effect: there is nothing to state.
fn of_intervention(form: &Form<'_>) -> Markup {
    html! {
        p.notice {
            (form.say(
                "Den valgte gruppe er en indsats, hvis effekt er målt mod en kontrolgruppe. Effekten står i estimaterne: alle, der begynder, tæller én gang, og succesraten er 1. Her skal ikke angives noget.",
                "The chosen group is an intervention whose effect is measured against a control group. The effect is in the estimates: everyone who starts counts once, and the success rate is 1. There is nothing to state here.",
            ))
        }
    }
}

/// The fields of the step.
pub fn body(form: &Form<'_>) -> Markup {
    let given = |key: &str| form.draft.item(PATH, None, key).is_some();
    let way = match (given("effect"), given("standardised"), given("net_success_rate")) {
        (true, _, _) => "database",
        (_, true, _) => "standardised",
        (_, _, true) => "net",
        _ => "pair",
    };
    let ways = [
        (
            "pair",
            form.say("To succesrater: med og uden indsatsen", "Two success rates: with and without the intervention"),
        ),
        ("net", form.say("Forskellen mellem dem", "The difference between them")),
        (
            "standardised",
            form.say(
                "En standardiseret effekt (Cohens d) fra et studie",
                "A standardised effect (Cohen's d) from a study",
            ),
        ),
        ("database", form.say("En effekt fra vidensdatabasen", "An effect of the knowledge database")),
    ];
    let group = form.draft.plain("target_group", None, "group");
    if group.is_some_and(|group| form.database.intervention(&group).is_some()) {
        return of_intervention(form);
    }
    html! {
        fieldset.ways {
            legend { (form.say("Hvad ved I om effekten?", "What do you know of the effect?")) }
            @for (word, called) in ways {
                div.way {
                    label.pick { input type="radio" name="way" value=(word) checked[word == way]; span { (called) } }
                    div.of class=(format!("of-{word}")) {
                        @match word {
                            "pair" => {
                                div.row { (form.field(PATH, None, "with")) (form.field(PATH, None, "without")) }
                                @if let Some(of) = places::group(form.draft) { (guide_to_rate(form.database, &of, form.language)) }
                            }
                            "net" => (form.field(PATH, None, "net_success_rate")),
                            "standardised" => {
                                (form.field(PATH, None, "standardised"))
                                p.help { (form.say("Angiv også succesraten uden indsatsen ovenfor.", "Give the success rate without the intervention above as well.")) }
                            }
                            _ => (effects(form)),
                        }
                    }
                }
            }
        }
        // An effect of the database has its own; the style hides these then.
        div.of-rates {
            (form.field(PATH, None, "denominator"))
            p.help id="effect--denominator-help" {
                (form.say(
                    "Er raten målt blandt alle, der begyndte, eller kun blandt dem, der gennemførte? Gælder den kun dem, ganges den med andelen, der gennemfører.",
                    "Was the rate measured among all who started, or only among those who completed? If it is of those only, it is multiplied by the share that completes.",
                ))
            }
        }
        details open[given("standard_error") || form.draft.item("uncertainty", None, "net_rate").is_some()] {
            summary { (form.say("Hvor sikker er effekten?", "How sure is the effect?")) }
            (form.field("uncertainty", None, "net_rate"))
            div.of-rates {
                p.or { (form.say("eller", "or")) }
                (form.field(PATH, None, "standard_error"))
            }
        }
        (optimism(form))
        (answers(form))
    }
}

/// The effects of the release: the one in use, those of the case's group, and the others by evidence level.
fn effects(form: &Form<'_>) -> Markup {
    let group = form.draft.plain("target_group", None, "group");
    let chosen = form.draft.plain(PATH, None, "effect").unwrap_or_default();
    let all = &form.database.effects;
    let (used, rest): (Vec<&EffectRow>, Vec<&EffectRow>) = all.iter().partition(|row| row.effect == chosen);
    let (mut fitting, others): (Vec<_>, Vec<_>) =
        rest.into_iter().partition(|row| group.is_some() && row.target_group == group);
    fitting.sort_by_key(|row| row.evidence_level);
    let cards =
        |rows: &[&EffectRow]| html! { ul.cards { @for row in rows { (card(form, row, row.effect == chosen)) } } };
    html! {
        @if all.is_empty() { p.help { (form.say("Vidensdatabasen har ingen effekter.", "The knowledge database has no effects.")) } }
        @if !used.is_empty() { (cards(&used)) }
        @if !fitting.is_empty() {
            section data-group="" {
                h3 { (form.say("Målt i jeres målgruppe", "Measured in your target group")) }
                (cards(&fitting))
            }
        }
        @for level in 1..=3 {
            @let of_level: Vec<_> = others.iter().copied().filter(|row| row.evidence_level == level).collect();
            @if !of_level.is_empty() {
                details data-group="" open[used.is_empty() && fitting.is_empty() && level == 1] {
                    summary {
                        (of_level.len()) " "
                        @if group.is_some() { (form.say("målt i andre målgrupper, ", "measured in other target groups, ")) }
                        (level_name(level, form.language))
                    }
                    (cards(&of_level))
                }
            }
        }
    }
}

fn card(form: &Form<'_>, row: &EffectRow, used: bool) -> Markup {
    let name = row.label().get(form.language);
    html! {
        li.card.chosen[used] data-find=(name) {
            h3 { (name) }
            (study(row, form.language))
            @if let Some(group) = &row.target_group {
                p.small { (form.say("Målt i: ", "Measured in: ")) (group_label(form.database, group, form.language)) }
            }
            @if used {
                input type="hidden" name="effect//effect" value=(row.effect);
                p.picked { "✓ " (form.say("Bruges", "In use")) }
            } @else if has_rate(row) {
                button type="submit" name="do" value=(format!("effect:{}", row.effect)) { (form.say("Brug denne effekt", "Use this effect")) span.hide { ": " (name) } }
            } @else if let Some(d) = row.standardised {
                button type="submit" name="do" value=(format!("standardised:{}", row.effect)) { (form.say("Brug d = ", "Use d = ")) (number(d, 2, form.language)) span.hide { ": " (name) } }
            }
        }
    }
}

fn optimism(form: &Form<'_>) -> Markup {
    let path = "effect.optimism";
    let on = form.draft.table(path, None).is_some();
    html! {
        details open[on] {
            summary { (form.say("Korrektion for optimisme", "Correction for optimism")) }
            p.help { (form.say("Svagere evidens viser ofte for store effekter. Raten ganges med faktoren for evidensniveauet. Lad alle felter være tomme for ikke at korrigere.", "Weaker evidence often reports too large effects. The rate is multiplied by the factor of its evidence level. Leave all fields empty for no correction.")) }
            div.row { (form.field(path, None, "level_1")) (form.field(path, None, "level_2")) (form.field(path, None, "level_3")) }
            (form.field(path, None, "evidence_level"))
            (form.field(path, None, "reason"))
        }
    }
}

fn answers(form: &Form<'_>) -> Markup {
    html! {
        section.quality {
            h2 { (form.say("To spørgsmål om kvaliteten", "Two questions of quality")) }
            p.help { (form.say("Svaret står i resultatet. Uden svar står spørgsmålet åbent.", "The answer is shown with the result. Without one the question is open.")) }
            (form.field("quality", None, "success_measure"))
            (form.field("quality", None, "evidence"))
        }
    }
}
