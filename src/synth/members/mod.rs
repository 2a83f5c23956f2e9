//! Members of target groups without a model of services: persons who have planted rows alone, which meet the group's conditions in t = 0
//! and the success year, and use services later (`follow_up`).
//!
//! Owns the choice of persons and their rows. The truth is known of groups that no other person enters (`closed`).

mod barrier;
mod candidates;
pub mod closed;
mod follow_up;
mod insert;
mod joined;
mod recipe;
mod row;
mod rows;
mod school_years;
mod week_runs;
mod year_value;

use std::collections::BTreeMap;

use rand::RngExt;

use definitions::Definitions;
use definitions::register::{Register, RowsPerPerson};
use definitions::target_group::{Success, TargetGroup};
use engine::registers::shape::{self, RegisterRow};
use engine::threads;
use foundation::error::Result;
use foundation::words::Arm;

use super::calendar::{Calendar, FIRST, LAST};
use super::chunk::Chunk;
use super::groups::EntryWindow;
use super::life_course::{LifeCourse, stream};
use barrier::{ages, bar, barriers};
pub use candidates::Literals;
use follow_up::{DrawnUse, FollowUp};
pub use insert::{aligned, amended, filled};
use recipe::Solutions;
pub use recipe::{Recipe, RecipeSearch};
pub use row::default;
pub use rows::total;
pub use school_years::counts_in;
pub use year_value::YearValue;

/// Separates the seed of this choice from the other draws.
const MEMBER_SEED: u64 = 0x6D65_6D62_6572_7321;

/// Separates the draws of later uses.
const USE_SEED: u64 = 0x7573_6573_6C61_7465;

/// Separates the draws of sources.
const SOURCE_SEED: u64 = 0x736F_7572_6365_7321;

/// The share of members whose rows are of the last source of each variable, where it has any.
const BY_LAST_SOURCE: f64 = 0.15;

/// Numbers from here on are of rows that are not joined with others.
const UNLINKED: usize = 500;

/// Recipes for members of a target group, by year t = 0, success measure and arm.
#[derive(Debug)]
pub struct MemberPlan<'a> {
    /// The group.
    pub group: &'a TargetGroup,
    /// Both arms of each success measure in turn. The group's first has rows; others have none where none were found.
    pub recipes: BTreeMap<i32, Vec<Vec<Recipe>>>,
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
    /// Later uses of services.
    pub follow_up: FollowUp,
}

/// A person chosen as a member.
#[derive(Debug)]
pub struct PlantedMember {
    /// The position of the plan.
    pub plan: usize,
    /// The person's number.
    pub number: u32,
    /// The person key.
    pub key: String,
    /// Sex.
    pub woman: bool,
    /// Year of birth.
    pub birth_year: i32,
    /// The year t = 0.
    pub t0: i32,
    /// Index into the plan's arms: an even one is the success of a measure.
    pub arm: usize,
    /// The number of the recipe.
    pub recipe: usize,
    uses: Vec<DrawnUse>,
}

