//! A column being decoded: bytes of rows to an Arrow array, and its counts.
//!
//! Owns which Arrow type a column gets, and the rules by which a value fits a declared form. Never touches files.
//!
//! | the column | in Parquet |
//! |---|---|
//! | number with a format of days | `Date32` |
//! | number with a format of datetimes | `Timestamp(µs)`, without zone, rounded to the microsecond |
//! | number with a format of times | `Time64(µs)` |
//! | any of these with a value that is none: half a day, a time of 24 hours or more | `Float64`, as SAS stores it |
//! | declared, with a value that does not fit | as SAS stores it: `Float64` or `Utf8` |
//! | other number | `Float64` |
//! | text | `Utf8`, without the blanks at its end; null where nothing is left |
//! | declared [`ColumnForm::Code`] | `Utf8` |
//! | declared [`ColumnForm::Integer`] | `Int64` |
//! | declared [`ColumnForm::Date`] | `Date32`; of a number with a format, what its format says |
//!
//! A value that does not fit is never made null: a null end would be that of a spell that still lasts. Its column is converted again as
//! SAS stores it, and a reader judges the value.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, Date32Array, Float64Array, Int64Array, NullBufferBuilder, StringArray, Time64MicrosecondArray,
    TimestampMicrosecondArray,
};
use arrow::buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{DataType, TimeUnit};

use crate::codes;
use crate::counts::Counts;
use crate::error::ConvertError;
use crate::forms::{ColumnForm, Moment};
use crate::numbers;
use crate::sas::SasColumn;
use crate::texts::{EncodingDoubt, Texts, trimmed};

/// What a column becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// A number as it is.
    Double,
    /// A number by its format.
    Moment(Moment),
    /// A text as it is.
    Text,
    /// By its declared form.
    Declared(ColumnForm),
}

impl Target {
    /// The Arrow type.
    pub(crate) fn data_type(self) -> DataType {
        match self {
            Target::Double => DataType::Float64,
            Target::Text | Target::Declared(ColumnForm::Code { .. }) => DataType::Utf8,
            Target::Moment(Moment::Date) | Target::Declared(ColumnForm::Date) => DataType::Date32,
            Target::Moment(Moment::DateTime) => DataType::Timestamp(TimeUnit::Microsecond, None),
            Target::Moment(Moment::Time) => DataType::Time64(TimeUnit::Microsecond),
            Target::Declared(ColumnForm::Integer) => DataType::Int64,
        }
    }
}

/// Values that are being gathered.
#[derive(Debug)]
enum Values {
    Doubles(Vec<f64>),
    Days(Vec<i32>),
    Longs(Vec<i64>),
    Texts { bytes: Vec<u8>, ends: Vec<i32> },
}

/// A column of one part.
#[derive(Debug)]
pub(crate) struct Column<'a> {
    sas: &'a SasColumn,
    target: Target,
    texts: Texts,
    big_endian: bool,
    values: Values,
    nulls: NullBufferBuilder,
    counts: Counts,
}

