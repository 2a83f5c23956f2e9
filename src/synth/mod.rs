//! Extracts with a planted truth: registers in Danmarks Statistik's shapes, of persons who do not exist.
//!
//! Owns who is drawn, how much they use, and the exact expectation of what a build reads from it (method rule 21). Owns
//! no estimates: the truth is computed by its own arithmetic. The extracts have the columns and codes of the catalogue in
//! `pipelines/`; target groups that it does not know are not planted.

mod batch;
mod calendar;
mod chunk;
mod codes;
mod draw;
mod dream;
mod emit;
mod folder;
mod groups;
mod life;
mod mean;
mod projection;
mod rates;
mod rows;
mod services;
#[cfg(test)]
mod tests;
mod truth;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::definitions::Definitions;
use crate::error::{Error, Result};
use crate::knowledge;
use crate::registers::SYNTHETIC_MARK;
use crate::tables::Row;
use crate::tables::truth::TruthRow;
use crate::words::Arm;

use calendar::Calendar;
use chunk::{CHUNK, Chunk};
use folder::Folder;

/// Chunks drawn before they are written: what is in memory at a time.
const WAVE: u32 = 8;

/// What to write.
#[derive(Debug, Clone)]
pub struct Options {
    /// How many persons.
    pub persons: u32,
    /// What the random numbers start from.
    pub seed: u64,
    /// The folder to write.
    pub out: PathBuf,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Where.
    pub out: PathBuf,
    /// How many persons.
    pub persons: u32,
    /// The planted target groups.
    pub groups: Vec<Planted>,
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
/// # Errors
/// No persons, a folder that is not empty, or one that can't be written.
pub fn write(options: &Options, definitions: &Definitions) -> Result<Summary> {
    if options.persons == 0 {
        return Err(Error::Usage {
            message: "0 persons are no extract".to_owned(),
            hint: "ask for at least one with --persons N; 50000 make a good demonstration".to_owned(),
        });
    }
    let calendar = Calendar::new();
    let windows = groups::windows(definitions);
    let mut folder = Folder::begin(&options.out, &calendar)?;
    let mut cells: BTreeMap<mean::Cell, u64> = BTreeMap::new();
    let mut undetermined: BTreeMap<groups::Group, u64> = BTreeMap::new();
    let starts: Vec<u32> = (0..options.persons).step_by(CHUNK as usize).collect();
    for wave in starts.chunks(WAVE as usize) {
        let chunks: Vec<Chunk> = wave
            .par_iter()
            .map(|&first| {
                let end = first.saturating_add(CHUNK).min(options.persons);
                Chunk::draw(options.seed, first, end, &windows, &calendar)
            })
            .collect();
        folder.append(&chunks, &calendar)?;
        for chunk in &chunks {
            chunk.cells.iter().for_each(|(cell, n)| *cells.entry(*cell).or_default() += n);
            chunk.undetermined.iter().for_each(|(group, n)| *undetermined.entry(*group).or_default() += n);
        }
    }
    let truth = truth::rows(definitions, &windows, &cells, &calendar);
    let rows = folder.finish(|inside| {
        knowledge::parquet::write(&inside.join(format!("{}.parquet", TruthRow::TABLE)), &truth)?;
        mark(&inside.join(SYNTHETIC_MARK), options)
    })?;
    let groups = windows.iter().map(|window| {
        let of = |arm: Arm| {
            cells.iter().filter(|(cell, _)| cell.group == window.group && cell.arm == arm).map(|(_, n)| n).sum()
        };
        Planted {
            target_group: window.group.id().to_owned(),
            success_measure: window.group.success_measure().to_owned(),
            success: of(Arm::Success),
            non_success: of(Arm::NonSuccess),
            undetermined: undetermined.get(&window.group).copied().unwrap_or_default(),
        }
    });
    Ok(Summary {
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
    std::fs::write(path, text).map_err(|e| Error::output(path, e))
}
