//! Columns of codes in every form that they are delivered in, code tables, and times in a declared zone.

use std::sync::Arc;

use arrow::array::{ArrayRef, TimestampMillisecondArray};

use super::village::{Audit, register, village, y};
use crate::world::{Table, World, dates, integers, numbers, texts};

/// An event register with a column of codes, and `y` counted by a condition on it.
fn coded(column: &str, condition: &str) -> World {
    let world = village();
    let keys = "kind = \"event\"\ndate = \"DATO\"\nbad_rows = \"drop_and_count\"";
    register(&world, "r", &format!("{keys}\n[columns]\nart = {column}"));
    y(&world, "1", &format!("{{ register = \"r\", where = \"{condition}\", value = \"COUNT(*)\" }}"));
    world
}

fn rows(keys: &[i64], codes: ArrayRef) -> Table {
    Table::of(vec![
        ("PNR", integers(keys.iter().copied())),
        ("DATO", dates(keys.iter().map(|_| "2012-05-01"))),
        ("ART", codes),
    ])
}

#[test]
fn a_code_is_the_same_code_in_every_form() {
    let column = "{ names = \"ART\", type = \"code\", width = 2 }";
    let forms: [ArrayRef; 4] = [
        texts(["01", "1", "1.0", " 01 ", "01\u{a0}", "001", "10"]),
        numbers([1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 10.0]),
        integers([1, 1, 1, 1, 1, 1, 10]),
        texts(["1", "1", "1", "1", "1", "1", "10"]),
    ];
    for codes in forms {
        let world = coded(column, "art = '01'");
        world.put("r.parquet", rows(&[1, 1, 1, 2, 5, 6, 7], codes));
        Audit::of(&world).knows(2012, &[3.0, 1.0, 0.0, 0.0], &[1.0, 1.0, 0.0, 0.0]);
    }
    let world = coded(column, "art = '01'");
    world.put("r.parquet", rows(&[1, 1, 1, 2, 5, 6, 7], texts(["01", "1", "1.0", " 01 ", "101", "001", "10"])));
    let audit = Audit::of(&world);
    audit.knows(2012, &[3.0, 1.0, 0.0, 0.0], &[0.0, 1.0, 0.0, 0.0]);
    let counted = |what: &str| audit.counted("r", &format!("codes/{what}/ART/r.parquet"));
    let found = ["with_blanks", "in_lower_case", "with_decimals", "with_other_leading_zeros"].map(counted);
    assert_eq!(found, [1, 0, 1, 3]);
    assert_eq!(audit.counted("r", "bad_rows/code_too_long/ART/r.parquet"), 1);
    // Letters are read in upper case, whatever the width.
    let world = coded("{ names = \"ART\", type = \"code\" }", "art LIKE 'DF3%'");
    world.put("r.parquet", rows(&[1, 2, 5, 6], texts(["df32", "DF32", "Df3 ", "DF4"])));
    let audit = Audit::of(&world);
    audit.knows(2012, &[1.0, 1.0, 0.0, 0.0], &[1.0, 0.0, 0.0, 0.0]);
    assert_eq!(audit.counted("r", "codes/in_lower_case/ART/r.parquet"), 2);
}

