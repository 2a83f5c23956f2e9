//! The fourth step: the effect, in one of four ways.

use maud::{Markup, html};

use super::field::Form;
use super::study::{has_rate, study};
use crate::wording::say;

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
                    div.of {
                        @match word {
                            "pair" => div.row { (form.field(PATH, None, "with")) (form.field(PATH, None, "without")) },
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
        @if way != "database" {
            (form.field(PATH, None, "denominator"))
            details open[given("standard_error") || form.draft.item("uncertainty", None, "net_rate").is_some()] {
                summary { (form.say("Hvor sikker er effekten?", "How sure is the effect?")) }
                (form.field("uncertainty", None, "net_rate"))
                p.or { (form.say("eller", "or")) }
                (form.field(PATH, None, "standard_error"))
            }
        }
        (optimism(form))
        (answers(form))
    }
}

/// The effects of the release, those of the case's group first.
fn effects(form: &Form<'_>) -> Markup {
    let group = form.draft.plain("target_group", None, "group");
    let mut rows: Vec<_> = form.database.effects.iter().collect();
    rows.sort_by_key(|row| (row.target_group != group, row.evidence_level));
    let chosen = form.draft.plain(PATH, None, "effect").unwrap_or_default();
    html! {
        @if rows.is_empty() { p.help { (form.say("Vidensdatabasen har ingen effekter.", "The knowledge database has no effects.")) } }
        ul.cards {
            @for row in rows {
                li.card.chosen[row.effect == chosen] {
                    h3 { (say(form.language, &row.label_da, &row.label_en)) }
                    (study(row, form.language))
                    @if row.target_group != group { p.small { strong { (form.say("Målt i en anden målgruppe.", "Measured in another target group.")) } } }
                    @if row.effect == chosen {
                        input type="hidden" name="effect//effect" value=(row.effect);
                        p.picked { "✓ " (form.say("Bruges", "In use")) }
                    } @else if has_rate(row) {
                        button type="submit" name="do" value=(format!("effect:{}", row.effect)) { (form.say("Brug denne effekt", "Use this effect")) }
                    }
                }
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
