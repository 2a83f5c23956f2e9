//! What can be wrong with the lists of participants and controls: one message each, with what to do.
//!
//! Owns the messages. Who is on which list is found by `interventions`, from the rows of registers.

/// What is wrong with the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PersonListError {
    /// More than one row of a participant. Counts persons.
    #[error("{count} participant(s) are listed more than once: keep one row for each, as a rule the first start")]
    ParticipantTwice {
        /// How many.
        count: u64,
    },
    /// Not in the population. Counts rows that select a participant.
    #[error(
        "{count} participant(s) are never in the population: check the numbers of persons, the years and the condition"
    )]
    ParticipantNotInPopulation {
        /// How many.
        count: u64,
    },
    /// An end before its start. Counts rows whose persons participate or could be taken for controls.
    #[error("{count} participation(s) end before they start: correct the dates in the extract")]
    EndBeforeStart {
        /// How many.
        count: u64,
    },
    /// Rows of participants that were dropped because a value is missing or can't be read. Counts bad values.
    #[error(
        "{count} value(s) of rows of participants are missing or can't be read, so that a participant could be taken for a control: correct the extract (the audit's `reading` table lists the columns), or leave the rows out of it"
    )]
    ParticipantBadRow {
        /// How many.
        count: u64,
    },
    /// A control twice. Counts persons.
    #[error("{count} control(s) are listed more than once: keep one row for each")]
    ControlTwice {
        /// How many.
        count: u64,
    },
    /// Not in the population. Counts rows that select a control.
    #[error("{count} control(s) are never in the population: check the list of controls")]
    ControlNotInPopulation {
        /// How many.
        count: u64,
    },
    /// Rows of listed controls that were dropped because a value is missing or can't be read. Counts bad values.
    #[error(
        "{count} value(s) of rows of listed controls are missing or can't be read: correct the extract (the audit's `reading` table lists the columns), or leave the rows out of it"
    )]
    ControlBadRow {
        /// How many.
        count: u64,
    },
    /// A control who participates. Counts persons.
    #[error("{count} control(s) are also participants: take them off the list of controls")]
    ControlParticipates {
        /// How many.
        count: u64,
    },
    /// No participant.
    #[error("the extract of participants is empty")]
    NoParticipants,
    /// No participant is of the ages.
    #[error("none of {count} participant(s) is of the ages of the intervention")]
    NoParticipantOfAges {
        /// Participants of any age.
        count: u64,
    },
    /// No participant is left.
    #[error("no participant is left: a variable or the site is not known for any of {count}")]
    NoParticipantKnown {
        /// Participants who were left out.
        count: u64,
    },
    /// No control is left after those with unknown variables, and those of other levels than participants.
    #[error(
        "no control is left: their variables are not known, or no participant is of their sex, age or year of start"
    )]
    NoControlComparable,
    /// No control.
    #[error("no person is left as a control: everyone in the source participates, or it is empty")]
    NoControls,
}

impl PersonListError {
    /// How many persons, rows or values are wrong; of an empty list none.
    pub fn count(&self) -> u64 {
        match self {
            Self::ParticipantTwice { count }
            | Self::ParticipantNotInPopulation { count }
            | Self::EndBeforeStart { count }
            | Self::ParticipantBadRow { count }
            | Self::ControlTwice { count }
            | Self::ControlNotInPopulation { count }
            | Self::ControlBadRow { count }
            | Self::ControlParticipates { count }
            | Self::NoParticipantOfAges { count }
            | Self::NoParticipantKnown { count } => *count,
            Self::NoParticipants | Self::NoControls | Self::NoControlComparable => 0,
        }
    }
}
