//! The sheet of who is in the cohorts that the estimates compare.

use rust_xlsxwriter::XlsxError;

use super::case::Case;
use super::sheet::Sheet;
use crate::profile;

/// The columns that the explanation spans, and about how many letters they hold.
const COLUMNS: u16 = 7;
const LETTERS: usize = 120;

/// Writes the sheet; none where the release has no profile of the case's group.
pub fn sheet(case: &Case<'_>) -> Result<Option<Sheet>, XlsxError> {
    let rows: Vec<_> = case.inputs.group.profile.iter().collect();
    let Some(listing) = profile::listing(&rows, case.language) else { return Ok(None) };
    let mut sheet = Sheet::new(case.say("Profil", "Profile"), case)?;
    sheet.widths(0, 1, 32)?;
    sheet.widths(2, COLUMNS - 1, 14)?;
    let group = &case.inputs.group;
    let (of, success) = (group.target_group_label.get(case.language), group.success_measure_label.get(case.language));
    sheet.heading(0, &format!("{of}: {success}"))?;
    sheet.paragraph(1, COLUMNS, LETTERS, profile::explanation(case.language))?;
    let names: Vec<&str> = listing.headers.iter().map(|(name, _)| name.as_str()).collect();
    sheet.headers(3, &names)?;
    for (at, row) in (4u32..).zip(&listing.rows) {
        for (column, cell) in (0u16..).zip(row) {
            sheet.wrapped(at, column, cell)?;
        }
    }
    Ok(Some(sheet))
}
