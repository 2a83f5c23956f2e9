//! Days that are hardly meant as such, times that are a day early, and stays of persons who live abroad: nothing of it is silent.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, TimestampMillisecondArray};

use super::village::{Audit, EMPTY_REGISTERS, moves, people, register, village, y};
use super::{SPELL, spells};
use crate::check_extracts::agrees;
use crate::tools::som;
use crate::world::{Table, World, dates, day, integers, texts};

const NIGHTS: &str = r#"{ register = "r", date = "spread", value = "SUM(nights)" }"#;
const COUNT: &str = r#"{ register = "r", value = "COUNT(*)" }"#;

/// The notes of a build on a register, but for those of small registers whose rows are of one year, and alike.
fn notes(audit: &Audit, id: &str) -> Vec<String> {
    let start = format!("note: register `{id}`: ");
    let of_it = audit.said.lines().filter_map(|line| line.strip_prefix(&start));
    let is_of_size = |note: &&str| note.starts_with("none of ") || note.ends_with("with an exact copy");
    of_it.filter(|note| !is_of_size(note)).map(str::to_owned).collect()
}

#[test]
fn an_end_beyond_all_plans_has_not_come_and_is_noted() {
    // Person 5 enters on 1 February and emigrates on 1 March 2012: 29 nights, whatever day stands for the open end.
    for (end, rule) in [
        ("2999-12-31", ""),
        ("9999-01-01", ""),
        ("9999-12-30", ""),
        ("2099-12-31", ""),
        ("2036-01-01", ""),
        ("9999-12-31", "\nopen_dates = [\"2999-12-31\"]"),
    ] {
        let built = |rule: &str| {
            let world = village();
            register(&world, "r", &format!("{SPELL}{rule}"));
            y(&world, "1", NIGHTS);
            moves(&world, &[(5, "2012-03-01", 2), (5, "2012-09-01", 1)]);
            spells(&world, &[(5, "2012-02-01", Some(end)), (1, "2012-02-01", Some("2012-02-03"))]);
            Audit::of(&world)
        };
        let audit = built(rule);
        audit.knows(2012, &[2.0, 0.0, 0.0, 0.0], &[29.0, 0.0, 0.0, 0.0]);
        let year = &end[..4];
        let far = format!(
            "1 of 2 end(s) in `UD` are of {year}, over 20 years after what the register covers, and are read as ends that have not come; name \
             the day in `open_dates`"
        );
        assert_eq!(notes(&audit, "r"), ["1 spell ended at death or emigration".to_owned(), far], "{end}");
        assert_eq!(audit.counted("r", &format!("days/far_end/{year}/UD")), 1, "{end}");
        // With its day declared, there is nothing to note.
        let audit = built(&format!("\nopen_dates = [\"{end}\"]"));
        audit.knows(2012, &[2.0, 0.0, 0.0, 0.0], &[29.0, 0.0, 0.0, 0.0]);
        assert_eq!(notes(&audit, "r"), ["1 spell ended at death or emigration"], "{end}");
    }
    // A plan within twenty years of what is covered is a plan: the stay goes on over the absence, with a note of its own.
    let world = village();
    register(&world, "r", SPELL);
    y(&world, "1", NIGHTS);
    moves(&world, &[(5, "2012-03-01", 2), (5, "2012-09-01", 1)]);
    spells(&world, &[(5, "2012-02-01", Some("2035-12-31"))]);
    let audit = Audit::of(&world);
    audit.knows(2012, &[0.0; 4], &[335.0, 0.0, 0.0, 0.0]);
    assert_eq!(notes(&audit, "r"), ["1 spell with an end that goes on after an emigration"]);
}

