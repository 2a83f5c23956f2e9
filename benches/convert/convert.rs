//! One conversion, timed: `convert SOURCES EXTRACTS`, for `benches/convert/run.py`.
//!
//! Prints seconds. A refused file is an error.

use std::process::ExitCode;
use std::time::Instant;

fn main() -> ExitCode {
    let folders: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let [sources, extracts] = folders.as_slice() else {
        eprintln!("convert SOURCES EXTRACTS");
        return ExitCode::SUCCESS;
    };
    let start = Instant::now();
    let report = convert::Request::new(sources, extracts).and_then(|request| convert::convert(&request));
    let seconds = start.elapsed().as_secs_f64();
    match report {
        Ok(report) if report.faults.is_empty() => {
            println!("{seconds:.3}");
            ExitCode::SUCCESS
        }
        Ok(report) => {
            report.faults.iter().for_each(|fault| eprintln!("{fault}"));
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
