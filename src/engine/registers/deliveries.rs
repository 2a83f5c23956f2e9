//! Deliveries: which files are parts of one delivery, which replace each other, and which are read.
//!
//! Files that match one pattern through `*` with the same `{delivery}` are parts. Any other file of the same year is a
//! second delivery: reading both would double every value.

use std::path::PathBuf;

use regex::Regex;

use super::error::ExtractError;
use super::extract_file::{ExtractFile, RegisterFiles};
use super::fault::Fault;
use super::faults::Faults;
use definitions::register::{Deliveries, Register};

/// What stands for a year in a path.
const YEAR: &str = "{year}";

/// A file, and the delivery that it belongs to.
#[derive(Debug)]
pub struct Delivery {
    /// The file.
    pub file: ExtractFile,
    /// The text of `{delivery}` in its path; `None` sorts first.
    delivery: Option<Vec<Piece>>,
    /// The index of the pattern that matched.
    pattern: usize,
    /// Whether the pattern says that a year can have several files.
    parts: bool,
}

/// A piece of a delivery's name: `v10` comes after `v9`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    Number(u128),
    Text(String),
}

/// Every file of a covered year that matches a pattern, with the first pattern that matches. `None` if a pattern is
/// invalid.
///
/// # Errors
/// A path whose years differ.
pub fn fitting(
    register: &Register,
    all: &[(String, PathBuf)],
    faults: &Faults,
) -> Result<Option<Vec<Delivery>>, ExtractError> {
    let covered = register.file_years();
    let mut fitting: Vec<Delivery> = Vec::new();
    for (number, pattern) in register.files.iter().enumerate() {
        let Ok(regex) = to_regex(pattern) else { return Ok(None) };
        for (name, path) in all {
            let Some(captured) = regex.captures(name) else { continue };
            let years = (0..pattern.matches(YEAR).count()).filter_map(|at| captured.name(&format!("year{at}")));
            let mut years: Vec<&str> = years.map(|year| year.as_str()).collect();
            years.dedup();
            if years.len() > 1 {
                let fault = Fault::TwoYears { years: years.join(" and ") };
                faults.meet(ExtractError::of(&register.id.value, fault).in_file(name))?;
                continue;
            }
            let year = years.first().and_then(|year| year.parse().ok());
            if year.is_some_and(|year| !covered.contains(&year)) || fitting.iter().any(|f| &f.file.name == name) {
                continue;
            }
            fitting.push(Delivery {
                file: ExtractFile { path: path.clone(), name: name.clone(), year },
                delivery: captured.name("delivery").map(|delivery| pieces(delivery.as_str())),
                pattern: number,
                parts: pattern.contains('*'),
            });
        }
    }
    Ok(Some(fitting))
}

/// The files to read: all, or the last delivery of each year.
///
/// # Errors
/// A year delivered twice where `deliveries` does not say which one counts; several files without years of which nothing says
/// whether they are parts.
pub fn choose(register: &Register, fitting: Vec<Delivery>, faults: &Faults) -> Result<RegisterFiles, ExtractError> {
    let last = register.deliveries.value == Deliveries::Last;
    let of_year = |year: Option<i32>| fitting.iter().filter(move |other| other.file.year == year);
    let counts: Vec<bool> =
        fitting.iter().map(|one| !last || of_year(one.file.year).all(|other| other.delivery <= one.delivery)).collect();
    one_file_or_parts(register, &fitting, faults)?;
    let mut chosen: Vec<&Delivery> = Vec::new();
    for (one, _) in fitting.iter().zip(&counts).filter(|(_, counts)| **counts) {
        if let Some(other) = chosen.iter().find(|other| one.delivers_again(other)) {
            let fault = Fault::SameYearTwice { year: one.file.year, other: other.file.name.clone() };
            faults.meet(ExtractError::of(&register.id.value, fault).in_file(&one.file.name))?;
            continue;
        }
        chosen.push(one);
    }
    let passed_over = counts.iter().filter(|counts| !**counts).count();
    Ok(RegisterFiles { files: chosen.into_iter().map(|one| one.file.clone()).collect(), passed_over })
}

/// Fails if a pattern without years finds several files through `*`, unless the register says that they are parts: a register
/// that is delivered whole every year would be counted once a delivery.
fn one_file_or_parts(register: &Register, fitting: &[Delivery], faults: &Faults) -> Result<(), ExtractError> {
    if register.deliveries.value == Deliveries::Parts {
        return Ok(());
    }
    for (number, pattern) in register.files.iter().enumerate() {
        let mut files = fitting
            .iter()
            .filter(|one| one.pattern == number && one.parts && one.file.year.is_none() && one.delivery.is_none());
        let (Some(first), Some(second)) = (files.next(), files.next()) else { continue };
        let (count, other) = (2 + files.count(), first.file.name.clone());
        let fault = Fault::PartsOrDeliveries { pattern: pattern.clone(), count, other };
        faults.meet(ExtractError::of(&register.id.value, fault).in_file(&second.file.name))?;
    }
    Ok(())
}

impl Delivery {
    /// Whether two files are deliveries of the same data, and not parts of one delivery.
    fn delivers_again(&self, other: &Delivery) -> bool {
        if self.file.year != other.file.year {
            return false;
        }
        let together = self.pattern == other.pattern && self.parts;
        match (self.file.year, &self.delivery, &other.delivery) {
            // Several files without years or deliveries; two names that differ in case only are the same file twice.
            (None, None, None) => self.pattern == other.pattern && !self.parts,
            _ => !together || self.delivery != other.delivery,
        }
    }
}

/// Splits a name into numbers and text.
fn pieces(name: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let is_digit = |c: char| c.is_ascii_digit();
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let digits = is_digit(first);
        let end = rest.find(|c: char| is_digit(c) != digits).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        pieces.push(match piece.parse() {
            Ok(number) => Piece::Number(number),
            Err(_) => Piece::Text(piece.to_lowercase()),
        });
        rest = after;
    }
    pieces
}

/// A pattern as a regular expression that ignores case. Its years are `year0`, `year1` and so on.
fn to_regex(pattern: &str) -> Result<Regex, regex::Error> {
    let mut escaped = regex::escape(pattern);
    for at in 0..pattern.matches(YEAR).count() {
        escaped = escaped.replacen(r"\{year\}", &format!(r"(?P<year{at}>\d{{4}})"), 1);
    }
    let escaped = escaped.replace(r"\{delivery\}", "(?P<delivery>[^/]+?)").replace(r"\*", "[^/]*");
    Regex::new(&format!("^(?i:{escaped})$"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_of_deliveries_are_numbers() {
        let order = ["1", "v2", "v10", "v10b", "v11"];
        assert!(order.windows(2).all(|pair| pieces(pair[0]) < pieces(pair[1])), "{order:?}");
        assert!(pieces("2024-09-30") < pieces("2024-10-01"));
        assert_eq!(pieces("V02"), pieces("v2"));
    }
}
