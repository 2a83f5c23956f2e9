//! Values of which so many would have a cause other than chance: times at 22:00 and 23:00, which are midnights of Copenhagen in UTC, and
//! numbers of days where seconds are declared.
//!
//! Owns what counts and when it tells. A batch, or a file, may hold few values, so counts are added up first.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Date64Type, Float64Type, TimeUnit};
use definitions::stored::Stored;
use sql::ColumnType;

use super::cast::{cast, integers};
use super::projection::ReadAs;
use super::stored_type::{is_text, plain};

/// Fewer values can be so by chance.
const FEWEST: u64 = 10;

/// Values of a kind are noted if they are at least one in so many.
const ONE_NOTED_IN: u64 = 10;

/// Seconds of a day.
const DAY: f64 = 86_400.0;

/// Values of a column, and those of them that tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TellingCount {
    /// All.
    pub all: u64,
    /// Those that tell.
    pub telling: u64,
}

impl TellingCount {
    /// Counts of values.
    pub fn new(all: u64, telling: u64) -> TellingCount {
        TellingCount { all, telling }
    }

    /// Whether it can't be chance: half of the values are so.
    pub fn tells(self) -> bool {
        self.telling >= FEWEST && self.telling * 2 >= self.all
    }

    /// Whether it is worth a note: one in ten is so.
    pub fn is_noted(self) -> bool {
        self.telling >= FEWEST && self.telling * ONE_NOTED_IN >= self.all
    }

    /// Adds up.
    pub fn add(&mut self, other: TellingCount) {
        self.all += other.all;
        self.telling += other.telling;
    }
}

/// The counts of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TellingCounts {
    /// Times, and those that are midnights of Copenhagen in UTC.
    pub midnights: TellingCount,
    /// Numbers of seconds, and those that would be seconds of two days around 1 January 1960.
    pub days: TellingCount,
}

impl TellingCounts {
    /// The counts of values as a file stores them, and as they are read. Values that the definition says to be of UTC, or local, tell
    /// nothing.
    pub fn of(raw: &ArrayRef, read_as: ReadAs) -> TellingCounts {
        let mut counts = TellingCounts::default();
        let kind = plain(raw.data_type()).clone();
        if !is_of_times(read_as) || !(kind.is_temporal() || kind.is_numeric() || is_text(&kind)) {
            return counts;
        }
        // What can't be cast is a fault of its own.
        let Ok(array) = cast(raw, &kind) else { return counts };
        match &kind {
            DataType::Timestamp(unit, None) => counts.midnights = of_times(&array, per_second(*unit)),
            DataType::Date64 => {
                let times = array.as_primitive::<Date64Type>();
                counts.midnights = counted(times.iter().flatten().map(|time| is_late(time, 1_000)));
            }
            kind if kind.is_numeric() && is_of_seconds(read_as) => {
                let Ok(numbers) = cast(&array, &DataType::Float64) else { return counts };
                let numbers = numbers.as_primitive::<Float64Type>();
                let each = || numbers.iter().flatten().filter(|number| number.is_finite());
                counts.midnights = counted(each().map(|number| {
                    let of_day = number.rem_euclid(DAY);
                    of_day == 22.0 * 3_600.0 || of_day == 23.0 * 3_600.0
                }));
                counts.days = counted(each().map(|number| number.abs() < 2.0 * DAY));
            }
            kind if is_text(kind) => {
                let Ok(texts) = cast(&array, &DataType::Utf8) else { return counts };
                let texts = texts.as_string::<i32>();
                let filled = texts.iter().flatten().map(str::trim).filter(|text| !text.is_empty());
                counts.midnights = counted(filled.map(is_late_text));
            }
            _ => {}
        }
        counts
    }

    /// Adds up.
    pub fn add(&mut self, other: TellingCounts) {
        self.midnights.add(other.midnights);
        self.days.add(other.days);
    }
}

/// Whether times of a column have a day, and the definition does not say of which zone they are.
fn is_of_times(read_as: ReadAs) -> bool {
    match read_as {
        ReadAs::Column(ColumnType::Date)
        | ReadAs::YearOfDate
        | ReadAs::Period(_)
        | ReadAs::Retyped(ColumnType::Text, ColumnType::Date)
        | ReadAs::TimeOfDay(None | Some(Stored::Text)) => true,
        other => is_of_seconds(other),
    }
}

fn is_of_seconds(read_as: ReadAs) -> bool {
    matches!(read_as, ReadAs::SasTime(Stored::SasSeconds) | ReadAs::TimeOfDay(Some(Stored::SasSeconds)))
}

