//! A case with every fit that may be published, in place of the significant ones only (method rule 19): the same choices, prices and
//! values of the user's own, so that nothing but the rule of publication differs.

use super::inputs::{Consequence, Group, Inputs, JointError, Value};
use foundation::tables::Database;
use foundation::tables::companion::{CoefficientRow, Companion};
use foundation::tables::published::CovarianceRow;
use foundation::words::Status;

/// A case's inputs with all fits.
#[derive(Debug, Clone, PartialEq)]
pub struct AllFits {
    /// The inputs.
    pub inputs: Inputs,
    /// Estimates that count as zero by the published rule and as themselves here.
    pub added: usize,
    /// Consequences that stay as they were, because they count the same money as another that has figures: both have a price.
    pub overlapping: Vec<String>,
}

/// Puts the companion's coefficients where a case has zeros because they are not significant.
pub fn with_all_fits(inputs: &Inputs, database: &Database, companion: &Companion) -> AllFits {
    let mut all = AllFits { inputs: inputs.clone(), added: 0, overlapping: Vec::new() };
    let known = CompanionRows {
        group: &inputs.group,
        companion,
        factor: database.price_factor(None, database.price_year, inputs.price_year),
    };
    let mut counting: Vec<String> =
        inputs.consequences.iter().filter(|c| counts_money(c)).map(|consequence| consequence.id.clone()).collect();
    for consequence in all.inputs.consequences.iter_mut().filter(|consequence| !consequence.own) {
        let counts = has_figure(consequence);
        let priced = !consequence.prices.is_empty();
        if priced && !counts && counting.iter().any(|other| database.overlap(&consequence.id, other)) {
            all.overlapping.push(consequence.id.clone());
            continue;
        }
        let added = known.fill(consequence, database.price_year);
        if added > 0 && !counts && priced {
            counting.push(consequence.id.clone());
        }
        all.added += added;
    }
    all
}

/// Whether it brings kroner into the result: what has a figure and no price brings none, and so counts no money twice.
fn counts_money(consequence: &Consequence) -> bool {
    has_figure(consequence) && !consequence.prices.is_empty()
}

fn has_figure(consequence: &Consequence) -> bool {
    consequence.years.iter().any(|value| matches!(value, Value::Estimate { .. } | Value::Own { .. }))
}

/// What the companion knows of the case's target group.
struct CompanionRows<'a> {
    group: &'a Group,
    companion: &'a Companion,
    /// Carries kroner of the release's price year to the result's; `None` where the index lacks one of them.
    factor: Option<f64>,
}

impl CompanionRows<'_> {
    /// Fills in a consequence, and says how many of its years count with a figure that had none: those before its first
    /// unknown year.
    fn fill(&self, consequence: &mut Consequence, price_year: i32) -> usize {
        let kroner = consequence.is_kroner();
        let mut filled = Vec::new();
        for (year, value) in (1i32..).zip(&mut consequence.years) {
            if !matches!(value, Value::Zero { status: Status::Estimated }) {
                continue;
            }
            let found = self.companion.coefficients.iter().find(|row| self.is(row, &consequence.id, year));
            let factor = if kroner { self.factor } else { Some(1.0) };
            *value = match found.zip(factor) {
                Some((row, factor)) => {
                    filled.push(year);
                    Value::Estimate {
                        value: row.estimate,
                        standard_error: row.standard_error,
                        price_year: kroner.then_some(price_year),
                        factor,
                        robustness: None,
                        robustness_to_insignificance: None,
                        defines_success: false,
                        depends_on_entry_year: None,
                        provenance: self.group.provenance,
                    }
                }
                // An estimate that is not significant and may not be published is unknown here.
                None => Value::Unknown { status: None },
            };
        }
        let of_consequence = self.companion.covariances.iter().filter(|row| self.joins(row, &consequence.id));
        consequence.covariances = of_consequence
            .map(|r| JointError { year: r.follow_up_year, other_year: r.other_year, covariance: r.covariance })
            .collect();
        let unknown = |value: &Value| matches!(value, Value::Unknown { .. });
        let first_unknown = (1i32..).zip(&consequence.years).find(|(_, value)| unknown(value)).map(|(year, _)| year);
        filled.into_iter().filter(|year| first_unknown.is_none_or(|unknown| *year < unknown)).count()
    }

    fn is(&self, row: &CoefficientRow, consequence: &str, year: i32) -> bool {
        row.follow_up_year == year
            && row.consequence == consequence
            && row.target_group == self.group.target_group
            && row.subgroup == self.group.subgroup
            && row.success_measure == self.group.success_measure
    }

    fn joins(&self, row: &CovarianceRow, consequence: &str) -> bool {
        row.consequence == consequence
            && row.target_group == self.group.target_group
            && row.subgroup == self.group.subgroup
            && row.success_measure == self.group.success_measure
    }
}
