//! Where gain and loss meet, for all payers together and for each: the year, the success rate and the costs.

use super::result::{Heading, Line, YearTotal};
use super::uncertainty::{InputPoint, Parts};
use foundation::words::Payer;

pub use super::result::break_even::{BreakEven, BreakEvenRate, Gains, Limit, PayerBreakEven};

/// Where all payers together break even.
pub fn total(years: &[YearTotal], parts: &Parts, lines: &[Line]) -> BreakEven {
    let (rate, gains) = rate(parts, None);
    BreakEven { year: year_of(years), rate, gains, costs: costs(lines, None) }
}

/// The year in which all payers together break even.
pub fn year_of(years: &[YearTotal]) -> Option<i32> {
    let cumulative: Vec<(i32, f64)> = years.iter().map(|year| (year.year, year.cumulative.present_value)).collect();
    year(&cumulative)
}

/// Where each payer breaks even. Its costs are what it pays of the intervention's own.
pub fn by_payer(years: &[YearTotal], parts: &Parts, lines: &[Line]) -> Vec<PayerBreakEven> {
    let of = |payer: Payer| {
        let mut sum = 0.0;
        let cumulative: Vec<(i32, f64)> = years
            .iter()
            .map(|year| {
                sum += present_value(lines.iter().filter(|line| line.year == year.year && line.payer == payer));
                (year.year, sum)
            })
            .collect();
        let (rate, gains) = rate(parts, Some(payer));
        BreakEven { year: year(&cumulative), rate, gains, costs: costs(lines, Some(payer)) }
    };
    Payer::ALL.iter().map(|payer| PayerBreakEven { payer: *payer, break_even: of(*payer) }).collect()
}

/// The first calendar year from which the cumulative present value is never again below zero.
fn year(cumulative: &[(i32, f64)]) -> Option<i32> {
    // Gains and costs of one amount leave a rounding, which is not a loss.
    let scale = cumulative.iter().map(|(_, value)| value.abs()).fold(0.0, f64::max);
    let below = cumulative.iter().rposition(|(_, value)| *value < -1e-12 * scale);
    cumulative.get(below.map_or(0, |position| position + 1)).map(|(year, _)| *year)
}

/// The net success rate at which the present value is zero, and at which rates it is a gain. What success brings is
/// proportional to the rate; all else does not depend on it.
fn rate(parts: &Parts, payer: Option<Payer>) -> (Option<BreakEvenRate>, Gains) {
    let at = |net_rate: f64| parts.value_of(&InputPoint { net_rate, ..parts.given() }, payer);
    let (none, per_rate) = (at(0.0), at(1.0) - at(0.0));
    let rate = -none / per_rate;
    if (0.0..=1.0).contains(&rate) {
        let limit = if per_rate > 0.0 { Limit::AtLeast } else { Limit::AtMost };
        return (Some(BreakEvenRate { rate, limit }), Gains::AtSomeRates);
    }
    (None, if at(0.5) >= 0.0 { Gains::AtEveryRate } else { Gains::AtNoRate })
}

/// The present value that costs may have, before grants, until the result is a loss.
fn costs(lines: &[Line], payer: Option<Payer>) -> Option<f64> {
    let of_payer = |line: &&Line| payer.is_none_or(|payer| line.payer == payer);
    let total = present_value(lines.iter().filter(of_payer));
    let costs = present_value(lines.iter().filter(of_payer).filter(|line| line.heading == Heading::Costs));
    (total - costs >= 0.0).then_some(total - costs)
}

fn present_value<'a>(lines: impl Iterator<Item = &'a Line>) -> f64 {
    lines.map(|line| line.present_value).sum()
}
