//! The lists of costs, grants and displaced costs on the sheet of inputs.

use rust_xlsxwriter::XlsxError;

use super::case::Case;
use super::cells::{Cells, CostCells};
use super::limits::{Check, Limit};
use super::lists::{Lists, external};
use super::sheet::{NumberFormat, Sheet, here};
use super::weights;
use calculation::case::inputs::Cost;
use foundation::words::{CostBasis, CostCategory, Language, Payer};

/// Empty rows below costs and displaced costs, and below grants.
const EMPTY_COSTS: u32 = 5;
const EMPTY_GRANTS: u32 = 3;
/// The column of calendar years.
const YEAR: u16 = 7;

/// Writes the lists of costs, each with empty rows to fill in.
pub struct CostTable<'a, 'b> {
    /// The case.
    pub case: &'a Case<'a>,
    /// The sheet of inputs.
    pub sheet: &'b mut Sheet,
    /// The next row.
    pub at: &'b mut u32,
    /// The words to choose from.
    pub lists: &'a Lists,
}

/// A row of a list.
enum Row<'a> {
    /// Of a cost.
    Line(&'a Line<'a>),
    /// To be filled in: its number among those.
    Empty(u32),
}

/// A line of a list: its amount as written, and where it falls.
struct Line<'a> {
    name: &'a str,
    basis: CostBasis,
    year: Option<i32>,
    kr: f64,
    price_year: i32,
    factor: f64,
}

impl<'a> Line<'a> {
    fn of(cost: &'a Cost, sign: f64) -> Line<'a> {
        let Cost { name, basis, year, kr, price_year, factor, .. } = cost;
        Line { name, basis: *basis, year: *year, kr: sign * kr, price_year: *price_year, factor: *factor }
    }
}

impl CostTable<'_, '_> {
    /// Costs, or displaced costs.
    pub fn costs(&mut self, cells: &Cells, title: &str, costs: &[&Cost]) -> Result<CostCells, XlsxError> {
        let case = self.case;
        self.sheet.heading(*self.at, title)?;
        let headers = [
            case.say("Post", "Item"),
            case.say("Kategori", "Category"),
            case.say("Falder", "Falls"),
            case.say("Betaler", "Payer"),
            case.say("Kr.", "DKK"),
            case.say("Prisår", "Price year"),
            case.say("Kr. i resultatets prisår", "DKK in the result's price year"),
            case.say("Kalenderår (ved: i et bestemt år)", "Calendar year (with: in a stated year)"),
        ];
        self.sheet.headers(*self.at + 1, &headers)?;
        let first = *self.at + 2;
        *self.at = first;
        for cost in costs {
            self.sheet.green_text(*self.at, 1, cost.category.label(case.language))?;
            self.sheet.green_text(*self.at, 3, cost.payer.label(case.language))?;
            self.row(cells, Row::Line(&Line::of(cost, 1.0)))?;
        }
        for number in 0..EMPTY_COSTS {
            self.sheet.green_text(*self.at, 1, CostCategory::Operation.label(case.language))?;
            self.sheet.green_text(*self.at, 3, Payer::Kommune.label(case.language))?;
            self.row(cells, Row::Empty(number))?;
        }
        let rows = first..*self.at;
        let label = |column: usize| format!("{title}: {}", headers[column].to_lowercase());
        self.sheet.optional_limit(rows.clone(), 0, &Limit::Text, &label(0))?;
        self.sheet.limit(rows.clone(), 1, &Limit::OneOf(self.lists.categories.clone()), &label(1))?;
        self.sheet.limit(rows.clone(), 2, &Limit::OneOf(self.lists.bases.clone()), &label(2))?;
        self.sheet.limit(rows.clone(), 3, &Limit::OneOf(self.lists.payers.clone()), &label(3))?;
        self.sheet.optional_limit(rows.clone(), 4, &Limit::Number, &label(4))?;
        self.sheet.limit(rows.clone(), 5, &Limit::OneOf(cells.index.years.clone()), &label(5))?;
        self.years(cells, rows.clone(), &label(7))?;
        *self.at += 1;
        let range = |column| self.sheet.range(rows.clone(), column);
        Ok(CostCells { basis: range(2), payer: range(3), giver: None, kr: range(6), year: range(YEAR) })
    }

