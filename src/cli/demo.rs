//! `som demo`: synthetic extracts, a release built from them, and a case calculated with it.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::{build, output, synth};
use ::synth::Options;
use calculation::{calculator, case};
use definitions::Definitions;
use foundation::error::{Error, Kind, Result};
use foundation::words::Language;
use rebuild::{BuildResult, Outcome};
use release::knowledge;
use show::number::number;

/// The example case, and its target group.
const CASE: (&str, &str) = ("fixtures/cases/homelessness.toml", "homelessness");

/// The text of the example, for folders that do not have it.
const CASE_TEXT: &str = include_str!("../../fixtures/cases/homelessness.toml");

/// The persons of a demo unless the user says another number.
const PERSONS: u32 = 50_000;

/// The release that the demo builds.
const RELEASE: &str = "2026.1";

/// Make synthetic extracts, build a release from them, and calculate a case.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of definitions.
    #[arg(long, value_name = "DIR", default_value = "pipelines")]
    pipelines: PathBuf,
    /// The case to calculate; by default an example, if the definitions have its target group.
    #[arg(long, value_name = "FILE")]
    case: Option<PathBuf>,
    /// How many persons.
    #[arg(long, value_name = "N", default_value_t = PERSONS)]
    persons: u32,
    /// The seed of the random numbers.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// The folder to write in; the demo takes the first free name of `demo`, `demo-2`, …
    #[arg(long, value_name = "DIR", default_value = "output")]
    output: PathBuf,
    /// The language of the result.
    #[arg(long, value_enum, default_value_t)]
    language: Language,
    /// Show the build's summary and the whole case.
    #[arg(long)]
    full: bool,
}

/// Runs the command.
///
/// # Errors
/// An error in any of its steps.
pub fn run(args: &Args) -> Result<()> {
    let started = Instant::now();
    let definitions = Definitions::load(&args.pipelines)?;
    let folder = free(&args.output)?;
    let extracts = folder.join("extracts");
    let done = |what: &str| eprintln!("{:>5.1} s  {what}", started.elapsed().as_secs_f64());
    std::fs::create_dir_all(&folder).map_err(|e| Error::output(&folder, e))?;
    let options = Options { persons: args.persons, seed: args.seed, out: extracts.clone(), faults: Vec::new() };
    synth::write(&options, &definitions)?;
    done("extracts");
    let options = rebuild::Options {
        pipelines: args.pipelines.clone(),
        extracts: Some(extracts.clone()),
        person_years: None,
        output: folder.clone(),
        release: RELEASE.to_owned(),
        cache: false,
        earlier: Vec::new(),
        room: None,
    };
    let outcome = build::build_release(&options, args.full).map_err(|error| of_few_persons(error, args.persons))?;
    let Outcome::Built(built) = outcome else { return Err(Error::internal("the demo exists already".to_owned())) };
    done("release");
    let example = definitions.target_group(CASE.1).map(|_| example(&folder)).transpose();
    let case = args.case.clone().map_or(example, |case| Ok(Some(case)))?;
    let mut text = String::new();
    if args.full || case.is_none() {
        text += &show::terminal::build::full(&built.report);
        text.push('\n');
    }
    if let Some(path) = &case {
        let inputs = case::read(path, &knowledge::read(&built.report.release)?)?;
        let result = calculator::calculate(&inputs);
        done("case");
        let show = if args.full { show::terminal::case::full } else { show::terminal::case::screen };
        text += &show(&inputs, &result, args.language);
        text.push('\n');
    }
    output::print(&(text + &next(args, case.as_deref(), &built)))
}

/// An error in the build of the demo's own extracts, which the user can't correct: fewer persons than usual may be too few.
fn of_few_persons(error: Error, persons: u32) -> Error {
    match error.kind() {
        Kind::Extract | Kind::Definition if persons < PERSONS && !error.is_list() => {
            let persons = number(f64::from(persons), 0, Language::En);
            let usual = number(f64::from(PERSONS), 0, Language::En);
            let hint = format!(
                "{persons} synthetic persons may be too few for these definitions: give more with --persons, or leave it out for {usual}"
            );
            Error::new(error.kind(), error.to_string(), hint)
        }
        _ => error,
    }
}

/// The example case: that of the repository, or a copy in the demo's folder where the working folder is not the repository.
fn example(folder: &Path) -> Result<PathBuf> {
    let shipped = PathBuf::from(CASE.0);
    if shipped.is_file() {
        return Ok(shipped);
    }
    let copy = folder.join("homelessness.toml");
    std::fs::write(&copy, CASE_TEXT).map_err(|e| Error::output(&copy, e))?;
    Ok(copy)
}

/// The first free name below the folder.
fn free(output: &Path) -> Result<PathBuf> {
    let names = std::iter::once("demo".to_owned()).chain((2..1000).map(|number| format!("demo-{number}")));
    let mut places = names.map(|name| output.join(name));
    places.find(|place| !place.exists()).ok_or_else(|| Error::output(output, "a thousand demos exist already"))
}

/// Where the demo's files are, and two commands to go on with.
fn next(args: &Args, case: Option<&Path>, built: &BuildResult) -> String {
    let (release, report) = (built.report.release.display(), built.report.audit.join("report.html"));
    let report = report.display();
    let language = if args.language == Language::En { " --language en" } else { "" };
    let calculate = case.map_or_else(String::new, |case| {
        format!("  som calculate {} --database {release}{language} --full\n", case.display())
    });
    match args.language {
        Language::Da => format!(
            "Tallene er fra {persons} opdigtede personer. Vidensdatabase: {release}\n\
             Rapport om bygningen: {report}\n\
             Prøv så:\n\
             {calculate}\
             \x20 som new case --database {release} --to min_beregning.toml\n",
            persons = number(f64::from(args.persons), 0, args.language),
        ),
        Language::En => format!(
            "The figures are of {persons} synthetic persons. Knowledge database: {release}\n\
             Report on the build: {report}\n\
             Next:\n\
             {calculate}\
             \x20 som new case --database {release} --language en --to my_case.toml\n",
            persons = number(f64::from(args.persons), 0, args.language),
        ),
    }
}
