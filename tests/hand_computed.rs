//! Values computed by hand, person by person: the effect of a row, a death, a week or a missing value on the audit.

mod bad_rows;
mod codes;
mod delivered_shapes;
mod deliveries;
mod implausible;
mod joined_rows;
mod months;
mod odd_days;
mod periods;
mod refusals;
mod spells_and_weeks;
mod stays;
mod trials;
mod unjoined_rows;
pub mod village;

use som::words::Status;

use self::village::{Audit, deaths, leave, moves, register, some_codes, some_dates, some_numbers, village, weeks, y};
use crate::world::{Table, World, dates, integers, texts};

/// Incomes of a status register in one file a year.
fn incomes(world: &World, year: i32, rows: &[(i64, Option<f64>, i64)]) {
    let table = Table::of(vec![
        ("PNR", integers(rows.iter().map(|row| row.0))),
        ("INDK", some_numbers(&rows.iter().map(|row| row.1).collect::<Vec<_>>())),
        ("FLAG", integers(rows.iter().map(|row| row.2))),
    ]);
    world.put(&format!("r{year}.parquet"), table);
}

const INCOME: &str =
    "[columns]\ninc = { names = \"INDK\", type = \"number\" }\nflag = { names = \"FLAG\", type = \"integer\" }";

fn income_register(world: &World, first: i32, last: i32, absent: &str) {
    let files = "files = [\"r{year}.parquet\"]";
    let covers = format!("covers = {{ first = {first}, last = {last} }}");
    register(world, "r", &format!("kind = \"status\"\nabsent = \"{absent}\"\n{files}\n{covers}\n{INCOME}"));
}

