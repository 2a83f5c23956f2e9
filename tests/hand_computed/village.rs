//! A village of eight: persons 1 to 4 are the successes and 5 to 8 the others, all of them from 2011, followed 2012–2015.

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Float64Array, Int64Array};
use som::knowledge::parquet;
use som::tables::audit::{AttritionRow, AuditFitRow, ReadingRow};

use crate::world::{Table, World, dates, day, integers, texts};

/// Numbers, some of them null.
pub fn some_numbers(values: &[Option<f64>]) -> ArrayRef {
    Arc::new(Float64Array::from(values.to_vec()))
}

/// Whole numbers, some of them null.
pub fn some_codes(values: &[Option<i64>]) -> ArrayRef {
    Arc::new(Int64Array::from(values.to_vec()))
}

/// Days, some of them null.
pub fn some_dates(values: &[Option<&str>]) -> ArrayRef {
    Arc::new(Date32Array::from_iter(values.iter().map(|text| text.map(day))))
}

/// The village, in which `y` of register `r` is to be defined.
pub fn village() -> World {
    let world =
        World::of(&[("release.toml", RELEASE), ("consequences/y.toml", Y), ("target_groups/adults/g.toml", GROUP)]);
    register(&world, "people", PEOPLE);
    register(
        &world,
        "marks",
        "kind = \"event\"\ndate = \"DATO\"\n[columns]\nmark = { names = \"KODE\", type = \"text\" }",
    );
    register(&world, "deaths", "kind = \"event\"\nrole = \"deaths\"\ndate = \"DATO\"");
    register(&world, "moves", MOVES);
    world.define("registers/people.toml", "people.parquet", "people{year}.parquet");
    for year in 2010..=2015 {
        world.put(&format!("people{year}.parquet"), people(year, 1..=8));
    }
    // All enter in 2011, and four succeed in the same year.
    let marks = (1..=8).map(|key| (key, "in")).chain((1..=4).map(|key| (key, "won"))).collect::<Vec<_>>();
    let marks = Table::of(vec![
        ("PNR", integers(marks.iter().map(|mark| mark.0))),
        ("DATO", dates(marks.iter().map(|_| "2011-03-01"))),
        ("KODE", texts(marks.iter().map(|mark| mark.1))),
    ]);
    world.put("marks.parquet", marks);
    deaths(&world, &[]);
    moves(&world, &[]);
    world
}

pub fn people(year: i64, keys: impl Iterator<Item = i64> + Clone) -> Table {
    Table::of(vec![
        ("PNR", integers(keys.clone())),
        ("KOEN", integers(keys.clone().map(|key| 1 + key % 2))),
        ("FOEDT", dates(keys.clone().map(|_| "1980-05-17"))),
        ("AAR", integers(keys.map(|_| year))),
    ])
}

/// Writes deaths, and removes the persons from the lists of later years.
pub fn deaths(world: &World, rows: &[(i64, &str)]) {
    let keys = integers(rows.iter().map(|row| row.0));
    world.put("deaths.parquet", Table::of(vec![("PNR", keys), ("DATO", dates(rows.iter().map(|row| row.1)))]));
    leave(world, rows);
}

/// Removes persons from the lists of the years after a day.
pub fn leave(world: &World, rows: &[(i64, &str)]) {
    for (key, gone) in rows {
        let year: i32 = gone[..4].parse().unwrap();
        for later in year + 1..=2015 {
            world.change(&format!("people{later}.parquet"), |t| {
                let keys = arrow::array::AsArray::as_primitive::<arrow::datatypes::Int64Type>(&t.get("PNR")).clone();
                t.take((0..keys.len() as u32).filter(|row| keys.value(*row as usize) != *key));
            });
        }
    }
}

/// Writes migration: 1 is immigration, 2 is emigration.
pub fn moves(world: &World, rows: &[(i64, &str, i64)]) {
    let table = Table::of(vec![
        ("PNR", integers(rows.iter().map(|row| row.0))),
        ("DATO", dates(rows.iter().map(|row| row.1))),
        ("VEJ", integers(rows.iter().map(|row| row.2))),
    ]);
    world.put("moves.parquet", table);
}

/// Defines a register whose file has its name.
pub fn register(world: &World, id: &str, rest: &str) {
    let covers = if rest.contains("covers = ") { "" } else { "covers = { first = 2010, last = 2015 }\n" };
    let files = if rest.contains("files = ") { String::new() } else { format!("files = [\"{id}.parquet\"]\n") };
    let bad_rows = if rest.contains("bad_rows = ") { "" } else { "bad_rows = \"refuse\"\n" };
    let head = format!("id = \"{id}\"\nlabel = {{ da = \"{id}\", en = \"{id}\" }}\nsource = \"made up\"\n");
    let text = format!("{head}provenance = \"illustrative\"\nperson = \"PNR\"\n{bad_rows}{covers}{files}{rest}\n");
    world.text(&format!("pipelines/registers/{id}.toml"), &text);
}

/// Defines `y` by its sources.
pub fn y(world: &World, resolution: &str, from: &str) {
    let text = format!("{VARIABLES}[[variable]]\nid = \"y\"\nresolution = {resolution}\nfrom = [{from}]\n");
    world.text("pipelines/variables/all.toml", &text);
}

