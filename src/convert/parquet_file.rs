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
use parquet::errors::Result;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use rayon::prelude::*;

use crate::stored::KEY;

/// How many bytes of SAS rows a row group is made of, about, and its fewest rows: with fewer, a table of thousands of columns
/// would have more of a footer than of rows. Tests have small ones.
const GROUP_BYTES: usize = if cfg!(test) { 1 << 10 } else { 32 << 20 };
const FEWEST: usize = if cfg!(test) { 16 } else { 1 << 16 };

/// The rows of a row group, by the bytes of a SAS row; never by the machine.
pub(crate) fn group_rows(row: usize) -> usize {
    (GROUP_BYTES / row.max(1)).clamp(FEWEST, 1 << 19)
}

/// A file being written. What has come of a row group is held encoded, not as rows.
pub(crate) struct ParquetFile<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    factory: ArrowRowGroupWriterFactory,
    schema: SchemaRef,
    group_rows: usize,
    groups: usize,
    /// The columns of the row group that is being written.
    columns: Vec<ArrowColumnWriter>,
    /// Its rows so far.
    rows: usize,
    side_by_side: bool,
}

impl<W: Write + Send> ParquetFile<W> {
    /// Begins a file, with the note on how columns are stored.
    ///
    /// # Errors
    /// A file that can't be written.
    pub(crate) fn new(
        to: W,
        schema: Schema,
        stored: Option<String>,
        group_rows: usize,
        side_by_side: bool,
    ) -> Result<ParquetFile<W>> {
        let schema = Arc::new(schema);
        let parquet_schema = ArrowSchemaConverter::new().convert(&schema)?;
        let writer = SerializedFileWriter::new(to, parquet_schema.root_schema_ptr(), Arc::new(properties(stored)?))?;
        let factory = ArrowRowGroupWriterFactory::new(&writer, schema.clone());
        Ok(ParquetFile { writer, factory, schema, group_rows, groups: 0, columns: Vec::new(), rows: 0, side_by_side })
    }

    /// Adds rows, all columns of them.
    ///
    /// # Errors
    /// A file that can't be written.
    pub(crate) fn write(&mut self, arrays: &[ArrayRef]) -> Result<()> {
        let rows = arrays.first().map_or(0, |array| array.len());
        let mut from = 0;
        while from < rows {
            let take = (self.group_rows - self.rows).min(rows - from);
            self.encode(arrays, from, take)?;
            from += take;
            self.rows += take;
            if self.rows == self.group_rows {
                self.end_group()?;
            }
        }
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// A file that can't be written.
    pub(crate) fn finish(mut self) -> Result<()> {
        self.end_group()?;
        self.writer.close().map(drop)
    }

    fn encode(&mut self, arrays: &[ArrayRef], from: usize, rows: usize) -> Result<()> {
        if self.columns.is_empty() {
            self.columns = self.factory.create_column_writers(self.groups)?;
        }
        let schema = &self.schema;
        let encode = |(number, (column, array)): (usize, (&mut ArrowColumnWriter, &ArrayRef))| -> Result<()> {
            for leaf in compute_leaves(schema.field(number), &array.slice(from, rows))? {
                column.write(&leaf)?;
            }
            Ok(())
        };
        if self.side_by_side {
            self.columns.par_iter_mut().zip(arrays).enumerate().try_for_each(encode)
        } else {
            self.columns.iter_mut().zip(arrays).enumerate().try_for_each(encode)
        }
    }

    fn end_group(&mut self) -> Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        let columns = std::mem::take(&mut self.columns);
        (self.groups, self.rows) = (self.groups + 1, 0);
        // Closing compresses what is left of each column.
        let chunks: Vec<ArrowColumnChunk> = if self.side_by_side {
            columns.into_par_iter().map(ArrowColumnWriter::close).collect::<Result<_>>()?
        } else {
            columns.into_iter().map(ArrowColumnWriter::close).collect::<Result<_>>()?
        };
        let mut group = self.writer.next_row_group()?;
        for chunk in chunks {
            chunk.append_to_row_group(&mut group)?;
        }
        group.close().map(drop)
    }
}

fn properties(stored: Option<String>) -> Result<WriterProperties> {
    let note = stored.map(|words| vec![KeyValue::new(KEY.to_owned(), words)]);
    Ok(WriterProperties::builder()
        .set_key_value_metadata(note)
        .set_created_by("som".to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .build())
}
