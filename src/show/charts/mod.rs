//! Charts as inline SVG: bars, lines with a band, spans, and pairs of dots.
//!
//! Owns axes, ticks, colours and the description for screen readers. Owns no figures and no wording: the caller formats numbers
//! and gives titles in its language. Everything is escaped by `maud`. A
//! chart never stands alone: a table has its numbers.

mod about;
mod bars;
mod frame;
mod line;
mod pairs;
mod scale;
mod spans;

pub use about::{COLOURS, ChartText, Shape, colour};
pub use bars::{Bars, bars};
pub use line::{Band, Line, line};
pub use pairs::{Pair, pairs};
pub use scale::Scale;
pub use spans::{Span, spans};
