//! What is asked for: columns by name, and how the regressions are run.

use std::path::PathBuf;

use foundation::words::{Covariance, Form};

/// What the weights of `weights` are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum WeightKind {
    /// How many persons a row stands for.
    Frequency,
    /// The inverse of a row's probability to be sampled, or anything proportional to it.
    Sampling,
}

/// One regression for each outcome and value of `by`.
#[derive(Debug, Clone)]
pub struct Request {
    /// A Parquet file, or a folder of them.
    pub file: PathBuf,
    /// Columns of outcomes, in the order of the results.
    pub outcomes: Vec<String>,
    /// The column whose coefficient is wanted: true/false or 0/1.
    pub success: String,
    /// A column of whole numbers or dates; all rows together without.
    pub by: Option<String>,
    /// Columns of categories.
    pub adjust: Vec<String>,
    /// A column of numbers, and how it enters.
    pub age: Option<(String, Form)>,
    /// The covariance.
    pub covariance: Covariance,
    /// The column of clusters, with CR1.
    pub cluster: Option<String>,
    /// The column of weights, and what they are.
    pub weights: Option<(String, WeightKind)>,
}
