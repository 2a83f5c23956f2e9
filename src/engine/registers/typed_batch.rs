//! A decoded batch with its columns of their declared types, without its bad rows.
//!
//! Owns what a bad value does to its row. A bad value of a column that places a row, or that every row needs, drops the row. A
//! bad value of any other column becomes null and is marked, and only variables that read the column leave the row out.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray, RecordBatch, RecordBatchOptions};
use arrow::compute::filter_record_batch;
use arrow::datatypes::{Field, Schema};

use super::bad_rows::{BadRowScope, DropCounts, Tally};
use super::bad_values;
use super::dates::Clock;
use super::error::ExtractError;
use super::fault::Fault;
use super::open::{OpenFile, short};
use super::projection::{NullRule, Projection, ReadAs};
use super::value_counts::ColumnCounts;
use super::{codes, dates, normalise, period_values, retype, special_days, texts, times};
use definitions::register::PeriodPart;
use sql::ColumnType;

/// What stands before the name of a column in the name of its marks.
const MARKS: &str = "bad:";

/// Which rows of a batch stay in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stay {
    /// Those that are not bad.
    Sound,
    /// All: what is needed of bad rows is null.
    All,
}

/// A batch of typed columns.
pub struct TypedBatch {
    /// The columns, in the order asked for; after them the marks of those with bad values.
    pub batch: RecordBatch,
    /// Which of the rows decoded are left; `None` if all are.
    pub kept: Option<BooleanArray>,
}

/// Whether a column of a batch marks the bad values of another.
pub fn is_mark(name: &str) -> bool {
    name.starts_with(MARKS)
}

/// The marks of bad values in a batch, by column.
pub fn marks(batch: &RecordBatch) -> Vec<(String, BooleanArray)> {
    let named = batch.schema_ref().fields().iter().zip(batch.columns());
    let marks = named.filter_map(|(field, array)| {
        let marks = array.as_any().downcast_ref::<BooleanArray>()?;
        Some((field.name().strip_prefix(MARKS)?.to_owned(), marks.clone()))
    });
    marks.collect()
}

