//! `som plan`: the regressions that the definitions imply, and what a build would have to read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::output::Form;
use definitions::Definitions;
use definitions::plan::{Plan, PlannedRow};
use engine::cache::Cache;
use engine::registers::Extracts;
use foundation::error::Result;
use rebuild::stale::{self, StaleRow};
use show::table::{Align, table};

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
    #[command(flatten)]
    form: Form,
}

/// Runs the command.
///
/// # Errors
/// Mistakes in definitions.
pub fn run(args: &Args) -> Result<()> {
    let definitions = Definitions::load(&args.pipelines)?;
    if let Some(extracts) = &args.extracts {
        return reading(args, &definitions, extracts);
    }
    let plan = Plan::new(&definitions)?.rows();
    args.form.print_list(|| summary(&plan), &plan)
}

/// Prints what a build would have to read.
fn reading(args: &Args, definitions: &Definitions, extracts: &Path) -> Result<()> {
    let extracts = Extracts::list(extracts)?;
    let rows = stale::stale(definitions, &extracts, &Cache::open(&args.output)?)?;
    args.form.print_list(|| reading_table(&rows), &rows)
}

fn reading_table(rows: &[StaleRow]) -> String {
    let headers = ["for", "register", "state", "because"].map(|name| (name, Align::Left));
    let cells = |row: &StaleRow| {
        // Not every pass has a register, and what is kept has no cause.
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "".into());
        vec![row.pass.to_owned(), text(&row.register), row.state.to_owned(), text(&row.because)]
    };
    let again = rows.iter().filter(|row| row.state != "kept").count();
    let cells: Vec<Vec<String>> = rows.iter().map(cells).collect();
    format!("{}{again} of {} pieces would be read\n", table("", &headers, &cells), rows.len())
}

fn summary(plan: &[PlannedRow]) -> String {
    type Key<'a> = (&'a str, &'a str, &'a str, &'a str);
    let mut counts: BTreeMap<Key<'_>, (usize, usize)> = BTreeMap::new();
    for row in plan {
        let key = (&*row.target_group, &*row.subgroup, &*row.success_measure, &*row.specification);
        let count = counts.entry(key).or_default();
        count.0 += 1;
        count.1 += usize::from(row.first_entry_year.is_none());
    }
    let headers = [
        ("target group", Align::Left),
        ("subgroup", Align::Left),
        ("success measure", Align::Left),
        ("specification", Align::Left),
        ("regressions", Align::Right),
        ("not available", Align::Right),
    ];
    let rows: Vec<Vec<String>> = counts
        .iter()
        .map(|((group, subgroup, measure, specification), (all, without))| {
            let words = [group, subgroup, measure, specification].map(|word| (*word).to_owned());
            words.into_iter().chain([all.to_string(), without.to_string()]).collect()
        })
        .collect();
    format!("{}{} regressions\n", table("", &headers, &rows), plan.len())
}
