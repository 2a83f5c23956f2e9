//! Charts as inline SVG: bars, lines with a band, and spans.
//!
//! Owns axes, ticks, colours and the description for screen readers. Owns no figures and no wording: the caller formats numbers
//! and gives titles in its language. Everything is escaped by `maud`. A
//! chart never stands alone: a table has its numbers.

mod bars;
mod frame;
mod line;
mod scale;
mod spans;

pub use bars::{Bars, bars};
pub use line::{Band, Line, line};
pub use scale::Scale;
pub use spans::{Span, spans};

/// The title and description of a chart.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// An id that no other chart of the page has: letters, digits and hyphens.
    pub id: &'a str,
    /// The title, which screen readers read first.
    pub title: &'a str,
    /// The content in words, for screen readers.
    pub description: &'a str,
}

/// Colours that remain distinct with a colour vision deficiency and in grey.
pub const COLOURS: [&str; 6] = ["#0072b2", "#e69f00", "#009e73", "#56b4e9", "#d55e00", "#cc79a7"];

/// The colour of a series; they repeat after six.
pub fn colour(position: usize) -> &'static str {
    COLOURS.get(position % COLOURS.len()).copied().unwrap_or("#000000")
}
