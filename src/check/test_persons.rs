//! Test persons: their rows written as extracts in the registers' own shapes, read as any others are, and the result
//! compared with what the definitions expect.

mod extracts;
mod interventions;
mod value;

use std::collections::BTreeMap;

use definitions::Definitions;
use definitions::intervention::Intervention;
use definitions::person::{Expect, Outcome, TestPerson, Undetermined, YearOrNot};
use definitions::plan::MeasureIndex;
use definitions::plan::reading::{self, WantedVariable};
use definitions::target_group::TargetGroup;
use definitions::variable::Variable;
use engine::cohort::{self, Cohort};
use engine::persons::{self, Persons};
use engine::progress::Quiet;
use engine::registers::Extracts;
use engine::threads;
use engine::variables::{Reader, Sums};
use foundation::error::{Error, Kind, Result};
use foundation::keys::PersonIndex;
use foundation::words::Arm;
use value::value;

/// The result of all test persons.
#[derive(Debug, Default)]
pub struct TestPersonResults {
    /// How many test persons there are.
    pub persons: usize,
    /// One line for each expectation that does not hold.
    pub failures: Vec<String>,
}

impl TestPersonResults {
    /// Fails unless every expectation holds.
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

/// Runs all test persons of all target groups and interventions through the same code as a build.
///
/// # Errors
/// Rows of the test persons that can't be written or read.
pub fn run(definitions: &Definitions) -> Result<TestPersonResults> {
    let mut results = TestPersonResults::default();
    let people: Vec<(&TargetGroup, &TestPerson)> =
        definitions.target_groups.iter().flat_map(|group| group.persons.iter().map(move |p| (group, p))).collect();
    let of_interventions: Vec<(&Intervention, &TestPerson)> =
        definitions.interventions.iter().flat_map(|of| of.persons.iter().map(move |p| (of, p))).collect();
    let all: Vec<&TestPerson> =
        people.iter().map(|(_, person)| *person).chain(of_interventions.iter().map(|(_, person)| *person)).collect();
    results.persons = all.len();
    if all.is_empty() {
        return Ok(results);
    }
    let folder = tempfile::tempdir().map_err(|e| Error::output(std::env::temp_dir(), e))?;
    extracts::write(folder.path(), definitions, &all)?;
    let extracts = Extracts::list(folder.path())?.allowing_empty();
    let mut reading = Vec::new();
    let population = persons::read(definitions, &extracts, &mut reading, |_| {}).map_err(of_test_persons)?;
    let everything: Vec<_> = wanted(definitions).into_iter().map(WantedVariable::of_every_year).collect();
    let reader = Reader::new(definitions, &extracts, &population, None, None);
    let sums = reader.read(&everything, &mut reading, |_| {}, &Quiet).map_err(of_test_persons)?;
    let mut cohorts: BTreeMap<&str, Cohort> = BTreeMap::new();
    let groups: Vec<&TargetGroup> = definitions.target_groups.iter().collect();
    let delimited = threads::in_order(groups, |group| (group, cohort::delimit(definitions, group, &population, &sums)));
    for (group, cohort) in delimited {
        cohorts.insert(&group.id.value, cohort?);
    }
    for (number, (group, person)) in people.iter().enumerate() {
        let cohort = &cohorts[group.id.value.as_str()];
        let index = extracts::index_of(&population, number);
        let mut fail = |text: String| {
            results.failures.push(format!("{}: test person \"{}\": {text}", person.expect.place, person.name));
        };
        match index {
            Some(index) => {
                let read = TestReading { definitions, group, population: &population, sums: &sums, cohort };
                compare(&read, &person.expect, index, &mut fail);
            }
            None if person.expect.t0.is_none_or(|t0| t0 == YearOrNot::Not(false)) => {}
            None => fail("is in no population register".to_owned()),
        }
    }
    let read = interventions::Reading { definitions, population: &population, sums: &sums, rows: &reading };
    interventions::compare(&read, &of_interventions, people.len(), &mut results.failures)?;
    Ok(results)
}

/// A fault in the files that the test persons' rows were written to, which is no fault of the user's extracts.
fn of_test_persons(error: Error) -> Error {
    match error.kind() {
        Kind::Extract => {
            let hint = error.hint().map_or_else(String::new, |hint| format!("; the hint for extracts is: {hint}"));
            let what = "correct the `rows` of the test persons, or the definition";
            Error::new(Kind::TestPersons, format!("the rows of the test persons: {error}"), format!("{what}{hint}"))
        }
        _ => error,
    }
}

/// The variables that target groups and expectations name.
fn wanted(definitions: &Definitions) -> Vec<&Variable> {
    let mut names: Vec<&str> = Vec::new();
    for group in &definitions.target_groups {
        names.extend(reading::variables_of(definitions, group).iter().map(|v| v.id.value.as_str()));
        names.extend(group.persons.iter().flat_map(|p| p.expect.values.keys().map(String::as_str)));
    }
    for person in definitions.interventions.iter().flat_map(|of| &of.persons) {
        names.extend(person.expect.values.keys().map(String::as_str));
    }
    names.sort_unstable();
    names.dedup();
    let named: Vec<&Variable> = names.into_iter().filter_map(|name| definitions.variable(name)).collect();
    let mut all = named.clone();
    let is_new = |variable: &&Variable| !named.iter().any(|known| known.id.value == variable.id.value);
    let mut of_interventions: Vec<&Variable> = reading::selecting(definitions).into_iter().filter(is_new).collect();
    of_interventions.sort_by(|a, b| a.id.value.cmp(&b.id.value));
    of_interventions.dedup_by(|a, b| a.id.value == b.id.value);
    all.extend(of_interventions);
    all
}

/// What was read of the test persons of a target group.
struct TestReading<'a> {
    definitions: &'a Definitions,
    group: &'a TargetGroup,
    population: &'a Persons,
    sums: &'a Sums,
    cohort: &'a Cohort,
}

