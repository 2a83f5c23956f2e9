//! A chunk of persons: the unit of parallel work.

use std::collections::HashSet;

use engine::registers::shape::RegisterRow;

use super::calendar::Calendar;
use super::draw;
use super::groups::EntryWindow;
use super::life_course::{LifeCourse, stream};
use super::rows::Rows;
use super::tally::Tally;

/// Persons per chunk. Each person has an own stream of random numbers, so the size does not affect any draw.
pub const CHUNK: u32 = 4096;

/// Persons, their keys and their rows.
#[derive(Debug)]
pub struct Chunk {
    /// The seed of the run.
    pub seed: u64,
    first: u32,
    /// The persons.
    pub lives: Vec<LifeCourse>,
    /// Their person keys.
    pub keys: Vec<String>,
    /// Their rows in all registers except the population.
    pub rows: Rows,
    /// Members by cell.
    pub tally: Tally,
    /// The keys of persons whose rows are planted.
    pub members: HashSet<String>,
    /// Their rows in registers of the generator's files, by the register's id.
    pub planted: Vec<(String, Vec<RegisterRow>)>,
}

impl Chunk {
    /// Draws the persons `first..end`.
    pub fn draw(seed: u64, first: u32, end: u32, windows: &[EntryWindow<'_>], calendar: &Calendar) -> Chunk {
        let mut chunk = Chunk {
            seed,
            first,
            lives: Vec::with_capacity((end - first) as usize),
            keys: (first..end).map(|person| key(seed, person.into())).collect(),
            rows: Rows::new(),
            tally: Tally::default(),
            members: HashSet::new(),
            planted: Vec::new(),
        };
        for person in first..end {
            let mut rng = stream(seed, person);
            let life = LifeCourse::draw(&mut rng, windows, calendar);
            draw::person(&mut rng, person, &life, calendar, &mut chunk.rows);
            chunk.tally.count(&life);
            chunk.lives.push(life);
        }
        chunk
    }

    /// The number of the first person.
    pub fn first_person(&self) -> u32 {
        self.first
    }

    /// The key of a person outside the population, one of as many as the chunk has persons.
    pub fn unmatched_key(&self, number: u64) -> String {
        // Bad rows of files take the numbers from 0.
        unmatched_key(self.seed, UNMATCHED_KEYS + u64::from(self.first) + number)
    }

    /// A person's key.
    pub fn key(&self, person: u32) -> &str {
        &self.keys[(person - self.first) as usize]
    }
}

/// Numbers from here on are of persons outside the population.
const UNMATCHED_KEYS: u64 = 1 << 33;

/// The key of a person outside the population, by a number of its own.
pub fn unmatched_key(seed: u64, number: u64) -> String {
    key(seed, UNMATCHED_KEYS + number)
}

/// A person key of twelve digits, with leading zeros: a bijection of the person's number, in eight rounds of a Feistel network on two
/// halves of six digits. Keys are unique, and their order is unrelated to the order of persons.
fn key(seed: u64, person: u64) -> String {
    const HALF: u64 = 1_000_000;
    let (mut left, mut right) = (person / HALF % HALF, person % HALF);
    for round in 1..=8_u64 {
        let mut mixed = (right + round).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ seed.wrapping_mul(round);
        mixed ^= mixed >> 29;
        mixed = mixed.wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed ^= mixed >> 32;
        (left, right) = (right, (left + mixed % HALF) % HALF);
    }
    format!("{left:06}{right:06}")
}
