//! The SAS crate behind a wall: what is asked of it, and what is checked of its answers.
//!
//! Owns every call of the crate. All of them run where a panic is caught, and whatever it says of columns is compared with
//! itself before a row is read.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use sas7bdat::{CompressionKind, Dataset, Endianness, IoBackendPreference, LogicalType, OpenOptions, RowSelection};

use crate::cut::{Cut, NO_COUNT};
use crate::error::ConvertError;

/// Up to how many pages the lead grows by one; then by half of what it has.
const SINGLE_PAGES: u64 = 8;
/// How many bytes a lead has at most; the widest tables need a few megabytes.
const LARGEST_LEAD: u64 = 256 << 20;

/// A column, as the file describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SasColumn {
    /// Its name.
    pub(crate) name: String,
    /// Whether it holds texts.
    pub(crate) text: bool,
    /// The name of its format.
    pub(crate) format: Option<String>,
    /// Where it begins in a row.
    pub(crate) offset: usize,
    /// Its bytes.
    pub(crate) width: usize,
    known_type: bool,
}

/// What a file says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Description {
    /// Its columns.
    pub(crate) columns: Vec<SasColumn>,
    /// Rows by the header, deleted ones included.
    pub(crate) rows: u64,
    /// Deleted rows.
    pub(crate) deleted: u64,
    /// The bytes of a row.
    pub(crate) row: usize,
    /// Its encoding.
    pub(crate) encoding: Option<String>,
    /// The byte order of its numbers.
    pub(crate) big_endian: bool,
    /// Whether its rows are compressed.
    pub(crate) compressed: bool,
}

/// Reads a file's description, and takes into the lead the pages that hold it.
///
/// # Errors
/// A file that isn't understood, or whose columns contradict each other.
pub(crate) fn describe(cut: &mut Cut, path: &Path, source: &str) -> Result<Description, ConvertError> {
    let options = OpenOptions::builder().io_backend(IoBackendPreference::Buffered).build();
    let whole = walled(source, || Dataset::open_with(path, options))?;
    let metadata = whole.metadata();
    if u64::from(metadata.page_size) != cut.shape.page || metadata.page_count != cut.shape.pages {
        return Err(ConvertError::not_understood(source, "its header gives two sizes"));
    }
    let description = description_of(&whole, source)?;
    check(&description, source)?;
    while cut.lead_pages() < cut.shape.pages && cut.lead_pages() * cut.shape.page < LARGEST_LEAD {
        let more = if cut.lead_pages() < SINGLE_PAGES { 1 } else { cut.lead_pages() / 2 };
        cut.lengthen_lead(more)?;
        let lead = cut.lead(None)?;
        let Ok(lead) = walled(source, || Dataset::from_bytes(lead)) else { continue };
        if description_of(&lead, source)? == description {
            return Ok(description);
        }
    }
    Err(ConvertError::not_understood(source, "its columns are described in no run of its first pages"))
}

/// Hands out the rows of a part, each as its bytes, behind the first `skip`. Gives the number of rows handed out.
///
/// # Errors
/// A part that isn't understood, or a row of another length than described.
pub(crate) fn rows(
    part: Vec<u8>,
    description: &Description,
    skip: u64,
    page: u64,
    source: &str,
    mut each: impl FnMut(&[u8]),
) -> Result<u64, ConvertError> {
    let damaged = |reason: String| ConvertError::Damaged { source_file: source.to_owned(), page, reason };
    let dataset = walled(source, || Dataset::from_bytes(part))?;
    let mut count = 0u64;
    let mut uneven = false;
    let scan = caught(|| {
        dataset.scan().select(RowSelection::range(skip, u64::MAX)).visit_raw_rows(|row| {
            if row.bytes.len() != description.row {
                uneven = true;
                return Ok(ControlFlow::Break(()));
            }
            count += 1;
            each(row.bytes);
            Ok(ControlFlow::Continue(()))
        })
    });
    match scan {
        // The crate's error for a compressed file without rows. A part can have none; the count over all parts is checked.
        Ok(Err(sas7bdat::Error::Unsupported(_))) if description.compressed && count == 0 => Ok(0),
        Ok(Err(error)) => Err(damaged(error.to_string())),
        Err(()) => Err(damaged("the reader stopped on it".to_owned())),
        Ok(Ok(_)) if uneven => Err(damaged("a row has another length than the file describes".to_owned())),
        Ok(Ok(stats)) => {
            // Rows by pointers to each are for compressed and deleted rows. In any other file, they are bytes of the
            // description taken for rows.
            if stats.indexed_pages > 0 && !description.compressed && description.deleted == 0 {
                return Err(damaged("the reader takes parts of the description for rows".to_owned()));
            }
            Ok(count)
        }
    }
}

