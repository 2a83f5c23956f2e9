//! Who participates and who may be a control, from lists of persons.
//!
//! Owns the checks of the lists: a participant who is listed twice or is not in the population, an end before its start, a
//! control who participates. Knows no variables and no outcomes.

use rustc_hash::FxHashSet;

/// One row of the extract of participants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Participation {
    /// The person's number.
    pub person: u64,
    /// The first day, as days of any calendar.
    pub start: i32,
    /// The last day, if the intervention has ended.
    pub end: Option<i32>,
    /// Whether the person completed, where that is known.
    pub completed: Option<bool>,
    /// The site, where there are sites.
    pub site: Option<u32>,
}

/// Where controls come from.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    /// Everyone else in the population.
    Population,
    /// Listed persons: drawn at random, or the participants of another intervention.
    List(&'a [u64]),
}

/// Participants and controls without mistakes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    /// Participants, ascending by person.
    pub participants: Vec<Participation>,
    /// Controls, ascending.
    pub controls: Vec<u64>,
}

/// What is wrong with the lists. Counts are of persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RosterError {
    /// More than one row of a participant.
    #[error("{count} participant(s) are listed more than once: keep one row for each, as a rule the first start")]
    ParticipantTwice {
        /// How many.
        count: u64,
    },
    /// Not in the population.
    #[error(
        "{count} participant(s) are never in the population: check the numbers of persons, the years and the condition"
    )]
    ParticipantNotInPopulation {
        /// How many.
        count: u64,
    },
    /// An end before its start.
    #[error("{count} participation(s) end before they start: correct the dates in the extract")]
    EndBeforeStart {
        /// How many.
        count: u64,
    },
    /// A control twice.
    #[error("{count} control(s) are listed more than once: keep one row for each")]
    ControlTwice {
        /// How many.
        count: u64,
    },
    /// Not in the population.
    #[error("{count} control(s) are never in the population: check the list of controls")]
    ControlNotInPopulation {
        /// How many.
        count: u64,
    },
    /// A control who participates.
    #[error("{count} control(s) are also participants: take them off the list of controls")]
    ControlParticipates {
        /// How many.
        count: u64,
    },
    /// No participant.
    #[error("the extract of participants is empty")]
    NoParticipants,
    /// No control.
    #[error("no person is left as a control: everyone in the source participates, or it is empty")]
    NoControls,
}

impl Roster {
    /// Checks the lists. All mistakes are returned at once. Participants are taken out of a population of controls; on a
    /// list of controls they are a mistake, because whoever made the list meant something else.
    ///
    /// # Errors
    /// Every mistake, in the order of [`RosterError`].
    pub fn new(
        participants: &[Participation],
        population: &[u64],
        source: Source<'_>,
    ) -> Result<Roster, Vec<RosterError>> {
        let known: FxHashSet<u64> = population.iter().copied().collect();
        let mut rows = participants.to_vec();
        rows.sort_by_key(|row| (row.person, row.start));
        let persons: Vec<u64> = rows.iter().map(|row| row.person).collect();
        let participating: FxHashSet<u64> = persons.iter().copied().collect();
        let mut controls: Vec<u64> = match source {
            Source::Population => known.iter().copied().filter(|person| !participating.contains(person)).collect(),
            Source::List(list) => list.to_vec(),
        };
        controls.sort_unstable();
        let listed: FxHashSet<u64> = controls.iter().copied().collect();
        let count = |persons: &FxHashSet<u64>, wrong: &dyn Fn(&u64) -> bool| {
            persons.iter().filter(|person| wrong(person)).count() as u64
        };
        let ends_early = rows.iter().filter(|row| row.end.is_some_and(|end| end < row.start)).count() as u64;
        let found = [
            (repeated(&persons), RosterError::ParticipantTwice { count: repeated(&persons) }),
            (
                count(&participating, &|person| !known.contains(person)),
                RosterError::ParticipantNotInPopulation {
                    count: count(&participating, &|person| !known.contains(person)),
                },
            ),
            (ends_early, RosterError::EndBeforeStart { count: ends_early }),
            (repeated(&controls), RosterError::ControlTwice { count: repeated(&controls) }),
            (
                count(&listed, &|person| !known.contains(person)),
                RosterError::ControlNotInPopulation { count: count(&listed, &|person| !known.contains(person)) },
            ),
            (
                count(&listed, &|person| participating.contains(person)),
                RosterError::ControlParticipates { count: count(&listed, &|person| participating.contains(person)) },
            ),
            (u64::from(rows.is_empty()), RosterError::NoParticipants),
            (u64::from(controls.is_empty()), RosterError::NoControls),
        ];
        let mistakes: Vec<RosterError> =
            found.into_iter().filter(|(n, _)| *n > 0).map(|(_, mistake)| mistake).collect();
        if mistakes.is_empty() { Ok(Roster { participants: rows, controls }) } else { Err(mistakes) }
    }
}

/// Persons that an ascending list has more than once.
fn repeated(ascending: &[u64]) -> u64 {
    ascending.chunk_by(|a, b| a == b).filter(|same| same.len() > 1).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(person: u64, start: i32, end: Option<i32>) -> Participation {
        Participation { person, start, end, completed: None, site: None }
    }

    #[test]
    fn every_mistake_has_its_message_and_all_are_found_at_once() {
        let participants = [row(1, 10, Some(20)), row(1, 40, None), row(2, 10, Some(9)), row(77, 1, None)];
        let mistakes = Roster::new(&participants, &[1, 2, 3, 4], Source::List(&[2, 3, 3, 88])).unwrap_err();
        let messages: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        assert_eq!(
            messages,
            [
                "1 participant(s) are listed more than once: keep one row for each, as a rule the first start",
                "1 participant(s) are never in the population: check the numbers of persons, the years and the condition",
                "1 participation(s) end before they start: correct the dates in the extract",
                "1 control(s) are listed more than once: keep one row for each",
                "1 control(s) are never in the population: check the list of controls",
                "1 control(s) are also participants: take them off the list of controls",
            ]
        );
    }

    #[test]
    fn participants_are_taken_out_of_a_population_of_controls() {
        let roster = Roster::new(&[row(3, 1, None), row(1, 1, Some(1))], &[4, 1, 2, 3], Source::Population).unwrap();
        assert_eq!(roster.participants.iter().map(|row| row.person).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(roster.controls, [2, 4]);
    }

    #[test]
    fn empty_lists_are_mistakes() {
        assert_eq!(
            Roster::new(&[], &[1], Source::List(&[])),
            Err(vec![RosterError::NoParticipants, RosterError::NoControls])
        );
        assert_eq!(Roster::new(&[row(1, 1, None)], &[1], Source::Population), Err(vec![RosterError::NoControls]));
    }
}
