//! The rows of a batch as bytes, for a temporary file of this process on this machine.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, PrimitiveArray, RecordBatch, RecordBatchOptions, StringArray,
};
use arrow::buffer::{Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{ArrowPrimitiveType, DataType, Date32Type, Float64Type, Int64Type, SchemaRef, UInt32Type};

use foundation::error::{Error, Result};

/// Appends a batch of columns of the types that registers have.
///
/// # Errors
/// An internal error: another type.
pub fn write(batch: &RecordBatch, to: &mut Vec<u8>) -> Result<()> {
    for array in batch.columns() {
        let nulls = array.nulls().filter(|nulls| nulls.null_count() > 0);
        to.push(u8::from(nulls.is_some()));
        to.extend(nulls.into_iter().flat_map(|nulls| nulls.iter().map(u8::from)));
        match array.data_type() {
            DataType::UInt32 => write_values::<UInt32Type>(array, to),
            DataType::Int64 => write_values::<Int64Type>(array, to),
            DataType::Float64 => write_values::<Float64Type>(array, to),
            DataType::Date32 => write_values::<Date32Type>(array, to),
            DataType::Boolean => to.extend(array.as_boolean().values().iter().map(u8::from)),
            DataType::Utf8 => {
                let texts = array.as_string::<i32>();
                let offsets = texts.value_offsets();
                for ends in offsets.windows(2) {
                    to.extend_from_slice(&(ends[1] - ends[0]).to_ne_bytes());
                }
                let (first, last) = (offsets[0] as usize, offsets[texts.len()] as usize);
                to.extend_from_slice(&texts.value_data()[first..last]);
            }
            other => return Err(Error::internal(format!("a column of type {other}"))),
        }
    }
    Ok(())
}

fn write_values<T: ArrowPrimitiveType>(array: &ArrayRef, to: &mut Vec<u8>) {
    to.extend_from_slice(array.as_primitive::<T>().values().inner().as_slice());
}

/// The batch of so many rows that bytes begin with.
///
/// # Errors
/// Bytes that are not those that were written.
pub fn read(bytes: &[u8], schema: &SchemaRef, rows: usize) -> Result<RecordBatch> {
    let mut from = Bytes(bytes);
    let columns = schema.fields().iter().map(|field| column(&mut from, field.data_type(), rows));
    let columns = columns.collect::<Result<Vec<ArrayRef>>>()?;
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options).map_err(|e| Error::internal(e.to_string()))
}

fn column(from: &mut Bytes<'_>, kind: &DataType, rows: usize) -> Result<ArrayRef> {
    let has_nulls = from.take(1)?.first() == Some(&1);
    let nulls = has_nulls.then(|| from.take(rows)).transpose()?;
    let nulls = nulls.map(|valid| valid.iter().map(|byte| *byte == 1).collect::<NullBuffer>());
    Ok(match kind {
        DataType::UInt32 => values::<UInt32Type>(from, rows, nulls)?,
        DataType::Int64 => values::<Int64Type>(from, rows, nulls)?,
        DataType::Float64 => values::<Float64Type>(from, rows, nulls)?,
        DataType::Date32 => values::<Date32Type>(from, rows, nulls)?,
        DataType::Boolean => {
            let values = from.take(rows)?.iter().map(|byte| *byte == 1).collect();
            Arc::new(BooleanArray::new(values, nulls))
        }
        DataType::Utf8 => {
            let lengths = from.take(rows * 4)?.chunks_exact(4).map(length).collect::<Result<Vec<usize>>>()?;
            let text = Buffer::from(from.take(lengths.iter().sum())?);
            let texts = StringArray::try_new(OffsetBuffer::from_lengths(lengths), text, nulls);
            Arc::new(texts.map_err(|e| Error::internal(e.to_string()))?)
        }
        other => return Err(Error::internal(format!("a column of type {other}"))),
    })
}

fn length(bytes: &[u8]) -> Result<usize> {
    let bytes: [u8; 4] = bytes.try_into().map_err(|_| cut_short())?;
    usize::try_from(i32::from_ne_bytes(bytes)).map_err(|_| cut_short())
}

fn values<T: ArrowPrimitiveType>(from: &mut Bytes<'_>, rows: usize, nulls: Option<NullBuffer>) -> Result<ArrayRef> {
    let bytes = from.take(rows * size_of::<T::Native>())?;
    let values = ScalarBuffer::<T::Native>::from(Buffer::from(bytes));
    Ok(Arc::new(PrimitiveArray::<T>::new(values, nulls)))
}

/// Bytes that are read from the front.
struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    fn take(&mut self, count: usize) -> Result<&'b [u8]> {
        let (taken, left) = self.0.split_at_checked(count).ok_or_else(cut_short)?;
        self.0 = left;
        Ok(taken)
    }
}

fn cut_short() -> Error {
    Error::internal("a temporary file of rows is not what was written")
}

#[cfg(test)]
mod tests {
    use arrow::array::{Date32Array, Float64Array, Int64Array, UInt32Array};
    use arrow::datatypes::{Field, Schema};

    use super::*;

    #[test]
    fn rows_come_back_as_they_were_also_from_a_slice() {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(UInt32Array::from(vec![1, 2, 3, 4])),
            Arc::new(Int64Array::from(vec![Some(-1), None, Some(i64::MAX), Some(4)])),
            Arc::new(Float64Array::from(vec![0.5, 1.5, -0.0, 2.5])),
            Arc::new(Date32Array::from(vec![None, None, Some(-7), None])),
            Arc::new(BooleanArray::from(vec![Some(true), None, Some(false), Some(true)])),
            Arc::new(StringArray::from(vec![Some("DF20"), None, Some(""), Some("ø")])),
        ];
        let field = |(at, array): (usize, &ArrayRef)| Field::new(at.to_string(), array.data_type().clone(), true);
        let schema = Arc::new(Schema::new(columns.iter().enumerate().map(field).collect::<Vec<_>>()));
        let batch = RecordBatch::try_new(Arc::clone(&schema), columns).unwrap();
        for (from, rows) in [(0, 4), (1, 2), (2, 2), (3, 0)] {
            let slice = batch.slice(from, rows);
            let mut bytes = Vec::new();
            write(&slice, &mut bytes).unwrap();
            assert_eq!(read(&bytes, &schema, rows).unwrap(), slice, "{from} {rows}");
            assert!(rows == 0 || read(&bytes[..bytes.len() - 1], &schema, rows).is_err());
        }
    }
}
