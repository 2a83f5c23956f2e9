//! What a calculation is made from: every assumption of a case, resolved, as pure data.
//!
//! A calculation needs nothing else, and a result is shown together with them. Kroner stay in the price year they were
//! given in; the factor that carries them to the result's price year stands beside.

mod choices;
mod consequence;
mod cost;
mod discount;
mod effect;
mod group;
mod heading;
mod split_of;

use serde::Serialize;

pub use choices::{Answers, CashableRule, Committees, ConsequenceChoice, During, Override, Range, Split, Uncertainty};
pub use consequence::{Consequence, JointError, Price, Qualification, Value};
pub use cost::{Cost, Staff};
pub use discount::DiscountStep;
pub use effect::{Effect, EffectOrigin, Optimism};
pub use group::{Group, OwnGroup};
pub use heading::Heading;
pub use split_of::SplitOf;

use foundation::words::{Label, Provenance};

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
    /// Follow-up years of the case, counted from each participant's completion.
    pub horizon: i32,
    /// The consequences used.
    pub consequences: Vec<Consequence>,
    /// How the consequences were chosen.
    pub used: ConsequenceChoice,
    /// Consequences that the user left out.
    pub left_out: Vec<String>,
    /// What participants use more or less of while they take part.
    pub during: Vec<During>,
    /// The share of the full effect in follow-up years 1, 2, …; all of it after the last. Empty without phase-in, as in SØM.
    pub phase_in: Vec<f64>,
    /// How much of the savings can be taken out of budgets; empty where the case has no such rules.
    pub cashable: Vec<CashableRule>,
    /// How a payer's result is split further.
    pub committees: Committees,
    /// The year whose kroner the result is in.
    pub price_year: i32,
    /// The indices that carry kroner from one price year to another: the release's standard one, and those of prices.
    pub price_indices: Vec<PriceIndex>,
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
    /// The value of an index in a year: of a series, or with `None` of the standard one.
    pub fn index(&self, series: Option<&str>, year: i32) -> Option<f64> {
        let index = self.price_indices.iter().find(|index| index.series.as_deref() == series)?;
        index.years.iter().find(|(of, _)| *of == year).map(|(_, index)| *index)
    }

    /// The share of the full effect in a follow-up year.
    pub fn phased_in(&self, follow_up_year: i32) -> f64 {
        // After the years that are given, all of the effect.
        (1..).zip(&self.phase_in).find(|(year, _)| *year == follow_up_year).map_or(1.0, |(_, share)| *share)
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

/// A price index of the release, as far as a reader must know it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PriceIndex {
    /// Its id; `None` for the release's standard index, which carries every amount that names no other.
    pub series: Option<String>,
    /// Its label; `None` in a release of an older schema.
    pub label: Option<Label>,
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
    /// Persons who start per year in operation, on average.
    pub participants: f64,
    /// Persons who start in each year in operation; empty where they are the same in every year.
    pub participants_by_year: Vec<f64>,
    /// The share of those who start that completes.
    pub completion_rate: f64,
    /// Whole calendar years from start to completion; 0 is within the year.
    pub years_to_completion: i32,
}

impl Intervention {
    /// Persons who start, by calendar year in operation.
    pub fn starts(&self) -> impl Iterator<Item = (i32, f64)> {
        let in_year = |position: usize| match self.participants_by_year.as_slice() {
            [] => self.participants,
            by_year => by_year[position],
        };
        (0..self.years).zip(0usize..).map(move |(year, position)| (self.start_year + year, in_year(position)))
    }

    /// Persons who start in all years in operation.
    pub fn started(&self) -> f64 {
        self.starts().map(|(_, persons)| persons).sum()
    }
}
