//! Rows that belong to rows of another register: diagnoses and visits of contacts, incomes of families.

use std::process::Command;
use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};

use super::village::{Audit, register, some_codes, village, y};
use crate::tools::{blessing, expected, files, project, som};
use crate::world::{Table, World, dates, integers, numbers, texts};

/// Defines a register whose rows belong to those of another; a few bad rows do not stop a build.
pub(super) fn belonging(world: &World, id: &str, parent: &str, rest: &str) {
    let head = format!("id = \"{id}\"\nlabel = {{ da = \"{id}\", en = \"{id}\" }}\nsource = \"made up\"\n");
    let years = "files = [\"ID{year}.parquet\"]\ncovers = { first = 2012, last = 2013 }\n".replace("ID", id);
    let (keys, columns) =
        rest.split_once("[columns]").map_or((rest, String::new()), |(keys, rest)| (keys, format!("[columns]{rest}")));
    let years = if keys.contains("files = ") { "" } else { &years };
    let bad_rows = if keys.contains("bad_rows") { "" } else { "bad_rows = { drop = true, at_most = \"50 %\" }\n" };
    let text = format!("{head}provenance = \"illustrative\"\n{bad_rows}{years}{keys}\n[parent]\n{parent}\n{columns}\n");
    world.text(&format!("pipelines/registers/{id}.toml"), &text);
}

pub(super) const OF_CONTACTS: &str = "register = \"contacts\"\nkey = \"NR\"";

/// Contacts of two years in which the numbers begin again, their diagnoses and their visits.
pub(super) fn hospital() -> World {
    let world = village();
    let spell = "kind = \"spell\"\nstart = \"IND\"\nend = \"UD\"\nfiles = [\"contacts{year}.parquet\"]";
    let covers = "covers = { first = 2012, last = 2013 }\nbad_rows = { drop = true, at_most = \"50 %\" }";
    let columns = "[columns]\ntype = { names = \"TYPE\", type = \"text\" }";
    register(&world, "contacts", &format!("{spell}\n{covers}\n{columns}"));
    let columns = "[columns]\ndiagnosis = { names = \"DIAG\", type = \"text\" }";
    belonging(&world, "diagnoses", OF_CONTACTS, &format!("kind = \"event\"\n{columns}"));
    let columns = "[columns]\nminutes = { names = \"MIN\", type = \"number\" }";
    belonging(&world, "visits", OF_CONTACTS, &format!("kind = \"event\"\ndate = \"DATO\"\n{columns}"));
    let contacts = |rows: &[(i64, Option<i64>, &str, &str, &str)]| {
        Table::of(vec![
            ("PNR", integers(rows.iter().map(|row| row.0))),
            ("NR", some_codes(&rows.iter().map(|row| row.1).collect::<Vec<_>>())),
            ("IND", dates(rows.iter().map(|row| row.2))),
            ("UD", dates(rows.iter().map(|row| row.3))),
            ("TYPE", texts(rows.iter().map(|row| row.4))),
        ])
    };
    let of_2012 = [
        (1, Some(100), "2012-02-01", "2012-02-05", "0"),
        (1, Some(101), "2012-03-01", "2012-03-02", "2"),
        (5, Some(102), "2012-04-01", "2012-04-11", "0"),
        (9, Some(103), "2012-04-01", "2012-04-11", "0"), // not in the population
        (6, None, "2012-05-01", "2012-05-02", "0"),      // no number
        (7, Some(104), "2012-06-01", "2012-06-02", "0"), // a number twice
        (8, Some(104), "2012-06-03", "2012-06-04", "0"),
        (3, Some(106), "2012-12-30", "2013-01-03", "0"), // over the new year
    ];
    world.put("contacts2012.parquet", contacts(&of_2012));
    let of_2013 = [
        (2, Some(100), "2013-01-05", "2013-01-06", "0"), // the number of another contact of 2012
        (5, Some(101), "2013-02-01", "2013-02-04", "2"),
    ];
    world.put("contacts2013.parquet", contacts(&of_2013));
    let diagnoses = |rows: &[(Option<i64>, &str)]| {
        Table::of(vec![
            ("NR", some_codes(&rows.iter().map(|row| row.0).collect::<Vec<_>>())),
            ("DIAG", texts(rows.iter().map(|row| row.1))),
        ])
    };
    let of_2012 = [
        (Some(100), "DF200"),
        (Some(100), "DF29"),
        (Some(100), "DA00"),
        (Some(101), "DF32"),
        (Some(102), "DF20"),
        (Some(103), "DF20"),
        (Some(104), "DF20"), // of two contacts
        (Some(104), "DA00"),
        (Some(105), "DF20"), // of no contact
        (None, "DF20"),
        (Some(106), "DA00"),
    ];
    world.put("diagnoses2012.parquet", diagnoses(&of_2012));
    world.put("diagnoses2013.parquet", diagnoses(&[(Some(100), "DA00"), (Some(101), "DF20")]));
    let visits = |rows: &[(i64, &str, f64)]| {
        Table::of(vec![
            ("NR", integers(rows.iter().map(|row| row.0))),
            ("DATO", dates(rows.iter().map(|row| row.1))),
            ("MIN", numbers(rows.iter().map(|row| row.2))),
        ])
    };
    let of_2012 = [
        (100, "2012-02-02", 30.0),
        (100, "2012-02-03", 40.0),
        (101, "2012-03-01", 20.0),
        (102, "2013-01-01", 15.0), // counts in its own year
        (105, "2012-01-01", 99.0), // of no contact
        (103, "2012-01-01", 99.0), // of a person not in the population
    ];
    world.put("visits2012.parquet", visits(&of_2012));
    world.put("visits2013.parquet", visits(&[(100, "2013-01-05", 7.0)]));
    world
}

