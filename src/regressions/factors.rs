//! Factorisations of designs, shared by all consequences of a comparison that have the same persons present.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use definitions::plan::{Comparison, Job, Plan, SpecificationIndex};
use engine::moments::{CellIndex, CellList, Moments};
use foundation::error::{Error, Result};
use foundation::words::Arm;
use rustc_hash::FxHashMap;
use statistics::estimate::adjust::Adjust;
use statistics::estimate::{Design, DesignCell, Factor, NotIdentified};

/// A factorisation, or why there is none.
pub type SharedFactor = Arc<Result<Factor, NotIdentified>>;

/// By the persons of every cell.
type FactorsByPersons = Mutex<FxHashMap<Vec<u64>, SharedFactor>>;

/// Factorisations by comparison, specification and persons of every cell.
pub struct Factors(HashMap<(Comparison, SpecificationIndex), FactorsByPersons>);

impl Factors {
    /// None yet, for each comparison and specification of a plan.
    pub fn of(plan: &Plan<'_>) -> Factors {
        let runs = plan.runs().map(|run| (run[0].comparison, run[0].specification));
        Factors(runs.map(|key| (key, FactorsByPersons::default())).collect())
    }

    /// The factorisation for the persons of moments; `with_persons` are the cells that have any.
    ///
    /// # Errors
    /// Internal errors only.
    pub fn find_or_make(
        &self,
        job: &Job,
        adjust: &Adjust,
        cells: &CellList,
        moments: &Moments,
        with_persons: &[CellIndex],
    ) -> Result<SharedFactor> {
        let failed = || Error::internal("factorisations that can't be shared".to_owned());
        let known = self.0.get(&(job.comparison, job.specification)).ok_or_else(failed)?;
        if let Some(factor) = known.lock().map_err(|_| failed())?.get(&moments.n) {
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
        known.lock().map_err(|_| failed())?.insert(moments.n.clone(), Arc::clone(&factor));
        Ok(factor)
    }
}
