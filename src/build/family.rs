//! Families of tests: the estimated regressions of one target group, success measure and specification (method rule 18).
//! What a success measure is made of is no discovery, and stays outside (method rule 8).

use std::collections::BTreeMap;

use crate::definitions::Definitions;
use crate::inference;
use crate::tables::audit::AuditFitRow;

/// Puts q-values on every estimated regression that belongs to a family.
pub fn q_values(definitions: &Definitions, fits: &mut [AuditFitRow]) {
    let mut families: BTreeMap<(String, String, String), Vec<usize>> = BTreeMap::new();
    for (at, fit) in fits.iter().enumerate().filter(|(_, fit)| fit.p.is_some()) {
        if !defines_success(definitions, fit) {
            let family = (fit.target_group.clone(), fit.success_measure.clone(), fit.specification.clone());
            families.entry(family).or_default().push(at);
        }
    }
    for members in families.into_values() {
        let p: Vec<f64> = members.iter().filter_map(|at| fits.get(*at)?.p).collect();
        for (at, q) in members.iter().zip(inference::q_values(&p)) {
            if let Some(fit) = fits.get_mut(*at) {
                fit.q = Some(q);
            }
        }
    }
}

fn defines_success(definitions: &Definitions, fit: &AuditFitRow) -> bool {
    let group = definitions.target_group(&fit.target_group);
    let measure = group.and_then(|g| g.successes.iter().find(|s| s.id.value == fit.success_measure));
    let consequence = definitions.consequence(&fit.consequence);
    measure.zip(consequence).is_some_and(|(m, c)| m.is_made_of(&c.variable, fit.follow_up_year))
}
