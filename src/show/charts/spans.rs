//! Spans below each other from a low to a high value, with a line down at the value that they lie around: a tornado of what
//! matters, or intervals of several results.

use maud::{Markup, html};

use super::about::{ChartText, colour};
use super::frame::{at, drawing, end, name_above, names, row_name, value_axis_below};
use super::scale::Scale;

/// The height of a row.
const ROW: f64 = 26.0;
const TOP: f64 = 28.0;

/// A row of the chart.
#[derive(Debug, Clone)]
pub struct Span {
    /// What it is.
    pub name: String,
    /// One end.
    pub from: f64,
    /// Its other end; which of the two is lower does not matter.
    pub to: f64,
    /// A point on the way, if it has one.
    pub point: Option<f64>,
}

/// Spans in the order given, around `centre` if there is one; `number` writes the axis.
pub fn spans(about: &ChartText<'_>, rows: &[Span], centre: Option<f64>, number: &dyn Fn(f64) -> String) -> Markup {
    let values = rows.iter().flat_map(|row| [row.from, row.to]).chain(rows.iter().filter_map(|row| row.point));
    let shape = about.shape;
    let scale = Scale::holding(values.chain(centre), shape.choose(5, 3), names(shape), end(shape));
    let (above, height) = (name_above(shape), ROW + name_above(shape));
    let bottom = TOP + height * rows.len() as f64;
    let marks = html! {
        (value_axis_below(&scale, (TOP, bottom), number))
        @for (position, row) in rows.iter().enumerate() {
            @let y = TOP + height * position as f64 + above;
            @let (a, b) = (scale.place(row.from), scale.place(row.to));
            (row_name(shape, &row.name, (y, y + ROW)))
            rect x=(at(a.min(b))) width=(at((a - b).abs().max(1.0))) y=(at(y + 4.0)) height=(at(ROW - 8.0))
                fill=(colour(0)) fill-opacity="0.75" {}
            @if let Some(point) = row.point {
                circle cx=(at(scale.place(point))) cy=(at(y + ROW / 2.0)) r="4" fill="#000000" {}
            }
        }
        @if let Some(centre) = centre {
            line x1=(at(scale.place(centre))) x2=(at(scale.place(centre))) y1=(TOP - 8.0) y2=(at(bottom))
                stroke="#000000" stroke-width="1.5" stroke-dasharray="4 3" {}
        }
    };
    drawing(about, bottom + 28.0, &marks)
}