#[test]
fn stays_of_persons_abroad_are_counted_as_they_stand_and_noted() {
    let world = village();
    register(&world, "r", SPELL);
    y(&world, "1", NIGHTS);
    let out_and_back = |key, out, back| [(key, out, 2), (key, back, 1)];
    let rows: Vec<(i64, &str, i64)> = [
        out_and_back(1, "2012-03-01", "2012-09-01"),
        out_and_back(2, "2012-03-01", "2012-09-01"),
        out_and_back(5, "2012-03-01", "2012-09-01"),
        out_and_back(6, "2012-03-01", "2012-09-01"),
        out_and_back(7, "2012-03-01", "2012-09-01"),
        out_and_back(8, "2012-04-01", "2012-04-01"), // comes and leaves on one day, and so leaves last
    ]
    .concat();
    moves(&world, &rows);
    spells(
        &world,
        &[
            (1, "2012-02-01", Some("2012-10-01")), // over the absence: 243 nights
            (2, "2012-05-01", Some("2012-05-11")), // within it: ten
            (5, "2012-05-01", None),               // begins in it, and lasts: 245 to new year
            (6, "2012-09-01", Some("2012-09-04")), // from the day of coming back: three, and nothing odd
            (7, "2012-02-01", Some("2012-03-01")), // until the day of leaving: 29, and nothing odd
            (8, "2012-05-01", Some("2012-05-02")), // after leaving on the day of coming back
            (8, "2012-04-01", Some("2012-04-02")), // on that day
            (3, "2012-05-01", Some("2012-05-02")), // never left
        ],
    );
    let audit = Audit::of(&world);
    audit.knows(2012, &[243.0, 10.0, 1.0, 0.0], &[245.0, 3.0, 29.0, 2.0]);
    assert_eq!(
        notes(&audit, "r"),
        ["3 spells that begin while their person lives abroad", "2 spells with an end that go on after an emigration"]
    );
}

#[test]
fn days_long_before_and_one_day_in_many_rows_are_noted() {
    let world = village();
    register(&world, "r", SPELL);
    y(&world, "1", NIGHTS);
    spells(
        &world,
        &[(1, "1800-01-01", Some("2012-01-03")), (5, "1879-12-31", None), (6, "1880-01-01", Some("1990-01-01"))],
    );
    let audit = Audit::of(&world);
    audit.knows(2012, &[2.0, 0.0, 0.0, 0.0], &[366.0, 0.0, 0.0, 0.0]);
    let early = "2 of 3 day(s) in `IND` are of 1800 and 1879, over 130 years before what the register covers; if they stand for a day that is not \
                 known, name it in `unknown_dates`";
    assert!(notes(&audit, "r").contains(&early.to_owned()), "{}", audit.said);
    for (written, year) in [("1960-01-01", 1960), ("1900-01-01", 1900), ("1970-01-01", 1970)] {
        let world = village();
        register(
            &world,
            "r",
            "kind = \"event\"\ndate = \"DATO\"\n[columns]\npaid = { names = \"BETALT\", type = \"date\" }",
        );
        y(&world, "1", &COUNT.replace("COUNT(*)", "SUM(CASE WHEN paid IS NOT NULL THEN 1 ELSE 0 END)"));
        let rows = 30;
        let paid = (0..rows).map(|row| if row % 3 == 0 { written } else { "2012-07-01" });
        let days: Vec<String> = (0..rows).map(|row| format!("2012-05-{:02}", row + 1)).collect();
        let columns = vec![
            ("PNR", integers((0..rows).map(|row| 1 + row % 2 * 4))),
            ("DATO", dates(days.iter().map(String::as_str))),
            ("BETALT", dates(paid)),
        ];
        world.put("r.parquet", Table::of(columns));
        let audit = Audit::of(&world);
        let same = format!(
            "10 of 30 day(s) in `BETALT` are one and the same of {year}, which programs write for nothing; if it stands for a day that is not \
             known, name it in `unknown_dates`"
        );
        assert_eq!(notes(&audit, "r"), [same]);
    }
}

