//! Control groups for interventions: how participants and controls are made comparable, how alike they then are, and what
//! effect that leaves.
//!
//! Owns the messages on lists of persons ([`PersonListError`]), constructed control groups ([`Design`]), their balance and the
//! gate that is decided before outcomes ([`Balance`], [`Gate`]), effects with their estimand in the type ([`Effect`]), and
//! random control ([`Trial`]). Pure: numbers in, numbers out. Does not own files, definitions, releases or disclosure
//! control: weights and matched sets are microdata and stay in the secure room.
//!
//! # The order
//! ```
//! use designs::{Design, Gate, Method, Study};
//!
//! let age = vec![30.0, 41.0, 35.0, 52.0, 28.0, 44.0, 37.0, 49.0];
//! let participates = vec![true, true, true, false, false, false, false, false];
//! let study = Study::new(vec![("age".to_owned(), age)], participates)?;
//! let design = Design::new(&study, Method::EntropyBalancing)?;
//! // The gate sees the balance only. What it does not admit has no effects.
//! let gate = Gate { effective_controls: 3.0, variance_ratio: None, ..Gate::STANDARD };
//! let admitted = gate.decide(design).map_err(|held_back| held_back.to_string()).unwrap();
//! let effect = admitted.effect(&[9.0, 7.0, 8.0, 5.0, 6.0, 5.5, 6.5, 4.0])?;
//! assert_eq!(effect.estimand(), "ATT");
//! assert!(effect.estimate > 2.0 && effect.inference.p < 0.05);
//! # Ok::<(), designs::DesignError>(())
//! ```
//!
//! # Determinism
//! No figure depends on the number of threads: rows are added up in blocks of fixed size, ties are resolved by rules, and
//! permutations have seeded streams of their own.

mod balance;
mod column;
mod design;
mod effect;
mod effects;
mod entropy;
mod error;
mod estimand;
mod exponential;
mod gate;
mod independence;
mod logistic;
mod neighbours;
mod person_lists;
mod regression;
mod replacement;
mod rows;
mod score;
mod strata;
mod study;
mod symmetric;
mod trial;

#[cfg(test)]
mod tests;

pub use balance::{Balance, Comparison, Moments, VariableBalance};
pub use column::{Column, Numbers};
pub use design::{Design, Method};
pub use effect::{Effect, RegressionRank};
pub use effects::Placebos;
pub use entropy::EntropyWeights;
pub use error::DesignError;
pub use estimand::{Att, Estimand, Itt, Late};
pub use gate::{AdmittedDesign, Gate, Reason, RejectedDesign};
pub use neighbours::{Match, Matches, Neighbours};
pub use person_lists::PersonListError;
pub use score::Score;
pub use strata::{Coarsening, Strata};
pub use study::Study;
pub use trial::{Compliers, LeftOut, Permutations, Trial, TrialVerdict, WEAK};
