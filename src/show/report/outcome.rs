//! How many regressions ended how, and what disclosure control decided.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{Report, say};
use crate::words::{Decision, Language, Status};

/// Regressions by target group and status, and decisions by rule.
pub fn section(report: &Report<'_>, language: Language) -> Markup {
    let say = |da, en| say(language, da, en);
    let mut decisions: BTreeMap<(Decision, Option<&str>, &str), usize> = BTreeMap::new();
    for row in report.disclosure {
        *decisions.entry((row.decision, row.rule.map(|rule| rule.label(language)), &row.part)).or_default() += 1;
    }
    let statuses: Vec<Status> = Status::ALL
        .iter()
        .copied()
        .filter(|status| report.database.fits.iter().any(|fit| fit.status == *status))
        .collect();
    html! {
        table {
            caption { (say("Planlagte regressioner efter status", "Planned regressions by status")) }
            thead {
                tr {
                    th scope="col" { (say("målgruppe", "target group")) }
                    th.n scope="col" { (say("signifikante", "significant")) }
                    @for status in &statuses { th.n scope="col" { (status.label(language)) } }
                }
            }
            tbody {
                @for group in &report.database.target_groups {
                    @let fits = || report.database.fits.iter().filter(|fit| fit.target_group == group.target_group);
                    tr {
                        th scope="row" { (group.target_group) }
                        td.n { (fits().filter(|fit| fit.significant).count()) }
                        @for status in &statuses { td.n { (fits().filter(|fit| fit.status == *status).count()) } }
                    }
                }
            }
        }
        table {
            caption { (say("Afgørelser i diskretionskontrollen", "Decisions of disclosure control")) }
            @for ((decision, rule, part), count) in &decisions {
                tr {
                    th scope="row" { (decision.label(language)) }
                    td { (rule.unwrap_or_default()) } td { (part) } td.n { (count) }
                }
            }
        }
    }
}
