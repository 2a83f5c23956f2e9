//! Registers in the shapes that they are delivered in: rows that do not count, moves in two registers, years that a path names
//! twice, and files that are parts or deliveries.

use super::village::{Audit, leave, register, village, y};
use crate::world::{Table, World, dates, integers, numbers, texts};

const EVENT: &str = "kind = \"event\"\ndate = \"DATO\"";
const COUNT: &str = r#"{ register = "r", value = "COUNT(*)" }"#;

fn events(rows: &[(i64, &str)]) -> Table {
    Table::of(vec![("PNR", integers(rows.iter().map(|row| row.0))), ("DATO", dates(rows.iter().map(|row| row.1)))])
}

/// Standard error of a build that refuses an extract.
fn refused(world: &World) -> String {
    let output = world.build();
    let said = world.said(&output.stderr);
    assert_eq!(output.status.code(), Some(11), "{said}");
    crate::check_extracts::agrees(world, "refused", &said);
    said
}

/// The population as the four quarters of a year in one folder, of which the last is asked for.
fn quarters(world: &World) {
    world.define("registers/people.toml", "people{year}.parquet", "people/year={year}/*.parquet");
    world.define(
        "registers/people.toml",
        "[columns]",
        "where = \"EXTRACT(MONTH FROM status) = 12\"\n[columns]\nstatus = { names = \"REFERENCETID\", type = \"date\" }",
    );
    for year in 2010..=2015 {
        for month in ["03-31", "06-30", "09-30", "12-31"] {
            let mut table = world.table(&format!("people{year}.parquet"));
            let rows = table.get("PNR").len();
            table.set("REFERENCETID", dates((0..rows).map(|_| format!("{year}-{month}"))));
            if month != "12-31" {
                // Another sex, and a birth that would be a fault: nothing of these rows is looked at.
                table.set("KOEN", integers((0..rows).map(|_| 7)));
                table.null("FOEDT", &[0]);
            }
            world.put(&format!("people/year={year}/part-{month}.parquet"), table);
        }
        std::fs::remove_file(world.extract(&format!("people{year}.parquet"))).unwrap();
    }
}

#[test]
fn one_quarter_of_the_population_is_chosen_before_anything_else() {
    let whole = village();
    register(&whole, "r", EVENT);
    y(&whole, "1", COUNT);
    whole.put("r.parquet", events(&[(1, "2012-05-01"), (5, "2012-05-01")]));
    let chosen = village();
    register(&chosen, "r", EVENT);
    y(&chosen, "1", COUNT);
    chosen.put("r.parquet", events(&[(1, "2012-05-01"), (5, "2012-05-01")]));
    quarters(&chosen);
    let (whole, chosen) = (Audit::of(&whole), Audit::of(&chosen));
    assert_eq!(whole.fits, chosen.fits);
    // Eight persons, three quarters, six years.
    let left_out = "rows_that_do_not_meet_the_condition_of_the_register";
    assert_eq!((chosen.counted("people", left_out), whole.counted("people", left_out)), (144, 0));
    let said = "note: register `people`: 144 rows that do not meet the condition of the register\n";
    assert!(chosen.said.contains(said), "{}", chosen.said);
}

