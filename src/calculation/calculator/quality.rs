//! Quality assurance: the questions that a calculation must answer, what the inputs say of each, and whether the user has answered them.

use super::notes;
pub use super::result::quality::{Check, CheckState, Finding};
use super::result::{ConsequenceReach, Coverage, People};
use super::term::{Term, per_unit, terms};
use crate::case::Inputs;
use crate::case::inputs::{Consequence, EffectOrigin, Price, Qualification};
use foundation::words::{Provenance, Question, Recommendation};

/// All questions, in order.
pub fn checks(inputs: &Inputs, people: &[People], reaches: &[ConsequenceReach], coverage: &Coverage) -> Vec<Check> {
    let weighed: Vec<ConsequenceTerms<'_>> = inputs
        .consequences
        .iter()
        .zip(reaches)
        .map(|(c, reach)| ConsequenceTerms { of: c, terms: terms(inputs, c, reach) })
        .collect();
    let (group, measure, evidence) = of_effect(inputs);
    let known = |finding: Finding| if coverage.anything_known { finding } else { Finding::NothingKnown };
    let questions = [
        (Question::TargetGroup, group),
        (Question::SuccessMeasure, measure),
        (Question::Evidence, evidence),
        (Question::Prices, known(Finding::UnsurePrices { share: unsure_prices(inputs, &weighed, people) })),
        (Question::Consequences, known(doubtful(inputs, &weighed))),
        (Question::Years, known(beyond(&weighed, coverage))),
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

fn of_effect(inputs: &Inputs) -> (Finding, Finding, Finding) {
    let same = |same: bool| if same { Finding::Same } else { Finding::Another };
    let evidence = |level, provenance| Finding::EvidenceLevel { level, provenance };
    match (&inputs.effect.origin, &inputs.group.own) {
        (EffectOrigin::Database { same_group, same_measure, evidence_level, provenance, .. }, None) => {
            (same(*same_group), same(*same_measure), evidence(*evidence_level, *provenance))
        }
        // A study of the release cannot be of a group that the release does not have.
        (EffectOrigin::Database { evidence_level, provenance, .. }, Some(_)) => {
            (Finding::Another, Finding::Another, evidence(*evidence_level, *provenance))
        }
        // The effect is estimated on the group and the outcomes themselves.
        (EffectOrigin::Intervention { evidence_level, provenance, .. }, own) => {
            let same = same(own.is_none());
            (same.clone(), same, evidence(*evidence_level, *provenance))
        }
        (EffectOrigin::Stated | EffectOrigin::Pair { .. } | EffectOrigin::Standardised { .. }, _) => {
            (Finding::NotSaid, Finding::NotSaid, Finding::NotSaid)
        }
    }
}

/// A consequence and the terms of it that count.
struct ConsequenceTerms<'a> {
    of: &'a Consequence,
    terms: Vec<Term>,
}

impl ConsequenceTerms<'_> {
    fn is_unsurely_priced(&self, term: &Term) -> bool {
        self.of.price(term.follow_up_year).is_some_and(is_unsure)
    }

    fn contradicts(&self) -> bool {
        let expected = self.of.qualification.map(|qualification| qualification.expected);
        let against = |value: f64| expected.and_then(|sign| sign.contradicted_by(value)) == Some(true);
        self.terms.iter().any(|term| against(term.value))
    }
}

/// A user's own price is published as little as one that is made up.
fn is_unsure(price: &Price) -> bool {
    price.provenance != Some(Provenance::Published)
}

/// The share of all kroner, of success and during the intervention and regardless of sign, that stands on prices not
/// published. Per year in operation; where there are no additional successes, as if there were one.
fn unsure_prices(inputs: &Inputs, weighed: &[ConsequenceTerms<'_>], people: &[People]) -> f64 {
    let most = |of: fn(&People) -> f64| people.iter().map(|people| of(people).abs()).fold(0.0, f64::max);
    let successes = most(|people| people.successes);
    let successes = if successes > 0.0 { successes } else { 1.0 };
    let of_success = weighed
        .iter()
        .flat_map(|one| one.terms.iter().map(move |term| (weight(term) * successes, one.is_unsurely_priced(term))));
    let during = inputs.during.iter().map(|during| {
        let per_unit: f64 = per_unit(during.kind, &during.price, during.factor).iter().sum();
        let used: f64 = during.values.iter().map(|(_, value)| (value * per_unit).abs()).sum();
        (used * most(|people| people.started), is_unsure(&during.price))
    });
    let (mut all, mut those) = (0.0, 0.0);
    for (kroner, unsure) in of_success.chain(during) {
        all += kroner;
        those += if unsure { kroner } else { 0.0 };
    }
    if all > 0.0 { those / all } else { 0.0 }
}

fn weight(term: &Term) -> f64 {
    (term.value * term.kr.iter().sum::<f64>()).abs()
}

/// The share of what all terms weigh, regardless of sign, that some of them have.
fn share(weighed: &[ConsequenceTerms<'_>], test: impl Fn(&ConsequenceTerms<'_>, &Term) -> bool) -> f64 {
    let (mut all, mut those) = (0.0, 0.0);
    for one in weighed {
        for term in &one.terms {
            all += weight(term);
            those += if test(one, term) { weight(term) } else { 0.0 };
        }
    }
    if all > 0.0 { those / all } else { 0.0 }
}

fn doubtful(inputs: &Inputs, weighed: &[ConsequenceTerms<'_>]) -> Finding {
    let counted: Vec<&ConsequenceTerms<'_>> = weighed.iter().filter(|one| !one.terms.is_empty()).collect();
    // The expected sign is that of success. Use during the intervention has no expected sign.
    let of_success = counted.iter().map(|one| (&one.of.id, one.of.qualification));
    let during = inputs.during.iter().map(|during| (&during.consequence, during.qualification));
    let all: Vec<(&String, Option<Qualification>)> = of_success.chain(during).collect();
    let those = |test: fn(Option<Qualification>) -> bool| -> Vec<String> {
        let mut ids = Vec::new();
        all.iter().filter(|(_, qualification)| test(*qualification)).for_each(|(id, _)| notes::add(&mut ids, id));
        ids
    };
    Finding::Doubtful {
        unqualified: those(|qualification| qualification.is_none()),
        against: those(|qualification| qualification.is_some_and(|q| q.recommendation == Recommendation::Exclude)),
        contradicting: counted.iter().filter(|one| one.contradicts()).map(|one| one.of.id.clone()).collect(),
    }
}

fn beyond(weighed: &[ConsequenceTerms<'_>], coverage: &Coverage) -> Finding {
    let known = coverage.complete_through;
    // Without a term no year counts.
    let counted = weighed.iter().flat_map(|one| &one.terms).map(|term| term.follow_up_year).max().unwrap_or(0);
    Finding::BeyondTheKnown {
        years: (counted - known).max(0),
        share: share(weighed, |_, term| term.follow_up_year > known),
    }
}
