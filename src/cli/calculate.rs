//! `som calculate`: the results of case files with a release.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::output::{self, Form};
use calculation::calculator::CaseResult;
use calculation::calculator::compare::{CaseSummary, rank};
use calculation::case::{self, CaseMistakes, Inputs};
use definitions::mistake::Mistakes;
use foundation::error::{Error, Kind, Result};
use foundation::staging;
use foundation::tables::Database;
use foundation::words::Language;
use release::knowledge;
use release::knowledge::manifest::MANIFEST_HASH;
use session::{Calculation, Comparison, Session};
use show::case::economy;
use show::case::rows::{lines, lines_with_scenarios};
use show::case::{CaseDifference, Document, Ranking};
use show::terminal::{self, comparison};

/// Calculate the costs and gains of an intervention, by payer and year.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The case file; several are compared and ranked.
    #[arg(required_unless_present = "experiences", value_name = "CASE")]
    cases: Vec<PathBuf>,
    /// The release to calculate with, such as output/2026.1.
    #[arg(long, value_name = "DIR")]
    database: PathBuf,
    /// An earlier release to calculate the same case with, and to compare.
    #[arg(long, value_name = "DIR")]
    against: Option<PathBuf>,
    /// The release's companion, or the folder of companions: adds the result with all fits to that of the published rule.
    #[arg(long, value_name = "DIR")]
    companion: Option<PathBuf>,
    /// Instead of a case, look up published calculations of other interventions that contain all of these words, in Danish or English;
    /// all of them without a word.
    #[arg(long, value_name = "WORD", num_args = 0.., conflicts_with_all = ["cases", "against", "companion", "to"])]
    experiences: Option<Vec<String>>,
    /// Write a report (.html) or a workbook (.xlsx); may be given several times.
    #[arg(long, value_name = "FILE")]
    to: Vec<PathBuf>,
    /// Overwrite a workbook that was edited.
    #[arg(long, requires = "to")]
    force: bool,
    /// Show everything: all tables, assumptions and caveats.
    #[arg(long)]
    full: bool,
    #[command(flatten)]
    form: Form,
    /// The language of tables and labels.
    #[arg(long, value_enum, default_value_t)]
    language: Language,
}

/// Runs the command.
///
/// # Errors
/// A release or case that can't be used, or an output that can't be written.
pub fn run(args: &Args) -> Result<()> {
    check(args)?;
    let mut session = Session::open(&args.database)?;
    if let Some(words) = &args.experiences {
        return experiences(args, words, &session.database);
    }
    if let Some(folder) = &args.companion {
        session = session.with_companion(folder, &args.database)?;
    }
    if let Some(release) = &args.against {
        session = session.with_earlier(release)?;
    }
    match args.cases.as_slice() {
        [case] => one(args, case, &session),
        cases => many(args, cases, &session),
    }
}

/// Refuses combinations of options without a meaning.
fn check(args: &Args) -> Result<()> {
    let usage = |message: String, hint: &str| Err(Error::usage(message, hint.to_owned()));
    if args.cases.len() > 1 && (args.against.is_some() || args.companion.is_some() || !args.to.is_empty()) {
        let message = "--against, --companion and --to take one case".to_owned();
        return usage(message, "give one case, or leave the option out");
    }
    if args.against.is_some() && args.companion.is_some() {
        return usage("--against and --companion do not go together".to_owned(), "run the command twice");
    }
    if args.against.is_some() && !args.to.is_empty() {
        return usage("--against and --to do not go together".to_owned(), "run the command twice");
    }
    if !args.to.is_empty() && (args.full || !args.form.is_table()) {
        let message = "--to writes files and prints no result: --full, --format and --csv do not go with it".to_owned();
        return usage(message, "run the command twice");
    }
    for (position, path) in args.to.iter().enumerate() {
        if args.to.iter().take(position).any(|earlier| earlier == path) {
            let message = format!("{}: --to names this file twice", path.display());
            return usage(message, "give each file a name of its own");
        }
        if let Some(release) = inside_a_release(path) {
            let message = format!("{}: is inside {}, which must not change", path.display(), release.display());
            return usage(message, "releases and companions are hashed: name a file outside them");
        }
    }
    match args.to.iter().find(|path| File::of(path).is_none()) {
        Some(path) => {
            let message = format!("{}: a result can be written as .html or .xlsx", path.display());
            usage(message, "give the file one of these endings")
        }
        None => Ok(()),
    }
}

/// The release or companion that a file would lie in: the nearest folder above it with a manifest.
fn inside_a_release(path: &Path) -> Option<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = folder.canonicalize().ok()?;
    folder.ancestors().find(|above| above.join(MANIFEST_HASH).exists()).map(Path::to_owned)
}

/// Whether a workbook exists that another program has saved.
fn is_edited(path: &Path) -> bool {
    let is_workbook = matches!(File::of(path), Some(File::Workbook));
    is_workbook && std::fs::read(path).is_ok_and(|bytes| show::workbook::is_edited(&bytes))
}

/// Writes a file in one step.
fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    staging::write(path, bytes).map_err(|error| Error::output(path, error))
}

/// What a result can be written as.
#[derive(Clone, Copy)]
enum File {
    Report,
    Workbook,
}

