//! The effect of an intervention as a net success rate, and its source.

use serde::Serialize;

use foundation::words::{Denominator, Label, Provenance, Standing};

/// The effect of the intervention.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Effect {
    /// The share that succeeds because of the intervention.
    pub net_rate: f64,
    /// What it is a share of.
    pub denominator: Denominator,
    /// The standard error of the net rate; zero where none is given.
    pub standard_error: f64,
    /// The correction for optimism that the net rate and its error include.
    pub optimism: Option<Optimism>,
    /// Where it comes from.
    pub origin: EffectOrigin,
}

/// A correction of the net success rate for optimism.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Optimism {
    /// 1, 2 or 3; 1 is strongest.
    pub evidence_level: i32,
    /// The factors of evidence levels 1, 2 and 3.
    pub factors: [f64; 3],
    /// What the rate was multiplied by: the factor of its level.
    pub factor: f64,
    /// The rate without the correction.
    pub uncorrected: f64,
    /// Where the factor comes from.
    pub reason: String,
}

/// Where a net success rate comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum EffectOrigin {
    /// The user stated it.
    Stated,
    /// The user stated the rates with and without.
    Pair {
        /// The share that succeeds with the intervention.
        with: f64,
        /// The share that succeeds without.
        without: f64,
    },
    /// The user stated a standardised effect and the rate without: ln OR = πd/√3 gives the rate with (Hasselblad & Hedges 1995,
    /// method rule 22).
    Standardised {
        /// Standardised mean difference; positive is more success.
        d: f64,
        /// The share that succeeds with the intervention, as converted.
        with: f64,
        /// The share that succeeds without.
        without: f64,
    },
    /// The estimates are effects of an intervention on its participants: each of them counts once.
    Intervention {
        /// 1: by lot; 2: a constructed control group.
        evidence_level: i32,
        /// What stands between the estimates and a cause.
        standing: Standing,
        /// How surely.
        provenance: Provenance,
    },
    /// An effect of the release.
    Database {
        /// Its id.
        effect: String,
        /// Its label.
        label: Label,
        /// The share that succeeds with the intervention.
        with: f64,
        /// The share that succeeds without.
        without: f64,
        /// The standard error that the study reports; `None` if it does not.
        standard_error: Option<f64>,
        /// 1, 2 or 3.
        evidence_level: i32,
        /// Whether it speaks of the case's target group.
        same_group: bool,
        /// Whether it speaks of the case's success measure.
        same_measure: bool,
        /// The study.
        source: String,
        /// How surely.
        provenance: Provenance,
    },
}
