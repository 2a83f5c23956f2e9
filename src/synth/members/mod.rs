//! Members of target groups without a model of services: rows that meet the group's conditions, added to a person's use.
//!
//! Owns the choice of persons and their added rows. Other use stays as drawn, and further persons may qualify by it, so the
//! truth of these groups is not known.

mod candidates;
mod insert;
mod joined;
mod recipe;
mod row;
mod rows;
mod year_value;

use std::collections::BTreeMap;

use rand::RngExt;
use rayon::prelude::*;

use definitions::Definitions;
use definitions::register::{MonthlyWide, Register};
use definitions::target_group::{Success, TargetGroup};
use engine::registers::shape::{self, RegisterRow};
use foundation::error::Result;
use foundation::words::{Arm, RegisterKind};

use super::calendar::{Calendar, FIRST, LAST};
use super::chunk::Chunk;
use super::groups::EntryWindow;
use super::life_course::{LifeCourse, stream};
pub use candidates::Literals;
pub use insert::{aligned, amended, filled};
use recipe::{Recipe, RecipeSearch, Solutions};
pub use row::default;

/// Separates the seed of this choice from the other draws.
const MEMBER_SEED: u64 = 0x6D65_6D62_6572_7321;

/// Numbers from here on are of rows that are not joined with others.
const UNLINKED: usize = 500;

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
    /// The person key.
    pub key: String,
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
        let groups: Vec<&TargetGroup> = definitions.target_groups.iter().filter(|group| !has_window(group)).collect();
        let found = groups.par_iter().map(|group| MemberPlan::of(definitions, windows, group));
        for (group, found) in groups.iter().zip(found.collect::<Result<Vec<_>>>()?) {
            match found {
                Ok(plan) => plans.plans.push(plan),
                Err(why) => plans.refused.push((group.id.value.clone(), why)),
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
            let arm = usize::from(rng.random::<bool>());
            if drawn >= self.plans.len() || life.cell.is_some() {
                return None;
            }
            // A person who fits no year of the drawn group is a member of the next one that fits.
            let plans = (drawn..self.plans.len()).chain(0..drawn);
            let (plan, fitting) = plans.filter_map(|at| Some((at, self.plans.get(at)?))).find_map(|(at, plan)| {
                let of_year = |(t0, recipes): (&i32, &[Vec<Recipe>; 2])| {
                    Some((*t0, plan.recipe(life, *t0, recipes.get(arm)?, calendar)?))
                };
                let fitting: Vec<(i32, usize)> = plan.recipes.iter().filter_map(of_year).collect();
                (!fitting.is_empty()).then_some((at, fitting))
            })?;
            let (t0, recipe) = *fitting.get(rng.random_range(0..fitting.len()))?;
            Some(PlantedMember { plan, key: key.clone(), t0, arm, recipe })
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

    /// The rows of members in registers that are wanted.
    pub fn rows<'d>(
        &self,
        definitions: &'d Definitions,
        chosen: &[PlantedMember],
        wanted: impl Fn(&Register) -> bool,
    ) -> Vec<(&'d Register, Vec<RegisterRow>)> {
        let mut rows: Vec<(&Register, Vec<RegisterRow>)> = Vec::new();
        for one in chosen {
            let recipes = self.plans.get(one.plan).and_then(|plan| plan.recipes.get(&one.t0)?.get(one.arm));
            let Some(recipe) = recipes.and_then(|recipes| recipes.get(one.recipe)) else { continue };
            for (number, row) in recipe.rows.iter().enumerate() {
                let Some(register) = definitions.register(&row.register).filter(|register| wanted(register)) else {
                    continue;
                };
                let at = rows.iter().position(|(known, _)| known.id.value == row.register);
                let at = at.unwrap_or_else(|| {
                    rows.push((register, Vec::new()));
                    rows.len() - 1
                });
                if let Some((_, written)) = rows.get_mut(at) {
                    add(written, register, &one.key, (number, row));
                }
            }
        }
        rows
    }
}

/// Adds a row. Status and weekly registers have one row per person (and year), so values join the existing row.
fn add(written: &mut Vec<RegisterRow>, register: &Register, person: &str, (number, row): (usize, &row::Row)) {
    // Rows that are joined have the same number; a row that is not joined has a key of its own.
    let of_row = format!("{person}{:03}", row.link.unwrap_or(UNLINKED + number));
    let key = if register.parent.is_some() { of_row.as_str() } else { person };
    let weekly = register.kind.word() == RegisterKind::WeeklyWide;
    let monthly = register.kind.monthly();
    let number = |name: &str| row.values.get(name).and_then(toml::Value::as_integer);
    let of_period = register.kind.period().and_then(|period| period.file_year(number));
    let is_of_years = weekly || monthly.is_some_and(MonthlyWide::has_years);
    let year = (!is_of_years).then_some(of_period.unwrap_or(row.year));
    let week = number("week").zip(number("code")).map(|(week, code)| ((row.year, week), code)).filter(|_| weekly);
    let mut values: BTreeMap<String, toml::Value> =
        row.values.iter().map(|(name, value)| (name.clone(), as_delivered(register, name, value))).collect();
    let month = monthly.zip(number("month")).map(|(monthly, month)| {
        let of_month = values.iter().filter(|(name, _)| monthly.column(name).is_some());
        ((row.year, month), of_month.map(|(name, value)| (name.clone(), value.clone())).collect())
    });
    values.extend(register.row_keys.iter().map(|column| (shape::row_key(column), toml::Value::String(of_row.clone()))));
    // Rows of one person are consecutive.
    let last = written.iter_mut().rev().take_while(|before| before.key == key).find(|before| before.year == year);
    match last.filter(|_| weekly || monthly.is_some() || register.kind.word() == RegisterKind::Status) {
        Some(before) => {
            before.values.extend(values);
            before.weeks.extend(week);
            before.months.extend(month);
        }
        None => written.push(RegisterRow {
            key: key.to_owned(),
            year,
            values,
            weeks: week.into_iter().collect(),
            months: month.into_iter().collect(),
        }),
    }
}

