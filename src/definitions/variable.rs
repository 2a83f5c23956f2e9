//! A variable: what is read per person and calendar year, from one or several registers, as an integer number of steps.

use serde::Deserialize;

use super::day::Day;
use super::expression::{self, Expression, Value};
use super::note;
use super::source::At;
use super::stays::Stays;
use super::table::Table;
use foundation::words::Label;

/// One variable.
#[derive(Debug, Clone)]
pub struct Variable {
    /// The name that populations, success measures and consequences use.
    pub id: At<String>,
    /// The smallest step of a value.
    pub resolution: Resolution,
    /// What a reader of its values must know: what they miss, what they hold that one would not expect.
    pub note: Option<Label>,
    /// Where it is read; values of several sources are added (or the larger or smaller taken, as their aggregate says).
    pub from: Vec<Source>,
}

/// One source of a variable.
#[derive(Debug, Clone)]
pub struct Source {
    /// The register.
    pub register: At<String>,
    /// For spells: which day decides the year, or that the spell is cut at year borders.
    pub date: At<SpellDate>,
    /// For `spread` spells: whether days in several overlapping spells count once.
    pub overlapping: At<Overlapping>,
    /// For spells with a time of day: how they are joined into stays before they are counted.
    pub stays: Option<Stays>,
    /// The first day the source is used.
    pub since: Option<At<Day>>,
    /// The last day the source is used.
    pub until: Option<At<Day>>,
    /// What is asked of other registers' rows that belong to the same row: true or false, by the name that SQL gives the answer.
    pub any: Vec<AnyRow>,
    /// The condition on rows.
    pub filter: Option<Expression>,
    /// The value of the rows.
    pub value: Value,
    /// Whether its rows list the persons of an intervention: they are read in all years, and rows that select no one are counted.
    pub lists_persons: bool,
}

/// Whether any of the rows of another register that belong to a row meets a condition.
#[derive(Debug, Clone)]
pub struct AnyRow {
    /// The name of the answer in SQL.
    pub id: At<String>,
    /// The register, whose rows belong to those of the source's register, or to the same parent as they do.
    pub register: At<String>,
    /// The condition on its rows; any row will do, if none.
    pub filter: Option<Expression>,
}

impl AnyRow {
    fn read((id, table): (At<String>, Table<'_>)) -> Option<AnyRow> {
        let register = table.required("register");
        let filter = table.optional::<String>("where").map(|at| expression::expression(&at, table.report()));
        table.finish();
        Some(AnyRow { id, register: register?, filter })
    }
}

/// Which calendar year a spell counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpellDate {
    /// The year it starts.
    Start,
    /// The year it ends.
    End,
    /// Every year it touches, with its nights and days there.
    Spread,
}

/// How days count that lie in several spells of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overlapping {
    /// They count once: the spells are joined first.
    Once,
    /// Each spell counts by itself.
    Each,
}

/// The smallest step of a value. A value in natural units is the double nearest to the decimal figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Resolution {
    /// A step is this many units (1, 5, 1000).
    Units(i64),
    /// A unit is this many steps (0.01 is 100).
    PerUnit(i64),
}

impl Resolution {
    /// The value in steps, as a real number.
    pub fn steps(self, value: f64) -> f64 {
        match self {
            Self::Units(units) => value / units as f64,
            Self::PerUnit(steps) => value * steps as f64,
        }
    }

    /// A number of steps in natural units.
    pub fn natural(self, steps: f64) -> f64 {
        match self {
            Self::Units(units) => steps * units as f64,
            Self::PerUnit(per_unit) => steps / per_unit as f64,
        }
    }

    /// One step in natural units.
    pub fn step(self) -> f64 {
        self.natural(1.0)
    }

    fn new(value: f64) -> Option<Resolution> {
        let whole =
            |x: f64| (x.round() >= 1.0 && x < 1e15 && (x - x.round()).abs() < 1e-9 * x).then(|| x.round() as i64);
        if value >= 1.0 { whole(value).map(Self::Units) } else { whole(1.0 / value).map(Self::PerUnit) }
    }
}

impl Variable {
    /// Reads one variable.
    pub fn read(table: &Table<'_>) -> Option<Variable> {
        let report = table.report();
        let id = table.required::<String>("id");
        let resolution = table.required::<f64>("resolution");
        let note = note::optional(table, "note");
        let sources = table.tables("from");
        if sources.is_empty() && table.lacks("from") {
            report.mistake_with_hint(
                table.place(),
                "a variable needs at least one source",
                "add `[[variable.from]]` with `register` and `value`",
            );
        }
        let from: Vec<Source> = sources.iter().filter_map(Source::read).collect();
        let resolution = resolution.map(|at| {
            let read = Resolution::new(at.value);
            if read.is_none() {
                report.mistake(&at.place, "a resolution is a whole number, or one over a whole number such as 0.01");
            }
            read.unwrap_or(Resolution::Units(1))
        });
        table.finish();
        // A missing resolution has been reported; the rest is still checked.
        Some(Variable { id: id?, resolution: resolution.unwrap_or(Resolution::Units(1)), note, from })
    }
}

impl Source {
    fn read(table: &Table<'_>) -> Option<Source> {
        let report = table.report();
        let register = table.required("register");
        let date = table.or("date", SpellDate::Start);
        let overlapping = table.or("overlapping", Overlapping::Once);
        let stays = table.table("stays").and_then(|stays| Stays::read(&stays));
        let since = table.optional::<Day>("since");
        let until = table.optional::<Day>("until");
        let any = table.named_tables("any").into_iter().filter_map(AnyRow::read).collect();
        let filter = table.optional::<String>("where").map(|at| expression::expression(&at, report));
        let value = table.required::<String>("value").map(|at| expression::value(&at, report));
        if let (Some(since), Some(until)) = (&since, &until)
            && since.value > until.value
        {
            report.mistake(&since.place, format!("`since` is after `until` ({})", until.value));
        }
        table.finish();
        let (register, value, lists_persons) = (register?, value?, false);
        Some(Source { register, date, overlapping, stays, since, until, any, filter, value, lists_persons })
    }
}
