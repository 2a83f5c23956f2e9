//! `prices/` and `indices/`.

use super::common::{AGES, DECIMAL, LABEL, PROVENANCE, YEAR};
use super::declared::{Object, Shape, optional, required, table};

/// A file of prices.
pub const PRICES: Object = table(&[optional("price", Shape::Tables(&PRICE), "Prices.")]);

const PRICE: Object = table(&[
    required("consequence", Shape::Id, "The consequence."),
    optional("target_group", Shape::Id, "Only for this target group."),
    optional("ages", AGES, "Only for these ages, reached in the follow-up year."),
    required("year", YEAR, "The price year."),
    required("kr", Shape::Table(&PARTS), "The parts of the price by payer, in kroner as text: \"110.00\"."),
    optional("index", Shape::Id, "The price index that converts it; the release's standard one unless given."),
    optional("derivation", LABEL, "How the parts follow from the figures of the source."),
    required("source", Shape::Text, "Where it was found."),
    required("provenance", PROVENANCE, "How certain the price is."),
]);

const PARTS: Object = table(&[
    required("kommune", DECIMAL, "The municipality's part."),
    required("region", DECIMAL, "The region's part."),
    required("stat", DECIMAL, "The state's part."),
]);

/// A price index.
pub const INDEX: Object = table(&[
    required("id", Shape::Id, "The name in prices and settings."),
    required("label", LABEL, "What a reader is shown."),
    required("part", Shape::Tables(&PART), "The years of one source."),
]);

const PART: Object = table(&[
    required("years", Shape::ByYear(&Shape::Number(0.0001, 1e6)), "The index by year, with at most four decimals."),
    required("source", Shape::Text, "Where the values are published."),
    required("provenance", PROVENANCE, "How certain the values are."),
]);
