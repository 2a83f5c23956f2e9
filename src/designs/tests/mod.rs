//! Designs against reference figures, against a planted truth, and on bad input.

mod bad_input;
mod lalonde;
mod large;
mod simulation;
