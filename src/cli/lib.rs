//! The command line: a file per subcommand, each of which parses, resolves, calls one verb and shows.
//!
//! Owns arguments, threads, interruption, standard output and exit codes. Results go to standard output, all else to
//! standard error.

mod build;
mod calculate;
mod check;
mod demo;
mod diff;
mod export;
mod import;
mod interrupt;
mod new;
mod output;
mod plan;
mod progress;
mod regress;
mod synth;
mod trace;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use foundation::error::{Error, Result};

/// Rebuilds SØM's knowledge database from national registers, and calculates with it.
#[derive(Debug, Parser)]
#[command(name = "som", version, max_term_width = 100)]
struct Cli {
    /// How many threads to use; all processors unless given.
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make extracts, build a release, and calculate a case.
    Demo(demo::Args),
    /// Write a file to begin with.
    New(new::Args),
    /// Check definitions, and run their test persons.
    Check(check::Args),
    /// Show every regression that the definitions imply.
    Plan(plan::Args),
    /// Build a release from extracts.
    Build(build::Args),
    /// Run regressions on the rows of a Parquet file.
    Regress(regress::Args),
    /// Make synthetic extracts with a planted truth.
    Synth(synth::Args),
    /// Verify a release: hashes, schema, references and promises.
    Verify(verify::Args),
    /// Hold two releases against each other: what changed, and what explains it.
    Diff(diff::Args),
    /// Follow one number back to its regression, cohorts, definitions and extracts.
    Trace(trace::Args),
    /// Write a release to csv, xlsx, SQLite or a data package.
    Export(export::Args),
    /// Rebuild a release from the files that were let out of the secure room.
    Import(import::Args),
    /// Calculate what an intervention costs and brings, whom, and when.
    Calculate(calculate::Args),
}

/// Runs the program.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version come this way too, and are no errors.
            let code = if error.use_stderr() { 2 } else { 0 };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    threads(cli.threads);
    interrupt::listen();
    silence_panics();
    let run = std::panic::catch_unwind(|| dispatch(&cli.command));
    let result = run.unwrap_or_else(|_| Err(Error::internal("a panic".to_owned())));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(&error);
            ExitCode::from(error.exit_code())
        }
    }
}

fn dispatch(command: &Command) -> Result<()> {
    match command {
        Command::Demo(args) => demo::run(args),
        Command::New(args) => new::run(args),
        Command::Check(args) => check::run(args),
        Command::Plan(args) => plan::run(args),
        Command::Build(args) => build::run(args),
        Command::Regress(args) => regress::run(args),
        Command::Synth(args) => synth::run(args),
        Command::Verify(args) => verify::run(args),
        Command::Diff(args) => diff::run(args),
        Command::Trace(args) => trace::run(args),
        Command::Export(args) => export::run(args),
        Command::Import(args) => import::run(args),
        Command::Calculate(args) => calculate::run(args),
    }
}

/// Shows an error and its hint on standard error.
fn report(error: &Error) {
    // A list comes with headings of its own.
    output::say(&if error.is_list() { error.to_string() } else { format!("error: {error}") });
    if let Some(hint) = error.hint() {
        output::say(&format!("hint: {hint}"));
    }
}

/// Sizes both thread pools, ours and polars', once.
#[expect(unsafe_code, reason = "polars takes the size of its pool from the environment only")]
fn threads(asked: Option<u16>) {
    let available = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = asked.map_or(available, usize::from);
    // A pool that exists already (in a test) keeps its size.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    // SAFETY: this runs first thing in the program, before any other thread could read the environment.
    unsafe { std::env::set_var("POLARS_MAX_THREADS", threads.to_string()) };
}

/// Panics of foreign code are caught where they happen and become errors; their own words are not for users, and could
/// hold values.
fn silence_panics() {
    std::panic::set_hook(Box::new(|info| {
        if std::env::var_os("SOM_PANIC").is_some() {
            output::say(&info.to_string());
        }
    }));
}
