//! Which cohorts share persons: from the persons, and not from the names of cohorts.

use rayon::prelude::*;

use definitions::entry::Entry as Entering;
use definitions::plan::{Comparison, Plan, SubgroupIndex};
use engine::cohort::Cohort;
use foundation::keys::PersonIndex;
use foundation::words::Arm;

use super::cohorts::CountedCohort;
use crate::disclosure::{Overlap, Pair, Part};

/// An overlap, and which part each entry is in.
#[derive(Debug)]
pub struct Partition {
    /// The whole group, split by the success measure.
    pub comparison: Comparison,
    /// The parts.
    pub overlap: Overlap,
    /// By entry, the part of its person; [`NONE`] where the person's success is not known.
    pub part_of: Vec<u32>,
}

/// Block size for early exit.
const BLOCK: usize = 4096;

/// No part.
const NONE: u32 = u32::MAX;

/// How the subgroups of each target group and success measure overlap, where there are any.
pub fn overlaps(plan: &Plan<'_>, cohorts: &[Cohort]) -> Vec<Partition> {
    let is_whole = |of: &&Comparison| of.subgroup == SubgroupIndex::WHOLE_GROUP;
    let whole: Vec<Comparison> = plan.comparisons().iter().filter(is_whole).copied().collect();
    let sort = |comparison: Comparison| {
        let cohort = &cohorts[comparison.group.0];
        let (parts, part_of) = parts(cohort, cohort.arms(comparison.measure));
        let key = plan.comparison_key(comparison).owned();
        let subgroups = (0..cohort.subgroups.len()).map(|at| Comparison { subgroup: SubgroupIndex(at), ..comparison });
        let overlap = Overlap {
            target_group: key.target_group,
            success_measure: key.success_measure,
            subgroups: subgroups.map(|of| plan.subgroup(of).to_owned()).collect(),
            parts,
        };
        Partition { comparison, overlap, part_of }
    };
    let several = |of: &Comparison| cohorts[of.group.0].subgroups.len() > 1;
    whole.into_par_iter().filter(several).map(sort).collect()
}

/// Splits persons whose success is known by one subgroup after the other. A person with several entries is in a subgroup with
/// any of them.
fn parts(cohort: &Cohort, arms: &[Option<Arm>]) -> (Vec<Part>, Vec<u32>) {
    let mut part_of: Vec<u32> = Vec::with_capacity(cohort.entries.len());
    let of_person = || cohort.entries.chunk_by(|one, other| one.person == other.person);
    let known = |at: usize| arms[at].is_some();
    for entries in of_person() {
        let first = part_of.len();
        let part = if (first..first + entries.len()).any(known) { 0 } else { NONE };
        part_of.resize(first + entries.len(), part);
    }
    let mut within: Vec<Vec<bool>> = vec![Vec::new()];
    for belongs in &cohort.subgroups {
        // Which part those become who are in a part and outside the subgroup, or inside.
        let mut becomes = vec![[NONE; 2]; within.len()];
        let mut split: Vec<Vec<bool>> = Vec::new();
        let mut first = 0;
        for entries in of_person() {
            let of_entries = first..first + entries.len();
            first += entries.len();
            if part_of[of_entries.start] == NONE {
                continue;
            }
            let inside = of_entries.clone().any(|at| known(at) && belongs[at]);
            let part = part_of[of_entries.start] as usize;
            let next = &mut becomes[part][usize::from(inside)];
            if *next == NONE {
                *next = split.len() as u32;
                split.push(within[part].iter().copied().chain([inside]).collect());
            }
            part_of[of_entries].fill(*next);
        }
        within = split;
    }
    let mut parts: Vec<Part> = within.into_iter().map(|within| Part { within, persons: [0; 2] }).collect();
    let mut first = 0;
    for entries in of_person() {
        let of_entries = first..first + entries.len();
        first += entries.len();
        if part_of[of_entries.start] == NONE {
            continue;
        }
        let part = &mut parts[part_of[of_entries.start] as usize];
        for (arm, persons) in [Arm::Success, Arm::NonSuccess].into_iter().zip(&mut part.persons) {
            *persons += u64::from(of_entries.clone().any(|at| arms[at] == Some(arm)));
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
    /// Whether each person enters once.
    once: bool,
}

impl<'a> Persons<'a> {
    fn of(plan: &Plan<'_>, cohorts: &'a [Cohort], counted: &CountedCohort) -> Persons<'a> {
        let of = counted.comparison;
        let once = plan.group(of.group).population.entry.value == Entering::First;
        let cohort = &cohorts[of.group.0];
        Persons { cohort, belongs: cohort.belongs(of.subgroup), arms: cohort.arms(of.measure), arm: counted.arm, once }
    }

    /// In order, each once.
    fn each(self) -> impl Iterator<Item = PersonIndex> {
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

/// Within a target group that each person enters once, entries are persons.
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
pub fn pairs(plan: &Plan<'_>, cohorts: &[Cohort], counted: &[CountedCohort]) -> Vec<Pair> {
    let minimum = plan.definitions().policy.minimum_persons;
    let persons: Vec<Persons<'_>> = counted.iter().map(|of| Persons::of(plan, cohorts, of)).collect();
    let found = (0..counted.len()).into_par_iter().flat_map_iter(|at| {
        let persons = &persons;
        (at + 1..counted.len()).filter_map(move |later| {
            let (a, b) = (&counted[at], &counted[later]);
            let measure = |of: &CountedCohort| (of.comparison.group, of.comparison.measure);
            let one_measure = measure(a) == measure(b);
            if one_measure || a.persons.min(b.persons) == 0 {
                return None;
            }
            let (one, other) = if a.persons < b.persons { (later, at) } else { (at, later) };
            let beyond = beyond(persons[one], persons[other], minimum);
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
        let entry = |person: &u32| Entry { person: PersonIndex(*person), t0: 2010, age: 30, sex: 0 };
        Cohort {
            entries: persons.iter().map(entry).collect(),
            subgroups: subgroups.iter().map(|of| of.to_vec()).collect(),
            successes: vec![arms.to_vec()],
            adjusters: Vec::new(),
            clusters: Vec::new(),
            attrition: Vec::new(),
        }
    }

    #[test]
    fn persons_are_split_by_all_of_their_subgroups() {
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
    fn differences_are_counted_up_to_the_minimum() {
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