#[test]
fn a_code_table_gives_codes_their_groups() {
    let column = "{ names = \"ART\", type = \"code\", width = 4, code_table = \"codes/groups.csv\" }";
    let world = coded(column, "art IN ('short', 'mind')");
    let table = "code;group\n0101;short\n102;short\n\"2000\";long\n\nDF20-DF29;mind\nDF*;body\nDF251;other\n";
    world.text("pipelines/registers/codes/groups.csv", table);
    let keys = [1, 1, 2, 3, 4, 5, 6, 7, 8];
    let codes = texts(["0101", "102", "2000", "DF201", "DF30", "df29 ", "DF251", "9999", " "]);
    world.put("r.parquet", rows(&keys, codes));
    let audit = Audit::of(&world);
    audit.knows(2012, &[2.0, 0.0, 1.0, 0.0], &[1.0, 0.0, 0.0, 0.0]);
    assert_eq!(audit.counted("r", "codes/without_group/ART/r.parquet"), 1);
    let said = "note: register `r`: 1 code(s) in r.parquet that the code table of `ART` does not have\n";
    assert!(audit.said.contains(said), "{}", audit.said);
    // The table is a definition: the manifest has its hash, and a build sees that it changed.
    let manifest = std::fs::read_to_string(world.path("output/r/manifest.json")).unwrap();
    assert!(manifest.contains("registers/codes/groups.csv"), "{manifest}");
    std::fs::remove_dir_all(world.path("output/r")).unwrap();
    world.text("pipelines/registers/codes/groups.csv", &table.replace("2000\";long", "2000\";short"));
    world.unregister("r");
    let output = world.build();
    assert!(output.status.success(), "{}", world.said(&output.stderr));
    let fits: Vec<som::tables::audit::AuditFitRow> =
        som::knowledge::parquet::read(&world.path("output/audit/r/fits.parquet")).unwrap();
    let fit = fits.iter().find(|fit| fit.specification == "published" && fit.follow_up_year == 1).unwrap();
    assert_eq!(fit.mean_success, Some(1.0));
}

#[test]
fn mistakes_of_code_tables_have_their_lines() {
    let column = "{ names = \"ART\", type = \"code\", width = 4, code_table = \"codes/groups.csv\" }";
    let mistakes = |table: &str| {
        let world = coded(column, "art = 'a'");
        world.text("pipelines/registers/codes/groups.csv", table);
        world.put("r.parquet", rows(&[1], texts(["1"])));
        let output = world.build();
        assert_eq!(output.status.code(), Some(10));
        world.said(&output.stderr)
    };
    for (table, line, wanted) in [
        ("code,group\n0101,a\n101,b\n", 3, "code `0101` is in the table before, in group `a`"),
        ("code,group\n0101,a\n,b\n", 3, "the line has no code"),
        ("code,group\n0101,\n", 2, "the line has no group"),
        ("code,group\n11010,a\n", 2, "`11010` has more than the 4 digits of the column"),
        ("code,group\nDF2-DF29,a\n", 2, "`DF2-DF29` is not a range of beginnings of codes"),
        ("code,group\nDF10-DF20,a\nDF2*,b\nDF20*,b\n", 4, "codes that begin with `DF20` are in two ranges"),
        ("kode,gruppe\n1,a\n", 1, "a code table begins with the names of its columns, `code` and `group`"),
    ] {
        let said = mistakes(table);
        assert!(said.contains(wanted), "{table}: {said}");
        assert!(said.contains(&format!("groups.csv:{line}:")), "{table}: {said}");
    }
    assert!(mistakes("code,group\n").contains("codes/groups.csv has no code"));
    let world = coded(column, "art = 'a'");
    world.put("r.parquet", rows(&[1], texts(["1"])));
    let said = world.said(&world.build().stderr);
    assert!(said.contains("no such file: "), "{said}");
    world.text("pipelines/registers/codes/groups.csv", "code,group\n1,b\n");
    let said = world.said(&world.build().stderr);
    assert!(said.contains("unknown group `a`"), "{said}");
    let world = coded("{ names = \"ART\", type = \"code\" }", "art LIKE 'df3%'");
    let said = world.said(&world.build().stderr);
    assert!(said.contains("no code is `df3%`: codes are read in upper case"), "{said}");
}

