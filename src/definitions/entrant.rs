//! Adjusters and clusters of a target group: values of variables in t = 0 or before.

use super::day::{RELATIVE, Years};
use super::source::At;
use super::table::Table;

/// A categorical adjuster: the value of a variable before or in t = 0, as categories or as quantile groups.
#[derive(Debug, Clone)]
pub struct Adjuster {
    /// Its name, unique within the group.
    pub id: At<String>,
    /// The variable and its years, added up.
    pub used: Use,
    /// How many groups of equal size among the entrants; every value is a category without it.
    pub quantiles: Option<At<u32>>,
}

impl Adjuster {
    /// Reads an `[[adjuster]]`.
    pub fn read(table: &Table<'_>) -> Option<Adjuster> {
        let id = table.required("id");
        let quantiles = table.optional::<u32>("quantiles");
        let used = Use::read(table);
        if let Some(quantiles) = &quantiles
            && !(2..=100).contains(&quantiles.value)
        {
            table.report().mistake(&quantiles.place, "between 2 and 100 quantile groups");
        }
        if let Some(used) = used.as_ref().filter(|used| used.years.last > 0) {
            let hint = "what happens after t = 0 can be a consequence of success, and to adjust for it would hide that";
            table.report().mistake_with_hint(&used.variable.place, "an adjuster is known in t = 0 or before", hint);
        }
        Some(Adjuster { id: id?, used: used?, quantiles })
    }
}

/// A grouping of entrants whose errors can be correlated, such as the municipality: the value of a variable in t = 0 or
/// before.
#[derive(Debug, Clone)]
pub struct Cluster {
    /// Its name, unique within the group.
    pub id: At<String>,
    /// The variable and its year.
    pub used: Use,
}

impl Cluster {
    /// Reads a `[[cluster]]`.
    pub fn read(table: &Table<'_>) -> Option<Cluster> {
        let id = table.required::<String>("id");
        let used = Use::read(table);
        if let Some(id) = id.as_ref().filter(|id| id.value == PERSON) {
            let message = format!("`{PERSON}` is the person, which needs no definition: choose another name");
            table.report().mistake(&id.place, message);
        }
        if let Some(used) = used.as_ref().filter(|used| used.years.first != used.years.last || used.years.last > 0) {
            let hint = "write `year = 0`; who moves afterwards stays in the cluster of t = 0";
            let message = "a cluster is known in one year, t = 0 or before";
            table.report().mistake_with_hint(&used.variable.place, message, hint);
        }
        Some(Cluster { id: id?, used: used? })
    }
}

/// The name of the cluster that holds one person's entries.
pub const PERSON: &str = "person";

/// A variable over one or several years relative to t = 0, added up.
#[derive(Debug, Clone)]
pub struct Use {
    /// The variable.
    pub variable: At<String>,
    /// Years after t = 0, both ends included.
    pub years: Years,
}

impl Use {
    /// Reads `variable` with `year` or `years`.
    pub fn read(table: &Table<'_>) -> Option<Use> {
        let variable = table.required("variable");
        let year = table.optional::<i32>("year");
        let years = table.optional::<Years>("years");
        table.finish();
        let report = table.report();
        let years = match (year, years) {
            (Some(year), None) => Years { first: year.value, last: year.value },
            (None, Some(years)) if years.first <= years.last => years.value,
            (None, Some(years)) => {
                report.mistake(&years.place, "the first year is after the last");
                return None;
            }
            (None, None) if !(table.lacks("year") && table.lacks("years")) => return None,
            _ => {
                report.mistake_with_hint(
                    table.place(),
                    "say which year after t = 0",
                    "write either `year = 1` or `years = { first = 0, last = 1 }`",
                );
                return None;
            }
        };
        if !(RELATIVE.contains(&years.first) && RELATIVE.contains(&years.last)) {
            report.mistake(table.place(), "years lie within 200 years of t = 0");
            return None;
        }
        Some(Use { variable: variable?, years })
    }
}
