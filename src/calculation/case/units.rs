//! Units of consequences: how much of one fits in a person's year, and which are money.

use toml_files::mistake::Report;
use toml_files::source::Place;

/// Units of time, how many of each a year holds, and what they are written as in English and Danish.
const PER_YEAR: &[(&str, f64, &[&str])] = &[
    ("hour", 8_784.0, &["hour", "hours", "time", "timer"]),
    ("day", 366.0, &["day", "days", "dag", "dage", "døgn"]),
    ("night", 366.0, &["night", "nights", "nat", "nætter"]),
    ("week", 53.0, &["week", "weeks", "uge", "uger"]),
    ("month", 12.0, &["month", "months", "måned", "måneder"]),
    ("year", 1.0, &["year", "years", "år"]),
];

/// Words of a unit that mean money.
const MONEY: &[&str] =
    &["kr", "dkk", "krone", "kroner", "kroners", "kronor", "tkr", "t.kr", "mkr", "øre", "ører", "eur", "euro", "€"];

/// Whether a word of the unit means money. Words end at blanks, slashes, brackets, commas and hyphens.
fn means_money(unit: &str) -> bool {
    let unit = unit.to_lowercase();
    let is_end = |letter: char| letter.is_whitespace() || "/()[],;-–".contains(letter);
    unit.split(is_end).any(|word| MONEY.contains(&word.trim_matches(['.', ':'])))
}

/// Notes a unit that means money and is not written `kr`: its values would be multiplied by a price.
pub fn check_unit(unit: &str, place: &Place, report: &Report) {
    if unit != "kr" && means_money(unit) {
        report.mistake_with_hint(
            place,
            format!("the unit `{unit}` means kroner"),
            "write `unit = \"kr\"`: the values are then amounts in kroner, and the parts of `kr` shares of a krone",
        );
    }
}

/// Notes a value in a unit of time that is more than a year holds, in either direction.
pub fn check_value(unit: &str, year: i32, value: f64, place: &Place, report: &Report) {
    let written = unit.trim().to_lowercase();
    let of_time = PER_YEAR.iter().find(|(_, _, words)| words.contains(&written.as_str()));
    if let Some((name, most, _)) = of_time
        && value.abs() > *most
    {
        report.mistake_with_hint(
            place,
            format!("the value of year {year} is {value}: a year has at most {most} {name}s"),
            "values are per person and year, and not a sum over persons or years",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::means_money;

    #[test]
    fn a_unit_with_a_word_of_money_is_money() {
        for unit in [
            "DKK",
            "dkk.",
            "danske kroner",
            "kr/år",
            "kr (2022)",
            "1000 DKK",
            "kroners",
            "øre",
            "EUR",
            " kr",
            "t.kr.",
            "mio. kr.",
        ] {
            assert!(means_money(unit), "{unit}");
        }
        for unit in ["weeks", "uger", "kroniske forløb", "persons", "krav", "forløb pr. år"] {
            assert!(!means_money(unit), "{unit}");
        }
    }
}
