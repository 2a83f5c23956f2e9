//! Columns that files of some years store as another type than the declared one: read as the stored type, then converted.

use std::sync::Arc;

use super::cast::integers;
use super::fault::Fault;
use super::{normalise, text_days, texts};
use arrow::array::{ArrayRef, AsArray, Date32Array, Int64Array};
use arrow::datatypes::{ArrowPrimitiveType, Date32Type, Float64Type, Int64Type};
use definitions::day::year_of;
use definitions::register::Zone;
use definitions::stored::Stored;
use sql::ColumnType;

/// 1 January 1960, in days since 1970.
const SAS_EPOCH: i32 = -3_653;

/// Days from 1960 beyond which there is no date of the calendar.
const FARTHEST: f64 = 4_000_000.0;

/// Converts a column from its stored type to the declared one. Blank text is null. Text that is a moment has its day in `zone`.
///
/// # Errors
/// Values that do not convert.
pub fn column(array: &ArrayRef, stored: ColumnType, wanted: ColumnType, zone: Zone) -> Result<ArrayRef, Fault> {
    let day = |text: &str| text_days::day(text, zone);
    match (stored, wanted) {
        (ColumnType::Text, ColumnType::Integer) => parsed::<Int64Type>(array, wanted, number),
        (ColumnType::Text, ColumnType::Number) => {
            let finite = |text: &str| number::<f64>(text).filter(|number| number.is_finite());
            parsed::<Float64Type>(array, wanted, finite)
        }
        (ColumnType::Text, ColumnType::Date) => parsed::<Date32Type>(array, wanted, day),
        (ColumnType::Integer, ColumnType::Date) => {
            let array = normalise::column(array, stored)?;
            let mut count = 0;
            let days = integers(&array).iter().map(|number| {
                let day = day(&number?.to_string());
                count += usize::from(day.is_none());
                day
            });
            let days: Date32Array = days.collect();
            if count > 0 { Err(Fault::Unreadable { count, wanted: wanted.word() }) } else { Ok(Arc::new(days)) }
        }
        _ => normalise::column(&normalise::column(array, stored)?, wanted),
    }
}

/// Days or seconds since 1 January 1960 as dates.
///
/// # Errors
/// Days with a fraction, and numbers that no date stands for.
pub fn sas_time(array: &ArrayRef, form: Stored) -> Result<ArrayRef, Fault> {
    let a_day = if form == Stored::SasSeconds { 86_400.0 } else { 1.0 };
    let numbers = normalise::column(array, ColumnType::Number)?;
    let numbers = numbers.as_primitive::<Float64Type>();
    let count_of = |wrong: &dyn Fn(f64) -> bool| numbers.iter().flatten().filter(|number| wrong(*number)).count();
    let infinite = count_of(&|number| !number.is_finite());
    if infinite > 0 {
        return Err(Fault::NotFinite { count: infinite });
    }
    let fractions = count_of(&|number| form == Stored::SasDays && number.fract() != 0.0);
    if fractions > 0 {
        return Err(Fault::NotWhole { count: fractions });
    }
    let far = count_of(&|number| (number / a_day).abs() > FARTHEST);
    if far > 0 {
        return Err(Fault::NotADay { count: far });
    }
    let days = numbers.iter().map(|number| number.map(|number| (number / a_day).floor() as i32 + SAS_EPOCH));
    Ok(Arc::new(days.collect::<Date32Array>()))
}

/// The years of dates.
pub fn year_of_date(dates: &ArrayRef) -> ArrayRef {
    let days = dates.as_primitive::<Date32Type>().iter();
    Arc::new(days.map(|day| day.map(|day| i64::from(year_of(day)))).collect::<Int64Array>())
}

/// Text as values.
fn parsed<T: ArrowPrimitiveType>(
    array: &ArrayRef,
    wanted: ColumnType,
    parse: impl Fn(&str) -> Option<T::Native>,
) -> Result<ArrayRef, Fault> {
    match texts::parsed::<T>(array, parse)? {
        (values, 0) => Ok(Arc::new(values)),
        (_, count) => Err(Fault::Unreadable { count, wanted: wanted.word() }),
    }
}

/// A number with a decimal point. A comma is ambiguous, and refused.
fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use arrow::array::{Float64Array, StringArray};

    use super::*;

    fn column(array: &ArrayRef, stored: ColumnType, wanted: ColumnType) -> Result<ArrayRef, Fault> {
        super::column(array, stored, wanted, Zone::default())
    }

    fn texts(values: &[&str]) -> ArrayRef {
        Arc::new(StringArray::from_iter_values(values))
    }

    #[test]
    fn text_converts_to_the_declared_type() {
        use ColumnType::{Date, Integer, Number, Text};
        let found = column(&texts(&[" 12", "", "-3"]), Text, Integer).unwrap();
        assert_eq!(integers(&found), &Int64Array::from(vec![Some(12), None, Some(-3)]));
        let found = column(&texts(&["41250.75", " "]), Text, Number).unwrap();
        assert_eq!(found.as_primitive(), &Float64Array::from(vec![Some(41250.75), None]));
        let found = column(&texts(&["2012-05-17", "20120517"]), Text, Date).unwrap();
        assert_eq!(found.as_primitive(), &Date32Array::from(vec![15477, 15477]));
        let numbers: ArrayRef = Arc::new(Int64Array::from(vec![Some(20_120_517), None]));
        let found = column(&numbers, Integer, Date).unwrap();
        assert_eq!(found.as_primitive(), &Date32Array::from(vec![Some(15477), None]));
    }

    #[test]
    fn counts_of_sas_are_days_and_bad_ones_are_counted() {
        let numbers = |values: &[f64]| Arc::new(Float64Array::from(values.to_vec())) as ArrayRef;
        // 1 January 1960, 17 May 2012, and DST's unknown day.
        let days = sas_time(&numbers(&[0.0, 19_130.0, -131_488.0]), Stored::SasDays).unwrap();
        let text = |array: &ArrayRef| arrow::compute::cast(array, &arrow::datatypes::DataType::Utf8).unwrap();
        let found = text(&days).as_string::<i32>().iter().flatten().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(found, ["1960-01-01", "2012-05-17", "1599-12-31"]);
        let seconds = sas_time(&numbers(&[19_130.0 * 86_400.0 + 86_399.5]), Stored::SasSeconds).unwrap();
        assert_eq!(text(&seconds).as_string::<i32>().value(0), "2012-05-17");
        let wrong = |values: &[f64]| sas_time(&numbers(values), Stored::SasDays).unwrap_err();
        assert_eq!(wrong(&[1.5, 2.0]), Fault::NotWhole { count: 1 });
        assert_eq!(wrong(&[f64::NAN]), Fault::NotFinite { count: 1 });
        assert_eq!(wrong(&[1e9]), Fault::NotADay { count: 1 });
        assert_eq!(year_of_date(&days).as_primitive::<arrow::datatypes::Int64Type>().values(), &[1960, 2012, 1599]);
    }

    #[test]
    fn ambiguous_text_is_refused() {
        use ColumnType::{Date, Integer, Number, Text};
        let unreadable = |count, wanted: &'static str| Err(Fault::Unreadable { count, wanted });
        assert_eq!(column(&texts(&["1,5", "1.000,5", "NaN"]), Text, Number), unreadable(3, "number"));
        assert_eq!(column(&texts(&["1.0", "7"]), Text, Integer), unreadable(1, "integer"));
        assert_eq!(column(&texts(&["17-05-2012", "2012-5-17", "1705201"]), Text, Date), unreadable(3, "date"));
    }
}
