//! One line of costs as written: kroner, or hours at an hourly rate; of a participant, or of a group that shares it.

use super::checks::{check_decimals, check_kroner};
use super::declared::costs as declared;
use super::declared::read;
use super::declared::{Input, Presence};
use super::inputs::{Cost, Effect, Intervention, Staff};
use super::price_year::PriceYear;
use foundation::words::{CostBasis, CostCategory, Payer};
use toml_files::Amount;
use toml_files::mistake::Report;
use toml_files::source::At;
use toml_files::table::Table;

/// Years after the first that a cost can fall in.
const LAST_YEAR: i32 = 100;

/// A line with its price year found.
pub struct Item {
    /// What it is.
    pub name: At<String>,
    category: CostCategory,
    basis: CostBasis,
    year: Option<At<i32>>,
    /// Kroner each time, of a participant where a group shares it.
    kr: f64,
    /// Who pays; of a grant, who receives it.
    pub payer: Payer,
    price_year: At<i32>,
    staff: Option<Staff>,
    group_size: Option<f64>,
    /// What it is worth in the last year in operation.
    pub residual: Option<f64>,
}

impl Item {
    /// Reads a line; `category` is given where the list has one of its own.
    pub fn read(table: &Table<'_>, common: Option<&At<i32>>, category: Option<CostCategory>) -> Option<Item> {
        let report = table.report();
        let name = read::text(table, &declared::NAME);
        let category = category.or_else(|| read::word(table, &declared::CATEGORY).map(|category| category.value));
        let basis = read::word::<CostBasis>(table, &declared::BASIS);
        let year = read::integer(table, &declared::YEAR);
        let amount = amount(table);
        let payer =
            read::word(table, if category == Some(CostCategory::Grant) { &declared::TO } else { &declared::PAYER });
        let group_size = read::number(table, &declared::GROUP_SIZE);
        let residual = read::value::<Amount>(table, &declared::RESIDUAL_KR);
        let own = read::integer(table, &declared::PRICE_YEAR);
        table.finish();
        check_year(table, basis.as_ref(), year.as_ref());
        if let (Some(size), Some(basis)) = (&group_size, &basis) {
            check_group(size, basis.value, report);
        }
        if let (Some(residual), Some(CostCategory::Grant)) = (&residual, category) {
            report.mistake_with_hint(
                &residual.place,
                "a grant is worth nothing at the end",
                "write `residual_kr` on the line of costs that the grant pays for",
            );
        } else if let (Some(residual), Some(basis)) = (&residual, &basis) {
            check_residual(residual, basis.value, amount.as_ref().map(|(kr, _)| *kr), report);
        }
        let price_year = price_year(table, own, common)?;
        let (kr, staff) = amount?;
        let group_size = group_size.map(|size| size.value);
        Some(Item {
            name: name?,
            category: category?,
            basis: basis?.value,
            year,
            // Without a group each participant bears all of it.
            kr: kr / group_size.unwrap_or(1.0),
            payer: payer?.value,
            price_year,
            staff,
            group_size,
            residual: residual.map(|residual| residual.value.kroner),
        })
    }

    /// Notes a stated year before the case, and payment per success at a negative net rate.
    pub fn check_against(&self, intervention: Option<&Intervention>, effect: Option<&Effect>, report: &Report) {
        if let (Some(year), Some(intervention)) = (&self.year, intervention) {
            let last = intervention.start_year + LAST_YEAR;
            if !(intervention.start_year..=last).contains(&year.value) {
                let message = format!("`year` is {year}: it lies between {} and {last}", intervention.start_year);
                report.mistake_with_hint(&year.place, message, "present values are of the first year in operation");
            }
        }
        if self.basis == CostBasis::PerSuccess && effect.is_some_and(|effect| effect.net_rate < 0.0) {
            let hint = "an intervention that lowers the success rate has no additional successes";
            report.mistake_with_hint(&self.name.place, "`per_success` with a negative net success rate", hint);
        }
    }

