//! The names of form fields: section, position in a list, key, and a part of the value.
//!
//! `intervention//name`, `costs.item/2/kr`, `consequences.own_value/0/values/3`.

use calculation::case::declared::{Input, SECTIONS, Section};

/// Rows that a list of a case can have; a form never grows beyond it.
pub const MOST_ROWS: usize = 200;

/// A field of the form.
#[derive(Debug, Clone, Copy)]
pub struct Name<'a> {
    /// The section.
    pub section: &'static Section,
    /// The position in a list.
    pub row: Option<usize>,
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
        Some(Name { section, row, input: input(section, key)?, part: parts.next().unwrap_or("") })
    }
}

/// A section by its path.
pub fn section(path: &str) -> Option<&'static Section> {
    SECTIONS.iter().copied().find(|section| section.path == path)
}

/// An input of a section by its key.
pub fn input(section: &'static Section, key: &str) -> Option<&'static Input> {
    section.inputs.iter().copied().find(|input| input.key == key)
}

/// The name of a field.
pub fn field(path: &str, row: Option<usize>, key: &str, part: &str) -> String {
    let row = row.map(|row| row.to_string()).unwrap_or_default();
    if part.is_empty() { format!("{path}/{row}/{key}") } else { format!("{path}/{row}/{key}/{part}") }
}
