//! Two cohorts of persons, the same in all replications: their cells, and the factorised design.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use som::estimate::{Design, DesignCell, Factor};
use som::inference::quantile;
use som::statistics::estimate::adjust::{Adjust, Age};
use som::words::Form;

use super::outcome::{Kind, Plant};

/// Ages in steps of five years, which keeps cells few; the design sees numbers and not steps.
pub const AGES: [f64; 10] = [20.0, 25.0, 30.0, 35.0, 40.0, 45.0, 50.0, 55.0, 60.0, 65.0];

/// The cohorts of a scenario.
pub struct Cohorts {
    /// Persons in the success cohort and in the other.
    pub sizes: (u64, u64),
    /// Those with persons, and how an outcome's mean there compares with the overall one.
    pub cells: Vec<(DesignCell, f64)>,
    /// Success adjusted for sex and age, quadratic.
    pub factor: Factor,
    /// Beyond this |t| a p-value is below 0.05.
    pub critical: f64,
}

impl Cohorts {
    /// Draws persons: those who succeed are a little younger, and more of them women.
    pub fn draw(size: u64, ratio: u64) -> Cohorts {
        let mut rng = ChaCha8Rng::seed_from_u64(size * 1_000 + ratio);
        let mut counts = [[[0u64; AGES.len()]; 2]; 2];
        for (success, persons) in [(0, size * ratio), (1, size)] {
            for _ in 0..persons {
                let (sex, age) = person(&mut rng, success == 1);
                counts[success][sex][age] += 1;
            }
        }
        let mut cells = Vec::new();
        for (success, by_sex) in counts.iter().enumerate() {
            for (sex, by_age) in by_sex.iter().enumerate() {
                for (n, age) in by_age.iter().zip(AGES).filter(|(n, _)| **n > 0) {
                    let cell =
                        DesignCell { n: *n, success: success == 1, sex: sex as u8, age, t0: 2010, levels: vec![] };
                    cells.push((cell, level(sex, age)));
                }
            }
        }
        let design: Vec<DesignCell> = cells.iter().map(|(cell, _)| cell.clone()).collect();
        let factor = factor(&design);
        let critical = quantile(0.975, factor.df() as f64).expect("there are degrees of freedom");
        Cohorts { sizes: (size, size * ratio), cells, factor, critical }
    }
}

/// Sex and step of age of a person who succeeds or does not.
pub fn person(rng: &mut ChaCha8Rng, success: bool) -> (usize, usize) {
    let woman = rng.random::<f64>() < if success { 0.45 } else { 0.35 };
    let (one, other) = (rng.random_range(0..AGES.len()), rng.random_range(0..AGES.len()));
    let younger = success && rng.random::<f64>() < 0.3;
    (usize::from(woman), if younger { one.min(other) } else { one })
}

/// Success adjusted for sex and age, quadratic.
pub fn factor(cells: &[DesignCell]) -> Factor {
    let adjust = Adjust { sex: true, age: Some(Age::Form(Form::Quadratic)), ..Adjust::default() };
    Factor::new(&Design::new(cells, &adjust)).expect("success is identified")
}

/// An outcome's mean by sex and age, over the overall one: a shape that the design can follow.
pub fn level(sex: usize, age: f64) -> f64 {
    let z = (age - 42.5) / 22.5;
    0.9 + 0.2 * sex as f64 + 0.15 * z + 0.1 * z * z
}

/// The random numbers of one replication of one scenario.
pub fn generator(kind: Kind, plant: Plant, cohorts: &Cohorts, replication: u64) -> ChaCha8Rng {
    let scenario = cohorts.sizes.0 * 1_000_000 + cohorts.sizes.1 * 100 + kind as u64 * 10 + plant as u64;
    let mut rng = ChaCha8Rng::seed_from_u64(scenario);
    rng.set_stream(replication);
    rng
}
