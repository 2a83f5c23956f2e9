//! The request to disclosure control: cohorts, candidates for publication, shared persons, and what earlier releases published.

use std::collections::HashMap;

use definitions::disclosure::Policy;
use definitions::estimation::Minimum;
use engine::moments::LargestContributions;
use foundation::keys::{CohortKey, ComparisonKey, RegressionKey};
use foundation::tables::audit::AuditFitRow;

use super::counts::Counts;
use super::perturb::Perturbation;
use super::secret::Secret;
use super::sketch::Sketch;

/// One cohort.
#[derive(Debug, Clone)]
pub struct CohortCount {
    /// Which.
    pub key: CohortKey,
    /// Its persons.
    pub persons: u64,
    /// Its cell key, on which the noise of its counts depends.
    pub cell: u64,
    /// The sketch of its persons.
    pub sketch: Sketch,
}

/// A comparison of which a release of this room published anything.
#[derive(Debug, Clone)]
pub struct PublishedComparison {
    /// The release.
    pub release: String,
    /// Its name there.
    pub key: ComparisonKey,
    /// The exact persons of its cohorts, success first.
    pub persons: [u64; 2],
    /// The sketches of its cohorts.
    pub sketches: [Sketch; 2],
    /// Whether any count was published, or a reason in its place that depends on its persons.
    pub counts: bool,
    /// Whether any figure or status was published that depends on its persons.
    pub figures: bool,
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
pub struct Candidate<'a> {
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

/// What an earlier release published, with the exact counts behind it where its audit is at hand.
#[derive(Debug, Clone, Default)]
pub struct EarlierRelease {
    /// Its name.
    pub release: String,
    /// The hash of its manifest.
    pub manifest_blake3: String,
    /// Whether the counts are exact.
    pub exact: bool,
    /// Cohorts whose persons it published.
    pub cohorts: HashMap<CohortKey, u64>,
    /// Regressions whose counts it published.
    pub fits: HashMap<RegressionKey, Counts>,
    /// Estimate, standard error and degrees of freedom as it published them.
    pub figures: HashMap<RegressionKey, [f64; 3]>,
}

/// What disclosure control decides on.
#[derive(Debug)]
pub struct Request<'a> {
    /// The policy.
    pub policy: Policy,
    /// The room's secret.
    pub secret: Secret,
    /// Every cohort, in the order of the published table.
    pub cohorts: Vec<CohortCount>,
    /// Every regression of the published specifications.
    pub fits: Vec<Candidate<'a>>,
    /// How the subgroups of each target group overlap.
    pub overlaps: Vec<Overlap>,
    /// Who dominates where they do.
    pub amounts: Vec<Amounts>,
    /// Cohorts that hold others, or nearly do, beyond what the subgroups of one target group do.
    pub pairs: Vec<Pair>,
    /// EarlierRelease releases.
    pub earlier: Vec<EarlierRelease>,
    /// What releases of the room published, by their persons.
    pub published: Vec<PublishedComparison>,
}

impl Request<'_> {
    /// What turns exact figures into published ones.
    pub fn perturbation(&self) -> Perturbation {
        Perturbation { policy: self.policy, secret: self.secret }
    }
}
