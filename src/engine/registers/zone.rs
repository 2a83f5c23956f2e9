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
