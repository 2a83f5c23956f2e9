//! The folder of extracts. It is staged and renamed when complete, so that a partial folder is never visible.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use rayon::prelude::*;

use definitions::register::Register;
use engine::registers::shape::RegisterRow;
use foundation::error::{Error, Result};
use foundation::staging::StagedFolder;
use release::knowledge;

use super::bad_rows::with_bad_rows;
use super::batch;
use super::calendar::Calendar;
use super::chunk::Chunk;
use super::columns;
use super::extended::{self, ExtraColumn};
use super::fit::Fit;
use super::members::amended;
use super::rows::{Extract, Part};

/// Minimum rows of a row group. Large registers close one group per block, so that a build reads groups in parallel and
/// the writer's buffers stay small.
const GROUP_ROWS: usize = 40_000;

/// Minimum rows of a row group of wide DREAM. Each group adds 939 column entries to the footer, which stays in memory.
const WIDE_GROUP_ROWS: usize = 32_768;

/// Rows of a page of wide DREAM. Pages are small because each of 939 columns buffers one.
const WIDE_PAGE_ROWS: usize = 4096;

/// The name of the extracts in the staged folder.
const EXTRACTS: &str = "extracts";

/// An open file.
struct OpenPart<'a> {
    part: Part,
    path: PathBuf,
    /// The generator's own columns.
    schema: SchemaRef,
    /// Further ones that definitions read.
    extra: Vec<ExtraColumn>,
    /// The registers that read the file, and its year for them.
    readers: Vec<(&'a Register, Option<i32>)>,
    writer: ArrowWriter<BufWriter<File>>,
    rows: u64,
    /// Rows that are not bad.
    sound: u64,
    /// Rows that took a number.
    numbered: u64,
}

/// Writer settings. The same rows give the same bytes.
fn properties(part: Part) -> WriterProperties {
    let same = knowledge::parquet::properties().into_builder();
    let fast = ZstdLevel::try_new(1).map_or(Compression::UNCOMPRESSED, Compression::ZSTD);
    if part.extract != Extract::Dream {
        return same.set_compression(fast).build();
    }
    // Statistics and page offsets of week columns serve no reader. Zstandard would hold hundreds of kilobytes per open column.
    same.set_compression(Compression::LZ4_RAW)
        .set_statistics_enabled(EnabledStatistics::None)
        .set_offset_index_disabled(true)
        .set_data_page_row_count_limit(WIDE_PAGE_ROWS)
        .build()
}

/// The staged folder of extracts.
pub struct Folder<'a> {
    out: PathBuf,
    staged: StagedFolder,
    parts: Vec<OpenPart<'a>>,
}

