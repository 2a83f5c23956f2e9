//! `som plan`: the regressions that the definitions imply, and what a build would have to read.

use std::path::{Path, PathBuf};

use super::output::Form;
use definitions::Definitions;
use definitions::mistake::did_you_mean;
use definitions::plan::Plan;
use engine::cache::Cache;
use engine::registers::Extracts;
use foundation::error::{Error, Result};
use rebuild::stale;
use show::terminal::plan;

/// Show every regression that the definitions imply.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of definitions.
    #[arg(long, value_name = "DIR", default_value = "pipelines")]
    pipelines: PathBuf,
    /// A folder of extracts: shows what a build would have to read, and why, instead of the regressions.
    #[arg(long, value_name = "DIR")]
    extracts: Option<PathBuf>,
    /// The folder of releases, with --extracts.
    #[arg(long, value_name = "DIR", default_value = "output")]
    output: PathBuf,
    /// Only this target group or intervention, by subgroup and success measure.
    #[arg(long, value_name = "ID", conflicts_with = "extracts")]
    group: Option<String>,
    #[command(flatten)]
    form: Form,
}

/// Runs the command.
///
/// # Errors
/// Mistakes in definitions, or a target group that is not defined.
pub fn run(args: &Args) -> Result<()> {
    let definitions = Definitions::load(&args.pipelines)?;
    if let Some(extracts) = &args.extracts {
        return reading(args, &definitions, extracts);
    }
    let mut rows = Plan::new(&definitions)?.rows();
    if let Some(group) = &args.group {
        known_group(&definitions, group)?;
        rows.retain(|row| row.target_group == *group);
        return args.form.print_list(|| plan::by_measure(&rows), &rows);
    }
    args.form.print_list(|| plan::summary(&rows), &rows)
}

/// Prints what a build would have to read.
fn reading(args: &Args, definitions: &Definitions, extracts: &Path) -> Result<()> {
    let extracts = Extracts::list(extracts)?;
    let rows = stale::stale(definitions, &extracts, &Cache::open(&args.output)?)?;
    args.form.print_list(|| plan::reading(&rows), &rows)
}

fn known_group(definitions: &Definitions, group: &str) -> Result<()> {
    let groups = definitions.target_groups.iter().map(|group| group.id.value.as_str());
    let interventions = definitions.interventions.iter().map(|intervention| intervention.id.value.as_str());
    let ids: Vec<&str> = groups.chain(interventions).collect();
    if ids.contains(&group) {
        return Ok(());
    }
    let hint = did_you_mean(group, &ids).unwrap_or_else(|| "`som plan` lists them".to_owned());
    Err(Error::usage(format!("there is no target group or intervention `{group}`"), hint))
}
