//! Rows that are delivered twice: exact copies among the rows of a sample of persons of an event or spell register.
//!
//! Two equal rows may be two equal visits, so a copy alone is not a fault. While rows are read, those of a sample of persons are
//! hashed by the columns that are read. Where at least half of a file's sampled rows have a copy, the sample is read again
//! with every column of the file, except those that describe the file and not the row, such as the name of its source: if
//! half still have a copy, the file holds a delivery twice. Half is far above what equal
//! visits give once every column is compared, and below what a delivery appended to itself in part gives.

use std::collections::BTreeSet;
use std::hash::Hasher;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch};
use arrow::datatypes::{DataType, Date32Type, Float64Type, Int64Type};
use arrow::row::{RowConverter, SortField};
use rustc_hash::FxHasher;

use crate::persons::Persons;
use crate::registers::texts::Texts;
use crate::registers::{Fault, OpenFile, OpenRegister, Projection, ReadAs};
use foundation::error::{Error, Result};
use foundation::keys::PersonIndex;

/// A register with more rows than this is sampled by person.
const ROWS: u64 = 1 << 18;

/// The fewest sampled rows of a file that are judged: fewer can be copies by chance.
const FEWEST: usize = 100;

/// A sampled row: its hash, and the position of its file.
pub type RowHash = (u64, u32);

/// The persons whose rows are compared.
#[derive(Debug, Clone, Copy)]
pub struct PersonSample {
    /// Bits of a person's number that are zero; `None` compares no rows.
    mask: Option<u64>,
}

/// The sampled rows of a file, and those of them that have a copy.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Copies {
    /// Sampled rows.
    pub sampled: usize,
    /// Of them, rows with a copy in the register.
    pub copied: usize,
    /// The first other file with a copy.
    pub other: Option<u32>,
}

impl Copies {
    /// Whether at least half of enough rows have a copy.
    pub fn are_half(&self) -> bool {
        self.sampled >= FEWEST && self.copied * 2 >= self.sampled
    }

    /// Adds up.
    pub fn add(&mut self, other: Copies) {
        self.sampled += other.sampled;
        self.copied += other.copied;
    }
}

impl PersonSample {
    /// The sample of a register. Registers of one row a person and year have a check of their own.
    pub fn of(open: &OpenRegister<'_>) -> PersonSample {
        let several = open.definition.kind.has_several_rows();
        PersonSample { mask: several.then(|| open.rows().div_ceil(ROWS).max(1).next_power_of_two() - 1) }
    }

    /// Whether a person's rows are compared. The bits are mixed, because a person's position follows the order of the files.
    pub fn has(&self, person: PersonIndex) -> bool {
        let mixed = u64::from(person.0).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        self.mask.is_some_and(|mask| mixed & mask == 0)
    }

    /// A sample of rows as large, by a key that is not a person's.
    fn of_keys(&self, keys: &ArrayRef) -> BooleanArray {
        let mut hashers: Vec<(usize, FxHasher)> = (0..keys.len()).map(|row| (row, FxHasher::default())).collect();
        hash_column(keys, &mut hashers);
        let mixed = |hash: u64| hash.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        let has = |hash: u64| self.mask.is_some_and(|mask| mixed(hash) & mask == 0);
        hashers.into_iter().map(|(row, hasher)| Some(keys.is_valid(row) && has(hasher.finish()))).collect()
    }

    /// Appends the hashes of a batch's sampled rows.
    pub fn hash(&self, persons: &[PersonIndex], columns: &[(String, ArrayRef)], file: u32, to: &mut Vec<RowHash>) {
        if self.mask.is_none() {
            return;
        }
        let rows = (0..persons.len()).filter(|row| self.has(persons[*row]));
        let mut hashers: Vec<(usize, FxHasher)> = rows.map(|row| (row, FxHasher::default())).collect();
        for (row, hasher) in &mut hashers {
            hasher.write_u32(persons[*row].0);
        }
        columns.iter().for_each(|(_, array)| hash_column(array, &mut hashers));
        to.extend(hashers.into_iter().map(|(_, hasher)| (hasher.finish(), file)));
    }
}

/// Adds a normalised column to the hashes of some rows.
fn hash_column(array: &ArrayRef, hashers: &mut [(usize, FxHasher)]) {
    let mut each = |add: &dyn Fn(usize, &mut FxHasher)| {
        for (row, hasher) in hashers.iter_mut() {
            hasher.write_u8(u8::from(array.is_valid(*row)));
            if array.is_valid(*row) {
                add(*row, hasher);
            }
        }
    };
    match array.data_type() {
        DataType::Int64 => {
            let values = array.as_primitive::<Int64Type>();
            each(&|row, hasher| hasher.write_i64(values.value(row)));
        }
        DataType::Float64 => {
            let values = array.as_primitive::<Float64Type>();
            each(&|row, hasher| hasher.write_u64(values.value(row).to_bits()));
        }
        DataType::Date32 => {
            let values = array.as_primitive::<Date32Type>();
            each(&|row, hasher| hasher.write_i32(values.value(row)));
        }
        DataType::Boolean => {
            let values = array.as_boolean();
            each(&|row, hasher| hasher.write_u8(u8::from(values.value(row))));
        }
        _ => {
            if let Some(texts) = Texts::of(array) {
                each(&|row, hasher| texts.get(row).into_iter().for_each(|text| hasher.write(text.as_bytes())));
            }
        }
    }
}