impl<'a> Folder<'a> {
    /// Opens every file in a staging folder. Never overwrites an existing folder.
    ///
    /// # Errors
    /// A folder that is not empty or cannot be written.
    pub fn begin(out: &Path, calendar: &Calendar, fit: &Fit<'a>) -> Result<Folder<'a>> {
        let refused = |reason: &str| {
            Error::unwritable(out.to_owned(), reason.to_owned(), "give a new folder, or remove this one first")
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
        let staged = StagedFolder::within(parent, ".som-synth-")?;
        let mut folder = Folder { out: out.to_owned(), staged, parts: Vec::new() };
        for part in Part::all() {
            let opened = folder.open(part, calendar, fit)?;
            folder.parts.push(opened);
        }
        // The slowest file first, so that threads finish together.
        folder.parts.sort_by_key(|opened| opened.part.extract != Extract::Dream);
        Ok(folder)
    }

    /// The staged folder.
    fn inside(&self) -> PathBuf {
        // A subfolder, since the temporary folder itself has private permissions.
        self.staged.path().join(EXTRACTS)
    }

    fn open(&self, part: Part, calendar: &Calendar, fit: &Fit<'a>) -> Result<OpenPart<'a>> {
        let path = self.inside().join(part.name());
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|e| Error::output(parent, e))?;
        }
        let file = File::create(&path).map_err(|e| Error::output(&path, e))?;
        let schema = columns::schema(part.extract, calendar);
        let (extra, readers) = (fit.extra_of(part), fit.readers_of(part));
        let whole = extended::schema(&schema, &extra);
        let writer = ArrowWriter::try_new(BufWriter::new(file), whole, Some(properties(part)))
            .map_err(|e| Error::output(&path, e))?;
        Ok(OpenPart { part, path, schema, extra, readers, writer, rows: 0, sound: 0, numbered: 0 })
    }

    /// Appends chunks to every file in order. `progress` is called with the rows; its error stops the run.
    ///
    /// # Errors
    /// A file that cannot be written, and any error of `progress`.
    pub fn append(&mut self, chunks: &[Chunk], progress: &(dyn Fn(u32, u64) -> Result<()> + Sync)) -> Result<()> {
        let results: Vec<Result<()>> =
            self.parts.par_iter_mut().with_max_len(1).map(|part| part.append(chunks, progress)).collect();
        results.into_iter().collect::<Result<()>>()?;
        chunks.iter().try_for_each(|chunk| progress(chunk.lives.len() as u32, 0))
    }

    /// Closes every file, runs `add` on the staged folder and renames it. Returns the rows of each file.
    ///
    /// # Errors
    /// A file that cannot be written, or an output folder that exists by now.
    pub fn finish(mut self, add: impl FnOnce(&Path) -> Result<()>) -> Result<Vec<(Part, u64)>> {
        let mut parts = std::mem::take(&mut self.parts);
        parts.sort_by_key(|opened| opened.part.extract);
        let closed: Vec<Result<(Part, u64)>> = parts.into_par_iter().map(OpenPart::close).collect();
        let rows = closed.into_iter().collect::<Result<Vec<_>>>()?;
        let inside = self.inside();
        add(&inside)?;
        self.staged.put(EXTRACTS, &self.out)?;
        Ok(rows)
    }
}

impl OpenPart<'_> {
    fn append(&mut self, chunks: &[Chunk], progress: &(dyn Fn(u32, u64) -> Result<()> + Sync)) -> Result<()> {
        for chunk in chunks {
            let batch = batch::batch(self.part, chunk, &self.schema, self.numbered)?;
            let sound = batch.num_rows() as u64;
            self.numbered += batch::numbered_rows(self.part, chunk, sound);
            let batch = with_bad_rows(batch, self.part.extract, self.sound, chunk.seed)?;
            let batch = extended::with_columns(batch, (self.part, chunk), &self.extra, self.rows)?;
            let batch = self.planted(batch, chunk)?;
            self.writer.write(&batch).map_err(|e| Error::output(&self.path, e))?;
            self.sound += sound;
            self.rows += batch.num_rows() as u64;
            progress(0, batch.num_rows() as u64)?;
        }
        let enough = if self.part.extract == Extract::Dream { WIDE_GROUP_ROWS } else { GROUP_ROWS };
        if self.writer.in_progress_rows() >= enough {
            self.writer.flush().map_err(|e| Error::output(&self.path, e))?;
        }
        Ok(())
    }

    /// A batch with the rows of members.
    fn planted(&self, batch: RecordBatch, chunk: &Chunk) -> Result<RecordBatch> {
        let mut batch = batch;
        for (register, year) in &self.readers {
            let rows = chunk.planted.iter().find(|(id, _)| *id == register.id.value);
            let of_file = |row: &&RegisterRow| year.is_none() || row.year == *year || row.year.is_none();
            let rows: Vec<&RegisterRow> = rows.into_iter().flat_map(|(_, rows)| rows).filter(of_file).collect();
            batch = amended(batch, register, *year, &rows)?;
        }
        Ok(batch)
    }

    fn close(self) -> Result<(Part, u64)> {
        let failed = |e: &dyn std::fmt::Display| Error::output(&self.path, e);
        let file = self.writer.into_inner().map_err(|e| failed(&e))?;
        file.into_inner().map_err(|e| failed(&e))?;
        Ok((self.part, self.rows))
    }
}
