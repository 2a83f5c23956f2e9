//! How many persons each step from the population to the cohorts leaves.

use maud::{Markup, html};

use super::{Report, id, say};
use crate::show::chart::{About, Span, spans};
use crate::show::number::number;
use crate::tables::audit::AttritionRow;
use crate::words::Language;

/// The steps after which persons are left; the others count persons of whom something is true.
const STEPS: &[(&str, &str, &str)] = &[
    ("population", "befolkning", "population"),
    ("ages", "i alderen", "of age"),
    ("condition", "opfylder betingelsen", "condition holds"),
    ("entered", "indtrådt", "entered"),
    ("subgroup", "i undergruppen", "in the subgroup"),
    ("determined", "succes afgjort", "success determined"),
    ("success", "med succes", "success"),
    ("non_success", "uden succes", "non-success"),
];

fn step(name: &str, language: Language) -> String {
    let known = STEPS.iter().find(|(known, ..)| *known == name);
    known.map_or_else(|| name.replace('_', " "), |(_, da, en)| say(language, da, en).to_owned())
}

/// A picture and a table for each target group and success measure.
pub fn section(report: &Report<'_>, language: Language) -> Markup {
    html! {
        @for group in &report.database.target_groups {
            @let label = say(language, &group.label_da, &group.label_en);
            @let of_group = || report.attrition.iter().filter(|row| row.target_group == group.target_group);
            @let before: Vec<&AttritionRow> = of_group().filter(|row| row.success_measure.is_none()).collect();
            h3 { (label) }
            @for measure in report.database.success_measures.iter().filter(|m| m.target_group == group.target_group) {
                @let after = of_group().filter(|row| row.success_measure.as_ref() == Some(&measure.success_measure));
                @let whole: Vec<&AttritionRow> =
                    before.iter().copied().chain(after.clone().filter(|row| row.subgroup == "all")).collect();
                p { (say(language, &measure.label_da, &measure.label_en)) }
                (picture(&id(&[&group.target_group, &measure.success_measure, say(language, "da", "en")]), label, &whole, language))
                (table(&whole, language))
                @for subgroup in report.database.subgroups.iter().filter(|s| s.target_group == group.target_group) {
                    @if subgroup.subgroup != "all" {
                        @let rows: Vec<&AttritionRow> =
                            after.clone().filter(|row| row.subgroup == subgroup.subgroup).collect();
                        details {
                            summary { (say(language, &subgroup.label_da, &subgroup.label_en)) }
                            (table(&rows, language))
                        }
                    }
                }
            }
        }
    }
}

/// The steps that leave persons, from the condition on: the population would make all others a hair.
fn picture(id: &str, label: &str, rows: &[&AttritionRow], language: Language) -> Markup {
    let left: Vec<Span> = rows
        .iter()
        .filter(|row| STEPS.iter().skip(2).any(|(name, ..)| *name == row.name))
        .map(|row| Span { name: step(&row.name, language), from: 0.0, to: row.persons as f64, point: None })
        .collect();
    let description = left.iter().map(|row| format!("{} {}", row.name, row.to)).collect::<Vec<_>>().join(", ");
    let about = About { id: &format!("flow-{id}"), title: label, description: &description };
    spans(&about, &left, None, &|value| number(value, 0, language))
}

fn table(rows: &[&AttritionRow], language: Language) -> Markup {
    html! {
        table {
            @for row in rows {
                tr { th scope="row" { (step(&row.name, language)) } td.n { (number(row.persons as f64, 0, language)) } }
            }
        }
    }
}
