//! `som trace`: the origin of one estimate.

use std::collections::HashMap;
use std::path::PathBuf;

use super::output;
use calculation::{calculator, case};
use definitions::Definitions;
use foundation::error::{Error, Result};
use release::knowledge::entries;
use release::knowledge::{self, Id};

/// Trace an estimate back to its regression, cohorts, definitions and extracts.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The estimate: target group/subgroup/success measure/consequence/follow-up year.
    id: String,
    /// The release, such as output/2026.1.
    #[arg(long, value_name = "DIR")]
    database: PathBuf,
    /// The folder of definitions; entries that have not changed since the build are shown.
    #[arg(long, value_name = "DIR", default_value = "pipelines")]
    pipelines: PathBuf,
    /// Not an option of this command: refused with the reason.
    #[arg(long, value_name = "DIR", hide = true)]
    extracts: Option<PathBuf>,
    /// A case: shows the lines of its result that contain the estimate.
    #[arg(long, value_name = "FILE")]
    case: Option<PathBuf>,
    /// The form of what is shown.
    #[arg(long, value_enum, default_value_t)]
    format: Form,
}

#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum Form {
    /// For people.
    #[default]
    Table,
    /// Everything, for programs.
    Json,
}

/// Runs the command.
///
/// # Errors
/// An invalid id, a release or case that can't be read, or a release without such a regression.
pub fn run(args: &Args) -> Result<()> {
    let id: Id = args
        .id
        .parse()
        .map_err(|message| Error::usage(message, "such as homelessness/all/left_shelter/shelter_nights/1"))?;
    if args.extracts.is_some() {
        let message = "`som trace` reads no extracts: the release states which of them an estimate is made from";
        return Err(Error::usage(message, "leave out --extracts, and see the list of extracts in the trace"));
    }
    // Missing or faulty definitions can't be shown; the hashes in the release remain.
    let texts = Definitions::load(&args.pipelines).and_then(|definitions| entries::texts(&definitions));
    let texts = texts.unwrap_or_else(|_| HashMap::new());
    let trace = knowledge::trace(&args.database, &id, |entry| texts.get(entry).cloned())?;
    let lines = match &args.case {
        Some(path) => {
            let inputs = case::read(path, &knowledge::read(&args.database)?)?;
            show::terminal::trace::lines(&id, &inputs, &calculator::calculate(&inputs))
        }
        None => Vec::new(),
    };
    output::print(&match args.format {
        Form::Table => show::terminal::trace::text(&trace, &lines),
        Form::Json => show::rows::json(&serde_json::json!({ "lines": lines, "trace": trace }))?,
    })
}
