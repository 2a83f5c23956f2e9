//! The folder of extracts: written beside and renamed, so that half an extract is never found.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;
use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::knowledge::parquet::properties;

use super::batch;
use super::calendar::Calendar;
use super::chunk::Chunk;
use super::rows::{Extract, Part};

/// A row group is closed when it has so many rows (of the wide DREAM, fewer), so that a build reads them in parallel.
const GROUP_ROWS: usize = 65_536;

/// The wide DREAM's: every group costs its 887 columns an entry in the footer, which stays in memory until the end.
const WIDE_GROUP_ROWS: usize = 16_384;

/// A file being written.
struct OpenPart {
    part: Part,
    path: PathBuf,
    schema: SchemaRef,
    writer: ArrowWriter<BufWriter<File>>,
    rows: u64,
}

/// The folder being written.
pub struct Folder {
    out: PathBuf,
    beside: tempfile::TempDir,
    parts: Vec<OpenPart>,
}

impl Folder {
    /// Refuses what would be overwritten, and opens every file in a folder beside.
    ///
    /// # Errors
    /// A folder that is not empty, or that can't be written.
    pub fn begin(out: &Path, calendar: &Calendar) -> Result<Folder> {
        let refused = |reason: &str| Error::Output {
            path: out.to_owned(),
            reason: reason.to_owned(),
            hint: "name a folder that is not there yet, or remove this one first".to_owned(),
        };
        if out.is_dir() {
            if std::fs::read_dir(out).map_err(|e| Error::output(out, e))?.next().is_some() {
                return Err(refused("the folder is not empty"));
            }
        } else if out.exists() {
            return Err(refused("is a file, not a folder"));
        }
        let parent = match out.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        std::fs::create_dir_all(parent).map_err(|e| Error::output(parent, e))?;
        let beside =
            tempfile::Builder::new().prefix(".som-synth-").tempdir_in(parent).map_err(|e| Error::output(parent, e))?;
        let mut folder = Folder { out: out.to_owned(), beside, parts: Vec::new() };
        for part in Part::all() {
            let opened = folder.open(part, calendar)?;
            folder.parts.push(opened);
        }
        Ok(folder)
    }

    /// Where the folder's files lie while it is written.
    fn inside(&self) -> PathBuf {
        // A folder of its own inside the temporary one, which only its maker may read.
        self.beside.path().join("extracts")
    }

    fn open(&self, part: Part, calendar: &Calendar) -> Result<OpenPart> {
        let path = self.inside().join(part.name());
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|e| Error::output(parent, e))?;
        }
        let file = File::create(&path).map_err(|e| Error::output(&path, e))?;
        let schema = batch::schema(part.extract, calendar);
        let writer = ArrowWriter::try_new(BufWriter::new(file), schema.clone(), Some(properties()))
            .map_err(|e| Error::output(&path, e))?;
        Ok(OpenPart { part, path, schema, writer, rows: 0 })
    }

    /// Appends chunks to every file, in their order.
    ///
    /// # Errors
    /// A file that can't be written.
    pub fn append(&mut self, chunks: &[Chunk], calendar: &Calendar) -> Result<()> {
        let results: Vec<Result<()>> =
            self.parts.par_iter_mut().map(|part| chunks.iter().try_for_each(|c| part.append(c, calendar))).collect();
        results.into_iter().collect()
    }

    /// Closes every file, lets `add` put more into the folder, and gives it its name. Returns the rows of each extract.
    ///
    /// # Errors
    /// A file that can't be written, or a name that was taken meanwhile.
    pub fn finish(mut self, add: impl FnOnce(&Path) -> Result<()>) -> Result<Vec<(Extract, u64)>> {
        let parts = std::mem::take(&mut self.parts);
        let closed: Vec<Result<(Extract, u64)>> = parts.into_par_iter().map(OpenPart::close).collect();
        let mut rows: Vec<(Extract, u64)> = Vec::new();
        for part in closed {
            let (extract, n) = part?;
            match rows.last_mut() {
                Some((last, sum)) if *last == extract => *sum += n,
                _ => rows.push((extract, n)),
            }
        }
        let inside = self.inside();
        add(&inside)?;
        if self.out.is_dir() {
            std::fs::remove_dir(&self.out).map_err(|e| Error::output(&self.out, e))?;
        }
        std::fs::rename(&inside, &self.out).map_err(|e| Error::output(&self.out, e))?;
        Ok(rows)
    }
}

impl OpenPart {
    fn append(&mut self, chunk: &Chunk, calendar: &Calendar) -> Result<()> {
        let batch = batch::batch(self.part, chunk, calendar, &self.schema)?;
        self.rows += batch.num_rows() as u64;
        let limit = if self.part.extract == Extract::Dream { WIDE_GROUP_ROWS } else { GROUP_ROWS };
        self.writer.write(&batch).map_err(|e| Error::output(&self.path, e))?;
        if self.writer.in_progress_rows() >= limit {
            self.writer.flush().map_err(|e| Error::output(&self.path, e))?;
        }
        Ok(())
    }

    fn close(self) -> Result<(Extract, u64)> {
        let failed = |e: &dyn std::fmt::Display| Error::output(&self.path, e);
        let file = self.writer.into_inner().map_err(|e| failed(&e))?;
        file.into_inner().map_err(|e| failed(&e))?;
        Ok((self.part.extract, self.rows))
    }
}
