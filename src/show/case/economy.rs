//! Return per krone, the cashable result, the budget view, and the difference between two cases, as listings.

use super::CaseDifference;
use super::result::{amounts, with_money};
use super::uncertainty::chance;
use crate::number::{kroner, number};
use crate::say;
use crate::table::{Align, Listing};
use calculation::calculator::CaseResult;
use calculation::calculator::result::budget::BudgetPart;
use calculation::calculator::uncertainty::Interval;
use foundation::words::Language;

/// The net result per krone of costs, and the mean of the draws.
pub fn key_figures(result: &CaseResult, language: Language) -> Listing {
    let mut rows = Vec::new();
    if let Some(per_krone) = result.per_krone {
        let name = say(language, "Nettoresultat pr. krone (nutidsværdi)", "Net result per krone (present value)");
        rows.push(vec![name.to_owned(), number(per_krone, 2, language)]);
    }
    let mean = say(language, "Middel af trækningerne, kr. (nutidsværdi)", "Mean of the draws, DKK (present value)");
    rows.push(vec![mean.to_owned(), kroner(result.uncertainty.total.independent.mean, language)]);
    let title = say(language, "Nøgletal", "Key figures");
    Listing::new(title, &[("", Align::Left), ("", Align::Right)], rows)
}

/// The cashable result by payer; `None` where the case has no rules for it.
pub fn cashable(result: &CaseResult, language: Language) -> Option<Listing> {
    let cashable = result.cashable.as_ref()?;
    let [a, b] = amounts(language);
    let row = |total: &calculation::calculator::result::PayerTotal| {
        with_money(vec![total.payer.label(language).to_owned()], total.money, language)
    };
    let mut rows: Vec<_> = cashable.by_payer.iter().map(row).collect();
    rows.push(with_money(vec![say(language, "I alt", "Total").to_owned()], cashable.total, language));
    let title = say(
        language,
        "Hvad der kan hentes i budgetterne (besparelser med deres andel og forsinkelse)",
        "What can be taken out of budgets (savings with their share and delay)",
    );
    Some(Listing::new(title, &[(say(language, "Betaler", "Payer"), Align::Left), a, b], rows))
}

/// The first years as a budget has them.
pub fn budget(result: &CaseResult, language: Language) -> Listing {
    let budget = &result.budget;
    let years: Vec<String> = budget.years.iter().map(i32::to_string).collect();
    let mut headers = vec![(say(language, "Betaler", "Payer"), Align::Left), ("", Align::Left)];
    headers.extend(years.iter().map(|year| (year.as_str(), Align::Right)));
    let rows = budget.rows.iter().map(|row| {
        let mut cells = vec![row.payer.label(language).to_owned(), part(row.part, language).to_owned()];
        cells.extend(row.kroner.iter().map(|amount| kroner(*amount, language)));
        cells
    });
    let title = say(
        language,
        "Budgetår og overslagsår, kr. (udiskonteret; plus er en gevinst)",
        "Budget year and the three that follow, DKK (undiscounted; positive is a gain)",
    );
    Listing::new(title, &headers, rows.collect())
}

/// A part of the budget.
pub fn part(part: BudgetPart, language: Language) -> &'static str {
    match part {
        BudgetPart::Costs => say(language, "omkostninger", "costs"),
        BudgetPart::Grants => say(language, "tilskud", "grants"),
        BudgetPart::DisplacedCosts => say(language, "sparede omkostninger", "displaced costs"),
        BudgetPart::Consequences => say(language, "konsekvenser", "consequences"),
        BudgetPart::Sum => say(language, "i alt", "total"),
    }
}

/// The difference between two cases, from common draws.
pub fn difference(of: &CaseDifference, language: Language) -> Listing {
    let CaseDifference { first, second, difference } = of;
    let headers = [
        (say(language, "Konsekvensernes fejl", "Errors of consequences"), Align::Left),
        (say(language, "Forskel, kr.", "Difference, DKK"), Align::Right),
        (say(language, "Middel", "Mean"), Align::Right),
        (say(language, "Fra", "From"), Align::Right),
        (say(language, "Til", "To"), Align::Right),
        (say(language, "Chance for, at den første er bedst", "Chance that the first is better"), Align::Right),
    ];
    let row = |how: &str, interval: Interval| {
        vec![
            how.to_owned(),
            kroner(difference.present_value, language),
            kroner(interval.mean, language),
            kroner(interval.low, language),
            kroner(interval.high, language),
            chance(interval.chance_of_gain, language),
        ]
    };
    let rows = vec![
        row(say(language, "uafhængige", "independent"), difference.bounds.independent),
        row(say(language, "fuldt korrelerede", "fully correlated"), difference.bounds.correlated),
    ];
    let title = match language {
        Language::Da => format!("{first} minus {second}: nutidsværdi, fælles trækninger"),
        Language::En => format!("{first} less {second}: present value, common draws"),
    };
    Listing::new(title, &headers, rows)
}
