//! Numbers as SAS stores them: doubles cut to 3–8 bytes, and the 28 kinds of missing values among them.
//!
//! Owns the reading of one value's bytes. Knows nothing of columns.

/// Days from 1960-01-01 to 1970-01-01.
pub(crate) const DAYS_TO_1970: i64 = 3653;
/// Microseconds from 1960-01-01 to 1970-01-01.
pub(crate) const MICROS_TO_1970: i64 = DAYS_TO_1970 * 86_400 * 1_000_000;

/// The kinds of missing values by number: `.`, `._`, `.A` to `.Z`, and any other NaN.
pub(crate) const KINDS: usize = 29;

/// The kind's name, as SAS writes it.
pub(crate) fn kind_name(kind: usize) -> String {
    match kind {
        0 => ".".to_owned(),
        1 => "._".to_owned(),
        2..=27 => match u8::try_from(kind) {
            Ok(kind) => format!(".{}", char::from(b'A' + kind - 2)),
            Err(_) => "NaN".to_owned(),
        },
        _ => "NaN".to_owned(),
    }
}

/// The bits of a double of 3–8 bytes; SAS cuts the low end.
pub(crate) fn bits(bytes: &[u8], big_endian: bool) -> u64 {
    let mut whole = [0u8; 8];
    let width = bytes.len().min(8);
    if big_endian {
        whole[..width].copy_from_slice(&bytes[..width]);
        u64::from_be_bytes(whole)
    } else {
        whole[8 - width..].copy_from_slice(&bytes[..width]);
        u64::from_le_bytes(whole)
    }
}

/// The kind of missing value that a NaN is.
///
/// SAS puts the kind in the third byte from the top, inverted: 0 is `._`, 1 is `.`, 2 to 27 are `.A` to `.Z`. Some writers
/// put the letter's ASCII code there instead.
pub(crate) fn kind(bits: u64) -> usize {
    let tag = !bits.to_be_bytes()[2];
    match tag {
        0 | b'_' => 1,
        1 | b'.' => 0,
        2..=27 => usize::from(tag),
        b'A'..=b'Z' => usize::from(tag - b'A') + 2,
        _ => KINDS - 1,
    }
}

/// Whole days since 1970 of a day number of SAS; none if it has a fraction or lies beyond what a day can be.
pub(crate) fn day(value: f64) -> Option<i32> {
    i32::try_from(whole(value)?.checked_sub(DAYS_TO_1970)?).ok()
}

/// Microseconds since 1970 of a datetime of SAS, rounded to the microsecond; none beyond the years that SAS knows.
pub(crate) fn moment(value: f64) -> Option<i64> {
    micros(value)?.checked_sub(MICROS_TO_1970)
}

/// Microseconds since midnight; none if it isn't a time of day.
pub(crate) fn time(value: f64) -> Option<i64> {
    micros(value).filter(|micros| (0..86_400_000_000).contains(micros))
}

/// Seconds in microseconds, rounded. SAS's last year is 20000, in which a double still tells 0.1 ms apart.
fn micros(value: f64) -> Option<i64> {
    const LIMIT: f64 = 600_000_000_000.0;
    if value.abs() > LIMIT {
        return None;
    }
    // Whole seconds are exact; a fraction is at most a million microseconds. Both fit.
    let seconds = value.floor();
    Some(seconds as i64 * 1_000_000 + ((value - seconds) * 1_000_000.0).round() as i64)
}

/// A whole number that a double holds exactly; none with a fraction or beyond 2⁵³.
pub(crate) fn whole(value: f64) -> Option<i64> {
    const LIMIT: f64 = 9_007_199_254_740_992.0;
    // Within the limit, and without fraction, the conversion is exact.
    (value.abs() <= LIMIT && value.fract() == 0.0).then_some(value as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_missing_are_distinguished() {
        let of = |third: u8| kind(u64::from_be_bytes([0xFF, 0xFF, third, 0, 0, 0, 0, 0]));
        assert_eq!(kind_name(of(0xFE)), ".");
        assert_eq!(kind_name(of(0xFF)), "._");
        assert_eq!(kind_name(of(0xFD)), ".A");
        assert_eq!(kind_name(of(0xE4)), ".Z");
        assert_eq!(kind_name(of(!b'H')), ".H");
        assert_eq!(kind_name(kind(f64::NAN.to_bits())), "NaN");
    }

    #[test]
    fn short_doubles_are_doubles_with_a_cut_end() {
        let full = 1024.0_f64;
        assert_eq!(f64::from_bits(bits(&full.to_le_bytes()[5..], false)), full);
        assert_eq!(f64::from_bits(bits(&full.to_be_bytes()[..3], true)), full);
        assert_eq!(f64::from_bits(bits(&1.1_f64.to_be_bytes(), true)), 1.1);
    }

    #[test]
    fn days_before_1960_and_the_unknown_day() {
        assert_eq!(day(0.0), Some(-3653));
        assert_eq!(day(-131_488.0), Some(-131_488 - 3653));
        assert_eq!(day(0.5), None);
        assert_eq!(day(1e300), None);
        assert_eq!(moment(0.0), Some(-MICROS_TO_1970));
        assert_eq!(moment(-131_488.0 * 86_400.0 + 3.0), Some((-131_488 - 3653) * 86_400_000_000 + 3_000_000));
        assert_eq!(time(86_399.5), Some(86_399_500_000));
        assert_eq!(time(86_400.0), None);
        assert_eq!(time(-1.0), None);
    }
}
