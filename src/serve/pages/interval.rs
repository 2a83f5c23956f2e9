//! A small chart of a consequence's estimates over the follow-up years: an interval for each year, or why there is none.

use std::collections::HashMap;

use foundation::tables::Database;
use foundation::tables::published::{EstimateRow, FitRow, QualificationRow};
use foundation::words::{Direction, Language, Status};
use maud::{Markup, html};
use show::charts::Scale;
use show::number::number;

use crate::draft::places::Group;
use show::say;

/// The height of a letter.
const LETTER: f64 = 12.0;

/// One follow-up year of a consequence.
#[derive(Debug, Clone, Copy)]
pub struct Year<'a> {
    /// Years after t = 0.
    pub year: i32,
    /// The published estimate.
    pub estimate: Option<&'a EstimateRow>,
    /// What became of the regression.
    pub fit: &'a FitRow,
}

/// Every planned year of a consequence of a group.
pub fn years<'a>(database: &'a Database, of: &'a Group, consequence: &str) -> Vec<Year<'a>> {
    by_consequence(database, of).remove(consequence).unwrap_or_default()
}

/// Every planned year of every consequence of a group.
pub fn by_consequence<'a>(database: &'a Database, of: &'a Group) -> HashMap<&'a str, Vec<Year<'a>>> {
    let of = of.comparison();
    let estimates: HashMap<(&str, i32), &EstimateRow> =
        database.estimates_of(of).map(|row| ((row.consequence.as_str(), row.follow_up_year), row)).collect();
    let mut found: HashMap<&str, Vec<Year<'_>>> = HashMap::new();
    for fit in database.fits_of(of) {
        let estimate = estimates.get(&(fit.consequence.as_str(), fit.follow_up_year)).copied();
        found.entry(&fit.consequence).or_default().push(Year { year: fit.follow_up_year, estimate, fit });
    }
    found.values_mut().for_each(|years| years.sort_by_key(|year| year.year));
    found
}

/// What a year is, in words.
pub fn said(year: &Year<'_>, language: Language) -> String {
    match year.estimate {
        Some(row) => {
            let decimals = decimals(row);
            let [value, low, high] =
                [row.estimate, row.lower, row.upper].map(|value| number(value, decimals, language));
            format!("{value} ({low} {} {high})", say(language, "til", "to"))
        }
        None if year.fit.counts_as_zero() => {
            let why = match year.fit.status {
                Status::Estimated => say(language, "ikke signifikant", "not significant"),
                status => status.label(language),
            };
            format!("{why}: {}", say(language, "tæller som nul", "counts as zero"))
        }
        None => format!("{}: {}", say(language, "ukendt", "unknown"), year.fit.status.label(language)),
    }
}

