//! What leaves of a profile: the persons of a cohort by level of a characteristic, and how two cohorts differ in it.
//!
//! Owns which levels are held back, the noise of the others, and whether a difference is more than that noise. Owns no cohort and
//! no characteristic.

use super::perturb::Perturbation;
use super::round::{round_count, to_place};

/// The noise of a level relative to that of a cohort: a profile has tens of counts of the same persons.
pub(super) const NOISE: f64 = 3.0;

/// The largest share of a cohort that suppressed levels can have while other levels are shown.
const MOST_HELD: f64 = 0.2;

/// A difference is shown if it exceeds this many standard deviations of noise: in two equal cohorts one level
/// in a thousand does.
const BEYOND_NOISE: f64 = 3.0;

/// The bound of a draw of noise, in its standard deviations.
const BOUND: f64 = 2.449_489_742_783_178;

/// A level of a characteristic in a cohort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level {
    /// The cell key of its persons.
    pub cell: u64,
    /// Its persons.
    pub persons: u64,
    /// Whether a suppressed level counts as empty: values outside the declared levels, and years in which
    /// no person can enter. The count does not matter.
    pub is_rest: bool,
}

impl Perturbation {
    /// The persons of a cohort by level as they are published; none where they are too few.
    ///
    /// Perturbed counts of the levels that are shown are published in proportion to the cohort's `published` persons, less half
    /// the persons that are too few for each level that is held back. So together they say nothing more of how many the cohort
    /// has, and what they leave of it says how many levels are held back and nothing of their persons. Where so many are held back
    /// that together they could be more than a fifth of the cohort, no level is shown.
    pub fn levels(&self, published: i64, levels: &[Level]) -> Vec<Option<i64>> {
        if !self.policy.control {
            return levels.iter().map(|level| i64::try_from(level.persons).ok()).collect();
        }
        // The number of levels decides and not their persons: otherwise the decision would distinguish 1 from 4.
        let held = levels.iter().filter(|level| !level.is_rest && self.is_held(level)).count() as f64;
        let most = self.minimum() + self.width();
        if held * (most.ceil() - 1.0) > MOST_HELD * published as f64 {
            return vec![None; levels.len()];
        }
        let noise = NOISE * self.policy.count_noise;
        let noisy = |level: &Level| {
            // A level can also be a cohort: its noise there is different.
            let noisy = || level.persons as f64 + noise * self.secret.draw("level", &[level.cell, level.persons]);
            (!self.is_held(level)).then(|| noisy().max(1.0))
        };
        let noisy: Vec<Option<f64>> = levels.iter().map(noisy).collect();
        let all: f64 = noisy.iter().flatten().sum();
        let shown = published as f64 - held * ((self.minimum() - 1.0) / 2.0).floor().max(0.0);
        noisy.into_iter().map(|noisy| Some(round_count(&self.policy, shown * noisy? / all))).collect()
    }

    /// Whether a level is held back: below the minimum, or with noise of at most as much again. A limit on exact counts would give
    /// them away.
    fn is_held(&self, level: &Level) -> bool {
        let draw = || self.secret.draw("held", &[level.cell, level.persons]) / BOUND;
        level.persons < self.policy.minimum_persons || level.persons as f64 + self.width() * draw() < self.minimum()
    }

    fn minimum(&self) -> f64 {
        self.policy.minimum_persons as f64
    }

    /// The bound of the noise of the decision whether a level is held back.
    fn width(&self) -> f64 {
        (BOUND * self.policy.count_noise).min(self.minimum())
    }

    /// The standardised difference of each level between two cohorts (Austin 2009, Statistics in Medicine 28), from what is
    /// published of both, to hundredths.
    ///
    /// It is of the persons at levels that both show: a level that one cohort holds back would move the shares of that cohort
    /// alone. None where a level is held back, nothing varies, or the difference of the shares is not beyond their noise.
    pub fn level_differences(&self, success: &[Option<i64>], others: &[Option<i64>]) -> Vec<Option<f64>> {
        let both: Vec<Option<[f64; 2]>> =
            success.iter().zip(others).map(|(one, other)| Some([(*one)? as f64, (*other)? as f64])).collect();
        let levels = both.iter().flatten().count() as f64;
        let totals = [0, 1].map(|side: usize| both.iter().flatten().map(|counts| counts[side]).sum::<f64>());
        let difference = |counts: [f64; 2]| {
            let shares = [counts[0] / totals[0], counts[1] / totals[1]];
            let difference = shares[0] - shares[1];
            let varies = shares.map(|share| share * (1.0 - share)).iter().sum::<f64>() / 2.0;
            let noise = [0, 1].map(|side: usize| self.noise_of_share(shares[side], totals[side], levels));
            let beyond = difference.abs() > BEYOND_NOISE * noise[0].hypot(noise[1]);
            (varies > 0.0 && (beyond || !self.policy.control)).then(|| to_place(difference / varies.sqrt(), -2))
        };
        both.into_iter().map(|counts| counts.and_then(difference)).collect()
    }

