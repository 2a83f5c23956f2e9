//! Lines over the same places, each with a band around it if it has one. Where a value is not finite the line has a gap.

use maud::{Markup, html};

use super::about::{ChartText, colour};
use super::frame::{at, drawing, left, legend, names_below, right, value_axis, width};
use super::scale::Scale;

const HEIGHT: f64 = 320.0;
const TOP: f64 = 32.0;
const BOTTOM: f64 = 290.0;

/// A line: a value for each name on the axis.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    /// What it is.
    pub name: &'a str,
    /// One value per place; not a number where there is none.
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
pub fn line(about: &ChartText<'_>, names: &[String], lines: &[Line<'_>], number: &dyn Fn(f64) -> String) -> Markup {
    let bands = || lines.iter().filter_map(|line| line.band.as_ref());
    let ends = bands().flat_map(|band| band.low.iter().chain(&band.high));
    let scale = Scale::holding(lines.iter().flat_map(|line| &line.values).chain(ends).copied(), 6, BOTTOM, TOP);
    let shape = about.shape;
    let start = left(shape);
    let room = (width(shape) - start - right(shape)) / names.len().max(1) as f64;
    let x = |position: usize| start + room * (position as f64 + 0.5);
    let point = |(position, value): &(usize, f64)| format!("{},{}", at(x(*position)), at(scale.place(*value)));
    let marks = html! {
        (value_axis(shape, &scale, number))
        @for (position, line) in lines.iter().enumerate() {
            @if let Some(band) = &line.band {
                @for run in runs(&line.values) {
                    @let of = |ends: &[f64]| run.iter().filter_map(|(at, _)| Some((*at, *ends.get(*at)?))).collect::<Vec<_>>();
                    @let (low, high) = (of(&band.low), of(&band.high));
                    @let around = low.iter().chain(high.iter().rev()).map(point);
                    polygon points=(around.collect::<Vec<_>>().join(" ")) fill=(colour(position)) fill-opacity="0.2" {}
                    @if let ([(place, low)], [(_, high)]) = (low.as_slice(), high.as_slice()) {
                        // A band of one place has no width.
                        line x1=(at(x(*place))) x2=(at(x(*place))) y1=(at(scale.place(*low))) y2=(at(scale.place(*high)))
                            stroke=(colour(position)) stroke-opacity="0.4" stroke-width="6" {}
                    }
                }
            }
        }
        @for (position, line) in lines.iter().enumerate() {
            @for run in runs(&line.values) {
                polyline points=(run.iter().map(point).collect::<Vec<_>>().join(" ")) fill="none"
                    stroke=(colour(position)) stroke-width="2.5" {}
                @for (place, value) in run {
                    circle cx=(at(x(place))) cy=(at(scale.place(value))) r="3" fill=(colour(position)) {}
                }
            }
        }
        (names_below(shape, names, &x, BOTTOM + 20.0))
        (legend(shape, lines.iter().enumerate().map(|(position, one)| (one.name, colour(position)))))
    };
    drawing(about, HEIGHT, &marks)
}

/// Values that follow each other without a gap, with their places.
fn runs(values: &[f64]) -> Vec<Vec<(usize, f64)>> {
    let placed: Vec<(usize, f64)> = values.iter().copied().enumerate().filter(|(_, value)| value.is_finite()).collect();
    placed.chunk_by(|(one, _), (other, _)| one + 1 == *other).map(<[_]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::Shape;

    #[test]
    fn a_line_has_a_gap_where_nothing_is_known() {
        let about = ChartText { id: "x", title: "t", description: "d", shape: Shape::Page };
        let values = vec![1.0, 2.0, f64::NAN, 3.0];
        let band =
            Band { low: values.iter().map(|v| v - 1.0).collect(), high: values.iter().map(|v| v + 1.0).collect() };
        let names: Vec<String> = (1..=4).map(|year: i32| year.to_string()).collect();
        let drawn =
            line(&about, &names, &[Line { name: "l", values, band: Some(band) }], &|v| v.to_string()).into_string();
        assert_eq!((drawn.matches("<polyline").count(), drawn.matches("<polygon").count()), (2, 2));
        assert_eq!((drawn.matches("<circle").count(), drawn.matches("stroke-opacity").count()), (3, 1));
        assert!(!drawn.contains("NaN"));
    }
}
