//! Who participates: the rows of a register, one for each participant.

use super::super::day::{CALENDAR, Years};
use super::super::expression::{self, Expression};
use super::super::source::At;
use super::super::table::Table;
use toml_files::Ages;

/// The participants of an intervention.
#[derive(Debug, Clone)]
pub struct Participants {
    /// The register that lists them: of events, or of spells with start and end.
    pub register: At<String>,
    /// The condition on its rows.
    pub filter: Option<Expression>,
    /// The years of start that count: each is a year t = 0.
    pub years: At<Years>,
    /// Ages reached in t = 0, of participants and controls.
    pub ages: Option<At<Ages>>,
    /// Whether a person completed, over the columns of a row.
    pub completed: Option<Expression>,
    /// Trials: whether a listed person was assigned to the intervention; the others are the controls.
    pub assigned: Option<Expression>,
    /// The number of the site, over the columns of a row.
    pub site: Option<Expression>,
}

impl Participants {
    /// Reads `[participants]`.
    pub fn read(table: &Table<'_>) -> Option<Participants> {
        let report = table.report();
        let register = table.required("register");
        let years = table.required::<Years>("years");
        let ages = table.optional::<Ages>("ages");
        let sql = |key| table.optional::<String>(key).map(|at| expression::expression(&at, report));
        let (filter, completed, assigned, site) = (sql("where"), sql("completed"), sql("assigned"), sql("site"));
        table.finish();
        if let Some(years) = &years {
            if years.first > years.last {
                report.mistake(&years.place, "the first year is after the last");
            }
            if !(CALENDAR.contains(&years.first) && CALENDAR.contains(&years.last)) {
                report.mistake(&years.place, "years lie between 1800 and 2200");
            }
        }
        if let Some(ages) = &ages
            && (ages.first > ages.last || ages.first < 0)
        {
            report.mistake(&ages.place, "ages go from a first to a last, and are not negative");
        }
        Some(Participants { register: register?, filter, years: years?, ages, completed, assigned, site })
    }
}
