//! Deliveries: which files are parts of one delivery, which replace each other, and which are read.
//!
//! Files that match one pattern through `*` with the same `{delivery}` are parts. Any other file of the same year is a
//! second delivery: reading both would double every value.

use std::cmp::Ordering;
use std::path::PathBuf;

use regex::Regex;

use super::delivery_name::{DeliveryName, Period};
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
    delivery: Option<DeliveryName>,
    /// The index of the pattern that matched.
    pattern: usize,
    /// Whether the pattern says that a year can have several files.
    parts: bool,
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
                delivery: captured.name("delivery").map(|delivery| DeliveryName::of(delivery.as_str())),
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
/// A year delivered twice where `deliveries` does not say which one counts, or where the paths do not show which is the last;
/// several files without years of which nothing says whether they are parts.
pub fn choose(register: &Register, fitting: Vec<Delivery>, faults: &Faults) -> Result<RegisterFiles, ExtractError> {
    let last = register.deliveries.value == Deliveries::Last;
    let is_replaced = |one: &Delivery| {
        let mut of_year = fitting.iter().filter(|other| other.file.year == one.file.year);
        of_year.any(|other| other.order(one) == Some(Ordering::Greater))
    };
    let counts: Vec<bool> = fitting.iter().map(|one| !last || !is_replaced(one)).collect();
    one_file_or_parts(register, &fitting, faults)?;
    let mut chosen: Vec<&Delivery> = Vec::new();
    for (one, _) in fitting.iter().zip(&counts).filter(|(_, counts)| **counts) {
        if let Some(fault) = chosen.iter().find_map(|other| one.beside(other, last)) {
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
    /// The order of two deliveries, if their paths give it. A file without a delivery in its path comes first.
    fn order(&self, other: &Delivery) -> Option<Ordering> {
        match (&self.delivery, &other.delivery) {
            (Some(own), Some(other_name)) => own.order(other_name, self.pattern == other.pattern),
            (own, other) => Some(own.is_some().cmp(&other.is_some())),
        }
    }

    /// The fault of reading two files together.
    fn beside(&self, other: &Delivery, last: bool) -> Option<Fault> {
        if self.file.year != other.file.year {
            return None;
        }
        let name = other.file.name.clone();
        if last && self.order(other).is_none() {
            return Some(Fault::DeliveriesWithoutOrder { other: name });
        }
        if self.delivers_again(other) {
            return Some(Fault::SameYearTwice { year: self.file.year, other: name });
        }
        self.is_of_another_month(other).then_some(Fault::TwoPeriods { other: name })
    }

    /// Whether two files of the same year are deliveries of the same data, and not parts of one delivery.
    fn delivers_again(&self, other: &Delivery) -> bool {
        let one_pattern = self.pattern == other.pattern;
        let together = one_pattern && self.parts;
        match (self.file.year, &self.delivery, &other.delivery) {
            // Several files without years or deliveries; two names that differ in case only are the same file twice.
            (None, None, None) => one_pattern && !self.parts,
            (_, Some(own), Some(other)) if one_pattern && own.is_another_part(other) => false,
            _ => !together || self.delivery != other.delivery,
        }
    }

    /// Whether two parts of a delivery that is named by a year alone are of different months of it: two deliveries of that year.
    fn is_of_another_month(&self, other: &Delivery) -> bool {
        let month = |one: &Delivery| {
            let name = one.file.name.rsplit('/').next().unwrap_or(&one.file.name);
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            let Period { year, month, .. } = Period::at_the_end(stem)?;
            one.delivery.as_ref().filter(|delivery| delivery.is_year(year)).and(month)
        };
        month(self).zip(month(other)).is_some_and(|(own, other)| own != other)
    }
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
