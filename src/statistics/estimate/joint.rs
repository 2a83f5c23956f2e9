//! The covariance between two estimates of the same persons' outcomes (method rule 17).

use super::fit::Fit;
use foundation::words::Covariance;

/// One cell over the persons who are in both regressions; means less each regression's shift.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JointCell {
    /// The cell's position in the first regression.
    pub first: usize,
    /// The cell's position in the second.
    pub second: usize,
    /// Persons in both.
    pub n: f64,
    /// Mean of the first outcome.
    pub mean_first: f64,
    /// Mean of the second outcome.
    pub mean_second: f64,
    /// Σ of the products of their deviations from these means.
    pub within: f64,
}

/// The covariance of two coefficients: Σ over the persons in both of influence × residual of the one times that of the
/// other, each scaled as its own variance is (√(N/(N − p)) for HC1, (1 − h)^−½ for HC2, (1 − h)^−1 for HC3). For iid, the
/// residuals' covariance takes the place of each product: their mean product over the persons in both, scaled by √(N/(N − p))
/// of either. With a regression and itself it is the variance.
///
/// `None` for CR1, whose [`Scores`](super::Scores) give it, and without degrees of freedom.
pub fn covariance(first: &Fit<'_>, second: &Fit<'_>, kind: Covariance, cells: &[JointCell]) -> Option<f64> {
    let (df_first, df_second) = (first.factor.df() as f64, second.factor.df() as f64);
    if df_first <= 0.0 || df_second <= 0.0 {
        return None;
    }
    let scale = |fit: &Fit<'_>, cell: usize| {
        let (numerator, denominator) = fit.factor.correction(kind);
        fit.factor.scale(kind, cell).single * (numerator / denominator).sqrt()
    };
    let (mut meat, mut residuals, mut bread, mut both) = (0.0, 0.0, 0.0, 0.0);
    for cell in cells {
        let (fitted_first, fitted_second) = (first.fitted[cell.first], second.fitted[cell.second]);
        // Σ (a − â)(b − b̂): within the cell, and of its means.
        let of_means = (cell.mean_first - fitted_first) * (cell.mean_second - fitted_second);
        let products = cell.within + cell.n * of_means;
        let influence = first.factor.influence[cell.first] * second.factor.influence[cell.second];
        residuals += products;
        both += cell.n;
        bread += influence * cell.n;
        meat += influence * products * scale(first, cell.first) * scale(second, cell.second);
    }
    match kind {
        Covariance::Cr1 | Covariance::Design => None,
        Covariance::Iid => {
            let per_df = |fit: &Fit<'_>, df: f64| fit.factor.persons() as f64 / df;
            let scale = (per_df(first, df_first) * per_df(second, df_second)).sqrt();
            Some(if both > 0.0 { residuals / both * scale * bread } else { 0.0 })
        }
        Covariance::Hc0 | Covariance::Hc1 | Covariance::Hc2 | Covariance::Hc3 => Some(meat),
    }
}
