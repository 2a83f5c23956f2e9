//! `[[scenario]]`: named variations of the case.

use super::input::{Example, Input, LONG_TEXT, Occurs, SHORT_TEXT, Section, entry};
use foundation::text::{same, text};

/// The path of the section.
pub const PATH: &str = "scenario";

/// What it is called.
pub const NAME: Input = Input::required(
    "name",
    SHORT_TEXT,
    text("Navn", "Name"),
    text("scenariets navn; ikke to gange", "the name of the scenario; not twice"),
);

/// Why.
pub const REASON: Input = Input::optional(
    "reason",
    LONG_TEXT,
    text("Begrundelse", "Reason"),
    text("vises sammen med scenariets navn", "shown with the name of the scenario"),
);

/// The section. Below it stand the sections of a case, with the inputs that differ.
pub const SECTION: Section = Section {
    path: PATH,
    occurs: Occurs::Repeated,
    label: text("Scenarier", "Scenarios"),
    help: text(
        "Varianter af beregningen, vist side om side med den. Skriv sektion.felt = værdi for det, der er anderledes. I lister ændres posten med samme navn; andre poster føjes til.",
        "Variations of the case, shown beside it. Write section.key = value for what differs. In lists, the entry of the same \
         name changes; other entries are added.",
    ),
    inputs: &[&NAME, &REASON],
    examples: &[Example {
        active: false,
        entries: &[
            entry("name", text("\"Færre gennemfører\"", "\"Fewer complete\"")),
            entry("reason", text("\"Erfaringen fra det første år\"", "\"The experience of the first year\"")),
            entry("intervention.completion_rate", same("0.75")),
            entry("effect.with", same("0.10")),
        ],
    }],
};
