//! Who is in a target group: how many, how old, and with what characteristics. The same with and without a case.

use foundation::keys::is_whole_group;
use foundation::tables::Database;
use foundation::tables::published::CohortRow;
use foundation::words::{Arm, GroupKind, Language};
use maud::{Markup, html};
use show::number::{counted, number};
use show::profile;

use crate::catalogue::group_label;
use crate::draft::places::Group;
use show::say;

/// How many persons a target group has, by its first success measure; `None` where the counts are held back.
pub fn persons(database: &Database, group: &str, language: Language) -> Option<String> {
    let of = || database.cohorts.iter().filter(|row| row.target_group == group && is_whole_group(&row.subgroup));
    let measure = &of().next()?.success_measure;
    let counts: Option<Vec<i64>> = of().filter(|row| row.success_measure == *measure).map(|row| row.persons).collect();
    let all: i64 = counts?.iter().sum();
    Some(counted(all as f64, ["borger", "borgere"], ["person", "persons"], language))
}

/// The two cohorts of a comparison, the share that succeeds, and the profile.
pub fn who(database: &Database, of: &Group, language: Language) -> Markup {
    let cohorts = cohorts(database, of);
    let is_intervention = database.intervention(&of.group).is_some();
    let kind = if is_intervention { GroupKind::Intervention } else { GroupKind::TargetGroup };
    let rows = profile::rows(database, &of.group, &of.subgroup, &of.measure);
    html! {
        @if !cohorts.is_empty() {
            table.profile {
                caption { (say(language, "Hvem de er: ", "Who they are: ")) (group_label(database, &of.group, language)) }
                thead { tr { th scope="col" { (say(language, "Gruppe", "Cohort")) } th.number scope="col" { (say(language, "Borgere", "Persons")) } th.number scope="col" { (say(language, "Alder i snit", "Mean age")) } } }
                tbody { @for row in &cohorts { (cohort(row, kind, language)) } }
            }
            // Of an intervention the two are participants and controls.
            @if !is_intervention { (rate_without(&cohorts, language)) }
            @if let Some(listing) = profile::listing(&rows, language) {
                details {
                    summary { (say(language, "Køn, alder, startår og andre kendetegn", "Sex, age, year of entry and other characteristics")) }
                    div.wide-table tabindex="0" role="group" aria-label=(listing.title) { (listing.html()) }
                    p.help { (profile::explanation(language)) }
                }
            }
        }
    }
}

/// How many of a target group succeed, as a guide to the rate without an intervention.
pub fn guide_to_rate(database: &Database, of: &Group, language: Language) -> Markup {
    rate_without(&cohorts(database, of), language)
}

fn cohorts<'a>(database: &'a Database, of: &Group) -> Vec<&'a CohortRow> {
    database
        .cohorts
        .iter()
        .filter(|row| row.target_group == of.group && row.subgroup == of.subgroup && row.success_measure == of.measure)
        .collect()
}

fn rate_without(cohorts: &[&CohortRow], language: Language) -> Markup {
    html! {
        @if let Some(share) = success_share(cohorts) {
            p.help {
                (say(language, "Af alle i målgruppen nåede ", "Of all in the group, ")) strong { (number(share * 100.0, 0, language)) " %" }
                (say(language, " succesmålet. Det er et pejlemærke for succesraten uden indsatsen.", " reached the success measure: a guide to the success rate without the intervention."))
            }
        }
    }
}

/// A cohort. The mean age of one without persons does not exist; that of one with a count that is held back is held back as well.
fn cohort(row: &CohortRow, kind: GroupKind, language: Language) -> Markup {
    let held_back = || say(language, "tilbageholdt", "held back").to_owned();
    let no_age = || if row.persons == Some(0) { "–".to_owned() } else { held_back() };
    html! {
        tr {
            th scope="row" { (sentence(row.arm.label_in(kind, language))) }
            td.number { (row.persons.map_or_else(held_back, |n| number(n as f64, 0, language))) }
            td.number { (row.mean_age.map_or_else(no_age, |age| number(age, 1, language))) }
        }
    }
}

/// The share of a group that succeeds, where both counts are published.
fn success_share(cohorts: &[&CohortRow]) -> Option<f64> {
    let of_arm = |arm: Arm| -> Option<i64> {
        cohorts.iter().filter(|row| row.arm == arm).map(|row| row.persons).sum::<Option<i64>>()
    };
    let (success, other) = (of_arm(Arm::Success)?, of_arm(Arm::NonSuccess)?);
    (success + other > 0).then(|| success as f64 / (success + other) as f64)
}

/// The first letter as a capital.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
