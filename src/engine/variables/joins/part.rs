//! Joins part by part: the rows of a part find the rows that they belong to in a table of its keys.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch, RecordBatchOptions, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::{Field, Schema, UInt32Type};

use super::blocks::{KeyedRows, together};
use super::columns::{joined_layout, own_columns};
use super::counts::JoinCounts;
use super::inputs::{JoinedPass, JoinedRows, Sorted};
use super::keys::JoinKey;
use super::reading::FileColumns;
use super::spill::Spill;
use super::table::{KeyLookup, KeyTable};
use crate::registers::{KeyType, OpenFile};
use crate::threads;
use crate::variables::kinds;
use crate::variables::rows::{Layout, Rows, SkippedRows};
use definitions::register::{SpellDay, Timing};
use foundation::error::{Error, Result};
use foundation::keys::PersonIndex;

/// Rows of a batch that is handed on.
const BATCH_ROWS: usize = 1 << 16;

/// Parts that are joined before what they give is taken, for each thread.
const PARTS_A_THREAD: usize = 4;

/// The names of the columns of a file's rows, and how many are its own.
struct FileLayout {
    layout: Layout,
    own: usize,
}

/// What is known of the keys of a part.
struct PartKeys<K> {
    table: KeyTable<K>,
    /// By answer, the keys of rows that meet the condition.
    met: Vec<KeyTable<K>>,
    /// The rows of the parent.
    parents: Option<RecordBatch>,
}

