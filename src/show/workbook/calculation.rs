//! The sheet that calculates: calendar years from persons to a cumulative present value.

use rust_xlsxwriter::XlsxError;

use super::break_even::{self, Ranges};
use super::case::Case;
use super::cells::Cells;
use super::database::Extract;
use super::sheet::{NumberFormat, Sheet, here};
use super::timeline::{
    ALL, AT_ONE, COSTS, Columns, DISCOUNT, DISPLACED, DURING, EVEN, EVEN_BY_PAYER, GRANTS, PRESENT, STARTED,
    SUCCESS_COSTS, SUCCESSES, TOTAL, Timeline, YEAR,
};
use super::weights::{self, FOLLOW_UP, PER_RATE, WEIGHT, at_a_rate_of_one, name};
use super::years::Years;
use foundation::words::Payer;

/// Writes the sheet.
pub fn sheet(case: &Case<'_>, cells: &Cells, extract: &Extract) -> Result<(Sheet, Timeline), XlsxError> {
    let mut sheet = Sheet::new(&name(case), case)?;
    sheet.widths(0, EVEN_BY_PAYER + 2, 13)?;
    let horizon = weights::count(case.inputs.horizon)?;
    let first = FOLLOW_UP + horizon + 3;
    let used = u32::try_from(case.result.by_year.len()).map_err(|_| XlsxError::RowColumnLimitError)?;
    let rows = first..first + weights::rows(case)?;
    print(&mut sheet, first - 1)?;
    let columns = Columns { first, rows: rows.clone() };
    follow_up(case, &mut sheet, extract, &columns)?;
    sheet.heading(first - 2, case.say("År for år", "Year by year"))?;
    headers(case, &mut sheet, first - 1)?;
    let years = Years { case, cells, extract, columns: &columns };
    for row in rows.clone() {
        years.persons(&mut sheet, row)?;
        years.kroner(&mut sheet, row)?;
    }
    years.sums(&mut sheet)?;
    let break_even = {
        let of = |column: u16| sheet.range(rows.clone(), column);
        let four = |all: u16, first: u16| [of(all), of(first), of(first + 1), of(first + 2)];
        let follow_up = |column: u16| sheet.range(FOLLOW_UP..FOLLOW_UP + horizon, column);
        let ranges = Ranges {
            discount: of(DISCOUNT),
            totals: [of(TOTAL), of(TOTAL + 1), of(TOTAL + 2)],
            costs: [of(COSTS), of(COSTS + 1), of(COSTS + 2)],
            per_success: [follow_up(1), follow_up(2), follow_up(3)],
            weights: follow_up(PER_RATE),
            success_costs: [of(SUCCESS_COSTS), of(SUCCESS_COSTS + 1), of(SUCCESS_COSTS + 2)],
            even: four(EVEN, EVEN_BY_PAYER),
        };
        break_even::block(case, cells, &mut sheet, rows.end + 1, &ranges)?
    };
    let range = |column: u16| sheet.range(rows.clone(), column);
    let three = |column: u16| [range(column), range(column + 1), range(column + 2)];
    let timeline = Timeline {
        used: first..first + used,
        rows: rows.clone(),
        name: name(case),
        started: range(STARTED),
        successes: range(SUCCESSES),
        discount: range(DISCOUNT),
        costs: three(COSTS),
        grants: three(GRANTS),
        displaced: three(DISPLACED),
        during: three(DURING),
        total: three(TOTAL),
        all: range(ALL),
        present: range(PRESENT),
        break_even,
    };
    Ok((sheet, timeline))
}

/// Prints four pages beside each other, each with the years and its headers.
fn print(sheet: &mut Sheet, headers: u32) -> Result<(), XlsxError> {
    sheet.worksheet.set_print_scale(80);
    sheet.worksheet.set_vertical_page_breaks(&[u32::from(DISPLACED), u32::from(TOTAL), u32::from(AT_ONE)])?;
    sheet.worksheet.set_repeat_columns(YEAR, YEAR)?;
    sheet.worksheet.set_repeat_rows(headers, headers)?;
    sheet.worksheet.set_freeze_panes(0, 1)?;
    Ok(())
}

