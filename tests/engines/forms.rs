//! The small country with registers of every other form: months in columns, with and without years in their names; quarters and school
//! years; codes as text, whole numbers and doubles, and a table of their groups; contacts with times of day, which are joined into stays;
//! diagnoses that belong to contacts and are asked for; and a population whose rows variables read.

use std::fmt::Write;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, Date32Array, Float64Array, Int32Array, Int64Array, StringArray, TimestampMillisecondArray,
};

use crate::world::{PERSONS, Table, World, day, integers, numbers, texts};

/// The keys of a register that are the same in all.
pub fn register(id: &str, rest: &str) -> (String, String) {
    let head = format!("id = \"{id}\"\nlabel = {{ da = \"{id}\", en = \"{id}\" }}\nsource = \"made up\"\n");
    let bad = "provenance = \"illustrative\"\nbad_rows = { drop = true, at_most = \"10 %\" }\n";
    (format!("registers/{id}.toml"), format!("{head}{bad}{rest}"))
}

const BENEFITS: &str = r#"kind = "monthly_wide"
files = ["benefits{year}.parquet"]
covers = { from = 2010-03-01, to = 2014-12-31 }
person = "PNR"
[months]
amount = { names = "BELOB{m}", type = "number" }
scale = { names = "GRAD{mm}", type = "code", width = 2 }
[columns]
account = { names = "KONTO", type = "code", width = 5, code_table = "codes/accounts.csv" }
"#;

const ACCOUNTS: &str = "code,group\n10050,cash\n100*,other cash\n20000-20999,training\n2*,rest\n";

const JOBS: &str = r#"kind = "monthly_wide"
files = ["jobs.parquet"]
covers = { first = 2010, last = 2014 }
person = "PNR"
[months]
industry = { names = "BRANCHE_{yyyy}_{mm}", type = "code", width = 6, code_table = "codes/industries.csv" }
"#;

const INDUSTRIES: &str = "code,group\n0*,A\n1*,B\n";

const QUARTERS: &str = r#"kind = "period"
unit = "quarter"
files = ["quarters{year}.parquet"]
covers = { from = 2010-04-01, to = 2014-12-31 }
person = "PNR"
year = "AAR"
quarter = "KVARTAL"
[columns]
paid = { names = "UDB", type = "number" }
"#;

const ABSENCE: &str = r#"kind = "period"
unit = "school_year"
files = ["absence.parquet"]
covers = { first = 2010, last = 2014 }
person = "PNR"
school_year = "SKOLEAAR"
spread = "months"
[columns]
away = { names = "DAGE", type = "integer" }
"#;

const PERIODS: &str = r#"kind = "period"
unit = "month"
files = ["periods.parquet"]
covers = { first = 2010, last = 2014 }
person = "PNR"
period = "PERIODE"
[columns]
hours = { names = "TIMER", type = "number" }
"#;

const CONTACTS: &str = r#"kind = "spell"
files = ["hospital{year}.parquet"]
covers = { first = 2010, last = 2014 }
person = "PNR"
start = { names = "IND", type = "time" }
end = { names = "UD", type = "time" }
[columns]
unit_kind = { names = "ART", type = "code", width = 2 }
"#;

const DIAGNOSES: &str = r#"kind = "event"
files = ["diagnoses{year}.parquet"]
covers = { first = 2010, last = 2014 }
[parent]
register = "hospital"
key = "NR"
[columns]
diagnosis = { names = "DIAG", type = "text" }
"#;

/// Rows that are only asked for, of which some have no start or an end that is unknown.
const PROCEDURES: &str = r#"kind = "spell"
files = ["procedures{year}.parquet"]
covers = { first = 2010, last = 2014 }
start = "IND"
end = "UD"
unknown_dates = ["1900-01-01"]
[parent]
register = "hospital"
key = "NR"
"#;

