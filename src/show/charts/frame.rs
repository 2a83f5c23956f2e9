//! What all charts have in common: the drawing's size and words, the value axis, and the legend.

use maud::{Markup, html};

use super::about::{ChartText, Shape};
use super::scale::Scale;

/// The width of a drawing, in its own units; it grows and shrinks with the page.
pub const fn width(shape: Shape) -> f64 {
    shape.choose(720.0, 400.0)
}

/// Room for the numbers of a vertical axis.
pub const fn left(shape: Shape) -> f64 {
    shape.choose(96.0, 82.0)
}

/// Room to the right of the last mark.
pub const fn right(shape: Shape) -> f64 {
    shape.choose(16.0, 8.0)
}

/// The drawing around its marks.
pub fn drawing(about: &ChartText<'_>, height: f64, marks: &Markup) -> Markup {
    // Both shapes can stand on one page.
    let id = format!("{}{}", about.id, about.shape.choose("", "-phone"));
    let (title, description) = (format!("{id}-title"), format!("{id}-description"));
    html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {} {height}", width(about.shape))) role="img"
            aria-labelledby=(format!("{title} {description}")) font-family="sans-serif" font-size=(about.shape.choose("12", "13")) {
            title id=(title) { (about.title) }
            desc id=(description) { (about.description) }
            (marks)
        }
    }
}

/// Lines across at the ticks of a vertical axis, each with its number; zero is heavier.
pub fn value_axis(shape: Shape, scale: &Scale, number: &dyn Fn(f64) -> String) -> Markup {
    html! {
        @for tick in scale.ticks() {
            line x1=(left(shape)) x2=(width(shape) - right(shape)) y1=(at(scale.place(tick))) y2=(at(scale.place(tick)))
                stroke=(ink(tick)) stroke-width="1" {}
            text x=(left(shape) - 8.0) y=(at(scale.place(tick) + 4.0)) text-anchor="end" fill="#333333" { (number(tick)) }
        }
    }
}

/// Room for the names of rows to the left. On a phone they stand above the marks.
pub const fn names(shape: Shape) -> f64 {
    shape.choose(250.0, 42.0)
}

/// The height of the name of a row above its marks.
pub const fn name_above(shape: Shape) -> f64 {
    shape.choose(0.0, 16.0)
}

/// The place of the last number on a horizontal axis, whose half reaches further.
pub const fn end(shape: Shape) -> f64 {
    width(shape) - shape.choose(40.0, 42.0)
}

/// Lines down at the ticks of a horizontal axis between two heights, each with its number below.
pub fn value_axis_below(scale: &Scale, (top, bottom): (f64, f64), number: &dyn Fn(f64) -> String) -> Markup {
    html! {
        @for tick in scale.ticks() {
            line x1=(at(scale.place(tick))) x2=(at(scale.place(tick))) y1=(top) y2=(at(bottom)) stroke=(ink(tick)) {}
            text x=(at(scale.place(tick))) y=(at(bottom + 16.0)) text-anchor="middle" fill="#333333" { (number(tick)) }
        }
    }
}

/// The name of a row whose marks lie between two heights, shortened to fit; the table has the whole name.
pub fn row_name(shape: Shape, name: &str, (top, bottom): (f64, f64)) -> Markup {
    // At about seven units a letter.
    let letters = shape.choose(34, 54);
    let short: String = if name.chars().count() <= letters {
        name.to_owned()
    } else {
        name.chars().take(letters - 1).chain(['…']).collect()
    };
    let (x, y, anchor) = match shape {
        Shape::Page => (names(shape) - 8.0, f64::midpoint(top, bottom) + 4.0, "end"),
        Shape::Phone => (0.0, top - 3.0, "start"),
    };
    html! { text x=(at(x)) y=(at(y)) text-anchor=(anchor) fill="#333333" { (short) } }
}

/// Names below, in their places. With many, only every second, third … is written.
pub fn names_below(shape: Shape, names: &[String], place: &dyn Fn(usize) -> f64, y: f64) -> Markup {
    let every = names.len().div_ceil(shape.choose(12, 6)).max(1);
    html! {
        @for (position, name) in names.iter().enumerate().filter(|(position, _)| position % every == 0) {
            text x=(at(place(position))) y=(at(y)) text-anchor="middle" fill="#333333" { (name) }
        }
    }
}

/// Which colour is what, in a row at the top.
pub fn legend<'a>(shape: Shape, names: impl Iterator<Item = (&'a str, &'a str)>) -> Markup {
    // Letters are about seven units wide, and the room behind a name is wider than that between a colour and its name.
    let placed = names.scan(shape.choose(left(shape), 0.0), |x, (name, colour)| {
        let start = *x;
        *x += shape.choose(48.0, 34.0) + 7.0 * name.chars().count() as f64;
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
