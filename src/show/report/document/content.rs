//! What the documentation of a release is made from, with the labels of its groups and consequences.

use crate::say;
use definitions::Definitions;
use foundation::tables::Database;
use foundation::words::Language;
use release::knowledge::Diff;
use release::knowledge::manifest::Manifest;

/// What the page is made from.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    /// The release's tables.
    pub database: &'a Database,
    /// Its manifest.
    pub manifest: &'a Manifest,
    /// The definitions that it was built from.
    pub definitions: &'a Definitions,
    /// What changed since the release before it, if there is one.
    pub since: Option<&'a Diff>,
    /// The language.
    pub language: Language,
}

impl<'a> Document<'a> {
    pub(super) fn say<'b>(&self, da: &'b str, en: &'b str) -> &'b str {
        say(self.language, da, en)
    }

    pub(super) fn group<'b>(&self, id: &'b str) -> &'b str
    where
        'a: 'b,
    {
        let row = self.database.target_groups.iter().find(|row| row.target_group == id);
        row.map_or(id, |row| row.label().get(self.language))
    }

    pub(super) fn consequence<'b>(&self, id: &'b str) -> &'b str
    where
        'a: 'b,
    {
        let row = self.database.consequences.iter().find(|row| row.consequence == id);
        row.map_or(id, |row| row.label().get(self.language))
    }
}
