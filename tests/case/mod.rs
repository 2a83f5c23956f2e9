//! Case files: what they resolve to, and what is said about wrong ones.

mod breaks;
mod declared;
mod experiences;
mod made_of;
mod mistakes;
mod new;
mod pipelines;
mod prices;
mod resolved;

use std::sync::Arc;

use som::case::{self, Inputs};
use som::definitions::source::SourceFile;

use crate::calculator::fixture;

/// `fixtures/calculator/case.toml` with one piece of text in another's place.
fn changed(from: &str, to: &str) -> Result<Inputs, String> {
    let text = std::fs::read_to_string(fixture::path("fixtures/calculator/case.toml")).unwrap();
    assert!(text.contains(from), "the fixture no longer says `{from}`");
    parse(&text.replacen(from, to, 1))
}

fn parse(text: &str) -> Result<Inputs, String> {
    let file = SourceFile { path: "case.toml".into(), text: text.to_owned() };
    case::parse(&Arc::new(file), &fixture::database()).map_err(|mistakes| mistakes.to_string())
}
