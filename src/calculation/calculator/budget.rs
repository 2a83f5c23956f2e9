//! The budget view of a result.

use super::result::budget::{Budget, BudgetPart, BudgetRow};
use super::result::{Heading, Line};
use foundation::words::Payer;

/// A budget and the three years that follow it.
const YEARS: i32 = 4;

/// The first years of a case, by payer.
pub fn budget(start_year: i32, lines: &[Line]) -> Budget {
    let years: Vec<i32> = (start_year..start_year + YEARS).collect();
    let row = |payer: Payer, part: BudgetPart| {
        let those = |year: i32| lines.iter().filter(move |l| l.year == year && l.payer == payer && of(l.heading, part));
        let kroner = years.iter().map(|year| those(*year).map(|line| line.undiscounted).sum()).collect();
        BudgetRow { payer, part, kroner }
    };
    let rows = Payer::ALL.iter().flat_map(|payer| BudgetPart::ALL.map(|part| row(*payer, part)));
    let rows = rows.filter(|row| row.kroner.iter().any(|kroner| *kroner != 0.0)).collect();
    Budget { years, rows }
}

fn of(heading: Heading, part: BudgetPart) -> bool {
    match part {
        BudgetPart::Costs => heading == Heading::Costs,
        BudgetPart::Grants => heading == Heading::Grants,
        BudgetPart::DisplacedCosts => heading == Heading::DisplacedCosts,
        BudgetPart::Consequences => matches!(heading, Heading::During | Heading::Area(_)),
        BudgetPart::Sum => true,
    }
}
