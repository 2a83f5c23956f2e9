//! The consequences of a case against a release: which are used, and what each is in every follow-up year.

use std::collections::HashMap;

use super::consequences::{Choice, OwnValue};
use super::inputs::{Consequence, During, Group, JointError, Override, Qualification, Value};
use super::settings::no_index;
use super::target_group::label;
use super::{resolve_own, resolve_prices};
use definitions::mistake::Report;
use definitions::source::At;
use foundation::tables::Database;
use foundation::tables::published::{ConsequenceRow, CovarianceRow, EstimateRow, FitRow};
use foundation::words::{Recommendation, Status};

/// What the fifth input resolves to.
pub struct Resolved {
    /// The consequences used, in the release's order.
    pub consequences: Vec<Consequence>,
    /// Those left out.
    pub left_out: Vec<String>,
    /// What participants use while they take part.
    pub during: Vec<During>,
    /// Own values and prices, beside what they replace.
    pub overrides: Vec<Override>,
}

/// What the rest of the case says that consequences depend on, as far as it could be resolved.
pub struct Around<'a> {
    /// The target group.
    pub group: Option<&'a Group>,
    /// The price year of the result.
    pub price_year: Option<&'a At<i32>>,
    /// Whole calendar years from start to completion.
    pub years_to_completion: Option<i32>,
}

/// Resolves the choice. Ids are checked even where the rest of the case can't be resolved.
pub fn resolve(choice: &Choice, around: &Around<'_>, database: &Database, report: &Report) -> Option<Resolved> {
    check_ids(choice, database, report);
    let scope = Scope::of(around.group?, around.price_year?, database, report);
    let used: Vec<&ConsequenceRow> = database.consequences.iter().filter(|row| scope.uses(choice, row)).collect();
    let unknown = |id: &At<String>| !database.consequences.iter().any(|row| row.consequence == id.value);
    if used.is_empty() && choice.own.is_empty() && choice.listed.iter().flatten().any(unknown) {
        // Said already.
        return None;
    }
    if used.is_empty() && choice.own.is_empty() {
        report.mistake_with_hint(
            &choice.place.place,
            "no consequence to use",
            "name some, or check that the release holds estimates of this target group and success measure",
        );
        return None;
    }
    let mut overrides = Vec::new();
    let mut consequences = Vec::with_capacity(used.len());
    for row in &used {
        let own = choice.own_values.iter().find(|own| own.consequence.value == row.consequence);
        let years = scope.years(row, own, choice.horizon.value, &mut overrides);
        let own = choice.own_prices.iter().find(|own| own.consequence.value == row.consequence);
        let asked = resolve_prices::Asked { row, group: scope.group, horizon: choice.horizon.value, to: scope.to };
        let prices = resolve_prices::resolve(&asked, own, database, report, &mut overrides);
        consequences.push(Consequence {
            id: row.consequence.clone(),
            label: label(&row.label_da, &row.label_en),
            area: row.area,
            unit: row.unit.clone(),
            kind: row.kind,
            years,
            prices,
            qualification: scope.qualification(row),
            own: false,
            covariances: scope.covariances(row),
        });
    }
    check_overlaps(choice, &used, &consequences, &scope);
    for own in &choice.own {
        let added = resolve_own::added(own, choice.horizon.value, &scope, &mut overrides);
        consequences.extend(added);
    }
    let during = resolve_own::during(choice, &consequences, &scope, around.years_to_completion, &mut overrides);
    let left_out = choice.leave_out.iter().map(|id| id.value.clone()).collect();
    Some(Resolved { consequences, left_out, during, overrides })
}

/// The rows of a release that speak of the case's target group, subgroup and success measure.
pub struct Scope<'a> {
    /// The target group.
    pub group: &'a Group,
    /// The price year of the result.
    pub to: &'a At<i32>,
    /// The release.
    pub database: &'a Database,
    /// Where to leave mistakes.
    pub report: &'a Report,
    known: HashMap<&'a str, Known<'a>>,
}

/// What the release has on one consequence.
#[derive(Default)]
struct Known<'a> {
    estimates: Vec<&'a EstimateRow>,
    fits: Vec<&'a FitRow>,
    covariances: Vec<&'a CovarianceRow>,
}

