//! How sure a result is: intervals and the chance of a gain, what matters most, and what a confounder would have to be.
//!
//! Two things are uncertain. The release's estimates have errors, which are joint over the years of a consequence; the user
//! says how far the inputs can lie from the figure that is used. A present value is
//!
//! ```text
//! grants + costs × c + displaced × d + (during + S × natural) × p + S × kroner,      S = net rate × completion rate
//! ```
//!
//! where grants are fixed amounts, independent of the costs; `c`, `d`, `p` and the two rates are drawn from
//! triangles over the user's ranges, and `natural` and `kroner`, which
//! are what success brings in natural units and in kroner, from the estimates' joint normal distribution. They are linear in
//! the estimates, so one draw for each payer stands for a draw of every estimate: the distribution is the same.
//!
//! Over different consequences the covariance is not known. Two bounds are given: **independent**, and **fully
//! correlated**, in which all errors have the same sign. No other correlation gives a larger variance.

mod amounts;
mod committees;
mod difference;
mod draws;
mod interval;
mod joint_errors;
mod moments;
mod parts;
mod products;
mod robustness;
mod simulation;
mod tornado;
mod triangle;

use super::result::ConsequenceReach;
use crate::case::Inputs;
use draws::Draws;
use foundation::words::Payer;
use interval::{interval, middle};
use parts::DecomposedCase;
use products::Products;
use simulation::{Side, Simulation, YearDraws};

pub use super::result::uncertainty::{
    Bounds, CommitteeBounds, Difference, ExactMoments, Interval, PayerBounds, Robustness, Swing, SwingInput,
    Uncertainty, YearBounds,
};
pub use difference::difference;
pub use parts::{InputPoint, Parts};
pub use triangle::Triangle;

/// The uncertainty of a case whose kroner fall through the calendar year `last`, and the parts of its present value.
pub fn uncertainty(inputs: &Inputs, reaches: &[ConsequenceReach], last: i32) -> (Uncertainty, Parts) {
    let settings = &inputs.uncertainty;
    let estimates = joint_errors::known(inputs, reaches);
    let whole = DecomposedCase::of(inputs, &estimates);
    let parts = whole.parts();
    let products = Products::of(&Draws::of(&parts, settings.draws, settings.seed), whole.amounts());
    let simulation = Simulation::of(&parts);
    let total = simulation.bounds(&products, Side::Total);
    let by_payer = Payer::ALL.iter().map(|payer| {
        let bounds = simulation.bounds(&products, Side::Payer(*payer as usize));
        PayerBounds { payer: *payer, bounds }
    });
    let errors = simulation.errors(&products);
    let ends = |interval: Interval| [interval.low, interval.high];
    let by_year = (inputs.intervention.start_year..=last).map(|year| {
        // The errors are those of the whole result: in the last year the bounds are its own.
        if year == last {
            let (independent, correlated) = (ends(total.independent), ends(total.correlated));
            return YearBounds { year, mean: total.independent.mean, independent, correlated };
        }
        let draws = YearDraws::of(&products, whole.through(year));
        let independent = interval(&draws.independent(&errors));
        let correlated = middle(&draws.correlated());
        YearBounds { year, mean: independent.mean, independent: ends(independent), correlated }
    });
    let uncertainty = Uncertainty {
        draws: settings.draws,
        seed: settings.seed,
        total,
        by_payer: by_payer.collect(),
        by_committee: committees::by_committee(inputs, &whole, &products),
        by_year: by_year.collect(),
        tornado: tornado::tornado(inputs, &whole, &parts),
        robustness: robustness::robustness(inputs, reaches, &parts),
        repaired: parts.repaired.clone(),
        exact: moments::of(&parts),
        any: parts.is_uncertain(),
    };
    (uncertainty, parts)
}

/// The part of the uncertainty that an outline shows.
pub struct UncertaintyOutline {
    /// The net result.
    pub total: Bounds,
    /// Consequences whose covariances had to be repaired.
    pub repaired: Vec<String>,
    /// Whether anything is uncertain.
    pub any: bool,
}

/// The same bounds of the net result as [`uncertainty`] has, and no others.
pub fn outline(inputs: &Inputs, reaches: &[ConsequenceReach]) -> UncertaintyOutline {
    let settings = &inputs.uncertainty;
    let estimates = joint_errors::known(inputs, reaches);
    let whole = DecomposedCase::of(inputs, &estimates);
    let parts = whole.parts();
    let products = Products::of(&Draws::of(&parts, settings.draws, settings.seed), whole.amounts());
    let total = Simulation::of(&parts).bounds(&products, Side::Total);
    UncertaintyOutline { total, any: parts.is_uncertain(), repaired: parts.repaired }
}
