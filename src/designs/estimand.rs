//! What an effect is an effect on. The estimand is part of an effect's type, so one cannot stand in for another.

use std::fmt::Debug;

/// An estimand.
pub trait Estimand: Debug + Clone + Copy + PartialEq + Send + Sync + 'static {
    /// Its short name in tables.
    const WORD: &'static str;
    /// What it means, as a sentence for readers.
    const MEANING: &'static str;
}

/// The average effect on participants (on the treated).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Att;

/// The average effect of being assigned, whether or not a person completes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Itt;

/// The average effect of completing on compliers: those who complete if and only if they are assigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Late;

impl Estimand for Att {
    const WORD: &'static str = "ATT";
    const MEANING: &'static str = "the average effect on the participants who are kept";
}

impl Estimand for Itt {
    const WORD: &'static str = "ITT";
    const MEANING: &'static str = "the average effect of being assigned, completed or not";
}

impl Estimand for Late {
    const WORD: &'static str = "LATE";
    const MEANING: &'static str =
        "the average effect of completing on those who complete if and only if they are assigned";
}