fn follow_up(case: &Case<'_>, sheet: &mut Sheet, extract: &Extract, columns: &Columns) -> Result<(), XlsxError> {
    sheet.heading(0, case.say("Konsekvenser pr. succes, efter år", "Consequences per success, by follow-up year"))?;
    let mut names = vec![case.say("År efter", "Follow-up year")];
    names.extend(Payer::ALL.iter().map(|payer| payer.label(case.language)));
    names.extend([
        case.say("Vægt, udiskonteret", "Weight, undiscounted"),
        case.say("Vægt, nutidsværdi", "Weight, present value"),
        case.say("Vægt ved en rate på 1", "Weight at a rate of 1"),
    ]);
    sheet.headers(2, &names)?;
    let (years, successes, discount) = (columns.range(YEAR), columns.range(SUCCESSES), columns.range(DISCOUNT));
    for (row, year) in (FOLLOW_UP..).zip(1..=case.inputs.horizon) {
        sheet.number(row, 0, f64::from(year), NumberFormat::Plain)?;
        let here_year = here(row, 0);
        for (column, (kr, payer)) in (1u16..).zip(extract.kr.iter().zip(Payer::ALL)) {
            let value = weights::per_success_in(case, year, *payer);
            let formula = format!("SUMIF({},{here_year},{kr})", extract.year);
            sheet.formula(row, column, &formula, value, NumberFormat::Kroner)?;
        }
        let (undiscounted, present) = weights::weights(case, year);
        sheet.formula(row, WEIGHT, &format!("SUM({successes})"), undiscounted, NumberFormat::Factor)?;
        let formula = format!("SUMPRODUCT({successes},SUMIF({years},{years}+{here_year}-1,{discount}))");
        sheet.formula(row, WEIGHT + 1, &formula, present, NumberFormat::Factor)?;
        let at_one = columns.range(AT_ONE);
        let formula = format!("SUMPRODUCT({at_one},SUMIF({years},{years}+{here_year}-1,{discount}))");
        sheet.formula(row, PER_RATE, &formula, at_a_rate_of_one(case, year), NumberFormat::Factor)?;
    }
    Ok(())
}

fn headers(case: &Case<'_>, sheet: &mut Sheet, row: u32) -> Result<(), XlsxError> {
    let mut names: Vec<String> = [
        case.say("År", "Year"),
        case.say("Begynder", "Start"),
        case.say("Gennemfører", "Complete"),
        case.say("Succeser", "Successes"),
        case.say("Diskonteringsfaktor", "Discount factor"),
    ]
    .map(str::to_owned)
    .to_vec();
    let groups = [
        case.say("Omkostninger", "Costs"),
        case.say("Tilskud", "Grants"),
        case.say("Sparede", "Displaced"),
        case.say("Under", "During"),
        case.say("Konsekvenser", "Consequences"),
        case.say("I alt", "Total"),
    ];
    for group in groups {
        names.extend(Payer::ALL.iter().map(|payer| format!("{group}: {}", payer.label(case.language))));
    }
    let last = [
        case.say("I alt", "Total"),
        case.say("Nutidsværdi", "Present value"),
        case.say("Akkumuleret nutidsværdi", "Cumulative present value"),
        case.say("Tjent hjem", "Broken even"),
    ];
    names.extend(last.map(str::to_owned));
    names.push(case.say("Succeser ved en rate på 1", "Successes at a rate of 1").to_owned());
    let groups = [
        case.say("Pr. succes ved en rate på 1", "Per success at a rate of 1"),
        case.say("Akkumuleret", "Cumulative"),
        case.say("Tjent hjem", "Broken even"),
    ];
    for group in groups {
        names.extend(Payer::ALL.iter().map(|payer| format!("{group}: {}", payer.label(case.language))));
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    sheet.headers(row, &names)
}
