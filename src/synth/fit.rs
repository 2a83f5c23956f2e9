//! How the generator's files meet the definitions: which registers read them as they are, which need further columns, and which are
//! written in the shape that they declare.

use std::collections::HashSet;
use std::path::Path;

use arrow::array::RecordBatch;

use definitions::Definitions;
use definitions::register::{Column, Register, TimeColumn, TimeUnit};
use engine::registers::{Extracts, OpenRegister, ReadAs, shape};
use engine::variables::months;
use foundation::error::{Error, Result};
use release::knowledge::parquet;
use sql::ColumnType;

use super::calendar::Calendar;
use super::columns;
use super::declared::create_parent;
use super::extended::{self, ExtraColumn};
use super::rows::Part;

/// How the generator's files meet the definitions.
pub struct Fit<'a> {
    /// The registers that they do not fit.
    pub declared: Vec<&'a Register>,
    /// Columns that they need in addition to their own, by file.
    pub extra: Vec<(Part, Vec<ExtraColumn>)>,
    /// The files of the other registers, with their years.
    pub files: Vec<(Part, &'a Register, Option<i32>)>,
}

impl<'a> Fit<'a> {
    /// The registers that read a file, and its year for them.
    pub fn readers_of(&self, part: Part) -> Vec<(&'a Register, Option<i32>)> {
        self.files.iter().filter(|(of, ..)| *of == part).map(|(_, register, year)| (*register, *year)).collect()
    }

    /// The further columns of a file.
    pub fn extra_of(&self, part: Part) -> Vec<ExtraColumn> {
        self.extra.iter().filter(|(of, _)| *of == part).flat_map(|(_, columns)| columns.iter().cloned()).collect()
    }
}

/// Compares the generator's files with the registers of the definitions.
///
/// # Errors
/// A temporary folder that cannot be written.
pub fn registers<'a>(definitions: &'a Definitions, calendar: &Calendar) -> Result<Fit<'a>> {
    let mut fit = Fit { declared: Vec::new(), extra: Vec::new(), files: Vec::new() };
    let folder = empty_files(&fit, calendar)?;
    let extracts = Extracts::list(folder.path())?.allowing_empty();
    let mut extended = Vec::new();
    for register in &definitions.registers {
        match extracts.open(register) {
            Ok(open) if has_columns(&open) => fit.files.extend(files_of(&open)),
            Ok(open) => match extended::missing(definitions, &open)? {
                Some(columns) => {
                    extended.push(register);
                    fit.extra.extend(columns);
                }
                None => fit.declared.push(register),
            },
            Err(_) => fit.declared.push(register),
        }
    }
    if extended.is_empty() {
        return Ok(fit);
    }
    let folder = empty_files(&fit, calendar)?;
    let extracts = Extracts::list(folder.path())?.allowing_empty();
    for register in extended {
        match extracts.open(register) {
            Ok(open) if has_columns(&open) => fit.files.extend(files_of(&open)),
            _ => fit.declared.push(register),
        }
    }
    let position = |register: &Register| definitions.registers.iter().position(|r| r.id.value == register.id.value);
    fit.declared.sort_by_key(|register| position(register));
    fit.files.sort_by_key(|(_, register, _)| position(register));
    Ok(fit)
}

/// The generator's files that a register reads, with their years.
fn files_of<'a>(open: &OpenRegister<'a>) -> Vec<(Part, &'a Register, Option<i32>)> {
    let files = open.files.iter();
    files.filter_map(|file| Some((Part::at(&file.file.path)?, open.definition, file.file.year))).collect()
}

/// A temporary folder with the generator's files, without rows.
fn empty_files(fit: &Fit<'_>, calendar: &Calendar) -> Result<tempfile::TempDir> {
    let folder = tempfile::tempdir().map_err(|e| Error::output(std::env::temp_dir(), e))?;
    for part in Part::all() {
        let path = folder.path().join(part.name());
        create_parent(&path)?;
        let schema = extended::schema(&columns::schema(part.extract, calendar), &fit.extra_of(part));
        let empty = RecordBatch::new_empty(schema);
        parquet::write_scratch(&path, &empty, std::slice::from_ref(&empty))?;
    }
    Ok(folder)
}

/// Removes the generator's files that no register reads, before `declared` ones are written: their paths can differ in case
/// only. Returns them.
///
/// # Errors
/// A file that cannot be removed.
pub fn remove_unused(folder: &Path, definitions: &Definitions, declared: &[&Register]) -> Result<Vec<Part>> {
    let extracts = Extracts::list(folder)?.allowing_empty();
    let mut used = HashSet::new();
    let is_declared = |register: &Register| declared.iter().any(|own| own.id.value == register.id.value);
    for register in definitions.registers.iter().filter(|register| !is_declared(register)) {
        used.extend(extracts.open(register)?.files.iter().map(|file| file.file.path.clone()));
    }
    let mut removed = Vec::new();
    for part in Part::all() {
        let path = folder.join(part.name());
        if path.exists() && !used.contains(&path) {
            std::fs::remove_file(&path).map_err(|e| Error::output(&path, e))?;
            removed.push(part);
            // The folder of an extract is removed with its last file.
            let _ = path.parent().map(std::fs::remove_dir);
        }
    }
    Ok(removed)
}

/// Whether every declared column is in every file, with a type that can be read.
fn has_columns(open: &OpenRegister<'_>) -> bool {
    let register = open.definition;
    let placed = register.kind.time_columns();
    let kind_of = |column: &Column, kind: ColumnType| ReadAs::Column(column.kind.unwrap_or(kind));
    let read_as = |placed: &TimeColumn<'_>| match placed.unit {
        TimeUnit::Year => kind_of(placed.column, ColumnType::Integer),
        TimeUnit::Day | TimeUnit::Period(_) => ReadAs::time_column(placed),
    };
    let mut columns: Vec<(&str, &Column, ReadAs)> =
        placed.iter().map(|placed| (placed.id, &**placed.column, read_as(placed))).collect();
    columns.extend(
        register.columns.iter().map(|(id, column)| (id.value.as_str(), &**column, kind_of(column, ColumnType::Text))),
    );
    let weeks: Vec<String> =
        register.kind.week_pattern().into_iter().flat_map(|pattern| week_columns(register, pattern)).collect();
    open.files.iter().all(|file| {
        let has = |name: &String| file.schema().fields().iter().any(|field| field.name().eq_ignore_ascii_case(name));
        let reads = |(id, column, read_as): &(&str, &Column, ReadAs)| file.project(id, column, *read_as).is_ok();
        let has_months = register.kind.monthly().is_none_or(|monthly| {
            let names: Vec<String> = monthly.months.iter().map(|(id, _)| id.value.clone()).collect();
            months::columns(file, register, monthly, (&names, None), &mut Vec::new()).is_ok()
        });
        let keys = std::iter::once(&*register.person).chain(&register.row_keys);
        keys.into_iter().all(|key| file.key_type(key).is_ok())
            && has_months
            && columns.iter().all(reads)
            && weeks.iter().all(has)
    })
}

fn week_columns(register: &Register, pattern: &str) -> Vec<String> {
    let name = |(year, week): (i32, i64)| {
        pattern.replace("{yy}", &format!("{:02}", year % 100)).replace("{ww}", &format!("{week:02}"))
    };
    shape::every_week(register).into_iter().map(name).collect()
}