impl OpenFile {
    /// The columns of a decoded batch as they are declared. `None` if a fault of it was noted.
    ///
    /// # Errors
    /// Values that are not of their declared type, where they are not dropped.
    pub(super) fn typed(
        &self,
        batch: &RecordBatch,
        columns: &[Projection],
        row_group: usize,
        tally: &mut Tally,
        stay: Stay,
    ) -> Result<Option<TypedBatch>, ExtractError> {
        let mut arrays: Vec<ArrayRef> = Vec::with_capacity(columns.len());
        let mut fields = Vec::with_capacity(columns.len());
        let mut marks: Vec<(String, BooleanArray)> = Vec::new();
        let mut left: Option<Vec<bool>> = None;
        for column in columns {
            let at = |fault| self.fault(fault).in_row_group(row_group).in_column(&column.name);
            let raw = batch
                .column_by_name(&column.name)
                .ok_or_else(|| at(Fault::Damaged { reason: "the column is missing from a row group".to_owned() }))?;
            let raw = &texts::stored(raw, column.by_value).map_err(at)?;
            let (array, bad) = match (self.counted_value(column, raw, (&mut *tally, stay)), &self.rules.dropped) {
                (Ok(array), _) => (array, None),
                (Err(fault), Some(dropped)) if bad_values::is_of_values(&fault) => {
                    let (array, bad) = self.without_bad(column, raw, fault, (tally, stay), dropped).map_err(at)?;
                    (array, Some(bad))
                }
                (Err(fault), _) => {
                    self.faults.meet(at(fault))?;
                    continue;
                }
            };
            if self.rules.dropped.is_some() && stay == Stay::Sound && column.need != NullRule::None {
                let left = left.get_or_insert_with(|| vec![true; batch.num_rows()]);
                self.drop_rows(column, &array, bad.as_ref(), tally, left);
            } else if self.rules.dropped.is_some() && column.need == NullRule::Value {
                count_nulls(column, &array, bad.as_ref(), (tally, stay));
            } else if let Some(bad) = bad.filter(|_| column.read_as != ReadAs::Codes) {
                marks.push((column.id.clone(), bad));
            }
            fields.push(Field::new(&column.id, array.data_type().clone(), true));
            arrays.push(array);
        }
        if arrays.len() < columns.len() {
            return Ok(None);
        }
        for (id, bad) in marks {
            fields.push(Field::new(format!("{MARKS}{id}"), bad.data_type().clone(), true));
            arrays.push(Arc::new(bad));
        }
        let damaged = |reason: String| self.fault(Fault::Damaged { reason: short(&reason) }).in_row_group(row_group);
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        let typed = RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &options);
        let typed = typed.map_err(|e| damaged(e.to_string()))?;
        match left.filter(|left| left.contains(&false)) {
            None => Ok(Some(TypedBatch { batch: typed, kept: None })),
            Some(left) => {
                let kept = BooleanArray::from(left);
                let batch = filter_record_batch(&typed, &kept).map_err(|e| damaged(e.to_string()))?;
                Ok(Some(TypedBatch { batch, kept: Some(kept) }))
            }
        }
    }

    /// A column's values as they are declared, with the changes of codes, odd days and telling times counted.
    fn counted_value(
        &self,
        column: &Projection,
        raw: &ArrayRef,
        (tally, stay): (&mut Tally, Stay),
    ) -> Result<ArrayRef, Fault> {
        let (ReadAs::Code, Some(form)) = (column.read_as, column.code.as_deref()) else {
            let (array, dates) = self.value_and_days(column, raw)?;
            if dates.is_some()
                || matches!(column.read_as, ReadAs::YearOfDate | ReadAs::TimeOfDay(_) | ReadAs::Period(_))
            {
                let counts = ColumnCounts::of(raw, dates.as_ref(), column, &self.rules.plausible);
                let place = ((column.name.clone(), column.id.clone()), stay == Stay::All);
                tally.columns.entry(place).or_default().add(&counts);
            }
            return Ok(array);
        };
        let (array, changes) = codes::column(raw, form)?;
        tally.codes.entry((column.name.clone(), stay == Stay::All)).or_default().add(changes);
        Ok(array)
    }

    /// A column's values as they are declared.
    fn value(&self, column: &Projection, raw: &ArrayRef) -> Result<ArrayRef, Fault> {
        self.value_and_days(column, raw).map(|(array, _)| array)
    }

    /// A column's values as they are declared; and of dates, the days that the file has.
    fn value_and_days(&self, column: &Projection, raw: &ArrayRef) -> Result<(ArrayRef, Option<ArrayRef>), Fault> {
        let of_times = if let ReadAs::Times(form) = column.read_as { Some(form) } else { None };
        let dates = match column.read_as {
            ReadAs::Column(ColumnType::Date) | ReadAs::Times(_) => {
                Some(dates::any_date(raw, Clock { zone: self.rules.zone, of_times })?)
            }
            ReadAs::Retyped(stored, ColumnType::Date) => {
                Some(retype::column(raw, stored, ColumnType::Date, self.rules.zone)?)
            }
            ReadAs::SasTime(form) => Some(retype::sas_time(raw, form)?),
            _ => None,
        };
        if let Some(dates) = dates {
            let array = dates::date(&special_days::replaced(Arc::clone(&dates), &self.rules.days, column)?)?;
            return Ok((array, Some(dates)));
        }
        self.value_of_other_type(column, raw).map(|array| (array, None))
    }

    /// The values of a column that holds no dates.
    fn value_of_other_type(&self, column: &Projection, raw: &ArrayRef) -> Result<ArrayRef, Fault> {
        let array = match column.read_as {
            ReadAs::Key(kind) => normalise::key(raw, kind),
            ReadAs::Times(_) | ReadAs::SasTime(_) => return Err(without_form()),
            ReadAs::Column(ColumnType::Text) => texts::trimmed(raw),
            ReadAs::Column(kind) => normalise::column(raw, kind),
            ReadAs::Retyped(stored, kind) => retype::column(raw, stored, kind, self.rules.zone),
            ReadAs::Year => normalise::years(raw),
            ReadAs::YearOfDate => {
                let dates = dates::any_date(raw, Clock { zone: self.rules.zone, of_times: None })?;
                normalise::years(&retype::year_of_date(&dates))
            }
            ReadAs::TimeOfDay(form) => times::time_of_day(raw, form, self.rules.zone),
            ReadAs::Code => {
                let form = column.code.as_deref().ok_or_else(without_form)?;
                codes::column(raw, form).map(|(array, _)| array)
            }
            ReadAs::Period(part @ PeriodPart::Code(_)) => {
                special_days::replaced(period_values::column(raw, part, self.rules.zone)?, &self.rules.days, column)
            }
            ReadAs::Period(part) => period_values::column(raw, part, self.rules.zone),
            ReadAs::Codes => normalise::codes(raw),
            ReadAs::Stored => Ok(Arc::clone(raw)),
        };
        normalise::within(array?, column.range)
    }

    /// A column with nulls in the place of its bad values, which are counted.
    fn without_bad(
        &self,
        column: &Projection,
        raw: &ArrayRef,
        mut fault: Fault,
        (tally, stay): (&mut Tally, Stay),
        dropped: &DropCounts,
    ) -> Result<(ArrayRef, BooleanArray), Fault> {
        let of = || of(column, stay);
        if tally.sum() > dropped.too_many {
            // The register is refused whatever follows, so these rows need only be counted.
            let count = fault.count_mut().map_or(0, |count| *count);
            tally.add(of(), fault, count);
            let none = self.value(column, &raw.slice(0, 0))?;
            let nulls = arrow::array::new_null_array(none.data_type(), raw.len());
            return Ok((nulls, BooleanArray::from(vec![true; raw.len()])));
        }
        let mut bad = vec![false; raw.len()];
        for (row, fault) in bad_values::locate(raw, &|part| self.value(column, part)) {
            tally.add(of(), fault, 1);
            bad[row] = true;
        }
        let bad = BooleanArray::from(bad);
        Ok((self.counted_value(column, &bad_values::without(raw, &bad)?, (tally, stay))?, bad))
    }

    /// Marks the rows that a column makes bad, and counts its nulls.
    fn drop_rows(
        &self,
        column: &Projection,
        array: &ArrayRef,
        bad: Option<&BooleanArray>,
        tally: &mut Tally,
        left: &mut [bool],
    ) {
        if column.need == NullRule::Value {
            count_nulls(column, array, bad, (tally, Stay::Sound));
            if let Some(nulls) = array.logical_nulls().filter(|nulls| nulls.null_count() > 0) {
                left.iter_mut().zip(nulls.iter()).for_each(|(left, valid)| *left &= valid);
            }
        }
        if let Some(bad) = bad {
            left.iter_mut().zip(bad.values().iter()).for_each(|(left, bad)| *left &= !bad);
        }
    }
}

/// Only columns with a form are read as codes, and dates before other types.
fn without_form() -> Fault {
    Fault::Damaged { reason: "a column of codes has no form".to_owned() }
}

/// What a bad value of a column is of.
fn of(column: &Projection, stay: Stay) -> BadRowScope {
    match stay {
        Stay::All => BadRowScope::Choice(column.name.clone()),
        Stay::Sound => BadRowScope::Column(column.name.clone()),
    }
}

/// Counts nulls that are not the place of a bad value.
fn count_nulls(column: &Projection, array: &ArrayRef, bad: Option<&BooleanArray>, (tally, stay): (&mut Tally, Stay)) {
    let nulls = array.logical_null_count();
    let count = nulls.saturating_sub(bad.map_or(0, BooleanArray::true_count));
    if count > 0 {
        tally.add(of(column, stay), Fault::MissingRequired { count: 0 }, count);
    }
}
