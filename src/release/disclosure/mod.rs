//! Disclosure control: which cells and figures may leave the secure room, with how much noise, and how coarse (method rule 20).
//!
//! Owns the decisions, the perturbation, the rounding, and the final check of the tables. Pure: counts, fits, the secret and what
//! earlier releases published come as arguments, and no file is read. Owns no estimates, and no policy: analysts write that.

#[cfg(test)]
mod attack;
mod between;
mod combination;
mod difference;
mod gate;
mod overlap;
mod perturb;
mod primary;
mod round;
mod secret;
mod status;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use definitions::disclosure::Policy;
use definitions::estimation::Minimum;
use engine::moments::LargestContributions;
use foundation::tables::audit::{AuditFitRow, DisclosureRow};
use foundation::words::{Arm, Decision, Rule, Status};

pub use gate::gate;
pub use perturb::{Figures, Perturbation};
pub use round::share;
pub use secret::Secret;

/// What decisions on statuses are about.
pub const STATUS: &str = "status";

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
    /// Its cell key: the sum of its persons' keys modulo 2^64.
    pub cell: u64,
}

/// The persons of a target group whose success is known, by which subgroups they are in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlap {
    /// The target group.
    pub target_group: String,
    /// The success measure.
    pub success_measure: String,
    /// Its subgroups.
    pub subgroups: Vec<String>,
    /// Persons who are in the same ones.
    pub parts: Vec<Part>,
}

/// Persons who are in the same subgroups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// By subgroup, whether they are in it.
    pub within: Vec<bool>,
    /// How many they are in each cohort, success first.
    pub persons: [u64; 2],
}

/// How large the amounts of each part of an overlap are.
#[derive(Debug, Clone, PartialEq)]
pub struct Amounts {
    /// Which overlap, by position.
    pub overlap: usize,
    /// The consequence.
    pub consequence: String,
    /// Years after t = 0.
    pub follow_up_year: i32,
    /// By part and cohort, success first.
    pub peaks: Vec<[LargestContributions; 2]>,
}

/// Two cohorts of other success measures or target groups, of which one holds the other or nearly does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// Which cohorts, by position.
    pub cohorts: [usize; 2],
    /// How many persons of each the other lacks; for what is not few, at least the minimum.
    pub beyond: [u64; 2],
}

/// A regression of the published specification, and whether its counts would be published.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The regression.
    pub fit: &'a AuditFitRow,
    /// The cell keys of its cohorts, success first.
    pub cells: [u64; 2],
    /// Whether its figures would be published.
    pub shown: bool,
    /// Whether the registers cover the follow-up year for any year t = 0.
    pub covered: bool,
    /// What its specification asks for.
    pub minimum: Minimum,
}

/// Persons and users of a regression by arm, success first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Counts {
    /// Persons.
    pub persons: [u64; 2],
    /// Users; none where only the published figures are known.
    pub users: Option<[u64; 2]>,
    /// The amounts of kroner; none where they are not known.
    pub largest: [Option<Largest>; 2],
}

/// A cohort's amounts: all of them together, and the two largest persons', without their signs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Largest {
    /// Σ|y|.
    pub all: f64,
    /// The two largest |y|.
    pub two: [f64; 2],
}

/// What an earlier release published, with the exact counts behind it where its audit is at hand.
#[derive(Debug, Clone, Default)]
pub struct Earlier {
    /// Its name.
    pub release: String,
    /// The hash of its manifest.
    pub manifest_blake3: String,
    /// Whether the counts are exact.
    pub exact: bool,
    /// Cohorts whose persons it published.
    pub cohorts: HashMap<CohortKey, u64>,
    /// Regressions whose counts it published.
    pub fits: HashMap<FitKey, Counts>,
    /// Estimate, standard error and degrees of freedom as it published them.
    pub figures: HashMap<FitKey, [f64; 3]>,
}

/// What is decided on a regression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Everything may leave.
    Released,
    /// Estimate and error may leave, counts and mean may not.
    WithoutCounts(Rule),
    /// It has no figures, and its status would tell a count: this one may leave.
    Told(Status),
    /// Nothing may leave but that it is held back.
    HeldBack(Rule),
}

