//! A register whose rows belong to rows of another register: diagnoses to contacts, incomes of families to residents.
//!
//! Owns what such a register declares. The person of its rows, and their day where they have none, are those of the parent row.

use serde::Deserialize;

use super::kind::Kind;
use super::kind_rules::Timing;
use super::time_column::TimeColumn;
use crate::column::Column;
use crate::source::At;
use crate::table::Table;

/// The register that rows belong to, and the key that joins them.
#[derive(Debug, Clone)]
pub struct Parent {
    /// The register.
    pub register: At<String>,
    /// The column of the key in the parent register.
    pub key: At<Column>,
    /// Of a parent of spells: the day that rows without one get.
    pub date: At<SpellDay>,
    /// Whether a key may stand in several rows of the parent: a row then belongs to each of them.
    pub shared: At<bool>,
}

/// A day of a spell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpellDay {
    /// The first.
    Start,
    /// The day that it ended.
    End,
}

impl Parent {
    /// Reads the table `parent`, with the column of the key in the register itself.
    pub(super) fn read(table: &Table<'_>) -> Option<(Parent, At<Column>)> {
        let register = table.required("register");
        let own = table.required::<Column>("key");
        let key = table.optional("parent_key").or_else(|| own.clone());
        let date = table.or("date", SpellDay::Start);
        let shared = table.or("shared", false);
        table.finish();
        Some((Parent { register: register?, key: key?, date, shared }, own?))
    }

    /// The columns of the parent register that place rows of a kind in time, each with the name that it has for these rows; none for rows
    /// with columns of their own. `None` if the parent has no such columns.
    pub fn placed<'p>(&self, kind: &Kind, parent: &'p Kind) -> Option<Vec<(&'static str, TimeColumn<'p>)>> {
        let of_parent = parent.time_columns();
        let day = |id: &str, of: &'static str| Some((of, *of_parent.iter().find(|placed| placed.id == id)?));
        let of_spell = match self.date.value {
            SpellDay::Start => "start",
            SpellDay::End => "end",
        };
        match (kind.timing(), parent.timing()) {
            _ if kind.unfolds_to().is_some() => None,
            (Timing::Year | Timing::Part, _) => Some(Vec::new()),
            (Timing::Date | Timing::Span, _) if !kind.time_columns().is_empty() => Some(Vec::new()),
            (Timing::Date, Timing::Date) => Some(vec![day("date", "date")?]),
            (Timing::Date, Timing::Span) => Some(vec![day(of_spell, "date")?]),
            (Timing::Span, Timing::Span) => Some(vec![day("start", "start")?, day("end", "end")?]),
            (Timing::Date | Timing::Span, _) => None,
        }
    }
}
