//! The small country with what makes reading hard: spells that overlap, are open, or end with residence; weeks in runs; two sources of
//! one variable on either side of a day; missing values; columns that were something else; a register's own condition; bad rows.

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Float64Array, Int64Array, StringArray};

use crate::world::{PERSONS, Table, World, dates, day, integers, texts};

const MOVES: &str = r#"
id = "moves"
label = { da = "Vandringer", en = "Moves" }
source = "made up"
provenance = "illustrative"
kind = "event"
role = "migration"
files = ["moves.parquet"]
covers = { first = 2010, last = 2015 }
person = "PNR"
bad_rows = { drop = true, at_most = "20 %" }
date = { names = "DATO", type = "date", stored = "sas_days" }
[columns]
direction = { names = "VEJ", type = "text", codes = { in = "I", out = "U" } }
"#;

const CONTACTS: &str = r#"
id = "contacts"
label = { da = "Kontakter", en = "Contacts" }
source = "made up"
provenance = "illustrative"
kind = "event"
files = ["contacts{year}.parquet"]
covers = { first = 2010, last = 2014 }
person = "PNR"
date = { names = "DATO", type = "date", was = [{ last = 2011, names = "GL_DATO", type = "text" }] }
where = "status <> 'X' AND number IS NOT NULL"
bad_rows = { drop = true, at_most = "1 %" }
[columns]
status = { names = "STATUS", type = "text" }
number = { names = "ANTAL", type = "integer", stored = "text", range = { first = 0, last = 40 } }
price = { names = "PRIS", type = "number" }
"#;

const VARIABLES: &str = r#"
[[variable]]
id = "meetings"
resolution = 1
[[variable.from]]
register = "visits"
until = 2012-06-30
value = "COUNT(*)"
[[variable.from]]
register = "contacts"
since = 2012-07-01
where = "number BETWEEN 1 AND 9 OR price * 2 > 300.5"
value = "SUM(number)"

[[variable]]
id = "most"
resolution = 0.25
from = [{ register = "contacts", value = "MAX(price)" }]

[[variable]]
id = "days_each"
resolution = 1
from = [{ register = "stays", date = "spread", overlapping = "each", value = "SUM(CASE WHEN days > 2 THEN days ELSE 0 END)" }]

[[variable]]
id = "ended"
resolution = 1
from = [{ register = "stays", date = "end", where = "\"start\" <> \"end\"", value = "SUM(nights)" }]

[[variable]]
id = "begun"
resolution = 1
from = [{ register = "stays", value = "SUM(days)" }]

[[variable]]
id = "long_weeks"
resolution = 1
from = [{ register = "weeks", where = "run_week >= 3 AND week <> 2", value = "COUNT(*)" }]

[[variable]]
id = "moves_any"
resolution = 1
from = [{ register = "moves", value = "COUNT(*)" }]

[[variable]]
id = "moves_out"
resolution = 1
from = [{ register = "moves", where = "direction = 'U'", value = "COUNT(*)" }]
"#;

/// Every new variable has a consequence.
const CONSEQUENCES: [&str; 8] =
    ["meetings", "most", "days_each", "ended", "begun", "long_weeks", "moves_any", "moves_out"];

