//! Factorisations of designs, shared by all consequences of a comparison that have the same persons present.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use definitions::plan::{Comparison, Plan};
use engine::moments::{CellIndex, CellList, Moments};
use foundation::error::{Error, Result};
use foundation::words::Arm;
use statistics::estimate::adjust::Adjust;
use statistics::estimate::{Design, DesignCell, Factor, NotIdentified};

/// A factorisation, or why there is none.
pub type SharedFactor = Arc<Result<Factor, NotIdentified>>;

type OfComparison = Mutex<HashMap<(Adjust, Vec<u64>), SharedFactor>>;

/// Factorisations by comparison, adjusters and persons of every cell.
pub struct Factors(HashMap<Comparison, OfComparison>);

impl Factors {
    /// None yet, for each comparison of a plan.
    pub fn of(plan: &Plan<'_>) -> Factors {
        Factors(plan.comparisons().iter().map(|comparison| (*comparison, OfComparison::default())).collect())
    }

    /// The factorisation for the persons of moments; `with_persons` are the cells that have any.
    ///
    /// # Errors
    /// The program's own fault only.
    pub fn find_or_make(
        &self,
        comparison: Comparison,
        adjust: &Adjust,
        cells: &CellList,
        moments: &Moments,
        with_persons: &[CellIndex],
    ) -> Result<SharedFactor> {
        let failed = || Error::internal("factorisations that can't be shared".to_owned());
        let known = self.0.get(&comparison).ok_or_else(failed)?;
        let key = (adjust.clone(), moments.n.clone());
        if let Some(factor) = known.lock().map_err(|_| failed())?.get(&key) {
            return Ok(Arc::clone(factor));
        }
        let adjusters = cells.adjusters(&adjust.categories)?;
        let cell = |index: &CellIndex| {
            let key = &cells.keys[index.at()];
            DesignCell {
                n: moments.n[index.at()],
                success: key.arm == Arm::Success,
                sex: key.sex,
                age: f64::from(key.age),
                t0: key.t0,
                levels: adjusters.iter().map(|adjuster| cells.level(key, *adjuster)).collect(),
            }
        };
        let cells: Vec<DesignCell> = with_persons.iter().map(cell).collect();
        let factor = Arc::new(Factor::new(&Design::new(&cells, adjust)));
        known.lock().map_err(|_| failed())?.insert(key, Arc::clone(&factor));
        Ok(factor)
    }
}
