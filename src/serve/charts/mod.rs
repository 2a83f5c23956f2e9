//! The charts of a result: each with its drawing, its table, and its figures as data.
//!
//! Owns which charts there are and what each holds. How a chart is drawn is for `show`; the flows between payers are drawn here.

mod balance;
mod cases;
mod chart;
mod flows;
mod parts;
pub mod running;
mod years;

use foundation::words::Language;
use session::Calculation;

pub use balance::{balance, balance_of};
pub use cases::{CASES, cases};
pub use chart::Chart;

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
    charts(calculation, language).into_iter().chain(balance(calculation, language)).find(|chart| chart.id == id)
}
