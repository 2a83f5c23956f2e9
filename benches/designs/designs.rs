//! A control group at the size of the country: `cargo bench -p som-designs --bench designs -- [controls] [participants]
//! [variables] [file]`.
//!
//! Draws 5.9 million possible controls, 10,000 participants and 30 variables unless other numbers are given, and times each
//! design with its balance, its gate and the effects on ten outcomes: seconds of the clock and, in brackets, of processors, which
//! count where other programs run too. With a file it also writes the columns, as doubles one after the other (participation,
//! variables, one outcome), for `rival.py`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a bench may stop where it stands")]

use std::io::Write;
use std::time::Instant;

use designs::{Coarsening, Design, Gate, Method, Neighbours, Study};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

const OUTCOMES: usize = 10;
const TASK: usize = 1 << 16;

/// One column: every third a number, the others categories of two.
fn column(variable: usize, persons: usize) -> Vec<f64> {
    let tasks = (0..persons.div_ceil(TASK)).into_par_iter().map(|task| {
        let mut random = ChaCha8Rng::seed_from_u64(variable as u64);
        random.set_stream(task as u64);
        let share = 0.05 + 0.9 * (variable as f64 * 0.618).fract();
        (task * TASK..persons.min((task + 1) * TASK))
            .map(|_| {
                if variable.is_multiple_of(3) {
                    // Weeks or contacts: a sum of uniform numbers, in whole steps.
                    (0..4).map(|_| random.random::<f64>()).sum::<f64>().mul_add(10.0, -20.0).round()
                } else {
                    f64::from(u8::from(random.random::<f64>() < share))
                }
            })
            .collect::<Vec<f64>>()
    });
    tasks.collect::<Vec<_>>().concat()
}

/// How a variable moves participation.
fn slope(variable: usize) -> f64 {
    let size = if variable.is_multiple_of(3) { 0.02 } else { 0.15 };
    if variable.is_multiple_of(2) { size } else { -size }
}

/// The peak memory of this process in MB, or a dash where the system does not state it.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status");
    let kilobytes = status.iter().flat_map(|text| text.lines()).find_map(|line| line.strip_prefix("VmHWM:"));
    let megabytes = kilobytes.and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok()).map(|kb| kb / 1024);
    megabytes.map_or_else(|| "–".into(), |megabytes| megabytes.to_string())
}

/// Seconds of the clock and of processors, as Linux states them.
#[derive(Clone, Copy)]
struct Seconds {
    clock: f64,
    processors: f64,
}

impl Seconds {
    fn since(start: Instant) -> Seconds {
        // The state follows the name in brackets; then the 12th and 13th fields are ticks of a hundredth.
        let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
        Seconds { clock: start.elapsed().as_secs_f64(), processors: (ticks(11) + ticks(12)) / 100.0 }
    }

    fn shown(self, before: Seconds) -> String {
        format!("{:.1} ({:.1})", self.clock - before.clock, self.processors - before.processors)
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let number = |at: usize, otherwise: usize| arguments.get(at).map_or(otherwise, |text| text.parse().unwrap());
    let (controls, participants, variables) = (number(0, 5_900_000), number(1, 10_000), number(2, 30));
    let persons = controls + participants;
    let start = Instant::now();
    let columns: Vec<Vec<f64>> = (0..variables).map(|variable| column(variable, persons)).collect();
    let mut linear = vec![0.0; persons];
    for (variable, column) in columns.iter().enumerate() {
        linear.iter_mut().zip(column).for_each(|(sum, x)| *sum += slope(variable) * x);
    }
    // The expected number of participants is the one asked for.
    let scale = participants as f64 / linear.iter().map(|x| x.exp()).sum::<f64>();
    let mut random = ChaCha8Rng::seed_from_u64(99);
    let participates: Vec<bool> = linear.iter().map(|x| random.random::<f64>() < scale * x.exp()).collect();
    let outcomes: Vec<Vec<f64>> = (0..OUTCOMES)
        .map(|at| {
            let noise = column(3 * (100 + at), persons);
            let planted = |i: usize| if participates[i] { 2.0 } else { 0.0 };
            (0..persons).map(|i| 20.0 + 3.0 * linear[i] + noise[i] + planted(i)).collect()
        })
        .collect();
    drop(linear);
    if let Some(path) = arguments.get(3) {
        let mut file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
        let flags: Vec<f64> = participates.iter().map(|p| f64::from(u8::from(*p))).collect();
        for column in std::iter::once(&flags).chain(&columns).chain(outcomes.first()) {
            column.iter().for_each(|x| file.write_all(&x.to_le_bytes()).unwrap());
        }
        file.flush().unwrap();
    }
    println!("data drawn in {:.1} s, peak {} MB", start.elapsed().as_secs_f64(), peak());
    let start = Instant::now();
    let named = columns.into_iter().enumerate().map(|(at, column)| (format!("x{at}"), column)).collect();
    let study = Study::new(named, participates).unwrap();
    println!("{} participants, {} possible controls, {variables} variables", study.participants(), study.controls());
    println!("variables checked in {:.1} s", start.elapsed().as_secs_f64());
    println!("seconds, and in brackets those of processors:");
    println!(
        "| design | weights, s | balance, s | {OUTCOMES} effects, s | all, s | peak MB | first effect | its error |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|--:|");
    // Two intervals of every variable up to the eighth; matching on thirty finds no one.
    let rules = (0..variables).map(|at| Coarsening::Intervals(if at < 8 { 2 } else { 1 })).collect();
    let nearest = |replacement| Method::Nearest(Neighbours { controls: 1, replacement, caliper: Some(0.2) });
    for (name, method) in [
        ("coarsened exact matching", Method::Coarsened(rules)),
        ("entropy balancing", Method::EntropyBalancing),
        ("inverse probability weights", Method::InverseProbability),
        ("doubly robust (AIPW)", Method::DoublyRobust),
        ("nearest neighbour", nearest(false)),
        ("nearest neighbour with replacement", nearest(true)),
    ] {
        let now = || Seconds::since(start);
        let begun = now();
        let design = Design::new(&study, method).unwrap();
        let weighted = now();
        let admitted = Gate::OPEN.decide(design).unwrap();
        let balanced = now();
        let effects: Vec<_> = outcomes.iter().map(|outcome| admitted.effect(outcome).unwrap()).collect();
        let all = now();
        let first = effects.first().unwrap();
        println!(
            "| {name} | {} | {} | {} | {} | {} | {:.5} | {:.5} |",
            weighted.shown(begun),
            balanced.shown(weighted),
            all.shown(balanced),
            all.shown(begun),
            peak(),
            first.estimate,
            first.standard_error
        );
    }
}