/// Compares one person with what is expected.
fn compare(read: &TestReading<'_>, expect: &Expect, person: PersonIndex, fail: &mut impl FnMut(String)) {
    let cohort = read.cohort;
    let expected = match expect.t0 {
        Some(YearOrNot::Year(year)) => Some(year),
        _ => None,
    };
    // A person who enters in several years is compared at the year expected, or else at the first.
    let of_person = || cohort.entries.iter().enumerate().filter(|(_, entry)| entry.person == person);
    let at_expected = of_person().find(|(_, entry)| Some(i32::from(entry.t0)) == expected);
    let entered = at_expected.or_else(|| of_person().next()).map(|(at, entry)| (at, i32::from(entry.t0)));
    let t0 = entered.map(|(_, t0)| t0);
    if t0 != expected {
        let say = |year: Option<i32>| year.map_or("not in the group".to_owned(), |year| format!("t = 0 in {year}"));
        fail(format!("expected {}, found {}", say(expected), say(t0)));
        return;
    }
    let Some((at, t0)) = entered else { return };
    for (measure, expected) in &expect.success {
        let position = read.group.successes.iter().position(|success| success.id.value == *measure);
        let found = match position.and_then(|position| cohort.arms(MeasureIndex(position))[at]) {
            Some(arm) => Outcome::Determined(arm == Arm::Success),
            None => Outcome::Undetermined(Undetermined::Undetermined),
        };
        if &found != expected {
            let say = |outcome: &Outcome| match outcome {
                Outcome::Determined(success) => success.to_string(),
                Outcome::Undetermined(_) => "undetermined".to_owned(),
            };
            fail(format!("{measure}: expected {}, found {}", say(expected), say(&found)));
        }
    }
    for (name, years) in &expect.values {
        let Some(variable) = read.definitions.variable(name) else { continue };
        for (offset, expected) in years {
            // Reading the definitions checked that it is a whole number.
            let Ok(offset) = offset.parse::<i32>() else { continue };
            let found = value(read.definitions, (read.population, read.sums), variable, (person, t0 + offset));
            if found != Some(*expected) {
                let found = found.map_or("nothing".to_owned(), |found| found.to_string());
                fail(format!("{name} in year {offset}: expected {expected}, found {found}"));
            }
        }
    }
}
