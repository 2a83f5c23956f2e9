//! The simulation: seeded, and the same on any number of threads.

use nalgebra::{Matrix3, SymmetricEigen, Vector3};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

use super::parts::Parts;
use super::triangle::Triangle;
use crate::calculator::result::uncertainty::{Bounds, Interval};

/// The bounds of all payers together, and of each.
pub fn bounds(parts: &Parts, draws: u32, seed: u64) -> [Bounds; 4] {
    let mut drawn = Drawn::with_room(draws);
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let sampler = Sampler::of(parts);
    for _ in 0..draws {
        let inputs = sampler.inputs(&mut random);
        drawn.independent.push(sampler.independent(&inputs, &mut random));
        drawn.correlated.push(sampler.correlated(&inputs, &mut random));
    }
    [0, 1, 2, 3].map(|side| Bounds {
        independent: interval(drawn.independent.iter().map(|draw| draw[side]).collect()),
        correlated: interval(drawn.correlated.iter().map(|draw| draw[side]).collect()),
    })
}

/// All payers together, and each.
type ByTotalAndPayer = [f64; 4];

struct Drawn {
    independent: Vec<ByTotalAndPayer>,
    correlated: Vec<ByTotalAndPayer>,
}

impl Drawn {
    fn with_room(draws: u32) -> Drawn {
        let room = usize::try_from(draws).unwrap_or_default();
        Drawn { independent: Vec::with_capacity(room), correlated: Vec::with_capacity(room) }
    }
}

/// What success brings, in natural units or in kroner.
struct Success {
    mean: Vector3<f64>,
    /// Three independent standard normals become the payers' joint error.
    root: Matrix3<f64>,
    /// If all errors pull the same way: of all payers together, and of each.
    together: f64,
    each: Vector3<f64>,
}

struct Sampler<'a> {
    parts: &'a Parts,
    natural: Success,
    kroner: Success,
}

/// One draw of the inputs.
struct Input {
    success: f64,
    price: f64,
    fixed: Vector3<f64>,
}

impl<'a> Sampler<'a> {
    fn of(parts: &'a Parts) -> Sampler<'a> {
        let success = |kroner| {
            let (mean, covariance) = parts.together(kroner);
            let (together, each) = parts.fully_correlated(kroner);
            Success { mean, root: root(covariance), together, each }
        };
        Sampler { parts, natural: success(false), kroner: success(true) }
    }

    fn inputs(&self, random: &mut ChaCha8Rng) -> Input {
        let parts = self.parts;
        let mut draw = |triangle: Triangle| triangle.quantile(random.random());
        let success = draw(parts.net_rate) * draw(parts.completion_rate);
        let (costs, displaced, price) =
            (draw(parts.cost_factor), draw(parts.displaced_factor), draw(parts.price_factor));
        let fixed = parts.grants
            + parts.costs * costs
            + parts.displaced * displaced
            + parts.during * price
            + parts.during_kroner;
        Input { success, price, fixed }
    }

    fn independent(&self, input: &Input, random: &mut ChaCha8Rng) -> ByTotalAndPayer {
        let mut draw = |success: &Success| {
            let normals = Vector3::from_fn(|_, _| random.sample(StandardNormal));
            success.mean + success.root * normals
        };
        let gain = draw(&self.natural) * input.price + draw(&self.kroner);
        let payers = input.fixed + gain * input.success;
        [payers.sum(), payers.x, payers.y, payers.z]
    }

    fn correlated(&self, input: &Input, random: &mut ChaCha8Rng) -> ByTotalAndPayer {
        let normal: f64 = random.sample(StandardNormal);
        let (natural, kroner) = (&self.natural, &self.kroner);
        let payers = input.fixed
            + ((natural.mean + natural.each * normal) * input.price + kroner.mean + kroner.each * normal)
                * input.success;
        let mean = natural.mean.sum() * input.price + kroner.mean.sum();
        let all = mean + (natural.together * input.price + kroner.together) * normal;
        [input.fixed.sum() + all * input.success, payers.x, payers.y, payers.z]
    }
}

/// A matrix whose product with its transpose is the covariance. A covariance of payers who share one price is singular, so
/// it is taken from the eigenvalues and not from Cholesky.
fn root(covariance: Matrix3<f64>) -> Matrix3<f64> {
    let eigen = SymmetricEigen::new(covariance);
    eigen.eigenvectors * Matrix3::from_diagonal(&eigen.eigenvalues.map(|value| value.max(0.0).sqrt()))
}

fn interval(mut draws: Vec<f64>) -> Interval {
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
