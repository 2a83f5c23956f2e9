//! Every translated form of SQL, evaluated row by row in this process and by the engines, over values that tell their rules apart.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
};
use arrow::datatypes::Int64Type;
use som::sql::{ColumnType, Dialect, Numbers, Readable, RowExpression};

use super::{DUCKDB, Engine, SAIL};
use crate::world::{Table, day};

/// Expressions that give true, false or NULL.
const CONDITIONS: &[&str] = &[
    "code BETWEEN 1 AND 3",
    "code NOT BETWEEN 1 AND 3",
    "code IN (1, -2, 70000) OR code IS NULL",
    "code NOT IN (1, 2)",
    "code <> 2 AND text LIKE 'DF%'",
    "text NOT LIKE '_F3%' OR flag",
    "text LIKE 'DF32'",
    "text LIKE '%''%'",
    "text < 'DF4' AND text >= 'DF3'",
    "text IN ('DF32', 'æ', '') AND NOT flag",
    "amount > 100",
    "amount = 0",
    "amount >= -0.5 AND amount <= 1000000.5",
    "amount BETWEEN 0.1 AND 0.3",
    "amount IN (0.0, 0.1)",
    "amount > code",
    "amount * 3 = 0.3",
    "code / 2 > 1.4",
    "amount / code > 1",
    "code / (code - 1) < 2",
    "day >= DATE '2012-02-29' AND day < DATE '2013-01-01'",
    "EXTRACT(YEAR FROM day) = 2012 AND EXTRACT(MONTH FROM day) IN (2, 12)",
    "EXTRACT(DAY FROM day) > 28",
    "LENGTH(text) > 3",
    "SUBSTR(text, 1, 2) = 'DF'",
    "SUBSTR(text, 3) = '32'",
    "LEFT(text, 1) = 'æ'",
    "STARTS_WITH(text, 'DF3')",
    "flag = TRUE OR code = 1",
    "CASE WHEN code = 1 THEN NULL ELSE text = 'DF32' END",
    "CASE code WHEN 1 THEN flag WHEN 2 THEN NOT flag END",
    "COALESCE(code, 0) = 0 AND text IS NOT NULL",
    "(code > 1 OR flag) AND NOT (text = 'x' AND amount > 1)",
    "NOT (code = 1)",
    "year - EXTRACT(YEAR FROM day) >= 2",
];

/// Expressions that give numbers.
const NUMBERS: &[&str] = &[
    "code",
    "amount",
    "-code + 2 * code - 1",
    "code * 0.1",
    "amount / 3 + code",
    "amount * amount - 1",
    "code / 7",
    "CASE WHEN code > 1 THEN code ELSE 0 END",
    "CASE WHEN code > 1 THEN code ELSE 0.5 END",
    "CASE WHEN flag THEN 1 ELSE 0 END + CASE WHEN code > 1 THEN 10 ELSE 20 END",
    "COALESCE(code, 1) * 100",
    "COALESCE(amount, code)",
    "ABS(code)",
    "ABS(amount)",
    "ROUND(amount)",
    "ROUND(amount / 2)",
    "ROUND(amount * 0.7, 2)",
    "ROUND(code)",
    "FLOOR(amount)",
    "CEIL(amount * 0.5)",
    "CASE WHEN code <> 0 THEN amount / code ELSE 0.5 END",
    "MOD(code, 10)",
    "MOD(code, 3)",
    "CAST(code AS DOUBLE) / 3",
    "CAST(flag AS BIGINT)",
    "flag",
    "code IS NULL",
    "year * 100 + code",
    "0.1 + amount",
];

/// Forms that are refused, and what is said.
const REFUSED: &[(&str, &str)] = &[
    ("UPPER(text) = 'A'", "the function UPPER is not written in another engine's SQL"),
    ("code % 3 = 1", "`%` is not written in another engine's SQL"),
    ("text / 2 > 1", "division of something else than numbers is not written in another engine's SQL"),
    ("text LIKE 'a\\%'", "LIKE 'a\\%' is not written in another engine's SQL"),
    ("SQRT(amount) = 1", "the function SQRT is not written in another engine's SQL"),
    ("LENGTH(text) - 5 > 1", "`LENGTH(text) - 5` is not written in another engine's SQL"),
    ("EXTRACT(MONTH FROM day) * 100 > 1", "`EXTRACT(MONTH FROM day) * 100` is not written in another engine's SQL"),
    ("CAST(text AS BIGINT) = 1", "a CAST of `text` to BIGINT is not written in another engine's SQL"),
];

