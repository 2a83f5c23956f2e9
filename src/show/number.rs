//! Numbers in Danish and English notation.

use foundation::words::Language;

/// A number with a fixed number of decimals and thousands separators: `1.234.567,8` in Danish, `1,234,567.8` in English.
pub fn number(value: f64, decimals: usize, language: Language) -> String {
    let (thousands, comma) = match language {
        Language::Da => ('.', ','),
        Language::En => (',', '.'),
    };
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut shown = String::new();
    // A number that rounds to zero has no sign.
    if value < 0.0 && plain.chars().any(|digit| ('1'..='9').contains(&digit)) {
        shown.push('-');
    }
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position) % 3 == 0 {
            shown.push(thousands);
        }
        shown.push(digit);
    }
    if !fraction.is_empty() {
        shown.push(comma);
        shown.push_str(fraction);
    }
    shown
}

/// Whole kroner.
pub fn kroner(value: f64, language: Language) -> String {
    number(value, 0, language)
}

/// Persons of a calculation: a whole number, or with one decimal.
pub fn persons(value: f64, language: Language) -> String {
    let tenths = (value * 10.0).round();
    number(value, usize::from(tenths % 10.0 != 0.0), language)
}

/// A share as per cent: `12 %`, `3,5 %`.
pub fn percent(share: f64, language: Language) -> String {
    let percent = share * 100.0;
    let decimals = (0..=3)
        .find(|d| {
            // 0.35 - 0.1 is not exactly 0.25 in binary.
            let scaled = percent * 10f64.powi(*d);
            (scaled - scaled.round()).abs() < 1e-6
        })
        .unwrap_or(3);
    format!("{} %", number(percent, usize::try_from(decimals).unwrap_or(3), language))
}

/// A whole number with its noun: `1 estimat`, `1.200 estimater`. Nouns are given for one and for many.
pub fn counted(count: f64, danish: [&str; 2], english: [&str; 2], language: Language) -> String {
    let [one, many] = match language {
        Language::Da => danish,
        Language::En => english,
    };
    let shown = number(count, 0, language);
    let noun = if shown == "1" { one } else { many };
    format!("{shown} {noun}")
}

/// A count with its English noun, which is given for one and for many: `1 table`, `18 tables`.
pub fn count_of(count: impl std::fmt::Display, one: &str, many: &str) -> String {
    let count = count.to_string();
    let noun = if count == "1" { one } else { many };
    format!("{count} {noun}")
}

/// Six significant digits, with a point: the notation of commands on rows of a file.
pub fn significant(x: f64) -> String {
    let size = x.abs();
    if size != 0.0 && !(1e-4..1e9).contains(&size) {
        return format!("{x:.5e}");
    }
    // Digits before the point, or less than none for zeros after it.
    let whole = if size > 0.0 { size.log10().floor() as i32 + 1 } else { 0 };
    format!("{x:.*}", usize::try_from(6 - whole).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_has_the_singular_and_all_other_numbers_the_plural() {
        let of = |count, language| counted(count, ["estimat", "estimater"], ["estimate", "estimates"], language);
        assert_eq!(of(1.0, Language::Da), "1 estimat");
        assert_eq!(of(0.0, Language::Da), "0 estimater");
        assert_eq!(of(1.0, Language::En), "1 estimate");
        assert_eq!(of(1200.0, Language::En), "1,200 estimates");
    }

    #[test]
    fn persons_are_whole_where_they_can_be() {
        assert_eq!(persons(60.0, Language::Da), "60");
        assert_eq!(persons(5.1, Language::Da), "5,1");
        assert_eq!(persons(59.99, Language::En), "60");
    }
}
