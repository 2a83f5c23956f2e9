//! `[[consequences.cashable]]`: how much of the savings can be taken out of budgets, and when.

use super::declared::consequences as declared;
use super::declared::read;
use super::inputs::{CashableRule, Consequence, During, Heading, SplitOf};
use foundation::words::Payer;
use toml_files::mistake::Report;
use toml_files::source::At;
use toml_files::table::Table;

/// A rule as written.
pub struct CashableSection {
    of: At<SplitOf>,
    rule: CashableRule,
}

impl CashableSection {
    /// Reads one.
    pub fn read(table: &Table<'_>) -> Option<CashableSection> {
        let of = read::value::<String>(table, &declared::CASHABLE_OF).map(|of| of.map(|word| SplitOf::named(&word)));
        let payer = read::value::<Payer>(table, &declared::CASHABLE_PAYER);
        let share = read::share(table, &declared::CASHABLE_SHARE);
        let delay = read::integer(table, &declared::CASHABLE_DELAY);
        let reason = read::text(table, &declared::REASON);
        table.finish();
        let of = of?;
        let rule = CashableRule {
            of: of.value.clone(),
            payer: payer.map(|payer| payer.value),
            share: share?.value,
            delay: delay?.value,
            reason: reason?.value,
        };
        Some(CashableSection { of, rule })
    }
}

/// Holds the rules against what the case has.
pub fn resolve(
    rules: &[CashableSection],
    consequences: &[Consequence],
    during: &[During],
    report: &Report,
) -> Vec<CashableRule> {
    for (position, rule) in rules.iter().enumerate() {
        let of = &rule.of;
        let ids = || consequences.iter().map(|c| c.id.as_str()).chain(during.iter().map(|d| d.consequence.as_str()));
        let is_known = match &of.value {
            SplitOf::Item(item) => ids().any(|id| id == item),
            heading => is_saving(heading),
        };
        if !is_known {
            let headings: Vec<SplitOf> = SplitOf::headings().filter(is_saving).collect();
            let known = headings.iter().map(SplitOf::word).chain(ids());
            report.unknown(&of.place, "area or consequence", of.word(), known);
        }
        let twice =
            |earlier: &CashableSection| earlier.rule.of == rule.rule.of && earlier.rule.payer == rule.rule.payer;
        if rules.iter().take(position).any(twice) {
            report.mistake(&of.place, format!("`{of}` has two cashable shares"));
        }
    }
    rules.iter().map(|rule| rule.rule.clone()).collect()
}

/// Whether savings are counted under it: costs and grants are none.
fn is_saving(of: &SplitOf) -> bool {
    match of {
        SplitOf::Heading(Heading::Costs | Heading::Grants | Heading::DisplacedCosts) => false,
        SplitOf::Whole | SplitOf::Heading(Heading::During | Heading::Area(_)) | SplitOf::Item(_) => true,
    }
}
