//! The year t = 0 of controls from a population: drawn among the years in which they meet the condition, with the
//! participants' years of start as weights, so that controls start as often in each year as participants do.
//!
//! A draw depends on the person's key, the year and the seed alone: neither on the order of rows nor on the other persons.

use std::collections::BTreeMap;

use definitions::Definitions;
use definitions::expression::Expression;
use definitions::intervention::Intervention;
use engine::cohort::{Entry, over_year};
use engine::persons::Persons;
use engine::variables::Sums;
use foundation::error::Result;
use foundation::keys::PersonIndex;

/// Persons whose condition is evaluated together.
const BLOCK: usize = 1 << 17;

/// The controls, ascending by person; `left_out` are persons who may not be controls.
pub(crate) fn draw(
    definitions: &Definitions,
    intervention: &Intervention,
    filter: &Expression,
    starts: &BTreeMap<i32, u64>,
    left_out: &[bool],
    persons: &Persons,
    sums: &Sums,
) -> Result<Vec<Entry>> {
    let keys = keys(intervention, persons);
    // By person: the year that stands, and the weights of all years so far.
    let mut drawn: Vec<(i16, u64)> = vec![(0, 0); persons.len()];
    let ages = intervention.participants.ages.as_ref();
    for (year, weight) in starts {
        let all = (0..persons.len() as u32).map(PersonIndex);
        let candidates = all.filter(|person| {
            let of_age = || ages.is_none_or(|ages| ages.contains(persons.age(*person, *year)));
            !left_out[person.at()] && persons.present(*person, *year) && of_age()
        });
        let candidates: Vec<Entry> = candidates.map(|person| Entry::of(persons, person, *year)).collect();
        for block in candidates.chunks(BLOCK) {
            let holds = over_year(definitions, filter, block, persons, sums)?;
            for (entry, _) in block.iter().zip(holds).filter(|(_, holds)| *holds == Some(true)) {
                let (stands, sum) = &mut drawn[entry.person.at()];
                *sum += weight;
                // One of several years with the probability of its weight: the later one replaces the earlier.
                if uniform(keys[entry.person.at()], *year) * (*sum as f64) < *weight as f64 {
                    *stands = entry.t0;
                }
            }
        }
    }
    let found = drawn.iter().enumerate().filter(|(_, (_, sum))| *sum > 0);
    Ok(found.map(|(at, (year, _))| Entry::of(persons, PersonIndex(at as u32), i32::from(*year))).collect())
}

/// A number for each person, from the person's key in the registers and the seed: neither draws nor orders depend on the order of rows.
pub(crate) fn keys(intervention: &Intervention, persons: &Persons) -> Vec<u64> {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&intervention.design.seed.to_le_bytes());
    let seed = hasher.finalize();
    let mut keys = vec![0; persons.len()];
    persons.lookup.each_key(|person, key| {
        let hash = blake3::keyed_hash(seed.as_bytes(), key);
        let [a, b, c, d, e, f, g, h, ..] = *hash.as_bytes();
        keys[person.at()] = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
    });
    keys
}

/// A number from 0 to 1 of a person in a year (the finaliser of splitmix64).
fn uniform(key: u64, year: i32) -> f64 {
    let mut mixed = key ^ (year as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}
