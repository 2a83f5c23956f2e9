//! Least squares of a trial, by the regressions of `statistics` with every person a cell.

use std::collections::BTreeMap;

use foundation::words::Covariance;
use statistics::estimate::{CellOutcome, ClusterCell, Clusters, Design, Errors, Factor};
use statistics::inference::SIGNIFICANCE;
use statistics::status::{FitOutcome, Minimum};

use crate::error::DesignError;

/// The factorised design with the wanted column last.
pub(super) fn factor(covariates: &[(String, Vec<f64>)], wanted: &[f64]) -> Result<Factor, DesignError> {
    Factor::new(&design(covariates, wanted)).map_err(|wrong| match wrong.dropped.last() {
        Some(last) if wrong.adjuster => DesignError::Collinear { variable: last.term.clone() },
        _ => DesignError::AssignmentNotIdentified,
    })
}

/// The coefficient of the wanted column, with an error.
pub(super) struct Coefficient {
    pub(super) estimate: f64,
    pub(super) standard_error: f64,
    /// Degrees of freedom of t.
    pub(super) df: f64,
    /// The regression that it is of.
    pub(super) fit: FitOutcome,
}

/// The regression of an outcome: HC3 without sites, CR1 with.
///
/// # Errors
/// An outcome too large to square, a regression without figures.
pub(super) fn fit(factor: Factor, outcome: &[f64], sites: Option<&[u32]>) -> Result<Coefficient, DesignError> {
    let squares = outcome.iter().map(|y| y * y).sum::<f64>();
    if !squares.powi(2).is_finite() {
        return Err(DesignError::VarianceNotFinite);
    }
    let centre = outcome.iter().sum::<f64>() / outcome.len() as f64;
    let means: Vec<f64> = outcome.iter().map(|y| y - centre).collect();
    let size = (squares / outcome.len() as f64).sqrt();
    let outcome = CellOutcome {
        shift: centre,
        shift_steps: 0,
        within: vec![0.0; means.len()],
        constant: outcome.iter().all(|y| Some(y) == outcome.first()),
        stored_to: f64::EPSILON * size,
        means,
    };
    let clusters = sites.map(|sites| cells(sites, &outcome.means));
    let errors = match &clusters {
        Some(clusters) => Errors::ByCluster(Clusters::Cells(clusters)),
        None => Errors::ByPerson(Covariance::Hc3),
    };
    let fitted = FitOutcome::new(&Ok(factor), &outcome, Minimum::NONE, errors, SIGNIFICANCE);
    match (fitted.estimate, fitted.inference, fitted.df) {
        (Some((estimate, standard_error)), Some(_), Some(df)) => {
            Ok(Coefficient { estimate, standard_error, df, fit: fitted })
        }
        _ => {
            let reason = fitted.reason.unwrap_or_else(|| fitted.status.to_string());
            Err(DesignError::Regression { status: fitted.status, reason })
        }
    }
}

/// The persons of each site.
fn cells(sites: &[u32], means: &[f64]) -> Vec<(u32, Vec<ClusterCell>)> {
    let mut cells: BTreeMap<u32, Vec<ClusterCell>> = BTreeMap::new();
    for (cell, (site, mean)) in sites.iter().zip(means).enumerate() {
        cells.entry(*site).or_default().push(ClusterCell { cell, n: 1, mean: *mean });
    }
    cells.into_iter().collect()
}

/// A design of rows: an intercept, covariates about their means, and the column whose coefficient is wanted.
fn design(covariates: &[(String, Vec<f64>)], wanted: &[f64]) -> Design {
    let mut design = Design::of(vec![1; wanted.len()], wanted);
    for (name, column) in covariates {
        design.polynomial(name, column, 1);
    }
    design
}
