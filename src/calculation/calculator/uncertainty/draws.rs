//! The draws of a simulation: seeded, and the same on any number of threads.

use nalgebra::Vector3;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

use super::parts::Parts;
use super::triangle::Triangle;

/// What one draw draws: the user's inputs, and the errors of the estimates as standard normals.
#[derive(Debug, Clone, Copy)]
pub struct Draw {
    /// The net success rate.
    pub net_rate: f64,
    /// The completion rate.
    pub completion_rate: f64,
    /// What costs are multiplied by.
    pub costs: f64,
    /// What displaced costs are multiplied by.
    pub displaced: f64,
    /// What prices are multiplied by.
    pub price: f64,
    /// Of what success brings in natural units.
    pub natural: Vector3<f64>,
    /// Of what it brings in kroner.
    pub kroner: Vector3<f64>,
    /// Of all consequences at once, where their errors are fully correlated.
    pub common: f64,
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
