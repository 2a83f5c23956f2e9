//! One calculation's inputs: from a case file and a release to [`Inputs`], pure data with every assumption resolved.
//!
//! Owns the form of a case file, what can be wrong with it, and what each choice means against a database: which estimate,
//! price and effect it stands for, and what the user replaced. Owns no arithmetic beyond index factors: that is for
//! `calculator`.

mod all_fits;
mod case_file;
mod cashable;
mod checks;
mod committees;
mod consequences;
mod cost_item;
mod costs;
pub mod declared;
mod effect;
mod encoding;
pub mod inputs;
mod intervention;
mod optimism;
mod own_consequences;
mod price_year;
mod quality;
mod resolve;
mod resolve_consequences;
mod resolve_effect;
mod resolve_own_consequences;
mod resolve_prices;
mod scenario;
mod scope;
mod settings;
mod target_group;
mod uncertainty;
mod units;

use std::path::Path;
use std::sync::Arc;

pub use all_fits::{AllFits, with_all_fits};
pub use declared::{LONGEST_HORIZON, schema, template};
pub use inputs::Inputs;
pub use scenario::Scenario;

use foundation::error::{Error, Kind, Result, RoomError};
use foundation::tables::Database;
use toml_files::mistake::{Mistake, Mistakes, Report};
use toml_files::source::SourceFile;
use toml_files::table;

/// All mistakes of one case or of several.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct CaseMistakes(pub Mistakes);

impl RoomError for CaseMistakes {
    fn kind(&self) -> Kind {
        Kind::Database
    }

    // Each mistake comes with its own.
    fn hint(&self) -> Option<String> {
        None
    }

    fn is_list(&self) -> bool {
        true
    }
}

impl From<CaseMistakes> for Error {
    fn from(mistakes: CaseMistakes) -> Error {
        Error::room(mistakes)
    }
}

/// A case and its scenarios, resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// The inputs of the case.
    pub inputs: Inputs,
    /// Its named variations, in the order of the file.
    pub scenarios: Vec<Scenario>,
}

/// Reads a case file and resolves it against a release, without its scenarios.
///
/// # Errors
/// A file that can't be read, or all mistakes in it.
pub fn read(path: &Path, database: &Database) -> Result<Inputs> {
    read_with_scenarios(path, database).map(|case| case.inputs)
}

/// Reads a case file with its scenarios, and resolves both against a release.
///
/// # Errors
/// A file that can't be read, or all mistakes in it.
pub fn read_with_scenarios(path: &Path, database: &Database) -> Result<Case> {
    let file = encoding::open(path)?;
    parse_with_scenarios(&file, database).map_err(|mistakes| CaseMistakes(mistakes).into())
}

/// Resolves the text of a case against a release, without its scenarios.
///
/// # Errors
/// All mistakes of the case and its scenarios, in order of line.
pub fn parse(file: &Arc<SourceFile>, database: &Database) -> std::result::Result<Inputs, Mistakes> {
    parse_with_scenarios(file, database).map(|case| case.inputs)
}

/// Resolves the text of a case and of its scenarios against a release.
///
/// # Errors
/// All mistakes of the case and its scenarios, in order of line.
pub fn parse_with_scenarios(file: &Arc<SourceFile>, database: &Database) -> std::result::Result<Case, Mistakes> {
    let report = Report::default();
    let (inputs, scenarios) = if encoding::check(file, &report) {
        table::read_file(file, &report, |top| {
            let sections = scenario::read(top);
            let inputs = resolve::resolve(&case_file::CaseFile::read(top), database, &report);
            (inputs, sections.iter().map(|section| section.resolve(top, database)).collect())
        })
    } else {
        (None, Vec::new())
    };
    let (scenarios, of_scenarios): (Vec<Option<Scenario>>, Vec<Vec<Mistake>>) = scenarios.into_iter().unzip();
    let of_case = report.into_result().err().map_or_else(Vec::new, |mistakes| mistakes.0);
    // A scenario repeats the mistakes of the inputs that it leaves as they are.
    let repeated = |mistake: &Mistake| {
        of_case.iter().any(|of| of.place == mistake.place && mistake.message.ends_with(of.message.as_str()))
    };
    let mut all: Vec<Mistake> = of_scenarios.into_iter().flatten().filter(|mistake| !repeated(mistake)).collect();
    all.extend(of_case);
    all.sort_by_key(|mistake| mistake.place.span.start);
    match (all.is_empty(), inputs) {
        (true, Some(inputs)) => Ok(Case { inputs, scenarios: scenarios.into_iter().flatten().collect() }),
        // What can't be resolved has left a mistake; an empty list would be an internal error, shown as such.
        _ => Err(Mistakes(all)),
    }
}
