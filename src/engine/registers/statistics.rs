//! The statistics of row groups, by which row groups without wanted rows are passed over.

use arrow::array::{Array, ArrayRef};
use arrow::datatypes::DataType;
use parquet::arrow::arrow_reader::statistics::StatisticsConverter;
use sql::ColumnType;

use super::cast::{cast, integers};
use super::dates::{self, Clock};
use super::normalise;
use super::open::OpenFile;
use super::projection::{Projection, ReadAs};

impl OpenFile {
    /// The minimum and maximum of a column of dates (as days) or years in a row group, by the file's statistics; `None` if
    /// there are no statistics, or there are nulls.
    pub fn bounds(&self, row_group: usize, column: &Projection) -> Option<(i64, i64)> {
        let groups = || self.metadata.metadata().row_groups().get(row_group);
        let of = StatisticsConverter::try_new(&column.name, self.schema(), self.metadata.parquet_schema()).ok()?;
        let of = of.with_missing_null_counts_as_zero(false);
        let nulls = of.row_group_null_counts(groups()).ok()?;
        if nulls.is_null(0) || nulls.value(0) > 0 {
            return None;
        }
        let bound = |stored: ArrayRef| {
            // The smallest text need not be the smallest of what it stands for.
            let ordered = stored.data_type().is_integer() || stored.data_type().is_temporal();
            let normal = match column.read_as {
                ReadAs::Column(ColumnType::Date) if ordered => {
                    dates::any_date(&stored, Clock { zone: self.rules.zone, of_times: None })
                }
                ReadAs::Year if ordered => normalise::years(&stored),
                _ => return None,
            };
            let normal = cast(&normal.ok()?, &DataType::Int64).ok()?;
            normal.is_valid(0).then(|| integers(&normal).value(0))
        };
        bound(of.row_group_mins(groups()).ok()?).zip(bound(of.row_group_maxes(groups()).ok()?))
    }
}
