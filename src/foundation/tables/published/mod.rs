//! The tables of a release. Those of interventions and profiles have files of their own.

mod effects;
mod estimates;
mod groups;
mod knowledge;
mod prices;

pub use super::intervention::{BalanceRow, InterventionRow, LotRow};
pub use super::profile::ProfileRow;
pub use effects::EffectRow;
pub use estimates::{ConsequenceRow, CovarianceRow, EstimateRow, FitRow};
pub use groups::{CohortRow, SubgroupRow, SuccessMeasureRow, TargetGroupRow};
pub use knowledge::{ExperienceRow, QualificationRow, SourceRow};
pub use prices::{PriceIndexRow, PriceRow};
