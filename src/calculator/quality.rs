//! Quality assurance: the questions that a calculation must answer, what the inputs say of each, and whether anybody has.

use serde::Serialize;

use super::result::{ConsequenceReach, Coverage};
use super::terms::{Term, terms};
use crate::case::Inputs;
use crate::case::inputs::{Consequence, EffectOrigin};
use crate::words::{Direction, Provenance, Question, Recommendation};

/// One question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Check {
    /// What is asked.
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
    /// Nobody has: the result must not be used before somebody does.
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
    },
    /// The share, of what success brings and costs regardless of sign, that stands on prices not published.
    UnsurePrices {
        /// From 0 to 1.
        share: f64,
    },
    /// Consequences that nobody has qualified, that the qualification recommends against, or whose sign contradicts it.
    Doubtful {
        /// Not qualified.
        unqualified: Vec<String>,
        /// Recommended against.
        against: Vec<String>,
        /// A sign that was not expected.
        contradicting: Vec<String>,
    },
    /// Years beyond those that all consequences are known for, and the share of what success brings that falls in them.
    BeyondTheKnown {
        /// How many.
        years: i32,
        /// From 0 to 1.
        share: f64,
    },
}

/// All questions, in order.
pub fn checks(inputs: &Inputs, reaches: &[ConsequenceReach], coverage: &Coverage) -> Vec<Check> {
    let weighed: Vec<Weighed<'_>> = inputs
        .consequences
        .iter()
        .zip(reaches)
        .map(|(c, reach)| Weighed { of: c, terms: terms(inputs, c, reach) })
        .collect();
    let (group, measure, evidence) = of_effect(inputs);
    let questions = [
        (Question::TargetGroup, group),
        (Question::SuccessMeasure, measure),
        (Question::Evidence, evidence),
        (Question::Prices, Finding::UnsurePrices { share: share(&weighed, |one, term| one.is_unsurely_priced(term)) }),
        (Question::Consequences, doubtful(&weighed)),
        (Question::Years, beyond(&weighed, coverage)),
    ];
    questions
        .into_iter()
        .map(|(question, finding)| {
            let answer = inputs.answers.to(question).map(str::to_owned);
            let state = match (finding.is_fine(), &answer) {
                (true, _) => CheckState::Fine,
                (false, Some(_)) => CheckState::Answered,
                (false, None) => CheckState::Open,
            };
            Check { question, finding, state, answer }
        })
        .collect()
}

impl Finding {
    /// Whether nothing speaks against the calculation.
    fn is_fine(&self) -> bool {
        match self {
            Finding::Same => true,
            Finding::Another | Finding::NotSaid => false,
            Finding::EvidenceLevel { level } => *level == 1,
            Finding::UnsurePrices { share } => *share == 0.0,
            Finding::Doubtful { unqualified, against, contradicting } => {
                unqualified.is_empty() && against.is_empty() && contradicting.is_empty()
            }
            Finding::BeyondTheKnown { years, .. } => *years == 0,
        }
    }
}

fn of_effect(inputs: &Inputs) -> (Finding, Finding, Finding) {
    let same = |same: bool| if same { Finding::Same } else { Finding::Another };
    match (&inputs.effect.origin, &inputs.group.own) {
        (EffectOrigin::Database { same_group, same_measure, evidence_level, .. }, None) => {
            (same(*same_group), same(*same_measure), Finding::EvidenceLevel { level: *evidence_level })
        }
        // Whatever the study speaks of, it is not a group that the release does not have.
        (EffectOrigin::Database { evidence_level, .. }, Some(_)) => {
            (Finding::Another, Finding::Another, Finding::EvidenceLevel { level: *evidence_level })
        }
        (EffectOrigin::Stated | EffectOrigin::Pair { .. } | EffectOrigin::Standardised { .. }, _) => {
            (Finding::NotSaid, Finding::NotSaid, Finding::NotSaid)
        }
    }
}

/// A consequence and the terms of it that count.
struct Weighed<'a> {
    of: &'a Consequence,
    terms: Vec<Term>,
}

impl Weighed<'_> {
    fn is_unsurely_priced(&self, term: &Term) -> bool {
        let provenance = self.of.price(term.follow_up_year).and_then(|price| price.provenance);
        provenance.is_some_and(|provenance| provenance != Provenance::Published)
    }

    fn contradicts(&self) -> bool {
        let counted = || self.terms.iter().map(|term| term.value);
        match self.of.qualification.map(|qualification| qualification.expected) {
            Some(Direction::Less) => counted().any(|value| value > 0.0),
            Some(Direction::More) => counted().any(|value| value < 0.0),
            Some(Direction::Unclear) | None => false,
        }
    }
}

/// The share of what all terms weigh, regardless of sign, that some of them have.
fn share(weighed: &[Weighed<'_>], test: impl Fn(&Weighed<'_>, &Term) -> bool) -> f64 {
    let weight = |term: &Term| (term.value * term.kr.iter().sum::<f64>()).abs();
    let (mut all, mut those) = (0.0, 0.0);
    for one in weighed {
        for term in &one.terms {
            all += weight(term);
            those += if test(one, term) { weight(term) } else { 0.0 };
        }
    }
    if all > 0.0 { those / all } else { 0.0 }
}

fn doubtful(weighed: &[Weighed<'_>]) -> Finding {
    let counted = || weighed.iter().filter(|one| !one.terms.is_empty());
    let those = |test: &dyn Fn(&Weighed<'_>) -> bool| -> Vec<String> {
        counted().filter(|one| test(one)).map(|one| one.of.id.clone()).collect()
    };
    let excluded =
        |one: &Weighed<'_>| one.of.qualification.is_some_and(|q| q.recommendation == Recommendation::Exclude);
    Finding::Doubtful {
        unqualified: those(&|one| one.of.qualification.is_none()),
        against: those(&excluded),
        contradicting: those(&|one| one.contradicts()),
    }
}

fn beyond(weighed: &[Weighed<'_>], coverage: &Coverage) -> Finding {
    let known = coverage.complete_through;
    let counted = weighed.iter().flat_map(|one| &one.terms).map(|term| term.follow_up_year).max().unwrap_or_default();
    Finding::BeyondTheKnown {
        years: (counted - known).max(0),
        share: share(weighed, |_, term| term.follow_up_year > known),
    }
}
