//! Rebuilds the knowledge database of *Den Socialøkonomiske Investeringsmodel* (SØM) from national registers, and
//! calculates with it.
//!
//! # The house: one way through, top to bottom
//!
//! A room knows only rooms above it on this list.
//!
//! | room | owns |
//! |---|---|
//! | [`words`], [`tables`] | the terms, and the rows of every table |
//! | [`error`], [`unfinished`] | everything that can stop a command, and what is removed when it stops |
//! | [`definitions`] | what analysts write, read and held against itself |
//! | [`registers`] | extracts as they are delivered |
//! | [`persons`] | who lives where and when |
//! | [`variables`] | the one place where SQL meets rows: per person and year, an integer |
//! | [`plan`] | every regression that the definitions imply |
//! | [`cohort`] | entries: person, t = 0, arm, subgroup |
//! | [`moments`] | per cell: what a regression needs |
//! | [`estimate`], [`inference`] | coefficients and errors; t, p and intervals |
//! | [`disclosure`] | what may leave, and how coarse |
//! | [`regress`] | any regression from rows: Parquet files to cells to fits |
//! | [`knowledge`] | a release: written, read, verified |
//! | [`case`], [`calculator`] | a case file and a release to inputs; inputs to a result |
//! | [`export`] | a release in other file types |
//! | [`build`] | the only one that knows the whole way |
//! | [`synth`] | extracts with a planted truth |
//! | [`show`] | tables, charts, reports and workbooks: one look for all faces |
//! | [`cli`] | a face: the command line |
//!
//! The pages are in [`docs`].

pub mod build;
pub mod cache;
pub mod calculator;
pub mod case;
pub mod cli;
pub mod cohort;
pub mod definitions;
pub mod disclosure;
pub mod docs;
pub mod error;
pub mod estimate;
pub mod export;
pub mod inference;
pub mod knowledge;
pub mod moments;
pub mod persons;
pub mod plan;
pub mod registers;
pub mod regress;
pub mod show;
pub mod synth;
pub mod tables;
pub mod unfinished;
pub mod variables;
pub mod words;
