//! `som build`: extracts to a release.

use std::path::PathBuf;

use super::output;
use super::progress::Bar;
use foundation::error::Result;
use rebuild::{self, Built, Options, Outcome, SummaryRow};
use show::Format;
use show::table::{Align, table};

/// Build a release from extracts.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of definitions.
    #[arg(long, value_name = "DIR", default_value = "pipelines")]
    pipelines: PathBuf,
    /// The folder of extracts.
    #[arg(long, value_name = "DIR")]
    extracts: PathBuf,
    /// The folder of releases.
    #[arg(long, value_name = "DIR", default_value = "output")]
    output: PathBuf,
    /// The release's name.
    #[arg(long, value_name = "NAME")]
    release: String,
    /// Read everything anew, and keep nothing for the next build.
    #[arg(long)]
    no_cache: bool,
    /// A release to hold counts against, such as output/2025.1; may be given several times. All beside it unless given.
    #[arg(long, value_name = "DIR")]
    earlier: Vec<PathBuf>,
    /// The form of the summary.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Runs the command.
///
/// # Errors
/// What stops a build.
pub fn run(args: &Args) -> Result<()> {
    let options = Options {
        pipelines: args.pipelines.clone(),
        extracts: args.extracts.clone(),
        output: args.output.clone(),
        release: args.release.clone(),
        earlier: args.earlier.clone(),
        cache: !args.no_cache,
    };
    match build_release(&options)? {
        Outcome::Built(built) => output::print(&match args.format {
            Format::Table => summary(&built),
            Format::Json => output::json(&built.summary)?,
            Format::Csv => output::csv(&built.summary)?,
        }),
        Outcome::Unchanged(release) => {
            let same = "the same extracts, definitions and program made this release";
            output::say(&format!("nothing to do: {}: {same}", release.display()));
            Ok(())
        }
    }
}

/// Builds with a progress bar.
///
/// # Errors
/// What stops a build.
pub fn build_release(options: &Options) -> Result<Outcome> {
    let bar = Bar::new();
    let outcome = rebuild::build(options, &bar)?;
    drop(bar);
    let Outcome::Built(built) = &outcome else { return Ok(outcome) };
    for note in &built.cache_notes {
        eprintln!("note: {note}");
    }
    for row in built.reading.iter().filter(|row| row.is_odd()) {
        eprintln!("note: register `{}`: {} {}", row.register, row.count, row.name.replace('_', " "));
    }
    Ok(outcome)
}

/// The summary as text.
pub fn summary(built: &Built) -> String {
    let headers = [
        ("target group", Align::Left),
        ("subgroup", Align::Left),
        ("success measure", Align::Left),
        ("success", Align::Right),
        ("non-success", Align::Right),
        ("undetermined", Align::Right),
        ("fits", Align::Right),
        ("estimated", Align::Right),
        ("significant", Align::Right),
    ];
    let rows: Vec<Vec<String>> = built.summary.iter().map(cells).collect();
    let mut text = table("", &headers, &rows);
    for row in built.summary.iter().filter(|row| row.note.is_some()) {
        let note = row.note.as_deref().unwrap_or_default();
        text += &format!("{} / {} / {}: {note}\n", row.target_group, row.subgroup, row.success_measure);
    }
    text += &format!(
        "were no difference true, {:.0} estimates would be significant by chance\nrelease: {}\naudit:   {} (stays in the secure room)\n",
        built.expected_false,
        built.release.display(),
        built.audit.display(),
    );
    if let Some(companion) = &built.companion {
        text += &format!("companion: {} (all fits; not the knowledge database)\n", companion.display());
    }
    text
}

fn cells(row: &SummaryRow) -> Vec<String> {
    let words = [&row.target_group, &row.subgroup, &row.success_measure].map(Clone::clone);
    let numbers = [row.success, row.non_success, row.undetermined, row.fits, row.estimated, row.significant];
    words.into_iter().chain(numbers.map(|number| number.to_string())).collect()
}
