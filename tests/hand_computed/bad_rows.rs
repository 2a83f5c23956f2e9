//! Bad rows: left out and counted up to the share that a register allows, refused above it, one rule for every cause.

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, StringArray};

use super::village::{Audit, moves, register, some_codes, some_dates, some_numbers, village, y};
use crate::tools::som;
use crate::world::{Table, World, day, integers, numbers, texts};

const DROP: &str = "bad_rows = { drop = true, at_most = \"50 %\" }";
const EVENT: &str = "kind = \"event\"\ndate = \"DATO\"";

fn some_texts(values: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

/// The notes of bad rows, without their register.
fn notes(audit: &Audit) -> Vec<String> {
    let lines = audit.said.lines().filter_map(|line| line.split_once(": ")?.1.split_once(": "));
    let mut notes: Vec<String> =
        lines.map(|(_, note)| note.to_owned()).filter(|note| note.contains("bad row(s)")).collect();
    notes.sort();
    notes
}

/// Ten events of 2012, of which each cause makes one bad.
fn spoilt(world: &World, rule: &str) {
    let columns = "[columns]\namount = { names = \"BELOB\", type = \"number\", range = { first = 0, last = 100 } }\n\
                   week = { names = \"UGE\", type = \"yyww\" }";
    let columns = columns.replace("week =", "paid_week =");
    register(world, "r", &format!("{EVENT}\n{rule}\nunknown_dates = [\"1900-01-01\"]\n{columns}"));
    y(world, "1", r#"{ register = "r", where = "paid_week IS NOT NULL", value = "SUM(amount)" }"#);
    let fine = Some("2012-05-01");
    let table = Table::of(vec![
        ("PNR", some_codes(&[Some(1), Some(1), None, Some(1), Some(2), Some(3), Some(4), Some(5), Some(5), Some(6)])),
        (
            "DATO",
            some_dates(&[
                fine,
                None,               // no day
                fine,               // no key
                Some("1599-12-31"), // a day that can't be
                Some("1900-01-01"), // a day that stands for an unknown one
                fine,
                fine,
                fine,
                fine,
                fine,
            ]),
        ),
        // 3: out of range. 4: finer than the resolution.
        ("BELOB", numbers([10.0, 1.0, 1.0, 1.0, 1.0, 777.0, 2.5, 20.0, 30.0, 5.0])),
        // 6: a week that the year does not have. 5: a blank week, which the condition asks for.
        ("UGE", texts(["1218", "1218", "1218", "1218", "1218", "1218", "1218", "1218", "", "1253"])),
    ]);
    world.put("r.parquet", table);
}

#[test]
fn bad_rows_of_every_cause_are_left_out_and_counted() {
    let world = village();
    spoilt(&world, "bad_rows = { drop = true, at_most = \"80 %\" }");
    let audit = Audit::of(&world);
    audit.knows(2012, &[10.0, 0.0, 0.0, 0.0], &[20.0, 0.0, 0.0, 0.0]);
    let one = |cause: &str| format!("1 bad row(s) in r.parquet left out: {cause}");
    assert_eq!(
        notes(&audit),
        [
            one("not a day, `DATO`"),
            one("not a week, `UGE`"),
            one("off grid, `y`"),
            one("outside range, `BELOB`"),
            one("unknown day, `DATO`"),
            one("unplaced, `DATO`"),
            one("unplaced, `PNR`"),
        ]
    );
    assert_eq!(audit.counted("r", "bad_rows/unplaced/PNR/r.parquet"), 1);
    let page = std::fs::read_to_string(world.path("output/audit/r/report.html")).unwrap();
    assert!(page.contains("Bad rows that were left out:"), "{page}");
}

#[test]
fn counts_of_bad_rows_do_not_depend_on_threads() {
    let read = |threads: &str| {
        let world = village();
        spoilt(&world, "bad_rows = { drop = true, at_most = \"80 %\" }");
        let properties = parquet::file::properties::WriterProperties::builder().set_max_row_group_row_count(Some(2));
        world.table("r.parquet").write(&world.extract("r.parquet"), properties.build());
        let mut arguments = world.arguments();
        arguments.extend(["--threads".to_owned(), threads.to_owned()]);
        let output = som(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(output.status.success(), "{}", world.said(&output.stderr));
        std::fs::read(world.path("output/audit/r/reading.parquet")).unwrap()
    };
    assert_eq!(read("1"), read("4"));
}

#[test]
fn above_the_limit_the_worst_cause_is_named() {
    let world = village();
    spoilt(&world, "bad_rows = { drop = true, at_most = \"12.5 %\" }");
    // Three days more that can't be.
    world.change("r.parquet", |t| {
        let days = [5, 6, 7].map(|_| day("1599-12-31"));
        t.last("DATO", &(Arc::new(Date32Array::from(days.to_vec())) as ArrayRef));
    });
    let output = world.build();
    let said = world.said(&output.stderr);
    assert_eq!(output.status.code(), Some(11), "{said}");
    assert_eq!(
        said,
        "error: register `r`, r.parquet, column `DATO`: 8 of 9 row(s) are bad, and at most 12.5 % may be dropped; most of \
         them: 4 value(s) that are not days of 1800–9999\n\
         hint: if they are to be left out, set `bad_rows = { drop = true, at_most = \"…\" }`; if not: correct the extract; name \
         a day that stands for one that is not known, such as 0001-01-01, in `unknown_dates`\n"
    );
    // The check reads every row, also the one without a key.
    crate::check_extracts::agrees(&world, "above the limit", &said.replace("8 of 9", "9 of 10"));
}

#[test]
fn by_default_a_row_in_a_thousand_is_left_out_and_one_row_of_few() {
    let build = |keys: &[Option<i64>]| {
        let world = village();
        register(&world, "r", &format!("{EVENT}\nbad_rows = {{ drop = true }}"));
        y(&world, "1", r#"{ register = "r", value = "COUNT(*)" }"#);
        let days = some_dates(&vec![Some("2012-05-01"); keys.len()]);
        world.put("r.parquet", Table::of(vec![("PNR", some_codes(keys)), ("DATO", days)]));
        let output = world.build();
        (output.status.code(), world.said(&output.stderr))
    };
    let (code, said) = build(&[Some(1), None, Some(5)]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("note: register `r`: 1 bad row(s) in r.parquet left out: unplaced, `PNR`\n"), "{said}");
    let (code, said) = build(&[Some(1), None, None, Some(5)]);
    assert_eq!(code, Some(11), "{said}");
    assert!(said.contains("2 of 4 row(s) are bad, and at most 0.1 % may be dropped"), "{said}");
}

/// Eight rows of the cohort among two hundred: three bad ones are one row in seventy of the register, and three in eight of those
/// that the cohort's figures are made of.
#[test]
fn bad_rows_of_a_small_cohort_are_held_against_its_own_rows() {
    let world = village();
    register(&world, "r", &format!("{EVENT}\nbad_rows = {{ drop = true, at_most = \"12.5 %\" }}"));
    y(&world, "1", r#"{ register = "r", value = "COUNT(*)" }"#);
    let keys: Vec<Option<i64>> = (1..=8).chain(std::iter::repeat_n(99, 192)).map(Some).collect();
    let days: Vec<Option<&str>> = (0..200).map(|row| (row > 2).then_some("2012-05-01")).collect();
    world.put("r.parquet", Table::of(vec![("PNR", some_codes(&keys)), ("DATO", some_dates(&days))]));
    let output = world.build();
    let said = world.said(&output.stderr);
    assert_eq!(output.status.code(), Some(11), "{said}");
    assert!(said.contains("column `DATO`: 3 of 8 row(s) are bad, and at most 12.5 % may be dropped"), "{said}");
}

/// One bad row does not hide that no key matches.
#[test]
fn no_matching_key_is_a_fault_beside_a_bad_row() {
    let world = village();
    register(&world, "r", &format!("{EVENT}\n{DROP}"));
    y(&world, "1", r#"{ register = "r", value = "COUNT(*)" }"#);
    let days = some_dates(&[Some("2012-05-01"); 3]);
    world.put("r.parquet", Table::of(vec![("PNR", some_codes(&[Some(91), None, Some(92)])), ("DATO", days)]));
    let output = world.build();
    let said = world.said(&output.stderr);
    assert_eq!(output.status.code(), Some(11), "{said}");
    assert!(said.contains("register `r`") && said.contains("key"), "{said}");
}

#[test]
fn bad_rows_of_residence_are_left_out() {
    let world = village();
    register(&world, "r", &format!("{EVENT}\n{DROP}"));
    y(&world, "1", r#"{ register = "r", value = "COUNT(*)" }"#);
    world.put("r.parquet", Table::of(vec![("PNR", integers([1, 5])), ("DATO", some_dates(&[Some("2012-05-01"); 2]))]));
    for id in ["people", "moves"] {
        world.define(&format!("registers/{id}.toml"), "bad_rows = \"refuse\"", DROP);
    }
    moves(&world, &[(5, "2012-05-01", 7), (6, "2012-06-01", 2), (6, "2012-07-01", 1)]);
    world.change("people2014.parquet", |t| {
        t.null("KOEN", &[1]);
        t.null("FOEDT", &[2]);
        t.null("PNR", &[3]);
    });
    world.change("people2015.parquet", |t| t.last("KOEN", &integers([9])));
    let audit = Audit::of(&world);
    audit.knows(2012, &[1.0, 0.0, 0.0, 0.0], &[1.0, 0.0, 0.0, 0.0]);
    for (register, name) in [
        ("people", "bad_rows/unplaced/KOEN/2014"),
        ("people", "bad_rows/unplaced/FOEDT/2014"),
        ("people", "bad_rows/unplaced/PNR/2014"),
        ("people", "bad_rows/unknown_code/KOEN/2015"),
        ("moves", "bad_rows/unknown_code/VEJ/moves.parquet"),
    ] {
        assert_eq!(audit.counted(register, name), 1, "{register} {name}: {}", audit.said);
    }
    // 2, 3 and 4 are not on the list of 2014, and 8 not on that of 2015.
    assert_eq!(audit.counted("people", "persons_missing_from_a_year_without_having_left"), 3);
}

#[test]
fn a_bad_value_counts_for_the_variables_that_read_it_alone_and_a_bad_status_is_missing() {
    let world = village();
    let columns = "[columns]\ninc = { names = \"INDK\", type = \"number\", range = { first = 0, last = 99 } }\n\
                   flag = { names = \"FLAG\", type = \"integer\" }";
    let status = "kind = \"status\"\nyear = \"AAR\"\nabsent = \"zero\"";
    register(&world, "r", &format!("{status}\n{DROP}\n{columns}"));
    let table = Table::of(vec![
        ("PNR", integers([1, 2, 5])),
        ("AAR", integers([2012; 3])),
        ("INDK", some_numbers(&[Some(10.0), Some(777.0), Some(30.0)])),
        ("FLAG", integers([1, 1, 1])),
    ]);
    world.put("r.parquet", table);
    y(&world, "1", r#"{ register = "r", value = "inc" }"#);
    // The income of 2 is not known, and not zero.
    Audit::of(&world).knows(2012, &[10.0, 0.0, 0.0], &[30.0, 0.0, 0.0, 0.0]);
    std::fs::remove_dir_all(world.path("output")).unwrap();
    y(&world, "1", r#"{ register = "r", value = "flag" }"#);
    Audit::of(&world).knows(2012, &[1.0, 1.0, 0.0, 0.0], &[1.0, 0.0, 0.0, 0.0]);
}

#[test]
fn a_blank_key_is_the_key_of_no_person() {
    let world = village();
    let text = |array: &ArrayRef| arrow::compute::cast(array, &arrow::datatypes::DataType::Utf8).unwrap();
    for name in world.tables().into_iter().map(|(name, _)| name) {
        world.change(&name, |t| t.map("PNR", text));
    }
    register(&world, "r", &format!("{EVENT}\n{DROP}"));
    y(&world, "1", r#"{ register = "r", value = "COUNT(*)" }"#);
    let keys = some_texts(&[Some("1"), Some("  "), Some("5"), Some("901")]);
    world.put("r.parquet", Table::of(vec![("PNR", keys), ("DATO", some_dates(&[Some("2012-05-01"); 4]))]));
    let audit = Audit::of(&world);
    assert_eq!(audit.counted("r", "bad_rows/unplaced/PNR/r.parquet"), 1);
    assert_eq!(audit.counted("r", "rows_of_persons_not_in_the_population"), 1);
}

#[test]
fn an_open_end_can_be_written_as_a_day_and_ends_at_emigration() {
    // Person 5 enters on 1 February and emigrates on 1 March 2012: 29 nights.
    for (rule, end) in
        [("", None), ("", Some("9999-12-31")), ("open_dates = [\"2999-01-01\", 2998-01-01]\n", Some("2998-01-01"))]
    {
        let world = village();
        register(&world, "r", &format!("kind = \"spell\"\nstart = \"IND\"\nend = \"UD\"\n{rule}"));
        y(&world, "1", r#"{ register = "r", date = "spread", value = "SUM(nights)" }"#);
        moves(&world, &[(5, "2012-03-01", 2), (5, "2012-09-01", 1)]);
        let table = Table::of(vec![
            ("PNR", integers([5])),
            ("IND", some_dates(&[Some("2012-02-01")])),
            ("UD", some_dates(&[end])),
        ]);
        world.put("r.parquet", table);
        let audit = Audit::of(&world);
        audit.knows(2012, &[0.0; 4], &[29.0, 0.0, 0.0, 0.0]);
        let said = "note: register `r`: 1 spell ended at death or emigration\n";
        assert!(audit.said.contains(said), "{}", audit.said);
    }
}
