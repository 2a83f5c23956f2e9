//! Participants and controls, each with a year t = 0.

use std::collections::BTreeMap;

use definitions::Definitions;
use definitions::intervention::Intervention;
use definitions::intervention::controls::Controls;
use definitions::variable::Variable;
use designs::RosterError;
use engine::cohort::Entry;
use engine::persons::Persons;
use engine::variables::Sums;
use foundation::error::{Error, Result};
use foundation::keys::PersonIndex;
use foundation::tables::audit::ReadingRow;

use crate::control_years;
use crate::error;

/// Persons of an intervention, ascending; none is there twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// Each person's entry.
    pub entries: Vec<Entry>,
    /// Whether the person participates; of a trial, was assigned.
    pub participates: Vec<bool>,
    /// Whether the person completed, where the definition says how that is known.
    pub completed: Option<Vec<bool>>,
    /// The number of the site, where there are sites; persons without one have none.
    pub sites: Option<Vec<Option<i64>>>,
}

/// Finds participants and controls. `reading` has the counts of the pass that read their rows.
///
/// # Errors
/// Mistakes in the lists of persons, all at once; no participant, no control.
pub fn select(
    definitions: &Definitions,
    intervention: &Intervention,
    persons: &Persons,
    sums: &Sums,
    reading: &[ReadingRow],
) -> Result<Selection> {
    let (selection, mut mistakes) = find(definitions, intervention, persons, sums, reading)?;
    if !selection.participates.contains(&true) {
        mistakes.push(RosterError::NoParticipants);
    }
    if !selection.participates.contains(&false) {
        mistakes.push(RosterError::NoControls);
    }
    if mistakes.is_empty() { Ok(selection) } else { Err(error::of_persons(intervention, &mistakes)) }
}

/// The same of test persons, who may well be participants alone, or none.
///
/// # Errors
/// Mistakes in the lists of persons, all at once.
pub fn select_any(
    definitions: &Definitions,
    intervention: &Intervention,
    persons: &Persons,
    sums: &Sums,
    reading: &[ReadingRow],
) -> Result<Selection> {
    let (selection, mistakes) = find(definitions, intervention, persons, sums, reading)?;
    if mistakes.is_empty() { Ok(selection) } else { Err(error::of_persons(intervention, &mistakes)) }
}

fn find(
    definitions: &Definitions,
    intervention: &Intervention,
    persons: &Persons,
    sums: &Sums,
    reading: &[ReadingRow],
) -> Result<(Selection, Vec<RosterError>)> {
    let listed = Listed::of(intervention, persons, sums)?;
    let mut mistakes = mistakes_of_rows(intervention, reading);
    mistakes.extend(listed.mistakes());
    let mut participants = listed.participants;
    let mut controls = match &intervention.controls {
        Controls::Population(filter) => {
            let years = counts_by_year(&participants);
            control_years::draw(definitions, intervention, filter, &years, &listed.elsewhere, persons, sums)?
        }
        Controls::List { .. } => entries(persons, &listed.controls),
        Controls::Intervention(other) => {
            let other = definitions.intervention(other).ok_or_else(|| Error::internal("an intervention is missing"))?;
            let starts = starts(&other.rows.starts, sums)?;
            let window = intervention.participants.years.value;
            entries(persons, &starts.into_iter().filter(|(_, year, _)| window.contains(*year)).collect::<Vec<_>>())
        }
        Controls::NotAssigned => {
            let assigned = |entry: &Entry| is_assigned(sums, intervention, entry);
            let (yes, no): (Vec<Entry>, Vec<Entry>) = participants.into_iter().partition(assigned);
            participants = yes;
            no
        }
    };
    if !matches!(intervention.controls, Controls::Population(_)) {
        mistakes.extend(mistakes_of_controls(&participants, &mut controls));
    }
    if let Some(ages) = &intervention.participants.ages {
        let inside = |entry: &Entry| ages.contains(i32::from(entry.age));
        participants.retain(inside);
        controls.retain(inside);
    }
    Ok((Selection::of(intervention, participants, controls, sums), mistakes))
}

impl Selection {
    fn of(intervention: &Intervention, participants: Vec<Entry>, controls: Vec<Entry>, sums: &Sums) -> Selection {
        let mut all: Vec<(Entry, bool)> = participants.into_iter().map(|entry| (entry, true)).collect();
        all.extend(controls.into_iter().map(|entry| (entry, false)));
        all.sort_by_key(|(entry, _)| entry.person);
        let (entries, participates): (Vec<Entry>, Vec<bool>) = all.into_iter().unzip();
        let value = |variable: &Variable, entry: &Entry| {
            sums.get(&variable.id.value).and_then(|values| values.get(entry.person, i32::from(entry.t0)))
        };
        let completed = intervention.rows.completed.as_ref();
        let completed = completed.map(|variable| entries.iter().map(|e| value(variable, e).is_some_and(|n| n > 0)));
        let sites = intervention.rows.site.as_ref();
        let sites = sites.map(|variable| entries.iter().map(|e| value(variable, e)).collect());
        Selection { completed: completed.map(Iterator::collect), sites, participates, entries }
    }

    /// How many persons there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The years in which participants start, ascending.
    pub fn years(&self) -> Vec<i32> {
        let starting = self.entries.iter().zip(&self.participates).filter(|(_, participates)| **participates);
        let mut years: Vec<i32> = starting.map(|(entry, _)| i32::from(entry.t0)).collect();
        years.sort_unstable();
        years.dedup();
        years
    }

