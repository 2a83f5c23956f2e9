//! Regressions by status, and the decisions of disclosure control.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::Report;
use crate::say;
use foundation::words::{Decision, Language, Status};

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
    let found = |status: &&Status| report.published.iter().any(|fit| fit.status == **status);
    let statuses: Vec<Status> = Status::ALL.iter().filter(found).copied().collect();
    html! {
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
                        @let fits = || report.database.fits.iter().filter(|fit| fit.target_group == group.target_group);
                        @let exact = || report.published.iter().filter(|fit| fit.target_group == group.target_group);
                        tr {
                            th scope="row" { (report.group(&group.target_group, language)) }
                            @for status in &statuses { td.n { (exact().filter(|fit| fit.status == *status).count()) } }
                            td.n { (fits().filter(|fit| fit.significant).count()) }
                            td.n { (fits().filter(|fit| fit.status == Status::HeldBack).count()) }
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
