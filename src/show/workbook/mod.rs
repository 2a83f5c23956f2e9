//! A case as a workbook with formulas and without macros: result, inputs, an extract of the database, the calculation and the
//! caveats.
//!
//! Green cells are inputs. Every formula carries the engine's figure as its result, so that programs that do not recalculate
//! show the right numbers, and a test can compare the two. Uncertainty comes from the engine's draws and is not recalculated. A scenario has
//! sheets of its own, whose cells follow those of the case but where they differ.
//! The same case gives the same bytes.

mod break_even;
mod calculation;
mod case;
mod caveats;
mod cells;
mod control_group;
mod cost_lists;
mod database;
mod fixed_figures;
mod green_cells;
mod inputs;
mod limits;
mod limits_table;
mod lists;
mod profile;
mod rate;
mod result;
mod scenarios;
mod sheet;
mod timeline;
mod weights;
mod years;

use std::io::{Cursor, Read};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use ::calculation::calculator::CaseResult;
use ::calculation::case::Inputs;
use foundation::error::{Error, Kind, Result};
use foundation::words::Language;

use case::Case;
use green_cells::GreenCells;

/// The workbook's bytes.
///
/// # Errors
/// A text of the release that is longer than a cell holds.
pub fn workbook(inputs: &Inputs, result: &CaseResult, language: Language) -> Result<Vec<u8>> {
    check_texts(inputs)?;
    written(&Case { inputs, result, language, scenario: 0, followed: GreenCells::new() })
        .map_err(|error| Error::internal(format!("the workbook: {error}")))
}

/// The characters that a cell holds.
const MOST_LETTERS: usize = 32_767;

/// Refuses texts of a release that no cell holds. Those of a case have limits of their own.
fn check_texts(inputs: &Inputs) -> Result<()> {
    let group = &inputs.group;
    let labels = [&group.target_group_label, &group.subgroup_label, &group.success_measure_label];
    let sources = inputs.price_indices.iter().map(|index| index.source.as_str());
    let mut texts: Vec<(String, &str)> =
        sources.map(|source| ("the source of a price index".to_owned(), source)).collect();
    texts.extend(
        labels
            .iter()
            .flat_map(|label| [&label.da, &label.en])
            .map(|text| (format!("a label of the target group `{}`", group.target_group), text.as_str())),
    );
    for consequence in &inputs.consequences {
        let of = |what: &str| format!("{what} of the consequence `{}`", consequence.id);
        texts.extend([&consequence.label.da, &consequence.label.en].map(|text| (of("a label"), text.as_str())));
        texts.extend(consequence.prices.iter().map(|price| (of("the source of a price"), price.source.as_str())));
    }
    match texts.into_iter().find(|(_, text)| text.chars().count() > MOST_LETTERS) {
        Some((what, text)) => {
            let letters = text.chars().count();
            let message = format!("{what} has {letters} characters: a cell of a workbook holds {MOST_LETTERS}");
            Err(Error::new(Kind::Output, message, "write the result as .html, or shorten the text in the definitions"))
        }
        None => Ok(()),
    }
}

/// The date in every workbook; programs that save one write the time of saving.
const CREATED: (u16, u8, u8) = (2020, 1, 1);

/// Whether a file was not written by [`workbook`], or was saved by another program since.
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
    let mut followed = inputs.inputs().clone();
    followed.extend(database.inputs().clone());
    let (mut scenarios, of_scenarios) = scenarios::sheets(case, &timeline, &followed, &mut checks)?;
    let limits = limits_table::table(case, &mut inputs, cells.end, &checks)?;
    scenarios.iter_mut().try_for_each(|sheet| limits.line(sheet))?;
    let result = result::sheet(case, &extract, &timeline, &limits)?;
    let caveats = caveats::sheet(case)?;
    // The result comes first, then the sheets that it is calculated from; those of scenarios are last.
    let profile = profile::sheet(case)?;
    let control_group = control_group::sheet(case)?;
    let sheets = std::iter::once(result).chain(scenarios).chain([inputs, database, calculation, caveats]);
    for sheet in sheets.chain(control_group).chain(profile).chain(of_scenarios) {
        workbook.push_worksheet(sheet.finish()?);
    }
    workbook.save_to_buffer()
}
