//! A build: the only room that knows the whole way, from definitions and extracts to a published release.
//!
//! Owns the order of things — plan, persons, cohorts, moments, regressions, disclosure control, tables — and nothing else: each step is a verb
//! of the room that owns it.

mod assemble;
pub mod assure;
pub mod calls;
mod clusters;
mod companion;
mod control;
mod dominance;
pub mod entries;
pub mod examine;
mod experience;
mod family;
mod inputs;
mod joint;
mod overlap;
mod price_level;
mod progress;
mod record;
mod regress;
mod report;
pub mod stale;
mod summary;

use std::path::PathBuf;

use rayon::prelude::*;

pub use progress::{Progress, Quiet};
pub use summary::SummaryRow;

use control::Followed;

use definitions::Definitions;
use definitions::day::Years;
use definitions::plan;
use definitions::target_group::TargetGroup;
use definitions::variable::Variable;
use engine::cache::Cache;
use engine::cohort::{self, Cohort};
use engine::persons::{self, Persons};
use engine::registers::{Contents, Extracts, OpenRegister};
use engine::variables::{Keeping, Reader, Sums};
use foundation::error::{Kind, Result};
use foundation::tables::audit::{AuditFitRow, ReadingRow};
use release::export;
use release::disclosure::{Earlier, Secret};
use release::knowledge::manifest::{ComparedRelease, Comparison};
use release::knowledge::{self, Release, Room};

/// What a build is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of definitions.
    pub pipelines: PathBuf,
    /// The folder of extracts.
    pub extracts: PathBuf,
    /// The folder of releases.
    pub output: PathBuf,
    /// The release's name.
    pub release: String,
    /// Whether finished work is kept in the folder of releases, and found there.
    pub cache: bool,
    /// Releases to compare counts with; those found beside it and in the room's register where none is named.
    pub earlier: Vec<PathBuf>,
    /// The folder with the secret and the register of releases; `.room` in the folder of releases where none is named.
    pub room: Option<PathBuf>,
}

impl Options {
    /// The folder of the room.
    fn room(&self) -> PathBuf {
        self.room.clone().unwrap_or_else(|| self.output.join(knowledge::ROOM))
    }
}

/// What a build did.
#[derive(Debug)]
pub struct Built {
    /// One row for each subgroup and success measure.
    pub summary: Vec<SummaryRow>,
    /// Every regression.
    pub fits: Vec<AuditFitRow>,
    /// What was counted while extracts were read.
    pub reading: Vec<ReadingRow>,
    /// Where the release is.
    pub release: PathBuf,
    /// Where the audit is.
    pub audit: PathBuf,
    /// Where the companion is, if the policy asks for one.
    pub companion: Option<PathBuf>,
    /// Expected number of false positives among the published, if nothing were true.
    pub expected_false: f64,
    /// What a user should know of the work that was kept.
    pub cache_notes: Vec<String>,
}

/// How a build ended well.
#[derive(Debug)]
pub enum Outcome {
    /// A release was written.
    Built(Box<Built>),
    /// It is there already, made of the same extracts and definitions by the same program: nothing was done.
    Unchanged(PathBuf),
}