#[test]
fn a_table_of_thousands_of_codes_takes_the_place_of_thousands_of_terms() {
    let column = "{ names = \"ART\", type = \"code\", width = 4, code_table = \"groups.csv\" }";
    let world = coded(column, "art = 'odd'");
    let lines = (0..10_000).map(|code| format!("{code:04},{}\n", if code % 2 == 1 { "odd" } else { "even" }));
    world.text("pipelines/registers/groups.csv", &format!("code,group\n{}", lines.collect::<String>()));
    world.put("r.parquet", rows(&[1, 2, 5, 6], integers([7, 8, 9_999, 0])));
    Audit::of(&world).knows(2012, &[1.0, 0.0, 0.0, 0.0], &[1.0, 0.0, 0.0, 0.0]);
    // Thousands of WHENs are refused, with what to use instead.
    let whens: String = (0..3_000).map(|code| format!("WHEN art = '{code}' THEN 1 ")).collect();
    y(&world, "1", &format!("{{ register = \"r\", value = \"SUM(CASE {whens} END)\" }}"));
    let output = world.build();
    let said = world.said(&output.stderr);
    assert_eq!(output.status.code(), Some(10));
    assert!(said.contains("`code_table` of the register's column gives each code its group"), "{said}");
}

#[test]
fn days_of_times_are_those_of_the_declared_zone() {
    // Twelve midnights of 1 January 2013 in Copenhagen, as UTC and without a zone.
    let midnight = 1_356_994_800_000;
    let keys: Vec<i64> = (0..12).map(|row| if row < 3 { 1 } else { 5 }).collect();
    let times = |zone: Option<&str>| -> ArrayRef {
        let times = TimestampMillisecondArray::from_iter_values(keys.iter().map(|_| midnight));
        match zone {
            Some(zone) => Arc::new(times.with_timezone(zone)),
            None => Arc::new(times),
        }
    };
    let built = |keys_of_register: &str, date: &str, zone: Option<&str>| {
        let world = village();
        register(&world, "r", &format!("kind = \"event\"\ndate = {date}\n{keys_of_register}"));
        y(&world, "1", "{ register = \"r\", value = \"COUNT(*)\" }");
        let table = Table::of(vec![("PNR", integers(keys.iter().copied())), ("DATO", times(zone))]);
        world.put("r.parquet", table);
        world
    };
    let utc = "{ names = \"DATO\", stored = \"utc\" }";
    let local = "{ names = \"DATO\", stored = \"local\" }";
    let (of_2012, of_2013) = ([3.0, 0.0, 0.0, 0.0], [9.0, 0.0, 0.0, 0.0]);
    for (keys, date, zone, year) in [
        ("", "\"DATO\"", Some("UTC"), 2013),
        ("", utc, None, 2013),
        ("", local, None, 2012),
        ("zone = \"America/Nuuk\"", "\"DATO\"", Some("UTC"), 2012),
        ("zone = \"America/Nuuk\"", "\"DATO\"", Some("America/Nuuk"), 2012),
        ("zone = \"America/Nuuk\"", utc, None, 2012),
    ] {
        Audit::of(&built(keys, date, zone)).knows(year, &of_2012, &of_2013);
    }
    let undeclared = built("", "\"DATO\"", None);
    let output = undeclared.build();
    let said = undeclared.said(&output.stderr);
    assert_eq!(output.status.code(), Some(11));
    assert!(said.contains("say `stored = \"utc\"` of the column"), "{said}");
    let unknown = built("zone = \"Europe/Kobenhavn\"", "\"DATO\"", None);
    let output = unknown.build();
    assert_eq!(output.status.code(), Some(10));
    let said = unknown.said(&output.stderr);
    assert!(
        said.contains("`Europe/Kobenhavn` is not a time zone; write a name such as \"Europe/Copenhagen\""),
        "{said}"
    );
}

/// A chain of thousands of terms is no deep bracket: it is evaluated in the room of a few.
#[test]
fn a_chain_of_three_thousand_terms_is_evaluated() {
    let terms: Vec<String> = (0..3_000).map(|code| format!("art = '{code}'")).collect();
    let world = coded("{ names = \"ART\", type = \"text\" }", &terms.join(" OR "));
    world.put("r.parquet", rows(&[1, 2, 5, 6], texts(["7", "2999", "3000", "x"])));
    Audit::of(&world).knows(2012, &[1.0, 1.0, 0.0, 0.0], &[0.0; 4]);
}
