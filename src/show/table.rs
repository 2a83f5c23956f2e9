//! A titled table of text, with numbers to the right.

use comfy_table::{CellAlignment, ColumnConstraint, LineStyle, Table, TableStyle, Width};
use maud::{Markup, html};

use crate::paragraph::{WIDTH, paragraph};

/// How a column's cells are aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// A rule below the headers and nothing else, so that a long table stays short.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// The longest word that does not break, from the first of these with which the table fits.
const WORDS: [usize; 4] = [45, 30, 20, 10];

/// A table as text that ends in a line break: the title on a line of its own, headers and a rule unless all are
/// empty, and the rows. Text and headers break into lines within their cells where the table would be wider than
/// [`WIDTH`]. Numbers never break: columns that do not fit follow in further tables, each with the first column again.
pub fn table(title: &str, headers: &[(&str, Align)], rows: &[Vec<String>]) -> String {
    let title = if title.is_empty() { String::new() } else { paragraph("", title) };
    let parts = parts(headers, rows);
    let drawn: Vec<String> = match parts.as_slice() {
        [_] => vec![drawn(headers, rows)],
        parts => parts.iter().map(|columns| part(columns, headers, rows)).collect(),
    };
    format!("{title}{}", drawn.join("\n"))
}

/// The table of some columns.
fn part(columns: &[usize], headers: &[(&str, Align)], rows: &[Vec<String>]) -> String {
    let headers: Vec<(&str, Align)> = columns.iter().map(|column| headers[*column]).collect();
    let cell = |row: &[String], column: usize| row.get(column).cloned().unwrap_or_default();
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| columns.iter().map(|column| cell(row, *column)).collect()).collect();
    drawn(&headers, &rows)
}

fn drawn(headers: &[(&str, Align)], rows: &[Vec<String>]) -> String {
    let mut shown = Table::new();
    shown.load_style(STYLE);
    if headers.iter().any(|(header, _)| !header.is_empty()) {
        shown.set_header(headers.iter().map(|(header, _)| *header));
    }
    shown.add_rows(rows);
    let widths = widths(headers, rows);
    for (position, ((_, align), width)) in headers.iter().zip(widths).enumerate() {
        if let Some(column) = shown.column_mut(position) {
            if *align == Align::Right {
                column.set_cell_alignment(CellAlignment::Right);
            }
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
        }
    }
    let lines: Vec<String> = shown.lines().map(|line| line.trim_end().to_owned()).collect();
    lines.join("\n") + "\n"
}

/// The letters that fit into so many columns: two blanks are in each column, and one is between two columns.
fn room(columns: usize) -> usize {
    usize::from(WIDTH).saturating_sub(3 * columns) + 1
}

/// The columns of each table that fits: all of them, or the first one and as many of the others as fit.
fn parts(headers: &[(&str, Align)], rows: &[Vec<String>]) -> Vec<Vec<usize>> {
    let word = WORDS[WORDS.len() - 1];
    let least: Vec<usize> = headers
        .iter()
        .enumerate()
        .map(|(at, (header, align))| Extent::of(header, *align, at, rows, word).least)
        .collect();
    if least.iter().sum::<usize>() <= room(least.len()) {
        return vec![(0..least.len()).collect()];
    }
    let mut parts = vec![vec![0]];
    for column in 1..least.len() {
        let last = parts.len() - 1;
        let taken: usize = parts[last].iter().map(|of| least[*of]).sum();
        if parts[last].len() > 1 && taken + least[column] > room(parts[last].len() + 1) {
            parts.push(vec![0, column]);
        } else {
            parts[last].push(column);
        }
    }
    parts
}

/// The width of each column with a blank on both sides: as wide as its contents, or narrower in proportion to what can break.
fn widths(headers: &[(&str, Align)], rows: &[Vec<String>]) -> Vec<u16> {
    let room = room(headers.len());
    let of = |word: usize| -> Vec<Extent> {
        headers.iter().enumerate().map(|(at, (header, align))| Extent::of(header, *align, at, rows, word)).collect()
    };
    let fits = |columns: &Vec<Extent>| columns.iter().map(|column| column.least).sum::<usize>() <= room;
    let columns = WORDS.iter().map(|word| of(*word)).find(fits).unwrap_or_else(|| of(WORDS[WORDS.len() - 1]));
    let least: usize = columns.iter().map(|column| column.least).sum();
    let wanted = columns.iter().map(|column| column.whole).sum::<usize>() - least;
    let spare = room.saturating_sub(least);
    let width = |column: &Extent| {
        let more = column.whole - column.least;
        let given = if wanted <= spare { more } else { more * spare / wanted };
        u16::try_from(column.least + given + 2).unwrap_or(WIDTH)
    };
    columns.iter().map(width).collect()
}

/// The letters of a column on a line: of whole cells, and at least.
struct Extent {
    whole: usize,
    least: usize,
}

impl Extent {
    /// Words longer than `word` may break, except numbers.
    fn of(header: &str, align: Align, position: usize, rows: &[Vec<String>], word: usize) -> Extent {
        let letters = |text: &str| text.chars().count();
        let longest = |text: &str| text.split_whitespace().map(letters).max().unwrap_or(0).min(word);
        let cells = || rows.iter().filter_map(|row| row.get(position));
        let widest = cells().map(|cell| letters(cell)).max().unwrap_or(0);
        let least = match align {
            Align::Right => widest,
            Align::Left => cells().map(|cell| longest(cell)).max().unwrap_or(0),
        };
        let whole = widest.max(letters(header)).max(1);
        Extent { whole, least: least.max(longest(header)).clamp(1, whole) }
    }
}

/// A titled table that can be drawn as text or as HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The title.
    pub title: String,
    /// A header for each column, all empty for a table without headers.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_do_not_fit_follow_in_a_further_table_with_the_first_column() {
        let headers: Vec<(&str, Align)> =
            ["name", "a", "b", "c"].into_iter().zip([Align::Left, Align::Right, Align::Right, Align::Right]).collect();
        let number = |digit: &str| digit.repeat(40);
        let text = table("Title", &headers, &[vec!["one".into(), number("1"), number("2"), number("3")]]);
        assert!(text.lines().all(|line| line.chars().count() <= usize::from(WIDTH)), "{text}");
        let words: Vec<&str> = text.split_whitespace().filter(|word| !word.contains('─')).collect();
        let (one, two, three) = (number("1"), number("2"), number("3"));
        assert_eq!(words, ["Title", "name", "a", "b", "one", &one, &two, "name", "c", "one", &three]);
    }
}
