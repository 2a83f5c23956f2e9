//! The groups of interventions as cohorts of disclosure control: participants as the success cohort, controls as the other.
//!
//! Counts of controls are those with weight. Regressions count them as effectively many persons, so that noise and minima follow
//! what one of them can move. Persons are compared with all cohorts, so that a difference of few is seen whatever its name.

use ::interventions::Assessment;
use definitions::Definitions;
use definitions::intervention::PARTICIPATION;
use definitions::plan::Plan;
use engine::cohort::Cohort;
use foundation::keys::{CohortKey, ComparisonKey, PersonIndex, WHOLE_GROUP};
use foundation::tables::audit::AuditFitRow;
use foundation::words::{Arm, Rule, Status};
use rayon::prelude::*;

use super::cohorts::{CountedCohort, members};
use super::significance::significant;
use crate::disclosure::{Candidate, CohortCount, Pair, Perturbation, Sketch, Verdict, cell_keys};

/// The decisions on an intervention.
#[derive(Debug, Clone)]
pub struct ControlledIntervention {
    /// The cell keys of participants and controls.
    pub cells: [u64; 2],
    /// Why the persons of each are held back, if they are.
    pub held_back: [Option<Rule>; 2],
    /// The persons of each whose perturbed number is published.
    pub counted: [u64; 2],
    /// The effects with the numbers of persons from which published ones are made, in the order of the assessment.
    pub effects: Vec<AuditFitRow>,
    /// The verdict on each of them.
    pub fits: Vec<Verdict>,
}

/// The numbers of persons from which published ones are made, and the effects with theirs.
pub(super) struct PublishedPersons {
    persons: [u64; 2],
    pub(super) effects: Vec<AuditFitRow>,
}

/// If fewer than the minimum of participants were dropped, all participants are counted: otherwise the difference would reveal a
/// small count. Controls of which each participant has a fixed number are counted in proportion.
pub(super) fn counted(definitions: &Definitions, assessment: &Assessment) -> PublishedPersons {
    let kept = assessment.participants.len() as u64;
    let few = definitions.policy.control && assessment.not_kept < definitions.policy.minimum_persons;
    let more = if few && kept > 0 { assessment.not_kept } else { 0 };
    let in_proportion = |controls: u64| {
        if more > 0 && assessment.takes_controls { (controls * (kept + more) + kept / 2) / kept } else { controls }
    };
    let effect = |fit: &AuditFitRow| {
        let participants = |n: i64| if n > 0 { n + more.cast_signed() } else { n };
        let controls = |n: i64| in_proportion(n.unsigned_abs()).cast_signed();
        AuditFitRow {
            n_success: participants(fit.n_success),
            persons_success: participants(fit.persons_success),
            n_non_success: controls(fit.n_non_success),
            persons_non_success: controls(fit.persons_non_success),
            ..fit.clone()
        }
    };
    PublishedPersons {
        persons: [kept + more, in_proportion(assessment.controls.len() as u64)],
        effects: assessment.fits.iter().map(effect).collect(),
    }
}

/// The persons of an intervention, with their keys.
pub(super) struct Group {
    key: ComparisonKey,
    /// Participants, then controls; ascending.
    persons: [Vec<PersonIndex>; 2],
    cells: [u64; 2],
    sketches: [Sketch; 2],
    minimum: definitions::estimation::Minimum,
}

/// The groups of all interventions; without control there are no keys.
pub(super) fn groups(assessments: &[Assessment], keys: &[u64]) -> Vec<Group> {
    let group = |assessment: &Assessment| {
        let mut persons =
            [assessment.participants.iter().map(|(person, _)| *person).collect(), assessment.controls.clone()];
        persons.iter_mut().for_each(|persons: &mut Vec<PersonIndex>| persons.sort_unstable());
        let of = |persons: &Vec<PersonIndex>| -> (u64, Sketch) {
            let keys = || persons.iter().filter_map(|person| keys.get(person.at()).copied());
            (keys().fold(0, u64::wrapping_add), Sketch::of(keys()))
        };
        let [(participants, of_participants), (controls, of_controls)] = persons.each_ref().map(of);
        Group {
            key: ComparisonKey {
                target_group: assessment.intervention.clone(),
                subgroup: WHOLE_GROUP.to_owned(),
                success_measure: PARTICIPATION.to_owned(),
            },
            cells: cell_keys([participants, controls]),
            sketches: [of_participants, of_controls],
            persons,
            minimum: assessment.minimum,
        }
    };
    assessments.par_iter().map(group).collect()
}

