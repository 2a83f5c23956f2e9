//! Neighbours with replacement: every participant's matches, and what the errors of all outcomes share.
//!
//! Both groups are sorted by score once. Who is next to whom is then found by going along both orders together, so an outcome
//! costs a few passes over the persons.

use crate::error::DesignError;
use crate::neighbours::{Matches, Neighbours, Sorted};
use crate::regression::CrossProductFactor;
use crate::score::Score;
use crate::study::Study;

/// Neighbours with replacement, and what the errors of all outcomes share.
#[derive(Debug, Clone)]
pub(crate) struct Replacement {
    pub(crate) matches: Matches,
    pub(crate) score: Score,
    /// The participants, sorted by score.
    pub(crate) participants: Sorted,
    /// The controls, sorted by score.
    pub(crate) controls: Sorted,
    /// The regressions of participants and of controls.
    pub(crate) arms: [CrossProductFactor; 2],
}

impl Replacement {
    /// Matches every participant.
    ///
    /// # Errors
    /// As of the score and of [`Matches::new`].
    pub(crate) fn new(study: &Study, rule: Neighbours) -> Result<Replacement, DesignError> {
        let score = Score::fit(study)?;
        let [participants, controls] = [true, false].map(|of| Sorted::new(study, &score, of));
        let matches = Matches::new(study, &score, &controls, rule)?;
        let arms = [true, false].map(|of| CrossProductFactor::dropping(study, study.group(of)));
        Ok(Replacement { matches, score, participants, controls, arms })
    }
}
