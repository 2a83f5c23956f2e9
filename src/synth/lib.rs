//! Extracts with a planted truth: registers in Danmarks Statistik's shapes, of persons who do not exist.
//!
//! Owns who is drawn, how much they use, and the exact expectation of what a build reads from it (method rule 21). Owns
//! no estimates: the truth is computed by its own arithmetic. The extracts have the columns and codes of the catalogue in
//! `pipelines/`. Target groups that it draws services for have a truth; of any other that is defined, members are planted by
//! rows that meet its conditions (`members`), without a truth, or it is said why not.

mod batch;
mod calendar;
mod chunk;
mod codes;
mod draw;
mod dream;
mod emit;
mod faults;
mod folder;
mod groups;
mod life;
mod mean;
mod members;
mod population;
mod projection;
mod rates;
mod rows;
mod services;
mod spoil;
mod subgroups;
mod tally;
#[cfg(test)]
mod tests;
mod truth;

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use definitions::Definitions;
use engine::registers::SYNTHETIC_MARK;
use foundation::error::{Error, Result};
use foundation::tables::Row;
use foundation::tables::truth::TruthRow;
use foundation::words::Arm;
use release::knowledge;

use calendar::Calendar;
use chunk::{CHUNK, Chunk};
pub use faults::Fault;
use folder::Folder;
use tally::Tally;

/// Chunks that are drawn, and then written, together: with those of the block before, what is in memory at a time.
const BLOCK: usize = 8;

/// What to write.
#[derive(Debug, Clone)]
pub struct Options {
    /// How many persons.
    pub persons: u32,
    /// What the random numbers start from.
    pub seed: u64,
    /// The folder to write.
    pub out: PathBuf,
    /// The faults of delivery to plant.
    pub faults: Vec<Fault>,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Where.
    pub out: PathBuf,
    /// How many persons.
    pub persons: u32,
    /// The planted target groups whose truth is known.
    pub groups: Vec<Planted>,
    /// Target groups whose members were planted without a truth.
    pub members: Vec<Planted>,
    /// Target groups that can't be planted, and why.
    pub refused: Vec<(String, String)>,
    /// The extracts with their rows.
    pub rows: Vec<(String, u64)>,
    /// Regressions whose truth is known.
    pub truths: usize,
}

/// A planted target group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planted {
    /// Its id.
    pub target_group: String,
    /// Its success measure.
    pub success_measure: String,
    /// Persons who succeed.
    pub success: u64,
    /// Persons who do not.
    pub non_success: u64,
    /// Persons who die or leave before it can be said.
    pub undetermined: u64,
}

/// Draws persons and writes their extracts, the truth and the marker. The same options give the same bytes.
///
/// One block of persons is drawn while the one before is written, so that memory depends on no number of persons. `told`
/// hears of persons drawn and rows written, from many threads, and may stop the work.
///
/// # Errors
/// No persons, a folder that is not empty or can't be written, and what `told` says.
pub fn write(
    options: &Options,
    definitions: &Definitions,
    told: &(dyn Fn(u32, u64) -> Result<()> + Sync),
) -> Result<Summary> {
    if options.persons == 0 {
        return Err(Error::usage(
            "0 persons are no extract",
            "ask for at least one with --persons N; 50000 make a good demonstration",
        ));
    }
    let calendar = Calendar::new();
    let windows = groups::windows(definitions, options.persons);
    let mut folder = Folder::begin(&options.out, &calendar)?;
    let mut tally = Tally::default();
    let plans = members::Plans::of(definitions, &windows, options.persons)?;
    let mut chosen = Vec::new();
    let draw = |first: u32| {
        told(0, 0)?;
        let end = first.saturating_add(CHUNK).min(options.persons);
        let chunk = Chunk::draw(options.seed, first, end, &windows, &calendar);
        let chosen = plans.choose(options.seed, &chunk, &calendar);
        Ok((chunk, chosen))
    };
    let starts: Vec<u32> = (0..options.persons).step_by(CHUNK as usize).collect();
    let mut drawn: Vec<Chunk> = Vec::new();
    for block in starts.chunks(BLOCK) {
        let (written, next) = rayon::join(
            || folder.append(&drawn, &calendar, told),
            || block.par_iter().map(|&first| draw(first)).collect::<Result<Vec<_>>>(),
        );
        written?;
        let (chunks, more): (Vec<Chunk>, Vec<_>) = next?.into_iter().unzip();
        drawn = chunks;
        chosen.extend(more.into_iter().flatten());
        drawn.iter().for_each(|chunk| tally.add(&chunk.tally));
    }
    folder.append(&drawn, &calendar, told)?;
    drop(drawn);
    let truth = truth::rows(definitions, &windows, &tally, &calendar)?;
    let rows = folder.finish(|inside| {
        plans.plant(inside, definitions, &chosen)?;
        faults::plant(&options.faults, inside)?;
        knowledge::parquet::write(&inside.join(format!("{}.parquet", TruthRow::TABLE)), &truth)?;
        mark(&inside.join(SYNTHETIC_MARK), options)
    })?;
    let groups = windows.iter().map(|window| Planted {
        target_group: window.group.id().to_owned(),
        success_measure: window.group.success_measure().to_owned(),
        success: tally.persons(window.group, Arm::Success),
        non_success: tally.persons(window.group, Arm::NonSuccess),
        undetermined: tally.undetermined(window.group),
    });
    let members = members::planted(&plans, &chosen).map(|(plan, success, non_success)| Planted {
        target_group: plan.group.id.value.clone(),
        success_measure: plan.success.id.value.clone(),
        success,
        non_success,
        undetermined: 0,
    });
    let members = members.collect();
    Ok(Summary {
        members,
        refused: plans.refused,
        out: options.out.clone(),
        persons: options.persons,
        groups: groups.collect(),
        rows: rows.into_iter().map(|(extract, n)| (extract.path().1.to_owned(), n)).collect(),
        truths: truth.len(),
    })
}

fn mark(path: &Path, options: &Options) -> Result<()> {
    let text = format!(
        "# These extracts were made by `som synth`: nobody in them exists, and what is estimated from them is not knowledge.\n\
         synthetic = true\nprogram = \"som {}\"\npersons = {}\nseed = \"{}\"\n",
        env!("CARGO_PKG_VERSION"),
        options.persons,
        options.seed
    );
    let faults: Vec<String> = options.faults.iter().map(|fault| format!("\"{}\"", fault.name())).collect();
    let text = if faults.is_empty() { text } else { format!("{text}faults = [{}]\n", faults.join(", ")) };
    std::fs::write(path, text).map_err(|e| Error::output(path, e))
}
