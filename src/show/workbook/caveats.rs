//! The sheet of caveats, quality assurance and the user's overrides.

use rust_xlsxwriter::XlsxError;

use super::case::Case;
use super::sheet::Sheet;
use crate::case::notes::sentence;
use crate::case::{changes, quality};
use crate::table::Listing;

/// The columns that sentences span, and about how many letters they hold.
const COLUMNS: u16 = 4;
const LETTERS: usize = 170;

/// Writes the sheet.
pub fn sheet(case: &Case<'_>) -> Result<Sheet, XlsxError> {
    let mut sheet = Sheet::new(case.say("Forbehold", "Caveats"), case)?;
    sheet.widths(0, COLUMNS - 1, 40)?;
    sheet.heading(0, case.say("Forbehold", "Caveats"))?;
    let mut at = 1;
    for note in &case.result.notes {
        sheet.paragraph(at, COLUMNS, LETTERS, &sentence(case.inputs, note, case.language))?;
        at += 1;
    }
    let checks = quality::checks(case.inputs, case.result, case.language);
    for listing in std::iter::once(checks).chain(changes::changes(case.inputs, case.language)) {
        at = listed(&mut sheet, at + 1, &listing)?;
    }
    Ok(sheet)
}

fn listed(sheet: &mut Sheet, from: u32, listing: &Listing) -> Result<u32, XlsxError> {
    let names: Vec<&str> = listing.headers.iter().map(|(name, _)| name.as_str()).collect();
    sheet.headers(from, &names)?;
    let mut at = from + 1;
    for row in &listing.rows {
        for (column, cell) in (0u16..).zip(row) {
            sheet.wrapped(at, column, cell)?;
        }
        sheet.lines(at, LETTERS / usize::from(COLUMNS), row.iter().map(String::as_str))?;
        at += 1;
    }
    Ok(at)
}
