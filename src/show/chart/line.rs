//! Lines over the same places, each with a band around it if it has one.

use maud::{Markup, html};

use super::frame::{LEFT, RIGHT, WIDTH, at, drawing, legend, names_below, value_axis};
use super::{About, Scale, colour};

const HEIGHT: f64 = 320.0;
const TOP: f64 = 32.0;
const BOTTOM: f64 = 290.0;

/// A line: a value for each name on the axis.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    /// What it is.
    pub name: &'a str,
    /// One value per place.
    pub values: Vec<f64>,
    /// Where its interval runs.
    pub band: Option<Band>,
}

/// An interval around a line.
#[derive(Debug, Clone)]
pub struct Band {
    /// The lower end per place.
    pub low: Vec<f64>,
    /// The upper end per place.
    pub high: Vec<f64>,
}

/// Lines over `names`; `number` writes the axis.
pub fn line(about: &About<'_>, names: &[String], lines: &[Line<'_>], number: &dyn Fn(f64) -> String) -> Markup {
    let bands = || lines.iter().filter_map(|line| line.band.as_ref());
    let ends = bands().flat_map(|band| band.low.iter().chain(&band.high));
    let scale = Scale::holding(lines.iter().flat_map(|line| &line.values).chain(ends).copied(), 6, BOTTOM, TOP);
    let room = (WIDTH - LEFT - RIGHT) / names.len().max(1) as f64;
    let x = |position: usize| LEFT + room * (position as f64 + 0.5);
    let point = |(position, value): (usize, &f64)| format!("{},{}", at(x(position)), at(scale.place(*value)));
    let marks = html! {
        (value_axis(&scale, number))
        @for (position, line) in lines.iter().enumerate() {
            @if let Some(band) = &line.band {
                @let there = band.low.iter().enumerate().map(point);
                @let back = band.high.iter().enumerate().rev().map(point);
                polygon points=(there.chain(back).collect::<Vec<_>>().join(" ")) fill=(colour(position))
                    fill-opacity="0.2" {}
            }
        }
        @for (position, line) in lines.iter().enumerate() {
            polyline points=(line.values.iter().enumerate().map(point).collect::<Vec<_>>().join(" ")) fill="none"
                stroke=(colour(position)) stroke-width="2.5" {}
            @for (place, value) in line.values.iter().enumerate() {
                circle cx=(at(x(place))) cy=(at(scale.place(*value))) r="3" fill=(colour(position)) {}
            }
        }
        (names_below(names, &x, BOTTOM + 20.0))
        (legend(lines.iter().enumerate().map(|(position, one)| (one.name, colour(position)))))
    };
    drawing(about, HEIGHT, &marks)
}
