//! The balanced variables as columns: those that the definition names, and sex, age and year of start as it asks.

use std::collections::BTreeMap;

use definitions::Definitions;
use definitions::intervention::Intervention;
use designs::Column;
use engine::cohort::{Entry, values_around};
use engine::persons::Persons;
use engine::variables::Sums;
use foundation::error::{Error, Result};
use foundation::words::Form;
use rayon::prelude::*;
use statistics::estimate::adjust::Age;

use crate::selection::Selection;

/// A column of numbers with its name; a value that is not known is NaN.
pub(crate) type NamedColumn = (String, Column);

/// Named variables of the time before, in natural units.
pub(crate) fn named(
    definitions: &Definitions,
    intervention: &Intervention,
    entries: &[Entry],
    sums: &Sums,
) -> Result<Vec<NamedColumn>> {
    let column = |of: &definitions::intervention::balance::BalanceVariable| {
        let variable = definitions.variable(&of.used.variable);
        let variable = variable.ok_or_else(|| Error::internal(format!("no variable `{}`", of.used.variable)))?;
        let years = (of.used.years.first, of.used.years.last);
        let steps = values_around(definitions, variable, entries, years, sums)?;
        let natural = |steps: Option<i64>| steps.map_or(f64::NAN, |steps| variable.resolution.natural(steps as f64));
        Ok((of.id.value.clone(), steps.map(natural).collect()))
    };
    intervention.balance.par_iter().map(column).collect()
}

/// The levels of sex, age and year of start that participants must share with their controls.
pub(crate) struct Levels {
    of: Vec<LevelsOf>,
}

/// Levels of one kind.
struct LevelsOf {
    /// By person.
    codes: Vec<u32>,
    /// The names of the levels that participants have, and how many of them have each.
    shared: BTreeMap<u32, (String, u64)>,
}

impl Levels {
    pub(crate) fn of(intervention: &Intervention, selection: &Selection, persons: &Persons) -> Levels {
        let adjust = &intervention.design.adjust.value;
        let mut of = Vec::new();
        let mut add = |code: &dyn Fn(&Entry) -> u32, name: &dyn Fn(&Entry) -> String| {
            of.push(LevelsOf::new(selection, code, name));
        };
        if adjust.sex {
            add(&|entry| u32::from(entry.sex), &|entry| format!("sex {}", persons.sex_name(entry.person)));
        }
        match &adjust.age {
            Some(Age::Form(Form::Categorical)) => {
                add(&|entry| entry.age.unsigned_abs().into(), &|entry| format!("age {}", entry.age));
            }
            Some(Age::Bands(bands)) => {
                let bands = &bands.bands;
                let code = |entry: &Entry| bands.partition_point(|first| *first <= i32::from(entry.age)) as u32;
                add(&code, &|entry| band(bands, i32::from(entry.age)));
            }
            Some(Age::Form(Form::Linear | Form::Quadratic)) | None => {}
        }
        if adjust.entry_year {
            add(&|entry| entry.t0.unsigned_abs().into(), &|entry| format!("start {}", entry.t0));
        }
        Levels { of }
    }

    /// Whether each person has only levels that participants have too: others are comparable with no one.
    pub(crate) fn shared(&self, persons: usize) -> Vec<bool> {
        let mut shared = vec![true; persons];
        for levels in &self.of {
            let codes = shared.iter_mut().zip(&levels.codes);
            codes.for_each(|(shared, code)| *shared &= levels.shared.contains_key(code));
        }
        shared
    }

    /// A column for each level but the one that most participants have.
    pub(crate) fn columns(&self) -> Vec<NamedColumn> {
        let mut columns = Vec::new();
        for levels in &self.of {
            let most = levels.shared.iter().rev().max_by_key(|(_, (_, n))| *n).map(|(code, _)| *code);
            for (code, (name, _)) in levels.shared.iter().filter(|(code, _)| Some(**code) != most) {
                let is = |of: &u32| f64::from(u8::from(of == code));
                columns.push((name.clone(), levels.codes.iter().map(is).collect()));
            }
        }
        columns
    }
}

impl LevelsOf {
    fn new(selection: &Selection, code: &dyn Fn(&Entry) -> u32, name: &dyn Fn(&Entry) -> String) -> LevelsOf {
        let codes: Vec<u32> = selection.entries.iter().map(code).collect();
        let mut shared = BTreeMap::new();
        let of_participants = selection.entries.iter().zip(&codes).zip(&selection.participates);
        for ((entry, code), _) in of_participants.filter(|(_, participates)| **participates) {
            shared.entry(*code).or_insert_with(|| (name(entry), 0)).1 += 1;
        }
        LevelsOf { codes, shared }
    }
}

/// Age as numbers, where it is asked for so.
pub(crate) fn age(intervention: &Intervention, entries: &[Entry]) -> Vec<NamedColumn> {
    let ages = |power: i32| entries.iter().map(|entry| f64::from(entry.age).powi(power)).collect();
    match &intervention.design.adjust.value.age {
        Some(Age::Form(Form::Linear)) => vec![("age".to_owned(), ages(1))],
        Some(Age::Form(Form::Quadratic)) => vec![("age".to_owned(), ages(1)), ("age squared".to_owned(), ages(2))],
        Some(Age::Form(Form::Categorical) | Age::Bands(_)) | None => Vec::new(),
    }
}

/// The band of an age: `age 18–24`.
fn band(bands: &[i32], age: i32) -> String {
    let at = bands.partition_point(|first| *first <= age);
    match (at.checked_sub(1).and_then(|at| bands.get(at)), bands.get(at)) {
        (Some(first), Some(next)) => format!("age {first}–{}", next - 1),
        (Some(first), None) => format!("age {first} and older"),
        (None, Some(next)) => format!("age below {next}"),
        (None, None) => "age".to_owned(),
    }
}
