//! `som check`: definitions and their test persons; with extracts, those too.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::output::Form;
use super::progress::Bar;
use check::extracts::{Finding, Level, examine};
use check::test_persons::{self, TestPersonResults};
use definitions::Definitions;
use definitions::plan::Plan;
use foundation::error::{Error, Kind, Result};
use show::table::{Align, table};

/// Check definitions, and run their test persons; check extracts against them.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of definitions.
    #[arg(long, value_name = "DIR", default_value = "pipelines")]
    pipelines: PathBuf,
    /// A folder of extracts to check against the definitions.
    #[arg(long, value_name = "DIR")]
    extracts: Option<PathBuf>,
    #[command(flatten)]
    form: Form,
}

/// Runs the command.
///
/// # Errors
/// Mistakes in definitions, test persons with another result than expected, or faults in the extracts.
pub fn run(args: &Args) -> Result<()> {
    let definitions = Definitions::load(&args.pipelines)?;
    let results = test_persons::run(&definitions)?;
    results.expected()?;
    match &args.extracts {
        None => {
            let counts = Counts::of(&definitions, &results)?;
            args.form.print_list(|| counts.text(), std::slice::from_ref(&counts))
        }
        Some(extracts) => of_extracts(&definitions, extracts, &args.form),
    }
}

/// What was checked, without mistakes.
#[derive(Debug, serde::Serialize)]
struct Counts {
    registers: usize,
    variables: usize,
    consequences: usize,
    target_groups: usize,
    prices: usize,
    test_persons: usize,
    regressions: usize,
}

impl Counts {
    fn of(definitions: &Definitions, results: &TestPersonResults) -> Result<Counts> {
        Ok(Counts {
            registers: definitions.registers.len(),
            variables: definitions.variables.len(),
            consequences: definitions.consequences.len(),
            target_groups: definitions.target_groups.len(),
            prices: definitions.prices.len(),
            test_persons: results.persons,
            regressions: Plan::new(definitions)?.jobs().len(),
        })
    }

    fn text(&self) -> String {
        format!(
            "{} registers, {} variables, {} consequences, {} target groups, {} prices: no mistakes\n\
             {} test persons come out as expected\n\
             {} regressions planned\n",
            self.registers,
            self.variables,
            self.consequences,
            self.target_groups,
            self.prices,
            self.test_persons,
            self.regressions,
        )
    }
}

fn of_extracts(definitions: &Definitions, extracts: &Path, form: &Form) -> Result<()> {
    let bar = Bar::new();
    let findings = examine(definitions, extracts, &bar)?;
    drop(bar);
    form.print_list(|| shown(&findings), &findings)?;
    match findings.iter().filter(|finding| finding.level == Level::Fault).count() {
        0 => Ok(()),
        count => Err(Error::new(
            Kind::Extract,
            format!("{count} fault(s) in the extracts: a build would be refused"),
            "follow each fault's hint, then run `som check` again",
        )),
    }
}

/// Faults with their hints, then notes.
fn shown(findings: &[Finding]) -> String {
    let of = |level: Level| findings.iter().filter(move |finding| finding.level == level);
    let mut text = match of(Level::Fault).count() {
        0 => "no faults\n".to_owned(),
        _ => lines("faults", of(Level::Fault)),
    };
    let hints: BTreeSet<(&str, &str)> =
        of(Level::Fault).filter_map(|finding| Some((finding.code.as_str(), finding.hint.as_deref()?))).collect();
    for (code, hint) in hints {
        text += &format!("{code}: {hint}\n");
    }
    if of(Level::Note).next().is_some() {
        text += &format!("\n{}", lines("notes", of(Level::Note)));
    }
    text
}

fn lines<'a>(title: &str, findings: impl Iterator<Item = &'a Finding>) -> String {
    let headers = [
        ("register", Align::Left),
        ("file", Align::Left),
        ("row group", Align::Right),
        ("column", Align::Left),
        ("code", Align::Left),
        ("message", Align::Left),
        ("count", Align::Right),
    ];
    let cells = |finding: &Finding| {
        let text = |cell: &Option<String>| cell.clone().unwrap_or_default();
        let row_group = finding.row_group.map(|group| group.to_string());
        let count = finding.count.map(|count| count.to_string());
        vec![
            finding.register.clone(),
            text(&finding.file),
            text(&row_group),
            text(&finding.column),
            finding.code.clone(),
            finding.message.clone(),
            text(&count),
        ]
    };
    table(title, &headers, &findings.map(cells).collect::<Vec<_>>())
}
