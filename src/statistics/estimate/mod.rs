//! Regressions from cells: the coefficient on success and its standard error, exactly as if row by row.
//!
//! Owns designs, their factorisation, coefficients and covariances (method rules 10–13). Pure: numbers in, numbers out,
//! no files, no polars. Everything after the standard error (t, p, intervals) is for `inference`.
//!
//! # Formulas
//! With cells *c* of *n* persons who share a design row *x* and a sampling weight *w* (1 without), weighted design *A*
//! with rows √(nw)·xᵀ, and *A = QR* with the column of success last:
//! - influence of a person: *f = q_s · √(nw) / (n · r_ss)*, so the coefficient is *Σ_c f_c · Σy_c* (Frisch–Waugh–Lovell:
//!   what success does not share with the adjusters); bread: *1 / r_ss²*;
//! - leverage of a person: *h = ‖q‖² / n*;
//! - squared residuals of a cell: *S = (nΣy² − (Σy)²)/n + n(ȳ − ŷ)²*;
//! - variances: iid *s² / r_ss²* with *s² = Σ w S/(N − p)*; HC0 *Σ f² S*; HC1 the same times *N/(N − p)*; HC2 and HC3 with
//!   *S* over *1 − h* and its square (MacKinnon & White 1985, Journal of Econometrics 29; Long & Ervin 2000, The American
//!   Statistician 54). A person of leverage 1 contributes nothing to HC2 and HC3 and is counted;
//! - CR1: *G/(G − 1) · (N − 1)/(N − p) · Σ_g u_g²* with a cluster's score *u_g = Σ f_c · n_gc (ȳ_gc − ŷ_c)* over its cells
//!   (Liang & Zeger 1986, Biometrika 73; Cameron & Miller 2015, Journal of Human Resources 50), and G − 1 degrees of
//!   freedom.
//!
//! # Weights
//! A **frequency** weight says how many persons a row stands for: it goes into *n*, and every figure is that of the rows
//! repeated. A **sampling** weight goes into *w*: coefficients are those of weighted least squares, N is the number of
//! rows, and no figure depends on the weights' scale. HC0–HC3 are those of statsmodels' `WLS` with `cov_type="HC0"` … and of
//! R's `sandwich::vcovHC` on `lm(weights =)`, whose leverage counts the weight; iid is that of either package; CR1 is
//! statsmodels' `cov_type="cluster"` and R's `vcovCL(type = "HC1")`. The weight is part of the cell, which makes leverage
//! one number for the cell.
//!
//! # Rounding
//! A residual sum of squares or a robust variance that rounding alone could leave is zero: `perfect_fit`, or no error to
//! show.

mod absorbed;
pub mod adjust;
mod cluster;
mod design;
mod factor;
mod fit;
mod joint;
mod leverage;
mod outcome;

pub use cluster::{ClusterCell, Clusters, Errors, Scores};
pub use design::{Design, DesignCell, DroppedTerm};
pub use factor::{Factor, NotIdentified};
pub use fit::Fit;
pub use joint::{JointCell, covariance};
pub use leverage::divides_by_leverage;
pub use outcome::{CellOutcome, CellSums};
