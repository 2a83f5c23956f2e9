//! `[effect]`: the net success rate, in one of four ways.

use super::input::{Example, Input, Kind, LONG_TEXT, Occurs, Section, entry};
use foundation::text::{Text, same, text};
use foundation::words::Denominator;

/// The rate with the intervention.
pub const WITH: Input = Input::optional(
    "with",
    Kind::Share,
    text("Succesrate med", "Success rate with"),
    text(
        "andelen, der opnår succes med indsatsen; sammen med `without`",
        "the share that succeeds with the intervention; together with `without`",
    ),
);

/// The rate without.
pub const WITHOUT: Input = Input::optional(
    "without",
    Kind::Share,
    text("Succesrate uden", "Success rate without"),
    text("andelen, der opnår succes uden indsatsen", "the share that succeeds without the intervention"),
);

/// The net rate itself.
pub const NET_SUCCESS_RATE: Input = Input::optional(
    "net_success_rate",
    Kind::Share,
    text("Nettosuccesrate", "Net success rate"),
    text(
        "i stedet for `with` og `without`: forskellen mellem de to",
        "in place of `with` and `without`: the difference between the two",
    ),
);

/// A standardised effect. One beyond the limits is a mistake, or another measure.
pub const STANDARDISED: Input = Input::optional(
    "standardised",
    Kind::Number(-5.0, 5.0),
    text("Standardiseret effekt", "Standardised effect"),
    text(
        "i stedet for `with`: Cohens d, hvor mere succes er positivt; sammen med `without`",
        "in place of `with`: Cohen's d, where more success is positive; together with `without`",
    ),
)
.in_unit(text("standardafvigelser", "standard deviations"));

/// An effect of the release.
pub const EFFECT: Input = Input::optional(
    "effect",
    Kind::Id,
    text("Effekt fra vidensdatabasen", "Effect of the release"),
    text(
        "i stedet for alt andet: en effekt i vidensdatabasen",
        "in place of all else: an effect of the release, with its own denominator",
    ),
);

/// The error of the net rate.
pub const STANDARD_ERROR: Input = Input::optional(
    "standard_error",
    Kind::Number(0.0, 0.5),
    text("Standardfejl", "Standard error"),
    text(
        "nettosuccesratens standardfejl; i stedet for et spænd under `[uncertainty] net_rate`. En effekt fra vidensdatabasen har sin egen, hvis studiet oplyser den",
        "the standard error of the net success rate; in place of a range under `[uncertainty] net_rate`. An effect of the release \
         has its own if the study reports it",
    ),
);

/// What the rate is a share of.
pub const DENOMINATOR: Input = Input::optional(
    "denominator",
    Kind::Word(|| Denominator::ALL.iter().map(|denominator| denominator.word()).collect()),
    text("Hvem raten gælder", "Whom the rate is of"),
    text(
        "alle, der begynder, eller dem, der gennemfører; påkrævet uden `effect`",
        "all who start, or those who complete; required without `effect`",
    ),
);

/// The section.
pub const SECTION: Section = Section {
    path: "effect",
    occurs: Occurs::Once,
    label: text("4. Effekten", "4. The effect"),
    help: text(
        "Nettosuccesraten er forskellen mellem andelen, der opnår succes med og uden indsatsen. Den skrives på én af fire måder.",
        "The net success rate is the difference between the shares that succeed with and without the intervention. It is written \
         in one of four ways.",
    ),
    inputs: &[&WITH, &WITHOUT, &NET_SUCCESS_RATE, &STANDARDISED, &EFFECT, &DENOMINATOR, &STANDARD_ERROR],
    examples: &[Example {
        active: true,
        entries: &[
            entry("with", same("0.12")),
            entry("without", same("0.02")),
            entry("denominator", same("\"completed\"")),
        ],
    }],
};

const fn level(key: &'static str, label: Text, help: Text) -> Input {
    Input::with_default(key, Kind::Share, "1.0", label, help)
}

/// The factor of each evidence level.
pub const LEVELS: [Input; 3] = [LEVEL_1, LEVEL_2, LEVEL_3];

const LEVEL_1: Input = level(
    "level_1",
    text("Evidensniveau 1", "Evidence level 1"),
    text(
        "faktor på nettosuccesraten ved den stærkeste evidens",
        "factor on the net success rate at the strongest evidence",
    ),
);

const LEVEL_2: Input = level(
    "level_2",
    text("Evidensniveau 2", "Evidence level 2"),
    text("faktor ved evidensniveau 2", "factor at evidence level 2"),
);

const LEVEL_3: Input = level(
    "level_3",
    text("Evidensniveau 3", "Evidence level 3"),
    text("faktor ved den svageste evidens", "factor at the weakest evidence"),
);

/// The evidence level of an effect of the user's own.
pub const EVIDENCE_LEVEL: Input = Input::optional(
    "evidence_level",
    Kind::Integer(1, 3),
    text("Effektens evidensniveau", "Evidence level of the effect"),
    text("påkrævet, undtagen for en effekt fra vidensdatabasen", "required, except for an effect of the release"),
);

/// Why.
pub const REASON: Input = Input::required(
    "reason",
    LONG_TEXT,
    text("Begrundelse", "Reason"),
    text("hvor faktorerne kommer fra", "where the factors come from"),
);

/// A correction for optimism.
pub const OPTIMISM: Section = Section {
    path: "effect.optimism",
    occurs: Occurs::AtMostOnce,
    label: text("Korrektion for optimisme", "Correction for optimism"),
    help: text(
        "Svagere evidens viser ofte for store effekter. Raten og dens standardfejl ganges med faktoren for evidensniveauet.",
        "Weaker evidence often reports too large effects. The rate and its standard error are multiplied by the factor of the \
         evidence level.",
    ),
    inputs: &[&LEVEL_1, &LEVEL_2, &LEVEL_3, &EVIDENCE_LEVEL, &REASON],
    examples: &[Example {
        active: false,
        entries: &[
            entry("level_1", same("1.0")),
            entry("level_2", same("0.8")),
            entry("level_3", same("0.6")),
            entry("evidence_level", same("2")),
            entry("reason", text("\"Vores egen vurdering\"", "\"Our own judgement\"")),
        ],
    }],
};
