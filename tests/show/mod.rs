//! How numbers and tables look, and what reports and workbooks hold.

mod build;
mod chart;
mod report;
mod scenarios;
mod workbook;

use som::show::number::{kroner, number, percent};
use som::show::table::{Align, table};
use som::words::Language::{Da, En};

#[test]
fn numbers() {
    assert_eq!(number(1_234_567.891, 2, Da), "1.234.567,89");
    assert_eq!(number(1_234_567.891, 2, En), "1,234,567.89");
    assert_eq!(number(-1_000.0, 0, Da), "-1.000");
    assert_eq!(number(999.0, 1, En), "999.0");
    assert_eq!(kroner(-0.4, Da), "0");
    assert_eq!(kroner(0.0, En), "0");
}

#[test]
fn percentages() {
    assert_eq!(percent(0.35 - 0.1, Da), "25 %");
    assert_eq!(percent(0.035, Da), "3,5 %");
    assert_eq!(percent(0.035, En), "3.5 %");
    assert_eq!(percent(1.0 / 3.0, En), "33.333 %");
}

#[test]
fn a_table_has_numbers_to_the_right() {
    let rows = [vec!["a".to_owned(), "1".to_owned()], vec!["bcd".to_owned(), "1.000".to_owned()]];
    let shown = table("Titel", &[("Navn", Align::Left), ("Tal", Align::Right)], &rows);
    let expected = "Titel\n Navn     Tal\n──────────────\n a          1\n bcd    1.000\n";
    assert_eq!(shown, expected, "\n{shown}");
}

#[test]
fn a_wide_table_breaks_text_within_cells_and_never_numbers() {
    let row = |word: &str| vec!["words that can break ".repeat(4), word.to_owned(), "-1.234.567.890".to_owned()];
    let headers = [("Post", Align::Left), ("Kilde", Align::Left), ("Udiskonteret, kr.", Align::Right)];
    for word in ["a b ".repeat(40), "x".repeat(90)] {
        let shown = table("", &headers, &[row(&word)]);
        assert!(shown.contains("-1.234.567.890"), "{shown}");
        let widest = shown.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(100), "{widest:?}\n{shown}");
    }
}

#[test]
fn without_headers_there_is_no_rule() {
    let rows = [vec!["a".to_owned(), "1".to_owned()]];
    assert_eq!(table("", &[("", Align::Left), ("", Align::Right)], &rows), " a   1\n");
}
