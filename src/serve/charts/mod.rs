//! The charts of a result: each with its drawing, its table, and its figures as data.
//!
//! Owns which charts there are and what each holds. How a chart is drawn is for `show`; the flows between payers are drawn here.

mod flows;
mod parts;
mod years;

use calculation::session::Calculation;
use foundation::words::Language;
use maud::Markup;
use show::rows::Rows;
use show::table::Listing;

pub use years::sparkline;

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

/// Every chart of a result, in the order of the page.
pub fn charts(calculation: &Calculation, language: Language) -> Vec<Chart> {
    let mut all = vec![years::cumulative(calculation, language)];
    all.extend(flows::flows(calculation, language));
    all.push(parts::payers(calculation, language));
    all.push(parts::areas(calculation, language));
    all.extend(parts::committees(calculation, language));
    all.push(parts::tornado(calculation, language));
    all.push(years::by_year(calculation, language));
    all
}

/// A chart by its id.
pub fn chart(calculation: &Calculation, id: &str, language: Language) -> Option<Chart> {
    charts(calculation, language).into_iter().find(|chart| chart.id == id)
}
