//! The sheet of estimates and prices from the release, with kroner per success by consequence and follow-up year.

use rust_xlsxwriter::XlsxError;

use super::case::Case;
use super::cells::Cells;
use super::limits::Limit;
use super::sheet::{NumberFormat, Sheet, here};
use super::weights::{WEIGHT, weight_cell, weights};
use crate::case::labels::unit;
use calculation::calculator::result::{ConsequenceReach, Heading};
use calculation::case::inputs::{Consequence, Override, Price, Value};
use foundation::words::{Kind, Payer};

/// The ranges of the extract, for formulas of other sheets.
pub struct Extract {
    /// The consequence of each row.
    pub consequence: String,
    /// Its area.
    pub area: String,
    /// The follow-up year.
    pub year: String,
    /// Kroner per success, by payer.
    pub kr: [String; 3],
    /// Undiscounted kroner of the whole case.
    pub undiscounted: String,
    /// Present value of the whole case.
    pub present_value: String,
    /// Use during the intervention; `None` without any.
    pub during: Option<DuringCells>,
}

/// The ranges of use during the intervention.
pub struct DuringCells {
    /// Years after the start.
    pub year: String,
    /// Kroner per person who starts, by payer.
    pub kr: [String; 3],
}

// Columns.
const ID: u16 = 0;
const LABEL: u16 = 1;
const AREA: u16 = 2;
const KIND: u16 = 3;
const UNIT: u16 = 4;
const YEAR: u16 = 5;
const STATUS: u16 = 6;
const RELEASE: u16 = 7;
const OWN: u16 = 8;
const VALUE_YEAR: u16 = 9;
const PRICE: u16 = 10;
const PRICE_YEAR: u16 = 13;
const USED: u16 = 14;
const REACH: u16 = 15;
const FACTOR: u16 = 16;
const KR: u16 = 17;
const UNDISCOUNTED: u16 = 20;
const PRESENT: u16 = 21;

/// The first row.
const FIRST: u32 = 2;

/// Writes the sheet.
pub fn sheet(case: &Case<'_>, cells: &Cells) -> Result<(Sheet, Extract), XlsxError> {
    let mut sheet = Sheet::new(&case.sheet_name("Database", "Database"), case)?;
    sheet.widths(ID, ID, 26)?;
    sheet.widths(LABEL, LABEL, 34)?;
    sheet.widths(AREA, AREA, 18)?;
    print(&mut sheet)?;
    sheet.widths(VALUE_YEAR, PRESENT, 13)?;
    sheet.worksheet.set_freeze_panes(FIRST, 2)?;
    headers(case, &mut sheet)?;
    let inputs = case.inputs;
    let mut at = FIRST;
    for (consequence, reach) in inputs.consequences.iter().zip(&case.result.consequences) {
        for (value, year) in consequence.years.iter().zip(1..) {
            let row = Row { case, cells, consequence, reach, value, year };
            sheet.name_row(at, format!("{} {year}", consequence.id));
            row.write(&mut sheet, at)?;
            at += 1;
        }
    }
    limit(case, &mut sheet, FIRST..at, cells)?;
    let range = |column: u16| sheet.range(FIRST..at, column);
    let mut extract = Extract {
        consequence: range(ID),
        area: range(AREA),
        year: range(YEAR),
        kr: [range(KR), range(KR + 1), range(KR + 2)],
        undiscounted: range(UNDISCOUNTED),
        present_value: range(PRESENT),
        during: None,
    };
    extract.during = during(case, cells, &mut sheet, at + 1)?;
    Ok((sheet, extract))
}

/// Prints two pages beside each other, each with the consequences and the headers.
fn print(sheet: &mut Sheet) -> Result<(), XlsxError> {
    sheet.worksheet.set_print_scale(60);
    sheet.worksheet.set_vertical_page_breaks(&[u32::from(PRICE)])?;
    sheet.worksheet.set_repeat_columns(ID, LABEL)?;
    sheet.worksheet.set_repeat_rows(1, 1)?;
    Ok(())
}

