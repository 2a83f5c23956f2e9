//! `som check`: definitions and their test persons; with extracts, those too.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::output::{Form, counted};
use super::progress::Bar;
use check::extracts::{DeliveryReference, Examination, Finding, Level, by_cause, examine};
use check::test_persons::{self, TestPersonResults};
use definitions::Definitions;
use definitions::catalogue::{CatalogueRow, Disagreement, disagreements};
use definitions::plan::Plan;
use definitions::unused::{UnusedDefinition, unused};
use foundation::error::{Error, Kind, Result};
use foundation::staging;
use foundation::tables::delivery::DeliveredRegister;
use foundation::words::Language;
use show::report::delivery::{self, Findings};
use show::rows::Rows;
use show::say;
use show::table::{Align, Listing, table};

/// Check definitions, and run their test persons; check extracts against them.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of definitions.
    #[arg(long, value_name = "DIR", default_value = "pipelines")]
    pipelines: PathBuf,
    /// A folder of extracts to check against the definitions.
    #[arg(long, value_name = "DIR")]
    extracts: Option<PathBuf>,
    /// A catalogue of registers and variables, as CSV: to compare the definitions with, and with --extracts, also the rows that came.
    #[arg(long, value_name = "FILE")]
    catalogue: Option<PathBuf>,
    /// The folder of the delivery before, to compare rows and columns with.
    #[arg(long, value_name = "DIR", requires = "extracts")]
    before: Option<PathBuf>,
    /// Write the delivery as a page.
    #[arg(long, value_name = "FILE", requires = "extracts")]
    page: Option<PathBuf>,
    /// The page's language.
    #[arg(long, value_enum, default_value_t = Language::Da, requires = "page")]
    language: Language,
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
    let catalogue = args.catalogue.as_deref().map_or_else(|| Ok(Vec::new()), read_catalogue)?;
    match &args.extracts {
        None if args.catalogue.is_some() => of_catalogue(&definitions, &catalogue, &args.form),
        None => {
            let checked = CheckSummary { counts: Counts::of(&definitions, &results)?, notes: notes(&definitions) };
            let rows = || Rows::of(std::slice::from_ref(&checked.counts));
            args.form.print(|| checked.text(), &checked, rows)
        }
        Some(extracts) => of_extracts(&definitions, extracts, &catalogue, args),
    }
}

/// The result for definitions without mistakes.
#[derive(Debug, serde::Serialize)]
struct CheckSummary {
    #[serde(flatten)]
    counts: Counts,
    notes: Vec<Note>,
}

impl CheckSummary {
    fn text(&self) -> String {
        let mut text = self.counts.text();
        if !self.notes.is_empty() {
            let headers = [("place", Align::Left), ("note", Align::Left)];
            let rows = self.notes.iter().map(|note| vec![note.place.clone(), note.note.clone()]);
            text += &format!("\n{}", table("defined and not used", &headers, &rows.collect::<Vec<_>>()));
        }
        text
    }
}

/// Something that need not be a mistake.
#[derive(Debug, serde::Serialize)]
struct Note {
    place: String,
    note: String,
}

fn notes(definitions: &Definitions) -> Vec<Note> {
    let note = |one: UnusedDefinition| Note { place: one.place.to_string(), note: one.sentence };
    unused(definitions).into_iter().map(note).collect()
}

/// What was checked.
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
            "{}, {}, {}, {}, {}: no mistakes\n{} as expected\n{} planned\n",
            counted(self.registers, "register", "registers"),
            counted(self.variables, "variable", "variables"),
            counted(self.consequences, "consequence", "consequences"),
            counted(self.target_groups, "target group", "target groups"),
            counted(self.prices, "price", "prices"),
            counted(self.test_persons, "test person comes out", "test persons come out"),
            counted(self.regressions, "regression", "regressions"),
        )
    }
}

/// Fails if a file that is not such a page would be overwritten.
fn require_own_page(path: &Path) -> Result<()> {
    match std::fs::read(path) {
        Ok(bytes) if !delivery::is_page(&bytes) => {
            let message = format!("{}: the file exists and is not a page of `som check`", path.display());
            Err(Error::new(Kind::Output, message, "name another file"))
        }
        _ => Ok(()),
    }
}

