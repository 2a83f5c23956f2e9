//! `[target_group]`: a target group of the release, or the user's own.

use super::input::{Example, Input, Kind, LONG_TEXT, Occurs, SHORT_TEXT, Section, entry};
use foundation::text::{same, text};

/// A target group of the release.
pub const GROUP: Input = Input::optional(
    "group",
    Kind::Id,
    text("Målgruppe", "Target group"),
    text(
        "en målgruppe i vidensdatabasen; påkrævet uden egen målgruppe",
        "a target group of the release; required without a target group of one's own",
    ),
);

/// A subgroup of it.
pub const SUBGROUP: Input = Input::with_default(
    "subgroup",
    Kind::Id,
    "\"all\"",
    text("Undergruppe", "Subgroup"),
    text("en undergruppe; `all` er hele målgruppen", "a subgroup; `all` is the whole group"),
);

/// The success measure.
pub const SUCCESS_MEASURE: Input = Input::optional(
    "success_measure",
    Kind::Id,
    text("Succesmål", "Success measure"),
    text(
        "et af målgruppens succesmål; påkrævet med `group`",
        "one of the group's success measures; required with `group`",
    ),
);

/// The section.
pub const SECTION: Section = Section {
    path: "target_group",
    occurs: Occurs::Once,
    label: text("2. Målgruppen", "2. The target group"),
    help: text("Navnene er vidensdatabasens.", "The names are those of the knowledge database."),
    inputs: &[&GROUP, &SUBGROUP, &SUCCESS_MEASURE],
    examples: &[Example {
        active: true,
        entries: &[
            entry("group", same("\"homelessness\"")),
            entry("subgroup", same("\"all\"")),
            entry("success_measure", same("\"left_shelter\"")),
        ],
    }],
};

/// What the user's own group is called.
pub const OWN_NAME: Input =
    Input::required("name", SHORT_TEXT, text("Navn", "Name"), text("målgruppens navn", "the name of the group"));

/// What counts as success.
pub const OWN_SUCCESS: Input = Input::required(
    "success",
    SHORT_TEXT,
    text("Succes", "Success"),
    text("hvad der tæller som succes", "what counts as success"),
);

/// The ages, which decide prices.
pub const OWN_AGES: Input = Input::optional(
    "ages",
    Kind::Ages,
    text("Alder", "Ages"),
    text(
        "yngste og ældste alder ved t = 0, som priser afhænger af",
        "the youngest and oldest age at t = 0, which prices depend on",
    ),
)
.in_unit(text("år", "years"));

/// Why.
pub const OWN_REASON: Input = Input::required(
    "reason",
    LONG_TEXT,
    text("Begrundelse", "Reason"),
    text("hvorfor, og hvorfor lånte estimater passer", "why, and why borrowed estimates fit"),
);

/// The user's own target group.
pub const OWN: Section = Section {
    path: "target_group.own",
    occurs: Occurs::AtMostOnce,
    label: text("Egen målgruppe", "A target group of one's own"),
    help: text(
        "En målgruppe, som vidensdatabasen ikke har. Med `group` og `success_measure` ovenfor låner den estimater; uden dem er \
         alle værdier jeres egne.",
        "A group that the release does not have. With `group` and `success_measure` above it borrows estimates; without them all \
         values are the user's.",
    ),
    inputs: &[&OWN_NAME, &OWN_SUCCESS, &OWN_AGES, &OWN_REASON],
    examples: &[Example {
        active: false,
        entries: &[
            entry("name", text("\"Unge uden fast bolig\"", "\"Young people without a home\"")),
            entry("success", text("\"Har egen bolig\"", "\"Has a home of one's own\"")),
            entry("ages", same("{ first = 18, last = 29 }")),
            entry("reason", text("\"Ligner målgruppen på alt andet end alder\"", "\"Like the group in all but age\"")),
        ],
    }],
};
