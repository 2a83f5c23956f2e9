//! Members of target groups without a model of services: rows that meet the group's conditions, added to a person's use.
//!
//! Owns the choice of persons and their added rows. Other use stays as drawn, and further persons may qualify by it, so the
//! truth of these groups is not known.

mod candidates;
mod insert;
mod recipe;
mod rows;
mod year_value;

use std::collections::BTreeMap;
use std::path::Path;

use rand::RngExt;

use definitions::Definitions;
use definitions::register::Register;
use definitions::target_group::{Success, TargetGroup};
use engine::registers::shape::RegisterRow;
use foundation::error::Result;
use foundation::words::{Arm, RegisterKind};

use super::calendar::{Calendar, FIRST, LAST};
use super::chunk::Chunk;
use super::groups::EntryWindow;
use super::life_course::{LifeCourse, stream};
pub use candidates::Literals;
pub use insert::filled;
use recipe::{Recipe, RecipeSearch};
pub use rows::default;

/// Separates the seed of this choice from the other draws.
const MEMBER_SEED: u64 = 0x6D65_6D62_6572_7321;

/// Recipes for members of a target group, by year t = 0 and arm.
#[derive(Debug)]
pub struct MemberPlan<'a> {
    /// The group.
    pub group: &'a TargetGroup,
    /// The success measure: the group's first.
    pub success: &'a Success,
    recipes: BTreeMap<i32, [Vec<Recipe>; 2]>,
}

/// Target groups that can and cannot be planted.
#[derive(Debug, Default)]
pub struct MemberPlans<'a> {
    /// Groups that can be planted.
    pub plans: Vec<MemberPlan<'a>>,
    /// Groups that cannot be planted, each with its reason.
    pub refused: Vec<(String, String)>,
    /// Share of persons chosen for each group.
    share: f64,
}

/// A person chosen as a member.
#[derive(Debug)]
pub struct PlantedMember {
    plan: usize,
    key: String,
    t0: i32,
    /// Index into the plan's arms: 0 success, 1 non-success.
    arm: usize,
    recipe: usize,
}

impl<'a> MemberPlans<'a> {
    /// Searches recipes for every target group without an entry window.
    ///
    /// # Errors
    /// Internal errors only.
    pub fn of(definitions: &'a Definitions, windows: &[EntryWindow<'_>], persons: u32) -> Result<MemberPlans<'a>> {
        let mut plans = MemberPlans::default();
        let has_window = |group: &TargetGroup| windows.iter().any(|w| w.definition.id.value == group.id.value);
        for group in definitions.target_groups.iter().filter(|group| !has_window(group)) {
            let Some(success) = group.successes.first() else { continue };
            let mut recipes = BTreeMap::new();
            let mut why = format!("its years lie outside {} to {}", FIRST + 1, LAST - success.year());
            for t0 in group.population.years.iter().filter(|t0| (FIRST + 1..=LAST - success.year()).contains(t0)) {
                let of = |arm: Arm| RecipeSearch { definitions, group, success, t0, arm }.recipes();
                match (of(Arm::Success)?, of(Arm::NonSuccess)?) {
                    (Ok(success), Ok(other)) => {
                        match conflicting_group(definitions, windows, group, &[&success, &other])? {
                            Some(window) => {
                                why = format!(
                                    "the same rows would also make a person a member of `{window}`, whose truth is known"
                                )
                            }
                            None => {
                                recipes.insert(t0, [success, other]);
                            }
                        }
                    }
                    (Err(reason), _) | (_, Err(reason)) => why = reason,
                }
            }
            if recipes.is_empty() {
                plans.refused.push((group.id.value.clone(), why));
            } else {
                plans.plans.push(MemberPlan { group, success, recipes });
            }
        }
        // Small extracts have a larger share, so that estimates are possible.
        let share = (1000.0 / f64::from(persons.max(1))).clamp(0.000_5, 0.03);
        plans.share = share.min(0.3 / plans.plans.len().max(1) as f64);
        Ok(plans)
    }

    /// Chooses members among a chunk's persons in no group.
    pub fn choose(&self, seed: u64, chunk: &Chunk, calendar: &Calendar) -> Vec<PlantedMember> {
        if self.plans.is_empty() {
            return Vec::new();
        }
        let of_person = |(number, (life, key)): (u32, (&LifeCourse, &String))| {
            let mut rng = stream(seed ^ MEMBER_SEED, chunk.first_person() + number);
            let drawn = (rng.random::<f64>() / self.share) as usize;
            let plan = self.plans.get(drawn).filter(|_| life.cell.is_none())?;
            let arm = usize::from(rng.random::<bool>());
            let fitting: Vec<(i32, usize)> = plan
                .recipes
                .iter()
                .filter_map(|(t0, recipes)| Some((*t0, plan.recipe(life, *t0, recipes.get(arm)?, calendar)?)))
                .collect();
            let (t0, recipe) = *fitting.get(rng.random_range(0..fitting.len().max(1)))?;
            Some(PlantedMember { plan: drawn, key: key.clone(), t0, arm, recipe })
        };
        (0..).zip(chunk.lives.iter().zip(&chunk.keys)).filter_map(of_person).collect()
    }

    /// Number of members by group and arm.
    pub fn counts(&self, chosen: &[PlantedMember]) -> Vec<[u64; 2]> {
        let mut counts = vec![[0; 2]; self.plans.len()];
        for one in chosen {
            let arms = counts.get_mut(one.plan).into_iter().flatten();
            arms.skip(one.arm).take(1).for_each(|count| *count += 1);
        }
        counts
    }

    /// Inserts the members' rows into the extracts of a folder. Returns the rows of `declared` registers, which have no files yet.
    ///
    /// # Errors
    /// A file that cannot be read or written.
    pub fn plant<'d>(
        &self,
        folder: &Path,
        definitions: &'d Definitions,
        chosen: &[PlantedMember],
        declared: &[&Register],
    ) -> Result<Vec<(&'d Register, Vec<RegisterRow>)>> {
        let mut rows: Vec<(&Register, Vec<RegisterRow>)> = Vec::new();
        for one in chosen {
            let recipes = self.plans.get(one.plan).and_then(|plan| plan.recipes.get(&one.t0)?.get(one.arm));
            let Some(recipe) = recipes.and_then(|recipes| recipes.get(one.recipe)) else { continue };
            for row in &recipe.rows {
                let Some(register) = definitions.register(&row.register) else { continue };
                let at = rows.iter().position(|(known, _)| known.id.value == row.register);
                let at = at.unwrap_or_else(|| {
                    rows.push((register, Vec::new()));
                    rows.len() - 1
                });
                if let Some((_, written)) = rows.get_mut(at) {
                    add(written, register, &one.key, row);
                }
            }
        }
        let (own, known): (Vec<_>, Vec<_>) =
            rows.into_iter().partition(|(register, _)| declared.iter().any(|own| own.id.value == register.id.value));
        insert::insert(folder, &known)?;
        Ok(own)
    }
}

