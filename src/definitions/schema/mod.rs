//! The JSON Schemas of the files of definitions, for editors: completion, and mistakes while one writes.
//!
//! Owns the declaration of every key: its name, what its value looks like, whether it must be written, and what it means. The
//! schemas are made from it. Owns no reading: the checks of `som check` go further, and a test holds every declared key, word and
//! requirement against what the readers accept.

mod common;
mod declared;
mod effects;
mod experiences;
mod interventions;
mod json;
mod money;
mod profile;
mod registers;
mod release;
mod target_groups;
mod test_persons;
#[cfg(test)]
mod tests;
mod variables;

pub use toml_files::json_schema::{Additional, DefaultValue, JsonSchema};

use declared::Object;

/// A kind of file and its schema.
#[derive(Debug, Clone, Copy)]
pub struct FileKind {
    /// The name of the folder, or of the file without `.toml`.
    pub name: &'static str,
    /// Where such files lie below the folder of definitions, as a pattern.
    pub place: &'static str,
    /// What a file holds.
    pub about: &'static str,
    top: &'static Object,
}

/// Every kind of file, in the order of a folder of definitions.
pub const FILES: &[FileKind] = &[
    file("release", "release.toml", "Settings of the whole release.", &release::SETTINGS),
    file("disclosure", "disclosure.toml", "The policy of disclosure control.", &release::DISCLOSURE),
    file("registers", "registers/**/*.toml", "One register.", &registers::REGISTER),
    file("variables", "variables/**/*.toml", "Variables: what is read per person and year.", &variables::VARIABLES),
    file("consequences", "consequences/**/*.toml", "Consequences.", &variables::CONSEQUENCES),
    file("prices", "prices/**/*.toml", "Prices by payer.", &money::PRICES),
    file("indices", "indices/**/*.toml", "One price index.", &money::INDEX),
    file("target_groups", "target_groups/**/*.toml", "One target group with its test persons.", &target_groups::GROUP),
    file(
        "interventions",
        "interventions/**/*.toml",
        "One intervention with its test persons.",
        &interventions::INTERVENTION,
    ),
    file("effects", "effects/**/*.toml", "Effects: results of studies.", &effects::EFFECTS),
    file("qualification", "qualification/**/*.toml", "Qualifications of consequences.", &effects::QUALIFICATIONS),
    file("profile", "profile/**/*.toml", "Characteristics of profiles.", &profile::PROFILE),
    file("experiences", "experiences/**/*.toml", "Experiences: published calculations.", &experiences::EXPERIENCES),
];

const fn file(name: &'static str, place: &'static str, about: &'static str, top: &'static Object) -> FileKind {
    FileKind { name, place, about, top }
}

impl FileKind {
    /// The kind of a name; `None` if there is none.
    pub fn named(name: &str) -> Option<&'static FileKind> {
        FILES.iter().find(|kind| kind.name == name)
    }

    /// The schema of such a file.
    pub fn schema(&self) -> JsonSchema {
        JsonSchema {
            schema: Some("http://json-schema.org/draft-07/schema#"),
            title: Some(self.name),
            description: Some(self.about.to_owned()),
            ..json::of_object(self.top)
        }
    }
}