/// Builds a release, unless it is there already and would come out the same.
///
/// # Errors
/// Mistakes in definitions, faults in extracts, another release of that name, an output that can't be written.
pub fn build(options: &Options, progress: &dyn Progress) -> Result<Outcome> {
    let definitions = Definitions::load(&options.pipelines)?;
    assure::assure(&definitions)?.expected()?;
    // Before any work: whether the release can be written at all.
    let place = match knowledge::reserve(&options.output, &options.release) {
        Err(error) if error.kind() == Kind::Release && record::unchanged(options, &definitions) => {
            return Ok(Outcome::Unchanged(options.output.join(&options.release)));
        }
        place => place?,
    };
    // Without disclosure control nothing is perturbed, and nothing compared.
    let room = definitions.policy.control.then(|| Room::open(&options.room())).transpose()?;
    let registered = room.as_ref().map_or(Ok(Vec::new()), Room::releases)?;
    let earlier = knowledge::earlier(&options.output, &options.release, &options.earlier, &registered)?;
    let compared: Vec<ComparedRelease> = earlier.iter().map(compared).collect();
    let not_compared = registered.into_iter().filter(|r| !compared.iter().any(|c| c.manifest_blake3 == r.manifest_blake3));
    let not_compared: Vec<String> = not_compared.map(|registered| registered.release).collect();
    let plan = plan::plan(&definitions);
    let extracts = Extracts::list(&options.extracts)?;
    let cache = options.cache.then(|| Cache::open(&options.output)).transpose()?;
    let mut inputs = inputs::Inputs::default();
    let mut reading: Vec<ReadingRow> = Vec::new();
    progress.stage("population");
    let (persons, made_of) = match &cache {
        Some(cache) => {
            let opened = |register: &OpenRegister<'_>| inputs.opened(register);
            let (persons, key) = persons::find_or_read(&definitions, &extracts, cache, &mut reading, opened)?;
            (persons, key.hash())
        }
        None => {
            let opened = |register: &OpenRegister<'_>| inputs.opened(register);
            (persons::read(&definitions, &extracts, &mut reading, opened)?, String::new())
        }
    };
    let way = Way { definitions: &definitions, extracts: &extracts, persons: &persons, cache: cache.as_ref(), made_of };
    let (cohorts, sums) = way.follow(&mut reading, &mut inputs, progress)?;
    progress.stage("regressions");
    let fits = regress::run(&definitions, &plan, &cohorts, &persons, &sums, progress)?;
    progress.stage("release");
    let fresh = Contents::default();
    let contents = cache.as_ref().map_or(&fresh, |cache| &cache.contents);
    let hashed = inputs.hash(contents, extracts.faults(), progress)?;
    reading.extend(hashed.noticed);
    let secret = match &room {
        Some(room) if !hashed.synthetic => room.secret()?,
        // Synthetic extracts hold no person: their releases have the same bytes in every room.
        _ => Secret::PUBLIC,
    };
    let followed = Followed { cohorts: &cohorts, persons: &persons, sums: &sums };
    let controlled = control::control(&definitions, followed, &fits.rows, earlier, secret)?;
    let named = assemble::Named { release: &options.release, synthetic: hashed.synthetic };
    let database = assemble::database(&definitions, named, &cohorts, &controlled, &fits);
    control::last_look(&definitions, &database)?;
    let summary = summary::summary(&definitions, &cohorts, &fits.rows, &database);
    let attrition = cohorts.iter().flat_map(|cohort| cohort.attrition.clone()).collect();
    let comparison = Comparison { room: room.as_ref().map(|_| secret.fingerprint()), compared, not_compared };
    let transfer = export::transfer(&database, &definitions.policy, &controlled.decisions, &comparison)?;
    let companion = companion::companion(&definitions, &controlled, &fits);
    let mut release = Release {
        database,
        fits: fits.rows,
        attrition,
        reading,
        disclosure: controlled.decisions,
        extracts: hashed.files,
        secret,
        comparison,
        entries: entries::entries(&definitions)?,
        transfer,
        pages: Vec::new(),
        companion,
    };
    release.pages = report::pages(options, &definitions, &release)?;
    // Where a release finds no room, what is kept for the next build takes none.
    let written = place.publish(&release, &definitions).inspect_err(|error| {
        if let (Some(cache), Kind::Output) = (&cache, error.kind()) {
            cache.clear();
        }
    })?;
    if let Some(room) = &room {
        room.register(&written.release)?;
    }
    if let Some(cache) = &cache {
        record::write(cache, options, &definitions)?;
    }
    let estimated = summary.iter().map(|row| row.estimated).sum::<i64>() as f64;
    Ok(Outcome::Built(Box::new(Built {
        summary,
        fits: release.fits,
        reading: release.reading,
        release: written.release,
        audit: written.audit,
        companion: written.companion,
        expected_false: estimated * definitions.settings.significance,
        cache_notes: cache.map_or_else(Vec::new, |cache| cache.finish()),
    })))
}

fn compared(earlier: &Earlier) -> ComparedRelease {
    ComparedRelease {
        release: earlier.release.clone(),
        manifest_blake3: earlier.manifest_blake3.clone(),
        exact: earlier.exact,
    }
}