impl<'a> Scope<'a> {
    fn of(group: &'a Group, to: &'a At<i32>, database: &'a Database, report: &'a Report) -> Scope<'a> {
        let is = |target: &str, subgroup: &str, measure: &str| {
            target == group.target_group && subgroup == group.subgroup && measure == group.success_measure
        };
        let mut known: HashMap<&str, Known<'_>> = HashMap::new();
        for row in database.estimates.iter().filter(|r| is(&r.target_group, &r.subgroup, &r.success_measure)) {
            known.entry(&row.consequence).or_default().estimates.push(row);
        }
        for row in database.fits.iter().filter(|r| is(&r.target_group, &r.subgroup, &r.success_measure)) {
            known.entry(&row.consequence).or_default().fits.push(row);
        }
        for row in database.covariances.iter().filter(|r| is(&r.target_group, &r.subgroup, &r.success_measure)) {
            known.entry(&row.consequence).or_default().covariances.push(row);
        }
        Scope { group, to, database, report, known }
    }

    /// Whether the case uses a consequence: it is listed; or all are used, and the release planned it or the user values it.
    fn uses(&self, choice: &Choice, row: &ConsequenceRow) -> bool {
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

    fn years(
        &self,
        row: &ConsequenceRow,
        own: Option<&OwnValue>,
        horizon: i32,
        overrides: &mut Vec<Override>,
    ) -> Vec<Value> {
        let own_factor = own.and_then(|own| self.own_factor(row, own));
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
            Some(fit) if fit.status == Status::NoUsers || fit.status == Status::Estimated && !fit.significant => {
                Value::Zero { status: fit.status }
            }
            fit => Value::Unknown { status: fit.map(|fit| fit.status) },
        }
    }

    fn estimate_factor(&self, row: &ConsequenceRow, estimate: &EstimateRow) -> Option<f64> {
        if !row.is_kroner() {
            return Some(1.0);
        }
        let from = estimate.price_year.unwrap_or(self.database.price_year);
        let factor = self.database.price_factor(from, self.to.value);
        if factor.is_none() {
            no_index(&At { value: from, place: self.to.place.clone() }, self.database, self.report);
        }
        factor
    }

    fn own_factor(&self, row: &ConsequenceRow, own: &OwnValue) -> Option<f64> {
        match (&own.price_year, row.is_kroner()) {
            (None, false) => Some(1.0),
            (Some(year), true) => {
                let factor = self.database.price_factor(year.value, self.to.value);
                if factor.is_none() {
                    no_index(year, self.database, self.report);
                }
                factor
            }
            (None, true) => {
                self.report.mistake_with_hint(
                    &own.consequence.place,
                    format!("the values of `{}` are in kroner, and they have no price year", row.consequence),
                    "add `price_year = …`",
                );
                None
            }
            (Some(year), false) => {
                self.report.mistake_with_hint(
                    &year.place,
                    format!(
                        "the values of `{}` are in the unit `{}`, which has no price year",
                        row.consequence, row.unit
                    ),
                    "remove `price_year`; prices have one of their own",
                );
                None
            }
        }
    }

    fn covariances(&self, row: &ConsequenceRow) -> Vec<JointError> {
        let known = self.known.get(&*row.consequence);
        known
            .into_iter()
            .flat_map(|known| &known.covariances)
            .map(|r| JointError { year: r.follow_up_year, other_year: r.other_year, covariance: r.covariance })
            .collect()
    }

    /// What the release's qualification says of a consequence for the case's group.
    pub fn qualification(&self, row: &ConsequenceRow) -> Option<Qualification> {
        self.database
            .qualifications
            .iter()
            .find(|q| q.target_group == self.group.target_group && q.consequence == row.consequence)
            .map(|q| Qualification { recommendation: q.recommendation, expected: q.expected })
    }
}

fn check_ids(choice: &Choice, database: &Database, report: &Report) {
    let own_values = || choice.own_values.iter().map(|own| &own.consequence);
    let own_prices = || choice.own_prices.iter().map(|own| &own.consequence);
    for id in choice.listed.iter().flatten().chain(&choice.leave_out).chain(own_values()).chain(own_prices()) {
        if !database.consequences.iter().any(|row| row.consequence == id.value) {
            let known = database.consequences.iter().map(|row| row.consequence.as_str());
            report.unknown(&id.place, "consequence", id, known);
        }
    }
    resolve_own::check_ids(choice, database, report);
    for (what, ids) in [("values", own_values().collect::<Vec<_>>()), ("a price", own_prices().collect::<Vec<_>>())] {
        for (position, id) in ids.iter().enumerate() {
            if ids.iter().take(position).any(|earlier| earlier == id) {
                report.mistake(&id.place, format!("`{id}` is given {what} of your own twice"));
            }
            let unlisted = choice.listed.as_ref().is_some_and(|listed| !listed.contains(id));
            if unlisted || choice.leave_out.contains(id) {
                let hint = if unlisted { "add it to `use`" } else { "remove it from `leave_out`" };
                let message = format!("`{id}` is given {what} of your own, and the case does not use it");
                report.mistake_with_hint(&id.place, message, hint);
            }
        }
    }
    for own in &choice.own_values {
        for year in own.values.keys().filter(|year| **year > choice.horizon.value) {
            report.mistake_with_hint(
                &own.consequence.place,
                format!("`{}` has a value for year {year}, beyond the horizon of {}", own.consequence, choice.horizon),
                "remove the value, or lengthen `horizon`",
            );
        }
    }
}

/// A case never counts the same money twice. What is used only because all are, and is nought, counts none.
fn check_overlaps(choice: &Choice, used: &[&ConsequenceRow], resolved: &[Consequence], scope: &Scope<'_>) {
    let (database, report) = (scope.database, scope.report);
    let counts = |c: &Consequence| c.years.iter().any(|v| matches!(v, Value::Estimate { .. } | Value::Own { .. }));
    let money: Vec<&ConsequenceRow> = used
        .iter()
        .zip(resolved)
        .filter(|(_, consequence)| choice.listed.is_some() || counts(consequence))
        .map(|(row, _)| *row)
        .collect();
    for (position, row) in money.iter().enumerate() {
        for other in money.iter().take(position).filter(|other| database.overlap(&row.consequence, &other.consequence))
        {
            let message = format!("`{}` and `{}` count the same money", other.consequence, row.consequence);
            let listed = choice
                .listed
                .iter()
                .flatten()
                .rev()
                .find(|id| [&row.consequence, &other.consequence].contains(&&id.value));
            match listed {
                Some(id) => report.mistake_with_hint(&id.place, message, "use only one of them"),
                None => report.mistake_with_hint(
                    &choice.place.place,
                    message,
                    format!("leave one of them out: `leave_out = [\"{}\"]`", row.consequence),
                ),
            }
        }
    }
}
