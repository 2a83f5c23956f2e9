//! The results of regressions on the rows of a file.

use crate::number::significant;
use crate::table::{Align, table};
use ::regress::{ResultRow, short};

/// Results as a table.
pub fn text(rows: &[ResultRow]) -> String {
    const WORDS: [&str; 3] = ["outcome", "by", "status"];
    const NUMBERS: [&str; 11] = ["n", "n_success", "clusters", "k", "df", "coef", "se", "t", "p", "lower", "upper"];
    let words = WORDS.iter().map(|name| (*name, if *name == "by" { Align::Right } else { Align::Left }));
    let headers: Vec<(&str, Align)> = words.chain(NUMBERS.iter().map(|name| (*name, Align::Right))).collect();
    let cells = |row: &ResultRow| -> Vec<String> {
        let whole = |x: Option<u64>| x.map_or_else(String::new, |x| x.to_string());
        let number = |x: Option<f64>| x.map_or_else(String::new, significant);
        let by = row.by.map_or_else(String::new, |by| by.to_string());
        let mut cells = vec![short(&row.outcome), by, row.status.to_string()];
        cells.extend([Some(row.n), Some(row.n_success), row.clusters, row.k].map(whole));
        cells.push(row.df.map_or_else(String::new, |df| df.to_string()));
        cells.extend([row.coef, row.se, row.t, row.p, row.lower, row.upper].map(number));
        cells
    };
    let cells: Vec<Vec<String>> = rows.iter().map(cells).collect();
    // A column without any value, such as clusters without CR1, is left out.
    let filled: Vec<bool> =
        (0..headers.len()).map(|at| cells.iter().any(|row| row.get(at).is_some_and(|cell| !cell.is_empty()))).collect();
    let headers: Vec<(&str, Align)> = kept(headers, &filled).collect();
    let cells: Vec<Vec<String>> = cells.into_iter().map(|row| kept(row, &filled).collect()).collect();
    table("", &headers, &cells)
}

fn kept<T>(all: Vec<T>, filled: &[bool]) -> impl Iterator<Item = T> {
    all.into_iter().zip(filled).filter(|(_, filled)| **filled).map(|(value, _)| value)
}
