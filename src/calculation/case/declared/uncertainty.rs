//! `[uncertainty]`: how sure the user is of the inputs.

use super::input::{Example, Input, Kind, Occurs, Section, entry, off};
use foundation::text::{same, text};

/// Draws. Fewer leave the ends of an interval to chance; more take long and change nothing.
pub const DRAWS: Input = Input::with_default(
    "draws",
    Kind::Integer(10_000, 1_000_000),
    "10000",
    text("Trækninger", "Draws"),
    text("simulationens trækninger", "draws of the simulation"),
);

/// The seed.
pub const SEED: Input = Input::with_default(
    "seed",
    Kind::Integer(0, i32::MAX),
    "1",
    text("Startværdi", "Seed"),
    text("samme startværdi giver samme resultat", "the same seed gives the same result"),
);

/// The net success rate.
pub const NET_RATE: Input = Input::optional(
    "net_rate",
    Kind::Range(-1.0, 1.0),
    text("Nettosuccesrate", "Net success rate"),
    text(
        "den laveste og den højeste; beregningens egen ligger imellem",
        "the lowest and the highest; the case's own lies between",
    ),
);

/// The completion rate.
pub const COMPLETION_RATE: Input = Input::optional(
    "completion_rate",
    Kind::Range(0.0, 1.0),
    text("Andel, der gennemfører", "Completion rate"),
    text(
        "den laveste og den højeste; beregningens egen ligger imellem",
        "the lowest and the highest; the case's own lies between",
    ),
);

/// A factor on costs.
pub const COSTS: Input = Input::optional(
    "costs",
    Kind::Range(0.0, 100.0),
    text("Omkostninger", "Costs"),
    text(
        "faktor, som alle omkostninger ganges med; 1 ligger imellem",
        "factor that all costs are multiplied by; 1 lies between",
    ),
);

/// A factor on displaced costs.
pub const DISPLACED: Input = Input::optional(
    "displaced",
    Kind::Range(0.0, 100.0),
    text("Sparede omkostninger", "Displaced costs"),
    text(
        "faktor, som alle sparede omkostninger ganges med; 1 ligger imellem",
        "factor that all displaced costs are multiplied by; 1 lies between",
    ),
);

/// A factor on prices.
pub const PRICES: Input = Input::optional(
    "prices",
    Kind::Range(0.0, 100.0),
    text("Priser", "Prices"),
    text(
        "faktor, som alle priser på naturlige enheder ganges med; 1 ligger imellem",
        "factor that all prices of natural units are multiplied by; 1 lies between",
    ),
);

/// The section.
pub const SECTION: Section = Section {
    path: "uncertainty",
    occurs: Occurs::AtMostOnce,
    label: text("Usikkerhed", "Uncertainty"),
    help: text(
        "Det laveste og det højeste, som et input kan være; tallet i beregningen er det mest sandsynlige.",
        "The lowest and the highest that an input can be; the figure of the case is the likeliest.",
    ),
    inputs: &[&DRAWS, &SEED, &NET_RATE, &COMPLETION_RATE, &COSTS, &DISPLACED, &PRICES],
    examples: &[Example {
        active: true,
        entries: &[
            off("draws", same("10000")),
            off("seed", same("1")),
            entry("net_rate", same("{ low = 0.05, high = 0.15 }")),
            entry("completion_rate", same("{ low = 0.75, high = 0.95 }")),
            entry("costs", same("{ low = 0.9, high = 1.2 }")),
            off("displaced", same("{ low = 0.9, high = 1.1 }")),
            off("prices", same("{ low = 0.9, high = 1.1 }")),
        ],
    }],
};