impl File {
    fn of(path: &Path) -> Option<File> {
        match path.extension()?.to_str()? {
            "html" => Some(File::Report),
            "xlsx" => Some(File::Workbook),
            _ => None,
        }
    }
}

/// Prints the experiences that contain the words.
fn experiences(args: &Args, words: &[String], database: &Database) -> Result<()> {
    let found = knowledge::experiences(database, words);
    if found.is_empty() {
        let release = &database.release;
        output::say(&match database.experiences.len() {
            0 => format!("release {release} has no experiences"),
            all => format!("none of the {all} experiences in release {release} contains: {}", words.join(" ")),
        });
    }
    args.form.print_list(|| terminal::experiences::experiences(&found, args.language), &found)
}

fn one(args: &Args, case: &Path, session: &Session) -> Result<()> {
    let Comparison { now, then } = session.calculate(case)?;
    let Calculation { inputs, result } = now;
    if let Some(Calculation { inputs: old_inputs, result: old }) = then {
        let (now, then) = ((&inputs, &result), (&old_inputs, &old));
        let document = [CaseSummary::of(&old_inputs, &old), CaseSummary::of(&inputs, &result)];
        note_scenarios(args, case, session)?;
        let of_release = |inputs: &Inputs, result: &CaseResult| {
            lines(inputs, result, args.language).labelled("release", &inputs.database.release)
        };
        let rows = || of_release(&old_inputs, &old).joined(of_release(&inputs, &result));
        return args.form.print(|| comparison::releases(now, then, args.language), &document, rows);
    }
    if !args.to.is_empty() {
        return files(args, &inputs, &result);
    }
    let text = || {
        let text =
            if args.full { terminal::case::full } else { terminal::case::screen }(&inputs, &result, args.language);
        if args.full { text } else { text + "\n" + terminal::more(args.language) }
    };
    let document = Document { inputs: &inputs, result: &result };
    args.form.print(text, &document, || Ok(lines_with_scenarios(&inputs, &result, args.language)))
}

/// Writes the files of `--to`, and prints their names.
fn files(args: &Args, inputs: &Inputs, result: &CaseResult) -> Result<()> {
    if let (false, Some(path)) = (args.force, args.to.iter().find(|path| is_edited(path))) {
        let message = format!("{}: the workbook exists and was edited", path.display());
        return Err(Error::new(Kind::Output, message, "name another file, or overwrite it with --force"));
    }
    for path in &args.to {
        let bytes = match File::of(path) {
            Some(File::Workbook) => show::workbook::workbook(inputs, result, args.language)?,
            _ => show::report::case::report(inputs, result, args.language).into_bytes(),
        };
        write(path, &bytes)?;
    }
    let names = args.to.iter().map(|path| format!("{}: {}\n", terminal::written(args.language), path.display()));
    output::print(&names.collect::<String>())
}

/// Says that scenarios are not compared, where a case has any.
///
/// # Errors
/// All mistakes of the case, those of its scenarios among them.
fn note_scenarios(args: &Args, case: &Path, session: &Session) -> Result<()> {
    if !case::read_with_scenarios(case, &session.database)?.scenarios.is_empty() {
        output::say(&terminal::scenarios_not_compared(case, args.language));
    }
    Ok(())
}

fn many(args: &Args, cases: &[PathBuf], session: &Session) -> Result<()> {
    let found: Vec<Result<CaseSummary>> = cases.par_iter().map(|path| session.summary(path)).collect();
    let mut standings = all(found)?;
    cases.iter().try_for_each(|case| note_scenarios(args, case, session))?;
    let difference = match cases {
        [first, second] => Some(difference(session, first, second)?),
        _ => None,
    };
    let names: Vec<String> = standings.iter().map(|standing| standing.name.clone()).collect();
    for (standing, path) in standings.iter_mut().zip(cases) {
        if names.iter().filter(|name| **name == standing.name).count() > 1 {
            standing.path = Some(path.display().to_string());
        }
    }
    let standings = rank(standings);
    let text = || {
        let of = if args.full { comparison::full } else { comparison::screen };
        let text = of(&standings, args.language);
        match &difference {
            Some(difference) => text + "\n" + &economy::difference(difference, args.language).text(),
            None => text,
        }
    };
    let document = Ranking { cases: &standings, difference: difference.clone() };
    args.form.print(text, &document, || Ok(show::case::rows::ranking(&standings)))
}

/// The difference between two cases, on common draws.
fn difference(session: &Session, first: &Path, second: &Path) -> Result<CaseDifference> {
    let inputs = |path: &Path| case::read(path, &session.database);
    let (first, second) = (inputs(first)?, inputs(second)?);
    let difference = calculation::calculator::uncertainty::difference(&first, &second);
    Ok(CaseDifference { first: first.intervention.name, second: second.intervention.name, difference })
}

/// Every summary, or the mistakes of all cases.
fn all(found: Vec<Result<CaseSummary>>) -> Result<Vec<CaseSummary>> {
    let mut standings = Vec::with_capacity(found.len());
    let mut mistakes = Vec::new();
    for one in found {
        match one {
            Ok(standing) => standings.push(standing),
            Err(error) => mistakes.extend(error.downcast::<CaseMistakes>()?.0.0),
        }
    }
    if mistakes.is_empty() { Ok(standings) } else { Err(CaseMistakes(Mistakes(mistakes)).into()) }
}
