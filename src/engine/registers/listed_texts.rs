//! How the texts of a row group are read: as numbers of distinct values where the file stores them so, with a short list of values; keys as
//! views, whose digits lie side by side; others one by one.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::datatypes::{DataType, Schema};
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::basic::Encoding;
use parquet::file::metadata::ColumnChunkMetaData;

use super::open::OpenFile;
use super::projection::{Projection, ReadAs};
use super::stored_type::{self, KeyType};

/// The largest list of distinct values, in bytes of the file, that is read as such: a longer one costs more than the rows of a batch.
const LIST_BYTES: i64 = 1 << 15;

impl OpenFile {
    /// The types by which a row group's columns are read.
    pub(super) fn types_of(&self, row_group: usize, columns: &[Projection]) -> ArrowReaderMetadata {
        let read_as = columns.iter().filter_map(|column| Some((column.position, self.text_type(row_group, column)?)));
        let read_as: BTreeMap<usize, DataType> = read_as.collect();
        if read_as.is_empty() {
            return self.metadata.clone();
        }
        let fields = self.schema().fields().iter().enumerate();
        let fields = fields.map(|(position, field)| match read_as.get(&position) {
            Some(kind) => Arc::new(field.as_ref().clone().with_data_type(kind.clone())),
            None => Arc::clone(field),
        });
        let schema = Schema::new_with_metadata(fields.collect::<Vec<_>>(), self.schema().metadata().clone());
        let options = ArrowReaderOptions::new().with_schema(Arc::new(schema));
        // A schema that the library does not take leaves texts one by one.
        ArrowReaderMetadata::try_new(Arc::clone(self.metadata.metadata()), options)
            .unwrap_or_else(|_| self.metadata.clone())
    }

    /// The type by which a column of texts is read, if it isn't the file's.
    fn text_type(&self, row_group: usize, column: &Projection) -> Option<DataType> {
        if self.is_listed(row_group, column) {
            return Some(DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)));
        }
        let is_text = stored_type::is_text(self.schema().fields().get(column.position)?.data_type());
        (is_text && column.read_as == ReadAs::Key(KeyType::Text)).then_some(DataType::Utf8View)
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
