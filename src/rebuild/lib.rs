//! A build: from definitions and extracts to a published release.
//!
//! Owns the order of the steps: plan, persons, cohorts, moments, regressions, disclosure control, tables. Each step is a
//! function of the room that owns it.

mod options;
mod passes;
mod record;
mod report;
mod sources;
pub mod stale;
mod summary;

pub use engine::progress::{Progress, Quiet};
pub use options::{BuildResult, Options, Outcome};

use check::inputs::Inputs;
use check::test_persons;
use definitions::Definitions;
use definitions::plan::Plan;
use engine::cohort::{self, Cohort, Levels};
use engine::moments::InProcess;
use engine::registers::OpenRegister;
use engine::variables::RegisterPasses;
use foundation::error::Result;
use foundation::tables::audit::ReadingRow;
use foundation::tables::build::BuildReport;
use interventions::GateVerdict;
use rayon::prelude::*;
use release::assemble::{self, Identity, People};
use release::control::{self, History};
use release::knowledge::entries::WrittenEntries;
use release::knowledge::{self, BuildRoom, Release};
use sources::Sources;

/// Builds a release, unless it is there already and would come out the same.
///
/// # Errors
/// Mistakes in definitions, faults in extracts, another release of that name, an output that can't be written.
pub fn build(options: &Options, progress: &dyn Progress) -> Result<Outcome> {
    let definitions = Definitions::load(&options.pipelines)?;
    test_persons::run(&definitions)?.expected()?;
    // Before any work: reserve the release's place.
    let Some(place) = record::reserve(options, &definitions)? else {
        return Ok(Outcome::Unchanged(options.output.join(&options.release)));
    };
    let room = BuildRoom::open(&definitions.policy, &options.room_folder())?;
    let earlier = knowledge::earlier(&options.output, &options.release, &options.earlier, room.registered())?;
    let plan = Plan::new(&definitions)?;
    let sources = Sources::open(options, &definitions)?;
    let mut inputs = Inputs::default();
    let mut reading: Vec<ReadingRow> = Vec::new();
    progress.stage("population");
    let (persons, population_hash) = sources.persons(&definitions, &mut inputs, &mut reading)?;
    let mut source = RegisterPasses {
        definitions: &definitions,
        extracts: &sources.extracts,
        persons: &persons,
        results: sources.results.as_ref(),
        cache: sources.cache.as_ref(),
        population_hash: &population_hash,
        populations: &stale::populations(&definitions),
        opened: &mut |register: &OpenRegister<'_>| inputs.opened(register),
        progress,
    };
    let found = passes::select(&definitions, &persons, &mut source, &mut reading, progress)?;
    let cohorts = found.cohorts;
    if !found.prepared.is_empty() {
        progress.stage("control groups");
    }
    let judged = found.prepared.iter().map(GateVerdict::new).collect::<Result<Vec<_>>>()?;
    let sums = passes::follow(&definitions, &persons, (&cohorts, &judged), &mut source, &mut reading, progress)?;
    progress.stage("regressions");
    let moments = InProcess::new(&plan, &cohorts, &persons, &sums)?;
    let fits = regressions::run(&plan, &moments, progress)?;
    let effects = |judged: &GateVerdict<'_>| interventions::effects(&definitions, &persons, &sums, judged);
    let assessments = judged.iter().map(effects).collect::<Result<Vec<_>>>()?;
    progress.stage("hashes of extracts");
    let hashed = sources.hash(&inputs, progress)?;
    reading.extend(hashed.noticed);
    let (room, published) = room.for_release(hashed.synthetic, &earlier)?;
    progress.stage("disclosure control");
    let keys = control::person_keys(&definitions, &persons, &room.secret);
    let history = History { earlier, published };
    let figures = (fits.rows.as_slice(), assessments.as_slice());
    let mut controlled = control::control(&plan, &cohorts, &moments, figures, history, (room.secret, &keys))?;
    progress.stage("release");
    let identity = Identity { release: &options.release, synthetic: hashed.synthetic };
    let levels = |cohort: &Cohort| cohort::levels(&definitions, &cohort.entries, &sums);
    let levels = cohorts.par_iter().map(levels).collect::<Vec<Result<Levels>>>();
    let levels = levels.into_iter().collect::<Result<Vec<_>>>()?;
    let people = People { cohorts: &cohorts, levels: &levels, persons: &persons, keys: &keys };
    let (database, entries) = rayon::join(
        || assemble::database(&plan, identity, people, &mut controlled, (&fits, &assessments)),
        || WrittenEntries::of(&definitions),
    );
    control::final_check(&definitions, &database)?;
    let mut summary = summary::summary(&plan, &cohorts, &fits.rows, &database);
    summary.extend(summary::of_interventions(&assessments, &database));
    let attrition = cohorts.iter().flat_map(|cohort| cohort.attrition.clone());
    let companion = assemble::companion(&plan, &controlled, &fits);
    let release = Release {
        database,
        fits: fits.rows.into_iter().chain(assessments.iter().flat_map(|of| of.fits.iter().cloned())).collect(),
        attrition: attrition.chain(assessments.iter().flat_map(interventions::Assessment::attrition)).collect(),
        interventions: assessments,
        reading,
        disclosure: controlled.decisions,
        extracts: hashed.files,
        secret: room.secret,
        comparison: room.comparison.clone(),
        definitions: entries?,
        companion,
    };
    // No file needs a person any more: the memory is free for them.
    drop(moments);
    drop((sums, cohorts, persons));
    let new_room = room.made.clone();
    let compared = room.comparison.room.as_ref().map(|_| room.comparison.compared.len());
    let pages = || report::pages(options, &definitions, &release);
    let written = room.publish(&place, (&release, &definitions), &controlled.published, pages);
    if let (Err(error), Some(cache)) = (&written, &sources.cache) {
        cache.make_space(error);
    }
    let written = written?;
    let notes = sources.cache.map_or_else(Vec::new, |cache| record::write(&cache, options, &definitions));
    let expected_false = summary::expected_false(&summary, &definitions.settings);
    Ok(Outcome::Built(Box::new(BuildResult {
        report: BuildReport {
            rows: summary,
            release: written.release,
            audit: written.audit,
            companion: written.companion,
            against_expectation: summary::against_expectation(&release.database),
            expected_false,
            compared,
        },
        fits: release.fits,
        reading: release.reading,
        new_room,
        cache_notes: notes,
    })))
}
