//! Who belongs to a target group in which year, and when each enters.

use std::collections::BTreeMap;

use super::by_year::ByYear;
use super::condition;
use super::entry::Entry;
use crate::persons::Persons;
use crate::variables::{Sums, available, missing_without_row, values_in};
use definitions::Definitions;
use definitions::day::Years;
use definitions::entry::Entry as Entering;
use definitions::target_group::TargetGroup;
use definitions::variable::Variable;
use foundation::error::Result;
use foundation::keys::PersonIndex;

/// Entries, and how many persons each step left.
pub struct Members {
    /// Entries, sorted by person and year.
    pub entries: Vec<Entry>,
    /// Counts on the way.
    pub steps: Steps,
}

/// How many persons each step of the delimitation left.
#[derive(Debug, Default, Clone, Copy)]
pub struct Steps {
    /// In the population on 1 January of a year of the window.
    pub population: i64,
    /// Of the ages of the group in such a year.
    pub ages: i64,
    /// Meeting the condition in such a year.
    pub condition: i64,
    /// Left out because they were members in the years of the washout; entries from here on, one a person unless every
    /// year that qualifies is one.
    pub washed_out: i64,
    /// Entered.
    pub entered: i64,
    /// Entered in the window's first year, so that earlier membership can't be known.
    pub left_censored: i64,
    /// Years of the window that the condition's registers, or the population, do not cover.
    pub years_not_available: i64,
}

/// Finds a target group's entries.
///
/// # Errors
/// Internal errors only.
pub fn find(definitions: &Definitions, group: &TargetGroup, persons: &Persons, sums: &Sums) -> Result<Members> {
    let population = &group.population;
    let mut steps = Steps::default();
    // By person and, where every year that qualifies is an entry, by year.
    let mut found: BTreeMap<(PersonIndex, i16), Entry> = BTreeMap::new();
    let every = population.entry.value == Entering::Every;
    let sparse = only_with_rows(definitions, group, persons, sums)?;
    let mut window = Vec::new();
    for year in population.years.iter() {
        if persons.covers(year) && covered(definitions, group, year) {
            window.push(year);
        } else {
            steps.years_not_available += 1;
        }
    }
    for year in &window {
        let candidates = candidates(definitions, group, persons, *year, sparse.then_some(sums))?;
        let holds = condition::of_population(definitions, population, &candidates, persons, sums)?;
        for (entry, _) in candidates.iter().zip(holds).filter(|(_, holds)| *holds == Some(true)) {
            found.entry((entry.person, if every { entry.t0 } else { 0 })).or_insert(*entry);
        }
    }
    (steps.population, steps.ages) = persons.ever_present(&window, |age| of_age(group, age));
    let mut entries: Vec<Entry> = found.into_values().collect();
    steps.condition = entries.chunk_by(|one, other| one.person == other.person).count() as i64;
    if population.washout > 0 {
        let before = entries.len();
        entries = washed(definitions, group, persons, sums, entries)?;
        steps.washed_out = (before - entries.len()) as i64;
    }
    steps.entered = entries.len() as i64;
    if population.washout == 0 {
        steps.left_censored = entries.iter().filter(|e| window.first() == Some(&i32::from(e.t0))).count() as i64;
    }
    Ok(Members { entries, steps })
}

/// Whether every variable of the condition is covered in the years that it is read in for entrants of a year.
pub(super) fn covered(definitions: &Definitions, group: &TargetGroup, year: i32) -> bool {
    let mut reads = definitions.reads_of(&group.population).into_iter();
    reads.all(|(_, variable, years)| years.iter().all(|offset| available(definitions, variable, year + offset)))
}

/// Whether only persons with rows can meet the condition: it reads variables alone, none of which is missing without a
/// row, and does not hold when all of them are zero. Then work follows the events and not the population.
fn only_with_rows(definitions: &Definitions, group: &TargetGroup, persons: &Persons, sums: &Sums) -> Result<bool> {
    let population = &group.population;
    let reads = definitions.reads_of(population);
    let missing = |variable: &Variable, offsets: Years| {
        let mut years = population.years.iter().flat_map(|year| offsets.iter().map(move |offset| year + offset));
        years.any(|year| missing_without_row(definitions, variable, year))
    };
    let of_the_person = reads.len() < population.filter.columns.len();
    if persons.is_empty() || of_the_person || reads.iter().any(|(_, variable, years)| missing(variable, *years)) {
        return Ok(false);
    }
    // A year before any register gives a person with nothing but zeros.
    let zeros = Entry::of(persons, PersonIndex(0), i32::from(i16::MIN));
    let holds = condition::of_population(definitions, population, &[zeros], persons, sums)?;
    Ok(holds.first().copied().flatten() != Some(true))
}

/// Whether an age is one of the group's.
fn of_age(group: &TargetGroup, age: i32) -> bool {
    group.population.ages.as_ref().is_none_or(|ages| ages.contains(age))
}

/// Persons present on 1 January of a year and of the group's ages; with `sums`, only those with a row in a year that the
/// condition reads.
fn candidates(
    definitions: &Definitions,
    group: &TargetGroup,
    persons: &Persons,
    year: i32,
    sums: Option<&Sums>,
) -> Result<Vec<Entry>> {
    let all: Vec<PersonIndex> = match sums {
        None => (0..persons.len() as u32).map(PersonIndex).collect(),
        Some(sums) => {
            let mut with_rows: Vec<PersonIndex> = Vec::new();
            for (_, variable, years) in definitions.reads_of(&group.population) {
                let asked = Years { first: year + years.first, last: year + years.last };
                let values = values_in(sums, variable, asked)?;
                with_rows.extend(years.iter().flat_map(|offset| values.persons_in(year + offset)));
            }
            with_rows.sort_unstable();
            with_rows.dedup();
            with_rows
        }
    };
    let inside = |person: &PersonIndex| persons.present(*person, year) && of_age(group, persons.age(*person, year));
    Ok(all.into_iter().filter(inside).map(|person| Entry::of(persons, person, year)).collect())
}

/// Entries without membership in the years of the washout, all of which must be covered.
fn washed(
    definitions: &Definitions,
    group: &TargetGroup,
    persons: &Persons,
    sums: &Sums,
    entries: Vec<Entry>,
) -> Result<Vec<Entry>> {
    let mut clean = vec![true; entries.len()];
    for back in 1..=i32::try_from(group.population.washout).unwrap_or(i32::MAX) {
        let earlier: Vec<Entry> =
            entries.iter().map(|e| Entry::of(persons, e.person, i32::from(e.t0).saturating_sub(back))).collect();
        let was_member = condition::of_population(definitions, &group.population, &earlier, persons, sums)?;
        let is_covered = ByYear::around(&earlier, (0, 0), |year| covered(definitions, group, year));
        for ((clean, earlier), was_member) in clean.iter_mut().zip(&earlier).zip(was_member) {
            *clean &= was_member == Some(false) && is_covered.of(earlier.t0.into());
        }
    }
    Ok(entries.into_iter().zip(clean).filter(|(_, clean)| *clean).map(|(entry, _)| entry).collect())
}
