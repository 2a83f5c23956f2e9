//! Two dots a row on a common axis, before and after: a Love plot of balance.

use maud::{Markup, html};

use super::about::{ChartText, colour};
use super::frame::{at, drawing, end, legend, name_above, names, row_name, value_axis_below};
use super::scale::Scale;

/// The height of a row.
const ROW: f64 = 22.0;
const TOP: f64 = 32.0;

/// A row of the chart.
#[derive(Debug, Clone)]
pub struct Pair {
    /// What it is.
    pub name: String,
    /// The hollow dot.
    pub before: f64,
    /// The filled dot.
    pub after: f64,
}

/// Rows in the order given, with lines down at `limits`; `series` names the two dots, `number` writes the axis.
pub fn pairs(
    about: &ChartText<'_>,
    rows: &[Pair],
    limits: &[f64],
    series: [&str; 2],
    number: &dyn Fn(f64) -> String,
) -> Markup {
    let values = rows.iter().flat_map(|row| [row.before, row.after]).chain(limits.iter().copied());
    let shape = about.shape;
    let scale = Scale::holding(values, shape.choose(6, 4), names(shape), end(shape));
    let (above, height) = (name_above(shape), ROW + name_above(shape));
    let bottom = TOP + height * rows.len() as f64;
    let marks = html! {
        (legend(shape, [(series[0], colour(1)), (series[1], colour(0))].into_iter()))
        (value_axis_below(&scale, (TOP, bottom), number))
        @for limit in limits {
            line x1=(at(scale.place(*limit))) x2=(at(scale.place(*limit))) y1=(TOP) y2=(at(bottom))
                stroke="#000000" stroke-width="1" stroke-dasharray="4 3" {}
        }
        @for (position, row) in rows.iter().enumerate() {
            @let top = TOP + height * position as f64 + above;
            @let y = top + ROW / 2.0;
            (row_name(shape, &row.name, (top, top + ROW)))
            line x1=(at(scale.place(row.before))) x2=(at(scale.place(row.after))) y1=(at(y)) y2=(at(y)) stroke="#bbbbbb" {}
            circle cx=(at(scale.place(row.before))) cy=(at(y)) r="4.5" fill="#ffffff" stroke=(colour(1)) stroke-width="2" {}
            circle cx=(at(scale.place(row.after))) cy=(at(y)) r="4.5" fill=(colour(0)) {}
        }
    };
    drawing(about, bottom + 28.0, &marks)
}
