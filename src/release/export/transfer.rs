//! The way out of the secure room: every table in file types that it lets out, small and described, with what the output
//! checker needs to see.

use std::collections::BTreeMap;

use maud::{DOCTYPE, html};

use super::workbook;
use crate::disclosure::STATUS;
use crate::knowledge::manifest::Comparison;
use definitions::disclosure::Policy;
use foundation::error::{Error, Result};
use foundation::tables::Database;
use foundation::tables::audit::DisclosureRow;
use foundation::tables::view::View;
use foundation::words::{Decision, Language};

/// The files of `transfer/`, by name: a text for each table, from which `som import` rebuilds it, a workbook for eyes, the
/// checker's summary, and what all of them are.
///
/// # Errors
/// The program's own fault only.
pub fn transfer(
    database: &Database,
    policy: &Policy,
    decisions: &[DisclosureRow],
    comparison: &Comparison,
) -> Result<Vec<(String, Vec<u8>)>> {
    let views = database.views().map_err(Error::internal)?;
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for view in &views {
        let text = view.to_tsv().map_err(Error::internal)?;
        files.push((format!("{}.tsv", view.name), text.into_bytes()));
    }
    files.push(("release.xlsx".to_owned(), workbook::workbook(&views)?));
    files.push(("checker.html".to_owned(), checker(database, policy, decisions, comparison, &views).into_bytes()));
    files.push(("README.txt".to_owned(), readme(database, &views).into_bytes()));
    Ok(files)
}

fn readme(database: &Database, views: &[View]) -> String {
    let mut text = format!(
        "Release {} of the SØM knowledge database, to be taken out of the secure room.\n\n\
         Aggregated figures only; no row is of a person. What was held back, rounded and why: checker.html.\n\n",
        database.release
    );
    let mut line = |file: &str, what: &str| text.push_str(&format!("{file:<24}{what}\n"));
    for view in views {
        line(&format!("{}.tsv", view.name), &format!("{} rows, tab-separated. {}", view.rows.len(), view.about));
    }
    line("release.xlsx", "the same tables as one workbook, for reading");
    line("checker.html", "the decisions of disclosure control, for the output checker");
    line("manifest.txt", "what the release holds and was made from, by hash (JSON)");
    text.push_str(
        "\nOutside: `som import FOLDER` rebuilds the release from the .tsv files and manifest.txt, and verifies it.\n",
    );
    text
}

/// What the output checker sees: the policy, the decisions counted by rule, and every one that is not a pass. No figures, and
/// of reasons only the rule: this leaves too.
fn checker(
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
    // Replaced statuses are not listed: the list would reveal them.
    let others = decisions.iter().filter(|row| row.decision != Decision::Pass && row.part != STATUS);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                title { "Disclosure control of release " (database.release) }
                style { "body{font:14px sans-serif;max-width:60em;margin:2em auto;padding:0 1em}\
                         table{border-collapse:collapse}th,td{text-align:left;padding:.2em .8em .2em 0;\
                         border-bottom:1px solid #ccc}td.n{text-align:right}" }
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
                table {
                    tr { th { "table" } th { "row" } th { "part" } th { "decision" } th { "why" } }
                    @for row in others {
                        tr {
                            td { (row.table) } td { (row.key) } td { (row.part) }
                            td { (row.decision.label(Language::En)) }
                            td { (row.rule.map_or("", |rule| rule.label(Language::En))) }
                        }
                    }
                }
            }
        }
    }
    .into_string()
}
