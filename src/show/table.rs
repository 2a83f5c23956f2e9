//! A titled table of text, with numbers to the right.

use comfy_table::{CellAlignment, LineStyle, Table, TableStyle};

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
