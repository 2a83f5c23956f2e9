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
mod own;
mod price_year;
mod quality;
mod resolve;
mod resolve_consequences;
mod resolve_own;
mod resolve_prices;
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

use definitions::mistake::{Mistakes, Report};
use definitions::source::SourceFile;
use definitions::table;
use foundation::error::{Error, Kind, Result, RoomError};
use foundation::tables::Database;

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

/// Reads a case file and resolves it against a release.
///
/// # Errors
/// A file that can't be read, or all mistakes in it.
pub fn read(path: &Path, database: &Database) -> Result<Inputs> {
    let file = encoding::open(path)?;
    parse(&file, database).map_err(|mistakes| CaseMistakes(mistakes).into())
}

/// Resolves the text of a case against a release.
///
/// # Errors
/// All mistakes of the case, in order of line.
pub fn parse(file: &Arc<SourceFile>, database: &Database) -> std::result::Result<Inputs, Mistakes> {
    let report = Report::default();
    let inputs = if encoding::check(file, &report) {
        table::read_file(file, &report, |top| {
            let case = case_file::CaseFile::read(top);
            resolve::resolve(&case, database, &report)
        })
    } else {
        None
    };
    let found = report.into_result();
    match (found, inputs) {
        (Ok(()), Some(inputs)) => Ok(inputs),
        (Err(mistakes), _) => Err(mistakes),
        // What can't be resolved has left a mistake; an empty list would be the program's own fault, shown as such.
        (Ok(()), None) => Err(Mistakes(Vec::new())),
    }
}
