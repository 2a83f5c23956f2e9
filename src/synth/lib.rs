//! Synthetic extracts with a planted truth: registers in Danmarks Statistik's shapes, of persons who do not exist.
//!
//! Owns the persons, their use of services, and the exact expectation of what a build reads (method rule 21). The extracts
//! have the columns and codes of the catalogue in `pipelines/`. Does not own estimates: the truth has its own arithmetic.
//!
//! Four target groups have a model of services (`groups`). For every other target group, `members` plants persons who have planted rows
//! alone: those that meet its conditions, and later uses of services with a known mean. The truth of both is known, where no person with
//! drawn use enters (`members::closed`). A group that cannot be planted is listed with the reason. The example intervention has a lot with
//! a planted effect (`lots`).

mod background;
mod bad_rows;
mod batch;
mod calendar;
mod cell;
mod cell_subgroups;
mod child_rows;
mod chunk;
mod codes;
mod column_values;
mod columns;
mod declared;
mod draw;
mod dream;
mod extended;
mod faults;
mod fit;
mod folder;
mod groups;
mod known_members;
mod life_course;
mod lots;
mod mean;
mod members;
mod modelled;
mod person_rows;
mod population;
mod projection;
mod rates;
mod rewrite;
mod rows;
mod services;
mod tally;
#[cfg(test)]
mod tests;
mod truth;
mod uncounted_rows;

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use definitions::Definitions;
use definitions::register::Register;
use engine::registers::SYNTHETIC_MARK;
use engine::registers::shape::RegisterRow;
use foundation::error::{Error, Result};
use foundation::tables::Row;
use foundation::tables::truth::TruthRow;
use foundation::words::Arm;
use release::knowledge;

use calendar::Calendar;
use chunk::{CHUNK, Chunk};
use declared::Resident;
pub use faults::Fault;
use folder::Folder;
use groups::EntryWindow;
use lots::Lot;
use members::{MemberPlans, PlantedMember};
use rows::Part;
use tally::Tally;

/// Chunks per block. Memory holds two blocks: one is drawn while the previous one is written.
const BLOCK: usize = 8;

/// Chunks whose persons have random rows in registers that the model does not know.
const RANDOM_CHUNKS: usize = 4;

/// Options of one run.
#[derive(Debug, Clone)]
pub struct Options {
    /// Number of persons.
    pub persons: u32,
    /// Seed of the random numbers.
    pub seed: u64,
    /// Output folder.
    pub out: PathBuf,
    /// Delivery faults to plant.
    pub faults: Vec<Fault>,
}

/// Contents of the written folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Output folder.
    pub out: PathBuf,
    /// Number of persons.
    pub persons: u32,
    /// Target groups with a model of services.
    pub groups: Vec<PlantedGroup>,
    /// Success measures of target groups with planted members.
    pub members: Vec<PlantedGroup>,
    /// Target groups that cannot be planted, each with its reason.
    pub refused: Vec<(String, String)>,
    /// Rows of each extract.
    pub rows: Vec<(String, u64)>,
    /// Number of regressions with a known truth.
    pub truths: usize,
}

/// A planted target group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlantedGroup {
    /// Its id.
    pub target_group: String,
    /// Its success measure.
    pub success_measure: String,
    /// Persons who succeed.
    pub success: u64,
    /// Persons who do not.
    pub non_success: u64,
    /// Persons who die or emigrate before success can be observed.
    pub undetermined: u64,
    /// Whether the truth of its regressions is known.
    pub has_truth: bool,
}

