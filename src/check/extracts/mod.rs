//! Extracts compared with their definitions, without a build: every fault that would stop one, all at once, and what is
//! implausible without being a fault.
//!
//! Owns the order of things and the table. The rules are those of the rooms that read extracts: here they note faults and
//! go on ([`Faults`]). First every declared column of every file is read, whether a variable wants it or not; then the
//! population, and every variable over everyone's rows, as a build reads them. What lies behind a fault can be hidden by it: a
//! file without one of its columns, or a batch of rows with values that are not of their type, is left out of what follows.

mod causes;
mod columns;
mod delivery;
mod finding;
mod unread_files;
mod years;

use std::collections::BTreeMap;
use std::path::Path;

pub use causes::by_cause;
pub use delivery::DeliveryReference;
pub use finding::{Finding, Level};
use serde::Serialize;

use crate::inputs::Inputs;
use crate::participants;
use definitions::Definitions;
use definitions::catalogue::disagreements;
use definitions::plan::reading::WantedVariable;
use delivery::{ExaminationResult, delivered};
use engine::persons;
use engine::progress::Progress;
use engine::registers::{Contents, ExtractError, Extracts, Fault, Faults};
use engine::variables::Reader;
use finding::{counted, note, of_fault};

use foundation::error::Result;
use foundation::tables::audit::ReadingRow;
use foundation::tables::delivery::DeliveredRegister;
use foundation::words::Label;

/// What was found of a folder of extracts.
#[derive(Debug, Clone, Serialize)]
pub struct Examination {
    /// Faults, then notes.
    pub findings: Vec<Finding>,
    /// What came, by register.
    pub registers: Vec<DeliveredRegister>,
}

/// Examines extracts.
///
/// # Errors
/// That the folder is not there, or that the user stopped the command. Faults are findings.
pub fn examine(
    definitions: &Definitions,
    extracts: &Path,
    against: DeliveryReference<'_>,
    progress: &dyn Progress,
) -> Result<Examination> {
    let faults = Faults::noting();
    let extracts = Extracts::list(extracts)?.with_faults(faults.clone());
    let mut found = MergedFaults::default();
    progress.stage("columns");
    let mut reading = Vec::new();
    let (years, key) = columns::examine(definitions, &extracts, &mut reading, progress)?;
    found.add(faults.take());
    let mut inputs = Inputs::default();
    progress.stage("population");
    let persons = persons::read(definitions, &extracts, &mut reading, |register| inputs.opened(register))?;
    // Without a population that can be opened, the type of the keys of other registers cannot be checked.
    let of_keys = |error: &ExtractError| matches!(*error.fault, Fault::KeyType { .. });
    found.add(faults.take().into_iter().filter(|error| key.is_some() || !of_keys(error)).collect());
    if !persons.is_empty() {
        progress.stage("rows");
        let variables: Vec<_> = definitions.variables.iter().map(WantedVariable::of_every_year).collect();
        let reader = Reader::new(definitions, &extracts, &persons, None, None);
        reader.read(&variables, &mut reading, |register| inputs.opened(register), progress)?;
        found.add(faults.take());
    }
    progress.stage("hashes");
    reading.extend(inputs.hash(&Contents::default(), &faults, progress)?.noticed);
    found.add(faults.take());
    let mut findings = found.findings(definitions, persons.is_empty());
    let reading = once_each(reading);
    findings.extend(reading.iter().filter(|row| row.is_odd()).filter_map(|row| counted(vec![row.clone()])));
    findings.extend(years.iter().flat_map(years::findings));
    findings.extend(unread_files::findings(&extracts, &definitions.registers));
    if !against.catalogue.is_empty() {
        let of_catalogue = disagreements(definitions, against.catalogue).into_iter();
        findings.extend(of_catalogue.map(|one| {
            let column = (one.part != "files").then_some(one.part);
            let sentence = Label::owned(&one.danish, &one.message);
            Finding { column, ..note(&one.register, &format!("catalogue_{}", one.code), sentence, None) }
        }));
    }
    findings.sort_by(|a, b| (a.level, &a.register).cmp(&(b.level, &b.register)));
    let has_population = !persons.is_empty();
    let found = ExaminationResult { years: &years, reading: &reading, findings: &findings, has_population };
    let registers = delivered(definitions, &extracts, against, found)?;
    faults.take();
    Ok(Examination { findings, registers })
}

/// Faults of all stages. A register that is read in several of them meets the same fault in each.
#[derive(Default)]
struct MergedFaults(BTreeMap<ExtractError, Option<usize>>);

impl MergedFaults {
    fn add(&mut self, errors: Vec<ExtractError>) {
        for mut error in errors {
            // Stages look at different columns of the same rows: the one that finds most speaks for all.
            if let Some(bad) = bad_rows(&error.fault) {
                let known =
                    self.0.keys().find(|other| other.register == error.register && bad_rows(&other.fault).is_some());
                if let Some(known) = known.cloned() {
                    if bad_rows(&known.fault) >= Some(bad) {
                        continue;
                    }
                    self.0.remove(&known);
                }
            }
            let count = error.fault.count_mut().map(|count| std::mem::replace(count, 0));
            let known = self.0.entry(error).or_default();
            *known = count.max(*known);
        }
    }

    fn findings(self, definitions: &Definitions, without_persons: bool) -> Vec<Finding> {
        let population = definitions.population().map(|register| register.id.value.as_str());
        let of_population = self.0.keys().any(|error| Some(error.register.as_str()) == population);
        // With a part of the population unread, whom another register is about can't be known.
        let follows = |error: &ExtractError| of_population && matches!(*error.fault, Fault::NoMatchingKey { .. });
        let mut findings: Vec<Finding> = self
            .0
            .into_iter()
            .filter(|(error, _)| !follows(error))
            .map(|(error, count)| {
                let hint = participants::hint(definitions, &error.register, &error.fault);
                of_fault(error, count, hint)
            })
            .collect();
        if let Some(population) = population.filter(|_| without_persons) {
            let sentence = Label::owned(
                "ingen person i det kan læses, så andre registres rækker er ikke sammenlignet med det",
                "no person in it can be read, so the rows of other registers are not compared with it",
            );
            findings.push(note(population, "not_examined", sentence, None));
        }
        findings
    }
}

/// How many bad rows there are, where there are too many.
fn bad_rows(fault: &Fault) -> Option<u64> {
    match fault {
        Fault::TooManyBadRows { bad, .. } => Some(*bad),
        _ => None,
    }
}

/// Each count once: stages that read the same rows count the same.
fn once_each(reading: Vec<ReadingRow>) -> Vec<ReadingRow> {
    let mut once: Vec<ReadingRow> = Vec::new();
    for row in reading {
        match once.iter_mut().find(|known| (&known.register, &known.name) == (&row.register, &row.name)) {
            Some(known) if known.count < row.count => *known = row,
            Some(_) => {}
            None => once.push(row),
        }
    }
    once
}