    /// The line carried to a price year.
    pub fn resolve(&self, to: &PriceYear<'_>) -> Option<Cost> {
        let factor = to.factor(&self.price_year)?;
        Some(Cost {
            name: self.name.value.clone(),
            category: self.category,
            basis: self.basis,
            year: self.year.as_ref().map(|year| year.value),
            kr: self.kr,
            payer: self.payer,
            price_year: self.price_year.value,
            factor,
            staff: self.staff,
            group_size: self.group_size,
            part_of: None,
        })
    }
}

/// Whether a calendar year is given where a cost falls in one, and nowhere else; notes it if not.
fn check_year(table: &Table<'_>, basis: Option<&At<CostBasis>>, year: Option<&At<i32>>) {
    match (basis.map(|basis| basis.value), year) {
        (Some(CostBasis::InYear), None) if table.lacks(declared::YEAR.key) => {
            let hint = "add `year = …`: the calendar year that the cost falls in";
            table.report().mistake_with_hint(table.place(), "a cost in a stated year has no year", hint);
        }
        (Some(basis), Some(year)) if basis != CostBasis::InYear => {
            let hint = "write `basis = \"in_year\"`, or remove `year`";
            let message = format!("`year` does not go with `basis = \"{basis}\"`");
            table.report().mistake_with_hint(&year.place, message, hint);
        }
        _ => {}
    }
}

/// Kroner, or hours at an hourly rate.
fn amount(table: &Table<'_>) -> Option<(f64, Option<Staff>)> {
    let report = table.report();
    if !table.has("hours") && !table.has("hourly_kr") {
        let kr = read::kroner(table, &Input { presence: Presence::Required, ..declared::KR })?;
        return Some((kr.kroner, None));
    }
    if let Some(kr) = read::value::<Amount>(table, &declared::KR) {
        report.mistake_with_hint(&kr.place, "a cost is `kr`, or `hours` and `hourly_kr`", "remove one of the two");
    }
    let required = |input: Input| Input { presence: Presence::Required, ..input };
    let hours = read::number(table, &required(declared::HOURS));
    let hourly = read::kroner(table, &required(declared::HOURLY_KR));
    let (hours, hourly) = (hours?, hourly?);
    check_kroner("hours", hours.value * hourly.kroner, &hours.place, report);
    let staff = Staff { hours: hours.value, hourly_kr: hourly.kroner };
    Some((staff.hours * staff.hourly_kr, Some(staff)))
}

fn check_group(size: &At<f64>, basis: CostBasis, report: &Report) {
    if basis != CostBasis::PerParticipant {
        report.mistake_with_hint(
            &size.place,
            "`group_size` goes with `basis = \"per_participant\"`",
            "the amount is then the group's, and each participant bears a part of it",
        );
    }
}

fn check_residual(residual: &At<Amount>, basis: CostBasis, kr: Option<f64>, report: &Report) {
    if basis != CostBasis::Once {
        report.mistake_with_hint(
            &residual.place,
            "`residual_kr` goes with `basis = \"once\"`",
            "it is what a one-off investment is worth in the last year in operation",
        );
    }
    check_decimals("residual_kr", residual, &residual.place, report);
    if residual.kroner < 0.0 || kr.is_some_and(|kr| residual.kroner > kr) {
        report.mistake(&residual.place, "`residual_kr` lies between 0 and what the investment cost");
    }
}

fn price_year(table: &Table<'_>, own: Option<At<i32>>, common: Option<&At<i32>>) -> Option<At<i32>> {
    let report = table.report();
    match (own, common) {
        (Some(own), Some(common)) if own != *common => {
            report.mistake_with_hint(
                &own.place,
                format!("mixed price years: {own} here and {common} for all of `[costs]`"),
                "state the price year once for all costs, or on each line and not in `[costs]`",
            );
            None
        }
        (Some(year), _) => Some(year),
        (None, Some(common)) => Some(common.clone()),
        (None, None) => {
            report.mistake_with_hint(
                table.place(),
                "this cost has no price year",
                "add `price_year = …` to `[costs]`, for all lines, or to this line",
            );
            None
        }
    }
}