/// The country.
pub fn hard_country() -> World {
    let world = World::small();
    crate::disclosure::mark(&world);
    world.text("pipelines/registers/moves.toml", MOVES.trim_start());
    world.text("pipelines/registers/contacts.toml", CONTACTS.trim_start());
    let all = world.path("pipelines/variables/all.toml");
    let text = std::fs::read_to_string(&all).unwrap();
    std::fs::write(&all, text + VARIABLES).unwrap();
    consequences(&world);
    world.define("registers/income.toml", "absent = \"zero\"", "absent = \"missing\"");
    world.define("variables/all.toml", "value = \"income\"", "where = \"income > 1000\", value = \"income\"");
    // Runs of one of the codes, so that weeks with another one break them.
    world.define(
        "registers/weeks.toml",
        "kind = \"weekly_wide\"",
        "kind = \"weekly_wide\"\nrun_codes = [{ first = 130, last = 137 }, { first = 141, last = 147 }]",
    );
    // Rows of an earlier version do not count, nor are their weeks in a run with those of the row that does.
    world.define(
        "registers/weeks.toml",
        "weeks = \"Y_{yy}{ww}\"",
        "weeks = \"Y_{yy}{ww}\"\nwhere = \"version = 2\"\n\n[columns]\nversion = { names = \"VERSION\", type = \"integer\" }",
    );
    for name in ["stays", "weeks", "visits", "income"] {
        world.define(
            &format!("registers/{name}.toml"),
            "bad_rows = \"refuse\"",
            "bad_rows = { drop = true, at_most = \"5 %\" }",
        );
    }
    let keys: Vec<i64> = {
        let table = world.table("weeks.parquet").get("PNR");
        arrow::array::AsArray::as_primitive::<arrow::datatypes::Int64Type>(&table).values().to_vec()
    };
    let key = |i: i64| keys[i as usize];
    stays(&world, &key);
    world.put("moves.parquet", moves(&key));
    for year in 2010..=2014 {
        world.put(&format!("contacts{year}.parquet"), contacts(year, &key));
        world.change(&format!("income{year}.parquet"), |table| table.null("INDKOMST", &[3, 17, 40 + year as u32 % 7]));
    }
    world.change("weeks.parquet", |table| {
        let earlier: Vec<u32> = (0..PERSONS as u32).filter(|i| i % 4 != 1).collect();
        let version = |row: usize| if row < PERSONS as usize { Some(2) } else { (!row.is_multiple_of(3)).then_some(1) };
        let rows = PERSONS as usize + earlier.len();
        table.take((0..PERSONS as u32).chain(earlier));
        table.set("VERSION", Arc::new((0..rows).map(version).collect::<Int64Array>()));
        for column in ["Y_1001", "Y_1152", "Y_1203"] {
            table.map(column, |codes| arrow::compute::cast(codes, &arrow::datatypes::DataType::Int32).unwrap());
        }
    });
    world
}

fn consequences(world: &World) {
    let all = world.path("pipelines/consequences/all.toml");
    let text = std::fs::read_to_string(&all).unwrap();
    let rest = "area = \"health\"\nunit = \"unit\"\nkind = \"expenditure\"\nsource = \"made up\"\nprovenance = \"illustrative\"\n";
    let more = CONSEQUENCES
        .map(|id| format!("\n[[consequence]]\nid = \"{id}\"\nlabel = {{ da = \"{id}\", en = \"{id}\" }}\n{rest}"));
    std::fs::write(&all, text + &more.concat()).unwrap();
}

/// Stays that overlap, last, end before they begin, and go on after death and emigration.
fn stays(world: &World, key: &impl Fn(i64) -> i64) {
    let rows = |i: i64| {
        let more = [
            (i, Some("2011-12-29"), Some(format!("2012-01-{:02}", 3 + i % 5))),
            (i, Some("2012-01-01"), (i % 7 != 0).then(|| format!("2013-02-{:02}", 1 + i % 28))),
            (i, Some("2013-02-01"), Some("2013-02-01".to_owned())),
            (i, Some("2009-11-01"), Some("2010-01-05".to_owned())),
            (i, Some("2014-12-01"), (i % 2 == 0).then(|| "2016-01-01".to_owned())),
        ];
        more.into_iter().enumerate().filter(move |(at, _)| (i + *at as i64) % 3 != 0).map(|(_, row)| row)
    };
    let mut all: Vec<(i64, Option<&str>, Option<String>)> = (0..PERSONS).flat_map(rows).collect();
    // Two equal stays long after another.
    for i in (0..PERSONS).filter(|i| i % 11 == 4) {
        let equal = (i, Some("2014-05-01"), Some("2014-05-03".to_owned()));
        all.extend([(i, Some("2010-05-01"), Some("2010-05-02".to_owned())), equal.clone(), equal]);
    }
    // An end before the start, no start, and a key that no one has.
    all.push((5, Some("2012-05-05"), Some("2012-05-01".to_owned())));
    all.push((6, None, Some("2012-05-01".to_owned())));
    let days = |texts: &mut dyn Iterator<Item = Option<&str>>| -> ArrayRef {
        Arc::new(Date32Array::from_iter(texts.map(|text| text.map(day))))
    };
    let more = Table::of(vec![
        ("PNR", integers(all.iter().map(|row| key(row.0)).collect::<Vec<_>>())),
        ("IND", days(&mut all.iter().map(|row| row.1))),
        ("UD", days(&mut all.iter().map(|row| row.2.as_deref()))),
    ]);
    world.change("stays.parquet", |table| {
        for (name, array) in &mut table.0 {
            *array = arrow::compute::concat(&[array.as_ref(), more.get(name).as_ref()]).unwrap();
        }
    });
}

