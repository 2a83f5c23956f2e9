//! The levels of entrants in the characteristics of profiles, from variables in t = 0 or before.

use super::adjusters;
use super::entry::Entry;
use crate::variables::Sums;
use definitions::Definitions;
use definitions::characteristic::Characteristic;
use definitions::day::Years;
use definitions::entrant::Use;
use foundation::error::Result;

/// By characteristic of the definitions and entry, the position of the level.
pub type Levels = Vec<Vec<usize>>;

/// The levels of a target group's entries.
///
/// # Errors
/// Internal errors only.
pub fn levels(definitions: &Definitions, entries: &[Entry], sums: &Sums) -> Result<Levels> {
    let of = |characteristic: &Characteristic| {
        let years = Years { first: characteristic.year, last: characteristic.year };
        let used = Use { variable: characteristic.variable.clone(), years };
        let resolution = definitions.variable(&used.variable).map(|variable| variable.resolution);
        let natural = |steps: i64| resolution.map(|resolution| resolution.natural(steps as f64));
        let values = adjusters::values(definitions, &used, entries, sums)?;
        Ok(values.into_iter().map(|value| characteristic.level(value.and_then(natural))).collect())
    };
    definitions.characteristics.iter().map(of).collect()
}
