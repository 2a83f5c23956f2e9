//! The planted truth (method rule 21): per regression, the projection of the cells' means over the realised persons.

use std::collections::HashMap;

use rayon::prelude::*;

use definitions::Definitions;
use definitions::estimation::ENTRY_YEAR;
use definitions::plan::{Job, Plan};
use definitions::target_group::AfterExit;
use foundation::error::Result;
use foundation::tables::truth::TruthRow;
use foundation::words::{Arm, Baseline};
use statistics::estimate::adjust::Adjust;

use super::calendar::{Calendar, LAST};
use super::cell::Cell;
use super::cell_subgroups;
use super::groups::{EntryWindow, Group};
use super::projection;
use super::services::Service;
use super::tally::{ResidentCounts, Tally};

/// A consequence with a known mean.
struct PlantedConsequence<'a> {
    consequence: &'a str,
    kroner: bool,
    service: Service,
    /// The share of the service that it counts.
    share: f64,
}

/// A specification of a target group's regressions.
struct Specification {
    id: String,
    follow_up: Vec<i32>,
    adjust: Adjust,
    balanced: bool,
    baseline: Baseline,
}

/// A cell with its persons and means.
struct CellMeans {
    cell: Cell,
    persons: ResidentCounts,
    /// In natural units, by planted consequence and year after t = 0.
    means: Vec<Vec<f64>>,
    /// The same in the year before t = 0, of persons resident then.
    before: Vec<f64>,
}

