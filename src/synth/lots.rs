//! The lot of the example intervention: who of the adults in homelessness is in it, who is assigned, and who completes.
//!
//! No person's use is changed. Success is drawn first, and assignment given success, so that the two have the joint distribution of a
//! lot with an effect on success: half are assigned whatever their sex and age, and of those who would follow the lot more succeed
//! when they are assigned. A lot that the definitions do not have draws nothing.

use std::collections::BTreeMap;

use rand::RngExt;

use definitions::Definitions;
use definitions::day::Day;
use definitions::register::{Register, Timing};
use engine::registers::shape::{self, RegisterRow};
use foundation::words::Arm;

use super::chunk::Chunk;
use super::groups::{EntryWindow, Group};
use super::life_course::stream;

/// The id of the intervention and of its register.
const ID: &str = "housing_lot";

/// Separates the seed of the lot from the other draws.
const LOT_SEED: u64 = 0x6C6F_7473_206F_6621;

/// The share of persons who follow the lot: they complete if and only if they are assigned. The others do not complete.
pub const COMPLIERS: f64 = 0.8;

/// How much more, and less, often those who follow the lot succeed than without it, when they are assigned and when they are not.
pub const MOVED: f64 = 0.25;

/// Days from start to end.
const DAYS: i32 = 180;

/// The lot of the example.
#[derive(Debug, Clone, Copy)]
pub struct Lot<'a> {
    register: &'a Register,
    /// The first and last year of start.
    years: (i32, i32),
    /// The lowest and highest age.
    ages: (i32, i32),
}

impl<'a> Lot<'a> {
    /// The lot, where the definitions have it and the adults in homelessness have a model of services.
    pub fn of(definitions: &'a Definitions, windows: &[EntryWindow<'_>]) -> Option<Lot<'a>> {
        let intervention = definitions.intervention(ID)?;
        let register = definitions.register(&intervention.participants.register)?;
        let has = |name: &str| register.column(name).is_some();
        let fits = register.id.value == ID && register.kind.timing() == Timing::Span && has("arm") && has("completed");
        let modelled = windows.iter().any(|window| window.group == Group::Homelessness);
        let years = intervention.participants.years.value;
        let ages = intervention.participants.ages.as_ref().map_or((18, 64), |ages| (ages.first, ages.last));
        (fits && modelled).then_some(Lot { register, years: (years.first, years.last), ages })
    }

    /// Whether a register is that of the lot.
    pub fn is_of(&self, register: &Register) -> bool {
        self.register.id.value == register.id.value
    }

    /// The rows of a chunk's persons.
    pub fn rows(&self, seed: u64, chunk: &Chunk) -> Vec<RegisterRow> {
        let persons = (chunk.first_person()..).zip(chunk.lives.iter().zip(&chunk.keys));
        let row = |(number, (life, key)): (u32, (&super::life_course::LifeCourse, &String))| {
            let cell = life.cell.filter(|cell| cell.group == Group::Homelessness)?;
            let in_lot =
                (self.years.0..=self.years.1).contains(&cell.t0) && (self.ages.0..=self.ages.1).contains(&cell.age);
            if !in_lot {
                return None;
            }
            let mut rng = stream(seed ^ LOT_SEED, number);
            let follows = rng.random::<f64>() < COMPLIERS;
            let succeeds = cell.arm == Arm::Success;
            let chance = assigned(cell.group.success(cell.woman, cell.age), succeeds, follows);
            let assigned = rng.random::<f64>() < chance;
            // In the first half of the year, so that it ends in it.
            let start = Day::first_of(cell.t0).number() + rng.random_range(0..180);
            let day = |number: i32| Day::from_number(number).map(shape::date);
            let arm = if assigned { "T" } else { "C" };
            let values = BTreeMap::from([
                ("start".to_owned(), day(start)?),
                ("end".to_owned(), day(start + DAYS)?),
                ("arm".to_owned(), toml::Value::String(arm.to_owned())),
                ("completed".to_owned(), toml::Value::Integer(i64::from(assigned && follows))),
            ]);
            Some(RegisterRow { key: key.clone(), year: Some(cell.t0), values, ..RegisterRow::default() })
        };
        persons.filter_map(row).collect()
    }
}

/// The probability of being assigned given success, by Bayes' rule: over success it is one half.
fn assigned(success: f64, succeeds: bool, follows: bool) -> f64 {
    match (follows, succeeds) {
        (false, _) => 0.5,
        (true, true) => (success + MOVED) / (2.0 * success),
        (true, false) => (1.0 - success - MOVED) / (2.0 * (1.0 - success)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Half are assigned, and of those who follow the lot the shares of success are as far apart as planted.
    #[test]
    fn assignment_is_a_lot_with_an_effect() {
        for success in [0.3, 0.42, 0.6] {
            for follows in [true, false] {
                let [of_success, of_others] = [true, false].map(|succeeds| assigned(success, succeeds, follows));
                assert!((0.0..=1.0).contains(&of_success) && (0.0..=1.0).contains(&of_others));
                let half = success * of_success + (1.0 - success) * of_others;
                assert!((half - 0.5).abs() < 1e-12);
                let when_assigned = success * of_success / half;
                let otherwise = success * (1.0 - of_success) / (1.0 - half);
                let effect = if follows { 2.0 * MOVED } else { 0.0 };
                assert!((when_assigned - otherwise - effect).abs() < 1e-12, "{success}");
            }
        }
    }
}
