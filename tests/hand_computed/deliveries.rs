//! Deliveries in parts, repeated, under other names or in other types count once and correctly.

use arrow::array::{ArrayRef, AsArray};
use arrow::datatypes::{DataType, Int64Type};
use som::words::Status;

use super::village::{Audit, leave, moves, register, village, y};
use super::{income_register, incomes};
use crate::tools::{blessing, expected};
use crate::world::{Table, World, dates, integers, texts};

const INC: &str = r#"{ register = "r", value = "inc" }"#;

/// Incomes of 2012 and 2013 in two deliveries of 2012.
fn twice(world: &World, patterns: &str, rest: &str) {
    let columns = "[columns]\ninc = { names = \"INDK\", type = \"number\" }";
    let covers = "covers = { first = 2012, last = 2013 }";
    register(world, "r", &format!("kind = \"status\"\nfiles = [{patterns}]\n{covers}\n{rest}\n{columns}"));
    y(world, "1", INC);
    for (year, first) in [(2012, 10.0), (2013, 70.0)] {
        incomes(world, year, &[(1, Some(first), 0), (5, Some(50.0), 0)]);
    }
}

/// The file of a year in another place.
fn moved(world: &World, year: i32, name: &str, change: impl FnOnce(&mut Table)) {
    let mut table = world.table(&format!("r{year}.parquet"));
    change(&mut table);
    world.put(name, table);
}

fn higher(table: &mut Table) {
    table.put_number("INDK", 20.0);
}

