//! `som diff`: two releases held against each other.

use std::path::PathBuf;

use super::output;
use foundation::error::Result;
use foundation::words::Language;
use release::knowledge;

/// Hold two releases against each other: what changed, and what explains it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The earlier release.
    before: PathBuf,
    /// The later release.
    after: PathBuf,
    /// The form of what is shown.
    #[arg(long, value_enum, default_value_t)]
    format: Form,
    /// The language of the page and table.
    #[arg(long, value_enum, default_value_t = Language::En)]
    language: Language,
}

#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum Form {
    /// For people.
    #[default]
    Table,
    /// Everything, for programs.
    Json,
    /// One list, for spreadsheets.
    Csv,
    /// A page.
    Html,
}

/// Runs the command.
///
/// # Errors
/// A release that can't be read.
pub fn run(args: &Args) -> Result<()> {
    let diff = knowledge::diff(&args.before, &args.after)?;
    output::print(&match args.format {
        Form::Table => show::diff::table(&diff, args.language),
        Form::Json => output::json(&diff)?,
        Form::Csv => show::diff::csv(&diff)?,
        Form::Html => show::diff::page(&diff, args.language),
    })
}
