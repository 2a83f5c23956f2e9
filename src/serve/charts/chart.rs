//! A chart of a result with its table and its data.

use maud::Markup;
use show::rows::Rows;
use show::table::Listing;

/// A chart of a result.
#[derive(Debug)]
pub struct Chart {
    /// Its id on the page and in file names.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it shows, in a sentence.
    pub sentence: String,
    /// The drawing; `None` where there is nothing to draw.
    pub drawing: Option<Markup>,
    /// The same as a table.
    pub table: Listing,
    /// The figures, unrounded.
    pub rows: Rows,
}
