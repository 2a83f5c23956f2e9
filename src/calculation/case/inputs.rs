//! What a calculation is made from: every assumption of a case, resolved, as pure data.
//!
//! A calculation needs nothing else, and a result is shown together with them. Kroner stay in the price year they were
//! given in; the factor that carries them to the result's price year stands beside.

use serde::Serialize;

pub use super::choices::{Answers, Committees, During, Override, Range, Split, Uncertainty, Used};

use foundation::words::{
    Area, CostBasis, CostCategory, Denominator, Direction, Kind, Label, Language, Payer, Provenance, Recommendation,
    Status,
};

/// All inputs of one calculation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Inputs {
    /// The release that figures come from.
    pub database: Release,
    /// The intervention.
    pub intervention: Intervention,
    /// The target group and its success measure.
    pub group: Group,
    /// What the intervention costs.
    pub costs: Vec<Cost>,
    /// What it saves by displacing something else.
    pub displaced: Vec<Cost>,
    /// The effect.
    pub effect: Effect,
    /// Follow-up years asked for, counted from each participant's completion.
    pub horizon: i32,
    /// The consequences used.
    pub consequences: Vec<Consequence>,
    /// How the consequences were chosen.
    pub used: Used,
    /// Consequences that the user left out.
    pub left_out: Vec<String>,
    /// What participants use more or less of while they take part.
    pub during: Vec<During>,
    /// The share of the full effect in follow-up years 1, 2, …; from the last on, and where empty, all of it. SØM has none.
    pub phase_in: Vec<f64>,
    /// How a payer's result is split further.
    pub committees: Committees,
    /// The year whose kroner the result is in.
    pub price_year: i32,
    /// The index that carries kroner from one price year to another.
    pub price_index: PriceIndex,
    /// The discount rate by years after the first; the first step is from year 0.
    pub discount: Vec<DiscountStep>,
    /// What the user put in place of the release's figures and of the standard discount rate.
    pub overrides: Vec<Override>,
    /// How sure the user is of the inputs, and how the result's uncertainty is drawn.
    pub uncertainty: Uncertainty,
    /// The user's answers to the questions of quality assurance.
    pub answers: Answers,
}

impl Inputs {
    /// The share of the full effect in a follow-up year.
    pub fn phased_in(&self, follow_up_year: i32) -> f64 {
        let position = usize::try_from(follow_up_year - 1).unwrap_or_default();
        self.phase_in.get(position).copied().unwrap_or(1.0)
    }
}

/// The release that a case is calculated with.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Release {
    /// Its name.
    pub release: String,
    /// The year whose kroner its estimates are in.
    pub price_year: i32,
    /// Whether its extracts were made by the generator.
    pub synthetic: bool,
}

/// The release's price index, as far as a reader must know it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PriceIndex {
    /// The index by year.
    pub years: Vec<(i32, f64)>,
    /// Where it comes from.
    pub source: String,
    /// How surely it is the official one: that of its least sure year.
    pub provenance: Provenance,
}

/// The intervention.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Intervention {
    /// Its name.
    pub name: String,
    /// The first calendar year in operation.
    pub start_year: i32,
    /// Calendar years in operation.
    pub years: i32,
    /// Persons who start, per year in operation.
    pub participants: f64,
    /// The share of those who start that completes.
    pub completion_rate: f64,
    /// Whole calendar years from start to completion; 0 is within the year.
    pub years_to_completion: i32,
}

/// The target group of a case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// The target group's id.
    pub target_group: String,
    /// Its label.
    pub target_group_label: Label,
    /// The subgroup's id.
    pub subgroup: String,
    /// Its label.
    pub subgroup_label: Label,
    /// The success measure's id.
    pub success_measure: String,
    /// Its label.
    pub success_measure_label: Label,
    /// The youngest age at t = 0; `None` is unlimited.
    pub first_age: Option<i32>,
    /// The oldest age at t = 0; `None` is unlimited.
    pub last_age: Option<i32>,
    /// How surely the target group is SØM's own.
    pub provenance: Provenance,
    /// The user's own target group, if it is one: the ids and labels above are then those of the group whose estimates it
    /// borrows, and empty if it borrows none; the ages are its own.
    pub own: Option<OwnGroup>,
}

