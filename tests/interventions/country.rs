//! A country with a course: residents, visits, stays, participants and listed persons, with a planted effect and planted selection.

use crate::world::{Table, World, dates, integers, numbers, texts};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use som::knowledge;
use som::tables::Database;
use som::tables::published::EstimateRow;
use std::collections::HashMap;
use std::process::Output;

pub const PEOPLE: &str = r#"
id = "people"
label = { da = "Befolkningen", en = "Population" }
source = "made up"
provenance = "illustrative"
kind = "status"
role = "population"
files = ["people/people{year}.parquet"]
covers = { first = 2008, last = 2016 }
person = "PNR"
bad_rows = "refuse"

[columns]
sex = { names = "KOEN", type = "integer", codes = { man = 1, woman = 2 } }
born = { names = "FOED_DAG", type = "date" }
"#;

pub const VISITS: &str = r#"
id = "visits"
label = { da = "Besøg", en = "Visits" }
source = "made up"
provenance = "illustrative"
kind = "event"
files = ["visits.parquet"]
covers = { first = 2008, last = 2015 }
person = "PNR"
bad_rows = "refuse"
date = "DATO"

[columns]
amount = { names = "BELOEB", type = "number" }
"#;

pub const NIGHTS: &str = r#"
id = "stays"
label = { da = "Ophold", en = "Stays" }
source = "made up"
provenance = "illustrative"
kind = "event"
files = ["stays.parquet"]
covers = { first = 2008, last = 2015 }
person = "PNR"
bad_rows = "refuse"
date = "DATO"
"#;

pub const COURSE: &str = r#"
id = "course"
label = { da = "Kurset", en = "The course" }
source = "made up"
provenance = "illustrative"
kind = "spell"
files = ["course.parquet"]
covers = { first = 2008, last = 2015 }
person = "PNR"
bad_rows = { drop = true, at_most = "50 %" }
start = "IND"
end = "UD"

[columns]
completed = { names = "GENNEMFOERT", type = "integer" }
arm = { names = "ARM", type = "text" }
site = { names = "STED", type = "integer" }
"#;

pub const LISTED: &str = r#"
id = "listed"
label = { da = "Udtrukne", en = "Listed" }
source = "made up"
provenance = "illustrative"
kind = "event"
files = ["listed.parquet"]
covers = { first = 2008, last = 2015 }
person = "PNR"
bad_rows = "refuse"
date = "DATO"
"#;

pub const VARIABLES: &str = r#"
[[variable]]
id = "visits"
resolution = 1
from = [{ register = "visits", value = "COUNT(*)" }]

[[variable]]
id = "visit_kr"
resolution = 0.01
from = [{ register = "visits", value = "SUM(amount)" }]

[[variable]]
id = "nights"
resolution = 1
from = [{ register = "stays", value = "COUNT(*)" }]
"#;

pub const CONSEQUENCES: &str = r#"
[[consequence]]
id = "visits"
label = { da = "Besøg", en = "Visits" }
area = "health"
unit = "visit"
kind = "expenditure"
overlaps = ["visit_kr"]
source = "made up"
provenance = "illustrative"

[[consequence]]
id = "visit_kr"
label = { da = "Besøg, kr.", en = "Visits, kr." }
area = "health"
unit = "kr"
kind = "expenditure"
source = "made up"
provenance = "illustrative"

[[consequence]]
id = "nights"
label = { da = "Nætter", en = "Nights" }
area = "social"
unit = "night"
kind = "expenditure"
source = "made up"
provenance = "illustrative"
"#;

pub const PRICES: &str = r#"
[[price]]
consequence = "visits"
year = 2014
kr = { kommune = "100.00", region = "300.00", stat = "0.00" }
source = "made up"
provenance = "illustrative"

[[price]]
consequence = "nights"
year = 2014
kr = { kommune = "1000.00", region = "0.00", stat = "0.00" }
source = "made up"
provenance = "illustrative"
"#;

pub const RELEASE: &str = r#"
price_year = 2014

[price_index]
source = "made up"
provenance = "illustrative"
years = { 2008 = 100.0, 2009 = 100.0, 2010 = 100.0, 2011 = 100.0, 2012 = 100.0, 2013 = 100.0, 2014 = 100.0, 2015 = 100.0 }
"#;

/// The intervention of most tests: controls from the population, weights that balance.
pub const INTERVENTION: &str = r#"
id = "job_course"
label = { da = "Jobkursus", en = "Job course" }
domain = "adults"
source = "made up"
provenance = "illustrative"
follow_up = { first = 1, last = 2 }