impl JoinedPass<'_> {
    /// Joins all parts; what they give is taken in their order.
    pub(super) fn join_parts<K: JoinKey, S: Send>(
        &self,
        sorted: &Sorted<K>,
        (kind, spill): (KeyType, &Spill<'_>),
        (start, each): (&(impl Fn() -> S + Sync), &(impl Fn(&mut S, JoinedRows, usize) -> Result<()> + Sync)),
        take: &mut impl FnMut(S) -> Result<()>,
        counts: &mut JoinCounts,
    ) -> Result<()> {
        // A file that can't be read gives no rows.
        let layouts: Vec<Option<FileLayout>> =
            self.open.files.iter().map(|file| self.layout(file, kind).ok()).collect();
        let parts: Vec<usize> = (0..sorted.parts).collect();
        for some in parts.chunks(rayon::current_num_threads() * PARTS_A_THREAD) {
            let joined: Vec<Result<(S, JoinCounts)>> = threads::in_order(some.to_vec(), |part| {
                let mut taken = start();
                let counts =
                    self.of_part(sorted, (part, spill), &layouts, |rows, file| each(&mut taken, rows, file))?;
                Ok((taken, counts))
            });
            for part in joined {
                let (taken, of_part) = part?;
                counts.add(of_part);
                take(taken)?;
            }
        }
        Ok(())
    }

    fn layout(&self, file: &OpenFile, kind: KeyType) -> Result<FileLayout> {
        let own = own_columns(self, file, kind)?.columns.len();
        Ok(FileLayout { layout: joined_layout(self, file, kind)?, own })
    }

    fn of_part<K: JoinKey>(
        &self,
        sorted: &Sorted<K>,
        (part, spill): (usize, &Spill<'_>),
        layouts: &[Option<FileLayout>],
        mut each: impl FnMut(JoinedRows, usize) -> Result<()>,
    ) -> Result<JoinCounts> {
        let mut counts = JoinCounts::default();
        let mut reader = spill.reader()?;
        let parents = together(sorted.parents.part(part, &mut reader)?)?;
        let unasked = sorted.unasked.part(part, &mut reader)?;
        let others = sorted.others.part(part, &mut reader)?;
        let unmatched = sorted.unmatched.part(part, &mut reader)?;
        let rows = sorted.rows.part(part, &mut reader)?;
        let rows_of = |some: &[KeyedRows<K>]| some.iter().map(|rows| rows.keys.len()).sum::<usize>();
        let own_parents = self.join.parent.is_some();
        let entered =
            if own_parents { parents.as_ref().map_or(0, |parents| parents.keys.len()) } else { rows_of(&rows) };
        let shared = self.join.parent.as_ref().is_some_and(|parent| parent.rule.shared.value);
        let keys_alone = rows_of(&unasked) + rows_of(&others) + rows_of(&unmatched);
        let mut table = KeyTable::new(entered + keys_alone, shared);
        if let Some(parents) = &parents {
            table.enter_rows(&parents.keys);
        }
        if !own_parents {
            rows.iter().flat_map(|rows| &rows.keys).for_each(|key| table.enter_other(*key));
        }
        unasked.iter().flat_map(|rows| &rows.keys).for_each(|key| table.enter_wanted(*key));
        others.iter().flat_map(|rows| &rows.keys).for_each(|key| table.enter_other(*key));
        unmatched.iter().flat_map(|rows| &rows.keys).for_each(|key| table.enter_unmatched(*key));
        drop((unasked, others, unmatched));
        counts.repeated = table.repeated();
        // A key that several rows have and that is not shared: few such rows answer for each of them, many stop the build.
        let is_ambiguous = |key: &K, shared: bool| !shared && table.find(*key) == KeyLookup::Several;
        for (asked, of) in sorted.asked.iter().zip(&self.join.asked) {
            let asked = asked.part(part, &mut reader)?;
            let is_orphan = |key: &&K| table.find(**key) == KeyLookup::Nowhere;
            let orphans = asked.iter().flat_map(|rows| &rows.keys).filter(is_orphan).count();
            let keys = asked.iter().flat_map(|rows| &rows.keys);
            let ambiguous = keys.filter(|key| is_ambiguous(key, of.rule.shared.value)).count();
            counts.asked.push((rows_of(&asked) as u64, orphans as u64, ambiguous as u64));
        }
        let mut met = Vec::with_capacity(sorted.met.len());
        for answer in &sorted.met {
            let keys = answer.part(part, &mut reader)?;
            let mut met_keys = KeyTable::new(rows_of(&keys), true);
            keys.iter().flat_map(|rows| &rows.keys).for_each(|key| met_keys.enter_other(*key));
            met.push(met_keys);
        }
        for passed in sorted.passed.part(part, &mut reader)? {
            for key in &passed.keys {
                let found = table.find(*key);
                count(&mut counts, passed.file, found);
                counts.unmet += u64::from(matches!(found, KeyLookup::Row(_) | KeyLookup::Wanted));
            }
        }
        let sample = sorted.sample.part(part, &mut reader)?;
        drop(reader);
        let keys = PartKeys { table, met, parents: parents.and_then(|parents| parents.batch) };
        for some in batches(rows)? {
            let number = some.file;
            let (file, layout) = self.file_of(number, layouts)?;
            if let Some((persons, batch)) = self.joined(some, &keys, layout, &mut counts)? {
                let (rows, left) = self.placed(file, &layout.layout, persons, &batch)?;
                each(JoinedRows::Counted(rows, left), number)?;
            }
        }
        for some in batches(sample)? {
            let number = some.file;
            let (file, layout) = self.file_of(number, layouts)?;
            // Those of them that may count are counted, and meet their faults, with the other rows.
            if let Some((persons, batch)) = self.joined(some, &keys, layout, &mut JoinCounts::default())? {
                let (rows, _) = self.placed(&file.without_faults(), &layout.layout, persons, &batch)?;
                each(JoinedRows::Sample(rows), number)?;
            }
        }
        Ok(counts)
    }

    /// A file, and the columns of the rows that its rows become.
    fn file_of<'l>(&self, number: usize, layouts: &'l [Option<FileLayout>]) -> Result<(&OpenFile, &'l FileLayout)> {
        let found = self.open.files.get(number).zip(layouts.get(number).and_then(Option::as_ref));
        found.ok_or_else(|| Error::internal("rows of a file that can't be read"))
    }

    /// Rows with a person that are not joined, as those of their register, and what is counted of them.
    pub(super) fn placed_alone(
        &self,
        (file, of_file): (&OpenFile, &FileColumns),
        batch: &RecordBatch,
    ) -> Result<(Rows, SkippedRows)> {
        let layout = Layout::joined(of_file.columns.clone());
        let persons = persons_of(batch)?;
        let own = Columns::of(Some(batch), 1, layout.columns().len());
        let batch = own.with(Vec::new(), Vec::new(), &layout, persons.len())?;
        self.placed(file, &layout, persons, &batch)
    }

    /// Rows of a file as those of their register, and what is counted of them.
    fn placed(
        &self,
        file: &OpenFile,
        layout: &Layout,
        persons: Vec<PersonIndex>,
        batch: &RecordBatch,
    ) -> Result<(Rows, SkippedRows)> {
        let (register, mut left) = (self.open.definition, SkippedRows::default());
        let rows = kinds::of_batch(batch, persons, (file, 0), register, layout, self.persons, &mut left)?;
        Ok((rows, left))
    }

    /// Rows with the columns of those that they belong to, and answers; none, if no row is of a wanted person.
    fn joined<K: JoinKey>(
        &self,
        rows: KeyedRows<K>,
        keys: &PartKeys<K>,
        layout: &FileLayout,
        counts: &mut JoinCounts,
    ) -> Result<Option<(Vec<PersonIndex>, RecordBatch)>> {
        let columns = rows.batch.as_ref();
        if self.join.parent.is_none() {
            let persons = persons_of(columns.ok_or_else(|| Error::internal("rows without persons"))?)?;
            let own = Columns::of(columns, 1, layout.own);
            let answers = answers(&keys.met, rows.keys.iter());
            return Ok(Some((persons, own.with(answers, Vec::new(), &layout.layout, rows.keys.len())?)));
        }
        let (from, to) = self.pairs(&rows, keys, counts)?;
        let Some(parents) = keys.parents.as_ref().filter(|_| !from.is_empty()) else { return Ok(None) };
        let found = answers(&keys.met, from.iter().map(|row| &rows.keys[*row as usize]));
        let (from, to) = (UInt32Array::from(from), UInt32Array::from(to));
        let own = Columns::of(columns, 0, layout.own).taken(&from)?;
        let width = layout.layout.columns().len() - layout.own - found.len();
        let of_parents = Columns::of(Some(parents), 1, width).taken(&to)?;
        let persons = persons_of(parents)?;
        let persons = to.values().iter().map(|row| persons[*row as usize]).collect();
        let mut more = of_parents.columns;
        more.extend(found);
        Ok(Some((persons, own.with(more, of_parents.marks, &layout.layout, from.len())?)))
    }

    /// The numbers of rows of wanted persons, and of the rows that they belong to.
    fn pairs<K: JoinKey>(
        &self,
        rows: &KeyedRows<K>,
        keys: &PartKeys<K>,
        counts: &mut JoinCounts,
    ) -> Result<(Vec<u32>, Vec<u32>)> {
        let days = self.days_of_end(keys);
        let mut from = Vec::with_capacity(rows.keys.len());
        let mut to = Vec::with_capacity(rows.keys.len());
        for (row, key) in (0u32..).zip(&rows.keys) {
            let found = keys.table.find(*key);
            count(counts, rows.file, found);
            let mut parent = match found {
                KeyLookup::Row(parent) => Some(parent),
                KeyLookup::Wanted => {
                    return Err(Error::internal("the columns of a row that is asked for were not read"));
                }
                _ => None,
            };
            while let Some(number) = parent {
                if days.is_some_and(|days| days.is_null(number as usize)) {
                    counts.undated += 1;
                } else {
                    from.push(row);
                    to.push(number);
                }
                parent = keys.table.next(number);
            }
        }
        Ok((from, to))
    }

    /// The days on which spells of the parent ended, where these date the rows: a spell that still lasts has none.
    fn days_of_end<'k, K>(&self, keys: &'k PartKeys<K>) -> Option<&'k ArrayRef> {
        let parent = self.join.parent.as_ref()?;
        let by_end = parent.rule.date.value == SpellDay::End && self.open.definition.kind.time_columns().is_empty();
        let has_date = self.open.definition.kind.timing() == Timing::Date;
        let of_spell = parent.open.definition.kind.timing() == Timing::Span;
        keys.parents.as_ref().filter(|_| by_end && has_date && of_spell)?.columns().get(1)
    }
}

