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
mod result;
mod sheet;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use ::calculation::calculator::CaseResult;
use ::calculation::case::Inputs;
use foundation::error::{Error, Result};
use foundation::words::Language;

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
    written(&Case { inputs, result, language }).map_err(|error| Error::internal(format!("the workbook: {error}")))
}

fn written(case: &Case<'_>) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The time of writing would change the bytes of the same case.
    let created = ExcelDateTime::from_ymd(2020, 1, 1)?;
    let properties = DocProperties::new().set_title(&case.inputs.intervention.name).set_creation_datetime(&created);
    workbook.set_properties(&properties);
    let (inputs, cells) = inputs::sheet(case)?;
    let (database, extract) = database::sheet(case, &cells)?;
    let (calculation, timeline) = calculation::sheet(case, &cells, &extract)?;
    let result = result::sheet(case, &extract, &timeline)?;
    let caveats = caveats::sheet(case)?;
    // The result comes first, then the sheets that it is calculated from.
    for sheet in [result, inputs, database, calculation, caveats] {
        workbook.push_worksheet(sheet);
    }
    workbook.save_to_buffer()
}
