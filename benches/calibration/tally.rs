//! What came of the replications of a scenario, counted by covariance and by how strict the minimum of users is.

use som::definitions::estimation::Minimum;
use som::estimate::Fit;
use som::regressions::{Availability, Counts, precheck};
use som::words::Covariance;

use super::cohorts::Cohorts;
use super::outcome::Drawn;

/// The covariances.
pub const COVARIANCES: [Covariance; 5] =
    [Covariance::Iid, Covariance::Hc0, Covariance::Hc1, Covariance::Hc2, Covariance::Hc3];

/// Minimums of users that are tried; none of persons.
pub const USERS: [f64; 12] = [0.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 40.0, 50.0, 75.0, 100.0, 200.0];

/// Minimums that are tried, the definition's default last.
pub const MINIMUMS: usize = USERS.len() + 1;

/// The place of the definition's default.
pub const DEFAULT: usize = USERS.len();

/// Counts of fits.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shown {
    /// With a standard error above zero.
    pub fits: u64,
    /// Of them, those with p below 0.05.
    pub rejected: u64,
    /// Of them, those whose interval holds the truth.
    pub covered: u64,
}

/// What came of the replications of a scenario.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Replications.
    pub all: u64,
    /// By minimum and covariance.
    pub shown: [[Shown; COVARIANCES.len()]; MINIMUMS],
    /// Σ of error and of squared error of the coefficient, over all replications.
    pub errors: (f64, f64),
}

impl Tally {
    /// Fits a replication's outcome, and decides as a build does.
    pub fn add(&mut self, cohorts: &Cohorts, drawn: &Drawn, truth: f64) {
        self.all += 1;
        let counts = Counts {
            success: cohorts.sizes.0,
            non_success: cohorts.sizes.1,
            users_success: drawn.users.0,
            users_non_success: drawn.users.1,
        };
        let fit = Fit::new(&cohorts.factor, &drawn.outcome);
        let error = fit.coefficient - truth;
        self.errors.0 += error;
        self.errors.1 += error * error;
        let half = COVARIANCES.map(|covariance| {
            let variance = fit.variance(covariance).filter(|variance| *variance > 0.0 && !fit.perfect);
            variance.map(|variance| cohorts.critical * variance.sqrt())
        });
        let available = Availability { covered: true, success: true, non_success: true };
        for (at, shown) in self.shown.iter_mut().enumerate() {
            let users = USERS.get(at).map(|users| Minimum { persons: 0, users: *users, df: 0, clusters: 0 });
            if precheck(counts, available, users.unwrap_or_default(), true, drawn.outcome.constant).is_some() {
                continue;
            }
            for (shown, half) in shown.iter_mut().zip(half) {
                let Some(half) = half else { continue };
                shown.fits += 1;
                shown.rejected += u64::from(fit.coefficient.abs() > half);
                shown.covered += u64::from(error.abs() <= half);
            }
        }
    }

    /// Both together.
    pub fn plus(mut self, other: &Tally) -> Tally {
        self.all += other.all;
        self.errors = (self.errors.0 + other.errors.0, self.errors.1 + other.errors.1);
        for (ours, theirs) in self.shown.iter_mut().flatten().zip(other.shown.iter().flatten()) {
            ours.fits += theirs.fits;
            ours.rejected += theirs.rejected;
            ours.covered += theirs.covered;
        }
        self
    }
}