impl Group {
    /// Both cohorts, participants first.
    pub(super) fn counts(&self) -> [CohortCount; 2] {
        let arms = [Arm::Success, Arm::NonSuccess];
        std::array::from_fn(|at| CohortCount {
            key: CohortKey { comparison: self.key.clone(), arm: arms[at] },
            persons: self.persons[at].len() as u64,
            cell: self.cells[at],
            sketch: self.sketches[at].clone(),
        })
    }

    /// An effect as a candidate for publication; `counted` has the numbers of persons that would be published of it.
    pub(super) fn candidate<'a>(
        &self,
        definitions: &Definitions,
        perturbation: &Perturbation,
        fit: &'a AuditFitRow,
        counted: &AuditFitRow,
    ) -> Candidate<'a> {
        let shown = fit.status == Status::Estimated
            && (definitions.policy.companion || significant(definitions, perturbation, self.cells, counted));
        let covered = fit.status != Status::NotAvailable;
        Candidate { fit, cells: self.cells, shown, covered, minimum: self.minimum }
    }
}

/// The decisions by intervention.
pub(super) fn controlled(
    counted: Vec<PublishedPersons>,
    groups: Vec<Group>,
    held_back: &[Option<Rule>],
    verdicts: &[Verdict],
) -> Vec<ControlledIntervention> {
    let mut held_back = held_back.iter().copied();
    let mut verdicts = verdicts.iter().copied();
    let of = |(counted, group): (PublishedPersons, Group)| ControlledIntervention {
        cells: group.cells,
        held_back: [held_back.next().flatten(), held_back.next().flatten()],
        fits: verdicts.by_ref().take(counted.effects.len()).collect(),
        counted: counted.persons,
        effects: counted.effects,
    };
    counted.into_iter().zip(groups).map(of).collect()
}

/// Groups of interventions that hold a cohort or another intervention's group, or are held by one, or nearly so. The larger
/// comes first. Cohorts come first in the positions, then participants and controls of each intervention.
pub(super) fn pairs(plan: &Plan<'_>, cohorts: &[Cohort], counted: &[CountedCohort], groups: &[Group]) -> Vec<Pair> {
    let minimum = plan.definitions().policy.minimum_persons;
    let own: Vec<(usize, &[PersonIndex])> =
        groups.iter().enumerate().flat_map(|(at, group)| group.persons.iter().map(move |of| (at, &**of))).collect();
    let with_cohorts = counted.par_iter().enumerate().flat_map_iter(|(at, cohort)| {
        let persons: Vec<PersonIndex> =
            members(&cohorts[cohort.comparison.group.0], cohort.comparison, cohort.arm).collect();
        let found = own
            .iter()
            .enumerate()
            .filter_map(|(other, (_, of))| pair((at, &persons), (counted.len() + other, of), minimum));
        found.collect::<Vec<Pair>>()
    });
    let mut pairs: Vec<Pair> = with_cohorts.collect();
    for (at, (group, persons)) in own.iter().enumerate() {
        let later = own.iter().enumerate().skip(at + 1).filter(|(_, (other, _))| other != group);
        pairs.extend(
            later.filter_map(|(other, (_, of))| {
                pair((counted.len() + at, persons), (counted.len() + other, of), minimum)
            }),
        );
    }
    pairs
}

fn pair(one: (usize, &[PersonIndex]), other: (usize, &[PersonIndex]), minimum: u64) -> Option<Pair> {
    if one.1.is_empty() || other.1.is_empty() {
        return None;
    }
    let (large, small) = if one.1.len() < other.1.len() { (other, one) } else { (one, other) };
    let beyond = beyond(large.1, small.1, minimum);
    let alike = beyond.into_iter().all(|persons| persons < minimum) || beyond.contains(&0);
    alike.then_some(Pair { cohorts: [large.0, small.0], beyond })
}

/// How many persons of each the other lacks; counting stops when both are as many as the minimum.
fn beyond(one: &[PersonIndex], other: &[PersonIndex], minimum: u64) -> [u64; 2] {
    let (mut ones, mut others) = (one.iter().peekable(), other.iter().peekable());
    let mut lacking = [0, 0];
    while lacking.iter().any(|persons| *persons < minimum) {
        let (of_one, of_other) = match (ones.peek(), others.peek()) {
            (None, None) => break,
            (Some(a), Some(b)) if a == b => (true, true),
            (Some(a), Some(b)) if a > b => (false, true),
            (None, Some(_)) => (false, true),
            (Some(_), _) => (true, false),
        };
        let [lacks_one, lacks_other] = &mut lacking;
        *lacks_one += u64::from(of_one && !of_other);
        *lacks_other += u64::from(of_other && !of_one);
        if of_one {
            ones.next();
        }
        if of_other {
            others.next();
        }
    }
    lacking
}