/// What cohorts and consequences are read from.
struct Way<'a> {
    definitions: &'a Definitions,
    extracts: &'a Extracts,
    persons: &'a Persons,
    cache: Option<&'a Cache>,
    /// What went into the population, in one hash.
    made_of: String,
}

impl Way<'_> {
    /// Cohorts first, from what populations and success measures read; then one pass over every register that consequences
    /// read, over the cohorts' persons only.
    fn follow(
        &self,
        reading: &mut Vec<ReadingRow>,
        inputs: &mut inputs::Inputs,
        progress: &dyn Progress,
    ) -> Result<(Vec<Cohort>, Sums)> {
        let Way { definitions, extracts, persons, .. } = *self;
        progress.stage("cohorts");
        let populations = stale::populations(definitions);
        let keeping = |pass, wanted, years| {
            let (persons, populations) = (self.made_of.as_str(), populations.as_str());
            let keeping = |cache| Keeping { cache, pass, persons, wanted, populations, years };
            self.cache.map(keeping)
        };
        let years = delimiting_years(definitions);
        let kept = keeping(stale::COHORTS, None, years);
        let everyone = Reader::new(definitions, extracts, persons, None, Some(years), kept.as_ref());
        let delimiting = delimiting(definitions);
        let mut opened = |register: &OpenRegister<'_>| {
            inputs.opened(register);
            progress.register(&register.definition.id, register.rows());
        };
        let sums = everyone.read(&delimiting, reading, &mut opened, |rows| progress.rows(rows))?;
        let cohorts: Vec<Result<Cohort>> = definitions
            .target_groups
            .par_iter()
            .map(|group| cohort::delimit(definitions, group, persons, &sums))
            .collect();
        let cohorts = cohorts.into_iter().collect::<Result<Vec<_>>>()?;
        drop(sums);
        progress.stage("consequences");
        let mut wanted = vec![false; persons.len()];
        for entry in cohorts.iter().flat_map(|cohort| &cohort.entries) {
            if let Some(wanted) = wanted.get_mut(entry.person as usize) {
                *wanted = true;
            }
        }
        let of_whom = blake3::hash(&wanted.iter().map(|wanted| u8::from(*wanted)).collect::<Vec<u8>>()).to_hex();
        let years = followed_years(definitions);
        let kept = keeping(stale::CONSEQUENCES, Some(of_whom.as_str()), years);
        let followed = Reader::new(definitions, extracts, persons, Some(&wanted), Some(years), kept.as_ref());
        let outcomes = outcomes(definitions);
        let sums = followed.read(&outcomes, reading, &mut opened, |rows| progress.rows(rows))?;
        Ok((cohorts, sums))
    }
}

/// The variables that delimit target groups and measure success.
fn delimiting(definitions: &Definitions) -> Vec<&Variable> {
    unique(definitions.target_groups.iter().flat_map(|group| cohort::variables_of(definitions, group)))
}

/// The calendar years that delimiting target groups can ask for.
fn delimiting_years(definitions: &Definitions) -> Years {
    span(definitions.target_groups.iter().map(TargetGroup::delimiting_years))
}

/// The calendar years that following target groups can ask for.
fn followed_years(definitions: &Definitions) -> Years {
    span(definitions.target_groups.iter().map(TargetGroup::followed_years))
}

/// From the first year of any to the last; none of none.
fn span(years: impl Iterator<Item = Years>) -> Years {
    years.fold(Years { first: i32::MAX, last: i32::MIN }, |span, years| Years {
        first: span.first.min(years.first),
        last: span.last.max(years.last),
    })
}

/// The variables of consequences.
fn outcomes(definitions: &Definitions) -> Vec<&Variable> {
    unique(definitions.consequences.iter().filter_map(|c| definitions.variable(&c.variable)))
}

fn unique<'a>(variables: impl Iterator<Item = &'a Variable>) -> Vec<&'a Variable> {
    let mut all: Vec<&Variable> = variables.collect();
    all.sort_by(|a, b| a.id.value.cmp(&b.id.value));
    all.dedup_by(|a, b| a.id.value == b.id.value);
    all
}
