//! The formulas of calendar years: persons, kroner under each heading, and cumulative sums.

use rust_xlsxwriter::XlsxError;

use super::case::Case;
use super::cells::{Cells, CostCells};
use super::database::Extract;
use super::sheet::{NumberFormat, Sheet, here};
use super::timeline::{
    ALL, AT_ONE, COMPLETED, CONSEQUENCES, COSTS, CUMULATIVE, CUMULATIVE_BY_PAYER, Columns, DISCOUNT, DISPLACED, DURING,
    EVEN, EVEN_BY_PAYER, GRANTS, PRESENT, STARTED, SUCCESS_COSTS, SUCCESSES, TOTAL, YEAR,
};
use super::weights::{self, FOLLOW_UP};
use calculation::calculator::discount_factor;
use calculation::calculator::result::{Heading, Money, People};
use foundation::words::{CostBasis, Denominator, Payer};

/// The word of the denominator cell for those who complete.
fn completed(case: &Case<'_>) -> &'static str {
    Denominator::Completed.label(case.language)
}

/// The rows of calendar years.
pub struct Years<'a> {
    /// The case.
    pub case: &'a Case<'a>,
    /// Its cells.
    pub cells: &'a Cells,
    /// The extract of the database.
    pub extract: &'a Extract,
    /// Where the years stand.
    pub columns: &'a Columns,
}

