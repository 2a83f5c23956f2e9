//! Rebuilds the knowledge database of *Den Socialøkonomiske Investeringsmodel* (SØM) from national registers, and
//! calculates with it.
//!
//! # The house: one way through, top to bottom
//!
//! Each line is a crate of the workspace, a folder below `src/`. A crate knows only crates above it, and Cargo holds it to
//! that.
//!
//! | crate | rooms | owns |
//! |---|---|---|
//! | [`foundation`] | [`words`], [`tables`], [`error`], [`staging`] | the terms, the rows of every table, what stops a command |
//! | [`statistics`] | [`estimate`], [`inference`] | coefficients and errors; t, p and intervals |
//! | [`definitions`] | [`definitions`], [`plan`] | what analysts write, held against itself, and every regression it implies |
//! | [`engine`] | [`registers`], [`cache`], [`persons`], [`variables`], [`cohort`], [`moments`] | from extracts to cohorts and what a regression needs of them |
//! | [`regress`] | | any regression from rows: Parquet files to cells to fits |
//! | [`regressions`] | | planned regressions on moments, with the status of each |
//! | [`release`] | [`disclosure`], [`control`](release::control), [`assemble`](release::assemble), [`knowledge`], [`export`] | what may leave; a release: written, read, verified |
//! | [`calculation`] | [`case`], [`calculator`] | a case file and a release to inputs; inputs to a result |
//! | [`show`] | | tables, charts, reports and workbooks: one look for all faces |
//! | [`synth`] | | extracts with a planted truth |
//! | [`check`] | | test persons against definitions, extracts against registers |
//! | [`rebuild`] | | a build: the order of the steps |
//! | [`cli`] | | a face: the command line |
//!
//! The pages are in [`docs`].

pub mod docs;

pub use calculation::{calculator, case};
pub use definitions::plan;
pub use engine::{cache, cohort, moments, persons, registers, variables};
pub use foundation::{error, staging, tables, words};
pub use release::{disclosure, export, knowledge};
pub use statistics::{estimate, inference};
pub use {
    calculation, check, cli, definitions, engine, foundation, rebuild, regress, regressions, release, show, statistics,
    synth,
};
