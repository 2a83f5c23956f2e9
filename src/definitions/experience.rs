//! Experiences: published calculations that a user can read before making one.
//!
//! An entry holds what its source states. A figure that the source does not state is left out. Figures that contradict each
//! other are reported as mistakes.

use serde::Deserialize;

use super::mistake::Report;
use super::source::At;
use super::table::Table;
use foundation::words::{Label, Provenance};
use toml_files::Amount;

/// The largest relative difference between two rounded figures of the same quantity.
const ROUNDING: f64 = 0.1;

/// A worked calculation.
#[derive(Debug, Clone)]
pub struct Experience {
    /// Its name.
    pub id: At<String>,
    /// Labels, naming the intervention.
    pub label: Label,
    /// The group, in words.
    pub group: Option<Label>,
    /// The target group, if the database has it.
    pub target_group: Option<At<String>>,
    /// The success measure, if the database has it.
    pub success_measure: Option<At<String>>,
    /// The year in which it was made.
    pub year: i32,
    /// The inputs.
    pub inputs: Inputs,
    /// The result.
    pub outcome: Outcome,
    /// The finding, in words.
    pub finding: Label,
    /// 1: meta-analysis or randomised trial; 2: constructed control group; 3: before and after only.
    pub evidence_level: Option<At<u8>>,
    /// Where it can be read.
    pub link: Option<At<String>>,
    /// The version of the estimates that it used.
    pub release: Option<String>,
    /// The source.
    pub source: String,
    /// How certain the source is.
    pub provenance: Provenance,
}

/// The main inputs, as far as the source gives them.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    /// Years in operation.
    pub years: Option<At<i32>>,
    /// Persons who start, per year in operation.
    pub participants_per_year: Option<At<f64>>,
    /// Persons who start, over all years.
    pub participants: Option<At<f64>>,
    /// Persons who complete, per year in operation.
    pub completed_per_year: Option<At<f64>>,
    /// The success rate.
    pub success_rate: Option<At<f64>>,
    /// The cost per year in operation.
    pub costs_per_year: Option<At<Amount>>,
}

/// The result, as far as the source gives it.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Years that the result covers.
    pub horizon: Option<At<i32>>,
    /// The year whose kroner it is in.
    pub price_year: Option<i32>,
    /// The net result.
    pub net: Option<At<Amount>>,
    /// The net result per person who starts.
    pub per_participant: Option<At<Amount>>,
    /// The net result by payer.
    pub by_payer: Option<At<ByPayer>>,
}

/// Amounts by payer, each as far as the source gives it.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByPayer {
    /// Municipality.
    pub kommune: Option<Amount>,
    /// Region.
    pub region: Option<Amount>,
    /// State.
    pub stat: Option<Amount>,
}

impl Experience {
    /// Reads one experience.
    pub fn read(table: &Table<'_>) -> Option<Experience> {
        let id = table.required("id");
        let label = table.required::<Label>("label");
        let group = table.optional::<Label>("group");
        let target_group = table.optional("target_group");
        let success_measure = table.optional("success_measure");
        let year = table.required::<i32>("year");
        let inputs = table.table("inputs").map_or_else(Inputs::default, |inputs| Inputs::read(&inputs));
        let outcome = table.table("result").map_or_else(Outcome::default, |result| Outcome::read(&result));
        let finding = table.required::<Label>("finding");
        let evidence_level = table.optional::<u8>("evidence_level");
        let link = table.optional::<String>("link");
        let release = table.optional::<String>("release");
        let source = table.required::<String>("source");
        let provenance = table.required::<Provenance>("provenance");
        table.finish();
        let report = table.report();
        if let Some(year) = &year {
            within("year", year, 1990..=2100, report);
        }
        if let Some(level) = &evidence_level
            && !(1..=3).contains(&level.value)
        {
            report.mistake(&level.place, "an evidence level is 1, 2 or 3");
        }
        if let Some(link) = &link
            && !["https://", "http://"].iter().any(|scheme| link.starts_with(scheme))
        {
            report.mistake_with_hint(
                &link.place,
                "a link begins with `https://`",
                "a reference without a link belongs in `source`",
            );
        }
        outcome.agrees_with(&inputs, report);
        Some(Experience {
            id: id?,
            label: label?.value,
            group: group.map(|group| group.value),
            target_group,
            success_measure,
            year: year?.value,
            inputs,
            outcome,
            finding: finding?.value,
            evidence_level,
            link,
            release: release.map(|release| release.value),
            source: source?.value,
            provenance: provenance?.value,
        })
    }
}

