//! Test persons: a person's register rows and the expected result.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::day::Day;
use super::source::{At, Place};
use super::table::Table;

/// One test person.
#[derive(Debug, Clone)]
pub struct TestPerson {
    /// The name: the branch that the person exercises.
    pub name: At<String>,
    /// Date of birth.
    pub born: Day,
    /// A named code of the population register's `sex`.
    pub sex: At<String>,
    /// When the person is resident.
    pub resident: Resident,
    /// Day of death.
    pub died: Option<Day>,
    /// Rows: register, and values by column.
    pub rows: Vec<TestRow>,
    /// The expected result.
    pub expect: At<Expect>,
}

/// A stretch of residence.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resident {
    /// The first day.
    pub from: Day,
    /// The day of emigration, if any.
    pub to: Option<Day>,
}

/// A row in a register.
#[derive(Debug, Clone)]
pub struct TestRow {
    /// The register.
    pub register: At<String>,
    /// Values by column, as SQL names them; `start`, `end`, `date`, `year`, `code`, `first`, `last` by the register's kind.
    pub values: Vec<(At<String>, At<toml::Value>)>,
    /// Rows of other registers that belong to it.
    pub rows: Vec<TestRow>,
    /// Where the row stands.
    pub place: Place,
}

/// The expected result of a test person.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// The year of entry; missing or `false`: the person is not in the group.
    #[serde(default)]
    pub t0: Option<YearOrNot>,
    /// Success by measure, or `"undetermined"`.
    #[serde(default)]
    pub success: BTreeMap<String, Outcome>,
    /// Of an intervention: whether the person participates; `false` is a control.
    #[serde(default)]
    pub participates: Option<bool>,
    /// Of an intervention: whether the participant completed.
    #[serde(default)]
    pub completed: Option<bool>,
    /// Values by variable and year after t = 0.
    #[serde(default)]
    pub values: BTreeMap<String, BTreeMap<String, f64>>,
}

/// A year of entry, or that there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "a year, or false if the person is not in the group")]
pub enum YearOrNot {
    /// The year t = 0.
    Year(i32),
    /// `false`: not a member.
    Not(bool),
}

/// The outcome of a success measure for one person.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "true, false or \"undetermined\"")]
pub enum Outcome {
    /// Reached, or not.
    Determined(bool),
    /// `"undetermined"`.
    Undetermined(Undetermined),
}

/// The word for an undetermined success.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Undetermined {
    /// Neither cohort.
    Undetermined,
}

impl TestPerson {
    /// Reads one test person.
    pub fn read(table: &Table<'_>) -> Option<TestPerson> {
        let name = table.required("name");
        let born = table.required::<Day>("born");
        let sex = table.required("sex");
        let resident = table.required::<Resident>("resident");
        let died = table.optional::<Day>("died");
        let rows = table.tables("rows").iter().filter_map(read_row).collect();
        let expect = table.required("expect");
        table.finish();
        Some(TestPerson {
            name: name?,
            born: born?.value,
            sex: sex?,
            resident: resident?.value,
            died: died.map(|at| at.value),
            rows,
            expect: expect?,
        })
    }
}

fn read_row(table: &Table<'_>) -> Option<TestRow> {
    let register = table.required("register");
    let has_rows = table.values().iter().any(|(key, value)| key.get_ref() == "rows" && value.get_ref().is_array());
    let rows = if has_rows { table.tables("rows").iter().filter_map(read_row).collect() } else { Vec::new() };
    let is_value = |key: &str| key != "register" && !(has_rows && key == "rows");
    let values = table.entries().into_iter().filter(|(key, _)| is_value(&key.value)).collect();
    Some(TestRow { register: register?, values, rows, place: table.place().clone() })
}
