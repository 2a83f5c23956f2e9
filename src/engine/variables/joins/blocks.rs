//! Rows by the part that their key belongs to, in memory or in the temporary file of the join.
//!
//! A block is what one task has read, sorted by part. A part is taken from all blocks in the order of files and row groups, so that what is
//! made of it depends neither on threads nor on what was in memory.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use arrow::array::{RecordBatch, UInt32Array};
use arrow::compute::{concat_batches, take_record_batch};
use arrow::datatypes::SchemaRef;

use super::encoding;
use super::keys::{self, JoinKey, part_of};
use super::spill::{Spill, SpillReader};
use foundation::error::{Error, Result};

/// Where a block comes from: the position of the file, and the order within it.
pub type Origin = (u32, u64);

/// Rows with a key, and columns if they have any.
pub struct KeyedRows<K> {
    /// The position of the file.
    pub file: usize,
    /// By row, the key.
    pub keys: Vec<K>,
    /// The columns; none of rows of which only the key counts.
    pub batch: Option<RecordBatch>,
}

/// Blocks of rows.
pub struct Blocks<'s, K> {
    spill: &'s Spill<'s>,
    parts: usize,
    blocks: Mutex<Vec<Block<K>>>,
}

struct Block<K> {
    origin: Origin,
    /// By part, where its rows end.
    ends: Vec<usize>,
    place: Place<K>,
}

enum Place<K> {
    Memory {
        keys: BlockKeys<K>,
        batch: Option<RecordBatch>,
    },
    /// Where the bytes of each part end, counted from the first, whether keys are short, and the columns.
    Disk {
        from: u64,
        ends: Vec<u64>,
        are_short: bool,
        schema: Option<SchemaRef>,
    },
}

/// The keys of a block in the order of parts: their lower 32 bits, if the part gives the others of every key.
enum BlockKeys<K> {
    Short(Vec<u32>),
    Whole(Vec<K>),
}

impl<K: JoinKey> BlockKeys<K> {
    fn bytes(&self) -> usize {
        match self {
            BlockKeys::Short(keys) => size_of_val(keys.as_slice()),
            BlockKeys::Whole(keys) => keys.len() * K::BYTES,
        }
    }

    fn write(&self, rows: Range<usize>, to: &mut Vec<u8>) {
        match self {
            BlockKeys::Short(keys) => keys[rows].iter().for_each(|key| to.extend_from_slice(&key.to_le_bytes())),
            BlockKeys::Whole(keys) => keys[rows].iter().for_each(|key| key.write(to)),
        }
    }

    /// The keys of some rows, which are those of a part.
    fn keys(&self, rows: Range<usize>, (part, parts): (usize, usize)) -> Vec<K> {
        match self {
            BlockKeys::Short(keys) => keys[rows].iter().map(|low| keys::of_part(*low, part, parts)).collect(),
            BlockKeys::Whole(keys) => keys[rows].to_vec(),
        }
    }

    /// The keys of a part that bytes begin with, and the bytes behind them.
    fn read(bytes: &[u8], rows: usize, are_short: bool, (part, parts): (usize, usize)) -> (Vec<K>, &[u8]) {
        let (keys, rest) = bytes.split_at(rows * if are_short { size_of::<u32>() } else { K::BYTES });
        let short = |low: &[u8; 4]| keys::of_part(u32::from_le_bytes(*low), part, parts);
        let keys = match are_short {
            true => keys.as_chunks().0.iter().map(short).collect(),
            false => keys.chunks_exact(K::BYTES).map(K::read).collect(),
        };
        (keys, rest)
    }
}

