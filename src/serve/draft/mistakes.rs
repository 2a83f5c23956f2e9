//! What the reader of cases says of a draft, placed at the fields of the form and in the language of the page.
//!
//! Owns the way from a place in the file to a field. The reader's own words are English; those that a form can cause are put in
//! Danish by [`super::phrases`], and others stand as they are.

use calculation::case::declared::{Occurs, SECTIONS, Section};
use definitions::mistake::{Mistake, Mistakes};
use foundation::words::Language;
use std::ops::Range;
use toml_edit::{Document, Item, TableLike};

use super::name::{self, Name, SCENARIO, field};
use super::values::{self, Notation};
use super::{phrases, rows};
use crate::steps::Step;

/// A mistake, or an input that is still missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The field, where it is one's.
    pub field: Option<String>,
    /// What the field is called.
    pub label: Option<&'static str>,
    /// The page of the field.
    pub step: Step,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
    /// Whether message and hint are in English on a page in another language.
    pub foreign: bool,
    /// Whether it is only missing yet.
    pub missing: bool,
}

/// The problems of a text, in the order of the steps.
pub fn problems(text: &str, mistakes: &Mistakes, language: Language) -> Vec<Problem> {
    let spans = Spans::of(text);
    let mut found: Vec<Problem> = mistakes.0.iter().map(|mistake| problem(mistake, &spans, language)).collect();
    found.sort_by_key(|problem| problem.step);
    found
}

fn problem(mistake: &Mistake, spans: &Spans, language: Language) -> Problem {
    let missing_key = mistake.message.strip_prefix("missing key `").and_then(|rest| rest.strip_suffix('`'));
    let missing_table = mistake.message.strip_prefix("missing table `").and_then(|rest| rest.strip_suffix('`'));
    let place = spans.table_at(mistake.place.span.start);
    let name = match missing_key {
        Some(key) => place.map(|(path, row)| field(path, row, key, "")),
        None => spans.field_at(mistake.place.span.clone()),
    };
    let parsed = name.as_deref().and_then(Name::parse);
    let input = parsed.map(|name| name.input);
    let path =
        missing_table.or(parsed.map(|name| name.section.path)).or(place.map(|(path, _)| path)).unwrap_or("result");
    let step = Step::of(path, input.map_or("", |input| input.key));
    let notation = match parsed {
        // The reader says what the parts of a price add up to only where they are shares.
        Some(name)
            if name.section.path == "consequences.own_price" && mistake.message.starts_with("the parts add up") =>
        {
            Notation::Percent
        }
        Some(name) => values::notation(name.input.kind),
        None => Notation::None,
    };
    let said = phrases::said(&mistake.message, mistake.hint.as_deref(), notation, language);
    Problem {
        label: input.map(|input| input.label.get(language)),
        step,
        message: said.message,
        hint: said.hint,
        foreign: said.foreign,
        missing: missing_key.is_some() || missing_table.is_some() || phrases::is_missing(&mistake.message),
        field: name,
    }
}

/// Where the values of a file stand.
struct Spans {
    /// Start, path and row of each table.
    tables: Vec<(usize, &'static str, Option<usize>)>,
    /// Start, end and name of each value.
    values: Vec<(usize, usize, String)>,
}

impl Spans {
    fn of(text: &str) -> Spans {
        let mut spans = Spans { tables: Vec::new(), values: Vec::new() };
        let Ok(document) = Document::parse(text) else { return spans };
        for section in SECTIONS {
            let mut at = Some(document.as_item());
            for key in section.path.split('.') {
                at = at.and_then(|item| item.as_table_like()).and_then(|table| table.get(key));
            }
            let Some(item) = at else { continue };
            match section.occurs {
                Occurs::Repeated => {
                    for row in 0..rows::count(item).min(name::MOST_ROWS) {
                        if let Some(table) = rows::get(item, row) {
                            spans.table(section.path, Some(row), table, rows::span(item, row));
                        }
                    }
                }
                Occurs::Once | Occurs::AtMostOnce => {
                    if let Some(table) = item.as_table_like() {
                        spans.table(section.path, None, table, item.span());
                    }
                }
            }
        }
        spans.tables.sort_by_key(|(start, _, _)| *start);
        spans
    }

    fn table(&mut self, path: &'static str, row: Option<usize>, table: &dyn TableLike, span: Option<Range<usize>>) {
        let Some(section) = name::section(path) else { return };
        let mut start = span.map(|span| span.start);
        for (key, value) in table.iter() {
            let Some(span) = value.span() else { continue };
            start = Some(start.map_or(span.start, |start| start.min(span.start)));
            if let Some(input) = name::input(section, key) {
                self.values.push((span.start, span.end, field(path, row, input.key, "")));
            } else if path == SCENARIO {
                self.within(section, row, key, value);
            }
        }
        if let Some(start) = start {
            self.tables.push((start, path, row));
        }
    }

    /// The inputs of a scenario, which stand below the names of their sections.
    fn within(&mut self, section: &'static Section, row: Option<usize>, path: &str, item: &Item) {
        let Some(table) = item.as_table_like() else { return };
        for (key, value) in table.iter() {
            let whole = format!("{path}.{key}");
            match (name::input(section, &whole), value.span()) {
                (Some(_), Some(span)) => {
                    self.values.push((span.start, span.end, field(section.path, row, &whole, "")));
                }
                _ => self.within(section, row, &whole, value),
            }
        }
    }

    /// The table that begins last before a place.
    fn table_at(&self, at: usize) -> Option<(&'static str, Option<usize>)> {
        self.tables.iter().rev().find(|(start, _, _)| *start <= at).map(|(_, path, row)| (*path, *row))
    }

    /// The field whose value a span lies in.
    fn field_at(&self, span: Range<usize>) -> Option<String> {
        let inside =
            |(start, end, _): &&(usize, usize, String)| *start <= span.start && span.end <= *end && !span.is_empty();
        self.values.iter().find(inside).map(|(_, _, name)| name.clone())
    }
}