impl Group {
    /// What the target group is called.
    pub fn name(&self, language: Language) -> &str {
        self.own.as_ref().map_or_else(|| self.target_group_label.get(language), |own| &own.name)
    }

    /// What success is called.
    pub fn success(&self, language: Language) -> &str {
        self.own.as_ref().map_or_else(|| self.success_measure_label.get(language), |own| &own.success)
    }
}

/// A target group that the release does not have.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OwnGroup {
    /// What it is called.
    pub name: String,
    /// What counts as success.
    pub success: String,
    /// Why, and why borrowed estimates hold for it.
    pub reason: String,
}

/// One line of costs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cost {
    /// What it is.
    pub name: String,
    /// Its category.
    pub category: CostCategory,
    /// How often it falls.
    pub basis: CostBasis,
    /// Kroner each time, in `price_year`.
    pub kr: f64,
    /// Who pays.
    pub payer: Payer,
    /// The year whose kroner `kr` is in.
    pub price_year: i32,
    /// Carries `kr` to the result's price year.
    pub factor: f64,
    /// The hours that `kr` is made of, if it is.
    pub staff: Option<Staff>,
    /// How many share what a group costs, of which `kr` is a participant's part; `None` where no group does.
    pub group_size: Option<f64>,
    /// The line as written that this one follows from: what an investment is worth at the end, or who gives a grant.
    pub part_of: Option<String>,
}

impl Cost {
    /// The name of the line as written.
    pub fn written(&self) -> &str {
        self.part_of.as_deref().unwrap_or(&self.name)
    }

    /// Whether it is what others contribute, or who does.
    pub fn is_grant(&self) -> bool {
        self.category == CostCategory::Grant
    }
}

/// Hours at an hourly rate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Staff {
    /// Hours each time.
    pub hours: f64,
    /// Kroner per hour.
    pub hourly_kr: f64,
}

/// The effect of the intervention.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Effect {
    /// The share that succeeds because of the intervention.
    pub net_rate: f64,
    /// What it is a share of.
    pub denominator: Denominator,
    /// Where it comes from.
    pub origin: EffectOrigin,
}

/// Where a net success rate comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum EffectOrigin {
    /// The user stated it.
    Stated,
    /// The user stated the rates with and without.
    Pair {
        /// The share that succeeds with the intervention.
        with: f64,
        /// The share that succeeds without.
        without: f64,
    },
    /// The user stated a standardised effect and the rate without: ln OR = πd/√3 gives the rate with (Hasselblad & Hedges 1995,
    /// method rule 22).
    Standardised {
        /// Standardised mean difference; positive is more success.
        d: f64,
        /// The share that succeeds with the intervention, as converted.
        with: f64,
        /// The share that succeeds without.
        without: f64,
    },
    /// An effect of the release.
    Database {
        /// Its id.
        effect: String,
        /// Its label.
        label: Label,
        /// The share that succeeds with the intervention.
        with: f64,
        /// The share that succeeds without.
        without: f64,
        /// 1, 2 or 3.
        evidence_level: i32,
        /// Whether it speaks of the case's target group.
        same_group: bool,
        /// Whether it speaks of the case's success measure.
        same_measure: bool,
        /// The study.
        source: String,
        /// How surely.
        provenance: Provenance,
    },
}

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
        /// estimate to nought.
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
    /// Counts as nought.
    Zero {
        /// Estimated and not significant, or nobody uses it.
        status: Status,
    },
    /// Not known, and never nought.
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

/// The discount rate from a year on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct DiscountStep {
    /// Years after the case's first year.
    pub from_year: i32,
    /// The real rate per year.
    pub rate: f64,
}
