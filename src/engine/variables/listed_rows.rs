//! Rows of a register that lists persons, such as participants, and that select no one: of persons who are not in the population,
//! and spells that end before they begin.
//!
//! Counted by the year of their start, and only if they meet the condition of the variable that lists: rows of other years or of
//! other lists are not mistakes of this one.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch};
use arrow::buffer::BooleanBuffer;
use arrow::datatypes::{Date32Type, Int64Type};

use super::filter::Verdicts;
use super::kinds;
use super::pass::Pass;
use super::rows::{self, SkippedRows};
use super::scope::ReadScope;
use super::values::Selection;
use crate::registers::typed_batch::TypedBatch;
use crate::registers::{OpenFile, OpenRegister};
use foundation::error::{Error, Result};
use foundation::keys::PersonIndex;
use foundation::tables::audit::ReadingRow;
use foundation::tables::reading::ListedRow;

/// By what is wrong, position of the task and year, how many rows there are.
type Counts = BTreeMap<(ListedRow, usize, i64), i64>;

impl ReadScope<'_> {
    /// Counts the rows, for the tasks that list persons. `backwards` says whether any spell ends before it begins.
    ///
    /// # Errors
    /// Damage, or SQL that fails on a value.
    pub(super) fn listed_rows(
        &self,
        open: &OpenRegister<'_>,
        pass: &Pass<'_>,
        backwards: bool,
    ) -> Result<Vec<ReadingRow>> {
        let counts = open.each_row_group(|file, group| {
            let mut counts = Counts::new();
            self.listed_in_group(file, group, pass, backwards, &mut counts)?;
            Ok::<_, Error>(counts)
        })?;
        let mut all = Counts::new();
        for (key, count) in counts.into_iter().flatten() {
            *all.entry(key).or_default() += count;
        }
        let row = |((what, task, year), count): ((ListedRow, usize, i64), i64)| {
            let variable = &pass.tasks.get(task)?.definition.id.value;
            let year = i32::try_from(year).ok();
            Some(ReadingRow::new(&pass.register.id.value, ReadingRow::listed(what, variable, year), count))
        };
        Ok(all.into_iter().filter_map(row).collect())
    }

    fn listed_in_group(
        &self,
        file: &OpenFile,
        group: usize,
        pass: &Pass<'_>,
        backwards: bool,
        counts: &mut Counts,
    ) -> Result<()> {
        let layout = rows::layout(file, pass.register, &pass.names, &self.persons.lookup, None)?;
        let mut verdicts = pass.filters.verdicts();
        let key = layout.key()?;
        // By row that is read, whether its person is known.
        let known: RefCell<Vec<bool>> = RefCell::default();
        let mut read = 0;
        let choose = |keys: &ArrayRef| {
            let picked = self.key_filter().pick(keys);
            let wanted = |row: usize| keys.is_valid(row) && (backwards || !picked.known.value(row));
            let chosen = BooleanBuffer::collect_bool(keys.len(), wanted);
            known.borrow_mut().extend(chosen.set_indices().map(|row| picked.known.value(row)));
            Ok(BooleanArray::new(chosen, None))
        };
        file.read_wanted::<Error>(group, key, layout.columns(), choose, |rows, typed| {
            let mut of_rows = known.borrow()[read..read + rows].to_vec();
            read += rows;
            let Some(TypedBatch { batch, kept }) = typed else { return Ok(()) };
            if let Some(kept) = kept {
                let mut kept = kept.values().iter();
                of_rows.retain(|_| kept.next() == Some(true));
            }
            let ends_early = ends_early(&batch);
            let unknown: BooleanArray = of_rows.iter().map(|known| Some(!known)).collect();
            let early: BooleanArray =
                of_rows.iter().zip(&ends_early).map(|(known, early)| Some(*known && *early)).collect();
            for (what, rows) in [(ListedRow::NotInPopulation, unknown), (ListedRow::EndsBeforeStart, early)] {
                if rows.true_count() > 0 {
                    let batch = without_ends(&batch, &ends_early)?;
                    let batch = arrow::compute::filter_record_batch(&batch, &rows);
                    let batch = batch.map_err(|e| Error::internal(e.to_string()))?;
                    count(what, &batch, (file, group), pass, &layout, &mut verdicts, counts)?;
                }
            }
            Ok(())
        })
    }
}

/// Counts the rows of a batch that meet the condition of each task that lists persons.
fn count(
    what: ListedRow,
    batch: &RecordBatch,
    (file, group): (&OpenFile, usize),
    pass: &Pass<'_>,
    layout: &rows::Layout,
    verdicts: &mut Verdicts,
    counts: &mut Counts,
) -> Result<()> {
    // Whose rows they are plays no part: the persons are not in the population, or their rows do not count.
    let persons = vec![PersonIndex(0); batch.num_rows()];
    let mut left = SkippedRows::default();
    let rows = kinds::placed(batch, persons, (file, group), pass.register, layout, &mut left)?;
    let found = pass.filters.apply(&rows.columns, rows.persons.len(), verdicts);
    for (at, (task, found)) in
        pass.tasks.iter().zip(found).enumerate().filter(|(_, (task, _))| task.source.lists_persons)
    {
        let mut add = |row: usize| *counts.entry((what, at, rows.years[row])).or_default() += 1;
        match found.map_err(|e| Error::internal(format!("{}: {e}", task.definition.id)))?.kept {
            Selection::All => (0..rows.years.len()).for_each(&mut add),
            Selection::Rows(kept) => kept.into_iter().for_each(|row| add(row as usize)),
        }
    }
    Ok(())
}

/// By row, whether a spell ends before it begins.
fn ends_early(batch: &RecordBatch) -> Vec<bool> {
    let days = |id: &str| batch.column_by_name(id).and_then(|array| array.as_primitive_opt::<Date32Type>());
    let times = |id: &str| batch.column_by_name(id).and_then(|array| array.as_primitive_opt::<Int64Type>());
    let (starts, ends) = (days("start"), days("end"));
    let (start_times, end_times) = (times("start_time"), times("end_time"));
    let early = |row: usize| {
        let of_days = starts
            .zip(ends)
            .is_some_and(|(start, end)| start.is_valid(row) && end.is_valid(row) && start.value(row) > end.value(row));
        let of_times = start_times
            .zip(end_times)
            .is_some_and(|(start, end)| start.is_valid(row) && end.is_valid(row) && start.value(row) > end.value(row));
        of_days || of_times
    };
    (0..batch.num_rows()).map(early).collect()
}

/// The batch with wrong ends as unknown ones: they do not keep a row from being counted.
fn without_ends(batch: &RecordBatch, wrong: &[bool]) -> Result<RecordBatch> {
    let schema = batch.schema();
    let wrong = BooleanArray::from(wrong.to_vec());
    let columns = schema.fields().iter().zip(batch.columns()).map(|(field, array)| match field.name().as_str() {
        "end" => arrow::compute::nullif(array, &wrong),
        _ => Ok(Arc::clone(array)),
    });
    let columns: Vec<ArrayRef> =
        columns.collect::<std::result::Result<_, _>>().map_err(|e| Error::internal(e.to_string()))?;
    let fields: Vec<_> = schema.fields().iter().map(|field| field.as_ref().clone().with_nullable(true)).collect();
    RecordBatch::try_new(Arc::new(arrow::datatypes::Schema::new(fields)), columns)
        .map_err(|e| Error::internal(e.to_string()))
}