/// A group with a known truth whose conditions the same rows would meet at overlapping ages.
fn conflicting_group<'w>(
    definitions: &Definitions,
    windows: &'w [EntryWindow<'_>],
    group: &TargetGroup,
    recipes: &[&Vec<Recipe>],
) -> Result<Option<&'w str>> {
    for window in windows {
        // No row lies further from t = 0 than the latest success year.
        let Some(furthest) = group.successes.iter().map(Success::year).max() else { return Ok(None) };
        let of_age =
            |age: i32| group.population.ages.as_ref().is_none_or(|ages| (ages.first..=ages.last).contains(&age));
        if !(window.ages.0 - furthest..=window.ages.1).any(of_age) {
            continue;
        }
        for recipe in recipes.iter().copied().flatten() {
            if recipe.meets(definitions, &window.definition.population, window.years)? {
                return Ok(Some(&window.definition.id.value));
            }
        }
    }
    Ok(None)
}

/// Adds a row. Status and weekly registers have one row per person (and year), so values join the existing row.
fn add(written: &mut Vec<RegisterRow>, register: &Register, key: &str, row: &rows::Row) {
    let weekly = register.kind.word() == RegisterKind::WeeklyWide;
    let number = |name: &str| row.values.get(name).and_then(toml::Value::as_integer);
    let of_period = register.kind.period().and_then(|period| period.file_year(number));
    let year = (!weekly).then_some(of_period.unwrap_or(row.year));
    let week = number("week").zip(number("code")).map(|(week, code)| ((row.year, week), code));
    // Rows of one person are consecutive.
    let last = written.iter_mut().rev().take_while(|before| before.key == key).find(|before| before.year == year);
    match last.filter(|_| weekly || register.kind.word() == RegisterKind::Status) {
        Some(before) => {
            before.values.extend(row.values.clone());
            before.weeks.extend(week.filter(|_| weekly));
        }
        None => written.push(RegisterRow {
            key: key.to_owned(),
            year,
            values: row.values.clone(),
            weeks: week.filter(|_| weekly).into_iter().collect(),
            ..RegisterRow::default()
        }),
    }
}

impl MemberPlan<'_> {
    /// The recipe for a person with t = 0 in a year. The person must have the required age and sex, and be resident from the
    /// year before t = 0 through the success year.
    fn recipe(&self, life: &LifeCourse, t0: i32, recipes: &[Recipe], calendar: &Calendar) -> Option<usize> {
        let age = t0 - life.birth_year;
        let of_age = self.group.population.ages.as_ref().is_none_or(|ages| (ages.first..=ages.last).contains(&age));
        let mut years = t0 - 1..=t0 + self.success.year() + 1;
        let there = years.all(|year| life.resident(calendar.year(year).first_day));
        if !of_age || !there || age < 0 {
            return None;
        }
        let sex = if life.woman { "woman" } else { "man" };
        let fits = |recipe: &Recipe| {
            recipe.age.is_none_or(|asked| asked == age) && recipe.sex.as_deref().is_none_or(|asked| asked == sex)
        };
        recipes.iter().position(fits)
    }
}

/// PlantedGroup members of each group: success and non-success.
pub fn planted<'a>(
    plans: &'a MemberPlans<'_>,
    chosen: &[PlantedMember],
) -> impl Iterator<Item = (&'a MemberPlan<'a>, u64, u64)> {
    plans.plans.iter().zip(plans.counts(chosen)).map(|(plan, [success, other])| (plan, success, other))
}
