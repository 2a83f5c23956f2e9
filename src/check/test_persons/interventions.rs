//! Test persons of interventions: whether each participates, is a control or neither, in which year t = 0, and what was read of
//! them.

use definitions::Definitions;
use definitions::intervention::Intervention;
use definitions::person::{TestPerson, YearOrNot};
use engine::persons::Persons;
use engine::variables::Sums;
use foundation::error::Result;
use foundation::tables::audit::ReadingRow;
use interventions::{Selection, select_any};

use super::extracts;
use super::value::value;

/// What was read of all test persons.
pub(super) struct Reading<'a> {
    pub(super) definitions: &'a Definitions,
    pub(super) population: &'a Persons,
    pub(super) sums: &'a Sums,
    pub(super) rows: &'a [ReadingRow],
}

/// Compares every test person; `first` is the number of the first of them among all test persons.
///
/// # Errors
/// Lists of persons that contradict each other.
pub(super) fn compare(
    read: &Reading<'_>,
    people: &[(&Intervention, &TestPerson)],
    first: usize,
    failures: &mut Vec<String>,
) -> Result<()> {
    let mut number = first;
    for of_one in people.chunk_by(|(a, _), (b, _)| a.id.value == b.id.value) {
        let Some((intervention, _)) = of_one.first() else { continue };
        let selection = select_any(read.definitions, intervention, read.population, read.sums, read.rows)?;
        for (_, person) in of_one {
            let mut fail = |text: String| {
                failures.push(format!("{}: test person \"{}\": {text}", person.expect.place, person.name));
            };
            of_person(read, &selection, (number, person), &mut fail);
            number += 1;
        }
    }
    Ok(())
}

fn of_person(
    read: &Reading<'_>,
    selection: &Selection,
    (number, person): (usize, &TestPerson),
    fail: &mut impl FnMut(String),
) {
    let expect = &person.expect;
    let index = extracts::index_of(read.population, number);
    let at = index.and_then(|index| selection.entries.iter().position(|entry| entry.person == index));
    let say = |participates: Option<bool>| match participates {
        Some(true) => "a participant",
        Some(false) => "a control",
        None => "neither a participant nor a control",
    };
    let found = at.map(|at| selection.participates[at]);
    if found != expect.participates {
        fail(format!("expected {}, found {}", say(expect.participates), say(found)));
        return;
    }
    let (Some(at), Some(index)) = (at, index) else { return };
    let t0 = i32::from(selection.entries[at].t0);
    if let Some(YearOrNot::Year(year)) = expect.t0.filter(|expected| *expected != YearOrNot::Year(t0)) {
        fail(format!("expected t = 0 in {year}, found t = 0 in {t0}"));
        return;
    }
    let completed = selection.completed.as_ref().map(|completed| completed[at]);
    if let Some(expected) = expect.completed.filter(|expected| Some(*expected) != completed) {
        let found = completed.map_or_else(|| "not known".to_owned(), |completed| completed.to_string());
        fail(format!("completed: expected {expected}, found {found}"));
    }
    for (name, years) in &expect.values {
        let Some(variable) = read.definitions.variable(name) else { continue };
        for (offset, expected) in years {
            // Reading the definitions checked that it is a whole number.
            let Ok(offset) = offset.parse::<i32>() else { continue };
            let found = value(read.definitions, (read.population, read.sums), variable, (index, t0 + offset));
            if found != Some(*expected) {
                let found = found.map_or("nothing".to_owned(), |found| found.to_string());
                fail(format!("{name} in year {offset}: expected {expected}, found {found}"));
            }
        }
    }
}
