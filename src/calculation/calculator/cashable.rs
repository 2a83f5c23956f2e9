//! The cashable result: each saving times the share of the rule that fits it, in the year that it can be cashed.

use super::discount::discount_factor;
use super::result::cashable::Cashable;
use super::result::{Heading, Line, Money, PayerTotal};
use crate::case::Inputs;
use crate::case::inputs::CashableRule;
use foundation::words::Payer;

/// The cashable result; `None` where the case has no rules.
pub fn cashable(inputs: &Inputs, lines: &[Line]) -> Option<Cashable> {
    if inputs.cashable.is_empty() {
        return None;
    }
    let of = |payer: Payer| lines.iter().filter(|line| line.payer == payer).map(|line| cashed(inputs, line)).sum();
    let by_payer: Vec<PayerTotal> =
        Payer::ALL.iter().map(|payer| PayerTotal { payer: *payer, money: of(*payer) }).collect();
    Some(Cashable { total: by_payer.iter().map(|total| total.money).sum(), by_payer })
}

fn cashed(inputs: &Inputs, line: &Line) -> Money {
    let is_saving = matches!(line.heading, Heading::During | Heading::Area(_)) && line.undiscounted > 0.0;
    match rule(&inputs.cashable, line).filter(|_| is_saving) {
        Some(rule) => {
            let years = line.year + rule.delay - inputs.intervention.start_year;
            let undiscounted = line.undiscounted * rule.share;
            Money { undiscounted, present_value: undiscounted * discount_factor(&inputs.discount, years) }
        }
        None => line.money(),
    }
}

/// The most specific rule that fits: of a consequence before an area before all, and then of the payer before all payers.
fn rule<'a>(rules: &'a [CashableRule], line: &Line) -> Option<&'a CashableRule> {
    let rank = |rule: &&CashableRule| {
        let of = rule.of.holds(line.heading, &line.item).then(|| rule.of.rank());
        let payer = match rule.payer {
            None => Some(0),
            Some(payer) => (payer == line.payer).then_some(1),
        };
        of.zip(payer)
    };
    rules.iter().filter(|rule| rank(rule).is_some()).max_by_key(rank)
}
