//! Two dots a row on a common axis, before and after: a Love plot of balance.

use maud::{Markup, html};

use super::about::{About, colour};
use super::frame::{RIGHT, WIDTH, at, drawing, ink, legend};
use super::scale::Scale;

/// Room for names to the left.
const NAMES: f64 = 250.0;
/// The letters that fit there.
const LETTERS: usize = 34;
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
    about: &About<'_>,
    rows: &[Pair],
    limits: &[f64],
    series: [&str; 2],
    number: &dyn Fn(f64) -> String,
) -> Markup {
    let values = rows.iter().flat_map(|row| [row.before, row.after]).chain(limits.iter().copied());
    let scale = Scale::holding(values, 6, NAMES, WIDTH - RIGHT - 24.0);
    let bottom = TOP + ROW * rows.len() as f64;
    let marks = html! {
        (legend([(series[0], colour(1)), (series[1], colour(0))].into_iter()))
        @for tick in scale.ticks() {
            line x1=(at(scale.place(tick))) x2=(at(scale.place(tick))) y1=(TOP) y2=(at(bottom)) stroke=(ink(tick)) {}
            text x=(at(scale.place(tick))) y=(at(bottom + 16.0)) text-anchor="middle" fill="#333333" { (number(tick)) }
        }
        @for limit in limits {
            line x1=(at(scale.place(*limit))) x2=(at(scale.place(*limit))) y1=(TOP) y2=(at(bottom))
                stroke="#000000" stroke-width="1" stroke-dasharray="4 3" {}
        }
        @for (position, row) in rows.iter().enumerate() {
            @let y = TOP + ROW * (position as f64 + 0.5);
            text x=(NAMES - 8.0) y=(at(y + 4.0)) text-anchor="end" fill="#333333" { (short(&row.name)) }
            line x1=(at(scale.place(row.before))) x2=(at(scale.place(row.after))) y1=(at(y)) y2=(at(y)) stroke="#bbbbbb" {}
            circle cx=(at(scale.place(row.before))) cy=(at(y)) r="4.5" fill="#ffffff" stroke=(colour(1)) stroke-width="2" {}
            circle cx=(at(scale.place(row.after))) cy=(at(y)) r="4.5" fill=(colour(0)) {}
        }
    };
    drawing(about, bottom + 28.0, &marks)
}

/// A name shortened to fit; the table has the whole name.
fn short(name: &str) -> String {
    if name.chars().count() <= LETTERS {
        name.to_owned()
    } else {
        name.chars().take(LETTERS - 1).chain(['…']).collect()
    }
}