    /// Grants in one row each: who receives it, who gives it, and one amount.
    pub fn grants(&mut self, cells: &Cells, grants: &[&Cost]) -> Result<CostCells, XlsxError> {
        let case = self.case;
        let title = case.say("Tilskud", "Grants");
        self.sheet.heading(*self.at, title)?;
        let headers = [
            case.say("Post", "Item"),
            case.say("Modtager", "Recipient"),
            case.say("Falder", "Falls"),
            case.say("Giver", "Giver"),
            case.say("Kr.", "DKK"),
            case.say("Prisår", "Price year"),
            case.say("Kr. i resultatets prisår", "DKK in the result's price year"),
            case.say("Kalenderår (ved: i et bestemt år)", "Calendar year (with: in a stated year)"),
        ];
        self.sheet.headers(*self.at + 1, &headers)?;
        let first = *self.at + 2;
        *self.at = first;
        for grant in grants.iter().filter(|cost| cost.part_of.is_none()) {
            let giver = grants.iter().find(|cost| cost.part_of.as_ref() == Some(&grant.name));
            let giver = giver.map_or(external(case), |giver| giver.payer.label(case.language));
            self.sheet.green_text(*self.at, 1, grant.payer.label(case.language))?;
            self.sheet.green_text(*self.at, 3, giver)?;
            self.row(cells, Row::Line(&Line::of(grant, -1.0)))?;
        }
        for number in 0..EMPTY_GRANTS {
            self.sheet.green_text(*self.at, 1, Payer::Kommune.label(case.language))?;
            self.sheet.green_text(*self.at, 3, external(case))?;
            self.row(cells, Row::Empty(number))?;
        }
        let rows = first..*self.at;
        let label = |column: usize| format!("{title}: {}", headers[column].to_lowercase());
        self.sheet.optional_limit(rows.clone(), 0, &Limit::Text, &label(0))?;
        self.sheet.limit(rows.clone(), 1, &Limit::OneOf(self.lists.payers.clone()), &label(1))?;
        self.sheet.limit(rows.clone(), 2, &Limit::OneOf(self.lists.bases.clone()), &label(2))?;
        self.sheet.limit(rows.clone(), 3, &Limit::OneOf(self.lists.givers.clone()), &label(3))?;
        self.sheet.optional_limit(rows.clone(), 4, &Limit::NotNegative, &label(4))?;
        self.sheet.limit(rows.clone(), 5, &Limit::OneOf(cells.index.years.clone()), &label(5))?;
        self.years(cells, rows.clone(), &label(7))?;
        *self.at += 1;
        let range = |column| self.sheet.range(rows.clone(), column);
        Ok(CostCells { basis: range(2), payer: range(1), giver: Some(range(3)), kr: range(6), year: range(YEAR) })
    }

    /// The limits of calendar years: costs in a stated year have one that the calculation has a row for.
    fn years(&mut self, cells: &Cells, rows: std::ops::Range<u32>, label: &str) -> Result<(), XlsxError> {
        let language = self.case.language;
        self.sheet.optional_limit(rows.clone(), YEAR, &Limit::Whole(1990, 2200), label)?;
        let (basis, kr) = (self.sheet.range(rows.clone(), 2), self.sheet.range(rows.clone(), 4));
        let (year, start) = (self.sheet.range(rows, YEAR), &cells.start_year);
        let stated = CostBasis::InYear.label(language);
        let last = weights::rows(self.case)?;
        let outside =
            format!("SUMPRODUCT(({basis}=\"{stated}\")*({kr}<>\"\")*((({year}<{start})+({year}>={start}+{last}))>0))");
        let words = match language {
            Language::Da => format!("et år i beregningen, ved: {}", stated.to_lowercase()),
            Language::En => format!("a year of the calculation, with: {}", stated.to_lowercase()),
        };
        self.sheet.checks.push(Check::new(label.to_owned(), words, outside));
        Ok(())
    }

    /// Name, basis, amount, price year, the amount in the result's price year, and the calendar year; empty without a line.
    fn row(&mut self, cells: &Cells, line: Row<'_>) -> Result<(), XlsxError> {
        let (at, kr) = (*self.at, 4);
        let line = match line {
            Row::Line(line) => Some(line),
            // An empty row of a scenario follows that of the case, however many costs stand above it.
            Row::Empty(number) => {
                self.sheet.name_row(at, format!("empty {number}"));
                None
            }
        };
        match line {
            Some(line) => {
                self.sheet.name_row(at, format!("cost {}", line.name));
                self.sheet.green_text(at, 0, line.name)?;
                self.sheet.green_amount(at, kr, line.kr, NumberFormat::Kroner)?;
            }
            None => {
                self.sheet.green_blank(at, 0, NumberFormat::Plain)?;
                self.sheet.green_empty(at, kr, NumberFormat::Kroner)?;
            }
        }
        let basis = line.map_or(CostBasis::PerYear, |line| line.basis);
        self.sheet.green_text(at, 2, basis.label(self.case.language))?;
        let price_year = line.map_or(self.case.inputs.price_year, |line| line.price_year);
        self.sheet.green(at, kr + 1, f64::from(price_year), NumberFormat::Plain)?;
        let formula = format!("{}*{}", here(at, kr), cells.factor(None, &here(at, kr + 1)));
        let value = line.map_or(0.0, |line| line.kr * line.factor);
        self.sheet.formula(at, kr + 2, &formula, value, NumberFormat::Kroner)?;
        match line.and_then(|line| line.year) {
            Some(year) => self.sheet.green(at, YEAR, f64::from(year), NumberFormat::Plain)?,
            None => self.sheet.green_blank(at, YEAR, NumberFormat::Plain)?,
        }
        *self.at += 1;
        Ok(())
    }
}
