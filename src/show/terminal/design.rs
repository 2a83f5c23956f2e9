//! A constructed control group: its balance, then the effects on participants.

use super::balance::{self, BalanceRow};
use super::effects::{self, EffectRow};
use serde::Serialize;

/// The result of a design as a document.
#[derive(Debug, Serialize)]
pub struct Document {
    /// The method.
    pub method: &'static str,
    /// What is estimated.
    pub estimand: &'static str,
    /// Participants.
    pub participants: u64,
    /// Participants in addition for whom a variable is not known.
    pub left_out: u64,
    /// Participants who have controls.
    pub kept: u64,
    /// Possible controls.
    pub possible_controls: u64,
    /// Controls with a weight.
    pub controls: u64,
    /// The effective number of controls.
    pub effective_controls: f64,
    /// The largest share that one control has of all weight.
    pub largest_share: f64,
    /// Kept participants whose score lies above or below that of all controls with weight, where the method has a score.
    pub outside_score: Option<u64>,
    /// Why effects are held back.
    pub held_back: Vec<String>,
    /// The balance of each variable.
    pub balance: Vec<BalanceRow>,
    /// The effect on each outcome.
    pub effects: Vec<EffectRow>,
}

/// Balance, then effects.
pub fn text(document: &Document) -> String {
    let counts = format!(
        "{}: {} of {} participants, {} of {} possible controls, which count as {:.1}",
        document.method,
        document.kept,
        document.participants,
        document.controls,
        document.possible_controls,
        document.effective_controls
    );
    let mut text = balance::table(&counts, &document.balance);
    if !document.effects.is_empty() {
        text += "\n";
        text += &effects::table(&document.effects);
        text += &effects::falsification(&document.effects);
    }
    text
}
