//! How sure a result is: intervals and the chance of a gain, what matters most, and what a confounder would have to be.
//!
//! Two things are uncertain. The release's estimates have errors, which are joint over the years of a consequence; the user
//! says how far the inputs can lie from the figure that is used. A present value is
//!
//! ```text
//! grants + costs × c + displaced × d + (during + S × natural) × p + S × kroner,      S = net rate × completion rate
//! ```
//!
//! where grants are what others have promised, whatever the costs become; `c`, `d`, `p` and the two rates are drawn from
//! triangles over the user's ranges, and `natural` and `kroner`, which
//! are what success brings in natural units and in kroner, from the estimates' joint normal distribution. They are linear in
//! the estimates, so one draw for each payer stands for a draw of every estimate: the distribution is the same.
//!
//! Over different consequences the covariance is not known. Two bounds are given: **independent**, and **fully
//! correlated**, in which all are off in the same direction at once, which nothing exceeds.

mod draws;
mod joint;
mod moments;
mod parts;
mod robust;
mod tornado;
mod triangle;

use serde::Serialize;

use super::result::ConsequenceReach;
use crate::case::Inputs;
use foundation::words::Payer;

pub use parts::{Given, Parts};
pub use robust::Robustness;
pub use tornado::{Swing, SwingInput};
pub use triangle::Triangle;

/// How sure a result is, as present value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Uncertainty {
    /// Draws of the simulation.
    pub draws: u32,
    /// What its random numbers start from.
    pub seed: u64,
    /// The net result.
    pub total: Bounds,
    /// By payer.
    pub by_payer: Vec<PayerBounds>,
    /// The cumulative present value by calendar year, as mean ± 1.96 standard deviations.
    pub by_year: Vec<YearBounds>,
    /// What the result is when one input lies low or high and all others are as they are, from the widest span to the
    /// narrowest.
    pub tornado: Vec<Swing>,
    /// What an unobserved confounder would have to be, for each consequence with estimates that count.
    pub robustness: Vec<Robustness>,
    /// Consequences whose covariances are those of no random variable. The nearest that are have taken their place, which
    /// are never smaller.
    pub repaired: Vec<String>,
    /// Whether any estimate's error or any range makes the result uncertain.
    pub any: bool,
}

/// The two bounds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bounds {
    /// Errors of different consequences have nothing to do with each other.
    pub independent: Interval,
    /// Errors of different consequences all pull the same way.
    pub correlated: Interval,
}

/// What the draws say.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// 2.5 % of the draws lie below.
    pub low: f64,
    /// 2.5 % of the draws lie above.
    pub high: f64,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation.
    pub standard_deviation: f64,
    /// The share of the draws above nought.
    pub chance_of_gain: f64,
}

/// One payer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PayerBounds {
    /// Who.
    pub payer: Payer,
    /// How sure the payer's net result is.
    pub bounds: Bounds,
}

/// One calendar year.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct YearBounds {
    /// The calendar year.
    pub year: i32,
    /// Through this year, if errors of different consequences have nothing to do with each other.
    pub independent: [f64; 2],
    /// Through this year, if they all pull the same way.
    pub correlated: [f64; 2],
}

/// How sure the result of a case is, which has kroner through its last calendar year; and what it is made of.
pub fn uncertainty(inputs: &Inputs, reaches: &[ConsequenceReach], last: i32) -> (Uncertainty, Parts) {
    let settings = &inputs.uncertainty;
    let known = joint::known(inputs, reaches);
    let parts = parts::Parts::of(inputs, &known, &inputs.discount, None);
    let [total, kommune, region, stat] = draws::bounds(&parts, settings.draws, settings.seed);
    let by_payer = Payer::ALL.iter().zip([kommune, region, stat]);
    let uncertainty = Uncertainty {
        draws: settings.draws,
        seed: settings.seed,
        total,
        by_payer: by_payer.map(|(payer, bounds)| PayerBounds { payer: *payer, bounds }).collect(),
        by_year: moments::by_year(inputs, &known, last),
        tornado: tornado::tornado(inputs, &known, &parts),
        robustness: robust::robustness(inputs, reaches, &parts),
        repaired: parts.repaired.clone(),
        any: parts.is_uncertain(),
    };
    (uncertainty, parts)
}
