//! Files to a tally: row group by row group, in parallel, with only the requested columns.

use std::path::Path;
use std::sync::Mutex;

use arrow::array::ArrayRef;
use arrow::datatypes::DataType;
use rayon::prelude::*;

use super::fault::{FileError, RowFault, visible};
use super::keys::{self, Use};
use super::tally::Tally;
use definitions::mistake::did_you_mean;
use engine::registers::stored_type::{describe, is_text, plain};
use engine::registers::{ExtractFile, OpenFile, Projection, ReadAs};
use foundation::error::{Error, Result};

/// A requested column.
#[derive(Debug, Clone)]
pub struct RequestColumn {
    /// Its name.
    pub name: String,
    /// What it is for; an outcome has no use as a key.
    pub used: Option<Use>,
}

/// The Parquet files that a path names, open, in order of name.
///
/// # Errors
/// No such file, a folder without Parquet files, a file that is not Parquet.
pub fn open(path: &Path) -> Result<Vec<OpenFile>, FileError> {
    let shown = path.display().to_string();
    let missing = |e: std::io::Error| FileError::of(&shown, RowFault::Missing { reason: e.to_string() });
    let one = |path: &Path| {
        let name = path.display().to_string();
        Ok(OpenFile::open("", ExtractFile { path: path.to_owned(), name, year: None })?)
    };
    if !std::fs::metadata(path).map_err(missing)?.is_dir() {
        return Ok(vec![one(path)?]);
    }
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(path).map_err(missing)? {
        let file = entry.map_err(missing)?.path();
        let parquet = file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("parquet"));
        // What begins with a dot or an underscore is another program's housekeeping.
        let hidden = file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(['.', '_']));
        if parquet && !hidden {
            paths.push(file);
        }
    }
    if paths.is_empty() {
        return Err(FileError::of(&shown, RowFault::NoFiles));
    }
    paths.sort();
    paths.iter().map(|path| one(path)).collect()
}

/// The position of a column: an exact match, or else the only match without case.
fn find(file: &OpenFile, name: &str) -> Result<usize, FileError> {
    let fields = file.schema().fields();
    let fault = |fault| FileError::of(&file.file.name, fault).in_column(name);
    let mut same = fields.iter().enumerate().filter(|(_, field)| field.name() == name);
    match (same.next(), same.next()) {
        (Some((position, _)), None) => return Ok(position),
        (Some(_), Some(_)) => return Err(fault(RowFault::SameName)),
        (None, _) => {}
    }
    let lower = name.to_lowercase();
    let mut fitting = fields.iter().enumerate().filter(|(_, field)| field.name().to_lowercase() == lower);
    match (fitting.next(), fitting.next()) {
        (Some((position, _)), None) => Ok(position),
        (Some((_, one)), Some((_, other))) if one.name() == other.name() => Err(fault(RowFault::SameName)),
        (Some(_), Some((_, other))) => Err(fault(RowFault::TwoColumns { other: other.name().clone() })),
        _ => {
            let known: Vec<&str> = fields.iter().map(|field| field.name().as_str()).collect();
            let hidden =
                known.iter().find(|known| visible(known).to_lowercase() == lower).map(|name| (*name).to_owned());
            let similar = || did_you_mean(name, &known).and_then(|hint| hint.split('`').nth(1).map(str::to_owned));
            let near = hidden.or_else(similar);
            Err(fault(RowFault::NoColumn { near }))
        }
    }
}

fn project(file: &OpenFile, asked: &RequestColumn) -> Result<Projection, FileError> {
    let position = find(file, &asked.name)?;
    let field = file.schema().field(position);
    let wanted = match asked.used {
        Some(used) => keys::wanted(field.data_type(), used),
        None => {
            let kind = plain(field.data_type());
            let number = kind.is_numeric() || matches!(kind, DataType::Boolean | DataType::Null);
            (!number).then_some("numbers")
        }
    };
    if let Some(wanted) = wanted {
        let fault = RowFault::WrongType { found: describe(field.data_type()), wanted };
        return Err(FileError::of(&file.file.name, fault).in_column(field.name()));
    }
    Ok(Projection::new(&asked.name, field.name(), position, ReadAs::Stored))
}

/// That a column of categories is text in all files, or in none: `1` and `"1"` would be two categories.
fn same_types(files: &[OpenFile], asked: &[RequestColumn], columns: &[Vec<Projection>]) -> Result<(), FileError> {
    for (at, column) in asked.iter().enumerate().filter(|(_, column)| column.used == Some(Use::Category)) {
        let mut first: Option<&DataType> = None;
        for (file, columns) in files.iter().zip(columns) {
            let kind = columns.get(at).map(|column| file.schema().field(column.position).data_type());
            let Some(kind) = kind.filter(|kind| plain(kind) != &DataType::Null) else { continue };
            let before = *first.get_or_insert(kind);
            if is_text(plain(before)) != is_text(plain(kind)) {
                let fault = RowFault::MixedTypes { before: describe(before), here: describe(kind) };
                return Err(FileError::of(&file.file.name, fault).in_column(&column.name));
            }
        }
    }
    Ok(())
}

/// A row group of a file, both by position.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    file: usize,
    group: usize,
}

