//! Decisions while they are made, and the decisions that result.

use foundation::tables::audit::DisclosureRow;
use foundation::words::{Decision, Rule};

use super::request::Request;
use super::status::StatusDisclosure;
use super::verdict::{Control, Reason, Verdict};

/// The part of a row that decisions on statuses are about.
pub const STATUS: &str = "status";

/// The part of a row that decisions on estimates and errors are about.
pub const FIGURES: &str = "figures";

/// Decisions while they are made.
pub struct PendingDecisions {
    /// By position among the cohorts: why its persons are held back.
    pub cohorts: Vec<Reason>,
    /// By position among the regressions: why its figures are held back.
    pub figures: Vec<Reason>,
    /// By position among the regressions: why its counts are held back.
    pub counts: Vec<Reason>,
    /// What is published in the place of a status.
    pub statuses: Vec<Option<StatusDisclosure>>,
    /// Regressions that the output checker must review, with the reason.
    pub reviews: Vec<(usize, Rule, String)>,
    /// Comparisons that differ from published ones by few persons, with the rule and the reason.
    pub differences: Vec<(String, Rule, String)>,
}

impl PendingDecisions {
    /// Whether a regression's counts leave, with its figures.
    pub fn counts_leave(&self, fit: usize) -> bool {
        self.figures[fit].is_none() && self.counts[fit].is_none()
    }

    /// Whether a cohort's persons leave.
    pub fn cohort_leaves(&self, cohort: usize) -> bool {
        self.cohorts[cohort].is_none()
    }

    /// Whether a cohort's count, or the reason in its place, depends on its persons. A reason of a difference does not.
    pub fn cohort_tells(&self, cohort: usize) -> bool {
        self.cohorts[cohort].as_ref().is_none_or(|(rule, _)| !is_of_difference(*rule))
    }

    /// Holds a regression's counts back, unless something else does.
    pub fn hold_counts(&mut self, fit: usize, rule: Rule, reason: String) {
        self.counts[fit].get_or_insert((rule, reason));
    }

    /// Holds a regression's figures back, unless something else does.
    pub fn hold_figures(&mut self, fit: usize, rule: Rule, reason: String) {
        self.figures[fit].get_or_insert((rule, reason));
    }

    /// Whether a regression's status or reason tells of its persons: not where it is held back for a difference, whatever they are.
    pub fn status_tells(&self, fit: usize) -> bool {
        match (&self.statuses[fit], &self.figures[fit]) {
            (Some(StatusDisclosure::Held(rule, _)), _) | (None, Some((rule, _))) => !is_of_difference(*rule),
            (Some(StatusDisclosure::As(..)), _) | (None, None) => true,
        }
    }

    /// Holds a regression's status back for this reason alone: another one would tell of its users or persons.
    pub fn hold_status(&mut self, fit: usize, rule: Rule, reason: String) {
        self.statuses[fit] = Some(StatusDisclosure::Held(rule, reason));
    }

    /// Reports a rare difference of a comparison to the output checker.
    pub fn report(&mut self, comparison: String, rule: Rule, reason: String) {
        self.differences.push((comparison, rule, reason));
    }

    /// Holds a cohort's persons back, unless something else does.
    pub fn hold_cohort(&mut self, cohort: usize, rule: Rule, reason: String) {
        self.cohorts[cohort].get_or_insert((rule, reason));
    }

    /// Holds a cohort's persons back for a difference between persons. It takes the place of every other reason: beside a comparison
    /// that is almost the same, that the cohort is small would show on which side of the minimum the differing persons are.
    pub fn hold_cohort_alone(&mut self, cohort: usize, rule: Rule, reason: String) {
        hold_alone(&mut self.cohorts[cohort], rule, reason);
    }

    /// Holds a regression's counts back for a difference between persons, which takes the place of every other reason.
    pub fn hold_counts_alone(&mut self, fit: usize, rule: Rule, reason: String) {
        hold_alone(&mut self.counts[fit], rule, reason);
    }

    /// The decisions, and a row on each for the output checker.
    pub fn close(self, request: &Request<'_>) -> Control {
        let mut decisions = Vec::new();
        for (cohort, reason) in request.cohorts.iter().zip(&self.cohorts) {
            decisions.push(row("cohorts", cohort.key.to_string(), "persons", Decision::HeldBack, reason));
        }
        let mut fits = Vec::with_capacity(request.fits.len());
        let mut reviews = self.reviews.iter().peekable();
        let decided = self.figures.iter().zip(&self.counts).zip(&self.statuses);
        for (at, (candidate, ((figures, counts), replaced))) in request.fits.iter().zip(decided).enumerate() {
            let key = candidate.fit.key().to_string();
            let mut review: Reason = None;
            while let Some((_, rule, reason)) = reviews.next_if(|(position, ..)| *position == at) {
                review = review.or_else(|| Some((*rule, reason.clone())));
            }
            if let Some(replaced) = replaced {
                decisions.push(row("fits", key, STATUS, Decision::HeldBack, &replaced.reason()));
            } else if figures.is_some() {
                decisions.push(row("estimates", key, FIGURES, Decision::HeldBack, figures));
            } else {
                decisions.push(row("estimates", key.clone(), FIGURES, Decision::Review, &review));
                if candidate.shown {
                    decisions.push(row("estimates", key, "counts", Decision::HeldBack, counts));
                }
            }
            fits.push(match (replaced, figures, counts) {
                (Some(replaced), ..) => replaced.verdict(),
                (None, Some((rule, _)), _) => Verdict::HeldBack(*rule),
                (None, None, Some((rule, _))) => Verdict::WithoutCounts(*rule),
                (None, None, None) => Verdict::Released,
            });
        }
        for (comparison, rule, reason) in self.differences {
            // Another delivery of the same persons needs a review; within a release it is enough that one of both is held back.
            let decision = if rule == Rule::Releases { Decision::Review } else { Decision::HeldBack };
            decisions.push(row("comparisons", comparison, "difference", decision, &Some((rule, reason))));
        }
        let cohorts = self.cohorts.iter().map(|reason| reason.as_ref().map(|(rule, _)| *rule)).collect();
        Control { cohorts, fits, decisions, published: Vec::new() }
    }
}

/// Whether a rule is about persons that two comparisons differ by, and not about the persons of one.
fn is_of_difference(rule: Rule) -> bool {
    matches!(rule, Rule::Subgroups | Rule::TargetGroups | Rule::SuccessMeasures | Rule::Releases)
}

/// Sets a reason of a difference. A reason that is not one of a difference is named after it, for the output checker alone: releases
/// show the rule.
fn hold_alone(held: &mut Reason, rule: Rule, reason: String) {
    match held {
        Some((known, _)) if is_of_difference(*known) => {}
        Some((_, known)) => *held = Some((rule, format!("{reason}; also {known}"))),
        None => *held = Some((rule, reason)),
    }
}

fn row(table: &str, key: String, part: &str, otherwise: Decision, reason: &Reason) -> DisclosureRow {
    DisclosureRow {
        table: table.to_owned(),
        key,
        part: part.to_owned(),
        decision: if reason.is_some() { otherwise } else { Decision::Pass },
        rule: reason.as_ref().map(|(rule, _)| *rule),
        reason: reason.as_ref().map(|(_, reason)| reason.clone()),
    }
}
