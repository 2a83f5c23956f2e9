//! Every storage type of the same values gives the same figures, to the last bit. Names of any kind are accepted.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, AsArray, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Float64Array, Int64Array,
    StringArray, TimestampMicrosecondArray,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int8Type, Int32Type, TimeUnit};
use som::regress::{Request, ResultRow};
use som::words::{Covariance, Form, Status};

use super::rows::{Row, columns, request, run, write, write_rows};
use crate::tools::fine;

/// Forty rows of whole numbers that give an estimate.
pub fn plain_rows() -> Vec<Row> {
    let row = |i: i64| Row {
        year: 1984 + i % 2,
        success: i % 3 == 0,
        sex: if i % 5 < 2 { Some("K") } else { Some("M") },
        age: 20.0 + (i * 7 % 11) as f64,
        cluster: i / 4,
        weight: 1.0,
        y: vec![Some((i * i * 31 % 97) as f64)],
    };
    (0..40).map(row).collect()
}

/// Runs on plain rows with some columns stored another way.
fn with(changed: Vec<(&str, ArrayRef)>) -> Vec<ResultRow> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.parquet");
    let mut columns = columns(&plain_rows());
    for (name, column) in changed {
        columns.iter_mut().find(|(known, _)| known == name).unwrap().1 = column;
    }
    write(&path, columns.iter().map(|(name, column)| (name.as_str(), Arc::clone(column))).collect(), 7);
    run(&Request { age: Some(("age".into(), Form::Linear)), ..request(&path, 1, Covariance::Cr1) }).rows
}

fn column(name: &str) -> ArrayRef {
    columns(&plain_rows()).into_iter().find(|(known, _)| known == name).unwrap().1
}

#[test]
fn storage_types_do_not_change_the_figures() {
    let wanted = with(vec![]);
    assert!(wanted.iter().all(|row| row.status == Status::Estimated), "{wanted:?}");
    let y = column("y0");
    for kind in [
        DataType::Int8,
        DataType::UInt16,
        DataType::Int32,
        DataType::UInt64,
        DataType::Float32,
        DataType::Decimal128(9, 2),
        DataType::Float16,
    ] {
        assert_eq!(with(vec![("y0", cast(&y, &kind).unwrap())]), wanted, "{kind}");
    }
    for name in ["year", "success", "person_id", "age"] {
        for kind in [DataType::Int8, DataType::Int16, DataType::UInt64, DataType::Float64, DataType::Decimal128(12, 0)]
        {
            if name == "year" && kind == DataType::Int8 {
                continue;
            }
            assert_eq!(with(vec![(name, cast(&column(name), &kind).unwrap())]), wanted, "{name} as {kind}");
        }
    }
    let success: BooleanArray =
        column("success").as_primitive::<arrow::datatypes::Int64Type>().iter().map(|x| x.map(|x| x == 1)).collect();
    assert_eq!(with(vec![("success", Arc::new(success))]), wanted);
    let sex: DictionaryArray<Int8Type> = column("sex").as_string::<i32>().iter().collect();
    assert_eq!(with(vec![("sex", Arc::new(sex))]), wanted);
    let men: BooleanArray = column("sex").as_string::<i32>().iter().map(|sex| sex.map(|sex| sex == "M")).collect();
    assert_eq!(with(vec![("sex", Arc::new(men.clone()))]), wanted);
    assert_eq!(with(vec![("sex", cast(&(Arc::new(men) as ArrayRef), &DataType::Int32).unwrap())]), wanted);
    let persons = cast(&column("person_id"), &DataType::Int32).unwrap();
    let letters: StringArray =
        persons.as_primitive::<Int32Type>().iter().map(|id| id.map(|id| format!("p{id:02}"))).collect();
    assert_eq!(with(vec![("person_id", Arc::new(letters))]), wanted);
    // The first of July of each year.
    let days: Date32Array = plain_rows().iter().map(|row| Some(5295 + (row.year as i32 - 1984) * 365)).collect();
    let micros: TimestampMicrosecondArray =
        days.iter().map(|day| day.map(|day| i64::from(day) * 86_400_000_000 + 1)).collect();
    assert_eq!(with(vec![("year", Arc::new(days))]), wanted);
    assert_eq!(with(vec![("year", Arc::new(micros))]), wanted);
    let millis = cast(
        &(Arc::new(plain_rows().iter().map(|r| Some(5295 + (r.year as i32 - 1984) * 365)).collect::<Date32Array>())
            as ArrayRef),
        &DataType::Timestamp(TimeUnit::Millisecond, None),
    )
    .unwrap();
    assert_eq!(with(vec![("year", millis)]), wanted);
}

