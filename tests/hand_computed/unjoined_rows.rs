//! Rows that can't count by their own conditions, and are not joined: figures, counts and faults are those of rows that are.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, StringArray};

use super::joined_rows::{F2, OF_CONTACTS, belonging, built, checked, hospital};
use super::village::{Audit, y};
use crate::world::{Table, dates, integers, texts};

#[test]
fn codes_beside_columns_of_the_contact_in_another_spelling_are_refused() {
    let world = hospital();
    let condition = "diagnosis LIKE 'DF2%' AND type = '0'";
    y(&world, "1", &format!(r#"{{ register = "diagnoses", where = "{condition}", value = "COUNT(*)" }}"#));
    world.change("diagnoses2012.parquet", |t| {
        t.map("DIAG", |codes| {
            let codes: &StringArray = codes.as_string();
            texts(codes.iter().flatten().map(|code| if code == "DF29" { "df29".to_owned() } else { code.to_owned() }))
        })
    });
    let output = world.build();
    let said = world.said(&output.stderr);
    assert_eq!(output.status.code(), Some(11), "{said}");
    crate::check_extracts::agrees(&world, "columns of the contact", &said);
    let wanted = "register `diagnoses`, diagnoses2012.parquet, column `DIAG`, variable `y` (COUNT(*)): 1 of 6 row(s) have a code";
    assert!(said.contains(wanted), "{said}");
}

/// A row of the sample whose spelling is looked at meets its faults once, and one that can't count not at all.
#[test]
fn a_spell_that_ends_before_it_begins_is_counted_once() {
    let world = hospital();
    let columns = "[columns]\ncare = { names = \"KODE\", type = \"text\" }";
    let spell = "kind = \"spell\"\nstart = \"FRA\"\nend = \"TIL\"\nbad_rows = \"refuse\"";
    belonging(&world, "treatments", OF_CONTACTS, &format!("{spell}\n{columns}"));
    let from = r#"{ register = "treatments", date = "start", where = "care LIKE 'K%'", value = "COUNT(*)" }"#;
    y(&world, "1", from);
    let treatments = |codes: [&str; 3]| {
        Table::of(vec![
            ("NR", integers([100, 100, 101])),
            ("FRA", dates(["2012-02-03", "2012-02-04", "2012-03-01"])),
            ("TIL", dates(["2012-02-02", "2012-02-05", "2012-03-02"])),
            ("KODE", texts(codes)),
        ])
    };
    let mut none = treatments(["K1", "K1", "K1"]);
    none.take([]);
    world.put("treatments2013.parquet", none);
    world.put("treatments2012.parquet", treatments(["K1", "K1", "A1"]));
    let output = world.build();
    let said = world.said(&output.stderr);
    assert_eq!(output.status.code(), Some(11), "{said}");
    let (found, _) = checked(&world);
    let messages: Vec<&serde_json::Value> =
        found.iter().filter(|finding| finding["level"] == "fault").map(|finding| &finding["message"]).collect();
    assert!(messages.len() == 1 && messages[0].as_str().unwrap().starts_with("1 "), "{messages:?}");
    world.put("treatments2012.parquet", treatments(["A1", "K1", "K1"]));
    Audit::of(&world).knows(2012, &[2.0, 0.0, 0.0, 0.0], &[0.0; 4]);
}

/// Conditions decide which rows are joined, and which are read of other registers: neither figures nor counts may differ from those of a
/// variable with a source without a condition, for which all are. Of rows that belong to others and can't count it is only not counted what
/// placing them would show, such as another year than that of their file.
#[test]
fn rows_that_can_not_count_leave_all_figures_and_counts_as_they_are() {
    for (register, any, condition) in [
        ("contacts", F2, "type = '0' AND NOT f2"),
        ("contacts", F2, "(type = '2' OR f2 AND type = '0') AND NOT (type = '2' AND f2)"),
        ("contacts", F2, "type = '9' AND f2"),
        ("contacts", F2, "f2"),
        ("contacts", F2, "NOT f2"),
        ("contacts", F2, "f2 OR type = '2'"),
        ("diagnoses", "", "diagnosis LIKE 'DF2%'"),
        ("diagnoses", "", "diagnosis LIKE 'DF%' AND type = '2' OR diagnosis = 'DA00'"),
        ("visits", F2, "minutes <> 20 AND (f2 OR type = '2')"),
    ] {
        let of = |more: &str| {
            let world = hospital();
            let any = if any.is_empty() { String::new() } else { format!("{any}, ") };
            let head = format!(r#"{{ register = "{register}", {any}"#);
            let more = if more.is_empty() { String::new() } else { format!(r#", {head}value = "{more}" }}"#) };
            y(&world, "1", &format!(r#"{head}where = "{condition}", value = "COUNT(*)" }}{more}"#));
            let mut audit = built(&world, "512", "2");
            audit.retain(|(name, _)| name.ends_with("fits.parquet") || name.ends_with("reading.parquet"));
            assert_eq!(audit.len(), 2);
            audit
        };
        assert!(of("") == of("SUM(CASE WHEN type = '0' THEN 0 ELSE 0 END)"), "{register}: {condition}");
    }
}

/// Rows are read again where a key needs more bits than those before: what was counted of the first reading does not count.
#[test]
fn rows_that_are_read_again_are_counted_once() {
    let texts_of = |keys: &[String]| Arc::new(StringArray::from_iter_values(keys)) as ArrayRef;
    // The key that needs more bits is of a diagnosis, which is read last, or of the last contact, where questions are read first.
    let cases = [("type = '0' AND f2", "diagnoses"), ("f2 OR type = '7'", "contacts")];
    for ((condition, wide), threads) in cases.into_iter().flat_map(|case| [(case, "1"), (case, "2")]) {
        let of = |last: &str| {
            let world = hospital();
            for register in ["contacts", "diagnoses"] {
                world.define(&format!("registers/{register}.toml"), "{year}.parquet", ".parquet");
            }
            let persons = || (0..300).map(|row| 1 + row % 8);
            let mut numbers: Vec<String> = (0..300).map(|row| row.to_string()).collect();
            let mut asked = ["5", "15", "987"].map(str::to_owned);
            match wide {
                "contacts" => last.clone_into(&mut numbers[299]),
                _ => last.clone_into(&mut asked[2]),
            }
            world.put(
                "contacts.parquet",
                Table::of(vec![
                    ("PNR", integers(persons())),
                    ("NR", texts_of(&numbers)),
                    ("IND", dates((0..300).map(|row| if row % 3 == 0 { "2012-02-01" } else { "2014-02-01" }))),
                    ("UD", dates((0..300).map(|row| if row % 3 == 0 { "2012-02-02" } else { "2014-02-02" }))),
                    ("TYPE", texts((0..300).map(|row| if row % 5 == 0 { "0" } else { "2" }))),
                ]),
            );
            world.put(
                "diagnoses.parquet",
                Table::of(vec![("NR", texts_of(&asked)), ("DIAG", texts(["DF20", "DF20", "DF20"]))]),
            );
            y(&world, "1", &format!(r#"{{ register = "contacts", {F2}, where = "{condition}", value = "COUNT(*)" }}"#));
            let mut audit = built(&world, "512", threads);
            audit.retain(|(name, _)| name.ends_with("fits.parquet") || name.ends_with("reading.parquet"));
            audit
        };
        assert!(of("A1") == of("988"), "{condition}, {threads} threads");
    }
}