#[test]
fn a_registers_condition_holds_for_every_kind() {
    let rows = || {
        vec![
            ("PNR", integers([1, 2, 5, 5])),
            ("SLETTET", texts(["0", "1", "0", "1"])),
            ("ART", integers([101, 101, 102, 101])),
        ]
    };
    let condition = "where = \"deleted = '0' AND art = 101\"";
    let columns =
        "[columns]\ndeleted = { names = \"SLETTET\", type = \"text\" }\nart = { names = \"ART\", type = \"integer\" }";
    let days = || dates(["2012-05-01"; 4]);
    type Columns = Vec<(&'static str, arrow::array::ArrayRef)>;
    let kinds: [(&str, &str, Columns); 4] = [
        ("kind = \"event\"\ndate = \"DATO\"", COUNT, vec![("DATO", days())]),
        (
            "kind = \"spell\"\nstart = \"IND\"\nend = \"UD\"",
            r#"{ register = "r", date = "spread", value = "SUM(days)" }"#,
            vec![("IND", days()), ("UD", days())],
        ),
        (
            "kind = \"status\"\nyear = \"AAR\"\nabsent = \"zero\"",
            r#"{ register = "r", value = "1" }"#,
            vec![("AAR", integers([2012; 4]))],
        ),
        (
            "kind = \"weekly_wide\"\nweeks = \"Y_{yy}{ww}\"\ncovers = { first = 2012, last = 2012 }",
            r#"{ register = "r", where = "week = 3", value = "COUNT(*)" }"#,
            Vec::new(),
        ),
    ];
    for (kind, value, extra) in kinds {
        let world = village();
        register(&world, "r", &format!("{kind}\n{condition}\n{columns}"));
        y(&world, "1", value);
        let mut table = Table::of(rows().into_iter().chain(extra).collect());
        if kind.contains("weekly") {
            for week in 1..=52 {
                table.set(&format!("Y_12{week:02}"), integers([100; 4]));
            }
        }
        world.put("r.parquet", table);
        let audit = Audit::of(&world);
        audit.knows(2012, &[1.0, 0.0, 0.0, 0.0], &[0.0; 4]);
        assert_eq!(audit.counted("r", "rows_that_do_not_meet_the_condition_of_the_register"), 3, "{kind}");
    }
}

#[test]
fn days_and_numbers_are_read_as_files_store_them() {
    // 1 May 2012 in every form; the second file of the register has another than the first.
    let number = |value: f64| numbers([value, value]);
    let forms: [(&str, arrow::array::ArrayRef); 6] = [
        ("", dates(["2012-05-01"; 2])),
        ("stored = \"text\"", texts(["2012-05-01", "20120501"])),
        ("stored = \"integer\"", integers([20_120_501; 2])),
        ("stored = [\"text\", \"integer\"]", number(20_120_501.0)),
        ("stored = \"sas_days\"", number(19_114.0)),
        ("stored = [\"sas_seconds\", \"text\"]", number(19_114.0 * 86_400.0 + 3_600.0)),
    ];
    for (stored, days) in forms {
        let world = village();
        let comma = if stored.is_empty() { "" } else { ", " };
        let keys = "kind = \"event\"\nfiles = [\"r*.parquet\"]\ndeliveries = \"parts\"";
        let date = format!("date = {{ names = \"DATO\", type = \"date\"{comma}{stored} }}");
        let columns = "[columns]\nkom = { names = \"KOM\", type = \"integer\", stored = \"text\" }";
        register(&world, "r", &format!("{keys}\n{date}\n{columns}"));
        y(&world, "1", r#"{ register = "r", value = "SUM(kom)" }"#);
        let of = |days, kom| Table::of(vec![("PNR", integers([1, 5])), ("DATO", days), ("KOM", kom)]);
        world.put("r1.parquet", of(days, texts(["101", " 751 "])));
        world.put("r2.parquet", of(dates(["2012-05-02"; 2]), integers([1000, 2000])));
        Audit::of(&world).knows(2012, &[1101.0, 0.0, 0.0, 0.0], &[2751.0, 0.0, 0.0, 0.0]);
    }
}

#[test]
fn the_year_of_a_status_can_be_that_of_a_date() {
    let world = village();
    let year = "year = { names = \"REFERENCETID\", type = \"date\" }\nabsent = \"zero\"";
    register(&world, "r", &format!("kind = \"status\"\n{year}"));
    y(&world, "1", r#"{ register = "r", value = "1" }"#);
    let days = dates(["2012-12-31", "2013-12-31"]);
    world.put("r.parquet", Table::of(vec![("PNR", integers([1, 5])), ("REFERENCETID", days)]));
    let audit = Audit::of(&world);
    audit.knows(2012, &[1.0, 0.0, 0.0, 0.0], &[0.0; 4]);
    audit.knows(2013, &[0.0; 4], &[1.0, 0.0, 0.0, 0.0]);
}

#[test]
fn a_condition_that_no_row_meets_is_refused() {
    let world = village();
    let column = "[columns]\nkind = { names = \"ART\", type = \"integer\" }";
    register(&world, "r", &format!("{EVENT}\nwhere = \"kind = 101\"\n{column}"));
    y(&world, "1", COUNT);
    let mut table = events(&[(1, "2012-05-01"), (5, "2012-05-01")]);
    table.set("ART", integers([7, 7]));
    world.put("r.parquet", table);
    assert_eq!(
        refused(&world),
        "error: register `r`: none of its 2 row(s) meets the condition of the register\n\
         hint: correct `where` in the register's definition, or the extract: without rows, every value of it would be zero\n"
    );
}

#[test]
fn moves_in_two_registers_of_one_direction_each_are_taken_in_order_of_days() {
    for separate in [false, true] {
        let world = village();
        register(&world, "r", "kind = \"spell\"\nstart = \"IND\"\nend = \"UD\"");
        y(&world, "1", r#"{ register = "r", date = "spread", value = "SUM(nights)" }"#);
        // 5 leaves and comes back, as 6 does in 2011; 3 leaves for good.
        let out = [(3, "2012-07-01"), (5, "2012-12-31"), (6, "2011-03-01")];
        let back = [(5, "2013-06-01"), (6, "2011-09-01")];
        if separate {
            std::fs::remove_file(world.path("pipelines/registers/moves.toml")).unwrap();
            let of = |id: &str, direction: &str| {
                let role = "kind = \"event\"\nrole = \"migration\"\ndate = \"DATO\"";
                register(&world, id, &format!("{role}\ndirection = \"{direction}\""));
            };
            of("vnds_ind", "in");
            of("vnds_ud", "out");
            world.put("vnds_ind.parquet", events(&back));
            world.put("vnds_ud.parquet", events(&out));
        } else {
            let all = out.iter().map(|(key, day)| (*key, *day, 2));
            let all: Vec<_> = all.chain(back.iter().map(|(key, day)| (*key, *day, 1))).collect();
            super::village::moves(&world, &all);
        }
        leave(&world, &out[..1]);
        let spells = Table::of(vec![
            ("PNR", integers([3, 5])),
            ("IND", dates(["2012-06-01", "2012-12-30"])),
            ("UD", super::some_dates(&[None, None])),
        ]);
        world.put("r.parquet", spells);
        let audit = Audit::of(&world);
        audit.knows(2012, &[30.0, 0.0, 0.0, 0.0], &[1.0, 0.0, 0.0, 0.0]);
        // The last move of 6 in 2011 is into the country.
        assert_eq!(audit.step("determined"), 8);
    }
}

#[test]
fn a_year_can_stand_twice_in_a_path() {
    let world = village();
    let files = "files = [\"*/dst/r/year={year}/r{year}12.parquet\"]\ncovers = { first = 2012, last = 2013 }";
    register(&world, "r", &format!("{files}\n{EVENT}"));
    y(&world, "1", COUNT);
    world.put("2025/dst/r/year=2012/r201212.parquet", events(&[(1, "2012-05-01")]));
    world.put("2025/dst/r/year=2012/r201209.parquet", events(&[(2, "2012-05-01")]));
    world.put("2025/dst/r/year=2013/r201312.parquet", events(&[(5, "2013-05-01")]));
    Audit::of(&world).knows(2012, &[1.0, 0.0, 0.0, 0.0], &[0.0; 4]);
    world.put("2025/dst/r/year=2013/r201212.parquet", events(&[(6, "2013-05-01")]));
    std::fs::remove_dir_all(world.path("output")).unwrap();
    assert_eq!(
        refused(&world),
        "error: register `r`, 2025/dst/r/year=2013/r201212.parquet: its path names the years 2013 and 2012\n\
         hint: each file must hold one year: name one year in its path\n"
    );
}

#[test]
fn several_files_without_years_are_never_added_up_unasked() {
    let world = village();
    register(&world, "r", &format!("files = [\"r*.parquet\"]\n{EVENT}"));
    y(&world, "1", COUNT);
    world.put("r2024.parquet", events(&[(1, "2012-05-01")]));
    Audit::of(&world).knows(2012, &[1.0, 0.0, 0.0, 0.0], &[0.0; 4]);
    std::fs::remove_dir_all(world.path("output")).unwrap();
    // The register is delivered whole again, a year later.
    world.put("r2025.parquet", events(&[(1, "2012-05-01"), (5, "2013-06-01")]));
    assert_eq!(
        refused(&world),
        "error: register `r`, r2025.parquet: is one of 2 files that `r*.parquet` finds, as is r2024.parquet; they may be \
         parts of one delivery, or two deliveries of the same rows\n\
         hint: if they are parts of one delivery, set `deliveries = \"parts\"`; if one replaces another, put `{delivery}` in \
         the path and set `deliveries = \"last\"`\n"
    );
    let read = |keys: &str, ones: f64| {
        register(&world, "r", &format!("{keys}\n{EVENT}"));
        Audit::of(&world).knows(2012, &[ones, 0.0, 0.0, 0.0], &[0.0; 4]);
        std::fs::remove_dir_all(world.path("output")).unwrap();
    };
    read("files = [\"r*.parquet\"]\ndeliveries = \"parts\"", 2.0);
    read("files = [\"r{delivery}.parquet\"]\ndeliveries = \"last\"", 1.0);
}
