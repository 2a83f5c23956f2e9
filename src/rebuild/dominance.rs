//! How much of a cohort's kroner one person has, and two: of every regression, and of persons who are in the same subgroups.

use definitions::Definitions;
use definitions::consequence::Consequence;
use definitions::plan;
use definitions::target_group::TargetGroup;
use engine::cohort::Cohort;
use engine::moments::{Cells, Outcome, Peak, Presence, TakenOff, peaks};
use engine::persons::Persons;
use engine::variables::{self, Sums};
use foundation::error::{Error, Result};
use foundation::tables::audit::AuditFitRow;
use foundation::words::Arm;
use release::disclosure::{Amounts, Overlap};

use super::control::Followed;
use super::overlap::Sorted;
use super::price_level;

/// How large the amounts of both cohorts are, success first, by follow-up year of the published specification, in steps of the
/// resolution; nothing for what is not kroner.
///
/// # Errors
/// The program's own fault only.
pub fn of_regression(
    definitions: &Definitions,
    group: &TargetGroup,
    consequence: &Consequence,
    cells: &Cells,
    persons: &Persons,
    sums: &Sums,
) -> Result<Vec<[Peak; 2]>> {
    let Some(published) = group.estimations.first().filter(|_| consequence.is_kroner()) else { return Ok(Vec::new()) };
    let missing = || Error::internal(format!("no values for `{}`", consequence.variable));
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
    Ok(peaks(cells, persons, &presence, &outcome, &carries))
}

/// What the audit keeps of a regression's amounts.
pub fn kept(row: AuditFitRow, [success, non_success]: &[Peak; 2], step: f64) -> AuditFitRow {
    let shares = [success, non_success].into_iter().filter_map(Peak::shares);
    let (largest_share, two_largest_share) =
        shares.reduce(|one, other| (one.0.max(other.0), one.1.max(other.1))).unzip();
    AuditFitRow {
        largest_share,
        two_largest_share,
        amount_success: Some(success.all as f64 * step),
        largest_success: Some(success.largest as f64 * step),
        second_success: Some(success.second as f64 * step),
        amount_non_success: Some(non_success.all as f64 * step),
        largest_non_success: Some(non_success.largest as f64 * step),
        second_non_success: Some(non_success.second as f64 * step),
        ..row
    }
}

/// The same of every part of each overlap, for what is asked about.
///
/// # Errors
/// The program's own fault only.
pub fn of_parts(
    definitions: &Definitions,
    Followed { cohorts, persons, sums }: Followed<'_>,
    sorted: &[Sorted],
    asked: &dyn Fn(&Overlap, &str) -> bool,
) -> Result<Vec<Amounts>> {
    let mut found = Vec::new();
    for (at, Sorted { group, measure, overlap, part_of }) in sorted.iter().enumerate() {
        let (Some(group), Some(cohort)) = (definitions.target_groups.get(*group), cohorts.get(*group)) else {
            continue;
        };
        let (Some(published), Some((_, arms))) = (group.estimations.first(), cohort.successes.get(*measure)) else {
            continue;
        };
        let kroner = definitions.consequences.iter().filter(|c| c.is_kroner() && asked(overlap, &c.id.value));
        let kroner: Vec<&Consequence> = kroner.collect();
        // By consequence, year and part.
        let mut peaks = vec![vec![Vec::with_capacity(overlap.parts.len()); published.follow_up.len()]; kroner.len()];
        if kroner.is_empty() {
            continue;
        }
        for entries in by_part(part_of, overlap.parts.len()) {
            let of_part = cohort_of(cohort, arms, &entries);
            let everybody = vec![true; entries.len()];
            let arms = of_part.successes.first().map(|(_, arms)| arms.as_slice()).unwrap_or_default();
            let cells = Cells::of(&of_part, &everybody, arms, persons);
            for (consequence, of_years) in kroner.iter().zip(&mut peaks) {
                let of_part = of_regression(definitions, group, consequence, &cells, persons, sums)?;
                of_years.iter_mut().zip(of_part).for_each(|(to, of_part)| to.push(of_part));
            }
        }
        for (consequence, of_years) in kroner.iter().zip(peaks) {
            let of_years = published.follow_up.iter().zip(of_years);
            found.extend(of_years.map(|(follow_up_year, peaks)| Amounts {
                overlap: at,
                consequence: consequence.id.value.clone(),
                follow_up_year: *follow_up_year,
                peaks,
            }));
        }
    }
    Ok(found)
}

/// The positions of the entries of each part.
fn by_part(part_of: &[u32], parts: usize) -> Vec<Vec<usize>> {
    let mut entries = vec![Vec::new(); parts];
    for (at, part) in part_of.iter().enumerate() {
        if let Some(entries) = entries.get_mut(*part as usize) {
            entries.push(at);
        }
    }
    entries
}

/// Some entries of a cohort, without what amounts do not ask for.
fn cohort_of(cohort: &Cohort, arms: &[Option<Arm>], entries: &[usize]) -> Cohort {
    Cohort {
        entries: entries.iter().filter_map(|at| cohort.entries.get(*at).copied()).collect(),
        subgroups: Vec::new(),
        successes: vec![(String::new(), entries.iter().map(|at| arms.get(*at).copied().flatten()).collect())],
        adjusters: Vec::new(),
        clusters: Vec::new(),
        attrition: Vec::new(),
    }
}
