//! Registers of amounts per period: years with a category, months, quarters and school years, however files give them.

use arrow::array::ArrayRef;

use super::village::{Audit, register, some_codes, village, y};
use crate::world::{Table, World, dates, integers, numbers, texts};

const SUM: &str = r#"{ register = "r", value = "SUM(amount)" }"#;
const COLUMNS: &str =
    "[columns]\namount = { names = \"BELOB\", type = \"number\" }\nart = { names = \"ART\", type = \"text\" }";

/// A world whose register of periods has these keys, with `y` of it.
fn periods(keys: &str, resolution: &str, from: &str) -> World {
    let world = village();
    register(&world, "r", &format!("kind = \"period\"\n{keys}\n{COLUMNS}"));
    y(&world, resolution, from);
    world
}

/// Rows of persons, amounts and categories, with the columns of their periods.
fn rows(rows: &[(i64, f64, &str)], period: Vec<(&str, ArrayRef)>) -> Table {
    let own = vec![
        ("PNR", integers(rows.iter().map(|row| row.0))),
        ("BELOB", numbers(rows.iter().map(|row| row.1))),
        ("ART", texts(rows.iter().map(|row| row.2))),
    ];
    Table::of(own.into_iter().chain(period).collect())
}

#[test]
fn amounts_of_a_year_add_up_over_categories() {
    let world = periods(
        "unit = \"year\"\nyear = \"AAR\"",
        "0.5",
        r#"{ register = "r", where = "art <> '99'", value = "SUM(amount)" }"#,
    );
    let of = [(1, 2.5, "80"), (1, 1.0, "24"), (1, 9.0, "99"), (2, 4.0, "80"), (5, 7.5, "80"), (5, -1.5, "80")];
    world.put("r.parquet", rows(&of, vec![("AAR", integers([2012, 2012, 2012, 2013, 2012, 2012]))]));
    let audit = Audit::of(&world);
    audit.knows(2012, &[3.5, 0.0, 0.0, 0.0], &[6.0, 0.0, 0.0, 0.0]);
    audit.knows(2013, &[0.0, 4.0, 0.0, 0.0], &[0.0; 4]);
}

#[test]
fn a_period_is_given_by_columns_a_day_a_code_or_the_path() {
    let of = [(1, 100.0, "a"), (1, 20.0, "a"), (5, 3.0, "a")];
    let months: [(&str, Vec<(&str, ArrayRef)>); 6] = [
        (
            "year = \"AAR\"\nmonth = \"MAANED\"",
            vec![("AAR", integers([2012, 2013, 2012])), ("MAANED", texts(["12", "01", " 7"]))],
        ),
        ("period = \"REFERENCETID\"", vec![("REFERENCETID", dates(["2012-12-31", "2013-01-31", "2012-07-01"]))]),
        ("period = \"REFERENCETID\"", vec![("REFERENCETID", integers([201_212, 201_301, 201_207]))]),
        ("period = \"REFERENCETID\"", vec![("REFERENCETID", texts(["201212", "20130131", "2012-07-01"]))]),
        ("period = \"REFERENCETID\"", vec![("REFERENCETID", numbers([201_212.0, 201_301.0, 201_207.0]))]),
        (
            "school_year = \"SKOLEAAR\"\nmonth = \"MAANED\"",
            vec![("SKOLEAAR", texts(["2012/2013", "2012/13", "20112012"])), ("MAANED", integers([12, 1, 7]))],
        ),
    ];
    for (keys, period) in months {
        let world = periods(&format!("unit = \"month\"\n{keys}"), "1", SUM);
        world.put("r.parquet", rows(&of, period));
        let audit = Audit::of(&world);
        audit.knows(2012, &[100.0, 0.0, 0.0, 0.0], &[3.0, 0.0, 0.0, 0.0]);
        audit.knows(2013, &[20.0, 0.0, 0.0, 0.0], &[0.0; 4]);
    }
    // The year of the path; several quarters of a year lie in several files.
    let world =
        periods("unit = \"quarter\"\nfiles = [\"r{year}*.parquet\"]\ncovers = { first = 2012, last = 2013 }", "1", SUM);
    world.put("r201203.parquet", rows(&of[..1], Vec::new()));
    world.put("r201206.parquet", rows(&of, Vec::new()));
    world.put("r201303.parquet", rows(&of[2..], Vec::new()));
    let audit = Audit::of(&world);
    audit.knows(2012, &[220.0, 0.0, 0.0, 0.0], &[3.0, 0.0, 0.0, 0.0]);
    audit.knows(2013, &[0.0; 4], &[3.0, 0.0, 0.0, 0.0]);
}

