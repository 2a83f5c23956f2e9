//! Days that stand for something else than themselves: for a day that is unknown, or for an end that has not come. An end twenty years
//! after what the register covers has not come either, whether or not the definition names its day, unless it names it as a plan.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Date32Array};
use arrow::compute::{max, min};
use arrow::datatypes::Date32Type;

use super::dates::LAST_YEAR;
use super::fault::Fault;
use super::projection::{NullRule, Projection};
use definitions::day::Day;
use definitions::register::SpecialDays;

/// Dates of a column without special days: an open end is null, and so is an unknown day of a column that no row needs.
///
/// # Errors
/// Unknown days of a column that places a row.
pub fn replaced(dates: ArrayRef, special: &SpecialDays, column: &Projection) -> Result<ArrayRef, Fault> {
    let of_end = column.id == "end";
    let latest = special.latest.number();
    let is = |days: &[Day], day: i32| days.iter().any(|special| special.number() == day);
    let is_far = |day: i32| day > latest && day <= last_day() && !is(&special.planned, day);
    let is_open = |day: i32| of_end && (is_far(day) || is(&special.open, day));
    let is_unknown = |day: i32| is(&special.unknown, day);
    let values = dates.as_primitive::<Date32Type>();
    // Mostly no day of a batch is one: then its least and its most say so.
    let (Some(least), Some(most)) = (min(values), max(values)) else { return Ok(dates) };
    let may_be = |days: &[Day]| days.iter().any(|day| (least..=most).contains(&day.number()));
    if !(may_be(&special.unknown) || of_end && (most > latest || may_be(&special.open))) {
        return Ok(dates);
    }
    if !values.iter().flatten().any(|day| is_open(day) || is_unknown(day)) {
        return Ok(dates);
    }
    let unknown = values.iter().flatten().filter(|day| is_unknown(*day)).count();
    if unknown > 0 && column.need != NullRule::None {
        return Err(Fault::UnknownDay { count: unknown });
    }
    let known = values.iter().map(|day| day.filter(|day| !is_open(*day) && !is_unknown(*day)));
    Ok(Arc::new(known.collect::<Date32Array>()))
}

/// The last day of the calendar: what is beyond it is no day at all.
fn last_day() -> i32 {
    Day::last_of(LAST_YEAR).number()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registers::projection::ReadAs;
    use arrow::array::Array;
    use sql::ColumnType;

    #[test]
    fn an_open_end_is_null_and_an_unknown_day_of_a_row_is_bad() {
        let day = |text: &str| Day(text.parse().unwrap());
        let special = SpecialDays {
            unknown: vec![day("1599-12-31")],
            open: vec![day("9999-12-31")],
            planned: vec![day("2050-12-31")],
            latest: day("2042-12-31"),
        };
        let dates = |days: &[&str]| {
            Arc::new(Date32Array::from_iter_values(days.iter().map(|text| day(text).number()))) as ArrayRef
        };
        let column =
            |id: &str, need| Projection { need, ..Projection::new(id, "", 0, ReadAs::Column(ColumnType::Date)) };
        let all = dates(&["2012-01-01", "1599-12-31", "9999-12-31"]);
        let nulls = |array: ArrayRef| (0..3).map(|row| array.is_null(row)).collect::<Vec<_>>();
        let of = |id, need| replaced(Arc::clone(&all), &special, &column(id, need)).map(nulls);
        assert_eq!(of("end", NullRule::Sound), Err(Fault::UnknownDay { count: 1 }));
        assert_eq!(of("date", NullRule::Value), Err(Fault::UnknownDay { count: 1 }));
        assert_eq!(of("paid", NullRule::None), Ok(vec![false, true, false]));
        let open = replaced(dates(&["9999-12-31"; 3]), &special, &column("end", NullRule::Sound)).map(nulls);
        assert_eq!(open, Ok(vec![true; 3]));
        // An end beyond all plans is open; one within them, a day that is none, and another column's day stay.
        let far = |days: &[&str], id| replaced(dates(days), &special, &column(id, NullRule::Sound)).map(nulls);
        assert_eq!(far(&["2042-12-31", "2043-01-01", "2999-12-31"], "end"), Ok(vec![false, true, true]));
        assert_eq!(far(&["2042-12-31", "+10000-01-01", "2999-12-31"], "end"), Ok(vec![false, false, true]));
        assert_eq!(far(&["2042-12-31", "2043-01-01", "2999-12-31"], "start"), Ok(vec![false; 3]));
        assert_eq!(far(&["2042-12-31", "2050-12-31", "2051-12-31"], "end"), Ok(vec![false, false, true]));
    }
}
