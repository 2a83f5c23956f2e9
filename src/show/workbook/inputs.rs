//! The sheet of inputs.

use std::collections::BTreeSet;

use rust_xlsxwriter::XlsxError;

use super::case::Case;
use super::cells::{Cells, CostCells};
use super::cost_lists::CostTable;
use super::limits::Limit;
use super::lists::{CHOICES, Lists};
use super::rate::rate;
use super::sheet::{NumberFormat, Sheet};
use calculation::case::inputs::{Cost, PriceIndex};

/// Empty rows of participants by year, beyond the case's years in operation.
const MORE_YEARS: i32 = 5;
/// The years of a case, as in its file.
const START_YEARS: (i32, i32) = (1990, 2100);
const OPERATION: (i32, i32) = (1, 50);
const TO_COMPLETION: (i32, i32) = (0, 10);

/// Writes the sheet, except the table of limits.
pub fn sheet(case: &Case<'_>) -> Result<(Sheet, Cells), XlsxError> {
    let mut sheet = Sheet::new(&case.sheet_name("Input", "Inputs"), case)?;
    sheet.widths(0, 0, 44)?;
    sheet.widths(1, 8, 18)?;
    sheet.heading(0, &title(case))?;
    let lists = Lists::write(case, &mut sheet)?;
    let mut at = CHOICES;
    let mut cells = basics(case, &mut sheet, &mut at, &lists)?;
    participants_by_year(case, &mut sheet, &mut at, &mut cells)?;
    discount(case, &mut sheet, &mut at, &mut cells)?;
    phase_in(case, &mut sheet, &mut at, &mut cells)?;
    index(case, &mut sheet, &mut at, &mut cells)?;
    let price_year = Limit::OneOf(cells.index.years.clone());
    let label = case.say("Resultatets prisår", "Price year of the result");
    sheet.limit(cells.price_year_row..cells.price_year_row + 1, 1, &price_year, label)?;
    let (grants, own): (Vec<&Cost>, Vec<&Cost>) = case.inputs.costs.iter().partition(|cost| cost.is_grant());
    let displaced: Vec<&Cost> = case.inputs.displaced.iter().collect();
    let mut table = CostTable { case, sheet: &mut sheet, at: &mut at, lists: &lists };
    let found = table.costs(&cells, case.say("Omkostninger", "Costs"), &own)?;
    cells.costs = found;
    let found = table.grants(&cells, &grants)?;
    cells.grants = found;
    let found = table.costs(&cells, case.say("Sparede omkostninger", "Displaced costs"), &displaced)?;
    cells.displaced = found;
    cells.end = at;
    sheet.worksheet.set_print_area(0, 0, at + 40, 8)?;
    Ok((sheet, cells))
}

fn title(case: &Case<'_>) -> String {
    match case.scenario {
        0 => case
            .say(
                "Input: de grønne celler kan ændres, og resultatet følger med",
                "Inputs: green cells can be changed, and the result follows",
            )
            .to_owned(),
        number => format!(
            "{} {number}: {}",
            case.say("Scenarie", "Scenario"),
            case.say(
                "de grønne celler er scenariets egne; de andre følger arket Input",
                "green cells are the scenario's own; the others follow the sheet of inputs",
            )
        ),
    }
}

