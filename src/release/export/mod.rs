//! A release in the file types that others read: text, workbook, SQLite, a described data package, and the way out of the
//! secure room.
//!
//! Owns the shape of those files, and says of every table and column what the schema says. Owns no figures: every cell is the
//! release's own.

mod frictionless;
pub mod heading;
mod sqlite;
mod transfer;
mod workbook;

use std::path::Path;

use foundation::error::{Error, Result};
use foundation::tables::Database;
use foundation::tables::view::{View, plain};

pub use transfer::transfer;

/// A file type that a release can be exported to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// A folder with one comma-separated file for each table.
    Csv,
    /// One workbook: a sheet with a filtered table for each table, headings in Danish.
    Xlsx,
    /// One SQLite database: keys, references, and the views that a calculator wants.
    Sqlite,
    /// A folder with a Frictionless data package: comma-separated files described by `datapackage.json`.
    Frictionless,
}

/// Writes a release to a new file or folder.
///
/// # Errors
/// A place that is taken or can't be written; tables that are too large for the file type.
pub fn export(database: &Database, kind: Kind, to: &Path) -> Result<()> {
    if to.symlink_metadata().is_ok() {
        return Err(Error::output(to, "it is there already"));
    }
    let views = database.views().map_err(Error::internal)?;
    let parent = to.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Written beside and renamed, so that a stopped export leaves nothing that looks whole.
    let beside =
        tempfile::Builder::new().prefix(".export.").tempdir_in(parent).map_err(|e| Error::output(parent, e))?;
    let written = beside.path().join("written");
    match kind {
        Kind::Csv => folder(&written, &files(&views)?)?,
        Kind::Frictionless => {
            let mut files = files(&views)?;
            files.push(("datapackage.json".to_owned(), frictionless::descriptor(database, &views, &files)?));
            folder(&written, &files)?;
        }
        Kind::Xlsx => {
            let bytes = workbook::workbook(&views)?;
            std::fs::write(&written, bytes).map_err(|e| Error::output(to, e))?;
        }
        Kind::Sqlite => sqlite::write(&written, &views).map_err(|e| Error::output(to, e))?,
    }
    std::fs::rename(&written, to).map_err(|e| Error::output(to, e))
}

fn folder(to: &Path, files: &[(String, Vec<u8>)]) -> Result<()> {
    std::fs::create_dir(to).map_err(|e| Error::output(to, e))?;
    for (name, bytes) in files {
        let path = to.join(name);
        std::fs::write(&path, bytes).map_err(|e| Error::output(&path, e))?;
    }
    Ok(())
}

/// One comma-separated file for each table: a line of column names, nulls as nothing.
fn files(views: &[View]) -> Result<Vec<(String, Vec<u8>)>> {
    let internal = |e: csv::Error| Error::internal(e.to_string());
    views
        .iter()
        .map(|view| {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(view.columns.iter().map(|column| column.name)).map_err(internal)?;
            for row in &view.rows {
                writer.write_record(row.iter().map(plain)).map_err(internal)?;
            }
            let bytes = writer.into_inner().map_err(|e| Error::internal(e.to_string()))?;
            Ok((format!("{}.csv", view.name), bytes))
        })
        .collect()
}

/// A reference from columns of one table to columns of another.
pub struct Reference {
    /// The table that refers.
    pub table: &'static str,
    /// Its columns.
    pub columns: &'static [&'static str],
    /// The table referred to, by columns of the same names.
    pub to: &'static str,
}

/// Every reference between tables.
pub const REFERENCES: &[Reference] = &[
    Reference { table: "subgroups", columns: &["target_group"], to: "target_groups" },
    Reference { table: "success_measures", columns: &["target_group"], to: "target_groups" },
    Reference { table: "cohorts", columns: &["target_group", "subgroup"], to: "subgroups" },
    Reference { table: "cohorts", columns: &["target_group", "success_measure"], to: "success_measures" },
    Reference { table: "fits", columns: &["target_group", "subgroup"], to: "subgroups" },
    Reference { table: "fits", columns: &["target_group", "success_measure"], to: "success_measures" },
    Reference { table: "fits", columns: &["consequence"], to: "consequences" },
    Reference {
        table: "estimates",
        columns: &["target_group", "subgroup", "success_measure", "consequence", "follow_up_year"],
        to: "fits",
    },
    Reference {
        table: "covariances",
        columns: &["target_group", "subgroup", "success_measure", "consequence", "follow_up_year"],
        to: "fits",
    },
    Reference { table: "prices", columns: &["consequence"], to: "consequences" },
    Reference { table: "prices", columns: &["target_group"], to: "target_groups" },
    Reference { table: "effects", columns: &["target_group"], to: "target_groups" },
    Reference { table: "experiences", columns: &["target_group"], to: "target_groups" },
    Reference { table: "experiences", columns: &["target_group", "success_measure"], to: "success_measures" },
    Reference { table: "qualifications", columns: &["target_group"], to: "target_groups" },
    Reference { table: "qualifications", columns: &["consequence"], to: "consequences" },
];
