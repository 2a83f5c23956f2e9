//! `som synth`: synthetic extracts with a planted truth.

use std::io::Write;
use std::path::PathBuf;

use super::progress::PersonBar;
use definitions::Definitions;
use foundation::error::{Error, Result};
use synth::{self, Fault, Options, Summary};

/// Writes extracts of persons who do not exist, in the shapes of the registers, with a planted truth
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// How many persons
    #[arg(long, value_name = "N", default_value_t = 50_000)]
    pub persons: u32,
    /// What the random numbers start from: the same seed gives the same bytes
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// The folder to write, which must not be there or be empty
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Faults of delivery to plant, separated by commas, to test how a build reports them
    #[arg(long, value_name = "LIST", value_enum, value_delimiter = ',')]
    pub faults: Vec<Fault>,
    /// The folder of definitions
    #[arg(long, value_name = "DIR", default_value = "pipelines")]
    pub pipelines: PathBuf,
}

/// Runs the command.
///
/// # Errors
/// Definitions or options that can't be used, or a folder that can't be written.
pub fn run(args: &Args) -> Result<()> {
    let definitions = Definitions::load(&args.pipelines)?;
    let options =
        Options { persons: args.persons, seed: args.seed, out: args.out.clone(), faults: args.faults.clone() };
    let summary = write(&options, &definitions)?;
    print(&summary, &mut std::io::stdout().lock()).map_err(|e| Error::output("(standard output)", e))
}

/// Writes extracts with a progress bar.
///
/// # Errors
/// What stops the generator.
pub fn write(options: &Options, definitions: &Definitions) -> Result<Summary> {
    let bar = PersonBar::new(options.persons);
    synth::write(options, definitions, &|persons, rows| bar.add(persons, rows))
}

fn print(summary: &Summary, out: &mut impl Write) -> std::io::Result<()> {
    writeln!(out, "{}: extracts of {} persons who do not exist", summary.out.display(), summary.persons)?;
    for group in &summary.groups {
        let counts = format!(
            "{} × {}: {} succeed, {} do not, {} undetermined",
            group.target_group, group.success_measure, group.success, group.non_success, group.undetermined
        );
        writeln!(out, "  {counts}")?;
    }
    for group in &summary.members {
        let truth = if group.has_truth { "is known" } else { "is not known" };
        let counts = format!(
            "{} × {}: rows added that make {} persons succeed and {} not; the truth {truth}",
            group.target_group, group.success_measure, group.success, group.non_success
        );
        writeln!(out, "  {counts}")?;
    }
    for (group, why) in &summary.refused {
        writeln!(out, "  {group}: no members planted: {why}")?;
    }
    for (extract, rows) in &summary.rows {
        writeln!(out, "  {extract:<14} {rows:>12} rows")?;
    }
    writeln!(out, "  truth of {} regressions in truth.parquet", summary.truths)
}
