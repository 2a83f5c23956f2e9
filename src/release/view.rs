//! Any table as cells: what every other file type is made from, and the text form from which a table comes back to the bit.

use rayon::prelude::*;
use serde_json::{Map, Value};

use foundation::tables::visit::TableVisitor;
use foundation::tables::{Column, ColumnType, Database, Row};

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// Words.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number.
    Number(f64),
    /// True or false.
    Truth(bool),
}

/// A table as cells.
#[derive(Debug, Clone)]
pub struct View {
    /// Its name.
    pub name: &'static str,
    /// What one row is.
    pub about: &'static str,
    /// The columns that identify a row.
    pub key: &'static [&'static str],
    /// Its columns.
    pub columns: &'static [Column],
    /// Its rows, a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

impl View {
    /// The table of some rows.
    ///
    /// # Errors
    /// A row that is not a map of plain values: an internal error.
    pub fn of<R: Row>(rows: &[R]) -> Result<View, String> {
        let cells = |row: &R| {
            let Value::Object(mut map) = serde_json::to_value(row).map_err(|e| e.to_string())? else {
                return Err(format!("a row of {} is not a map", R::TABLE));
            };
            Ok(R::COLUMNS.iter().map(|column| cell(map.remove(column.name))).collect())
        };
        let rows = rows.par_iter().map(cells).collect::<Result<_, String>>()?;
        Ok(View { name: R::TABLE, about: R::ABOUT, key: R::KEY, columns: R::COLUMNS, rows })
    }

    /// The table as tab-separated text: a line of names, and a line for each row. Null is nothing; a text of no letters is `\e`;
    /// a tab, line break, carriage return and backslash within a text are `\t`, `\n`, `\r` and `\\`. A number has the fewest
    /// digits that give it back.
    ///
    /// # Errors
    /// Internal errors only.
    pub fn to_tsv(&self) -> Result<String, String> {
        let mut to =
            csv::WriterBuilder::new().delimiter(b'\t').quote_style(csv::QuoteStyle::Never).from_writer(Vec::new());
        to.write_record(self.columns.iter().map(|column| column.name)).map_err(|e| e.to_string())?;
        for row in &self.rows {
            to.write_record(row.iter().map(written)).map_err(|e| e.to_string())?;
        }
        let bytes = to.into_inner().map_err(|e| e.to_string())?;
        String::from_utf8(bytes).map_err(|e| e.to_string())
    }
}

/// Rows from tab-separated text as [`View::to_tsv`] writes it.
///
/// # Errors
/// A line, counted from 1, that is not of this table, and why, without its values.
pub fn from_tsv<R: Row>(text: &str) -> Result<Vec<R>, (usize, String)> {
    from_tsv_without(text, &[])
}

/// The columns that the header of a table's text lacks.
pub fn lacking<R: Row>(text: &str) -> Vec<&'static str> {
    // A text without a header lacks every column.
    let header = reader(text).headers().cloned().unwrap_or_else(|_| csv::StringRecord::new());
    let has = |name: &str| header.iter().any(|column| column == name);
    R::COLUMNS.iter().map(|column| column.name).filter(|name| !has(name)).collect()
}

/// The same of a release that lacks some columns, which are null.
///
/// # Errors
/// A line, counted from 1, that is not of this table, and why, without its values.
pub fn from_tsv_without<R: Row>(text: &str, lacking: &[&str]) -> Result<Vec<R>, (usize, String)> {
    let mut lines = reader(text);
    let unreadable = |e: &csv::Error| (e.position().map_or(1, |at| at.line() as usize), "is not text".to_owned());
    let columns: Vec<&Column> = R::COLUMNS.iter().filter(|column| !lacking.contains(&column.name)).collect();
    let header = lines.headers().map_err(|e| unreadable(&e))?;
    if header != columns.iter().map(|column| column.name).collect::<Vec<_>>() {
        return Err((1, format!("does not have the columns of the table `{}`", R::TABLE)));
    }
    let mut rows = Vec::new();
    for (number, record) in lines.records().enumerate() {
        let cells = record.map_err(|e| unreadable(&e))?;
        let line = cells.position().map_or(number + 2, |at| at.line() as usize);
        if cells.len() != columns.len() {
            return Err((line, format!("has {} cells, and there are {} columns", cells.len(), columns.len())));
        }
        let mut map = Map::new();
        for (column, cell) in columns.iter().zip(&cells) {
            let value = read(column, cell).ok_or_else(|| (line, format!("`{}` is not of its type", column.name)))?;
            map.insert(column.name.to_owned(), value);
        }
        rows.push(serde_json::from_value(Value::Object(map)).map_err(|_| {
            (line, format!("is not a row of the table `{}`: a cell is missing, or is none of its words", R::TABLE))
        })?);
    }
    Ok(rows)
}

