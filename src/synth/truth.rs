//! The planted truth (method rule 21): per regression, the projection of the cells' means over the realised persons.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use definitions::Definitions;
use definitions::estimation::Estimation;
use definitions::plan::{GroupIndex, Job, Plan};
use definitions::target_group::{AfterExit, TargetGroup};
use engine::threads;
use foundation::error::{Error, Result};
use foundation::tables::truth::TruthRow;
use foundation::words::{Arm, Baseline};

use super::calendar::{Calendar, LAST};
use super::cell::{Cell, Seen};
use super::cell_subgroups;
use super::groups::{EntryWindow, Group};
use super::mean;
use super::projection;
use super::services::Service;
use super::tally::{ResidentCounts, Tally};

/// A consequence with a known mean.
#[derive(Debug, Clone, Copy)]
pub struct KnownConsequence<'a> {
    /// Its id.
    pub id: &'a str,
    /// Whether its unit is kroner.
    pub kroner: bool,
}

/// Persons alike, with their means.
pub struct SeenMeans {
    /// What a regression sees of them.
    pub seen: Seen,
    /// How many they are.
    pub persons: ResidentCounts,
    /// In natural units, by known consequence and year after t = 0.
    pub means: Arc<Vec<Vec<f64>>>,
    /// The same in the year before t = 0, of persons resident then; where it is known.
    pub before: Option<Arc<Vec<f64>>>,
    /// The share that is resident on 1 January, by year after t = 0.
    pub stays: Vec<f64>,
}

/// The two cohorts of a success measure, with their means.
pub struct KnownCohorts<'a> {
    /// The target group.
    pub group: &'a TargetGroup,
    /// The success measure.
    pub measure: &'a str,
    /// The consequences.
    pub consequences: Vec<KnownConsequence<'a>>,
    /// The persons.
    pub members: Vec<SeenMeans>,
}

/// The truth of every regression that has one, in order of key.
///
/// # Errors
/// Internal errors only.
pub fn rows(definitions: &Definitions, all: &[KnownCohorts<'_>]) -> Result<Vec<TruthRow>> {
    let plan = Plan::new(definitions)?;
    let entries = entry_years(&plan);
    let of_one = |cohorts: &KnownCohorts<'_>| {
        let mut rows = Vec::new();
        let drops = cohorts.group.population.after_exit == AfterExit::Drop;
        let of_subgroups =
            cell_subgroups::subgroup_cells(cohorts.group, cohorts.members.iter().map(|member| member.seen))?;
        for specification in specifications(&plan, cohorts.group)? {
            for (subgroup, belongs) in &of_subgroups {
                let of_subgroup: Vec<&SeenMeans> = cohorts
                    .members
                    .iter()
                    .zip(belongs)
                    .filter(|(_, belongs)| **belongs)
                    .map(|(member, _)| member)
                    .collect();
                let of = Regressions { definitions, entries: &entries, cohorts, subgroup, specification, drops };
                of.add(&of_subgroup, &mut rows);
            }
        }
        Ok(rows)
    };
    let found = threads::in_order(all.iter().collect(), of_one);
    let mut rows = found.into_iter().collect::<Result<Vec<_>>>()?.concat();
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

/// The cohorts of the model of services.
pub fn of_model<'a>(
    definitions: &'a Definitions,
    windows: &[EntryWindow<'a>],
    tally: &Tally,
    calendar: &Calendar,
) -> Vec<KnownCohorts<'a>> {
    let read = read(definitions);
    let of_window = |window: &EntryWindow<'a>| {
        let cells: Vec<_> = tally.of(window.group).collect();
        let members = cells.into_par_iter().map(|(cell, persons)| member(*cell, *persons, &read, calendar)).collect();
        KnownCohorts {
            group: window.definition,
            measure: window.group.success_measure(),
            consequences: read.iter().map(|(consequence, ..)| *consequence).collect(),
            members,
        }
    };
    windows.iter().map(of_window).collect()
}

/// A consequence that a service gives values, and the share of the service that it reads.
type ReadService<'a> = (KnownConsequence<'a>, Service, f64);

