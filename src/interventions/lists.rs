//! Who is on the lists of an intervention: in the register of participants, and in that of listed controls or of another
//! intervention. Owns what is wrong with the lists.
//!
//! A person with a row of the participants' register in any year up to the last of the window has had the intervention and is not a
//! control, whether or not the row meets the condition on participants. Only where both arms are listed in one register does
//! the condition distinguish the arms.

use std::collections::BTreeSet;

use definitions::Definitions;
use definitions::intervention::Intervention;
use definitions::intervention::controls::Controls;
use definitions::variable::Variable;
use designs::PersonListError;
use engine::cohort::Entry;
use engine::persons::Persons;
use engine::variables::{Sums, values_of};
use foundation::error::{Error, Result};
use foundation::keys::PersonIndex;
use foundation::tables::audit::ReadingRow;
use foundation::tables::reading::ListedRow;

/// Person, year and number of rows.
type Start = (PersonIndex, i32, i64);

/// What the registers list.
pub(crate) struct Lists<'p> {
    persons: &'p Persons,
    /// Rows of participants in the window, by person.
    participants: Vec<Start>,
    /// Listed controls in the window, by person.
    controls: Vec<Start>,
    /// Persons of the source of controls who are listed in other years alone.
    of_other_years: u64,
    /// By person, whether a row of the participants' register starts by the end of the window.
    started: Vec<bool>,
    /// Persons with a row that starts after it.
    later: BTreeSet<PersonIndex>,
}

impl<'p> Lists<'p> {
    pub(crate) fn of(
        definitions: &Definitions,
        intervention: &Intervention,
        persons: &'p Persons,
        sums: &Sums,
    ) -> Result<Lists<'p>> {
        let window = intervention.participants.years.value;
        let (source, excluding) = sources(definitions, intervention)?;
        let mut started = vec![false; persons.len()];
        let mut later = BTreeSet::new();
        for (person, year, _) in starts(excluding, sums)? {
            if year <= window.last {
                started[person.at()] = true;
            } else {
                later.insert(person);
            }
        }
        let inside = |(_, year, _): &Start| window.contains(*year);
        let listed = source.map_or(Ok(Vec::new()), |variable| starts(variable, sums))?;
        let of_person = listed.chunk_by(|one, other| one.0 == other.0);
        let of_other_years = of_person.filter(|rows| !rows.iter().any(inside)).count() as u64;
        Ok(Lists {
            persons,
            participants: starts(&intervention.rows.starts, sums)?.into_iter().filter(inside).collect(),
            controls: listed.into_iter().filter(inside).collect(),
            of_other_years,
            started,
            later,
        })
    }

    /// One entry for each participant of the window, in the first year.
    pub(crate) fn participants(&self) -> Vec<Entry> {
        entries(self.persons, &self.participants)
    }

    /// One entry for each listed control of the window, in the first year.
    pub(crate) fn controls(&self) -> Vec<Entry> {
        entries(self.persons, &self.controls)
    }

    /// By person, whether the person has started by the end of the window: no control of a population.
    pub(crate) fn started(&self) -> &[bool] {
        &self.started
    }

    /// Persons of the source of controls who are listed in other years alone.
    pub(crate) fn controls_of_other_years(&self) -> u64 {
        self.of_other_years
    }

    /// How many controls start after the window.
    pub(crate) fn start_later(&self, controls: &[Entry]) -> u64 {
        controls.iter().filter(|entry| self.later.contains(&entry.person)).count() as u64
    }

    /// Persons with more than one row in the window.
    pub(crate) fn repeated(&self) -> Vec<PersonListError> {
        let mut mistakes = Vec::new();
        match repeated(&self.participants) {
            0 => {}
            count => mistakes.push(PersonListError::ParticipantTwice { count }),
        }
        match repeated(&self.controls) {
            0 => {}
            count => mistakes.push(PersonListError::ControlTwice { count }),
        }
        mistakes
    }

    /// Listed controls who have started by the end of the window.
    pub(crate) fn controls_who_participate(&self, controls: &[Entry]) -> Option<PersonListError> {
        let count = controls.iter().filter(|entry| self.started[entry.person.at()]).count() as u64;
        (count > 0).then_some(PersonListError::ControlParticipates { count })
    }
}

