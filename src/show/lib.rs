//! What a reader sees: tables, JSON and CSV in one look for all faces.
//!
//! Owns wording, number formats and layout, in Danish and English. Owns no figures, and writes to no file: every function
//! returns text, or a workbook's bytes.

pub mod case;
pub mod chart;
pub mod diff;
pub mod experiences;
pub mod number;
pub mod page;
pub mod report;
pub mod table;
pub mod trace;

/// The form of what is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Table,
    /// Everything, for programs.
    Json,
    /// One list, for spreadsheets.
    Csv,
}
