//! All integration tests, in one binary.

mod calculator;
mod case;
mod show;
