//! What a release promises of its figures: references lead somewhere, only what is significant is published, intervals hold
//! their estimates, what payers bear adds up, and the manifest counts right.

use std::collections::HashSet;

use super::manifest::Manifest;
use foundation::tables::Database;
use foundation::tables::published::{EstimateRow, TargetGroupRow};
use foundation::words::{GroupKind, Status};

/// That every promise holds.
///
/// # Errors
/// The first that does not.
pub fn hold(database: &Database, manifest: &Manifest) -> Result<(), String> {
    let defined = ReferenceTargets::of(database);
    references(database, &defined)?;
    payers(database)?;
    let published = published(database, &defined)?;
    if published.len() != database.estimates.len() {
        return Err("`fits` and `estimates` do not agree on what is significant".to_owned());
    }
    for e in &database.estimates {
        let at = format!("{} / {} / year {}", e.target_group, e.consequence, e.follow_up_year);
        if !published.contains(&(&e.target_group, &e.subgroup, &e.success_measure, &e.consequence, e.follow_up_year)) {
            return Err(format!("the estimate {at} is not significant in `fits`"));
        }
        if e.p.is_nan() || e.p >= manifest.significance {
            return Err(format!("the estimate {at} is published with p = {}", e.p));
        }
        let finite = [e.lower, e.upper, e.standard_error, e.df].into_iter().all(f64::is_finite);
        if !(finite && e.lower <= e.estimate && e.estimate <= e.upper && e.standard_error > 0.0) {
            return Err(format!("the interval of the estimate {at} does not hold it"));
        }
    }
    let of_year = |e: &&EstimateRow| e.price_year.is_some_and(|year| year != manifest.price_year);
    if let Some(e) = database.estimates.iter().find(of_year) {
        return Err(format!("the estimate {} / {} is of another price year", e.target_group, e.consequence));
    }
    for c in &database.covariances {
        let of = |year| published.contains(&(&c.target_group, &c.subgroup, &c.success_measure, &c.consequence, year));
        if !of(c.follow_up_year) || !of(c.other_year) || c.follow_up_year >= c.other_year {
            return Err(format!(
                "a covariance of {} / {} refers to an unpublished estimate",
                c.target_group, c.consequence
            ));
        }
    }
    for entry in &manifest.fits {
        let counted = database.fits.iter().filter(|fit| fit.status.word() == entry.status).count() as u64;
        if counted != entry.count {
            return Err(format!(
                "the manifest counts {} fits with status {}, `fits` has {counted}",
                entry.count, entry.status
            ));
        }
    }
    Ok(())
}

/// That every price is split on payers, and that of a krone they bear a krone.
fn payers(database: &Database) -> Result<(), String> {
    let kroner: HashSet<&str> =
        database.consequences.iter().filter(|c| c.is_kroner()).map(|c| &*c.consequence).collect();
    for price in &database.prices {
        let parts = [price.kommune_kr, price.region_kr, price.stat_kr];
        if !parts.into_iter().all(f64::is_finite) {
            return Err(format!("a payer's part of the price of {} is not an amount", price.consequence));
        }
        if kroner.contains(&*price.consequence) && (parts.into_iter().sum::<f64>() - 1.0).abs() > 1e-9 {
            return Err(format!("the payers of a krone of {} do not add up to a krone", price.consequence));
        }
    }
    Ok(())
}

/// What other rows can refer to.
struct ReferenceTargets<'a> {
    groups: HashSet<&'a str>,
    subgroups: HashSet<(&'a str, &'a str)>,
    measures: HashSet<(&'a str, &'a str)>,
    consequences: HashSet<&'a str>,
}

