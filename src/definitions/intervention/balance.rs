//! The time before t = 0: variables that are balanced, and outcomes on which there can be no effect.

use super::super::day::RELATIVE;
use super::super::entrant::Use;
use super::super::source::At;
use super::super::table::Table;

/// A variable of the time before, to be balanced.
#[derive(Debug, Clone)]
pub struct BalanceVariable {
    /// Its name in the balance table.
    pub id: At<String>,
    /// The variable and its years before t = 0, added up.
    pub used: Use,
    /// Where intervals begin, for coarsened exact matching; other variables are matched exactly there.
    pub cuts: Option<At<Vec<f64>>>,
}

/// A consequence in a year before t = 0.
#[derive(Debug, Clone)]
pub struct Placebo {
    /// The consequence.
    pub consequence: At<String>,
    /// The year relative to t = 0, below 0.
    pub year: i32,
}

impl BalanceVariable {
    /// Reads one entry.
    pub(super) fn read(table: &Table<'_>) -> Option<BalanceVariable> {
        let id = table.required("id");
        let cuts = table.optional::<Vec<f64>>("cuts");
        let used = Use::read(table);
        let report = table.report();
        if let Some(cuts) = &cuts
            && (cuts.value.is_empty() || cuts.value.windows(2).any(|pair| pair.first() >= pair.last()))
        {
            report.mistake(&cuts.place, "`cuts` are the numbers at which intervals begin, ascending");
        }
        if let Some(used) = used.as_ref().filter(|used| used.years.last >= 0) {
            let hint = "from t = 0 on the intervention can have changed it; name years below 0, such as `year = -1`";
            report.mistake_with_hint(&used.variable.place, "a balanced variable is of the time before t = 0", hint);
        }
        Some(BalanceVariable { id: id?, used: used?, cuts })
    }
}

impl Placebo {
    /// Reads one entry.
    pub(super) fn read(table: &Table<'_>) -> Option<Placebo> {
        let consequence = table.required("consequence");
        let year = table.required::<i32>("year");
        table.finish();
        if let Some(year) = year.as_ref().filter(|year| year.value >= 0 || !RELATIVE.contains(&year.value)) {
            let hint = "write the years before the intervention as negative numbers, such as `year = -2`";
            table.report().mistake_with_hint(&year.place, "a placebo is of a year before t = 0", hint);
        }
        Some(Placebo { consequence: consequence?, year: year?.value })
    }
}
