//! What the population and education registers say of a person beside sex, birth and municipality: origin and highest completed
//! education.
//!
//! Owns their values, which follow from the life course. Draws nothing, so that no use of services depends on them.

use super::life_course::LifeCourse;

/// Days from 1 October to the end of the year.
pub const DAYS_AFTER_OCTOBER: i32 = 91;

/// Educations: a code that the definitions name in place of the unpublished one, the age at which it is completed, and the persons in a hundred for whom it is the last one.
const EDUCATIONS: [(&str, i32, u32); 6] = [
    ("BASIC", 16, 22),
    ("GYMNASIUM", 19, 10),
    ("VOCATIONAL", 21, 34),
    ("SHORT", 23, 6),
    ("MEDIUM", 25, 17),
    ("LONG", 27, 11),
];

/// The type of origin: 1 Danish origin, 2 immigrant, 3 descendant.
pub fn origin(life: &LifeCourse) -> f64 {
    if life.stays.first().is_some_and(|stay| stay.immigrated) {
        2.0
    } else if number(life, 1) < 4 {
        3.0
    } else {
        1.0
    }
}

/// The code of the highest completed education at an age; none below that of basic school.
pub fn education(life: &LifeCourse, age: i32) -> Option<&'static str> {
    let drawn = number(life, 2);
    let upto = |last: usize| EDUCATIONS.iter().take(last + 1).map(|(.., share)| share).sum::<u32>();
    let last = (0..EDUCATIONS.len()).find(|last| drawn < upto(*last))?;
    // On the way to the last one lie basic school and, for what begins after it, upper secondary school.
    let way = [0, last.min(1), last];
    let mut completed = way.iter().filter_map(|at| EDUCATIONS.get(*at)).filter(|(_, completed, _)| *completed <= age);
    completed.next_back().map(|(code, ..)| *code)
}

/// A number below a hundred for a person, without an order.
fn number(life: &LifeCourse, salt: u32) -> u32 {
    let mixed = (life.born.cast_unsigned() ^ (u32::from(life.kom.cast_unsigned()) << 16)).wrapping_add(salt);
    let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x2C1B_3C6D);
    let mixed = (mixed ^ (mixed >> 12)).wrapping_mul(0x297A_2D39);
    (mixed ^ (mixed >> 15)) % 100
}
