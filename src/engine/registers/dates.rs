//! Days: of dates, of times with and without a zone, and of codes of a year and week.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Date32Array};
use arrow::compute::{max, min};
use arrow::datatypes::{DataType, Date32Type, TimeUnit};
use chrono::{NaiveDate, Weekday};
use definitions::day::{CALENDAR, Day};
use definitions::register::Zone;
use definitions::stored::Stored;

use super::cast::{cast, integers};
use super::fault::Fault;
use super::stored_type::plain;
use super::{texts, zone};

/// The last year of a date: registers write 9999-12-31 for an open end.
pub(super) const LAST_YEAR: i32 = 9999;

/// How the times of a column are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Clock {
    /// The zone in which they have their day.
    pub zone: Zone,
    /// What times without a zone are, where the definition says it.
    pub of_times: Option<Stored>,
}

/// Times in seconds since 1970, rounded down.
pub fn seconds(array: &ArrayRef, unit: TimeUnit) -> Result<Vec<Option<i64>>, Fault> {
    let a_second = match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1_000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    };
    let times = cast(array, &DataType::Int64)?;
    Ok(integers(&times).iter().map(|time| time.map(|time| time.div_euclid(a_second))).collect())
}

/// Dates, and the dates of times; years from 1800 to 9999.
pub fn date(array: &ArrayRef) -> Result<ArrayRef, Fault> {
    let dates = any_date(array, Clock::default())?;
    let (first, last) = (Day::first_of(*CALENDAR.start()).number(), Day::last_of(LAST_YEAR).number());
    let days = dates.as_primitive::<Date32Type>();
    // The least and the most are had at once; only where one is wrong are days looked at one by one.
    if [min(days), max(days)].iter().flatten().all(|day| (first..=last).contains(day)) {
        return Ok(dates);
    }
    Err(Fault::NotADay { count: days.iter().flatten().filter(|day| !(first..=last).contains(day)).count() })
}

/// Dates, and times as their dates, of any year.
///
/// # Errors
/// Times whose date no 32 bits hold.
pub fn any_date(array: &ArrayRef, clock: Clock) -> Result<ArrayRef, Fault> {
    let array = cast(array, plain(array.data_type()))?;
    match array.data_type() {
        DataType::Timestamp(unit, Some(_)) => {
            days(seconds(&array, *unit)?.into_iter().map(|time| time.map(|time| zone::day(time, clock.zone))))
        }
        DataType::Timestamp(unit, None) if clock.of_times == Some(Stored::Utc) => {
            days(seconds(&array, *unit)?.into_iter().map(|time| time.map(|time| zone::day(time, clock.zone))))
        }
        DataType::Date64 => {
            // Milliseconds; a cast would wrap around beyond 32 bits of days.
            let times = array.as_primitive::<arrow::datatypes::Date64Type>().iter();
            days(times.map(|time| time.map(|time| i32::try_from(time.div_euclid(86_400_000)).ok())))
        }
        _ => cast(&array, &DataType::Date32),
    }
}

/// Days as an array, unless one is beyond 32 bits.
fn days(days: impl Iterator<Item = Option<Option<i32>>> + Clone) -> Result<ArrayRef, Fault> {
    match days.clone().filter(|day| day == &Some(None)).count() {
        0 => Ok(Arc::new(days.map(Option::flatten).collect::<Date32Array>())),
        count => Err(Fault::OutOfRange { count, wanted: "a date" }),
    }
}

/// Codes `YYWW` as the Thursday of that ISO week. Years 00–69 are 2000–2069.
pub fn weeks(array: &ArrayRef) -> Result<ArrayRef, Fault> {
    let (days, wrong) = texts::parsed::<Date32Type>(array, |code| {
        let number = code.parse::<i32>().ok().filter(|_| code.len() <= 4)?;
        thursday(number / 100, number % 100)
    })?;
    if wrong > 0 { Err(Fault::NotAWeek { count: wrong }) } else { Ok(Arc::new(days)) }
}

fn thursday(yy: i32, week: i32) -> Option<i32> {
    let year = if yy < 70 { 2000 + yy } else { 1900 + yy };
    NaiveDate::from_isoywd_opt(year, u32::try_from(week).ok()?, Weekday::Thu).map(|day| day.to_epoch_days())
}

#[cfg(test)]
mod tests {
    use arrow::array::{TimestampMicrosecondArray, TimestampMillisecondArray};

    use sql::ColumnType;

    use super::super::normalise::column;
    use super::*;

    /// Midnights in Copenhagen as UTC: winter time, summer time, the summer time of 1943, and the mean time of 1890.
    const MIDNIGHTS: [(&str, &str); 4] = [
        ("2012-01-01", "2011-12-31T23:00:00"),
        ("2012-07-01", "2012-06-30T22:00:00"),
        ("1943-07-01", "1943-06-30T22:00:00"),
        ("1890-01-01", "1889-12-31T23:09:40"),
    ];

    fn seconds(time: &str) -> i64 {
        time.parse::<chrono::NaiveDateTime>().unwrap().and_utc().timestamp()
    }

    fn day(text: &str) -> i32 {
        text.parse::<NaiveDate>().unwrap().to_epoch_days()
    }

    #[test]
    fn times_with_a_zone_have_their_day_in_copenhagen() {
        for zone in ["UTC", "+00:00", "Europe/Copenhagen"] {
            let times = MIDNIGHTS.iter().map(|(_, time)| seconds(time) * 1_000_000);
            let times: ArrayRef = Arc::new(TimestampMicrosecondArray::from_iter_values(times).with_timezone(zone));
            let wanted = Date32Array::from_iter_values(MIDNIGHTS.iter().map(|(date, _)| day(date)));
            assert_eq!(column(&times, ColumnType::Date).unwrap().as_primitive::<Date32Type>(), &wanted, "{zone}");
        }
        // Midnights of UTC keep their day, and the last moment of the day in Copenhagen does too.
        let times = ["2012-07-01T00:00:00", "2012-07-01T21:59:59", "2012-01-01T22:59:59"].map(|t| seconds(t) * 1_000);
        let times: ArrayRef = Arc::new(TimestampMillisecondArray::from(times.to_vec()).with_timezone("UTC"));
        let wanted = Date32Array::from(vec![day("2012-07-01"), day("2012-07-01"), day("2012-01-01")]);
        assert_eq!(column(&times, ColumnType::Date).unwrap().as_primitive::<Date32Type>(), &wanted);
    }

    #[test]
    fn times_without_a_zone_are_read_as_the_definition_says() {
        let times = MIDNIGHTS.iter().map(|(_, time)| seconds(time) * 1_000);
        let times: ArrayRef = Arc::new(TimestampMillisecondArray::from_iter_values(times.cycle().take(12)));
        let read = |zone: &str, of_times| {
            let zone = Zone(zone.parse().unwrap());
            any_date(&times, Clock { zone, of_times: Some(of_times) }).unwrap()
        };
        let first = |dates: &ArrayRef| dates.as_primitive::<Date32Type>().values()[..4].to_vec();
        assert_eq!(first(&read("Europe/Copenhagen", Stored::Utc)), MIDNIGHTS.map(|(date, _)| day(date)));
        let before = MIDNIGHTS.map(|(_, time)| day(&time[..10]));
        assert_eq!(first(&read("Europe/Copenhagen", Stored::Local)), before);
        // In Nuuk it is still the day before.
        assert_eq!(first(&read("America/Nuuk", Stored::Utc)), before);
    }
}
