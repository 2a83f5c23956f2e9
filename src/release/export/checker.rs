//! The page of `transfer/` for the output checker: the policy of disclosure control, and what it decided.

use std::collections::BTreeMap;

use maud::{DOCTYPE, Markup, html};

use super::find;
use crate::disclosure::STATUS;
use crate::knowledge::manifest::Comparison;
use crate::view::View;
use definitions::disclosure::Policy;
use foundation::tables::Database;
use foundation::tables::audit::DisclosureRow;
use foundation::words::{Decision, Language};

/// What the output checker sees: the policy, the decisions counted by rule, and every one that is not a pass. No figures, and
/// of reasons only the rule: this leaves too.
pub fn checker(
    database: &Database,
    policy: &Policy,
    decisions: &[DisclosureRow],
    comparison: &Comparison,
    views: &[View],
) -> String {
    let mut counted: BTreeMap<(&str, &str, Decision, &str), u64> = BTreeMap::new();
    // The number of replaced statuses is left out: it would reveal them.
    for row in decisions.iter().filter(|row| row.part != STATUS || row.decision == Decision::Pass) {
        let rule = row.rule.map_or("", |rule| rule.label(Language::En));
        *counted.entry((&row.table, &row.part, row.decision, rule)).or_default() += 1;
    }
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                title { "Disclosure control of release " (database.release) }
                meta http-equiv="Content-Security-Policy" content=(find::POLICY);
                style { (STYLE) }
            }
            body {
                h1 { "Disclosure control of release " (database.release) }
                @if policy.control {
                    p {
                        "No cell has fewer than " (policy.minimum_persons) " persons or fewer than "
                        (policy.minimum_users) " users, zero included; no regression has fewer than " (policy.minimum_df)
                        " degrees of freedom. One person has at most " (policy.largest_share) " and two at most "
                        (policy.two_largest_share) " of a cohort's amount. Counts are multiples of "
                        (policy.round_counts_to) ". "
                        @if policy.round_estimates {
                            "Estimates have the digits of their standard error, which has " (policy.digits) ". "
                        } @else {
                            "Estimates are rounded to a thousandth of their standard errors. "
                        }
                        "Counts carry noise with a standard deviation of " (policy.count_noise) " persons before they are rounded, \
                         estimates and means " (policy.estimate_noise) " times what one person moves them; the same persons \
                         always have the same noise. "
                        "Groups that differ by fewer than " (policy.minimum_persons) " persons from a published group, in this or any \
                         earlier release of the room, are held back. "
                        "Means are rounded so that mean × count gives no total back. Differences between "
                        "subgroups, target groups, success measures, years, consequences and earlier releases are checked \
                         likewise. What is held back is empty, never zero, and its row says why. No status reveals a cell that is \
                         empty or full: it is coarser, or held back, and the audit alone says which ones are."
                    }
                } @else {
                    p { strong { "Disclosure control was off. This must be judged by hand before it leaves." } }
                }
                h2 { "Releases compared" }
                @if let Some(room) = &comparison.room {
                    p {
                        "The room's secret has the fingerprint " code { (room) } ". Earlier releases of these registers must have the \
                         same one: otherwise the noise of both can be averaged away."
                    }
                }
                @if comparison.compared.is_empty() { p { "None." } } @else {
                    table {
                        tr { th { "release" } th { "hash of its manifest" } th { "counts compared" } }
                        @for earlier in &comparison.compared {
                            tr {
                                td { (earlier.release) } td { code { (earlier.manifest_blake3) } }
                                td { @if earlier.exact { "exact" } @else { "as published" } }
                            }
                        }
                    }
                }
                @if !comparison.not_compared.is_empty() {
                    p { strong { "Not compared: " (comparison.not_compared.join(", ")) "." } }
                }
                h2 { "What leaves" }
                table {
                    tr { th { "table" } th { "rows" } th { "a row is" } }
                    @for view in views {
                        tr { td { (view.name) } td.n { (view.rows.len()) } td { (view.about) } }
                    }
                }
                h2 { "Decisions" }
                table {
                    tr { th { "table" } th { "part" } th { "decision" } th { "rule" } th { "decisions" } }
                    @for ((table, part, decision, rule), count) in &counted {
                        tr {
                            td { (table) } td { (part) } td { (decision.label(Language::En)) } td { (rule) }
                            td.n { (count) }
                        }
                    }
                }
                h2 { "Held back, and for review" }
                (held_back(decisions))
                (find::script())
            }
        }
    }
    .into_string()
}

const STYLE: &str = "body{font:14px sans-serif;max-width:60em;margin:2em auto;padding:0 1em}\
    table{border-collapse:collapse}th,td{text-align:left;vertical-align:top;padding:.2em .8em .2em 0;\
    border-bottom:1px solid #ccc}td.n{text-align:right}summary{cursor:pointer;padding:.2em 0}\
    @media print{.screen{display:none}}";

/// What is the same of several decisions but for the follow-up year: table, row, part, decision and rule.
type Alike<'a> = (&'a str, &'a str, &'a str, Decision, &'a str);

/// Every decision that is not a pass, folded by target group. Years of the same decision share a line.
fn held_back(decisions: &[DisclosureRow]) -> Markup {
    // Replaced statuses are not listed: the list would reveal them.
    let others = decisions.iter().filter(|row| row.decision != Decision::Pass && row.part != STATUS);
    let mut groups: BTreeMap<&str, (usize, BTreeMap<Alike<'_>, Vec<&str>>)> = BTreeMap::new();
    for row in others {
        let (group, rest) = row.key.split_once(" / ").unwrap_or((&row.key, ""));
        let (row_of, year) = match rest.rsplit_once(" / ") {
            Some((before, last)) if last.parse::<i32>().is_ok() => (before, last),
            _ => (rest, ""),
        };
        let rule = row.rule.map_or("", |rule| rule.label(Language::En));
        let of_group = groups.entry(group).or_default();
        of_group.0 += 1;
        of_group.1.entry((&row.table, row_of, &row.part, row.decision, rule)).or_default().push(year);
    }
    html! {
        @if groups.is_empty() { p { "None." } } @else {
            p { "By target group; a line is all follow-up years that were decided alike." }
            (find::field("find", "Find a group, measure or consequence:", "details"))
        }
        @for (group, (count, lines)) in &groups {
            details {
                summary { (group) ": " (count) }
                table {
                    tr { th { "table" } th { "row" } th { "years" } th { "part" } th { "decision" } th { "why" } }
                    @for ((table, row, part, decision, rule), years) in lines {
                        tr {
                            td { (table) } td { (row) } td { (years.join(" ")) } td { (part) }
                            td { (decision.label(Language::En)) } td { (rule) }
                        }
                    }
                }
            }
        }
    }
}
