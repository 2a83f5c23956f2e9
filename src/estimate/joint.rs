//! The covariance between two estimates of the same persons' outcomes (method rule 17).

use super::fit::Fit;
use crate::words::Covariance;

/// One cell over the persons who are in both regressions; outcomes less each regression's shift.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JointCell {
    /// The cell's position in the first regression.
    pub first: usize,
    /// The cell's position in the second.
    pub second: usize,
    /// Persons in both.
    pub n: f64,
    /// Σ of the first outcome.
    pub sum_first: f64,
    /// Σ of the second outcome.
    pub sum_second: f64,
    /// Σ of their products.
    pub product: f64,
}

/// The covariance of two coefficients: Σ over the persons in both of influence × residual of the one times that of the
/// other, each scaled as its own variance is (√(N/(N − p)) for HC1, (1 − h)^−½ for HC2, (1 − h)^−1 for HC3). For iid, the
/// residuals' covariance takes the place of each product. With a regression and itself it is the variance.
///
/// `None` for CR1, whose [`Scores`](super::Scores) give it, and without degrees of freedom.
pub fn covariance(first: &Fit<'_>, second: &Fit<'_>, kind: Covariance, cells: &[JointCell]) -> Option<f64> {
    let (df_first, df_second) = (first.factor.df() as f64, second.factor.df() as f64);
    if df_first <= 0.0 || df_second <= 0.0 {
        return None;
    }
    let at = |values: &[f64], cell: usize| values.get(cell).copied().unwrap_or_default();
    let scale = |fit: &Fit<'_>, df: f64, cell: usize| {
        let left = 1.0 - at(&fit.factor.leverage, cell);
        match kind {
            Covariance::Hc2 | Covariance::Hc3 if fit.factor.has_leverage_one(cell) => 0.0,
            Covariance::Hc1 => (fit.factor.persons() as f64 / df).sqrt(),
            Covariance::Hc2 => left.powf(-0.5),
            Covariance::Hc3 => 1.0 / left,
            Covariance::Iid | Covariance::Hc0 | Covariance::Cr1 => 1.0,
        }
    };
    let (mut meat, mut residuals, mut bread) = (0.0, 0.0, 0.0);
    for cell in cells {
        let (fitted_first, fitted_second) = (at(&first.fitted, cell.first), at(&second.fitted, cell.second));
        // Σ (a − â)(b − b̂), expanded about the fitted means.
        let products = cell.product - fitted_second * cell.sum_first - fitted_first * cell.sum_second
            + cell.n * fitted_first * fitted_second;
        let influence = at(&first.factor.influence, cell.first) * at(&second.factor.influence, cell.second);
        residuals += products;
        bread += influence * cell.n;
        meat += influence * products * scale(first, df_first, cell.first) * scale(second, df_second, cell.second);
    }
    match kind {
        Covariance::Cr1 => None,
        Covariance::Iid => Some(residuals / (df_first * df_second).sqrt() * bread),
        Covariance::Hc0 | Covariance::Hc1 | Covariance::Hc2 | Covariance::Hc3 => Some(meat),
    }
}
