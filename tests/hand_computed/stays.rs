//! Contacts with a time of day: their hours, and stays of contacts that follow each other; columns that were others in some files.

use std::sync::Arc;

use arrow::array::{ArrayRef, TimestampSecondArray};

use super::village::{Audit, register, village, y};
use crate::world::{Table, World, dates, integers, numbers, texts};

const TIMES: &str =
    "kind = \"spell\"\nstart = { names = \"IND\", type = \"time\" }\nend = { names = \"UD\", type = \"time\" }";

fn seconds(time: &str) -> Option<i64> {
    let parsed = || chrono::NaiveDateTime::parse_from_str(time, "%Y-%m-%d %H:%M").unwrap().and_utc().timestamp();
    (!time.is_empty()).then(parsed)
}

fn times<'t>(values: impl Iterator<Item = &'t str>) -> ArrayRef {
    Arc::new(TimestampSecondArray::from_iter(values.map(seconds)))
}

/// Contacts of persons, with their times.
const CONTACTS: [(i64, &str, &str); 8] = [
    (1, "2012-05-01 08:00", "2012-05-01 19:59"), // a minute short of twelve hours
    (1, "2012-06-01 08:00", "2012-06-01 20:00"), // twelve
    (2, "2012-07-01 22:00", "2012-07-02 01:00"), // three hours, and
    (2, "2012-07-02 05:00", "2012-07-02 12:00"), // four hours later seven: fourteen in all
    (3, "2012-07-01 22:00", "2012-07-02 01:00"), // three hours, and
    (3, "2012-07-02 05:01", "2012-07-02 14:00"), // a minute too late
    (5, "2012-12-31 20:00", "2013-01-01 09:00"), // thirteen over new year
    (6, "2013-03-01 10:00", ""),                 // lasts
];

fn contacts(world: &World) {
    let table = Table::of(vec![
        ("PNR", integers(CONTACTS.map(|(key, ..)| key))),
        ("IND", times(CONTACTS.iter().map(|contact| contact.1))),
        ("UD", times(CONTACTS.iter().map(|contact| contact.2))),
    ]);
    world.put("r.parquet", table);
}

fn counted(from: &str) -> Audit {
    let world = village();
    register(&world, "r", TIMES);
    y(&world, "1", from);
    contacts(&world);
    Audit::of(&world)
}