/// Counts of the times of a column that is cast to its plain type.
fn of_times(array: &ArrayRef, a_second: i64) -> TellingCount {
    match cast(array, &DataType::Int64) {
        Ok(times) if times.null_count() == 0 => {
            let telling = integers(&times).values().iter().filter(|time| is_late(**time, a_second)).count();
            TellingCount { all: times.len() as u64, telling: telling as u64 }
        }
        Ok(times) => counted(integers(&times).iter().flatten().map(|time| is_late(time, a_second))),
        Err(_) => TellingCount::default(),
    }
}

fn per_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1_000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    }
}

fn counted(are_telling: impl Iterator<Item = bool>) -> TellingCount {
    let mut count = TellingCount::default();
    for telling in are_telling {
        count.all += 1;
        count.telling += u64::from(telling);
    }
    count
}

/// Whether a time is 22:00 or 23:00 sharp.
fn is_late(time: i64, a_second: i64) -> bool {
    let of_day = time.rem_euclid(86_400 * a_second);
    of_day == 22 * 3_600 * a_second || of_day == 23 * 3_600 * a_second
}

/// The same of a time as text: `2011-12-31T23:00`, with or without seconds. With `Z` or an offset it is a moment, and read as one.
fn is_late_text(text: &str) -> bool {
    let is_sharp = |rest: &str| {
        let seconds = rest.strip_prefix(":00").unwrap_or(rest);
        seconds.trim_start_matches(['.', '0']).is_empty()
    };
    let hour = text.get(10..11).filter(|between| ["T", " "].contains(between)).and_then(|_| text.get(11..16));
    hour.is_some_and(|hour| hour == "22:00" || hour == "23:00") && text.get(16..).is_some_and(is_sharp)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{Date64Array, Float64Array, StringArray, TimestampMillisecondArray};

    use super::*;

    const DATE: ReadAs = ReadAs::Column(ColumnType::Date);

    fn seconds(time: &str) -> i64 {
        time.parse::<chrono::NaiveDateTime>().unwrap().and_utc().timestamp()
    }

    fn midnights(array: ArrayRef, read_as: ReadAs) -> (u64, u64) {
        let TellingCount { all, telling } = TellingCounts::of(&array, read_as).midnights;
        (all, telling)
    }

    #[test]
    fn midnights_of_copenhagen_are_found_however_times_are_stored() {
        let times = ["2011-12-31T23:00:00", "2012-06-30T22:00:00", "2012-06-30T22:00:01", "2012-01-01T00:00:00"];
        let of = |a_second: i64| times.map(|time| seconds(time) * a_second);
        let stamps: ArrayRef = Arc::new(TimestampMillisecondArray::from(of(1_000).to_vec()));
        assert_eq!(midnights(Arc::clone(&stamps), DATE), (4, 2));
        assert_eq!(midnights(Arc::clone(&stamps), ReadAs::YearOfDate), (4, 2));
        assert_eq!(midnights(Arc::clone(&stamps), ReadAs::TimeOfDay(None)), (4, 2));
        // The definition says what these are.
        assert_eq!(midnights(Arc::clone(&stamps), ReadAs::Times(Stored::Utc)), (0, 0));
        assert_eq!(midnights(stamps, ReadAs::TimeOfDay(Some(Stored::Local))), (0, 0));
        assert_eq!(midnights(Arc::new(Date64Array::from(of(1_000).to_vec())), DATE), (4, 2));
        // Seconds since 1960.
        let sas = Float64Array::from(of(1).map(|time| (time + 315_619_200) as f64).to_vec());
        assert_eq!(midnights(Arc::new(sas.clone()), ReadAs::SasTime(Stored::SasSeconds)), (4, 2));
        assert_eq!(midnights(Arc::new(sas), ReadAs::SasTime(Stored::SasDays)), (0, 0));
        let texts = [
            "2011-12-31T23:00:00.000",
            "2012-06-30 22:00",
            "2011-12-31T23:00:00Z",
            "2012-06-30 22:00+00",
            "2012-06-30 22:00:01",
            "2012-01-01",
            "20120101",
        ];
        let read_as = ReadAs::Retyped(ColumnType::Text, ColumnType::Date);
        assert_eq!(midnights(Arc::new(StringArray::from(texts.to_vec())), read_as), (7, 2));
    }

    #[test]
    fn half_of_ten_values_tell_and_a_tenth_is_noted() {
        let of = |all, telling| (TellingCount::new(all, telling).tells(), TellingCount::new(all, telling).is_noted());
        assert_eq!([of(10, 10), of(20, 10), of(21, 10)], [(true, true), (true, true), (false, true)]);
        assert_eq!([of(9, 9), of(100, 10), of(101, 10)], [(false, false), (false, true), (false, false)]);
        let days = Arc::new(Float64Array::from(vec![19_130.0, -131_488.0, 2_936_547.0])) as ArrayRef;
        let counts = TellingCounts::of(&days, ReadAs::SasTime(Stored::SasSeconds)).days;
        assert_eq!(counts, TellingCount::new(3, 2));
    }
}
