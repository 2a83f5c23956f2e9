//! Spells: joined where they overlap, cut at the borders of calendar years.

use definitions::day::{Day, year_of};
use foundation::keys::PersonIndex;

/// A stretch of days of one person; days count since 1 January 1970. `end` is the day it ended (nights are the days
/// from `start` to before `end`); an open spell ends on the day after the last one covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spell {
    /// The person's index.
    pub person: PersonIndex,
    /// The first day.
    pub start: i32,
    /// The day it ended.
    pub end: i32,
}

/// The part of a spell in one calendar year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// The person's index.
    pub person: PersonIndex,
    /// The calendar year.
    pub year: i32,
    /// Nights that begin in the year.
    pub nights: i64,
    /// Days in the year, with the first and the last.
    pub days: i64,
}

/// Joins spells of a person that share a day, so that a day counts once. Sorted by person and start.
pub fn join(mut spells: Vec<Spell>) -> Vec<Spell> {
    spells.sort_unstable();
    let mut joined: Vec<Spell> = Vec::with_capacity(spells.len());
    for spell in spells {
        match joined.last_mut() {
            Some(last) if last.person == spell.person && spell.start <= last.end => last.end = last.end.max(spell.end),
            _ => joined.push(spell),
        }
    }
    joined
}

/// Cuts a spell at the borders of calendar years, inside the days from `first` through `last` that count.
pub fn cut(spell: Spell, first: i32, last: i32) -> impl Iterator<Item = Piece> {
    let start = spell.start.max(first);
    // The last night that counts begins on `last`, so nights end before the day after it.
    let nights_end = spell.end.min(last + 1);
    let days_end = spell.end.min(last);
    let years = (start <= days_end).then(|| year_of(start)..=year_of(days_end));
    years.into_iter().flatten().filter_map(move |year| {
        let (opens, closes) = (Day::first_of(year).number(), Day::last_of(year).number());
        let nights = i64::from(nights_end.min(closes + 1) - start.max(opens)).max(0);
        let days = i64::from(days_end.min(closes) - start.max(opens) + 1).max(0);
        (nights > 0 || days > 0).then_some(Piece { person: spell.person, year, nights, days })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> i32 {
        text.parse::<chrono::NaiveDate>().unwrap().to_epoch_days()
    }

    fn pieces(start: &str, end: &str) -> Vec<(i32, i64, i64)> {
        let spell = Spell { person: PersonIndex(0), start: day(start), end: day(end) };
        cut(spell, day("2000-01-01"), day("2030-12-31")).map(|p| (p.year, p.nights, p.days)).collect()
    }

    #[test]
    fn a_stay_of_a_week_has_one_night_less_than_days() {
        assert_eq!(pieces("2010-03-01", "2010-03-09"), [(2010, 8, 9)]);
    }

    #[test]
    fn a_stay_over_new_year_is_cut_and_keeps_every_night() {
        assert_eq!(pieces("2011-12-30", "2012-01-02"), [(2011, 2, 2), (2012, 1, 2)]);
    }

    #[test]
    fn a_leap_year_has_366_nights() {
        assert_eq!(pieces("2011-12-31", "2013-01-01"), [(2011, 1, 1), (2012, 366, 366), (2013, 0, 1)]);
    }

    #[test]
    fn a_stay_within_a_day_has_no_night() {
        assert_eq!(pieces("2010-03-01", "2010-03-01"), [(2010, 0, 1)]);
    }

    #[test]
    fn days_outside_coverage_do_not_count() {
        let spell = Spell { person: PersonIndex(0), start: day("2019-02-25"), end: day("2019-03-05") };
        let before: Vec<_> = cut(spell, day("2006-01-01"), day("2019-02-28")).collect();
        let after: Vec<_> = cut(spell, day("2019-03-01"), day("2022-12-31")).collect();
        assert_eq!(before.iter().map(|p| (p.nights, p.days)).collect::<Vec<_>>(), [(4, 4)]);
        assert_eq!(after.iter().map(|p| (p.nights, p.days)).collect::<Vec<_>>(), [(4, 5)]);
    }

    #[test]
    fn overlapping_stays_count_a_night_once() {
        let spell = |start, end| Spell { person: PersonIndex(7), start: day(start), end: day(end) };
        let joined = join(vec![
            spell("2010-01-05", "2010-01-09"),
            spell("2010-01-01", "2010-01-07"),
            spell("2010-02-01", "2010-02-02"),
        ]);
        assert_eq!(joined, [spell("2010-01-01", "2010-01-09"), spell("2010-02-01", "2010-02-02")]);
    }
}
