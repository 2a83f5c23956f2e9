//! Amounts of kroner, exact as they are written.

use serde::Deserialize;

/// The parts of a price, in kroner.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parts {
    /// Municipality.
    pub kommune: Decimal,
    /// Region.
    pub region: Decimal,
    /// State.
    pub stat: Decimal,
}

/// A decimal amount with up to four decimals, exact, written as text: `"110.00"`.
#[derive(Debug, Clone, Copy)]
pub struct Decimal {
    /// Ten-thousandths.
    pub ten_thousandths: i64,
    /// How many decimals were written.
    pub decimals: usize,
}

/// Amounts are equal whatever the number of decimals written.
impl PartialEq for Decimal {
    fn eq(&self, other: &Decimal) -> bool {
        self.ten_thousandths == other.ten_thousandths
    }
}

impl Eq for Decimal {}

impl Decimal {
    /// The nearest double.
    pub fn value(self) -> f64 {
        self.ten_thousandths as f64 / 10_000.0
    }
}

impl std::str::FromStr for Decimal {
    type Err = String;

    fn from_str(text: &str) -> Result<Decimal, String> {
        let wrong = || format!("`{text}` is not an amount such as \"110.00\" (at most four decimals)");
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |s: &str| s.chars().all(|c| c.is_ascii_digit());
        if whole.is_empty()
            || !all_digits(whole)
            || !all_digits(decimals)
            || decimals.len() > 4
            || whole.len() > 14
            || digits.ends_with('.')
        {
            return Err(wrong());
        }
        let amount: i64 = format!("{whole}{decimals:0<4}").parse().map_err(|_| wrong())?;
        Ok(Decimal { ten_thousandths: if negative { -amount } else { amount }, decimals: decimals.len() })
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Decimal, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Kroner, written as a whole number or as exact text: `250000` or `"1250.50"`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Amount {
    /// Kroner.
    pub kroner: f64,
    /// How many decimals were written.
    pub decimals: usize,
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Amount, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "write kroner as a whole number or as text: 250000 or \"1250.50\"")]
        enum AmountInput {
            Whole(i64),
            Text(Decimal),
        }
        Ok(match AmountInput::deserialize(from)? {
            AmountInput::Whole(kroner) => Amount { kroner: kroner as f64, decimals: 0 },
            AmountInput::Text(decimal) => Amount { kroner: decimal.value(), decimals: decimal.decimals },
        })
    }
}
