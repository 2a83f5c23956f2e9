//! The page of `transfer/` for the output checker: the policy of disclosure control, and what it decided.

use std::collections::{BTreeMap, HashMap};

use maud::{DOCTYPE, Markup, html};

use super::find;
use crate::disclosure::{FIGURES, STATUS};
use crate::knowledge::manifest::Comparison;
use crate::view::View;
use definitions::disclosure::Policy;
use foundation::tables::Database;
use foundation::tables::audit::DisclosureRow;
use foundation::words::{Decision, Language, Rule, Status};

/// What the output checker sees: the policy, the decisions counted by rule, and every one that is not a pass. No figures, and
/// of reasons only the rule: this leaves too. A regression's decision is what its row of `fits` shows, whatever stands in the
/// audit: how many statuses were replaced is a number of regressions with few users, or none.
pub fn checker(
    database: &Database,
    policy: &Policy,
    decisions: &[DisclosureRow],
    comparison: &Comparison,
    views: &[View],
) -> String {
    let mut counted: BTreeMap<(&str, &str, Decision, &str), u64> = BTreeMap::new();
    let shown = shown(database, decisions);
    for row in &shown {
        *counted.entry((row.table, row.part, row.decision, row.rule())).or_default() += 1;
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
                         empty or full: it is coarser, or held back, and the audit alone says which ones are. A regression \
                         has the status `few_users` where each cohort has fewer than " (policy.minimum_users) " users or none, \
                         and no other status or figure tells none from few."
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
                (held_back(&shown))
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

/// A decision as the release shows it.
struct ShownDecision<'a> {
    table: &'a str,
    key: &'a str,
    part: &'a str,
    decision: Decision,
    rule: Option<Rule>,
}

impl ShownDecision<'_> {
    fn rule(&self) -> &'static str {
        self.rule.map_or("", |rule| rule.label(Language::En))
    }
}

/// The decisions, those on a regression from its row of `fits`: a status that was replaced is one that leaves.
fn shown<'a>(database: &Database, decisions: &'a [DisclosureRow]) -> Vec<ShownDecision<'a>> {
    let held: HashMap<String, Option<Rule>> = database
        .fits
        .iter()
        .filter(|fit| fit.status == Status::HeldBack)
        .map(|fit| (fit.key().to_string(), fit.reason))
        .collect();
    let show = |row: &'a DisclosureRow| {
        let DisclosureRow { table, key, part, decision, rule, .. } = row;
        let as_decided = ShownDecision { table, key, part, decision: *decision, rule: *rule };
        if ![STATUS, FIGURES].contains(&part.as_str()) {
            return as_decided;
        }
        let (decision, rule) = match held.get(key) {
            Some(rule) => (Decision::HeldBack, *rule),
            None if *decision == Decision::Review => (Decision::Review, *rule),
            None => (Decision::Pass, None),
        };
        ShownDecision { table: "fits", part: "status and figures", decision, rule, ..as_decided }
    };
    decisions.iter().map(show).collect()
}

/// What is the same of several decisions but for the follow-up year: table, row, part, decision and rule.
type Alike<'a> = (&'a str, &'a str, &'a str, Decision, &'a str);

/// Every decision that is not a pass, folded by target group. Years of the same decision share a line.
fn held_back(decisions: &[ShownDecision<'_>]) -> Markup {
    let others = decisions.iter().filter(|row| row.decision != Decision::Pass);
    let mut groups: BTreeMap<&str, (usize, BTreeMap<Alike<'_>, Vec<&str>>)> = BTreeMap::new();
    for row in others {
        let (group, rest) = row.key.split_once(" / ").unwrap_or((row.key, ""));
        let (row_of, year) = match rest.rsplit_once(" / ") {
            Some((before, last)) if last.parse::<i32>().is_ok() => (before, last),
            _ => (rest, ""),
        };
        let of_group = groups.entry(group).or_default();
        of_group.0 += 1;
        of_group.1.entry((row.table, row_of, row.part, row.decision, row.rule())).or_default().push(year);
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
