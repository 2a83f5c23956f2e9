//! `som build`: a release from extracts, or from sums that another engine has made of them.

use std::path::PathBuf;

use super::output::{self, Form};
use super::progress::Bar;
use super::reading_notes;
use foundation::error::Result;
use rebuild::{self, Options, Outcome};
use show::terminal::build;

/// Build a release from extracts.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of definitions.
    #[arg(long, value_name = "DIR", default_value = "pipelines")]
    pipelines: PathBuf,
    /// The folder of extracts.
    #[arg(long, value_name = "DIR", required_unless_present = "person_years")]
    extracts: Option<PathBuf>,
    /// A folder of scripts by `som sql`, with the results that another engine has made of them; other registers, and
    /// the lists of persons of interventions, are read from --extracts.
    #[arg(long, value_name = "DIR")]
    person_years: Option<PathBuf>,
    /// The folder of releases.
    #[arg(long, value_name = "DIR", default_value = "output")]
    output: PathBuf,
    /// The release's name.
    #[arg(long, value_name = "NAME")]
    release: String,
    /// Read everything again, and keep nothing for the next build.
    #[arg(long)]
    no_cache: bool,
    /// An earlier release to compare counts with, such as output/2025.1; may be repeated. By default all in the output folder.
    #[arg(long, value_name = "DIR")]
    earlier: Vec<PathBuf>,
    /// The folder with the room's secret and its register of releases; by default .room in the output folder, or what the environment
    /// variable SOM_ROOM names. Builds into several output folders need the same room.
    #[arg(long, value_name = "DIR")]
    room: Option<PathBuf>,
    /// Show every subgroup, not only whole target groups, and every note.
    #[arg(long)]
    full: bool,
    /// Show every subgroup and success measure of this target group.
    #[arg(long, value_name = "ID", conflicts_with = "full")]
    group: Option<String>,
    #[command(flatten)]
    form: Form,
}

/// Runs the command.
///
/// # Errors
/// An error of the build.
pub fn run(args: &Args) -> Result<()> {
    let options = Options {
        pipelines: args.pipelines.clone(),
        extracts: args.extracts.clone(),
        person_years: args.person_years.clone(),
        output: args.output.clone(),
        release: args.release.clone(),
        earlier: args.earlier.clone(),
        cache: !args.no_cache,
        room: args.room.clone().or_else(|| std::env::var_os("SOM_ROOM").map(PathBuf::from)),
    };
    match build_release(&options, args.full)? {
        Outcome::Built(built) => {
            let report = &built.report;
            let text = || match &args.group {
                Some(group) => build::of_group(report, group),
                None if args.full => build::full(report),
                None => build::screen(report),
            };
            let printed = args.form.print_list(text, &report.rows);
            // The process ends, and its memory with it: regressions need not be given back one by one.
            std::mem::forget(built);
            printed
        }
        Outcome::Unchanged(release) => {
            let same = "the same extracts, definitions and program made this release";
            output::say(&format!("nothing to do: {}: {same}", release.display()));
            Ok(())
        }
    }
}

/// Builds with a progress bar; all notes on what was read are shown if `full`.
///
/// # Errors
/// An error of the build.
pub fn build_release(options: &Options, full: bool) -> Result<Outcome> {
    let bar = Bar::new();
    let outcome = rebuild::build(options, &bar)?;
    drop(bar);
    let Outcome::Built(built) = &outcome else { return Ok(outcome) };
    if let Some(room) = &built.new_room {
        eprintln!(
            "note: a new room (secret) was made at {}: builds of the same persons must name the same room with --room or SOM_ROOM, as their \
             releases have other noise than those of another room, and the mean of the two has less noise",
            room.display()
        );
    }
    for note in &built.cache_notes {
        eprintln!("note: {note}");
    }
    reading_notes::print(&built.reading, full);
    Ok(outcome)
}
