//! The difference between two releases on one screen, and in full.

use crate::diff::{
    NUMBERS, cause_headers, cells, counts, design_cells, design_headers, explained, headers, headings, held_cells,
    held_headers,
};
use crate::table::{Align, table};
use foundation::words::Language;
use release::knowledge::{Cause, DesignChange, Diff, HeldBackCount, RegressionChange};

/// How many causes and changed regressions the screen shows.
const CAUSES: usize = 8;
const CHANGES: usize = 5;
/// How many causes of a regression the screen names.
const NAMED: usize = 2;
/// How many parts of a cause the screen shows, and all of them.
const PARTS: usize = 4;
const EVERY_PART: usize = 200;
/// How many parts of designs the screen shows.
const DESIGNS: usize = 6;
/// How many counts that are held back now the screen shows.
const HELD: usize = 6;

/// The counts, the causes that can explain most, and the regressions that moved most.
pub fn screen(diff: &Diff, language: Language) -> String {
    let headings = headings(diff, language);
    let mut text = format!("{}\n{}{}\n", headings.title, summary(diff, language), headings.unchanged);
    let mut causes: Vec<_> = diff.causes.iter().collect();
    causes.sort_by_key(|cause| std::cmp::Reverse(cause.explains));
    let title = counted(headings.causes, CAUSES, causes.len(), language);
    text += "\n";
    text += &match causes.is_empty() {
        true => format!("{}\n", headings.no_causes),
        false => {
            let row = |c: &&Cause| vec![c.what.clone(), explained(c, PARTS, language), c.explains.to_string()];
            let rows = causes.iter().copied().take(CAUSES).map(|c| row(&c));
            cause_table(&title, rows.collect(), language)
        }
    };
    text += &headings.room.map_or_else(String::new, |room| format!("{room}\n"));
    let mut changes: Vec<&RegressionChange> = diff.changes.iter().collect();
    // A regression without two published estimates has no distance: those stand last.
    changes.sort_by(|a, b| b.errors.unwrap_or(-1.0).total_cmp(&a.errors.unwrap_or(-1.0)));
    if !changes.is_empty() {
        text += "\n";
        let title = counted(headings.changes, CHANGES, changes.len(), language);
        let mut largest: Vec<RegressionChange> = changes.iter().take(CHANGES).map(|row| (*row).clone()).collect();
        for row in &mut largest {
            let more = row.causes.len().saturating_sub(NAMED);
            if more > 0 {
                row.causes.truncate(NAMED);
                row.causes.push(format!("+ {more}"));
            }
        }
        text += &change_table(&title, &largest, language);
    }
    if !diff.designs.is_empty() {
        let title = counted(headings.designs, DESIGNS, diff.designs.len(), language);
        text.push('\n');
        text += &design_table(&title, &diff.designs, DESIGNS, language);
    }
    if !diff.held_back.is_empty() {
        let title = counted(&headings.held_back, HELD, diff.held_back.len(), language);
        text.push('\n');
        text += &held_table(&title, &diff.held_back, HELD, language);
    }
    text
}

/// Every cause and every changed regression.
pub fn full(diff: &Diff, language: Language) -> String {
    let headings = headings(diff, language);
    let mut text = format!("{}\n\n", headings.title);
    if diff.causes.is_empty() {
        text += &format!("{}\n\n", headings.no_causes);
    } else {
        let rows = diff
            .causes
            .iter()
            .map(|c| vec![c.what.clone(), explained(c, EVERY_PART, language), c.explains.to_string()]);
        text += &cause_table(headings.causes, rows.collect(), language);
        text += &headings.room.map_or_else(String::new, |room| format!("{room}\n"));
        text.push('\n');
    }
    if !diff.changes.is_empty() {
        text += &change_table(headings.changes, &diff.changes, language);
        text.push('\n');
    }
    if !diff.designs.is_empty() {
        text += &design_table(headings.designs, &diff.designs, usize::MAX, language);
        text.push('\n');
    }
    if !diff.held_back.is_empty() {
        text += &held_table(&headings.held_back, &diff.held_back, usize::MAX, language);
        text.push('\n');
    }
    text + &summary(diff, language) + &headings.unchanged + "\n"
}

fn summary(diff: &Diff, language: Language) -> String {
    counts(diff).into_iter().map(|(change, count)| format!("{count} {}\n", change.label(language))).collect()
}

/// A title with how many rows of how many follow.
fn counted(title: &str, most: usize, all: usize, language: Language) -> String {
    match language {
        _ if all <= most => title.to_owned(),
        Language::Da => format!("{title} ({most} af {all})"),
        Language::En => format!("{title} ({most} of {all})"),
    }
}

fn cause_table(title: &str, rows: Vec<Vec<String>>, language: Language) -> String {
    let [what, how, explains] = cause_headers(language);
    table(title, &[(what, Align::Left), (how, Align::Left), (explains, Align::Right)], &rows)
}

fn design_table(title: &str, rows: &[DesignChange], most: usize, language: Language) -> String {
    let headers = design_headers(language).map(|header| (header, Align::Left));
    let rows: Vec<Vec<String>> = rows.iter().take(most).map(|row| design_cells(row).to_vec()).collect();
    table(title, &headers, &rows)
}

fn held_table(title: &str, rows: &[HeldBackCount], most: usize, language: Language) -> String {
    let [group, cohort, before, reason] = held_headers(language);
    let headers = [(group, Align::Left), (cohort, Align::Left), (before, Align::Right), (reason, Align::Left)];
    let rows: Vec<Vec<String>> = rows.iter().take(most).map(|row| held_cells(row, language).to_vec()).collect();
    table(title, &headers, &rows)
}

fn change_table(title: &str, changes: &[RegressionChange], language: Language) -> String {
    let align = |at: usize| if NUMBERS.contains(&at) { Align::Right } else { Align::Left };
    let headers: Vec<(&str, Align)> =
        headers(language).into_iter().enumerate().map(|(at, name)| (name, align(at))).collect();
    let rows: Vec<Vec<String>> = changes.iter().map(|row| cells(row, language).to_vec()).collect();
    table(title, &headers, &rows)
}