/// The limits of own figures, prices and their price years.
fn limit(case: &Case<'_>, sheet: &mut Sheet, rows: std::ops::Range<u32>, cells: &Cells) -> Result<(), XlsxError> {
    if rows.is_empty() {
        return Ok(());
    }
    let own = case.say("Database: eget tal", "Database: own figure");
    sheet.optional_limit(rows.clone(), OWN, &Limit::Number, own)?;
    let years = Limit::OneOf(cells.index.years.clone());
    let label = case.say("Database: estimatets prisår", "Database: price year of the estimate");
    sheet.optional_limit(rows.clone(), VALUE_YEAR, &years, label)?;
    for (payer, column) in Payer::ALL.iter().zip(PRICE..) {
        let label = format!("Database: {}: {}", case.say("pris", "price"), payer.label(case.language));
        sheet.optional_limit(rows.clone(), column, &Limit::Number, &label)?;
    }
    let label = case.say("Database: prisens prisår", "Database: price year of the price");
    sheet.optional_limit(rows, PRICE_YEAR, &years, label)
}

fn headers(case: &Case<'_>, sheet: &mut Sheet) -> Result<(), XlsxError> {
    sheet.heading(
        0,
        case.say(
            "Udtræk af vidensdatabasen, og kroner pr. succes",
            "Extract of the knowledge database, and kroner per success",
        ),
    )?;
    let price = |payer: &Payer| format!("{}: {}", case.say("Pris", "Price"), payer.label(case.language));
    let kr =
        |payer: &Payer| format!("{}: {}", case.say("Kr. pr. succes", "DKK per success"), payer.label(case.language));
    let mut names: Vec<String> = [
        "Id",
        case.say("Konsekvens", "Consequence"),
        case.say("Område", "Area"),
        case.say("Art", "Kind"),
        case.say("Enhed", "Unit"),
        case.say("År efter", "Follow-up year"),
        "Status",
        case.say("Databasens estimat", "The database's estimate"),
        case.say("Eget tal", "Own figure"),
        case.say("Estimatets prisår", "Price year of the estimate"),
    ]
    .map(str::to_owned)
    .to_vec();
    names.extend(Payer::ALL.iter().map(price));
    names.extend(
        [
            case.say("Prisens prisår", "Price year of the price"),
            case.say("Brugt tal", "Figure used"),
            case.say("Tæller med", "Counts"),
            case.say("Faktor", "Factor"),
        ]
        .map(str::to_owned),
    );
    names.extend(Payer::ALL.iter().map(kr));
    names.extend(
        [
            case.say("I alt, udiskonteret", "Total, undiscounted"),
            case.say("I alt, nutidsværdi", "Total, present value"),
        ]
        .map(str::to_owned),
    );
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    sheet.headers(1, &names)
}

/// One consequence in one follow-up year.
struct Row<'a> {
    case: &'a Case<'a>,
    cells: &'a Cells,
    consequence: &'a Consequence,
    reach: &'a ConsequenceReach,
    value: &'a Value,
    year: i32,
}

