//! Stacked bars: positive values upwards from zero, what is below it downwards.

use maud::{Markup, html};

use super::about::{ChartText, colour};
use super::frame::{at, drawing, left, legend, names_below, right, value_axis, width};
use super::scale::Scale;

const HEIGHT: f64 = 320.0;
const TOP: f64 = 32.0;
const BOTTOM: f64 = 290.0;

/// A series of bars: a value for each name on the axis.
#[derive(Debug, Clone)]
pub struct Bars<'a> {
    /// What it is.
    pub name: &'a str,
    /// One value per place.
    pub values: Vec<f64>,
}

/// Stacked bars over `names`; `number` writes the axis.
pub fn bars(about: &ChartText<'_>, names: &[String], series: &[Bars<'_>], number: &dyn Fn(f64) -> String) -> Markup {
    let stacks = stacks(names.len(), series);
    let scale = Scale::holding(stacks.iter().flat_map(|bar| [bar.from, bar.to]), 6, BOTTOM, TOP);
    let shape = about.shape;
    let start = left(shape);
    let room = (width(shape) - start - right(shape)) / names.len().max(1) as f64;
    let middle = |position: usize| start + room * (position as f64 + 0.5);
    let thick = room * 0.7;
    let marks = html! {
        (value_axis(shape, &scale, number))
        @for bar in &stacks {
            @let (a, b) = (scale.place(bar.from), scale.place(bar.to));
            rect x=(at(middle(bar.place) - thick / 2.0)) width=(at(thick)) y=(at(a.min(b))) height=(at((a - b).abs()))
                fill=(colour(bar.series)) {}
        }
        (names_below(shape, names, &middle, BOTTOM + 20.0))
        (legend(shape, series.iter().enumerate().map(|(position, one)| (one.name, colour(position)))))
    };
    drawing(about, HEIGHT, &marks)
}

struct Bar {
    place: usize,
    series: usize,
    from: f64,
    to: f64,
}

fn stacks(places: usize, series: &[Bars<'_>]) -> Vec<Bar> {
    let mut bars = Vec::new();
    for place in 0..places {
        let (mut above, mut below) = (0.0, 0.0);
        for (position, one) in series.iter().enumerate() {
            let value = one.values.get(place).copied().filter(|value| value.is_finite()).unwrap_or_default();
            let end = if value < 0.0 { &mut below } else { &mut above };
            if value != 0.0 {
                bars.push(Bar { place, series: position, from: *end, to: *end + value });
            }
            *end += value;
        }
    }
    bars
}
