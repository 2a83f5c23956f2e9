//! Arrow arrays as polars frames: memory crosses from one library to the other here, without a copy.

use arrow::array::{Array, ArrayRef};
use polars::prelude::*;
use polars_arrow::ffi;

use crate::evaluation_error::EvaluationError;

/// A frame over the given arrays, which share their memory with it.
///
/// # Errors
/// A type that the engine does not take: a fault of the program, since columns have five types.
pub fn frame(columns: &[(&str, &ArrayRef)], rows: usize) -> Result<DataFrame, EvaluationError> {
    let series = columns.iter().map(|(name, array)| Ok(series(name, array)?.into_column()));
    let series = series.collect::<Result<Vec<_>, EvaluationError>>()?;
    DataFrame::new(rows, series).map_err(|e| EvaluationError::Internal(format!("frame: {e}")))
}

/// A series over an Arrow array.
fn series(name: &str, array: &ArrayRef) -> Result<Series, EvaluationError> {
    let internal = |e: &dyn std::fmt::Display| EvaluationError::Internal(format!("column {name}: {e}"));
    // Numbers of distinct values have no order and no text of their own in the engine.
    let array = match array.data_type() {
        arrow::datatypes::DataType::Dictionary(_, values) => {
            &arrow::compute::cast(array, values).map_err(|e| internal(&e))?
        }
        _ => array,
    };
    let (from, schema) = arrow::ffi::to_ffi(&array.to_data()).map_err(|e| internal(&e))?;
    let imported = import(from, schema).map_err(|e| internal(&e))?;
    Series::from_arrow(name.into(), imported).map_err(|e| internal(&e))
}

#[expect(unsafe_code, reason = "the Arrow C data interface is the only way between the two libraries without a copy")]
fn import(
    array: arrow::ffi::FFI_ArrowArray,
    schema: arrow::ffi::FFI_ArrowSchema,
) -> PolarsResult<Box<dyn polars_arrow::array::Array>> {
    // SAFETY: both libraries declare these two structs with the layout that the Arrow C data interface fixes, and
    // ownership moves: the originals are forgotten by the transmutation and released by polars.
    let (array, schema) = unsafe {
        (
            std::mem::transmute::<arrow::ffi::FFI_ArrowArray, ffi::ArrowArray>(array),
            std::mem::transmute::<arrow::ffi::FFI_ArrowSchema, ffi::ArrowSchema>(schema),
        )
    };
    // SAFETY: the structs were just exported by arrow, which upholds the interface's contract.
    unsafe {
        let field = ffi::import_field_from_c(&schema)?;
        ffi::import_array_from_c(array, field.dtype)
    }
}
