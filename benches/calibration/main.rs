//! How often what is not there is found, and what is there is missed: `cargo bench --bench calibration -- [clusters] [replications]`.
//!
//! Draws outcomes of known distribution over cohorts of known sizes, runs the program's own regression and its own decision
//! to show or hold back, and counts: under no difference, how many p-values are below 0.05; under a planted difference, how
//! many 95 % intervals hold it. Prints the tables of the page on calibration; with `clusters`, only those on clusters.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench may stop where it stands"
)]

mod clusters;
mod cohorts;
mod outcome;
mod show;
mod tally;

use rayon::prelude::*;
use som::definitions::estimation::Minimum;

use cohorts::Cohorts;
use outcome::{Kind, Plant};
use tally::{DEFAULT, Tally, USERS};

/// Sizes of the success cohort.
const SIZES: [u64; 4] = [50, 200, 1_000, 10_000];

/// Sizes between, so that every minimum of users has scenarios that just pass it.
const BETWEEN: [u64; 6] = [100, 500, 1_500, 2_000, 3_000, 5_000];

/// Sizes that the minimum of persons is chosen from.
const SMALL: [u64; 4] = [5, 10, 20, 30];

/// How many times the success cohort's size the other's is.
pub const RATIOS: [u64; 4] = [1, 5, 20, 50];

/// Replications that one task runs.
const CHUNK: u64 = 250;

/// What is drawn, over which cohorts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scenario {
    /// The outcome.
    pub kind: Kind,
    /// The difference.
    pub plant: Plant,
    /// Persons in the success cohort.
    pub size: u64,
    /// How many times as many are in the other.
    pub ratio: u64,
}

fn main() {
    let asked = std::env::args().skip(1).find_map(|argument| argument.parse().ok());
    let replications: u64 = asked.unwrap_or(10_000);
    if !std::env::args().any(|argument| argument == "clusters") {
        independent(replications);
    }
    clusters::study(replications);
}

/// Persons who have nothing to do with each other.
fn independent(replications: u64) {
    let began = std::time::Instant::now();
    let mut all = Vec::new();
    for size in SIZES.into_iter().chain(BETWEEN).chain(SMALL) {
        for ratio in RATIOS {
            let cohorts = Cohorts::draw(size, ratio);
            for (kind, plant) in Kind::ALL.into_iter().flat_map(|kind| Plant::ALL.map(|plant| (kind, plant))) {
                // The further sizes are for choosing minimums: nothing is planted in them.
                if !SIZES.contains(&size) && plant != Plant::Nothing {
                    continue;
                }
                let scenario = Scenario { kind, plant, size, ratio };
                all.push((scenario, run(&cohorts, kind, plant, replications)));
            }
        }
        eprintln!(
            "{size} against {}: {:.0} s",
            RATIOS.map(|r| (r * size).to_string()).join(", "),
            began.elapsed().as_secs_f64()
        );
    }
    let default = Minimum::default();
    println!(
        "{replications} replications of each scenario; minimum persons {}, users {}\n",
        default.persons, default.users
    );
    let of_size = |wanted: &dyn Fn(u64) -> bool| -> Vec<(Scenario, Tally)> {
        all.iter().filter(|(scenario, _)| wanted(scenario.size)).cloned().collect()
    };
    let studied = of_size(&|size| SIZES.contains(&size));
    show::rejections("p < 0.05 where there is no difference", &studied, Plant::Nothing, DEFAULT);
    show::rejections("p < 0.05 where only the spread differs", &studied, Plant::Spread, DEFAULT);
    show::thresholds(&of_size(&|size| !SMALL.contains(&size)));
    show::coverage(&studied);
    let small = of_size(&|size| SMALL.contains(&size));
    let users = USERS.iter().position(|users| *users >= default.users).unwrap_or_default();
    show::rejections("p < 0.05 in small cohorts, where there is no difference", &small, Plant::Nothing, users);
    show::check(&all);
}

fn run(cohorts: &Cohorts, kind: Kind, plant: Plant, replications: u64) -> Tally {
    let distributions = outcome::Distributions::new(kind, plant, cohorts);
    let one = |tally: &mut Tally, replication| {
        let drawn = distributions.draw(&mut cohorts::generator(kind, plant, cohorts, replication), cohorts);
        tally.add(cohorts, &drawn, distributions.truth);
    };
    replicate(replications, one, |all, part| all.plus(&part))
}

/// Adds up replications on all threads.
fn replicate<T: Default + Send>(replications: u64, one: impl Fn(&mut T, u64) + Sync, plus: impl Fn(T, T) -> T) -> T {
    let chunks: Vec<u64> = (0..replications.div_ceil(CHUNK)).collect();
    let tallies: Vec<T> = chunks
        .par_iter()
        .map(|chunk| {
            let mut tally = T::default();
            (chunk * CHUNK..((chunk + 1) * CHUNK).min(replications))
                .for_each(|replication| one(&mut tally, replication));
            tally
        })
        .collect();
    // In the order of chunks, so that no sum depends on the threads.
    tallies.into_iter().fold(T::default(), plus)
}
