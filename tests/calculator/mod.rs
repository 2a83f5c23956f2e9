//! The calculator against a case calculated by hand, and against laws that hold for every case.

mod companion;
mod costs;
mod extended;
mod faults;
mod features;
pub mod fixture;
mod hand;
mod laws;
mod published;
mod release;
mod scenarios;
mod uncertainty;
