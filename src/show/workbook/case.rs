//! The case that the sheets of a workbook show.

use calculation::calculator::CaseResult;
use calculation::case::Inputs;
use foundation::words::Language;

use super::green_cells::GreenCells;

/// The case of a workbook, or one of its scenarios.
pub(super) struct Case<'a> {
    pub(super) inputs: &'a Inputs,
    pub(super) result: &'a CaseResult,
    pub(super) language: Language,
    /// The number of the scenario; 0 is the case itself.
    pub(super) scenario: usize,
    /// The green cells of the case, which those of a scenario follow; none of the case itself.
    pub(super) followed: GreenCells,
}

impl Case<'_> {
    pub(super) fn say(&self, da: &'static str, en: &'static str) -> &'static str {
        crate::say(self.language, da, en)
    }

    /// The name of a sheet that each scenario has as well. It has no blank, since formulas write it without quotes.
    pub(super) fn sheet_name(&self, da: &'static str, en: &'static str) -> String {
        let name = self.say(da, en);
        if self.scenario == 0 { name.to_owned() } else { format!("{name}{}", self.scenario) }
    }
}