#[test]
fn conditions_read_the_period_and_sources_serve_whole_ones() {
    let keys = "unit = \"month\"\nyear = \"AAR\"\nmonth = \"MAANED\"\ncovers = { from = 2012-03-01, to = 2014-12-31 }";
    let first = r#"{ register = "r", until = 2013-06-30, where = "month > 2 AND quarter < 4", value = "COUNT(*)" }"#;
    let second = r#"{ register = "r", since = 2013-07-01, value = "SUM(amount)" }"#;
    let world = periods(keys, "1", &format!("{first}, {second}"));
    let of = [(1, 50.0, "a"), (1, 60.0, "a"), (1, 70.0, "a"), (2, 80.0, "a"), (3, 5.0, "a"), (5, 1.0, "a")];
    let period =
        vec![("AAR", integers([2013, 2013, 2013, 2013, 2012, 2014])), ("MAANED", integers([3, 6, 7, 2, 2, 1]))];
    world.put("r.parquet", rows(&of, period));
    let audit = Audit::of(&world);
    // Two months that count one each and an amount; February of 2013 is not after the second month; 2012 is covered in part.
    audit.knows(2013, &[72.0, 0.0, 0.0, 0.0], &[0.0; 4]);
    audit.knows(2014, &[0.0; 4], &[1.0, 0.0, 0.0, 0.0]);
    assert_eq!(audit.fit(2012).status, som::words::Status::NotAvailable);
    assert_eq!(audit.counted("r", "rows_outside_covers"), 1);
}

#[test]
fn a_school_year_is_divided_at_new_year() {
    let of = [(1, 120.0, "a"), (2, 1.0, "a"), (5, 100.0, "a"), (6, 12.0, "a")];
    let years = || vec![("SKOLEAAR", texts(["2012/2013", "2012/2013", "2012/2013", "2013/2014"]))];
    let covers = "unit = \"school_year\"\nschool_year = \"SKOLEAAR\"\ncovers = { from = 2011-08-01, to = 2014-07-31 }";
    // 5/12 and 7/12 in steps: of 100, 41.67 is 42 and the rest 58; of 1, nothing and 1.
    let world = periods(&format!("{covers}\nspread = \"months\""), "1", SUM);
    world.put("r.parquet", rows(&of, years()));
    let audit = Audit::of(&world);
    audit.knows(2012, &[50.0, 0.0, 0.0, 0.0], &[42.0, 0.0, 0.0, 0.0]);
    audit.knows(2013, &[70.0, 1.0, 0.0, 0.0], &[58.0, 5.0, 0.0, 0.0]);
    assert_eq!(audit.fit(2014).status, som::words::Status::NotAvailable);
    for (spread, of_2012, of_2013) in [
        ("{ start = 1, end = 3 }", ([30.0, 0.0], [25.0, 0.0]), ([90.0, 1.0], [75.0, 3.0])),
        ("\"start\"", ([120.0, 1.0], [100.0, 0.0]), ([0.0, 0.0], [0.0, 12.0])),
        ("\"end\"", ([0.0; 2], [0.0; 2]), ([120.0, 1.0], [100.0, 0.0])),
    ] {
        let world = periods(&format!("{covers}\nspread = {spread}"), "1", SUM);
        world.put("r.parquet", rows(&of, years()));
        let audit = Audit::of(&world);
        let four = |two: [f64; 2]| [two[0], two[1], 0.0, 0.0];
        audit.knows(2012, &four(of_2012.0), &four(of_2012.1));
        audit.knows(2013, &four(of_2013.0), &four(of_2013.1));
    }
    // The files of school years are named by the year that they end in: 2012 to 2014.
    let files = "files = [\"r{year}.parquet\"]\nnamed_by = \"end\"\nunit = \"school_year\"\nspread = \"months\"";
    let world = periods(&format!("{files}\ncovers = {{ first = 2012, last = 2013 }}"), "1", SUM);
    for year in 2012..=2014 {
        world.put(&format!("r{year}.parquet"), rows(&[(1, 12.0, "a")], Vec::new()));
    }
    let audit = Audit::of(&world);
    audit.knows(2012, &[12.0, 0.0, 0.0, 0.0], &[0.0; 4]);
    audit.knows(2013, &[12.0, 0.0, 0.0, 0.0], &[0.0; 4]);
    std::fs::remove_file(world.extract("r2014.parquet")).unwrap();
    std::fs::remove_dir_all(world.path("output")).unwrap();
    let output = world.build();
    let said = world.said(&output.stderr);
    assert!(said.contains("no file for 2014"), "{said}");
}

