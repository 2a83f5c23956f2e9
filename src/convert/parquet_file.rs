//! A Parquet file being written: row groups of a fixed number of rows, the same bytes for the same rows.
//!
//! Owns the properties of the files and the cutting into row groups. Columns of a row group are encoded side by side where
//! the machine is free for it.

use std::io::Write;
use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::datatypes::{Schema, SchemaRef};
use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use rayon::prelude::*;

/// How many bytes of SAS rows a row group is made of, about.
const GROUP_BYTES: usize = 32 << 20;

/// The rows of a row group, by the bytes of a SAS row; never by the machine.
pub(crate) fn group_rows(row: usize) -> usize {
    (GROUP_BYTES / row.max(1)).clamp(1024, 1 << 19)
}

/// A file being written.
pub(crate) struct ParquetFile<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    factory: ArrowRowGroupWriterFactory,
    schema: SchemaRef,
    group_rows: usize,
    groups: usize,
    /// Arrays that wait for their row group, each entry with all columns.
    waiting: Vec<Vec<ArrayRef>>,
    waiting_rows: usize,
    side_by_side: bool,
}

impl<W: Write + Send> ParquetFile<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// A file that can't be written.
    pub(crate) fn new(to: W, schema: Schema, group_rows: usize, side_by_side: bool) -> Result<ParquetFile<W>> {
        let schema = Arc::new(schema);
        let parquet_schema = ArrowSchemaConverter::new().convert(&schema)?;
        let writer = SerializedFileWriter::new(to, parquet_schema.root_schema_ptr(), Arc::new(properties()?))?;
        let factory = ArrowRowGroupWriterFactory::new(&writer, schema.clone());
        let (groups, waiting_rows) = (0, 0);
        Ok(ParquetFile { writer, factory, schema, group_rows, groups, waiting: Vec::new(), waiting_rows, side_by_side })
    }

    /// Adds rows, all columns of them.
    ///
    /// # Errors
    /// A file that can't be written.
    pub(crate) fn write(&mut self, arrays: Vec<ArrayRef>) -> Result<()> {
        let rows = arrays.first().map_or(0, |array| array.len());
        if rows == 0 {
            return Ok(());
        }
        let mut from = 0;
        while self.waiting_rows + (rows - from) >= self.group_rows {
            let take = self.group_rows - self.waiting_rows;
            self.waiting.push(arrays.iter().map(|array| array.slice(from, take)).collect());
            from += take;
            self.write_group()?;
        }
        if from < rows {
            self.waiting.push(arrays.iter().map(|array| array.slice(from, rows - from)).collect());
            self.waiting_rows += rows - from;
        }
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// A file that can't be written.
    pub(crate) fn finish(mut self) -> Result<()> {
        if self.waiting_rows > 0 {
            self.write_group()?;
        }
        self.writer.close().map(drop)
    }

    fn write_group(&mut self) -> Result<()> {
        let waiting = std::mem::take(&mut self.waiting);
        self.waiting_rows = 0;
        let writers = self.factory.create_column_writers(self.groups)?;
        self.groups += 1;
        let encode = |(number, mut writer): (usize, ArrowColumnWriter)| -> Result<ArrowColumnChunk> {
            let field = self.schema.field(number);
            for arrays in &waiting {
                let array =
                    arrays.get(number).ok_or_else(|| ParquetError::General("a column is missing".to_owned()))?;
                for leaf in compute_leaves(field, array)? {
                    writer.write(&leaf)?;
                }
            }
            writer.close()
        };
        let chunks: Vec<ArrowColumnChunk> = if self.side_by_side {
            writers.into_par_iter().enumerate().map(encode).collect::<Result<_>>()?
        } else {
            writers.into_iter().enumerate().map(encode).collect::<Result<_>>()?
        };
        let mut group = self.writer.next_row_group()?;
        for chunk in chunks {
            chunk.append_to_row_group(&mut group)?;
        }
        group.close().map(drop)
    }
}

fn properties() -> Result<WriterProperties> {
    Ok(WriterProperties::builder()
        .set_created_by("som".to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .build())
}