/// A reader of tab-separated text without quotation marks.
fn reader(text: &str) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).flexible(true).from_reader(text.as_bytes())
}

fn cell(value: Option<Value>) -> Cell {
    match value {
        Some(Value::String(text)) => Cell::Text(text),
        Some(Value::Bool(truth)) => Cell::Truth(truth),
        Some(Value::Number(number)) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Cell::Whole(whole),
            (None, Some(number)) => Cell::Number(number),
            (None, None) => Cell::Null,
        },
        _ => Cell::Null,
    }
}

/// A cell as text; null is nothing.
pub fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Whole(whole) => whole.to_string(),
        Cell::Number(number) => number.to_string(),
        Cell::Truth(truth) => truth.to_string(),
    }
}

fn written(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) if text.is_empty() => "\\e".to_owned(),
        Cell::Text(text) => text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r"),
        other => plain(other),
    }
}

fn read(column: &Column, cell: &str) -> Option<Value> {
    if cell.is_empty() {
        return Some(Value::Null);
    }
    match column.holds() {
        ColumnType::Text => text(cell).map(Value::String),
        ColumnType::Whole => cell.parse::<i64>().ok().map(Value::from),
        ColumnType::Number => cell.parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::from),
        ColumnType::Truth => cell.parse::<bool>().ok().map(Value::from),
    }
}

fn text(cell: &str) -> Option<String> {
    let mut read = String::with_capacity(cell.len());
    let mut letters = cell.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            read.push(letter);
            continue;
        }
        match letters.next()? {
            'e' => {}
            't' => read.push('\t'),
            'n' => read.push('\n'),
            'r' => read.push('\r'),
            '\\' => read.push('\\'),
            _ => return None,
        }
    }
    Some(read)
}

/// Every table as a view.
struct Views(Vec<View>);

impl TableVisitor for Views {
    type Error = String;

    fn table<R: Row>(&mut self, rows: &[R]) -> Result<(), String> {
        self.0.push(View::of(rows)?);
        Ok(())
    }
}

/// Every table of a release, in order of name.
///
/// # Errors
/// Internal errors only.
pub fn views(database: &Database) -> Result<Vec<View>, String> {
    let mut views = Views(Vec::new());
    database.look(&mut views)?;
    Ok(views.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use foundation::tables::published::{CohortRow, CovarianceRow};
    use foundation::words::Arm;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_table_comes_back_from_text_to_the_bit(
            name in "\\PC{0,12}", odd in "[\\\\\t\r\nen]{0,6}", covariance in proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL | proptest::num::f64::ZERO,
            persons in proptest::option::of(any::<i64>()), age in proptest::option::of(-1e9..1e9),
        ) {
            let row = CovarianceRow {
                target_group: name.clone(), subgroup: odd.clone(), success_measure: String::new(), consequence: "x".to_owned(),
                follow_up_year: 1, other_year: i32::MIN, covariance,
            };
            let text = View::of(std::slice::from_ref(&row)).unwrap().to_tsv().unwrap();
            let back: Vec<CovarianceRow> = from_tsv(&text).unwrap();
            prop_assert_eq!(back[0].covariance.to_bits(), covariance.to_bits());
            prop_assert_eq!(&back[0], &row);
            let row = CohortRow {
                target_group: odd, subgroup: name, success_measure: "m".to_owned(), arm: Arm::Success, persons, mean_age: age,
                reason: None,
            };
            let text = View::of(std::slice::from_ref(&row)).unwrap().to_tsv().unwrap();
            prop_assert_eq!(from_tsv::<CohortRow>(&text).unwrap(), vec![row]);
        }
    }

    #[test]
    fn a_line_of_another_table_is_named() {
        let wrong = |text: &str| from_tsv::<CovarianceRow>(text).unwrap_err();
        assert_eq!(wrong("a\tb\n").0, 1);
        let head = "target_group\tsubgroup\tsuccess_measure\tconsequence\tfollow_up_year\tother_year\tcovariance\n";
        assert_eq!(wrong(&format!("{head}g\ts\tm\tc\t1\t2\n")), (2, "has 6 cells, and there are 7 columns".to_owned()));
        assert_eq!(wrong(&format!("{head}g\ts\tm\tc\t1\tx\t2\n")).1, "`other_year` is not of its type");
        assert_eq!(wrong(&format!("{head}g\ts\tm\tc\\q\t1\t1\t2\n")).1, "`consequence` is not of its type");
        assert!(wrong(&format!("{head}g\ts\tm\tc\t\t1\t2\n")).1.starts_with("is not a row of the table"));
    }
}
