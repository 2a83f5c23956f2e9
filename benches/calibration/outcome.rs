//! The outcomes: their distributions, and cell sums drawn from them exactly as if person by person.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Binomial, ChiSquared, Distribution, LogNormal, StandardNormal};
use som::estimate::{CellOutcome, CellSums};

use super::cohorts::Cohorts;

/// Users among a hundred, for the rare outcome and for costs.
const RARE: f64 = 0.01;
const COSTLY: f64 = 0.10;

/// Mean and size of the negative binomial: its variance is mean + mean²/size.
const COUNT: (f64, f64) = (0.5, 0.25);

/// The logarithm's mean and standard deviation of a user's cost.
const COST: (f64, f64) = (9.0, 1.5);

/// The planted difference, as a share of the outcome's mean; of a standard deviation for the normal outcome.
const DIFFERENCE: f64 = 0.5;

/// Below this probability values are taken together as one.
const TAIL: f64 = 1e-13;

/// What kind of outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 1 % have a one.
    Rare,
    /// Negative binomial counts: three of four have none.
    Count,
    /// One of ten has a log-normal amount in whole kroner.
    Cost,
    /// Normal.
    Normal,
}

impl Kind {
    /// All, in the order of tables.
    pub const ALL: [Kind; 4] = [Kind::Rare, Kind::Count, Kind::Cost, Kind::Normal];

    /// In words.
    pub fn describe(self) -> &'static str {
        match self {
            Kind::Rare => "Rare: 1 % have a one",
            Kind::Count => "Counts: negative binomial, mean 0.5, variance 1.5, a quarter use it",
            Kind::Cost => "Costs: a tenth use it, log-normal amounts (σ = 1.5)",
            Kind::Normal => "Normal",
        }
    }
}

/// What difference between the cohorts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plant {
    /// None.
    Nothing,
    /// The success cohort has less.
    Less,
    /// The success cohort has more.
    More,
    /// The success cohort has the same mean, of another spread: half as many users with twice as much each, counts of
    /// twice the variance, twice the standard deviation.
    Spread,
}

impl Plant {
    /// All.
    pub const ALL: [Plant; 4] = [Plant::Nothing, Plant::Less, Plant::More, Plant::Spread];

    fn sign(self) -> f64 {
        match self {
            Plant::Nothing | Plant::Spread => 0.0,
            Plant::Less => -1.0,
            Plant::More => 1.0,
        }
    }
}

/// One replication's outcome over the cells.
pub struct Drawn {
    /// As the estimator takes it.
    pub outcome: CellOutcome,
    /// Persons with a value other than zero, in the success cohort and in the other.
    pub users: (u64, u64),
}

/// An outcome's distribution in one cell.
enum InCell {
    /// The number of users, each with a one or with an amount, so many times.
    Users { number: Binomial, amount: Option<LogNormal<f64>>, times: i128 },
    /// Probability of each whole number.
    Grid(Vec<f64>),
    /// Mean and standard deviation.
    Normal(f64, f64),
}

/// The distributions over the cells, and the difference between the cohorts.
pub struct Distributions {
    cells: Vec<InCell>,
    /// The coefficient on success that they imply.
    pub truth: f64,
}

impl Distributions {
    /// A difference that is the same for all persons, so that it is the coefficient in every sample.
    pub fn new(kind: Kind, plant: Plant, cohorts: &Cohorts) -> Distributions {
        let amount = LogNormal::new(COST.0, COST.1).unwrap();
        let base = match kind {
            Kind::Rare => RARE,
            Kind::Count => COUNT.0,
            Kind::Cost => COSTLY,
            Kind::Normal => 1.0,
        };
        let shift = plant.sign() * DIFFERENCE * base;
        let cells = cohorts.cells.iter().map(|(cell, level)| {
            let mean = base * level + if cell.success { shift } else { 0.0 };
            let spread = cell.success && plant == Plant::Spread;
            match kind {
                Kind::Rare | Kind::Cost => {
                    let times = if spread { 2 } else { 1 };
                    let number = Binomial::new(cell.n, mean / times as f64).unwrap();
                    InCell::Users { number, amount: (kind == Kind::Cost).then_some(amount), times }
                }
                // The variance is mean + mean²/size: 0.5 + 1 and 0.5 + 2.5 at the overall mean.
                Kind::Count => InCell::Grid(negative_binomial(mean, if spread { COUNT.1 * 0.4 } else { COUNT.1 })),
                Kind::Normal => InCell::Normal(mean, if spread { 2.0 } else { 1.0 }),
            }
        });
        let worth = if kind == Kind::Cost { (COST.0 + COST.1 * COST.1 / 2.0).exp() } else { 1.0 };
        Distributions { cells: cells.collect(), truth: shift * worth }
    }

