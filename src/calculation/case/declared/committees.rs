//! `[committees]`: how the result of a payer is split.

use super::input::{Example, Input, Kind, Occurs, PAYERS, SHORT_TEXT, Section, entry};
use foundation::text::{same, text};

/// Their names.
pub const NAMES: Input = Input::required(
    "names",
    Kind::Texts,
    text("Udvalg", "Committees"),
    text("udvalgenes navne", "the names of the committees"),
);

/// The section.
pub const SECTION: Section = Section {
    path: "committees",
    occurs: Occurs::AtMostOnce,
    label: text("Udvalgene", "Committees"),
    help: text("Hvordan en betalers resultat fordeles.", "How the result of a payer is split."),
    inputs: &[&NAMES],
    examples: &[Example {
        active: false,
        entries: &[entry(
            "names",
            text("[\"Socialudvalget\", \"Beskæftigelsesudvalget\"]", "[\"Social affairs\", \"Employment\"]"),
        )],
    }],
};

/// Whose result.
pub const PAYER: Input = Input::with_default(
    "payer",
    PAYERS,
    "\"kommune\"",
    text("Betaler", "Payer"),
    text("hvis resultat der fordeles", "whose result is split"),
);

/// Which part of it.
pub const OF: Input = Input::required(
    "of",
    SHORT_TEXT,
    text("Del", "Part"),
    text(
        "`all`, `costs`, `grants`, `displaced_costs`, `during`, et område, en konsekvens eller en omkostning; det mest særlige gælder",
        "`all`, `costs`, `grants`, `displaced_costs`, `during`, an area, a consequence or a cost; the most specific that fits holds",
    ),
);

/// The shares.
pub const SHARES: Input = Input::required(
    "shares",
    Kind::ByName,
    text("Andele", "Shares"),
    text("hvert udvalgs andel; de giver 1", "the share of each committee; they add up to 1"),
);

/// A split.
pub const SPLIT: Section = Section {
    path: "committees.split",
    occurs: Occurs::Repeated,
    label: text("Fordeling", "Split"),
    help: text(
        "Det, som ingen fordeling dækker, vises som ikke fordelt.",
        "What no split covers is shown as not split.",
    ),
    inputs: &[&PAYER, &OF, &SHARES],
    examples: &[
        Example {
            active: false,
            entries: &[
                entry("of", same("\"all\"")),
                entry("shares", text("{ \"Socialudvalget\" = 1.0 }", "{ \"Social affairs\" = 1.0 }")),
            ],
        },
        Example {
            active: false,
            entries: &[
                entry("of", same("\"employment\"")),
                entry("shares", text("{ \"Beskæftigelsesudvalget\" = 1.0 }", "{ \"Employment\" = 1.0 }")),
            ],
        },
    ],
};
