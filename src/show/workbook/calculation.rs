//! The sheet that calculates: calendar years from persons to a cumulative present value.

use rust_xlsxwriter::XlsxError;

use super::break_even::{self, BreakEvenCells, Ranges};
use super::case::Case;
use super::cells::{Cells, CostCells};
use super::database::Extract;
use super::sheet::{NumberFormat, Sheet, here};
use super::weights::{self, FOLLOW_UP, PER_RATE, WEIGHT, at_a_rate_of_one, name};
use calculation::calculator::discount_factor;
use calculation::calculator::result::{Heading, Money, People};
use foundation::words::{CostBasis, Denominator, Payer};

/// Where the calendar years stand, as other sheets write them.
pub struct Timeline {
    /// Rows of years with anything in them.
    pub used: std::ops::Range<u32>,
    /// All rows of years.
    pub rows: std::ops::Range<u32>,
    /// The sheet's name.
    pub name: String,
    /// Participants who start.
    pub started: String,
    /// Participants who succeed.
    pub successes: String,
    /// Discount factors.
    pub discount: String,
    /// Kroner under each heading, by payer.
    pub costs: [String; 3],
    /// Grants.
    pub grants: [String; 3],
    /// Displaced costs.
    pub displaced: [String; 3],
    /// During the intervention.
    pub during: [String; 3],
    /// All headings.
    pub total: [String; 3],
    /// All payers.
    pub all: String,
    /// Present value.
    pub present: String,
    /// Where all payers together and each break even.
    pub break_even: BreakEvenCells,
}

impl Timeline {
    /// A condition that is true for rows up to the last year with an amount.
    pub fn in_use(&self, row: u32) -> String {
        let (first, last) = (here(row, COSTS), here(self.rows.end - 1, TOTAL - 1));
        format!("SUMPRODUCT(--({}!{first}:{last}<>0))>0", self.name)
    }
}

/// The column of calendar years.
pub const YEAR: u16 = 0;
const STARTED: u16 = 1;
const COMPLETED: u16 = 2;
const SUCCESSES: u16 = 3;
const DISCOUNT: u16 = 4;
/// The first column of costs by payer.
pub const COSTS: u16 = 5;
/// The first column of grants by payer.
pub const GRANTS: u16 = 8;
/// The first column of displaced costs by payer.
pub const DISPLACED: u16 = 11;
/// The first column of use during the intervention by payer.
pub const DURING: u16 = 14;
/// The first column of consequences by payer.
pub const CONSEQUENCES: u16 = 17;
/// The first column of all headings by payer.
pub const TOTAL: u16 = 20;
/// The column of all payers.
pub const ALL: u16 = 23;
/// The column of the present value.
pub const PRESENT: u16 = 24;
/// The column of the cumulative present value.
pub const CUMULATIVE: u16 = 25;
const EVEN: u16 = 26;
/// The column of successes at a net success rate of 1.
const AT_ONE: u16 = 27;
/// The first column, by payer, of costs for each additional success at a net success rate of 1.
const SUCCESS_COSTS: u16 = 28;
/// The first column of the cumulative present value by payer.
const CUMULATIVE_BY_PAYER: u16 = 31;
const EVEN_BY_PAYER: u16 = 34;

/// The word of the denominator cell for those who complete.
fn completed(case: &Case<'_>) -> &'static str {
    Denominator::Completed.label(case.language)
}

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

/// The calendar years' rows, as this sheet writes them.
struct Columns {
    first: u32,
    rows: std::ops::Range<u32>,
}

impl Columns {
    fn range(&self, column: u16) -> String {
        format!("{}:{}", here(self.rows.start, column), here(self.rows.end - 1, column))
    }
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

/// The rows of calendar years.
struct Years<'a> {
    case: &'a Case<'a>,
    cells: &'a Cells,
    extract: &'a Extract,
    columns: &'a Columns,
}

impl Years<'_> {
    fn year(&self, row: u32) -> i32 {
        // A workbook has far fewer rows than years can be counted.
        self.case.inputs.intervention.start_year + (row - self.columns.first) as i32
    }

    fn persons(&self, sheet: &mut Sheet, row: u32) -> Result<(), XlsxError> {
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

    fn kroner(&self, sheet: &mut Sheet, row: u32) -> Result<(), XlsxError> {
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

    fn sums(&self, sheet: &mut Sheet) -> Result<(), XlsxError> {
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
