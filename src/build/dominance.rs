//! How much of a cohort's kroner one person has, and two: of every regression, and of what a group has beyond its subgroups.

use crate::cohort::Cohort;
use crate::definitions::Definitions;
use crate::definitions::consequence::Consequence;
use crate::definitions::target_group::TargetGroup;
use crate::disclosure::{Beyond, Inside};
use crate::error::{Error, Result};
use crate::moments::{Cells, Outcome, Peak, Presence, TakenOff, peaks};
use crate::persons::Persons;
use crate::plan;
use crate::variables::{self, Sums};

use super::price_level;

/// The shares of the largest person and of the two largest, in the cohort where each is largest, by follow-up year of the
/// published specification; nothing for what is not kroner.
///
/// # Errors
/// The program's own fault only.
pub fn shares(
    definitions: &Definitions,
    group: &TargetGroup,
    consequence: &Consequence,
    cells: &Cells,
    persons: &Persons,
    sums: &Sums,
) -> Result<Vec<Option<(f64, f64)>>> {
    let Some(published) = group.estimations.first().filter(|_| consequence.is_kroner()) else { return Ok(Vec::new()) };
    let missing = || Error::Internal(format!("no values for `{}`", consequence.variable));
    let variable = definitions.variable(&consequence.variable).ok_or_else(missing)?;
    let values = sums.get(&variable.id.value).ok_or_else(missing)?;
    let after_exit = group.population.after_exit;
    let presence = Presence::count(cells, persons, &published.follow_up, after_exit, published.balanced);
    let available = |year| variables::available(definitions, variable, year);
    let missing = |year| variables::missing_without_row(definitions, variable, year);
    let multipliers = |of, before| price_level::multipliers(definitions, consequence, of, before);
    let taken_off = published.baseline_year().map(|year| TakenOff { year, multipliers: &multipliers });
    let outcome = Outcome { values, missing_without_row: &missing, available: &available, taken_off };
    let years = |year: &i32| plan::entry_years(definitions, group, &variable.id.value, published, *year);
    let carrying: Vec<Vec<i32>> = published.follow_up.iter().map(years).collect();
    let carries = |t0: i16, at: usize| carrying.get(at).is_some_and(|years| years.contains(&i32::from(t0)));
    let of_arms = |arms: &[Peak; 2]| {
        arms.iter().filter_map(Peak::shares).reduce(|one, other| (one.0.max(other.0), one.1.max(other.1)))
    };
    Ok(peaks(cells, persons, &presence, &outcome, &carries).iter().map(of_arms).collect())
}

/// The same of the persons whom a group has beyond subgroups in it.
///
/// # Errors
/// The program's own fault only.
pub fn beyond(
    definitions: &Definitions,
    cohorts: &[Cohort],
    insides: &[Inside],
    persons: &Persons,
    sums: &Sums,
) -> Result<Vec<Beyond>> {
    let mut found = Vec::new();
    for (at, inside) in insides.iter().enumerate() {
        let mut groups = definitions.target_groups.iter().zip(cohorts);
        let Some((group, cohort)) = groups.find(|(group, _)| group.id.value == inside.target_group) else { continue };
        let Some(published) = group.estimations.first() else { continue };
        let belongs = |name: &String| cohort.subgroups.iter().find(|(known, _)| known == name).map(|(_, of)| of);
        let is_in = |of: Option<&Vec<bool>>, entry: usize| of.is_some_and(|of| of.get(entry) == Some(&true));
        let rest: Vec<bool> = (0..cohort.entries.len())
            .map(|entry| {
                is_in(belongs(&inside.whole), entry) && !inside.parts.iter().any(|part| is_in(belongs(part), entry))
            })
            .collect();
        for (measure, arms) in &cohort.successes {
            let cells = Cells::of(cohort, &rest, arms, persons);
            for consequence in &definitions.consequences {
                let shares = shares(definitions, group, consequence, &cells, persons, sums)?;
                let of_years = published.follow_up.iter().zip(shares).filter_map(|(year, of)| Some((*year, of?)));
                found.extend(of_years.map(|(follow_up_year, (largest, two_largest))| Beyond {
                    inside: at,
                    success_measure: measure.clone(),
                    consequence: consequence.id.value.clone(),
                    follow_up_year,
                    largest,
                    two_largest,
                }));
            }
        }
    }
    Ok(found)
}
