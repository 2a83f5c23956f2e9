//! A planted effect under planted selection: the naive difference is off, and the designs' 95 % intervals hold the truth as
//! often as they say, over 400 runs.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;

use crate::{Design, Gate, Method, Neighbours, Study, Trial};

const RUNS: u64 = 400;
/// Persons of a run.
const PERSONS: usize = 1_500;
/// The planted effect on every participant; it grows with the first variable.
fn effect(x: f64) -> f64 {
    2.0 + 0.5 * x
}

/// The mean effect on those who participate: 2 + ½·E(x | participates), by Gauss–Hermite quadrature of the rule in [`run`].
const TRUTH: f64 = 2.221_332_719_557_667_5;

/// One run: variables, who participates, and outcomes.
struct Run {
    study: Study,
    outcome: Vec<f64>,
}

fn run(seed: u64) -> Run {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let normal = |random: &mut ChaCha8Rng| -> f64 { StandardNormal.sample(random) };
    let (mut x, mut z, mut b) = (Vec::new(), Vec::new(), Vec::new());
    let (mut participates, mut outcome) = (Vec::new(), Vec::new());
    for _ in 0..PERSONS {
        let (first, second) = (normal(&mut random), normal(&mut random));
        let third = f64::from(u8::from(random.random::<f64>() < 0.4));
        // Those who would have fared worse participate more.
        let logit: f64 = -1.8 + 0.6 * first - 0.5 * second + 0.4 * third;
        let chosen = random.random::<f64>() < 1.0 / (1.0 + (-logit).exp());
        let without = 10.0 - 1.5 * first + second - third + (1.0 + 0.3 * first.abs()) * normal(&mut random);
        outcome.push(if chosen { without + effect(first) } else { without });
        participates.push(chosen);
        x.push(first);
        z.push(second);
        b.push(third);
    }
    let variables = vec![("x".to_owned(), x), ("z".to_owned(), z), ("b".to_owned(), b)];
    Run { study: Study::new(variables, participates).unwrap(), outcome }
}

/// Mean error, and the share of intervals that hold the truth.
fn over_runs(method: &Method) -> (f64, f64) {
    let found: Vec<(f64, bool)> = (0..RUNS)
        .into_par_iter()
        .map(|seed| {
            let run = run(seed);
            let design = Design::new(&run.study, method.clone()).unwrap();
            let effect = Gate::OPEN.decide(design).unwrap().effect(&run.outcome).unwrap();
            let inside = effect.inference.lower <= TRUTH && TRUTH <= effect.inference.upper;
            (effect.estimate - TRUTH, inside)
        })
        .collect();
    let bias = found.iter().map(|(error, _)| error).sum::<f64>() / RUNS as f64;
    (bias, found.iter().filter(|(_, inside)| *inside).count() as f64 / RUNS as f64)
}

#[test]
fn designs_cover_a_planted_effect_and_the_naive_difference_does_not() {
    let (bias, covered) = over_runs(&Method::Unadjusted);
    println!("unadjusted: mean error {bias:.3}, coverage {covered:.4}");
    assert!(bias < -1.0 && covered < 0.01, "{bias} {covered}");
    let with = |controls, replacement| Method::Nearest(Neighbours { controls, replacement, caliper: Some(0.2) });
    for method in [
        Method::InverseProbability,
        Method::EntropyBalancing,
        Method::DoublyRobust,
        with(1, true),
        with(3, true),
        with(1, false),
    ] {
        let (bias, covered) = over_runs(&method);
        let error = (covered * (1.0 - covered) / RUNS as f64).sqrt();
        println!("{method:?}: mean error {bias:.3}, coverage {covered:.4} (Monte Carlo error {error:.4})");
        assert!(bias.abs() < 0.06, "{method:?}: {bias}");
        assert!((covered - 0.95).abs() < 3.0 * (0.05f64 * 0.95 / RUNS as f64).sqrt(), "{method:?}: {covered}");
    }
}

/// By lot, with completion that depends on what is not seen: the effect on compliers, and a test that keeps its level.
#[test]
fn trials_cover_planted_effects_and_permutations_keep_their_level() {
    let found: Vec<(bool, bool, bool)> = (0..RUNS)
        .into_par_iter()
        .map(|seed| {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            let normal = |random: &mut ChaCha8Rng| -> f64 { StandardNormal.sample(random) };
            let (mut assigned, mut completed, mut outcome, mut without) = (vec![], vec![], vec![], vec![]);
            let mut x = Vec::new();
            for person in 0..300 {
                let (first, unseen) = (normal(&mut random), normal(&mut random));
                let by_lot = person % 2 == 0;
                // Compliers are those below the upper third of what is not seen; no one else can take part.
                let completes = by_lot && unseen < 0.4;
                let y = 5.0 + first + unseen + normal(&mut random);
                without.push(y);
                outcome.push(y + if completes { 1.5 } else { 0.0 });
                assigned.push(by_lot);
                completed.push(completes);
                x.push(first);
            }
            let trial = Trial::new(assigned, vec![("x".to_owned(), x)]).unwrap();
            let intention = trial.intention_to_treat(&outcome).unwrap();
            let share = 0.655_421_741_610_324_2;
            let compliers = trial.compliers(&completed, &outcome).unwrap().effect.inference;
            let inside = |lower: f64, truth: f64, upper: f64| lower <= truth && truth <= upper;
            (
                inside(intention.inference.lower, 1.5 * share, intention.inference.upper),
                inside(compliers.lower, 1.5, compliers.upper),
                trial.permutations(&without, 199, seed).unwrap().p <= 0.05,
            )
        })
        .collect();
    let share = |of: fn(&(bool, bool, bool)) -> bool| found.iter().filter(|run| of(run)).count() as f64 / RUNS as f64;
    let (intention, compliers, rejected) = (share(|run| run.0), share(|run| run.1), share(|run| run.2));
    println!("intention to treat {intention:.4}, compliers {compliers:.4}, true nulls rejected {rejected:.4}");
    let error = 3.0 * (0.05f64 * 0.95 / RUNS as f64).sqrt();
    assert!((intention - 0.95).abs() < error && (compliers - 0.95).abs() < error && (rejected - 0.05).abs() < error);
}
