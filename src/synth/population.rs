//! Demography: ages, births, migration and deaths, in round numbers like Denmark's.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::calendar::{FIRST, LAST};

/// Origin of a person in the extracts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Resident when the extracts begin.
    There,
    /// Born in one of their years.
    Born,
    /// Immigrates in one of their years.
    Arrives(i32),
}

/// Persons by age when the extracts begin, in thousands: 0-4 years, 5-9, …, 95-99.
const PYRAMID: [f64; 20] = [
    328.0, 340.0, 350.0, 310.0, 295.0, 325.0, 375.0, 400.0, 410.0, 370.0, 360.0, 380.0, 335.0, 245.0, 190.0, 150.0,
    112.0, 65.0, 28.0, 7.0,
];

/// Share of persons born in the extracts' years.
const BORN: f64 = 0.145;

/// Share of persons who immigrate.
const ARRIVES: f64 = 0.13;

/// Municipalities.
const KOMMUNER: [i16; 98] = [
    101, 147, 151, 153, 155, 157, 159, 161, 163, 165, 167, 169, 173, 175, 183, 185, 187, 190, 201, 210, 217, 219, 223,
    230, 240, 250, 253, 259, 260, 265, 269, 270, 306, 316, 320, 326, 329, 330, 336, 340, 350, 360, 370, 376, 390, 400,
    410, 420, 430, 440, 450, 461, 479, 480, 482, 492, 510, 530, 540, 550, 561, 563, 573, 575, 580, 607, 615, 621, 630,
    657, 661, 665, 671, 706, 707, 710, 727, 730, 740, 741, 746, 751, 756, 760, 766, 773, 779, 787, 791, 810, 813, 820,
    825, 840, 846, 849, 851, 860,
];

/// The largest of them, with their shares of all persons.
const CITIES: [(i16, f64); 4] = [(101, 0.10), (751, 0.05), (851, 0.03), (461, 0.03)];

/// Origin and year of birth of a person.
pub fn origin(rng: &mut ChaCha8Rng) -> (Origin, i32) {
    let drawn = rng.random::<f64>();
    if drawn < BORN {
        (Origin::Born, rng.random_range(FIRST..=LAST))
    } else if drawn < BORN + ARRIVES {
        let year = rng.random_range(FIRST..=LAST);
        // Most immigrants are students and workers; some bring children.
        let age = if rng.random::<f64>() < 0.75 { rng.random_range(19..=38) } else { rng.random_range(1..=60) };
        (Origin::Arrives(year), year - age)
    } else {
        (Origin::There, FIRST - 1 - age(rng))
    }
}

/// An age when the extracts begin.
fn age(rng: &mut ChaCha8Rng) -> i32 {
    let mut left = rng.random::<f64>() * PYRAMID.iter().sum::<f64>();
    let group = PYRAMID.iter().position(|persons| {
        left -= persons;
        left < 0.0
    });
    // Rounding can leave a remainder above zero after the last group.
    5 * group.unwrap_or(PYRAMID.len() - 1) as i32 + rng.random_range(0..5)
}

/// Share of women by year of birth; higher at old ages.
pub fn women(birth_year: i32) -> f64 {
    match FIRST - birth_year {
        85.. => 0.66,
        75..85 => 0.57,
        _ => 0.50,
    }
}

/// Probability of death in the year of reaching an age (Gompertz).
pub fn dies(age: i32) -> f64 {
    (0.000_03 * (0.095 * f64::from(age)).exp()).min(0.5)
}

/// Probability of emigration in the year of reaching an age.
pub fn departs(age: i32, origin: Origin) -> f64 {
    match (origin, age) {
        (Origin::Arrives(_), ..=59) => 0.06,
        (_, 19..=34) => 0.012,
        (_, ..=59) => 0.004,
        _ => 0.001,
    }
}

/// A municipality.
pub fn kommune(rng: &mut ChaCha8Rng) -> i16 {
    let mut left = rng.random::<f64>();
    let city = CITIES.iter().find(|(_, share)| {
        left -= share;
        left < 0.0
    });
    match city {
        Some((kommune, _)) => *kommune,
        None => KOMMUNER[rng.random_range(0..KOMMUNER.len())],
    }
}
