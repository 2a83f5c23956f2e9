//! The draws of a simulation, a column for each thing that is drawn: seeded, and the same on any number of threads.

use std::sync::{Arc, Mutex};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

use super::parts::Parts;
use super::triangle::Triangle;

/// A value for every draw.
pub type Column = Arc<Vec<f64>>;

/// What is drawn: the user's inputs, and the errors of the estimates as standard normals.
#[derive(Debug, Clone)]
pub struct Draws {
    /// The net success rate.
    pub net_rate: Column,
    /// The completion rate.
    pub completion_rate: Column,
    /// What costs are multiplied by.
    pub costs: Column,
    /// What displaced costs are multiplied by.
    pub displaced: Column,
    /// What prices are multiplied by.
    pub price: Column,
    /// Of what success brings in natural units.
    pub natural: [Column; 3],
    /// Of what it brings in kroner.
    pub kroner: [Column; 3],
    /// Of all consequences at once, where their errors are fully correlated.
    pub common: Column,
}

impl Draws {
    /// Draws all of them. The same parts, number and seed give the same draws.
    pub fn of(parts: &Parts, draws: u32, seed: u64) -> Draws {
        let random = RandomNumbers::of(draws, seed, parts.net_rate_error > 0.0);
        let [net_rate, completion_rate, costs, displaced, price] = &random.shares;
        let from = |triangle: Triangle, shares: &Column| triangle.quantiles(shares);
        let mut net_rates = from(parts.net_rate, net_rate);
        for (rate, error) in net_rates.iter_mut().zip(random.rate_errors.iter()) {
            *rate += parts.net_rate_error * error;
        }
        Draws {
            net_rate: Arc::new(net_rates),
            completion_rate: Arc::new(from(parts.completion_rate, completion_rate)),
            costs: Arc::new(from(parts.cost_factor, costs)),
            displaced: Arc::new(from(parts.displaced_factor, displaced)),
            price: Arc::new(from(parts.price_factor, price)),
            natural: random.natural.clone(),
            kroner: random.kroner.clone(),
            common: Arc::clone(&random.common),
        }
    }
}

/// The random numbers of draws, which depend on no input of a case.
#[derive(Debug)]
struct RandomNumbers {
    /// Of the net rate, the completion rate, costs, displaced costs and prices.
    shares: [Column; 5],
    natural: [Column; 3],
    kroner: [Column; 3],
    common: Column,
    /// Of the net rate, where it has a standard error; empty otherwise.
    rate_errors: Column,
}

/// What random numbers are of: how many draws, which seed, and whether the net rate has an error.
type DrawKey = (u32, u64, bool);

/// The random numbers used last, the latest first. Cases differ in their inputs and rarely in their seed, so that a figure
/// that is changed on a page, and each case of a comparison, needs no new ones.
static LATEST: Mutex<Vec<(DrawKey, Arc<RandomNumbers>)>> = Mutex::new(Vec::new());
/// How many are kept.
const KEPT: usize = 4;
/// The most draws of those that are kept: about two megabytes.
const MOST_KEPT: u32 = 20_000;

impl RandomNumbers {
    fn of(draws: u32, seed: u64, rate_error: bool) -> Arc<RandomNumbers> {
        let asked = (draws, seed, rate_error);
        // A lock that a fault has poisoned keeps nothing: the numbers are drawn again.
        if let Ok(mut latest) = LATEST.lock()
            && let Some(at) = latest.iter().position(|(of, _)| *of == asked)
            && let Some(found) = latest.get(at).map(|(_, numbers)| Arc::clone(numbers))
        {
            latest[..=at].rotate_right(1);
            return found;
        }
        let numbers = Arc::new(RandomNumbers::drawn(draws, seed, rate_error));
        if draws <= MOST_KEPT
            && let Ok(mut latest) = LATEST.lock()
        {
            latest.insert(0, (asked, Arc::clone(&numbers)));
            latest.truncate(KEPT);
        }
        numbers
    }

    fn drawn(draws: u32, seed: u64, rate_error: bool) -> RandomNumbers {
        const NORMALS: usize = 7;
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let empty = || Vec::with_capacity(draws as usize);
        let mut shares: [Vec<f64>; 5] = std::array::from_fn(|_| empty());
        let mut normals: [Vec<f64>; NORMALS] = std::array::from_fn(|_| empty());
        let mut rate_errors = Vec::new();
        for _ in 0..draws {
            shares.iter_mut().for_each(|column| column.push(random.random()));
            normals.iter_mut().for_each(|column| column.push(random.sample(StandardNormal)));
            if rate_error {
                rate_errors.push(random.sample(StandardNormal));
            }
        }
        let [a, b, c, d, e, f, common] = normals.map(Arc::new);
        RandomNumbers {
            shares: shares.map(Arc::new),
            natural: [a, b, c],
            kroner: [d, e, f],
            common,
            rate_errors: Arc::new(rate_errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_numbers_are_those_that_are_drawn_anew() {
        for seed in 0..2 * KEPT as u64 {
            for rate_error in [false, true] {
                let kept = [0, 1].map(|_| RandomNumbers::of(50, seed, rate_error));
                let drawn = RandomNumbers::drawn(50, seed, rate_error);
                for one in &kept {
                    assert_eq!((&one.shares, &one.natural), (&drawn.shares, &drawn.natural));
                    assert_eq!((&one.kroner, &one.common), (&drawn.kroner, &drawn.common));
                    assert_eq!(one.rate_errors, drawn.rate_errors);
                }
            }
        }
        assert!(LATEST.lock().unwrap().len() <= KEPT);
    }
}
