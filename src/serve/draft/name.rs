//! The names of form fields: section, position in a list, key, and a part of the value.
//!
//! `intervention//name`, `costs.item/2/kr`, `consequences.own_value/0/values/3`. A scenario has inputs of other sections under their
//! whole names: `scenario/0/intervention.completion_rate`.

use calculation::case::declared::{Input, Kind, Occurs, SECTIONS, Section};

/// Rows that a list of a case can have; a form never grows beyond it.
pub const MOST_ROWS: usize = 200;

/// A field of the form.
#[derive(Debug, Clone, Copy)]
pub struct Name<'a> {
    /// The section.
    pub section: &'static Section,
    /// The position in a list.
    pub row: Option<usize>,
    /// Its key: the input's, or in a scenario the input's with its section.
    pub key: &'a str,
    /// The input.
    pub input: &'static Input,
    /// The part of the value; empty where it has only one.
    pub part: &'a str,
}

impl<'a> Name<'a> {
    /// The field that a name speaks of, if a case has it.
    pub fn parse(name: &'a str) -> Option<Name<'a>> {
        let mut parts = name.splitn(4, '/');
        let (path, row, key) = (parts.next()?, parts.next()?, parts.next()?);
        let section = section(path)?;
        let row = match row {
            "" => None,
            row => Some(row.parse::<usize>().ok().filter(|row| *row < MOST_ROWS)?),
        };
        Some(Name { section, row, key, input: input(section, key)?, part: parts.next().unwrap_or("") })
    }
}

/// A section by its path.
pub fn section(path: &str) -> Option<&'static Section> {
    SECTIONS.iter().copied().find(|section| section.path == path)
}

/// An input of a section by its key.
pub fn input(of: &'static Section, key: &str) -> Option<&'static Input> {
    match key.rsplit_once('.') {
        Some((path, key)) if of.path == SCENARIO => {
            section(path).filter(|within| can_differ(within)).and_then(|within| input(within, key))
        }
        _ => of.inputs.iter().copied().find(|input| input.key == key),
    }
}

/// The path of scenarios.
pub const SCENARIO: &str = calculation::case::declared::scenario::PATH;

/// Whether a form lets a scenario differ in a section: those that a case has once, without names and answers.
fn can_differ(section: &Section) -> bool {
    const FIXED: [&str; 4] = ["target_group", "target_group.own", "quality", "committees"];
    section.occurs != Occurs::Repeated && !FIXED.contains(&section.path)
}

/// The inputs in which a form lets a scenario differ.
pub fn differing() -> impl Iterator<Item = (&'static Section, &'static Input)> {
    let fits = |input: &&&Input| {
        let listed =
            matches!(input.kind, Kind::Ids | Kind::WordOrIds(_) | Kind::Texts | Kind::DiscountSteps | Kind::Text(_));
        !listed && !matches!(input.key, "effect" | "draws" | "seed")
    };
    let sections = SECTIONS.iter().copied().filter(|section| can_differ(section));
    sections.flat_map(move |section| section.inputs.iter().filter(fits).map(move |input| (section, *input)))
}

/// The name of a field.
pub fn field(path: &str, row: Option<usize>, key: &str, part: &str) -> String {
    let row = row.map(|row| row.to_string()).unwrap_or_default();
    if part.is_empty() { format!("{path}/{row}/{key}") } else { format!("{path}/{row}/{key}/{part}") }
}
