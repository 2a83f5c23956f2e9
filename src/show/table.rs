//! A titled table of text, with numbers to the right.

use comfy_table::{CellAlignment, LineStyle, Table, TableStyle};
use maud::{Markup, html};

/// How a column's cells are aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// A rule below the headers and nothing else, so that a long table stays short.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// A table as text that ends in a line break: the title on a line of its own, headers and a rule unless all are
/// empty, and the rows.
pub fn table(title: &str, headers: &[(&str, Align)], rows: &[Vec<String>]) -> String {
    let mut shown = Table::new();
    shown.load_style(STYLE);
    if headers.iter().any(|(header, _)| !header.is_empty()) {
        shown.set_header(headers.iter().map(|(header, _)| *header));
    }
    shown.add_rows(rows);
    for (position, (_, align)) in headers.iter().enumerate() {
        if let (Some(column), Align::Right) = (shown.column_mut(position), align) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let lines: Vec<String> = shown.lines().map(|line| line.trim_end().to_owned()).collect();
    if title.is_empty() { format!("{}\n", lines.join("\n")) } else { format!("{title}\n{}\n", lines.join("\n")) }
}

/// A titled table that can be drawn as text or as HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The title.
    pub title: String,
    /// A header for each column, all empty for none.
    pub headers: Vec<(String, Align)>,
    /// Cells, row by row.
    pub rows: Vec<Vec<String>>,
}

impl Listing {
    /// A listing of these columns and rows.
    pub fn new(title: impl Into<String>, headers: &[(&str, Align)], rows: Vec<Vec<String>>) -> Listing {
        let headers = headers.iter().map(|(header, align)| ((*header).to_owned(), *align)).collect();
        Listing { title: title.into(), headers, rows }
    }

    /// The listing for a terminal.
    pub fn text(&self) -> String {
        let headers: Vec<(&str, Align)> =
            self.headers.iter().map(|(header, align)| (header.as_str(), *align)).collect();
        table(&self.title, &headers, &self.rows)
    }

    /// The listing for a page.
    pub fn html(&self) -> Markup {
        let class = |position: usize| match self.headers.get(position) {
            Some((_, Align::Right)) => "number",
            _ => "words",
        };
        html! {
            table {
                caption { (self.title) }
                @if self.headers.iter().any(|(header, _)| !header.is_empty()) {
                    thead { tr {
                        @for (position, (header, _)) in self.headers.iter().enumerate() {
                            th scope="col" class=(class(position)) { (header) }
                        }
                    } }
                }
                tbody {
                    @for row in &self.rows {
                        tr {
                            @for (position, cell) in row.iter().enumerate() {
                                @if position == 0 && class(0) == "words" {
                                    th scope="row" class="words" { (cell) }
                                } @else {
                                    td class=(class(position)) { (cell) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
