//! Planned regressions: moments to fits, each with its status.
//!
//! Owns the sharing of factorisations, and families of tests.
//! Owns no enumeration, which is the plan's, no sums, which come from a [`MomentSource`], and no statuses
//! and no arithmetic of a fit, which are for `statistics`. Owns no publication: the rows here are the audit's.

mod clusters;
mod comparison;
mod counts;
mod covariance;
mod factors;
mod families;
mod fits;
mod row;

use rayon::prelude::*;

use definitions::plan::{ConsequenceIndex, Plan};
use engine::moments::MomentSource;
use engine::progress::Progress;
use foundation::error::Result;

pub use families::q_values;
pub use fits::Fits;
pub use statistics::status::{Availability, Counts, FitOutcome, precheck};

use comparison::ComparisonFitter;
use factors::Factors;

/// Runs every planned regression.
///
/// # Errors
/// The user asked to stop, or a value is too large to be summed.
pub fn run(plan: &Plan<'_>, source: &dyn MomentSource, progress: &dyn Progress) -> Result<Fits> {
    let factors = Factors::of(plan);
    let mut tasks: Vec<(ConsequenceIndex, usize, std::ops::Range<usize>)> = Vec::new();
    for (at, jobs) in plan.by_consequence().enumerate() {
        tasks.push((plan.jobs()[jobs.start].consequence, at, jobs));
    }
    // By consequence, so that its values stay near the processor while all comparisons read them.
    tasks.sort_by_key(|(consequence, at, _)| (*consequence, *at));
    let run = |(_, at, jobs): (ConsequenceIndex, usize, std::ops::Range<usize>)| {
        progress.rows(0)?;
        let jobs = &plan.jobs()[jobs];
        Ok((at, ComparisonFitter::new(plan, source, &factors, jobs)?.run()?))
    };
    let mut results: Vec<(usize, Fits)> = tasks.into_par_iter().map(run).collect::<Result<_>>()?;
    results.sort_by_key(|(at, _)| *at);
    let mut fits = Fits { rows: Vec::with_capacity(plan.jobs().len()), covariances: Vec::new() };
    for (_, mut of_task) in results {
        fits.rows.append(&mut of_task.rows);
        fits.covariances.append(&mut of_task.covariances);
    }
    let p: Vec<Option<f64>> = fits.rows.iter().map(|row| row.p).collect();
    for (row, q) in fits.rows.iter_mut().zip(q_values(plan, &p)) {
        row.q = q;
    }
    Ok(fits)
}