impl Years<'_> {
    fn year(&self, row: u32) -> i32 {
        // A workbook has far fewer rows than years can be counted.
        self.case.inputs.intervention.start_year + (row - self.columns.first) as i32
    }

    /// Persons of a year, from those who start to those who succeed.
    pub fn persons(&self, sheet: &mut Sheet, row: u32) -> Result<(), XlsxError> {
        let (cells, columns, year) = (self.cells, self.columns, self.year(row));
        let people = self.case.result.people.iter().find(|people| people.year == year).copied();
        // Years without persons are zero, as their formulas are.
        let people = people.unwrap_or(People { year, started: 0.0, completed: 0.0, successes: 0.0 });
        let here_year = here(row, YEAR);
        let first = row == columns.first;
        let formula = if first { cells.start_year.clone() } else { format!("{}+1", here(row - 1, YEAR)) };
        sheet.formula(row, YEAR, &formula, f64::from(year), NumberFormat::Plain)?;
        let formula = {
            let (start, years, usual) = (&cells.start_year, &cells.years, &cells.participants);
            let (by_year, rows) = &cells.participants_by_year;
            let position = format!("{here_year}-{start}+1");
            let of_year = format!("INDEX({by_year},{position})");
            format!(
                "IF({here_year}<{start}+{years},IF({position}>{rows},{usual},IF(ISNUMBER({of_year}),{of_year},{usual})),0)"
            )
        };
        sheet.formula(row, STARTED, &formula, people.started, NumberFormat::Plain)?;
        let who = format!(
            "SUMIF({},{here_year}-{},{})",
            columns.range(YEAR),
            cells.years_to_completion,
            columns.range(STARTED)
        );
        let formula = format!("{}*{who}", cells.completion_rate);
        sheet.formula(row, COMPLETED, &formula, people.completed, NumberFormat::Plain)?;
        let (denominator, completed) = (&cells.denominator, completed(self.case));
        let formula = format!("IF({denominator}=\"{completed}\",{},{who})", here(row, COMPLETED));
        let at_one = weights::successes_at_one(self.case, year);
        sheet.formula(row, AT_ONE, &formula, at_one, NumberFormat::Factor)?;
        let formula = format!("{}*{}", cells.net_rate, here(row, AT_ONE));
        sheet.formula(row, SUCCESSES, &formula, people.successes, NumberFormat::Factor)?;
        let (from, rate) = &cells.discount;
        let formula = if first {
            "1".to_owned()
        } else {
            format!("{}/(1+LOOKUP({here_year}-{},{from},{rate}))", here(row - 1, DISCOUNT), cells.start_year)
        };
        let factor = discount_factor(&self.case.inputs.discount, year - self.case.inputs.intervention.start_year);
        sheet.formula(row, DISCOUNT, &formula, factor, NumberFormat::Factor)
    }

    /// Kroner of a year under each heading, by payer.
    pub fn kroner(&self, sheet: &mut Sheet, row: u32) -> Result<(), XlsxError> {
        let (cells, extract, year) = (self.cells, self.extract, self.year(row));
        let during = extract.during.as_ref();
        for ((payer, offset), position) in Payer::ALL.iter().zip(0u16..).zip(0usize..) {
            let value = |wanted: fn(Heading) -> bool| -> f64 {
                let lines = &self.case.result.lines;
                let those = lines.iter().filter(|l| l.year == year && l.payer == *payer && wanted(l.heading));
                those.map(|line| line.undiscounted).sum()
            };
            let costs = self.costs(row, &cells.costs, *payer, -1);
            sheet.formula(row, COSTS + offset, &costs, value(|h| h == Heading::Costs), NumberFormat::Kroner)?;
            let grants = self.costs(row, &cells.grants, *payer, 1);
            sheet.formula(row, GRANTS + offset, &grants, value(|h| h == Heading::Grants), NumberFormat::Kroner)?;
            let displaced = self.costs(row, &cells.displaced, *payer, 1);
            sheet.formula(
                row,
                DISPLACED + offset,
                &displaced,
                value(|h| h == Heading::DisplacedCosts),
                NumberFormat::Kroner,
            )?;
            let of_during = during.and_then(|during| Some((&during.year, during.kr.get(position)?)));
            let formula = of_during.map_or("0".to_owned(), |(years, kr)| self.spread(row, STARTED, years, "", kr));
            sheet.formula(row, DURING + offset, &formula, value(|h| h == Heading::During), NumberFormat::Kroner)?;
            let column = 1 + offset;
            let last = FOLLOW_UP + weights::count(self.case.inputs.horizon)? - 1;
            let range = |column: u16| format!("{}:{}", here(FOLLOW_UP, column), here(last, column));
            let formula = self.spread(row, SUCCESSES, &range(0), "+1", &range(column));
            let consequences = value(|h| matches!(h, Heading::Area(_)));
            sheet.formula(row, CONSEQUENCES + offset, &formula, consequences, NumberFormat::Kroner)?;
            let parts =
                [COSTS, GRANTS, DISPLACED, DURING, CONSEQUENCES].map(|column| here(row, column + offset)).join("+");
            sheet.formula(row, TOTAL + offset, &parts, value(|_| true), NumberFormat::Kroner)?;
            let formula = self.success_costs(row, *payer);
            let at_one = weights::successes_at_one(self.case, year) * weights::per_success(self.case, *payer);
            sheet.formula(row, SUCCESS_COSTS + offset, &formula, at_one, NumberFormat::Kroner)?;
        }
        Ok(())
    }

    /// The sum of a payer's lines with a basis. Who gives a grant loses what who receives it gains.
    fn lines(&self, costs: &CostCells, payer: Payer, basis: CostBasis, year: Option<&str>) -> String {
        let language = self.case.language;
        let (basis, payer) = (basis.label(language), payer.label(language));
        let in_year = year.map_or_else(String::new, |year| format!(",{},{year}", costs.year));
        let of = |who: &str| format!("SUMIFS({},{},\"{basis}\",{who},\"{payer}\"{in_year})", costs.kr, costs.basis);
        match &costs.giver {
            Some(giver) => format!("({}-{})", of(&costs.payer), of(giver)),
            None => of(&costs.payer),
        }
    }

    /// Costs of a year: once in the first, at the end in the last, each year in operation, for each who starts, completes and
    /// succeeds, and in a stated year.
    fn costs(&self, row: u32, costs: &CostCells, payer: Payer, sign: i32) -> String {
        let (cells, year) = (self.cells, here(row, YEAR));
        let sum = |basis: CostBasis| self.lines(costs, payer, basis, None);
        let (start, years) = (&cells.start_year, &cells.years);
        let fixed = format!(
            "IF({year}={start},{once},0)+IF({year}={start}+{years}-1,{last},0)+IF({year}<{start}+{years},{yearly},0)",
            once = sum(CostBasis::Once),
            last = sum(CostBasis::AtTheEnd),
            yearly = sum(CostBasis::PerYear),
        );
        let per_person = [
            (STARTED, CostBasis::PerParticipant),
            (COMPLETED, CostBasis::PerCompleted),
            (SUCCESSES, CostBasis::PerSuccess),
        ];
        let per_person = per_person.map(|(column, basis)| format!("{}*{}", here(row, column), sum(basis))).join("+");
        let stated = self.lines(costs, payer, CostBasis::InYear, Some(&year));
        format!("{sign}*({fixed}+{per_person}+{stated})")
    }

    /// What additional successes of a year cost a payer at a net success rate of 1, less grants and displaced costs.
    fn success_costs(&self, row: u32, payer: Payer) -> String {
        let cells = self.cells;
        let sum = |costs: &CostCells| self.lines(costs, payer, CostBasis::PerSuccess, None);
        let (costs, grants, displaced) = (sum(&cells.costs), sum(&cells.grants), sum(&cells.displaced));
        format!("{}*({grants}+{displaced}-{costs})", here(row, AT_ONE))
    }

    /// The amounts of a year from persons of earlier years, `ago` years after theirs.
    fn spread(&self, row: u32, persons: u16, ago: &str, shift: &str, kr: &str) -> String {
        let (years, persons) = (self.columns.range(YEAR), self.columns.range(persons));
        format!("SUMPRODUCT(SUMIF({years},{}-{ago}{shift},{persons}),{kr})", here(row, YEAR))
    }

    /// Sums over payers and years.
    pub fn sums(&self, sheet: &mut Sheet) -> Result<(), XlsxError> {
        let rows = self.columns.rows.clone();
        let by_year = &self.case.result.by_year;
        let of = |row: u32| by_year.iter().find(|total| total.year == self.year(row));
        let last = by_year.last().map_or(0.0, |total| total.cumulative.present_value);
        let cumulative = |row: u32| of(row).map_or(last, |total| total.cumulative.present_value);
        for row in rows.clone() {
            // Rows after the last year have no kroner.
            let money = of(row).map_or(Money { undiscounted: 0.0, present_value: 0.0 }, |total| total.money);
            let formula = format!("SUM({}:{})", here(row, TOTAL), here(row, TOTAL + 2));
            sheet.formula(row, ALL, &formula, money.undiscounted, NumberFormat::Kroner)?;
            let formula = format!("{}*{}", here(row, ALL), here(row, DISCOUNT));
            sheet.formula(row, PRESENT, &formula, money.present_value, NumberFormat::Kroner)?;
            let so_far = format!("SUM({}:{})", here(rows.start, PRESENT), here(row, PRESENT));
            sheet.formula(row, CUMULATIVE, &so_far, cumulative(row), NumberFormat::Kroner)?;
            self.even(sheet, row, (CUMULATIVE, EVEN), &cumulative)?;
        }
        for (payer, offset) in Payer::ALL.iter().zip(0u16..) {
            let (total, column) = (TOTAL + offset, CUMULATIVE_BY_PAYER + offset);
            let through = |row: u32| -> f64 {
                let lines = self.case.result.lines.iter();
                let those = lines.filter(|line| line.payer == *payer && line.year <= self.year(row));
                those.map(|line| line.present_value).sum()
            };
            for row in rows.clone() {
                let range = |column: u16| format!("{}:{}", here(rows.start, column), here(row, column));
                let so_far = format!("SUMPRODUCT({},{})", range(total), range(DISCOUNT));
                sheet.formula(row, column, &so_far, through(row), NumberFormat::Kroner)?;
                self.even(sheet, row, (column, EVEN_BY_PAYER + offset), &through)?;
            }
        }
        Ok(())
    }

    /// The year of a row, if no cumulative present value from it on is below zero by half an øre or more.
    fn even(
        &self,
        sheet: &mut Sheet,
        row: u32,
        (cumulative, to): (u16, u16),
        value: &dyn Fn(u32) -> f64,
    ) -> Result<(), XlsxError> {
        let end = self.columns.rows.end;
        let later = format!("{}:{}", here(row, cumulative), here(end - 1, cumulative));
        let formula = format!("IF(ROUND(MIN({later}),2)>=0,{},\"–\")", here(row, YEAR));
        if (row..end).all(|later| value(later) > -0.005) {
            sheet.formula(row, to, &formula, f64::from(self.year(row)), NumberFormat::Plain)
        } else {
            sheet.formula_text(row, to, &formula, "–")
        }
    }
}
