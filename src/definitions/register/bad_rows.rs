//! What is done with the bad rows of a register: rows without a key, a day or another value that every row needs, or with a
//! value that can't be. One rule for every cause.

use serde::Deserialize;

/// What is done with bad rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadRows {
    /// The first one stops the build.
    Refuse,
    /// They are left out and counted, up to a share of the rows, or one row.
    Drop {
        /// The largest share, in millionths.
        millionths: u32,
    },
}

impl Default for BadRows {
    fn default() -> BadRows {
        BadRows::Drop { millionths: 1_000 }
    }
}

impl BadRows {
    /// The most rows that are left out of so many, at least one unless the share is 0; `None` where none is.
    pub fn at_most(self, rows: u64) -> Option<u64> {
        match self {
            BadRows::Refuse => None,
            BadRows::Drop { millionths } => {
                let share = u128::from(rows) * u128::from(millionths) / 1_000_000;
                Some(u64::try_from(share).unwrap_or(u64::MAX).max(u64::from(millionths > 0)))
            }
        }
    }

    /// Whether any number of bad rows may be dropped. Rows with several bad values then are no reason to stop either.
    pub fn drops_any(self) -> bool {
        matches!(self, BadRows::Drop { millionths: 1_000_000.. })
    }

    /// The share as a percentage, such as `0.1 %`.
    pub fn percentage(self) -> String {
        let millionths = if let BadRows::Drop { millionths } = self { millionths } else { 0 };
        let (whole, rest) = (millionths / 10_000, millionths % 10_000);
        match rest {
            0 => format!("{whole} %"),
            _ => format!("{whole}.{} %", format!("{rest:04}").trim_end_matches('0')),
        }
    }
}

/// A percentage as written: `0.1 %`, with at most four decimals, at most 100.
fn share(text: &str) -> Option<u32> {
    let number = text.trim().strip_suffix('%')?.trim();
    let (whole, rest) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(rest) || whole.len() > 3 || rest.len() > 4 {
        return None;
    }
    let millionths = whole.parse::<u32>().ok()? * 10_000 + format!("{rest:0<4}").parse::<u32>().ok()?;
    (millionths <= 1_000_000).then_some(millionths)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    drop: bool,
    at_most: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "write \"refuse\", or { drop = true, at_most = \"0.1 %\" }")]
enum BadRowsInput {
    Word(String),
    Table(Table),
}

impl<'de> Deserialize<'de> for BadRows {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<BadRows, D::Error> {
        let wrong = |text: &str| serde::de::Error::custom(text.to_owned());
        match BadRowsInput::deserialize(from)? {
            BadRowsInput::Word(word) if word == "refuse" => Ok(BadRows::Refuse),
            // The earlier word for spells that end before they begin: any number of them.
            BadRowsInput::Word(word) if word == "drop_and_count" => Ok(BadRows::Drop { millionths: 1_000_000 }),
            BadRowsInput::Word(_) => Err(wrong("write \"refuse\", or { drop = true, at_most = \"0.1 %\" }")),
            BadRowsInput::Table(Table { drop: false, at_most: None }) => Ok(BadRows::Refuse),
            BadRowsInput::Table(Table { drop: false, at_most: Some(_) }) => {
                Err(wrong("`at_most` is for `drop = true`"))
            }
            BadRowsInput::Table(Table { drop: true, at_most: None }) => Ok(BadRows::default()),
            BadRowsInput::Table(Table { drop: true, at_most: Some(text) }) => {
                share(&text).map(|millionths| BadRows::Drop { millionths }).ok_or_else(|| {
                    wrong("`at_most` is a percentage from 0 to 100 with at most four decimals, such as \"0.1 %\"")
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_exact_and_one_row_is_always_let_through() {
        let read = |text: &str| share(text).map(|millionths| BadRows::Drop { millionths });
        assert_eq!(read("0.1 %"), Some(BadRows::default()));
        assert_eq!(
            read("12.5%").map(|rule| (rule.percentage(), rule.at_most(801))),
            Some(("12.5 %".to_owned(), Some(100)))
        );
        assert_eq!(
            read("0.0001 %").map(|rule| (rule.percentage(), rule.at_most(10))),
            Some(("0.0001 %".to_owned(), Some(1)))
        );
        for wrong in ["0.1", "-1 %", "101 %", "0.00001 %", "1,5 %", "%", ""] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(BadRows::Refuse.at_most(1_000_000), None);
    }
}
