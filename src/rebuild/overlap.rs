//! Which cohorts share persons: by the persons themselves, whatever the definitions call them.

use rayon::prelude::*;

use definitions::Definitions;
use definitions::target_group::Entry as Entering;
use engine::cohort::Cohort;
use foundation::words::Arm;
use release::disclosure::{CohortCount, Overlap, Pair, Part};

/// An overlap, and which part each entry is in.
#[derive(Debug)]
pub struct Sorted {
    /// The target group, by position.
    pub group: usize,
    /// The success measure, by position.
    pub measure: usize,
    /// The parts.
    pub overlap: Overlap,
    /// By entry, the part of its person; of persons whose success is not known, none.
    pub part_of: Vec<u32>,
}

/// So many entries are compared before it is asked whether that is enough.
const BLOCK: usize = 4096;

/// No part.
const NONE: u32 = u32::MAX;

/// How the subgroups of each target group and success measure overlap, where there are any.
pub fn overlaps(definitions: &Definitions, cohorts: &[Cohort]) -> Vec<Sorted> {
    let mut asked = Vec::new();
    for (group, cohort) in cohorts.iter().enumerate().filter(|(_, cohort)| cohort.subgroups.len() > 1) {
        asked.extend((0..cohort.successes.len()).map(|measure| (group, measure, cohort)));
    }
    let sorted = asked.into_par_iter().filter_map(|(group, measure, cohort)| {
        let definition = definitions.target_groups.get(group)?;
        let (name, arms) = cohort.successes.get(measure)?;
        let (parts, part_of) = parts(cohort, arms);
        let overlap = Overlap {
            target_group: definition.id.value.clone(),
            success_measure: name.clone(),
            subgroups: cohort.subgroups.iter().map(|(name, _)| name.clone()).collect(),
            parts,
        };
        Some(Sorted { group, measure, overlap, part_of })
    });
    sorted.collect()
}

/// Splits persons whose success is known by one subgroup after the other. A person with several entries is in a subgroup with
/// any of them.
fn parts(cohort: &Cohort, arms: &[Option<Arm>]) -> (Vec<Part>, Vec<u32>) {
    let mut part_of: Vec<u32> = Vec::with_capacity(cohort.entries.len());
    let of_person = || cohort.entries.chunk_by(|one, other| one.person == other.person);
    let known = |at: usize| arms.get(at).is_some_and(Option::is_some);
    for entries in of_person() {
        let first = part_of.len();
        let part = if (first..first + entries.len()).any(known) { 0 } else { NONE };
        part_of.resize(first + entries.len(), part);
    }
    let mut within: Vec<Vec<bool>> = vec![Vec::new()];
    for (_, belongs) in &cohort.subgroups {
        // Which part those become who are in a part and outside the subgroup, or inside.
        let mut becomes = vec![[NONE; 2]; within.len()];
        let mut split: Vec<Vec<bool>> = Vec::new();
        let mut first = 0;
        for entries in of_person() {
            let of_entries = first..first + entries.len();
            first += entries.len();
            let inside = of_entries.clone().any(|at| known(at) && belongs.get(at) == Some(&true));
            let Some(part) = part_of.get(of_entries.start).map(|part| *part as usize) else { continue };
            let Some(next) = becomes.get_mut(part).and_then(|next| next.get_mut(usize::from(inside))) else { continue };
            if *next == NONE {
                *next = split.len() as u32;
                split.push(within.get(part).into_iter().flatten().copied().chain([inside]).collect());
            }
            part_of.get_mut(of_entries).into_iter().flatten().for_each(|part| *part = *next);
        }
        within = split;
    }
    let mut parts: Vec<Part> = within.into_iter().map(|within| Part { within, persons: [0; 2] }).collect();
    let mut first = 0;
    for entries in of_person() {
        let of_entries = first..first + entries.len();
        first += entries.len();
        let Some(part) = part_of.get(of_entries.start).and_then(|part| parts.get_mut(*part as usize)) else { continue };
        for (arm, persons) in [Arm::Success, Arm::NonSuccess].into_iter().zip(&mut part.persons) {
            *persons += u64::from(of_entries.clone().any(|at| arms.get(at) == Some(&Some(arm))));
        }
    }
    (parts, part_of)
}

