//! Text for a terminal, at most 100 columns wide: a screen with what matters most, and the full text.
//!
//! Owns the choice of what stands on a screen and in which order. Owns no figures, and no wording of a case's parts, which
//! `case` has.

pub mod balance;
pub mod build;
pub mod case;
pub mod comparison;
pub mod design;
pub mod diff;
pub mod effects;
pub mod experiences;
pub mod plan;
pub mod regress;
pub mod trace;
pub mod trial;

use std::path::Path;

use crate::say;
use foundation::words::Language;

/// The line below a screen that says how to see the rest.
pub fn more(language: Language) -> &'static str {
    say(
        language,
        "Alle tabeller og forbehold: --full. Rapport og regneark: --to FIL.html --to FIL.xlsx\n",
        "All tables and caveats: --full. Report and workbook: --to FILE.html --to FILE.xlsx\n",
    )
}

/// Says that the scenarios of a case are not compared.
pub fn scenarios_not_compared(case: &Path, language: Language) -> String {
    let case = case.display();
    match language {
        Language::Da => format!("note: {case}: scenarier sammenlignes ikke; beregn filen alene for at se dem"),
        Language::En => format!("note: {case}: scenarios are not compared; calculate the file alone to see them"),
    }
}

/// The word before the name of a written file.
pub fn written(language: Language) -> &'static str {
    say(language, "skrevet", "written")
}
