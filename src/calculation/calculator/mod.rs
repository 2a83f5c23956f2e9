//! Inputs to result: what an intervention costs and brings, whom, and when.
//!
//! Pure: no files and no settings, and the same inputs give the same result to the last bit, draws too. Everything is a sum over one list of [`result::Line`]s, so that years,
//! payers, areas and consequences add up to the same total. Owns the rules of time (when a participant completes, in which
//! calendar year an estimate falls, how a krone is discounted) and of what is not known. Owns no choice of figures: inputs
//! come resolved from `case`.
//!
//! A case of one's own target group and consequence needs no release but a price index. Ten start, half complete, and 40 % of
//! those succeed: 2 successes, each of whom needs 20 hours less at 100 kr.
//!
//! ```
//! use toml_files::source::SourceFile;
//! use foundation::tables::{Database, published::PriceIndexRow};
//! use foundation::words::{Payer, Provenance};
//!
//! let (source, provenance) = ("own".to_owned(), Provenance::Published);
//! let (series, label_da, label_en, standard) = (None, None, None, None);
//! let index = PriceIndexRow { year: 2024, index: 100.0, series, label_da, label_en, standard, source, provenance };
//! let database = Database { price_index: vec![index], ..Database::default() };
//! let text = r#"
//! [intervention]
//! name = "Mentors"
//! start_year = 2025
//! years = 1
//! participants = 10
//! completion_rate = 0.5
//! [target_group]
//! own = { name = "Young people", success = "A job", reason = "Not in the database" }
//! [costs]
//! [[costs.item]]
//! name = "Start-up"
//! category = "preparation"
//! basis = "once"
//! kr = 1000
//! payer = "stat"
//! price_year = 2024
//! [effect]
//! net_success_rate = 0.4
//! denominator = "completed"
//! [consequences]
//! use = "all"
//! [[consequences.own]]
//! id = "mentor_hours"
//! label = "Mentor hours"
//! area = "social"
//! unit = "hour"
//! kind = "expenditure"
//! values = { 1 = -20.0 }
//! kr = { kommune = "100", region = "0", stat = "0" }
//! price_year = 2024
//! reason = "Our own count"
//! [result]
//! price_year = 2024
//! "#;
//! let file = std::sync::Arc::new(SourceFile { path: "case.toml".into(), text: text.into() });
//! let inputs = calculation::case::parse(&file, &database).map_err(|mistakes| mistakes.to_string())?;
//! let result = calculation::calculator::calculate(&inputs);
//! assert_eq!(result.total.undiscounted, 2.0 * 20.0 * 100.0 - 1000.0);
//! assert_eq!(result.by_payer[0].payer, Payer::Kommune);
//! assert_eq!(result.by_payer[0].money.undiscounted, 4000.0);
//! # Ok::<(), String>(())
//! ```

mod all_fits;
pub mod break_even;
mod budget;
mod calculate;
mod cashable;
mod committees_and_flows;
pub mod compare;
pub mod cost_model;
mod discount;
mod lines;
mod notes;
mod people;
pub mod quality;
mod reach;
pub mod result;
mod term;
mod totals;
pub mod uncertainty;

pub use all_fits::calculate_with_all_fits;
pub use calculate::{calculate, calculate_scenario, outline};
pub use discount::discount_factor;
pub use result::CaseResult;
pub use result::all_fits::AllFitsResult;
pub use result::note::Note;
pub use result::outline::Outline;
pub use term::{Term, terms};
