//! Characteristics of a profile: what a release shows of the persons of a cohort, besides year of entry, sex and age.
//!
//! Owns the keys of `[[characteristic]]` in `profile/`. Owns no counts: who has which level is for the engine, and what leaves of
//! it for disclosure control.

use serde::Deserialize;

use super::day::RELATIVE;
use super::mistake::Report;
use super::source::{At, Place};
use super::table::Table;
use foundation::words::Label;

/// A characteristic: a variable in a year around t = 0, in levels.
#[derive(Debug, Clone)]
pub struct Characteristic {
    /// Its name in the published table.
    pub id: At<String>,
    /// Labels.
    pub label: Label,
    /// The variable.
    pub variable: At<String>,
    /// The year relative to t = 0: 0 or before.
    pub year: i32,
    /// Its levels.
    pub levels: Vec<Level>,
}

/// A level: some values of the variable.
#[derive(Debug, Clone)]
pub struct Level {
    /// Its name within the characteristic.
    pub id: At<String>,
    /// Labels.
    pub label: Label,
    /// Its values, in the variable's unit.
    pub values: Vec<Values>,
}

/// Values from the first to the last, both included; no end where none is given.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Values {
    /// The first.
    pub first: Option<f64>,
    /// The last.
    pub last: Option<f64>,
}

impl Values {
    /// Whether a value lies in it.
    pub fn holds(self, value: f64) -> bool {
        self.first.is_none_or(|first| value >= first) && self.last.is_none_or(|last| value <= last)
    }

    fn meets(self, other: Values) -> bool {
        let before = |a: Values, b: Values| a.last.zip(b.first).is_some_and(|(last, first)| last < first);
        !before(self, other) && !before(other, self)
    }
}

/// The level of persons whose value lies in no level.
pub const OTHER: &str = "other";

/// The level of persons whose value is not known.
pub const UNKNOWN: &str = "unknown";

/// The characteristics that every profile has, which no other can be named after.
pub const OF_EVERY_PROFILE: [&str; 3] = ["entry_year", "sex", "age"];

impl Characteristic {
    /// The position of the level of a value among all levels: those declared, then `other`, then `unknown`.
    pub fn level(&self, value: Option<f64>) -> usize {
        match value {
            None => self.levels.len() + 1,
            Some(value) => {
                let holds = |level: &Level| level.values.iter().any(|values| values.holds(value));
                self.levels.iter().position(holds).unwrap_or(self.levels.len())
            }
        }
    }

    /// Reads one characteristic.
    pub fn read(table: &Table<'_>) -> Option<Characteristic> {
        let report = table.report();
        let id = table.required::<String>("id");
        let label = table.required::<Label>("label");
        let variable = table.required("variable");
        let year = table.or("year", 0);
        let levels: Vec<Level> = table.tables("level").iter().filter_map(Level::read).collect();
        if table.lacks("level") {
            let hint = "add `[[characteristic.level]]` with `id`, `label` and `values`";
            report.mistake_with_hint(table.place(), "missing key `level`: a characteristic has levels", hint);
        }
        table.finish();
        if year.value > 0 || !RELATIVE.contains(&year.value) {
            let hint = "what happens afterwards can be a consequence of success, and belongs to the estimates";
            report.mistake_with_hint(&year.place, "a characteristic is known in t = 0 or before", hint);
        }
        if let Some(id) = id.as_ref().filter(|id| OF_EVERY_PROFILE.contains(&id.value.as_str())) {
            report.mistake(&id.place, format!("every profile has `{id}` already: choose another name"));
        }
        check(&levels, report);
        Some(Characteristic { id: id?, label: label?.value, variable: variable?, year: year.value, levels })
    }
}

impl Level {
    fn read(table: &Table<'_>) -> Option<Level> {
        let id = table.required::<String>("id");
        let label = table.required::<Label>("label");
        let values = table.required::<Vec<Values>>("values");
        table.finish();
        let id = id?;
        if [OTHER, UNKNOWN].contains(&id.value.as_str()) {
            let message =
                format!("`{id}` is reserved for all other values and for missing values: choose another name");
            table.report().mistake(&id.place, message);
        }
        Some(Level { id, label: label?.value, values: values?.value })
    }
}

/// A value lies in one level at most, and the names of levels are unique.
fn check(levels: &[Level], report: &Report) {
    for (position, level) in levels.iter().enumerate() {
        let earlier = || levels.iter().take(position);
        if earlier().any(|other| other.id.value == level.id.value) {
            report.mistake(&level.id.place, format!("the level `{}` is defined twice", level.id));
        }
        let clash = |other: &&Level| level.values.iter().any(|a| other.values.iter().any(|b| a.meets(*b)));
        if let Some(other) = earlier().find(clash) {
            overlap(&level.id.place, &level.id, &other.id, report);
        }
    }
}

fn overlap(place: &Place, level: &str, other: &str, report: &Report) {
    report.mistake(place, format!("the levels `{other}` and `{level}` have a value in common"));
}
