//! The unit of an outcome's step: kroner of the price year, and differences between two years of them.

use definitions::Definitions;
use definitions::consequence::Consequence;
use definitions::estimation::Estimation;
use definitions::target_group::TargetGroup;
use definitions::variable::Variable;
use foundation::error::{Error, Result};

use crate::registers::{ExtractError, Fault};
use crate::variables::{MISSING, PersonYears};

/// The largest difference, in steps: as large as a value may be.
const LARGEST: i128 = 1 << 51;

/// What values of two calendar years are multiplied by to be in kroner of one price level; (1, 1) for natural units.
///
/// The price index of the one times a value of the other are whole numbers, so that differences of amounts are exact.
pub fn multipliers(definitions: &Definitions, consequence: &Consequence, year: i32, before: i32) -> (i64, i64) {
    let index = &definitions.settings.price_index;
    // A year that the index lacks is in no regression: `scale` is an error there.
    let ratio = consequence.is_kroner().then(|| index.ratio(before, year)).flatten();
    ratio.unwrap_or((1, 1))
}

/// What a value of a calendar year, less one of a year before where outcomes are differences, is multiplied by to be in
/// units: kroner of the price year.
///
/// # Errors
/// A year that the price index lacks, which checking the definitions rules out.
pub fn scale(definitions: &Definitions, consequence: &Consequence, year: i32, before: Option<i32>) -> Result<f64> {
    if !consequence.is_kroner() {
        return Ok(1.0);
    }
    let settings = &definitions.settings;
    let factor = settings.price_index.factor(year, settings.price_year.value);
    let factor = factor.ok_or_else(|| Error::internal(format!("the price index has no value for {year}")))?;
    let Some(before) = before else { return Ok(factor) };
    let ratio = settings.price_index.ratio(before, year);
    let (multiplier, _) = ratio.ok_or_else(|| Error::internal(format!("the price index has no value for {before}")))?;
    Ok(factor / multiplier as f64)
}

/// Checks that differences of a variable's values, in the years that a specification follows, leave room for sums of
/// squares in 128 bits.
///
/// # Errors
/// A value that is too large.
pub fn check_range(
    definitions: &Definitions,
    group: &TargetGroup,
    specification: &Estimation,
    variable: &Variable,
    consequence: &Consequence,
    values: &PersonYears,
) -> Result<()> {
    let Some(before) = specification.baseline_year() else { return Ok(()) };
    let entered = || group.population.years.iter();
    let followed = specification.follow_up.iter().flat_map(|k| entered().map(move |t0| (t0 + k, t0 + before)));
    let pairs = followed.map(|(year, before)| multipliers(definitions, consequence, year, before));
    let multiplier = pairs.map(|(ours, theirs)| ours.max(theirs)).fold(1, i64::max);
    let largest = LARGEST / 2 / i128::from(multiplier);
    let count = values.values().filter(|value| *value != MISSING && i128::from(*value).abs() > largest).count();
    if count == 0 {
        return Ok(());
    }
    let register = variable.from.first().map_or("", |source| source.register.value.as_str());
    let sql = variable.from.first().map_or("", |source| source.value.text.value.as_str());
    Err(ExtractError::of(register, Fault::TooLarge { count }).in_value(&variable.id.value, sql).into())
}