[participants]
register = "course"
years = { first = 2011, last = 2012 }
ages = { first = 18, last = 64 }
where = "arm = 'T'"
completed = "completed = 1"

[controls]
population = "age < 60"

[design]
method = "entropy_balancing"
estimand = "ATT"
adjust = { sex = true, age = "linear", entry_year = true }

[[balance]]
id = "visits_before"
variable = "visits"
year = -1

[[placebo]]
consequence = "visit_kr"
year = -1

[[placebo]]
consequence = "nights"
year = -2

[[person]]
name = "takes the course"
born = 1980-06-01
sex = "woman"
resident = { from = 2000-01-01 }
rows = [
  { register = "course", start = 2011-03-01, end = 2011-06-01, completed = 1, arm = "T" },
  { register = "visits", date = 2010-05-01, amount = 100.0 },
]
expect = { t0 = 2011, participates = true, completed = true, values = { visits = { -1 = 1 } } }

[[person]]
name = "can be a control"
born = 1981-06-01
sex = "man"
resident = { from = 2000-01-01 }
expect = { participates = false }

[[person]]
name = "is too old to be either"
born = 1931-06-01
sex = "man"
resident = { from = 2000-01-01 }
expect = {}
"#;

/// Persons.
pub const PERSONS: i64 = 4000;

/// What the course does to the visits of each year after its start.
pub const EFFECT: i64 = -1;

/// A person of the country.
pub struct Person {
    pub pnr: i64,
    pub need: i64,
    /// The year of start, if the person takes the course.
    pub start: Option<i64>,
}

pub fn persons() -> Vec<Person> {
    persons_of(SEED)
}

/// The seed of most tests.
const SEED: u64 = 7;

/// Persons drawn with a seed.
pub fn persons_of(seed: u64) -> Vec<Person> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let person = |pnr: i64| {
        let need = random.random_range(1..=6);
        // Those with more need take part more often: the planted selection.
        let takes_part = random.random::<f64>() < 0.04 * need as f64;
        let start = takes_part.then(|| random.random_range(2011..=2012));
        Person { pnr: 1000 + pnr, need, start }
    };
    (0..PERSONS).map(person).collect()
}

/// Definitions and extracts with an intervention.
pub fn country(interventions: &[(&str, &str)]) -> World {
    country_of(SEED, interventions).0
}

/// The same of persons drawn with a seed, and the visits by person and year.
pub fn country_of(seed: u64, interventions: &[(&str, &str)]) -> (World, HashMap<(i64, i64), i64>) {
    let mut definitions = vec![
        ("registers/people.toml", PEOPLE),
        ("registers/visits.toml", VISITS),
        ("registers/stays.toml", NIGHTS),
        ("registers/course.toml", COURSE),
        ("registers/listed.toml", LISTED),
        ("variables/all.toml", VARIABLES),
        ("consequences/all.toml", CONSEQUENCES),
        ("prices/2014.toml", PRICES),
        ("release.toml", RELEASE),
    ];
    definitions.extend_from_slice(interventions);
    let world = World::of(&definitions);
    let persons = persons_of(seed);
    for year in 2008..=2016 {
        let all = || persons.iter();
        world.put(
            &format!("people/people{year}.parquet"),
            Table::of(vec![
                ("PNR", integers(all().map(|p| p.pnr))),
                ("KOEN", integers(all().map(|p| 1 + p.pnr % 2))),
                ("FOED_DAG", dates(all().map(|p| format!("{}-05-17", 1960 + p.pnr % 23)))),
                ("AAR", integers(all().map(|_| year))),
            ]),
        );
    }
    let mut random = ChaCha8Rng::seed_from_u64(seed + 4);
    let mut number_of = HashMap::new();
    let mut visits: Vec<(i64, i64, f64)> = Vec::new();
    let mut nights: Vec<(i64, i64)> = Vec::new();
    for person in &persons {
        for year in 2008..=2015 {
            // Before the course a year shows the need; after it chance is added, and the effect.
            let after = person.start.is_some_and(|start| year > start);
            let chance = if year >= 2012 { random.random_range(0..=3) } else { 0 };
            let number = person.need + chance + if after { EFFECT } else { 0 };
            number_of.insert((person.pnr, year), number);
            visits.extend((0..number).map(|_| (person.pnr, year, f64::from(random.random_range(50..=150)))));
            nights.extend((0..random.random_range(0..=4)).map(|_| (person.pnr, year)));
        }
    }
    world.put(
        "visits.parquet",
        Table::of(vec![
            // Equal rows would be rows that were delivered twice.
            ("NR", integers(0..visits.len() as i64)),
            ("PNR", integers(visits.iter().map(|row| row.0))),
            ("DATO", dates(visits.iter().map(|row| format!("{}-06-01", row.1)))),
            ("BELOEB", numbers(visits.iter().map(|row| row.2))),
        ]),
    );
    world.put(
        "stays.parquet",
        Table::of(vec![
            ("NR", integers(0..nights.len() as i64)),
            ("PNR", integers(nights.iter().map(|row| row.0))),
            ("DATO", dates(nights.iter().map(|row| format!("{}-06-01", row.1)))),
        ]),
    );
    let course: Vec<(i64, i64)> = persons.iter().filter_map(|p| Some((p.pnr, p.start?))).collect();
    world.put("course.parquet", course_table(&course));
    let listed: Vec<i64> = persons.iter().filter(|p| p.start.is_none()).map(|p| p.pnr).take(900).collect();
    world.put(
        "listed.parquet",
        Table::of(vec![
            ("PNR", integers(listed.iter().copied())),
            ("DATO", dates(listed.iter().map(|pnr| format!("{}-02-01", 2011 + pnr / 2 % 2)))),
        ]),
    );
    (world, number_of)
}

