//! Output: tables, charts, reports, workbooks and data, in Danish and English.
//!
//! Owns wording, number formats and layout: a folder per product (`terminal`, `report`, `workbook`, `charts`), the listings of
//! a case that these share (`case`), how control groups were made (`control_group`), and the rows of JSON and CSV (`rows`). Owns no figures and writes no files: every function
//! returns text, or a workbook's bytes.

pub mod case;
pub mod charts;
pub mod control_group;
pub mod diff;
pub mod number;
pub mod paragraph;
pub mod profile;
pub mod provenance;
pub mod remarks;
pub mod report;
pub mod rows;
pub mod table;
pub mod terminal;
pub mod workbook;

use foundation::text::text;
use foundation::words::Language;

/// The text of one language.
pub const fn say<'a>(language: Language, da: &'a str, en: &'a str) -> &'a str {
    text(da, en).get(language)
}