impl<'s, K: JoinKey> Blocks<'s, K> {
    /// No blocks, of a power of two parts.
    pub fn new(spill: &'s Spill<'s>, parts: usize) -> Blocks<'s, K> {
        Blocks { spill, parts, blocks: Mutex::default() }
    }

    /// Adds a block of rows.
    ///
    /// # Errors
    /// A temporary file that can't be written.
    pub fn add(&self, origin: Origin, keys: Vec<K>, batch: Option<RecordBatch>) -> Result<()> {
        if keys.is_empty() {
            return Ok(());
        }
        let (ends, order) = self.sorted(&keys);
        let in_order = || order.iter().map(|row| keys[*row as usize]);
        let are_short = keys.iter().all(|key| keys::within_part(*key, self.parts).is_some());
        let sorted = match are_short {
            true => BlockKeys::Short(in_order().map(|key| key.halves().0).collect()),
            false => BlockKeys::Whole(in_order().collect()),
        };
        let order = UInt32Array::from(order);
        let taken = |batch: RecordBatch| take_record_batch(&batch, &order).map_err(|e| Error::internal(e.to_string()));
        let batch = batch.map(taken).transpose()?;
        let bytes = sorted.bytes() + batch.as_ref().map_or(0, RecordBatch::get_array_memory_size);
        let place = match self.spill.has_room(bytes as u64) {
            true => Place::Memory { keys: sorted, batch },
            false => self.written(&sorted, batch.as_ref(), &ends)?,
        };
        self.blocks.lock().unwrap_or_else(PoisonError::into_inner).push(Block { origin, ends, place });
        Ok(())
    }

    /// Where the rows of each part end, and the rows in the order of their parts.
    fn sorted(&self, keys: &[K]) -> (Vec<usize>, Vec<u32>) {
        let parts: Vec<u16> = keys.iter().map(|key| part_of(*key, self.parts) as u16).collect();
        let mut ends = vec![0usize; self.parts];
        for part in &parts {
            ends[usize::from(*part)] += 1;
        }
        let mut total = 0;
        for end in &mut ends {
            total += std::mem::replace(end, total);
        }
        let mut order = vec![0u32; keys.len()];
        for (row, part) in (0u32..).zip(&parts) {
            let next = &mut ends[usize::from(*part)];
            order[*next] = row;
            *next += 1;
        }
        (ends, order)
    }

    fn written(&self, keys: &BlockKeys<K>, batch: Option<&RecordBatch>, ends: &[usize]) -> Result<Place<K>> {
        let mut bytes = Vec::with_capacity(keys.bytes());
        let mut byte_ends = Vec::with_capacity(ends.len());
        let mut from = 0;
        for end in ends {
            keys.write(from..*end, &mut bytes);
            if let Some(batch) = batch {
                encoding::write(&batch.slice(from, end - from), &mut bytes)?;
            }
            byte_ends.push(bytes.len() as u64);
            from = *end;
        }
        let from = self.spill.write(&bytes)?;
        let are_short = matches!(keys, BlockKeys::Short(_));
        Ok(Place::Disk { from, ends: byte_ends, are_short, schema: batch.map(RecordBatch::schema) })
    }

    /// All blocks, in the order of their origins.
    pub fn settled(self) -> Parts<K> {
        let mut blocks = self.blocks.into_inner().unwrap_or_else(PoisonError::into_inner);
        blocks.sort_by_key(|block| block.origin);
        Parts { blocks, parts: self.parts }
    }
}

/// Blocks of rows, all of which are there.
pub struct Parts<K> {
    blocks: Vec<Block<K>>,
    parts: usize,
}

