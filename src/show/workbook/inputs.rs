//! The sheet of inputs.

use rust_xlsxwriter::{DataValidation, Worksheet, XlsxError};

use super::Case;
use super::sheet::{NumberFormat, Sheet, here};
use calculation::case::inputs::{Cost, EffectOrigin};
use foundation::words::{CostBasis, Denominator, Payer};

/// Where the inputs stand, as other sheets write them.
pub struct Cells {
    /// The first year in operation.
    pub start_year: String,
    /// Years in operation.
    pub years: String,
    /// Who start per year.
    pub participants: String,
    /// Of those, who complete.
    pub completion_rate: String,
    /// Years from start to completion.
    pub years_to_completion: String,
    /// The net success rate.
    pub net_rate: String,
    /// `started` or `completed`.
    pub denominator: String,
    /// Follow-up years.
    pub horizon: String,
    /// The price year of the result.
    pub price_year: String,
    /// From which year each discount rate holds, and the rates.
    pub discount: (String, String),
    /// The share of the full effect by follow-up year.
    pub phase_in: String,
    /// The price index: years and index.
    pub index: (String, String),
    /// Costs; `None` without any.
    pub costs: Option<CostCells>,
    /// Grants; `None` without any.
    pub grants: Option<CostCells>,
    /// Displaced costs; `None` without any.
    pub displaced: Option<CostCells>,
}

/// Where a list of costs stands.
pub struct CostCells {
    /// How often each falls.
    pub basis: String,
    /// Who pays.
    pub payer: String,
    /// Kroner in the result's price year.
    pub kr: String,
}

impl Cells {
    /// The formula of the factor that carries kroner from the price year in a cell to the result's.
    pub fn factor(&self, from: &str) -> String {
        let (to, (years, index)) = (&self.price_year, &self.index);
        let of = |year: &str| format!("INDEX({index},MATCH({year},{years},0))");
        format!("IF({from}={to},1,{}/{})", of(to), of(from))
    }
}

/// Writes the sheet.
pub fn sheet(case: &Case<'_>) -> Result<(Worksheet, Cells), XlsxError> {
    let mut sheet = Sheet::new(case.say("Input", "Inputs"))?;
    sheet.worksheet.set_column_width(0, 44)?;
    sheet.widths(1, 8, 16)?;
    let title = case.say(
        "Input: de grønne celler kan ændres, og resultatet følger med",
        "Inputs: green cells can be changed, and the result follows",
    );
    sheet.heading(0, title)?;
    let mut at = 2;
    let mut cells = basics(case, &mut sheet, &mut at)?;
    discount(case, &mut sheet, &mut at, &mut cells)?;
    phase_in(case, &mut sheet, &mut at, &mut cells)?;
    index(case, &mut sheet, &mut at, &mut cells)?;
    let (grants, own): (Vec<&Cost>, Vec<&Cost>) = case.inputs.costs.iter().partition(|cost| cost.is_grant());
    cells.costs = costs(case, &mut sheet, &mut at, &cells, case.say("Omkostninger", "Costs"), &own)?;
    cells.grants = costs(case, &mut sheet, &mut at, &cells, case.say("Tilskud", "Grants"), &grants)?;
    let displaced = case.say("Sparede omkostninger", "Displaced costs");
    cells.displaced =
        costs(case, &mut sheet, &mut at, &cells, displaced, &case.inputs.displaced.iter().collect::<Vec<_>>())?;
    Ok((sheet.worksheet, cells))
}

fn basics(case: &Case<'_>, sheet: &mut Sheet, at: &mut u32) -> Result<Cells, XlsxError> {
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
    let mut green = |name: &str, value: f64, look: NumberFormat| -> Result<String, XlsxError> {
        sheet.text(*at, 0, name)?;
        sheet.green(*at, 1, value, look)?;
        *at += 1;
        Ok(sheet.cell(*at - 1, 1))
    };
    let start_year =
        green(case.say("Første år", "First year"), f64::from(intervention.start_year), NumberFormat::Plain)?;
    let years =
        green(case.say("År i drift", "Years in operation"), f64::from(intervention.years), NumberFormat::Plain)?;
    let participants =
        green(case.say("Deltagere pr. år", "Participants per year"), intervention.participants, NumberFormat::Plain)?;
    let completion_rate =
        green(case.say("Gennemførelse", "Completion"), intervention.completion_rate, NumberFormat::Percent)?;
    let to_completion = f64::from(intervention.years_to_completion);
    let years_to_completion =
        green(case.say("År til gennemførelse", "Years to completion"), to_completion, NumberFormat::Plain)?;
    let horizon =
        green(case.say("Tidshorisont, år", "Horizon, years"), f64::from(inputs.horizon), NumberFormat::Plain)?;
    let price_year = green(
        case.say("Resultatets prisår", "Price year of the result"),
        f64::from(inputs.price_year),
        NumberFormat::Plain,
    )?;
    let net_rate = rate(case, sheet, at)?;
    sheet.text(*at, 0, case.say("Raten er af dem, der", "The rate is of those who"))?;
    sheet.green_text(*at, 1, inputs.effect.denominator.word())?;
    let words: Vec<&str> = Denominator::ALL.iter().map(|word| word.word()).collect();
    sheet.worksheet.add_data_validation(*at, 1, *at, 1, &DataValidation::new().allow_list_strings(&words)?)?;
    let denominator = sheet.cell(*at, 1);
    *at += 2;
    Ok(Cells {
        start_year,
        years,
        participants,
        completion_rate,
        years_to_completion,
        net_rate,
        denominator,
        horizon,
        price_year,
        discount: Default::default(),
        phase_in: String::new(),
        index: Default::default(),
        costs: None,
        grants: None,
        displaced: None,
    })
}

