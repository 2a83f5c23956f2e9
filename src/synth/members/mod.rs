//! Members of target groups that the generator has no services for: rows that make persons members, added to their other use.
//!
//! Owns who they are and what they leave. Their other use stays as it was drawn, and others may become members by what they
//! use, so that their cohorts have no truth: only what is planted is known.

mod deliver;
mod recipe;
mod rows;
mod search;

use std::collections::BTreeMap;
use std::path::Path;

use rand::RngExt;

use definitions::Definitions;
use definitions::register::Register;
use definitions::target_group::{Success, TargetGroup};
use engine::registers::shape::Written;
use foundation::error::Result;
use foundation::words::{Arm, RegisterKind};

use super::calendar::{Calendar, FIRST, LAST};
use super::chunk::Chunk;
use super::groups::Window;
use super::life::{Life, stream};
use recipe::{Asked, Recipe};

/// Turns a seed into that of who is chosen, so that choosing moves no other draw.
const CHOICE: u64 = 0x6D65_6D62_6572_7321;

/// How to be a member of a target group, by the year t = 0, succeeding and not.
#[derive(Debug)]
pub struct Plan<'a> {
    /// The group.
    pub group: &'a TargetGroup,
    /// The measure that members succeed by: the group's first.
    pub success: &'a Success,
    ways: BTreeMap<i32, [Vec<Recipe>; 2]>,
}

/// What can be planted, and what can't.
#[derive(Debug, Default)]
pub struct Plans<'a> {
    /// What can.
    pub plans: Vec<Plan<'a>>,
    /// Target groups that can't be planted, and why.
    pub refused: Vec<(String, String)>,
    /// The share of all persons who are chosen for each.
    share: f64,
}

/// A person chosen to be a member.
#[derive(Debug)]
pub struct Chosen {
    plan: usize,
    key: String,
    t0: i32,
    /// 0 succeeds, 1 does not, as in the plan's ways.
    arm: usize,
    way: usize,
}

impl<'a> Plans<'a> {
    /// Finds how to plant every target group that has no window.
    ///
    /// # Errors
    /// The program's own fault only.
    pub fn of(definitions: &'a Definitions, windows: &[Window<'_>], persons: u32) -> Result<Plans<'a>> {
        let mut plans = Plans::default();
        let has_window = |group: &TargetGroup| windows.iter().any(|w| w.definition.id.value == group.id.value);
        for group in definitions.target_groups.iter().filter(|group| !has_window(group)) {
            let Some(success) = group.successes.first() else { continue };
            let mut ways = BTreeMap::new();
            let mut why = format!("its years lie outside {} to {}", FIRST + 1, LAST - success.year());
            for t0 in group.population.years.iter().filter(|t0| (FIRST + 1..=LAST - success.year()).contains(t0)) {
                let of = |arm: Arm| Asked { definitions, group, success, t0, arm }.recipes();
                match (of(Arm::Success)?, of(Arm::NonSuccess)?) {
                    (Ok(success), Ok(other)) => match spoils(definitions, windows, group, &[&success, &other])? {
                        Some(window) => {
                            why =
                                format!("a person with its rows would be a member of `{window}`, whose truth is known")
                        }
                        None => {
                            ways.insert(t0, [success, other]);
                        }
                    },
                    (Err(reason), _) | (_, Err(reason)) => why = reason,
                }
            }
            if ways.is_empty() {
                plans.refused.push((group.id.value.clone(), why));
            } else {
                plans.plans.push(Plan { group, success, ways });
            }
        }
        // A small country has more of them than it would, so that there is something to estimate.
        let share = (1000.0 / f64::from(persons.max(1))).clamp(0.000_5, 0.03);
        plans.share = share.min(0.3 / plans.plans.len().max(1) as f64);
        Ok(plans)
    }

    /// Chooses members among a chunk's persons who are of no group.
    pub fn choose(&self, seed: u64, chunk: &Chunk, calendar: &Calendar) -> Vec<Chosen> {
        if self.plans.is_empty() {
            return Vec::new();
        }
        let of_person = |(number, (life, key)): (u32, (&Life, &String))| {
            let mut rng = stream(seed ^ CHOICE, chunk.first_person() + number);
            let drawn = (rng.random::<f64>() / self.share) as usize;
            let plan = self.plans.get(drawn).filter(|_| life.cell.is_none())?;
            let arm = usize::from(rng.random::<bool>());
            let fitting: Vec<(i32, usize)> = plan
                .ways
                .iter()
                .filter_map(|(t0, ways)| Some((*t0, plan.way(life, *t0, ways.get(arm)?, calendar)?)))
                .collect();
            let (t0, way) = *fitting.get(rng.random_range(0..fitting.len().max(1)))?;
            Some(Chosen { plan: drawn, key: key.clone(), t0, arm, way })
        };
        (0..).zip(chunk.lives.iter().zip(&chunk.keys)).filter_map(of_person).collect()
    }

    /// How many were chosen for each group, succeeding and not.
    pub fn counts(&self, chosen: &[Chosen]) -> Vec<[u64; 2]> {
        let mut counts = vec![[0; 2]; self.plans.len()];
        for one in chosen {
            let arms = counts.get_mut(one.plan).into_iter().flatten();
            arms.skip(one.arm).take(1).for_each(|count| *count += 1);
        }
        counts
    }

    /// Puts the rows of those chosen into the extracts of a folder.
    ///
    /// # Errors
    /// A file that can't be read or written.
    pub fn plant(&self, folder: &Path, definitions: &Definitions, chosen: &[Chosen]) -> Result<()> {
        let mut rows: Vec<(&Register, Vec<Written>)> = Vec::new();
        for one in chosen {
            let ways = self.plans.get(one.plan).and_then(|plan| plan.ways.get(&one.t0)?.get(one.arm));
            let Some(recipe) = ways.and_then(|ways| ways.get(one.way)) else { continue };
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
        deliver::deliver(folder, definitions, &rows)
    }
}