fn read(definitions: &Definitions) -> Vec<ReadService<'_>> {
    let read = definitions.consequences.iter().filter_map(|consequence| {
        let (service, share) = Service::read_by(&consequence.variable.value)?;
        Some((KnownConsequence { id: &consequence.id.value, kroner: consequence.is_kroner() }, service, share))
    });
    read.collect()
}

/// Members of modelled groups who enter another group, with the consequences whose means are known of them.
pub struct ModelledEntrants<'a> {
    /// The consequences.
    pub consequences: Vec<KnownConsequence<'a>>,
    /// The persons, who succeed by every measure.
    pub members: Vec<SeenMeans>,
}

/// The children of the model of foster care who enter a group of institutions: those who do not succeed, a year after t = 0. No one is in an
/// institution in the year after that (`Service::available_at`), so they leave it.
pub fn in_institutions<'a>(
    definitions: &'a Definitions,
    windows: &[EntryWindow<'a>],
    (tally, calendar): (&Tally, &Calendar),
    group: &TargetGroup,
) -> Option<ModelledEntrants<'a>> {
    let foster_care = windows.iter().find(|window| window.group == Group::FosterCare)?;
    let population = &group.population;
    let read = read(definitions);
    let enters = |cell: &Cell| {
        let of_age = population.ages.as_ref().is_none_or(|ages| ages.contains(cell.age + 1));
        cell.arm == Arm::NonSuccess && of_age && population.years.contains(cell.t0 + 1)
    };
    let cells = tally.of(foster_care.group).filter(|(cell, _)| enters(cell));
    let member = |(cell, persons): (&Cell, &ResidentCounts)| {
        let seen = Seen { arm: Arm::Success, woman: cell.woman, age: cell.age + 1, t0: cell.t0 + 1 };
        // Of these years those of the child in foster care are one more.
        let (years, through) = (1..=LAST - cell.t0, mean::SUCCESS_YEAR + 1);
        let of_years = |(_, service, share): &ReadService<'_>| {
            years.clone().map(|k| share * cell.mean_of_residents(*service, k.max(2), through, calendar)).collect()
        };
        let means = Arc::new(read.iter().map(of_years).collect());
        let stays = years.clone().map(|k| cell.stays(k, through)).collect();
        SeenMeans { seen, persons: persons.a_year_later(), means, before: None, stays }
    };
    let members = cells.map(member).collect();
    Some(ModelledEntrants { consequences: read.iter().map(|(consequence, ..)| *consequence).collect(), members })
}

fn member(cell: Cell, persons: ResidentCounts, read: &[ReadService<'_>], calendar: &Calendar) -> SeenMeans {
    let years = 0..=LAST - cell.t0;
    let of_years = |(_, service, share): &ReadService<'_>| {
        years.clone().map(|k| share * cell.mean(*service, k.max(1), calendar)).collect()
    };
    let means = Arc::new(read.iter().map(of_years).collect());
    let before = read.iter().map(|(_, service, share)| share * cell.mean_before(*service, calendar)).collect();
    let stays = years.clone().map(|k| cell.stays(k, mean::SUCCESS_YEAR)).collect();
    SeenMeans { seen: cell.seen(), persons, means, before: Some(Arc::new(before)), stays }
}

/// The planned specifications of a target group that have a truth: further categories are not part of the model.
fn specifications<'p>(plan: &'p Plan<'_>, group: &TargetGroup) -> Result<impl Iterator<Item = &'p Estimation>> {
    let position = plan.definitions().target_groups.iter().position(|planned| planned.id.value == group.id.value);
    let position = position.ok_or_else(|| Error::internal(format!("`{}` is not planned", group.id)))?;
    let all = plan.specifications(GroupIndex(position)).iter();
    Ok(all.filter(|specification| specification.adjust.categories.is_empty()))
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

/// Persons of the years t = 0 that carry a regression, and the weights of their means.
struct ProjectedCells<'a> {
    seen: Vec<&'a SeenMeans>,
    counted: Vec<(Seen, u64)>,
    weights: Vec<f64>,
}

/// Persons of an arm.
fn in_arm(counted: &[(Seen, u64)], arm: Arm) -> i64 {
    let n: u64 = counted.iter().filter(|(seen, _)| seen.arm == arm).map(|(_, n)| n).sum();
    n as i64
}

