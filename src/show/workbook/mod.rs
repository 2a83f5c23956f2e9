//! A case as a workbook with formulas and without macros: result, inputs, an extract of the database, the calculation and the
//! caveats.
//!
//! Green cells are inputs. Every formula carries the engine's figure as its result, so that programs that do not recalculate
//! show the right numbers, and a test can compare the two. Uncertainty comes from the engine's draws and is not recalculated.
//! The same case gives the same bytes.

mod calculation;
mod caveats;
mod database;
mod inputs;
mod limits;
mod limits_table;
mod result;
mod sheet;
mod weights;

use std::io::{Cursor, Read};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use ::calculation::calculator::CaseResult;
use ::calculation::case::Inputs;
use foundation::error::{Error, Result};
use foundation::words::{CostBasis, Language};

/// The case of a workbook.
struct Case<'a> {
    inputs: &'a Inputs,
    result: &'a CaseResult,
    language: Language,
}

impl Case<'_> {
    fn say(&self, da: &'static str, en: &'static str) -> &'static str {
        super::say(self.language, da, en)
    }
}

/// The workbook's bytes.
///
/// # Errors
/// None that a user can cause.
pub fn workbook(inputs: &Inputs, result: &CaseResult, language: Language) -> Result<Vec<u8>> {
    if let Some(what) = beyond(inputs) {
        let hint = "write the result as .html, or give --format csv: these hold every line";
        return Err(Error::usage(format!("a workbook does not hold {what}"), hint));
    }
    written(&Case { inputs, result, language }).map_err(|error| Error::internal(format!("the workbook: {error}")))
}

/// Whether the formulas of the sheets hold a basis of costs.
fn holds(basis: CostBasis) -> bool {
    !matches!(basis, CostBasis::PerCompleted | CostBasis::PerSuccess | CostBasis::InYear)
}

/// What a case has that the formulas of the sheets do not hold; a workbook without it would show another result.
fn beyond(inputs: &Inputs) -> Option<&'static str> {
    if !inputs.intervention.participants_by_year.is_empty() {
        return Some("participants that differ by year");
    }
    if inputs.effect.optimism.is_some() {
        return Some("a correction for optimism");
    }
    let mut costs = inputs.costs.iter().chain(&inputs.displaced);
    (!costs.all(|cost| holds(cost.basis))).then_some("costs per completion, per success or in a stated year")
}

/// The date in every workbook; programs that save one write the time of saving.
const CREATED: (u16, u8, u8) = (2020, 1, 1);

/// Whether a file is no workbook of [`workbook`], or was saved by another program since.
pub fn is_edited(bytes: &[u8]) -> bool {
    let part = |name: &str| -> Option<String> {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
        let mut text = String::new();
        archive.by_name(name).ok()?.read_to_string(&mut text).ok()?;
        Some(text)
    };
    let (year, month, day) = CREATED;
    let unchanged = format!("{year}-{month:02}-{day:02}T00:00:00Z</dcterms:modified>");
    // Excel writes the time of saving, and LibreOffice its own name.
    let is_own = part("docProps/core.xml").is_some_and(|text| text.contains(&unchanged))
        && part("docProps/app.xml").is_some_and(|text| text.contains("<Application>Microsoft Excel</Application>"));
    !is_own
}

fn written(case: &Case<'_>) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The time of writing would change the bytes of the same case.
    let (year, month, day) = CREATED;
    let created = ExcelDateTime::from_ymd(year, month, day)?;
    let properties = DocProperties::new().set_title(&case.inputs.intervention.name).set_creation_datetime(&created);
    workbook.set_properties(&properties);
    let (mut inputs, cells) = inputs::sheet(case)?;
    let (database, extract) = database::sheet(case, &cells)?;
    let (calculation, timeline) = calculation::sheet(case, &cells, &extract)?;
    let mut checks = std::mem::take(&mut inputs.checks);
    checks.extend(database.checks.iter().cloned());
    checks.push(limits_table::room(
        case,
        [&cells.years, &cells.years_to_completion, &cells.horizon],
        timeline.rows.len(),
    ));
    let limits = limits_table::table(case, &mut inputs, cells.end, &checks)?;
    let result = result::sheet(case, &extract, &timeline, &limits)?;
    let caveats = caveats::sheet(case)?;
    // The result comes first, then the sheets that it is calculated from.
    for sheet in [result, inputs, database, calculation, caveats] {
        workbook.push_worksheet(sheet.finish()?);
    }
    workbook.save_to_buffer()
}
