//! A session of calculations with one release: opened and verified once, then any number of cases.
//!
//! Owns the order of a calculation (verify, read, resolve, calculate) and what it is compared with: a companion, or an earlier
//! release. The command line and a web page share it. Owns no presentation and no choice of files.

use std::path::Path;

use calculation::calculator::compare::CaseSummary;
use calculation::calculator::{self, CaseResult, Outline};
use calculation::case::{self, Case, Inputs};
use foundation::error::Result;
use foundation::tables::Database;
use foundation::tables::companion::Companion;
use release::knowledge;
use toml_files::mistake::Mistakes;
use toml_files::source::SourceFile;

/// A verified release, with what cases are compared with.
#[derive(Debug)]
pub struct Session {
    /// The release.
    pub database: Database,
    companion: Option<Companion>,
    against: Option<Database>,
}

/// A case with one release.
#[derive(Debug, Clone)]
pub struct Calculation {
    /// The inputs as they were resolved.
    pub inputs: Inputs,
    /// The result, with those of the scenarios.
    pub result: CaseResult,
}

/// The outline of a case with one release.
#[derive(Debug, Clone)]
pub struct CaseOutline {
    /// The inputs as they were resolved.
    pub inputs: Inputs,
    /// The outline of the result.
    pub outline: Outline,
}

/// A case, and the same case with the earlier release where the session has one.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// With the release of the session.
    pub now: Calculation,
    /// With the earlier release.
    pub then: Option<Calculation>,
}

impl Session {
    /// Verifies and reads a release. Figures for a committee must not come from a damaged table.
    ///
    /// # Errors
    /// A release that does not verify or cannot be read.
    pub fn open(release: &Path) -> Result<Session> {
        Ok(Session { database: knowledge::read_verified(release)?, companion: None, against: None })
    }

    /// The same session with the companion of its release: results then hold those of every published fit as well.
    ///
    /// # Errors
    /// A companion of another release, or one that cannot be read.
    pub fn with_companion(self, folder: &Path, release: &Path) -> Result<Session> {
        Ok(Session { companion: Some(knowledge::read_companion(folder, release)?), ..self })
    }

    /// The same session with an earlier release to compare with.
    ///
    /// # Errors
    /// A release that does not verify or cannot be read.
    pub fn with_earlier(self, release: &Path) -> Result<Session> {
        Ok(Session { against: Some(knowledge::read_verified(release)?), ..self })
    }

    /// Calculates a case file.
    ///
    /// # Errors
    /// A file that cannot be read, or all mistakes in it.
    pub fn calculate(&self, path: &Path) -> Result<Comparison> {
        Ok(Comparison {
            now: self.calculation(case::read_with_scenarios(path, &self.database)?),
            then: match &self.against {
                Some(earlier) => Some(Calculation::of(case::read(path, earlier)?)),
                None => None,
            },
        })
    }

    /// Calculates the text of a case with the release of the session, as a form would write it.
    ///
    /// # Errors
    /// All mistakes of the case.
    pub fn calculate_text(&self, file: &std::sync::Arc<SourceFile>) -> std::result::Result<Calculation, Mistakes> {
        Ok(self.calculation(case::parse_with_scenarios(file, &self.database)?))
    }

    /// The outline of the text of a case with the release of the session. Scenarios are checked, and not calculated.
    ///
    /// # Errors
    /// All mistakes of the case and its scenarios.
    pub fn outline_text(&self, file: &std::sync::Arc<SourceFile>) -> std::result::Result<CaseOutline, Mistakes> {
        let Case { inputs, .. } = case::parse_with_scenarios(file, &self.database)?;
        let outline = calculator::outline(&inputs);
        Ok(CaseOutline { inputs, outline })
    }

    /// A case file by itself, to be ranked among others.
    ///
    /// # Errors
    /// A file that cannot be read, or all mistakes in it.
    pub fn summary(&self, path: &Path) -> Result<CaseSummary> {
        let Calculation { inputs, result } = Calculation::of(case::read(path, &self.database)?);
        Ok(CaseSummary::of(&inputs, &result))
    }

    fn calculation(&self, case: Case) -> Calculation {
        let Case { inputs, scenarios } = case;
        let all_fits = self.companion.as_ref().map(|of| case::with_all_fits(&inputs, &self.database, of));
        let result = match all_fits {
            Some(all_fits) => calculator::calculate_with_all_fits(&inputs, &all_fits),
            None => calculator::calculate(&inputs),
        };
        let scenarios = scenarios.into_iter().map(calculator::calculate_scenario).collect();
        Calculation { inputs, result: CaseResult { scenarios, ..result } }
    }
}

impl Calculation {
    fn of(inputs: Inputs) -> Calculation {
        let result = calculator::calculate(&inputs);
        Calculation { inputs, result }
    }
}