impl<K: JoinKey> Parts<K> {
    /// The rows of a part, block by block in order.
    ///
    /// # Errors
    /// A temporary file that can't be read.
    pub fn part(&self, part: usize, reader: &mut Option<SpillReader>) -> Result<Vec<KeyedRows<K>>> {
        let mut of_block = |block: &Block<K>| {
            let first = if part == 0 { 0 } else { block.ends[part - 1] };
            let rows = block.ends[part] - first;
            let file = block.origin.0 as usize;
            if rows == 0 {
                return Ok(None);
            }
            let of = (part, self.parts);
            let (keys, batch) = match &block.place {
                Place::Memory { keys, batch } => {
                    (keys.keys(first..first + rows, of), batch.as_ref().map(|batch| batch.slice(first, rows)))
                }
                Place::Disk { from, ends, are_short, schema } => {
                    let skipped = if part == 0 { 0 } else { ends[part - 1] };
                    let read = reader.as_mut().map(|reader| reader.read(from + skipped, ends[part] - skipped));
                    let bytes = read.ok_or_else(|| Error::internal("no temporary file of rows"))??;
                    let (keys, rest) = BlockKeys::read(&bytes, rows, *are_short, of);
                    (keys, schema.as_ref().map(|schema| encoding::read(rest, schema, rows)).transpose()?)
                }
            };
            Ok(Some(KeyedRows { file, keys, batch }))
        };
        self.blocks.iter().filter_map(|block| of_block(block).transpose()).collect()
    }
}

/// The rows of several blocks as one, with the marks of bad values that any of them has.
///
/// # Errors
/// Internal errors only.
pub fn together<K: JoinKey>(several: Vec<KeyedRows<K>>) -> Result<Option<KeyedRows<K>>> {
    let Some(file) = several.first().map(|rows| rows.file) else { return Ok(None) };
    let mut keys = Vec::with_capacity(several.iter().map(|rows| rows.keys.len()).sum());
    let mut batches = Vec::with_capacity(several.len());
    for rows in several {
        keys.extend(rows.keys);
        batches.extend(rows.batch);
    }
    Ok(Some(KeyedRows { file, keys, batch: concatenated(batches)? }))
}

/// Batches of the same columns as one. Marks of bad values stand behind the columns, and only where a batch has any.
///
/// # Errors
/// Internal errors only.
pub fn concatenated(batches: Vec<RecordBatch>) -> Result<Option<RecordBatch>> {
    let fewest = batches.iter().min_by_key(|batch| batch.num_columns()).map(RecordBatch::schema);
    let Some(schema) = fewest else { return Ok(None) };
    let batches = match batches.iter().all(|batch| batch.schema_ref() == &schema) {
        true => batches,
        false => marks::alike(batches)?,
    };
    let schema = batches.first().map_or(schema, RecordBatch::schema);
    concat_batches(&schema, &batches).map(Some).map_err(|e| Error::internal(e.to_string()))
}

mod marks {
    //! Gives batches the marks of bad values that any of them has.

    use std::sync::Arc;

    use super::*;
    use crate::registers::typed_batch::is_mark;
    use arrow::array::{ArrayRef, BooleanArray};
    use arrow::datatypes::{DataType, Field, Schema};

    pub(super) fn alike(batches: Vec<RecordBatch>) -> Result<Vec<RecordBatch>> {
        let all = batches.iter().flat_map(|batch| batch.schema_ref().fields().iter());
        let mut marked: Vec<String> = all.map(|field| field.name().clone()).filter(|name| is_mark(name)).collect();
        marked.sort();
        marked.dedup();
        let with_all = |batch: RecordBatch| {
            let schema = batch.schema();
            let named = schema.fields().iter().zip(batch.columns());
            let mut fields: Vec<Field> = Vec::new();
            let mut columns: Vec<ArrayRef> = Vec::new();
            for (field, array) in named.filter(|(field, _)| !is_mark(field.name())) {
                fields.push(field.as_ref().clone());
                columns.push(Arc::clone(array));
            }
            for name in &marked {
                let none = || Arc::new(BooleanArray::from(vec![false; batch.num_rows()])) as ArrayRef;
                columns.push(batch.column_by_name(name).map_or_else(none, Arc::clone));
                fields.push(Field::new(name, DataType::Boolean, true));
            }
            RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).map_err(|e| Error::internal(e.to_string()))
        };
        batches.into_iter().map(with_all).collect()
    }
}
