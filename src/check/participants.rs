//! Registers that interventions alone read, such as lists of participants: what to do where a delivery does not have one.

use std::collections::BTreeSet;

use definitions::Definitions;
use definitions::intervention::Intervention;
use definitions::intervention::controls::Controls;
use definitions::register::Register;
use engine::registers::{Extracts, Fault};
use foundation::error::{Error, Kind, Result};
use foundation::words::{Label, Provenance};

/// Stops where an intervention's list of persons has no file: which one, and what to add or remove. `is_given` says whether there is a folder
/// of extracts: a build from another engine's results can be without.
///
/// # Errors
/// The first register without a file. Other faults of its files are met where they are read.
pub fn are_there(definitions: &Definitions, (extracts, is_given): (&Extracts, bool)) -> Result<()> {
    for register in definitions.registers.iter().filter(|register| readers(definitions, register).next().is_some()) {
        let Some(error) = extracts.no_file(register) else { continue };
        if let Some(hint) = hint(definitions, &register.id, &error.fault) {
            let names = readers(definitions, register).map(|of| format!("`{}`", of.id)).collect::<Vec<_>>().join(", ");
            let message = format!("{error}; the intervention {names} takes its persons from it");
            let hint = match is_given {
                true => hint.en,
                false => format!(
                    "no engine reads lists of persons: name the folder of extracts that has them with --extracts, beside --person-years. If it has none, {}",
                    hint.en
                ),
            };
            return Err(Error::new(Kind::Extract, message, hint));
        }
    }
    Ok(())
}

/// What to do where no file of a register is found from which interventions take their persons; none of another fault or register.
pub fn hint(definitions: &Definitions, register: &str, fault: &Fault) -> Option<Label> {
    let register = definitions.register(register).filter(|_| matches!(fault, Fault::NoFile { .. }))?;
    let mut files: BTreeSet<String> =
        readers(definitions, register).map(|of| of.id.place.file.path.display().to_string()).collect();
    if files.is_empty() {
        return None;
    }
    let mut sources = definitions.variables.iter().flat_map(|variable| &variable.from);
    if !sources.any(|source| source.register.value == register.id.value) {
        files.insert(register.id.place.file.path.display().to_string());
    }
    let files: Vec<String> = files.into_iter().collect();
    let (og, and) = (files.join(" og "), files.join(" and "));
    Some(match register.provenance {
        Provenance::Illustrative => Label {
            da: format!("registret er et opdigtet eksempel, som ingen myndighed leverer: fjern {og}"),
            en: format!("the register is a made-up example that no authority delivers: remove {and}"),
        },
        _ => Label {
            da: format!("lever listen over personer, eller fjern {og} for at bygge uden indsatsen"),
            en: format!("deliver the list of persons, or remove {and} to build without the intervention"),
        },
    })
}

/// The interventions that take participants or listed controls from a register.
fn readers<'a>(definitions: &'a Definitions, register: &Register) -> impl Iterator<Item = &'a Intervention> {
    let id = register.id.value.clone();
    definitions.interventions.iter().filter(move |of| {
        let listed = match &of.controls {
            Controls::List { register, .. } => register.value == id,
            _ => false,
        };
        of.participants.register.value == id || listed
    })
}