/// Draws persons and writes their extracts, the truth and the marker. The same options give the same bytes.
///
/// One block of persons is drawn while the previous one is written, so memory does not grow with the number of persons.
/// `progress` is called with persons drawn and rows written, from many threads. An error from it stops the run.
///
/// # Errors
/// Zero persons, an output folder that is not empty or cannot be written, and any error of `progress`.
pub fn write(
    options: &Options,
    definitions: &Definitions,
    progress: &(dyn Fn(u32, u64) -> Result<()> + Sync),
) -> Result<Summary> {
    if options.persons == 0 {
        return Err(Error::usage(
            "`--persons` must be at least 1",
            "give a number of persons; 50000 is enough for a demonstration",
        ));
    }
    let calendar = Calendar::new();
    let fit = fit::registers(definitions, &calendar)?;
    let declared = fit.declared.as_slice();
    // The truth holds for the generator's own files only.
    let is_modelled = !modelled::touch_model(definitions, declared);
    let windows = if is_modelled { groups::windows(definitions, options.persons) } else { Vec::new() };
    let mut folder = Folder::begin(&options.out, &calendar, &fit)?;
    let plans = MemberPlans::of(definitions, &windows, options.persons)?;
    let lot = Lot::of(definitions, &windows);
    let run =
        Run { options, definitions, calendar: &calendar, declared, is_modelled, windows: &windows, plans: &plans, lot };
    let drawn = run.draw(&mut folder, progress)?;
    let mut known = truth::of_model(definitions, &windows, &drawn.tally, &calendar);
    if is_modelled {
        let modelled = |group| truth::in_institutions(definitions, &windows, (&drawn.tally, &calendar), group);
        known.extend(known_members::cohorts(&plans, definitions, &drawn.chosen, &modelled)?);
    }
    let truth = truth::rows(definitions, &known)?;
    let (mut declared_rows, mut unused) = (Vec::new(), Vec::new());
    let rows = folder.finish(|inside| {
        let planted = plans.rows(definitions, &drawn.chosen, |register| run.is_declared(register));
        if !is_modelled {
            unused = fit::remove_unused(inside, definitions, declared)?;
        }
        declared_rows = run.write_declared(inside, &planted, &drawn, progress)?;
        faults::plant(&options.faults, inside)?;
        knowledge::parquet::write(&inside.join(format!("{}.parquet", TruthRow::TABLE)), &truth)?;
        mark(&inside.join(SYNTHETIC_MARK), options)
    })?;
    let groups = windows.iter().map(|window| PlantedGroup {
        target_group: window.group.id().to_owned(),
        success_measure: window.group.success_measure().to_owned(),
        success: drawn.tally.persons(window.group, Arm::Success),
        non_success: drawn.tally.persons(window.group, Arm::NonSuccess),
        undetermined: drawn.tally.undetermined(window.group),
        has_truth: true,
    });
    let groups = groups.collect();
    let has_truth =
        |group: &str, measure: &str| known.iter().any(|of| of.group.id.value == group && of.measure == measure);
    let members = plans.counts(&drawn.chosen).map(|(group, measure, [success, non_success])| PlantedGroup {
        target_group: group.to_owned(),
        success_measure: measure.to_owned(),
        success,
        non_success,
        undetermined: 0,
        has_truth: has_truth(group, measure),
    });
    let members = members.collect();
    Ok(Summary {
        members,
        refused: plans.refused,
        out: options.out.clone(),
        persons: options.persons,
        groups,
        rows: by_extract(&rows, &unused).into_iter().chain(declared_rows).collect(),
        truths: truth.len(),
    })
}

/// What all steps of one run share.
struct Run<'a> {
    options: &'a Options,
    definitions: &'a Definitions,
    calendar: &'a Calendar,
    /// Registers that are written in the shape that they declare.
    declared: &'a [&'a Register],
    /// Whether the generator's files hold the truth.
    is_modelled: bool,
    windows: &'a [EntryWindow<'a>],
    plans: &'a MemberPlans<'a>,
    /// The lot of an intervention.
    lot: Option<Lot<'a>>,
}

/// What is kept of the persons that were drawn.
#[derive(Default)]
struct DrawResult {
    tally: Tally,
    chosen: Vec<PlantedMember>,
    /// Persons of whom declared registers have rows.
    residents: Vec<Resident>,
    /// The rows of the lot.
    of_lot: Vec<RegisterRow>,
}

