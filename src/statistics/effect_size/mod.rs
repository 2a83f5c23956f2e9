//! Standardised effects: what a study reports, as Cohen's d, and the error that an interval implies.
//!
//! Owns the formulas, each with its source. Owns no study and no decision whether an effect may be used.
//!
//! Formulas are those of Borenstein, Hedges, Higgins and Rothstein, *Introduction to Meta-Analysis* (2009), by number: means 4.18–4.24,
//! two shares 5.8–5.10, conversions 7.1–7.4; t as in Rosenthal (1994). Every function returns `None` where its formula has no
//! value, such as odds of a share of 0.

mod convert;
mod interval;

pub use convert::{
    Standardised, d_of_means, d_of_odds_ratio, d_of_shares, d_of_t, difference_of_shares, hedges_g, odds_ratio_of_d,
    odds_ratio_of_shares, rate_with,
};
pub use interval::{error_of_interval, error_of_ratio_interval};
