//! Decimal numbers as people write them, to the exact digits of a file and back.
//!
//! Owns Danish and English notation in fields. No number passes through binary fractions: 12,5 % is 0.125 and nothing near it.

use foundation::words::Language;

use show::say;

/// The longest number that is read.
const LONGEST: usize = 40;

/// An exact decimal number: `-1250.5`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decimal {
    negative: bool,
    whole: String,
    fraction: String,
}

impl Decimal {
    /// What a field says. `1.250,50`, `1250,5` and `1 250` in Danish, `1,250.50` in English; with or without `kr.` or `%`. A point
    /// or comma that cannot separate thousands in the language is a decimal one in both.
    pub fn read(text: &str, language: Language) -> Option<Decimal> {
        let text = text.trim();
        // `4.500,-` is Danish on every page.
        let (thousands, comma) = match language {
            Language::En if !text.ends_with(",-") => (',', '.'),
            Language::Da | Language::En => ('.', ','),
        };
        let (negative, text) = match text.strip_prefix(['-', '−', '–']) {
            Some(rest) => (true, rest.trim_start()),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let text = strip_unit(text);
        let text = ungrouped(text)?;
        if text.len() > LONGEST || !text.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',') {
            return None;
        }
        let (whole, fraction) = split(&text, thousands, comma)?;
        let whole = whole.trim_start_matches('0');
        let whole = if whole.is_empty() { "0" } else { whole };
        Some(
            Decimal { negative, whole: whole.to_owned(), fraction: fraction.trim_end_matches('0').to_owned() }.signed(),
        )
    }

    /// A number of a file, such as `0.12`; `None` for what is not a finite number.
    pub fn of(number: f64) -> Option<Decimal> {
        if !number.is_finite() {
            return None;
        }
        // The shortest digits that are this number; never with an exponent.
        let plain = number.abs().to_string();
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        Some(Decimal { negative: number < 0.0, whole: whole.to_owned(), fraction: fraction.to_owned() }.signed())
    }

    fn signed(mut self) -> Decimal {
        self.negative &= self.whole != "0" || !self.fraction.is_empty();
        self
    }

    /// The number times ten to a power.
    pub fn shifted(&self, power: i32) -> Decimal {
        let mut digits = format!("{}{}", self.whole, self.fraction);
        let mut point = i32::try_from(self.whole.len()).unwrap_or(i32::MAX).saturating_add(power);
        while point < 1 {
            digits.insert(0, '0');
            point += 1;
        }
        let point = usize::try_from(point).unwrap_or(usize::MAX);
        while digits.len() < point {
            digits.push('0');
        }
        let (whole, fraction) = digits.split_at(point);
        let whole = whole.trim_start_matches('0');
        let whole = if whole.is_empty() { "0" } else { whole };
        Decimal {
            negative: self.negative,
            whole: whole.to_owned(),
            fraction: fraction.trim_end_matches('0').to_owned(),
        }
        .signed()
    }

    /// How many decimals it has.
    pub fn decimals(&self) -> usize {
        self.fraction.len()
    }

    /// As in a file.
    pub fn plain(&self) -> String {
        let sign = if self.negative { "-" } else { "" };
        if self.fraction.is_empty() {
            format!("{sign}{}", self.whole)
        } else {
            format!("{sign}{}.{}", self.whole, self.fraction)
        }
    }

    /// Whether it is between 0 and 1, and neither.
    pub fn is_below_one(&self) -> bool {
        !self.negative && self.whole == "0" && !self.fraction.is_empty()
    }

    /// As a reader of the language writes it, with nothing between thousands.
    pub fn ungrouped(&self, language: Language) -> String {
        self.plain().replace('.', say(language, ",", "."))
    }

    /// An amount as a reader of the language writes it, with at least two decimals.
    pub fn with_two_decimals(&self, language: Language) -> String {
        let shown = self.shown(language);
        match self.fraction.len() {
            0 => shown + say(language, ",00", ".00"),
            1 => shown + "0",
            _ => shown,
        }
    }

    /// As a reader of the language writes it.
    pub fn shown(&self, language: Language) -> String {
        let (thousands, comma) = match language {
            Language::Da => ('.', ','),
            Language::En => (',', '.'),
        };
        let mut out = if self.negative { "-".to_owned() } else { String::new() };
        for (position, digit) in self.whole.chars().enumerate() {
            if position > 0 && (self.whole.len() - position).is_multiple_of(3) {
                out.push(thousands);
            }
            out.push(digit);
        }
        if !self.fraction.is_empty() {
            out.push(comma);
            out.push_str(&self.fraction);
        }
        out
    }
}

/// A number without the blanks and apostrophes before its groups of three digits; `None` if one stands elsewhere: `50, 75` is two
/// numbers.
fn ungrouped(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.trim().split(|c: char| c.is_whitespace() || c == '\'').collect();
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let [first, groups @ ..] = parts.as_slice() else { return None };
    let Some((last, inner)) = groups.split_last() else { return Some((*first).to_owned()) };
    let whole = last.split(['.', ',']).next()?;
    let grouped = (1..=3).contains(&first.len())
        && digits(first)
        && inner.iter().chain([&whole]).all(|group| group.len() == 3 && digits(group));
    grouped.then(|| parts.concat())
}