/// Counts a row by what is known of its key.
fn count(counts: &mut JoinCounts, file: usize, found: KeyLookup) {
    counts.rows += 1;
    let keys = counts.keys.entry(file).or_default();
    keys.rows += 1;
    match found {
        KeyLookup::Nowhere => counts.orphans += 1,
        KeyLookup::Row(_) | KeyLookup::Wanted | KeyLookup::Other => keys.matched += 1,
        KeyLookup::Unmatched => keys.unmatched += 1,
        KeyLookup::Several => *counts.ambiguous.entry(file).or_default() += 1,
    }
}

/// Rows of the same file in batches that are large enough.
fn batches<K: JoinKey>(rows: Vec<KeyedRows<K>>) -> Result<Vec<KeyedRows<K>>> {
    let mut all = Vec::new();
    let mut some: Vec<KeyedRows<K>> = Vec::new();
    let mut gathered = 0;
    for rows in rows {
        if gathered >= BATCH_ROWS || some.first().is_some_and(|first| first.file != rows.file) {
            all.extend(together(std::mem::take(&mut some))?);
            gathered = 0;
        }
        gathered += rows.keys.len();
        some.push(rows);
    }
    all.extend(together(some)?);
    Ok(all)
}

fn persons_of(batch: &RecordBatch) -> Result<Vec<PersonIndex>> {
    let persons = batch.columns().first().and_then(|column| column.as_primitive_opt::<UInt32Type>());
    let persons = persons.ok_or_else(|| Error::internal("rows without persons"))?;
    Ok(persons.values().iter().copied().map(PersonIndex).collect())
}

