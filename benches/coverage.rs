//! How often the 95 % intervals hold the planted truth: `cargo bench --bench coverage -- [seeds] [persons]`. With `-- groups [persons]` it
//! lists instead how many persons of which target group and subgroup succeed and do not, by the truth of one seed.
//!
//! Builds synthetic extracts of several seeds and counts over all audited fits, published or not. Fits of one seed share
//! persons, so the Monte Carlo error is taken over seeds.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a bench may stop where it stands")]

use std::collections::{BTreeMap, HashMap};

use som::definitions::Definitions;
use som::knowledge::parquet;
use som::rebuild::{self, Options, Quiet};
use som::synth;
use som::tables::audit::AuditFitRow;
use som::tables::truth::TruthRow;
use som::words::Status;

/// Intervals that hold the truth, and all intervals.
type Count = (u64, u64);

fn share((hits, all): Count) -> f64 {
    hits as f64 / all as f64
}

/// The share over all seeds, its error over seeds, and how many intervals there are.
fn over_seeds(seeds: &[Count]) -> (f64, f64, u64) {
    let all = seeds.iter().fold((0, 0), |sum, seed| (sum.0 + seed.0, sum.1 + seed.1));
    let mean = share(all);
    // A seed without intervals says nothing.
    let with: Vec<f64> = seeds.iter().filter(|seed| seed.1 > 0).map(|seed| share(*seed)).collect();
    let spread = with.iter().map(|seed| (seed - mean).powi(2)).sum::<f64>();
    let n = with.len() as f64;
    (mean, (spread / (n - 1.0).max(1.0) / n).sqrt(), all.1)
}

fn main() {
    let numbers: Vec<u64> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let seeds = numbers.first().copied().unwrap_or(20);
    let persons = u32::try_from(numbers.get(1).copied().unwrap_or(50_000)).unwrap();
    // `SOM_PIPELINES` names other definitions, such as one target group alone.
    let catalogue = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines");
    let pipelines = std::env::var_os("SOM_PIPELINES").map_or(catalogue, Into::into);
    let definitions = Definitions::load(&pipelines).unwrap();
    if std::env::args().any(|argument| argument == "groups") {
        return groups(&definitions, u32::try_from(numbers.first().copied().unwrap_or(200_000)).unwrap());
    }
    let mut by_seed: Vec<Count> = Vec::new();
    let mut by_specification: BTreeMap<String, Count> = BTreeMap::new();
    let mut by_consequence: BTreeMap<String, Count> = BTreeMap::new();
    let mut by_area: BTreeMap<&str, Vec<Count>> = BTreeMap::new();
    let mut by_group: BTreeMap<String, Vec<Count>> = BTreeMap::new();
    let area_of = |consequence: &str| {
        let known = definitions.consequences.iter().find(|known| known.id.value == consequence);
        known.map_or("-", |known| known.area.word())
    };
    let (mut wrong_counts, mut without): (BTreeMap<String, u64>, _) = (BTreeMap::new(), 0);
    for seed in 1..=seeds {
        let folder = tempfile::tempdir().unwrap();
        let extracts = folder.path().join("extracts");
        synth::write(
            &synth::Options { persons, seed, out: extracts.clone(), faults: Vec::new() },
            &definitions,
            &|_, _| Ok(()),
        )
        .unwrap();
        let truths: Vec<TruthRow> = parquet::read(&extracts.join("truth.parquet")).unwrap();
        let output = folder.path().join("output");
        let options = Options {
            pipelines: pipelines.clone(),
            extracts: Some(extracts),
            person_years: None,
            output,
            release: "coverage".to_owned(),
            earlier: Vec::new(),
            room: None,
            cache: false,
        };
        let rebuild::Outcome::Built(built) = rebuild::build(&options, &Quiet).unwrap() else { panic!("built before") };
        let truths: HashMap<_, &TruthRow> = truths.iter().map(|truth| (key_of_truth(truth), truth)).collect();
        let mut of_seed = (0, 0);
        for fit in &built.fits {
            // Of groups that persons of the model enter too, the truth is not known.
            let Some(truth) = truths.get(&key_of_fit(fit)) else {
                without += 1;
                continue;
            };
            let same = (fit.n_success, fit.n_non_success) == (truth.n_success, truth.n_non_success);
            if !same && fit.status != Status::NotAvailable {
                *wrong_counts.entry(fit.target_group.clone()).or_default() += 1;
            }
            let (Status::Estimated, Some(lower), Some(upper)) = (fit.status, fit.lower, fit.upper) else { continue };
            let hit = u64::from(lower <= truth.truth && truth.truth <= upper);
            let specification = by_specification.entry(fit.specification.clone()).or_default();
            let consequence = by_consequence.entry(fit.consequence.clone()).or_default();
            let of_seeds = |counts: &mut Vec<Count>| counts.resize(seed as usize, (0, 0));
            let area = by_area.entry(area_of(&fit.consequence)).or_default();
            of_seeds(area);
            let group = by_group.entry(fit.target_group.clone()).or_default();
            of_seeds(group);
            let (area, group) = (area.last_mut().unwrap(), group.last_mut().unwrap());
            for count in [&mut of_seed, specification, consequence, area, group] {
                count.0 += hit;
                count.1 += 1;
            }
        }
        println!("seed {seed}: {:.4} of {}", share(of_seed), of_seed.1);
        by_seed.push(of_seed);
    }
    println!("\nby consequence");
    by_consequence.iter().for_each(|(name, count)| println!("  {name:<26} {:.4} of {}", share(*count), count.1));
    println!("by specification");
    by_specification.iter().for_each(|(name, count)| println!("  {name:<26} {:.4} of {}", share(*count), count.1));
    println!(
        "\n95 % intervals that hold the truth, in {seeds} seeds of {persons} persons; the Monte Carlo error is over seeds\n"
    );
    println!("| | share | error | intervals |\n|---|---:|---:|---:|");
    let of_area = by_area.iter().map(|(name, seeds)| ((*name).to_owned(), seeds));
    let of_group = by_group.iter().map(|(name, seeds)| (format!("`{name}`"), seeds));
    for (name, seeds) in of_area.chain(of_group).chain([("all".to_owned(), &by_seed)]) {
        let (mean, error, all) = over_seeds(seeds);
        println!("| {name} | {:.1} | {:.1} | {all} |", 100.0 * mean, 100.0 * error);
    }
    println!("\nregressions with cohorts of another size than planted: {wrong_counts:?}");
    println!("regressions without a planted truth: {without}");
}