/// The copies of each file.
pub fn copies(mut rows: Vec<RowHash>, files: usize) -> Vec<Copies> {
    let mut of_files = vec![Copies::default(); files];
    rows.sort_unstable();
    for equal in rows.chunk_by(|one, other| one.0 == other.0) {
        for (_, file) in equal {
            let of_file = &mut of_files[*file as usize];
            of_file.sampled += 1;
            of_file.copied += usize::from(equal.len() > 1);
            let other = equal.iter().map(|(_, other)| *other).find(|other| other != file);
            of_file.other = [of_file.other, other].into_iter().flatten().min();
        }
    }
    of_files
}

/// Fails if half of a file's sampled rows have a copy that is equal in every column that differs within a file.
///
/// # Errors
/// [`Fault::CopiedRows`], and damage.
pub fn require_different(
    open: &OpenRegister<'_>,
    sample: PersonSample,
    persons: &Persons,
    found: &[Copies],
) -> Result<()> {
    if !found.iter().any(Copies::are_half) {
        return Ok(());
    }
    // Of all persons and not only of those read, so that a check and a build count the same.
    let compared: Vec<bool> = (0..persons.len() as u32).map(|person| sample.has(PersonIndex(person))).collect();
    let filter = persons.lookup.filter(Some(&compared));
    let has_parent = open.definition.parent.is_some();
    let of_files = open.columns_of_files();
    // Equal rows in files of two years are of different years, or belong to rows of different years.
    let has_years = has_parent || open.definition.kind.is_dated_by_path();
    let rows = open.each_row_group(|file, group| {
        let number = open.position(file)? as u32;
        let person = &open.definition.person;
        let kind = if has_parent { file.key_type(person)? } else { persons.lookup.kind() };
        let key = file.project("person", person, ReadAs::Key(kind))?;
        let mut rows: Vec<RowHash> = Vec::new();
        // Rows that belong to other rows are compared by the key of these: their person is not at hand.
        let choose = |keys: &ArrayRef| match has_parent {
            true => Ok(sample.of_keys(keys)),
            false => Ok(BooleanArray::new(filter.pick(keys).rows, None)),
        };
        let columns = every_column(file, &of_files);
        let year = file.file.year.filter(|_| has_years);
        file.read_wanted::<Error>(group, &key, &columns, choose, |_, typed| {
            typed.map_or(Ok(()), |typed| hash_whole(&typed.batch, (number, year), &mut rows))
        })?;
        Ok::<_, Error>(rows)
    })?;
    for (file, copies) in open.files.iter().zip(copies(rows.into_iter().flatten().collect(), open.files.len())) {
        if copies.are_half() {
            let other = copies.other.map(|other| open.files[other as usize].file.name.clone());
            let fault = Fault::CopiedRows { count: copies.copied, sampled: copies.sampled, other };
            open.faults.meet(file.fault(fault))?;
        }
    }
    Ok(())
}

/// Every column of a file that is not nested and tells of rows, in order of name, as stored.
fn every_column(file: &OpenFile, of_files: &BTreeSet<String>) -> Vec<Projection> {
    let of_rows = |name: &str| !of_files.contains(&name.to_lowercase());
    let fields = file.schema().fields().iter().enumerate();
    let fields = fields.filter(|(_, field)| !field.data_type().is_nested() && of_rows(field.name()));
    let mut columns: Vec<Projection> = fields
        .map(|(at, field)| Projection::new(field.name().to_lowercase(), field.name(), at, ReadAs::Stored))
        .collect();
    columns.sort_by(|one, other| one.id.cmp(&other.id));
    columns
}

/// Appends the hashes of whole rows of a file, and of its year if one is given.
fn hash_whole(batch: &RecordBatch, (file, year): (u32, Option<i32>), to: &mut Vec<RowHash>) -> Result<()> {
    let failed = |e: arrow::error::ArrowError| Error::internal(e.to_string());
    let fields = batch.columns().iter().map(|array| SortField::new(array.data_type().clone())).collect();
    let rows = RowConverter::new(fields).map_err(failed)?.convert_columns(batch.columns()).map_err(failed)?;
    for row in &rows {
        let mut hasher = FxHasher::default();
        hasher.write(row.as_ref());
        year.into_iter().for_each(|year| hasher.write_i32(year));
        to.push((hasher.finish(), file));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_counted_by_file() {
        let rows = vec![(1, 0), (1, 0), (2, 0), (3, 0), (3, 1), (4, 1)];
        let first = Copies { sampled: 4, copied: 3, other: Some(1) };
        let second = Copies { sampled: 2, copied: 1, other: Some(0) };
        assert_eq!(copies(rows, 3), [first, second, Copies::default()]);
        assert!(!first.are_half(), "few rows are not judged");
        assert!(Copies { sampled: 100, copied: 50, other: None }.are_half());
        assert!(!Copies { sampled: 100, copied: 49, other: None }.are_half());
    }
}
