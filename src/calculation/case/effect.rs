//! The fourth input: the effect, as a net success rate.

use super::declared::effect as declared;
use super::declared::{Input, Presence, read};
use super::inputs::{Effect, EffectOrigin, Group};
use super::optimism::OptimismSection;
use foundation::tables::Database;
use foundation::words::{Denominator, Label};
use statistics::effect_size::rate_with;
use toml_files::mistake::Report;
use toml_files::source::{At, Place};
use toml_files::table::Table;

/// `[effect]` as written.
pub struct EffectSection {
    way: EffectInput,
    /// The standard error of the net rate.
    standard_error: Option<At<f64>>,
    optimism: Option<OptimismSection>,
    /// The table.
    pub place: Place,
}

/// The net rate in one of four ways.
enum EffectInput {
    /// The net rate itself.
    Stated(At<f64>, Denominator),
    /// The rates with and without the intervention.
    Pair(At<f64>, At<f64>, Denominator),
    /// A standardised effect, and the rate without.
    Standardised(At<f64>, At<f64>, Denominator),
    /// An effect of the release.
    Database(At<String>),
}

impl EffectSection {
    /// Whether it says what holds for an intervention: everyone who starts counts once.
    pub fn is_one(&self) -> bool {
        let one = matches!(&self.way, EffectInput::Stated(net, Denominator::Started) if net.value == 1.0);
        one && self.standard_error.is_none() && self.optimism.is_none()
    }

    /// Reads `[effect]`.
    pub fn read(table: &Table<'_>) -> Option<EffectSection> {
        let report = table.report();
        let net = read::share(table, &declared::NET_SUCCESS_RATE);
        let with = read::share(table, &declared::WITH);
        let without = read::share(table, &declared::WITHOUT);
        let d = read::number(table, &declared::STANDARDISED);
        let id = read::value::<String>(table, &declared::EFFECT);
        let presence = if id.is_some() { Presence::Optional } else { Presence::Required };
        let denominator = read::word::<Denominator>(table, &Input { presence, ..declared::DENOMINATOR });
        let standard_error = read::number(table, &declared::STANDARD_ERROR);
        let optimism = table.table("optimism").and_then(|table| OptimismSection::read(&table));
        table.finish();
        if let Some(d) = &d {
            check_standardised(d, without.as_ref(), table);
        }
        let only_id = id.is_some() && net.is_none() && with.is_none() && without.is_none() && d.is_none();
        if let (true, Some(denominator)) = (only_id, &denominator) {
            report.mistake_with_hint(
                &denominator.place,
                "an effect of the database brings its own denominator",
                "remove `denominator`",
            );
        }
        let ways = "write one of `net_success_rate = …`, `with = …` and `without = …`, `standardised = …` and `without = …`, or \
                    `effect = \"…\"`";
        let denominator = denominator.map(|at| at.value);
        let way = match (net, with, without, d, id) {
            (Some(net), None, None, None, None) => Some(EffectInput::Stated(net, denominator?)),
            (None, Some(with), Some(without), None, None) => Some(EffectInput::Pair(with, without, denominator?)),
            (None, None, Some(without), Some(d), None) => Some(EffectInput::Standardised(d, without, denominator?)),
            (None, None, None, None, Some(id)) => Some(EffectInput::Database(id)),
            // The rate that lacks is noted already.
            (None, None, None, Some(_), None) => None,
            (None, Some(_), None, None, None) | (None, None, Some(_), None, None) => {
                let hint = "a net rate is the difference between the rates with and without the intervention";
                report.mistake_with_hint(table.place(), "`with` and `without` go together", hint);
                None
            }
            (None, None, None, None, None) => {
                report.mistake_with_hint(table.place(), "the case has no effect", ways);
                None
            }
            _ => {
                report.mistake_with_hint(table.place(), "the effect is given in more than one way", ways);
                None
            }
        };
        Some(EffectSection { way: way?, standard_error, optimism, place: table.place().clone() })
    }