/// A cohort among all, by its persons.
#[derive(Clone, Copy)]
struct Persons<'a> {
    cohort: &'a Cohort,
    belongs: &'a [bool],
    arms: &'a [Option<Arm>],
    arm: Arm,
    /// Whether everybody enters once.
    once: bool,
}

impl<'a> Persons<'a> {
    fn of(definitions: &Definitions, cohorts: &'a [Cohort], count: &CohortCount) -> Option<Persons<'a>> {
        let (group, subgroup, measure, arm) = &count.key;
        let position = definitions.target_groups.iter().position(|other| other.id.value == *group)?;
        let once = definitions.target_groups.get(position)?.population.entry.value == Entering::First;
        let cohort = cohorts.get(position)?;
        let (_, belongs) = cohort.subgroups.iter().find(|(name, _)| name == subgroup)?;
        let (_, arms) = cohort.successes.iter().find(|(name, _)| name == measure)?;
        Some(Persons { cohort, belongs, arms, arm: *arm, once })
    }

    /// In order, each once.
    fn each(self) -> impl Iterator<Item = u32> {
        let mut last = None;
        let entries = self.cohort.entries.iter().zip(self.belongs).zip(self.arms);
        let inside = entries.filter(move |((_, belongs), arm)| **belongs && **arm == Some(self.arm));
        inside.map(|((entry, _), _)| entry.person).filter(move |person| last.replace(*person) != Some(*person))
    }
}

/// How many persons of each the other lacks; counting stops when both are as many as the minimum.
fn beyond(one: Persons<'_>, other: Persons<'_>, minimum: u64) -> [u64; 2] {
    let once = one.once && std::ptr::eq(one.cohort, other.cohort);
    if once { by_entry(one, other, minimum) } else { by_person(one, other, minimum) }
}

/// Within a target group that everybody enters once, entries are persons.
fn by_entry(one: Persons<'_>, other: Persons<'_>, minimum: u64) -> [u64; 2] {
    let mut beyond = [0, 0];
    let of_one = one.belongs.chunks(BLOCK).zip(one.arms.chunks(BLOCK));
    let of_other = other.belongs.chunks(BLOCK).zip(other.arms.chunks(BLOCK));
    for ((ones, ones_arms), (others, others_arms)) in of_one.zip(of_other) {
        for ((a, a_arm), (b, b_arm)) in ones.iter().zip(ones_arms).zip(others.iter().zip(others_arms)) {
            let (a, b) = (*a & (*a_arm == Some(one.arm)), *b & (*b_arm == Some(other.arm)));
            let [lacks_one, lacks_other] = &mut beyond;
            *lacks_one += u64::from(a & !b);
            *lacks_other += u64::from(b & !a);
        }
        if beyond.iter().all(|persons| *persons >= minimum) {
            break;
        }
    }
    beyond
}

fn by_person(one: Persons<'_>, other: Persons<'_>, minimum: u64) -> [u64; 2] {
    let (mut ones, mut others) = (one.each().peekable(), other.each().peekable());
    let mut beyond = [0, 0];
    while beyond.iter().any(|persons| *persons < minimum) {
        let [of_one, of_other] = &mut beyond;
        match (ones.peek(), others.peek()) {
            (None, None) => break,
            (Some(a), Some(b)) if a == b => {
                ones.next();
                others.next();
            }
            (Some(a), Some(b)) if a > b => {
                others.next();
                *of_other += 1;
            }
            (None, Some(_)) => {
                others.next();
                *of_other += 1;
            }
            (Some(_), _) => {
                ones.next();
                *of_one += 1;
            }
        }
    }
    beyond
}

/// Cohorts of which one holds the other or nearly does, but for the subgroups of one target group and success measure. The
/// larger comes first, or of equals the one that comes first among the counts.
pub fn pairs(definitions: &Definitions, cohorts: &[Cohort], counts: &[CohortCount]) -> Vec<Pair> {
    let minimum = definitions.policy.minimum_persons;
    let persons: Vec<Option<Persons<'_>>> = counts.iter().map(|of| Persons::of(definitions, cohorts, of)).collect();
    let found = (0..counts.len()).into_par_iter().flat_map_iter(|at| {
        let persons = &persons;
        (at + 1..counts.len()).filter_map(move |later| {
            let (a, b) = (counts.get(at)?, counts.get(later)?);
            let one_measure = (&a.key.0, &a.key.2) == (&b.key.0, &b.key.2);
            if one_measure || a.persons.min(b.persons) == 0 {
                return None;
            }
            let (one, other) = if a.persons < b.persons { (later, at) } else { (at, later) };
            let beyond = beyond((*persons.get(one)?)?, (*persons.get(other)?)?, minimum);
            let alike = beyond.into_iter().all(|persons| persons < minimum) || beyond.contains(&0);
            alike.then_some(Pair { cohorts: [one, other], beyond })
        })
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::cohort::Entry;

    fn cohort(persons: &[u32], subgroups: &[&[bool]], arms: &[Option<Arm>]) -> Cohort {
        let entry = |person: &u32| Entry { person: *person, t0: 2010, age: 30, sex: 0 };
        Cohort {
            entries: persons.iter().map(entry).collect(),
            subgroups: subgroups.iter().enumerate().map(|(at, of)| (format!("s{at}"), of.to_vec())).collect(),
            successes: vec![("m".to_owned(), arms.to_vec())],
            adjusters: Vec::new(),
            clusters: Vec::new(),
            attrition: Vec::new(),
        }
    }

    #[test]
    fn persons_are_sorted_by_all_of_their_subgroups() {
        let (yes, no) = (Some(Arm::Success), Some(Arm::NonSuccess));
        // Person 3 is in the second subgroup by one entry only, and person 5's success is not known.
        let persons = [1, 2, 3, 3, 4, 5];
        let arms = [yes, no, yes, no, yes, None];
        let young = [true, false, false, true, true, true];
        let cohort = cohort(&persons, &[&[true; 6], &young], &arms);
        let (parts, part_of) = parts(&cohort, &arms);
        assert_eq!(part_of, [0, 1, 0, 0, 0, NONE]);
        assert_eq!(
            parts,
            [Part { within: vec![true, true], persons: [3, 1] }, Part { within: vec![true, false], persons: [0, 1] },]
        );
    }

    #[test]
    fn what_the_other_lacks_is_counted_up_to_the_minimum() {
        let all = [true; 8];
        let arms = [Some(Arm::Success); 8];
        let of = |persons: &[u32]| cohort(persons, &[&all[..persons.len()]], &arms[..persons.len()]);
        let apart = |one: &[u32], other: &[u32]| {
            let (one, other) = (of(one), of(other));
            let persons = |cohort| Persons { cohort, belongs: &all, arms: &arms, arm: Arm::Success, once: true };
            beyond(persons(&one), persons(&other), 3)
        };
        assert_eq!(apart(&[1, 2, 3, 5], &[2, 3]), [2, 0]);
        assert_eq!(apart(&[1, 3, 5, 7], &[1, 4, 5, 7]), [1, 1]);
        assert_eq!(apart(&[1, 1, 2], &[1, 2, 2]), [0, 0]);
        assert_eq!(apart(&[1, 2, 3, 4, 5, 6], &[]), [6, 0]);
        assert_eq!(apart(&[1, 2, 3, 4], &[5, 6, 7, 8]), [4, 3]);
        // Of one target group entry by entry, with the same result.
        let group = of(&[1, 2, 3, 4, 5, 6]);
        let in_one = [true, true, false, true, false, false];
        let in_other = [true, false, true, true, false, false];
        let persons = |belongs| Persons { cohort: &group, belongs, arms: &arms, arm: Arm::Success, once: true };
        let (one, other) = (persons(&in_one), persons(&in_other));
        assert_eq!((beyond(one, other, 3), by_person(one, other, 3)), ([1, 1], [1, 1]));
    }
}
