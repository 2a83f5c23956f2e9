//! The largest contributions to amounts of persons who are in the same subgroups.

use std::collections::HashSet;

use definitions::plan::{Job, Plan};
use engine::cohort::Cohort;
use engine::moments::MomentSource;
use foundation::error::Result;
use foundation::words::Arm;
use rayon::prelude::*;

use super::overlap::Partition;
use crate::disclosure::Amounts;

/// The contributions of every part of each overlap, to the amounts of which any regression would be published.
///
/// # Errors
/// Internal errors only.
pub fn of_parts(
    plan: &Plan<'_>,
    cohorts: &[Cohort],
    source: &dyn MomentSource,
    partitions: &[Partition],
    shown: &[&Job],
) -> Result<Vec<Amounts>> {
    let of = |job: &Job| (job.comparison.group, job.comparison.measure, job.consequence);
    let shown: HashSet<_> = shown.iter().map(|job| of(job)).collect();
    let is_wanted = |run: &&[Job]| {
        let job = &run[0];
        job.is_published() && plan.consequence(job).is_kroner() && shown.contains(&of(job))
    };
    let amounts: Vec<&[Job]> = plan.runs().filter(is_wanted).collect();
    let of_overlap = |(at, partition): (usize, &Partition)| {
        let runs: Vec<&[Job]> =
            amounts.iter().copied().filter(|run| run[0].comparison == partition.comparison).collect();
        of_overlap(plan, &cohorts[partition.comparison.group.0], source, at, partition, &runs)
    };
    let found: Vec<Vec<Amounts>> = partitions.par_iter().enumerate().map(of_overlap).collect::<Result<_>>()?;
    Ok(found.into_iter().flatten().collect())
}

fn of_overlap(
    plan: &Plan<'_>,
    cohort: &Cohort,
    source: &dyn MomentSource,
    at: usize,
    partition: &Partition,
    runs: &[&[Job]],
) -> Result<Vec<Amounts>> {
    let mut amounts: Vec<Amounts> = runs
        .iter()
        .flat_map(|run| run.iter())
        .map(|job| Amounts {
            overlap: at,
            consequence: plan.consequence(job).id.value.clone(),
            follow_up_year: job.year.0,
            peaks: Vec::with_capacity(partition.overlap.parts.len()),
        })
        .collect();
    if amounts.is_empty() {
        return Ok(amounts);
    }
    for entries in by_part(cohort, partition) {
        let of_part = source.largest_contributions_of(runs, &entries)?;
        amounts.iter_mut().zip(of_part.into_iter().flatten()).for_each(|(to, of_part)| to.peaks.push(of_part));
    }
    Ok(amounts)
}

/// The entries of each part whose arm is determined, by position.
fn by_part(cohort: &Cohort, partition: &Partition) -> Vec<Vec<(usize, Arm)>> {
    let mut entries = vec![Vec::new(); partition.overlap.parts.len()];
    for (at, arm) in cohort.determined(partition.comparison) {
        // An entry with an arm is of a person whose success is known, who is in a part.
        entries[partition.part_of[at] as usize].push((at, arm));
    }
    entries
}
