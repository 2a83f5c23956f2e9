//! A chunk of persons: the unit of parallel work.

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
    first: u32,
    /// The persons.
    pub lives: Vec<LifeCourse>,
    /// Their person keys.
    pub keys: Vec<String>,
    /// Their rows in all registers except the population.
    pub rows: Rows,
    /// Members by cell.
    pub tally: Tally,
}

impl Chunk {
    /// Draws the persons `first..end`.
    pub fn draw(seed: u64, first: u32, end: u32, windows: &[EntryWindow<'_>], calendar: &Calendar) -> Chunk {
        let mut chunk = Chunk {
            first,
            lives: Vec::with_capacity((end - first) as usize),
            keys: (first..end).map(|person| key(seed, person)).collect(),
            rows: Rows::new(),
            tally: Tally::default(),
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

    /// A person's key.
    pub fn key(&self, person: u32) -> &str {
        &self.keys[(person - self.first) as usize]
    }
}

/// A person key of twelve characters: a bijection of the person's number on 48 bits. Keys are unique, and their order is
/// unrelated to the order of persons.
fn key(seed: u64, person: u32) -> String {
    const MASK: u64 = (1 << 48) - 1;
    let mut x = (u64::from(person) ^ (seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 16)) & MASK;
    for odd in [0x5DEE_CE66D_u64, 0x2545_F491_4F6D, 0x1B87_3593_CC9F] {
        x = x.wrapping_mul(odd | 1) & MASK;
        x ^= x >> 23;
    }
    format!("{x:012X}")
}
