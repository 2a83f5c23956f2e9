//! Scenarios: a sheet that shows them beside the case, and for each the inputs, the extract and the calculation, by formulas.
//!
//! A cell of a scenario that has the value of the case follows the case's green cell; where the scenario differs, the cell is green itself.

use rust_xlsxwriter::XlsxError;

use super::calculation;
use super::case::Case;
use super::fixed_figures::listed;
use super::green_cells::GreenCells;
use super::limits::Check;
use super::sheet::{NumberFormat, Sheet, here};
use super::timeline::Timeline;
use super::{database, inputs, limits_table};
use crate::case::scenarios;
use ::calculation::calculator::CaseResult;
use foundation::words::Payer;

/// The row of the case.
const FIRST: u32 = 4;

/// The sheet of scenarios, and the sheets that each is calculated on; none where the case has no scenarios. Their limits are added to
/// `checks`, those of the case.
///
/// `followed` are the green cells of the case.
pub fn sheets(
    case: &Case<'_>,
    timeline: &Timeline,
    followed: &GreenCells,
    checks: &mut Vec<Check>,
) -> Result<(Option<Sheet>, Vec<Sheet>), XlsxError> {
    if case.result.scenarios.is_empty() {
        return Ok((None, Vec::new()));
    }
    let name = case.say("Scenarier", "Scenarios");
    let mut sheet = Sheet::new(name, case)?;
    sheet.widths(0, 0, 44)?;
    sheet.widths(1, 8, 22)?;
    sheet.heading(0, name)?;
    let meaning = case.say(
        "Scenarierne følger de grønne celler. Hvert har sit eget ark med input, hvor kun det, der er anderledes, er grønt. De to nederste \
         tabeller er beregnet af programmet for de oprindelige tal.",
        "Scenarios follow the green cells. Each has a sheet of inputs of its own, where only what differs is green. The two tables \
         at the end are calculated by the program for the original figures.",
    );
    // Above it is the line of limits.
    sheet.paragraph(2, 6, 130, meaning)?;
    headers(case, &mut sheet, FIRST - 1)?;
    let of_case = case.result.total.present_value;
    let the_case = case.say("Beregningen", "The case");
    row(&mut sheet, (FIRST, of_case), (the_case, case.say("Input", "Inputs")), (timeline, case.result))?;
    let mut of_scenarios = Vec::new();
    for (scenario, number) in case.result.scenarios.iter().zip(1usize..) {
        let own = Case {
            inputs: &scenario.inputs,
            result: &scenario.result,
            language: case.language,
            scenario: number,
            followed: followed.clone(),
        };
        let (mut own_inputs, cells) = inputs::sheet(&own)?;
        let (mut own_database, extract) = database::sheet(&own, &cells)?;
        let (mut own_calculation, own_timeline) = calculation::sheet(&own, &cells, &extract)?;
        let at = FIRST + u32::try_from(number).map_err(|_| XlsxError::RowColumnLimitError)?;
        let of = own.sheet_name("Input", "Inputs");
        row(&mut sheet, (at, of_case), (&scenario.name, &of), (&own_timeline, &scenario.result))?;
        let mut of_inputs = std::mem::take(&mut own_inputs.checks);
        of_inputs.extend(own_database.checks.iter().cloned());
        let years = [&cells.years, &cells.years_to_completion, &cells.horizon];
        of_inputs.push(limits_table::room(&own, years.map(String::as_str), own_timeline.rows.len()));
        let limits = limits_table::table(&own, &mut own_inputs, cells.end, &of_inputs)?;
        let words = case.say("grænserne på scenariets eget ark", "the limits on the scenario's own sheet");
        checks.push(Check::new(scenario.name.clone(), words.to_owned(), format!("SUM({})", limits.counts())));
        own_database.worksheet.set_hidden(true);
        own_calculation.worksheet.set_hidden(true);
        of_scenarios.extend([own_inputs, own_database, own_calculation]);
    }
    let mut at = FIRST + u32::try_from(of_scenarios.len() / 3).map_err(|_| XlsxError::RowColumnLimitError)? + 2;
    let of_draws = scenarios::results(case.result, case.language);
    let differences = scenarios::differences(case.inputs, case.result, case.language);
    for mut listing in of_draws.into_iter().chain(differences) {
        listing.title.push_str(case.say(" (oprindelige tal)", " (original figures)"));
        listed(&mut sheet, &mut at, &listing)?;
    }
    Ok((Some(sheet), of_scenarios))
}

fn headers(case: &Case<'_>, sheet: &mut Sheet, at: u32) -> Result<(), XlsxError> {
    let mut names = vec![
        case.say("Scenarie", "Scenario"),
        case.say("Ark", "Sheet"),
        case.say("Udiskonteret, kr.", "Undiscounted, DKK"),
        case.say("Nutidsværdi, kr.", "Present value, DKK"),
        case.say("Forskel fra beregningen, kr.", "Difference from the case, DKK"),
    ];
    names.extend(Payer::ALL.iter().map(|payer| payer.label(case.language)));
    names.push(case.say("Tjent hjem", "Breaks even"));
    sheet.headers(at, &names)
}

/// A row by formulas: name and sheet, the total, the difference from the row of the case, the present value of each payer, and the year of
/// break-even.
fn row(
    sheet: &mut Sheet,
    (at, of_case): (u32, f64),
    (name, of): (&str, &str),
    (timeline, result): (&Timeline, &CaseResult),
) -> Result<(), XlsxError> {
    const PRESENT: u16 = 3;
    sheet.text(at, 0, name)?;
    sheet.text(at, 1, of)?;
    let sum = |range: &str| format!("SUM({range})");
    sheet.formula(at, 2, &sum(&timeline.all), result.total.undiscounted, NumberFormat::Kroner)?;
    let present = result.total.present_value;
    sheet.formula(at, PRESENT, &sum(&timeline.present), present, NumberFormat::Kroner)?;
    let difference = format!("{}-{}", here(at, PRESENT), here(FIRST, PRESENT));
    sheet.formula(at, 4, &difference, present - of_case, NumberFormat::Kroner)?;
    for ((total, range), column) in result.by_payer.iter().zip(&timeline.total).zip(5u16..) {
        let formula = format!("SUMPRODUCT({range},{})", timeline.discount);
        sheet.formula(at, column, &formula, total.money.present_value, NumberFormat::Kroner)?;
    }
    let column = 5 + Payer::ALL.len() as u16;
    let cell = &timeline.break_even.year[0];
    match result.break_even_year {
        Some(year) => sheet.formula(at, column, cell, f64::from(year), NumberFormat::Year),
        None => sheet.formula_text(at, column, cell, "–"),
    }
}