fn basics(case: &Case<'_>, sheet: &mut Sheet, at: &mut u32, lists: &Lists) -> Result<Cells, XlsxError> {
    let (inputs, intervention) = (case.inputs, &case.inputs.intervention);
    let words = [
        (case.say("Indsats", "Intervention"), intervention.name.as_str()),
        (case.say("Målgruppe", "Target group"), inputs.group.name(case.language)),
        (case.say("Succesmål", "Success measure"), inputs.group.success(case.language)),
        (case.say("Vidensdatabase", "Knowledge database"), inputs.database.release.as_str()),
    ];
    for (name, value) in words {
        sheet.text(*at, 0, name)?;
        sheet.text(*at, 1, value)?;
        *at += 1;
    }
    let mut green = |name: &str, value: f64, look, limit: Option<Limit>| -> Result<String, XlsxError> {
        sheet.text(*at, 0, name)?;
        sheet.green(*at, 1, value, look)?;
        if let Some(limit) = limit {
            sheet.limit(*at..*at + 1, 1, &limit, name)?;
        }
        *at += 1;
        Ok(sheet.cell(*at - 1, 1))
    };
    let plain = NumberFormat::Plain;
    let whole = |(low, high)| Some(Limit::Whole(low, high));
    let (first, operation) = (f64::from(intervention.start_year), f64::from(intervention.years));
    let start_year = green(case.say("Første år", "First year"), first, plain, whole(START_YEARS))?;
    let years = green(case.say("År i drift", "Years in operation"), operation, plain, whole(OPERATION))?;
    let name = case.say("Deltagere pr. år", "Participants per year");
    let participants = green(name, intervention.participants, plain, Some(Limit::NotNegative))?;
    let name = case.say("Gennemførelse", "Completion");
    let share = Some(Limit::Between(0, 1));
    let completion_rate = green(name, intervention.completion_rate, NumberFormat::Percent, share)?;
    let name = case.say("År til gennemførelse", "Years to completion");
    let years_to_completion = green(name, f64::from(intervention.years_to_completion), plain, whole(TO_COMPLETION))?;
    let name = case.say("Tidshorisont, år", "Horizon, years");
    let horizon = green(name, f64::from(inputs.horizon), plain, whole((1, inputs.horizon)))?;
    // Its limit is the price index, which is written below.
    let name = case.say("Resultatets prisår", "Price year of the result");
    let price_year = green(name, f64::from(inputs.price_year), plain, None)?;
    let price_year_row = *at - 1;
    let net_rate = rate(case, sheet, at)?;
    let name = case.say("Raten er af dem, der har", "The rate is of those who");
    sheet.text(*at, 0, name)?;
    sheet.green_text(*at, 1, inputs.effect.denominator.label(case.language))?;
    sheet.limit(*at..*at + 1, 1, &Limit::OneOf(lists.denominators.clone()), name)?;
    let denominator = sheet.cell(*at, 1);
    *at += 2;
    Ok(Cells {
        start_year,
        years,
        participants,
        participants_by_year: Default::default(),
        completion_rate,
        years_to_completion,
        net_rate,
        denominator,
        horizon,
        price_year,
        discount: Default::default(),
        phase_in: String::new(),
        index: Default::default(),
        costs: CostCells::default(),
        grants: CostCells::default(),
        displaced: CostCells::default(),
        price_year_row,
        end: 0,
    })
}

/// Participants by year in operation: a value for each year where they differ, and otherwise empty cells.
fn participants_by_year(case: &Case<'_>, sheet: &mut Sheet, at: &mut u32, cells: &mut Cells) -> Result<(), XlsxError> {
    let intervention = &case.inputs.intervention;
    let title =
        case.say("Deltagere år for år (tomt: deltagere pr. år)", "Participants by year (empty: participants per year)");
    sheet.heading(*at, title)?;
    sheet.headers(*at + 1, &[case.say("År i drift", "Year in operation"), case.say("Deltagere", "Participants")])?;
    let first = *at + 2;
    *at = first;
    for (year, position) in (1..=intervention.years + MORE_YEARS).zip(0usize..) {
        sheet.number(*at, 0, f64::from(year), NumberFormat::Plain)?;
        match intervention.participants_by_year.get(position) {
            Some(persons) => sheet.green(*at, 1, *persons, NumberFormat::Plain)?,
            None => sheet.green_blank(*at, 1, NumberFormat::Plain)?,
        }
        *at += 1;
    }
    sheet.optional_limit(first..*at, 1, &Limit::NotNegative, title)?;
    cells.participants_by_year = (sheet.range(first..*at, 1), *at - first);
    *at += 1;
    Ok(())
}