/// Whether a text names kroner, and whether it names per cent.
pub fn units(text: &str) -> [bool; 2] {
    let lower = text.trim_end().to_lowercase();
    let kroner = lower.contains("kr") || lower.contains("dkk") || lower.ends_with(",-");
    [kroner, ["%", "pct", "pct."].iter().any(|unit| lower.ends_with(unit))]
}

/// Kroner and per cent are understood after a number, and kroner before it.
fn strip_unit(text: &str) -> &str {
    let lower = text.to_ascii_lowercase();
    let before = ["dkk", "kr.", "kr"].iter().find(|unit| lower.starts_with(**unit)).map_or(0, |unit| unit.len());
    let text = text.get(before..).unwrap_or(text);
    let lower = text.to_ascii_lowercase();
    let after = ["kroner", "dkk", "kr.", "kr", ",-", "pct.", "pct", "%"].iter().find(|unit| lower.ends_with(**unit));
    text.get(..text.len() - after.map_or(0, |unit| unit.len())).unwrap_or(text)
}

/// The digits before and after the decimal point.
fn split(text: &str, thousands: char, comma: char) -> Option<(String, String)> {
    let points: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| !c.is_ascii_digit()).collect();
    let decimal = match points.as_slice() {
        [] => None,
        [(at, point)] if *point == comma => Some(*at),
        [(at, _)] if is_grouped(text, &[*at], text.len()) => None,
        [(at, _)] => Some(*at),
        many => {
            let (last, point) = *many.last()?;
            let groups: Vec<usize> = many.iter().take(many.len() - 1).map(|(at, _)| *at).collect();
            let others = many.iter().take(many.len() - 1).all(|(_, other)| *other != point);
            let same = many.windows(2).all(|pair| matches!(pair, [(_, a), (_, b)] if a == b));
            if same {
                let all: Vec<usize> = many.iter().map(|(at, _)| *at).collect();
                if point != thousands || !is_grouped(text, &all, text.len()) {
                    return None;
                }
                None
            } else if others && groups.len() == many.len() - 1 && is_grouped(text, &groups, last) {
                Some(last)
            } else {
                return None;
            }
        }
    };
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (whole, fraction) = match decimal {
        Some(at) => (digits(text.get(..at)?), digits(text.get(at..)?)),
        None => (digits(text), String::new()),
    };
    (!whole.is_empty() || !fraction.is_empty()).then_some((whole, fraction))
}

/// Whether separators at these places stand before groups of three digits, up to `end`.
fn is_grouped(text: &str, places: &[usize], end: usize) -> bool {
    let ends = places.iter().skip(1).copied().chain([end]);
    let first = places.first().copied().unwrap_or(0);
    (1..=3).contains(&first) && !text.starts_with('0') && places.iter().zip(ends).all(|(at, end)| end - at == 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn danish_and_english_notation_are_understood_exactly() {
        let read = |text: &str, language| Decimal::read(text, language).map(|number| number.plain());
        for (text, da, en) in [
            ("1.250,50", Some("1250.5"), Some("1250.5")),
            ("1,250.50", Some("1250.5"), Some("1250.5")),
            ("1.250", Some("1250"), Some("1.25")),
            ("1,250", Some("1.25"), Some("1250")),
            ("1.250.000", Some("1250000"), None),
            ("12.5", Some("12.5"), Some("12.5")),
            ("12,5", Some("12.5"), Some("12.5")),
            ("0.125", Some("0.125"), Some("0.125")),
            ("1 250 000 kr.", Some("1250000"), Some("1250000")),
            ("kr. 4500", Some("4500"), Some("4500")),
            ("4.500,-", Some("4500"), Some("4500")),
            ("12,5 %", Some("12.5"), Some("12.5")),
            ("−3,5", Some("-3.5"), Some("-3.5")),
            ("007", Some("7"), Some("7")),
            ("-0", Some("0"), Some("0")),
            (",5", Some("0.5"), Some("0.5")),
            ("", None, None),
            (",", None, None),
            ("1.2.3", None, None),
            ("1,2,3", None, None),
            ("1.25.000", None, None),
            ("50, 75", None, None),
            ("8 5", None, None),
            ("1e5", None, None),
            ("tolv", None, None),
            ("٣", None, None),
        ] {
            assert_eq!(read(text, Language::Da).as_deref(), da, "{text}");
            assert_eq!(read(text, Language::En).as_deref(), en, "{text}");
        }
    }

    #[test]
    fn per_cent_and_back_is_exact() {
        for (number, percent) in
            [(0.12, "12"), (0.125, "12,5"), (1.0, "100"), (0.0007, "0,07"), (-0.05, "-5"), (0.0, "0")]
        {
            let shown = Decimal::of(number).unwrap().shifted(2);
            assert_eq!(shown.shown(Language::Da), percent);
            let back = Decimal::read(&shown.shown(Language::Da), Language::Da).unwrap().shifted(-2);
            assert_eq!(back.plain().parse::<f64>().unwrap(), number);
        }
        assert_eq!(Decimal::of(1234567.5).unwrap().shown(Language::Da), "1.234.567,5");
        assert_eq!(Decimal::of(f64::NAN), None);
    }
}
