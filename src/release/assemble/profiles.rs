//! Who is in the cohorts: persons by level of each characteristic, as they leave, and the differences between the two cohorts.

use std::collections::HashMap;

use definitions::characteristic::{Characteristic, OTHER, UNKNOWN};
use definitions::plan::{Comparison, Plan};
use definitions::target_group::TargetGroup;
use engine::cohort::{Cohort, Levels};
use engine::persons::Persons;
use foundation::tables::audit::DisclosureRow;
use foundation::tables::published::ProfileRow;
use foundation::words::{Arm, Decision, Label, Rule};
use rayon::prelude::*;

use crate::control::{ControlOutcome, CountedCohort};
use crate::disclosure::{Level, Perturbation, cell_keys, to_place};

/// The persons that profiles are about; `cohorts` and `levels` are by target group.
#[derive(Clone, Copy)]
pub struct People<'a> {
    /// The cohorts.
    pub cohorts: &'a [Cohort],
    /// The levels of their entries in the characteristics of the definitions.
    pub levels: &'a [Levels],
    /// The population.
    pub persons: &'a Persons,
    /// The key of every person by index; none without control.
    pub keys: &'a [u64],
}

/// Bands of age that profiles show; the last has no end.
const AGES: [(i32, i32); 9] =
    [(0, 5), (6, 11), (12, 17), (18, 24), (25, 29), (30, 39), (40, 49), (50, 59), (60, i32::MAX)];

/// The profile of every comparison, and the decisions on it.
pub fn profiles(
    plan: &Plan<'_>,
    people: People<'_>,
    controlled: &ControlOutcome,
) -> (Vec<ProfileRow>, Vec<DisclosureRow>) {
    let counted: HashMap<(Comparison, Arm), &CountedCohort> =
        controlled.cohorts.iter().map(|cohort| ((cohort.comparison, cohort.arm), cohort)).collect();
    let of_comparison = |comparison: &Comparison| -> Vec<ProfileRow> {
        let arms = [Arm::Success, Arm::NonSuccess].map(|arm| counted[&(*comparison, arm)]);
        let traits = traits(plan, people, *comparison);
        let of_comparison = traits.iter().flat_map(|of| of_trait(people, arms, of, &controlled.perturbation));
        let key = plan.comparison_key(*comparison);
        let placed = of_comparison.zip(0..).map(|(row, place)| ProfileRow {
            target_group: key.target_group.to_owned(),
            subgroup: key.subgroup.to_owned(),
            success_measure: key.success_measure.to_owned(),
            place,
            ..row
        });
        placed.collect()
    };
    let rows: Vec<ProfileRow> = plan.comparisons().par_iter().flat_map_iter(of_comparison).collect();
    let decisions = if people.keys.is_empty() { Vec::new() } else { rows.iter().map(decision).collect() };
    (rows, decisions)
}

fn decision(row: &ProfileRow) -> DisclosureRow {
    let key =
        [&row.target_group, &row.subgroup, &row.success_measure, &row.characteristic, &row.level].map(String::as_str);
    DisclosureRow {
        table: "profiles".to_owned(),
        key: key.join(" / "),
        part: "persons".to_owned(),
        decision: if row.reason.is_some() { Decision::HeldBack } else { Decision::Pass },
        rule: row.reason,
        reason: None,
    }
}

/// A characteristic of a comparison's entries.
struct Trait<'a> {
    id: &'a str,
    label: Label,
    /// Levels: id and labels.
    levels: Vec<(String, Label)>,
    /// By level, whether no person can have it, or it collects the values outside the declared levels.
    rest: Vec<bool>,
    /// The level of an entry, by its position.
    level: Box<dyn Fn(usize) -> usize + 'a>,
    comparison: Comparison,
}

fn traits<'a>(plan: &'a Plan<'_>, people: People<'a>, comparison: Comparison) -> Vec<Trait<'a>> {
    let group = plan.group(comparison.group);
    let cohort = &people.cohorts[comparison.group.0];
    let can_enter =
        |year| engine::cohort::can_enter(plan.definitions(), people.persons, group, comparison.measure, year);
    let mut traits = vec![entry_years(group, cohort, comparison, can_enter), sexes(people, cohort, comparison)];
    traits.push(ages(group, cohort, comparison));
    let declared = plan.definitions().characteristics.iter().zip(&people.levels[comparison.group.0]);
    traits.extend(declared.map(|(characteristic, levels)| declared_trait(characteristic, levels, comparison)));
    traits
}

fn entry_years<'a>(
    group: &TargetGroup,
    cohort: &'a Cohort,
    comparison: Comparison,
    can_enter: impl Fn(i32) -> bool,
) -> Trait<'a> {
    let window = group.population.years.value;
    let year = |year: i32| (year.to_string(), Label::owned(&year.to_string(), &year.to_string()));
    Trait {
        id: "entry_year",
        label: Label::owned("Startår (t = 0)", "Year of entry (t = 0)"),
        levels: window.iter().map(year).collect(),
        rest: window.iter().map(|year| !can_enter(year)).collect(),
        level: Box::new(move |at| (i32::from(cohort.entries[at].t0) - window.first).unsigned_abs() as usize),
        comparison,
    }
}

fn sexes<'a>(people: People<'a>, cohort: &'a Cohort, comparison: Comparison) -> Trait<'a> {
    let label = |name: &String| match name.as_str() {
        "woman" => Label::owned("Kvinder", "Women"),
        "man" => Label::owned("Mænd", "Men"),
        other => Label::owned(other, other),
    };
    Trait {
        id: "sex",
        label: Label::owned("Køn", "Sex"),
        levels: people.persons.sexes.iter().map(|name| (name.clone(), label(name))).collect(),
        rest: vec![false; people.persons.sexes.len()],
        level: Box::new(move |at| usize::from(cohort.entries[at].sex)),
        comparison,
    }
}