impl<'a> ReferenceTargets<'a> {
    fn of(database: &'a Database) -> ReferenceTargets<'a> {
        ReferenceTargets {
            groups: database.target_groups.iter().map(|g| &*g.target_group).collect(),
            subgroups: database.subgroups.iter().map(|s| (&*s.target_group, &*s.subgroup)).collect(),
            measures: database.success_measures.iter().map(|s| (&*s.target_group, &*s.success_measure)).collect(),
            consequences: database.consequences.iter().map(|c| &*c.consequence).collect(),
        }
    }

    fn splits(&self, group: &str, subgroup: &str, measure: &str) -> bool {
        self.groups.contains(group)
            && self.subgroups.contains(&(group, subgroup))
            && self.measures.contains(&(group, measure))
    }
}

fn references(database: &Database, defined: &ReferenceTargets<'_>) -> Result<(), String> {
    let nowhere = |table: &str, what: &str| Err(format!("`{table}` speaks of {what}, which is defined nowhere"));
    let of_groups = database.subgroups.iter().map(|row| ("subgroups", &row.target_group));
    for (table, group) in
        of_groups.chain(database.success_measures.iter().map(|r| ("success_measures", &r.target_group)))
    {
        if !defined.groups.contains(&**group) {
            return nowhere(table, group);
        }
    }
    for row in &database.cohorts {
        if !defined.splits(&row.target_group, &row.subgroup, &row.success_measure) {
            return nowhere("cohorts", &format!("{} / {}", row.target_group, row.subgroup));
        }
    }
    for row in &database.profiles {
        if !defined.splits(&row.target_group, &row.subgroup, &row.success_measure) {
            return nowhere("profiles", &format!("{} / {}", row.target_group, row.subgroup));
        }
    }
    for row in &database.prices {
        let group = row.target_group.as_deref();
        if !defined.consequences.contains(&*row.consequence) || group.is_some_and(|g| !defined.groups.contains(g)) {
            return nowhere("prices", &row.consequence);
        }
    }
    let effects = database.effects.iter().map(|e| ("effects", &e.effect, &e.target_group, &e.success_measure));
    let experiences = database.experiences.iter();
    let experiences = experiences.map(|e| ("experiences", &e.experience, &e.target_group, &e.success_measure));
    for (table, id, group, measure) in effects.chain(experiences) {
        let group = group.as_deref();
        let measure = group.zip(measure.as_deref());
        if group.is_some_and(|g| !defined.groups.contains(g)) || measure.is_some_and(|m| !defined.measures.contains(&m))
        {
            return nowhere(table, id);
        }
    }
    let interventions: HashSet<&str> = database.interventions.iter().map(|row| &*row.intervention).collect();
    if let Some(id) = interventions.iter().find(|id| !defined.groups.contains(*id)) {
        return nowhere("interventions", id);
    }
    if let Some(row) = database.intervention_balance.iter().find(|row| !interventions.contains(&*row.intervention)) {
        return nowhere("intervention_balance", &row.intervention);
    }
    for row in &database.intervention_lots {
        if !interventions.contains(&*row.intervention) {
            return nowhere("intervention_lots", &row.intervention);
        }
        let beside = |of: &&EstimateRow| {
            of.target_group == row.intervention
                && of.consequence == row.consequence
                && of.follow_up_year == row.follow_up_year
        };
        let estimate = database.estimates.iter().find(beside);
        if estimate.is_none_or(|of| of.reason.is_some()) {
            return Err(format!(
                "`intervention_lots` has {} / {} / year {}, of which no estimate with counts is published",
                row.intervention, row.consequence, row.follow_up_year
            ));
        }
    }
    // What kind of group it is decides how its estimates are read.
    let is_intervention = |row: &&TargetGroupRow| row.kind == Some(GroupKind::Intervention);
    let differs = |row: &&TargetGroupRow| is_intervention(row) != interventions.contains(&*row.target_group);
    if let Some(row) = database.target_groups.iter().find(differs) {
        return Err(format!("`target_groups` and `interventions` do not agree on what {} is", row.target_group));
    }
    for row in &database.qualifications {
        if !defined.groups.contains(&*row.target_group) || !defined.consequences.contains(&*row.consequence) {
            return nowhere("qualifications", &format!("{} / {}", row.target_group, row.consequence));
        }
    }
    Ok(())
}

type Key<'a> = (&'a String, &'a String, &'a String, &'a String, i32);

/// The regressions that `fits` calls significant.
fn published<'a>(database: &'a Database, defined: &ReferenceTargets<'_>) -> Result<HashSet<Key<'a>>, String> {
    let mut published = HashSet::new();
    for fit in &database.fits {
        let known = defined.splits(&fit.target_group, &fit.subgroup, &fit.success_measure)
            && defined.consequences.contains(&*fit.consequence);
        if !known {
            return Err(format!(
                "`fits` speaks of {} / {}, which is defined nowhere",
                fit.target_group, fit.consequence
            ));
        }
        if fit.significant && fit.status != Status::Estimated {
            return Err(format!("`fits` calls a regression significant whose status is {}", fit.status));
        }
        if (fit.status == Status::HeldBack) != fit.reason.is_some() {
            return Err("`fits` has a regression that is held back without a reason, or a reason without it".to_owned());
        }
        if fit.significant {
            published.insert((
                &fit.target_group,
                &fit.subgroup,
                &fit.success_measure,
                &fit.consequence,
                fit.follow_up_year,
            ));
        }
    }
    Ok(published)
}