impl Row<'_> {
    fn write(&self, sheet: &mut Sheet, at: u32) -> Result<(), XlsxError> {
        let consequence = self.consequence;
        sheet.text(at, ID, &consequence.id)?;
        sheet.text(at, LABEL, consequence.label.get(self.case.language))?;
        sheet.text(at, AREA, consequence.area.label(self.case.language))?;
        sheet.text(at, KIND, consequence.kind.label(self.case.language))?;
        sheet.text(at, UNIT, unit(&consequence.unit, self.case.language))?;
        sheet.number(at, YEAR, f64::from(self.year), NumberFormat::Plain)?;
        let release = self.of_release();
        sheet.text(at, STATUS, status(self.case, release))?;
        if let Some(Value::Estimate { value, .. }) = release {
            sheet.number(at, RELEASE, *value, NumberFormat::Plain)?;
        }
        match self.value {
            Value::Own { value, .. } => sheet.green(at, OWN, *value, NumberFormat::Plain)?,
            _ => sheet.green_blank(at, OWN, NumberFormat::Plain)?,
        }
        self.prices(sheet, at)?;
        self.formulas(sheet, at)
    }

    /// The release's value, also where the user has replaced it.
    fn of_release(&self) -> Option<&Value> {
        if !matches!(self.value, Value::Own { .. }) {
            return Some(self.value);
        }
        self.case.inputs.overrides.iter().find_map(|change| match change {
            Override::Value { consequence, follow_up_year, was, .. }
                if *consequence == self.consequence.id && *follow_up_year == self.year =>
            {
                Some(was)
            }
            _ => None,
        })
    }

    fn value_year(&self) -> Option<i32> {
        match self.value {
            Value::Estimate { price_year, .. } | Value::Own { price_year, .. } => *price_year,
            // A figure that the user fills in later is in the release's price year.
            _ => self.consequence.is_kroner().then_some(self.case.inputs.database.price_year),
        }
    }

    fn prices(&self, sheet: &mut Sheet, at: u32) -> Result<(), XlsxError> {
        if let Some(year) = self.value_year() {
            sheet.green(at, VALUE_YEAR, f64::from(year), NumberFormat::Plain)?;
        }
        let price = self.consequence.price(self.year);
        for (payer, column) in Payer::ALL.iter().zip(PRICE..) {
            match price {
                Some(price) => sheet.green_amount(at, column, price.part(*payer), NumberFormat::Plain)?,
                None => sheet.green_empty(at, column, NumberFormat::Plain)?,
            }
        }
        match price.and_then(|price| price.price_year) {
            Some(year) => sheet.green(at, PRICE_YEAR, f64::from(year), NumberFormat::Plain),
            None => Ok(()),
        }
    }

    fn formulas(&self, sheet: &mut Sheet, at: u32) -> Result<(), XlsxError> {
        let cell = |column| here(at, column);
        let (own, release) = (cell(OWN), cell(RELEASE));
        let (used, value_factor) = match self.value {
            Value::Estimate { value, factor, .. } | Value::Own { value, factor, .. } => (*value, *factor),
            _ => (0.0, self.missing_factor()),
        };
        sheet.formula(
            at,
            USED,
            &format!("IF(ISNUMBER({own}),{own},IF({release}<>\"\",{release},0))"),
            used,
            NumberFormat::Plain,
        )?;
        let known = format!(
            "IF({}>{},0,IF(AND({}=\"{}\",NOT(ISNUMBER({own}))),0,1))",
            cell(YEAR),
            self.cells.horizon,
            cell(STATUS),
            status(self.case, None)
        );
        let reach = if self.year == 1 { known } else { format!("{}*{known}", here(at - 1, REACH)) };
        let counts = f64::from(u8::from(self.year <= self.reach.through));
        sheet.formula(at, REACH, &reach, counts, NumberFormat::Plain)?;
        let price = self.consequence.price(self.year);
        let factor = value_factor * price.map_or(1.0, |price| price.factor) * self.case.inputs.phased_in(self.year);
        let phase = format!("INDEX({},{})", self.cells.phase_in, cell(YEAR));
        let of_value = self.value_year().map(|_| (None, VALUE_YEAR));
        let of_price = price.filter(|p| p.price_year.is_some()).map(|p| (p.series.as_deref(), PRICE_YEAR));
        let carried = [of_value, of_price].into_iter().flatten();
        let carried = carried.map(|(series, column)| self.cells.factor(series, &cell(column)));
        let factors: Vec<String> = std::iter::once(phase).chain(carried).collect();
        sheet.formula(at, FACTOR, &factors.join("*"), factor, NumberFormat::Factor)?;
        let sign = sign(self.consequence.kind);
        let part = |payer: Payer| price.map_or(0.0, |price| price.part(payer));
        for (payer, (column, price)) in Payer::ALL.iter().zip((KR..).zip(PRICE..)) {
            let formula = format!("{sign}*{}*{}*{}*{}", cell(USED), cell(REACH), cell(FACTOR), cell(price));
            sheet.formula(at, column, &formula, sign * used * counts * factor * part(*payer), NumberFormat::Kroner)?;
        }
        let all: f64 = Payer::ALL.iter().map(|payer| sign * used * counts * factor * part(*payer)).sum();
        let (undiscounted, present) = weights(self.case, self.year);
        let sum = format!("SUM({}:{})", cell(KR), cell(KR + 2));
        let weight = |column: u16| weight_cell(self.case, self.year, column);
        let (a, b) = (weight(WEIGHT)?, weight(WEIGHT + 1)?);
        sheet.formula(at, UNDISCOUNTED, &format!("{sum}*{a}"), all * undiscounted, NumberFormat::Kroner)?;
        sheet.formula(at, PRESENT, &format!("{sum}*{b}"), all * present, NumberFormat::Kroner)
    }

    /// The index factor of an amount that the user may fill in later.
    fn missing_factor(&self) -> f64 {
        let index = |year: i32| self.case.inputs.index(None, year);
        let to = self.case.inputs.price_year;
        match self.value_year() {
            Some(from) if from != to => index(to).zip(index(from)).map_or(1.0, |(to, from)| to / from),
            _ => 1.0,
        }
    }
}

