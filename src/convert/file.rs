//! One source to one part: read in parts, decoded side by side, written in order, compared with the header.
//!
//! Owns the way of one file. Which files there are, and what is done about a refused one, is for [`crate::convert`].

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use foundation::staging::StagedFile;
use rayon::prelude::*;

use crate::column::{Column, Target};
use crate::counts::Counts;
use crate::cut::Cut;
use crate::error::ConvertError;
use crate::find::Source;
use crate::forms::{self, ColumnForm, Forms};
use crate::names::Place;
use crate::parquet_file::{ParquetFile, group_rows};
use crate::sas::{self, Description};
use crate::stored;
use crate::texts::Texts;
use crate::work::Work;

/// The column that names the source.
pub(crate) const SOURCE_COLUMN: &str = "source_file";
/// Bytes of pages in a part; compressed pages hold several times as many bytes of rows. Tests cut small files, too.
const PART_BYTES: u64 = if cfg!(test) { 8 << 10 } else { 8 << 20 };
const COMPRESSED_PART_BYTES: u64 = if cfg!(test) { 4 << 10 } else { 2 << 20 };
/// Rows that are gathered before their columns are decoded: they stay in the processor's cache.
const BLOCK_BYTES: usize = 128 << 10;

/// How a source is converted.
pub(crate) struct Task<'a> {
    pub(crate) source: &'a Source,
    pub(crate) place: &'a Place,
    pub(crate) forms: &'a Forms,
    /// The share of a column's values that may be no value of its declared form.
    pub(crate) at_most: f64,
    pub(crate) work: &'a Work,
    /// Whether the file may use all threads.
    pub(crate) side_by_side: bool,
    /// Called with the bytes that were read, and asked whether to go on.
    pub(crate) go_on: &'a (dyn Fn(u64) -> bool + Sync),
}

/// A source that was converted, and not yet put in place.
pub(crate) struct ConvertedFile {
    pub(crate) file: StagedFile,
    pub(crate) rows: u64,
    pub(crate) columns: u64,
    pub(crate) blake3: String,
    pub(crate) counts: BTreeMap<String, BTreeMap<String, u64>>,
}

/// Columns that are to stay as SAS stores them, by number, and how many of their values do not fit their declared form: none of a
/// column with values which are none of its format.
type KeptColumns = BTreeMap<usize, u64>;

/// What came of one pass over a source.
enum Pass {
    Done(ConvertedFile),
    /// More columns are to stay as they are.
    Again(KeptColumns),
}

/// A part's arrays and counts.
struct DecodedPart {
    rows: u64,
    columns: Vec<(ArrayRef, Counts)>,
}

/// Converts a source.
///
/// # Errors
/// A source that is refused, an output that can't be written, or the user's stop.
pub(crate) fn convert(task: &Task<'_>) -> Result<ConvertedFile, ConvertError> {
    let mut kept = KeptColumns::new();
    // Every pass but the last adds to the columns that stay as they are.
    loop {
        match pass(task, &kept)? {
            Pass::Done(converted) => return Ok(converted),
            Pass::Again(more) => kept.extend(more),
        }
    }
}

