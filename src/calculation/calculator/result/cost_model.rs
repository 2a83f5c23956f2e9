//! What a started and a completed course costs.

use foundation::words::{CostCategory, Payer};
use serde::Serialize;

/// The costs of an intervention over all its years, undiscounted, in the result's price year. What falls once is spread
/// over all courses.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CostModel {
    /// Courses that are started.
    pub started: f64,
    /// Courses that are completed.
    pub completed: f64,
    /// By category and payer, those that are not zero.
    pub rows: Vec<CostRow>,
    /// All of it.
    pub total: PerCourse,
    /// What is left when displaced costs are saved.
    pub net: PerCourse,
    /// The total when one thing changes at a time.
    pub variations: Vec<Variation>,
}

/// One category of one payer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CostRow {
    /// The category.
    pub category: CostCategory,
    /// Who pays.
    pub payer: Payer,
    /// What it comes to.
    #[serde(flatten)]
    pub cost: PerCourse,
}

/// An amount, and its parts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PerCourse {
    /// Kroner over all years.
    pub kr: f64,
    /// Per started course.
    pub per_started: f64,
    /// Per completed course; `None` if none is completed.
    pub per_completed: Option<f64>,
}

/// The total when one thing changes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Variation {
    /// What changes.
    pub varied: CostDriver,
    /// What it is multiplied by.
    pub factor: f64,
    /// What the costs come to then.
    #[serde(flatten)]
    pub cost: PerCourse,
}

/// What changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CostDriver {
    /// The completion rate.
    CompletionRate,
    /// The size of groups.
    GroupSize,
    /// Hourly rates.
    Wage,
}
