//! Which values of a column are bad: found by halving, so that no rule of reading need know of it.
//!
//! A column without bad values is read once. One with k of n is read in about k × log n parts, most of them small.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray};
use arrow::datatypes::DataType;

use super::fault::Fault;
use super::{cast, stored_type};

/// Bad values: the row, and the fault without its count.
pub type Bad = Vec<(usize, Fault)>;

/// Whether a fault is one of single values, and not of a column as a whole.
pub fn is_of_values(fault: &Fault) -> bool {
    matches!(
        fault,
        Fault::OutOfRange { .. }
            | Fault::OutsideRange { .. }
            | Fault::NotFinite { .. }
            | Fault::NotWhole { .. }
            | Fault::NotAYear { .. }
            | Fault::NotAPeriod { .. }
            | Fault::CodeTooLong { .. }
            | Fault::NotADay { .. }
            | Fault::UnknownDay { .. }
            | Fault::NotACode { .. }
            | Fault::NotAWeek { .. }
            | Fault::Unreadable { .. }
    )
}

/// The bad values of a column that `read` refuses as a whole.
pub fn locate(array: &ArrayRef, read: &impl Fn(&ArrayRef) -> Result<ArrayRef, Fault>) -> Bad {
    let mut bad = Vec::new();
    halve(array, 0, read, &mut bad);
    bad
}

fn halve(array: &ArrayRef, from: usize, read: &impl Fn(&ArrayRef) -> Result<ArrayRef, Fault>, bad: &mut Bad) {
    let Err(mut fault) = read(array) else { return };
    if array.len() <= 1 {
        if let Some(count) = fault.count_mut() {
            *count = 0;
        }
        bad.push((from, fault));
        return;
    }
    let middle = array.len() / 2;
    halve(&array.slice(0, middle), from, read, bad);
    halve(&array.slice(middle, array.len() - middle), from + middle, read, bad);
}

/// A column with nulls in the place of its bad values.
///
/// # Errors
/// A type that has no nulls.
pub fn without(array: &ArrayRef, bad: &BooleanArray) -> Result<ArrayRef, Fault> {
    // A dictionary's values are shared by rows.
    let plain: &DataType = stored_type::plain(array.data_type());
    let array = if plain == array.data_type() { Arc::clone(array) } else { cast::cast(array, plain)? };
    arrow::compute::nullif(&array, bad).map_err(|_| Fault::Damaged { reason: "its values have no nulls".to_owned() })
}

#[cfg(test)]
mod tests {
    use arrow::array::{AsArray, Float64Array};
    use arrow::datatypes::Int64Type;
    use sql::ColumnType;

    use super::*;
    use crate::registers::normalise;

    #[test]
    fn every_bad_value_is_found_with_its_own_fault() {
        let values = [Some(1.0), Some(0.5), None, Some(f64::NAN), Some(4.0), Some(2.5)];
        let array: ArrayRef = Arc::new(Float64Array::from(values.to_vec()));
        let read = |array: &ArrayRef| normalise::column(array, ColumnType::Integer);
        let bad = locate(&array, &read);
        let (whole, finite) = (Fault::NotWhole { count: 0 }, Fault::NotFinite { count: 0 });
        assert_eq!(bad, [(1, whole.clone()), (3, finite), (5, whole)]);
        let mask = BooleanArray::from_iter((0..6).map(|row| Some(bad.iter().any(|(at, _)| *at == row))));
        let left = read(&without(&array, &mask).unwrap()).unwrap();
        assert_eq!(
            left.as_primitive::<Int64Type>().iter().collect::<Vec<_>>(),
            [Some(1), None, None, None, Some(4), None]
        );
    }
}
