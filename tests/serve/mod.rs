//! `som serve`: what it answers and refuses, whole cases by form, and the same in a real browser.

mod browser;
mod cases;
mod client;
mod fuzz;
mod safe;
mod walk;
mod webdriver;
