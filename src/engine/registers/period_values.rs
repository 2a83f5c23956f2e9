//! Values that say which period a row is of: quarters, months, school years, and codes of a whole period.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef};
use arrow::datatypes::{ArrowPrimitiveType, DataType, Date32Type, Int64Type};
use chrono::NaiveDate;
use definitions::day::CALENDAR;
use definitions::register::{NamedBy, PeriodPart, Unit, Zone};

use super::dates::{self, Clock};
use super::fault::Fault;
use super::stored_type::{has_one_date, is_text, plain};
use super::texts;

/// Whether a column of a file's type can hold a part of a period.
pub fn fits(found: &DataType, part: PeriodPart) -> bool {
    let found = plain(found);
    let of_text = found == &DataType::Null || is_text(found) || found.is_numeric();
    of_text || matches!(part, PeriodPart::Code(_)) && has_one_date(found)
}

/// A part of a period: the quarter, the month, the year that a school year begins in, or the first day that a code stands for.
///
/// # Errors
/// Values that are not such a part.
pub fn column(array: &ArrayRef, part: PeriodPart, zone: Zone) -> Result<ArrayRef, Fault> {
    match part {
        PeriodPart::Quarter => parsed::<Int64Type>(array, "a quarter from 1 to 4", quarter),
        PeriodPart::Month => {
            parsed::<Int64Type>(array, "a month from 1 to 12", |text| number(text).filter(|n| (1..=12).contains(n)))
        }
        PeriodPart::SchoolYear(named) => {
            parsed::<Int64Type>(array, "a school year such as 2010/2011", |text| school_year(text, named))
        }
        PeriodPart::Code(_) if has_one_date(plain(array.data_type())) => {
            dates::any_date(array, Clock { zone, of_times: None })
        }
        PeriodPart::Code(unit) => {
            let wanted = match unit {
                Unit::Year => "a year or a period in one",
                Unit::Quarter => "a quarter or a month in one",
                Unit::Month | Unit::SchoolYear => "a month such as 201203",
            };
            parsed::<Date32Type>(array, wanted, |text| code(text, unit))
        }
    }
}

/// Values of text or whole numbers; blanks are null.
fn parsed<T: ArrowPrimitiveType>(
    array: &ArrayRef,
    wanted: &'static str,
    read: impl Fn(&str) -> Option<T::Native>,
) -> Result<ArrayRef, Fault> {
    match texts::parsed::<T>(array, read)? {
        (values, 0) => Ok(Arc::new(values)),
        (_, count) => Err(Fault::NotAPeriod { count, wanted }),
    }
}

/// Digits as a number: the whole numbers of a double may have been written as text.
fn number(text: &str) -> Option<i64> {
    let digits = text.strip_suffix(".0").unwrap_or(text);
    digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

fn quarter(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['K', 'k', 'Q', 'q']).unwrap_or(text);
    number(digits).filter(|quarter| (1..=4).contains(quarter))
}

/// The year that a school year begins in. Two years in a row say it; a single year needs a rule for which of them it is.
fn school_year(text: &str, named: Option<NamedBy>) -> Option<i64> {
    let begins = if let Some((first, second)) = text.split_once(['/', '-']) {
        two_years(first, second)
    } else if text.len() == 8 {
        two_years(text.get(..4)?, text.get(4..)?)
    } else {
        let year = number(text)?;
        named.map(|named| year - i64::from(named == NamedBy::End))
    };
    begins.filter(|year| (i64::from(*CALENDAR.start())..i64::from(*CALENDAR.end())).contains(year))
}

fn two_years(first: &str, second: &str) -> Option<i64> {
    let (first, second) = (first.trim(), second.trim());
    let (from, to) = (number(first).filter(|_| first.len() == 4)?, number(second)?);
    let next = match second.len() {
        2 => (from + 1) % 100,
        4 => from + 1,
        _ => return None,
    };
    (to == next).then_some(from)
}

/// The first day of what a code stands for: `201203`, `20120331`, `2012-03-31`, `2012K1`, and `2012` where periods are years.
fn code(text: &str, unit: Unit) -> Option<i32> {
    let text = text.strip_suffix(".0").unwrap_or(text);
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let (year, rest) = (text.get(..4)?, text.get(4..)?);
    let year: i32 = number(year)?.try_into().ok().filter(|year| CALENDAR.contains(year))?;
    let (month, day) = match rest {
        "" if unit == Unit::Year => (1, 1),
        _ if digits && rest.len() == 2 => (rest.parse().ok()?, 1),
        _ if digits && rest.len() == 4 => (rest.get(..2)?.parse().ok()?, rest.get(2..)?.parse().ok()?),
        _ if rest.len() == 6 && rest.starts_with('-') => {
            let (month, day) = rest.get(1..)?.split_once('-')?;
            let two = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
            if !two(month) || !two(day) {
                return None;
            }
            (month.parse().ok()?, day.parse().ok()?)
        }
        _ if unit != Unit::Month && rest.starts_with(['K', 'k', 'Q', 'q']) => {
            (u32::try_from(quarter(rest)?).ok()? * 3 - 2, 1)
        }
        _ => return None,
    };
    NaiveDate::from_ymd_opt(year, month, day).map(|day| day.to_epoch_days())
}

