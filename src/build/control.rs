//! What disclosure control is asked: every cohort and regression of the build, which subgroups lie in which, and what earlier
//! releases published.

use std::collections::BTreeMap;

use super::dominance;
use crate::cohort::Cohort;
use crate::definitions::Definitions;
use crate::definitions::target_group::WHOLE_GROUP;
use crate::disclosure::{self, Asked, CohortCount, Control, Earlier, Inside, Question, Verdict};
use crate::error::{Error, Result};
use crate::persons::Persons;
use crate::tables::Database;
use crate::tables::audit::AuditFitRow;
use crate::variables::Sums;
use crate::words::{Arm, Decision, Rule, Status};

/// Decisions by what they are about, for those who publish.
#[derive(Debug, Default)]
pub struct Controlled {
    /// Persons of each cohort, and why they are held back, in the order of target group, subgroup, measure and arm.
    pub cohorts: Vec<(CohortCount, Option<Rule>)>,
    /// What is decided on each regression, by position among all fits; other specifications are never published.
    pub fits: Vec<Option<Verdict>>,
    /// Every decision.
    pub decisions: Vec<crate::tables::audit::DisclosureRow>,
}

/// Whom the build followed, and what they used.
#[derive(Clone, Copy)]
pub struct Followed<'a> {
    /// The cohorts, in the order of target groups.
    pub cohorts: &'a [Cohort],
    /// Everybody.
    pub persons: &'a Persons,
    /// The values of consequences.
    pub sums: &'a Sums,
}

/// Asks, and sorts the answers.
///
/// # Errors
/// A decision that asks for a look, where the policy says that it stops the release.
pub fn control(
    definitions: &Definitions,
    Followed { cohorts, persons, sums }: Followed<'_>,
    fits: &[AuditFitRow],
    earlier: Vec<Earlier>,
) -> Result<Controlled> {
    let insides = insides(definitions, cohorts);
    let published = |fit: &AuditFitRow| {
        let group = definitions.target_group(&fit.target_group);
        group.and_then(|g| g.estimations.first()).is_some_and(|e| e.id.value == fit.specification)
    };
    let positions: Vec<usize> =
        fits.iter().enumerate().filter(|(_, fit)| published(fit)).map(|(position, _)| position).collect();
    let shown = |fit: &AuditFitRow| definitions.policy.companion || significant(definitions, fit);
    let question = Question {
        policy: definitions.policy,
        cohorts: counts(definitions, cohorts),
        fits: positions
            .iter()
            .filter_map(|at| fits.get(*at))
            .map(|fit| Asked { fit, shown: fit.status == Status::Estimated && shown(fit) })
            .collect(),
        beyond: dominance::beyond(definitions, cohorts, &insides, persons, sums)?,
        insides,
        earlier,
    };
    let Control { cohorts: held, fits: verdicts, decisions } = disclosure::control(&question);
    let reviews = decisions.iter().filter(|row| row.decision == Decision::Review);
    if definitions.policy.stop_for_review
        && let Some(first) = reviews.clone().next()
    {
        return Err(Error::Disclosure {
            reason: format!("{} decisions ask for a look, the first on {}", reviews.count(), first.key),
            hint:
                "look at what changed since the earlier release; set `stop_for_review = false` in disclosure.toml to \
                   publish, with the decisions in the audit"
                    .to_owned(),
        });
    }
    let mut by_position = vec![None; fits.len()];
    for (at, verdict) in positions.into_iter().zip(verdicts) {
        if let Some(slot) = by_position.get_mut(at) {
            *slot = Some(verdict);
        }
    }
    Ok(Controlled { cohorts: question.cohorts.into_iter().zip(held).collect(), fits: by_position, decisions })
}

/// Whether an estimate is significant, exactly and as it is published.
pub fn significant(definitions: &Definitions, fit: &AuditFitRow) -> bool {
    let level = definitions.settings.significance;
    let (Some(estimate), Some(error), Some(df), Some(p)) = (fit.estimate, fit.standard_error, fit.df, fit.p) else {
        return false;
    };
    let as_published = || disclosure::figures(&definitions.policy, true, estimate, error, df);
    fit.status == Status::Estimated && p < level && as_published().is_some_and(|figures| figures.inference.p < level)
}

/// The last look at the tables.
///
/// # Errors
/// What may not leave.
pub fn last_look(definitions: &Definitions, database: &Database) -> Result<()> {
    let policy = &definitions.policy;
    if !policy.control {
        return Ok(());
    }
    disclosure::gate(policy, database).map_err(|reason| Error::Disclosure {
        reason,
        hint: "nothing was published; please report this with the definitions (and no data)".to_owned(),
    })
}

fn counts(definitions: &Definitions, cohorts: &[Cohort]) -> Vec<CohortCount> {
    let mut counts = Vec::new();
    for (group, cohort) in definitions.target_groups.iter().zip(cohorts) {
        for (subgroup, belongs) in &cohort.subgroups {
            for (measure, arms) in &cohort.successes {
                for arm in Arm::ALL {
                    let is_member = |at: usize| belongs.get(at) == Some(&true) && arms.get(at) == Some(&Some(*arm));
                    counts.push(CohortCount {
                        key: (group.id.value.clone(), subgroup.clone(), measure.clone(), *arm),
                        persons: cohort.persons(is_member).unsigned_abs(),
                    });
                }
            }
        }
    }
    counts.sort_by(|a, b| a.key.cmp(&b.key));
    counts
}

/// Every subgroup that lies in another, and all that share nobody together in the whole group.
fn insides(definitions: &Definitions, cohorts: &[Cohort]) -> Vec<Inside> {
    let mut insides = Vec::new();
    for (group, cohort) in definitions.target_groups.iter().zip(cohorts) {
        let mut wholes: BTreeMap<&str, Vec<Vec<&str>>> = BTreeMap::new();
        let mut apart: Vec<(&str, &[bool])> = Vec::new();
        for (name, belongs) in &cohort.subgroups {
            for (other, of_other) in cohort.subgroups.iter().filter(|(other, _)| other != name) {
                if belongs.iter().zip(of_other).all(|(inside, outside)| *outside || !inside) {
                    wholes.entry(other).or_default().push(vec![name]);
                }
            }
            let shares = |of: &[bool]| of.iter().zip(belongs).any(|(one, other)| *one && *other);
            if name != WHOLE_GROUP && !apart.iter().any(|(_, of)| shares(of)) {
                apart.push((name, belongs));
            }
        }
        if apart.len() > 1 {
            wholes.entry(WHOLE_GROUP).or_default().push(apart.into_iter().map(|(name, _)| name).collect());
        }
        for (whole, parts) in wholes {
            insides.extend(parts.into_iter().map(|parts| Inside {
                target_group: group.id.value.clone(),
                whole: whole.to_owned(),
                parts: parts.into_iter().map(str::to_owned).collect(),
            }));
        }
    }
    insides
}
