//! The calculator against a case calculated by hand, and against laws that hold for every case.
#![allow(clippy::unwrap_used, clippy::panic)]

pub mod fixture;
mod hand;
mod laws;
mod release;