#[test]
fn a_decimal_is_its_double() {
    let cents: Vec<i128> = plain_rows().iter().map(|row| row.y[0].unwrap() as i128 * 7 + 13).collect();
    let doubles: Float64Array = cents.iter().map(|cents| Some(*cents as f64 / 100.0)).collect();
    let decimals = Decimal128Array::from(cents).with_precision_and_scale(12, 2).unwrap();
    assert_eq!(with(vec![("y0", Arc::new(decimals))]), with(vec![("y0", Arc::new(doubles))]));
}

#[test]
fn names_of_any_kind() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.parquet");
    let long = "å".repeat(5000);
    let names = ["a \"quoted\" name", "løn 🎉 kr.", "it's; DROP TABLE", &long];
    let success: ArrayRef = Arc::new(Int64Array::from(vec![0, 1, 0, 1, 1]));
    let y: ArrayRef = Arc::new(Float64Array::from(vec![1.0, 2.5, 2.0, 4.0, 3.0]));
    let mut columns = vec![("success", success)];
    columns.extend(names.iter().chain(&["nights, days", "price", " kr"]).map(|name| (*name, Arc::clone(&y))));
    write(&path, columns, 100);
    let mut words = vec!["regress", path.to_str().unwrap(), "--success", "success", "--format"];
    let outcomes: Vec<[&str; 2]> = names.iter().map(|name| ["--outcomes", *name]).collect();
    words.push("csv");
    words.extend(outcomes.iter().flatten());
    let found = fine(&words);
    let mut reader = csv::Reader::from_reader(found.as_bytes());
    let shown: Vec<String> = reader.records().map(|row| row.unwrap()[0].to_owned()).collect();
    assert_eq!(shown, names);
    let both = fine(&[
        "regress",
        path.to_str().unwrap(),
        "--success",
        "success",
        "--outcomes",
        "\"nights, days\",price, kr",
        "--format",
        "csv",
    ]);
    assert!(both.contains("\"nights, days\""), "{both}");
    words[5] = "json";
    let rows: Vec<serde_json::Value> = serde_json::from_str(&fine(&words)).unwrap();
    assert_eq!(rows[1]["outcome"], names[1]);
    words[5] = "table";
    assert!(fine(&words).lines().all(|line| line.chars().count() < 300));
}

#[test]
fn columns_of_the_results() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.parquet");
    write_rows(&path, &plain_rows(), 100);
    let words = ["regress", path.to_str().unwrap(), "--outcomes", "y0", "--success", "success", "--covariance", "HC1"];
    let found = fine(&[&words[..], &["--format", "csv"]].concat());
    assert_eq!(found.lines().next(), Some("outcome,by,status,n,n_success,clusters,k,df,coef,se,t,p,lower,upper"));
    assert!(found.lines().nth(1).unwrap().starts_with("y0,,estimated,40,14,,2,38,"));
    // Every figure is read back as the double it is.
    let row = &run(&Request { by: None, adjust: vec![], age: None, ..request(&path, 1, Covariance::Hc1) }).rows[0];
    let figures: Vec<f64> = found.lines().nth(1).unwrap().split(',').skip(8).map(|x| x.parse().unwrap()).collect();
    assert_eq!(figures, [row.coef, row.se, row.t, row.p, row.lower, row.upper].map(Option::unwrap));
}