fn discount(case: &Case<'_>, sheet: &mut Sheet, at: &mut u32, cells: &mut Cells) -> Result<(), XlsxError> {
    sheet.heading(*at, case.say("Diskontering", "Discounting"))?;
    sheet.headers(*at + 1, &[case.say("Fra år", "From year"), case.say("Rente", "Rate")])?;
    let first = *at + 2;
    *at = first;
    for step in &case.inputs.discount {
        sheet.green(*at, 0, f64::from(step.from_year), NumberFormat::Plain)?;
        sheet.green(*at, 1, step.rate, NumberFormat::Percent)?;
        *at += 1;
    }
    let label = case.say("Diskontering: fra år", "Discounting: from year");
    sheet.limit(first..*at, 0, &Limit::Whole(0, 200), label)?;
    sheet.limit(first..*at, 1, &Limit::Between(0, 1), case.say("Diskontering: rente", "Discounting: rate"))?;
    cells.discount = (sheet.range(first..*at, 0), sheet.range(first..*at, 1));
    *at += 1;
    Ok(())
}

fn phase_in(case: &Case<'_>, sheet: &mut Sheet, at: &mut u32, cells: &mut Cells) -> Result<(), XlsxError> {
    sheet.heading(*at, case.say("Indfasning (SØM: 100 % i alle år)", "Phase-in (SØM: 100 % in all years)"))?;
    sheet.headers(*at + 1, &[case.say("År efter", "Follow-up year"), case.say("Andel", "Share")])?;
    let first = *at + 2;
    *at = first;
    for year in 1..=case.inputs.horizon {
        sheet.number(*at, 0, f64::from(year), NumberFormat::Plain)?;
        sheet.green(*at, 1, case.inputs.phased_in(year), NumberFormat::Percent)?;
        *at += 1;
    }
    sheet.limit(first..*at, 1, &Limit::Between(0, 1), case.say("Indfasning", "Phase-in"))?;
    cells.phase_in = sheet.range(first..*at, 1);
    *at += 1;
    Ok(())
}

/// The indices beside each other, a row for each year that any of them has. A year that an index
/// lacks is an empty cell, to be filled in.
fn index(case: &Case<'_>, sheet: &mut Sheet, at: &mut u32, cells: &mut Cells) -> Result<(), XlsxError> {
    sheet.heading(*at, case.say("Prisindeks", "Price index"))?;
    let indices = &case.inputs.price_indices;
    let label = |index: &PriceIndex| match &index.label {
        Some(label) => label.get(case.language).to_owned(),
        None => case.say("Indeks", "Index").to_owned(),
    };
    let names: Vec<String> =
        std::iter::once(case.say("År", "Year").to_owned()).chain(indices.iter().map(label)).collect();
    sheet.headers(*at + 1, &names.iter().map(String::as_str).collect::<Vec<_>>())?;
    let first = *at + 2;
    *at = first;
    let years: BTreeSet<i32> = indices.iter().flat_map(|index| index.years.iter().map(|(year, _)| *year)).collect();
    for year in years {
        sheet.number(*at, 0, f64::from(year), NumberFormat::Plain)?;
        sheet.name_row(*at, format!("index {year}"));
        for (index, column) in indices.iter().zip(1..) {
            match case.inputs.index(index.series.as_deref(), year) {
                Some(value) => sheet.green(*at, column, value, NumberFormat::Plain)?,
                None => sheet.green_blank(*at, column, NumberFormat::Plain)?,
            }
        }
        *at += 1;
    }
    cells.index.years = sheet.range(first..*at, 0);
    for (index, column) in indices.iter().zip(1..) {
        sheet.optional_limit(first..*at, column, &Limit::Positive, &label(index))?;
        cells.index.series.push((index.series.clone(), sheet.range(first..*at, column)));
    }
    *at += 1;
    Ok(())
}
