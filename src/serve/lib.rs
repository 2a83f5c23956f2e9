//! The calculator and the knowledge database as pages in a browser, for users without a terminal.
//!
//! Owns the pages, the form of a case, and a server that answers on the local machine or an intranet. A case travels in its own
//! form as TOML: nothing is stored here, and no address holds data. Every figure comes from the one engine behind
//! [`session::Session`], and every page works without JavaScript. Owns no figures, no rules of a calculation, and
//! no choice of the release: the command line hands over an open session.
#![cfg(feature = "http")]

mod answer;
mod assets;
mod case_editor;
mod catalogue;
mod charts;
mod draft;
mod figures;
mod form_body;
mod guard;
mod markdown;
mod pages;
mod routes;
mod save;
mod server;
mod site;
mod stalled;
mod steps;
mod wording;

pub use guard::Hosts;
pub use server::run;
pub use site::{Options, Site};
