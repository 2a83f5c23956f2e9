//! What draws come to: mean, standard deviation, the middle 95 %, and the share above zero.

use crate::calculator::result::uncertainty::Interval;

/// The share of draws below the interval, and above it.
const TAIL: f64 = 0.025;

/// Most distributions have a tail beyond this many standard deviations from their mean.
const NEAR: f64 = 1.5;

/// Draws that are looked through at a time.
const BLOCK: usize = 256;

/// Sums that are added up side by side.
const LANES: usize = 8;

/// The interval of draws: their quantiles, mean, standard deviation, and the share above zero.
pub fn interval(draws: &[f64]) -> Interval {
    let (mean, deviation) = moments(draws);
    let gains = draws.iter().filter(|draw| **draw > 0.0).count();
    let [low, high] = ends(draws, mean, deviation);
    Interval {
        low,
        high,
        mean,
        standard_deviation: deviation,
        chance_of_gain: gains as f64 / draws.len().max(1) as f64,
    }
}

/// The ends of the middle 95 % of draws.
pub fn middle(draws: &[f64]) -> [f64; 2] {
    let (mean, deviation) = moments(draws);
    ends(draws, mean, deviation)
}

fn moments(draws: &[f64]) -> (f64, f64) {
    let count = draws.len().max(1) as f64;
    let mean = sum(draws, |draw| draw) / count;
    let squares = sum(draws, |draw| (draw - mean) * (draw - mean));
    (mean, (squares / (count - 1.0).max(1.0)).sqrt())
}

fn ends(draws: &[f64], mean: f64, deviation: f64) -> [f64; 2] {
    let (below, above) = (mean - NEAR * deviation, mean + NEAR * deviation);
    let low = kept(draws, |draw| draw <= below);
    let high = kept(draws, |draw| draw >= above);
    let smaller = draws.len() - high.len();
    [quantile(draws, TAIL, low, 0), quantile(draws, 1.0 - TAIL, high, smaller)]
}

/// The draws that pass a test, in order. Each is written, and the next takes the place of one that does not pass: no branch has
/// to be guessed.
fn kept(draws: &[f64], test: impl Fn(f64) -> bool) -> Vec<f64> {
    let mut kept = Vec::with_capacity(draws.len() / 8);
    let mut block = [0.0; BLOCK];
    for part in draws.chunks(BLOCK) {
        let mut count = 0;
        for draw in part {
            if let Some(place) = block.get_mut(count) {
                *place = *draw;
            }
            count += usize::from(test(*draw));
        }
        kept.extend_from_slice(&block[..count]);
    }
    kept
}

/// A sum of a function of every value: always in the same order, and faster than one by one.
fn sum(values: &[f64], of: impl Fn(f64) -> f64) -> f64 {
    let (blocks, rest) = values.as_chunks::<LANES>();
    let mut sums = [0.0; LANES];
    for block in blocks {
        sums.iter_mut().zip(block).for_each(|(sum, value)| *sum += of(*value));
    }
    sums.iter().sum::<f64>() + rest.iter().map(|value| of(*value)).sum::<f64>()
}

/// The value below which a share of the draws lies: between the two nearest in order, in proportion. They are looked for in a
/// tail with `smaller` draws below it, and among all draws where the tail does not have both.
fn quantile(draws: &[f64], share: f64, mut tail: Vec<f64>, mut smaller: usize) -> f64 {
    let place = share * (draws.len().saturating_sub(1)) as f64;
    let below = place.floor() as usize;
    let both = smaller..(smaller + tail.len()).saturating_sub(1);
    if !both.contains(&below) {
        (tail, smaller) = (draws.to_vec(), 0);
    }
    if tail.is_empty() {
        return 0.0;
    }
    let (_, below, above) = tail.select_nth_unstable_by(below - smaller, f64::total_cmp);
    let next = above.iter().copied().fold(f64::INFINITY, f64::min);
    if next.is_finite() { *below + (next - *below) * place.fract() } else { *below }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The two nearest in order, of sorted draws.
    fn sorted_quantile(draws: &[f64], share: f64) -> f64 {
        let mut sorted = draws.to_vec();
        sorted.sort_by(f64::total_cmp);
        let place = share * (sorted.len() - 1) as f64;
        let (below, next) = (sorted[place.floor() as usize], sorted[(place.ceil() as usize).min(sorted.len() - 1)]);
        below + (next - below) * place.fract()
    }

    #[test]
    fn quantiles_are_those_of_sorted_draws() {
        let wave = |k: usize| ((k as f64) * 12.9898).sin() * 43_758.545_3 % 1.0;
        for count in [1, 2, 3, 39, 40, 41, 1000, 9999, 10_000] {
            let flat: Vec<f64> = (0..count).map(wave).collect();
            let skewed: Vec<f64> = flat.iter().map(|x| (9.0 * x).exp()).collect();
            let two: Vec<f64> = flat.iter().map(|x| if *x > 0.9 { 1e9 } else { 0.1 }).collect();
            for draws in [flat, skewed, two, vec![0.1; count]] {
                let found = interval(&draws);
                assert_eq!(found.low, sorted_quantile(&draws, 0.025), "{count}");
                assert_eq!(found.high, sorted_quantile(&draws, 0.975), "{count}");
            }
        }
    }

    #[test]
    fn mean_and_deviation_by_hand() {
        let found = interval(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, -5.0]);
        assert_eq!((found.mean, found.chance_of_gain), (4.0, 0.9));
        assert!((found.standard_deviation - (150.0_f64 / 9.0).sqrt()).abs() < 1e-14);
    }
}
