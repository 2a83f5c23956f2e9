//! What a script counts beside its sums, and the queries that count it, until they are written.

use engine::results::{DayColumn, ScriptedCondition};

/// What is counted, and the queries that count it.
#[derive(Default)]
pub struct SideQueries {
    /// Columns of days, by their number in the result.
    pub days: Vec<DayColumn>,
    /// Conditions, by their number in the result.
    pub conditions: Vec<ScriptedCondition>,
    /// By column of days, the query of odd ones, and the condition of all.
    pub of_days: Vec<(String, String)>,
    /// By condition, its query.
    pub of_conditions: Vec<String>,
    /// Columns of codes of which those of digits are counted.
    pub of_digits: Vec<DigitColumn>,
}

/// A column of codes of which those of digits are counted by their length.
pub struct DigitColumn {
    /// The step; `None` until that of sources is known.
    pub view: Option<String>,
    /// The column, in quotes.
    pub value: String,
    /// The condition of the rows that are looked at.
    pub when: String,
    /// The digits of the longest beginning that is asked for.
    pub longest: usize,
    /// Whether only rows of persons of the population are looked at.
    pub is_of_persons: bool,
}
