//! How the rows of a register are read, besides their columns: which of them count, which days stand for something else, which
//! columns a row needs, and what becomes of bad rows.

use super::bad_rows::DropCounts;
use super::codes::CodeCounts;
use super::odd_days::PlausibleDays;
use super::projection::NullRule;
use super::row_filter::RowFilter;
use super::spelled_counts::SpelledCounts;
use super::value_counts::ValueCounts;
use definitions::register::{Register, Role, SpecialDays, Zone};

/// What the rows of a register are read for, which decides the columns that a row needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Persons and their residence, or every column at once: a row needs its key, its days, and the columns of the register's role.
    Residence,
    /// Values of variables: a row needs its key and its days. Every other column matters to the variables that read it alone, so that no
    /// variable's value depends on which others are read with it.
    Values,
    /// Whether any row that belongs to another meets a condition: a row needs its key. Its days place nothing, and matter to the
    /// conditions that read them alone.
    Answers,
}

/// The rules of a register.
#[derive(Default)]
pub struct Rules {
    /// The condition of the register, if it has one.
    pub(super) filter: Option<RowFilter>,
    /// The days that stand for something else than themselves.
    pub(super) days: SpecialDays,
    /// The zone in which times have their day.
    pub(super) zone: Zone,
    /// The counts of bad rows, where they are dropped.
    pub(super) dropped: Option<DropCounts>,
    /// The counts of codes in another form.
    pub(super) codes: CodeCounts,
    /// Between which days values are plausible.
    pub(super) plausible: PlausibleDays,
    /// The counts of codes in another spelling than the conditions that choose rows.
    pub(super) spelled: SpelledCounts,
    /// The counts of telling times and odd days.
    pub(super) counts: ValueCounts,
    /// The columns that a row needs, by id.
    needs: Vec<(&'static str, NullRule)>,
}

impl Rules {
    /// The rules of a register that is read for a purpose. `dropped` counts its bad rows, where they are dropped.
    pub fn of(register: &Register, purpose: Purpose, dropped: Option<DropCounts>) -> Rules {
        let mut needs: Vec<(&'static str, NullRule)> = vec![("person", NullRule::Value)];
        if purpose != Purpose::Answers {
            let time = register.kind.time_columns().into_iter();
            needs.extend(time.map(|time| (time.id, if time.id == "end" { NullRule::Sound } else { NullRule::Value })));
            needs.extend([("start_time", NullRule::Value), ("end_time", NullRule::Sound)]);
        }
        let of_role: &[&'static str] = match (purpose, register.role.as_ref().map(|role| role.value)) {
            (Purpose::Residence, Some(Role::Population)) => &["sex", "born", "age"],
            (Purpose::Residence, Some(Role::Migration)) => &["direction"],
            (Purpose::Residence, Some(Role::Deaths) | None) | (Purpose::Values | Purpose::Answers, _) => &[],
        };
        needs.extend(of_role.iter().map(|id| (*id, NullRule::Value)));
        Rules {
            filter: None,
            days: register.special_days.clone(),
            zone: register.zone.value,
            dropped,
            codes: CodeCounts::default(),
            plausible: PlausibleDays::of(register),
            spelled: SpelledCounts::default(),
            counts: ValueCounts::default(),
            needs,
        }
    }

    /// Whether a row needs a column.
    pub(super) fn need(&self, id: &str) -> NullRule {
        self.needs.iter().find(|(needed, _)| *needed == id).map_or(NullRule::None, |(_, need)| *need)
    }
}
