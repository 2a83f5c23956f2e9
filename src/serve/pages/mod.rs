//! The pages: layout, forms, results, the knowledge database, and the guide.
//!
//! Owns what a page says and how it is laid out. Figures come from a calculation, and charts from `show`.

pub mod case;
pub mod compare;
pub mod consequences;
pub mod costs;
pub mod effect;
pub mod field;
mod figure;
mod find;
mod frame;
pub mod group;
pub mod guide;
pub mod interval;
pub mod interval_figures;
pub mod intervention;
pub mod knowledge;
pub mod opened_case;
pub mod own_figures;
mod price;
mod profile;
pub mod questions;
pub mod refusal;
pub mod result;
pub mod running_result;
mod scenarios;
pub mod search;
pub mod set_aside;
mod shell;
pub mod start;
pub mod study;
pub mod text;
pub mod trace;
