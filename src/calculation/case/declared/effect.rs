//! `[effect]`: the net success rate, in one of four ways.

use super::{Example, Input, Kind, Occurs, Section, entry, same, text};
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

/// A standardised effect. One beyond the limits is a slip of the hand, or another measure.
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

/// What the rate is a share of.
pub const DENOMINATOR: Input = Input::optional(
    "denominator",
    Kind::Word(|| Denominator::ALL.iter().map(|denominator| denominator.word()).collect()),
    text("Raten er en andel af", "The rate is a share of"),
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
    inputs: &[&WITH, &WITHOUT, &NET_SUCCESS_RATE, &STANDARDISED, &EFFECT, &DENOMINATOR],
    examples: &[Example {
        active: true,
        entries: &[
            entry("with", same("0.12")),
            entry("without", same("0.02")),
            entry("denominator", same("\"completed\"")),
        ],
    }],
};
