//! The day and the local time of a moment in a zone. Registers are Danish: a date written as a moment is a midnight in Copenhagen, unless
//! a register declares another zone.
//!
//! Owns the zone. Owns no columns.

use chrono::{DateTime, Datelike, NaiveDate};
use chrono_tz::Europe::Copenhagen;
use definitions::register::Zone;

const DAY: i64 = 86_400;

/// The first year in which Copenhagen is always one or two hours ahead of UTC.
const WHOLE_HOURS_SINCE: i32 = 1900;

/// Seconds since 1970 on the clocks of a zone, of a moment in seconds since 1970; `None` beyond the calendar.
pub fn local(seconds: i64, Zone(zone): Zone) -> Option<i64> {
    let time = DateTime::from_timestamp(seconds, 0)?.with_timezone(&zone);
    Some(time.naive_local().and_utc().timestamp())
}

/// The day in a zone, since 1970, of a moment in seconds since 1970; `None` beyond the calendar.
pub fn day(seconds: i64, zone: Zone) -> Option<i32> {
    if zone.0 == Copenhagen {
        return day_in_copenhagen(seconds);
    }
    local(seconds, zone).and_then(|time| i32::try_from(time.div_euclid(DAY)).ok())
}

/// The years outside which no zone's clocks change: before there were zones, and after those of the database.
const CHANGES: std::ops::Range<i32> = 1800..2200;

/// Steps in which changes are looked for, in seconds: no two lie within one.
const STEP: i64 = 6 * 3_600;

/// How many seconds a zone's clocks are ahead of UTC, and from which moment on: in order, the first before all others.
pub fn offsets(zone: Zone) -> Vec<(i64, i64)> {
    let ahead = |seconds: i64| local(seconds, zone).map_or(0, |time| time - seconds);
    let of_year = |year: i32| NaiveDate::from_yo_opt(year, 1).map_or(0, |day| i64::from(day.to_epoch_days()) * DAY);
    let mut before = of_year(CHANGES.start);
    let mut all = vec![(i64::MIN, ahead(before))];
    for after in (before..=of_year(CHANGES.end)).step_by(STEP as usize) {
        let (old, new) = (ahead(before), ahead(after));
        if old != new {
            // The moment of the change, between both.
            let (mut early, mut late) = (before, after);
            while late - early > 1 {
                let middle = early.midpoint(late);
                if ahead(middle) == old { early = middle } else { late = middle }
            }
            all.push((late, new));
        }
        before = after;
    }
    all
}

fn day_in_copenhagen(seconds: i64) -> Option<i32> {
    let after = |hours: i64| seconds.checked_add(hours * 3_600).map(|time| time.div_euclid(DAY));
    let (winter, summer) = (after(1)?, after(2)?);
    let first = NaiveDate::from_yo_opt(WHOLE_HOURS_SINCE, 1)?.to_epoch_days();
    if winter == summer && winter > first.into() {
        return i32::try_from(winter).ok();
    }
    let time = DateTime::from_timestamp(seconds, 0)?.with_timezone(&Copenhagen);
    NaiveDate::from_ymd_opt(time.year(), time.month(), time.day()).map(|day| day.to_epoch_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_those_of_every_moment() {
        for name in ["Europe/Copenhagen", "America/Nuuk", "Atlantic/Faroe", "UTC"] {
            let zone = Zone(name.parse().unwrap());
            let offsets = offsets(zone);
            // Moments of 28 hours and some minutes apart, from 1800 to the last year of the calendar.
            for seconds in (-5_364_662_400..253_402_300_800i64).step_by(101_111) {
                let at = offsets.partition_point(|(from, _)| *from <= seconds);
                assert_eq!(local(seconds, zone), Some(seconds + offsets[at - 1].1), "{name} {seconds}");
            }
            assert_eq!(offsets.len() > 1, name != "UTC");
        }
    }
}
