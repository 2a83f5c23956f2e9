//! How sure the user is of the inputs: the lowest and the highest that each can be.

use serde::Deserialize;

use super::declared::uncertainty as declared;
use super::declared::{Input, Kind, read};
use super::inputs::{Effect, Intervention, Range, Uncertainty};
use toml_files::mistake::Report;
use toml_files::source::{At, Place};
use toml_files::table::Table;

/// `[uncertainty]` as written.
pub struct UncertaintySection {
    draws: At<u32>,
    seed: At<u32>,
    net_rate: Option<At<WrittenRange>>,
    completion_rate: Option<At<WrittenRange>>,
    costs: Option<At<WrittenRange>>,
    displaced: Option<At<WrittenRange>>,
    prices: Option<At<WrittenRange>>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(deny_unknown_fields)]
struct WrittenRange {
    low: f64,
    high: f64,
}

impl UncertaintySection {
    /// Reads `[uncertainty]`.
    pub fn read(table: &Table<'_>) -> Option<UncertaintySection> {
        // Both have a default, which reading falls back to.
        let (draws, seed) = (read::whole(table, &declared::DRAWS), read::whole(table, &declared::SEED));
        let section = UncertaintySection {
            draws: draws?,
            seed: seed?,
            net_rate: read::value(table, &declared::NET_RATE),
            completion_rate: read::value(table, &declared::COMPLETION_RATE),
            costs: read::value(table, &declared::COSTS),
            displaced: read::value(table, &declared::DISPLACED),
            prices: read::value(table, &declared::PRICES),
        };
        table.finish();
        Some(section)
    }

    /// Where the range of the net success rate stands.
    pub fn net_rate_place(&self) -> Option<&Place> {
        self.net_rate.as_ref().map(|at| &at.place)
    }

    /// Whether the net success rate has a range.
    pub fn has_net_rate(&self) -> bool {
        self.net_rate.is_some()
    }

    /// Holds each range against the figure that it lies around.
    pub fn resolve(&self, intervention: &Intervention, effect: &Effect, report: &Report) -> Uncertainty {
        let around = |input: &Input, ends: &Option<At<WrittenRange>>, figure: f64| {
            ends.as_ref().map(|ends| {
                check(input, ends, figure, report);
                Range { low: ends.low, high: ends.high }
            })
        };
        if let Some(range) = self.net_rate.as_ref().filter(|_| effect.standard_error > 0.0) {
            let message = "the net success rate has both a range and a standard error";
            report.mistake_with_hint(
                &range.place,
                message,
                "remove `net_rate` here, or `standard_error` in `[effect]`",
            );
        }
        Uncertainty {
            draws: self.draws.value,
            seed: u64::from(self.seed.value),
            net_rate: around(&declared::NET_RATE, &self.net_rate, effect.net_rate),
            completion_rate: around(&declared::COMPLETION_RATE, &self.completion_rate, intervention.completion_rate),
            costs: around(&declared::COSTS, &self.costs, 1.0),
            displaced: around(&declared::DISPLACED, &self.displaced, 1.0),
            prices: around(&declared::PRICES, &self.prices, 1.0),
        }
    }
}

/// The uncertainty of a case without the section: the declared draws and seed, and no ranges.
pub fn without_ranges() -> Option<Uncertainty> {
    Some(Uncertainty {
        draws: read::default(&declared::DRAWS)?,
        seed: read::default(&declared::SEED)?,
        net_rate: None,
        completion_rate: None,
        costs: None,
        displaced: None,
        prices: None,
    })
}

fn check(input: &Input, ends: &At<WrittenRange>, figure: f64, report: &Report) {
    let Kind::Range(least, most) = input.kind else { return };
    let key = input.key;
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
