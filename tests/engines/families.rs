//! The small country with families, whose rows belong to each member, and with moments: times that are of UTC, and times with a zone, on
//! the clocks of two zones.

use std::fmt::Write;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, Float64Array, Int64Array, TimestampMicrosecondArray, TimestampMillisecondArray,
};

use super::forms::register;
use crate::world::{PERSONS, Table, World, dates, day, integers, numbers};

/// An income of each family and year.
const INCOMES: &str = r#"kind = "status"
files = ["incomes{year}.parquet"]
covers = { first = 2010, last = 2014 }
where = "version = 1"
[parent]
register = "people"
key = "FAMILIE"
shared = true
[columns]
version = { names = "VERSION", type = "integer" }
amount = { names = "INDKOMST", type = "number", range = { first = -5000 } }
"#;

/// Letters to families, with days of their own.
const LETTERS: &str = r#"kind = "event"
files = ["letters{year}.parquet"]
covers = { first = 2010, last = 2014 }
zone = "America/Nuuk"
date = { names = "SENDT", type = "date", stored = "utc" }
[parent]
register = "people"
key = "FAMILIE"
shared = true
[columns]
pages = { names = "SIDER", type = "integer" }
"#;

/// Homes of families, which overlap and last.
const HOMES: &str = r#"kind = "spell"
files = ["homes{year}.parquet"]
covers = { first = 2010, last = 2014 }
start = "IND"
end = "UD"
[parent]
register = "people"
key = "FAMILIE"
shared = true
[columns]
rooms = { names = "RUM", type = "integer" }
"#;

/// Calls with times of day: moments of UTC, with and without a zone.
const CALLS: &str = r#"kind = "spell"
files = ["calls{year}.parquet"]
covers = { first = 2010, last = 2014 }
person = "PNR"
start = { names = "IND", type = "time", stored = "utc" }
end = { names = "UD", type = "time", stored = "utc" }
"#;