/// The net rate, or the two rates that it is the difference of.
fn rate(case: &Case<'_>, sheet: &mut Sheet, at: &mut u32) -> Result<String, XlsxError> {
    let effect = &case.inputs.effect;
    let name = case.say("Nettosuccesrate", "Net success rate");
    let pair = match effect.origin {
        EffectOrigin::Pair { with, without }
        | EffectOrigin::Standardised { with, without, .. }
        | EffectOrigin::Database { with, without, .. } => Some((with, without)),
        EffectOrigin::Stated => None,
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
                *at += 1;
            }
            sheet.text(*at, 0, name)?;
            let formula = format!("{}-{}", here(*at - 2, 1), here(*at - 1, 1));
            sheet.formula(*at, 1, &formula, effect.net_rate, NumberFormat::Percent)?;
        }
        None => {
            sheet.text(*at, 0, name)?;
            sheet.green(*at, 1, effect.net_rate, NumberFormat::Percent)?;
        }
    }
    *at += 1;
    Ok(sheet.cell(*at - 1, 1))
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
    cells.phase_in = sheet.range(first..*at, 1);
    *at += 1;
    Ok(())
}

fn index(case: &Case<'_>, sheet: &mut Sheet, at: &mut u32, cells: &mut Cells) -> Result<(), XlsxError> {
    sheet.heading(*at, case.say("Prisindeks", "Price index"))?;
    sheet.headers(*at + 1, &[case.say("År", "Year"), case.say("Indeks", "Index")])?;
    let first = *at + 2;
    *at = first;
    for (year, index) in &case.inputs.price_index.years {
        sheet.number(*at, 0, f64::from(*year), NumberFormat::Plain)?;
        sheet.green(*at, 1, *index, NumberFormat::Plain)?;
        *at += 1;
    }
    cells.index = (sheet.range(first..*at, 0), sheet.range(first..*at, 1));
    *at += 1;
    Ok(())
}

fn costs(
    case: &Case<'_>,
    sheet: &mut Sheet,
    at: &mut u32,
    cells: &Cells,
    title: &str,
    costs: &[&Cost],
) -> Result<Option<CostCells>, XlsxError> {
    if costs.is_empty() {
        return Ok(None);
    }
    sheet.heading(*at, title)?;
    let headers = [
        case.say("Post", "Item"),
        case.say("Kategori", "Category"),
        case.say("Falder", "Falls"),
        case.say("Betaler", "Payer"),
        case.say("Kr.", "DKK"),
        case.say("Prisår", "Price year"),
        case.say("Kr. i resultatets prisår", "DKK in the result's price year"),
    ];
    sheet.headers(*at + 1, &headers)?;
    let first = *at + 2;
    *at = first;
    let bases: Vec<&str> = CostBasis::ALL.iter().map(|word| word.word()).collect();
    let payers: Vec<&str> = Payer::ALL.iter().map(|word| word.word()).collect();
    for cost in costs {
        sheet.text(*at, 0, &cost.name)?;
        sheet.text(*at, 1, cost.category.label(case.language))?;
        sheet.green_text(*at, 2, cost.basis.word())?;
        sheet.green_text(*at, 3, cost.payer.word())?;
        sheet.green(*at, 4, cost.kr, NumberFormat::Kroner)?;
        sheet.green(*at, 5, f64::from(cost.price_year), NumberFormat::Plain)?;
        let formula = format!("{}*{}", here(*at, 4), cells.factor(&here(*at, 5)));
        sheet.formula(*at, 6, &formula, cost.kr * cost.factor, NumberFormat::Kroner)?;
        *at += 1;
    }
    let last = *at - 1;
    sheet.worksheet.add_data_validation(first, 2, last, 2, &DataValidation::new().allow_list_strings(&bases)?)?;
    sheet.worksheet.add_data_validation(first, 3, last, 3, &DataValidation::new().allow_list_strings(&payers)?)?;
    let range = |column| sheet.range(first..last + 1, column);
    let found = CostCells { basis: range(2), payer: range(3), kr: range(6) };
    *at += 1;
    Ok(Some(found))
}
