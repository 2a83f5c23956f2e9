//! The number of persons after each step from the population to the cohorts, and in the regressions of each follow-up year.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::shown::{Report, id};
use crate::charts::{ChartText, Shape, Span, spans};
use crate::number::number;
use crate::say;
use foundation::keys::is_whole_group;
use foundation::tables::audit::{AttritionRow, AuditFitRow};
use foundation::tables::published::{SubgroupRow, SuccessMeasureRow, TargetGroupRow};
use foundation::words::Language;

/// Every step: its name, whether it is a remaining number (and not a number left out), and its Danish and English text.
const STEPS: &[(&str, bool, &str, &str)] = &[
    ("population", true, "befolkning", "population"),
    ("ages", true, "i alderen", "of age"),
    ("condition", true, "opfylder betingelsen", "condition holds"),
    ("washed_out", false, "heraf udeladt, fordi de hørte til året før", "of them left out for belonging before"),
    ("entered", true, "indtrådt", "entered"),
    (
        "left_censored",
        false,
        "heraf i det første år, så indtræden kan være tidligere",
        "of them in the first year, maybe earlier",
    ),
    ("years_not_available", false, "år, som registrene ikke dækker", "years that the registers do not cover"),
    ("subgroup", true, "i undergruppen", "in the subgroup"),
    ("undetermined_not_resident", false, "uafgjort: ikke bosat hele året", "undetermined: not resident all year"),
    ("undetermined_not_covered", false, "uafgjort: året er ikke dækket", "undetermined: year not covered"),
    ("undetermined_null", false, "uafgjort: værdien mangler", "undetermined: value missing"),
    ("determined", true, "succes afgjort", "success determined"),
    ("success", true, "med succes", "success"),
    ("non_success", true, "uden succes", "non-success"),
];

/// The steps in the table of subgroups.
const OF_SUBGROUPS: [&str; 4] = ["subgroup", "determined", "success", "non_success"];

fn step(name: &str, language: Language) -> String {
    let known = STEPS.iter().find(|(known, ..)| *known == name);
    known.map_or_else(|| name.replace('_', " "), |(.., da, en)| say(language, da, en).to_owned())
}

/// A chart and tables for each success measure of a target group.
pub fn section(report: &Report<'_>, group: &TargetGroupRow, language: Language) -> Markup {
    let mut fits: BTreeMap<&str, Vec<&AuditFitRow>> = BTreeMap::new();
    let whole = |fit: &&&AuditFitRow| fit.target_group == group.target_group && is_whole_group(&fit.subgroup);
    for fit in report.published.iter().filter(whole) {
        fits.entry(&fit.success_measure).or_default().push(fit);
    }
    let label = group.label().get(language);
    let of_group = || report.attrition.iter().filter(|row| row.target_group == group.target_group);
    let before: Vec<&AttritionRow> = of_group().filter(|row| row.success_measure.is_none()).collect();
    html! {
        @for measure in report.database.success_measures.iter().filter(|m| m.target_group == group.target_group) {
            @let after = of_group().filter(|row| row.success_measure.as_ref() == Some(&measure.success_measure));
            @let whole: Vec<&AttritionRow> =
                before.iter().copied().chain(after.clone().filter(|row| is_whole_group(&row.subgroup))).collect();
            @let said = measure.label().get(language);
            (picture(&id(&[&group.target_group, &measure.success_measure, say(language, "da", "en")]), label, &whole, language))
            (steps(said, &whole, language))
            (years(fits.get(&*measure.success_measure).map_or(&[], Vec::as_slice), language))
            (subgroups(report, &after.collect::<Vec<_>>(), measure, language))
        }
    }
}

