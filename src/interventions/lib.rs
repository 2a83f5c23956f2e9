//! Interventions: who participates and whom they are compared with, from the person-year sums of registers; whether both are alike
//! enough; and only then effects on consequences.
//!
//! Owns the selection of persons ([`select`]), the variables that are balanced ([`DesignInputs`]), the verdict of the gate
//! ([`GateVerdict`]) and the rows of effects ([`effects`]). The order is in the types: effects take a verdict, and a verdict is
//! made without outcomes. Owns no estimator, which is for `designs`, no reading of rows, and no publication.

mod balance;
mod columns;
mod control_years;
mod covariances;
mod design_inputs;
mod error;
mod estimates;
mod estimator;
mod figures;
mod fit;
mod gate_verdict;
mod lists;
mod outcome;
mod rows;
mod selection;

pub use balance::Variable as BalancedVariable;
pub use design_inputs::DesignInputs;
pub use gate_verdict::GateVerdict;
pub use rows::{Assessment, effects};
pub use selection::{Selection, select, select_any};
