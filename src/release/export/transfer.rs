//! The transfer folder: every table in file types that may be exported from the secure room, small and described, with what the output
//! checker needs to see.

use rayon::prelude::*;

use super::checker::checker;
use super::workbook;
use crate::knowledge::manifest::Comparison;
use crate::view::{self, View};
use definitions::disclosure::Policy;
use foundation::error::{Error, Result};
use foundation::tables::Database;
use foundation::tables::audit::DisclosureRow;

/// The files of `transfer/`, by name: a text for each table, from which `som import` rebuilds it, a workbook for eyes, the
/// checker's summary, and what all of them are.
///
/// # Errors
/// Internal errors only.
pub fn transfer(
    database: &Database,
    policy: &Policy,
    decisions: &[DisclosureRow],
    comparison: &Comparison,
) -> Result<Vec<(String, Vec<u8>)>> {
    let views = view::views(database).map_err(Error::internal)?;
    let texts = || {
        let text =
            |view: &View| Ok((format!("{}.tsv", view.name), view.to_tsv().map_err(Error::internal)?.into_bytes()));
        views.par_iter().map(text).collect::<Vec<Result<_>>>()
    };
    let page = || checker(database, policy, decisions, comparison, &views).into_bytes();
    let (workbook, (texts, page)) = rayon::join(|| workbook::workbook(&views), || rayon::join(texts, page));
    let mut files: Vec<(String, Vec<u8>)> = texts.into_iter().collect::<Result<_>>()?;
    files.push(("release.xlsx".to_owned(), workbook?));
    files.push(("checker.html".to_owned(), page));
    files.push(("README.txt".to_owned(), readme(database, &views).into_bytes()));
    Ok(files)
}

fn readme(database: &Database, views: &[View]) -> String {
    let mut text = format!(
        "Release {} of the SØM knowledge database, to be taken out of the secure room.\n\n\
         Aggregated figures only; no row is of a person. What was held back, rounded and why: checker.html.\n\n",
        database.release
    );
    let mut line = |file: &str, what: &str| text.push_str(&format!("{file:<24}{what}\n"));
    for view in views {
        line(&format!("{}.tsv", view.name), &format!("{} rows, tab-separated. {}", view.rows.len(), view.about));
    }
    line("release.xlsx", "the same tables as one workbook, for reading");
    line("checker.html", "the decisions of disclosure control, for the output checker");
    line("manifest.txt", "what the release holds and was made from, by hash (JSON)");
    text.push_str(
        "\nOutside: `som import FOLDER` rebuilds the release from the .tsv files and manifest.txt, and verifies it.\n",
    );
    text
}