/// Persons in both cohorts of every target group, subgroup and success measure.
fn groups(definitions: &Definitions, persons: u32) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("extracts");
    let options = synth::Options { persons, seed: 1, out: out.clone(), faults: Vec::new() };
    synth::write(&options, definitions, &|_, _| Ok(())).unwrap();
    let truths: Vec<TruthRow> = parquet::read(&out.join("truth.parquet")).unwrap();
    let mut cohorts: BTreeMap<(&str, &str, &str), (i64, i64)> = BTreeMap::new();
    for truth in &truths {
        let cohort = cohorts.entry((&truth.target_group, &truth.subgroup, &truth.success_measure)).or_default();
        // The years t = 0 of a consequence can be fewer than those of the group.
        *cohort = (cohort.0.max(truth.n_success), cohort.1.max(truth.n_non_success));
    }
    println!("| target group | subgroup | success measure | succeed | do not |\n|---|---|---|---:|---:|");
    let mut empty = 0;
    for group in &definitions.target_groups {
        let subgroups = std::iter::once("all").chain(group.subgroups.iter().map(|subgroup| subgroup.id.value.as_str()));
        for (subgroup, measure) in subgroups.flat_map(|one| group.successes.iter().map(move |measure| (one, measure))) {
            let key = (group.id.value.as_str(), subgroup, measure.id.value.as_str());
            let (success, other) = cohorts.get(&key).map_or((0, 0), |cohort| *cohort);
            empty += u32::from(success == 0 || other == 0);
            println!("| `{}` | {subgroup} | `{}` | {success} | {other} |", key.0, key.2);
        }
    }
    println!("\nwithout persons in both cohorts, or without a known truth: {empty}");
}

type Key = (String, String, String, String, i32, String);

fn key_of_truth(t: &TruthRow) -> Key {
    let words = (t.target_group.clone(), t.subgroup.clone(), t.success_measure.clone(), t.consequence.clone());
    (words.0, words.1, words.2, words.3, t.follow_up_year, t.specification.clone())
}

fn key_of_fit(f: &AuditFitRow) -> Key {
    let words = (f.target_group.clone(), f.subgroup.clone(), f.success_measure.clone(), f.consequence.clone());
    (words.0, words.1, words.2, words.3, f.follow_up_year, f.specification.clone())
}
