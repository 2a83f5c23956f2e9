//! How sure the user is of the inputs: the lowest and the highest that each can be.

use serde::Deserialize;

use super::checks::check_range;
use super::inputs::{Effect, Intervention, Range, Uncertainty};
use definitions::mistake::Report;
use definitions::source::At;
use definitions::table::Table;

/// Fewer draws leave the ends of an interval to chance; more take long and change nothing.
const DRAWS: std::ops::RangeInclusive<i32> = 10_000..=1_000_000;

/// `[uncertainty]` as written.
pub struct Choice {
    draws: At<i32>,
    seed: u64,
    net_rate: Option<At<Ends>>,
    completion_rate: Option<At<Ends>>,
    costs: Option<At<Ends>>,
    displaced: Option<At<Ends>>,
    prices: Option<At<Ends>>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(deny_unknown_fields)]
struct Ends {
    low: f64,
    high: f64,
}

impl Choice {
    /// Reads `[uncertainty]`.
    pub fn read(table: &Table<'_>) -> Choice {
        let standard = Uncertainty::default();
        let choice = Choice {
            draws: table.or("draws", i32::try_from(standard.draws).unwrap_or(i32::MAX)),
            seed: table.or("seed", standard.seed).value,
            net_rate: table.optional("net_rate"),
            completion_rate: table.optional("completion_rate"),
            costs: table.optional("costs"),
            displaced: table.optional("displaced"),
            prices: table.optional("prices"),
        };
        table.finish();
        check_range("draws", &choice.draws, DRAWS, table.report());
        choice
    }

    /// Holds each range against the figure that it lies around.
    pub fn resolve(&self, intervention: &Intervention, effect: &Effect, report: &Report) -> Uncertainty {
        let around = |key: &str, ends: &Option<At<Ends>>, figure: f64, within: (f64, f64)| {
            ends.as_ref().map(|ends| {
                check(key, ends, figure, within, report);
                Range { low: ends.low, high: ends.high }
            })
        };
        Uncertainty {
            draws: u32::try_from(self.draws.value).unwrap_or_default(),
            seed: self.seed,
            net_rate: around("net_rate", &self.net_rate, effect.net_rate, (-1.0, 1.0)),
            completion_rate: around("completion_rate", &self.completion_rate, intervention.completion_rate, (0.0, 1.0)),
            costs: around("costs", &self.costs, 1.0, (0.0, 100.0)),
            displaced: around("displaced", &self.displaced, 1.0, (0.0, 100.0)),
            prices: around("prices", &self.prices, 1.0, (0.0, 100.0)),
        }
    }
}

fn check(key: &str, ends: &At<Ends>, figure: f64, (least, most): (f64, f64), report: &Report) {
    let (low, high) = (ends.low, ends.high);
    // A pair's difference is not quite the number one would write.
    let room = 1e-9;
    let shown = (figure * 1e9).round() / 1e9;
    if low > high {
        let message = format!("the range of `{key}` runs from {low} to {high}: low is above high");
        report.mistake_with_hint(&ends.place, message, format!("write `{{ low = {high}, high = {low} }}`"));
    } else if !(least..=most).contains(&low) || !(least..=most).contains(&high) {
        let message = format!("the range of `{key}` runs from {low} to {high}: it lies between {least} and {most}");
        let hint = if most > 1.0 { "a factor: write 10 % less as 0.9" } else { "write 12 % as 0.12" };
        report.mistake_with_hint(&ends.place, message, hint);
    } else if !(low - room..=high + room).contains(&figure) {
        report.mistake_with_hint(
            &ends.place,
            format!("the range of `{key}` from {low} to {high} does not hold {shown}"),
            match key {
                "net_rate" | "completion_rate" => "the case's own figure is the likeliest, and lies between the two",
                _ => "the range is of a factor: `{ low = 0.9, high = 1.2 }` is from 10 % less to 20 % more",
            },
        );
    }
}
