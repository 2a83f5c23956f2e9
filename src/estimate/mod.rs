//! Regressions from cells: the coefficient on success and its standard error, exactly as if row by row.
//!
//! Owns designs, their factorisation, coefficients and covariances (method rules 10–13). Pure: numbers in, numbers out,
//! no files, no polars. Everything after the standard error (t, p, intervals) is for `inference`.
//!
//! # Formulas
//! With cells *c* of *n* persons who share a design row *x*, weighted design *A* with rows √n·xᵀ, and *A = QR* with the
//! column of success last:
//! - influence of a person: *w = q_s / (√n · r_ss)*, so the coefficient is *Σ_c w_c · Σy_c* (Frisch–Waugh–Lovell: what
//!   success does not share with the adjusters);
//! - leverage of a person: *h = ‖q‖² / n*;
//! - squared residuals of a cell: *S = (nΣy² − (Σy)²)/n + n(ȳ − ŷ)²*;
//! - variances: iid *s² Σ n w²* with *s² = ΣS/(N − p)*; HC0 *Σ w² S*; HC1 the same times *N/(N − p)*; HC2 and HC3 with *S*
//!   over *1 − h* and its square (MacKinnon & White 1985, Journal of Econometrics 29; Long & Ervin 2000, The American
//!   Statistician 54). A person of leverage 1 contributes nothing to HC2 and HC3 and is counted.

mod design;
mod factor;
mod fit;
mod outcome;

pub use design::{Design, DesignCell, Dropped};
pub use factor::{Factor, NotIdentified};
pub use fit::Fit;
pub use outcome::{CellOutcome, CellSums};