/// A chart of the remaining numbers, from the condition on: beside the population the others would be invisible.
fn picture(id: &str, label: &str, rows: &[&AttritionRow], language: Language) -> Markup {
    let leaves = |name: &str| STEPS.iter().skip(2).any(|(known, leaves, ..)| *known == name && *leaves);
    let left: Vec<Span> = rows
        .iter()
        .filter(|row| leaves(&row.name))
        .map(|row| Span { name: step(&row.name, language), from: 0.0, to: row.persons as f64, point: None })
        .collect();
    let description = left.iter().map(|row| format!("{} {}", row.name, row.to)).collect::<Vec<_>>().join(", ");
    let about = ChartText { id: &format!("flow-{id}"), title: label, description: &description, shape: Shape::Page };
    spans(&about, &left, None, &|value| number(value, 0, language))
}

fn steps(measure: &str, rows: &[&AttritionRow], language: Language) -> Markup {
    html! {
        table {
            caption { (say(language, "Skridt for skridt", "Step by step")) ": " (measure) }
            thead {
                tr {
                    th scope="col" { (say(language, "skridt", "step")) }
                    th.n scope="col" { (say(language, "personer", "persons")) }
                }
            }
            tbody {
                @for row in rows {
                    tr { th scope="row" { (step(&row.name, language)) } td.n { (number(row.persons as f64, 0, language)) } }
                }
            }
        }
    }
}

/// The smallest and the largest number of persons in the regressions of each follow-up year.
fn years(fits: &[&AuditFitRow], language: Language) -> Markup {
    let mut by_year: BTreeMap<i32, Vec<[i64; 2]>> = BTreeMap::new();
    for fit in fits {
        by_year.entry(fit.follow_up_year).or_default().push([fit.n_success, fit.n_non_success]);
    }
    let span = |counts: &[[i64; 2]], arm: usize| {
        let of_arm = || counts.iter().filter_map(|both| both.get(arm).copied());
        let shown = |n: Option<i64>| n.map(|n| number(n as f64, 0, language)).unwrap_or_default();
        let (least, most) = (of_arm().min(), of_arm().max());
        if least == most { shown(most) } else { format!("{} – {}", shown(least), shown(most)) }
    };
    html! {
        table {
            caption {
                (say(language, "Personer i regressionerne, fra den konsekvens med færrest til den med flest",
                    "Persons in the regressions, from the consequence with the fewest to the one with the most"))
            }
            thead {
                tr {
                    th.n scope="col" { (say(language, "år efter", "year")) }
                    th.n scope="col" { (say(language, "med succes", "success")) }
                    th.n scope="col" { (say(language, "uden succes", "non-success")) }
                    th.n scope="col" { (say(language, "regressioner", "regressions")) }
                }
            }
            tbody {
                @for (year, counts) in &by_year {
                    tr {
                        th.n scope="row" { (year) }
                        td.n { (span(counts, 0)) } td.n { (span(counts, 1)) } td.n { (counts.len()) }
                    }
                }
            }
        }
    }
}

fn subgroups(report: &Report<'_>, rows: &[&AttritionRow], measure: &SuccessMeasureRow, language: Language) -> Markup {
    let of_group = report.database.subgroups.iter().filter(|s| s.target_group == measure.target_group);
    let subgroups: Vec<&SubgroupRow> = of_group.filter(|s| s.subgroup != "all").collect();
    let persons = |subgroup: &str, name: &str| {
        let row = rows.iter().find(|row| row.subgroup == subgroup && row.name == name);
        row.map(|row| number(row.persons as f64, 0, language)).unwrap_or_default()
    };
    html! {
        @if !subgroups.is_empty() {
            table {
                caption { (say(language, "Undergrupper", "Subgroups")) }
                thead {
                    tr {
                        th scope="col" { (say(language, "undergruppe", "subgroup")) }
                        @for name in OF_SUBGROUPS { th.n scope="col" { (step(name, language)) } }
                    }
                }
                tbody {
                    @for subgroup in subgroups {
                        tr {
                            th scope="row" { (subgroup.label().get(language)) }
                            @for name in OF_SUBGROUPS { td.n { (persons(&subgroup.subgroup, name)) } }
                        }
                    }
                }
            }
        }
    }
}
