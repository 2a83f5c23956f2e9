//! A person's life course: sex, birth, residence, and membership of a target group.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use foundation::words::Arm;

use super::calendar::{Calendar, FIRST, LAST};
use super::cell::Cell;
use super::groups::EntryWindow;
use super::population::{self, Origin};
use super::rates::Situation;

/// The end of a period of residence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exit {
    /// The year.
    pub year: i32,
    /// The month, 1–12: services end with the month before.
    pub month: usize,
    /// The day, counted since 1970; never the first of a month.
    pub day: i32,
    /// Death if true, else emigration.
    pub died: bool,
}

/// A period of residence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay {
    /// The first day.
    pub from: i32,
    /// Whether the person immigrated on that day.
    pub immigrated: bool,
    /// The first year with services: the first that begins in residence.
    pub first_year: i32,
    /// Its end, if before 2024.
    pub exit: Option<Exit>,
}

/// A person.
#[derive(Debug, Clone)]
pub struct LifeCourse {
    /// Sex.
    pub woman: bool,
    /// Year of birth.
    pub birth_year: i32,
    /// Day of birth.
    pub born: i32,
    /// Municipality.
    pub kom: i16,
    /// Periods of residence, in order of time.
    pub stays: Vec<Stay>,
    /// The cell of a member.
    pub cell: Option<Cell>,
    /// Factor on all probabilities of use, with mean 1.
    pub frailty: f64,
}

/// Share of emigrants who return two years later.
const RETURNS: f64 = 0.3;

/// Share of members who immigrate before t = 0, uniformly over the possible years.
const ARRIVED: f64 = 0.06;

/// The first possible year of immigration of a member.
fn earliest_arrival(birth_year: i32) -> i32 {
    (FIRST + 1).max(birth_year + 1)
}

/// Probability that a member with this t = 0 immigrated in `year`.
pub fn arrived_in(year: i32, birth_year: i32, t0: i32) -> f64 {
    let years = earliest_arrival(birth_year)..t0;
    if years.contains(&year) { ARRIVED / f64::from(years.end - years.start) } else { 0.0 }
}

/// The random numbers of one person: an own stream, independent of other persons' draws.
pub fn stream(seed: u64, person: u32) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(u64::from(person));
    rng
}

impl LifeCourse {
    /// Draws a person.
    pub fn draw(rng: &mut ChaCha8Rng, windows: &[EntryWindow<'_>], calendar: &Calendar) -> LifeCourse {
        let mut left = rng.random::<f64>();
        let member = windows.iter().find(|window| {
            left -= window.share;
            left < 0.0
        });
        match member {
            Some(window) => LifeCourse::member(rng, window, calendar),
            None => LifeCourse::background(rng, calendar),
        }
    }

    fn member(rng: &mut ChaCha8Rng, window: &EntryWindow<'_>, calendar: &Calendar) -> LifeCourse {
        let group = window.group;
        let woman = rng.random::<f64>() < group.women();
        let t0 = rng.random_range(window.years.0..=window.years.1);
        let age = rng.random_range(window.ages.0..=window.ages.1);
        let success = rng.random::<f64>() < group.success(woman, age);
        let arm = if success { Arm::Success } else { Arm::NonSuccess };
        let (birth_year, born) = birth(rng, t0 - age);
        let earliest = earliest_arrival(birth_year);
        let mut stay = Stay { from: born, immigrated: false, first_year: (birth_year + 1).max(FIRST), exit: None };
        if earliest < t0 && rng.random::<f64>() < ARRIVED {
            let year = rng.random_range(earliest..t0);
            stay = immigration(rng, year, calendar);
        }
        let yearly = group.exit(arm, woman, age);
        // Members are resident throughout t = 0. Residence in the next year is checked by the build.
        stay.exit = (t0 + 1..=LAST + 1)
            .find(|_| rng.random::<f64>() < yearly)
            .map(|year| leave(rng, year, group.deaths(), calendar));
        let cell = Some(Cell { group, arm, woman, age, t0 });
        LifeCourse {
            woman,
            birth_year,
            born,
            kom: population::kommune(rng),
            stays: vec![stay],
            cell,
            frailty: frailty(rng),
        }
    }

    fn background(rng: &mut ChaCha8Rng, calendar: &Calendar) -> LifeCourse {
        let (origin, birth_year) = population::origin(rng);
        let woman = rng.random::<f64>() < population::women(birth_year);
        let (birth_year, born) = birth(rng, birth_year);
        let mut stay = match origin {
            Origin::Arrives(year) => immigration(rng, year, calendar),
            _ => Stay { from: born, immigrated: false, first_year: (birth_year + 1).max(FIRST), exit: None },
        };
        let mut stays = Vec::with_capacity(1);
        let mut year = stay.first_year;
        while year <= LAST + 1 {
            let age = year - birth_year;
            let (dies, departs) = (population::dies(age), population::departs(age, origin));
            year += 1;
            if rng.random::<f64>() >= dies + departs {
                continue;
            }
            let exit = leave(rng, year - 1, dies / (dies + departs), calendar);
            stay.exit = Some(exit);
            let back = exit.year + 2;
            if exit.died || back > LAST || rng.random::<f64>() >= RETURNS {
                break;
            }
            stays.push(stay);
            stay = immigration(rng, back, calendar);
            year = stay.first_year;
        }
        stays.push(stay);
        LifeCourse { woman, birth_year, born, kom: population::kommune(rng), stays, cell: None, frailty: frailty(rng) }
    }

    /// The determinants of a year's use.
    pub fn situation(&self, year: i32) -> Situation {
        match self.cell {
            Some(cell) if year >= cell.t0 => cell.situation(year - cell.t0),
            _ => {
                let age = year - self.birth_year;
                Situation { member: None, woman: self.woman, year, age, entry_age: 0, follow_up: -1 }
            }
        }
    }

    /// Whether the person is resident on 1 January of a year, given as its day.
    pub fn resident(&self, first_day: i32) -> bool {
        self.stays.iter().any(|stay| stay.from <= first_day && stay.exit.is_none_or(|exit| first_day < exit.day))
    }

    /// The cell of a member who is resident through the year after t = 0, so that success is observed.
    pub fn determined(&self) -> Option<Cell> {
        let cell = self.cell?;
        self.stays.iter().all(|stay| stay.exit.is_none_or(|exit| exit.year > cell.t0 + 1)).then_some(cell)
    }
}

fn birth(rng: &mut ChaCha8Rng, year: i32) -> (i32, i32) {
    let first = definitions::day::Day::first_of(year).number();
    (year, first + rng.random_range(0..365))
}

fn frailty(rng: &mut ChaCha8Rng) -> f64 {
    if rng.random::<bool>() { 1.5 } else { 0.5 }
}

fn immigration(rng: &mut ChaCha8Rng, year: i32, calendar: &Calendar) -> Stay {
    let from = calendar.year(year).first_day + rng.random_range(10..350);
    Stay { from, immigrated: true, first_year: year + 1, exit: None }
}

fn leave(rng: &mut ChaCha8Rng, year: i32, deaths: f64, calendar: &Calendar) -> Exit {
    let month = rng.random_range(1..=12usize);
    let of_year = calendar.year(year);
    let first = of_year.months[month - 1];
    let day = of_year.first_day + first + rng.random_range(1..27);
    Exit { year, month, day, died: rng.random::<f64>() < deaths }
}
