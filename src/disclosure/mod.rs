//! Disclosure control: which cells and figures may leave the secure room, and how coarse (method rule 20).
//!
//! Owns the decisions, the rounding, and the last look at what is about to leave. Pure: counts, fits and what earlier releases
//! published come as arguments, and no file is read. Owns no estimates, and no policy: analysts write that.

mod difference;
mod gate;
mod primary;
mod round;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use crate::definitions::disclosure::Policy;
use crate::tables::audit::{AuditFitRow, DisclosureRow};
use crate::words::{Arm, Decision, Rule};

pub use gate::gate;
pub use round::{Figures, count, figures, mean, share, significant};

/// A cohort's key: target group, subgroup, success measure, arm.
pub type CohortKey = (String, String, String, Arm);

/// A regression's key: target group, subgroup, success measure, consequence, follow-up year.
pub type FitKey = (String, String, String, String, i32);

/// One cohort.
#[derive(Debug, Clone)]
pub struct CohortCount {
    /// Which.
    pub key: CohortKey,
    /// Its persons.
    pub persons: u64,
}

/// A subgroup that holds others that share nobody, so that what it has beyond them is a cell too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inside {
    /// The target group.
    pub target_group: String,
    /// The subgroup that holds them.
    pub whole: String,
    /// The subgroups in it.
    pub parts: Vec<String>,
}

/// How much of the kroner of the persons whom a group has beyond its subgroups one of them has, and two.
#[derive(Debug, Clone, PartialEq)]
pub struct Beyond {
    /// Which group and subgroups, by position.
    pub inside: usize,
    /// The success measure.
    pub success_measure: String,
    /// The consequence.
    pub consequence: String,
    /// Years after t = 0.
    pub follow_up_year: i32,
    /// The largest person's share, in the cohort where it is largest.
    pub largest: f64,
    /// That of the two largest.
    pub two_largest: f64,
}

/// A regression of the published specification, and whether its counts would be published.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The regression.
    pub fit: &'a AuditFitRow,
    /// Whether its figures would be published.
    pub shown: bool,
}

/// Persons and users of a regression by arm, success first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Persons.
    pub persons: [u64; 2],
    /// Users; none where only the published figures are known.
    pub users: Option<[u64; 2]>,
}

/// What an earlier release published, with the exact counts behind it where its audit is at hand.
#[derive(Debug, Clone, Default)]
pub struct Earlier {
    /// Its name.
    pub release: String,
    /// Whether the counts are exact.
    pub exact: bool,
    /// Cohorts whose persons it published.
    pub cohorts: HashMap<CohortKey, u64>,
    /// Regressions whose counts it published.
    pub fits: HashMap<FitKey, Counts>,
}

/// What is decided on a regression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Everything may leave.
    Released,
    /// Estimate and error may leave, counts and mean may not.
    WithoutCounts(Rule),
    /// Nothing but its status may leave.
    HeldBack(Rule),
}

/// What disclosure control is asked about.
#[derive(Debug)]
pub struct Question<'a> {
    /// The policy.
    pub policy: Policy,
    /// Every cohort, in the order of the published table.
    pub cohorts: Vec<CohortCount>,
    /// Every regression of the published specifications.
    pub fits: Vec<Asked<'a>>,
    /// Which subgroups lie within which.
    pub insides: Vec<Inside>,
    /// Who dominates what is beyond them.
    pub beyond: Vec<Beyond>,
    /// Earlier releases.
    pub earlier: Vec<Earlier>,
}

/// What was decided.
#[derive(Debug, Default)]
pub struct Control {
    /// By position among the cohorts: why its persons are held back.
    pub cohorts: Vec<Option<Rule>>,
    /// By position among the regressions.
    pub fits: Vec<Verdict>,
    /// Every decision, for the output checker.
    pub decisions: Vec<DisclosureRow>,
}

/// Decides on every cohort and regression. Primary rules first, then what differences would give away.
pub fn control(question: &Question<'_>) -> Control {
    if !question.policy.control {
        return Control {
            cohorts: vec![None; question.cohorts.len()],
            fits: vec![Verdict::Released; question.fits.len()],
            decisions: Vec::new(),
        };
    }
    let mut ledger = Ledger {
        cohorts: question.cohorts.iter().map(|cohort| primary::cohort(&question.policy, cohort)).collect(),
        figures: question.fits.iter().map(|asked| primary::figures(&question.policy, asked.fit)).collect(),
        counts: question.fits.iter().map(|asked| primary::mean(&question.policy, asked.fit)).collect(),
        reviews: Vec::new(),
    };
    difference::subgroups(question, &mut ledger);
    difference::releases(question, &mut ledger);
    difference::within(question, &mut ledger);
    ledger.close(question)
}

/// Why something is held back: the rule, and what it saw.
type Reason = Option<(Rule, String)>;

/// Decisions while they are made.
struct Ledger {
    cohorts: Vec<Reason>,
    figures: Vec<Reason>,
    counts: Vec<Reason>,
    /// Regressions that ask for a look, with why.
    reviews: Vec<(usize, Rule, String)>,
}

impl Ledger {
    fn close(self, question: &Question<'_>) -> Control {
        let mut decisions = Vec::new();
        for (cohort, reason) in question.cohorts.iter().zip(&self.cohorts) {
            let (group, subgroup, measure, arm) = &cohort.key;
            let key = format!("{group} / {subgroup} / {measure} / {arm}");
            decisions.push(row("cohorts", key, "persons", Decision::HeldBack, reason));
        }
        let mut fits = Vec::with_capacity(question.fits.len());
        let mut reviews = self.reviews.iter().peekable();
        for (at, ((asked, figures), counts)) in question.fits.iter().zip(&self.figures).zip(&self.counts).enumerate() {
            let fit = asked.fit;
            let key = format!(
                "{} / {} / {} / {} / {}",
                fit.target_group, fit.subgroup, fit.success_measure, fit.consequence, fit.follow_up_year
            );
            let mut review: Reason = None;
            while let Some((_, rule, reason)) = reviews.next_if(|(position, ..)| *position == at) {
                review = review.or_else(|| Some((*rule, reason.clone())));
            }
            if figures.is_some() {
                decisions.push(row("estimates", key, "figures", Decision::HeldBack, figures));
            } else {
                decisions.push(row("estimates", key.clone(), "figures", Decision::Review, &review));
                if asked.shown {
                    decisions.push(row("estimates", key, "counts", Decision::HeldBack, counts));
                }
            }
            fits.push(match (figures, counts) {
                (Some((rule, _)), _) => Verdict::HeldBack(*rule),
                (None, Some((rule, _))) => Verdict::WithoutCounts(*rule),
                (None, None) => Verdict::Released,
            });
        }
        let cohorts = self.cohorts.iter().map(|reason| reason.as_ref().map(|(rule, _)| *rule)).collect();
        Control { cohorts, fits, decisions }
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