impl Run<'_> {
    fn is_declared(&self, register: &Register) -> bool {
        self.declared.iter().any(|own| own.id.value == register.id.value)
    }

    /// Draws all persons, block by block, and writes the generator's files.
    fn draw(&self, folder: &mut Folder<'_>, progress: &(dyn Fn(u32, u64) -> Result<()> + Sync)) -> Result<DrawResult> {
        let draw = |first: u32| {
            progress(0, 0)?;
            Ok(self.draw_chunk(first))
        };
        let starts: Vec<u32> = (0..self.options.persons).step_by(CHUNK as usize).collect();
        let mut all = DrawResult::default();
        let mut chunks: Vec<Chunk> = Vec::new();
        for block in starts.chunks(BLOCK) {
            let (written, next) = rayon::join(
                || folder.append(&chunks, progress),
                || block.par_iter().map(|&first| draw(first)).collect::<Result<Vec<_>>>(),
            );
            written?;
            let (next, chosen): (Vec<Chunk>, Vec<_>) = next?.into_iter().unzip();
            chunks = next;
            all.chosen.extend(chosen.into_iter().flatten());
            chunks.iter().for_each(|chunk| all.tally.add(&chunk.tally));
            if let Some(lot) = &self.lot {
                all.of_lot.extend(chunks.iter().flat_map(|chunk| lot.rows(self.options.seed, chunk)));
            }
            // Without declared population the rows of some chunks are enough, and memory and time stay bounded.
            if !self.declared.is_empty() && (!self.is_modelled || all.residents.is_empty()) {
                let some = if self.is_modelled { RANDOM_CHUNKS } else { chunks.len() };
                let of_chunk = |chunk| declared::residents(chunk).filter(move |one| !self.is_member(chunk, &one.key));
                all.residents.extend(chunks.iter().take(some).flat_map(of_chunk));
            }
        }
        folder.append(&chunks, progress)?;
        Ok(all)
    }

    /// Whether a person has planted rows alone.
    fn is_member(&self, chunk: &Chunk, key: &str) -> bool {
        self.is_modelled && chunk.members.contains(key)
    }

    /// The persons of a chunk, and those among them who are planted as members.
    fn draw_chunk(&self, first: u32) -> (Chunk, Vec<PlantedMember>) {
        let end = first.saturating_add(CHUNK).min(self.options.persons);
        let mut chunk = Chunk::draw(self.options.seed, first, end, self.windows, self.calendar);
        let chosen = self.plans.choose(self.options.seed, &chunk, self.calendar);
        let planted = self.plans.rows(self.definitions, &chosen, |register| !self.is_declared(register));
        chunk.planted = planted.into_iter().map(|(register, rows)| (register.id.value.clone(), rows)).collect();
        // Members have planted rows alone, so that what they use is known.
        chunk.rows.remove(&chosen.iter().map(|one| one.number).collect());
        chunk.members = chosen.iter().map(|one| one.key.clone()).collect();
        (chunk, chosen)
    }

    /// Writes the registers in the shape that they declare; returns the rows of each.
    fn write_declared(
        &self,
        inside: &Path,
        planted: &[(&Register, Vec<RegisterRow>)],
        drawn: &DrawResult,
        progress: &(dyn Fn(u32, u64) -> Result<()> + Sync),
    ) -> Result<Vec<(String, u64)>> {
        let residents = drawn.residents.as_slice();
        let planted_of = |register: &Register| {
            if self.lot.is_some_and(|lot| lot.is_of(register)) {
                return drawn.of_lot.as_slice();
            }
            let planted = planted.iter().find(|(known, _)| known.id.value == register.id.value);
            planted.map_or(&[][..], |(_, rows)| rows.as_slice())
        };
        // Of a register that nothing reads, a sample shows its shape.
        let sample = &residents[..residents.len().min(CHUNK as usize)];
        let write = |register: &&Register| {
            progress(0, 0)?;
            let planted = planted_of(register);
            let random = if modelled::is_read(self.definitions, register) { residents } else { sample };
            let others = if self.is_modelled && !planted.is_empty() { &[][..] } else { random };
            let n = declared::write(inside, self.definitions, register, others, planted, self.options.seed)?;
            Ok((register.id.value.clone(), n))
        };
        let (children, own): (Vec<&Register>, Vec<&Register>) =
            self.declared.iter().partition(|register| register.parent.is_some());
        let mut rows = own.par_iter().map(write).collect::<Result<Vec<_>>>()?;
        // Rows that belong to others come after these.
        let write = |register: &&Register| {
            progress(0, 0)?;
            let n = child_rows::write(inside, self.definitions, register, planted_of(register), self.options.seed)?;
            Ok((register.id.value.clone(), n))
        };
        rows.extend(children.par_iter().map(write).collect::<Result<Vec<_>>>()?);
        Ok(rows)
    }
}

/// Rows of each extract, without files that were removed.
fn by_extract(rows: &[(Part, u64)], removed: &[Part]) -> Vec<(String, u64)> {
    let mut sums: Vec<(String, u64)> = Vec::new();
    for (part, n) in rows.iter().filter(|(part, _)| !removed.contains(part)) {
        let name = part.extract.name();
        match sums.last_mut().filter(|(last, _)| last == name) {
            Some((_, sum)) => *sum += n,
            None => sums.push((name.to_owned(), *n)),
        }
    }
    sums
}

fn mark(path: &Path, options: &Options) -> Result<()> {
    let text = format!(
        "# These extracts were made by `som synth`: the persons do not exist, and estimates from them are not knowledge.\n\
         synthetic = true\nprogram = \"som {}\"\npersons = {}\nseed = \"{}\"\n",
        env!("CARGO_PKG_VERSION"),
        options.persons,
        options.seed
    );
    let faults: Vec<String> = options.faults.iter().map(|fault| format!("\"{}\"", fault.name())).collect();
    let text = if faults.is_empty() { text } else { format!("{text}faults = [{}]\n", faults.join(", ")) };
    std::fs::write(path, text).map_err(|e| Error::output(path, e))
}