fn pass(task: &Task<'_>, kept: &KeptColumns) -> Result<Pass, ConvertError> {
    let name = task.source.name.as_str();
    let mut cut = Cut::open(&task.source.path, name, task.side_by_side)?;
    let description = sas::describe(&mut cut, &task.source.path, name)?;
    let targets = targets(task, &description, kept)?;
    let file = task.work.file()?;
    let out = |e: &dyn std::fmt::Display| ConvertError::output(file.path(), e);
    let writer = std::io::BufWriter::with_capacity(1 << 20, file.reopen().map_err(|e| out(&e))?);
    let schema = schema(&description, &targets);
    let stored = stored::note(&task.place.register, task.forms, &description, kept)?;
    let mut parquet = ParquetFile::new(writer, schema, stored, group_rows(description.row), task.side_by_side)
        .map_err(|e| out(&e))?;
    let mut counts = vec![Counts::default(); targets.len()];
    let mut rows = 0u64;

    let skip = sas::lead_rows(&cut, &description, name)?;
    let bytes = if description.compressed { COMPRESSED_PART_BYTES } else { PART_BYTES };
    let pages = (bytes / cut.shape.page).max(1);
    let at_once = if task.side_by_side { rayon::current_num_threads() } else { 1 };
    let mut parts = vec![(0, cut.lead(None)?, 0)];
    // Reads the next parts, as many at once as there are threads for them; none at the end.
    let mut next = || -> Result<(u64, Vec<DecodedPart>), ConvertError> {
        while parts.len() < at_once {
            let Some((page, part)) = cut.next(pages)? else { break };
            parts.push((page, part, skip));
        }
        let read = parts.iter().map(|(_, part, _)| part.len() as u64).sum();
        let decode = |(page, part, skip)| decode(task, &description, &targets, page, part, skip);
        let decoded: Result<_, _> = match task.side_by_side {
            true => std::mem::take(&mut parts).into_par_iter().map(decode).collect(),
            false => std::mem::take(&mut parts).into_iter().map(decode).collect(),
        };
        Ok((read, decoded?))
    };
    let (mut read, mut decoded) = next()?;
    while !decoded.is_empty() {
        let taken = std::mem::take(&mut decoded);
        let write = || -> Result<(), ConvertError> {
            for part in taken {
                rows += part.rows;
                let mut arrays = Vec::with_capacity(part.columns.len() + 1);
                for ((array, more), sum) in part.columns.into_iter().zip(&mut counts) {
                    sum.add(&more);
                    arrays.push(array);
                }
                arrays.push(source_column(name, part.rows)?);
                parquet.write(&arrays).map_err(|e| out(&e))?;
            }
            Ok(())
        };
        // Where the file has all threads, the next parts are read and decoded while these are encoded.
        let (written, following) = match task.side_by_side {
            true => {
                let (written, following) = rayon::join(write, &mut next);
                (written, Some(following))
            }
            false => (write(), None),
        };
        written?;
        let unlike = counts.iter().enumerate().filter(|(_, count)| count.unlike_format > 0);
        let unlike: KeptColumns = unlike.map(|(number, _)| (number, 0)).collect();
        if !unlike.is_empty() {
            return Ok(Pass::Again(unlike));
        }
        if let Some(number) = counts.iter().position(|count| count.unread > 0) {
            return Err(ConvertError::Encoding {
                source_file: name.to_owned(),
                column: description.columns[number].name.clone(),
                encoding: description.encoding.clone().unwrap_or_else(|| "that the header does not name".to_owned()),
            });
        }
        if !(task.go_on)(read) {
            return Err(ConvertError::Interrupted);
        }
        (read, decoded) = following.unwrap_or_else(&mut next)?;
    }
    let expected = description.rows - description.deleted.min(description.rows);
    if rows != expected {
        return Err(ConvertError::RowCount { source_file: name.to_owned(), found: rows, expected });
    }
    parquet.finish().map_err(|e| out(&e))?;
    limit(task, &description, &targets, &counts, rows)?;
    let misfits = counts.iter().enumerate().filter(|(_, count)| count.misfits > 0);
    let misfits: KeptColumns = misfits.map(|(number, count)| (number, count.misfits)).collect();
    if !misfits.is_empty() {
        return Ok(Pass::Again(misfits));
    }
    let blake3 = cut.hash()?;
    let now = Source::look(&task.source.path, name)?;
    if now != *task.source {
        return Err(ConvertError::ChangedMeanwhile { source_file: name.to_owned() });
    }
    let named = |(number, count): (usize, &Counts)| {
        let mut named = count.named();
        if let Some(misfits) = kept.get(&number) {
            let kept_as = if description.columns[number].text { "kept_as_text" } else { "kept_as_number" };
            named.insert(kept_as.to_owned(), rows - count.missing.iter().sum::<u64>() - count.blank);
            if *misfits > 0 {
                named.insert("misfits".to_owned(), *misfits);
            }
        }
        (description.columns[number].name.clone(), named)
    };
    let counts = counts.iter().enumerate().map(named).filter(|(_, named)| !named.is_empty()).collect();
    Ok(Pass::Done(ConvertedFile { file, rows, columns: description.columns.len() as u64, blake3, counts }))
}

