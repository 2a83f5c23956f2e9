//! `som diff`: the difference between two releases.

use std::path::PathBuf;

use super::output::{self, Form};
use foundation::error::Result;
use foundation::words::Language;
use release::knowledge;
use show::rows::{Dialect, Format};

/// Compare two releases: what changed, and what can explain it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The earlier release.
    before: PathBuf,
    /// The later release.
    after: PathBuf,
    /// Show every change, not only the largest.
    #[arg(long)]
    full: bool,
    /// The format of the result.
    #[arg(long, value_enum, default_value_t)]
    format: PageFormat,
    /// CSV of this dialect.
    #[arg(long, value_enum, value_name = "DIALECT", conflicts_with = "format")]
    csv: Option<Dialect>,
    /// The language of the page and table.
    #[arg(long, value_enum, default_value_t = Language::En)]
    language: Language,
}

/// The formats of a result, with a page.
#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum PageFormat {
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
    let format = match args.format {
        PageFormat::Html => return output::print(&show::report::diff::page(&diff, args.language)),
        PageFormat::Table => Format::Table,
        PageFormat::Json => Format::Json,
        PageFormat::Csv => Format::Csv,
    };
    let text = || {
        let of = if args.full { show::terminal::diff::full } else { show::terminal::diff::screen };
        of(&diff, args.language)
    };
    Form { format, csv: args.csv }.print(text, &diff, || Ok(show::diff::rows(&diff)))
}
