//! The folder of extracts: written beside and renamed, so that half an extract is never found.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use rayon::prelude::*;

use foundation::error::{Error, Result};
use foundation::staging::Unfinished;
use release::knowledge;

use super::batch;
use super::calendar::Calendar;
use super::chunk::Chunk;
use super::rows::{Extract, Part};

/// At the end of a block, a row group is closed that has at least so many rows: a group a block for the large registers, so
/// that a build reads them in parallel and little waits in memory.
const GROUP_ROWS: usize = 40_000;

/// The wide DREAM's: every group costs its 939 columns an entry in the footer, which stays in memory until the end.
const WIDE_GROUP_ROWS: usize = 32_768;

/// Of the wide DREAM, a page is closed sooner: what waits for it waits in each of 939 columns.
const WIDE_PAGE_ROWS: usize = 4096;

/// A file being written.
struct OpenPart {
    part: Part,
    path: PathBuf,
    schema: SchemaRef,
    writer: ArrowWriter<BufWriter<File>>,
    rows: u64,
}

/// Writer settings that make the same rows the same bytes.
fn properties(part: Part) -> WriterProperties {
    let same = knowledge::parquet::properties().into_builder();
    let fast = ZstdLevel::try_new(1).map_or(Compression::UNCOMPRESSED, Compression::ZSTD);
    if part.extract != Extract::Dream {
        return same.set_compression(fast).build();
    }
    // What the smallest and largest code of a week are, and where its pages lie, helps no reader. Zstandard would keep a
    // state of hundreds of kilobytes for each open column.
    same.set_compression(Compression::LZ4_RAW)
        .set_statistics_enabled(EnabledStatistics::None)
        .set_offset_index_disabled(true)
        .set_data_page_row_count_limit(WIDE_PAGE_ROWS)
        .build()
}

/// The folder being written.
pub struct Folder {
    out: PathBuf,
    beside: Unfinished,
    parts: Vec<OpenPart>,
}

impl Folder {
    /// Refuses what would be overwritten, and opens every file in a folder beside.
    ///
    /// # Errors
    /// A folder that is not empty, or that can't be written.
    pub fn begin(out: &Path, calendar: &Calendar) -> Result<Folder> {
        let refused = |reason: &str| {
            Error::unwritable(
                out.to_owned(),
                reason.to_owned(),
                "name a folder that is not there yet, or remove this one first",
            )
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
        let beside = Unfinished::within(parent, ".som-synth-")?;
        let mut folder = Folder { out: out.to_owned(), beside, parts: Vec::new() };
        for part in Part::all() {
            let opened = folder.open(part, calendar)?;
            folder.parts.push(opened);
        }
        // The slowest file first, so that no thread waits for it at the end.
        folder.parts.sort_by_key(|opened| opened.part.extract != Extract::Dream);
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
        let writer = ArrowWriter::try_new(BufWriter::new(file), schema.clone(), Some(properties(part)))
            .map_err(|e| Error::output(&path, e))?;
        Ok(OpenPart { part, path, schema, writer, rows: 0 })
    }

    /// Appends chunks to every file, in their order. `told` hears of the rows, and may stop the work.
    ///
    /// # Errors
    /// A file that can't be written, and what `told` says.
    pub fn append(
        &mut self,
        chunks: &[Chunk],
        calendar: &Calendar,
        told: &(dyn Fn(u32, u64) -> Result<()> + Sync),
    ) -> Result<()> {
        let results: Vec<Result<()>> =
            self.parts.par_iter_mut().with_max_len(1).map(|part| part.append(chunks, calendar, told)).collect();
        results.into_iter().collect::<Result<()>>()?;
        chunks.iter().try_for_each(|chunk| told(chunk.lives.len() as u32, 0))
    }

    /// Closes every file, lets `add` put more into the folder, and gives it its name. Returns the rows of each extract.
    ///
    /// # Errors
    /// A file that can't be written, or a name that was taken meanwhile.
    pub fn finish(mut self, add: impl FnOnce(&Path) -> Result<()>) -> Result<Vec<(Extract, u64)>> {
        let mut parts = std::mem::take(&mut self.parts);
        parts.sort_by_key(|opened| opened.part.extract);
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
    fn append(
        &mut self,
        chunks: &[Chunk],
        calendar: &Calendar,
        told: &(dyn Fn(u32, u64) -> Result<()> + Sync),
    ) -> Result<()> {
        for chunk in chunks {
            let batch = batch::batch(self.part, chunk, calendar, &self.schema)?;
            self.writer.write(&batch).map_err(|e| Error::output(&self.path, e))?;
            self.rows += batch.num_rows() as u64;
            told(0, batch.num_rows() as u64)?;
        }
        let enough = if self.part.extract == Extract::Dream { WIDE_GROUP_ROWS } else { GROUP_ROWS };
        if self.writer.in_progress_rows() >= enough {
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
