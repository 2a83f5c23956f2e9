//! Stays: contacts with a time of day, joined where one follows another within some hours.

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Float64Array};

use foundation::keys::PersonIndex;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Seconds of an hour.
const HOUR: i64 = 3_600;

/// A contact, or contacts that are joined, of one person. Times are seconds of the local clock since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stay {
    /// The person's index.
    pub person: PersonIndex,
    /// When it begins.
    pub start: i64,
    /// When it ends; of one that lasts, the end of what is covered.
    pub end: i64,
    /// Whether it still lasts, as far as the register knows.
    pub lasts: bool,
}

impl Stay {
    /// The first day, and the day on which it ended.
    pub fn days(&self) -> (i32, i32) {
        (self.start.div_euclid(DAY) as i32, self.end.div_euclid(DAY) as i32)
    }
}

/// Joins contacts of a person of which one begins before the others ended, or at most so many hours after. Sorted by person and start.
pub fn join(mut contacts: Vec<Stay>, within_hours: i64) -> Vec<Stay> {
    contacts.sort_unstable();
    let mut joined: Vec<Stay> = Vec::with_capacity(contacts.len());
    for contact in contacts {
        match joined.last_mut() {
            Some(last) if last.person == contact.person && contact.start - last.end <= within_hours * HOUR => {
                last.end = last.end.max(contact.end);
                last.lasts |= contact.lasts;
            }
            _ => joined.push(contact),
        }
    }
    joined
}

/// The columns of whole stays that SQL sees. The hours of one that lasts are NULL.
pub fn columns(stays: &[Stay]) -> Vec<(String, ArrayRef)> {
    let start = Date32Array::from_iter_values(stays.iter().map(|stay| stay.days().0));
    let end = Date32Array::from_iter(stays.iter().map(|stay| (!stay.lasts).then_some(stay.days().1)));
    let times = stays.iter().map(|stay| (stay.start, (!stay.lasts).then_some(stay.end)));
    vec![
        ("start".to_owned(), Arc::new(start) as ArrayRef),
        ("end".to_owned(), Arc::new(end)),
        ("hours".to_owned(), Arc::new(hours(times))),
    ]
}

/// Hours between times; NULL without an end.
pub fn hours(times: impl Iterator<Item = (i64, Option<i64>)>) -> Float64Array {
    times.map(|(start, end)| end.map(|end| (end - start) as f64 / HOUR as f64)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts_within_four_hours_are_one_stay() {
        let contact = |person, start, end| Stay {
            person: PersonIndex(person),
            start: start * HOUR,
            end: end * HOUR,
            lasts: false,
        };
        let contacts =
            vec![contact(1, 20, 22), contact(1, 0, 10), contact(1, 14, 15), contact(2, 15, 16), contact(1, 1, 2)];
        // 10 to 14 are four hours; 15 to 20 are five.
        assert_eq!(join(contacts.clone(), 4), [contact(1, 0, 15), contact(1, 20, 22), contact(2, 15, 16)]);
        assert_eq!(join(contacts, 5), [contact(1, 0, 22), contact(2, 15, 16)]);
    }
}
