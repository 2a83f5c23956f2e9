//! The sheet of results, with charts.

mod break_even;
mod charts;

use rust_xlsxwriter::XlsxError;

use super::case::Case;
use super::database::Extract;
use super::fixed_figures;
use super::limits_table::Limits;
use super::sheet::{NumberFormat, Sheet, here};
use super::timeline::{
    ALL, CONSEQUENCES, COSTS, CUMULATIVE, DISPLACED, DURING, GRANTS, PRESENT, TOTAL, Timeline, YEAR,
};
use crate::case::economy;
use crate::control_group;
use calculation::calculator::result::budget::BudgetPart;
use calculation::calculator::result::{Heading, Money};
use foundation::words::{Area, Payer};

/// Writes the sheet.
///
/// `limits` is the cell of the line that says whether inputs are outside.
pub fn sheet(case: &Case<'_>, extract: &Extract, timeline: &Timeline, limits: &Limits) -> Result<Sheet, XlsxError> {
    let name = case.say("Resultat", "Result");
    let mut page = Page { case, extract, timeline, sheet: Sheet::new(name, case)?, at: 0 };
    page.sheet.widths(0, 0, 52)?;
    page.sheet.widths(1, 6, 18)?;
    let title = format!(
        "{}: {}",
        case.inputs.intervention.name,
        case.say("resultat, plus er en gevinst", "result, positive is a gain")
    );
    page.sheet.heading(0, &title)?;
    limits.line(&mut page.sheet)?;
    page.at = 3;
    let total = page.total()?;
    page.control_group()?;
    page.areas(total)?;
    page.even()?;
    let payers = page.payers()?;
    page.even_by_payer()?;
    page.budget()?;
    page.items()?;
    page.years()?;
    fixed_figures::write(case, &mut page.sheet, &mut page.at)?;
    page.charts(payers)?;
    Ok(page.sheet)
}

/// The columns that a sentence spans, and about how many letters they hold.
const SENTENCE: (u16, usize) = (7, 150);

/// What an item without lines comes to.
const NO_MONEY: Money = Money { undiscounted: 0.0, present_value: 0.0 };

struct Page<'a> {
    case: &'a Case<'a>,
    extract: &'a Extract,
    timeline: &'a Timeline,
    sheet: Sheet,
    at: u32,
}

