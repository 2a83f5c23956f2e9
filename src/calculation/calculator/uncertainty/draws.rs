//! The simulation: seeded, and the same on any number of threads.

use nalgebra::{Matrix3, SymmetricEigen, Vector3};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

use super::parts::{Amount, Parts};
use super::triangle::Triangle;
use crate::calculator::result::uncertainty::{Bounds, Interval};

/// The net result of all payers together, and of each.
pub type ByTotalAndPayer = [f64; 4];

/// What one draw draws: the user's inputs, and the errors of the estimates as standard normals.
#[derive(Debug, Clone, Copy)]
pub struct Draw {
    net_rate: f64,
    completion_rate: f64,
    costs: f64,
    displaced: f64,
    price: f64,
    /// Of what success brings in natural units.
    pub natural: Vector3<f64>,
    /// Of what it brings in kroner.
    pub kroner: Vector3<f64>,
    /// Of all consequences at once, where their errors are fully correlated.
    pub common: f64,
}

impl Draw {
    /// The same draw at the prices of another, and with a common error of all consequences.
    pub fn with(self, other: &Draw, common: f64) -> Draw {
        Draw { price: other.price, common, ..self }
    }
}

/// Draws all of them. The same parts, number and seed give the same draws.
pub fn draw(parts: &Parts, draws: u32, seed: u64) -> Vec<Draw> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut one = || {
        let mut from = |triangle: Triangle| triangle.quantile(random.random());
        let (net_rate, completion_rate) = (from(parts.net_rate), from(parts.completion_rate));
        let (costs, displaced, price) =
            (from(parts.cost_factor), from(parts.displaced_factor), from(parts.price_factor));
        let mut normals = || Vector3::from_fn(|_, _| random.sample(StandardNormal));
        let (natural, kroner) = (normals(), normals());
        let common = random.sample(StandardNormal);
        let net_rate = if parts.net_rate_error > 0.0 {
            net_rate + parts.net_rate_error * random.sample::<f64, _>(StandardNormal)
        } else {
            net_rate
        };
        Draw { net_rate, completion_rate, costs, displaced, price, natural, kroner, common }
    };
    (0..draws).map(|_| one()).collect()
}

/// The bounds of all payers together, and of each.
pub fn bounds(parts: &Parts, draws: &[Draw]) -> [Bounds; 4] {
    let simulation = Simulation::of(parts);
    let independent: Vec<ByTotalAndPayer> = draws.iter().map(|draw| simulation.independent(draw)).collect();
    let correlated: Vec<ByTotalAndPayer> = draws.iter().map(|draw| simulation.correlated(draw)).collect();
    [0, 1, 2, 3].map(|side| Bounds {
        independent: interval(independent.iter().map(|draw| draw[side]).collect()),
        correlated: interval(correlated.iter().map(|draw| draw[side]).collect()),
    })
}

/// The bounds of all payers together through an earlier year, from the same draws: `through` holds the parts up to that year.
/// In the last year they are those of the whole result.
pub fn bounds_through(parts: &Parts, through: &Parts, draws: &[Draw]) -> Bounds {
    let (simulation, early) = (Simulation::of(parts), Simulation::of(through));
    Bounds {
        independent: interval(draws.iter().map(|draw| early.total_independent(draw, &simulation)).collect()),
        correlated: interval(draws.iter().map(|draw| early.correlated(draw)[0]).collect()),
    }
}

/// What success brings, in natural units or in kroner.
struct Success {
    mean: Vector3<f64>,
    /// Three independent standard normals become the payers' joint error.
    root: Matrix3<f64>,
    /// The standard deviation of all payers together where consequences are independent.
    deviation: f64,
    /// Where all errors have the same sign: the standard deviation of all payers together, and of each.
    together: f64,
    each: Vector3<f64>,
}

impl Success {
    fn of(parts: &Parts, kroner: bool) -> Success {
        let (mean, covariance) = parts.together(kroner);
        let (together, each) = parts.fully_correlated(kroner);
        Success { mean, root: root(covariance), deviation: covariance.sum().max(0.0).sqrt(), together, each }
    }

    /// The error of all payers together, as a standard normal.
    fn standardised(&self, normals: &Vector3<f64>) -> f64 {
        if self.deviation > 0.0 { (self.root * normals).sum() / self.deviation } else { normals.x }
    }
}

/// A case ready for draws.
pub struct Simulation<'a> {
    parts: &'a Parts,
    natural: Success,
    kroner: Success,
}

