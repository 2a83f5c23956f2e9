//! What came in a delivery of extracts: registers, their datasets, and what is wrong with them. Counts and names alone, never a value
//! of a row.

use serde::Serialize;

/// A register of a delivery.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DeliveredRegister {
    /// The register's id.
    pub register: String,
    /// Its name in the catalogue of registers; its id where no catalogue is given.
    pub name: String,
    /// Its files, in order of name.
    pub datasets: Vec<DeliveredDataset>,
    /// Rows by year of what is in them, for every covered year; empty where rows are not placed in time.
    pub years: Vec<(i32, u64)>,
    /// Rows of the delivery before, if one is given.
    pub rows_before: Option<u64>,
    /// Rows of the whole population that the catalogue has in as many years, or in all of a register that comes whole; `None` if the
    /// catalogue has no count.
    pub catalogue_rows: Option<u64>,
    /// Rows of persons who are not in the population, if rows were compared with it.
    pub unmatched: Option<u64>,
    /// Bad rows by cause and column.
    pub bad: Vec<BadRowCause>,
    /// How many causes of faults it has: a build stops at each.
    pub faults: usize,
    /// Variables that read it and can't be computed because of its faults.
    pub unusable: Vec<String>,
}

impl DeliveredRegister {
    /// Its rows.
    pub fn rows(&self) -> u64 {
        self.datasets.iter().map(|dataset| dataset.rows).sum()
    }

    /// Its bad rows, whatever the cause; a row with bad values of several columns counts in each.
    pub fn bad_rows(&self) -> u64 {
        self.bad.iter().map(|cause| cause.count).sum()
    }

    /// The first and the last year of which it has rows, or which its files name.
    pub fn period(&self) -> Option<(i32, i32)> {
        let of_files = self.datasets.iter().filter_map(|dataset| dataset.year);
        let of_rows = self.years.iter().filter(|(_, rows)| *rows > 0).map(|(year, _)| *year);
        let years = || of_files.clone().chain(of_rows.clone());
        Some((years().min()?, years().max()?))
    }
}

/// A file of a register.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DeliveredDataset {
    /// Its path below the folder of extracts.
    pub file: String,
    /// The year in its path.
    pub year: Option<i32>,
    /// Its rows.
    pub rows: u64,
    /// The rows of the file of the same path in the delivery before.
    pub rows_before: Option<u64>,
    /// Its columns.
    pub columns: usize,
    /// Columns that the dataset it is compared with lacks.
    pub new_columns: Vec<String>,
    /// Columns of the dataset it is compared with that it lacks.
    pub missing_columns: Vec<String>,
}

/// Bad rows of one cause in one column, or in the columns of weeks or months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BadRowCause {
    /// The cause, such as `null_key`.
    pub cause: String,
    /// The column, or the first and last of weeks or months, or the variable.
    pub column: String,
    /// How many rows; of several columns, how many values.
    pub count: u64,
}
