//! The command line: wrong usage has its own exit code, and a closed pipe is not an error.

use std::io::Read;
use std::process::{Command, Stdio};

use crate::tools::{expected, fine, modelled, project, som};

#[test]
fn wrong_usage_is_exit_code_2() {
    let cases: &[(&str, &[&str])] = &[
        ("no arguments", &[]),
        ("an unknown subcommand", &["biuld"]),
        ("an unknown option", &["plan", "--pipeline", "x"]),
        ("no threads", &["plan", "--threads", "0"]),
        ("many threads", &["plan", "--threads", "70000"]),
        ("threads in words", &["plan", "--threads", "two"]),
        ("an unknown format", &["plan", "--format", "xml"]),
        ("a build without extracts", &["build", "--release", "x"]),
        ("two releases", &["verify", "a", "b"]),
        ("a trace of extracts", &["trace", "g/all/m/c/1", "--database", "output/r", "--extracts", "extracts"]),
    ];
    let found = cases.iter().map(|(name, arguments)| {
        let output = som(arguments);
        assert!(output.stdout.is_empty(), "{name}");
        let said = String::from_utf8(output.stderr).unwrap();
        // The list of subcommands grows, so only its presence is checked.
        let shown = if arguments.is_empty() { said.lines().take(3).collect::<Vec<_>>().join("\n") } else { said };
        ((*name).to_owned(), format!("exit {}\n{shown}", output.status.code().unwrap()))
    });
    expected("command_line", &found.collect::<Vec<_>>());
    for word in ["--help", "--version", "help"] {
        assert_eq!(som(&[word]).status.code(), Some(0));
    }
}

fn plan(stdout: Stdio, stderr: Stdio, pipelines: &str) -> std::process::Child {
    Command::new(env!("CARGO_BIN_EXE_som"))
        .current_dir(project())
        .args(["plan", "--pipelines", pipelines, "--format", "csv"])
        .stdout(stdout)
        .stderr(stderr)
        .spawn()
        .unwrap()
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let mut child = plan(Stdio::piped(), Stdio::piped(), "fixtures/nhefs/pipelines");
    let mut first = [0; 1];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""));
    // Both streams are closed before the first byte. The exit code remains.
    let mut child = plan(Stdio::piped(), Stdio::piped(), "fixtures/nhefs/pipelines");
    drop((child.stdout.take(), child.stderr.take()));
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let mut child = plan(Stdio::piped(), Stdio::piped(), "fixtures/nowhere");
    drop((child.stdout.take(), child.stderr.take()));
    assert_eq!(child.wait().unwrap().code(), Some(10));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_exit_code_15() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = plan(full.into(), Stdio::piped(), "fixtures/nhefs/pipelines").wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(15));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("error: standard output: cannot be written: No space left on device"), "{said}");
}

/// In a terminal made by `script`, where the system has it.
#[cfg(target_os = "linux")]
#[test]
fn a_terminal_shows_rows_rate_and_time_left() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let pipelines = modelled(folder.path(), &str::to_owned).display().to_string();
    fine(&["synth", "--pipelines", &pipelines, "--persons", "20000", "--seed", "6", "--out", &path("extracts")]);
    let program = env!("CARGO_BIN_EXE_som");
    let (extracts, output) = (path("extracts"), path("output"));
    let build = format!("{program} build --pipelines {pipelines} --extracts {extracts} --output {output} --release r");
    let mut terminal = Command::new("script");
    terminal.current_dir(project()).args(["-q", "-e", "-c", &build, "/dev/null"]).stdin(Stdio::null());
    let Ok(output) = terminal.output() else {
        println!("skipped: no `script` here");
        return;
    };
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{shown}");
    let line = regex::Regex::new(r"(cohorts|consequences)  \w+  [\d,]+ of [\d,]+ rows  [\d,]+/s  \d+ s left").unwrap();
    assert!(line.is_match(&shown), "{shown}");
}
