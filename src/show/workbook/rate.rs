//! The net success rate on the sheet of inputs: its rates, and the correction for optimism.

use rust_xlsxwriter::XlsxError;

use super::case::Case;
use super::limits::Limit;
use super::sheet::{NumberFormat, Sheet, here};
use calculation::case::inputs::EffectOrigin;

/// Writes the rates and the correction; returns the cell of the net success rate.
pub fn rate(case: &Case<'_>, sheet: &mut Sheet, at: &mut u32) -> Result<String, XlsxError> {
    let effect = &case.inputs.effect;
    let uncorrected = uncorrected(case, sheet, at)?;
    let optimism = effect.optimism.as_ref();
    let name = case.say("Evidensniveau (tomt: ingen korrektion)", "Evidence level (empty: no correction)");
    sheet.text(*at, 0, name)?;
    match optimism {
        Some(optimism) => sheet.green(*at, 1, f64::from(optimism.evidence_level), NumberFormat::Plain)?,
        None => sheet.green_blank(*at, 1, NumberFormat::Plain)?,
    }
    sheet.optional_limit(*at..*at + 1, 1, &Limit::Whole(1, 3), name)?;
    let level = here(*at, 1);
    *at += 1;
    let first = *at;
    // Without a correction every factor is 1.
    let factors = optimism.map_or([1.0; 3], |optimism| optimism.factors);
    let names = [
        case.say("Korrektion for optimisme, niveau 1", "Correction for optimism, level 1"),
        case.say("Korrektion for optimisme, niveau 2", "Correction for optimism, level 2"),
        case.say("Korrektion for optimisme, niveau 3", "Correction for optimism, level 3"),
    ];
    for (name, factor) in names.into_iter().zip(factors) {
        sheet.text(*at, 0, name)?;
        sheet.green(*at, 1, factor, NumberFormat::Percent)?;
        sheet.limit(*at..*at + 1, 1, &Limit::Between(0, 1), name)?;
        *at += 1;
    }
    sheet.text(*at, 0, case.say("Nettosuccesrate", "Net success rate"))?;
    let factors = sheet.range(first..*at, 1);
    let formula = format!("{uncorrected}*IF(ISNUMBER({level}),INDEX({factors},{level}),1)");
    sheet.formula(*at, 1, &formula, effect.net_rate, NumberFormat::Percent)?;
    *at += 1;
    Ok(sheet.cell(*at - 1, 1))
}

/// The net rate before any correction, or the two rates that it is the difference of; returns its cell.
fn uncorrected(case: &Case<'_>, sheet: &mut Sheet, at: &mut u32) -> Result<String, XlsxError> {
    let effect = &case.inputs.effect;
    let name = case.say("Nettosuccesrate før korrektion", "Net success rate before correction");
    let value = effect.optimism.as_ref().map_or(effect.net_rate, |optimism| optimism.uncorrected);
    let pair = match effect.origin {
        EffectOrigin::Pair { with, without }
        | EffectOrigin::Standardised { with, without, .. }
        | EffectOrigin::Database { with, without, .. } => Some((with, without)),
        EffectOrigin::Stated | EffectOrigin::Intervention { .. } => None,
    };
    match pair {
        Some((with, without)) => {
            let rates = [
                (case.say("Succesrate med indsatsen", "Success rate with the intervention"), with),
                (case.say("Succesrate uden indsatsen", "Success rate without"), without),
            ];
            for (name, rate) in rates {
                sheet.text(*at, 0, name)?;
                sheet.green(*at, 1, rate, NumberFormat::Percent)?;
                sheet.limit(*at..*at + 1, 1, &Limit::Between(0, 1), name)?;
                *at += 1;
            }
            sheet.text(*at, 0, name)?;
            let formula = format!("{}-{}", here(*at - 2, 1), here(*at - 1, 1));
            sheet.formula(*at, 1, &formula, value, NumberFormat::Percent)?;
        }
        None => {
            sheet.text(*at, 0, name)?;
            sheet.green(*at, 1, value, NumberFormat::Percent)?;
            sheet.limit(*at..*at + 1, 1, &Limit::Between(-1, 1), name)?;
        }
    }
    *at += 1;
    Ok(here(*at - 1, 1))
}
