//! A build: from definitions and extracts to a published release.
//!
//! Owns the order of the steps: plan, persons, cohorts, moments, regressions, disclosure control, tables. Each step is a
//! function of the room that owns it.

mod options;
mod passes;
mod record;
mod report;
pub mod stale;
mod summary;

pub use engine::progress::{Progress, Quiet};
pub use options::{BuildResult, Options, Outcome};
pub use summary::SummaryRow;

use check::inputs::Inputs;
use check::participants;
use check::test_persons;
use definitions::Definitions;
use definitions::plan::Plan;
use engine::cache::Cache;
use engine::cohort::{self, Levels};
use engine::moments::InProcess;
use engine::persons;
use engine::registers::{Contents, Extracts, OpenRegister, Scratch};
use engine::results::Results;
use engine::variables::RegisterPasses;
use foundation::error::{Kind, Result};
use foundation::tables::audit::ReadingRow;
use interventions::Judged;
use release::assemble::{self, Identity, People};
use release::control::{self, History};
use release::disclosure::{EarlierRelease, Secret};
use release::export;
use release::knowledge::manifest::{ComparedRelease, Comparison};
use release::knowledge::{self, PublishedInRoom, Release, Room};

/// Builds a release, unless it is there already and would come out the same.
///
/// # Errors
/// Mistakes in definitions, faults in extracts, another release of that name, an output that can't be written.
pub fn build(options: &Options, progress: &dyn Progress) -> Result<Outcome> {
    let definitions = Definitions::load(&options.pipelines)?;
    test_persons::run(&definitions)?.expected()?;
    // Before any work: whether the release can be written at all.
    let place = match knowledge::reserve(&options.output, &options.release) {
        Err(error) if error.kind() == Kind::Release && record::unchanged(options, &definitions) => {
            return Ok(Outcome::Unchanged(options.output.join(&options.release)));
        }
        place => place?,
    };
    // Without disclosure control nothing is perturbed, and nothing compared.
    let room = definitions.policy.control.then(|| Room::open(&options.room_folder())).transpose()?;
    let registered = room.as_ref().map_or(Ok(Vec::new()), Room::releases)?;
    let earlier = knowledge::earlier(&options.output, &options.release, &options.earlier, &registered)?;
    let compared: Vec<ComparedRelease> = earlier.iter().map(compared).collect();
    let is_compared = |hash: &str| compared.iter().any(|other| other.manifest_blake3 == hash);
    let plan = Plan::new(&definitions)?;
    let extracts = options.extracts.as_deref().map_or_else(|| Ok(Extracts::none()), Extracts::list)?;
    let extracts = extracts.with_scratch(Scratch::within(&options.output));
    // Lists of persons are read here, whatever another engine has read.
    participants::are_there(&definitions, &extracts)?;
    let results = options.person_years.as_deref().map(|folder| Results::open(folder, &definitions)).transpose()?;
    let cache = options.is_cached().then(|| Cache::open(&options.output)).transpose()?;
    let mut inputs = Inputs::default();
    let mut reading: Vec<ReadingRow> = Vec::new();
    progress.stage("population");
    let (persons, population_hash) = match (&cache, &results) {
        (_, Some(results)) => {
            results.require_unchanged(&extracts)?;
            inputs.opened_results(results)?;
            (persons::from_results(&definitions, results, &mut reading)?, String::new())
        }
        (Some(cache), None) => {
            let opened = |register: &OpenRegister<'_>| inputs.opened(register);
            let (persons, key) = persons::find_or_read(&definitions, &extracts, cache, &mut reading, opened)?;
            (persons, key.hash())
        }
        (None, None) => {
            let opened = |register: &OpenRegister<'_>| inputs.opened(register);
            (persons::read(&definitions, &extracts, &mut reading, opened)?, String::new())
        }
    };
    let populations = stale::populations(&definitions);
    let mut opened = |register: &OpenRegister<'_>| {
        inputs.opened(register);
        progress.register(&register.definition.id, register.rows());
    };
    let mut source = RegisterPasses {
        definitions: &definitions,
        extracts: &extracts,
        persons: &persons,
        results: results.as_ref(),
        cache: cache.as_ref(),
        population_hash: &population_hash,
        populations: &populations,
        opened: &mut opened,
        progress,
    };
    let found = passes::select(&definitions, &persons, &mut source, &mut reading, progress)?;
    let cohorts = found.cohorts;
    if !found.prepared.is_empty() {
        progress.stage("control groups");
    }
    let judged = found.prepared.iter().map(Judged::new).collect::<Result<Vec<_>>>()?;
    let sums = passes::follow(&definitions, &persons, (&cohorts, &judged), &mut source, &mut reading, progress)?;
    progress.stage("regressions");
    let moments = InProcess::new(&plan, &cohorts, &persons, &sums)?;
    let fits = regressions::run(&plan, &moments, progress)?;
    let effects = |judged: &Judged<'_>| interventions::effects(&definitions, &persons, &sums, judged);
    let assessments = judged.iter().map(effects).collect::<Result<Vec<_>>>()?;
    progress.stage("hashes of extracts");
    let fresh = Contents::default();
    let contents = cache.as_ref().map_or(&fresh, |cache| &cache.contents);
    let hashed = inputs.hash(contents, extracts.faults(), progress)?;
    reading.extend(hashed.noticed);
    // Synthetic extracts hold no person: their releases have the same bytes in every room.
    let private = room.as_ref().filter(|_| !hashed.synthetic);
    let secret = private.map_or(Ok(Secret::PUBLIC), Room::secret)?;
    let published = private.map_or(Ok(PublishedInRoom::default()), |room| room.published(&secret))?;
    let not_compared = registered.into_iter().filter(|other| {
        !is_compared(&other.manifest_blake3) || published.not_comparable.contains(&other.manifest_blake3)
    });
    let not_compared: Vec<String> = not_compared.map(|other| other.release).collect();
    progress.stage("disclosure control");
    let keys = control::person_keys(&definitions, &persons, &secret);
    let mut controlled = control::control(
        &plan,
        &cohorts,
        &moments,
        (&fits.rows, &assessments),
        History { earlier, published: published.comparisons },
        (secret, &keys),
    )?;
    progress.stage("release");
    let identity = Identity { release: &options.release, synthetic: hashed.synthetic };
    let levels: Vec<Levels> =
        cohorts.iter().map(|cohort| cohort::levels(&definitions, &cohort.entries, &sums)).collect::<Result<_>>()?;
    let people = People { cohorts: &cohorts, levels: &levels, persons: &persons, keys: &keys };
    let database = assemble::database(&plan, identity, people, &mut controlled, (&fits, &assessments));
    control::final_check(&definitions, &database)?;
    let mut summary = summary::summary(&plan, &cohorts, &fits.rows, &database);
    summary.extend(summary::of_interventions(&assessments, &database));
    let attrition = cohorts.iter().flat_map(|cohort| cohort.attrition.clone());
    let attrition = attrition.chain(assessments.iter().flat_map(interventions::Assessment::attrition)).collect();
    let comparison = Comparison { room: room.as_ref().map(|_| secret.fingerprint()), compared, not_compared };
    let transfer = export::transfer(&database, &definitions.policy, &controlled.decisions, &comparison)?;
    let companion = assemble::companion(&plan, &controlled, &fits);
    let mut release = Release {
        database,
        fits: fits.rows.into_iter().chain(assessments.iter().flat_map(|of| of.fits.iter().cloned())).collect(),
        attrition,
        interventions: assessments,
        reading,
        disclosure: controlled.decisions,
        extracts: hashed.files,
        secret,
        comparison,
        entries: assemble::entries::entries(&definitions)?,
        transfer,
        pages: Vec::new(),
        companion,
    };
    release.pages = report::pages(options, &definitions, &release)?;
    if let Some(room) = private {
        room.announce(&place.folder(), &secret, &controlled.published)?;
    }
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
        record::write(cache, options, &definitions);
    }
    let signs: Vec<bool> = release.database.estimates.iter().filter_map(|row| row.against_expectation).collect();
    let estimated = summary.iter().map(|row| row.estimated).sum::<i64>() as f64;
    Ok(Outcome::Built(Box::new(BuildResult {
        summary,
        fits: release.fits,
        reading: release.reading,
        release: written.release,
        audit: written.audit,
        companion: written.companion,
        against_expectation: (signs.iter().filter(|against| **against).count(), signs.len()),
        expected_false: estimated * definitions.settings.significance,
        cache_notes: cache.map_or_else(Vec::new, |cache| cache.finish()),
    })))
}

fn compared(earlier: &EarlierRelease) -> ComparedRelease {
    ComparedRelease {
        release: earlier.release.clone(),
        manifest_blake3: earlier.manifest_blake3.clone(),
        exact: earlier.exact,
    }
}