impl<'a> Simulation<'a> {
    /// Prepares a case.
    pub fn of(parts: &'a Parts) -> Simulation<'a> {
        Simulation { parts, natural: Success::of(parts, false), kroner: Success::of(parts, true) }
    }

    /// What no success changes.
    fn fixed(&self, draw: &Draw) -> Vector3<f64> {
        let parts = self.parts;
        let at = |amount: &Amount| amount.at(draw.net_rate, draw.completion_rate);
        at(&parts.grants)
            + at(&parts.costs) * draw.costs
            + at(&parts.displaced) * draw.displaced
            + parts.during * draw.price
            + parts.during_kroner
    }

    /// The result of a draw where the errors of different consequences are independent.
    pub fn independent(&self, draw: &Draw) -> ByTotalAndPayer {
        let of = |success: &Success, normals: &Vector3<f64>| success.mean + success.root * normals;
        let gain = of(&self.natural, &draw.natural) * draw.price + of(&self.kroner, &draw.kroner);
        let payers = self.fixed(draw) + gain * (draw.net_rate * draw.completion_rate);
        [payers.sum(), payers.x, payers.y, payers.z]
    }

    /// The result of all payers together, with the errors that `whole` draws.
    fn total_independent(&self, draw: &Draw, whole: &Simulation<'_>) -> f64 {
        let normals = (whole.natural.standardised(&draw.natural), whole.kroner.standardised(&draw.kroner));
        self.total(draw, normals)
    }

    /// The result of all payers together at given errors in natural units and in kroner, as standard normals.
    pub fn total(&self, draw: &Draw, (natural, kroner): (f64, f64)) -> f64 {
        let of = |success: &Success, normal: f64| success.mean.sum() + success.deviation * normal;
        let (natural, kroner) = (of(&self.natural, natural), of(&self.kroner, kroner));
        self.fixed(draw).sum() + (natural * draw.price + kroner) * (draw.net_rate * draw.completion_rate)
    }

    /// The result of a draw where the errors of all consequences have the same sign.
    pub fn correlated(&self, draw: &Draw) -> ByTotalAndPayer {
        let (natural, kroner, normal) = (&self.natural, &self.kroner, draw.common);
        let success = draw.net_rate * draw.completion_rate;
        let fixed = self.fixed(draw);
        let payers = fixed
            + ((natural.mean + natural.each * normal) * draw.price + kroner.mean + kroner.each * normal) * success;
        let mean = natural.mean.sum() * draw.price + kroner.mean.sum();
        let all = mean + (natural.together * draw.price + kroner.together) * normal;
        [fixed.sum() + all * success, payers.x, payers.y, payers.z]
    }
}

/// A matrix whose product with its transpose is the covariance. The covariance of payers who share one price is singular, so
/// it is taken from the eigenvalues and not from Cholesky.
fn root(covariance: Matrix3<f64>) -> Matrix3<f64> {
    let eigen = SymmetricEigen::new(covariance);
    eigen.eigenvectors * Matrix3::from_diagonal(&eigen.eigenvalues.map(|value| value.max(0.0).sqrt()))
}

/// The interval of draws: their quantiles, mean, standard deviation, and the share above zero.
pub fn interval(mut draws: Vec<f64>) -> Interval {
    let count = draws.len().max(1) as f64;
    let mean = draws.iter().sum::<f64>() / count;
    let squares: f64 = draws.iter().map(|draw| (draw - mean) * (draw - mean)).sum();
    let gains = draws.iter().filter(|draw| **draw > 0.0).count();
    Interval {
        low: quantile(&mut draws, 0.025),
        high: quantile(&mut draws, 0.975),
        mean,
        standard_deviation: (squares / (count - 1.0).max(1.0)).sqrt(),
        chance_of_gain: gains as f64 / count,
    }
}

/// Between the two nearest in order, in proportion. The draws are reordered, and never sorted: two places are enough.
fn quantile(draws: &mut [f64], share: f64) -> f64 {
    let place = share * (draws.len().saturating_sub(1)) as f64;
    if draws.is_empty() {
        return 0.0;
    }
    let (_, below, above) = draws.select_nth_unstable_by(place.floor() as usize, f64::total_cmp);
    let next = above.iter().copied().fold(f64::INFINITY, f64::min);
    if next.is_finite() { *below + (next - *below) * place.fract() } else { *below }
}
