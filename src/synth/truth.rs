//! The planted truth (method rule 21): per regression, the projection of the cells' means over the realised persons.

use std::collections::BTreeMap;

use crate::definitions::Definitions;
use crate::definitions::estimation::{Adjust, ENTRY_YEAR};
use crate::definitions::price::Ages;
use crate::definitions::target_group::WHOLE_GROUP;
use crate::tables::truth::TruthRow;
use crate::words::{Arm, Baseline};

use super::calendar::{Calendar, LAST};
use super::groups::{Group, Window};
use super::mean::Cell;
use super::projection;
use super::services::Service;

/// A consequence that the generator plants.
struct Planted<'a> {
    consequence: &'a str,
    kroner: bool,
    service: Service,
}

/// A specification of a target group's regressions.
struct Specification {
    id: String,
    follow_up: Vec<i32>,
    adjust: Adjust,
    balanced: bool,
}

/// The truth of every regression that has one, in order of key.
pub fn rows(
    definitions: &Definitions,
    windows: &[Window<'_>],
    cells: &BTreeMap<Cell, u64>,
    calendar: &Calendar,
) -> Vec<TruthRow> {
    let planted: Vec<Planted<'_>> = definitions
        .consequences
        .iter()
        .filter_map(|consequence| {
            let service = Service::ALL.into_iter().find(|s| s.variable() == consequence.variable.value)?;
            Some(Planted { consequence: &consequence.id.value, kroner: consequence.is_kroner(), service })
        })
        .collect();
    let mut rows = Vec::new();
    for window in windows {
        let members: Vec<(Cell, u64)> =
            cells.iter().filter(|(cell, _)| cell.group == window.group).map(|(cell, n)| (*cell, *n)).collect();
        for specification in specifications(window) {
            for (subgroup, ages) in subgroups(window) {
                let of_subgroup: Vec<(Cell, u64)> = members
                    .iter()
                    .filter(|(cell, _)| ages.is_none_or(|ages| ages.contains(cell.age)))
                    .copied()
                    .collect();
                let of =
                    Regressions { definitions, calendar, group: window.group, subgroup, specification: &specification };
                of.add(&of_subgroup, &planted, &mut rows);
            }
        }
    }
    let key = |row: &TruthRow| {
        (
            row.target_group.clone(),
            row.subgroup.clone(),
            row.success_measure.clone(),
            row.consequence.clone(),
            row.follow_up_year,
            row.specification.clone(),
        )
    };
    rows.sort_by_cached_key(key);
    rows
}

/// The definition's specifications, and the one with the year of entry that is audited beside the first.
fn specifications(window: &Window<'_>) -> Vec<Specification> {
    let definition = window.definition;
    let mut all: Vec<Specification> = definition
        .estimations
        .iter()
        // What the catalogue's generator does not draw, it can't project on.
        .filter(|e| e.adjust.categories.is_empty() && e.baseline == Baseline::Level)
        .map(|e| Specification {
            id: e.id.value.clone(),
            follow_up: e.follow_up.clone(),
            adjust: e.adjust.clone(),
            balanced: e.balanced,
        })
        .collect();
    let years = &definition.population.years;
    if let Some(first) = definition.estimations.first().filter(|first| first.baseline == Baseline::Level)
        && years.first < years.last
        && !first.adjust.entry_year
        && !all.iter().any(|s| s.id == ENTRY_YEAR)
    {
        all.push(Specification {
            id: ENTRY_YEAR.to_owned(),
            follow_up: first.follow_up.clone(),
            adjust: Adjust { entry_year: true, ..first.adjust.clone() },
            balanced: first.balanced,
        });
    }
    all
}

/// The whole group, and its subgroups by age. A subgroup by SQL has no truth here.
fn subgroups<'a>(window: &Window<'a>) -> Vec<(&'a str, Option<Ages>)> {
    let by_age = window.definition.subgroups.iter().filter(|s| s.filter.is_none());
    std::iter::once((WHOLE_GROUP, None))
        .chain(by_age.map(|s| (s.id.value.as_str(), s.ages.as_ref().map(|ages| ages.value))))
        .collect()
}

/// All regressions of a subgroup under one specification.
struct Regressions<'a> {
    definitions: &'a Definitions,
    calendar: &'a Calendar,
    group: Group,
    subgroup: &'a str,
    specification: &'a Specification,
}

impl Regressions<'_> {
    fn add(&self, cells: &[(Cell, u64)], planted: &[Planted<'_>], rows: &mut Vec<TruthRow>) {
        let specification = self.specification;
        let furthest = specification.follow_up.iter().copied().max().unwrap_or_default();
        for &follow_up in specification.follow_up.iter().filter(|k| **k >= 1) {
            let needed = if specification.balanced { furthest } else { follow_up };
            let seen: Vec<(Cell, u64)> = cells.iter().filter(|(cell, _)| cell.t0 + needed <= LAST).copied().collect();
            let Some(weights) = projection::weights(&seen, &specification.adjust) else { continue };
            let persons = |arm: Arm| -> i64 {
                let n: u64 = seen.iter().filter(|(cell, _)| cell.arm == arm).map(|(_, n)| n).sum();
                i64::try_from(n).unwrap_or(i64::MAX)
            };
            for planted in planted {
                let Some(truth) = self.truth(planted, follow_up, &seen, &weights) else { continue };
                rows.push(TruthRow {
                    target_group: self.group.id().to_owned(),
                    subgroup: self.subgroup.to_owned(),
                    success_measure: self.group.success_measure().to_owned(),
                    consequence: planted.consequence.to_owned(),
                    follow_up_year: follow_up,
                    specification: specification.id.clone(),
                    truth,
                    n_success: persons(Arm::Success),
                    n_non_success: persons(Arm::NonSuccess),
                });
            }
        }
    }

    fn truth(&self, planted: &Planted<'_>, follow_up: i32, seen: &[(Cell, u64)], weights: &[f64]) -> Option<f64> {
        let settings = &self.definitions.settings;
        seen.iter().zip(weights).try_fold(0.0, |sum, ((cell, _), weight)| {
            let mean = cell.mean(planted.service, follow_up, self.calendar);
            let factor = if planted.kroner {
                settings.price_index.factor(cell.t0 + follow_up, settings.price_year.value)?
            } else {
                1.0
            };
            Some(sum + weight * mean * factor)
        })
    }
}