impl Page<'_> {
    fn money_headers(&mut self, first: &str) -> Result<(), XlsxError> {
        let names = [
            first,
            self.case.say("Udiskonteret, kr.", "Undiscounted, DKK"),
            self.case.say("Nutidsværdi, kr.", "Present value, DKK"),
        ];
        self.sheet.headers(self.at, &names)?;
        self.at += 1;
        Ok(())
    }

    /// A row of two formulas.
    fn money(&mut self, name: &str, formulas: [String; 2], money: Money) -> Result<u32, XlsxError> {
        self.sheet.text(self.at, 0, name)?;
        let [undiscounted, present] = formulas;
        self.sheet.formula(self.at, 1, &undiscounted, money.undiscounted, NumberFormat::Kroner)?;
        self.sheet.formula(self.at, 2, &present, money.present_value, NumberFormat::Kroner)?;
        self.at += 1;
        Ok(self.at - 1)
    }

    fn total(&mut self) -> Result<u32, XlsxError> {
        let (case, timeline) = (self.case, self.timeline);
        let result = case.result;
        self.money_headers(case.say("Nettoresultat", "Net result"))?;
        let sums = [format!("SUM({})", timeline.all), format!("SUM({})", timeline.present)];
        let total = self.money(case.say("I alt", "Total"), sums, result.total)?;
        for (name, persons, money) in [
            (
                case.say("Pr. deltager, der begynder", "Per started participant"),
                &timeline.started,
                result.per_participant,
            ),
            (case.say("Pr. succes", "Per success"), &timeline.successes, result.per_success),
        ] {
            // A gain divided by a negative number of persons would be shown as a loss.
            let per = |column| format!("IF(SUM({persons})>0,{}/SUM({persons}),\"–\")", here(total, column));
            self.sheet.text(self.at, 0, name)?;
            for column in [1, 2] {
                match money {
                    Some(money) => {
                        let value = if column == 1 { money.undiscounted } else { money.present_value };
                        self.sheet.formula(self.at, column, &per(column), value, NumberFormat::Kroner)?;
                    }
                    None => self.sheet.formula_text(self.at, column, &per(column), "–")?,
                }
            }
            self.at += 1;
        }
        self.at += 1;
        Ok(total)
    }

    /// Of an intervention, how its control group was made: beside the total, for the two belong together.
    fn control_group(&mut self) -> Result<(), XlsxError> {
        let language = self.case.language;
        let Some(of) = control_group::of_case(self.case.inputs) else { return Ok(()) };
        self.sheet.heading(self.at, control_group::heading(language))?;
        self.at += 1;
        for warning in control_group::warnings(&of, language) {
            self.sheet.paragraph(self.at, SENTENCE.0, SENTENCE.1, &warning)?;
            self.at += 1;
        }
        for row in control_group::listing(&of, language).rows {
            for (column, cell) in (0u16..).zip(&row) {
                self.sheet.text(self.at, column, cell)?;
            }
            self.at += 1;
        }
        self.at += 1;
        Ok(())
    }

    /// Costs, areas and their check.
    fn areas(&mut self, total: u32) -> Result<(), XlsxError> {
        let (case, timeline) = (self.case, self.timeline);
        self.money_headers(case.say("Sammensætning", "Composition"))?;
        let of = |heading: Heading| {
            let found = case.result.by_heading.iter().find(|total| total.heading == heading);
            // A heading without lines is zero.
            found.map_or(NO_MONEY, |total| total.money)
        };
        let first = self.at;
        for (heading, ranges) in [
            (Heading::Costs, &timeline.costs),
            (Heading::Grants, &timeline.grants),
            (Heading::DisplacedCosts, &timeline.displaced),
            (Heading::During, &timeline.during),
        ] {
            let sums = ranges.iter().map(|range| format!("SUM({range})")).collect::<Vec<_>>().join("+");
            let discounted = ranges.iter().map(|range| format!("SUMPRODUCT({range},{})", timeline.discount));
            let discounted = discounted.collect::<Vec<_>>().join("+");
            self.money(heading.label(case.language), [sums, discounted], of(heading))?;
        }
        let areas = self.at;
        for area in Area::ALL.iter().copied() {
            let extract = self.extract;
            let sum = |range: &str| format!("SUMIF({},\"{}\",{range})", extract.area, area.label(case.language));
            let sums = [sum(&extract.undiscounted), sum(&extract.present_value)];
            self.money(area.label(case.language), sums, of(Heading::Area(area)))?;
        }
        let last = self.at - 1;
        let success: Money = Area::ALL.iter().map(|area| of(Heading::Area(*area))).sum();
        let sum = |from: u32, column: u16| format!("SUM({}:{})", here(from, column), here(last, column));
        self.money(case.say("Konsekvenser i alt", "Consequences, total"), [sum(areas, 1), sum(areas, 2)], success)?;
        // The two ways of adding up differ by no more than rounding.
        let check = |column| format!("ROUND({}-{},2)", sum(first, column), here(total, column));
        self.money(case.say("Kontrol: skal være 0", "Check: must be 0"), [check(1), check(2)], Money::default())?;
        self.at += 1;
        Ok(())
    }

    /// The first years by payer, as a budget has them.
    fn budget(&mut self) -> Result<(), XlsxError> {
        let (case, timeline, budget) = (self.case, self.timeline, &self.case.result.budget);
        let title = economy::budget(case.result, case.language).title;
        self.sheet.heading(self.at, &title)?;
        self.sheet.headers(self.at + 1, &[case.say("Betaler", "Payer")])?;
        self.at += 2;
        let first = timeline.rows.start;
        let cell = |row: u32, column: u16| format!("{}!{}", timeline.name, here(row, column));
        for (row, (year, column)) in (first..).zip(budget.years.iter().zip(1u16..)) {
            self.sheet.formula(self.at - 1, column, &cell(row, YEAR), f64::from(*year), NumberFormat::Year)?;
        }
        for (payer, offset) in Payer::ALL.iter().zip(0u16..) {
            for part in BudgetPart::ALL {
                let columns: &[u16] = match part {
                    BudgetPart::Costs => &[COSTS],
                    BudgetPart::Grants => &[GRANTS],
                    BudgetPart::DisplacedCosts => &[DISPLACED],
                    BudgetPart::Consequences => &[DURING, CONSEQUENCES],
                    BudgetPart::Sum => &[TOTAL],
                };
                let found = budget.rows.iter().find(|row| row.payer == *payer && row.part == part);
                let name = format!("{}: {}", payer.label(case.language), economy::part(part, case.language));
                self.sheet.text(self.at, 0, &name)?;
                for (row, position) in (first..).zip(0..budget.years.len()) {
                    let formula = columns.iter().map(|column| cell(row, column + offset)).collect::<Vec<_>>().join("+");
                    // Rows of zeros are left out of the budget.
                    let value = found.and_then(|row| row.kroner.get(position)).copied().unwrap_or(0.0);
                    let column = u16::try_from(position + 1).unwrap_or(u16::MAX);
                    self.sheet.formula(self.at, column, &formula, value, NumberFormat::Kroner)?;
                }
                self.at += 1;
            }
        }
        self.at += 1;
        Ok(())
    }

    /// Returns the rows of payers.
    fn payers(&mut self) -> Result<std::ops::Range<u32>, XlsxError> {
        let (case, timeline) = (self.case, self.timeline);
        self.money_headers(case.say("Hvem betaler, og hvem vinder", "Who pays and who gains"))?;
        let first = self.at;
        for ((payer, range), total) in Payer::ALL.iter().zip(&timeline.total).zip(&case.result.by_payer) {
            let sums = [format!("SUM({range})"), format!("SUMPRODUCT({range},{})", timeline.discount)];
            self.money(payer.label(case.language), sums, total.money)?;
        }
        let rows = first..self.at;
        self.at += 1;
        Ok(rows)
    }

    fn items(&mut self) -> Result<(), XlsxError> {
        let case = self.case;
        self.money_headers(case.say("Konsekvens", "Consequence"))?;
        for consequence in &case.inputs.consequences {
            let those = |total: &&calculation::calculator::result::ItemTotal| {
                matches!(total.heading, Heading::Area(_)) && total.item == consequence.id
            };
            let money = case.result.by_item.iter().find(those).map_or(NO_MONEY, |total| total.money);
            let extract = self.extract;
            let sum = |range: &str| format!("SUMIF({},\"{}\",{range})", extract.consequence, consequence.id);
            let sums = [sum(&extract.undiscounted), sum(&extract.present_value)];
            self.money(consequence.label.get(case.language), sums, money)?;
        }
        self.at += 1;
        Ok(())
    }

    /// Every calendar year, by formulas.
    fn years(&mut self) -> Result<(), XlsxError> {
        let (case, timeline) = (self.case, self.timeline);
        self.sheet.heading(self.at, case.say("År for år, kr.", "Year by year, DKK"))?;
        let mut names = vec![case.say("År", "Year")];
        names.extend(Payer::ALL.iter().map(|payer| payer.label(case.language)));
        names.extend([
            case.say("I alt, udiskonteret", "Total, undiscounted"),
            case.say("Nutidsværdi", "Present value"),
            case.say("Akkumuleret nutidsværdi", "Cumulative present value"),
        ]);
        self.sheet.headers(self.at + 1, &names)?;
        self.at += 2;
        for row in timeline.rows.clone() {
            let found = usize::try_from(row - timeline.rows.start).ok().and_then(|at| case.result.by_year.get(at));
            // Rows after the last year are blank: the result of a formula can't be an empty text in the file format.
            let cell = |column: u16| format!("{}!{}", timeline.name, here(row, column));
            let shown = |column: u16| format!("IF({},{},\" \")", timeline.in_use(row), cell(column));
            let payers = TOTAL..TOTAL + 3;
            let columns = [YEAR].into_iter().chain(payers).chain([ALL, PRESENT, CUMULATIVE]);
            let values = found.map(|year| {
                let payer = |payer: &Payer| -> f64 {
                    let lines = case.result.lines.iter().filter(|line| line.year == year.year && line.payer == *payer);
                    lines.map(|line| line.undiscounted).sum()
                };
                let mut values = vec![f64::from(year.year)];
                values.extend(Payer::ALL.iter().map(payer));
                values.extend([year.money.undiscounted, year.money.present_value, year.cumulative.present_value]);
                values
            });
            for (position, column) in columns.enumerate() {
                let to = u16::try_from(position).unwrap_or(u16::MAX);
                let look = if position == 0 { NumberFormat::Year } else { NumberFormat::Kroner };
                match values.as_ref().and_then(|values| values.get(position)) {
                    Some(value) => self.sheet.formula(self.at, to, &shown(column), *value, look)?,
                    None => self.sheet.formula_text(self.at, to, &shown(column), " ")?,
                }
            }
            self.at += 1;
        }
        self.at += 1;
        Ok(())
    }
}
