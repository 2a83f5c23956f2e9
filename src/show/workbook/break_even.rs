//! Where all payers together and each break even, below the calendar years on the sheet of the calculation.
//!
//! What success brings and costs is proportional to the net success rate; all else does not depend on it.

use rust_xlsxwriter::XlsxError;

use super::case::Case;
use super::cells::Cells;
use super::sheet::{NumberFormat, Sheet, here};
use super::weights::{at_a_rate_of_one, successes_at_one};
use super::weights::{per_success as costs_per_success, per_success_in};
use crate::case::break_even::limit;
use calculation::calculator::break_even::{BreakEven, Limit};
use calculation::calculator::discount_factor;
use calculation::calculator::result::Heading;
use foundation::words::Payer;

/// The cells of all payers together and of each, as other sheets write them.
pub struct BreakEvenCells {
    /// The year, or a dash.
    pub year: [String; 4],
    /// The net success rate, or a dash.
    pub rate: [String; 4],
    /// On which side of the rate the result is a gain.
    pub side: [String; 4],
    /// What costs may come to, or a dash.
    pub costs: [String; 4],
    /// The present value at a net success rate of one half.
    pub at_half: [String; 4],
}

/// The ranges that the block is calculated from.
pub struct Ranges {
    /// Discount factors.
    pub discount: String,
    /// All kroner by payer.
    pub totals: [String; 3],
    /// Costs by payer.
    pub costs: [String; 3],
    /// Kroner per success by payer and follow-up year.
    pub per_success: [String; 3],
    /// The weights of follow-up years at a net success rate of 1.
    pub weights: String,
    /// Costs for each additional success at a net success rate of 1, by payer.
    pub success_costs: [String; 3],
    /// The years from which the cumulative present value is never again below zero: all payers, and each.
    pub even: [String; 4],
}

/// The present values of one payer, or of all.
#[derive(Clone, Copy, Default)]
struct Values {
    total: f64,
    per_rate: f64,
    costs: f64,
}

/// Writes the block from a row on.
pub fn block(
    case: &Case<'_>,
    cells: &Cells,
    sheet: &mut Sheet,
    at: u32,
    ranges: &Ranges,
) -> Result<BreakEvenCells, XlsxError> {
    sheet.heading(at, case.say("Hvor indsatsen går i nul (nutidsværdi)", "Break-even (present value)"))?;
    let mut names = vec!["", case.say("I alt", "Total")];
    names.extend(Payer::ALL.iter().map(|payer| payer.label(case.language)));
    sheet.headers(at + 1, &names)?;
    let rows = Rows { case, cells, first: at + 2 };
    let labels = [
        case.say("Nettoresultat", "Net result"),
        case.say("Ved en rate på 1, af succes", "At a rate of 1, of success"),
        case.say("Ved en rate på 0", "At a rate of 0"),
        case.say("Indsatsens omkostninger", "Costs of the intervention"),
        case.say("Nettosuccesrate i nul", "Break-even rate"),
        case.say("Gevinst ved", "Gain at"),
        case.say("Omkostninger højst", "Costs at most"),
        case.say("Tjent hjem fra", "Breaks even in"),
        case.say("Ved en rate på 0,5", "At a rate of 0.5"),
    ];
    for (row, label) in (rows.first..).zip(labels) {
        sheet.text(row, 0, label)?;
    }
    let by_payer = Payer::ALL.iter().map(|payer| values(case, *payer)).collect::<Vec<_>>();
    let all = by_payer.iter().fold(Values::default(), |all, one| Values {
        total: all.total + one.total,
        per_rate: all.per_rate + one.per_rate,
        costs: all.costs + one.costs,
    });
    let result = case.result;
    let of_all = BreakEven {
        year: result.break_even_year,
        rate: result.break_even_rate,
        gains: result.break_even_gains,
        costs: result.break_even_costs,
    };
    let of_payers = result.break_even_by_payer.iter().map(|of| of.break_even);
    let figures = std::iter::once((all, of_all)).chain(by_payer.into_iter().zip(of_payers));
    for ((column, (values, even)), years) in (1u16..).zip(figures).zip(&ranges.even) {
        let sums = usize::from(column).checked_sub(2).map(|payer| sums(ranges, payer));
        rows.column(sheet, column, sums.flatten(), (values, even), years)?;
    }
    let four = |row: u32| [1, 2, 3, 4].map(|column| sheet.cell(row, column));
    let first = rows.first;
    Ok(BreakEvenCells {
        rate: four(first + 4),
        side: four(first + 5),
        costs: four(first + 6),
        year: four(first + 7),
        at_half: four(first + 8),
    })
}

