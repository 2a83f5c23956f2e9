//! `som serve`: what it answers and refuses, whole cases by form, and the same in a real browser.

mod browser;
mod cases;
mod charts;
pub mod client;
mod files;
mod fuzz;
mod safe;
mod walk;
mod webdriver;
mod weight;
mod wording;
