//! Checks of single numbers that several sections of a case share.

use crate::definitions::mistake::Report;
use crate::definitions::source::At;

/// Whether a share lies between 0 and 1; notes it if not.
pub fn check_rate(key: &str, rate: &At<f64>, report: &Report) {
    if !(0.0..=1.0).contains(&rate.value) {
        // A whole number is a percentage; 1.1 may as well be a slip for 0.11.
        let hint = if (2.0..=100.0).contains(&rate.value) && rate.value.fract() == 0.0 {
            format!("write {} % as {}", rate.value, rate.value / 100.0)
        } else {
            "write 12 % as 0.12".to_owned()
        };
        report.mistake_with_hint(&rate.place, format!("`{key}` is {}: a rate lies between 0 and 1", rate.value), hint);
    }
}

/// Whether a whole number lies in a range; notes it if not.
pub fn check_range(key: &str, number: &At<i32>, range: std::ops::RangeInclusive<i32>, report: &Report) {
    if !range.contains(&number.value) {
        let (first, last) = (range.start(), range.end());
        report.mistake(&number.place, format!("`{key}` is {}: it lies between {first} and {last}", number.value));
    }
}