/// How many rows the crate sees in the lead where no row count stops it: those are passed over in all later parts.
///
/// # Errors
/// A lead that isn't understood.
pub(crate) fn lead_rows(cut: &Cut, description: &Description, source: &str) -> Result<u64, ConvertError> {
    rows(cut.lead(Some(NO_COUNT))?, description, 0, 0, source, |_| ())
}

fn description_of(dataset: &Dataset, source: &str) -> Result<Description, ConvertError> {
    let fault = |e: std::num::TryFromIntError| ConvertError::not_understood(source, e);
    let metadata = dataset.metadata();
    let mut columns = Vec::with_capacity(dataset.columns().len());
    for column in dataset.columns() {
        columns.push(SasColumn {
            name: column.name.clone(),
            text: column.logical_type == LogicalType::String,
            format: column.format.clone(),
            offset: usize::try_from(column.offset).map_err(fault)?,
            width: usize::try_from(column.physical_width).map_err(fault)?,
            known_type: column.logical_type != LogicalType::Bytes,
        });
    }
    Ok(Description {
        columns,
        rows: metadata.row_count,
        deleted: metadata.deleted_row_count,
        row: usize::try_from(metadata.row_len).map_err(fault)?,
        encoding: metadata.encoding.clone(),
        big_endian: metadata.endianness == Endianness::Big,
        compressed: metadata.compression != CompressionKind::None,
    })
}

/// Holds columns against each other and the row: every byte belongs to at most one column, names are different.
fn check(description: &Description, source: &str) -> Result<(), ConvertError> {
    let fault = |column: &SasColumn, reason: &str| {
        Err(ConvertError::Column {
            source_file: source.to_owned(),
            column: column.name.clone(),
            reason: reason.to_owned(),
        })
    };
    let mut by_place: Vec<&SasColumn> = description.columns.iter().collect();
    by_place.sort_by_key(|column| column.offset);
    let mut end = 0;
    for column in by_place {
        if column.offset < end {
            return fault(column, "lies over another column");
        }
        end = column.offset.saturating_add(column.width);
        if end > description.row {
            return fault(column, "ends behind its row");
        }
        if !column.known_type {
            return fault(column, "is neither number nor text");
        }
        if column.width == 0 || (!column.text && !(3..=8).contains(&column.width)) {
            return fault(column, "has a width that SAS does not write");
        }
    }
    let mut names: Vec<(String, &SasColumn)> =
        description.columns.iter().map(|column| (column.name.to_lowercase(), column)).collect();
    names.sort_by(|a, b| a.0.cmp(&b.0));
    if let Some(pair) = names.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return fault(pair[1].1, "has the name of another column");
    }
    let odd = |name: &str| name.is_empty() || name.chars().any(|c| c.is_control() || c == char::REPLACEMENT_CHARACTER);
    match description.columns.iter().find(|column| odd(&column.name)) {
        Some(column) => fault(column, "has a name that can't be read"),
        None => Ok(()),
    }
}

/// A call of the crate: its error and its panics as this crate's error.
fn walled<T>(source: &str, call: impl FnOnce() -> sas7bdat::Result<T>) -> Result<T, ConvertError> {
    match caught(call) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(ConvertError::not_understood(source, error)),
        Err(()) => Err(ConvertError::not_understood(source, "the reader stopped on it")),
    }
}

/// A call whose panic is caught, silently.
fn caught<T>(call: impl FnOnce() -> T) -> Result<T, ()> {
    catch_unwind(AssertUnwindSafe(call)).map_err(drop)
}