/// The years whose estimate points the other way than a qualification expects, as a warning beside it.
pub fn against(of: Option<&QualificationRow>, years: &[Year<'_>], language: Language) -> Markup {
    let opposite = |value: f64| match of.map(|row| row.expected) {
        Some(Direction::Less) => value > 0.0,
        Some(Direction::More) => value < 0.0,
        Some(Direction::Unclear) | None => false,
    };
    let those = years.iter().filter(|year| year.estimate.is_some_and(|row| opposite(row.estimate)));
    let those: Vec<String> = those.map(|year| year.year.to_string()).collect();
    html! {
        @if !those.is_empty() {
            p.warning {
                (say(language, "Modsat det forventede i år ", "Opposite to what is expected in year ")) (those.join(", ")) ": "
                (match of.map(|row| row.expected) {
                    Some(Direction::More) => say(language, "kvalificeringen forventer mere.", "the qualification expects more."),
                    _ => say(language, "kvalificeringen forventer mindre.", "the qualification expects less."),
                })
            }
        }
    }
}

/// Years in a row that say the same: those without an estimate and for the same reason are together, each other is alone.
pub fn runs<'a>(years: &'a [Year<'a>]) -> impl Iterator<Item = &'a [Year<'a>]> {
    years.chunk_by(|one, next| one.estimate.or(next.estimate).is_none() && one.fit.status == next.fit.status)
}

/// The years of a run: `3`, or `3–7`.
pub fn years_of(run: &[Year<'_>]) -> String {
    match run {
        [] => String::new(),
        [one] => one.year.to_string(),
        [first, .., last] => format!("{}–{}", first.year, last.year),
    }
}

/// A chart in words, year by year.
fn in_words(years: &[Year<'_>], name: &str, language: Language) -> String {
    let word = say(language, "år", "year");
    let said = |run: &[Year<'_>]| run.first().map(|year| format!("{word} {}: {}", years_of(run), said(year, language)));
    format!("{name}. {}", runs(years).filter_map(said).collect::<Vec<_>>().join("; "))
}

/// The decimals that tell an estimate from its error.
pub fn decimals(row: &EstimateRow) -> usize {
    match row.standard_error {
        error if error >= 10.0 => 0,
        error if error >= 1.0 => 1,
        error if error >= 0.05 => 2,
        _ => 3,
    }
}

/// The size of a chart, in its own units.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    height: f64,
    /// The width of a year.
    step: f64,
    /// Values at round distances.
    ticks: u32,
}

/// A chart beside the name of a consequence.
pub const SMALL: Size = Size { height: 84.0, step: 22.0, ticks: 2 };
/// A chart of its own.
pub const LARGE: Size = Size { height: 230.0, step: 56.0, ticks: 5 };
/// A chart of its own on a phone.
pub const PHONE: Size = Size { height: 190.0, step: 27.0, ticks: 4 };

/// A chart of fewer years is as wide as one of so many.
const YEARS: usize = 10;
/// The width of a digit.
const DIGIT: f64 = 6.6;

/// The style of a chart outside the pages.
const STYLE: &str = "text{font:11px sans-serif;fill:#55605f;text-anchor:middle}.axis{text-anchor:end}.range{stroke:#0072b2;stroke-width:5;stroke-opacity:.4}\
    .point{fill:#0072b2}.zero{stroke:#7d8785}.tick{stroke:#ddd}.none{fill:#fff;stroke:#7d8785}";

/// The chart: an interval for each year, on an axis of values.
pub fn chart(years: &[Year<'_>], name: &str, size: Size, language: Language) -> Markup {
    drawing(years, name, size, &html! {}, language)
}

/// The chart as a file, which brings its own style and title.
pub fn chart_alone(years: &[Year<'_>], name: &str, language: Language) -> Markup {
    let head = html! { title { (name) } style { (maud::PreEscaped(STYLE)) } };
    drawing(years, name, LARGE, &head, language)
}

fn drawing(years: &[Year<'_>], name: &str, size: Size, head: &Markup, language: Language) -> Markup {
    let values = years.iter().filter_map(|year| year.estimate).flat_map(|row| [row.lower, row.upper]);
    let scale = Scale::holding(values, size.ticks, size.height - 18.0, 6.0);
    let has_values = years.iter().any(|year| year.estimate.is_some());
    let ticks: Vec<(f64, String)> = scale
        .ticks()
        .filter(|tick| has_values || *tick == 0.0)
        .map(|tick| (tick, tick_label(tick, language)))
        .collect();
    // Room for the longest number of the value axis.
    let left = 12.0 + DIGIT * ticks.iter().map(|(_, label)| label.chars().count()).max().unwrap_or(1) as f64;
    let room = size.step * years.len().max(YEARS) as f64;
    let width = left + room + 6.0;
    let x = |position: usize| left + room / years.len().max(1) as f64 * (position as f64 + 0.5);
    let zero = scale.place(0.0);
    let placed = || years.iter().enumerate().map(|(position, year)| (x(position), year));
    let estimates = || placed().filter_map(|(x, year)| Some((x, year.estimate?)));
    let silent = || placed().filter(|(_, year)| year.estimate.is_none());
    let range = |(x, row): (f64, &EstimateRow)| {
        format!("M{} {}V{}", at(x), at(scale.place(row.lower)), at(scale.place(row.upper)))
    };
    let ranges: String = estimates().map(range).collect();
    let points: String = estimates().map(|(x, row)| dot(x, scale.place(row.estimate), 3.5)).collect();
    let zeros: String =
        silent().filter(|(_, year)| year.fit.counts_as_zero()).map(|(x, _)| dot(x, zero, 3.0)).collect();
    let line = |y: f64| format!("M{} {}H{}", at(left), at(y), at(width));
    let grid: String =
        ticks.iter().filter(|(tick, _)| *tick != 0.0).map(|(tick, _)| line(scale.place(*tick))).collect();
    // Marks of a kind are one path, because a page has the charts of many consequences.
    html! {
        svg.interval xmlns=[(!head.0.is_empty()).then_some("http://www.w3.org/2000/svg")] viewBox=(format!("0 0 {} {}", at(width), size.height)) width=(at(width)) height=(size.height) role="img"
            aria-label=(in_words(years, name, language)) {
            (head)
            @if !grid.is_empty() { path.tick d=(grid) {} }
            path.zero d=(line(zero)) {}
            @if !ranges.is_empty() { path.range d=(ranges) {} path.point d=(points) {} }
            @if !zeros.is_empty() { path.none d=(zeros) {} }
            @if silent().any(|(_, year)| !year.fit.counts_as_zero()) {
                // Where all estimates are negative, zero is at the upper edge, and the mark below it.
                text y=(at(if zero - 4.0 < LETTER { zero + LETTER } else { zero - 4.0 })) {
                    @for (x, _) in silent().filter(|(_, year)| !year.fit.counts_as_zero()) { tspan x=(at(x)) { "?" } }
                }
            }
            @for (tick, label) in &ticks { text.axis x=(at(left - 6.0)) y=(at(scale.place(*tick) + 4.0)) { (label) } }
            (numbers(&placed().map(|(x, year)| (at(x), year.year)).collect::<Vec<_>>(), &at(size.height - 3.0)))
        }
    }
}

/// The numbers of years below their places. Where only the last has two digits, the places of all are those of its letters.
fn numbers(years: &[(String, i32)], y: &str) -> Markup {
    let is_short = years.split_last().is_none_or(|(_, before)| before.iter().all(|(_, year)| (0..10).contains(year)));
    let places: Vec<&str> = years.iter().map(|(x, _)| x.as_str()).collect();
    html! {
        @if is_short { text x=(places.join(" ")) y=(y) { @for (_, year) in years { (year) } } }
        @else { text y=(y) { @for (x, year) in years { tspan x=(x) { (year) } } } }
    }
}

/// A place with one decimal at most.
fn at(place: f64) -> String {
    let text = format!("{place:.1}");
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
}

/// A circle as a part of a path: an arc almost all the way round, closed.
fn dot(x: f64, y: f64, radius: f64) -> String {
    format!("M{} {}a{radius} {radius} 0 1 0-.1 0z", at(x), at(y + radius))
}

/// A round value with the decimals that it has.
fn tick_label(tick: f64, language: Language) -> String {
    let decimals = (0..4).find(|decimals| {
        let scaled = tick * 10f64.powi(*decimals);
        (scaled - scaled.round()).abs() < 1e-6
    });
    number(tick, usize::try_from(decimals.unwrap_or(4)).unwrap_or(0), language)
}
