//! Families of tests: the estimated regressions of one target group, success measure and specification (method rule 18).
//! What a success measure is made of is no discovery, and stays outside (method rule 8).

use std::collections::BTreeMap;

use definitions::Definitions;
use foundation::tables::audit::AuditFitRow;
use statistics::inference;

/// Target group, success measure and specification.
type Family<'a> = (&'a str, &'a str, &'a str);

/// The q-values of every estimated regression that belongs to a family, from the p-values of all of them by position.
pub fn q_values(definitions: &Definitions, fits: &[AuditFitRow], p: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut found = vec![None; fits.len()];
    let mut families: BTreeMap<Family<'_>, Vec<(usize, f64)>> = BTreeMap::new();
    for ((at, fit), p) in fits.iter().enumerate().zip(p) {
        if let Some(p) = p.filter(|_| !defines_success(definitions, fit)) {
            let family = (fit.target_group.as_str(), fit.success_measure.as_str(), fit.specification.as_str());
            families.entry(family).or_default().push((at, p));
        }
    }
    for members in families.into_values() {
        let p: Vec<f64> = members.iter().map(|(_, p)| *p).collect();
        for ((at, _), q) in members.iter().zip(inference::q_values(&p)) {
            if let Some(found) = found.get_mut(*at) {
                *found = Some(q);
            }
        }
    }
    found
}

fn defines_success(definitions: &Definitions, fit: &AuditFitRow) -> bool {
    let group = definitions.target_group(&fit.target_group);
    let measure = group.and_then(|g| g.successes.iter().find(|s| s.id.value == fit.success_measure));
    let consequence = definitions.consequence(&fit.consequence);
    measure.zip(consequence).is_some_and(|(m, c)| m.is_made_of(&c.variable, fit.follow_up_year))
}
