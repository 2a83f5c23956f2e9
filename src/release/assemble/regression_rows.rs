//! The published rows of one regression, of target groups and of interventions alike.

use definitions::Definitions;
use foundation::tables::audit::AuditFitRow;
use foundation::tables::published::{EstimateRow, FitRow};
use foundation::words::{Provenance, Rule, Status};

use crate::control::significant;
use crate::disclosure::{Perturbation, Verdict};

/// A regression with what was decided about it.
#[derive(Clone, Copy)]
pub(super) struct DecidedFit<'a> {
    pub(super) definitions: &'a Definitions,
    pub(super) perturbation: &'a Perturbation,
    pub(super) fit: &'a AuditFitRow,
    /// The cells of the success cohort and of the other one, or of participants and controls.
    pub(super) cells: [u64; 2],
    pub(super) verdict: Verdict,
    /// The q-value of the p-value that is shown.
    pub(super) q: Option<f64>,
}

impl DecidedFit<'_> {
    /// Whether its figures may leave.
    fn leaves(&self) -> bool {
        matches!(self.verdict, Verdict::Released | Verdict::WithoutCounts(_))
    }

    /// The row of its status.
    pub(super) fn status_row(&self) -> FitRow {
        let (status, reason) = match self.verdict {
            Verdict::HeldBack(rule) => (Status::HeldBack, Some(rule)),
            Verdict::Replaced(status) => (status, None),
            Verdict::Released | Verdict::WithoutCounts(_) => (self.fit.status, None),
        };
        let fit = self.fit;
        FitRow {
            target_group: fit.target_group.clone(),
            subgroup: fit.subgroup.clone(),
            success_measure: fit.success_measure.clone(),
            consequence: fit.consequence.clone(),
            follow_up_year: fit.follow_up_year,
            status,
            significant: self.leaves() && significant(self.definitions, self.perturbation, self.cells, fit),
            reason,
        }
    }

    /// The row of its estimate, as the fit and the perturbation give it, with the years t = 0 from `first` to `last`. It neither
    /// defines success nor depends on the entry year, and no break is known. `None` where there is no figure.
    pub(super) fn estimate_row(&self, group: Provenance, (first, last): (i32, i32)) -> Option<EstimateRow> {
        let DecidedFit { definitions, perturbation, fit, cells, verdict, q } = *self;
        let consequence = definitions.consequence(&fit.consequence)?;
        let reason: Option<Rule> = match verdict {
            Verdict::WithoutCounts(rule) => Some(rule),
            Verdict::Released | Verdict::Replaced(_) | Verdict::HeldBack(_) => None,
        };
        let shown = perturbation.figures(cells, reason.is_none(), fit)?;
        let [success, non_success] = cells;
        let count = |cell: u64, n: i64| reason.is_none().then(|| perturbation.count(cell, n.unsigned_abs()));
        let mean = perturbation.mean(cells, fit);
        // Both robustness values together give the degrees of freedom, and so the number of persons.
        let robustness = perturbation.robustness(&shown, fit, definitions.settings.significance);
        let [robustness, robustness_to_insignificance] = robustness.map(|value| value.filter(|_| reason.is_none()));
        Some(EstimateRow {
            target_group: fit.target_group.clone(),
            subgroup: fit.subgroup.clone(),
            success_measure: fit.success_measure.clone(),
            consequence: fit.consequence.clone(),
            follow_up_year: fit.follow_up_year,
            estimate: shown.estimate,
            standard_error: shown.standard_error,
            lower: shown.inference.lower,
            upper: shown.inference.upper,
            t: shown.inference.t,
            df: shown.df,
            p: shown.inference.p,
            q,
            robustness,
            robustness_to_insignificance,
            n_success: count(success, fit.n_success),
            n_non_success: count(non_success, fit.n_non_success),
            clusters: fit.clusters.and_then(|n| count(success.wrapping_add(non_success), n)),
            baseline: Some(fit.baseline),
            mean_non_success: mean.filter(|_| reason.is_none()),
            reason,
            price_year: consequence.is_kroner().then_some(definitions.settings.price_year.value),
            covariance: fit.covariance,
            age_form: None,
            adjusts_sex: false,
            first_entry_year: first,
            last_entry_year: last,
            defines_success: false,
            depends_on_entry_year: None,
            against_expectation: None,
            share_after_break: None,
            shares_after_breaks: None,
            provenance: group.max(consequence.provenance),
        })
    }
}
