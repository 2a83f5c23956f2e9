//! Participants and controls, each with a year t = 0.

use std::collections::BTreeMap;

use definitions::Definitions;
use definitions::intervention::Intervention;
use definitions::intervention::controls::Controls;
use definitions::variable::Variable;
use designs::PersonListError;
use engine::cohort::Entry;
use engine::persons::Persons;
use engine::variables::{PersonYears, Sums, values_of};
use foundation::error::{Error, Result};
use foundation::tables::audit::ReadingRow;

use crate::control_years;
use crate::error;
use crate::lists::{self, Lists};

/// Persons of an intervention; none is there twice. Their order follows from their keys in the registers and the seed, so that it is the same
/// whatever the order of rows: draws, permutations and ties go by it.
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
    /// Controls who start after the last year of the window. They stay controls: whether a person starts later is not known at t = 0.
    pub controls_who_start_later: u64,
    /// Persons whom a source of controls lists in other years alone. They are no controls.
    pub controls_of_other_years: u64,
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
    let FoundPersons { selection, mut mistakes, listed } = find(definitions, intervention, persons, sums, reading)?;
    if !selection.participates.contains(&true) {
        mistakes.push(match listed {
            0 => PersonListError::NoParticipants,
            count => PersonListError::NoParticipantOfAges { count },
        });
    }
    if !selection.participates.contains(&false) {
        mistakes.push(PersonListError::NoControls);
    }
    if mistakes.is_empty() { Ok(selection) } else { Err(error::of_persons(intervention, &mistakes)) }
}

/// The same for test persons, which can be participants only, or none.
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
    let FoundPersons { selection, mistakes, .. } = find(definitions, intervention, persons, sums, reading)?;
    if mistakes.is_empty() { Ok(selection) } else { Err(error::of_persons(intervention, &mistakes)) }
}

/// Persons who were found, and what is wrong with the lists.
struct FoundPersons {
    selection: Selection,
    mistakes: Vec<PersonListError>,
    /// Participants of any age.
    listed: u64,
}

fn find(
    definitions: &Definitions,
    intervention: &Intervention,
    persons: &Persons,
    sums: &Sums,
    reading: &[ReadingRow],
) -> Result<FoundPersons> {
    let lists = Lists::of(definitions, intervention, persons, sums)?;
    let mut mistakes = lists::mistakes_of_rows(definitions, intervention, reading)?;
    mistakes.extend(lists.repeated());
    let mut participants = lists.participants();
    let listed = participants.len() as u64;
    let ages = intervention.participants.ages.as_ref();
    let inside = |entry: &Entry| ages.is_none_or(|ages| ages.contains(i32::from(entry.age)));
    // Controls start in the years of the participants who are compared.
    participants.retain(inside);
    let mut controls = match &intervention.controls {
        Controls::Population(filter) => {
            let years = counts_by_year(&participants);
            control_years::draw(definitions, intervention, filter, &years, lists.started(), persons, sums)?
        }
        Controls::List { .. } | Controls::Intervention(_) => lists.controls(),
        Controls::NotAssigned => {
            let assigned = assigned(intervention, sums)?;
            let is_assigned = |entry: &Entry| assigned.get(entry.person, i32::from(entry.t0)).is_some_and(|n| n > 0);
            let (yes, no): (Vec<Entry>, Vec<Entry>) = participants.into_iter().partition(is_assigned);
            participants = yes;
            no
        }
    };
    if matches!(intervention.controls, Controls::List { .. } | Controls::Intervention(_)) {
        mistakes.extend(lists.controls_who_participate(&controls));
    }
    controls.retain(inside);
    let later = match &intervention.controls {
        // Every person on the list of both arms is in an arm.
        Controls::NotAssigned => 0,
        Controls::Population(_) | Controls::List { .. } | Controls::Intervention(_) => lists.start_later(&controls),
    };
    let selection = Selection::of(intervention, participants, controls, (persons, sums))?;
    let selection = Selection {
        controls_who_start_later: later,
        controls_of_other_years: lists.controls_of_other_years(),
        ..selection
    };
    Ok(FoundPersons { selection, mistakes, listed })
}

/// Which rows are of assigned persons.
fn assigned<'s>(intervention: &Intervention, sums: &'s Sums) -> Result<&'s PersonYears> {
    let variable = intervention.rows.assigned.as_ref();
    values_of(sums, variable.ok_or_else(|| Error::internal("no condition says who was assigned"))?)
}

fn counts_by_year(participants: &[Entry]) -> BTreeMap<i32, u64> {
    let mut counts = BTreeMap::new();
    participants.iter().for_each(|entry| *counts.entry(i32::from(entry.t0)).or_insert(0) += 1);
    counts
}

impl Selection {
    fn of(
        intervention: &Intervention,
        participants: Vec<Entry>,
        controls: Vec<Entry>,
        (persons, sums): (&Persons, &Sums),
    ) -> Result<Selection> {
        let mut all: Vec<(Entry, bool)> = participants.into_iter().map(|entry| (entry, true)).collect();
        all.extend(controls.into_iter().map(|entry| (entry, false)));
        let keys = control_years::keys(intervention, persons);
        all.sort_by_key(|(entry, _)| (keys[entry.person.at()], entry.person));
        let (entries, participates): (Vec<Entry>, Vec<bool>) = all.into_iter().unzip();
        let read = |variable: &Option<Variable>| -> Result<Option<Vec<Option<i64>>>> {
            let Some(variable) = variable else { return Ok(None) };
            let values = values_of(sums, variable)?;
            Ok(Some(entries.iter().map(|entry| values.get(entry.person, i32::from(entry.t0))).collect()))
        };
        let completed = read(&intervention.rows.completed)?;
        let completed = completed.map(|rows| rows.into_iter().map(|rows| rows.is_some_and(|n| n > 0)).collect());
        let sites = read(&intervention.rows.site)?;
        let (controls_who_start_later, controls_of_other_years) = (0, 0);
        Ok(Selection { completed, sites, participates, entries, controls_who_start_later, controls_of_other_years })
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
            ..*self
        }
    }
}
