//! The balance of participants and controls on each variable.

use ::designs::{Balance, VariableBalance};
use ::regress::short;
use serde::Serialize;

use crate::number::significant;
use crate::table::{self, Align};

/// A variable's balance.
#[derive(Debug, Serialize)]
pub struct BalanceRow {
    /// The variable.
    pub variable: String,
    /// The mean of participants.
    pub mean_participants: f64,
    /// The mean of all possible controls.
    pub mean_controls_before: f64,
    /// The mean of controls.
    pub mean_controls: f64,
    /// The standardised difference before the design.
    pub difference_before: f64,
    /// The standardised difference after it.
    pub difference: f64,
    /// The ratio of variances before the design.
    pub variance_ratio_before: Option<f64>,
    /// The ratio of variances after it.
    pub variance_ratio: Option<f64>,
    /// Kept participants outside the range of the controls with weight.
    pub outside: u64,
}

/// A row for each variable.
pub fn rows(balance: &Balance) -> Vec<BalanceRow> {
    let row = |of: &VariableBalance| BalanceRow {
        variable: of.variable.clone(),
        mean_participants: of.after.participants.mean,
        mean_controls_before: of.before.controls.mean,
        mean_controls: of.after.controls.mean,
        difference_before: of.before.difference,
        difference: of.after.difference,
        variance_ratio_before: of.before.variance_ratio,
        variance_ratio: of.after.variance_ratio,
        outside: of.outside,
    };
    balance.variables.iter().map(row).collect()
}

/// The balance of every variable as a table below a line.
pub fn table(above: &str, balance: &[BalanceRow]) -> String {
    let right = |name: &'static str| (name, Align::Right);
    let mut headers = vec![("variable", Align::Left)];
    headers
        .extend(["participants", "controls before", "controls", "difference before", "difference", "ratio"].map(right));
    let rows: Vec<Vec<String>> = balance
        .iter()
        .map(|row| {
            let means = [row.mean_participants, row.mean_controls_before, row.mean_controls].map(significant);
            // Rounded to zero, a difference has no sign.
            let differences =
                [row.difference_before, row.difference].map(|x| format!("{:.3}", (x * 1e3).round() / 1e3 + 0.0));
            let ratio = row.variance_ratio.map(|x| format!("{x:.2}")).unwrap_or_default();
            let mut cells = vec![short(&row.variable)];
            cells.extend(means.into_iter().chain(differences).chain([ratio]));
            cells
        })
        .collect();
    table::table(above, &headers, &rows)
}