/// By variable: its sources, and its resolution.
const VARIABLES: &[(&str, &str, &str)] = &[
    ("benefit_kroner", "0.01", r#"{ register = "benefits", where = "account = 'cash'", value = "SUM(amount)" }"#),
    (
        "benefit_months",
        "1",
        r#"{ register = "benefits", since = 2011-06-01, where = "amount <> 0 AND account <> 'training'", value = "COUNT(*)" }"#,
    ),
    ("scaled_months", "1", r#"{ register = "benefits", where = "scale IN ('01', '12')", value = "SUM(month)" }"#),
    ("job_months", "1", r#"{ register = "jobs", where = "industry = 'A'", value = "COUNT(*)" }"#),
    ("quarter_kroner", "1", r#"{ register = "quarters", where = "quarter < 4", value = "SUM(ROUND(paid))" }"#),
    ("late_quarters", "1", r#"{ register = "quarters", since = 2012-04-01, value = "COUNT(*)" }"#),
    ("absence_days", "1", r#"{ register = "absence", value = "SUM(away)" }"#),
    (
        "late_absence_days",
        "0.5",
        r#"{ register = "absence", since = 2013-01-01, where = "away > 3", value = "SUM(away * 0.5)" }"#,
    ),
    ("period_hours", "0.25", r#"{ register = "periods", where = "month <> 7", value = "SUM(hours)" }"#),
    ("contacts", "1", r#"{ register = "hospital", where = "hours >= 2 AND unit_kind = '01'", value = "COUNT(*)" }"#),
    ("contact_days", "1", r#"{ register = "hospital", date = "spread", overlapping = "each", value = "SUM(days)" }"#),
    (
        "stays_of_hours",
        "1",
        r#"{ register = "hospital", stays = { within_hours = 4, where = "hours >= 6" }, value = "COUNT(*)" }"#,
    ),
    (
        "stay_days",
        "1",
        r#"{ register = "hospital", date = "spread", stays = { within_hours = 4 }, value = "SUM(days)" }"#,
    ),
    (
        "stays_ended",
        "0.5",
        r#"{ register = "hospital", date = "end", where = "unit_kind <> '02'", stays = { within_hours = 0, where = "start < DATE '2013-11-01'" }, value = "SUM(nights * 0.5)" }"#,
    ),
    (
        "diagnoses",
        "1",
        r#"{ register = "diagnoses", where = "diagnosis LIKE 'DF%' AND unit_kind = '01'", value = "COUNT(*)" }"#,
    ),
    (
        "psychotic_contacts",
        "1",
        r#"{ register = "hospital", any.psychotic = { register = "diagnoses", where = "LEFT(diagnosis, 4) = 'DF20'" }, any.coded = { register = "diagnoses" }, where = "psychotic OR NOT coded", value = "COUNT(*)" }"#,
    ),
    // Three questions of one register, which read different days.
    (
        "operated_contacts",
        "1",
        r#"{ register = "hospital", any.operated = { register = "procedures" }, any.late = { register = "procedures", where = "\"end\" > DATE '2013-06-20'" }, any.undated = { register = "procedures", where = "start IS NULL" }, where = "operated AND NOT late OR undated", value = "COUNT(*)" }"#,
    ),
    // Of a status without a sex, which no person of the population can be without, and of the same rows without a question of sex.
    ("is_man", "1", r#"{ register = "people", value = "CASE WHEN sex = 1 THEN 1 ELSE 0 END" }"#),
    (
        "municipality",
        "1",
        r#"{ register = "people", where = "kom <> '999'", value = "CASE WHEN kom = '101' THEN 1 ELSE 0 END" }"#,
    ),
];

/// The country.
pub fn country() -> World {
    let world = World::small();
    crate::disclosure::mark(&world);
    let all = [
        ("benefits", BENEFITS),
        ("jobs", JOBS),
        ("quarters", QUARTERS),
        ("absence", ABSENCE),
        ("periods", PERIODS),
        ("hospital", CONTACTS),
        ("diagnoses", DIAGNOSES),
        ("procedures", PROCEDURES),
    ];
    for (name, text) in all.map(|(id, rest)| register(id, rest)) {
        world.text(&format!("pipelines/{name}"), &text);
    }
    world.text("pipelines/registers/codes/accounts.csv", ACCOUNTS);
    world.text("pipelines/registers/codes/industries.csv", INDUSTRIES);
    world.define(
        "registers/people.toml",
        "[columns]",
        "[columns]\nkom = { names = \"KOM\", type = \"code\", width = 3 }",
    );
    world.define("registers/people.toml", "bad_rows = \"refuse\"", "bad_rows = { drop = true, at_most = \"20 %\" }");
    let (mut variables, mut consequences) = (String::new(), String::new());
    for (id, resolution, from) in VARIABLES {
        write!(variables, "\n[[variable]]\nid = \"{id}\"\nresolution = {resolution}\nfrom = [{from}]\n").unwrap();
        let rest = "area = \"health\"\nunit = \"unit\"\nkind = \"expenditure\"\nsource = \"made up\"\nprovenance = \"illustrative\"\n";
        write!(consequences, "\n[[consequence]]\nid = \"{id}\"\nlabel = {{ da = \"{id}\", en = \"{id}\" }}\n{rest}")
            .unwrap();
    }
    for (name, more) in [("variables/all.toml", variables), ("consequences/all.toml", consequences)] {
        let path = world.path("pipelines").join(name);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(path, text + &more).unwrap();
    }
    let keys = world.table("weeks.parquet").get("PNR");
    let keys = arrow::array::AsArray::as_primitive::<arrow::datatypes::Int64Type>(&keys).values().to_vec();
    let key = |i: i64| keys[i as usize];
    for year in 2010..=2015 {
        world.change(&format!("people/people{year}.parquet"), |table| {
            let rows = arrow::array::Array::len(&table.get("PNR"));
            if [2012, 2013].contains(&year) {
                table.null("KOEN", &(0..rows as u32).filter(|row| row % 7 == 3).collect::<Vec<_>>());
            }
            // Doubles in some years and text in others.
            let code = |row: usize| if row.is_multiple_of(3) { 101 } else { 7 + row as i64 % 900 };
            table.set(
                "KOM",
                match year {
                    2012 => Arc::new(Float64Array::from_iter_values((0..rows).map(|row| code(row) as f64))) as ArrayRef,
                    _ => texts((0..rows).map(|row| format!("{}", code(row)))),
                },
            );
        });
    }
    for year in 2010..=2014 {
        world.put(&format!("benefits{year}.parquet"), benefits(year, &key));
        world.put(&format!("quarters{year}.parquet"), quarters(year, &key));
        let (contacts, diagnoses) = hospital(year, &key);
        world
            .put(&format!("procedures{year}.parquet"), procedures(year, arrow::array::Array::len(&contacts.get("NR"))));
        world.put(&format!("hospital{year}.parquet"), contacts);
        world.put(&format!("diagnoses{year}.parquet"), diagnoses);
    }
    world.put("jobs.parquet", jobs(&key));
    world.put("absence.parquet", absence(&key));
    world.put("periods.parquet", periods(&key));
    world
}

/// Several accounts a person, as whole numbers, doubles and text; blanks and rows without a key among them.
fn benefits(year: i64, key: &impl Fn(i64) -> i64) -> Table {
    let rows: Vec<(i64, i64)> = (0..PERSONS).filter(|i| (i + year) % 3 != 0).flat_map(|i| [(i, 0), (i, 1)]).collect();
    let account = |(i, n): &(i64, i64)| [10050, 10051, 20500, 2, 70001][((i + n * 2) % 5) as usize];
    let accounts: ArrayRef = match year {
        2011 => Arc::new(Float64Array::from_iter_values(rows.iter().map(|row| account(row) as f64))),
        2012 => integers(rows.iter().map(account)),
        2013 => texts(rows.iter().map(|row| format!(" 00{}", account(row)))),
        _ => texts(rows.iter().map(|row| format!("{}.0", account(row)))),
    };
    let mut table = Table::of(vec![
        ("PNR", Arc::new(rows.iter().map(|(i, _)| (*i != 50).then(|| key(*i))).collect::<Int64Array>()) as ArrayRef),
        ("KONTO", accounts),
    ]);
    for month in 1..=12i64 {
        let amount = |(i, n): &(i64, i64)| ((i + month + n) % 4 != 0).then(|| (i * 7 % 300 + month) as f64 + 0.25);
        table.set(&format!("BELOB{month}"), Arc::new(rows.iter().map(amount).collect::<Float64Array>()));
        let scale = |(i, _): &(i64, i64)| ((i * month) % 5 == 0).then(|| if i % 2 == 0 { " 1" } else { "12.0" });
        table.set(&format!("GRAD{month:02}"), Arc::new(rows.iter().map(scale).collect::<StringArray>()));
    }
    table
}

/// A row a person, with a column a month; one month is of nulls alone, one code too long.
fn jobs(key: &impl Fn(i64) -> i64) -> Table {
    let mut table = Table::of(vec![("PNR", integers((0..PERSONS).map(key)))]);
    for year in 2010..=2014 {
        for month in 1..=12i64 {
            let code = |i: i64| match (i + month) % 6 {
                0 => None,
                1 => Some("011100".to_owned()),
                2 => Some("11100".to_owned()),
                3 if i == 3 => Some("1234567".to_owned()),
                n => Some(format!("{n}62010")),
            };
            let codes: ArrayRef = match (year, month) {
                (2011, 5) => arrow::array::new_null_array(&arrow::datatypes::DataType::Null, PERSONS as usize),
                _ => Arc::new((0..PERSONS).map(code).collect::<StringArray>()),
            };
            table.set(&format!("BRANCHE_{year}_{month:02}"), codes);
        }
    }
    table
}

fn quarters(year: i64, key: &impl Fn(i64) -> i64) -> Table {
    let rows: Vec<(i64, i64)> =
        (0..PERSONS).flat_map(|i| (1..=4).map(move |q| (i, q))).filter(|(i, q)| (i + q + year) % 4 != 1).collect();
    let said = |(i, q): &(i64, i64)| match i % 3 {
        0 => q.to_string(),
        1 => format!("K{q}"),
        _ if *i == 47 && *q == 2 => "5".to_owned(),
        _ => format!(" q{q} "),
    };
    Table::of(vec![
        ("PNR", integers(rows.iter().map(|(i, _)| key(*i)))),
        ("AAR", integers(rows.iter().map(|(i, q)| if i % 60 == 7 && *q == 1 { year - 1 } else { year }))),
        ("KVARTAL", texts(rows.iter().map(said))),
        ("UDB", numbers(rows.iter().map(|(i, q)| (i * 3 + q) as f64 + 0.5 * (i % 3) as f64))),
    ])
}

fn absence(key: &impl Fn(i64) -> i64) -> Table {
    let rows: Vec<(i64, i64)> =
        (0..PERSONS).flat_map(|i| (2009..=2014).map(move |year| (i, year))).filter(|(i, y)| (i + y) % 5 != 2).collect();
    let said = |(i, year): &(i64, i64)| match i % 4 {
        0 => format!("{year}/{}", year + 1),
        1 => format!("{year}/{:02}", (year + 1) % 100),
        2 => format!("{year}{}", year + 1),
        _ if *i == 43 && *year == 2012 => "2012".to_owned(),
        _ => format!("{year} - {}", year + 1),
    };
    Table::of(vec![
        ("PNR", integers(rows.iter().map(|(i, _)| key(*i)))),
        ("SKOLEAAR", texts(rows.iter().map(said))),
        ("DAGE", integers(rows.iter().map(|(i, year)| (i * year) % 23 - 2))),
    ])
}

fn periods(key: &impl Fn(i64) -> i64) -> Table {
    let rows: Vec<(i64, i64)> = (0..PERSONS).flat_map(|i| (0..60).step_by(7).map(move |m| (i, m + i % 7))).collect();
    let said = |(i, month): &(i64, i64)| {
        let (year, month) = (2010 + month / 12, month % 12 + 1);
        match i % 3 {
            0 => format!("{year}{month:02}"),
            1 => format!("{year}-{month:02}-28"),
            _ if *i == 44 => "201313".to_owned(),
            _ => format!("{year}{month:02}15.0"),
        }
    };
    Table::of(vec![
        ("PNR", integers(rows.iter().map(|(i, _)| key(*i)))),
        ("PERIODE", texts(rows.iter().map(said))),
        ("TIMER", numbers(rows.iter().map(|(i, month)| (i % 40 + month) as f64 * 0.25))),
    ])
}

/// Procedures of contacts: some in several, some in none, with days of which some are missing or unknown.
fn procedures(year: i64, contacts: usize) -> Table {
    let of: Vec<i64> =
        (0..contacts as i64).filter(|at| at % 3 != 0).flat_map(|at| vec![at; 1 + (at % 2) as usize]).collect();
    let first = day(&format!("{year}-06-01"));
    let start = |(row, at): (usize, &i64)| (row % 5 != 2).then(|| first + *at as i32 % 60);
    let end = |(row, at): (usize, &i64)| match row % 4 {
        0 => Some(day("1900-01-01")),
        1 => None,
        _ => Some(first + *at as i32 % 60 + 3),
    };
    Table::of(vec![
        ("NR", integers(of.iter().copied())),
        ("IND", Arc::new(of.iter().enumerate().map(start).collect::<Date32Array>()) as ArrayRef),
        ("UD", Arc::new(of.iter().enumerate().map(end).collect::<Date32Array>())),
    ])
}

/// Contacts of a year with numbers that begin again every year, and their diagnoses: some of no contact, and a number that two contacts have.
fn hospital(year: i64, key: &impl Fn(i64) -> i64) -> (Table, Table) {
    let rows: Vec<(i64, i64)> =
        (0..PERSONS).flat_map(|i| (0..4).map(move |n| (i, n))).filter(|(i, n)| (i + n + year) % 4 != 0).collect();
    let first = i64::from(day(&format!("{year}-06-01"))) * 86_400;
    let start = |(i, n): &(i64, i64)| first + (i % 200) * 86_400 + n * 7 * 3_600 + (i % 3) * 3_600;
    let end = |row: &(i64, i64)| match (row.0 + row.1) % 17 {
        0 => None,
        n => Some(start(row) + (1 + n % 6) * 3_600 - 1),
    };
    let end = |row: &(i64, i64)| if row.0 == 30 && row.1 == 1 { Some(start(row) - 60) } else { end(row) };
    let number = |at: usize| if at == 21 { 20 } else { at as i64 };
    let contacts = Table::of(vec![
        ("PNR", integers(rows.iter().map(|(i, _)| key(*i)))),
        ("NR", Arc::new((0..rows.len()).map(|at| (at != 40).then(|| number(at))).collect::<Int64Array>()) as ArrayRef),
        ("IND", Arc::new(TimestampMillisecondArray::from_iter_values(rows.iter().map(|row| start(row) * 1000)))),
        ("UD", Arc::new(TimestampMillisecondArray::from_iter(rows.iter().map(|row| end(row).map(|end| end * 1000))))),
        ("ART", Arc::new(rows.iter().map(|(i, n)| Some(1 + ((i + n) % 3) as i32)).collect::<Int32Array>())),
    ]);
    let of: Vec<i64> = (0..rows.len() as i64 + 9).filter(|at| at % 3 != 1).flat_map(|at| [at, at]).collect();
    let code = |at: usize| ["DF200", "DF329", "DG201", "DZ03", "DF20", "DA10"][at % 6];
    let diagnoses = Table::of(vec![
        ("NR", Arc::new(of.iter().map(|at| (*at != 60).then_some(*at)).collect::<Int64Array>()) as ArrayRef),
        ("DIAG", texts((0..of.len()).map(|at| code(at + of[at] as usize + year as usize)))),
    ]);
    (contacts, diagnoses)
}
