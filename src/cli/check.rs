//! `som check`: definitions, and their test persons.

use std::path::PathBuf;

use super::output;
use crate::build::assure::assure;
use crate::definitions::Definitions;
use crate::error::Result;
use crate::plan;

/// Check definitions, and run their test persons.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of definitions.
    #[arg(long, value_name = "DIR", default_value = "pipelines")]
    pipelines: PathBuf,
}

/// Runs the command.
///
/// # Errors
/// Mistakes in definitions, or test persons that do not come out as expected.
pub fn run(args: &Args) -> Result<()> {
    let definitions = Definitions::load(&args.pipelines)?;
    let assured = assure(&definitions)?;
    assured.expected()?;
    output::print(&format!(
        "{} registers, {} variables, {} consequences, {} target groups, {} prices: no mistakes\n\
         {} test persons come out as expected\n\
         {} regressions planned\n",
        definitions.registers.len(),
        definitions.variables.len(),
        definitions.consequences.len(),
        definitions.target_groups.len(),
        definitions.prices.len(),
        assured.persons,
        plan::plan(&definitions).len(),
    ))
}