fn known() -> Vec<(&'static str, ColumnType)> {
    vec![
        ("code", ColumnType::Integer),
        ("year", ColumnType::Integer),
        ("amount", ColumnType::Number),
        ("text", ColumnType::Text),
        ("day", ColumnType::Date),
        ("flag", ColumnType::Boolean),
    ]
}

/// Rows that tell rules apart: nulls, signs, zeros, halves, numbers beyond every other, texts that differ in case and blanks.
fn rows() -> Vec<(&'static str, ArrayRef)> {
    let codes = [None, Some(-2), Some(0), Some(1), Some(2), Some(3), Some(70_000), Some(1 << 52)];
    let amounts = [
        None,
        Some(-0.0),
        Some(0.1),
        Some(0.3),
        Some(f64::NAN),
        Some(f64::INFINITY),
        Some(-0.5),
        Some(100.25),
        Some(1e300),
    ];
    let texts = [
        None,
        Some(""),
        Some("DF32"),
        Some("df32"),
        Some("DF4"),
        Some("æDF"),
        Some("it's"),
        Some("x"),
        Some("æ"),
        Some("a\nb"),
    ];
    let days =
        [None, Some(day("2012-02-29")), Some(day("2012-12-31")), Some(day("1899-01-01")), Some(day("2010-06-30"))];
    let flags = [None, Some(true), Some(false)];
    let all = 8 * 9 * 10;
    let of = |at: usize, length: usize| at % length;
    vec![
        ("code", Arc::new(Int64Array::from_iter((0..all).map(|at| codes[of(at, 8)]))) as ArrayRef),
        ("year", Arc::new(Int64Array::from_iter_values((0..all).map(|at| 2010 + of(at, 6) as i64)))),
        ("amount", Arc::new(Float64Array::from_iter((0..all).map(|at| amounts[of(at / 8, 9)])))),
        ("text", Arc::new(StringArray::from_iter((0..all).map(|at| texts[of(at / 72, 10)])))),
        ("day", Arc::new(Date32Array::from_iter((0..all).map(|at| days[of(at, 5)])))),
        ("flag", Arc::new(BooleanArray::from_iter((0..all).map(|at| flags[of(at / 5, 3)])))),
    ]
}

fn readable(dialect: Dialect) -> Vec<Readable> {
    let of = |(name, kind): (&str, ColumnType)| Readable { name: name.to_owned(), kind, sql: dialect.name(name) };
    known().into_iter().map(of).collect()
}

/// The answers of this process, as text: truth values and whole numbers as such, others by their bits.
fn ours(sql: &str, is_condition: bool) -> Vec<String> {
    let columns: Vec<(String, ArrayRef)> = rows().into_iter().map(|(name, array)| (name.to_owned(), array)).collect();
    let rows = columns[0].1.len();
    let expression = RowExpression::parse(sql).unwrap();
    let bits = |number: Option<f64>| number.map_or("NULL".to_owned(), shown);
    if is_condition {
        let word = |truth: Option<bool>| truth.map_or("NULL".to_owned(), |truth| i64::from(truth).to_string());
        return expression.truths(&columns, rows).unwrap().into_iter().map(word).collect();
    }
    match expression.numbers(&columns, rows).unwrap() {
        Numbers::Integers(array) => array.iter().map(|n| n.map_or("NULL".to_owned(), |n| n.to_string())).collect(),
        Numbers::Decimals(array) => array.iter().map(bits).collect(),
    }
}

/// A number by its bits. The sign of zero and the bits of NaN have no meaning.
fn shown(number: f64) -> String {
    if number.is_nan() { "NaN".to_owned() } else { format!("{:016x}", (number + 0.0).to_bits()) }
}

