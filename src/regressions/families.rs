//! Families of tests: the estimated regressions of one target group, success measure and specification (method rule 18).
//! A consequence that a success measure is made of is not a discovery, and stays outside (method rule 8).

use std::collections::BTreeMap;

use definitions::plan::{GroupIndex, MeasureIndex, Plan, SpecificationIndex};
use statistics::inference;

type Family = (GroupIndex, MeasureIndex, SpecificationIndex);

/// The q-values of every estimated regression that belongs to a family, from the p-values of all of them in the plan's
/// order.
pub fn q_values(plan: &Plan<'_>, p: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut q = vec![None; p.len()];
    let mut families: BTreeMap<Family, Vec<(usize, f64)>> = BTreeMap::new();
    for ((at, job), p) in plan.jobs().iter().enumerate().zip(p) {
        if let Some(p) = p.filter(|_| !plan.defines_success(job)) {
            let family = (job.comparison.group, job.comparison.measure, job.specification);
            families.entry(family).or_default().push((at, p));
        }
    }
    for members in families.into_values() {
        let p: Vec<f64> = members.iter().map(|(_, p)| *p).collect();
        for ((at, _), of_member) in members.iter().zip(inference::q_values(&p)) {
            q[*at] = Some(of_member);
        }
    }
    q
}