/// The formulas of a payer: its net result, what success brings at a rate of 1, and its costs.
fn sums(ranges: &Ranges, payer: usize) -> Option<[String; 3]> {
    let discount = &ranges.discount;
    Some([
        format!("SUMPRODUCT({},{discount})", ranges.totals.get(payer)?),
        format!(
            "SUMPRODUCT({},{})+SUMPRODUCT({},{discount})",
            ranges.per_success.get(payer)?,
            ranges.weights,
            ranges.success_costs.get(payer)?
        ),
        format!("SUMPRODUCT({},{discount})", ranges.costs.get(payer)?),
    ])
}

struct Rows<'a> {
    case: &'a Case<'a>,
    cells: &'a Cells,
    first: u32,
}

impl Rows<'_> {
    fn column(
        &self,
        sheet: &mut Sheet,
        column: u16,
        sums: Option<[String; 3]>,
        (values, even): (Values, BreakEven),
        years: &str,
    ) -> Result<(), XlsxError> {
        let (case, cells) = (self.case, self.cells);
        let cell = |row: u32| here(self.first + row, column);
        // All payers together are the sum of the three columns that follow.
        let of_payers = |row: u32| format!("SUM({}:{})", here(self.first + row, 2), here(self.first + row, 4));
        let [total, per_rate, costs] = sums.unwrap_or_else(|| [of_payers(0), of_payers(1), of_payers(3)]);
        let kroner = NumberFormat::Kroner;
        let net_rate = case.inputs.effect.net_rate;
        let none = values.total - net_rate * values.per_rate;
        sheet.formula(self.first, column, &total, values.total, kroner)?;
        sheet.formula(self.first + 1, column, &per_rate, values.per_rate, kroner)?;
        let formula = format!("{}-{}*{}", cell(0), cells.net_rate, cell(1));
        sheet.formula(self.first + 2, column, &formula, none, kroner)?;
        sheet.formula(self.first + 3, column, &costs, values.costs, kroner)?;
        // A rate of zero would be below zero by a rounding.
        let rate = format!("ROUND(-{}/{},12)", cell(2), cell(1));
        let lies = |then: &str| format!("IF({}=0,\"–\",IF(AND({rate}>=0,{rate}<=1),{then},\"–\"))", cell(1));
        self.either(sheet, (4, column), &lies(&rate), even.rate.map(|even| even.rate), NumberFormat::Percent)?;
        let (at_least, at_most) = (limit(Limit::AtLeast, case.language), limit(Limit::AtMost, case.language));
        let side = lies(&format!("IF({}>0,\"{at_least}\",\"{at_most}\")", cell(1)));
        let side_value = even.rate.map_or("–", |even| limit(even.limit, case.language));
        sheet.formula_text(self.first + 5, column, &side, side_value)?;
        let most = format!("IF({0}-{1}>=0,{0}-{1},\"–\")", cell(0), cell(3));
        self.either(sheet, (6, column), &most, even.costs, kroner)?;
        let year = format!("IF(COUNT({years})=0,\"–\",MIN({years}))");
        self.either(sheet, (7, column), &year, even.year.map(f64::from), NumberFormat::Plain)?;
        let half = format!("{}+{}/2", cell(2), cell(1));
        sheet.formula(self.first + 8, column, &half, none + values.per_rate / 2.0, kroner)
    }

    /// A formula that comes to a figure or to a dash.
    fn either(
        &self,
        sheet: &mut Sheet,
        (row, column): (u32, u16),
        formula: &str,
        value: Option<f64>,
        look: NumberFormat,
    ) -> Result<(), XlsxError> {
        match value {
            Some(value) => sheet.formula(self.first + row, column, formula, value, look),
            None => sheet.formula_text(self.first + row, column, formula, "–"),
        }
    }
}

/// The present values of a payer, as the formulas have them.
fn values(case: &Case<'_>, payer: Payer) -> Values {
    let (inputs, result) = (case.inputs, case.result);
    let lines = || result.lines.iter().filter(|line| line.payer == payer);
    let start = inputs.intervention.start_year;
    let of_success: f64 =
        (1..=inputs.horizon).map(|year| at_a_rate_of_one(case, year) * per_success_in(case, year, payer)).sum();
    let completed = inputs.intervention.starts().map(|(year, _)| year + inputs.intervention.years_to_completion);
    let of_costs: f64 =
        completed.map(|year| successes_at_one(case, year) * discount_factor(&inputs.discount, year - start)).sum();
    Values {
        total: lines().map(|line| line.present_value).sum(),
        per_rate: of_success + of_costs * costs_per_success(case, payer),
        costs: lines().filter(|line| line.heading == Heading::Costs).map(|line| line.present_value).sum(),
    }
}
