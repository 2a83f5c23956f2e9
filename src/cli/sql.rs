//! `som sql`: the part of a build that grows with rows, as SQL for another engine.

use std::path::PathBuf;

use super::output::Form;
use ::sql::Dialect;
use definitions::Definitions;
use foundation::error::Result;
use scripts::{Request, WrittenScript};
use show::table::{Align, table};

/// Write the part of a build that grows with rows as SQL scripts for another engine.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of definitions.
    #[arg(long, value_name = "DIR", default_value = "pipelines")]
    pipelines: PathBuf,
    /// The dialect: DuckDB, or Spark SQL (Spark, Sail).
    #[arg(long, value_enum)]
    dialect: Words,
    /// The folder of extracts. Only the footers of its files are read: names, columns, types and numbers of rows.
    #[arg(long, value_name = "DIR")]
    extracts: PathBuf,
    /// The folder to write; it must be new.
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// How the engine names a file of the extracts: a table, such as 'registers.{stem}', or 'parquet:' and a path, such as
    /// 'parquet:s3://registers/{path}'. {stem}, {path}, {register} and {year} are replaced. By default the files where they are.
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// The folder of results as the engine sees it; by default `results` in the new folder.
    #[arg(long, value_name = "PATH")]
    results: Option<String>,
    /// A register to write a script of, beside those of residence; may be repeated. By default all that variables read.
    #[arg(long = "register", value_name = "ID")]
    registers: Vec<String>,
    #[command(flatten)]
    form: Form,
}

/// The dialects, in the words of the command line.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Words {
    /// DuckDB.
    Duckdb,
    /// Spark SQL.
    Spark,
}

/// Runs the command.
///
/// # Errors
/// Mistakes in definitions, faults of extracts, or what a dialect does not express.
pub fn run(args: &Args) -> Result<()> {
    let definitions = Definitions::load(&args.pipelines)?;
    let request = Request {
        dialect: match args.dialect {
            Words::Duckdb => Dialect::DuckDb,
            Words::Spark => Dialect::Spark,
        },
        extracts: &args.extracts,
        source: args.source.as_deref(),
        results: args.results.as_deref(),
        registers: &args.registers,
        to: &args.to,
    };
    let written = scripts::write(&definitions, &request)?;
    let lists = !definitions.interventions.is_empty();
    args.form.print_list(|| text(args, &written, lists), &written)
}

/// The scripts, and what to run next. `lists` says whether interventions take persons from lists, which no engine reads.
fn text(args: &Args, written: &[WrittenScript], lists: bool) -> String {
    let headers = [
        ("script", Align::Left),
        ("register", Align::Left),
        ("files", Align::Right),
        ("rows", Align::Right),
        ("variables", Align::Right),
    ];
    let cells = |script: &WrittenScript| {
        let numbers = [script.files.to_string(), script.rows.to_string(), script.variables.to_string()];
        [script.script.clone(), script.register.clone()].into_iter().chain(numbers).collect()
    };
    let folder = args.to.display();
    let extracts = if lists { format!(" --extracts {}", args.extracts.display()) } else { String::new() };
    format!(
        "{}\nRun the scripts in this order, then: som build --person-years {folder}{extracts} --release NAME\n",
        table("", &headers, &written.iter().map(cells).collect::<Vec<_>>())
    )
}
