//! The final check before a release is written: the tables are checked independently of the decisions.

use std::collections::HashSet;

use super::{round, status};
use definitions::disclosure::Policy;
use foundation::tables::Database;
use foundation::words::Status;
use statistics::inference::infer;

/// Checks that no published count is below the minimum or finer than the base, that no status reveals one, that what is held back
/// is null, that figures are rounded, and that t, p and intervals follow from the published figures.
///
/// # Errors
/// The first check that fails, without figures.
pub fn gate(policy: &Policy, schema_version: u32, database: &Database) -> Result<(), String> {
    let coarse = |count: i64| {
        let count = u64::try_from(count).unwrap_or(0);
        count >= policy.minimum_persons && count.checked_rem(policy.round_counts_to) == Some(0)
    };
    for row in &database.cohorts {
        let at = format!("cohorts: {} / {} / {}", row.target_group, row.subgroup, row.success_measure);
        if row.persons.is_some_and(|persons| !coarse(persons)) {
            return Err(format!("{at}: a count is too small or too fine"));
        }
        if row.persons.is_none() && (row.mean_age.is_some() || row.reason.is_none()) {
            return Err(format!("{at}: what is held back has figures or no reason"));
        }
    }
    for row in &database.profiles {
        let at = format!("profiles: {} / {} / {}", row.target_group, row.characteristic, row.level);
        let counts = [row.n_success, row.n_non_success];
        if counts.into_iter().flatten().any(|count| !coarse(count)) {
            return Err(format!("{at}: a count is too small or too fine"));
        }
        let held = counts.contains(&None);
        if held != row.reason.is_some() || (held && row.standardised_difference.is_some()) {
            return Err(format!("{at}: what is held back has figures or no reason"));
        }
    }
    for row in &database.interventions {
        let counts = [row.effective_controls, row.possible_controls];
        if counts.into_iter().flatten().any(|count| !coarse(count)) {
            return Err(format!("interventions: {}: a count is too small or too fine", row.intervention));
        }
    }
    for row in &database.intervention_balance {
        let at = format!("intervention_balance: {} / {}", row.intervention, row.variable);
        let figures = [row.difference_before, row.difference, row.variance_ratio_before, row.variance_ratio];
        if row.reason.is_some() && figures.iter().any(Option::is_some) {
            return Err(format!("{at}: what is held back has figures"));
        }
        if figures.into_iter().flatten().any(|figure| !figure.is_finite()) {
            return Err(format!("{at}: a figure is not finite"));
        }
    }
    // Earlier versions published every status, and clusters with them.
    let strict = schema_version >= 3;
    if let Some(row) = database.fits.iter().find(|fit| strict && !status::may_leave(fit.status)) {
        let at = format!("fits: {} / {} / year {}", row.target_group, row.consequence, row.follow_up_year);
        return Err(format!("{at}: the status `{}` reveals a count", row.status));
    }
    let held: HashSet<_> = database
        .fits
        .iter()
        .filter(|fit| fit.status == Status::HeldBack)
        .map(|f| (&f.target_group, &f.subgroup, &f.success_measure, &f.consequence, f.follow_up_year))
        .collect();
    for row in &database.estimates {
        let at = format!("estimates: {} / {} / year {}", row.target_group, row.consequence, row.follow_up_year);
        if held.contains(&(
            &row.target_group,
            &row.subgroup,
            &row.success_measure,
            &row.consequence,
            row.follow_up_year,
        )) {
            return Err(format!("{at}: held back, and published"));
        }
        let counts = [row.n_success, row.n_non_success];
        // Degrees of freedom give the persons of both cohorts together; before version 4 they were exact beside counts.
        let exact = schema_version < 4 && !policy.round_estimates && row.reason.is_none();
        let df = row.df.fract() == 0.0 && (exact || coarse(row.df as i64));
        if counts.into_iter().chain([row.clusters]).flatten().any(|count| !coarse(count)) || !df {
            return Err(format!("{at}: a count is too small or too fine"));
        }
        // Clusters can be persons.
        if strict && row.clusters.is_some() && row.reason.is_some() {
            return Err(format!("{at}: clusters are counted where counts are held back"));
        }
        // From both robustness values follow the degrees of freedom.
        if strict && row.reason.is_some() && (row.robustness, row.robustness_to_insignificance) != (None, None) {
            return Err(format!("{at}: robustness values reveal the counts that are held back"));
        }
        let given = counts.iter().filter(|count| count.is_some()).count() + usize::from(row.mean_non_success.is_some());
        if given != if row.reason.is_some() { 0 } else { 3 } {
            return Err(format!("{at}: counts, mean and reason do not agree"));
        }
        if schema_version >= 4 && !is_rounded(row.estimate, row.standard_error) {
            return Err(format!("{at}: the estimate has more digits than a thousandth of its error"));
        }
        let again = infer(row.estimate, row.standard_error, row.df);
        if again.is_none_or(|i| (i.t, i.p, i.lower, i.upper) != (row.t, row.p, row.lower, row.upper)) {
            return Err(format!("{at}: t, p or the interval is not that of the published figures"));
        }
    }
    Ok(())
}

/// Whether an estimate has no digits beyond a ten-thousandth of its error. The step is a power of ten of at least that.
fn is_rounded(estimate: f64, error: f64) -> bool {
    // A step below half of the error's own rounding is not lost by this division.
    round::place_of(error / 1000.0 * (1.0 - 1e-9)).is_some_and(|place| {
        [estimate, error]
            .into_iter()
            .all(|value| [place, place - 1].iter().any(|place| round::to_place(value, *place) == value))
    })
}
