//! The second step: the target group and its success measure, from the release or one's own.

use foundation::keys::is_whole_group;
use foundation::tables::published::TargetGroupRow;
use foundation::words::{Domain, GroupKind, Language};
use maud::{Markup, html};
use show::control_group;
use show::provenance::of_group;
use show::remarks;
use show::say;

use super::field::Form;
use super::find::find;
use super::profile::{persons, who};
use crate::catalogue::{group, measure_label, subgroup_label};
use crate::draft::places;

const PATH: &str = "target_group";

/// The fields of the step.
pub fn body(form: &Form<'_>) -> Markup {
    let chosen = form.draft.plain(PATH, None, "group").unwrap_or_default();
    let chosen = group(form.database, &chosen);
    html! {
        @match chosen {
            Some(row) => {
                div.card.chosen id=[form.here(form.done.starts_with("group:"))] {
                    h2 { (row.label().get(form.language)) }
                    p.small { (ages(form.language, row.first_age, row.last_age)) " · " (of_group(row, form.language)) }
                    (choice(form))
                }
                details.others { summary { (form.say("Vælg en anden målgruppe", "Choose another target group")) } (groups(form, Some(row))) }
            }
            None => (groups(form, None)),
        }
        (own(form))
        section.quality {
            h2 { (form.say("Et spørgsmål om kvaliteten", "A question of quality")) }
            p.help { (form.say("Svaret står i resultatet. Uden svar står spørgsmålet åbent.", "The answer is shown with the result. Without one the question is open.")) }
            (form.field("quality", None, "target_group"))
        }
    }
}

/// The target groups that can be chosen.
fn groups(form: &Form<'_>, chosen: Option<&TargetGroupRow>) -> Markup {
    let others =
        form.database.target_groups.iter().filter(|row| chosen.is_none_or(|of| of.target_group != row.target_group));
    let (interventions, others): (Vec<_>, Vec<_>) = others.partition(|row| kind(form, row) == GroupKind::Intervention);
    html! {
        (find(form.say("Find en målgruppe", "Find a target group"), form.language))
        @for domain in Domain::ALL {
            @let of_domain: Vec<_> = others.iter().filter(|row| row.domain == *domain).collect();
            @if !of_domain.is_empty() {
                section data-group="" {
                    h2 { (domain.label(form.language)) }
                    ul.cards { @for row in of_domain { (card(form, row)) } }
                }
            }
        }
        @if !interventions.is_empty() {
            section data-group="" {
                h2 { (form.say("Indsatser med en kontrolgruppe", "Interventions with a control group")) }
                p.help { (form.say("Deltagere i en indsats holdt op mod en kontrolgruppe. Effekten står i estimaterne: vælges en indsats, slettes den effekt, der er angivet, og succesraten er 1.", "Participants in an intervention against a control group. The effect is in the estimates: choosing one deletes the effect that is stated, and the success rate is 1.")) }
                ul.cards { @for row in interventions { (card(form, row)) } }
            }
        }
    }
}

/// Whether a group is a target group or an intervention.
fn kind(form: &Form<'_>, row: &TargetGroupRow) -> GroupKind {
    match form.database.intervention(&row.target_group) {
        Some(_) => GroupKind::Intervention,
        None => GroupKind::TargetGroup,
    }
}

fn card(form: &Form<'_>, row: &TargetGroupRow) -> Markup {
    let name = row.label().get(form.language);
    let subgroups = form.database.subgroups.iter().filter(|one| one.target_group == row.target_group).count();
    html! {
        li.card data-find=(name) {
            h3 { (name) }
            p.small {
                (ages(form.language, row.first_age, row.last_age))
                @if let Some(size) = persons(form.database, &row.target_group, form.language) { " · " (size) }
                @if subgroups > 1 { " · " (subgroups - 1) " " @if subgroups == 2 { (form.say("undergruppe", "subgroup")) } @else { (form.say("undergrupper", "subgroups")) } }
            }
            p.small { (of_group(row, form.language)) }
            @if let Some(design) = form.database.intervention(&row.target_group) {
                p.small { (design.method.label(form.language)) ": " (design.standing.label(form.language)) }
            }
            button type="submit" name="do" formaction=(form.back_here()) value=(format!("group:{}", row.target_group)) {
                (form.say("Vælg", "Choose"))
                span.hide { " " (name) }
            }
        }
    }
}

