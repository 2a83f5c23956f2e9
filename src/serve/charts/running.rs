//! The cumulative result that follows while typing: a small curve and its table.

use calculation::calculator::Outline;
use calculation::calculator::uncertainty::Interval;
use foundation::words::Language;
use maud::{Markup, html};
use show::charts::Scale;
use show::number::kroner;
use show::table::{Align, Listing};

use show::say;

/// The curve without numbers, for the margin, with the interval of the whole at its end.
pub fn sparkline(outline: &Outline, language: Language) -> Markup {
    const WIDTH: f64 = 280.0;
    const HEIGHT: f64 = 84.0;
    let years = &outline.by_year;
    let Interval { low, high, .. } = outline.bounds.correlated;
    let values = years.iter().map(|year| year.cumulative.present_value);
    let scale = Scale::holding(values.clone().chain([low, high]), 3, HEIGHT - 16.0, 4.0);
    let x = |position: usize| 8.0 + (WIDTH - 24.0) * position as f64 / (years.len().max(2) - 1) as f64;
    let point = |(position, value): (usize, f64)| format!("{:.1},{:.1}", x(position), scale.place(value));
    let (first, last) = (years.first().map_or(0, |year| year.year), years.last().map_or(0, |year| year.year));
    let end = format!("{:.1}", x(years.len().saturating_sub(1)));
    html! {
        svg.spark xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img"
            aria-label=(in_words(outline, language)) {
            line.zero x1="0" x2=(WIDTH) y1=(format!("{:.1}", scale.place(0.0))) y2=(format!("{:.1}", scale.place(0.0))) {}
            line.range x1=(end) x2=(end) y1=(format!("{:.1}", scale.place(low))) y2=(format!("{:.1}", scale.place(high))) {}
            polyline.curve points=(values.enumerate().map(point).collect::<Vec<_>>().join(" ")) {}
            text.year x="8" y=(HEIGHT - 2.0) { (first) }
            text.year x=(end) y=(HEIGHT - 2.0) text-anchor="end" { (last) }
        }
    }
}

/// The curve in words: where it begins, its lowest point, and its end with the interval. The table has every year.
fn in_words(outline: &Outline, language: Language) -> String {
    let title = say(language, "Akkumuleret nutidsværdi", "Cumulative present value");
    let value = |year: &calculation::calculator::result::YearTotal| kroner(year.cumulative.present_value, language);
    let [low, high] = ends(outline, language);
    let by_value = |one: &&calculation::calculator::result::YearTotal,
                    other: &&calculation::calculator::result::YearTotal| {
        one.cumulative.present_value.total_cmp(&other.cumulative.present_value)
    };
    let years = &outline.by_year;
    let (Some(first), Some(lowest), Some(last)) = (years.first(), years.iter().min_by(by_value), years.last()) else {
        return title.to_owned();
    };
    let [a, b, c] = [first, lowest, last].map(|year| (year.year, value(year)));
    match language {
        Language::Da => format!(
            "{title} i kr.: {} i {}, lavest {} i {}, til sidst {} i {}; 95 %-intervallet til sidst går fra {low} til {high}",
            a.1, a.0, b.1, b.0, c.1, c.0
        ),
        Language::En => format!(
            "{title} in DKK: {} in {}, lowest {} in {}, at the end {} in {}; the 95 % interval at the end is from {low} to {high}",
            a.1, a.0, b.1, b.0, c.1, c.0
        ),
    }
}

fn ends(outline: &Outline, language: Language) -> [String; 2] {
    let Interval { low, high, .. } = outline.bounds.correlated;
    [low, high].map(|value| kroner(value, language))
}

/// The curve as a table, folded, with the interval of the whole below it.
pub fn table(outline: &Outline, language: Language) -> Markup {
    let headers = [
        (say(language, "Til og med", "Through"), Align::Left),
        (say(language, "Nutidsværdi, kr.", "Present value, DKK"), Align::Right),
    ];
    let rows =
        outline.by_year.iter().map(|year| vec![year.year.to_string(), kroner(year.cumulative.present_value, language)]);
    let title = say(language, "Kurven som tabel", "The curve as a table");
    let listing = Listing::new(title, &headers, rows.collect());
    let [low, high] = ends(outline, language);
    html! {
        details.listing.curve-table {
            summary { (title) }
            (listing.html())
            p.small { (say(language, "95 %-interval til sidst: ", "95 % interval at the end: ")) (low) " " (say(language, "til", "to")) " " (high) (say(language, " kr.", " DKK")) }
        }
    }
}
