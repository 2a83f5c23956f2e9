//! The value of a variable of a test person.

use definitions::Definitions;
use definitions::variable::Variable;
use engine::persons::Persons;
use engine::variables::{MISSING, Sums, missing_without_row};
use foundation::keys::PersonIndex;

/// A person's value in a calendar year, in natural units; `None` is missing.
pub(super) fn value(
    definitions: &Definitions,
    (population, sums): (&Persons, &Sums),
    variable: &Variable,
    (person, year): (PersonIndex, i32),
) -> Option<f64> {
    let of_variable = sums.get(&variable.id.value);
    match of_variable.and_then(|(values, _)| values.get(person, year)) {
        Some(MISSING) => None,
        Some(steps) => Some(variable.resolution.natural(steps as f64)),
        None => {
            let zero = !missing_without_row(definitions, variable, year) || population.gone(person, year);
            zero.then_some(0.0)
        }
    }
}
