//! What a build made: a screen with the whole target groups, one target group, or every subgroup.

use std::collections::BTreeSet;

use crate::number::count_of;
use crate::paragraph::paragraph;
use crate::table::{Align, table};
use foundation::keys::WHOLE_GROUP;
use foundation::tables::build::{BuildReport, SummaryRow};

/// The most rows that the screen shows of whole target groups by success measure; of more, each target group has one row.
const ROWS: usize = 15;

/// The totals, the whole target groups, and where everything is.
pub fn screen(built: &BuildReport) -> String {
    let whole: Vec<&SummaryRow> = built.rows.iter().filter(|row| row.subgroup == WHOLE_GROUP).collect();
    let sum = |of: fn(&SummaryRow) -> i64| built.rows.iter().map(of).sum::<i64>();
    let mut text = format!(
        "{}: {} estimated, {} significant\n\n",
        count_of(sum(|row| row.fits), "regression", "regressions"),
        sum(|row| row.estimated),
        sum(|row| row.significant),
    );
    let empty = || built.rows.iter().filter(|row| row.success == 0 || row.non_success == 0);
    if whole.len() <= ROWS {
        text += &summary_table(whole.iter().copied());
        let hidden = built.rows.len() - whole.len();
        if hidden > 0 {
            text += &format!("{} with --full\n", count_of(hidden, "more row", "more rows"));
        }
    } else {
        text += &by_group(&built.rows);
        text += "Subgroups and success measures with --full, or of one target group with --group ID\n";
    }
    // An empty cohort is a finding of its own, also where its row is hidden.
    text += &notes(empty().take(ROWS));
    let more = empty().count().saturating_sub(ROWS);
    if more > 0 {
        text += &format!("{} with --full\n", count_of(more, "more empty cohort", "more empty cohorts"));
    }
    text + "\n" + &places(built)
}

/// One row a target group. Persons are those of the whole group's first success measure: measures split the same persons.
fn by_group(summary: &[SummaryRow]) -> String {
    let headers = [
        ("target group", Align::Left),
        ("persons", Align::Right),
        ("subgroups", Align::Right),
        ("success measures", Align::Right),
        ("fits", Align::Right),
        ("estimated", Align::Right),
        ("significant", Align::Right),
    ];
    let mut names: Vec<&str> = summary.iter().map(|row| row.target_group.as_str()).collect();
    names.dedup();
    let cells = |name: &&str| {
        let rows: Vec<&SummaryRow> = summary.iter().filter(|row| row.target_group == *name).collect();
        let distinct = |of: fn(&SummaryRow) -> &String| rows.iter().map(|row| of(row)).collect::<BTreeSet<_>>().len();
        let whole = rows.iter().find(|row| row.subgroup == WHOLE_GROUP);
        let persons = whole.map_or(0, |row| row.success + row.non_success + row.undetermined);
        let sum = |of: fn(&SummaryRow) -> i64| rows.iter().map(|row| of(row)).sum::<i64>().to_string();
        vec![
            (*name).to_owned(),
            persons.to_string(),
            (distinct(|row| &row.subgroup) - 1).to_string(),
            distinct(|row| &row.success_measure).to_string(),
            sum(|row| row.fits),
            sum(|row| row.estimated),
            sum(|row| row.significant),
        ]
    };
    table("", &headers, &names.iter().map(cells).collect::<Vec<_>>())
}

/// Every subgroup, with the reasons for missing estimates.
pub fn full(built: &BuildReport) -> String {
    rows_and_notes(built.rows.iter()) + "\n" + &places(built)
}

/// One target group: every subgroup and success measure, and where everything is.
pub fn of_group(built: &BuildReport, group: &str) -> String {
    rows_and_notes(built.rows.iter().filter(|row| row.target_group == group)) + "\n" + &places(built)
}

fn rows_and_notes<'a>(rows: impl Iterator<Item = &'a SummaryRow> + Clone) -> String {
    summary_table(rows.clone()) + &notes(rows)
}

/// Why regressions have no estimate.
fn notes<'a>(rows: impl Iterator<Item = &'a SummaryRow>) -> String {
    let noted = rows.filter_map(|row| Some((row, row.note.as_ref()?)));
    noted.map(|(row, note)| paragraph("", &format!("{}: {note}", name(row)))).collect()
}

fn name(row: &SummaryRow) -> String {
    format!("{} / {} / {}", row.target_group, row.subgroup, row.success_measure)
}

fn summary_table<'a>(rows: impl Iterator<Item = &'a SummaryRow>) -> String {
    let headers = [
        ("target group / subgroup / success measure", Align::Left),
        ("success", Align::Right),
        ("non-success", Align::Right),
        ("undetermined", Align::Right),
        ("fits", Align::Right),
        ("estimated", Align::Right),
        ("significant", Align::Right),
    ];
    table("", &headers, &rows.map(cells).collect::<Vec<_>>())
}

/// The expected false positives, estimates against expectation, and the folders and pages that were written.
fn places(built: &BuildReport) -> String {
    let mut text =
        format!("Expected false positives if every null hypothesis were true: {:.0}\n", built.expected_false);
    let (against, of) = built.against_expectation;
    if against > 0 {
        text += &format!("Against the sign that the qualification expects: {against} of {of} published estimates\n");
    }
    let (release, audit) = (&built.release, &built.audit);
    text += &format!("release: {}\n", release.display());
    if let Some(compared) = built.compared {
        text += &format!("  compared with {}\n", count_of(compared, "earlier release", "earlier releases"));
    }
    text += &format!("  page for the output checker: {}\n", release.join("transfer/checker.html").display());
    text += &format!("audit:   {} (stays in the secure room)\n", audit.display());
    text += &format!("  report with charts: {}\n", audit.join("report.html").display());
    if let Some(companion) = &built.companion {
        text += &format!("companion: {} (all fits; not the knowledge database)\n", companion.display());
    }
    text
}

fn cells(row: &SummaryRow) -> Vec<String> {
    let numbers = [row.success, row.non_success, row.undetermined, row.fits, row.estimated, row.significant];
    std::iter::once(name(row)).chain(numbers.map(|number| number.to_string())).collect()
}
