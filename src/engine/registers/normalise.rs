//! Stored columns to declared columns: integers of any width, decimals, dictionaries and timestamps become one Arrow type
//! per declared type.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Date32Array, Int64Array, StringArray};
use arrow::compute::kernels::cast::{CastOptions, cast_with_options};
use arrow::datatypes::{DataType, Date32Type, Float64Type, Int64Type, TimeUnit};
use chrono::{NaiveDate, Weekday};

use super::error::Fault;
use super::zone;
use definitions::day::{CALENDAR, Day};
use definitions::register::Range;
use sql::ColumnType;

/// The last year of a date: registers write 9999-12-31 for an open end.
const LAST_YEAR: i32 = 9999;

/// Times of a batch from which on it is no chance that all are 22:00 or 23:00.
const TELLING: usize = 10;

/// The type of a person's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyType {
    /// A whole number up to 64 bits.
    Integer,
    /// Text.
    Text,
}

impl KeyType {
    /// The word in messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Integer => "integers",
            Self::Text => "text",
        }
    }
}

/// The type of values behind a dictionary, or the type itself.
pub fn plain(kind: &DataType) -> &DataType {
    match kind {
        DataType::Dictionary(_, values) => plain(values),
        DataType::RunEndEncoded(_, values) => plain(values.data_type()),
        other => other,
    }
}

