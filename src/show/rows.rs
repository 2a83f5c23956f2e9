//! Rows as data: the one rendering of a result as a table, as JSON and as CSV.
//!
//! Owns the output formats and the CSV dialects. A new format is a value of [`Format`] and an arm of [`render`]. Owns no
//! layout for people: the text of a table comes from the caller.

use serde::Serialize;

use foundation::error::{Error, Result};

/// The format of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Table,
    /// Everything, for programs.
    Json,
    /// One list, for spreadsheets.
    Csv,
}

/// How CSV is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Dialect {
    /// Commas between fields, a decimal point.
    #[default]
    Plain,
    /// As Excel with Danish settings opens it: semicolons, a decimal comma, a byte order mark.
    ExcelDa,
}

/// A field of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// Text, and anything else that is not a number.
    Text(String),
    /// A number with a decimal point.
    Number(String),
}

impl From<&str> for Field {
    fn from(text: &str) -> Field {
        Field::Text(text.to_owned())
    }
}

impl From<String> for Field {
    fn from(text: String) -> Field {
        Field::Text(text)
    }
}

impl From<f64> for Field {
    fn from(number: f64) -> Field {
        Field::Number(number.to_string())
    }
}

impl From<i32> for Field {
    fn from(number: i32) -> Field {
        Field::Number(number.to_string())
    }
}

impl From<usize> for Field {
    fn from(number: usize) -> Field {
        Field::Number(number.to_string())
    }
}

impl<T: Into<Field>> From<Option<T>> for Field {
    fn from(value: Option<T>) -> Field {
        // A missing value is an empty field.
        value.map_or_else(|| Field::Text(String::new()), Into::into)
    }
}

/// Columns and rows of equal length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows, a field for each column.
    pub rows: Vec<Vec<Field>>,
}

impl Rows {
    /// Rows with these columns.
    pub fn new(columns: &[&str], rows: Vec<Vec<Field>>) -> Rows {
        Rows { columns: columns.iter().map(|name| (*name).to_owned()).collect(), rows }
    }

    /// The rows of flat records, with a column for each of their fields.
    ///
    /// # Errors
    /// Only an internal error: a record that is not flat.
    pub fn of<T: Serialize>(records: &[T]) -> Result<Rows> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for record in records {
            writer.serialize(record).map_err(|e| internal(&e))?;
        }
        let bytes = writer.into_inner().map_err(|e| internal(&e))?;
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let columns: Vec<String> = reader.headers().map_err(|e| internal(&e))?.iter().map(str::to_owned).collect();
        let mut rows = Vec::with_capacity(records.len());
        for (read, record) in reader.into_records().zip(records) {
            let types = serde_json::to_value(record).map_err(|e| internal(&e))?;
            let field = |(text, column): (&str, &String)| {
                if types.get(column).is_some_and(serde_json::Value::is_number) {
                    Field::Number(text.to_owned())
                } else {
                    Field::Text(text.to_owned())
                }
            };
            rows.push(read.map_err(|e| internal(&e))?.iter().zip(&columns).map(field).collect());
        }
        Ok(Rows { columns, rows })
    }

    /// The rows behind a first column that has the same value in each.
    #[must_use]
    pub fn labelled(self, column: &str, value: &str) -> Rows {
        let columns = std::iter::once(column.to_owned()).chain(self.columns).collect();
        let labelled = |row: Vec<Field>| std::iter::once(Field::from(value)).chain(row).collect();
        Rows { columns, rows: self.rows.into_iter().map(labelled).collect() }
    }

    /// These rows and further ones of the same columns.
    ///
    /// # Errors
    /// Only an internal error: other columns.
    pub fn joined(mut self, other: Rows) -> Result<Rows> {
        if self.columns != other.columns {
            return Err(Error::internal("rows of different columns are joined".to_owned()));
        }
        self.rows.extend(other.rows);
        Ok(self)
    }

    /// The rows as CSV with a header; empty without columns.
    ///
    /// # Errors
    /// Only an internal error.
    pub fn csv(&self, dialect: Dialect) -> Result<String> {
        let (delimiter, start) = match dialect {
            Dialect::Plain => (b',', ""),
            Dialect::ExcelDa => (b';', "\u{feff}"),
        };
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        if !self.columns.is_empty() {
            writer.write_record(&self.columns).map_err(|e| internal(&e))?;
        }
        for row in &self.rows {
            let fields = row.iter().map(|field| match (field, dialect) {
                (Field::Number(number), Dialect::ExcelDa) => number.replace('.', ","),
                (Field::Text(text), Dialect::ExcelDa) if is_read_as_formula(text) => format!("'{text}"),
                (Field::Number(text) | Field::Text(text), _) => text.clone(),
            });
            writer.write_record(fields).map_err(|e| internal(&e))?;
        }
        let bytes = writer.into_inner().map_err(|e| internal(&e))?;
        Ok(start.to_owned() + &String::from_utf8(bytes).map_err(|e| internal(&e))?)
    }
}

/// Whether Excel would read a text as a formula: it begins as one and is no number.
fn is_read_as_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@']) && text.replace(',', ".").parse::<f64>().is_err()
}

/// A value as JSON text that ends in a line break.
///
/// # Errors
/// Only an internal error.
pub fn json<T: Serialize + ?Sized>(value: &T) -> Result<String> {
    serde_json::to_string_pretty(value).map(|text| text + "\n").map_err(|e| internal(&e))
}

/// A result in one format: `table` is its text for people, `document` all of it, `rows` its list.
///
/// # Errors
/// Only an internal error.
pub fn render<T: Serialize + ?Sized>(
    format: Format,
    dialect: Dialect,
    table: impl FnOnce() -> String,
    document: &T,
    rows: impl FnOnce() -> Result<Rows>,
) -> Result<String> {
    match format {
        Format::Table => Ok(table()),
        Format::Json => json(document),
        Format::Csv => rows()?.csv(dialect),
    }
}

fn internal(error: &dyn std::fmt::Display) -> Error {
    Error::internal(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Record {
        name: &'static str,
        release: Option<&'static str>,
        value: f64,
        missing: Option<f64>,
    }

    #[test]
    fn excel_da_has_semicolons_decimal_commas_and_a_byte_order_mark() {
        let records = [Record { name: "a;b", release: Some("2026.1"), value: -1.5, missing: None }];
        let rows = Rows::of(&records).unwrap();
        assert_eq!(rows.csv(Dialect::Plain).unwrap(), "name,release,value,missing\na;b,2026.1,-1.5,\n");
        assert_eq!(rows.csv(Dialect::ExcelDa).unwrap(), "\u{feff}name;release;value;missing\n\"a;b\";2026.1;-1,5;\n");
        for text in ["=1+1", "+A1", "-A1", "@SUM(1)"] {
            let rows = Rows::new(&["text"], vec![vec![text.into()]]);
            assert_eq!(rows.csv(Dialect::Plain).unwrap(), format!("text\n{text}\n"));
            assert_eq!(rows.csv(Dialect::ExcelDa).unwrap(), format!("\u{feff}text\n'{text}\n"));
        }
        let rows = Rows::new(&["text"], vec![vec!["-1,5".into()], vec!["a=b".into()]]);
        assert_eq!(rows.csv(Dialect::ExcelDa).unwrap(), "\u{feff}text\n-1,5\na=b\n");
        assert_eq!(Rows::of::<Record>(&[]).unwrap().csv(Dialect::Plain).unwrap(), "");
    }
}