/// The ages of a group in words.
pub fn ages(language: Language, first: Option<i32>, last: Option<i32>) -> String {
    match (first, last, language) {
        (Some(first), Some(last), Language::Da) => format!("{first}–{last} år"),
        (Some(first), Some(last), Language::En) => format!("aged {first}–{last}"),
        (Some(first), None, Language::Da) => format!("fra {first} år"),
        (Some(first), None, Language::En) => format!("from age {first}"),
        (None, Some(last), Language::Da) => format!("til {last} år"),
        (None, Some(last), Language::En) => format!("to age {last}"),
        (None, None, Language::Da) => "alle aldre".to_owned(),
        (None, None, Language::En) => "all ages".to_owned(),
    }
}

/// Subgroup and success measure of the chosen group, and who they are.
fn choice(form: &Form<'_>) -> Markup {
    let chosen = form.draft.plain(PATH, None, "group").unwrap_or_default();
    let (database, language) = (form.database, form.language);
    let mut subgroups: Vec<_> = database.subgroups.iter().filter(|row| row.target_group == chosen).collect();
    subgroups.sort_by_key(|row| !is_whole_group(&row.subgroup));
    let subgroups: Vec<(String, String)> = subgroups
        .into_iter()
        .map(|row| (row.subgroup.clone(), subgroup_label(database, &chosen, &row.subgroup, language).to_owned()))
        .collect();
    let measures: Vec<(String, String)> = database
        .success_measures
        .iter()
        .filter(|row| row.target_group == chosen)
        .map(|row| {
            (row.success_measure.clone(), measure_label(database, &chosen, &row.success_measure, language).to_owned())
        })
        .collect();
    html! {
        p.picked { "✓ " (form.say("Valgt", "Chosen")) }
        input type="hidden" name="target_group//group" value=(chosen);
        (form.choice(PATH, None, "subgroup", &subgroups))
        (form.choice(PATH, None, "success_measure", &measures))
        @if let Some(row) = group(database, &chosen) { (definition(row, language)) }
        @if let Some(of) = places::group(form.draft) { (who(database, &of, language)) (controls(form, &of.group)) }
    }
}

/// Who is in a group, and what is not certain of that.
fn definition(row: &TargetGroupRow, language: Language) -> Markup {
    let remarks = remarks::of_group(row, language);
    html! {
        @if let Some(description) = row.description() { p { (description.get(language)) } }
        @if !remarks.is_empty() {
            details {
                summary { (say(language, "Hvad der ikke er sikkert ved definitionen", "What is not certain of the definition")) }
                dl.definition { @for (heading, text) in remarks { dt { (heading) } dd { (text) } } }
            }
        }
    }
}

/// How the control group of an intervention was made, and what speaks against it.
fn controls(form: &Form<'_>, group: &str) -> Markup {
    let control_group = form.database.control_group(group);
    html! {
        @if let Some(control_group) = &control_group {
            div.wide-table tabindex="0" role="group" aria-label=(control_group::heading(form.language)) { (control_group::listing(control_group, form.language).html()) }
            @for warning in control_group::warnings(control_group, form.language) { p.warning role="note" { (warning) } }
        }
    }
}

fn own(form: &Form<'_>) -> Markup {
    let path = "target_group.own";
    html! {
        details open[form.draft.table(path, None).is_some()] {
            summary { (form.say("Vi har vores egen målgruppe", "We have a target group of our own")) }
            p.help {
                (form.say(
                    "En målgruppe, som vidensdatabasen ikke har. Er en målgruppe valgt ovenfor, låner jeres egen dens estimater; ellers er alle tal jeres egne.",
                    "A group that the knowledge database does not have. If a group is chosen above, yours borrows its estimates; otherwise all figures are your own.",
                ))
            }
            @for key in ["name", "success", "ages", "reason"] { (form.field(path, None, key)) }
        }
        @if form.draft.item(PATH, None, "group").is_some() && form.draft.table(path, None).is_some() {
            button.plain type="submit" name="do" value="no_group" { (form.say("Lån ingen estimater", "Borrow no estimates")) }
        }
    }
}
