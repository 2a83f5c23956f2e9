//! Rows of registers whose rows belong to rows of another: some for each row that was written there.
//!
//! Owns how many rows a parent row gets and their days. Does not own parents, whose files are read as they are written, nor values, which
//! are drawn as those of other declared registers.

use std::collections::HashSet;
use std::path::Path;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{Date32Type, Int64Type};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use definitions::Definitions;
use definitions::day::Day;
use definitions::register::{Register, RowsPerPerson, Timing};
use engine::registers::digit_keys::{self, Keys};
use engine::registers::shape::{self, RegisterRow};
use engine::registers::{Extracts, KeyType, OpenFile, ReadAs};
use foundation::error::{Error, Result};
use release::knowledge::parquet;

use super::column_values::Candidates;
use super::declared::{BATCH_ROWS, create_parent};
use super::life_course::stream;
use super::members::filled;

/// Separates these draws from others.
const ROWS_SEED: u64 = 0x6265_6C6F_6E67_696E;

/// Rows of a file for each one that belongs to no row of the parent.
const ORPHAN_IN: usize = 2000;

/// Keys from here on are of no row of a parent.
const ORPHANS: u64 = 900_000_000;

/// Digits of a key of a row of the generator.
const LONGEST_KEY: usize = 13;

/// Whether a key is that of a member's row, which has planted rows alone: the person's twelve digits and three more.
fn is_of_member(key: &str) -> bool {
    key.len() > LONGEST_KEY
}

/// Whether a variable reads a register, or asks it for rows.
fn is_read(definitions: &Definitions, register: &Register) -> bool {
    let is_register = |id: &String| *id == register.id.value;
    definitions.variables.iter().flat_map(|variable| &variable.from).any(|source| {
        let related = definitions.related_registers(source);
        is_register(&source.register.value) || related.iter().any(|one| is_register(&one.id.value))
    })
}

/// A row that others may belong to.
struct ParentRow {
    key: String,
    /// Its first day, if it has one.
    day: Option<Day>,
}

/// Writes a register's files: planted rows of members, and some for every other row of the parent that lies in a folder; where no variable reads
/// the register, for members' rows too. A small share belongs to no row. Returns the number of rows.
///
/// # Errors
/// A file that cannot be written.
pub fn write(
    folder: &Path,
    definitions: &Definitions,
    register: &Register,
    planted: &[RegisterRow],
    seed: u64,
) -> Result<u64> {
    let Some((rule, parent)) = register.parent.as_ref().zip(definitions.parent_of(register)) else { return Ok(0) };
    let open = Extracts::list(folder)?.allowing_empty().open(parent)?;
    let values = Candidates::of(definitions, register);
    let is_read = is_read(definitions, register);
    // Of a large register every file is the work of a thread of its own.
    let of_year = |year: Option<i32>| {
        let Some(path) = shape::path(register, year).map(|path| folder.join(path)) else { return Ok(0) };
        create_parent(&path)?;
        let mut rows: Vec<RegisterRow> = Vec::new();
        let mut known: HashSet<String> = HashSet::new();
        for file in
            open.files.iter().filter(|file| file.file.year.is_none() || year.is_none() || file.file.year == year)
        {
            for of in parent_rows(file, parent, &rule.key)? {
                let of_year = file.file.year.is_some() || year.is_none() || of.day.map(Day::year) == year;
                // Rows that share a key have the same rows.
                if of_year && !(is_read && is_of_member(&of.key)) && known.insert(of.key.clone()) {
                    rows.extend(belonging(register, &of, year.or(file.file.year), &values, seed));
                }
            }
        }
        let orphans = rows.len() / ORPHAN_IN;
        for (number, row) in rows.iter_mut().step_by(ORPHAN_IN).take(orphans).enumerate() {
            row.key = format!("{:0LONGEST_KEY$}", ORPHANS + number as u64);
        }
        let of_file = planted.iter().filter(|row| year.is_none() || row.year.is_none() || row.year == year);
        rows.extend(of_file.map(|row| filled(register, row)));
        let batches =
            rows.chunks(BATCH_ROWS).map(|rows| shape::batch(register, year, &rows.iter().collect::<Vec<_>>()));
        let batches = batches.collect::<Result<Vec<_>>>()?;
        parquet::write_unsynced(&path, &shape::batch(register, year, &[])?, &batches)?;
        Ok(rows.len() as u64)
    };
    shape::years(register).into_par_iter().map(of_year).sum()
}

/// The rows of a file of the parent that have a key.
fn parent_rows(file: &OpenFile, parent: &Register, key: &definitions::register::Column) -> Result<Vec<ParentRow>> {
    let kind = file.key_type(key)?;
    let mut projected = vec![file.project("key", key, ReadAs::Key(kind))?];
    let day = parent.kind.time_columns().into_iter().find(|placed| ["date", "start"].contains(&placed.id));
    if let Some(day) = day {
        projected.push(file.project(day.id, day.column, ReadAs::time_column(&day))?);
    }
    let mut rows = Vec::new();
    for group in 0..file.row_groups() {
        file.read::<Error>(group, &projected, |batch: RecordBatch| {
            let days = batch.columns().get(1).and_then(|days| days.as_primitive_opt::<Date32Type>());
            for row in 0..batch.num_rows() {
                let day = days.filter(|days| days.is_valid(row)).and_then(|days| Day::from_number(days.value(row)));
                rows.extend(text_of(batch.column(0), kind, row).map(|key| ParentRow { key, day }));
            }
            Ok(())
        })?;
    }
    Ok(rows)
}

fn text_of(keys: &ArrayRef, kind: KeyType, row: usize) -> Option<String> {
    if keys.is_null(row) {
        return None;
    }
    Some(match kind {
        KeyType::Integer => keys.as_primitive::<Int64Type>().value(row).to_string(),
        KeyType::Text => match Keys::of(keys) {
            Keys::Numbers(numbers) => digit_keys::text(numbers.value(row)),
            Keys::Texts(texts) => texts.value(row).to_owned(),
        },
    })
}

/// The rows that belong to one: one of a status, up to three others, on the days after its first.
fn belonging(
    register: &Register,
    of: &ParentRow,
    year: Option<i32>,
    values: &Candidates,
    seed: u64,
) -> Vec<RegisterRow> {
    let mixed = of.key.bytes().fold(ROWS_SEED, |mixed, byte| (mixed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3));
    let mut rng: ChaCha8Rng = stream(seed ^ mixed, 0);
    let count = if register.kind.rows_per_person() == RowsPerPerson::OneAYear { 1 } else { rng.random_range(0..=3) };
    let has_days = !register.kind.time_columns().is_empty();
    let row = |at: i32| {
        let mut row = RegisterRow {
            key: of.key.clone(),
            year,
            values: values.draw(&mut rng),
            weeks: std::collections::BTreeMap::new(),
            months: std::collections::BTreeMap::new(),
        };
        let first = of.day.map(|day| day.number() + at);
        let day = |number: i32| Day::from_number(number).filter(|day| register.covers.holds(*day, *day));
        match register.kind.timing() {
            Timing::Date if has_days => values.place(&mut row, &[("date", shape::date(day(first?)?))]),
            Timing::Span if has_days => {
                let days = [("start", shape::date(day(first?)?)), ("end", shape::date(day(first? + 1)?))];
                values.place(&mut row, &days);
            }
            Timing::Year => {
                row.values.insert("year".to_owned(), toml::Value::Integer(year?.into()));
            }
            Timing::Part | Timing::Date | Timing::Span => {}
        }
        Some(row)
    };
    (0..count).filter_map(row).collect()
}