impl PlantedMember {
    /// The arm of the measure that the rows were searched for.
    pub fn planted_arm(&self) -> Arm {
        if self.arm.is_multiple_of(2) { Arm::Success } else { Arm::NonSuccess }
    }
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
        let found = threads::in_order(groups.clone(), |group| MemberPlan::of(definitions, windows, group));
        for (group, found) in groups.iter().zip(found) {
            match found? {
                Ok(plan) => plans.plans.push(plan),
                Err(why) => plans.refused.push((group.id.value.clone(), why)),
            }
        }
        // Small extracts have a larger share, so that estimates are possible.
        let share = (1000.0 / f64::from(persons.max(1))).clamp(0.000_5, 0.03);
        plans.share = share.min(0.3 / plans.plans.len().max(1) as f64);
        if !plans.plans.is_empty() {
            plans.follow_up = FollowUp::of(definitions)?;
        }
        Ok(plans)
    }

    /// Chooses members among a chunk's persons in no group.
    pub fn choose(&self, seed: u64, chunk: &Chunk, calendar: &Calendar) -> Vec<PlantedMember> {
        if self.plans.is_empty() {
            return Vec::new();
        }
        let of_person = |(number, (life, key)): (u32, (&LifeCourse, &String))| {
            let mut rng = stream(seed ^ MEMBER_SEED, chunk.first_person() + number);
            let drawn = rng.random::<f64>() / self.share;
            let (arm, measure) = (usize::from(rng.random::<bool>()), rng.random::<f64>());
            if drawn >= self.plans.len() as f64 || life.cell.is_some() {
                return None;
            }
            let by_last = stream(seed ^ SOURCE_SEED, chunk.first_person() + number).random_bool(BY_LAST_SOURCE);
            let fitting = |(at, plan): (usize, &MemberPlan<'a>)| {
                let arm = 2 * (measure * plan.group.successes.len() as f64) as usize + arm;
                let of_year = |(t0, recipes): (&i32, &Vec<Vec<Recipe>>)| {
                    Some((*t0, plan.recipe(life, (*t0, by_last), recipes.get(arm)?, calendar)?))
                };
                let years: Vec<(i32, usize)> = plan.recipes.iter().filter_map(of_year).collect();
                // Of the groups that a person fits, those of few ages are the likeliest: few persons fit them.
                let (first, last) = ages(plan.group);
                (!years.is_empty()).then(|| (at, arm, years, 1.0 / f64::from(last - first + 1)))
            };
            let all: Vec<_> = self.plans.iter().enumerate().filter_map(fitting).collect();
            let mut left = rng.random::<f64>() * all.iter().map(|(.., weight)| weight).sum::<f64>();
            let (plan, arm, fitting, _) = all.into_iter().find(|(.., weight)| {
                left -= weight;
                left < 0.0
            })?;
            let (t0, recipe) = *fitting.get(rng.random_range(0..fitting.len()))?;
            let person = chunk.first_person() + number;
            let (key, woman, birth_year) = (key.clone(), life.woman, life.birth_year);
            let mut member =
                PlantedMember { plan, number: person, key, woman, birth_year, t0, arm, recipe, uses: Vec::new() };
            let of_group = self.plans.get(plan)?;
            if closed::to_others(of_group.group) {
                let mut rng = stream(seed ^ USE_SEED, person);
                member.uses = self.follow_up.draw(&mut rng, of_group.first_use(t0), (member.planted_arm(), woman));
            }
            Some(member)
        };
        (0..).zip(chunk.lives.iter().zip(&chunk.keys)).filter_map(of_person).collect()
    }

    /// Target groups, measures and the numbers of members that were planted for them: success and non-success.
    pub fn counts(&self, chosen: &[PlantedMember]) -> impl Iterator<Item = (&str, &str, [u64; 2])> {
        let measures = self.plans.iter().enumerate().flat_map(|(at, plan)| {
            plan.group.successes.iter().enumerate().map(move |(number, success)| (at, plan, number, success))
        });
        measures.filter_map(move |(at, plan, number, success)| {
            let planted = |arm: usize| chosen.iter().filter(|one| one.plan == at && one.arm == arm).count() as u64;
            let numbers = [planted(2 * number), planted(2 * number + 1)];
            (number == 0 || numbers != [0, 0]).then_some((
                plan.group.id.value.as_str(),
                success.id.value.as_str(),
                numbers,
            ))
        })
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
            let uses = one.uses.iter().flat_map(|drawn| self.follow_up.rows(*drawn));
            for (number, row) in recipe.rows.iter().chain(uses).enumerate() {
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
    let per_person = register.kind.rows_per_person();
    let weekly = register.kind.unfolds_to() == Some("week");
    let monthly = register.kind.monthly();
    let number = |name: &str| row.values.get(name).and_then(toml::Value::as_integer);
    let of_period = register.kind.period().and_then(|period| period.file_year(number));
    let year = (per_person != RowsPerPerson::One).then_some(of_period.unwrap_or(row.year));
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
    match last.filter(|_| monthly.is_some() || per_person != RowsPerPerson::Many) {
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
        if group.successes.is_empty() {
            return Ok(Err("it has no success measure".to_owned()));
        }
        let last = LAST - last_success_year(group);
        let barriers = barriers(definitions, windows, group);
        let mut plan = MemberPlan { group, recipes: BTreeMap::new() };
        let mut why = format!("its years lie outside {} to {last}", FIRST + 1);
        let search = |success, arm: Arm, t0: i32| RecipeSearch { definitions, group, success, t0, arm };
        let mut known: Vec<Option<Result<Solutions<'_>, String>>> =
            group.successes.iter().flat_map(|_| [None, None]).collect();
        for t0 in group.population.years.iter().filter(|t0| (FIRST + 1..=last).contains(t0)) {
            let searches = group
                .successes
                .iter()
                .flat_map(|success| [Arm::Success, Arm::NonSuccess].map(|arm| search(success, arm, t0)));
            let mut arms = Vec::new();
            for (search, known) in searches.zip(&mut known) {
                let solutions = match known.take() {
                    Some(known) if !search.asks_year() => known,
                    _ => search.solutions()?,
                };
                arms.push(match &solutions {
                    Ok(solutions) => search.recipes(solutions)?,
                    Err(why) => Err(why.clone()),
                });
                *known = Some(solutions);
            }
            for arms in arms.chunks_mut(2) {
                let mut barred = None;
                for recipe in arms.iter_mut().flatten().flatten() {
                    barred = bar(definitions, &barriers, group, (recipe, t0))?.or(barred);
                }
                let plantable = |recipes: &Vec<Recipe>| recipes.iter().any(|recipe| recipe.fits_an_age(group, t0));
                let missing = arms.iter().find(|recipes| !recipes.as_ref().is_ok_and(plantable));
                let reason = missing.map(|missing| match (missing, barred) {
                    (Ok(_), Some(other)) => {
                        format!("the same rows would also make a person a member of `{other}`, whose truth is known")
                    }
                    (Err(reason), _) => reason.clone(),
                    (Ok(_), None) => "no rows fit its ages".to_owned(),
                });
                if let Some(reason) = reason {
                    arms.fill(Err(reason));
                }
            }
            match arms.first() {
                Some(Err(reason)) => why.clone_from(reason),
                _ => drop(
                    plan.recipes
                        .insert(t0, arms.into_iter().map(|recipes| recipes.into_iter().flatten().collect()).collect()),
                ),
            }
        }
        Ok(if plan.recipes.is_empty() { Err(why) } else { Ok(plan) })
    }

    /// The first year of uses of services: that after success is observed.
    pub fn first_use(&self, t0: i32) -> i32 {
        t0 + last_success_year(self.group) + 1
    }

    /// The recipe for a person with t = 0 in a year, by the last source if that is wanted and it has one. The person must have the
    /// required age and sex, and be resident from the year before t = 0 until the extracts end.
    fn recipe(
        &self,
        life: &LifeCourse,
        (t0, by_last): (i32, bool),
        recipes: &[Recipe],
        calendar: &Calendar,
    ) -> Option<usize> {
        let age = t0 - life.birth_year;
        let of_age = self.group.population.ages.as_ref().is_none_or(|ages| (ages.first..=ages.last).contains(&age));
        if !of_age || age < 0 {
            return None;
        }
        let sex = if life.woman { "woman" } else { "man" };
        let fits = |recipe: &Recipe| {
            let first = recipe.rows.iter().map(|row| row.year).min().map_or(t0 - 1, |first| first.min(t0 - 1));
            let mut years = first..=LAST + 1;
            recipe.age.is_none_or(|asked| asked == age)
                && recipe.sex.as_deref().is_none_or(|asked| asked == sex)
                && !recipe.bars(life.birth_year)
                && years.all(|year| life.resident(calendar.year(year).first_day))
        };
        let wanted = |recipe: &Recipe| recipe.by_last_source == by_last && fits(recipe);
        recipes.iter().position(wanted).or_else(|| recipes.iter().position(fits))
    }
}

/// The last year, after t = 0, that a success measure of a group reads.
fn last_success_year(group: &TargetGroup) -> i32 {
    group.successes.iter().map(Success::year).max().unwrap_or(0).max(0)
}
