//! Units of consequences: how much of one fits in a person's year, and which are money.

use toml_files::mistake::Report;
use toml_files::source::Place;

/// Units of time, and how many of each a year holds.
const PER_YEAR: &[(&str, f64)] =
    &[("hour", 8_784.0), ("day", 366.0), ("night", 366.0), ("week", 53.0), ("month", 12.0), ("year", 1.0)];

/// What kroner are written as by mistake.
const KRONER: &[&str] = &["dkk", "kr.", "kroner", "krone", "tkr", "tkr.", "t.kr.", "mio. kr.", "1000 kr", "1.000 kr."];

/// Notes a unit that means kroner and is not written `kr`: its values would be multiplied by a price.
pub fn check_unit(unit: &str, place: &Place, report: &Report) {
    let written = unit.trim().to_lowercase();
    if unit != "kr" && (written == "kr" || KRONER.contains(&written.as_str())) {
        report.mistake_with_hint(
            place,
            format!("the unit `{unit}` means kroner"),
            "write `unit = \"kr\"`: the values are then amounts in kroner, and the parts of `kr` shares of a krone",
        );
    }
}

/// Notes a value in a unit of time that is more than a year holds, in either direction.
pub fn check_value(unit: &str, year: i32, value: f64, place: &Place, report: &Report) {
    let of_time = PER_YEAR.iter().find(|(name, _)| unit == *name || unit.strip_suffix('s') == Some(*name));
    if let Some((name, most)) = of_time
        && value.abs() > *most
    {
        report.mistake_with_hint(
            place,
            format!("the value of year {year} is {value}: a year has at most {most} {name}s"),
            "values are per person and year, and not a sum over persons or years",
        );
    }
}
