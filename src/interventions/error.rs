//! What stops an intervention: always with its name, and never with a value of a person.

use definitions::intervention::Intervention;
use designs::{DesignError, PersonListError};
use foundation::error::{Error, Kind};

/// What to do in addition to what the message says.
const HINT: &str = "nothing is published; the page `definitions` describes interventions";

/// Mistakes in the lists of persons, all at once.
pub(crate) fn of_persons(intervention: &Intervention, mistakes: &[PersonListError]) -> Error {
    let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    Error::new(Kind::Extract, format!("intervention `{}`: {}", intervention.id, lines.join("; ")), HINT)
}

/// A design that can't be made.
pub(crate) fn of_design(intervention: &Intervention, error: &DesignError) -> Error {
    Error::new(Kind::Extract, format!("intervention `{}`: {error}", intervention.id), HINT)
}