#[test]
fn a_value_that_is_not_a_period_is_a_bad_row() {
    let world =
        periods("unit = \"month\"\nyear = \"AAR\"\nmonth = \"MAANED\"\nbad_rows = \"drop_and_count\"", "1", SUM);
    let of = [(1, 1.0, "a"), (1, 2.0, "a"), (1, 4.0, "a"), (5, 8.0, "a")];
    let months =
        vec![("AAR", some_codes(&[Some(2012), Some(2012), None, Some(2012)])), ("MAANED", integers([12, 13, 1, 1]))];
    world.put("r.parquet", rows(&of, months));
    let audit = Audit::of(&world);
    audit.knows(2012, &[1.0, 0.0, 0.0, 0.0], &[8.0, 0.0, 0.0, 0.0]);
    assert_eq!(audit.counted("r", "bad_rows/not_a_period/MAANED/r.parquet"), 1);
    assert_eq!(audit.counted("r", "bad_rows/unplaced/AAR/r.parquet"), 1);
    world.define("registers/r.toml", "bad_rows = \"drop_and_count\"", "bad_rows = \"refuse\"");
    std::fs::remove_dir_all(world.path("output")).unwrap();
    let output = world.build();
    let said = world.said(&output.stderr);
    assert_eq!(output.status.code(), Some(11), "{said}");
    assert!(said.contains("1 value(s) that are not a month from 1 to 12"), "{said}");
}

#[test]
fn keys_of_a_period_that_contradict_each_other_are_mistakes() {
    for (keys, wanted) in [
        ("", "a register of kind `period` needs `unit`"),
        ("unit = \"month\"", "a register of kind `period` needs `year`"),
        ("unit = \"school_year\"\nschool_year = \"S\"", "a register of kind `period` needs `spread`"),
        (
            "unit = \"year\"\nyear = \"A\"\nperiod = \"P\"",
            "`year` and `period` both give the year: one of the two decides",
        ),
        ("unit = \"year\"\nyear = \"A\"\nmonth = \"M\"", "`month` is for a `unit` of `\"month\"`"),
        ("unit = \"month\"\nyear = \"A\"\nspread = \"months\"", "`spread` is for school years"),
        ("unit = \"month\"\nyear = \"A\"\nnamed_by = \"end\"", "`named_by` is for school years"),
        ("unit = \"school_year\"\nschool_year = \"S\"\nspread = { start = 0, end = 1 }", "both parts are at least 1"),
        (
            "unit = \"school_year\"\nfiles = [\"r{year}.parquet\"]\nspread = \"months\"",
            "the year in the path of a school year can be the one that it begins or ends in",
        ),
    ] {
        let world = periods(keys, "1", SUM);
        let output = world.build();
        assert_eq!(output.status.code(), Some(10));
        let said = world.said(&output.stderr);
        assert!(said.contains(wanted), "{keys}: {said}");
    }
    let divided = "unit = \"school_year\"\nschool_year = \"S\"\nspread = \"months\"";
    let world = periods(divided, "1", r#"{ register = "r", value = "COUNT(*)" }"#);
    let said = world.said(&world.build().stderr);
    assert!(
        said.contains("`r` divides a school year between two calendar years, and a row of it is in both"),
        "{said}"
    );
    let months = "unit = \"month\"\nyear = \"A\"\nmonth = \"M\"";
    let world = periods(months, "1", r#"{ register = "r", since = 2012-03-02, value = "SUM(amount)" }"#);
    let said = world.said(&world.build().stderr);
    assert!(said.contains("`r` has no days: `since` is the first day of a month"), "{said}");
}
