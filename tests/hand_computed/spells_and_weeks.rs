//! Spells and weeks: overlaps, year boundaries, leap years, ends before starts, and DREAM's codes.

use som::words::Status;

use super::village::{Audit, register, village, weeks, y};
use super::{SPELL, spells};
use crate::tools::project;
use crate::world::{World, texts};

/// Stays of the village in two files, so that overlapping stays are in different files.
fn stays(value: &str, overlapping: &str) -> World {
    let world = village();
    register(&world, "r", &format!("{SPELL}\nfiles = [\"r*.parquet\"]\ndeliveries = \"parts\""));
    y(
        &world,
        "1",
        &format!(r#"{{ register = "r", date = "spread", overlapping = "{overlapping}", value = "SUM({value})" }}"#),
    );
    let rows = [
        (1, "2011-12-30", Some("2012-01-05")), // four nights of 2012, and
        (2, "2012-03-01", Some("2012-03-11")), // ten
        (3, "2012-06-01", Some("2012-07-01")), // thirty
        (4, "2012-05-01", Some("2012-05-05")), // four
        (5, "2012-02-28", None),               // to the end of a leap year 308, in 2013 365, and
        (6, "2012-02-28", Some("2012-03-01")), // two: a leap day
        (7, "2013-02-28", Some("2013-03-01")), // one: none
        (8, "2011-07-01", Some("2013-07-01")), // 366, and in 2013 181
    ];
    spells(&world, &rows);
    let first = world.table("r.parquet");
    let more = [
        (1, "2012-01-03", Some("2012-01-10")), // seven, two of them counted
        (2, "2012-03-01", Some("2012-03-11")), // the same ten, delivered again
        (3, "2012-06-10", Some("2012-06-12")), // two within the thirty
        (4, "2012-05-05", Some("2012-05-08")), // three, from the day that the others end on
        (5, "2012-12-31", Some("2013-01-02")), // one and one within
    ];
    spells(&world, &more);
    world.put("r2.parquet", world.table("r.parquet"));
    world.put("r.parquet", first);
    world
}

#[test]
fn a_night_counts_once_in_its_year_despite_overlaps() {
    let audit = Audit::of(&stays("nights", "once"));
    audit.knows(2012, &[9.0, 10.0, 30.0, 7.0], &[308.0, 2.0, 0.0, 366.0]);
    audit.knows(2013, &[0.0; 4], &[365.0, 0.0, 1.0, 181.0]);
    audit.knows(2014, &[0.0; 4], &[365.0, 0.0, 0.0, 0.0]);
}

#[test]
fn every_stay_counts_where_the_definition_says_each() {
    let audit = Audit::of(&stays("nights", "each"));
    audit.knows(2012, &[11.0, 20.0, 32.0, 7.0], &[309.0, 2.0, 0.0, 366.0]);
    audit.knows(2013, &[0.0; 4], &[366.0, 0.0, 1.0, 181.0]);
}

#[test]
fn days_include_the_last_one() {
    let audit = Audit::of(&stays("days", "once"));
    // 1: to 10 January. 4: to 8 May, the fifth once. 6: 28 and 29 February and 1 March. 8: a leap year, and to 1 July.
    audit.knows(2012, &[10.0, 11.0, 31.0, 8.0], &[308.0, 3.0, 0.0, 366.0]);
    audit.knows(2013, &[0.0; 4], &[365.0, 0.0, 2.0, 182.0]);
}

#[test]
fn a_spell_that_ends_before_it_begins_is_dropped_and_counted_where_the_definition_says_so() {
    let world = village();
    register(&world, "r", &format!("{SPELL}\nbad_rows = \"drop_and_count\""));
    y(&world, "1", r#"{ register = "r", date = "spread", value = "SUM(days)" }"#);
    let rows = [
        (1, "2012-05-05", Some("2012-05-04")), // dropped
        (1, "2012-06-01", Some("2012-06-03")), // three days
        (2, "2012-05-05", Some("1999-01-01")), // dropped
        (5, "2012-05-05", Some("2012-05-05")), // a day
    ];
    spells(&world, &rows);
    let audit = Audit::of(&world);
    audit.knows(2012, &[3.0, 0.0, 0.0, 0.0], &[1.0, 0.0, 0.0, 0.0]);
    assert_eq!(audit.counted("r", "bad_rows/ends_before_start/UD/r.parquet"), 2);
    let said = "note: register `r`: 2 bad row(s) in r.parquet left out: ends before start, `UD`\n";
    assert!(audit.said.contains(said), "{}", audit.said);
}

/// The condition of one of the catalogue's variables over DREAM.
fn condition(id: &str) -> String {
    let of = |file: &str| -> Option<String> {
        let text = std::fs::read_to_string(project().join("pipelines/variables").join(file)).unwrap();
        let read: toml::Table = text.parse().unwrap();
        let all = read["variable"].as_array().unwrap();
        let variable = all.iter().find(|variable| variable["id"].as_str() == Some(id))?;
        let source = &variable["from"][0];
        assert_eq!((source["register"].as_str(), source["value"].as_str()), (Some("dream"), Some("COUNT(*)")));
        Some(source["where"].as_str().unwrap().to_owned())
    };
    ["employment.toml", "education.toml"].into_iter().find_map(of).unwrap()
}

#[test]
fn each_transfer_of_dream_counts_the_weeks_with_its_codes() {
    let transfers = [
        ("cash_benefit_weeks", 130, 139),
        ("cash_benefit_weeks", 700, 739),
        ("education_help_weeks", 140, 149),
        ("sickness_benefit_weeks", 890, 899),
        ("disability_pension_weeks", 780, 783),
        ("unemployment_benefit_weeks", 111, 113),
        ("unemployment_benefit_weeks", 211, 299),
        ("student_grant_weeks", 651, 652),
    ];
    for (id, first, last) in transfers {
        let world = village();
        let weekly = "kind = \"weekly_wide\"\nweeks = \"Y_{yy}{ww}\"\ncovers = { first = 2012, last = 2015 }";
        register(&world, "r", weekly);
        y(&world, "1", &format!(r#"{{ register = "r", where = "{}", value = "COUNT(*)" }}"#, condition(id)));
        let code = |key: i64, year: i32, week: i64| match (key, year, week) {
            (1, 2012, 1) => Some(first - 1),
            (1, 2012, 2..=3) => Some(first), // two weeks of the first code
            (1, 2012, 4) => Some(last + 1),
            (2, 2012, 52) | (2, 2013, 1) => Some(last), // the last week of a year, and the first of the next
            (5, 2015, 52..=53) => Some(first),          // 2015 has 53 weeks
            (6, _, _) => Some(0),                       // nothing
            _ => None,
        };
        world.put("r.parquet", weeks(&[1, 2, 5, 6], &[2012, 2013, 2014, 2015], code));
        let audit = Audit::of(&world);
        audit.knows(2012, &[2.0, 1.0, 0.0, 0.0], &[0.0; 4]);
        audit.knows(2013, &[0.0, 1.0, 0.0, 0.0], &[0.0; 4]);
        audit.knows(2015, &[0.0; 4], &[2.0, 0.0, 0.0, 0.0]);
        assert_ne!(audit.fit(2014).status, Status::NotAvailable, "{id}");
    }
}

/// What a target group asks of a register of weeks is read for the years that it asks of, unless a run of weeks is.
#[test]
fn weeks_of_years_that_are_not_asked_for_are_not_read() {
    let world = |worked: &str, y_from: &str| {
        let world = village();
        let weekly = "kind = \"weekly_wide\"\nweeks = \"Y_{yy}{ww}\"\ncovers = { first = 2010, last = 2015 }";
        register(&world, "r", weekly);
        y(&world, "1", y_from);
        let variables = std::fs::read_to_string(world.path("pipelines/variables/all.toml")).unwrap();
        let worked = format!("[[variable]]\nid = \"worked\"\nresolution = 1\nfrom = [{worked}]\n");
        world.text("pipelines/variables/all.toml", &format!("{variables}{worked}"));
        world.define("target_groups/adults/g.toml", "variable = \"won\", year = 0", "variable = \"worked\", year = 1");
        let code = |key: i64, year: i32, week: i64| match (key, year, week) {
            (1..=2, 2012, 1) | (3..=4, 2012, 52) => Some(7),
            (5..=6, 2011, 52) | (7..=8, 2013, 1) => Some(7), // in the weeks before and after the year
            _ => None,
        };
        let mut table = weeks(&[1, 2, 3, 4, 5, 6, 7, 8], &[2010, 2011, 2012, 2013, 2014, 2015], code);
        table.set("Y_1410", texts(["7", "7", "?!", "7", "7", "7", "7", "7"]));
        world.put("r.parquet", table);
        world
    };
    let no_use = r#"{ register = "marks", where = "mark = 'used'", value = "COUNT(*)" }"#;
    let weeks_of_7 = r#"{ register = "r", where = "code = 7", value = "COUNT(*)" }"#;
    let audit = Audit::of(&world(weeks_of_7, no_use));
    audit.knows(2012, &[0.0; 4], &[0.0; 4]);
    assert_eq!(audit.step("success"), 4);
    // A run may have begun in any year, and a consequence is followed in all.
    let in_a_row = r#"{ register = "r", where = "code = 7 AND run_week >= 1", value = "COUNT(*)" }"#;
    for (worked, y_from) in [(in_a_row, no_use), (weeks_of_7, weeks_of_7)] {
        let world = world(worked, y_from);
        let output = world.build();
        let said = world.said(&output.stderr);
        assert!(output.status.code() == Some(11) && said.contains("column `Y_1410`"), "{said}");
    }
}
