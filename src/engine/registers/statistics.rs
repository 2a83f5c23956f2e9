//! The statistics of row groups, by which row groups without wanted rows are passed over.

use std::collections::BTreeSet;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::DataType;
use parquet::arrow::arrow_reader::statistics::StatisticsConverter;
use sql::ColumnType;

use super::OpenRegister;
use super::cast::{cast, integers};
use super::dates::{self, Clock};
use super::normalise;
use super::open::OpenFile;
use super::projection::{Projection, ReadAs};
use super::stored_type::is_text;

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

    /// Whether a column holds one text in every row, by the file's statistics.
    fn has_one_text(&self, name: &str) -> bool {
        let of = StatisticsConverter::try_new(name, self.schema(), self.metadata.parquet_schema()).ok();
        let one_text = || {
            let of = of?.with_missing_null_counts_as_zero(false);
            let groups = || self.metadata.metadata().row_groups().iter();
            let nulls = of.row_group_null_counts(groups()).ok()?;
            let exact = [of.row_group_is_min_value_exact(groups()), of.row_group_is_max_value_exact(groups())];
            let [least_exact, most_exact] = exact.map(Result::ok);
            let is_exact = least_exact?.iter().chain(most_exact?.iter()).all(|exact| exact == Some(true));
            let ends = [of.row_group_mins(groups()), of.row_group_maxes(groups())];
            let [least, most] = ends.map(|ends| cast(&ends.ok()?, &DataType::Utf8).ok());
            let (least, most) = (least?, most?);
            let (least, most) = (least.as_string::<i32>(), most.as_string::<i32>());
            let texts: BTreeSet<Option<&str>> = least.iter().chain(most.iter()).collect();
            let no_null = nulls.iter().all(|nulls| nulls == Some(0));
            Some(is_exact && no_null && texts.len() == 1 && !texts.contains(&None))
        };
        one_text().unwrap_or(false)
    }
}

impl OpenRegister<'_> {
    /// Columns that describe a file and not a row: text columns with one value in all rows of each file that has them, such as
    /// the name of the SAS file that an extract comes from. In lower case.
    pub fn columns_of_files(&self) -> BTreeSet<String> {
        let with_rows = || self.files.iter().filter(|file| file.rows() > 0);
        let texts = |file: &OpenFile| -> Vec<(String, bool)> {
            let fields = file.schema().fields().iter().filter(|field| is_text(field.data_type()));
            fields.map(|field| (field.name().to_lowercase(), file.has_one_text(field.name()))).collect()
        };
        let (of_files, of_rows): (Vec<_>, Vec<_>) = with_rows().flat_map(texts).partition(|(_, one_text)| *one_text);
        let of_rows: BTreeSet<String> = of_rows.into_iter().map(|(name, _)| name).collect();
        of_files.into_iter().map(|(name, _)| name).filter(|name| !of_rows.contains(name)).collect()
    }
}