#[test]
fn rows_without_a_person_and_a_day_have_those_of_their_contact() {
    let world = hospital();
    y(&world, "1", r#"{ register = "diagnoses", where = "diagnosis LIKE 'DF2%'", value = "COUNT(*)" }"#);
    let audit = Audit::of(&world);
    audit.knows(2012, &[2.0, 0.0, 0.0, 0.0], &[1.0, 0.0, 0.0, 0.0]);
    // Number 101 is another contact in 2013.
    audit.knows(2013, &[0.0; 4], &[1.0, 0.0, 0.0, 0.0]);
    assert_eq!(audit.counted("diagnoses", "rows_that_find_no_row_of_contacts"), 1);
    assert_eq!(audit.counted("contacts", "rows_without_a_key_to_be_found_by"), 1);
    assert_eq!(audit.counted("contacts", "rows_whose_key_to_be_found_by_another_has_too"), 2);
    assert_eq!(audit.counted("diagnoses", "bad_rows/parent_twice/NR/2012"), 2);
    assert_eq!(audit.counted("diagnoses", "bad_rows/unplaced/NR/2012"), 1);
    assert_eq!(audit.counted("diagnoses", "rows_of_persons_not_in_the_population"), 1);
    let said = "note: register `diagnoses`: 1 of 12 rows that find no row of `contacts`\n";
    assert!(audit.said.contains(said), "{}", audit.said);
}

#[test]
fn conditions_and_values_read_the_columns_of_the_contact() {
    for (date, condition, of_2012, of_2013) in [
        ("start", "diagnosis LIKE 'DF%' AND type = '2'", [[1.0, 0.0], [0.0, 0.0]], [[0.0, 0.0], [1.0, 0.0]]),
        ("start", "diagnosis = 'DA00'", [[1.0, 1.0], [0.0, 0.0]], [[1.0, 0.0], [0.0, 0.0]]),
        // Contact 106 ends in 2013.
        ("end", "diagnosis = 'DA00'", [[1.0, 0.0], [0.0, 0.0]], [[1.0, 1.0], [0.0, 0.0]]),
    ] {
        let world = hospital();
        world.define("registers/diagnoses.toml", "key = \"NR\"", &format!("key = \"NR\"\ndate = \"{date}\""));
        let from = format!(r#"{{ register = "diagnoses", where = "{condition}", value = "COUNT(*)" }}"#);
        y(&world, "1", &from);
        let audit = Audit::of(&world);
        for (year, [success, others]) in [(2012, of_2012), (2013, of_2013)] {
            let of = |values: [f64; 2]| [&values[..], &[0.0, 0.0]].concat();
            audit.knows(year, &of(success), &of(others));
        }
    }
}

#[test]
fn rows_that_are_spells_have_the_days_of_their_contact() {
    let world = hospital();
    world.define("registers/diagnoses.toml", "\"event\"", "\"spell\"");
    let from = r#"{ register = "diagnoses", date = "spread", where = "diagnosis = 'DA00'", value = "SUM(nights)" }"#;
    y(&world, "1", from);
    let audit = Audit::of(&world);
    // 1: 4 nights. 3: two nights of 2012 and two of 2013. 2: one night.
    audit.knows(2012, &[4.0, 0.0, 2.0, 0.0], &[0.0; 4]);
    audit.knows(2013, &[0.0, 1.0, 2.0, 0.0], &[0.0; 4]);
}

#[test]
fn rows_with_a_day_of_their_own_count_on_that_day() {
    let world = hospital();
    y(&world, "1", r#"{ register = "visits", where = "type <> '2'", value = "SUM(minutes)" }"#);
    let audit = Audit::of(&world);
    audit.knows(2012, &[70.0, 0.0, 0.0, 0.0], &[0.0; 4]);
    audit.knows(2013, &[0.0, 7.0, 0.0, 0.0], &[15.0, 0.0, 0.0, 0.0]);
    assert_eq!(audit.counted("visits", "rows_of_another_year_than_their_file"), 1);
}

pub(super) const F2: &str = r#"any.f2 = { register = "diagnoses", where = "diagnosis LIKE 'DF2%'" }"#;

#[test]
fn a_contact_is_asked_whether_any_of_its_rows_meets_a_condition() {
    for (condition, of_2012, of_2013) in [
        // Contacts 100, 102 and both of number 104; in 2013 number 101.
        ("f2", [[1.0, 0.0], [1.0, 2.0]], [[0.0, 0.0], [1.0, 0.0]]),
        // Contacts 101 and 106, and the one without a number, to which no row belongs.
        ("NOT f2", [[1.0, 1.0], [1.0, 0.0]], [[1.0, 0.0], [0.0, 0.0]]),
        ("NOT f2 OR type = '2'", [[1.0, 1.0], [1.0, 0.0]], [[1.0, 0.0], [1.0, 0.0]]),
    ] {
        let world = hospital();
        y(&world, "1", &format!(r#"{{ register = "contacts", {F2}, where = "{condition}", value = "COUNT(*)" }}"#));
        let audit = Audit::of(&world);
        for (year, [success, others]) in [(2012, of_2012), (2013, of_2013)] {
            // The sum of an arm, however it is spread over its persons.
            let of = |values: [f64; 2]| [&values[..], &[0.0, 0.0]].concat();
            audit.knows(year, &of(success), &of(others));
        }
        assert_eq!(audit.counted("diagnoses", "rows_that_find_no_row_of_contacts"), 1);
        assert_eq!(audit.counted("contacts", "rows_without_a_key_to_be_found_by"), 1);
        assert_eq!(audit.counted("contacts", "rows_whose_key_to_be_found_by_another_has_too"), 2);
    }
}

/// As many rows as are read at a time: nothing is left over after them, and SQL is asked of no rows without columns.
#[test]
fn a_whole_block_of_rows_that_are_asked_is_read() {
    let world = hospital();
    y(&world, "1", &format!(r#"{{ register = "contacts", {F2}, where = "f2", value = "COUNT(*)" }}"#));
    let rows = 1 << 20;
    world.put(
        "diagnoses2012.parquet",
        Table::of(vec![
            ("NR", integers((0..rows).map(|row| if row % 2 == 0 { 100 } else { 102 }))),
            ("DIAG", texts((0..rows).map(|row| if row == 5 { "DF20" } else { "DA00" }))),
        ]),
    );
    // The sixth row is of contact 102, of person 5.
    Audit::of(&world).knows(2012, &[0.0; 4], &[1.0, 0.0, 0.0, 0.0]);
}

/// A diagnosis whose number two contacts have would answer for both: more of them than the limit allows stop the build.
#[test]
fn many_answers_of_shared_numbers_stop_a_build() {
    let world = hospital();
    world.define("registers/diagnoses.toml", "at_most = \"50 %\"", "at_most = \"1 %\"");
    y(&world, "1", &format!(r#"{{ register = "contacts", {F2}, where = "f2", value = "COUNT(*)" }}"#));
    let output = world.build();
    let said = world.said(&output.stderr);
    assert_eq!(output.status.code(), Some(11), "{said}");
    assert!(
        said.contains("register `diagnoses`") && said.contains("with a key that several rows of `contacts` have"),
        "{said}"
    );
}

#[test]
fn codes_of_a_question_in_another_spelling_are_refused() {
    let world = hospital();
    y(&world, "1", &format!(r#"{{ register = "contacts", {F2}, where = "f2", value = "COUNT(*)" }}"#));
    let lower = |codes: &ArrayRef| {
        let codes: &StringArray = arrow::array::AsArray::as_string(codes);
        texts(codes.iter().flatten().map(|code| if code == "DF29" { "df29".to_owned() } else { code.to_owned() }))
    };
    world.change("diagnoses2012.parquet", |t| t.map("DIAG", lower));
    let output = world.build();
    let said = world.said(&output.stderr);
    assert_eq!(output.status.code(), Some(11), "{said}");
    crate::check_extracts::agrees(&world, "a question", &said);
    let wanted = "register `diagnoses`, diagnoses2012.parquet, column `DIAG`: 1 of ";
    assert!(
        said.contains(wanted) && said.contains("in case, blanks, look-alike letters or leading zeros alone"),
        "{said}"
    );
}

#[test]
fn rows_are_asked_for_other_rows_of_their_contact() {
    let world = hospital();
    y(&world, "1", &format!(r#"{{ register = "visits", {F2}, where = "f2 AND type = '0'", value = "SUM(minutes)" }}"#));
    let audit = Audit::of(&world);
    audit.knows(2012, &[70.0, 0.0, 0.0, 0.0], &[0.0; 4]);
    audit.knows(2013, &[0.0; 4], &[15.0, 0.0, 0.0, 0.0]);
}

#[test]
fn cumulative_files_are_one_table_and_keys_are_any_text() {
    let texts_of = |keys: &[&str]| Arc::new(StringArray::from_iter_values(keys)) as ArrayRef;
    // Digits, digits with leading zeros, and letters: some keys need more bits than others.
    for keys in [["7", "07", "8"], ["100000000000000007", "7", "70"], ["A7", "a7", "7"]] {
        let world = hospital();
        for register in ["contacts", "diagnoses"] {
            world.define(&format!("registers/{register}.toml"), "{year}.parquet", ".parquet");
        }
        let contacts = Table::of(vec![
            ("PNR", integers([1, 5, 6])),
            ("NR", texts_of(&keys)),
            ("IND", dates(["2012-02-01", "2013-02-01", "2012-02-01"])),
            ("UD", dates(["2012-02-01", "2013-02-01", "2012-02-01"])),
            ("TYPE", texts(["0", "0", "0"])),
        ]);
        world.put("contacts.parquet", contacts);
        let diagnoses = Table::of(vec![
            ("NR", texts_of(&[keys[1], keys[0], keys[1], keys[2], "none"])),
            ("DIAG", texts(["DF20", "DF20", "DF20", "DA00", "DF20"])),
        ]);
        world.put("diagnoses.parquet", diagnoses);
        y(&world, "1", r#"{ register = "diagnoses", where = "diagnosis = 'DF20'", value = "COUNT(*)" }"#);
        let audit = Audit::of(&world);
        audit.knows(2012, &[1.0, 0.0, 0.0, 0.0], &[0.0; 4]);
        audit.knows(2013, &[0.0; 4], &[2.0, 0.0, 0.0, 0.0]);
        assert_eq!(audit.counted("diagnoses", "rows_that_find_no_row_of_contacts"), 1);
    }
}

/// Incomes of families in 2012.
fn families(world: &World, rows: &[(i64, f64)]) {
    for year in 2010..=2015 {
        let family = [Some(10), Some(10), None, Some(12), Some(11), Some(11), Some(13), None];
        world.change(&format!("people{year}.parquet"), |table| table.set("FAM", some_codes(&family)));
    }
    let status =
        "kind = \"status\"\nabsent = \"zero\"\nfiles = [\"r{year}.parquet\"]\ncovers = { first = 2012, last = 2012 }";
    let columns = "[columns]\nincome = { names = \"INDK\", type = \"number\" }";
    belonging(world, "r", "register = \"people\"\nkey = \"FAM\"\nshared = true", &format!("{status}\n{columns}"));
    y(world, "1", r#"{ register = "r", value = "income" }"#);
    let table = Table::of(vec![
        ("FAM", integers(rows.iter().map(|row| row.0))),
        ("INDK", numbers(rows.iter().map(|row| row.1))),
    ]);
    world.put("r2012.parquet", table);
}

#[test]
fn members_of_a_family_share_its_row() {
    let world = village();
    families(&world, &[(10, 100.0), (11, 50.0), (13, 7.0), (99, 1000.0)]);
    let audit = Audit::of(&world);
    audit.knows(2012, &[100.0, 100.0, 0.0, 0.0], &[50.0, 50.0, 7.0, 0.0]);
    assert_eq!(audit.counted("r", "rows_that_find_no_row_of_people"), 1);
}

#[test]
fn children_have_the_rows_of_their_mother() {
    let world = village();
    for year in 2010..=2015 {
        // 1 and 2 are children of 5, 6 is a child of 3; the mother of 4 is not in the population.
        let mother = [Some(5), Some(5), None, Some(99), None, Some(3), None, None];
        world.change(&format!("people{year}.parquet"), |table| table.set("MOR_ID", some_codes(&mother)));
    }
    let stays = |rows: &[(i64, &str)]| {
        Table::of(vec![("PNR", integers(rows.iter().map(|row| row.0))), ("DATO", dates(rows.iter().map(|row| row.1)))])
    };
    world.put("stays2012.parquet", stays(&[(5, "2012-03-01"), (5, "2012-09-01"), (7, "2012-09-01")]));
    world.put("stays2013.parquet", stays(&[(5, "2013-01-01"), (3, "2013-12-31")]));
    let own =
        "kind = \"event\"\ndate = \"DATO\"\nfiles = [\"stays{year}.parquet\"]\ncovers = { first = 2012, last = 2013 }";
    register(&world, "own_stays", own);
    let of_mothers = "register = \"people\"\nkey = \"PNR\"\nparent_key = \"MOR_ID\"\nshared = true";
    belonging(&world, "stays_of_mothers", of_mothers, own);
    y(&world, "1", r#"{ register = "stays_of_mothers", value = "COUNT(*)" }"#);
    let audit = Audit::of(&world);
    audit.knows(2012, &[2.0, 2.0, 0.0, 0.0], &[0.0; 4]);
    audit.knows(2013, &[1.0, 1.0, 0.0, 0.0], &[0.0, 1.0, 0.0, 0.0]);
    // The row of 7, who is not a mother.
    assert_eq!(audit.counted("stays_of_mothers", "rows_that_find_no_row_of_people"), 1);
    std::fs::remove_dir_all(world.path("output")).unwrap();
    y(
        &world,
        "1",
        r#"{ register = "own_stays", value = "COUNT(*)" }, { register = "stays_of_mothers", value = "COUNT(*)" }"#,
    );
    let audit = Audit::of(&world);
    audit.knows(2012, &[2.0, 2.0, 0.0, 0.0], &[2.0, 0.0, 1.0, 0.0]);
}

/// The files of the audit, built with so many MiB of rows in memory.
pub(super) fn built(world: &World, mebibytes: &str, threads: &str) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    std::fs::remove_dir_all(world.path("output")).ok();
    let mut command = Command::new(env!("CARGO_BIN_EXE_som"));
    command.current_dir(project()).env("SOM_JOIN_MEMORY", mebibytes);
    command.args(world.arguments()).args(["--threads", threads]);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let left = std::fs::read_dir(world.path("output")).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(!left.into_iter().any(|name| name.to_string_lossy().contains("join")), "a temporary folder is left");
    // A release knows its predecessors in the room; the audit does not.
    let mut audit = files(&world.path("output/audit/r"));
    audit.retain(|(name, _)| !name.ends_with("release.blake3"));
    audit
}

#[test]
fn rows_that_do_not_fit_in_memory_give_the_same_bytes() {
    let world = hospital();
    let contacts = format!(r#"{{ register = "contacts", {F2}, where = "f2", value = "COUNT(*)" }}"#);
    let visits = r#"{ register = "visits", where = "type <> '2'", value = "COUNT(*)" }"#;
    let diagnoses = r#"{ register = "diagnoses", where = "diagnosis LIKE 'DF%'", value = "SUM(CASE WHEN type = '0' THEN 2 ELSE 1 END)" }"#;
    y(&world, "1", &format!("{contacts}, {visits}, {diagnoses}"));
    let wanted = built(&world, "512", "2");
    for (mebibytes, threads) in [("0", "1"), ("0", "2"), ("512", "1")] {
        assert!(built(&world, mebibytes, threads) == wanted, "{mebibytes} MiB, {threads} threads");
    }
}

type Case = (&'static str, fn(&World));

const COUNTED: &str = r#"{ register = "diagnoses", where = "diagnosis LIKE 'DF2%'", value = "COUNT(*)" }"#;

const REFUSED: &[Case] = &[
    ("no row finds its contact", |w| {
        y(w, "1", COUNTED);
        w.change("diagnoses2012.parquet", |t| t.set("NR", integers((0..11).map(|row| 900 + row))));
        w.change("diagnoses2013.parquet", |t| t.set("NR", integers([900, 901])));
    }),
    ("no row that is asked finds its contact", |w| {
        y(w, "1", &format!(r#"{{ register = "contacts", {F2}, where = "NOT f2", value = "COUNT(*)" }}"#));
        w.change("diagnoses2012.parquet", |t| t.set("NR", integers((0..11).map(|row| 900 + row))));
        w.change("diagnoses2013.parquet", |t| t.set("NR", integers([900, 901])));
    }),
    ("keys of another type", |w| {
        y(w, "1", COUNTED);
        w.change("diagnoses2013.parquet", |t| t.set("NR", texts(["100", "101"])));
    }),
    ("a key that two contacts have", |w| {
        y(w, "1", COUNTED);
        w.define("registers/diagnoses.toml", "{ drop = true, at_most = \"50 %\" }", "\"refuse\"");
        w.change("diagnoses2012.parquet", |t| t.take([0, 6]));
    }),
    ("a key that two contacts have, in too many rows", |w| {
        y(w, "1", COUNTED);
        w.define("registers/diagnoses.toml", "50 %", "15 %");
    }),
    ("a null key", |w| {
        y(w, "1", COUNTED);
        w.define("registers/diagnoses.toml", "{ drop = true, at_most = \"50 %\" }", "\"refuse\"");
        w.change("diagnoses2012.parquet", |t| t.take([0, 9]));
    }),
    ("no key in the file", |w| {
        y(w, "1", COUNTED);
        w.change("contacts2012.parquet", |t| t.drop("NR"));
    }),
    ("a value finer than the resolution", |w| {
        y(w, "1", r#"{ register = "visits", value = "SUM(minutes)" }"#);
        w.define("registers/visits.toml", "{ drop = true, at_most = \"50 %\" }", "\"refuse\"");
        w.change("visits2012.parquet", |t| t.set("MIN", numbers([0.5, 40.0, 20.0, 15.0, 99.0, 99.0])));
    }),
    ("a family twice in a year", |w| families(w, &[(10, 100.0), (11, 50.0), (10, 7.0)])),
];

#[test]
fn rows_that_find_no_contact_or_several_are_refused() {
    let refused = REFUSED.iter().map(|(name, spoil)| {
        let world = hospital();
        spoil(&world);
        let output = world.build();
        let code = output.status.code().unwrap();
        let said = world.said(&output.stderr);
        assert!(blessing() || (code == 11 && world.left().is_empty()), "{name}: {said}");
        let faults = said.lines().filter(|line| !line.starts_with("note: ")).collect::<Vec<_>>().join("\n");
        ((*name).to_owned(), format!("exit {code}\n{faults}"))
    });
    expected("joined_rows", &refused.collect::<Vec<_>>());
}

/// Standard output of a check of the extracts as JSON, and the page in English.
pub(super) fn checked(world: &World) -> (Vec<serde_json::Value>, String) {
    let [pipelines, extracts, page] =
        ["pipelines", "extracts", "page.html"].map(|name| world.path(name).display().to_string());
    let of = ["check", "--pipelines", &pipelines, "--extracts", &extracts, "--format", "json"];
    let output = som(&[&of[..], &["--page", &page, "--language", "en"]].concat());
    let found = serde_json::from_slice(&output.stdout).unwrap();
    (found, std::fs::read_to_string(&page).unwrap())
}

fn faults(found: &[serde_json::Value]) -> Vec<String> {
    let faults = found.iter().filter(|finding| finding["level"] == "fault");
    faults
        .map(|finding| format!("{} {}", finding["register"].as_str().unwrap(), finding["code"].as_str().unwrap()))
        .collect()
}

#[test]
fn a_check_takes_keys_of_contacts_as_they_are_and_names_what_can_not_be_computed() {
    let world = hospital();
    // Persons have text keys, and contacts numbers.
    for (name, mut table) in world.tables() {
        if table.0.iter().any(|(column, _)| column == "PNR") {
            table.cast("PNR", &arrow::datatypes::DataType::Utf8);
            world.put(&name, table);
        }
    }
    y(&world, "1", &format!(r#"{{ register = "contacts", {F2}, where = "f2", value = "COUNT(*)" }}"#));
    let (found, _) = checked(&world);
    assert_eq!(faults(&found), Vec::<String>::new());
    assert!(world.build().status.success());

    // Asked by a condition of another register.
    world.change("diagnoses2012.parquet", |t| t.drop("DIAG"));
    let row = |register: &str, variables: &str| {
        format!("<th scope=\"row\" class=\"words\">{register}</th><td class=\"words\">{variables}</td>")
    };
    let (found, page) = checked(&world);
    assert_eq!(faults(&found), ["diagnoses no_column"]);
    assert!(page.contains(&row("diagnoses", "y")), "{page}");

    // Keys of the two registers that differ are a fault, and one of the keys.
    world.change("diagnoses2012.parquet", |t| t.set("DIAG", texts(["DF20"; 11])));
    for year in [2012, 2013] {
        world.change(&format!("diagnoses{year}.parquet"), |t| t.cast("NR", &arrow::datatypes::DataType::Utf8));
    }
    let keys = faults(&checked(&world).0);
    assert!(keys.iter().all(|fault| fault == "diagnoses row_key_type") && !keys.is_empty(), "{keys:?}");

    // Without a population the kind of person keys is not known, and nothing can be computed.
    for year in 2010..=2015 {
        std::fs::remove_file(world.extract(&format!("people{year}.parquet"))).unwrap();
    }
    let (found, page) = checked(&world);
    assert_eq!(faults(&found), ["people no_file"]);
    assert!(page.contains(&row("people", "entered, won, y")), "{page}");
}

#[test]
fn a_check_names_what_came_and_no_definition_reads() {
    let world = hospital();
    y(&world, "1", r#"{ register = "contacts", value = "COUNT(*)" }"#);
    let table = world.table("diagnoses2012.parquet");
    for name in ["lpr_diag/year=2012/part-lpr_diag2012.parquet", "lpr_diag/year=2013/part-lpr_diag2013.parquet"] {
        world.put(name, table.clone());
    }
    // A year that no register covers, and a partition without a year.
    world.put("contacts2014.parquet", world.table("contacts2013.parquet"));
    world.put("people/year=__HIVE_DEFAULT_PARTITION__/part-0.parquet", world.table("people2010.parquet"));
    let unread: Vec<(String, String)> = checked(&world)
        .0
        .iter()
        .filter(|finding| finding["code"] == "not_read")
        .map(|finding| ["register", "message"].map(|key| finding[key].as_str().unwrap().to_owned()).into())
        .collect();
    let said = [
        ("contacts", "no definition reads contacts2014.parquet: 2 row(s)"),
        (
            "lpr_diag",
            "no definition reads 2 files, of which the first is lpr_diag/year=2012/part-lpr_diag2012.parquet: 22 row(s)",
        ),
        ("people", "no definition reads people/year=__HIVE_DEFAULT_PARTITION__/part-0.parquet: 8 row(s)"),
    ];
    assert_eq!(unread, said.map(|(register, message)| (register.to_owned(), message.to_owned())));
}