impl Inputs {
    fn read(table: &Table<'_>) -> Inputs {
        let inputs = Inputs {
            years: table.optional("years"),
            participants_per_year: table.optional("participants_per_year"),
            participants: table.optional("participants"),
            completed_per_year: table.optional("completed_per_year"),
            success_rate: table.optional("success_rate"),
            costs_per_year: table.optional("costs_per_year_kr"),
        };
        table.finish();
        inputs.check(table.report());
        inputs
    }

    /// Persons who start over all years: as stated, or the product of the other inputs.
    pub fn started(&self) -> Option<f64> {
        let product = || Some(f64::from(self.years.as_ref()?.value) * self.participants_per_year.as_ref()?.value);
        self.participants.as_ref().map(|at| at.value).or_else(product)
    }

    fn check(&self, report: &Report) {
        if let Some(years) = &self.years {
            within("years", years, 1..=50, report);
        }
        let persons = [
            ("participants_per_year", &self.participants_per_year),
            ("participants", &self.participants),
            ("completed_per_year", &self.completed_per_year),
        ];
        for (key, persons) in persons {
            if let Some(at) = persons
                && !(at.value > 0.0 && at.value.is_finite())
            {
                report.mistake(&at.place, format!("`{key}` is {at}: it is a number above 0"));
            }
        }
        if let Some(rate) = &self.success_rate
            && !(0.0..=1.0).contains(&rate.value)
        {
            report.mistake_with_hint(&rate.place, "a rate lies between 0 and 1", "write 12 % as 0.12");
        }
        if let Some(costs) = &self.costs_per_year
            && costs.kroner < 0.0
        {
            report.mistake(&costs.place, "a cost is not negative");
        }
        if let (Some(all), Some(years), Some(each)) = (&self.participants, &self.years, &self.participants_per_year)
            && !alike(all.value, f64::from(years.value) * each.value)
        {
            let message = format!("{all} participants are not {each} in each of {years} years");
            report.mistake_with_hint(&all.place, message, "leave out the one that the source does not state");
        }
    }
}

impl Outcome {
    fn read(table: &Table<'_>) -> Outcome {
        let outcome = Outcome {
            horizon: table.optional("horizon"),
            price_year: table.optional::<i32>("price_year").map(|year| year.value),
            net: table.optional("net_kr"),
            per_participant: table.optional("per_participant_kr"),
            by_payer: table.optional("by_payer_kr"),
        };
        table.finish();
        if let Some(horizon) = &outcome.horizon {
            within("horizon", horizon, 1..=60, table.report());
        }
        outcome
    }

    /// A total is participants × per participant, and the sum of its payers.
    fn agrees_with(&self, inputs: &Inputs, report: &Report) {
        if let (Some(net), Some(per), Some(started)) = (&self.net, &self.per_participant, inputs.started())
            && !alike(net.kroner, per.kroner * started)
        {
            let message = format!("{} kr. are not {} kr. for each of {started} participants", net.kroner, per.kroner);
            report.mistake_with_hint(&net.place, message, "rounded figures agree within a tenth: check the source");
        }
        let Some((by_payer, net)) = self.by_payer.as_ref().zip(self.net.as_ref()) else { return };
        if let (Some(kommune), Some(region), Some(stat)) = (by_payer.kommune, by_payer.region, by_payer.stat) {
            // Payers can cancel each other, so the difference is relative to the largest part.
            let sum = kommune.kroner + region.kroner + stat.kroner;
            let largest =
                [kommune.kroner, region.kroner, stat.kroner, net.kroner].into_iter().map(f64::abs).fold(0.0, f64::max);
            if (sum - net.kroner).abs() > ROUNDING * largest {
                report.mistake_with_hint(
                    &by_payer.place,
                    format!("the payers' {sum} kr. are not the {} kr. of `net_kr`", net.kroner),
                    "rounded figures agree within a tenth: check the source",
                );
            }
        }
    }
}

/// Whether two figures can be the same one, rounded twice.
fn alike(a: f64, b: f64) -> bool {
    (a - b).abs() <= ROUNDING * a.abs().max(b.abs())
}

fn within(key: &str, number: &At<i32>, range: std::ops::RangeInclusive<i32>, report: &Report) {
    if !range.contains(&number.value) {
        let (first, last) = (range.start(), range.end());
        report.mistake(&number.place, format!("`{key}` is {number}: it lies between {first} and {last}"));
    }
}
