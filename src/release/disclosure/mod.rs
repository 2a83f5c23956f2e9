//! Disclosure control: which cells and figures may leave the secure room, with how much noise, and how coarse (method rule 20).
//!
//! Owns the decisions, the perturbation, the rounding, and the final check of the tables. Pure: counts, fits, the secret and what
//! earlier releases published come as arguments, and no file is read. Owns no estimates, and no policy: analysts write that.

#[cfg(test)]
mod attack;
#[cfg(test)]
mod attack_groups;
#[cfg(test)]
mod attack_profiles;
#[cfg(test)]
mod attack_statuses;
mod combination;
mod counts;
mod decisions;
mod difference;
mod earlier_releases;
mod gate;
mod levels;
mod overlap;
mod perturb;
mod primary;
mod rare_differences;
mod request;
mod round;
mod secret;
mod sketch;
mod status;
#[cfg(test)]
pub(crate) mod tests;
mod verdict;

pub use counts::Counts;
pub use decisions::{FIGURES, STATUS};
pub use gate::gate;
pub use levels::Level;
pub use perturb::{Figures, Perturbation, cell_keys};
pub use request::{Amounts, Candidate, CohortCount, EarlierRelease, Overlap, Pair, Part, PublishedComparison, Request};
pub use round::{share, to_place};
pub use secret::Secret;
pub use sketch::Sketch;
pub use verdict::{Control, Verdict};

use decisions::PendingDecisions;

/// Decides on every cohort and regression. Primary rules first, then what differences would disclose.
pub fn control(request: &Request<'_>) -> Control {
    if !request.policy.control {
        return Control {
            cohorts: vec![None; request.cohorts.len()],
            fits: vec![Verdict::Released; request.fits.len()],
            decisions: Vec::new(),
            published: Vec::new(),
        };
    }
    let perturbation = request.perturbation();
    let mut ledger = PendingDecisions {
        cohorts: request.cohorts.iter().map(|cohort| primary::cohort(&perturbation, cohort)).collect(),
        figures: request.fits.iter().map(|candidate| primary::figures(&perturbation, candidate)).collect(),
        counts: request.fits.iter().map(|candidate| primary::mean(&perturbation, candidate)).collect(),
        statuses: request.fits.iter().map(|candidate| status::replaced(&perturbation, candidate)).collect(),
        reviews: Vec::new(),
        differences: Vec::new(),
    };
    overlap::subgroups(request, &mut ledger);
    earlier_releases::releases(request, &mut ledger);
    overlap::pairs(request, &mut ledger);
    difference::within(request, &mut ledger);
    rare_differences::differences(request, &mut ledger);
    let published = rare_differences::published(request, &ledger);
    Control { published, ..ledger.close(request) }
}
