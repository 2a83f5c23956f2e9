//! Intention to treat: the regression of the outcome on assignment and covariates.

use super::Trial;
use super::fit::{Coefficient, fit};
use crate::effect::{Effect, Means, RegressionRank};
use crate::error::DesignError;
use crate::estimand::Itt;

impl Trial {
    /// The effect of assignment, adjusted for the covariates: HC3, or CR1 by site.
    ///
    /// # Errors
    /// An outcome that can't be used, assignment that follows from the covariates, no variation.
    pub fn intention_to_treat(&self, outcome: &[f64]) -> Result<Effect<Itt>, DesignError> {
        self.check("outcome", outcome)?;
        let Coefficient { estimate, standard_error, df, fit } = fit(self.factor()?, outcome, self.sites.as_deref())?;
        let means = self.means(outcome, estimate);
        let effect = Effect::new(estimate, standard_error.powi(2), df, means, fit.clusters)?;
        let dropped = fit.dropped.iter().map(|of| format!("{}: {}", of.term, of.reason)).collect();
        let regression = RegressionRank { rank: fit.rank as u64, dropped, leverage_one: fit.leverage_one };
        Ok(Effect { robustness: fit.robustness, regression: Some(regression), ..effect })
    }

    /// The mean of the assigned, and the same less the effect.
    pub(super) fn means(&self, outcome: &[f64], effect: f64) -> Means {
        let assigned = outcome.iter().zip(&self.assigned).filter(|(_, a)| **a).map(|(y, _)| *y);
        let (n, sum) = assigned.fold((0.0, 0.0), |(n, sum), y| (n + 1.0, sum + y));
        Means { participants: sum / n, controls: sum / n - effect }
    }
}
