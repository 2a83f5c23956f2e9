//! The words that sentences of caveats share: the labels of a case in one language.

use super::super::labels::item_label;
use calculation::case::Inputs;
use foundation::text::Text;
use foundation::words::Language;

/// The labels of a case in one language.
pub(super) struct Words<'a> {
    pub(super) inputs: &'a Inputs,
    pub(super) language: Language,
}

impl Words<'_> {
    pub(super) fn say(&self, sentence: Text) -> String {
        sentence.get(self.language).to_owned()
    }

    pub(super) fn danish(&self) -> bool {
        self.language == Language::Da
    }

    pub(super) fn label<'b>(&'b self, consequence: &'b str) -> &'b str {
        item_label(self.inputs, consequence, self.language)
    }

    pub(super) fn labels(&self, consequences: &[String]) -> String {
        consequences.iter().map(|id| self.label(id)).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn years(&self, years: &[i32]) -> String {
        years.iter().map(i32::to_string).collect::<Vec<_>>().join(", ")
    }
}
