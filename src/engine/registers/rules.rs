//! How the rows of a register are read, beside their columns: which of them count, which days stand for something else, which
//! columns a row needs, and what becomes of bad rows.

use super::bad_rows::Dropped;
use super::codes::CodeCounts;
use super::projection::Need;
use super::row_filter::RowFilter;
use definitions::register::{Register, Role, SpecialDays, Zone};

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
    pub(super) dropped: Option<Dropped>,
    /// The counts of codes in another form.
    pub(super) codes: CodeCounts,
    /// The columns that a row needs, by id.
    needs: Vec<(&'static str, Need)>,
}

impl Rules {
    /// The rules of a register. `dropped` counts its bad rows, where they are dropped.
    pub fn of(register: &Register, dropped: Option<Dropped>) -> Rules {
        let time = register.kind.time_columns().into_iter();
        let mut needs: Vec<(&'static str, Need)> =
            time.map(|time| (time.id, if time.id == "end" { Need::Sound } else { Need::Value })).collect();
        needs.extend([("person", Need::Value), ("start_time", Need::Value), ("end_time", Need::Sound)]);
        let of_role: &[&'static str] = match register.role.as_ref().map(|role| role.value) {
            Some(Role::Population) => &["sex", "born", "age"],
            Some(Role::Migration) => &["direction"],
            Some(Role::Deaths) | None => &[],
        };
        needs.extend(of_role.iter().map(|id| (*id, Need::Value)));
        Rules {
            filter: None,
            days: register.special_days.clone(),
            zone: register.zone.value,
            dropped,
            codes: CodeCounts::default(),
            needs,
        }
    }

    /// Whether a row needs a column.
    pub(super) fn need(&self, id: &str) -> Need {
        self.needs.iter().find(|(needed, _)| *needed == id).map_or(Need::None, |(_, need)| *need)
    }
}
