//! `[result]`: the form of the result.

use super::input::{Example, Input, Kind, Occurs, Section, entry, off};
use foundation::text::{same, text};

/// The price year.
pub const PRICE_YEAR: Input = Input::required(
    "price_year",
    Kind::Integer(1900, 2200),
    text("Prisår", "Price year"),
    text(
        "resultatets prisår; vidensdatabasens prisindeks skal have det",
        "the price year of the result; the release's price index must have it",
    ),
);

/// The discount rate.
pub const DISCOUNT: Input = Input::with_default(
    "discount",
    Kind::DiscountSteps,
    "[{ from_year = 0, rate = 0.035 }, { from_year = 36, rate = 0.025 }, { from_year = 71, rate = 0.015 }]",
    text("Diskonteringsrente", "Discount rate"),
    text(
        "realrenter efter år fra det første; begynder med 0 og stiger",
        "real rates by years after the first; begins with 0 and ascends",
    ),
);

/// The section.
pub const SECTION: Section = Section {
    path: "result",
    occurs: Occurs::Once,
    label: text("Resultatet", "The result"),
    help: text("", ""),
    inputs: &[&PRICE_YEAR, &DISCOUNT],
    examples: &[Example {
        active: true,
        entries: &[
            entry("price_year", same("2022")),
            off(
                "discount",
                same(
                    "[{ from_year = 0, rate = 0.035 }, { from_year = 36, rate = 0.025 }, { from_year = 71, rate = 0.015 }]",
                ),
            ),
        ],
    }],
};