    /// Draws an outcome.
    pub fn draw(&self, rng: &mut ChaCha8Rng, cohorts: &Cohorts) -> Drawn {
        let mut users = (0, 0);
        let mut sums = Vec::with_capacity(self.cells.len());
        let (mut means, mut within) = (Vec::new(), Vec::new());
        for (distribution, (cell, _)) in self.cells.iter().zip(&cohorts.cells) {
            let (mut sum, mut squares) = (0i128, 0i128);
            let mut put = |value: i128, persons: u64| {
                sum += value * i128::from(persons);
                squares += value * value * i128::from(persons);
            };
            let mut using = cell.n;
            match distribution {
                InCell::Users { number, amount, times } => {
                    using = number.sample(rng);
                    match amount {
                        None => put(*times, using),
                        Some(amount) => {
                            (0..using).for_each(|_| put(times * amount.sample(rng).round().max(1.0) as i128, 1));
                        }
                    }
                }
                InCell::Grid(probabilities) => {
                    using = 0;
                    split(rng, cell.n, probabilities, |value, persons| {
                        using += if value == 0 { 0 } else { persons };
                        put(value as i128, persons);
                    });
                }
                InCell::Normal(mean, sd) => {
                    let n = cell.n as f64;
                    let z: f64 = rng.sample(StandardNormal);
                    means.push(mean + sd * z / n.sqrt());
                    let squares = if cell.n > 1 { ChiSquared::new(n - 1.0).unwrap().sample(rng) } else { 0.0 };
                    within.push(sd * sd * squares);
                }
            }
            sums.push(CellSums { n: cell.n, sum, squares, step: 1.0 });
            *(if cell.success { &mut users.0 } else { &mut users.1 }) += using;
        }
        let outcome = if means.is_empty() {
            CellOutcome::new(&sums)
        } else {
            CellOutcome { shift: 0.0, shift_steps: 0, means, within, constant: false, stored_to: 0.0 }
        };
        Drawn { outcome, users }
    }
}

/// Persons over values of given probabilities: one by one while they are few, else value by value.
fn split(rng: &mut ChaCha8Rng, persons: u64, probabilities: &[f64], mut put: impl FnMut(usize, u64)) {
    if persons < 30 {
        for _ in 0..persons {
            let mut left: f64 = rng.random();
            let value = probabilities.iter().position(|p| {
                left -= p;
                left < 0.0
            });
            put(value.unwrap_or(probabilities.len() - 1), 1);
        }
        return;
    }
    let (mut left, mut rest) = (persons, 1.0);
    for (value, p) in probabilities.iter().enumerate() {
        if left == 0 {
            return;
        }
        let last = value + 1 == probabilities.len();
        let here = if last { left } else { Binomial::new(left, (p / rest).clamp(0.0, 1.0)).unwrap().sample(rng) };
        if here > 0 {
            put(value, here);
        }
        left -= here;
        rest -= p;
    }
}

/// Probabilities of 0, 1, 2 … up to where hardly anything is left, which the last one takes.
fn negative_binomial(mean: f64, size: f64) -> Vec<f64> {
    let ratio = mean / (mean + size);
    let mut p = (1.0 - ratio).powf(size);
    let mut probabilities = Vec::new();
    let mut rest = 1.0;
    while rest > TAIL {
        probabilities.push(p);
        rest -= p;
        let k = probabilities.len() as f64;
        p *= ratio * (k - 1.0 + size) / k;
    }
    if let Some(last) = probabilities.last_mut() {
        *last += rest;
    }
    probabilities
}