/// Whether a type is text, however stored.
pub fn is_text(kind: &DataType) -> bool {
    matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

/// Whether a column of a file's type holds text or only nulls.
pub fn holds_text(found: &DataType) -> bool {
    is_text(plain(found)) || plain(found) == &DataType::Null
}

/// A file's type in plain words.
pub fn describe(kind: &DataType) -> String {
    match plain(kind) {
        k if is_text(k) => "text".to_owned(),
        k if k.is_integer() => "whole numbers".to_owned(),
        k if k.is_numeric() => "numbers with decimals".to_owned(),
        DataType::Boolean => "true/false".to_owned(),
        DataType::Timestamp(_, Some(zone)) if !is_danish(zone) => format!("times of the zone {zone}"),
        k if k.is_temporal() => "dates or times".to_owned(),
        DataType::Null => "nothing but nulls".to_owned(),
        DataType::Binary | DataType::LargeBinary | DataType::FixedSizeBinary(_) | DataType::BinaryView => {
            "bytes".to_owned()
        }
        k if k.is_nested() => "nested values".to_owned(),
        other => other.to_string(),
    }
}

/// Whether a column of a file's type can be what the definition declares; checked before any row is read.
pub fn fits(found: &DataType, wanted: ColumnType) -> bool {
    let found = plain(found);
    if found == &DataType::Null {
        return true;
    }
    match wanted {
        ColumnType::Integer | ColumnType::Number => found.is_numeric(),
        ColumnType::Text => is_text(found) || found.is_numeric(),
        ColumnType::Date => has_one_date(found),
        ColumnType::Boolean => found == &DataType::Boolean,
        ColumnType::Yyww => is_text(found) || found.is_numeric(),
    }
}

/// Whether a type is of days, or of times that have one date: of no zone, of UTC, or of Copenhagen. Times with a zone have
/// their date in Copenhagen.
pub fn has_one_date(kind: &DataType) -> bool {
    match kind {
        DataType::Date32 | DataType::Date64 => true,
        DataType::Timestamp(_, zone) => zone.as_ref().is_none_or(|zone| is_danish(zone)),
        _ => false,
    }
}

fn is_danish(zone: &str) -> bool {
    ["Europe/Copenhagen", "UTC", "utc", "Etc/UTC", "Z", "+00:00", "-00:00"].contains(&zone)
}

/// The kind of key in a column of a file's type.
pub fn key_type(found: &DataType) -> Option<KeyType> {
    match plain(found) {
        k if is_text(k) => Some(KeyType::Text),
        k if k.is_integer() => Some(KeyType::Integer),
        DataType::Decimal128(_, 0) | DataType::Decimal256(_, 0) => Some(KeyType::Integer),
        _ => None,
    }
}

/// Casts a column. The message of the library would show the value, so it is not used.
///
/// # Errors
/// Values outside the type.
pub fn cast(array: &ArrayRef, to: &DataType) -> Result<ArrayRef, Fault> {
    let wanted = match to {
        DataType::Int64 => "a whole number of 64 bits",
        DataType::Date32 => "a date",
        _ => "its type",
    };
    let nulls_for_misfits = CastOptions { safe: true, ..CastOptions::default() };
    let count = array.len() - array.logical_null_count();
    let cast = cast_with_options(array, to, &nulls_for_misfits).map_err(|_| Fault::OutOfRange { count, wanted })?;
    match count - (cast.len() - cast.logical_null_count()) {
        0 => Ok(cast),
        count => Err(Fault::OutOfRange { count, wanted }),
    }
}

/// A person's key: `Int64` (the bits of the whole number) or `Utf8`.
pub fn key(array: &ArrayRef, kind: KeyType) -> Result<ArrayRef, Fault> {
    match kind {
        KeyType::Text => Ok(trimmed(cast(array, &DataType::Utf8)?)),
        KeyType::Integer => {
            let plain = cast(array, plain(array.data_type()))?;
            if plain.data_type() == &DataType::UInt64 {
                // Keys are only compared, so the bits of an unsigned 64-bit number do as well as its value.
                let keys = plain.as_primitive::<arrow::datatypes::UInt64Type>();
                return Ok(Arc::new(Int64Array::from_iter(keys.iter().map(|key| key.map(u64::cast_signed)))));
            }
            cast(&plain, &DataType::Int64)
        }
    }
}

/// A column as declared: `Int64`, `Float64`, `Utf8`, `Date32` or `Boolean`.
pub fn column(array: &ArrayRef, wanted: ColumnType) -> Result<ArrayRef, Fault> {
    match wanted {
        ColumnType::Integer if !is_fractional(plain(array.data_type())) => cast(array, &DataType::Int64),
        ColumnType::Integer => whole(&cast(array, &DataType::Float64)?),
        ColumnType::Number => cast(array, &DataType::Float64),
        ColumnType::Text => text(array),
        ColumnType::Date => date(array),
        ColumnType::Boolean => cast(array, &DataType::Boolean),
        ColumnType::Yyww => weeks(array),
    }
}

/// Checks that the numbers of a normalised column lie in the declared range. NaN lies in none.
///
/// # Errors
/// The number of values outside.
pub fn within(array: ArrayRef, range: Option<Range>) -> Result<ArrayRef, Fault> {
    let Some(range) = range else { return Ok(array) };
    let count = match array.data_type() {
        DataType::Int64 => integers(&array).iter().flatten().filter(|x| !range.holds(*x as f64)).count(),
        DataType::Float64 => array.as_primitive::<Float64Type>().iter().flatten().filter(|x| !range.holds(*x)).count(),
        _ => 0,
    };
    if count > 0 { Err(Fault::OutsideRange { count, range: range.to_string() }) } else { Ok(array) }
}

/// Dates, and the dates of times; years from 1800 to 9999.
fn date(array: &ArrayRef) -> Result<ArrayRef, Fault> {
    let dates = any_date(array)?;
    let (first, last) = (Day::first_of(*CALENDAR.start()).number(), Day::last_of(LAST_YEAR).number());
    let count = dates.as_primitive::<Date32Type>().iter().flatten().filter(|day| !(first..=last).contains(day)).count();
    if count > 0 { Err(Fault::NotADay { count }) } else { Ok(dates) }
}

/// Dates, and times as their dates, of any year.
///
/// # Errors
/// Times whose date no 32 bits hold.
pub fn any_date(array: &ArrayRef) -> Result<ArrayRef, Fault> {
    let array = cast(array, plain(array.data_type()))?;
    match array.data_type() {
        DataType::Timestamp(unit, Some(_)) => {
            let seconds = match unit {
                TimeUnit::Second => 1,
                TimeUnit::Millisecond => 1_000,
                TimeUnit::Microsecond => 1_000_000,
                TimeUnit::Nanosecond => 1_000_000_000,
            };
            let times = cast(&array, &DataType::Int64)?;
            days(integers(&times).iter().map(|time| time.map(|time| zone::day(time.div_euclid(seconds)))))
        }
        DataType::Timestamp(unit, None) => {
            let per_hour = match unit {
                TimeUnit::Second => 3_600,
                TimeUnit::Millisecond => 3_600_000,
                TimeUnit::Microsecond => 3_600_000_000,
                TimeUnit::Nanosecond => 3_600_000_000_000,
            };
            let times = cast(&array, &DataType::Int64)?;
            let count = times.len() - times.null_count();
            let mut hours = integers(&times).iter().flatten().map(|time| time.rem_euclid(24 * per_hour));
            if count >= TELLING && hours.all(|time| time == 22 * per_hour || time == 23 * per_hour) {
                return Err(Fault::MidnightsInUtc { count });
            }
            cast(&array, &DataType::Date32)
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

/// Whether a numeric type can hold decimals.
fn is_fractional(kind: &DataType) -> bool {
    match kind {
        DataType::Decimal32(_, scale)
        | DataType::Decimal64(_, scale)
        | DataType::Decimal128(_, scale)
        | DataType::Decimal256(_, scale) => *scale > 0,
        other => other.is_floating(),
    }
}

/// Text, or whole numbers of any type as text.
fn text(array: &ArrayRef) -> Result<ArrayRef, Fault> {
    let array =
        if plain(array.data_type()).is_numeric() { column(array, ColumnType::Integer)? } else { Arc::clone(array) };
    Ok(trimmed(cast(&cast(&array, plain(array.data_type()))?, &DataType::Utf8)?))
}

/// Text without blanks around it, no-break spaces among them: writers of fixed widths pad codes and keys.
fn trimmed(array: ArrayRef) -> ArrayRef {
    let texts = array.as_string::<i32>();
    if texts.iter().flatten().all(|text| text.len() == text.trim().len()) {
        return array;
    }
    Arc::new(texts.iter().map(|text| text.map(str::trim)).collect::<StringArray>())
}

fn whole(array: &ArrayRef) -> Result<ArrayRef, Fault> {
    let numbers = array.as_primitive::<Float64Type>();
    let wrong = numbers.iter().flatten().filter(|x| !x.is_finite()).count();
    if wrong > 0 {
        return Err(Fault::NotFinite { count: wrong });
    }
    let decimals = numbers.iter().flatten().filter(|x| x.fract() != 0.0 || x.abs() >= 9e15).count();
    if decimals > 0 {
        return Err(Fault::NotWhole { count: decimals });
    }
    Ok(Arc::new(Int64Array::from_iter(numbers.iter().map(|x| x.map(|x| x as i64)))))
}

/// Calendar years from 1800 to 2200.
pub fn years(array: &ArrayRef) -> Result<ArrayRef, Fault> {
    let years = column(array, ColumnType::Integer)?;
    let count = integers(&years)
        .iter()
        .flatten()
        .filter(|year| !i32::try_from(*year).is_ok_and(|year| CALENDAR.contains(&year)))
        .count();
    if count > 0 { Err(Fault::NotAYear { count }) } else { Ok(years) }
}

/// Codes `YYWW` as the Thursday of that ISO week. Years 00–69 are 2000–2069.
fn weeks(array: &ArrayRef) -> Result<ArrayRef, Fault> {
    let text = text(array)?;
    let mut wrong = 0;
    let days: Date32Array = text
        .as_string::<i32>()
        .iter()
        .map(|code| {
            let code = code.map(str::trim).filter(|code| !code.is_empty())?;
            let day = code
                .parse::<i32>()
                .ok()
                .filter(|_| code.len() <= 4)
                .and_then(|number| thursday(number / 100, number % 100));
            wrong += usize::from(day.is_none());
            day
        })
        .collect();
    if wrong > 0 {
        return Err(Fault::NotAWeek { count: wrong });
    }
    Ok(Arc::new(days))
}

fn thursday(yy: i32, week: i32) -> Option<i32> {
    let year = if yy < 70 { 2000 + yy } else { 1900 + yy };
    NaiveDate::from_isoywd_opt(year, u32::try_from(week).ok()?, Weekday::Thu).map(|day| day.to_epoch_days())
}

/// Whether a column of a file's type can hold the codes of a week.
pub fn holds_codes(found: &DataType) -> bool {
    let found = plain(found);
    found == &DataType::Null || found.is_numeric() || is_text(found)
}

/// Codes of a week column as whole numbers; blanks are null.
pub fn codes(array: &ArrayRef) -> Result<ArrayRef, Fault> {
    if plain(array.data_type()).is_numeric() || plain(array.data_type()) == &DataType::Null {
        return column(array, ColumnType::Integer);
    }
    let text = text(array)?;
    let mut wrong = 0;
    let codes: Int64Array = text
        .as_string::<i32>()
        .iter()
        .map(|code| {
            let code = code.map(str::trim).filter(|code| !code.is_empty())?;
            let number = code.parse::<i64>().ok();
            wrong += usize::from(number.is_none());
            number
        })
        .collect();
    if wrong > 0 { Err(Fault::NotACode { count: wrong }) } else { Ok(Arc::new(codes)) }
}

/// The whole numbers of a normalised integer column.
pub fn integers(array: &ArrayRef) -> &Int64Array {
    array.as_primitive::<Int64Type>()
}

#[cfg(test)]
mod tests {
    use arrow::array::{TimestampMicrosecondArray, TimestampMillisecondArray};

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
    fn midnights_in_utc_without_a_zone_are_refused() {
        let times = |hour: &str, others: i64| -> ArrayRef {
            let first = seconds(hour) * 1_000;
            Arc::new(TimestampMillisecondArray::from_iter_values((0..=others).map(|n| first + n * 86_400_000)))
        };
        let found = column(&times("2011-12-31T23:00:00", 9), ColumnType::Date);
        assert_eq!(found, Err(Fault::MidnightsInUtc { count: 10 }));
        // Few times can be at that hour by chance, and other hours say nothing.
        assert!(column(&times("2011-12-31T23:00:00", 8), ColumnType::Date).is_ok());
        assert!(column(&times("2011-12-31T00:00:00", 9), ColumnType::Date).is_ok());
    }

    #[test]
    fn blanks_around_codes_and_keys_are_removed() {
        let texts: ArrayRef =
            Arc::new(StringArray::from(vec![Some("DF32  "), Some("DF32\u{a0}"), Some(" DF32"), None]));
        let wanted = StringArray::from(vec![Some("DF32"), Some("DF32"), Some("DF32"), None]);
        assert_eq!(column(&texts, ColumnType::Text).unwrap().as_string::<i32>(), &wanted);
        assert_eq!(key(&texts, KeyType::Text).unwrap().as_string::<i32>(), &wanted);
    }
}
