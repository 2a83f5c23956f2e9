//! Charts as inline SVG: bars, lines with a band, and spans, from numbers and words that come ready.
//!
//! Owns axes, ticks, colours and the drawing's description for those who can't see it. Owns no figures and no wording: what a
//! number looks like is the caller's function, and titles are in the caller's language. Everything is escaped by `maud`. A
//! chart never stands alone: its numbers belong in a table beside it.

mod bars;
mod frame;
mod line;
mod scale;
mod spans;

pub use bars::{Bars, bars};
pub use line::{Band, Line, line};
pub use scale::Scale;
pub use spans::{Span, spans};

/// What a chart is called, and what it shows in words.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// An id that no other chart of the page has: letters, digits and hyphens.
    pub id: &'a str,
    /// The title, which screen readers say first.
    pub title: &'a str,
    /// What one would see: said by screen readers, not drawn.
    pub description: &'a str,
}

/// Colours that those with a colour vision deficiency can tell apart too, and that differ in grey.
pub const COLOURS: [&str; 6] = ["#0072b2", "#e69f00", "#009e73", "#56b4e9", "#d55e00", "#cc79a7"];

/// The colour of a series; they come around again after six.
pub fn colour(position: usize) -> &'static str {
    COLOURS.get(position % COLOURS.len()).copied().unwrap_or("#000000")
}