/// The truth of every regression that has one, in order of key.
///
/// # Errors
/// Internal errors only.
pub fn rows(
    definitions: &Definitions,
    windows: &[EntryWindow<'_>],
    tally: &Tally,
    calendar: &Calendar,
) -> Result<Vec<TruthRow>> {
    let planted: Vec<PlantedConsequence<'_>> = definitions
        .consequences
        .iter()
        .filter_map(|consequence| {
            let (service, share) = Service::read_by(&consequence.variable.value)?;
            let kroner = consequence.is_kroner();
            Some(PlantedConsequence { consequence: &consequence.id.value, kroner, service, share })
        })
        .collect();
    let plan = Plan::new(definitions)?;
    let entries = entry_years(&plan);
    let mut rows = Vec::new();
    for window in windows {
        let cells: Vec<_> = tally.of(window.group).collect();
        let members: Vec<CellMeans> =
            cells.into_par_iter().map(|(cell, persons)| member(*cell, *persons, &planted, calendar)).collect();
        let drops = window.definition.population.after_exit == AfterExit::Drop;
        let of_subgroups = cell_subgroups::subgroup_cells(window.definition, members.iter().map(|member| member.cell))?;
        for specification in specifications(window) {
            for (subgroup, belongs) in &of_subgroups {
                let of_subgroup: Vec<&CellMeans> =
                    members.iter().zip(belongs).filter(|(_, belongs)| **belongs).map(|(member, _)| member).collect();
                let group = window.group;
                let of = Regressions {
                    definitions,
                    entries: &entries,
                    group,
                    subgroup,
                    specification: &specification,
                    drops,
                };
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
    Ok(rows)
}

fn member(cell: Cell, persons: ResidentCounts, planted: &[PlantedConsequence<'_>], calendar: &Calendar) -> CellMeans {
    let years = |of: &PlantedConsequence<'_>| {
        (0..=LAST - cell.t0).map(|k| of.share * cell.mean(of.service, k.max(1), calendar)).collect()
    };
    let means = planted.iter().map(years).collect();
    let before = planted.iter().map(|of| of.share * cell.mean_before(of.service, calendar)).collect();
    CellMeans { cell, persons, means, before }
}

/// The definition's specifications, and the first one with the year of entry, which is audited.
fn specifications(window: &EntryWindow<'_>) -> Vec<Specification> {
    let definition = window.definition;
    let mut all: Vec<Specification> = definition
        .estimations
        .iter()
        // Further categories are not part of the model, so their truth is not known.
        .filter(|e| e.adjust.categories.is_empty())
        .map(|e| Specification {
            id: e.id.value.clone(),
            follow_up: e.follow_up.clone(),
            adjust: e.adjust.clone(),
            balanced: e.balanced,
            baseline: e.baseline,
        })
        .collect();
    let years = &definition.population.years;
    if let Some(first) = definition.estimations.first().filter(|first| first.adjust.categories.is_empty())
        && years.first < years.last
        && !first.adjust.entry_year
        && !all.iter().any(|s| s.id == ENTRY_YEAR)
    {
        all.push(Specification {
            id: ENTRY_YEAR.to_owned(),
            follow_up: first.follow_up.clone(),
            adjust: Adjust { entry_year: true, ..first.adjust.clone() },
            balanced: first.balanced,
            baseline: first.baseline,
        });
    }
    all
}

/// The years t = 0 that carry a regression, by target group, consequence, specification and follow-up year.
type PlannedYears<'a> = HashMap<(&'a str, &'a str, &'a str, i32), Vec<i32>>;

fn entry_years<'p>(plan: &'p Plan<'_>) -> PlannedYears<'p> {
    let of = |job: &Job| {
        let key = (
            plan.group(job.comparison.group).id.value.as_str(),
            plan.consequence(job).id.value.as_str(),
            plan.specifications(job.comparison.group)[job.specification.0].id.value.as_str(),
            job.year.0,
        );
        (key, job.entry_years.iter().collect())
    };
    plan.jobs().iter().map(of).collect()
}

/// Cells of the years t = 0 that carry a regression, with their persons and the weights of their means.
struct Projected<'a> {
    seen: Vec<&'a CellMeans>,
    cells: Vec<(Cell, u64)>,
    weights: Vec<f64>,
}

/// Persons of an arm.
fn in_arm(cells: &[(Cell, u64)], arm: Arm) -> i64 {
    let n: u64 = cells.iter().filter(|(cell, _)| cell.arm == arm).map(|(_, n)| n).sum();
    n as i64
}

/// All regressions of a subgroup under one specification.
struct Regressions<'a> {
    definitions: &'a Definitions,
    entries: &'a PlannedYears<'a>,
    group: Group,
    subgroup: &'a str,
    specification: &'a Specification,
    /// Whether persons who die or emigrate are dropped from the regression.
    drops: bool,
}

impl Regressions<'_> {
    fn add(&self, members: &[&CellMeans], planted: &[PlantedConsequence<'_>], rows: &mut Vec<TruthRow>) {
        let specification = self.specification;
        let Some(furthest) = specification.follow_up.iter().copied().max() else { return };
        for &follow_up in specification.follow_up.iter().filter(|k| **k >= 1) {
            let needed = if specification.balanced { furthest } else { follow_up };
            let persons = |member: &CellMeans| {
                let year = if self.drops { follow_up as usize } else { 0 };
                let of = match specification.baseline {
                    Baseline::Level => &member.persons.all,
                    Baseline::Difference => &member.persons.resident_before,
                };
                of[year]
            };
            // The registers of a consequence can cover fewer years t = 0 than those of another one.
            let mut projected: Vec<(Vec<i32>, Option<Projected<'_>>)> = Vec::new();
            for (number, planted) in planted.iter().enumerate() {
                let key = (self.group.id(), planted.consequence, specification.id.as_str(), follow_up);
                let Some(years) = self.entries.get(&key) else { continue };
                let years: Vec<i32> = years.iter().copied().filter(|t0| t0 + needed <= LAST).collect();
                if !projected.iter().any(|(known, _)| *known == years) {
                    let seen: Vec<&CellMeans> =
                        members.iter().filter(|member| years.contains(&member.cell.t0)).copied().collect();
                    let cells: Vec<(Cell, u64)> = seen.iter().map(|member| (member.cell, persons(member))).collect();
                    let weights = projection::weights(&cells, &specification.adjust);
                    projected.push((years.clone(), weights.map(|weights| Projected { seen, cells, weights })));
                }
                let found = projected.iter().find(|(known, _)| *known == years).and_then(|(_, found)| found.as_ref());
                let Some(Projected { seen, cells, weights }) = found else { continue };
                let of = |member: &CellMeans| self.mean(member, number, planted, follow_up);
                let truth =
                    seen.iter().zip(weights).try_fold(0.0, |sum, (member, weight)| Some(sum + weight * of(member)?));
                let Some(truth) = truth else { continue };
                rows.push(TruthRow {
                    target_group: self.group.id().to_owned(),
                    subgroup: self.subgroup.to_owned(),
                    success_measure: self.group.success_measure().to_owned(),
                    consequence: planted.consequence.to_owned(),
                    follow_up_year: follow_up,
                    specification: specification.id.clone(),
                    truth,
                    n_success: in_arm(cells, Arm::Success),
                    n_non_success: in_arm(cells, Arm::NonSuccess),
                });
            }
        }
    }

    /// A cell's mean in the published unit: kroner are of the price year. `None` if a year has no price index.
    fn mean(&self, member: &CellMeans, number: usize, planted: &PlantedConsequence<'_>, follow_up: i32) -> Option<f64> {
        let settings = &self.definitions.settings;
        let in_prices = |mean: f64, year: i32| {
            if !planted.kroner {
                return Some(mean);
            }
            Some(mean * settings.price_index.factor(year, settings.price_year.value)?)
        };
        let mean = *member.means.get(number)?.get(usize::try_from(follow_up).ok()?)?;
        let mean = if self.drops { mean / member.cell.stays(follow_up) } else { mean };
        let mean = in_prices(mean, member.cell.t0 + follow_up)?;
        match self.specification.baseline {
            Baseline::Level => Some(mean),
            Baseline::Difference => Some(mean - in_prices(*member.before.get(number)?, member.cell.t0 - 1)?),
        }
    }
}