/// Days since 1960 of moves; the last of a day is the one that counts. Some have no direction: they are no moves of residence, and count
/// where no direction is asked for.
fn moves(key: &impl Fn(i64) -> i64) -> Table {
    let rows: Vec<(i64, &str, Option<&str>)> = (0..PERSONS)
        .filter(|i| i % 9 == 2)
        .flat_map(|i| {
            [
                (i, "2012-08-01", (i % 4 != 3).then_some("U")),
                (i, "2013-05-05", Some("I")),
                (i, if i % 2 == 0 { "2013-05-05" } else { "2014-03-03" }, Some(" U ")),
            ]
        })
        .collect();
    let days = rows.iter().map(|row| f64::from(day(row.1) + 3_653));
    Table::of(vec![
        ("PNR", integers(rows.iter().map(|row| key(row.0)).collect::<Vec<_>>())),
        ("DATO", Arc::new(Float64Array::from_iter_values(days)) as ArrayRef),
        ("VEJ", Arc::new(rows.iter().map(|row| row.2).collect::<StringArray>()) as ArrayRef),
    ])
}

/// Contacts of a year: dates and numbers as text in earlier years, rows that don't count, and some that are bad.
fn contacts(year: i64, key: &impl Fn(i64) -> i64) -> Table {
    let persons: Vec<i64> = (0..PERSONS).filter(|i| (i * 3 + year) % 4 != 0).collect();
    let text =
        |i: &i64| if i % 2 == 0 { format!("{year}-0{}-15", 1 + i % 9) } else { format!("{year}0{}15", 1 + i % 9) };
    let days: (&str, ArrayRef) = match year {
        ..=2011 => ("GL_DATO", texts(persons.iter().map(|i| format!(" {} ", text(i))))),
        _ => ("DATO", dates(persons.iter().map(|i| format!("{year}-0{}-15", 1 + i % 9)))),
    };
    let number = |i: &i64| (i % 11 != 0).then(|| if *i == 78 { 99 } else { i % 13 });
    let numbers: ArrayRef = match year {
        2013 => Arc::new(persons.iter().map(|i| number(i).map(|number| format!(" {number}"))).collect::<StringArray>()),
        2014 => Arc::new(persons.iter().map(|i| number(i).map(|number| number as f64)).collect::<Float64Array>()),
        _ => Arc::new(persons.iter().map(number).collect::<Int64Array>()),
    };
    Table::of(vec![
        ("PNR", integers(persons.iter().map(|i| key(*i)).collect::<Vec<_>>())),
        days,
        ("STATUS", texts(persons.iter().map(|i| if i % 10 == 4 { "X" } else { "ok" }))),
        ("ANTAL", numbers),
        ("PRIS", Arc::new(persons.iter().map(|i| Some((i % 50) as f64 * 12.25)).collect::<Float64Array>()) as ArrayRef),
    ])
}