fn of_extracts(definitions: &Definitions, extracts: &Path, catalogue: &[CatalogueRow], args: &Args) -> Result<()> {
    let bar = Bar::new();
    let against = DeliveryReference { before: args.before.as_deref(), catalogue };
    let Examination { findings, registers } = examine(definitions, extracts, against, &bar)?;
    drop(bar);
    let causes = by_cause(&findings);
    if let Some(path) = &args.page {
        require_own_page(path)?;
        let page = delivery::page(&registers, &shown_findings(&causes, args.language), args.language);
        staging::write(path, page.as_bytes()).map_err(|error| Error::output(path, error))?;
    }
    args.form.print_list(|| shown(&causes, &registers), &findings)?;
    match causes.iter().filter(|finding| finding.level == Level::Fault).count() {
        0 => Ok(()),
        count => Err(Error::new(
            Kind::Extract,
            format!("{count} fault(s) in the extracts: a build would be refused"),
            "follow each fault's hint, then run `som check` again",
        )),
    }
}

/// The rows of a catalogue.
fn read_catalogue(path: &Path) -> Result<Vec<CatalogueRow>> {
    let failed = |e: csv::Error| {
        let message = format!("{}: {e}", path.display());
        Error::new(Kind::Definition, message, "give a CSV file with the columns of fixtures/dst/catalogue.csv")
    };
    let mut reader = csv::Reader::from_path(path).map_err(failed)?;
    reader.deserialize().collect::<Result<Vec<CatalogueRow>, _>>().map_err(failed)
}

/// Compares the registers of the definitions with a catalogue.
fn of_catalogue(definitions: &Definitions, catalogue: &[CatalogueRow], form: &Form) -> Result<()> {
    let found = disagreements(definitions, catalogue);
    let cells =
        |one: &Disagreement| vec![one.register.clone(), one.part.clone(), one.code.to_owned(), one.message.clone()];
    let headers = [("register", Align::Left), ("part", Align::Left), ("code", Align::Left), ("message", Align::Left)];
    let text = || match found.len() {
        0 => "no disagreements\n".to_owned(),
        _ => table("disagreements with the catalogue", &headers, &found.iter().map(cells).collect::<Vec<_>>()),
    };
    form.print_list(text, &found)?;
    match found.len() {
        0 => Ok(()),
        count => Err(Error::new(
            Kind::Definition,
            format!("{count} disagreement(s) with the catalogue"),
            "correct the registers' definitions, or the catalogue's rows",
        )),
    }
}

/// Faults with their hints, what came, then notes.
fn shown(findings: &[Finding], registers: &[DeliveredRegister]) -> String {
    let Findings { faults, hints, notes } = shown_findings(findings, Language::En);
    let mut text = if faults.rows.is_empty() { "no faults\n".to_owned() } else { faults.text() };
    for (code, hint) in hints {
        text += &format!("{code}: {hint}\n");
    }
    text += &format!("\n{}", delivery::listing(registers, Language::En).text());
    if !notes.rows.is_empty() {
        text += &format!("\n{}", notes.text());
    }
    text
}

fn shown_findings(findings: &[Finding], language: Language) -> Findings {
    let of = |level: Level| findings.iter().filter(move |finding| finding.level == level);
    let hints: BTreeSet<(&str, String)> =
        of(Level::Fault).filter_map(|finding| Some((finding.code.as_str(), finding.hint(language)?))).collect();
    Findings {
        faults: lines(say(language, "fejl", "faults"), of(Level::Fault), language),
        hints: hints.into_iter().map(|(code, hint)| (code.to_owned(), hint)).collect(),
        notes: lines(say(language, "bemærkninger", "notes"), of(Level::Note), language),
    }
}

fn lines<'a>(title: &str, findings: impl Iterator<Item = &'a Finding>, language: Language) -> Listing {
    let headers = [
        ("register", Align::Left),
        (say(language, "sted", "place"), Align::Left),
        (say(language, "kode", "code"), Align::Left),
        (say(language, "besked", "message"), Align::Left),
        (say(language, "antal", "count"), Align::Right),
    ];
    let cells = |finding: &Finding| {
        let group = say(language, "rækkegruppe", "row group");
        let row_group = finding.row_group.map(|number| format!("{group} {number}"));
        let place = [&finding.file, &row_group, &finding.column].into_iter().flatten();
        let place = place.map(|part| of_several(part, language)).collect::<Vec<_>>().join(" ");
        // A finding about a whole register has no count.
        let count = finding.count.map_or_else(String::new, |count| count.to_string());
        vec![finding.register.clone(), place, finding.code.clone(), finding.message(language), count]
    };
    Listing::new(title, &headers, findings.map(cells).collect())
}

/// A place, or how many there are: `3 files`.
fn of_several(place: &str, language: Language) -> String {
    let Some((number, what)) = place.split_once(' ').filter(|(number, _)| number.bytes().all(|b| b.is_ascii_digit()))
    else {
        return place.to_owned();
    };
    let danish = match what {
        "files" => "filer",
        "columns" => "kolonner",
        "years or files" => "år eller filer",
        other => other,
    };
    format!("{number} {}", say(language, danish, what))
}