    /// The net rate and its source, corrected for optimism where the case asks for it. Its standard error is that of the case,
    /// or that of the study unless the case gives a range of the net rate.
    pub fn resolve(
        &self,
        group: Option<&Group>,
        has_range: bool,
        database: &Database,
        report: &Report,
    ) -> Option<Effect> {
        let effect = self.way.resolve(group, database, report)?;
        let of_study = match effect.origin {
            EffectOrigin::Database { standard_error, .. } if !has_range => standard_error,
            _ => None,
        };
        let error = self.standard_error.as_ref().map(|error| error.value).or(of_study);
        // Without an error or a range the rate counts as certain, which a caveat says.
        let effect = Effect { standard_error: error.unwrap_or(0.0), ..effect };
        match &self.optimism {
            Some(optimism) => optimism.correct(effect, report),
            None => Some(effect),
        }
    }
}

impl EffectInput {
    /// The net rate, and where it comes from.
    pub fn resolve(&self, group: Option<&Group>, database: &Database, report: &Report) -> Option<Effect> {
        match self {
            EffectInput::Stated(net, denominator) => Some(Effect {
                net_rate: net.value,
                denominator: *denominator,
                origin: EffectOrigin::Stated,
                standard_error: 0.0,
                optimism: None,
            }),
            EffectInput::Pair(with, without, denominator) => Some(Effect {
                net_rate: with.value - without.value,
                denominator: *denominator,
                standard_error: 0.0,
                optimism: None,
                origin: EffectOrigin::Pair { with: with.value, without: without.value },
            }),
            EffectInput::Standardised(d, without, denominator) => {
                let Some(with) = rate_with(d.value, without.value) else {
                    report.mistake(&d.place, "no rate follows from a standardised effect of this size");
                    return None;
                };
                Some(Effect {
                    net_rate: with - without.value,
                    denominator: *denominator,
                    standard_error: 0.0,
                    optimism: None,
                    origin: EffectOrigin::Standardised { d: d.value, with, without: without.value },
                })
            }
            EffectInput::Database(id) => {
                let Some(row) = database.effects.iter().find(|row| row.effect == id.value) else {
                    let known = database.effects.iter().map(|row| row.effect.as_str());
                    report.unknown(&id.place, "effect", id, known);
                    return None;
                };
                let group = group?;
                let (Some(with), Some(without), Some(denominator)) = (row.with, row.without, row.denominator) else {
                    // The release's tables promise a reason where there is no rate.
                    let why = row.no_rate_en.as_deref().map_or_else(String::new, |why| format!(": {why}"));
                    let message = format!("the effect `{id}` has no net success rate{why}");
                    let hint = "write `with`, `without` and `denominator` of your own, and answer for them";
                    report.mistake_with_hint(&id.place, message, hint);
                    return None;
                };
                // A null applies to no group of the database.
                let same = |of_effect: &Option<String>, of_case: &String| of_effect.as_ref() == Some(of_case);
                Some(Effect {
                    net_rate: with - without,
                    denominator,
                    standard_error: 0.0,
                    optimism: None,
                    origin: EffectOrigin::Database {
                        effect: row.effect.clone(),
                        label: Label::owned(&row.label_da, &row.label_en),
                        with,
                        without,
                        standard_error: row.standard_error,
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

fn check_standardised(d: &At<f64>, without: Option<&At<f64>>, table: &Table<'_>) {
    let report = table.report();
    match without {
        Some(without) if without.value == 0.0 || without.value == 1.0 => {
            let message = format!("`without` is {without}: no odds can be taken of it");
            let hint = "a standardised effect becomes a rate at a rate without that lies between 0 and 1";
            report.mistake_with_hint(&without.place, message, hint);
        }
        None if table.lacks("without") => report.mistake_with_hint(
            &d.place,
            "a standardised effect becomes a rate only at a known rate without",
            "add `without = …`: how many succeed without the intervention",
        ),
        _ => {}
    }
}