/// What disclosure control is asked about.
#[derive(Debug)]
pub struct Question<'a> {
    /// The policy.
    pub policy: Policy,
    /// The room's secret.
    pub secret: Secret,
    /// Every cohort, in the order of the published table.
    pub cohorts: Vec<CohortCount>,
    /// Every regression of the published specifications.
    pub fits: Vec<Asked<'a>>,
    /// How the subgroups of each target group overlap.
    pub overlaps: Vec<Overlap>,
    /// Who dominates where they do.
    pub amounts: Vec<Amounts>,
    /// Cohorts that hold others, or nearly do, beyond what the subgroups of one target group do.
    pub pairs: Vec<Pair>,
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

impl Question<'_> {
    /// What turns exact figures into published ones.
    pub fn perturbation(&self) -> Perturbation {
        Perturbation { policy: self.policy, secret: self.secret }
    }
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
    let perturbation = question.perturbation();
    let mut ledger = Ledger {
        cohorts: question.cohorts.iter().map(|cohort| primary::cohort(&perturbation, cohort)).collect(),
        figures: question.fits.iter().map(|asked| primary::figures(&perturbation, asked)).collect(),
        counts: question.fits.iter().map(|asked| primary::mean(&perturbation, asked)).collect(),
        told: question.fits.iter().map(|asked| status::replaced(&question.policy, asked)).collect(),
        reviews: Vec::new(),
    };
    overlap::subgroups(question, &mut ledger);
    between::releases(question, &mut ledger);
    overlap::pairs(question, &mut ledger);
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
    /// What is published in the place of a status.
    told: Vec<Option<status::StatusDisclosure>>,
    /// Regressions that ask for a look, with why.
    reviews: Vec<(usize, Rule, String)>,
}

impl Ledger {
    /// Whether a regression's counts leave, with its figures.
    fn counts_leave(&self, fit: usize) -> bool {
        self.figures.get(fit).is_some_and(Option::is_none) && self.counts.get(fit).is_some_and(Option::is_none)
    }

    /// Whether a cohort's persons leave.
    fn cohort_leaves(&self, cohort: usize) -> bool {
        self.cohorts.get(cohort).is_some_and(Option::is_none)
    }

    /// Holds a regression's counts back, unless something else does.
    fn hold_counts(&mut self, fit: usize, rule: Rule, reason: String) {
        if let Some(held) = self.counts.get_mut(fit).filter(|held| held.is_none()) {
            *held = Some((rule, reason));
        }
    }

    /// Holds a cohort's persons back, unless something else does.
    fn hold_cohort(&mut self, cohort: usize, rule: Rule, reason: String) {
        if let Some(held) = self.cohorts.get_mut(cohort).filter(|held| held.is_none()) {
            *held = Some((rule, reason));
        }
    }

    fn close(self, question: &Question<'_>) -> Control {
        let mut decisions = Vec::new();
        for (cohort, reason) in question.cohorts.iter().zip(&self.cohorts) {
            let (group, subgroup, measure, arm) = &cohort.key;
            let key = format!("{group} / {subgroup} / {measure} / {arm}");
            decisions.push(row("cohorts", key, "persons", Decision::HeldBack, reason));
        }
        let mut fits = Vec::with_capacity(question.fits.len());
        let mut reviews = self.reviews.iter().peekable();
        let decided = self.figures.iter().zip(&self.counts).zip(&self.told);
        for (at, (asked, ((figures, counts), told))) in question.fits.iter().zip(decided).enumerate() {
            let fit = asked.fit;
            let key = format!(
                "{} / {} / {} / {} / {}",
                fit.target_group, fit.subgroup, fit.success_measure, fit.consequence, fit.follow_up_year
            );
            let mut review: Reason = None;
            while let Some((_, rule, reason)) = reviews.next_if(|(position, ..)| *position == at) {
                review = review.or_else(|| Some((*rule, reason.clone())));
            }
            if let Some(told) = told {
                decisions.push(row("fits", key, STATUS, Decision::HeldBack, &told.reason()));
            } else if figures.is_some() {
                decisions.push(row("estimates", key, "figures", Decision::HeldBack, figures));
            } else {
                decisions.push(row("estimates", key.clone(), "figures", Decision::Review, &review));
                if asked.shown {
                    decisions.push(row("estimates", key, "counts", Decision::HeldBack, counts));
                }
            }
            fits.push(match (told, figures, counts) {
                (Some(told), ..) => told.verdict(),
                (None, Some((rule, _)), _) => Verdict::HeldBack(*rule),
                (None, None, Some((rule, _))) => Verdict::WithoutCounts(*rule),
                (None, None, None) => Verdict::Released,
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
