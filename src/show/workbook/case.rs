//! The case that the sheets of a workbook show.

use calculation::calculator::CaseResult;
use calculation::case::Inputs;
use foundation::words::Language;

/// The case of a workbook.
pub(super) struct Case<'a> {
    pub(super) inputs: &'a Inputs,
    pub(super) result: &'a CaseResult,
    pub(super) language: Language,
}

impl Case<'_> {
    pub(super) fn say(&self, da: &'static str, en: &'static str) -> &'static str {
        crate::say(self.language, da, en)
    }
}
