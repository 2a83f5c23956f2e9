//! What must be said beside the figures: each note is decided here, from inputs and reach, and only worded by `show`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::result::{ConsequenceReach, Coverage};
use crate::case::Inputs;
use crate::case::inputs::{Consequence, EffectOrigin, Value};
use crate::definitions::effect::{Denominator, Direction, Recommendation};
use crate::words::{Provenance, Status};

/// Something a reader must know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "note", rename_all = "snake_case")]
pub enum Note {
    /// The release was built from generated extracts: its figures say nothing about Denmark.
    Synthetic,
    /// Estimates say that those who succeed use less or more, not that success is the cause.
    NotCausal,
    /// A consequence is known for fewer years than asked for.
    EndsEarly {
        /// The consequence.
        consequence: String,
        /// The last follow-up year that counts.
        through: i32,
        /// What the first missing year is; `None` if it was never planned.
        status: Option<Status>,
    },
    /// Beyond this follow-up year the result lacks at least one consequence that carries a figure before or after.
    Incomplete {
        /// Follow-up years for which every consequence with a figure is known.
        complete_through: i32,
    },
    /// Consequences without any figure that are unknown in some year: what success does to them is not known to be nought.
    UnknownWithoutFigure {
        /// The consequences.
        consequences: Vec<String>,
    },
    /// A consequence has figures and no price.
    Unpriced {
        /// The consequence.
        consequence: String,
    },
    /// The success measure is made of the consequence in these years: its gain follows from the definition.
    DefinesSuccess {
        /// The consequence.
        consequence: String,
        /// Follow-up years.
        years: Vec<i32>,
    },
    /// The estimate changes sign or loses significance when the entry year is adjusted for.
    DependsOnEntryYear {
        /// The consequence.
        consequence: String,
        /// Follow-up years.
        years: Vec<i32>,
    },
    /// Prices that are not published ones.
    Prices {
        /// How surely they are real.
        provenance: Provenance,
        /// The consequences priced so.
        consequences: Vec<String>,
    },
    /// Estimates of definitions that are not SØM's published ones.
    Estimates {
        /// How surely they are SØM's own.
        provenance: Provenance,
        /// The consequences.
        consequences: Vec<String>,
    },
    /// Nobody has said whether one ought to use these for the target group.
    Unqualified {
        /// The consequences.
        consequences: Vec<String>,
    },
    /// The qualification recommends against them.
    AgainstRecommendation {
        /// The consequences.
        consequences: Vec<String>,
    },
    /// The sign is the opposite of what theory and practice expect.
    AgainstExpectation {
        /// The consequence.
        consequence: String,
        /// Follow-up years.
        years: Vec<i32>,
    },
    /// The effect's success rate is among those who started, so the completion rate does not lower the successes.
    CompletionRateUnused,
    /// The intervention does worse than nothing.
    NegativeEffect,
    /// The effect comes from a study.
    EffectOfStudy {
        /// Its id.
        effect: String,
        /// 1, 2 or 3.
        evidence_level: i32,
        /// Whether it speaks of the case's target group.
        same_group: bool,
        /// Whether it speaks of the case's success measure.
        same_measure: bool,
        /// How surely.
        provenance: Provenance,
    },
    /// The user put something in the place of the release's figures or the standard discount rate.
    Overrides {
        /// How many.
        count: usize,
    },
}

/// All notes of a case, in order of weight.
pub fn notes(inputs: &Inputs, reaches: &[ConsequenceReach], coverage: &Coverage) -> Vec<Note> {
    let mut notes = Vec::new();
    if inputs.database.synthetic {
        notes.push(Note::Synthetic);
    }
    if coverage.significant > 0 {
        notes.push(Note::NotCausal);
    }
    if coverage.complete_through < coverage.horizon {
        notes.push(Note::Incomplete { complete_through: coverage.complete_through });
    }
    for reach in reaches.iter().filter(|reach| reach.has_figure) {
        if !reach.priced {
            notes.push(Note::Unpriced { consequence: reach.id.clone() });
        }
        if reach.through < coverage.horizon {
            let (through, status) = (reach.through, reach.ends_with);
            notes.push(Note::EndsEarly { consequence: reach.id.clone(), through, status });
        }
    }
    let silent = reaches.iter().filter(|reach| !reach.has_figure && reach.unknown > 0);
    let silent: Vec<String> = silent.map(|reach| reach.id.clone()).collect();
    if !silent.is_empty() {
        notes.push(Note::UnknownWithoutFigure { consequences: silent });
    }
    let counted: Vec<Counted<'_>> = inputs.consequences.iter().zip(reaches).filter_map(Counted::of).collect();
    of_years(&counted, &mut notes);
    of_provenance(inputs, &counted, &mut notes);
    of_qualification(&counted, &mut notes);
    of_effect(inputs, &mut notes);
    if !inputs.overrides.is_empty() {
        notes.push(Note::Overrides { count: inputs.overrides.len() });
    }
    notes
}

