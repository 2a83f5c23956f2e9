//! `som plan`: what would be estimated.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::output;
use crate::definitions::Definitions;
use crate::error::Result;
use crate::plan::{self, Planned};
use crate::show::Format;
use crate::show::table::{Align, table};

/// Show every regression that the definitions imply.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of definitions.
    #[arg(long, value_name = "DIR", default_value = "pipelines")]
    pipelines: PathBuf,
    /// A summary (table), or every regression (json, csv).
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Runs the command.
///
/// # Errors
/// Mistakes in definitions.
pub fn run(args: &Args) -> Result<()> {
    let definitions = Definitions::load(&args.pipelines)?;
    let plan = plan::plan(&definitions);
    output::print(&match args.format {
        Format::Table => summary(&plan),
        Format::Json => output::json(&plan)?,
        Format::Csv => output::csv(&plan)?,
    })
}

fn summary(plan: &[Planned]) -> String {
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
