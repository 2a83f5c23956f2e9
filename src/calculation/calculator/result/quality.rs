//! The questions of quality assurance, with what the inputs say of each.

use foundation::words::{Provenance, Question};
use serde::Serialize;

/// One question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Check {
    /// The question.
    pub question: Question,
    /// What the inputs say.
    pub finding: Finding,
    /// Where it stands.
    pub state: CheckState,
    /// The user's answer.
    pub answer: Option<String>,
}

/// Where a question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    /// The inputs answer it, and nothing speaks against the calculation.
    Fine,
    /// The user has answered it.
    Answered,
    /// Not answered: the result must not be used before it is.
    Open,
}

/// What the inputs say.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Finding {
    /// The effect was measured on the case's group, or measure.
    Same,
    /// On another.
    Another,
    /// The inputs do not say on what.
    NotSaid,
    /// The effect's evidence level: 1, 2 or 3.
    EvidenceLevel {
        /// 1 is strongest.
        level: i32,
        /// How surely the study is a real one.
        provenance: Provenance,
    },
    /// The share, of what success brings and costs regardless of sign, that stands on prices not published.
    UnsurePrices {
        /// From 0 to 1.
        share: f64,
    },
    /// Consequences without a qualification, that the qualification recommends against, or whose sign contradicts it.
    Doubtful {
        /// Not qualified.
        unqualified: Vec<String>,
        /// Recommended against.
        against: Vec<String>,
        /// A sign that was not expected.
        contradicting: Vec<String>,
    },
    /// No consequence is known in any follow-up year, so there is nothing to judge.
    NothingKnown,
    /// Years beyond those that all consequences are known for, and the share of what success brings that falls in them.
    BeyondTheKnown {
        /// How many.
        years: i32,
        /// From 0 to 1.
        share: f64,
    },
}

impl Finding {
    /// Whether nothing speaks against the calculation.
    pub fn is_fine(&self) -> bool {
        match self {
            Finding::Same => true,
            Finding::Another | Finding::NotSaid | Finding::NothingKnown => false,
            Finding::EvidenceLevel { level, provenance } => *level == 1 && *provenance == Provenance::Published,
            Finding::UnsurePrices { share } => *share == 0.0,
            Finding::Doubtful { unqualified, against, contradicting } => {
                unqualified.is_empty() && against.is_empty() && contradicting.is_empty()
            }
            Finding::BeyondTheKnown { years, .. } => *years == 0,
        }
    }
}