/// The variable whose rows list controls, if any does, and the one whose rows say who is none.
fn sources<'d>(
    definitions: &'d Definitions,
    intervention: &'d Intervention,
) -> Result<(Option<&'d Variable>, &'d Variable)> {
    let rows = &intervention.rows;
    let source = match &intervention.controls {
        Controls::Population(_) | Controls::NotAssigned => None,
        Controls::List { .. } => rows.listed.as_ref(),
        Controls::Intervention(other) => {
            let other = definitions.intervention(other).ok_or_else(|| Error::internal("an intervention is missing"))?;
            Some(&other.rows.starts)
        }
    };
    let register = |variable: &Variable| variable.from.first().map(|from| from.register.value.clone());
    let in_one_register = source.is_some_and(|source| register(source) == register(&rows.starts));
    let everyone = rows.unfiltered.as_ref().filter(|_| !in_one_register);
    Ok((source, everyone.unwrap_or(&rows.starts)))
}

/// Rows by person and year of start.
fn starts(variable: &Variable, sums: &Sums) -> Result<Vec<Start>> {
    let rows = values_of(sums, variable)?.entries().map(|of| (of.person, i32::from(of.year), of.value));
    Ok(rows.filter(|(_, _, rows)| *rows > 0).collect())
}

/// One entry for each person, in the first year listed.
fn entries(persons: &Persons, starts: &[Start]) -> Vec<Entry> {
    let first = starts.chunk_by(|one, other| one.0 == other.0).filter_map(|rows| rows.first());
    first.map(|(person, year, _)| Entry::of(persons, *person, *year)).collect()
}

/// Persons with more than one row.
fn repeated(starts: &[Start]) -> u64 {
    let of_person = starts.chunk_by(|one, other| one.0 == other.0);
    of_person.filter(|rows| rows.iter().map(|(_, _, rows)| rows).sum::<i64>() > 1).count() as u64
}

/// What reading found of the rows that list participants and controls: persons outside the population, ends before their start,
/// and bad values. A row that ends before its start is left out, and its person could be taken for a control: so it is a mistake
/// wherever a sound row would keep the person from being one. A row with a bad value can't be placed, so that those of all years
/// count.
///
/// # Errors
/// Internal errors only.
pub(crate) fn mistakes_of_rows(
    definitions: &Definitions,
    intervention: &Intervention,
    reading: &[ReadingRow],
) -> Result<Vec<PersonListError>> {
    let window = intervention.participants.years.value;
    let rows = |what: ListedRow, variable: &Variable, wanted: &dyn Fn(i32) -> bool| -> u64 {
        reading.iter().filter_map(|row| row.of_list(what, &variable.id.value, wanted)).sum()
    };
    let outside = |variable: &Variable| rows(ListedRow::NotInPopulation, variable, &|year| window.contains(year));
    let starts = &intervention.rows.starts;
    let ends_early = match &intervention.controls {
        // Both arms are listed: a person in neither is not compared.
        Controls::NotAssigned => rows(ListedRow::EndsBeforeStart, starts, &|year| window.contains(year)),
        Controls::Population(_) | Controls::List { .. } | Controls::Intervention(_) => {
            let (_, excluding) = sources(definitions, intervention)?;
            rows(ListedRow::EndsBeforeStart, excluding, &|year| year <= window.last)
        }
    };
    let bad = |register: &str| -> u64 {
        // Rows that end before their start are counted by year elsewhere (`listed_rows`).
        let other = |row: &&ReadingRow| row.bad().is_some_and(|(cause, ..)| cause != "ends_before_start");
        let rows = reading.iter().filter(|row| row.register == register).filter(other);
        rows.map(|row| row.count.unsigned_abs()).sum()
    };
    let mut counts = vec![
        PersonListError::ParticipantNotInPopulation { count: outside(starts) },
        PersonListError::EndBeforeStart { count: ends_early },
        PersonListError::ParticipantBadRow { count: bad(&intervention.participants.register) },
    ];
    if let (Controls::List { register, .. }, Some(variable)) = (&intervention.controls, &intervention.rows.listed) {
        counts.push(PersonListError::ControlNotInPopulation { count: outside(variable) });
        if register.value != intervention.participants.register.value {
            counts.push(PersonListError::ControlBadRow { count: bad(register) });
        }
    }
    counts.retain(|mistake| mistake.count() > 0);
    Ok(counts)
}