/// A consequence with at least one figure that counts, and those figures.
struct Counted<'a> {
    consequence: &'a Consequence,
    years: Vec<(i32, &'a Value)>,
}

impl<'a> Counted<'a> {
    fn of((consequence, reach): (&'a Consequence, &ConsequenceReach)) -> Option<Counted<'a>> {
        let years: Vec<_> = (1..=reach.through)
            .zip(&consequence.years)
            .filter(|(_, value)| matches!(value, Value::Estimate { .. } | Value::Own { .. }))
            .collect();
        (!years.is_empty()).then_some(Counted { consequence, years })
    }

    fn id(&self) -> String {
        self.consequence.id.clone()
    }

    fn years_where(&self, test: impl Fn(&Value) -> bool) -> Option<Vec<i32>> {
        let years: Vec<i32> = self.years.iter().filter(|(_, value)| test(value)).map(|(year, _)| *year).collect();
        (!years.is_empty()).then_some(years)
    }
}

fn of_years(counted: &[Counted<'_>], notes: &mut Vec<Note>) {
    for one in counted {
        if let Some(years) = one.years_where(|v| matches!(v, Value::Estimate { defines_success: true, .. })) {
            notes.push(Note::DefinesSuccess { consequence: one.id(), years });
        }
        let depends = |v: &Value| matches!(v, Value::Estimate { depends_on_entry_year: Some(true), .. });
        if let Some(years) = one.years_where(depends) {
            notes.push(Note::DependsOnEntryYear { consequence: one.id(), years });
        }
        let expected = one.consequence.qualification.map(|qualification| qualification.expected);
        let opposite = |v: &Value| match (expected, v) {
            (Some(Direction::Less), Value::Estimate { value, .. } | Value::Own { value, .. }) => *value > 0.0,
            (Some(Direction::More), Value::Estimate { value, .. } | Value::Own { value, .. }) => *value < 0.0,
            _ => false,
        };
        if let Some(years) = one.years_where(opposite) {
            notes.push(Note::AgainstExpectation { consequence: one.id(), years });
        }
    }
}

fn of_provenance(inputs: &Inputs, counted: &[Counted<'_>], notes: &mut Vec<Note>) {
    let mut prices: BTreeMap<Provenance, Vec<String>> = BTreeMap::new();
    let mut estimates: BTreeMap<Provenance, Vec<String>> = BTreeMap::new();
    for one in counted {
        if let Some(provenance) = one.consequence.price.as_ref().and_then(|price| price.provenance) {
            prices.entry(provenance).or_default().push(one.id());
        }
        let of_estimates = one.years.iter().filter_map(|(_, value)| match value {
            Value::Estimate { provenance, .. } => Some(*provenance),
            _ => None,
        });
        // The order of the words is from sure to unsure, so the greatest is the weakest.
        if let Some(weakest) = of_estimates.max() {
            estimates.entry(weakest.max(inputs.group.provenance)).or_default().push(one.id());
        }
    }
    let unsure = |provenance: &Provenance| *provenance != Provenance::Published;
    for (provenance, consequences) in prices.into_iter().filter(|(p, _)| unsure(p)) {
        notes.push(Note::Prices { provenance, consequences });
    }
    for (provenance, consequences) in estimates.into_iter().filter(|(p, _)| unsure(p)) {
        notes.push(Note::Estimates { provenance, consequences });
    }
}

fn of_qualification(counted: &[Counted<'_>], notes: &mut Vec<Note>) {
    let those = |test: fn(&Consequence) -> bool| -> Vec<String> {
        counted.iter().filter(|one| test(one.consequence)).map(Counted::id).collect()
    };
    let unqualified = those(|consequence| consequence.qualification.is_none());
    if !unqualified.is_empty() {
        notes.push(Note::Unqualified { consequences: unqualified });
    }
    let against = those(|c| c.qualification.is_some_and(|q| q.recommendation == Recommendation::Exclude));
    if !against.is_empty() {
        notes.push(Note::AgainstRecommendation { consequences: against });
    }
}

fn of_effect(inputs: &Inputs, notes: &mut Vec<Note>) {
    let effect = &inputs.effect;
    if let EffectOrigin::Database { effect, evidence_level, same_group, same_measure, provenance, .. } = &effect.origin
    {
        notes.push(Note::EffectOfStudy {
            effect: effect.clone(),
            evidence_level: *evidence_level,
            same_group: *same_group,
            same_measure: *same_measure,
            provenance: *provenance,
        });
    }
    if effect.denominator == Denominator::Started && inputs.intervention.completion_rate < 1.0 {
        notes.push(Note::CompletionRateUnused);
    }
    if effect.net_rate < 0.0 {
        notes.push(Note::NegativeEffect);
    }
}
