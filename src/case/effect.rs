//! The fourth input: the effect, as a net success rate.

use super::inputs::{Effect, EffectOrigin, Group};
use super::rates::check_rate;
use super::target_group::label;
use crate::definitions::mistake::Report;
use crate::definitions::source::At;
use crate::definitions::table::Table;
use crate::tables::Database;
use crate::words::Denominator;

/// `[effect]` as written: one of three ways.
pub enum Choice {
    /// The net rate itself.
    Stated(At<f64>, Denominator),
    /// The rates with and without the intervention.
    Pair(At<f64>, At<f64>, Denominator),
    /// An effect of the release.
    Database(At<String>),
}

impl Choice {
    /// Reads `[effect]`.
    pub fn read(table: &Table<'_>) -> Option<Choice> {
        let report = table.report();
        let net = table.optional::<f64>("net_success_rate");
        let with = table.optional::<f64>("with");
        let without = table.optional::<f64>("without");
        let id = table.optional::<String>("effect");
        let denominator = match &id {
            Some(_) => table.optional::<Denominator>("denominator"),
            None => table.required::<Denominator>("denominator"),
        };
        table.finish();
        for (key, rate) in [("net_success_rate", &net), ("with", &with), ("without", &without)] {
            if let Some(rate) = rate {
                check_rate(key, rate, report);
            }
        }
        let only_id = id.is_some() && net.is_none() && with.is_none() && without.is_none();
        if let (true, Some(denominator)) = (only_id, &denominator) {
            report.mistake_with_hint(
                &denominator.place,
                "an effect of the database brings its own denominator",
                "remove `denominator`",
            );
        }
        let ways = "write one of `net_success_rate = …`, `with = …` and `without = …`, or `effect = \"…\"`";
        let denominator = denominator.map(|at| at.value);
        match (net, with, without, id) {
            (Some(net), None, None, None) => Some(Choice::Stated(net, denominator?)),
            (None, Some(with), Some(without), None) => Some(Choice::Pair(with, without, denominator?)),
            (None, None, None, Some(id)) => Some(Choice::Database(id)),
            (None, Some(_), None, None) | (None, None, Some(_), None) => {
                let hint = "a net rate is the difference between the rates with and without the intervention";
                report.mistake_with_hint(table.place(), "`with` and `without` go together", hint);
                None
            }
            (None, None, None, None) => {
                report.mistake_with_hint(table.place(), "the case has no effect", ways);
                None
            }
            _ => {
                report.mistake_with_hint(table.place(), "the effect is given in more than one way", ways);
                None
            }
        }
    }

    /// The net rate, and where it comes from.
    pub fn resolve(&self, group: Option<&Group>, database: &Database, report: &Report) -> Option<Effect> {
        match self {
            Choice::Stated(net, denominator) => {
                Some(Effect { net_rate: net.value, denominator: *denominator, origin: EffectOrigin::Stated })
            }
            Choice::Pair(with, without, denominator) => Some(Effect {
                net_rate: with.value - without.value,
                denominator: *denominator,
                origin: EffectOrigin::Pair { with: with.value, without: without.value },
            }),
            Choice::Database(id) => {
                let Some(row) = database.effects.iter().find(|row| row.effect == id.value) else {
                    let known = database.effects.iter().map(|row| row.effect.as_str());
                    report.unknown(&id.place, "effect", id, known);
                    return None;
                };
                let group = group?;
                // A null speaks of no group of the database at all, so it does not speak of this one.
                let same = |of_effect: &Option<String>, of_case: &String| of_effect.as_ref() == Some(of_case);
                Some(Effect {
                    net_rate: row.with - row.without,
                    denominator: row.denominator,
                    origin: EffectOrigin::Database {
                        effect: row.effect.clone(),
                        label: label(&row.label_da, &row.label_en),
                        with: row.with,
                        without: row.without,
                        evidence_level: row.evidence_level,
                        same_group: same(&row.target_group, &group.target_group),
                        same_measure: same(&row.success_measure, &group.success_measure),
                        source: row.source.clone(),
                        provenance: row.provenance,
                    },
                })
            }
        }
    }
}
