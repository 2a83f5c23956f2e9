//! Intervals, the sensitivity to each input, and robustness to an unobserved confounder.

use foundation::words::Payer;
use serde::Serialize;

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
    /// By committee, where the case splits a payer's result.
    pub by_committee: Vec<CommitteeBounds>,
    /// The cumulative present value by calendar year, from the same draws: the last year has the interval of the total.
    pub by_year: Vec<YearBounds>,
    /// What the result is when one input lies low or high and all others are as they are, from the widest span to the
    /// narrowest.
    pub tornado: Vec<Swing>,
    /// What an unobserved confounder would have to be, for each consequence with estimates that count.
    pub robustness: Vec<Robustness>,
    /// Consequences whose covariance matrix was not positive semi-definite. The nearest one that is has taken its place;
    /// no variance is smaller.
    pub repaired: Vec<String>,
    /// Mean and standard deviations without draws.
    pub exact: ExactMoments,
    /// Whether any estimate's error or any range makes the result uncertain.
    pub any: bool,
}

/// The two bounds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bounds {
    /// Errors of different consequences are independent.
    pub independent: Interval,
    /// Errors of different consequences are fully correlated.
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
    /// The share of the draws above zero.
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

/// One committee of a payer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommitteeBounds {
    /// The payer.
    pub payer: Payer,
    /// The committee.
    pub committee: String,
    /// How sure its net result is.
    pub bounds: Bounds,
}

/// The difference between the present values of two cases, from common draws.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference {
    /// The first case less the second; `chance_of_gain` is the chance that the first is better.
    pub bounds: Bounds,
    /// The difference with every input as given.
    pub present_value: f64,
    /// Whether both cases use the same estimates, whose errors are then common to both.
    pub same_estimates: bool,
}

/// The mean and the standard deviations of the net result, calculated and not drawn.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ExactMoments {
    /// The mean, which does not depend on how consequences are correlated.
    pub mean: f64,
    /// The standard deviation where consequences are independent.
    pub independent: f64,
    /// The standard deviation where they are fully correlated.
    pub correlated: f64,
}

/// One calendar year. An interval is from the 2.5 % to the 97.5 % quantile of the draws.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct YearBounds {
    /// The calendar year.
    pub year: i32,
    /// The mean of the draws through this year.
    pub mean: f64,
    /// The interval through this year where the errors of different consequences are independent.
    pub independent: [f64; 2],
    /// The interval through this year where they are fully correlated.
    pub correlated: [f64; 2],
}

/// The present value when one input lies low or high and all others are as they are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Swing {
    /// Which input.
    #[serde(flatten)]
    pub input: SwingInput,
    /// The input at its low end; `None` for a consequence, which moves by its error.
    pub low_input: Option<f64>,
    /// The input at its high end.
    pub high_input: Option<f64>,
    /// The result at the low end.
    pub low: f64,
    /// The result at the high end.
    pub high: f64,
    /// Whether the ends are the user's, or follow from errors; otherwise 10 % to each side, or one percentage point of the
    /// discount rate.
    pub given: bool,
}

/// An input that can be moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "input", rename_all = "snake_case")]
pub enum SwingInput {
    /// The net success rate.
    NetRate,
    /// The completion rate.
    CompletionRate,
    /// All costs.
    Costs,
    /// All displaced costs.
    Displaced,
    /// All prices of natural units.
    Prices,
    /// The discount rate.
    Discount,
    /// The estimates of a consequence, 1.96 standard errors of what they come to together.
    Estimates {
        /// The consequence.
        consequence: String,
    },
}

impl Swing {
    /// How much the input matters.
    pub fn width(&self) -> f64 {
        (self.high - self.low).abs()
    }
}

/// How robust the estimates of a consequence are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Robustness {
    /// The consequence.
    pub consequence: String,
    /// What it brings, as present value.
    pub present_value: f64,
    /// Of its years that count, the weakest: the share of what is left of success and of the outcome that a confounder
    /// would have to explain to bring that year's estimate to zero. `None` where the release has no value.
    pub weakest: Option<f64>,
    /// The follow-up year of the weakest.
    pub year: Option<i32>,
    /// The same, to bring that year's estimate to insignificance.
    pub to_insignificance: Option<f64>,
}