#[test]
fn a_false_condition_is_zero_and_an_unknown_one_is_missing() {
    for (absent, without_row) in [("missing", &[][..]), ("zero", &[0.0][..])] {
        let world = village();
        income_register(&world, 2012, 2012, absent);
        y(&world, "1", r#"{ register = "r", where = "inc > 100 OR flag = 1", value = "inc" }"#);
        let rows = [
            (1, Some(200.0), 0),
            (2, Some(50.0), 0), // the condition is false: 0
            (3, None, 0),       // NULL > 100 OR false: unknown
            // 4 has no row
            (5, Some(300.0), 0),
            (6, Some(100.0), 0), // 100 is not above 100: 0
            (7, None, 1),        // meets it by the flag, and the value is NULL
            (8, Some(7.0), 1),
        ];
        incomes(&world, 2012, &rows);
        let audit = Audit::of(&world);
        audit.knows(2012, &[&[200.0, 0.0], without_row].concat(), &[300.0, 0.0, 7.0]);
        assert_eq!(audit.counted("r", "rows_whose_condition_is_null"), 1, "person 3");
        audit.knows(2013, &[], &[]);
        assert_eq!(audit.fit(2013).status, Status::NotAvailable);
    }
}

/// Spells; an open end is null.
pub fn spells(world: &World, rows: &[(i64, &str, Option<&str>)]) {
    let table = Table::of(vec![
        ("PNR", integers(rows.iter().map(|row| row.0))),
        ("IND", dates(rows.iter().map(|row| row.1))),
        ("UD", some_dates(&rows.iter().map(|row| row.2).collect::<Vec<_>>())),
    ]);
    world.put("r.parquet", table);
}

pub const SPELL: &str = "kind = \"spell\"\nstart = \"IND\"\nend = \"UD\"";

#[test]
fn spells_end_at_death_and_open_ones_at_emigration() {
    let rows = [
        (1, "2012-06-01", None),               // dies 1 July 2012: the nights of June
        (2, "2012-06-01", Some("2013-02-01")), // dies 1 July 2012 too, before what the register says
        (3, "2012-06-01", None),               // leaves for good 1 July 2012
        (5, "2012-12-30", None),               // emigrates the day after, and returns: the night before
        (6, "2012-06-01", Some("2013-01-11")), // leaves for good 1 July 2012, and the register knows the end
        (7, "2013-03-01", Some("2013-03-08")), // leaves for good 1 July 2012; a week on a visit
        (8, "2013-03-01", None),               // dies 1 July 2012, before it begins
    ];
    for overlapping in ["once", "each"] {
        let world = village();
        register(&world, "r", SPELL);
        let from = r#"{ register = "r", date = "spread", overlapping = "OVERLAPPING", value = "SUM(nights)" }"#;
        y(&world, "1", &from.replace("OVERLAPPING", overlapping));
        deaths(&world, &[(1, "2012-07-01"), (2, "2012-07-01"), (8, "2012-07-01")]);
        let out = [(3, "2012-07-01"), (6, "2012-07-01"), (7, "2012-07-01")];
        leave(&world, &out);
        let there = out.iter().map(|(key, day)| (*key, *day, 2));
        let and_back = [(5, "2012-12-31", 2), (5, "2013-06-01", 1)];
        moves(&world, &there.chain(and_back).collect::<Vec<_>>());
        spells(&world, &rows);
        let audit = Audit::of(&world);
        // 2012: June has 30 nights; from 1 June to new year there are 214; a night from 30 December.
        audit.knows(2012, &[30.0, 30.0, 30.0, 0.0], &[1.0, 214.0, 0.0, 0.0]);
        // 2013: dead and emigrated persons count zero; ten nights to 11 January; seven of the visit.
        audit.knows(2013, &[0.0; 4], &[0.0, 10.0, 7.0, 0.0]);
        audit.knows(2014, &[0.0; 4], &[0.0; 4]);
        assert_eq!(audit.counted("r", "spells_ended_at_death_or_emigration"), 5, "of 1, 2, 3, 5 and 8");
    }
}

/// Persons 1 to 7 enter in 2011 and person 8 in 2012: one person of eight is followed a calendar year later than the others.
#[test]
fn the_share_after_each_break_is_of_the_persons_followed_there() {
    let world = village();
    events(&world);
    y(&world, "1", r#"{ register = "r", value = "COUNT(*)" }"#);
    world.define("target_groups/adults/g.toml", "first = 2011, last = 2011", "first = 2011, last = 2012");
    let day = |key: i64| if key == 8 { "2012-03-01" } else { "2011-03-01" };
    let marks = (1..=8).map(|key| (key, "in")).chain((1..=4).map(|key| (key, "won"))).collect::<Vec<_>>();
    let marks = Table::of(vec![
        ("PNR", integers(marks.iter().map(|mark| mark.0))),
        ("DATO", dates(marks.iter().map(|mark| day(mark.0)))),
        ("KODE", texts(marks.iter().map(|mark| mark.1))),
    ]);
    world.put("marks.parquet", marks);
    let breaks = "breaks = [\n  { year = 2014, what = { da = \"b\", en = \"later\" } },\n  \
                  { year = 2013, what = { da = \"a\", en = \"earlier\" } },\n]\nsource = ";
    world.define("consequences/y.toml", "source = ", breaks);
    let audit = Audit::of(&world);
    let of = |year: i32| {
        let fit = audit.fit(year);
        (fit.shares_after_breaks.clone().unwrap(), fit.share_after_break.unwrap())
    };
    assert_eq!(of(2012), ("2013: 0.125; 2014: 0".to_owned(), 0.0));
    assert_eq!(of(2013), ("2013: 1; 2014: 0.125".to_owned(), 0.125));
    assert_eq!(of(2014), ("2013: 1; 2014: 1".to_owned(), 1.0));
}

#[test]
fn use_after_death_is_zero_and_dead_persons_count() {
    let world = village();
    income_register(&world, 2012, 2013, "missing");
    y(&world, "1", r#"{ register = "r", value = "inc" }"#);
    deaths(&world, &[(1, "2012-12-31"), (2, "2012-01-01"), (5, "2013-01-01")]);
    for year in [2012, 2013] {
        incomes(&world, year, &[(1, Some(10.0), 0), (3, Some(30.0), 0), (5, Some(50.0), 0)]);
    }
    let audit = Audit::of(&world);
    // 2012, the year of death, counts in full: 2, 4, 6, 7 and 8 have no row and are missing.
    audit.knows(2012, &[10.0, 30.0], &[50.0]);
    // 2013: 1 and 2 are dead and count zero, whatever the register says; 5 dies in the year, which counts in full.
    audit.knows(2013, &[0.0, 0.0, 30.0], &[50.0]);
    // Dropped: 1, 2 and 5 are not resident on the first day that counts.
    world.define(
        "target_groups/adults/g.toml",
        "where = \"entered > 0\"",
        "where = \"entered > 0\"\nafter_exit = \"drop\"",
    );
    std::fs::remove_dir_all(world.path("output")).unwrap();
    let audit = Audit::of(&world);
    audit.knows(2013, &[30.0], &[50.0]);
}

#[test]
fn from_the_year_of_the_event_register_no_row_is_a_zero() {
    let world = village();
    income_register(&world, 2010, 2012, "missing");
    register(&world, "e", "kind = \"event\"\ndate = \"DATO\"");
    let until = r#"{ register = "r", until = 2012-12-31, value = "inc" }"#;
    let since = r#"{ register = "e", since = 2013-01-01, value = "COUNT(*)" }"#;
    y(&world, "1", &format!("{until}, {since}"));
    for year in [2010, 2011, 2012] {
        incomes(&world, year, &[(1, Some(10.0), 0), (5, Some(50.0), 0), (6, Some(0.0), 0)]);
    }
    let days = ["2012-05-05", "2013-01-01", "2013-12-31", "2014-06-06"];
    world.put("e.parquet", Table::of(vec![("PNR", integers([1, 1, 1, 5])), ("DATO", dates(days))]));
    let audit = Audit::of(&world);
    audit.knows(2012, &[10.0], &[50.0, 0.0]); // the event of 2012 is before its source's first day
    audit.knows(2013, &[2.0, 0.0, 0.0, 0.0], &[0.0; 4]);
    audit.knows(2014, &[0.0; 4], &[1.0, 0.0, 0.0, 0.0]);
}

/// Two events of person 1 and one of person 5 in 2012.
fn events(world: &World) {
    register(world, "r", "kind = \"event\"\ndate = \"DATO\"");
    let days = ["2012-05-05", "2012-05-06", "2012-05-07"];
    world.put("r.parquet", Table::of(vec![("PNR", integers([1, 1, 5])), ("DATO", dates(days))]));
}

#[test]
fn a_count_is_one_per_row_at_any_resolution() {
    for resolution in ["1", "0.01", "0.5"] {
        let world = village();
        events(&world);
        y(&world, resolution, r#"{ register = "r", value = "COUNT(*)" }"#);
        let audit = Audit::of(&world);
        audit.knows(2012, &[2.0, 0.0, 0.0, 0.0], &[1.0, 0.0, 0.0, 0.0]);
        assert_eq!((audit.fit(2012).users_success, audit.fit(2012).users_non_success), (1, 1));
    }
}

const WEEKLY: &str = "kind = \"weekly_wide\"\nweeks = \"Y_{yy}{ww}\"\nfiles = [\"w*.parquet\"]\ndeliveries = \"parts\"";

/// A weekly register that covers some years, and `y` of it.
fn weekly(world: &World, first: i32, last: i32, condition: &str) {
    register(world, "r", &format!("{WEEKLY}\ncovers = {{ first = {first}, last = {last} }}"));
    y(world, "1", &format!("{{ register = \"r\", where = \"{condition}\", value = \"COUNT(*)\" }}"));
}

#[test]
fn weeks_can_be_in_one_file_or_several() {
    // Persons 1 and 5 have a code in the first weeks of a year, one and two more than the year's last digit.
    let code = |key: i64, year: i32, week: i64| (week <= i64::from(year % 10) + key.min(2) && key != 3).then_some(100);
    type Delivery = Vec<(&'static [i64], &'static [i32])>;
    let deliveries: [Delivery; 3] = [
        vec![(&[1, 3, 5], &[2012, 2013])],
        vec![(&[1], &[2012, 2013]), (&[3, 5], &[2012, 2013])],
        vec![(&[1, 3, 5], &[2012]), (&[1, 3, 5], &[2013])],
    ];
    for delivery in deliveries {
        let world = village();
        weekly(&world, 2012, 2013, "code = 100");
        for (number, (keys, years)) in delivery.iter().enumerate() {
            world.put(&format!("w{number}.parquet"), weeks(keys, years, code));
        }
        let audit = Audit::of(&world);
        audit.knows(2012, &[3.0, 0.0, 0.0, 0.0], &[4.0, 0.0, 0.0, 0.0]);
        audit.knows(2013, &[4.0, 0.0, 0.0, 0.0], &[5.0, 0.0, 0.0, 0.0]);
    }
}

#[test]
fn a_run_of_weeks_is_broken_by_a_blank_and_not_by_new_year() {
    let world = village();
    weekly(&world, 2012, 2013, "run_week >= 3");
    let code = |key, year, week| match (key, year, week) {
        (1, 2012, 51..=52) | (1, 2013, 1..=2) => Some(100), // runs of 1, 2 | 3, 4
        (2, 2012, 2) => Some(0),                            // 1, blank, 1, 2
        (3, 2012, 2) => None,                               // the same
        (2 | 3, 2012, 1..=4) => Some(100),
        (5, 2012, 10..=14) => Some(week), // 1, 2, 3, 4, 5, whatever the code
        _ => None,
    };
    let plain = weeks(&[1, 2, 3, 5], &[2012, 2013], code);
    // Week 53 is ignored in 2012, a year of 52 weeks, whether null or 0.
    let mut with_null = plain.clone();
    with_null.set("Y_1253", some_codes(&[None; 4]));
    let mut with_zero = plain.clone();
    with_zero.set("Y_1253", some_codes(&[Some(0), None, None, Some(0)]));
    for delivery in [plain, with_null, with_zero] {
        world.put("w.parquet", delivery);
        let audit = Audit::of(&world);
        audit.knows(2012, &[0.0; 4], &[3.0, 0.0, 0.0, 0.0]);
        audit.knows(2013, &[2.0, 0.0, 0.0, 0.0], &[0.0; 4]);
        std::fs::remove_dir_all(world.path("output")).unwrap();
    }
}

/// The ladder of refunds counts weeks on some transfers only: a student grant or a blank begins it again, new year does not.
#[test]
fn a_run_of_weeks_counts_the_codes_that_the_register_names() {
    let world = village();
    let of = "run_codes = [{ first = 111, last = 126 }, { first = 890, last = 899 }]";
    register(&world, "r", &format!("{WEEKLY}\n{of}\ncovers = {{ first = 2012, last = 2013 }}"));
    // The first step of the ladder; weeks with another code are in no step.
    let value = "SUM(CASE WHEN run_week <= 4 THEN 1 ELSE 0 END)";
    y(&world, "1", &format!("{{ register = \"r\", where = \"run_week >= 1\", value = \"{value}\" }}"));
    let code = |key, year, week| match (key, year, week) {
        (1, 2012, 50) => Some(651),      // another code: 0
        (1, 2012, 51) => Some(111),      // 1
        (1, 2012, 52) => Some(893),      // 2, whichever of the codes
        (1, 2013, 1..=6) => Some(126),   // 3, 4 | 5, 6, 7, 8
        (5, 2012, 10..=12) => Some(890), // 1, 2, 3
        (5, 2012, 13) => Some(881),      // another code breaks the run
        (5, 2012, 14..=19) => Some(890), // 1, 2, 3, 4 | 5, 6
        (5, 2012, 21..=22) => Some(890), // 1, 2 after a blank
        (5, 2013, 1..=9) => Some(127),   // never one that counts
        _ => None,
    };
    let plain = weeks(&[1, 2, 3, 5], &[2012, 2013], code);
    // Week 53 is ignored in 2012, a year of 52 weeks, whether blank or with a code that does not count.
    let with = |code: i64| {
        let mut table = plain.clone();
        table.set("Y_1253", some_codes(&[Some(code), None, None, None]));
        table
    };
    for delivery in [plain.clone(), with(0), with(651)] {
        world.put("w.parquet", delivery);
        let audit = Audit::of(&world);
        audit.knows(2012, &[2.0, 0.0, 0.0, 0.0], &[9.0, 0.0, 0.0, 0.0]);
        audit.knows(2013, &[2.0, 0.0, 0.0, 0.0], &[0.0; 4]);
        std::fs::remove_dir_all(world.path("output")).unwrap();
    }
}

#[test]
fn a_year_with_missing_weeks_is_not_available() {
    let world = village();
    weekly(&world, 2012, 2013, "code = 100");
    world.define("registers/r.toml", "{ first = 2012, last = 2013 }", "{ from = 2012-01-01, to = 2013-06-30 }");
    world.put("w.parquet", weeks(&[1, 5], &[2012, 2013], |_, _, week| (week < 3).then_some(100)));
    world.change("w.parquet", |t| (27..=52).for_each(|week| t.drop(&format!("Y_13{week}"))));
    let audit = Audit::of(&world);
    audit.knows(2012, &[2.0, 0.0, 0.0, 0.0], &[2.0, 0.0, 0.0, 0.0]);
    assert_eq!(audit.fit(2013).status, Status::NotAvailable);
}

#[test]
fn week_53_counts() {
    let world = village();
    weekly(&world, 2015, 2015, "code = 100");
    world.put("w.parquet", weeks(&[1, 5], &[2015], |key, _, week| (week > 50 + key.min(2)).then_some(100)));
    Audit::of(&world).knows(2015, &[2.0, 0.0, 0.0, 0.0], &[1.0, 0.0, 0.0, 0.0]);
}

#[test]
fn age_is_the_age_reached_in_the_year() {
    // In 2011 every `age` is 29.
    let cases = [
        ("as_of = \"start\"", 30),                        // 29 on 1 January 2011, 30 in the year
        ("as_of = \"start\"\nage_on = \"year_end\"", 29), // 29 on 31 December 2011
        ("as_of = \"end\"", 29),                          // of 31 December 2010, when it is 28: 29 in the year
        ("as_of = \"end\"\nage_on = \"year_end\"", 29),   // the same day
    ];
    for (keys, reached) in cases {
        for asked in [reached - 1, reached, reached + 1] {
            let world = village();
            aged(&world, keys);
            events(&world);
            y(&world, "1", r#"{ register = "r", value = "COUNT(*)" }"#);
            let ages = format!("first = {asked}, last = {asked}");
            world.define("target_groups/adults/g.toml", "first = 18, last = 64", &ages);
            let audit = Audit::of(&world);
            assert_eq!(audit.step("ages"), if asked == reached { 8 } else { 0 }, "{keys}: {asked}");
            assert_eq!(audit.counted("people", "rows_with_another_sex_or_birth_than_first"), 0);
        }
    }
}

/// A population with ages instead of dates of birth; 29 in the file of 2011.
fn aged(world: &World, keys: &str) {
    world.define("registers/people.toml", "born = { names = \"FOEDT\", type = \"date\" }", AGE);
    world.define("registers/people.toml", "kind =", &format!("{keys}\nkind ="));
    for year in 2010..=2015 {
        world.change(&format!("people{year}.parquet"), |t| {
            t.set("ALDER", integers((0..t.get("PNR").len()).map(|_| i64::from(year) - 1982)));
        });
    }
}

const AGE: &str = "age = { names = \"ALDER\", type = \"integer\" }";

#[test]
fn a_spell_counted_at_its_start_is_counted_whole() {
    let world = village();
    register(&world, "r", &format!("{SPELL}\ncovers = {{ first = 2012, last = 2014 }}"));
    y(&world, "1", r#"{ register = "r", date = "start", value = "SUM(days)" }"#);
    moves(&world, &[(7, "2014-12-31", 2)]);
    let rows = [
        (1, "2014-12-30", None),               // open: 30 and 31 December
        (2, "2014-12-30", Some("2014-12-31")), // the same two days
        (3, "2014-12-30", Some("2015-01-01")), // three
        (4, "2014-12-30", Some("2015-01-03")), // five
        (5, "2013-12-31", None),               // 31 December and a year
        (7, "2014-12-30", Some("2015-01-03")), // five: leaves on 31 December, and the register knows the end
    ];
    spells(&world, &rows);
    let audit = Audit::of(&world);
    audit.knows(2014, &[2.0, 2.0, 3.0, 5.0], &[0.0, 0.0, 5.0, 0.0]);
    audit.knows(2013, &[0.0; 4], &[366.0, 0.0, 0.0, 0.0]);
    assert_eq!(audit.counted("r", "spells_ended_at_death_or_emigration"), 0);
}

#[test]
fn a_spell_counted_at_its_end_is_counted_when_it_ended() {
    let world = village();
    register(&world, "r", &format!("{SPELL}\ncovers = {{ first = 2010, last = 2014 }}"));
    y(&world, "1", r#"{ register = "r", date = "end", value = "SUM(nights)" }"#);
    deaths(&world, &[(2, "2013-01-03")]);
    moves(&world, &[(3, "2013-01-05", 2)]);
    let rows = [
        (1, "2012-12-30", Some("2013-01-02")), // three nights, that ended in 2013
        (2, "2012-12-30", None),               // four, to the day of death
        (3, "2012-12-30", None),               // six, to the day of leaving
        (5, "2012-12-30", None),               // open: has no end to count in
        (6, "2014-12-30", Some("2015-01-02")), // ended after what is covered
    ];
    spells(&world, &rows);
    let audit = Audit::of(&world);
    audit.knows(2012, &[0.0; 4], &[0.0; 4]);
    audit.knows(2013, &[3.0, 4.0, 6.0, 0.0], &[0.0; 4]);
    audit.knows(2014, &[0.0; 4], &[0.0; 4]);
}

#[test]
fn rows_of_unmatched_persons_are_counted_and_reported() {
    let world = village();
    events(&world);
    y(&world, "1", r#"{ register = "r", value = "COUNT(*)" }"#);
    world.change("r.parquet", |t| t.last("PNR", &integers([99, 99])));
    let audit = Audit::of(&world);
    audit.knows(2012, &[1.0, 0.0, 0.0, 0.0], &[0.0; 4]);
    assert_eq!(audit.counted("r", "rows_of_persons_not_in_the_population"), 2);
    assert_eq!(
        audit.said,
        format!("{}note: register `r`: 2 of 3 rows of persons not in the population\n", village::EMPTY_REGISTERS)
    );
}

#[test]
fn no_residents_no_coverage_and_no_users_are_distinct() {
    let world = village();
    events(&world);
    world.define("registers/r.toml", "last = 2015", "last = 2014");
    world.define(
        "target_groups/adults/g.toml",
        "[[success]]",
        "[[subgroup]]\nid = \"empty\"\nwhere = \"age > 60\"\n[[success]]",
    );
    y(&world, "1", r#"{ register = "r", value = "COUNT(*)" }"#);
    let audit = Audit::of(&world);
    let of = |subgroup: &str| -> Vec<Status> {
        audit.fits.iter().filter(|fit| fit.subgroup == subgroup).map(|fit| fit.status).collect()
    };
    use Status::{BelowMinN, EmptyCohort, NotAvailable};
    assert_eq!(of("all"), [BelowMinN, BelowMinN, BelowMinN, NotAvailable]);
    assert_eq!(of("empty")[..3], [EmptyCohort; 3]);
    world.define(
        "target_groups/adults/g.toml",
        "adjust = {",
        "minimum = { persons = 1, users = 0, df = 1 }\nadjust = {",
    );
    std::fs::remove_dir_all(world.path("output")).unwrap();
    let audit = Audit::of(&world);
    assert_eq!(audit.fit(2013).status, Status::NoUsers);
    assert_eq!(audit.fit(2012).status, Status::Estimated);
    assert_eq!(audit.fit(2015).status, NotAvailable);
}

#[test]
fn identical_years_are_accepted_and_reported() {
    let world = village();
    income_register(&world, 2012, 2013, "missing");
    y(&world, "1", r#"{ register = "r", value = "inc" }"#);
    for year in [2012, 2013] {
        incomes(&world, year, &[(1, Some(10.0), 0), (5, Some(50.0), 0)]);
    }
    let audit = Audit::of(&world);
    audit.knows(2012, &[10.0], &[50.0]);
    audit.knows(2013, &[10.0], &[50.0]);
    assert_eq!(audit.counted("r", "rows_alike_in_r2012.parquet_and_r2013.parquet"), 2);
    assert!(
        audit.said.contains("note: register `r`: 2 rows alike in r2012.parquet and r2013.parquet\n"),
        "{}",
        audit.said
    );
}
