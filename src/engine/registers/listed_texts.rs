//! Which texts of a row group are read as numbers of distinct values: those that the file stores so, with a short list of values.

use std::sync::Arc;

use arrow::datatypes::{DataType, Schema};
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::basic::Encoding;
use parquet::file::metadata::ColumnChunkMetaData;

use super::open::OpenFile;
use super::projection::Projection;
use super::stored_type;

/// The largest list of distinct values, in bytes of the file, that is read as such: a longer one costs more than the rows of a batch.
const LIST_BYTES: i64 = 1 << 15;

impl OpenFile {
    /// The types of a row group's columns, with those of `columns` as numbers of distinct values that the file stores so.
    pub(super) fn types_of(&self, row_group: usize, columns: &[Projection]) -> ArrowReaderMetadata {
        let fields = self.schema().fields();
        let listed = columns.iter().filter(|column| self.is_listed(row_group, column));
        let listed: Vec<usize> = listed.map(|column| column.position).collect();
        if listed.is_empty() {
            return self.metadata.clone();
        }
        let numbers = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
        let fields = fields.iter().enumerate().map(|(position, field)| match listed.contains(&position) {
            true => Arc::new(field.as_ref().clone().with_data_type(numbers.clone())),
            false => Arc::clone(field),
        });
        let schema = Schema::new_with_metadata(fields.collect::<Vec<_>>(), self.schema().metadata().clone());
        let options = ArrowReaderOptions::new().with_schema(Arc::new(schema));
        // A schema that the library does not take leaves texts one by one.
        ArrowReaderMetadata::try_new(Arc::clone(self.metadata.metadata()), options)
            .unwrap_or_else(|_| self.metadata.clone())
    }

    /// Whether the texts of a column are read as numbers of distinct values.
    pub(super) fn is_listed(&self, row_group: usize, column: &Projection) -> bool {
        let field = self.schema().fields().get(column.position);
        let holds_texts = field.is_some_and(|field| stored_type::is_text(field.data_type()));
        column.by_value && holds_texts && self.chunk(row_group, column.position).is_some_and(has_few_values)
    }

    /// A column of a row group, by the position of the column in the file.
    fn chunk(&self, row_group: usize, position: usize) -> Option<&ColumnChunkMetaData> {
        let parquet = self.metadata.parquet_schema();
        let mut leaves = (0..parquet.num_columns()).filter(|leaf| parquet.get_column_root_idx(*leaf) == position);
        self.metadata.metadata().row_groups().get(row_group)?.columns().get(leaves.next()?)
    }
}

/// Whether all values of a column are numbers of a short list.
fn has_few_values(chunk: &ColumnChunkMetaData) -> bool {
    let (Some(list), Some(encodings)) = (chunk.dictionary_page_offset(), chunk.page_encoding_stats_mask()) else {
        return false;
    };
    let numbers_only = [Encoding::PLAIN_DICTIONARY, Encoding::RLE_DICTIONARY].into_iter().any(|e| encodings.is_only(e));
    numbers_only && (0..LIST_BYTES).contains(&(chunk.data_page_offset() - list))
}
