//! The command line: a file per subcommand, each of which reads its arguments, calls one function of another room and prints.
//!
//! Owns arguments, threads, interruption, standard output and exit codes. Results go to standard output, everything else to
//! standard error.

mod columns;
mod interrupt;
mod output;
mod progress;
mod reading_notes;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use foundation::error::{Error, Result};

/// The version, and whether the program can answer a browser.
const VERSION: &str = if cfg!(feature = "serve") {
    concat!(env!("CARGO_PKG_VERSION"), " (with serve)")
} else {
    concat!(env!("CARGO_PKG_VERSION"), " (without network code)")
};

/// Rebuilds SØM's knowledge database from national registers, and calculates with it.
#[derive(Debug, Parser)]
#[command(name = "som", version = VERSION, max_term_width = 100)]
struct Cli {
    /// The number of threads; all processors by default.
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    #[command(subcommand)]
    command: Command,
}

/// Declares the subcommands, in the order of the help: each is a module of that name with `Args` and `run`.
macro_rules! commands {
    ($($(#[$feature:meta])* $name:ident = $module:ident),* $(,)?) => {
        $($(#[$feature])* mod $module;)*

        #[derive(Debug, Subcommand)]
        enum Command {
            $($(#[$feature])* $name($module::Args),)*
        }

        fn dispatch(command: &Command) -> Result<()> {
            match command {
                $($(#[$feature])* Command::$name(args) => $module::run(args),)*
            }
        }
    };
}

commands! {
    Demo = demo,
    New = new,
    Schema = schema,
    Convert = convert,
    Check = check,
    Plan = plan,
    Sql = sql,
    Build = build,
    Regress = regress,
    Design = design,
    Trial = trial,
    Synth = synth,
    Verify = verify,
    Diff = diff,
    Trace = trace,
    Profile = profile,
    Document = document,
    Export = export,
    Import = import,
    Calculate = calculate,
    #[cfg(feature = "serve")]
    Serve = serve,
}

/// Runs the program.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // clap reports help and version as errors too.
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
    match result.map_err(interrupt::cause) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(&error);
            ExitCode::from(error.exit_code())
        }
    }
}

/// Shows an error and its hint on standard error.
fn report(error: &Error) {
    // A list of errors has its own headings.
    output::say(&if error.is_list() { error.to_string() } else { format!("error: {error}") });
    if let Some(hint) = error.hint() {
        output::say(&format!("hint: {hint}"));
    }
}

/// Sizes both thread pools, rayon's and polars'.
#[expect(unsafe_code, reason = "polars takes the size of its pool from the environment only")]
fn threads(wanted: Option<u16>) {
    let available = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = wanted.map_or(available, usize::from);
    // A pool that exists already, as in a test, keeps its size.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    // SAFETY: this runs first thing in the program, before any other thread could read the environment.
    unsafe { std::env::set_var("POLARS_MAX_THREADS", threads.to_string()) };
}

/// Silences panics of other crates: they become internal errors, and their messages could contain values of persons.
fn silence_panics() {
    std::panic::set_hook(Box::new(|info| {
        if std::env::var_os("SOM_PANIC").is_some() {
            output::say(&info.to_string());
        }
    }));
}
