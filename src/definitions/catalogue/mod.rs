//! Definitions of registers compared with a catalogue of registers and variables.
//!
//! Owns the match of a definition with a register of the catalogue and the list of disagreements. Does not own files: the
//! caller reads the catalogue's rows.

mod columns;
mod comparison;
mod dataset;
mod name;
mod row;

pub use comparison::Disagreement;
pub use name::row_of_register;
pub use row::CatalogueRow;

use crate::register::Register;
use crate::set::Definitions;
use comparison::{Comparison, disagreement};
use foundation::words::{Label, Provenance};
use name::names;

/// All disagreements of the registers of `definitions` with a catalogue, in the order of the definitions. Examples, whose provenance
/// is illustrative, are in no catalogue.
pub fn disagreements(definitions: &Definitions, catalogue: &[CatalogueRow]) -> Vec<Disagreement> {
    let registers = definitions.registers.iter().filter(|register| register.provenance != Provenance::Illustrative);
    registers.flat_map(|register| of_register(register, &definitions.registers, catalogue)).collect()
}

fn of_register(register: &Register, registers: &[Register], catalogue: &[CatalogueRow]) -> Vec<Disagreement> {
    let Some(known) = row_of_register(register, catalogue) else {
        let sentence = Label {
            da: format!("kataloget har intet register {}", names(register).join(" eller ")),
            en: format!("the catalogue has no register {}", names(register).join(" or ")),
        };
        return vec![disagreement(register, "files", "unknown_register", sentence)];
    };
    let mut comparison = Comparison::new(register, known, catalogue);
    comparison.kind();
    comparison.delivery();
    comparison.datasets();
    comparison.years();
    comparison.parent(registers, catalogue);
    // Of some registers the catalogue lists no variables.
    if !comparison.variables.is_empty() {
        comparison.person();
        comparison.weeks();
        comparison.months();
        comparison.columns();
    }
    comparison.found
}

impl Comparison<'_> {
    fn kind(&mut self) {
        let (name, known, kind) = (&self.known.register, &self.known.kind, self.register.kind.word());
        // Rows without days of their own have those of their parent rows, and the kind that these days make of them.
        let is_placed_by_parent = self.register.parent.is_some() && self.register.kind.time_columns().is_empty();
        if !self.register.kind.fits_catalogue(known) && !is_placed_by_parent {
            let sentence = Label {
                da: format!("{name} er af slagsen `{known}`; definitionen siger `{}`", kind.word()),
                en: format!("{name} is of kind `{known}`; the definition declares `{}`", kind.word()),
            };
            self.report("kind", "kind", sentence);
        }
    }

    /// A register that comes in yearly datasets has the year in its paths, or in a column; one that comes whole has no year in them.
    fn delivery(&mut self) {
        let name = &self.known.register;
        let by_year = self.register.files.iter().all(|path| path.contains("{year}"));
        let delivered = self.known.delivered.as_str();
        let sentence =
            if delivered.starts_with("cumulative") && self.register.files.iter().any(|path| path.contains("{year}")) {
                Label {
                    da: format!("{name} er ét datasæt med alle år; stierne nævner et `{{year}}`"),
                    en: format!("{name} is one dataset of all years; the paths name a `{{year}}`"),
                }
            } else if delivered.starts_with("yearly") && !by_year && self.register.kind.year_column().is_none() {
                Label {
                    da: format!("{name} er et datasæt om året; stierne nævner intet `{{year}}`"),
                    en: format!("{name} is a dataset a year; the paths name no `{{year}}`"),
                }
            } else {
                return;
            };
        self.report("files", "delivery", sentence);
    }

    fn years(&mut self) {
        let known = self.known;
        let (covered, files) = (self.register.covers.years(), self.register.file_years());
        // A school year is in the dataset of the year that it begins or ends in, which can be another than those covered.
        let read = match self.is_by_year() {
            true => (("reads datasets of", "læser datasæt af"), files),
            false => (("covers", "dækker"), covered.clone()),
        };
        for ((word, ord), years) in [(("covers", "dækker"), covered), read] {
            let (Some(first), Some(last)) = (years.first(), years.last()) else { continue };
            let before = known.first.is_some_and(|known| *first < known);
            let after = known.last.is_some_and(|known| *last > known);
            if before || after {
                let year = |year: Option<i32>| year.map_or_else(String::new, |year| year.to_string());
                let (from, to, name) = (year(known.first), year(known.last), &known.register);
                let sentence = Label {
                    da: format!("{name} har årene {from} til {to}; definitionen {ord} {first} til {last}"),
                    en: format!("{name} has the years {from} to {to}; the definition {word} {first} to {last}"),
                };
                return self.report("covers", "years", sentence);
            }
        }
    }
}
