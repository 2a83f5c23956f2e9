//! What all charts have in common: the drawing's size and words, the value axis, and the legend.

use maud::{Markup, html};

use super::about::ChartText;
use super::scale::Scale;

/// The width of a drawing, in its own units; it grows and shrinks with the page.
pub const WIDTH: f64 = 720.0;
/// Room for the numbers of a vertical axis.
pub const LEFT: f64 = 96.0;
/// Room to the right of the last mark.
pub const RIGHT: f64 = 16.0;

/// The drawing around its marks.
pub fn drawing(about: &ChartText<'_>, height: f64, marks: &Markup) -> Markup {
    let (title, description) = (format!("{}-title", about.id), format!("{}-description", about.id));
    html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {WIDTH} {height}")) role="img"
            aria-labelledby=(format!("{title} {description}")) font-family="sans-serif" font-size="12" {
            title id=(title) { (about.title) }
            desc id=(description) { (about.description) }
            (marks)
        }
    }
}

/// Lines across at the ticks of a vertical axis, each with its number; zero is heavier.
pub fn value_axis(scale: &Scale, number: &dyn Fn(f64) -> String) -> Markup {
    html! {
        @for tick in scale.ticks() {
            line x1=(LEFT) x2=(WIDTH - RIGHT) y1=(at(scale.place(tick))) y2=(at(scale.place(tick)))
                stroke=(ink(tick)) stroke-width="1" {}
            text x=(LEFT - 8.0) y=(at(scale.place(tick) + 4.0)) text-anchor="end" fill="#333333" { (number(tick)) }
        }
    }
}

/// Room for the names of rows to the left.
pub const NAMES: f64 = 250.0;
/// The letters that fit there, at about seven units each.
const LETTERS: usize = 34;

/// Lines down at the ticks of a horizontal axis between two heights, each with its number below.
pub fn value_axis_below(scale: &Scale, (top, bottom): (f64, f64), number: &dyn Fn(f64) -> String) -> Markup {
    html! {
        @for tick in scale.ticks() {
            line x1=(at(scale.place(tick))) x2=(at(scale.place(tick))) y1=(top) y2=(at(bottom)) stroke=(ink(tick)) {}
            text x=(at(scale.place(tick))) y=(at(bottom + 16.0)) text-anchor="middle" fill="#333333" { (number(tick)) }
        }
    }
}

/// The name of a row, shortened to fit; the table has the whole name.
pub fn row_name(name: &str, y: f64) -> Markup {
    let short: String = if name.chars().count() <= LETTERS {
        name.to_owned()
    } else {
        name.chars().take(LETTERS - 1).chain(['…']).collect()
    };
    html! { text x=(NAMES - 8.0) y=(at(y)) text-anchor="end" fill="#333333" { (short) } }
}

/// Names below, in their places. With many, only every second, third … is written.
pub fn names_below(names: &[String], place: &dyn Fn(usize) -> f64, y: f64) -> Markup {
    let every = names.len().div_ceil(12).max(1);
    html! {
        @for (position, name) in names.iter().enumerate().filter(|(position, _)| position % every == 0) {
            text x=(at(place(position))) y=(at(y)) text-anchor="middle" fill="#333333" { (name) }
        }
    }
}

/// Which colour is what, in a row at the top.
pub fn legend<'a>(names: impl Iterator<Item = (&'a str, &'a str)>) -> Markup {
    // Letters are about seven units wide, and the room behind a name is wider than that between a colour and its name.
    let placed = names.scan(LEFT, |x, (name, colour)| {
        let start = *x;
        *x += 48.0 + 7.0 * name.chars().count() as f64;
        Some((start, name, colour))
    });
    html! {
        @for (x, name, colour) in placed {
            rect x=(at(x)) y="4" width="12" height="12" fill=(colour) {}
            text x=(at(x + 18.0)) y="14" fill="#333333" { (name) }
        }
    }
}

/// The colour of a grid line.
pub fn ink(tick: f64) -> &'static str {
    if tick == 0.0 { "#333333" } else { "#dddddd" }
}

/// A place with two decimals: the same text on every machine, and short.
pub fn at(place: f64) -> String {
    let text = format!("{place:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
