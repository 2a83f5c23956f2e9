//! How far each consequence is known.
//!
//! A fit that was estimated and is not significant counts as zero, and so does one with few or no users. Everything else without
//! a figure is unknown, and a consequence reaches only to the year before its first unknown one: what follows a gap would be added to a sum that is
//! silent about the gap. Other consequences keep their own reach, so that one young register does not limit the case;
//! the result says for how many years all that carry a figure are known.

use super::result::ConsequenceReach;
use crate::case::inputs::{Consequence, Value};

/// The reach of a consequence, and what its years are.
pub fn reach(consequence: &Consequence) -> ConsequenceReach {
    let years = &consequence.years;
    let first_unknown = years.iter().position(|value| matches!(value, Value::Unknown { .. }));
    let through = first_unknown.unwrap_or(years.len());
    let count = |test: fn(&Value) -> bool| years.iter().take(through).filter(|value| test(value)).count();
    let has_figure = |value: &Value| matches!(value, Value::Estimate { .. } | Value::Own { .. });
    ConsequenceReach {
        id: consequence.id.clone(),
        area: consequence.area,
        through: (1..).zip(years).take(through).last().map_or(0, |(year, _)| year),
        significant: count(|value| matches!(value, Value::Estimate { .. })),
        own: count(|value| matches!(value, Value::Own { .. })),
        zero: count(|value| matches!(value, Value::Zero { .. })),
        unknown: years.iter().filter(|value| matches!(value, Value::Unknown { .. })).count(),
        after_gap: years.iter().skip(through).filter(|value| !matches!(value, Value::Unknown { .. })).count(),
        ends_with: first_unknown.and_then(|position| years.get(position)).and_then(|value| match value {
            Value::Unknown { status } => *status,
            _ => None,
        }),
        has_figure: years.iter().any(has_figure),
        unpriced: years
            .iter()
            .zip(1..)
            .filter(|(v, year)| has_figure(v) && consequence.price(*year).is_none())
            .map(|(_, year)| year)
            .collect(),
    }
}