#[test]
fn the_last_delivery_of_a_year_counts_and_the_others_are_reported() {
    let world = village();
    twice(&world, r#""r{year}.parquet", "again/{delivery}/r{year}-part*.parquet""#, "deliveries = \"last\"");
    // v10 comes after v9, in two parts; 2013 was delivered once.
    moved(&world, 2012, "again/v9/r2012-part0.parquet", |t| t.put_number("INDK", 99.0));
    moved(&world, 2012, "again/v10/r2012-part0.parquet", |t| {
        higher(t);
        t.take([0]);
    });
    moved(&world, 2012, "again/v10/r2012-part1.parquet", |t| t.take([1]));
    let audit = Audit::of(&world);
    audit.knows(2012, &[20.0], &[50.0]);
    audit.knows(2013, &[70.0], &[50.0]);
    assert_eq!(audit.counted("r", "files_passed_over_for_a_later_delivery"), 2);
    let said = "note: register `r`: 2 files passed over for a later delivery\n";
    assert!(audit.said.contains(said), "{}", audit.said);
}

#[test]
fn folders_of_years_and_parts_count_as_one_file() {
    let whole = village();
    twice(&whole, r#""r{year}.parquet""#, "");
    let parted = village();
    twice(&parted, r#""R/Year={year}/*.parquet""#, "");
    for year in [2012, 2013] {
        for (part, row) in [(0, 1), (1, 0)] {
            // Names differ in case from the pattern.
            moved(&parted, year, &format!("r/year={year}/part-{part}.PARQUET"), |t| t.take([row]));
        }
    }
    assert_eq!(Audit::of(&whole).fits, Audit::of(&parted).fits);
}

#[test]
fn a_column_of_another_name_and_type_in_some_years_is_the_same_column() {
    let world = village();
    twice(&world, r#""r{year}.parquet""#, "");
    let was =
        r#"names = "INDK", type = "number", was = [{ last = 2012, names = ["GL_INDK", "INDK_GL"], type = "text" }]"#;
    world.define("registers/r.toml", r#"names = "INDK", type = "number""#, was);
    world.change("r2012.parquet", |t| {
        t.rename("INDK", "indk_gl");
        t.set("indk_gl", texts([" 1234.0", "50"]));
        // Not the column of this year, despite its name.
        t.set("INDK", integers([7, 7]));
    });
    let audit = Audit::of(&world);
    audit.knows(2012, &[1234.0], &[50.0]);
    audit.knows(2013, &[70.0], &[50.0]);
}

#[test]
fn a_register_that_starts_late_is_not_available_before_and_never_zero() {
    let world = village();
    income_register(&world, 2013, 2014, "zero");
    y(&world, "1", INC);
    for year in [2013, 2014] {
        incomes(&world, year, &[(1, Some(10.0), 0), (5, Some(50.0), 0)]);
    }
    let audit = Audit::of(&world);
    let statuses = [2012, 2013, 2014, 2015].map(|year| audit.fit(year).status == Status::NotAvailable);
    assert_eq!(statuses, [true, false, false, true]);
    audit.knows(2013, &[10.0, 0.0, 0.0, 0.0], &[50.0, 0.0, 0.0, 0.0]);
}

/// A hospital that changes its register on 1 March 2012 and delivers contacts across that day in both.
#[test]
fn a_contact_in_the_old_and_the_new_register_counts_once() {
    let rows = [
        (1, "2012-02-20", "2012-03-10"), // in both: 9 nights of February, 10 of March, 19 and not 38
        (2, "2012-02-28", "2012-02-28"), // in both: one contact
        (3, "2012-03-01", "2012-03-04"), // in both, begins with the new one
        (5, "2011-12-30", "2012-03-02"), // in both: 62 nights of 2012
    ];
    for (date, value, success, other) in [
        ("spread", "SUM(nights)", [19.0, 0.0, 3.0, 0.0], 61.0),
        ("start", "COUNT(*)", [1.0, 1.0, 1.0, 0.0], 0.0),
        ("end", "COUNT(*)", [1.0, 1.0, 1.0, 0.0], 1.0),
    ] {
        let world = village();
        let spell = "kind = \"spell\"\nstart = \"IND\"\nend = \"UD\"";
        register(&world, "lpr2", &format!("{spell}\ncovers = {{ from = 2010-01-01, to = 2012-02-29 }}"));
        register(&world, "lpr3", &format!("{spell}\ncovers = {{ from = 2012-03-01, to = 2015-12-31 }}"));
        let table = Table::of(vec![
            ("PNR", integers(rows.iter().map(|row| row.0))),
            ("IND", dates(rows.iter().map(|row| row.1))),
            ("UD", dates(rows.iter().map(|row| row.2))),
        ]);
        world.put("lpr2.parquet", table.clone());
        world.put("lpr3.parquet", table);
        let old = format!(r#"{{ register = "lpr2", date = "{date}", until = 2012-02-29, value = "{value}" }}"#);
        let new = format!(r#"{{ register = "lpr3", date = "{date}", since = 2012-03-01, value = "{value}" }}"#);
        y(&world, "1", &format!("{old}, {new}"));
        Audit::of(&world).knows(2012, &success, &[other, 0.0, 0.0, 0.0]);
    }
}

#[test]
fn persons_who_are_missing_from_a_year_are_counted_unless_they_left() {
    let world = village();
    let without = |t: &mut Table, gone: &[i64]| {
        let keys = t.get("PNR").as_primitive::<Int64Type>().clone();
        t.take((0..keys.len() as u32).filter(|row| !gone.contains(&keys.value(*row as usize))));
    };
    // 2 leaves and comes back, 3 leaves for good, 4 and 5 are only missing.
    moves(&world, &[(2, "2012-05-05", 2), (2, "2013-06-06", 1), (3, "2013-02-02", 2)]);
    leave(&world, &[(3, "2013-02-02")]);
    world.change("people2013.parquet", |t| without(t, &[2, 4, 5]));
    world.change("people2014.parquet", |t| without(t, &[5]));
    // Persons missing from one list are still followed: 4 and 5.
    register(&world, "r", "kind = \"event\"\ndate = \"DATO\"");
    let days = ["2013-05-05", "2013-05-06", "2014-05-07"];
    world.put("r.parquet", Table::of(vec![("PNR", integers([4, 5, 5])), ("DATO", dates(days))]));
    y(&world, "1", r#"{ register = "r", value = "COUNT(*)" }"#);
    let audit = Audit::of(&world);
    audit.knows(2013, &[0.0, 0.0, 0.0, 1.0], &[1.0, 0.0, 0.0, 0.0]);
    audit.knows(2014, &[0.0; 4], &[1.0, 0.0, 0.0, 0.0]);
    assert_eq!(audit.counted("people", "persons_missing_from_a_year_without_having_left"), 2);
    let said = "note: register `people`: 2 persons missing from a year without having left\n";
    assert!(audit.said.contains(said), "{}", audit.said);
}

/// Another key for the same person.
type Rekey = fn(i64) -> String;

#[test]
fn keys_are_numbers_of_64_bits_or_any_text() {
    let world = village();
    y(&world, "1", r#"{ register = "marks", where = "mark = 'won'", value = "COUNT(*)" }"#);
    let wanted = Audit::of(&world).fits;
    let tables = world.tables();
    let rekeyed: [(&str, Option<Rekey>); 4] = [
        ("numbers near the largest of 64 bits", None),
        ("digits with leading zeros", Some(|key| format!("{:010}", key * 7))),
        ("digits of different lengths", Some(|key| format!("{}", 10i64.pow(key as u32)))),
        ("letters", Some(|key| format!("ø{:X}", key * 1_000_000_007))),
    ];
    for (what, text) in rekeyed {
        for (name, table) in &tables {
            let mut table = table.clone();
            table.map("PNR", |keys| {
                let keys = keys.as_primitive::<Int64Type>().iter().flatten();
                match text {
                    None => integers(keys.map(|key| i64::MAX - key * 1_000_000_007)),
                    Some(text) => texts(keys.map(text)),
                }
            });
            world.put(name, table);
        }
        std::fs::remove_dir_all(world.path("output")).unwrap();
        assert_eq!(Audit::of(&world).fits, wanted, "{what}");
    }
}

/// A whole register in a flat folder and in folders of years, as `som convert` and other programs lay them out.
fn layouts(world: &World, deliveries: &[(&str, i64)]) {
    let files = r#"files = ["r/r{delivery}.parquet", "r/year=*/*r{delivery}.parquet", "r/year={delivery}/*.parquet"]"#;
    register(world, "r", &format!("kind = \"event\"\ndate = \"DATO\"\n{files}\ndeliveries = \"last\""));
    y(world, "1", r#"{ register = "r", value = "COUNT(*)" }"#);
    for (name, rows) in deliveries {
        let days = (1..=*rows).map(|day| format!("2012-05-{day:02}"));
        let table = Table::of(vec![("PNR", integers((0..*rows).map(|_| 1))), ("DATO", dates(days))]);
        world.put(&format!("r/{name}.parquet"), table);
    }
}

#[test]
fn the_last_delivery_is_that_of_the_latest_period_in_any_layout() {
    type Case<'a> = (&'a [(&'a str, i64)], f64, i64);
    let cases: [Case<'_>; 4] = [
        // Flat before, then in folders; 2026 is not 202,506.
        (&[("r202506", 1), ("year=2026/part-r202603", 2)], 2.0, 1),
        (&[("year=2025/part-r202503", 1), ("year=2025/part-r202506", 3), ("year=2024/part-r202412", 1)], 3.0, 2),
        // Two parts of the last.
        (&[("r202506_1", 2), ("r202506_2", 3), ("r202503", 1)], 5.0, 1),
        (&[("year=2025/part-r202503", 1), ("year=2026/3f2a8c01-0b7e", 4)], 4.0, 1),
    ];
    for (deliveries, count, passed_over) in cases {
        let world = village();
        layouts(&world, deliveries);
        let audit = Audit::of(&world);
        audit.knows(2012, &[count, 0.0, 0.0, 0.0], &[0.0; 4]);
        assert_eq!(audit.counted("r", "files_passed_over_for_a_later_delivery"), passed_over, "{deliveries:?}");
    }
}

type Case = (&'static str, fn(&World));

const REFUSED: &[Case] = &[
    ("a year in two deliveries, and no word on which counts", |w| {
        twice(w, r#""r{year}.parquet", "again/r{year}_v{delivery}.parquet""#, "");
        moved(w, 2012, "again/r2012_v2.parquet", higher);
    }),
    ("a year in a file and in a folder", |w| {
        twice(w, r#""r{year}.parquet", "r/year={year}/*.parquet""#, "");
        moved(w, 2012, "r/year=2012/part-0.parquet", higher);
    }),
    ("two last deliveries", |w| {
        twice(w, r#""r{year}.parquet", "again/r{year}_v{delivery}.parquet""#, "deliveries = \"last\"");
        moved(w, 2012, "again/r2012_v2.parquet", higher);
        moved(w, 2012, "again/r2012_v02.parquet", |t| t.put_number("INDK", 30.0));
    }),
    ("a whole register in two deliveries", |w| {
        register(w, "r", "kind = \"event\"\ndate = \"DATO\"\nfiles = [\"r_{delivery}.parquet\"]");
        y(w, "1", r#"{ register = "r", value = "COUNT(*)" }"#);
        let table = Table::of(vec![("PNR", integers([1, 5])), ("DATO", dates(["2012-05-05", "2012-05-06"]))]);
        w.put("r_2023.parquet", table.clone());
        w.put("r_2024.parquet", table);
    }),
    ("a year and a month of it, of which neither is the later", |w| {
        layouts(w, &[("r202506", 1), ("year=2025/3f2a8c01-0b7e", 2)]);
    }),
    ("a whole and a part of it", |w| layouts(w, &[("r202506", 1), ("r202506_1", 2)])),
    ("a column of its later name in an early year", |w| {
        twice(w, r#""r{year}.parquet""#, "");
        let was = r#"names = "INDK", type = "number", was = [{ last = 2012, names = "GL_INDK", type = "text" }]"#;
        w.define("registers/r.toml", r#"names = "INDK", type = "number""#, was);
    }),
    ("a column of its later type in an early year", |w| {
        twice(w, r#""r{year}.parquet""#, "");
        w.define(
            "registers/r.toml",
            r#"type = "number""#,
            r#"type = "number", was = [{ last = 2012, type = "text" }]"#,
        );
    }),
    ("decimal commas", |w| {
        twice(w, r#""r{year}.parquet""#, "");
        w.define(
            "registers/r.toml",
            r#"type = "number""#,
            r#"type = "number", was = [{ last = 2012, type = "text" }]"#,
        );
        let comma = |array: &ArrayRef| texts((0..array.len()).map(|_| "777,5"));
        w.change("r2012.parquet", |t| t.map("INDK", comma));
    }),
    ("dates that end with the year", |w| {
        let covers = "covers = { first = 2012, last = 2012 }\nfiles = [\"e{year}.parquet\"]";
        let date = r#"date = { names = "DATO", type = "date", was = [{ first = 2012, type = "text" }] }"#;
        register(w, "r", &format!("kind = \"event\"\n{covers}\n{date}"));
        y(w, "1", r#"{ register = "r", value = "COUNT(*)" }"#);
        w.put(
            "e2012.parquet",
            Table::of(vec![("PNR", integers([1, 5])), ("DATO", texts(["05-07-2012", "2012-05-06"]))]),
        );
    }),
];

#[test]
fn deliveries_that_contradict_each_other_are_refused() {
    let refused = REFUSED.iter().map(|(name, spoil)| {
        let world = village();
        spoil(&world);
        let output = world.build();
        let code = output.status.code().unwrap();
        let said = world.said(&output.stderr);
        assert!(blessing() || (code == 11 && world.left().is_empty() && !said.contains("777")), "{name}: {said}");
        ((*name).to_owned(), format!("exit {code}\n{said}"))
    });
    expected("deliveries", &refused.collect::<Vec<_>>());
}

impl Table {
    /// Puts a number in the first row of a column.
    fn put_number(&mut self, name: &str, first: f64) {
        self.map(name, |array| {
            let numbers = arrow::compute::cast(array, &DataType::Float64).unwrap();
            let values = numbers.as_primitive::<arrow::datatypes::Float64Type>().iter().flatten();
            crate::world::numbers(std::iter::once(first).chain(values.skip(1)))
        });
    }
}
