//! Regressions by status, and the decisions of disclosure control.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::group::{FOLDER, file_name};
use super::shown::Report;
use crate::say;
use foundation::words::{Decision, Language, Status};
use release::export::find::field;

/// The parts that decisions concern.
const PARTS: &[(&str, &str, &str)] = &[
    ("persons", "personer i en kohorte", "persons of a cohort"),
    ("figures", "estimat og usikkerhed", "estimate and error"),
    ("counts", "antal og gennemsnit", "counts and mean"),
    ("status", "status uden tal", "status without figures"),
];

fn part(name: &str, language: Language) -> &str {
    PARTS.iter().find(|(known, ..)| *known == name).map_or(name, |(_, da, en)| say(language, da, en))
}

/// Regressions by target group and status, and decisions by rule.
pub fn section(report: &Report<'_>, language: Language) -> Markup {
    let say = |da, en| say(language, da, en);
    let mut decisions: BTreeMap<(Decision, &str, &str), usize> = BTreeMap::new();
    for row in report.disclosure {
        let rule = row.rule.map_or("", |rule| rule.label(language));
        *decisions.entry((row.decision, rule, part(&row.part, language))).or_default() += 1;
    }
    let mut by_status: BTreeMap<(&str, Status), usize> = BTreeMap::new();
    for fit in report.published {
        *by_status.entry((&fit.target_group, fit.status)).or_default() += 1;
    }
    let mut significant: BTreeMap<&str, usize> = BTreeMap::new();
    let mut held_back: BTreeMap<&str, usize> = BTreeMap::new();
    for fit in &report.database.fits {
        *significant.entry(&fit.target_group).or_default() += usize::from(fit.significant);
        *held_back.entry(&fit.target_group).or_default() += usize::from(fit.status == Status::HeldBack);
    }
    // A group without a row of some kind has zero of them.
    let count = |counts: &BTreeMap<&str, usize>, group: &str| counts.get(group).map_or(0, |count| *count);
    let found = |status: &&Status| report.published.iter().any(|fit| fit.status == **status);
    let statuses: Vec<Status> = Status::ALL.iter().filter(found).copied().collect();
    let anchor = say("da", "en");
    html! {
        (field(&format!("find-{anchor}"), say("Find en målgruppe:", "Find a target group:"), &format!(".{anchor} .group")))
        div.wide {
            table {
                caption {
                    (say("Planlagte regressioner efter status i revisionen, og hvor mange der er offentliggjort",
                        "Planned regressions by status in the audit, and how many are published"))
                }
                thead {
                    tr {
                        th scope="col" { (say("målgruppe", "target group")) }
                        @for status in &statuses { th.n scope="col" { (status.label(language)) } }
                        th.n scope="col" { (say("signifikante", "significant")) }
                        th.n scope="col" { (Status::HeldBack.label(language)) }
                    }
                }
                tbody {
                    @for group in &report.database.target_groups {
                        tr.group {
                            th scope="row" {
                                a href=(format!("{FOLDER}/{}", file_name(&group.target_group))) {
                                    (report.group(&group.target_group, language))
                                }
                            }
                            @for status in &statuses {
                                td.n { (by_status.get(&(group.target_group.as_str(), *status)).map_or(0, |count| *count)) }
                            }
                            td.n { (count(&significant, &group.target_group)) }
                            td.n { (count(&held_back, &group.target_group)) }
                        }
                    }
                }
            }
        }
        table {
            caption { (say("Afgørelser i diskretionskontrollen", "Decisions of disclosure control")) }
            thead {
                tr {
                    th scope="col" { (say("afgørelse", "decision")) }
                    th scope="col" { (say("hvorfor", "why")) }
                    th scope="col" { (say("om", "about")) }
                    th.n scope="col" { (say("antal", "number")) }
                }
            }
            tbody {
                @for ((decision, rule, part), count) in &decisions {
                    tr {
                        th scope="row" { (decision.label(language)) }
                        td { (rule) } td { (part) } td.n { (count) }
                    }
                }
            }
        }
    }
}