/// Whether any row meets each condition, by the keys of rows.
fn answers<'k, K: JoinKey>(met: &[KeyTable<K>], keys: impl Iterator<Item = &'k K> + Clone) -> Vec<ArrayRef> {
    let answer = |met: &KeyTable<K>| {
        let holds = keys.clone().map(|key| Some(met.find(*key) != KeyLookup::Nowhere));
        Arc::new(holds.collect::<BooleanArray>()) as ArrayRef
    };
    met.iter().map(answer).collect()
}

/// The columns of a batch, and the marks of bad values behind them.
struct Columns {
    columns: Vec<ArrayRef>,
    marks: Vec<(Arc<Field>, ArrayRef)>,
}

impl Columns {
    /// So many columns of a batch, from one on, and its marks.
    fn of(batch: Option<&RecordBatch>, first: usize, width: usize) -> Columns {
        let Some(batch) = batch else { return Columns { columns: Vec::new(), marks: Vec::new() } };
        let columns = batch.columns().iter().skip(first).take(width).cloned().collect();
        let marks = batch.schema_ref().fields().iter().cloned().zip(batch.columns().iter().cloned());
        Columns { columns, marks: marks.skip(first + width).collect() }
    }

    /// Some of the rows.
    fn taken(self, rows: &UInt32Array) -> Result<Columns> {
        let taken = |array: &ArrayRef| take(array.as_ref(), rows, None).map_err(|e| Error::internal(e.to_string()));
        let columns = self.columns.iter().map(taken).collect::<Result<_>>()?;
        let marks = self.marks.iter().map(|(field, array)| Ok((Arc::clone(field), taken(array)?)));
        Ok(Columns { columns, marks: marks.collect::<Result<_>>()? })
    }

    /// One batch of these columns and more, by the names of a layout, and all marks.
    fn with(
        mut self,
        more: Vec<ArrayRef>,
        marks: Vec<(Arc<Field>, ArrayRef)>,
        layout: &Layout,
        rows: usize,
    ) -> Result<RecordBatch> {
        self.columns.extend(more);
        let named = layout.columns().iter().zip(&self.columns);
        let mut fields: Vec<Arc<Field>> =
            named.map(|(column, array)| Arc::new(Field::new(&column.id, array.data_type().clone(), true))).collect();
        for (field, array) in self.marks.into_iter().chain(marks) {
            fields.push(field);
            self.columns.push(array);
        }
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        let batch = RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), self.columns, &options);
        batch.map_err(|e| Error::internal(e.to_string()))
    }
}