    /// The standard deviation of a share's noise, from that of the counts of all levels and their rounding.
    fn noise_of_share(&self, share: f64, persons: f64, levels: f64) -> f64 {
        let (noise, base) = (NOISE * self.policy.count_noise, self.policy.round_counts_to as f64);
        let of_count = noise * noise + base * base / 12.0;
        (of_count * ((1.0 - share).powi(2) + (levels - 1.0) * share * share)).sqrt() / persons
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::attack::{Numbers, perturbation};
    use definitions::disclosure::Policy;

    /// The published counts of a cohort with `persons` by level; the last `rest` levels are not declared ones.
    fn published(numbers: &mut Numbers, persons: &[u64], rest: usize) -> Vec<Option<i64>> {
        let noise = perturbation();
        let levels: Vec<Level> = persons
            .iter()
            .enumerate()
            .map(|(at, persons_of)| Level {
                cell: numbers.below(usize::MAX >> 1) as u64,
                persons: *persons_of,
                is_rest: at + rest >= persons.len(),
            })
            .collect();
        noise.levels(noise.count(numbers.below(usize::MAX >> 1) as u64, persons.iter().sum()), &levels)
    }

    /// Cohorts of which the same shares have each level: what is shown as a difference, and what would be without the noise in mind.
    #[test]
    fn cohorts_that_are_alike_show_no_difference() {
        let mut numbers = Numbers::new(51);
        let shares: [&[u64]; 5] =
            [&[50, 50], &[10; 10], &[90, 4, 3, 3], &[40, 30, 20, 5, 5], &[30, 30, 30, 2, 2, 2, 2, 2]];
        let (mut levels, mut shown, mut large) = (0, 0, 0);
        for (success, others) in [(1, 8), (1, 1), (2, 10), (10, 10), (50, 200)] {
            for shares in shares {
                for _ in 0..200 {
                    let mut of = |hundreds: u64| {
                        let persons: Vec<u64> = shares.iter().map(|share| share * hundreds).collect();
                        published(&mut numbers, &persons, 0)
                    };
                    let (one, other) = (of(success), of(others));
                    let unguarded =
                        Perturbation { policy: Policy { control: false, ..Policy::default() }, ..perturbation() };
                    let all = unguarded.level_differences(&one, &other);
                    levels += all.iter().flatten().count();
                    large += all.iter().flatten().filter(|difference| difference.abs() > 0.2).count();
                    shown += perturbation().level_differences(&one, &other).iter().flatten().count();
                }
            }
        }
        println!(
            "of {levels} levels at which two cohorts are alike {shown} show a difference; {large} by noise above 0.2"
        );
        assert!(levels > 10_000 && large * 10 > levels, "{large} of {levels}");
        assert!(shown * 500 < levels, "{shown} of {levels}");
    }

    /// 60 % against 40 % of 2,000 persons each: a difference of 0.2 over √0.24.
    #[test]
    fn a_difference_is_that_of_the_persons() {
        let mut numbers = Numbers::new(52);
        let (mut shown, mut sum) = (0, 0.0);
        for _ in 0..400 {
            let (one, other) = (published(&mut numbers, &[1200, 800], 0), published(&mut numbers, &[800, 1200], 0));
            if let Some(difference) = perturbation().level_differences(&one, &other)[0] {
                shown += 1;
                sum += difference;
            }
        }
        let mean = sum / f64::from(shown);
        assert!(shown > 390 && (mean - 0.408).abs() < 0.01, "{shown}: {mean}");
        let differences = perturbation().level_differences(&[Some(100), None, Some(5)], &[Some(50), Some(50), None]);
        assert_eq!(differences, [None; 3], "one level that both show has no difference");
    }

    /// Persons at levels that are held back are not shared out over the others, but for two a level.
    #[test]
    fn held_back_levels_move_the_others_by_two_persons_each() {
        let mut numbers = Numbers::new(53);
        let mut mean = |persons: &[u64], rest: usize| {
            let shown: Vec<f64> =
                (0..2000).filter_map(|_| published(&mut numbers, persons, rest)[0]).map(|count| count as f64).collect();
            shown.iter().sum::<f64>() / shown.len() as f64
        };
        let (few, none, rest) = (mean(&[188, 4, 4, 4], 0), mean(&[200, 0, 0, 0], 0), mean(&[200, 0, 0, 0], 3));
        // Six less than 200, to the nearest five.
        assert!((few - 195.0).abs() < 1.0 && (few - none).abs() < 1.0, "{few} {none}");
        assert!((rest - 200.0).abs() < 1.0, "{rest}");
        // Six levels of at most nine persons could be more than a fifth of 200; what is no level does not count.
        assert_eq!(published(&mut numbers, &[176, 4, 4, 4, 4, 4, 4], 0), [None; 7]);
        assert!(published(&mut numbers, &[176, 4, 4, 4, 4, 4, 4], 3)[0].is_some());
    }

    /// A level that is held back has at most nine persons.
    #[test]
    fn a_level_of_ten_is_never_held_back() {
        let noise = perturbation();
        let held = |persons: u64| {
            let held = (0..5000).filter(|cell| noise.is_held(&Level { cell: *cell, persons, is_rest: false }));
            held.count()
        };
        let found: Vec<usize> = (0..12).map(held).collect();
        assert_eq!((&found[..5], &found[10..]), (&[5000; 5][..], &[0; 2][..]), "{found:?}");
        assert!(found[5..10].windows(2).all(|pair| pair[0] > pair[1]), "{found:?}");
    }
}
