//! Days that stand for something else than themselves: for a day that is unknown, or for an end that has not come.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Date32Array};
use arrow::datatypes::Date32Type;

use super::fault::Fault;
use super::projection::{NullRule, Projection};
use definitions::register::SpecialDays;

/// Dates of a column without special days: an open end is null, and so is an unknown day of a column that no row needs.
///
/// # Errors
/// Unknown days of a column that places a row.
pub fn replaced(dates: ArrayRef, special: &SpecialDays, column: &Projection) -> Result<ArrayRef, Fault> {
    let of_end = column.id == "end";
    let is = |days: &[definitions::day::Day], day: i32| days.iter().any(|special| special.number() == day);
    let is_open = |day: i32| of_end && is(&special.open, day);
    let is_unknown = |day: i32| is(&special.unknown, day);
    let values = dates.as_primitive::<Date32Type>();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registers::projection::ReadAs;
    use arrow::array::Array;
    use definitions::day::Day;
    use sql::ColumnType;

    #[test]
    fn an_open_end_is_null_and_an_unknown_day_of_a_row_is_bad() {
        let day = |text: &str| Day(text.parse().unwrap());
        let special = SpecialDays { unknown: vec![day("1599-12-31")], open: vec![day("9999-12-31")] };
        let dates = |days: &[&str]| {
            Arc::new(Date32Array::from_iter_values(days.iter().map(|text| day(text).number()))) as ArrayRef
        };
        let column = |id: &str, need| {
            let (id, name) = (id.to_owned(), String::new());
            Projection {
                id,
                name,
                position: 0,
                read_as: ReadAs::Column(ColumnType::Date),
                range: None,
                need,
                code: None,
            }
        };
        let all = dates(&["2012-01-01", "1599-12-31", "9999-12-31"]);
        let nulls = |array: ArrayRef| (0..3).map(|row| array.is_null(row)).collect::<Vec<_>>();
        let of = |id, need| replaced(Arc::clone(&all), &special, &column(id, need)).map(nulls);
        assert_eq!(of("end", NullRule::Sound), Err(Fault::UnknownDay { count: 1 }));
        assert_eq!(of("date", NullRule::Value), Err(Fault::UnknownDay { count: 1 }));
        assert_eq!(of("paid", NullRule::None), Ok(vec![false, true, false]));
        let open = replaced(dates(&["9999-12-31"; 3]), &special, &column("end", NullRule::Sound)).map(nulls);
        assert_eq!(open, Ok(vec![true; 3]));
    }
}