/// An increase in expenditure is a loss.
fn sign(kind: Kind) -> f64 {
    match kind {
        Kind::Expenditure => -1.0,
        Kind::Revenue => 1.0,
    }
}

/// The statuses that formulas compare with.
fn status(case: &Case<'_>, value: Option<&Value>) -> &'static str {
    match value {
        Some(Value::Estimate { .. }) => case.say("signifikant", "significant"),
        Some(Value::Zero { .. }) => case.say("nul", "zero"),
        Some(Value::Unknown { .. } | Value::Own { .. }) | None => case.say("ukendt", "unknown"),
    }
}

fn during(case: &Case<'_>, cells: &Cells, sheet: &mut Sheet, title: u32) -> Result<Option<DuringCells>, XlsxError> {
    let rows: Vec<_> =
        case.inputs.during.iter().flat_map(|during| during.values.iter().map(move |value| (during, value))).collect();
    if rows.is_empty() {
        return Ok(None);
    }
    sheet.heading(
        title,
        case.say(
            "Under indsatsen, pr. deltager, der begynder, efter år fra start",
            "During the intervention, per start, by years after it",
        ),
    )?;
    let first = title + 1;
    let mut at = first;
    for (during, (year, value)) in rows {
        sheet.name_row(at, format!("during {} {year}", during.consequence));
        sheet.text(at, ID, &during.consequence)?;
        sheet.text(at, LABEL, during.label.get(case.language))?;
        sheet.text(at, AREA, Heading::During.label(case.language))?;
        sheet.text(at, KIND, during.kind.label(case.language))?;
        sheet.text(at, UNIT, unit(&during.unit, case.language))?;
        sheet.number(at, YEAR, f64::from(*year), NumberFormat::Plain)?;
        sheet.green_amount(at, OWN, *value, NumberFormat::Plain)?;
        let price: &Price = &during.price;
        let years = [(during.price_year, None, VALUE_YEAR), (price.price_year, price.series.as_deref(), PRICE_YEAR)];
        let mut factors = vec!["1".to_owned()];
        for (year, series, column) in years {
            if let Some(year) = year {
                sheet.green(at, column, f64::from(year), NumberFormat::Plain)?;
                factors.push(cells.factor(series, &here(at, column)));
            }
        }
        let factor = during.factor * price.factor;
        sheet.formula(at, FACTOR, &factors.join("*"), factor, NumberFormat::Factor)?;
        let sign = sign(during.kind);
        for (payer, (column, of_price)) in Payer::ALL.iter().zip((KR..).zip(PRICE..)) {
            sheet.green_amount(at, of_price, price.part(*payer), NumberFormat::Plain)?;
            let formula = format!("{sign}*{}*{}*{}", here(at, OWN), here(at, FACTOR), here(at, of_price));
            sheet.formula(at, column, &formula, sign * value * factor * price.part(*payer), NumberFormat::Kroner)?;
        }
        at += 1;
    }
    limit(case, sheet, first..at, cells)?;
    let range = |column| sheet.range(first..at, column);
    Ok(Some(DuringCells { year: range(YEAR), kr: [range(KR), range(KR + 1), range(KR + 2)] }))
}