impl<'a> Column<'a> {
    /// A column without values yet.
    pub(crate) fn new(sas: &'a SasColumn, target: Target, texts: Texts, big_endian: bool) -> Column<'a> {
        let values = match target.data_type() {
            DataType::Float64 => Values::Doubles(Vec::new()),
            DataType::Date32 => Values::Days(Vec::new()),
            DataType::Utf8 => Values::Texts { bytes: Vec::new(), ends: vec![0] },
            _ => Values::Longs(Vec::new()),
        };
        Column { sas, target, texts, big_endian, values, nulls: NullBufferBuilder::new(0), counts: Counts::default() }
    }

    /// Decodes the column of rows that lie one behind the other.
    pub(crate) fn push(&mut self, rows: &[u8], row: usize) {
        let (from, to) = (self.sas.offset, self.sas.offset + self.sas.width);
        let cells = rows.chunks_exact(row).map(|row| &row[from..to]);
        if let (Target::Text, Values::Texts { bytes, ends }) = (self.target, &mut self.values) {
            // ASCII is itself in every encoding that is read; the rest is decoded with a look at what is in doubt.
            let ascii = cells.clone().filter_map(trimmed).all(<[u8]>::is_ascii);
            if !ascii {
                return cells.for_each(|cell| self.push_text(cell));
            }
            for cell in cells {
                match trimmed(cell) {
                    Some(cell) => {
                        self.nulls.append_non_null();
                        bytes.extend_from_slice(cell);
                    }
                    None => {
                        self.counts.blank += 1;
                        self.nulls.append_null();
                    }
                }
                ends.push(i32::try_from(bytes.len()).unwrap_or(i32::MAX));
            }
        } else if self.sas.text {
            cells.for_each(|cell| self.push_text(cell));
        } else if let (Values::Doubles(doubles), Target::Double) = (&mut self.values, self.target) {
            // The common case, without a look at the form of every value.
            for cell in cells {
                let bits = match (<[u8; 8]>::try_from(cell), self.big_endian) {
                    (Ok(cell), false) => u64::from_le_bytes(cell),
                    _ => numbers::bits(cell, self.big_endian),
                };
                let value = f64::from_bits(bits);
                if value.is_nan() {
                    self.counts.missing[numbers::kind(bits)] += 1;
                    self.nulls.append_null();
                    doubles.push(0.0);
                } else {
                    self.nulls.append_non_null();
                    doubles.push(value);
                }
            }
        } else {
            cells.for_each(|cell| self.push_number(cell));
        }
    }

    fn push_number(&mut self, cell: &[u8]) {
        let bits = numbers::bits(cell, self.big_endian);
        let value = f64::from_bits(bits);
        if value.is_nan() {
            self.counts.missing[numbers::kind(bits)] += 1;
            return self.push_null();
        }
        let fits = match (self.target, &mut self.values) {
            (Target::Moment(Moment::Date), Values::Days(days)) => numbers::day(value).map(|day| days.push(day)),
            (Target::Moment(Moment::DateTime), Values::Longs(longs)) => numbers::moment(value).map(|v| longs.push(v)),
            (Target::Moment(_), Values::Longs(longs)) => numbers::time(value).map(|time| longs.push(time)),
            (Target::Declared(ColumnForm::Integer), Values::Longs(longs)) => {
                numbers::whole(value).map(|whole| longs.push(whole))
            }
            (Target::Declared(ColumnForm::Date), Values::Days(days)) => {
                codes::day_of_number(value).map(|day| days.push(day))
            }
            (Target::Declared(ColumnForm::Code { width }), Values::Texts { bytes, ends }) => {
                codes::code_of_number(value, width).map(|code| push_text(bytes, ends, &code))
            }
            (_, Values::Doubles(doubles)) => {
                doubles.push(value);
                Some(())
            }
            _ => None,
        };
        self.end(fits);
    }

    fn push_text(&mut self, cell: &[u8]) {
        let Some(decoded) = self.texts.decode(cell) else {
            self.counts.blank += 1;
            return self.push_null();
        };
        match decoded.doubt {
            EncodingDoubt::None => {}
            EncodingDoubt::Undecodable => self.counts.undecodable += 1,
            EncodingDoubt::Control => self.counts.control += 1,
            EncodingDoubt::Unread => self.counts.unread += 1,
        }
        let fits = match (self.target, &mut self.values) {
            (Target::Declared(ColumnForm::Integer), Values::Longs(longs)) => {
                codes::whole_of_text(&decoded.text).map(|whole| longs.push(whole))
            }
            (Target::Declared(ColumnForm::Date), Values::Days(days)) => {
                codes::day_of_text(&decoded.text).map(|day| days.push(day))
            }
            (Target::Declared(ColumnForm::Code { width }), Values::Texts { bytes, ends }) => {
                codes::code_of_text(&decoded.text, width).map(|(code, padded)| {
                    self.counts.padded += u64::from(padded);
                    push_text(bytes, ends, &code);
                })
            }
            (_, Values::Texts { bytes, ends }) => {
                push_text(bytes, ends, &decoded.text);
                Some(())
            }
            _ => None,
        };
        self.end(fits);
    }

    /// A value that was pushed, or one that doesn't fit: the column is converted again, and this array is not written.
    fn end(&mut self, fits: Option<()>) {
        if fits.is_some() {
            return self.nulls.append_non_null();
        }
        match self.target {
            Target::Declared(..) => self.counts.misfits += 1,
            _ => self.counts.unlike_format += 1,
        }
        self.push_null();
    }

    fn push_null(&mut self) {
        self.nulls.append_null();
        match &mut self.values {
            Values::Doubles(values) => values.push(0.0),
            Values::Days(values) => values.push(0),
            Values::Longs(values) => values.push(0),
            Values::Texts { bytes, ends } => push_text(bytes, ends, ""),
        }
    }

    /// The array and the counts.
    ///
    /// # Errors
    /// Values that Arrow refuses, which would be an internal error.
    pub(crate) fn finish(mut self) -> Result<(ArrayRef, Counts), ConvertError> {
        let nulls: Option<NullBuffer> = self.nulls.finish();
        let array: ArrayRef = match (self.values, self.target) {
            (Values::Doubles(values), _) => Arc::new(Float64Array::new(values.into(), nulls)),
            (Values::Days(values), _) => Arc::new(Date32Array::new(values.into(), nulls)),
            (Values::Longs(values), Target::Moment(Moment::DateTime)) => {
                Arc::new(TimestampMicrosecondArray::new(values.into(), nulls))
            }
            (Values::Longs(values), Target::Moment(_)) => Arc::new(Time64MicrosecondArray::new(values.into(), nulls)),
            (Values::Longs(values), _) => Arc::new(Int64Array::new(values.into(), nulls)),
            (Values::Texts { bytes, .. }, _) if i32::try_from(bytes.len()).is_err() => {
                return Err(ConvertError::Internal("a part's texts are over 2 GiB".to_owned()));
            }
            (Values::Texts { bytes, ends }, _) => {
                let offsets = OffsetBuffer::new(ScalarBuffer::from(ends));
                let array = StringArray::try_new(offsets, bytes.into(), nulls);
                Arc::new(array.map_err(|e| ConvertError::Internal(e.to_string()))?)
            }
        };
        Ok((array, self.counts))
    }
}

/// Parts are cut so that their texts stay far below 2 GiB; an end beyond it is refused in [`Column::finish`].
fn push_text(bytes: &mut Vec<u8>, ends: &mut Vec<i32>, text: &str) {
    bytes.extend_from_slice(text.as_bytes());
    ends.push(i32::try_from(bytes.len()).unwrap_or(i32::MAX));
}
