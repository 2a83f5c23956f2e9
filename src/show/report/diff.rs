//! The difference between two releases as a page, and as a part of a build's report.

use maud::{Markup, html};

use super::page::release_page;
use crate::diff::{
    NUMBERS, cause_headers, cells, counts, design_cells, design_headers, explained, headers, headings, held_cells,
    held_headers,
};
use foundation::words::Language;
use release::knowledge::Diff;

/// The comparison as a page.
pub fn page(diff: &Diff, language: Language) -> String {
    let title = headings(diff, language).title;
    release_page(&title, language, "", &html! { main { h1 { (title) } (section(diff, language, usize::MAX)) } })
}

/// The comparison without its title, with at most `most` of the regressions.
pub fn section(diff: &Diff, language: Language, most: usize) -> Markup {
    let headings = headings(diff, language);
    html! {
        ul { @for (change, count) in counts(diff) { li { (count) " " (change.label(language)) } } }
        p { (headings.unchanged) }
        @if diff.causes.is_empty() {
            p { (headings.no_causes) }
        } @else {
            @let [what, how, explains] = cause_headers(language);
            table {
                caption { (headings.causes) }
                thead { tr { th scope="col" { (what) } th scope="col" { (how) } th.n scope="col" { (explains) } } }
                tbody {
                    @for cause in &diff.causes {
                        tr { th scope="row" { (cause.what) } td { (explained(cause, usize::MAX, language)) } td.n { (cause.explains) } }
                    }
                }
            }
            @if let Some(room) = headings.room { p { strong { (room) } } }
        }
        @if !diff.designs.is_empty() {
            table {
                caption { (headings.designs) }
                thead { tr { @for name in design_headers(language) { th scope="col" { (name) } } } }
                tbody { @for row in &diff.designs { tr { @for cell in design_cells(row) { td { (cell) } } } } }
            }
        }
        @if !diff.held_back.is_empty() {
            table {
                caption { (headings.held_back) }
                thead { tr { @for name in held_headers(language) { th scope="col" { (name) } } } }
                tbody {
                    @for row in &diff.held_back {
                        tr { @for cell in held_cells(row, language) { td { (cell) } } }
                    }
                }
            }
        }
        @if !diff.changes.is_empty() {
            div.wide {
                table {
                    caption { (headings.changes) }
                    thead {
                        tr {
                            @for (at, name) in headers(language).into_iter().enumerate() {
                                th class=[NUMBERS.contains(&at).then_some("n")] scope="col" { (name) }
                            }
                        }
                    }
                    tbody {
                        @for row in diff.changes.iter().take(most) {
                            tr {
                                @for (at, cell) in cells(row, language).into_iter().enumerate() {
                                    td class=[NUMBERS.contains(&at).then_some("n")] { (cell) }
                                }
                            }
                        }
                    }
                }
            }
            @if diff.changes.len() > most { p { "… " (diff.changes.len() - most) } }
        }
    }
}
