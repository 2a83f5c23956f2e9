//! The sheet of inputs.

use rust_xlsxwriter::XlsxError;

use super::Case;
use super::limits::Limit;
use super::sheet::{NumberFormat, Sheet, here};
use calculation::case::inputs::{Cost, EffectOrigin};
use foundation::words::{CostBasis, CostCategory, Denominator, Payer};

/// The cells and ranges of the inputs, for formulas.
pub struct Cells {
    /// The first year in operation.
    pub start_year: String,
    /// Years in operation.
    pub years: String,
    /// Participants who start per year.
    pub participants: String,
    /// The share who complete.
    pub completion_rate: String,
    /// Years from start to completion.
    pub years_to_completion: String,
    /// The net success rate.
    pub net_rate: String,
    /// The label of the denominator.
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
    /// Costs.
    pub costs: CostCells,
    /// Grants.
    pub grants: CostCells,
    /// Displaced costs.
    pub displaced: CostCells,
    /// The first row after the inputs.
    pub end: u32,
    price_year_row: u32,
}

/// The ranges of a list of costs.
#[derive(Default)]
pub struct CostCells {
    /// The basis.
    pub basis: String,
    /// The payer; of a grant, who receives it.
    pub payer: String,
    /// Who gives a grant.
    pub giver: Option<String>,
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

/// The columns of the lists that words are chosen from, to the right of what is printed.
const BASES: u16 = 10;
const PAYERS: u16 = 11;
const GIVERS: u16 = 12;
const DENOMINATORS: u16 = 13;
const CATEGORIES: u16 = 14;
/// The row of the first choice.
const CHOICES: u32 = 3;
/// Empty rows below costs and displaced costs, and below grants.
const EMPTY_COSTS: u32 = 5;
const EMPTY_GRANTS: u32 = 3;
/// The years of a case, as in its file.
const START_YEARS: (i32, i32) = (1990, 2100);
const OPERATION: (i32, i32) = (1, 50);
const TO_COMPLETION: (i32, i32) = (0, 10);

/// Writes the sheet, except the table of limits.
pub fn sheet(case: &Case<'_>) -> Result<(Sheet, Cells), XlsxError> {
    let mut sheet = Sheet::new(case.say("Input", "Inputs"), case.language)?;
    sheet.widths(0, 0, 44)?;
    sheet.widths(1, 8, 18)?;
    let title = case.say(
        "Input: de grønne celler kan ændres, og resultatet følger med",
        "Inputs: green cells can be changed, and the result follows",
    );
    sheet.heading(0, title)?;
    let lists = Lists::write(case, &mut sheet)?;
    let mut at = CHOICES;
    let mut cells = basics(case, &mut sheet, &mut at, &lists)?;
    discount(case, &mut sheet, &mut at, &mut cells)?;
    phase_in(case, &mut sheet, &mut at, &mut cells)?;
    index(case, &mut sheet, &mut at, &mut cells)?;
    let price_year = Limit::OneOf(cells.index.0.clone());
    let label = case.say("Resultatets prisår", "Price year of the result");
    sheet.limit(cells.price_year_row..cells.price_year_row + 1, 1, &price_year, label)?;
    let (grants, own): (Vec<&Cost>, Vec<&Cost>) = case.inputs.costs.iter().partition(|cost| cost.is_grant());
    let displaced: Vec<&Cost> = case.inputs.displaced.iter().collect();
    let mut table = CostTable { case, sheet: &mut sheet, at: &mut at, lists: &lists };
    let found = table.costs(&cells, case.say("Omkostninger", "Costs"), &own)?;
    cells.costs = found;
    let found = table.grants(&cells, &grants)?;
    cells.grants = found;
    let found = table.costs(&cells, case.say("Sparede omkostninger", "Displaced costs"), &displaced)?;
    cells.displaced = found;
    cells.end = at;
    sheet.worksheet.set_print_area(0, 0, at + 40, 8)?;
    Ok((sheet, cells))
}

/// The ranges that words are chosen from.
struct Lists {
    bases: String,
    payers: String,
    givers: String,
    denominators: String,
    categories: String,
}

impl Lists {
    fn write(case: &Case<'_>, sheet: &mut Sheet) -> Result<Lists, XlsxError> {
        let language = case.language;
        sheet.text(CHOICES - 2, BASES, case.say("Valgmuligheder", "Choices"))?;
        let mut list = |column: u16, words: Vec<&str>| -> Result<String, XlsxError> {
            let mut at = CHOICES;
            for word in words {
                sheet.text(at, column, word)?;
                at += 1;
            }
            Ok(sheet.range(CHOICES..at, column))
        };
        let payers = || Payer::ALL.iter().map(move |payer| payer.label(language));
        Ok(Lists {
            bases: list(
                BASES,
                CostBasis::ALL
                    .iter()
                    .filter(|basis| super::holds(**basis))
                    .map(|basis| basis.label(language))
                    .collect(),
            )?,
            payers: list(PAYERS, payers().collect())?,
            givers: list(GIVERS, payers().chain([external(case)]).collect())?,
            denominators: list(DENOMINATORS, Denominator::ALL.iter().map(|word| word.label(language)).collect())?,
            categories: list(CATEGORIES, CostCategory::ALL.iter().map(|word| word.label(language)).collect())?,
        })
    }
}

/// The giver of a grant that is no public payer.
fn external(case: &Case<'_>) -> &'static str {
    case.say("Ekstern", "External")
}

fn basics(case: &Case<'_>, sheet: &mut Sheet, at: &mut u32, lists: &Lists) -> Result<Cells, XlsxError> {
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
    let mut green = |name: &str, value: f64, look, limit: Option<Limit>| -> Result<String, XlsxError> {
        sheet.text(*at, 0, name)?;
        sheet.green(*at, 1, value, look)?;
        if let Some(limit) = limit {
            sheet.limit(*at..*at + 1, 1, &limit, name)?;
        }
        *at += 1;
        Ok(sheet.cell(*at - 1, 1))
    };
    let plain = NumberFormat::Plain;
    let whole = |(low, high)| Some(Limit::Whole(low, high));
    let (first, operation) = (f64::from(intervention.start_year), f64::from(intervention.years));
    let start_year = green(case.say("Første år", "First year"), first, plain, whole(START_YEARS))?;
    let years = green(case.say("År i drift", "Years in operation"), operation, plain, whole(OPERATION))?;
    let name = case.say("Deltagere pr. år", "Participants per year");
    let participants = green(name, intervention.participants, plain, Some(Limit::NotNegative))?;
    let name = case.say("Gennemførelse", "Completion");
    let share = Some(Limit::Between(0, 1));
    let completion_rate = green(name, intervention.completion_rate, NumberFormat::Percent, share)?;
    let name = case.say("År til gennemførelse", "Years to completion");
    let years_to_completion = green(name, f64::from(intervention.years_to_completion), plain, whole(TO_COMPLETION))?;
    let name = case.say("Tidshorisont, år", "Horizon, years");
    let horizon = green(name, f64::from(inputs.horizon), plain, whole((1, inputs.horizon)))?;
    // Its limit is the price index, which is written below.
    let name = case.say("Resultatets prisår", "Price year of the result");
    let price_year = green(name, f64::from(inputs.price_year), plain, None)?;
    let price_year_row = *at - 1;
    let net_rate = rate(case, sheet, at)?;
    let name = case.say("Raten er af dem, der har", "The rate is of those who");
    sheet.text(*at, 0, name)?;
    sheet.green_text(*at, 1, inputs.effect.denominator.label(case.language))?;
    sheet.limit(*at..*at + 1, 1, &Limit::OneOf(lists.denominators.clone()), name)?;
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
        costs: CostCells::default(),
        grants: CostCells::default(),
        displaced: CostCells::default(),
        price_year_row,
        end: 0,
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
                sheet.limit(*at..*at + 1, 1, &Limit::Between(0, 1), name)?;
                *at += 1;
            }
            sheet.text(*at, 0, name)?;
            let formula = format!("{}-{}", here(*at - 2, 1), here(*at - 1, 1));
            sheet.formula(*at, 1, &formula, effect.net_rate, NumberFormat::Percent)?;
        }
        None => {
            sheet.text(*at, 0, name)?;
            sheet.green(*at, 1, effect.net_rate, NumberFormat::Percent)?;
            sheet.limit(*at..*at + 1, 1, &Limit::Between(-1, 1), name)?;
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
    let label = case.say("Diskontering: fra år", "Discounting: from year");
    sheet.limit(first..*at, 0, &Limit::Whole(0, 200), label)?;
    sheet.limit(first..*at, 1, &Limit::Between(0, 1), case.say("Diskontering: rente", "Discounting: rate"))?;
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
    sheet.limit(first..*at, 1, &Limit::Between(0, 1), case.say("Indfasning", "Phase-in"))?;
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
    sheet.limit(first..*at, 1, &Limit::Positive, case.say("Prisindeks", "Price index"))?;
    cells.index = (sheet.range(first..*at, 0), sheet.range(first..*at, 1));
    *at += 1;
    Ok(())
}

/// Writes the lists of costs, each with empty rows to fill in.
struct CostTable<'a, 'b> {
    case: &'a Case<'a>,
    sheet: &'b mut Sheet,
    at: &'b mut u32,
    lists: &'a Lists,
}

impl CostTable<'_, '_> {
    fn costs(&mut self, cells: &Cells, title: &str, costs: &[&Cost]) -> Result<CostCells, XlsxError> {
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
        ];
        self.sheet.headers(*self.at + 1, &headers)?;
        let first = *self.at + 2;
        *self.at = first;
        for cost in costs {
            self.sheet.green_text(*self.at, 1, cost.category.label(case.language))?;
            self.sheet.green_text(*self.at, 3, cost.payer.label(case.language))?;
            self.row(cells, &cost.name, cost.basis, Some((cost.kr, cost.price_year, cost.factor)))?;
        }
        for _ in 0..EMPTY_COSTS {
            self.sheet.green_text(*self.at, 1, CostCategory::Operation.label(case.language))?;
            self.sheet.green_text(*self.at, 3, Payer::Kommune.label(case.language))?;
            self.row(cells, "", CostBasis::PerYear, None)?;
        }
        let rows = first..*self.at;
        let label = |column: usize| format!("{title}: {}", headers[column].to_lowercase());
        self.sheet.optional_limit(rows.clone(), 0, &Limit::Text, &label(0))?;
        self.sheet.limit(rows.clone(), 1, &Limit::OneOf(self.lists.categories.clone()), &label(1))?;
        self.sheet.limit(rows.clone(), 2, &Limit::OneOf(self.lists.bases.clone()), &label(2))?;
        self.sheet.limit(rows.clone(), 3, &Limit::OneOf(self.lists.payers.clone()), &label(3))?;
        self.sheet.optional_limit(rows.clone(), 4, &Limit::Number, &label(4))?;
        self.sheet.limit(rows.clone(), 5, &Limit::OneOf(cells.index.0.clone()), &label(5))?;
        *self.at += 1;
        let range = |column| self.sheet.range(rows.clone(), column);
        Ok(CostCells { basis: range(2), payer: range(3), giver: None, kr: range(6) })
    }

