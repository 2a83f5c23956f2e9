//! Registers with a column for each month: employment by branch, and amounts of the months of a year.

use std::sync::Arc;

use arrow::array::{Float64Array, StringArray};

use super::village::{Audit, register, village, y};
use crate::world::{Table, World, integers, texts};

const DREAM: &str = "kind = \"monthly_wide\"\ncovers = { first = 2012, last = 2013 }\n[months]
branch = { names = \"BRANCHE_{yyyy}_{mm}\", type = \"code\", width = 6 }\ndegree = { names = \"GRAD_{yyyy}_{mm}\", type = \"number\" }";

/// A world whose register of months has these keys, with `y` of it.
fn months(keys: &str, resolution: &str, from: &str) -> World {
    let world = village();
    register(&world, "r", keys);
    y(&world, resolution, from);
    world
}

/// Every month of two years of some persons: branch and degree by person, year and month.
fn dream(keys: &[i64], of: impl Fn(i64, i32, i64) -> Option<(&'static str, f64)>) -> Table {
    let mut table = Table::of(vec![("PNR", integers(keys.iter().copied()))]);
    for (year, month) in (2012..=2013).flat_map(|year| (1..=12).map(move |month| (year, month))) {
        let values: Vec<_> = keys.iter().map(|key| of(*key, year, month)).collect();
        // A month without a branch is blank in one column and null in the other.
        let branches = values.iter().map(|value| value.map_or(" ", |(branch, _)| branch));
        table.set(&format!("BRANCHE_{year}_{month:02}"), texts(branches));
        let degrees = Float64Array::from_iter(values.iter().map(|value| value.map(|(_, degree)| degree)));
        table.set(&format!("GRAD_{year}_{month:02}"), Arc::new(degrees));
    }
    table
}

fn employed(key: i64, year: i32, month: i64) -> Option<(&'static str, f64)> {
    match (key, year, month) {
        (1, 2012, 3..=5) => Some(("11000", 0.5)),
        (1, 2012, 6) => Some(("451000", 1.0)),
        (1, 2013, 1) | (5, 2012, 12) => Some(("011000", 0.25)),
        _ => None,
    }
}

#[test]
fn months_of_employment_are_counted_by_branch() {
    let world = months(DREAM, "1", r#"{ register = "r", where = "branch = '011000'", value = "COUNT(*)" }"#);
    world.put("r.parquet", dream(&[1, 2, 5], employed));
    let audit = Audit::of(&world);
    audit.knows(2012, &[3.0, 0.0, 0.0, 0.0], &[1.0, 0.0, 0.0, 0.0]);
    audit.knows(2013, &[1.0, 0.0, 0.0, 0.0], &[0.0; 4]);
    let world = months(DREAM, "0.25", r#"{ register = "r", where = "month > 3", value = "SUM(degree)" }"#);
    world.put("r.parquet", dream(&[1, 2, 5], employed));
    let audit = Audit::of(&world);
    audit.knows(2012, &[2.0, 0.0, 0.0, 0.0], &[0.25, 0.0, 0.0, 0.0]);
    audit.knows(2013, &[0.0; 4], &[0.0; 4]);
}

#[test]
fn only_the_columns_asked_for_are_read() {
    let world = months(
        DREAM,
        "0.25",
        r#"{ register = "r", since = 2012-04-01, value = "SUM(degree)" }, { register = "r", until = 2012-03-31, where = "degree > 0", value = "COUNT(*)" }"#,
    );
    let mut table = dream(&[1, 5], employed);
    // A branch that is not text would be a fault, and a missing one too: neither is looked at.
    table.set("BRANCHE_2012_01", Arc::new(arrow::array::BooleanArray::from(vec![true, false])));
    table.drop("BRANCHE_2012_02");
    world.put("r.parquet", table);
    Audit::of(&world).knows(2013, &[0.25, 0.0, 0.0, 0.0], &[0.0; 4]);
}

#[test]
fn a_month_without_a_column_and_a_person_with_two_rows_are_faults() {
    let refused = |change: &dyn Fn(&mut Table)| {
        let world = months(DREAM, "1", r#"{ register = "r", where = "branch = '011000'", value = "COUNT(*)" }"#);
        let mut table = dream(&[1, 5], employed);
        change(&mut table);
        world.put("r.parquet", table);
        let output = world.build();
        assert_eq!(output.status.code(), Some(11));
        let said = world.said(&output.stderr);
        crate::check_extracts::agrees(&world, "refused", &said);
        said
    };
    let said = refused(&|table| table.drop("BRANCHE_2013_07"));
    assert!(
        said.contains("months of 2013 have no column, and the register covers them (looked for `BRANCHE_{yyyy}_{mm}`)"),
        "{said}"
    );
    let said = refused(&|table| table.take([0, 1, 1]));
    assert!(said.contains("1 row(s) too many: a person has one row over the same weeks or months"), "{said}");
    let world = months(DREAM, "1", r#"{ register = "r", value = "COUNT(*)" }"#);
    let said = world.said(&world.build().stderr);
    assert!(said.contains("the source reads no month column of `r`, so nothing says which months count"), "{said}");
}

#[test]
fn the_months_of_a_row_can_be_of_the_year_of_its_file_or_column() {
    let columns = "[months]\namount = { names = \"BELOB{m}\", type = \"number\" }\n[columns]\naccount = { names = \"KYAARX\", type = \"code\", width = 5 }";
    let sum = r#"{ register = "r", where = "account = '10050' AND month <= 10", value = "SUM(amount)" }"#;
    let rows = |keys: &[i64], accounts: &[&str], year: i64| {
        let mut table = Table::of(vec![("PNR", integers(keys.iter().copied()))]);
        table.set("KYAARX", Arc::new(StringArray::from(accounts.to_vec())));
        table.set("AAR", integers(keys.iter().map(|_| year)));
        for month in 1..=12 {
            let amount = |key: &i64| (*key != 5 || month == 2).then_some(month as f64);
            table.set(&format!("BELOB{month}"), Arc::new(Float64Array::from_iter(keys.iter().map(amount))));
        }
        table
    };
    let covers = "kind = \"monthly_wide\"\ncovers = { first = 2012, last = 2013 }";
    let world = months(&format!("{covers}\nfiles = [\"r{{year}}.parquet\"]\n{columns}"), "1", sum);
    world.put("r2012.parquet", rows(&[1, 1, 5], &["10050", "10040", "10050"], 0));
    world.put("r2013.parquet", rows(&[2], &["10050"], 0));
    let audit = Audit::of(&world);
    // January to October: 1 + 2 + … + 10.
    audit.knows(2012, &[55.0, 0.0, 0.0, 0.0], &[2.0, 0.0, 0.0, 0.0]);
    audit.knows(2013, &[0.0, 55.0, 0.0, 0.0], &[0.0; 4]);
    let world = months(&format!("{covers}\nyear = \"AAR\"\n{columns}"), "1", sum);
    world.put("r.parquet", rows(&[1, 1, 5], &["10050", "10040", "10050"], 2013));
    let audit = Audit::of(&world);
    audit.knows(2012, &[0.0; 4], &[0.0; 4]);
    audit.knows(2013, &[55.0, 0.0, 0.0, 0.0], &[2.0, 0.0, 0.0, 0.0]);
}

#[test]
fn test_persons_have_weeks_and_months_in_one_file() {
    let files = "files = [\"d.parquet\"]";
    let world = months(
        &format!("{files}\n{DREAM}"),
        "1",
        r#"{ register = "r", where = "branch = '011000'", value = "COUNT(*)" }, { register = "w", where = "code = 100", value = "COUNT(*)" }"#,
    );
    register(
        &world,
        "w",
        &format!(
            "{files}\nkind = \"weekly_wide\"\nweeks = \"Y_{{yy}}{{ww}}\"\ncovers = {{ first = 2012, last = 2013 }}"
        ),
    );
    let group = std::fs::read_to_string(world.path("pipelines/target_groups/adults/g.toml")).unwrap();
    let person = "[[person]]\nname = \"works and has a benefit\"\nborn = 1980-05-17\nsex = \"man\"\nresident = { from = 2000-01-01 }
rows = [
  { register = \"marks\", date = 2011-03-01, mark = \"in\" },
  { register = \"r\", first = \"2012-03\", last = \"2012-05\", branch = \"011000\", degree = 0.5 },
  { register = \"w\", code = 100, first = \"2012-01\", last = \"2012-04\" },
]
expect = { t0 = 2011, values = { y = { 1 = 7, 2 = 0 } } }\n";
    world.text("pipelines/target_groups/adults/g.toml", &format!("{group}\n{person}"));
    let pipelines = world.path("pipelines").display().to_string();
    let output = crate::tools::som(&["check", "--pipelines", &pipelines]);
    assert!(output.status.success(), "{}", world.said(&output.stderr));
}