/// What each column becomes.
fn targets(task: &Task<'_>, description: &Description, kept: &KeptColumns) -> Result<Vec<Target>, ConvertError> {
    let mut targets = Vec::with_capacity(description.columns.len());
    for (number, column) in description.columns.iter().enumerate() {
        if column.name.eq_ignore_ascii_case(SOURCE_COLUMN) {
            return Err(ConvertError::Column {
                source_file: task.source.name.clone(),
                column: column.name.clone(),
                reason: "has the name of the column that tells where a row comes from".to_owned(),
            });
        }
        let moment = if column.text { None } else { forms::moment(column.format.as_deref()) };
        let is_kept = kept.contains_key(&number);
        targets.push(match (task.forms.of(&task.place.register, &column.name), moment) {
            (Some(ColumnForm::Date) | None, Some(moment)) if !is_kept => Target::Moment(moment),
            (Some(form), _) if !is_kept => Target::Declared(form),
            _ if column.text => Target::Text,
            _ => Target::Double,
        });
    }
    Ok(targets)
}

fn schema(description: &Description, targets: &[Target]) -> Schema {
    let columns = description.columns.iter().zip(targets);
    let mut fields: Vec<Field> =
        columns.map(|(column, target)| Field::new(&column.name, target.data_type(), true)).collect();
    fields.push(Field::new(SOURCE_COLUMN, DataType::Utf8, false));
    Schema::new(fields)
}

fn decode(
    task: &Task<'_>,
    description: &Description,
    targets: &[Target],
    page: u64,
    part: Vec<u8>,
    skip: u64,
) -> Result<DecodedPart, ConvertError> {
    let texts = Texts::of(description.encoding.as_deref());
    let columns = description.columns.iter().zip(targets);
    let mut columns: Vec<Column<'_>> =
        columns.map(|(sas, target)| Column::new(sas, *target, texts, description.big_endian)).collect();
    let row = description.row;
    let block_bytes = (BLOCK_BYTES / row.max(1)).max(16) * row;
    let mut block: Vec<u8> = Vec::with_capacity(block_bytes);
    let rows = sas::rows(part, description, skip, page, &task.source.name, |bytes| {
        block.extend_from_slice(bytes);
        if block.len() >= block_bytes {
            columns.iter_mut().for_each(|column| column.push(&block, row));
            block.clear();
        }
    })?;
    if row > 0 {
        columns.iter_mut().for_each(|column| column.push(&block, row));
    }
    let columns = columns.into_iter().map(Column::finish).collect::<Result<_, _>>()?;
    Ok(DecodedPart { rows, columns })
}

fn source_column(name: &str, rows: u64) -> Result<ArrayRef, ConvertError> {
    let rows = usize::try_from(rows).map_err(|e| ConvertError::Internal(e.to_string()))?;
    Ok(Arc::new(StringArray::new_repeated(name, rows)))
}

/// Refuses a file with too many values that do not fit their declared form.
fn limit(
    task: &Task<'_>,
    description: &Description,
    targets: &[Target],
    counts: &[Counts],
    rows: u64,
) -> Result<(), ConvertError> {
    for ((column, target), count) in description.columns.iter().zip(targets).zip(counts) {
        let Target::Declared(form) = target else { continue };
        // Both are far below 2⁵³.
        if count.misfits as f64 > task.at_most * rows as f64 {
            return Err(ConvertError::Misfits {
                source_file: task.source.name.clone(),
                column: column.name.clone(),
                form: form.to_string(),
                misfits: count.misfits,
                rows,
            });
        }
    }
    Ok(())
}
