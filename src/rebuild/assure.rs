//! Test persons: their rows written as extracts in the registers' own shapes, read like any other, and what comes out
//! held against what the definitions expect.

mod extracts;

use std::collections::BTreeMap;

use super::{Progress, Quiet};
use definitions::Definitions;
use definitions::person::{Expect, Outcome, TestPerson, Undetermined, YearOrNot};
use definitions::target_group::TargetGroup;
use definitions::variable::Variable;
use engine::cohort::{self, Cohort};
use engine::persons::{self, Persons};
use engine::registers::Extracts;
use engine::variables::{MISSING, Reader, Sums, missing_without_row};
use foundation::error::{Error, Result};
use foundation::words::Arm;

/// What came out of the test persons.
#[derive(Debug, Default)]
pub struct Assured {
    /// How many test persons there are.
    pub persons: usize,
    /// One line for each expectation that does not hold.
    pub failures: Vec<String>,
}

impl Assured {
    /// That everything came out as expected.
    ///
    /// # Errors
    /// Every expectation that does not hold.
    pub fn expected(&self) -> Result<()> {
        if self.failures.is_empty() {
            return Ok(());
        }
        let (count, lines) = (self.failures.len(), self.failures.join("\n"));
        Err(Error::test_persons(format!("{count} expectation(s) of test persons do not hold\n{lines}")))
    }
}

/// Runs all test persons of all target groups through the same code as a build.
///
/// # Errors
/// Extracts of the test persons that can't be written or read.
pub fn assure(definitions: &Definitions) -> Result<Assured> {
    let mut assured = Assured::default();
    let people: Vec<(&TargetGroup, &TestPerson)> =
        definitions.target_groups.iter().flat_map(|group| group.persons.iter().map(move |p| (group, p))).collect();
    assured.persons = people.len();
    if people.is_empty() {
        return Ok(assured);
    }
    let folder = tempfile::tempdir().map_err(|e| Error::output(std::env::temp_dir(), e))?;
    extracts::write(folder.path(), definitions, &people)?;
    let extracts = Extracts::list(folder.path())?;
    let mut reading = Vec::new();
    let population = persons::read(definitions, &extracts, &mut reading, |_| {})?;
    let everything: Vec<&Variable> = wanted(definitions);
    let reader = Reader::new(definitions, &extracts, &population, None, None, None);
    let sums = reader.read(&everything, &mut reading, |_| {}, |rows| Quiet.rows(rows))?;
    let mut cohorts: BTreeMap<&str, Cohort> = BTreeMap::new();
    for group in &definitions.target_groups {
        cohorts.insert(&group.id.value, cohort::delimit(definitions, group, &population, &sums)?);
    }
    for (number, (group, person)) in people.iter().enumerate() {
        let Some(cohort) = cohorts.get(group.id.value.as_str()) else { continue };
        let index = extracts::index_of(&population, number);
        let mut fail = |text: String| {
            assured.failures.push(format!("{}: test person \"{}\": {text}", person.expect.place, person.name));
        };
        match index {
            Some(index) => hold(definitions, &population, &sums, cohort, &person.expect, index, &mut fail),
            None if person.expect.t0.is_none_or(|t0| t0 == YearOrNot::Not(false)) => {}
            None => fail("is in no population register".to_owned()),
        }
    }
    Ok(assured)
}

/// The variables that target groups and expectations name.
fn wanted(definitions: &Definitions) -> Vec<&Variable> {
    let mut names: Vec<&str> = Vec::new();
    for group in &definitions.target_groups {
        names.extend(cohort::variables_of(definitions, group).iter().map(|v| v.id.value.as_str()));
        names.extend(group.persons.iter().flat_map(|p| p.expect.values.keys().map(String::as_str)));
    }
    names.sort_unstable();
    names.dedup();
    names.into_iter().filter_map(|name| definitions.variable(name)).collect()
}

fn hold(
    definitions: &Definitions,
    population: &Persons,
    sums: &Sums,
    cohort: &Cohort,
    expect: &Expect,
    person: u32,
    fail: &mut impl FnMut(String),
) {
    let wanted = match expect.t0 {
        Some(YearOrNot::Year(year)) => Some(year),
        _ => None,
    };
    // A person who enters in several years is held at the year expected, or else at the first.
    let of_person = || cohort.entries.iter().enumerate().filter(|(_, entry)| entry.person == person);
    let at_wanted = of_person().find(|(_, entry)| Some(i32::from(entry.t0)) == wanted);
    let entered = at_wanted.or_else(|| of_person().next()).map(|(at, _)| at);
    let t0 = entered.and_then(|at| cohort.entries.get(at)).map(|entry| i32::from(entry.t0));
    if t0 != wanted {
        let say = |year: Option<i32>| year.map_or("not in the group".to_owned(), |year| format!("t = 0 in {year}"));
        fail(format!("expected {}, found {}", say(wanted), say(t0)));
        return;
    }
    let (Some(at), Some(t0)) = (entered, t0) else { return };
    for (measure, wanted) in &expect.success {
        let arms = cohort.successes.iter().find(|(name, _)| name == measure).map(|(_, arms)| arms);
        let found = match arms.and_then(|arms| arms.get(at).copied().flatten()) {
            Some(arm) => Outcome::Determined(arm == Arm::Success),
            None => Outcome::Undetermined(Undetermined::Undetermined),
        };
        if &found != wanted {
            let say = |outcome: &Outcome| match outcome {
                Outcome::Determined(success) => success.to_string(),
                Outcome::Undetermined(_) => "undetermined".to_owned(),
            };
            fail(format!("{measure}: expected {}, found {}", say(wanted), say(&found)));
        }
    }
    for (name, years) in &expect.values {
        let Some(variable) = definitions.variable(name) else { continue };
        for (offset, wanted) in years {
            let year = t0 + offset.parse::<i32>().unwrap_or_default();
            let known = sums.get(name).and_then(|values| values.get(person, year));
            let zero =
                (!missing_without_row(definitions, variable, year) || population.gone(person, year)).then_some(0.0);
            let found = match known {
                Some(MISSING) => None,
                Some(steps) => Some(variable.resolution.natural(steps as f64)),
                None => zero,
            };
            if found != Some(*wanted) {
                let found = found.map_or("nothing".to_owned(), |found| found.to_string());
                fail(format!("{name} in year {offset}: expected {wanted}, found {found}"));
            }
        }
    }
}
