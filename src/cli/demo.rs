//! `som demo`: the whole way on extracts of persons who do not exist.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::{build, output, synth};
use ::synth::Options;
use calculation::{calculator, case};
use definitions::Definitions;
use foundation::error::{Error, Result};
use foundation::words::Language;
use rebuild::Outcome;
use release::knowledge;

/// The release that the demo builds.
const RELEASE: &str = "2026.1";

/// Make extracts, build a release, and calculate a case.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of definitions.
    #[arg(long, value_name = "DIR", default_value = "pipelines")]
    pipelines: PathBuf,
    /// The case to calculate.
    #[arg(long, value_name = "FILE", default_value = "fixtures/cases/homelessness.toml")]
    case: PathBuf,
    /// How many persons.
    #[arg(long, value_name = "N", default_value_t = 50_000)]
    persons: u32,
    /// What the random numbers start from.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// The folder below which everything is written, under the first free name `demo`, `demo-2`, …
    #[arg(long, value_name = "DIR", default_value = "output")]
    output: PathBuf,
    /// The language of the result.
    #[arg(long, value_enum, default_value_t)]
    language: Language,
}

/// Runs the command.
///
/// # Errors
/// What stops any of its steps.
pub fn run(args: &Args) -> Result<()> {
    let started = Instant::now();
    let definitions = Definitions::load(&args.pipelines)?;
    let folder = free(&args.output)?;
    let extracts = folder.join("extracts");
    let done = |what: &str| eprintln!("{:>5.1} s  {what}", started.elapsed().as_secs_f64());
    std::fs::create_dir_all(&folder).map_err(|e| Error::output(&folder, e))?;
    let asked = Options { persons: args.persons, seed: args.seed, out: extracts.clone(), faults: Vec::new() };
    synth::write(&asked, &definitions)?;
    done("extracts");
    let outcome = build::build_release(&rebuild::Options {
        pipelines: args.pipelines.clone(),
        extracts: extracts.clone(),
        output: folder.clone(),
        release: RELEASE.to_owned(),
        cache: false,
        earlier: Vec::new(),
    })?;
    let Outcome::Built(built) = outcome else { return Err(Error::internal("the demo is there already".to_owned())) };
    done("release");
    let database = knowledge::read(&built.release)?;
    let inputs = case::read(&args.case, &database)?;
    let result = calculator::calculate(&inputs);
    done("case");
    let text = format!(
        "{} persons who do not exist: {}\n\n{}\n{}\n{}",
        args.persons,
        extracts.display(),
        build::summary(&built),
        show::case::brief(&inputs, &result, args.language),
        next(args, &built.release, &extracts),
    );
    output::print(&text)
}

/// The first free name below the folder.
fn free(output: &Path) -> Result<PathBuf> {
    let names = std::iter::once("demo".to_owned()).chain((2..1000).map(|number| format!("demo-{number}")));
    let mut places = names.map(|name| output.join(name));
    places.find(|place| !place.exists()).ok_or_else(|| Error::output(output, "a thousand demos are there already"))
}

fn next(args: &Args, release: &Path, extracts: &Path) -> String {
    let (case, release, extracts) = (args.case.display(), release.display(), extracts.display());
    format!(
        "Where to look next\n\
         \x20 the whole case:            som calculate {case} --database {release}\n\
         \x20 whether a release is whole: som verify {release}\n\
         \x20 what is estimated:          som plan\n\
         \x20 the definitions:            {pipelines}/ (som check)\n\
         \x20 a release of your own:      som build --extracts {extracts} --release 2026.2\n",
        pipelines = args.pipelines.display(),
    )
}