const VARIABLES: &[(&str, &str)] = &[
    ("family_income", r#"{ register = "incomes", value = "MAX(amount)" }"#),
    ("family_income_of_men", r#"{ register = "incomes", where = "sex = 1 AND amount > 100", value = "COUNT(*)" }"#),
    ("letters", r#"{ register = "letters", where = "pages > 1", value = "COUNT(*)" }"#),
    ("early_letters", r#"{ register = "letters", until = 2012-06-30, value = "SUM(pages)" }"#),
    ("home_days", r#"{ register = "homes", date = "spread", overlapping = "once", value = "SUM(days)" }"#),
    ("rooms", r#"{ register = "homes", date = "spread", overlapping = "each", value = "SUM(days * rooms)" }"#),
    ("homes", r#"{ register = "homes", date = "start", value = "COUNT(*)" }"#),
    ("calls", r#"{ register = "calls", where = "hours < 3", value = "COUNT(*)" }"#),
    ("call_days", r#"{ register = "calls", date = "spread", overlapping = "each", value = "SUM(days)" }"#),
    ("calls_in_a_row", r#"{ register = "calls", stays = { within_hours = 4 }, value = "COUNT(*)" }"#),
];

/// The country, with moments or with local times alone.
pub fn country(moments: bool) -> World {
    let world = World::small();
    for (id, rest) in [("incomes", INCOMES), ("letters", LETTERS), ("homes", HOMES), ("calls", CALLS)] {
        let local = rest.replace("zone = \"America/Nuuk\"\n", "").replace("\"utc\"", "\"local\"");
        let (name, text) = register(id, if moments { rest } else { &local });
        world.text(&format!("pipelines/{name}"), &text);
    }
    let (mut variables, mut consequences) = (String::new(), String::new());
    for (id, from) in VARIABLES {
        write!(variables, "\n[[variable]]\nid = \"{id}\"\nresolution = 1\nfrom = [{from}]\n").unwrap();
        let rest = "area = \"health\"\nunit = \"unit\"\nkind = \"expenditure\"\nsource = \"made up\"\nprovenance = \"illustrative\"\n";
        write!(consequences, "\n[[consequence]]\nid = \"{id}\"\nlabel = {{ da = \"{id}\", en = \"{id}\" }}\n{rest}")
            .unwrap();
    }
    for (name, more) in [("variables/all.toml", variables), ("consequences/all.toml", consequences)] {
        let path = world.path("pipelines").join(name);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(path, text + &more).unwrap();
    }
    for year in 2010..=2015 {
        // Families of one to four, some without a number; and a member of each tenth who is in no later register.
        world.change(&format!("people/people{year}.parquet"), |table| {
            let keys = table.get("PNR").as_primitive::<arrow::datatypes::Int64Type>().values().to_vec();
            let family = |key: &i64| (key % 19 != 4).then(|| if key % 5 == 0 { key / 40 } else { 100 + key / 3 });
            table.set("FAMILIE", Arc::new(keys.iter().map(family).collect::<Int64Array>()));
        });
    }
    for year in 2010..=2014 {
        let people = world.table(&format!("people/people{year}.parquet")).get("FAMILIE");
        let mut families = people.as_primitive::<arrow::datatypes::Int64Type>().iter().flatten().collect::<Vec<_>>();
        families.sort_unstable();
        families.dedup();
        world.put(&format!("incomes{year}.parquet"), incomes(year, &families));
        world.put(&format!("letters{year}.parquet"), letters((year, moments), &families));
        world.put(&format!("homes{year}.parquet"), homes(year, &families));
        world.put(&format!("calls{year}.parquet"), calls(year, moments));
    }
    world
}

/// A row a family, and a second one that does not count; some of no family, some without a value or with a bad one.
fn incomes(year: i64, families: &[i64]) -> Table {
    let rows: Vec<(i64, i64)> = families
        .iter()
        .chain(&[9_001, 9_002])
        .flat_map(|f| [(*f, 1), (*f, 2)])
        .filter(|(f, v)| f % 4 != 1 || *v == 1)
        .collect();
    let amount = |(f, _): &(i64, i64)| match f % 23 {
        3 => None,
        7 => Some(-9_999.0),
        _ => Some(((f * year) % 3_001) as f64),
    };
    Table::of(vec![
        ("FAMILIE", integers(rows.iter().map(|row| row.0))),
        ("VERSION", integers(rows.iter().map(|row| row.1))),
        ("INDKOMST", Arc::new(rows.iter().map(amount).collect::<Float64Array>()) as ArrayRef),
    ])
}

/// Letters at all hours, also about new year and where clocks change; in two years with a zone.
fn letters((year, moments): (i64, bool), families: &[i64]) -> Table {
    let first = i64::from(day(&format!("{year}-01-01"))) * 86_400;
    let rows: Vec<(i64, i64)> =
        families.iter().flat_map(|f| [0, 1, 2].map(|n| (*f, n))).filter(|(f, n)| (f + n + year) % 3 != 0).collect();
    let sent = |(f, n): &(i64, i64)| match n {
        // An hour each, about the night in which the year begins in the zone.
        0 => Some(first + (f % 9) * 3_600 - 59),
        1 => Some(first + (86 * 24 + f % 48) * 3_600 + 1_799),
        _ => (f % 31 != 5).then(|| first + (f * 7_919) % (360 * 86_400)),
    };
    let sent: Vec<Option<i64>> = rows.iter().map(sent).collect();
    let times: ArrayRef = if moments && [2012, 2013].contains(&year) {
        let times =
            TimestampMicrosecondArray::from_iter(sent.iter().map(|time| time.map(|time| time * 1_000_000 + 999_999)));
        Arc::new(times.with_timezone("UTC"))
    } else {
        Arc::new(TimestampMillisecondArray::from_iter(sent.iter().map(|time| time.map(|time| time * 1_000 + 999))))
    };
    Table::of(vec![
        ("FAMILIE", integers(rows.iter().map(|row| row.0))),
        ("SENDT", times),
        ("SIDER", integers(rows.iter().map(|(f, n)| 1 + (f + n) % 4))),
    ])
}

fn homes(year: i64, families: &[i64]) -> Table {
    let rows: Vec<(i64, i64)> =
        families.iter().flat_map(|f| [(*f, 0), (*f, 1)]).filter(|(f, n)| (f * 3 + n + year) % 4 != 0).collect();
    let start = |(f, n): &(i64, i64)| format!("{year}-{:02}-{:02}", 1 + (f + 5 * n) % 12, 1 + f % 28);
    let end = |row: &(i64, i64)| {
        let lasts = (row.0 + row.1) % 6 == 0;
        let until = day(&start(row)) + 20 + (row.0 * 37 % 500) as i32;
        (!lasts).then_some(if row.0 % 97 == 6 { until - 400 } else { until })
    };
    Table::of(vec![
        ("FAMILIE", integers(rows.iter().map(|row| row.0))),
        ("IND", dates(rows.iter().map(start))),
        ("UD", Arc::new(arrow::array::Date32Array::from_iter(rows.iter().map(end))) as ArrayRef),
        ("RUM", integers(rows.iter().map(|(f, n)| 1 + (f + n) % 5))),
    ])
}

/// Calls that begin before and end after the hour that is skipped or comes twice, and about midnight of both zones.
fn calls(year: i64, moments: bool) -> Table {
    let of_day = |text: &str| i64::from(day(&format!("{year}-{text}"))) * 86_400;
    let nights = [of_day("01-01") - 7_200, of_day("03-25"), of_day("10-25"), of_day("07-01") - 7_200, of_day("12-31")];
    let rows: Vec<(i64, i64)> = (0..PERSONS)
        .flat_map(|i| nights.iter().enumerate().map(move |(n, night)| (i, night + (i % 60) * 1_800 + n as i64)))
        .filter(|(i, time)| (i + time) % 3 != 0)
        .collect();
    let end = |(i, time): &(i64, i64)| (i % 13 != 5).then(|| time + (1 + i % 7) * 1_700);
    let start = TimestampMillisecondArray::from_iter_values(rows.iter().map(|row| row.1 * 1_000 + 500));
    let ends = TimestampMicrosecondArray::from_iter(rows.iter().map(|row| end(row).map(|end| end * 1_000_000 + 1)));
    let ends: ArrayRef =
        if moments && year % 2 == 0 { Arc::new(ends.with_timezone("Europe/Copenhagen")) } else { Arc::new(ends) };
    assert_eq!(start.len(), ends.len());
    Table::of(vec![
        ("PNR", integers(rows.iter().map(|(i, _)| 1_000 + i))),
        ("IND", Arc::new(start) as ArrayRef),
        ("UD", ends),
        ("VAEGT", numbers(rows.iter().map(|(i, _)| *i as f64))),
    ])
}