    /// Grants in one row each: who receives it, who gives it, and one amount.
    fn grants(&mut self, cells: &Cells, grants: &[&Cost]) -> Result<CostCells, XlsxError> {
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
        ];
        self.sheet.headers(*self.at + 1, &headers)?;
        let first = *self.at + 2;
        *self.at = first;
        for grant in grants.iter().filter(|cost| cost.part_of.is_none()) {
            let giver = grants.iter().find(|cost| cost.part_of.as_ref() == Some(&grant.name));
            let giver = giver.map_or(external(case), |giver| giver.payer.label(case.language));
            self.sheet.green_text(*self.at, 1, grant.payer.label(case.language))?;
            self.sheet.green_text(*self.at, 3, giver)?;
            self.row(cells, &grant.name, grant.basis, Some((-grant.kr, grant.price_year, grant.factor)))?;
        }
        for _ in 0..EMPTY_GRANTS {
            self.sheet.green_text(*self.at, 1, Payer::Kommune.label(case.language))?;
            self.sheet.green_text(*self.at, 3, external(case))?;
            self.row(cells, "", CostBasis::PerYear, None)?;
        }
        let rows = first..*self.at;
        let label = |column: usize| format!("{title}: {}", headers[column].to_lowercase());
        self.sheet.optional_limit(rows.clone(), 0, &Limit::Text, &label(0))?;
        self.sheet.limit(rows.clone(), 1, &Limit::OneOf(self.lists.payers.clone()), &label(1))?;
        self.sheet.limit(rows.clone(), 2, &Limit::OneOf(self.lists.bases.clone()), &label(2))?;
        self.sheet.limit(rows.clone(), 3, &Limit::OneOf(self.lists.givers.clone()), &label(3))?;
        self.sheet.optional_limit(rows.clone(), 4, &Limit::NotNegative, &label(4))?;
        self.sheet.limit(rows.clone(), 5, &Limit::OneOf(cells.index.0.clone()), &label(5))?;
        *self.at += 1;
        let range = |column| self.sheet.range(rows.clone(), column);
        Ok(CostCells { basis: range(2), payer: range(1), giver: Some(range(3)), kr: range(6) })
    }

    /// Name, basis, amount, price year and the amount in the result's price year; empty without an amount.
    fn row(
        &mut self,
        cells: &Cells,
        name: &str,
        basis: CostBasis,
        amount: Option<(f64, i32, f64)>,
    ) -> Result<(), XlsxError> {
        let (at, kr) = (*self.at, 4);
        match amount {
            Some((value, ..)) => {
                self.sheet.green_text(at, 0, name)?;
                self.sheet.green(at, kr, value, NumberFormat::Kroner)?;
            }
            None => {
                self.sheet.green_empty(at, 0, NumberFormat::Plain)?;
                self.sheet.green_empty(at, kr, NumberFormat::Kroner)?;
            }
        }
        self.sheet.green_text(at, 2, basis.label(self.case.language))?;
        let price_year = amount.map_or(self.case.inputs.price_year, |(_, year, _)| year);
        self.sheet.green(at, kr + 1, f64::from(price_year), NumberFormat::Plain)?;
        let formula = format!("{}*{}", here(at, kr), cells.factor(&here(at, kr + 1)));
        let value = amount.map_or(0.0, |(value, _, factor)| value * factor);
        self.sheet.formula(at, kr + 2, &formula, value, NumberFormat::Kroner)?;
        *self.at += 1;
        Ok(())
    }
}