/// A weekly register's rows: a code by person, year and week.
pub fn weeks(keys: &[i64], years: &[i32], code: impl Fn(i64, i32, i64) -> Option<i64>) -> Table {
    let mut table = Table::of(vec![("PNR", integers(keys.iter().copied()))]);
    for year in years {
        for week in 1..=if *year == 2015 { 53 } else { 52 } {
            let codes = Int64Array::from_iter(keys.iter().map(|key| code(*key, *year, week)));
            table.set(&format!("Y_{:02}{week:02}", year % 100), Arc::new(codes));
        }
    }
    table
}

/// The audit of a build.
pub struct Audit {
    /// The published specification's regressions.
    pub fits: Vec<AuditFitRow>,
    /// Attrition.
    pub attrition: Vec<AttritionRow>,
    /// Counts of the reading.
    pub reading: Vec<ReadingRow>,
    /// Standard error of the command.
    pub said: String,
}

/// What a build of [`village`] notes of its deaths and moves, of which there are none.
pub const EMPTY_REGISTERS: &str = "note: register `deaths`: 1 file(s) without a row: no death or move is known from them\n\
                                   note: register `moves`: 1 file(s) without a row: no death or move is known from them\n";

impl Audit {
    /// Builds, and reads the audit.
    pub fn of(world: &World) -> Audit {
        let output = world.build();
        let said = world.said(&output.stderr);
        assert!(output.status.success(), "{said}");
        let path = |name: &str| world.path("output/audit/r").join(name);
        let mut fits: Vec<AuditFitRow> = parquet::read(&path("fits.parquet")).unwrap();
        fits.retain(|fit| fit.specification == "published");
        let attrition = parquet::read(&path("attrition.parquet")).unwrap();
        let reading = parquet::read(&path("reading.parquet")).unwrap();
        Audit { fits, attrition, reading, said }
    }

    /// The regression of a calendar year.
    pub fn fit(&self, year: i32) -> &AuditFitRow {
        self.fits.iter().find(|fit| fit.subgroup == "all" && fit.follow_up_year == year - 2011).unwrap()
    }

    /// Asserts the exact values of a calendar year, by arm. Persons not listed are in no regression. Zero is a value.
    #[track_caller]
    pub fn knows(&self, year: i32, success: &[f64], non_success: &[f64]) {
        let fit = self.fit(year);
        assert_eq!((fit.n_success, fit.n_non_success), (success.len() as i64, non_success.len() as i64), "n of {year}");
        for (found, values) in [(fit.mean_success, success), (fit.mean_non_success, non_success)] {
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            let near = found.map_or(values.is_empty(), |found| (found - mean).abs() < 1e-9);
            assert!(near, "mean of {year}: {found:?}, by hand {mean}");
        }
    }

    /// A count of a register's reading.
    pub fn counted(&self, register: &str, name: &str) -> i64 {
        self.reading.iter().find(|row| row.register == register && row.name == name).map_or(0, |row| row.count)
    }

    /// Persons that remain after an attrition step.
    pub fn step(&self, name: &str) -> i64 {
        self.attrition.iter().find(|row| row.subgroup == "all" && row.name == name).unwrap().persons
    }
}

const RELEASE: &str = "price_year = 2014\n[price_index]\nsource = \"made up\"\nprovenance = \"illustrative\"
years = { 2014 = 100.0 }\n";

const Y: &str = "[[consequence]]\nid = \"y\"\nlabel = { da = \"y\", en = \"y\" }\narea = \"health\"\nunit = \"piece\"
kind = \"expenditure\"\nsource = \"made up\"\nprovenance = \"illustrative\"\n";

const PEOPLE: &str = "kind = \"status\"\nrole = \"population\"\n[columns]
sex = { names = \"KOEN\", type = \"integer\", codes = { man = 1, woman = 2 } }\nborn = { names = \"FOEDT\", type = \"date\" }";

const MOVES: &str = "kind = \"event\"\nrole = \"migration\"\ndate = \"DATO\"\n[columns]
direction = { names = \"VEJ\", type = \"integer\", codes = { in = 1, out = 2 } }";

const VARIABLES: &str = "[[variable]]\nid = \"entered\"\nresolution = 1
from = [{ register = \"marks\", where = \"mark = 'in'\", value = \"COUNT(*)\" }]
[[variable]]\nid = \"won\"\nresolution = 1\nfrom = [{ register = \"marks\", where = \"mark = 'won'\", value = \"COUNT(*)\" }]\n";

const GROUP: &str = "id = \"g\"\nlabel = { da = \"g\", en = \"g\" }\ndomain = \"adults\"\nsource = \"made up\"
provenance = \"illustrative\"
[population]\nyears = { first = 2011, last = 2011 }\nages = { first = 18, last = 64 }\nwhere = \"entered > 0\"
[[success]]\nid = \"won\"\nlabel = { da = \"won\", en = \"won\" }
uses = { now = { variable = \"won\", year = 0 } }\nwhere = \"now > 0\"
[[estimation]]\nfollow_up = { first = 1, last = 4 }\nadjust = { sex = true }\ncovariance = \"HC3\"\n";