#[test]
fn an_admission_is_a_contact_of_twelve_hours() {
    let audit = counted(r#"{ register = "r", where = "hours >= 12", value = "COUNT(*)" }"#);
    audit.knows(2012, &[1.0, 0.0, 0.0, 0.0], &[1.0, 0.0, 0.0, 0.0]);
    audit.knows(2013, &[0.0; 4], &[0.0; 4]);
}

#[test]
fn contacts_that_follow_each_other_are_one_stay() {
    let stays = "stays = { within_hours = 4, where = \"hours >= 12\" }";
    let audit = counted(&format!("{{ register = \"r\", {stays}, value = \"COUNT(*)\" }}"));
    audit.knows(2012, &[1.0, 1.0, 0.0, 0.0], &[1.0, 0.0, 0.0, 0.0]);
    let audit = counted(&format!("{{ register = \"r\", {stays}, date = \"end\", value = \"SUM(FLOOR(hours))\" }}"));
    audit.knows(2012, &[12.0, 14.0, 0.0, 0.0], &[0.0; 4]);
    audit.knows(2013, &[0.0; 4], &[13.0, 0.0, 0.0, 0.0]);
    let audit = counted(&format!("{{ register = \"r\", {stays}, date = \"spread\", value = \"SUM(days)\" }}"));
    audit.knows(2012, &[1.0, 2.0, 0.0, 0.0], &[1.0, 0.0, 0.0, 0.0]);
    audit.knows(2013, &[0.0; 4], &[1.0, 0.0, 0.0, 0.0]);
}

/// A contact of a year before those that are followed lengthens a stay, also where files of each year are joined with others.
#[test]
fn a_stay_that_began_before_the_years_asked_for_is_whole_in_a_join() {
    let world = village();
    let years = "covers = { first = 2010, last = 2012 }";
    register(&world, "r", &format!("{TIMES}\nfiles = [\"r{{year}}.parquet\"]\n{years}"));
    let head = "id = \"q\"\nlabel = { da = \"q\", en = \"q\" }\nsource = \"made up\"\nprovenance = \"illustrative\"\n";
    let of_q = format!(
        "{head}{years}\nfiles = [\"q{{year}}.parquet\"]\nkind = \"event\"\n[parent]\nregister = \"r\"\nkey = \"NR\"\n"
    );
    let column = "[columns]\ndiagnosis = { names = \"DIAG\", type = \"text\" }\n";
    world.text("pipelines/registers/q.toml", &format!("{of_q}{column}"));
    let any = "any.f = { register = \"q\", where = \"diagnosis = 'F20'\" }, where = \"f\"";
    let stays = "stays = { within_hours = 4, where = \"hours >= 10000\" }, date = \"end\", value = \"COUNT(*)\"";
    y(&world, "1", &format!("{{ register = \"r\", {any}, {stays} }}"));
    for (year, key, start, end) in [
        (2010, 1, "2010-12-01 00:00", "2010-12-31 23:00"), // with the next 427 days, and so 10,248 hours;
        (2011, 1, "2011-01-01 01:00", "2012-02-01 00:00"), // alone 9,503
        (2012, 5, "2012-03-01 00:00", "2012-03-02 00:00"),
    ] {
        let contact = Table::of(vec![
            ("PNR", integers([key])),
            ("NR", integers([i64::from(year)])),
            ("IND", times([start].into_iter())),
            ("UD", times([end].into_iter())),
        ]);
        world.put(&format!("r{year}.parquet"), contact);
        let diagnosis = Table::of(vec![("NR", integers([i64::from(year)])), ("DIAG", texts(["F20"]))]);
        world.put(&format!("q{year}.parquet"), diagnosis);
    }
    Audit::of(&world).knows(2012, &[1.0, 0.0, 0.0, 0.0], &[0.0; 4]);
}

#[test]
fn a_stay_ends_with_the_life_of_the_person() {
    let world = village();
    register(&world, "r", TIMES);
    y(&world, "1", r#"{ register = "r", stays = { within_hours = 4 }, date = "spread", value = "SUM(days)" }"#);
    contacts(&world);
    super::village::deaths(&world, &[(6, "2013-03-04")]);
    let audit = Audit::of(&world);
    audit.knows(2013, &[0.0; 4], &[1.0, 4.0, 0.0, 0.0]);
}

#[test]
fn times_are_read_as_files_store_them() {
    let text = |values: &[&str]| texts(values.iter().map(|time| (*time).to_owned()));
    let (start, end) = (CONTACTS.map(|contact| contact.1), CONTACTS.map(|contact| contact.2));
    let sas = |values: &[&str]| {
        // Days from 1960 to 1970; a missing time is null.
        let array = numbers(values.iter().map(|time| seconds(time).map_or(f64::NAN, |s| (s + 3_653 * 86_400) as f64)));
        arrow::compute::nullif(
            &array,
            &arrow::array::BooleanArray::from_iter(values.iter().map(|time| Some(time.is_empty()))),
        )
        .unwrap()
    };
    for (stored, start, end) in [("text", text(&start), text(&end)), ("sas_seconds", sas(&start), sas(&end))] {
        let world = village();
        let column = |name: &str| format!("{{ names = \"{name}\", type = \"time\", stored = \"{stored}\" }}");
        register(&world, "r", &format!("kind = \"spell\"\nstart = {}\nend = {}", column("IND"), column("UD")));
        y(&world, "1", r#"{ register = "r", where = "hours >= 12", value = "COUNT(*)" }"#);
        world.put(
            "r.parquet",
            Table::of(vec![("PNR", integers(CONTACTS.map(|(key, ..)| key))), ("IND", start), ("UD", end)]),
        );
        Audit::of(&world).knows(2012, &[1.0, 0.0, 0.0, 0.0], &[1.0, 0.0, 0.0, 0.0]);
    }
    let world = village();
    register(&world, "r", TIMES);
    y(&world, "1", r#"{ register = "r", where = "hours >= 12", value = "COUNT(*)" }"#);
    let days = || dates(["2012-05-01"]);
    world.put("r.parquet", Table::of(vec![("PNR", integers([1])), ("IND", days()), ("UD", days())]));
    let output = world.build();
    assert_eq!(output.status.code(), Some(11));
    let said = world.said(&output.stderr);
    assert!(said.contains("holds dates or times, where the definition says times of day"), "{said}");
    // Without times, contacts can't be joined.
    register(&world, "r", "kind = \"spell\"\nstart = \"IND\"\nend = \"UD\"");
    y(&world, "1", r#"{ register = "r", stays = { within_hours = 4 }, value = "COUNT(*)" }"#);
    let output = world.build();
    assert_eq!(output.status.code(), Some(10));
    let said = world.said(&output.stderr);
    assert!(said.contains("`r` keeps no time of day, so contacts can't be joined by hours"), "{said}");
}

#[test]
fn a_column_was_another_in_some_files_of_a_cumulative_register() {
    let world = village();
    let was = "was = [{ files = \"old*.parquet\", names = \"ANTAL_GL\", type = \"text\" }]";
    let column = format!("[columns]\nn = {{ names = \"ANTAL\", type = \"integer\", {was} }}");
    let files = "files = [\"part/*.parquet\"]\ndeliveries = \"parts\"";
    register(&world, "r", &format!("kind = \"event\"\ndate = \"DATO\"\n{files}\n{column}"));
    y(&world, "1", r#"{ register = "r", value = "SUM(n)" }"#);
    let part = |key: i64, name: &'static str, values: ArrayRef| {
        Table::of(vec![("PNR", integers([key])), ("DATO", dates(["2012-05-01"])), (name, values)])
    };
    world.put("part/old1.parquet", part(1, "ANTAL_GL", texts(["07"])));
    world.put("part/new1.parquet", part(5, "ANTAL", integers([3])));
    Audit::of(&world).knows(2012, &[7.0, 0.0, 0.0, 0.0], &[3.0, 0.0, 0.0, 0.0]);
}