/// All regressions of a subgroup under one specification.
struct Regressions<'a> {
    definitions: &'a Definitions,
    entries: &'a PlannedYears<'a>,
    cohorts: &'a KnownCohorts<'a>,
    subgroup: &'a str,
    specification: &'a Estimation,
    /// Whether persons who die or emigrate are dropped from the regression.
    drops: bool,
}

impl Regressions<'_> {
    fn add(&self, members: &[&SeenMeans], rows: &mut Vec<TruthRow>) {
        let (specification, cohorts) = (self.specification, self.cohorts);
        let Some(furthest) = specification.follow_up.iter().copied().max() else { return };
        for &follow_up in specification.follow_up.iter().filter(|k| **k >= 1) {
            let needed = if specification.balanced { furthest } else { follow_up };
            let persons = |member: &SeenMeans| {
                let year = if self.drops { follow_up as usize } else { 0 };
                let of = match specification.baseline {
                    Baseline::Level => &member.persons.all,
                    Baseline::Difference => &member.persons.resident_before,
                };
                of[year]
            };
            // The registers of a consequence can cover fewer years t = 0 than those of another one.
            let mut projected: Vec<(Vec<i32>, Option<ProjectedCells<'_>>)> = Vec::new();
            for (number, consequence) in cohorts.consequences.iter().enumerate() {
                let key = (cohorts.group.id.value.as_str(), consequence.id, specification.id.value.as_str(), follow_up);
                let Some(years) = self.entries.get(&key) else { continue };
                let years: Vec<i32> = years.iter().copied().filter(|t0| t0 + needed <= LAST).collect();
                if !projected.iter().any(|(known, _)| *known == years) {
                    let seen: Vec<&SeenMeans> =
                        members.iter().filter(|member| years.contains(&member.seen.t0)).copied().collect();
                    let counted: Vec<(Seen, u64)> = seen.iter().map(|member| (member.seen, persons(member))).collect();
                    let weights = projection::weights(&counted, &specification.adjust);
                    projected.push((years.clone(), weights.map(|weights| ProjectedCells { seen, counted, weights })));
                }
                let found = projected.iter().find(|(known, _)| *known == years).and_then(|(_, found)| found.as_ref());
                let Some(ProjectedCells { seen, counted, weights }) = found else { continue };
                let of = |member: &SeenMeans| self.mean(member, number, consequence.kroner, follow_up);
                let truth =
                    seen.iter().zip(weights).try_fold(0.0, |sum, (member, weight)| Some(sum + weight * of(member)?));
                let Some(truth) = truth else { continue };
                rows.push(TruthRow {
                    target_group: cohorts.group.id.value.clone(),
                    subgroup: self.subgroup.to_owned(),
                    success_measure: cohorts.measure.to_owned(),
                    consequence: consequence.id.to_owned(),
                    follow_up_year: follow_up,
                    specification: specification.id.value.clone(),
                    truth,
                    n_success: in_arm(counted, Arm::Success),
                    n_non_success: in_arm(counted, Arm::NonSuccess),
                });
            }
        }
    }

    /// The mean of persons in the published unit: kroner are of the price year. `None` if a year has no price index.
    fn mean(&self, member: &SeenMeans, number: usize, kroner: bool, follow_up: i32) -> Option<f64> {
        let settings = &self.definitions.settings;
        let in_prices = |mean: f64, year: i32| {
            if !kroner {
                return Some(mean);
            }
            Some(mean * settings.price_index.factor(year, settings.price_year.value)?)
        };
        let year = usize::try_from(follow_up).ok()?;
        let mean = *member.means.get(number)?.get(year)?;
        let mean = if self.drops { mean / member.stays.get(year)? } else { mean };
        let mean = in_prices(mean, member.seen.t0 + follow_up)?;
        match self.specification.baseline {
            Baseline::Level => Some(mean),
            Baseline::Difference => {
                let before = *member.before.as_ref()?.get(number)?;
                Some(mean - in_prices(before, member.seen.t0 - 1)?)
            }
        }
    }
}