/// One day after what is covered in many rows: for five years it may be a plan, and is noted; after that the definition has to say what
/// it is. Person 5 emigrates a month into the stay.
#[test]
fn one_end_in_many_rows_is_asked_for() {
    let with = |end: &str, rule: &str| {
        let world = village();
        register(&world, "r", &format!("{SPELL}{rule}"));
        y(&world, "1", NIGHTS);
        moves(&world, &[(5, "2012-03-01", 2), (5, "2012-09-01", 1)]);
        let starts: Vec<String> = (1..=10).map(|start| format!("2011-{start:02}-01")).collect();
        let mut rows: Vec<(i64, &str, Option<&str>)> =
            starts.iter().map(|start| (1, start.as_str(), Some(end))).collect();
        rows.push((5, "2012-02-01", Some(end)));
        spells(&world, &rows);
        world
    };
    let note = "11 of 11 end(s) in `UD` are one and the same day of 2020, after what the register covers; if it stands for an end that has not \
                come, name it in `open_dates`";
    let goes_on = "1 spell with an end that goes on after an emigration";
    let audit = Audit::of(&with("2020-12-31", ""));
    audit.knows(2012, &[366.0, 0.0, 0.0, 0.0], &[335.0, 0.0, 0.0, 0.0]);
    assert_eq!(notes(&audit, "r"), [goes_on, note]);
    let world = with("2035-12-31", "");
    let message = "error: register `r`, column `UD`: 11 of 11 end(s) are one and the same day of 2035, over five years after what the register \
                   covers";
    assert_eq!(refused(&world, "a shared end"), message);
    let output = world.build();
    let hint = "hint: name the day in the register's `open_dates` if it stands for an end that has not come, or in its `planned_dates` if it is \
                an end";
    assert_eq!(world.said(&output.stderr).lines().nth(1), Some(hint));
    let open = Audit::of(&with("2035-12-31", "\nopen_dates = [\"2035-12-31\"]"));
    open.knows(2012, &[366.0, 0.0, 0.0, 0.0], &[29.0, 0.0, 0.0, 0.0]);
    assert_eq!(notes(&open, "r"), ["1 spell ended at death or emigration"]);
    for end in ["2035-12-31", "2041-12-31"] {
        let planned = Audit::of(&with(end, &format!("\nplanned_dates = [\"{end}\"]")));
        planned.knows(2012, &[366.0, 0.0, 0.0, 0.0], &[335.0, 0.0, 0.0, 0.0]);
        assert_eq!(notes(&planned, "r"), [goes_on], "{end}");
    }
}

/// A check counts all rows, and a build those of the persons that it follows: person 9 is in no cohort.
#[test]
fn a_shared_end_is_judged_on_the_rows_that_are_read() {
    let with = |shared: i64, of_nine: usize| {
        let world = village();
        register(&world, "r", SPELL);
        y(&world, "1", NIGHTS);
        for year in 2010..=2015 {
            world.put(&format!("people{year}.parquet"), people(year, 1..=9));
        }
        let starts: Vec<String> = (1..=10).map(|start| format!("2011-{start:02}-01")).collect();
        let mut rows: Vec<(i64, &str, Option<&str>)> =
            starts.iter().map(|start| (shared, start.as_str(), Some("2035-12-31"))).collect();
        rows.push((1, "2012-02-01", Some("2012-02-03")));
        rows.extend(std::iter::repeat_n((9, "2012-02-01", Some("2012-02-05")), of_nine));
        spells(&world, &rows);
        world
    };
    let fault = |rows: u64| {
        format!(
            "error: register `r`, column `UD`: 10 of {rows} end(s) are one and the same day of 2035, over five years after what the register \
             covers"
        )
    };
    let of_check = |world: &World| {
        let [pipelines, extracts] = ["pipelines", "extracts"].map(|name| world.path(name).display().to_string());
        let output = som(&["check", "--pipelines", &pipelines, "--extracts", &extracts, "--format", "json"]);
        let found: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
        let shared = found.into_iter().find(|finding| finding["code"] == "shared_end");
        shared.map(|finding| format!("error: register `r`, column `UD`: {}", finding["message"].as_str().unwrap()))
    };
    let of_others = with(9, 0);
    assert_eq!(of_check(&of_others), Some(fault(11)));
    Audit::of(&of_others).knows(2012, &[2.0, 0.0, 0.0, 0.0], &[0.0; 4]);
    // One in a hundred of all rows would be eleven.
    let of_cohort = with(1, 1000);
    assert_eq!(of_check(&of_cohort), None);
    let output = of_cohort.build();
    assert_eq!(of_cohort.said(&output.stderr).lines().next(), Some(fault(11).as_str()));
}

/// Events on 1 January 2013 in Copenhagen as times of UTC, of which `plain` are midnights.
fn times(rows: usize, plain: usize) -> Vec<i64> {
    let new_year = i64::from(day("2013-01-01")) * 86_400;
    (0..rows).map(|row| if row < plain { new_year } else { new_year - 3_600 }).collect()
}