/// The answers of an engine, from a file with a column an expression.
fn theirs(batch: &RecordBatch, column: usize) -> Vec<String> {
    let array = batch.column(column);
    let each = |row: usize| {
        if array.is_null(row) {
            return "NULL".to_owned();
        }
        if let Some(numbers) = array.as_primitive_opt::<arrow::datatypes::Float64Type>() {
            return shown(numbers.value(row));
        }
        let whole = arrow::compute::cast(array, &arrow::datatypes::DataType::Int64).unwrap();
        whole.as_primitive::<Int64Type>().value(row).to_string()
    };
    (0..batch.num_rows()).map(each).collect()
}

fn agree(engine: Engine, dialect: Dialect) {
    let Some(python) = engine.python() else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut table = Table::of(rows());
    let count = rows()[0].1.len() as i64;
    table.set("row", Arc::new(Int64Array::from_iter_values(0..count)));
    table.write(&folder.path().join("rows.parquet"), Default::default());
    let all: Vec<(&str, bool)> =
        CONDITIONS.iter().map(|sql| (*sql, true)).chain(NUMBERS.iter().map(|sql| (*sql, false))).collect();
    let columns = all.iter().enumerate().map(|(at, (sql, _))| {
        let expression = RowExpression::parse(sql).unwrap();
        let translated = expression
            .translate(dialect, &readable(dialect))
            .unwrap_or_else(|fault| panic!("{sql}: {}", fault.message));
        format!("{} AS {}", translated.sql, dialect.name(&format!("e{at}")))
    });
    let rows = folder.path().join("rows.parquet");
    let (results, rows) = (folder.path().join("results"), rows.display());
    std::fs::create_dir_all(&results).unwrap();
    let query = format!("SELECT {},\n{}", dialect.name("row"), columns.collect::<Vec<_>>().join(",\n"));
    let results = results.display();
    let script = match dialect {
        Dialect::DuckDb => {
            format!("COPY (\n{query}\nFROM read_parquet('{rows}')\n) TO '{results}/part.parquet' (FORMAT parquet);\n")
        }
        Dialect::Spark => {
            format!("INSERT OVERWRITE DIRECTORY '{results}' USING parquet\n{query}\nFROM parquet.`{rows}`;\n")
        }
    };
    std::fs::write(folder.path().join("1.sql"), script).unwrap();
    std::fs::write(folder.path().join("scripts.json"), r#"{"registers": [{"script": "1.sql"}]}"#).unwrap();
    let ran = engine.run(&python, folder.path());
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let mut by_row: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for entry in std::fs::read_dir(folder.path().join("results")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|end| end != "parquet") {
            continue;
        }
        let file = std::fs::File::open(path).unwrap();
        let reader =
            parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
        for batch in reader.map(Result::unwrap) {
            let answers: Vec<Vec<String>> = (0..batch.num_columns()).map(|column| theirs(&batch, column)).collect();
            for row in 0..batch.num_rows() {
                let number = answers[0][row].parse().unwrap();
                by_row.insert(number, answers[1..].iter().map(|answers| answers[row].clone()).collect());
            }
        }
    }
    assert_eq!(by_row.len() as i64, count);
    let mut wrong = Vec::new();
    for (at, (sql, is_condition)) in all.iter().enumerate() {
        let theirs: Vec<&String> = by_row.values().map(|answers| &answers[at]).collect();
        let ours = ours(sql, *is_condition);
        let differ: Vec<usize> = (0..ours.len()).filter(|row| ours[*row] != *theirs[*row]).collect();
        if let Some(first) = differ.first() {
            wrong.push(format!(
                "{sql}: {} rows, the first {first}: {} here, {} there",
                differ.len(),
                ours[*first],
                theirs[*first]
            ));
        }
    }
    assert!(wrong.is_empty(), "{}: {wrong:#?}", engine.name);
}

#[test]
fn duckdb_answers_every_translated_expression_alike() {
    agree(DUCKDB, Dialect::DuckDb);
}

#[test]
fn sail_answers_every_translated_expression_alike() {
    agree(SAIL, Dialect::Spark);
}

#[test]
fn what_may_differ_in_another_engine_is_refused_by_name() {
    for (sql, wanted) in REFUSED {
        let expression = RowExpression::parse(sql).unwrap();
        for dialect in [Dialect::DuckDb, Dialect::Spark] {
            let fault = expression.translate(dialect, &readable(dialect)).unwrap_err();
            assert_eq!(fault.message, *wanted, "{sql}");
        }
    }
}
