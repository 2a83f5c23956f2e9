//! The rows of a release that belong to the target group, subgroup and success measure of a case.

use std::collections::HashMap;

use super::consequences::{ConsequencesSection, OwnValue};
use super::inputs::{Group, JointError, Override, Qualification, Value};
use super::price_year::PriceYear;
use super::units::check_value;
use foundation::keys::ComparisonKey;
use foundation::tables::Database;
use foundation::tables::published::{ConsequenceRow, CovarianceRow, EstimateRow, FitRow, QualificationRow};
use foundation::words::Recommendation;
use toml_files::mistake::Report;
use toml_files::source::At;

/// What the rest of the case says that consequences depend on, as far as it could be resolved.
pub struct CaseContext<'a> {
    /// The target group.
    pub group: Option<&'a Group>,
    /// The price year of the result.
    pub price_year: Option<PriceYear<'a>>,
    /// Whole calendar years from start to completion.
    pub years_to_completion: Option<i32>,
}

/// The rows of a release that speak of the case's target group, subgroup and success measure.
pub struct Scope<'a> {
    /// The target group.
    pub group: &'a Group,
    /// The price year of the result.
    pub to: PriceYear<'a>,
    /// The release.
    pub database: &'a Database,
    /// Where to leave mistakes.
    pub report: &'a Report,
    known: HashMap<&'a str, ReleaseRows<'a>>,
    qualifications: HashMap<&'a str, Qualification>,
}

/// What the release has on one consequence.
#[derive(Default)]
struct ReleaseRows<'a> {
    estimates: Vec<&'a EstimateRow>,
    fits: Vec<&'a FitRow>,
    covariances: Vec<&'a CovarianceRow>,
}

impl<'a> Scope<'a> {
    pub fn of(group: &'a Group, to: PriceYear<'a>, database: &'a Database, report: &'a Report) -> Scope<'a> {
        let of = ComparisonKey {
            target_group: group.target_group.as_str(),
            subgroup: group.subgroup.as_str(),
            success_measure: group.success_measure.as_str(),
        };
        let mut known: HashMap<&str, ReleaseRows<'_>> = HashMap::new();
        for row in database.estimates_of(of) {
            known.entry(&row.consequence).or_default().estimates.push(row);
        }
        for row in database.fits_of(of) {
            known.entry(&row.consequence).or_default().fits.push(row);
        }
        for row in database.covariances_of(of) {
            known.entry(&row.consequence).or_default().covariances.push(row);
        }
        let of_group = database.qualifications.iter().filter(|row| row.target_group == group.target_group);
        let said = |row: &'a QualificationRow| {
            let said = Qualification { recommendation: row.recommendation, expected: row.expected };
            (row.consequence.as_str(), said)
        };
        let qualifications = of_group.map(said).collect();
        Scope { group, to, database, report, known, qualifications }
    }

    /// Whether the case uses a consequence: it is listed; or all are used, and the release planned it or the user values it.
    pub fn uses(&self, choice: &ConsequencesSection, row: &ConsequenceRow) -> bool {
        let is = |id: &At<String>| id.value == row.consequence;
        match &choice.listed {
            Some(listed) => listed.iter().any(is),
            None => {
                let planned = self.known.get(&*row.consequence).is_some_and(|known| !known.fits.is_empty());
                let valued = choice.own_values.iter().any(|own| is(&own.consequence));
                let recommends = |q: Qualification| q.recommendation == Recommendation::Include;
                let wanted = !choice.recommended || self.qualification(row).is_some_and(recommends);
                (planned && wanted || valued) && !choice.leave_out.iter().any(is)
            }
        }
    }

    pub fn years(
        &self,
        row: &ConsequenceRow,
        own: Option<&OwnValue>,
        horizon: i32,
        overrides: &mut Vec<Override>,
    ) -> Vec<Value> {
        let own_factor =
            own.and_then(|own| self.to.factor_of_values(&own.consequence, &row.unit, own.price_year.as_ref()));
        if let Some(own) = own {
            for (year, value) in own.values.iter() {
                check_value(&row.unit, *year, *value, &own.values.place.within(&year.to_string()), self.report);
            }
        }
        let mut years = Vec::new();
        for follow_up_year in 1..=horizon {
            let was = self.value(row, follow_up_year);
            let now = own.and_then(|own| own.values.get(&follow_up_year)).copied();
            match (own, now, own_factor) {
                (Some(own), Some(now), Some(factor)) => {
                    overrides.push(Override::Value {
                        consequence: row.consequence.clone(),
                        follow_up_year,
                        was,
                        now,
                        reason: own.reason.clone(),
                    });
                    let price_year = own.price_year.as_ref().map(|year| year.value);
                    years.push(Value::Own { value: now, price_year, factor });
                }
                _ => years.push(was),
            }
        }
        years
    }

    /// What the release knows of a follow-up year.
    fn value(&self, row: &ConsequenceRow, follow_up_year: i32) -> Value {
        let known = self.known.get(&*row.consequence);
        let estimate = known.and_then(|known| known.estimates.iter().find(|e| e.follow_up_year == follow_up_year));
        if let Some(estimate) = estimate
            && let Some(factor) = self.estimate_factor(row, estimate)
        {
            return Value::Estimate {
                value: estimate.estimate,
                standard_error: estimate.standard_error,
                price_year: row.is_kroner().then(|| estimate.price_year.unwrap_or(self.database.price_year)),
                factor,
                robustness: estimate.robustness,
                robustness_to_insignificance: estimate.robustness_to_insignificance,
                defines_success: estimate.defines_success,
                depends_on_entry_year: estimate.depends_on_entry_year,
                provenance: estimate.provenance,
            };
        }
        match known.and_then(|known| known.fits.iter().find(|fit| fit.follow_up_year == follow_up_year)) {
            Some(fit) if fit.counts_as_zero() => Value::Zero { status: fit.status },
            fit => Value::Unknown { status: fit.map(|fit| fit.status) },
        }
    }

    fn estimate_factor(&self, row: &ConsequenceRow, estimate: &EstimateRow) -> Option<f64> {
        if !row.is_kroner() {
            return Some(1.0);
        }
        // An estimate without a price year of its own is in the release's.
        self.to.factor_of_release(estimate.price_year.unwrap_or(self.database.price_year))
    }

    pub fn covariances(&self, row: &ConsequenceRow) -> Vec<JointError> {
        let known = self.known.get(&*row.consequence);
        known
            .into_iter()
            .flat_map(|known| &known.covariances)
            .map(|r| JointError { year: r.follow_up_year, other_year: r.other_year, covariance: r.covariance })
            .collect()
    }

    /// What the release's qualification says of a consequence for the case's group.
    pub fn qualification(&self, row: &ConsequenceRow) -> Option<Qualification> {
        self.qualifications.get(row.consequence.as_str()).copied()
    }
}
