//! Rebuilds the knowledge database of *Den Socialøkonomiske Investeringsmodel* (SØM) from national registers, and
//! calculates with it.
//!
//! # The crates, top to bottom
//!
//! Each row is a crate of the workspace, a folder below `src/`. A crate knows only crates above it; Cargo enforces this.
//! The page [`docs::house`] has the whole picture, with the rooms of each crate.
//!
//! | crate | owns |
//! |---|---|
//! | [`foundation`] | the terms, the rows of every table, keys, errors, staged files |
//! | [`toml_files`] | TOML files with every mistake at its place |
//! | [`statistics`] | coefficients and standard errors; t, p and intervals |
//! | [`designs`] | control groups for interventions: balance, gate, effects on participants and by lot |
//! | [`sql`] | row-wise SQL on Arrow arrays |
//! | [`definitions`] | the analysts' files, their checks, and the plan of regressions |
//! | [`engine`] | from extracts, or another engine's results, to cohorts and moments |
//! | [`scripts`] | the part of a build that grows with rows, as SQL for another engine |
//! | [`regress`] | regressions from the rows of any Parquet file |
//! | [`regressions`] | planned regressions on moments, with the status of each |
//! | [`interventions`] | participants and controls from registers, the gate, effects on consequences |
//! | [`release`] | disclosure control; a release: written, read, verified |
//! | [`calculation`] | a case file and the tables of a release to inputs; inputs to a result |
//! | [`session`] | calculations with a verified release |
//! | [`show`] | tables, charts, reports and workbooks |
//! | [`synth`] | synthetic extracts with a planted truth |
//! | [`check`] | test persons against definitions, extracts against registers |
//! | [`rebuild`] | a build: the order of the steps |
//! | [`convert`] | SAS files as Parquet extracts |
//! | [`serve`] | the calculator in the browser |
//! | [`cli`] | the command line |

pub mod docs;

#[cfg(feature = "serve")]
pub use serve;

pub use calculation::{calculator, case};
pub use definitions::plan;
pub use engine::{cache, cohort, moments, persons, registers, results, variables};
pub use foundation::{error, staging, tables, words};
pub use release::{disclosure, export, knowledge};
pub use statistics::{FittedSuccess, LinfaError, SuccessRegression, estimate, inference};
pub use {
    calculation, check, cli, convert, definitions, designs, engine, foundation, interventions, rebuild, regress,
    regressions, release, scripts, session, show, sql, statistics, synth, toml_files,
};