/// A value as files have it: a code where SQL sees the group of a table of codes.
fn as_delivered(register: &Register, name: &str, value: &toml::Value) -> toml::Value {
    let table = register.column(name).and_then(|column| column.code.as_ref()?.table.as_ref());
    let code = table.zip(value.as_str()).and_then(|(table, group)| table.code_of(group));
    code.map_or_else(|| value.clone(), |code| toml::Value::String(code.to_owned()))
}

impl<'a> MemberPlan<'a> {
    /// The plan of a target group, or the reason why it has none.
    ///
    /// # Errors
    /// Internal errors only.
    fn of(
        definitions: &'a Definitions,
        windows: &[EntryWindow<'_>],
        group: &'a TargetGroup,
    ) -> Result<Result<MemberPlan<'a>, String>> {
        let Some(success) = group.successes.first() else { return Ok(Err("it has no success measure".to_owned())) };
        let last = LAST - success.year().max(0);
        let mut plan = MemberPlan { group, success, recipes: BTreeMap::new() };
        let mut why = format!("its years lie outside {} to {last}", FIRST + 1);
        let search = |arm: Arm, t0: i32| RecipeSearch { definitions, group, success, t0, arm };
        let mut known: Option<[Result<Solutions<'_>, String>; 2]> = None;
        for t0 in group.population.years.iter().filter(|t0| (FIRST + 1..=last).contains(t0)) {
            let searches = [search(Arm::Success, t0), search(Arm::NonSuccess, t0)];
            let [first, second] = match known.take() {
                Some(known) if !searches[0].asks_year() => known,
                _ => [searches[0].solutions()?, searches[1].solutions()?],
            };
            let of = |search: RecipeSearch<'_>, solutions: &Result<Solutions<'_>, String>| match solutions {
                Ok(solutions) => search.recipes(solutions),
                Err(why) => Ok(Err(why.clone())),
            };
            match (of(searches[0], &first)?, of(searches[1], &second)?) {
                (Ok(mut success), Ok(mut other)) => {
                    let mut barred = None;
                    for recipe in success.iter_mut().chain(&mut other) {
                        barred = bar(definitions, windows, group, (recipe, t0))?.or(barred);
                    }
                    let plantable = |recipes: &[Recipe]| recipes.iter().any(|recipe| recipe.fits_an_age(group, t0));
                    match barred {
                        Some(window) if !plantable(&success) || !plantable(&other) => {
                            why = format!(
                                "the same rows would also make a person a member of `{window}`, whose truth is known"
                            );
                        }
                        _ => {
                            plan.recipes.insert(t0, [success, other]);
                        }
                    }
                }
                (Err(reason), _) | (_, Err(reason)) => why = reason,
            }
            known = Some([first, second]);
        }
        Ok(if plan.recipes.is_empty() { Err(why) } else { Ok(plan) })
    }

    /// The recipe for a person with t = 0 in a year. The person must have the required age and sex, and be resident from the
    /// year before t = 0 through the success year.
    fn recipe(&self, life: &LifeCourse, t0: i32, recipes: &[Recipe], calendar: &Calendar) -> Option<usize> {
        let age = t0 - life.birth_year;
        let of_age = self.group.population.ages.as_ref().is_none_or(|ages| (ages.first..=ages.last).contains(&age));
        if !of_age || age < 0 {
            return None;
        }
        let sex = if life.woman { "woman" } else { "man" };
        let fits = |recipe: &Recipe| {
            let first = recipe.rows.iter().map(|row| row.year).min().map_or(t0, |first| first.min(t0));
            let mut years = first..=t0 + self.success.year().max(0) + 1;
            recipe.age.is_none_or(|asked| asked == age)
                && recipe.sex.as_deref().is_none_or(|asked| asked == sex)
                && !recipe.bars(life.birth_year)
                && years.all(|year| life.resident(calendar.year(year).first_day))
        };
        recipes.iter().position(fits)
    }
}

/// Bars the years of birth at which a recipe's rows would make a person a member of a group with a known truth. Returns such a group.
fn bar<'w>(
    definitions: &Definitions,
    windows: &'w [EntryWindow<'_>],
    group: &TargetGroup,
    (recipe, t0): (&mut Recipe, i32),
) -> Result<Option<&'w str>> {
    let mut found = None;
    let ages = group.population.ages.as_ref().map_or((0, i32::from(u8::MAX)), |ages| (ages.first, ages.last));
    for window in windows {
        for year in recipe.meets(definitions, &window.definition.population, window.years)? {
            let born = (year - window.ages.1, year - window.ages.0);
            if born.0 <= t0 - ages.0 && t0 - ages.1 <= born.1 {
                recipe.barred.push(born);
                found = Some(window.definition.id.value.as_str());
            }
        }
    }
    Ok(found)
}

/// PlantedGroup members of each group: success and non-success.
pub fn planted<'a>(
    plans: &'a MemberPlans<'_>,
    chosen: &[PlantedMember],
) -> impl Iterator<Item = (&'a MemberPlan<'a>, u64, u64)> {
    plans.plans.iter().zip(plans.counts(chosen)).map(|(plan, [success, other])| (plan, success, other))
}
