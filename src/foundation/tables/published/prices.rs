//! Published tables of prices and price indices.

use serde::{Deserialize, Serialize};

use crate::words::Provenance;

table! {
    "prices", ["consequence", "target_group", "first_age"];

    /// Public expenditure or revenue per unit of a consequence, split on who pays.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct PriceRow {
        /// The consequence.
        pub consequence: String,
        /// Only for this target group; null for all.
        pub target_group: Option<String>,
        /// The youngest age that it holds for, reached in the follow-up year; null for all.
        pub first_age: Option<i32>,
        /// The oldest age that it holds for, reached in the follow-up year; null for all.
        pub last_age: Option<i32>,
        /// The price year.
        pub price_year: i32,
        /// The municipality's part, in kroner.
        pub kommune_kr: f64,
        /// The region's part, in kroner.
        pub region_kr: f64,
        /// The state's part, in kroner.
        pub stat_kr: f64,
        /// The series of `price_index` that converts it to other years; null for the standard one, and for shares of a krone.
        pub series: Option<String>,
        /// How the parts follow from the figures of the source, in Danish; null where they are the source's own.
        pub derivation_da: Option<String>,
        /// The same in English.
        pub derivation_en: Option<String>,
        /// Where it was found.
        pub source: String,
        /// How surely it is a real price.
        pub provenance: Provenance,
    }
}

table! {
    "price_index", ["series", "year"];

    /// The value of a price index in a year.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct PriceIndexRow {
        /// The year.
        pub year: i32,
        /// The index.
        pub index: f64,
        /// The index's id; null in releases of schema versions before 5, which have one index.
        pub series: Option<String>,
        /// Danish label; null as `series`.
        pub label_da: Option<String>,
        /// English label; null as `series`.
        pub label_en: Option<String>,
        /// Whether amounts that name no index are converted by it; null as `series`, where it is so.
        pub standard: Option<bool>,
        /// Where the value comes from.
        pub source: String,
        /// How surely it is the official one.
        pub provenance: Provenance,
    }
}
