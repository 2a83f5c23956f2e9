//! A consequence as a case uses it: its value and price in every follow-up year.

use serde::Serialize;

use foundation::words::{Area, Direction, Kind, Label, Payer, Provenance, Recommendation, Status};

/// A consequence as the case uses it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Consequence {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: Label,
    /// Its area.
    pub area: Area,
    /// What one of it is.
    pub unit: String,
    /// Expenditure or revenue.
    pub kind: Kind,
    /// The value of follow-up years 1, 2, … up to the horizon, in this order.
    pub years: Vec<Value>,
    /// What one unit costs, or brings, by follow-up year, ascending. Years are missing where the release has no price that
    /// fits and the user gave none.
    pub prices: Vec<Price>,
    /// Whether one ought to use it for this target group; `None` where it is not qualified.
    pub qualification: Option<Qualification>,
    /// Whether the user defined it; the release does not know it.
    pub own: bool,
    /// What the release knows of the joint errors of its estimates.
    pub covariances: Vec<JointError>,
}

/// The covariance between a consequence's estimates in two follow-up years.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct JointError {
    /// The one year.
    pub year: i32,
    /// The other, later one.
    pub other_year: i32,
    /// Their covariance, in the square of the consequence's unit, before any change of price year.
    pub covariance: f64,
}

impl Consequence {
    /// The price of a follow-up year.
    pub fn price(&self, follow_up_year: i32) -> Option<&Price> {
        self.prices.iter().find(|price| (price.first_year..=price.last_year).contains(&follow_up_year))
    }

    /// Whether its values are amounts of money.
    pub fn is_kroner(&self) -> bool {
        foundation::keys::is_kroner(&self.unit)
    }
}

/// What the release's qualification says of a consequence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Qualification {
    /// Include or exclude.
    pub recommendation: Recommendation,
    /// The sign that is expected.
    pub expected: Direction,
}

/// What success goes with in one follow-up year, per success, in the consequence's unit.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Value {
    /// A significant estimate of the release.
    Estimate {
        /// Success minus non-success.
        value: f64,
        /// Its standard error, in the same unit.
        standard_error: f64,
        /// The year whose kroner an amount is in; `None` for natural units.
        price_year: Option<i32>,
        /// Carries an amount in kroner to the result's price year; 1 for natural units.
        factor: f64,
        /// What an unobserved confounder would have to explain of what is left of success and of the outcome to bring the
        /// estimate to zero.
        robustness: Option<f64>,
        /// The same, to bring it to insignificance.
        robustness_to_insignificance: Option<f64>,
        /// The success measure is made of this consequence in this year.
        defines_success: bool,
        /// Changes sign or loses significance when the entry year is adjusted for; `None` where that was not estimated.
        depends_on_entry_year: Option<bool>,
        /// How surely it is SØM's own.
        provenance: Provenance,
    },
    /// The user's own.
    Own {
        /// Success minus non-success.
        value: f64,
        /// The year whose kroner an amount is in; `None` for natural units.
        price_year: Option<i32>,
        /// Carries an amount in kroner to the result's price year; 1 for natural units.
        factor: f64,
    },
    /// Counts as zero.
    Zero {
        /// Estimated and not significant, or with few or no users.
        status: Status,
    },
    /// Unknown, and never counted as zero.
    Unknown {
        /// What became of the regression; `None` if the release never planned it.
        status: Option<Status>,
    },
}

/// Public expenditure or revenue per unit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Price {
    /// The first follow-up year that it is used in.
    pub first_year: i32,
    /// The last.
    pub last_year: i32,
    /// Those of its years in which some of the group are of other ages than it holds for.
    pub straddled: Vec<i32>,
    /// The municipality's part, in kroner.
    pub kommune_kr: f64,
    /// The region's part, in kroner.
    pub region_kr: f64,
    /// The state's part, in kroner.
    pub stat_kr: f64,
    /// The year whose kroner the parts are in; `None` for a consequence in kroner, whose parts are shares of a krone.
    pub price_year: Option<i32>,
    /// The index that carries the parts; `None` for the release's standard one, and for a consequence in kroner.
    pub series: Option<String>,
    /// Carries the parts to the result's price year; 1 for a consequence in kroner.
    pub factor: f64,
    /// Where it was found; the user's reason for a price of their own.
    pub source: String,
    /// How surely it is a real price; `None` for the user's own.
    pub provenance: Option<Provenance>,
}

impl Price {
    /// A payer's part, in kroner of `price_year`.
    pub fn part(&self, payer: Payer) -> f64 {
        match payer {
            Payer::Kommune => self.kommune_kr,
            Payer::Region => self.region_kr,
            Payer::Stat => self.stat_kr,
        }
    }
}