#[cfg(test)]
mod tests {
    use arrow::array::{AsArray, Float64Array, StringArray};

    use super::*;

    fn texts(values: &[&str]) -> ArrayRef {
        Arc::new(StringArray::from_iter_values(values))
    }

    fn numbers(array: &ArrayRef, part: PeriodPart) -> Result<Vec<Option<i64>>, Fault> {
        column(array, part, Zone::default()).map(|found| found.as_primitive::<Int64Type>().iter().collect())
    }

    #[test]
    fn parts_of_a_year_are_read_from_text_and_numbers() {
        assert_eq!(
            numbers(&texts(&["01", "12", " 3 ", ""]), PeriodPart::Month),
            Ok(vec![Some(1), Some(12), Some(3), None])
        );
        let doubles: ArrayRef = Arc::new(Float64Array::from(vec![Some(7.0), None]));
        assert_eq!(numbers(&doubles, PeriodPart::Month), Ok(vec![Some(7), None]));
        assert_eq!(numbers(&texts(&["1", "K2", "q4"]), PeriodPart::Quarter), Ok(vec![Some(1), Some(2), Some(4)]));
        let wrong = |count, wanted| Err(Fault::NotAPeriod { count, wanted });
        assert_eq!(numbers(&texts(&["0", "13", "marts"]), PeriodPart::Month), wrong(3, "a month from 1 to 12"));
        assert_eq!(numbers(&texts(&["5"]), PeriodPart::Quarter), wrong(1, "a quarter from 1 to 4"));
    }

    #[test]
    fn a_school_year_is_two_years_in_a_row_or_one_that_is_named() {
        let two = texts(&["2010/2011", "2010/11", "20102011", "2010-2011", "1999/00"]);
        let found = Ok(vec![Some(2010), Some(2010), Some(2010), Some(2010), Some(1999)]);
        assert_eq!(numbers(&two, PeriodPart::SchoolYear(None)), found);
        let one = texts(&["2010"]);
        assert_eq!(numbers(&one, PeriodPart::SchoolYear(Some(NamedBy::Start))), Ok(vec![Some(2010)]));
        assert_eq!(numbers(&one, PeriodPart::SchoolYear(Some(NamedBy::End))), Ok(vec![Some(2009)]));
        let wrong = texts(&["2010", "2010/2012", "10/11", "2011/2010", "2010/2011/2012", "9223372036854775807/2011"]);
        let wanted = "a school year such as 2010/2011";
        assert_eq!(numbers(&wrong, PeriodPart::SchoolYear(None)), Err(Fault::NotAPeriod { count: 6, wanted }));
    }

    #[test]
    fn codes_of_periods_are_days_in_them() {
        let days = |values: &[&str], unit| {
            let days = column(&texts(values), PeriodPart::Code(unit), Zone::default())?;
            let shown = arrow::compute::cast(&days, &DataType::Utf8).unwrap();
            Ok::<_, Fault>(shown.as_string::<i32>().iter().flatten().map(str::to_owned).collect::<Vec<_>>())
        };
        let of_month = days(&["201203", "20120331", "2012-03-31"], Unit::Month);
        assert_eq!(of_month, Ok(["2012-03-01", "2012-03-31", "2012-03-31"].map(str::to_owned).to_vec()));
        assert_eq!(
            days(&["2012K2", "201206"], Unit::Quarter),
            Ok(vec!["2012-04-01".to_owned(), "2012-06-01".to_owned()])
        );
        assert_eq!(days(&["2012", "201211"], Unit::Year), Ok(vec!["2012-01-01".to_owned(), "2012-11-01".to_owned()]));
        let wrong = |count, wanted| Err(Fault::NotAPeriod { count, wanted });
        let not_months = ["2012", "2012K1", "201213", "2012-3", "2012-003-1", "2012-3-001"];
        assert_eq!(days(&not_months, Unit::Month), wrong(6, "a month such as 201203"));
        assert_eq!(days(&["2012"], Unit::Quarter), wrong(1, "a quarter or a month in one"));
    }
}