/// Files, and where the columns asked for are in each: keys, then the cluster if errors are clustered, then outcomes.
pub struct Source<'a> {
    files: &'a [OpenFile],
    asked: &'a [RequestColumn],
    columns: Vec<Vec<Projection>>,
}

impl<'a> Source<'a> {
    /// Finds the columns.
    ///
    /// # Errors
    /// Columns that are not there, or of the wrong type.
    pub fn new(files: &'a [OpenFile], asked: &'a [RequestColumn]) -> Result<Source<'a>, FileError> {
        let columns: Vec<Vec<Projection>> = files
            .iter()
            .map(|file| asked.iter().map(|column| project(file, column)).collect())
            .collect::<Result<_, FileError>>()?;
        same_types(files, asked, &columns)?;
        Ok(Source { files, asked, columns })
    }

    /// Reads all rows and adds them up.
    ///
    /// # Errors
    /// Those of [`Source::read`].
    pub fn tally(&self, clustered: bool, progress: &(dyn Fn(u64) -> Result<()> + Sync)) -> Result<Tally> {
        let mut uses: Vec<Use> = self.asked.iter().filter_map(|column| column.used).collect();
        if clustered {
            uses.pop();
        }
        let outcomes = self.asked.iter().filter(|column| column.used.is_none()).count();
        let all: Vec<usize> = (0..self.asked.len()).collect();
        let start = || Tally::new(&uses, outcomes, clustered);
        let mut total = start();
        // Sums are exact, so it does not matter which thread adds what to which tally.
        for tally in self.read(&all, start, Tally::add, progress)? {
            total.merge(tally);
        }
        total.finish();
        Ok(total)
    }

    /// Reads some of the columns, by their position among those asked for, a row group after another on every thread: what
    /// each thread has made of its rows. `progress` is called with the number of rows read.
    ///
    /// # Errors
    /// Faults of the first file and row group that have any, whatever the number of threads; what `progress` returns.
    pub fn read<S: Send>(
        &self,
        columns: &[usize],
        start: impl Fn() -> S + Sync,
        add: impl Fn(&mut S, &[ArrayRef]) -> Result<(), (usize, RowFault)> + Sync,
        progress: &(dyn Fn(u64) -> Result<()> + Sync),
    ) -> Result<Vec<S>> {
        let some = |all: &Vec<Projection>| columns.iter().map(|at| all[*at].clone()).collect();
        let projected: Vec<Vec<Projection>> = self.columns.iter().map(some).collect();
        let parts: Vec<(&OpenFile, &Vec<Projection>, usize)> = self
            .files
            .iter()
            .zip(&projected)
            .flat_map(|(file, columns)| (0..file.row_groups()).map(move |group| (file, columns, group)))
            .collect();
        let idle: Mutex<Vec<S>> = Mutex::new(Vec::new());
        let results: Vec<Result<()>> = parts
            .into_par_iter()
            .map(|(file, columns, group)| {
                let waiting = idle.lock().ok().and_then(|mut idle| idle.pop());
                let mut state = waiting.unwrap_or_else(&start);
                add_row_group(file, columns, group, |arrays| add(&mut state, arrays))?;
                if let Ok(mut idle) = idle.lock() {
                    idle.push(state);
                }
                progress(file.rows_of(group))
            })
            .collect();
        results.into_iter().collect::<Result<()>>()?;
        idle.into_inner().map_err(|_| Error::internal("a lock was poisoned".to_owned()))
    }

    /// The row groups of all files, in their order.
    pub fn parts(&self) -> Vec<Part> {
        let groups = |(file, open): (usize, &OpenFile)| (0..open.row_groups()).map(move |group| Part { file, group });
        self.files.iter().enumerate().flat_map(groups).collect()
    }

    /// Reads some of the columns of one row group.
    ///
    /// # Errors
    /// Faults of the row group.
    pub fn read_part(
        &self,
        part: &Part,
        columns: &[usize],
        add: impl FnMut(&[ArrayRef]) -> Result<(), (usize, RowFault)>,
    ) -> Result<(), FileError> {
        let projected: Vec<Projection> = columns.iter().map(|at| self.columns[part.file][*at].clone()).collect();
        add_row_group(&self.files[part.file], &projected, part.group, add)
    }

    /// That the files are still those that were opened.
    ///
    /// # Errors
    /// If one is not.
    pub fn unchanged(&self) -> Result<(), FileError> {
        self.files.iter().try_for_each(|file| Ok(file.unchanged()?))
    }
}

fn add_row_group(
    file: &OpenFile,
    columns: &[Projection],
    group: usize,
    mut add: impl FnMut(&[ArrayRef]) -> Result<(), (usize, RowFault)>,
) -> Result<(), FileError> {
    let mut found: Option<(usize, RowFault)> = None;
    file.read(group, columns, |batch| {
        if let Err((at, fault)) = add(batch.columns()) {
            // Read on, to say how many there are in the row group.
            found = Some(match found.take() {
                Some((before, counted)) if before == at => (before, counted.plus(fault)),
                Some(before) => before,
                None => (at, fault),
            });
        }
        Ok::<(), FileError>(())
    })?;
    match found {
        None => Ok(()),
        Some((at, fault)) => {
            Err(FileError::of(&file.file.name, fault).in_row_group(group).in_column(&columns[at].name))
        }
    }
}
