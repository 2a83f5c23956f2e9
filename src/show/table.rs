//! A titled table of text, with numbers to the right.

use comfy_table::{CellAlignment, LineStyle, Table, TableStyle};

/// A rule under the headers and nothing else: numbers are read down a column, and lines between rows get in the way.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// How a column's cells are aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// A table as text that ends in a line break: the title on a line of its own, headers, a rule, and the rows.
pub fn table(title: &str, headers: &[(&str, Align)], rows: &[Vec<String>]) -> String {
    let mut shown = Table::new();
    shown.load_style(STYLE);
    shown.set_header(headers.iter().map(|(header, _)| *header));
    shown.add_rows(rows);
    for (position, (_, align)) in headers.iter().enumerate() {
        if let (Some(column), Align::Right) = (shown.column_mut(position), align) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let lines: Vec<String> = shown.lines().map(|line| line.trim_end().to_owned()).collect();
    if title.is_empty() { format!("{}\n", lines.join("\n")) } else { format!("{title}\n{}\n", lines.join("\n")) }
}