/// A group with a truth, of which persons of another group's ages would be members by these rows, too.
fn spoils<'w>(
    definitions: &Definitions,
    windows: &'w [Window<'_>],
    group: &TargetGroup,
    ways: &[&Vec<Recipe>],
) -> Result<Option<&'w str>> {
    for window in windows {
        // Nobody's rows lie more than the success year away from t = 0.
        let furthest = group.successes.iter().map(Success::year).max().unwrap_or_default();
        let of_age =
            |age: i32| group.population.ages.as_ref().is_none_or(|ages| (ages.first..=ages.last).contains(&age));
        if !(window.ages.0 - furthest..=window.ages.1).any(of_age) {
            continue;
        }
        for recipe in ways.iter().copied().flatten() {
            if recipe.meets(definitions, &window.definition.population, window.years)? {
                return Ok(Some(&window.definition.id.value));
            }
        }
    }
    Ok(None)
}

/// Adds a row; to the person's row where a register has one row a person and year, or one altogether.
fn add(written: &mut Vec<Written>, register: &Register, key: &str, row: &rows::Row) {
    let weekly = register.kind.value == RegisterKind::WeeklyWide;
    let year = (!weekly).then_some(row.year);
    let number = |name: &str| row.values.get(name).and_then(toml::Value::as_integer);
    let week = number("week").zip(number("code")).map(|(week, code)| ((row.year, week), code));
    // Rows of a person come one after the other.
    let last = written.iter_mut().rev().take_while(|before| before.key == key).find(|before| before.year == year);
    match last.filter(|_| weekly || register.kind.value == RegisterKind::Status) {
        Some(before) => {
            before.values.extend(row.values.clone());
            before.weeks.extend(week.filter(|_| weekly));
        }
        None => written.push(Written {
            key: key.to_owned(),
            year,
            values: row.values.clone(),
            weeks: week.filter(|_| weekly).into_iter().collect(),
        }),
    }
}

impl Plan<'_> {
    /// The way for a person to be a member with t = 0 in a year: of the age and sex that are asked for, and in the country from
    /// the year before through the success year.
    fn way(&self, life: &Life, t0: i32, ways: &[Recipe], calendar: &Calendar) -> Option<usize> {
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
        ways.iter().position(fits)
    }
}

/// What was planted of a target group: persons with rows that make them succeed, and not.
pub fn planted<'a>(plans: &'a Plans<'_>, chosen: &[Chosen]) -> impl Iterator<Item = (&'a Plan<'a>, u64, u64)> {
    plans.plans.iter().zip(plans.counts(chosen)).map(|(plan, [success, other])| (plan, success, other))
}
