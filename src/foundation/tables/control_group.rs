//! How the control group of an intervention was made, with all that a release says of it.

use serde::Serialize;

use super::Database;
use super::published::{BalanceRow, InterventionRow, LotRow};
use crate::words::Arm;

/// An intervention's control group, as a release has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ControlGroup {
    /// The design.
    pub design: InterventionRow,
    /// Participants who are kept, as published; `None` where held back.
    pub participants: Option<i64>,
    /// Controls with weight, as published; `None` where held back.
    pub controls: Option<i64>,
    /// How alike both groups are, by variable.
    pub balance: Vec<BalanceRow>,
    /// Of a lot: compliers and randomisation inference.
    pub lots: Vec<LotRow>,
}

impl ControlGroup {
    /// The variable that differs most with the design's weights, of those whose difference leaves.
    pub fn worst(&self) -> Option<&BalanceRow> {
        let size = |row: &&BalanceRow| row.difference.map_or(-1.0, f64::abs);
        let shown = self.balance.iter().filter(|row| row.difference.is_some());
        shown.max_by(|a, b| size(a).total_cmp(&size(b)))
    }

    /// The largest difference before the design, without its sign, of those that leave.
    pub fn worst_before(&self) -> Option<f64> {
        self.balance.iter().filter_map(|row| row.difference_before).map(f64::abs).reduce(f64::max)
    }

    /// How many variables have no difference that leaves.
    pub fn held_back(&self) -> usize {
        self.balance.iter().filter(|row| row.difference.is_none()).count()
    }

    /// Whether assignment is a weak instrument for completion in any row of the lot.
    pub fn is_weak(&self) -> bool {
        self.lots.iter().any(|row| row.weak_instrument == Some(true))
    }
}

impl Database {
    /// The control group of an intervention; none of a target group.
    pub fn control_group(&self, id: &str) -> Option<ControlGroup> {
        let design = self.intervention(id)?.clone();
        let persons = |arm: Arm| {
            self.cohorts.iter().find(|row| row.target_group == id && row.arm == arm).and_then(|row| row.persons)
        };
        Some(ControlGroup {
            design,
            participants: persons(Arm::Success),
            controls: persons(Arm::NonSuccess),
            balance: self.intervention_balance.iter().filter(|row| row.intervention == id).cloned().collect(),
            lots: self.intervention_lots.iter().filter(|row| row.intervention == id).cloned().collect(),
        })
    }
}
