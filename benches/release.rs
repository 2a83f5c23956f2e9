//! The size of a release of 50,400 fits, the time and memory of the stages of its build, disclosure control among them, and the time to
//! verify it and to compare two of them.
//!
//! `cargo bench --bench release`. The project's own definitions, each target group as often as it takes under other ids, on
//! synthetic extracts; the second release is of other extracts. Times are the least of five, on whatever else the machine does.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use som::definitions::Definitions;
use som::error::Result;
use som::plan::Plan;
use som::rebuild::{Options, Progress, build};
use som::{knowledge, synth};

const FITS: usize = 50_400;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let pipelines = folder.path().join("pipelines");
    let copies = definitions(&pipelines);
    let output = folder.path().join("output");
    for (seed, release) in [(1, "a"), (2, "b")] {
        let extracts = folder.path().join(format!("extracts-{release}"));
        let own = Definitions::load(Path::new("pipelines")).unwrap();
        let asked = synth::Options { persons: 20_000, seed, out: extracts.clone(), faults: Vec::new() };
        synth::write(&asked, &own, &|_, _| Ok(())).unwrap();
        let (pipelines, output) = (pipelines.clone(), output.clone());
        let (started, stages) = (Instant::now(), Stages::default());
        build(
            &Options {
                pipelines,
                extracts: Some(extracts),
                person_years: None,
                output,
                release: release.to_owned(),
                earlier: Vec::new(),
                room: None,
                cache: false,
            },
            &stages,
        )
        .unwrap();
        stages.stage("end");
        println!("{release}: built in {:.1} s", started.elapsed().as_secs_f64());
        let stages = stages.0.into_inner().unwrap();
        for (one, next) in stages.iter().zip(stages.iter().skip(1)) {
            let seconds = (next.1 - one.1).as_secs_f64();
            println!("  {}: {seconds:.2} s, at its end at most {:.0} MB so far", one.0, next.2);
        }
    }
    let (a, b) = (output.join("a"), output.join("b"));
    let verified = knowledge::verify(&a).unwrap();
    println!("{} fits, {} estimates, {copies} copies of each target group", verified.fits, verified.estimates);
    println!("size: {:.2} MB, of them the transfer folder {:.2} MB", megabytes(&a), megabytes(&a.join("transfer")));
    println!("audit: {:.2} MB", megabytes(&output.join("audit/a")));
    println!("verify: {:.3} s", least(|| drop(knowledge::verify(&a).unwrap())).as_secs_f64());
    println!("read: {:.3} s", least(|| drop(knowledge::read(&a).unwrap())).as_secs_f64());
    let diff = knowledge::diff(&a, &b).unwrap();
    println!(
        "diff: {:.3} s, {} changes",
        least(|| drop(knowledge::diff(&a, &b).unwrap())).as_secs_f64(),
        diff.changes.len()
    );
}

/// The stages of a build: name, beginning, and the largest resident memory until then.
#[derive(Default)]
struct Stages(Mutex<Vec<(&'static str, Instant, f64)>>);

impl Progress for Stages {
    fn stage(&self, name: &'static str) {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok());
        self.0.lock().unwrap().push((name, Instant::now(), peak.unwrap_or(0.0) / 1000.0));
    }

    fn register(&self, _id: &str, _rows: u64, _read: u64) {}

    fn rows(&self, _rows: u64) -> Result<()> {
        Ok(())
    }
}

/// Writes the project's definitions with enough target groups for the fits; says how many copies of each.
fn definitions(to: &Path) -> usize {
    let own = Definitions::load(Path::new("pipelines")).unwrap();
    let published = |definitions: &Definitions| {
        Plan::new(definitions).unwrap().jobs().iter().filter(|job| job.is_published()).count()
    };
    let copies = FITS.div_ceil(published(&own));
    for (name, file) in &own.files {
        for copy in 0..copies {
            let path = to.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            if !name.starts_with("target_groups/") {
                std::fs::write(&path, &file.text).unwrap();
                break;
            }
            // Test persons would be run for every copy, and say nothing about releases.
            let text = file.text.split("[[person]]").next().unwrap();
            let path = if copy == 0 { path } else { path.with_extension(format!("{copy}.toml")) };
            let text = if copy == 0 { text.to_owned() } else { renamed(text, copy) };
            std::fs::write(path, text).unwrap();
        }
    }
    copies
}

fn renamed(text: &str, copy: usize) -> String {
    let line = text.lines().find(|line| line.starts_with("id = ")).unwrap();
    text.replacen(line, &format!("{}_{copy}\"", line.trim_end().trim_end_matches('"')), 1)
}

fn megabytes(folder: &Path) -> f64 {
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    let mut bytes = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                bytes += path.metadata().unwrap().len();
            }
        }
    }
    bytes as f64 / 1e6
}

fn least(run: impl Fn()) -> Duration {
    let time = |()| {
        let started = Instant::now();
        run();
        started.elapsed()
    };
    (0..5).map(|_| time(())).min().unwrap()
}