pub fn course_table(rows: &[(i64, i64)]) -> Table {
    let all = || rows.iter();
    let day = |year: i64, end: &str| format!("{year}-{end}");
    Table::of(vec![
        ("PNR", integers(all().map(|row| row.0))),
        ("IND", dates(all().map(|row| day(row.1, "02-01")))),
        ("UD", dates(all().map(|row| day(row.1, "05-01")))),
        ("GENNEMFOERT", integers(all().map(|row| i64::from(row.0 % 5 != 0)))),
        ("ARM", texts(all().map(|_| "T"))),
        ("STED", integers(all().map(|row| row.0 % 40))),
    ])
}

pub fn built(world: &World) -> Database {
    let output = world.build();
    assert_eq!(output.status.code(), Some(0), "{}", world.said(&output.stderr));
    knowledge::read(&world.path("output/r")).unwrap()
}

pub fn refused(world: &World, code: i32) -> String {
    let output: Output = world.build();
    let said = world.said(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(!world.path("output/r").exists(), "something was published");
    said
}

pub fn estimate<'d>(database: &'d Database, consequence: &str, year: i32) -> &'d EstimateRow {
    let wanted = |row: &&EstimateRow| row.consequence == consequence && row.follow_up_year == year;
    database.estimates.iter().find(wanted).unwrap()
}

/// The same with a lot: both arms in one register, assigned alike often at every need. A share of those who are assigned completes.
pub fn lot(permutations: u32, completing: f64) -> World {
    let trial = INTERVENTION
        .replace("where = \"arm = 'T'\"", "assigned = \"arm = 'T'\"")
        .replace("[controls]\npopulation = \"age < 60\"\n", "")
        .replace("entropy_balancing", "random")
        .replace("estimand = \"ATT\"", &format!("estimand = \"ITT\"\npermutations = {permutations}"))
        .replace("participates = false", "participates = false, t0 = 2012")
        .replace(
            "born = 1981-06-01\nsex = \"man\"\nresident = { from = 2000-01-01 }\n",
            "born = 1981-06-01\nsex = \"man\"\nresident = { from = 2000-01-01 }\nrows = [{ register = \"course\", start = 2012-03-01, end = 2012-06-01, completed = 0, arm = \"C\" }]\n",
        );
    let world = country(&[("interventions/job_course.toml", &trial)]);
    let mut random = ChaCha8Rng::seed_from_u64(3);
    let started: Vec<(i64, i64)> = persons().iter().filter_map(|p| Some((p.pnr, p.start?))).collect();
    // As many others are in the lot, so that the course has an effect on those who were drawn alone.
    let others = persons().into_iter().filter(|p| p.start.is_none()).map(|p| (p.pnr, 2011 + p.pnr % 2, p.need));
    let mut all: Vec<(i64, i64, &str)> = started.iter().map(|(pnr, year)| (*pnr, *year, "T")).collect();
    all.extend(others.filter(|(_, _, need)| random.random::<f64>() < 0.04 * *need as f64).map(|(p, y, _)| (p, y, "C")));
    let rows: Vec<(i64, i64)> = all.iter().map(|row| (row.0, row.1)).collect();
    let mut table = course_table(&rows);
    table.set("ARM", texts(all.iter().map(|row| row.2)));
    table.set(
        "GENNEMFOERT",
        integers(all.iter().map(|row| i64::from(row.2 == "T" && (row.0 % 100) < (completing * 100.0) as i64))),
    );
    world.put("course.parquet", table);
    world
}
