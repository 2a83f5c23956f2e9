//! Figures that no formula makes: intervals and the other results of draws, what is cashable, committees, what a course costs,
//! and the result with all fits. They are those of the original figures.

use rust_xlsxwriter::XlsxError;

use super::case::Case;
use super::sheet::{NumberFormat, Sheet};
use crate::case::uncertainty::chance;
use crate::case::{all_fits, costs, economy, payers};
use crate::table::{Align, Listing};
use calculation::calculator::uncertainty::Bounds;

/// Writes the figures on the sheet of results.
pub fn write(case: &Case<'_>, sheet: &mut Sheet, at: &mut u32) -> Result<(), XlsxError> {
    sheet.heading(*at, case.say("Usikkerhed", "Uncertainty"))?;
    sheet.paragraph(*at + 1, 5, 110, meaning(case))?;
    *at += 2;
    intervals(case, sheet, at)?;
    let costs = costs::cost_model(case.inputs, case.result, case.language);
    let cashable = economy::cashable(case.result, case.language);
    let committees = payers::committees(case.result, case.language);
    for listing in cashable.iter().chain(&committees).chain([&costs]) {
        listed(sheet, at, listing)?;
    }
    let Some(listing) = all_fits::comparison(case.result, case.language) else { return Ok(()) };
    listed(sheet, at, &listing)?;
    match all_fits::meaning(case.inputs, case.result, case.language) {
        // The first four columns are 52 and three times 18 letters wide.
        Some(meaning) => sheet.paragraph(*at, 4, 100, &meaning),
        None => Ok(()),
    }
}

fn meaning(case: &Case<'_>) -> &'static str {
    case.say(
        "Intervallerne og tabellerne herunder er beregnet af som for de oprindelige tal. De ændres ikke, når grønne celler ændres.",
        "The intervals and tables below are calculated by som for the original figures. They do not change with green cells.",
    )
}

/// The intervals of the net result, of payers and of committees, each at both bounds.
fn intervals(case: &Case<'_>, sheet: &mut Sheet, at: &mut u32) -> Result<(), XlsxError> {
    let names = [
        case.say("95 %-interval af nutidsværdien", "95 % interval of the present value"),
        case.say("Konsekvensernes fejl", "Errors of consequences"),
        case.say("Middel", "Mean"),
        case.say("Fra", "From"),
        case.say("Til", "To"),
        case.say("Chance for gevinst", "Chance of a gain"),
    ];
    sheet.headers(*at, &names)?;
    *at += 1;
    let uncertainty = &case.result.uncertainty;
    let mut rows: Vec<(String, Bounds)> = vec![(case.say("I alt", "Total").to_owned(), uncertainty.total)];
    rows.extend(uncertainty.by_payer.iter().map(|of| (of.payer.label(case.language).to_owned(), of.bounds)));
    let committees = uncertainty.by_committee.iter();
    rows.extend(committees.map(|of| (format!("{}: {}", of.payer.label(case.language), of.committee), of.bounds)));
    for (name, bounds) in rows {
        let both = [
            (case.say("uafhængige", "independent"), bounds.independent),
            (case.say("fuldt korrelerede", "fully correlated"), bounds.correlated),
        ];
        for (how, interval) in both {
            sheet.text(*at, 0, &name)?;
            sheet.text(*at, 1, how)?;
            for (column, value) in (2u16..).zip([interval.mean, interval.low, interval.high]) {
                sheet.number(*at, column, value, NumberFormat::Kroner)?;
            }
            sheet.text(*at, 5, &chance(interval.chance_of_gain, case.language))?;
            *at += 1;
        }
    }
    *at += 1;
    Ok(())
}

/// A listing as text.
pub fn listed(sheet: &mut Sheet, at: &mut u32, listing: &Listing) -> Result<(), XlsxError> {
    sheet.heading(*at, &listing.title)?;
    let names: Vec<&str> = listing.headers.iter().map(|(name, _)| name.as_str()).collect();
    sheet.headers(*at + 1, &names)?;
    *at += 2;
    for row in &listing.rows {
        for ((column, cell), (_, align)) in (0u16..).zip(row).zip(&listing.headers) {
            match align {
                Align::Left => sheet.wrapped(*at, column, cell)?,
                Align::Right => sheet.right(*at, column, cell)?,
            }
        }
        let others = row.iter().skip(1).map(String::as_str);
        sheet.lines(*at, 18, others)?;
        *at += 1;
    }
    *at += 1;
    Ok(())
}
