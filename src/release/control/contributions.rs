//! The largest contributions to amounts of persons who are in the same subgroups.

use std::collections::HashSet;

use definitions::plan::{Job, Plan};
use engine::cohort::Cohort;
use engine::moments::InProcess;
use foundation::error::Result;
use foundation::words::Arm;
use rayon::prelude::*;

use super::overlap::Sorted;
use crate::disclosure::Amounts;

/// The contributions of every part of each overlap, to the amounts of which any regression would be published.
///
/// # Errors
/// The program's own fault only.
pub fn of_parts(
    plan: &Plan<'_>,
    cohorts: &[Cohort],
    source: &InProcess<'_>,
    sorted: &[Sorted],
    shown: &[&Job],
) -> Result<Vec<Amounts>> {
    let of = |job: &Job| (job.comparison.group, job.comparison.measure, job.consequence);
    let shown: HashSet<_> = shown.iter().map(|job| of(job)).collect();
    let is_wanted = |run: &&[Job]| {
        let job = &run[0];
        job.is_published() && plan.consequence(job).is_kroner() && shown.contains(&of(job))
    };
    let amounts: Vec<&[Job]> = plan.runs().filter(is_wanted).collect();
    let of_overlap = |(at, sorted): (usize, &Sorted)| {
        let runs: Vec<&[Job]> = amounts.iter().copied().filter(|run| run[0].comparison == sorted.comparison).collect();
        of_overlap(plan, &cohorts[sorted.comparison.group.0], source, at, sorted, &runs)
    };
    let found: Vec<Vec<Amounts>> = sorted.par_iter().enumerate().map(of_overlap).collect::<Result<_>>()?;
    Ok(found.into_iter().flatten().collect())
}

fn of_overlap(
    plan: &Plan<'_>,
    cohort: &Cohort,
    source: &InProcess<'_>,
    at: usize,
    sorted: &Sorted,
    runs: &[&[Job]],
) -> Result<Vec<Amounts>> {
    let mut amounts: Vec<Amounts> = runs
        .iter()
        .flat_map(|run| run.iter())
        .map(|job| Amounts {
            overlap: at,
            consequence: plan.consequence(job).id.value.clone(),
            follow_up_year: job.year.0,
            peaks: Vec::with_capacity(sorted.overlap.parts.len()),
        })
        .collect();
    if amounts.is_empty() {
        return Ok(amounts);
    }
    for entries in by_part(cohort, sorted) {
        let of_part = source.largest_contributions_of(runs, &entries)?;
        amounts.iter_mut().zip(of_part.into_iter().flatten()).for_each(|(to, of_part)| to.peaks.push(of_part));
    }
    Ok(amounts)
}

/// The entries of each part whose arm is determined, by position.
fn by_part(cohort: &Cohort, sorted: &Sorted) -> Vec<Vec<(usize, Arm)>> {
    let mut entries = vec![Vec::new(); sorted.overlap.parts.len()];
    for (at, arm) in cohort.determined(sorted.comparison) {
        // An entry with an arm is of a person whose success is known, who is in a part.
        entries[sorted.part_of[at] as usize].push((at, arm));
    }
    entries
}
