//! Days written as text: `2012-05-17` or `20120517`, alone or with a time of day.
//!
//! Owns which texts are days. A time that says how far it is from UTC is a moment, and has the day that it is in the zone of the register.

use chrono::NaiveDate;
use definitions::register::Zone;

use super::zone;

/// The farthest that clocks are from UTC, in hours.
const FARTHEST: i64 = 14;

/// The day of a text, since 1970; `None` for any other text.
pub fn day(text: &str, zone: Zone) -> Option<i32> {
    let parse = |text: &str, form| NaiveDate::parse_from_str(text, form).ok().map(|day| day.to_epoch_days());
    if text.len() == 8 {
        return parse(text, "%Y%m%d");
    }
    let (day, rest) = text.split_at_checked(10)?;
    let day = parse(day, "%Y-%m-%d")?;
    if rest.is_empty() {
        return Some(day);
    }
    let (time, rest) = time(rest.strip_prefix(['T', ' '])?)?;
    match rest {
        "" => Some(day),
        rest => zone::day(i64::from(day) * 86_400 + time - ahead(rest)?, zone),
    }
}

/// The seconds of a time such as `12:30` or `12:30:15.250`, and what follows it.
fn time(text: &str) -> Option<(i64, &str)> {
    let (hour, rest) = number(text, 23)?;
    let (minute, rest) = number(rest.strip_prefix(':')?, 59)?;
    let Some(rest) = rest.strip_prefix(':') else { return Some((hour * 3_600 + minute * 60, rest)) };
    // A leap second is the second 60.
    let (second, rest) = number(rest, 60)?;
    let rest = match rest.strip_prefix('.') {
        Some(fraction) if fraction.starts_with(|c: char| c.is_ascii_digit()) => {
            fraction.trim_start_matches(|c: char| c.is_ascii_digit())
        }
        Some(_) => return None,
        None => rest,
    };
    Some((hour * 3_600 + minute * 60 + second.min(59), rest))
}

/// How many seconds a clock is ahead of UTC, by `Z`, `+01`, `+0100` or `+01:00`.
fn ahead(text: &str) -> Option<i64> {
    if text == "Z" {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let (hours, rest) = number(text.strip_prefix(['+', '-'])?, FARTHEST)?;
    let minutes = match rest.strip_prefix(':').unwrap_or(rest) {
        "" if rest.is_empty() => 0,
        rest => number(rest, 59).filter(|(_, rest)| rest.is_empty())?.0,
    };
    Some(sign * (hours * 3_600 + minutes * 60))
}

/// A number of two digits, and what follows it.
fn number(text: &str, most: i64) -> Option<(i64, &str)> {
    let (digits, rest) = text.split_at_checked(2)?;
    let number = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())??;
    (number <= most).then_some((number, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days<const N: usize>(texts: [&str; N]) -> [Option<i32>; N] {
        texts.map(|text| day(text, Zone::default()))
    }

    #[test]
    fn moments_have_the_day_of_the_zone() {
        // 1 January 2011. A time without an offset is local.
        assert_eq!(days(["2011-01-01", "20110101", "2011-01-01 23:59", "2011-01-01T23:59:60.5"]), [Some(14_975); 4]);
        let midnight =
            ["Z", ".000Z", "+00:00", "-00:00", "+00", "+0000", ".5-00"].map(|end| format!("2010-12-31T23:00:00{end}"));
        assert_eq!(midnight.map(|text| day(&text, Zone::default())), [Some(14_975); 7]);
        let same =
            ["2011-01-01T00:00:00+01:00", "2010-12-31 18:00-05:00", "2011-01-01 22:59Z", "2011-01-01T04:30:00+05:30"];
        assert_eq!(days(same), [Some(14_975); 4]);
        // The last moments of the day before, and the first of the day after.
        let others = ["2010-12-31T22:59:59Z", "2011-01-01T00:00:00+02:00", "2011-01-01 23:00+00"];
        assert_eq!(days(others), [Some(14_974), Some(14_974), Some(14_976)]);
        // A midnight in summer.
        assert_eq!(days(["2011-06-30T22:00:00Z", "2011-06-30T21:59:59Z"]), [Some(15_156), Some(15_155)]);
        let utc = Zone(chrono_tz::UTC);
        assert_eq!(day("2010-12-31T23:00:00+00:00", utc), Some(14_974));
    }

    #[test]
    fn other_texts_are_not_days() {
        let ends = [
            " UTC",
            "+00:0",
            "+15",
            "+",
            "+00:",
            "Z ",
            "ZZ",
            ":",
            "+1:00",
            "+00:60",
            " +00:00",
            ".",
            ".Z",
            ",000",
            " PM",
            "[Europe/Copenhagen]",
        ];
        for end in ends {
            assert_eq!(day(&format!("2010-12-31T11:00:00{end}"), Zone::default()), None, "{end}");
        }
        let texts = [
            "2010-12-31T",
            "2010-12-31T23",
            "2010-12-31T24:00",
            "2010-12-31T23:60",
            "2010-12-31T1:00:00",
            "2010-12-31x23:00",
            "20101231T230000",
            "20101231 23:00:00",
            "2010-12-3123:00",
            "31-12-2010 23:00",
            "2010-12-31Z",
            "2010-12-3\u{e6}",
        ];
        assert_eq!(days(texts), [None; 12]);
    }
}