fn ages<'a>(group: &TargetGroup, cohort: &'a Cohort, comparison: Comparison) -> Trait<'a> {
    let (first, last) = group.population.ages.as_ref().map_or((0, i32::MAX), |ages| (ages.first, ages.last));
    let bands: Vec<(i32, i32)> = AGES
        .into_iter()
        .filter(|(from, to)| *from <= last && first <= *to)
        .map(|(from, to)| (from.max(first), to.min(last)))
        .collect();
    let label = |(from, to): &(i32, i32)| match (from == to, *to) {
        (true, _) => (from.to_string(), Label::owned(&format!("{from} år"), &format!("{from} years"))),
        (_, i32::MAX) => (format!("{from}+"), Label::owned(&format!("fra {from} år"), &format!("from {from} years"))),
        _ => (format!("{from}-{to}"), Label::owned(&format!("{from}–{to} år"), &format!("{from}–{to} years"))),
    };
    Trait {
        id: "age",
        label: Label::owned("Alder i t = 0", "Age in t = 0"),
        levels: bands.iter().map(label).collect(),
        rest: vec![false; bands.len()],
        level: Box::new(move |at| {
            let age = i32::from(cohort.entries[at].age);
            bands.iter().position(|(from, to)| (*from..=*to).contains(&age)).unwrap_or(bands.len())
        }),
        comparison,
    }
}

fn declared_trait<'a>(characteristic: &'a Characteristic, levels: &'a [usize], comparison: Comparison) -> Trait<'a> {
    let declared = characteristic.levels.iter().map(|level| (level.id.value.clone(), level.label.clone()));
    let further = [
        (OTHER.to_owned(), Label::owned("Andet", "Other")),
        (UNKNOWN.to_owned(), Label::owned("Uoplyst", "Not known")),
    ];
    Trait {
        id: &characteristic.id.value,
        label: characteristic.label.clone(),
        rest: declared.clone().map(|_| false).chain(further.iter().map(|_| true)).collect(),
        levels: declared.chain(further).collect(),
        level: Box::new(move |at| levels[at]),
        comparison,
    }
}

/// The rows of a characteristic, without their comparison.
fn of_trait(
    people: People<'_>,
    arms: [&CountedCohort; 2],
    of: &Trait<'_>,
    perturbation: &Perturbation,
) -> Vec<ProfileRow> {
    let tallies = arms.map(|arm| tally(people, arm.arm, of));
    let cells = |level: usize| cell_keys([tallies[0][level].1, tallies[1][level].1]);
    let shown = [0, 1].map(|side| {
        let level = |(at, is_rest): (usize, &bool)| Level {
            cell: cells(at)[side],
            persons: tallies[side][at].0,
            is_rest: *is_rest,
        };
        let levels: Vec<Level> = of.rest.iter().enumerate().map(level).collect();
        let arm = arms[side];
        let persons = arm.held_back.is_none().then(|| perturbation.count(arm.cell, arm.persons));
        (persons, persons.map_or_else(|| vec![None; levels.len()], |persons| perturbation.levels(persons, &levels)))
    });
    let [(of_success, success), (of_others, others)] = shown;
    let differences = perturbation.level_differences(&success, &others);
    type Named<'a> = (&'a String, &'a Label);
    let row = |(((id, label), [success, other]), difference): ((Named<'_>, [Option<i64>; 2]), Option<f64>)| {
        let [share_success, share_non_success] = [share(success, of_success), share(other, of_others)];
        let held = arms.iter().find_map(|arm| arm.held_back);
        let missing = success.is_none() || other.is_none();
        ProfileRow {
            target_group: String::new(),
            subgroup: String::new(),
            success_measure: String::new(),
            characteristic: of.id.to_owned(),
            level: id.clone(),
            place: 0,
            characteristic_da: of.label.da.clone(),
            characteristic_en: of.label.en.clone(),
            level_da: label.da.clone(),
            level_en: label.en.clone(),
            n_success: success,
            n_non_success: other,
            share_success,
            share_non_success,
            standardised_difference: difference,
            reason: missing.then(|| held.unwrap_or(Rule::Persons)),
        }
    };
    let labels = of.levels.iter().map(|(id, label)| (id, label));
    let counts = success.into_iter().zip(others).map(|(success, other)| [success, other]);
    labels.zip(counts).zip(differences).map(row).collect()
}

/// The share of published persons among others, to thousandths; rounded counts of all levels can be more than their cohort.
fn share(count: Option<i64>, of: Option<i64>) -> Option<f64> {
    let share = count? as f64 / of.filter(|of| *of > 0)? as f64;
    Some(to_place(share.min(1.0), -3))
}

/// Persons and the sum of their keys by level; a person counts with the first entry of the arm.
fn tally(people: People<'_>, arm: Arm, of: &Trait<'_>) -> Vec<(u64, u64)> {
    let cohort = &people.cohorts[of.comparison.group.0];
    // One more for an entry of no level, which no row shows.
    let mut tally = vec![(0, 0_u64); of.levels.len() + 1];
    let mut last = None;
    for (at, _) in cohort.determined(of.comparison).filter(|(_, found)| *found == arm) {
        let person = cohort.entries[at].person;
        if last.replace(person) == Some(person) {
            continue;
        }
        if let Some(cell) = tally.get_mut((of.level)(at)) {
            cell.0 += 1;
            // Without disclosure control no person has a key, and no count is perturbed.
            if !people.keys.is_empty() {
                cell.1 = cell.1.wrapping_add(people.keys[person.at()]);
            }
        }
    }
    tally.truncate(of.levels.len());
    tally
}