fn events(world: &World, name: &str, column: ArrayRef) {
    let rows = column.len() as i64;
    let table = vec![("PNR", integers((0..rows).map(|row| 1 + row % 8))), ("DATO", column), ("NR", integers(0..rows))];
    world.put(name, Table::of(table));
}

fn millis(times: &[i64]) -> ArrayRef {
    Arc::new(TimestampMillisecondArray::from_iter_values(times.iter().map(|time| time * 1_000)))
}

/// A village whose register of events has files of parts, with days in a form.
fn timed(stored: &str) -> World {
    let world = village();
    let date = format!("date = {{ names = \"DATO\", type = \"date\"{stored} }}");
    let columns = "[columns]\nnumber = { names = \"NR\", type = \"integer\" }";
    let files = "files = [\"r*.parquet\"]\ndeliveries = \"parts\"";
    register(&world, "r", &format!("kind = \"event\"\n{files}\n{date}\n{columns}"));
    y(&world, "1", COUNT);
    world
}

fn refused(world: &World, name: &str) -> String {
    let output = world.build();
    let said = world.said(&output.stderr);
    assert_eq!(output.status.code(), Some(11), "{name}: {said}");
    agrees(world, name, &said);
    said.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn midnights_in_utc_are_found_over_a_file_and_a_register() {
    let message = |place: &str, count: usize| {
        format!(
            "error: register `r`{place}, column `DATO`: {count} time(s) are 22:00 or 23:00: midnights of Copenhagen, written in UTC without a zone"
        )
    };
    // Nine in ten of a file.
    let world = timed("");
    events(&world, "r1.parquet", millis(&times(40, 4)));
    assert_eq!(refused(&world, "of a file"), message(", r1.parquet", 36));
    // Files of few rows each, and row groups of one.
    let world = timed("");
    for file in 1..=4 {
        let small = parquet::file::properties::WriterProperties::builder().set_max_row_group_row_count(Some(1));
        events(&world, &format!("r{file}.parquet"), millis(&times(4, 1)));
        let table = world.table(&format!("r{file}.parquet"));
        let rows = (0..4).map(|row| file * 10 + row);
        let mut table = table;
        table.set("NR", integers(rows));
        table.write(&world.extract(&format!("r{file}.parquet")), small.build());
    }
    assert_eq!(refused(&world, "of a register"), message("", 12));
    // However files store the times.
    let seconds = |times: &[i64]| -> ArrayRef {
        Arc::new(Float64Array::from_iter_values(times.iter().map(|time| (time + 315_619_200) as f64)))
    };
    let world = timed(", stored = \"sas_seconds\"");
    events(&world, "r1.parquet", seconds(&times(40, 4)));
    assert_eq!(refused(&world, "seconds"), message(", r1.parquet", 36));
    let world = timed(", stored = \"text\"");
    let text = |time: i64| if time % 86_400 == 0 { "2013-01-01" } else { "2012-12-31T23:00:00" };
    events(&world, "r1.parquet", texts(times(40, 4).into_iter().map(text)));
    assert_eq!(refused(&world, "text"), message(", r1.parquet", 36));
    // Text that says how far its clock is from UTC is a moment, and no day is lost.
    for end in ["Z", ".000Z", "+00:00", "-00:00", "+00"] {
        let world = timed(", stored = \"text\"");
        events(&world, "r1.parquet", texts((0..40).map(|_| format!("2012-12-31T23:00:00{end}"))));
        Audit::of(&world).knows(2013, &[5.0; 4], &[5.0; 4]);
    }
    // Any other text behind a time makes it unreadable.
    for end in [" UTC", ",000", " PM"] {
        let world = timed(", stored = \"text\"");
        events(&world, "r1.parquet", texts((0..40).map(|_| format!("2012-12-31T11:00:00{end}"))));
        let unreadable =
            "error: register `r`, r1.parquet, row group 0, column `DATO`: 40 value(s) that can't be read as date";
        assert_eq!(refused(&world, "other text"), unreadable, "{end}");
    }
    // Where the definition says what the times are, they are that.
    let world = timed(", stored = \"utc\"");
    events(&world, "r1.parquet", millis(&times(40, 0)));
    Audit::of(&world).knows(2013, &[5.0; 4], &[5.0; 4]);
}

#[test]
fn some_midnights_in_utc_are_a_note_and_days_for_seconds_are_found_beside_far_ones() {
    let world = timed("");
    events(&world, "r1.parquet", millis(&times(100, 90)));
    let audit = Audit::of(&world);
    let late = "10 of 100 time(s) in `DATO` are 22:00 or 23:00, as midnights of Copenhagen are in UTC; if these are, their days are one too early";
    let of_times =
        |audit: &Audit| notes(audit, "r").into_iter().filter(|note| note.contains("22:00")).collect::<Vec<_>>();
    assert_eq!(of_times(&audit), [late]);
    let world = timed("");
    events(&world, "r1.parquet", millis(&times(100, 91)));
    assert_eq!(of_times(&Audit::of(&world)), [""; 0]);
    // Days that are declared as seconds, one of them far: all others would be of 1 January 1960.
    let world = timed(", stored = \"sas_seconds\"");
    let days = (0..12).map(|row| if row == 0 { 2_936_547.0 } else { 19_114.0 + f64::from(row) });
    events(&world, "r1.parquet", Arc::new(Float64Array::from_iter_values(days)));
    let said = refused(&world, "days for seconds");
    let wanted =
        "error: register `r`, r1.parquet, column `DATO`: holds numbers of days, where the definition says sas_seconds";
    assert_eq!(said, wanted);
}

#[test]
fn codes_that_choose_the_rows_of_a_register_are_spelled_as_its_condition() {
    let rows = |upper: usize, other: &str, others: usize| {
        let world = village();
        let columns =
            "[columns]\nart = { names = \"KODE\", type = \"text\" }\nnumber = { names = \"NR\", type = \"integer\" }";
        register(
            &world,
            "r",
            &format!("kind = \"event\"\ndate = \"DATO\"\nwhere = \"art IN ('DF32', 'DF33')\"\n{columns}"),
        );
        y(&world, "1", COUNT);
        let all = upper + others;
        let codes = (0..all).map(|row| if row < upper { "DF32" } else { other });
        let columns = vec![
            ("PNR", integers((0..all as i64).map(|row| 1 + row % 8))),
            ("DATO", dates(std::iter::repeat_n("2012-05-01", all))),
            ("KODE", texts(codes)),
            ("NR", integers(0..all as i64)),
        ];
        world.put("r.parquet", Table::of(columns));
        world
    };
    let many = "error: register `r`, r.parquet, column `KODE`: 8 of 16 row(s) have a code that differs from those of the definition in case, \
                blanks, look-alike letters or leading zeros alone";
    assert_eq!(refused(&rows(8, "df32", 8), "lower case"), many);
    assert_eq!(refused(&rows(8, "DF\u{a0}33", 8), "a blank"), many);
    assert_eq!(refused(&rows(8, "DF\u{ad}33", 8), "an unseen character"), many);
    assert_eq!(refused(&rows(8, "D\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}F33", 8), "many blanks"), many);
    assert_eq!(refused(&rows(8, "DF\u{ff13}2", 8), "a wide digit"), many);
    // Few are a note, and other codes are none.
    let few = [
        "1 row that does not meet the condition of the register",
        "1 of 160 rows whose art differs in spelling from the definition of r",
    ];
    assert_eq!(notes(&Audit::of(&rows(159, "df33", 1)), "r"), few);
    assert_eq!(notes(&Audit::of(&rows(8, "DF40", 8)), "r"), ["8 rows that do not meet the condition of the register"]);
}

#[test]
fn few_codes_in_another_spelling_are_added_up_over_files() {
    let columns =
        "[columns]\nart = { names = \"KODE\", type = \"text\" }\nnumber = { names = \"NR\", type = \"integer\" }";
    let built = |condition: &str, source: &str| {
        let world = village();
        let files = "files = [\"r*.parquet\"]\ndeliveries = \"parts\"";
        register(&world, "r", &format!("kind = \"event\"\n{files}\ndate = \"DATO\"\n{condition}\n{columns}"));
        y(&world, "1", source);
        // One file has no such code, and the others one to three, of which 1% would be many.
        for file in 0..4 {
            let codes = (0..400).map(|row| if row < file { "df33" } else { "DF32" });
            let columns = vec![
                ("PNR", integers((0..400).map(|row| 1 + row % 8))),
                ("DATO", dates(std::iter::repeat_n("2012-05-01", 400))),
                ("KODE", texts(codes)),
                ("NR", integers((0..400).map(|row| row + 400 * file))),
            ];
            world.put(&format!("r{file}.parquet"), Table::of(columns));
        }
        Audit::of(&world)
    };
    let of = |reader: &str| format!("6 of 1600 rows whose art differs in spelling from the definition of {reader}");
    let chosen = notes(&built("where = \"art IN ('DF32', 'DF33')\"", COUNT), "r");
    assert_eq!(chosen, ["6 rows that do not meet the condition of the register".to_owned(), of("r")]);
    let counted = "{ register = \"r\", where = \"art IN ('DF32', 'DF33')\", value = \"COUNT(*)\" }";
    assert_eq!(notes(&built("", counted), "r"), [of("y")]);
}

/// Codes that are text in one file, and numbers without their zeros in another: a beginning of digits finds other rows there.
#[test]
fn beginnings_of_codes_that_lost_their_zeros_are_refused() {
    let columns =
        "[columns]\nart = { names = \"KODE\", type = \"text\" }\nnumber = { names = \"NR\", type = \"integer\" }";
    // Of the second file, one row in `one_in` is 101.
    let built = |register_where: &str, source: &str, (one_in, other): (i64, i64)| {
        let world = village();
        let files = "files = [\"r*.parquet\"]\ndeliveries = \"parts\"";
        register(&world, "r", &format!("kind = \"event\"\n{files}\ndate = \"DATO\"\n{register_where}\n{columns}"));
        y(&world, "1", source);
        let file = |first: i64, codes: ArrayRef| {
            let rows = codes.len() as i64;
            Table::of(vec![
                ("PNR", integers((0..rows).map(|row| 1 + row % 8))),
                ("DATO", dates(std::iter::repeat_n("2012-05-01", codes.len()))),
                ("KODE", codes),
                ("NR", integers((0..rows).map(|row| first + row))),
            ])
        };
        let text = (0..400).map(|row| if row % 2 == 0 { "0101".to_owned() } else { format!("{other:04}") });
        world.put("r1.parquet", file(0, texts(text)));
        world.put("r2.parquet", file(400, integers((0..400).map(|row| if row % one_in == 0 { 101 } else { other }))));
        world
    };
    let counted = |condition: &str| format!("{{ register = \"r\", where = \"{condition}\", value = \"COUNT(*)\" }}");
    let alone = "have a code that differs from those of the definition in case, blanks, look-alike letters or leading zeros alone";
    for (condition, count) in
        [("art LIKE '0%'", 400), ("art LIKE '10%'", 200), ("art LIKE '01__'", 200), ("SUBSTR(art, 1, 2) = '01'", 200)]
    {
        let message = format!(
            "error: register `r`, r2.parquet, column `KODE`, variable `y` (COUNT(*)): {count} of 400 row(s) {alone}"
        );
        assert_eq!(refused(&built("", &counted(condition), (2, 202)), condition), message, "{condition}");
        let message = format!("error: register `r`, r2.parquet, column `KODE`: {count} of 400 row(s) {alone}");
        let chosen = built(&format!("where = \"{condition}\""), COUNT, (2, 202));
        assert_eq!(refused(&chosen, condition), message, "{condition}");
    }
    // Few are a note, and what other beginnings ask for has lost none.
    let audit = Audit::of(&built("", &counted("art LIKE '8%'"), (400, 1010)));
    assert_eq!(notes(&audit, "r"), [""; 0]);
    let audit = Audit::of(&built("", &counted("art LIKE '10%'"), (400, 1010)));
    assert_eq!(notes(&audit, "r"), ["1 of 800 rows whose art differs in spelling from the definition of y"]);
}

/// Few persons can have no death and no move; a delivery that was cut short has none either, so it is noted.
#[test]
fn registers_of_deaths_and_moves_without_rows_are_noted() {
    let world = village();
    register(&world, "r", SPELL);
    y(&world, "1", NIGHTS);
    spells(&world, &[(5, "2012-02-01", Some("2012-03-01"))]);
    let audit = Audit::of(&world);
    assert!(audit.said.starts_with(EMPTY_REGISTERS), "{}", audit.said);
}
