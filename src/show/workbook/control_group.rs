//! The sheet of an intervention's control group: its balance, and what a lot says beside its estimates.

use rust_xlsxwriter::XlsxError;

use super::case::Case;
use super::sheet::Sheet;
use crate::case::labels::item_label;
use crate::control_group::{balance, heading, lots, of_case, sentence};

/// The columns that the sentence spans, and about how many letters they hold.
const COLUMNS: u16 = 8;
const LETTERS: usize = 130;

/// Writes the sheet; none for a target group.
pub fn sheet(case: &Case<'_>) -> Result<Option<Sheet>, XlsxError> {
    let Some(of) = of_case(case.inputs) else { return Ok(None) };
    let mut sheet = Sheet::new(case.say("Kontrolgruppe", "Control group"), case)?;
    sheet.widths(0, 0, 40)?;
    sheet.widths(1, COLUMNS - 1, 14)?;
    sheet.heading(0, heading(case.language))?;
    sheet.paragraph(1, COLUMNS, LETTERS, &sentence(&of, case.language))?;
    let name = |id: &str| item_label(case.inputs, id, case.language).to_owned();
    let mut at = 3;
    for listing in [balance(&of, case.language), lots(&of, &name, case.language)].into_iter().flatten() {
        sheet.heading(at, &listing.title)?;
        let names: Vec<&str> = listing.headers.iter().map(|(name, _)| name.as_str()).collect();
        sheet.headers(at + 1, &names)?;
        at += 2;
        for row in &listing.rows {
            for (column, cell) in (0u16..).zip(row) {
                if column == 0 { sheet.wrapped(at, column, cell)? } else { sheet.right(at, column, cell)? }
            }
            at += 1;
        }
        at += 1;
    }
    Ok(Some(sheet))
}
