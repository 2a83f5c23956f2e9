//! Names of source files: which register and period a file holds, by declared rules.
//!
//! Owns the rules and the place of the output. Reads no file.

use regex::Regex;

use crate::error::ConvertError;

/// A rule over a file's name in lower case, without folder and extension.
#[derive(Debug, Clone)]
pub struct NameRule {
    /// What the rule is called in messages.
    pub name: String,
    /// The whole name, with the group `register` and, where they are there, `year` (four digits), `month` (two) and `part`.
    pattern: Regex,
}

impl NameRule {
    /// A rule from a regular expression, which has to fit the whole name.
    ///
    /// # Errors
    /// An expression that is none, or that has no group `register`.
    pub fn new(name: &str, expression: &str) -> Result<NameRule, ConvertError> {
        let fault = |reason: String| ConvertError::Rule { rule: name.to_owned(), reason };
        let pattern = Regex::new(&format!("^(?:{expression})$")).map_err(|e| fault(e.to_string()))?;
        if !pattern.capture_names().flatten().any(|group| group == "register") {
            return Err(fault("it has no group `register`".to_owned()));
        }
        Ok(NameRule { name: name.to_owned(), pattern })
    }

    /// The rules that are used unless others are given, in their order; the first that fits counts.
    ///
    /// # Errors
    /// None in practice: the expressions are fixed and tested.
    pub fn defaults() -> Result<Vec<NameRule>, ConvertError> {
        DEFAULTS.iter().map(|(name, expression)| NameRule::new(name, expression)).collect()
    }
}

/// A register's name begins with a letter, has no four digits in a row, and ends with a letter where a period follows.
const DEFAULTS: [(&str, &str); 3] = [
    (
        "year and month",
        r"(?P<register>[a-zæøå](?:[a-zæøå_]*(?:\d{1,3}[a-zæøå_]+)*[a-zæøå])?)[_-]?(?P<year>(?:19|20)\d{2})(?P<month>0[1-9]|1[0-2])(?:[_-](?P<part>\d{1,3}))?",
    ),
    (
        "year",
        r"(?P<register>[a-zæøå](?:[a-zæøå_]*(?:\d{1,3}[a-zæøå_]+)*[a-zæøå])?)[_-]?(?P<year>(?:19|20)\d{2})(?:[_-](?P<part>\d{1,3}))?",
    ),
    ("no year", r"(?P<register>[a-zæøå][a-zæøå_]*(?:\d{1,3}[a-zæøå_]+)*\d{0,3})"),
];

/// Where a source belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The register, in lower case.
    pub register: String,
    /// The year of the period; none for a register that is delivered whole.
    pub year: Option<i32>,
    /// The month of the period, 1 to 12.
    pub month: Option<u32>,
    /// The part of a period that is delivered in several files.
    pub part: Option<u32>,
    /// The output, relative to the folder of extracts, with `/` between folders.
    pub output: String,
}

/// The place of a source by its name without folder and extension; none if no rule fits.
pub fn place(stem: &str, rules: &[NameRule]) -> Option<Place> {
    let stem = stem.to_lowercase();
    let captured = rules.iter().find_map(|rule| rule.pattern.captures(&stem))?;
    let register = captured.name("register")?.as_str().to_owned();
    let number = |group: &str| captured.name(group).and_then(|text| text.as_str().parse::<u32>().ok());
    let year = number("year").and_then(|year| i32::try_from(year).ok());
    let folder = match year {
        Some(year) => format!("{register}/year={year}"),
        None => register.clone(),
    };
    let output = format!("{folder}/part-{stem}.parquet");
    Some(Place { register, year, month: number("month"), part: number("part"), output })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_come_from_names() {
        let rules = NameRule::defaults().unwrap();
        let of = |name: &str| place(name, &rules).map(|p| (p.register, p.year, p.month, p.part, p.output));
        let is = |register: &str, year, month, part, output: &str| {
            Some((register.to_owned(), year, month, part, output.to_owned()))
        };
        assert_eq!(of("BEF201512"), is("bef", Some(2015), Some(12), None, "bef/year=2015/part-bef201512.parquet"));
        assert_eq!(
            of("lpr_a_kontakt2025"),
            is("lpr_a_kontakt", Some(2025), None, None, "lpr_a_kontakt/year=2025/part-lpr_a_kontakt2025.parquet")
        );
        assert_eq!(of("bef1999_1"), is("bef", Some(1999), None, Some(1), "bef/year=1999/part-bef1999_1.parquet"));
        assert_eq!(of("lmdb"), is("lmdb", None, None, None, "lmdb/part-lmdb.parquet"));
        assert_eq!(of("vnds_hist2004").unwrap().0, "vnds_hist");
        assert_eq!(of("ofkv202306").unwrap().2, Some(6));
        assert_eq!(of("dream202606").unwrap().1, Some(2026));
        assert_eq!(of("sks2"), is("sks2", None, None, None, "sks2/part-sks2.parquet"));
    }

    #[test]
    fn names_that_say_no_period_plainly_are_not_placed() {
        let rules = NameRule::defaults().unwrap();
        for name in ["bef201513", "bef20151231", "bef1850", "201512", "bef2015 copy", "bef2015a", ""] {
            assert_eq!(place(name, &rules), None, "{name}");
        }
    }

    #[test]
    fn a_rule_needs_a_register() {
        assert!(NameRule::new("mine", r"x(?P<year>\d{4})").is_err());
        assert!(NameRule::new("mine", "(").is_err());
    }
}