    /// Only the persons for whom `kept` is true.
    #[must_use]
    pub fn only(&self, kept: &[bool]) -> Selection {
        fn of<T: Clone>(all: &[T], kept: &[bool]) -> Vec<T> {
            all.iter().zip(kept).filter(|(_, kept)| **kept).map(|(one, _)| one.clone()).collect()
        }
        Selection {
            entries: of(&self.entries, kept),
            participates: of(&self.participates, kept),
            completed: self.completed.as_ref().map(|completed| of(completed, kept)),
            sites: self.sites.as_ref().map(|sites| of(sites, kept)),
        }
    }
}

/// Person, year and number of rows.
type Start = (PersonIndex, i32, i64);

/// What the registers list.
struct Listed {
    /// One entry for each participant of the window.
    participants: Vec<Entry>,
    /// Participants with more than one row in the window.
    twice: u64,
    /// Listed controls of the window.
    controls: Vec<Start>,
    /// By person, whether a row starts in the window or in a year before it that is read: no control of a population.
    elsewhere: Vec<bool>,
}

impl Listed {
    fn of(intervention: &Intervention, persons: &Persons, sums: &Sums) -> Result<Listed> {
        let window = intervention.participants.years.value;
        let read = intervention.selecting_years();
        let all = starts(&intervention.rows.starts, sums)?;
        let mut elsewhere = vec![false; persons.len()];
        all.iter().filter(|(_, year, _)| read.contains(*year)).for_each(|(of, ..)| elsewhere[of.at()] = true);
        let inside: Vec<Start> = all.into_iter().filter(|(_, year, _)| window.contains(*year)).collect();
        let of_person = || inside.chunk_by(|one, other| one.0 == other.0);
        let twice = of_person().filter(|rows| rows.iter().map(|(_, _, rows)| rows).sum::<i64>() > 1).count() as u64;
        let controls = match &intervention.rows.listed {
            Some(variable) => starts(variable, sums)?,
            None => Vec::new(),
        };
        let controls = controls.into_iter().filter(|(_, year, _)| window.contains(*year)).collect();
        Ok(Listed { participants: entries(persons, &inside), twice, controls, elsewhere })
    }

    fn mistakes(&self) -> Vec<RosterError> {
        let mut mistakes = Vec::new();
        if self.twice > 0 {
            mistakes.push(RosterError::ParticipantTwice { count: self.twice });
        }
        let rows = self.controls.chunk_by(|one, other| one.0 == other.0);
        let twice = rows.filter(|rows| rows.iter().map(|(_, _, rows)| rows).sum::<i64>() > 1).count() as u64;
        if twice > 0 {
            mistakes.push(RosterError::ControlTwice { count: twice });
        }
        mistakes
    }
}

fn is_assigned(sums: &Sums, intervention: &Intervention, entry: &Entry) -> bool {
    let values = intervention.rows.assigned.as_ref().and_then(|variable| sums.get(&variable.id.value));
    values.and_then(|values| values.get(entry.person, i32::from(entry.t0))).is_some_and(|rows| rows > 0)
}

/// Rows by person and year of start.
fn starts(variable: &Variable, sums: &Sums) -> Result<Vec<Start>> {
    let values = sums.get(&variable.id.value).ok_or_else(|| Error::internal("participants were not read"))?;
    Ok(values.entries().map(|of| (of.person, i32::from(of.year), of.value)).filter(|(_, _, rows)| *rows > 0).collect())
}

/// One entry for each person, in the first year listed.
fn entries(persons: &Persons, starts: &[Start]) -> Vec<Entry> {
    let first = starts.chunk_by(|one, other| one.0 == other.0).filter_map(|rows| rows.first());
    first.map(|(person, year, _)| Entry::of(persons, *person, *year)).collect()
}

fn counts_by_year(participants: &[Entry]) -> BTreeMap<i32, u64> {
    let mut counts = BTreeMap::new();
    participants.iter().for_each(|entry| *counts.entry(i32::from(entry.t0)).or_insert(0) += 1);
    counts
}

/// Controls on a list who also participate.
fn mistakes_of_controls(participants: &[Entry], controls: &mut [Entry]) -> Vec<RosterError> {
    controls.sort_by_key(|entry| entry.person);
    let also = |entry: &&Entry| controls.binary_search_by_key(&entry.person, |control| control.person).is_ok();
    match participants.iter().filter(also).count() as u64 {
        0 => Vec::new(),
        count => vec![RosterError::ControlParticipates { count }],
    }
}

/// What reading found of the rows of participants and of listed controls: persons outside the population, and bad rows, which
/// a register of participants may not drop.
fn mistakes_of_rows(intervention: &Intervention, reading: &[ReadingRow]) -> Vec<RosterError> {
    let counted = |register: &str, wanted: &dyn Fn(&ReadingRow) -> bool| {
        let rows = reading.iter().filter(|row| row.register == register && wanted(row));
        rows.map(|row| row.count.unsigned_abs()).sum::<u64>()
    };
    let unmatched = |row: &ReadingRow| row.name == ReadingRow::UNMATCHED;
    let ends_early = |row: &ReadingRow| row.bad().is_some_and(|(cause, ..)| cause == "ends_before_start");
    let register = &intervention.participants.register.value;
    let mut mistakes = Vec::new();
    match counted(register, &unmatched) {
        0 => {}
        count => mistakes.push(RosterError::ParticipantNotInPopulation { count }),
    }
    match counted(register, &ends_early) {
        0 => {}
        count => mistakes.push(RosterError::EndBeforeStart { count }),
    }
    if let Controls::List { register, .. } = &intervention.controls {
        match counted(register, &unmatched) {
            0 => {}
            count => mistakes.push(RosterError::ControlNotInPopulation { count }),
        }
    }
    mistakes
}
