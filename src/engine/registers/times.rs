//! Times of day: of moments, of local times, of text and of SAS seconds, on the clocks of a zone.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Int64Array};
use arrow::datatypes::{DataType, Date32Type, Float64Type};
use definitions::day::{CALENDAR, Day};
use definitions::register::Zone;
use definitions::stored::Stored;

use super::cast::{cast, text};
use super::dates::{LAST_YEAR, seconds};
use super::fault::Fault;
use super::stored_type::plain;
use super::{retype, zone};

/// Times in seconds since 1970 on the clocks of a zone. `form` says how files store them, if not as moments or local times.
///
/// # Errors
/// Text or numbers that are not times, and times outside the calendar.
pub fn time_of_day(array: &ArrayRef, form: Option<Stored>, zone: Zone) -> Result<ArrayRef, Fault> {
    let array = cast(array, plain(array.data_type()))?;
    let local = |time: Option<i64>| time.and_then(|time| zone::local(time, zone));
    let times: Vec<Option<i64>> = match (array.data_type(), form) {
        (DataType::Timestamp(unit, None), form) if form != Some(Stored::Utc) => seconds(&array, *unit)?,
        (DataType::Timestamp(unit, _), _) => seconds(&array, *unit)?.into_iter().map(local).collect(),
        (kind, _) if kind.is_numeric() => {
            let days = retype::sas_time(&array, Stored::SasSeconds)?;
            let numbers = cast(&array, &DataType::Float64)?;
            let numbers = numbers.as_primitive::<Float64Type>().iter();
            let days = days.as_primitive::<Date32Type>().iter();
            let second = |number: f64| number.rem_euclid(86_400.0).floor() as i64;
            days.zip(numbers).map(|(day, number)| Some(i64::from(day?) * 86_400 + second(number?))).collect()
        }
        _ => texts_of_times(&array)?,
    };
    let (first, last) = (Day::first_of(*CALENDAR.start()).number(), Day::last_of(LAST_YEAR).number());
    let inside = |time: &i64| (i64::from(first) * 86_400..(i64::from(last) + 1) * 86_400).contains(time);
    match times.iter().flatten().filter(|time| !inside(time)).count() {
        0 => Ok(Arc::new(times.into_iter().collect::<Int64Array>())),
        count => Err(Fault::NotADay { count }),
    }
}

/// Times as text: `2019-03-01 12:30`, with or without seconds, and `T` between day and time.
fn texts_of_times(array: &ArrayRef) -> Result<Vec<Option<i64>>, Fault> {
    let texts = text(array)?;
    let mut count = 0;
    let parse = |text: &str| {
        let forms = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"];
        forms.iter().find_map(|form| chrono::NaiveDateTime::parse_from_str(text, form).ok())
    };
    let times = texts.as_string::<i32>().iter().map(|text| {
        let text = text.filter(|text| !text.is_empty())?;
        let time = parse(text).map(|time| time.and_utc().timestamp());
        count += usize::from(time.is_none());
        time
    });
    let times: Vec<Option<i64>> = times.collect();
    if count > 0 { Err(Fault::Unreadable { count, wanted: "time" }) } else { Ok(times) }
}
