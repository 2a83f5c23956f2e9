//! The cohorts of planted members, with their means: what the rows of a member count for, and the mean of later uses.
//!
//! Does not own who is planted (`members`), nor the truth, which is the projection of these means (`truth`).

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use rayon::prelude::*;

use definitions::Definitions;
use definitions::coverage::available;
use definitions::target_group::Success;
use foundation::error::Result;
use foundation::words::Arm;

use super::calendar::LAST;
use super::cell::Seen;
use super::members::{MemberPlan, MemberPlans, PlantedMember, Recipe, RecipeSearch, YearValue, closed, total};
use super::tally::ResidentCounts;
use super::truth::{KnownCohorts, KnownConsequence, SeenMeans};

/// What a mean depends on: the year t = 0, the arm and number of the recipe, and sex.
type MeanKey = (i32, usize, usize, bool);

/// By consequence the means of each year after t = 0, and the mean before it.
type Means = (Arc<Vec<Vec<f64>>>, Arc<Vec<f64>>);

/// The cohorts of every success measure of the groups that only members enter.
///
/// # Errors
/// Internal errors only.
pub fn cohorts<'a>(
    plans: &MemberPlans<'a>,
    definitions: &'a Definitions,
    chosen: &[PlantedMember],
) -> Result<Vec<KnownCohorts<'a>>> {
    let consequences: Vec<KnownConsequence<'a>> = definitions
        .consequences
        .iter()
        .map(|consequence| KnownConsequence { id: &consequence.id.value, kroner: consequence.is_kroner() })
        .collect();
    let of_plan = |(at, plan): (usize, &MemberPlan<'a>)| -> Result<Vec<KnownCohorts<'a>>> {
        if !closed::to_others(plan.group) {
            return Ok(Vec::new());
        }
        let members: Vec<&PlantedMember> = chosen.iter().filter(|one| one.plan == at).collect();
        let of = Members { plans, plan, definitions, members };
        let means = of.means()?;
        let of_measure = |success: &'a Success| -> Result<KnownCohorts<'a>> {
            let members = of.seen(success, &means)?;
            Ok(KnownCohorts {
                group: plan.group,
                measure: &success.id.value,
                consequences: consequences.clone(),
                members,
            })
        };
        plan.group.successes.iter().map(of_measure).collect()
    };
    let all = plans.plans.par_iter().enumerate().map(of_plan).collect::<Result<Vec<_>>>()?;
    Ok(all.into_iter().flatten().collect())
}

/// The members of one plan.
struct Members<'p, 'a> {
    plans: &'p MemberPlans<'a>,
    plan: &'p MemberPlan<'a>,
    definitions: &'a Definitions,
    members: Vec<&'p PlantedMember>,
}

impl<'a> Members<'_, 'a> {
    fn recipe(&self, (t0, arm, recipe, _): MeanKey) -> Option<&Recipe> {
        self.plan.recipes.get(&t0)?.get(arm)?.get(recipe)
    }

    /// The means of all members, each once.
    fn means(&self) -> Result<BTreeMap<MeanKey, Means>> {
        let mut all = BTreeMap::new();
        for member in &self.members {
            let key = key(member);
            if let (Entry::Vacant(empty), Some(recipe)) = (all.entry(key), self.recipe(key)) {
                empty.insert(self.mean(member, recipe)?);
            }
        }
        Ok(all)
    }

    /// What the rows of a recipe count for, and the mean of uses in the years that have them.
    fn mean(&self, member: &PlantedMember, recipe: &Recipe) -> Result<Means> {
        let (t0, consequences) = (member.t0, &self.definitions.consequences);
        let first_use = self.plan.first_use(t0);
        let has_rows = |year: i32| recipe.rows.iter().any(|row| row.year == year);
        let counted = |variable: &str, offset: i32| match self.definitions.variable(variable) {
            Some(variable) if has_rows(t0 + offset) => {
                total(self.definitions, &YearValue { variable, offset }, &recipe.rows, t0)
            }
            _ => Ok(0.0),
        };
        let who = (member.planted_arm(), member.woman);
        let of_uses: Vec<Vec<f64>> = (0..=LAST - t0)
            .map(|k| match t0 + k {
                year if year >= first_use => self.plans.follow_up.means(year, consequences.len(), who),
                _ => vec![0.0; consequences.len()],
            })
            .collect();
        let mut means = Vec::with_capacity(consequences.len());
        let mut before = Vec::with_capacity(consequences.len());
        for (at, consequence) in consequences.iter().enumerate() {
            let id = consequence.variable.value.as_str();
            let mut of_years = Vec::new();
            for (k, uses) in (0..).zip(&of_uses) {
                of_years.push(counted(id, k)? + uses.get(at).copied().unwrap_or(0.0));
            }
            means.push(of_years);
            before.push(counted(id, -1)?);
        }
        Ok((Arc::new(means), Arc::new(before)))
    }

    /// Whether the registers of a success measure cover the years that it asks for.
    fn is_observed(&self, success: &Success, t0: i32) -> bool {
        success.uses.iter().all(|(_, used)| {
            let variable = self.definitions.variable(&used.variable.value);
            let covered = |year| variable.is_some_and(|variable| available(self.definitions, variable, t0 + year));
            (used.years.first..=used.years.last).all(covered)
        })
    }

    /// The members whose arm a success measure determines, those alike together.
    fn seen(&self, success: &'a Success, means: &BTreeMap<MeanKey, Means>) -> Result<Vec<SeenMeans>> {
        let mut arms: BTreeMap<MeanKey, Option<Arm>> = BTreeMap::new();
        let mut counted: BTreeMap<(Seen, MeanKey), u64> = BTreeMap::new();
        for member in &self.members {
            let key = key(member);
            let Some(recipe) = self.recipe(key) else { continue };
            let (group, t0) = (self.plan.group, member.t0);
            let arm = match arms.get(&key) {
                Some(arm) => *arm,
                None => {
                    let search = RecipeSearch { definitions: self.definitions, group, success, t0, arm: Arm::Success };
                    let arm = if self.is_observed(success, t0) { search.arm_of(recipe)? } else { None };
                    arms.insert(key, arm);
                    arm
                }
            };
            let Some(arm) = arm else { continue };
            let seen = Seen { arm, woman: member.woman, age: t0 - member.birth_year, t0 };
            *counted.entry((seen, key)).or_default() += 1;
        }
        let one = |((seen, key), persons): ((Seen, MeanKey), u64)| {
            let (means, before) = means.get(&key)?;
            let stays = vec![1.0; means.first().map_or(0, Vec::len)];
            let persons = ResidentCounts::of(persons);
            Some(SeenMeans { seen, persons, means: Arc::clone(means), before: Arc::clone(before), stays })
        };
        Ok(counted.into_iter().filter_map(one).collect())
    }
}

fn key(member: &PlantedMember) -> MeanKey {
    (member.t0, member.arm, member.recipe, member.woman)
}
