//! The cohorts of planted members, with their means: what the rows of a member count for, and the mean of later uses.
//!
//! Does not own who is planted (`members`), nor the truth, which is the projection of these means (`truth`).

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use definitions::Definitions;
use definitions::coverage::available;
use definitions::target_group::{Success, TargetGroup};
use engine::threads;
use foundation::error::{Error, Result};
use foundation::words::Arm;

use super::calendar::LAST;
use super::cell::Seen;
use super::members::{
    MemberPlan, MemberPlans, PlantedMember, Recipe, RecipeSearch, YearValue, closed, counts_in, total,
};
use super::tally::ResidentCounts;
use super::truth::{KnownCohorts, KnownConsequence, ModelledEntrants, SeenMeans};

/// What a mean depends on: the year t = 0, the arm and number of the recipe, and sex.
type MeanKey = (i32, usize, usize, bool);

/// By consequence the means of each year after t = 0, and the mean before it.
type Means = (Arc<Vec<Vec<f64>>>, Arc<Vec<f64>>);

/// The cohorts of every success measure of the groups that only members enter. `modelled` gives the persons of the model of services who
/// enter a shared group.
///
/// # Errors
/// Internal errors only.
pub fn cohorts<'a>(
    plans: &MemberPlans<'a>,
    definitions: &'a Definitions,
    chosen: &[PlantedMember],
    modelled: &(dyn Fn(&'a TargetGroup) -> Option<ModelledEntrants<'a>> + Sync),
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
        let of_measure = |success: &'a Success| -> Result<Option<KnownCohorts<'a>>> {
            let members = of.seen(success, &means)?;
            let own = KnownCohorts {
                group: plan.group,
                measure: &success.id.value,
                consequences: consequences.clone(),
                members,
            };
            if !closed::is_shared(plan.group) {
                return Ok(Some(own));
            }
            let Some(others) = entrants(plans, definitions, (at, success), chosen)? else { return Ok(None) };
            let mut all = own;
            all.members.extend(others);
            Ok(Some(match modelled(plan.group) {
                Some(modelled) => with_modelled(all, modelled),
                None => all,
            }))
        };
        plan.group.successes.iter().filter_map(|success| of_measure(success).transpose()).collect()
    };
    let all = threads::in_order(plans.plans.iter().enumerate().collect(), of_plan);
    let all = all.into_iter().collect::<Result<Vec<_>>>()?;
    Ok(all.into_iter().flatten().collect())
}

/// Cohorts with persons of the model of services, and the consequences that are known of these.
fn with_modelled<'a>(planted: KnownCohorts<'a>, modelled: ModelledEntrants<'a>) -> KnownCohorts<'a> {
    let known = &planted.consequences;
    let at: Vec<Option<usize>> =
        modelled.consequences.iter().map(|one| known.iter().position(|other| other.id == one.id)).collect();
    let of_known = |mut member: SeenMeans| {
        let mean = |at: &Option<usize>| at.and_then(|at| member.means.get(at).cloned());
        member.means = Arc::new(at.iter().filter_map(mean).collect());
        // What entrants use in the year before is not known.
        member.before = None;
        member
    };
    let members = planted.members.into_iter().map(of_known).chain(modelled.members).collect();
    KnownCohorts { consequences: modelled.consequences, members, ..planted }
}

/// The members of other groups who enter a shared one. `None` if the means of one of them are not known.
fn entrants(
    plans: &MemberPlans<'_>,
    definitions: &Definitions,
    (shared, success): (usize, &Success),
    chosen: &[PlantedMember],
) -> Result<Option<Vec<SeenMeans>>> {
    let Some(group) = plans.plans.get(shared).map(|plan| plan.group) else { return Ok(Some(Vec::new())) };
    let years = group.population.years.value;
    let mut all = Vec::new();
    for (at, plan) in plans.plans.iter().enumerate().filter(|(at, _)| *at != shared) {
        let members: Vec<&PlantedMember> = chosen.iter().filter(|one| one.plan == at).collect();
        let of = Members { plans, plan, definitions, members };
        let mut met: BTreeMap<MeanKey, Vec<i32>> = BTreeMap::new();
        let mut counted: BTreeMap<(Seen, MeanKey), u64> = BTreeMap::new();
        let mut means: BTreeMap<MeanKey, Means> = BTreeMap::new();
        for member in &of.members {
            // Sex changes no rows of a recipe, and means only.
            let key = key(member);
            let Some(recipe) = of.recipe(key) else { continue };
            if let Entry::Vacant(empty) = met.entry(key) {
                empty.insert(recipe.meets(definitions, &group.population, (years.first, years.last))?);
            }
            let of_age = |year: &&i32| {
                let age = **year - member.birth_year;
                group.population.ages.as_ref().is_none_or(|ages| ages.contains(age))
            };
            let Some(t0) = met.get(&key).and_then(|years| years.iter().find(of_age)).copied() else { continue };
            if !closed::to_others(plan.group) || t0 < member.t0 {
                return Ok(None);
            }
            if let Entry::Vacant(empty) = means.entry(key) {
                empty.insert(of.mean(member, recipe)?);
            }
            let search = RecipeSearch { definitions, group, success, t0, arm: Arm::Success };
            let Some(arm) = search.arm_of(recipe)? else { return Ok(None) };
            let seen = Seen { arm, woman: member.woman, age: t0 - member.birth_year, t0 };
            *counted.entry((seen, key)).or_default() += 1;
        }
        for ((seen, key), persons) in counted {
            let Some((of_member, before)) = means.get(&key) else { continue };
            let later = usize::try_from(seen.t0 - key.0).map_err(|e| Error::internal(e.to_string()))?;
            let shifted = |means: &Vec<f64>| means.iter().skip(later).copied().collect::<Vec<f64>>();
            let before = match later.checked_sub(1) {
                Some(year) => of_member.iter().map(|means| means.get(year).copied()).collect::<Option<Vec<f64>>>(),
                None => Some(before.to_vec()),
            };
            let means: Vec<Vec<f64>> = of_member.iter().map(shifted).collect();
            let stays = vec![1.0; means.first().map_or(0, Vec::len)];
            let persons = ResidentCounts::of(persons);
            all.push(SeenMeans { seen, persons, means: Arc::new(means), before: before.map(Arc::new), stays });
        }
    }
    Ok(Some(all))
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
        let has_rows = |year: i32| recipe.rows.iter().any(|row| counts_in(self.definitions, row, year));
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
            Some(SeenMeans { seen, persons, means: Arc::clone(means), before: Some(Arc::clone(before)), stays })
        };
        Ok(counted.into_iter().filter_map(one).collect())
    }
}

fn key(member: &PlantedMember) -> MeanKey {
    (member.t0, member.arm, member.recipe, member.woman)
}
