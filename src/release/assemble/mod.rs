//! The published tables, from definitions, cohorts, regressions and the decisions of disclosure control.
//!
//! Owns which rows a release has and what stands in them. Owns no decision on disclosure, and no file.

mod catalogue;
mod cohorts;
mod companion;
mod effect;
mod estimates;
mod experience;
mod interventions;
mod lots;
mod profiles;
mod regression_rows;

pub use companion::companion;
pub use profiles::{People, profiles};

use definitions::plan::Plan;
use foundation::tables::Database;
use foundation::tables::published::{CohortRow, CovarianceRow, EstimateRow, FitRow};
use rayon::prelude::*;
use regressions::Fits;

use crate::control::ControlOutcome;
use ::interventions::Assessment;

/// The name of a release, and where it comes from.
#[derive(Debug, Clone, Copy)]
pub struct Identity<'a> {
    /// Its name.
    pub release: &'a str,
    /// Whether the extracts were made by the generator.
    pub synthetic: bool,
}

/// The release as tables, every one sorted by its key, as disclosure control allows it to be published. The decisions on profiles join
/// the others.
pub fn database(
    plan: &Plan<'_>,
    identity: Identity<'_>,
    people: People<'_>,
    controlled: &mut ControlOutcome,
    (fits, assessments): (&Fits, &[Assessment]),
) -> Database {
    let definitions = plan.definitions();
    let mut database = Database {
        release: identity.release.to_owned(),
        price_year: definitions.settings.price_year.value,
        synthetic: identity.synthetic,
        ..Database::default()
    };
    for group in &definitions.target_groups {
        catalogue::target_group(&mut database, group);
    }
    let row = |counted| cohorts::row(plan, people.cohorts, &controlled.perturbation, counted);
    database.cohorts = controlled.cohorts.iter().map(row).collect();
    let (profiles, (of_regressions, covariances)) = rayon::join(
        || profiles(plan, people, controlled),
        || {
            rayon::join(
                || estimates::estimates(plan, controlled, &fits.rows),
                || estimates::covariances(plan, controlled, fits, false),
            )
        },
    );
    let (profiles, decisions) = profiles;
    database.profiles = profiles;
    (database.fits, database.estimates) = of_regressions;
    database.covariances = covariances;
    controlled.decisions.extend(decisions);
    catalogue::catalogue(&mut database, definitions);
    interventions::interventions(&mut database, definitions, assessments, controlled);
    sort(&mut database);
    database
}

fn sort(database: &mut Database) {
    database.target_groups.sort_by(|a, b| a.target_group.cmp(&b.target_group));
    database.cohorts.sort_by(|a, b| CohortRow::key(a).cmp(&CohortRow::key(b)));
    database.subgroups.sort_by(|a, b| (&a.target_group, &a.subgroup).cmp(&(&b.target_group, &b.subgroup)));
    database
        .success_measures
        .sort_by(|a, b| (&a.target_group, &a.success_measure).cmp(&(&b.target_group, &b.success_measure)));
    database.estimates.par_sort_by(|a, b| EstimateRow::key(a).cmp(&EstimateRow::key(b)));
    let years = |row: &CovarianceRow| (row.follow_up_year, row.other_year);
    database.covariances.par_sort_by(|a, b| (a.key(), years(a)).cmp(&(b.key(), years(b))));
    database.fits.par_sort_by(|a, b| FitRow::key(a).cmp(&FitRow::key(b)));
    database.intervention_lots.sort_by(|a, b| {
        (&a.intervention, &a.consequence, a.follow_up_year).cmp(&(&b.intervention, &b.consequence, b.follow_up_year))
    });
    database.prices.sort_by(|a, b| {
        (&a.consequence, &a.target_group, a.first_age).cmp(&(&b.consequence, &b.target_group, b.first_age))
    });
    database.profiles.par_sort_by(|a, b| (a.comparison(), a.place).cmp(&(b.comparison(), b.place)));
    database.qualifications.sort_by(|a, b| (&a.target_group, &a.consequence).cmp(&(&b.target_group, &b.consequence)));
}
