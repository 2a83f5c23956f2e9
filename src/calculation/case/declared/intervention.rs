//! `[intervention]`: its years and its participants.

use super::input::{Example, Input, Kind, Occurs, SHORT_TEXT, Section, entry};
use foundation::text::{same, text};

/// Its name.
pub const NAME: Input =
    Input::required("name", SHORT_TEXT, text("Navn", "Name"), text("indsatsens navn", "the name of the intervention"));

/// The first calendar year. Other years are mistakes.
pub const START_YEAR: Input = Input::required(
    "start_year",
    Kind::Integer(1990, 2100),
    text("Første år", "First year"),
    text(
        "det første kalenderår i drift; nutidsværdien er i dette år",
        "the first calendar year in operation; present values are of this year",
    ),
);

/// Years in operation. Beyond this, one case is no longer one intervention.
pub const YEARS: Input = Input::required(
    "years",
    Kind::Integer(1, 50),
    text("Antal år", "Years"),
    text("antal kalenderår i drift", "calendar years in operation"),
)
.in_unit(text("år", "years"));

/// Persons who start each year. The upper limit is more than live in the country.
pub const PARTICIPANTS: Input = Input::optional(
    "participants",
    Kind::Number(0.01, 1e7),
    text("Deltagere pr. år", "Participants per year"),
    text(
        "borgere, der begynder i hvert år i drift; påkrævet uden `participants_by_year`",
        "persons who start in each year in operation; required without `participants_by_year`",
    ),
)
.in_unit(text("borgere", "persons"));

/// Persons who start, where the years differ.
pub const PARTICIPANTS_BY_YEAR: Input = Input::optional(
    "participants_by_year",
    Kind::Numbers(0.0, 1e7),
    text("Deltagere år for år", "Participants by year"),
    text(
        "i stedet for `participants`: borgere, der begynder, ét tal for hvert år i drift",
        "in place of `participants`: persons who start, a number for each year in operation",
    ),
)
.in_unit(text("borgere", "persons"));

/// The completion rate.
pub const COMPLETION_RATE: Input = Input::required(
    "completion_rate",
    Kind::Share,
    text("Andel, der gennemfører", "Completion rate"),
    text("andelen af dem, der begynder, som gennemfører", "the share of those who start that completes"),
);

/// From start to completion.
pub const YEARS_TO_COMPLETION: Input = Input::with_default(
    "years_to_completion",
    Kind::Integer(0, 10),
    "0",
    text("År til gennemførelse", "Years to completion"),
    text(
        "hele kalenderår fra start til gennemførelse; 0 er samme år",
        "whole calendar years from start to completion; 0 is within the year",
    ),
)
.in_unit(text("år", "years"));

/// The section.
pub const SECTION: Section = Section {
    path: "intervention",
    occurs: Occurs::Once,
    label: text("1. Indsatsen", "1. The intervention"),
    help: text("", ""),
    inputs: &[&NAME, &START_YEAR, &YEARS, &PARTICIPANTS, &PARTICIPANTS_BY_YEAR, &COMPLETION_RATE, &YEARS_TO_COMPLETION],
    examples: &[Example {
        active: true,
        entries: &[
            entry("name", text("\"Bolig med bostøtte\"", "\"Housing with support\"")),
            entry("start_year", same("2024")),
            entry("years", same("3")),
            entry("participants", same("20")),
            entry("completion_rate", same("0.85")),
            entry("years_to_completion", same("0")),
        ],
    }],
};
