//! Days that are hardly meant as such: scripts count them by person, and builds from both refuse and note the same of them.

use som::knowledge::parquet;
use som::tables::audit::ReadingRow;

use super::broken::refused;
use super::spelled::ran;
use super::{DUCKDB, Engine, SAIL};
use crate::hand_computed::village::{moves, people, register, village, y};
use crate::hand_computed::{SPELL, spells};
use crate::world::{Table, World, dates, integers};

/// A village of nine, the last of them in no cohort, whose stays have ends: a person, an end, and how many stays of it have that end.
fn world(rule: &str, ends: &[(i64, &str, usize)]) -> World {
    let world = village();
    register(&world, "r", &format!("{SPELL}{rule}"));
    y(&world, "1", r#"{ register = "r", date = "spread", value = "SUM(nights)" }"#);
    moves(&world, &[(5, "2012-03-01", 2), (5, "2012-09-01", 1)]);
    for year in 2010..=2015 {
        world.put(&format!("people{year}.parquet"), people(year, 1..=9));
    }
    let starts: Vec<String> = (1..=12).map(|month| format!("2011-{month:02}-01")).collect();
    let stays = ends.iter().flat_map(|(person, end, stays)| std::iter::repeat_n((*person, *end), *stays));
    let rows: Vec<(i64, &str, Option<&str>)> = stays
        .enumerate()
        .map(|(row, (person, end))| (person, starts[row % starts.len()].as_str(), Some(end)))
        .collect();
    spells(&world, &rows);
    world
}

/// What is counted of odd days.
fn odd(world: &World, output: &str) -> Vec<ReadingRow> {
    let reading: Vec<ReadingRow> = parquet::read(&world.path(output).join("audit/r/reading.parquet")).unwrap();
    reading.into_iter().filter(|row| row.name.starts_with("days/")).collect()
}

#[test]
fn odd_days_are_refused_and_noted_as_in_extracts() {
    let engines = [DUCKDB, SAIL].into_iter().filter_map(|engine| Some((engine, engine.python()?)));
    let engines: Vec<(Engine, String)> = engines.collect();
    if engines.is_empty() {
        return;
    }
    let early = ("2012-02-03", 5);
    let shared = |end: &'static str| vec![(1, end, 10), (5, end, 1), (2, early.0, early.1)];
    let mut worlds = vec![
        // Refused: of the cohort, also where they are few of all; not noted: of a person who is in no cohort.
        (world("", &shared("2035-12-31")), Some("11 of 16 end(s) are one and the same day of 2035"), 0),
        (
            world("", &[(1, "2035-12-31", 10), (2, early.0, 1), (9, "2012-02-05", 1_000)]),
            Some("10 of 11 end(s) are one and the same day of 2035"),
            0,
        ),
        (world("", &[(9, "2035-12-31", 10), (2, early.0, 1)]), None, 0),
        // Plans, ends that have not come, and those that the definition names.
        (world("", &shared("2020-12-31")), None, 1),
        (world("", &shared("2999-12-31")), None, 1),
        (world("\nopen_dates = [\"2035-12-31\"]", &shared("2035-12-31")), None, 0),
        (world("\nplanned_dates = [\"2041-12-31\"]", &shared("2041-12-31")), None, 0),
    ];
    // Days of events that a program writes for nothing, in a column that a value reads.
    let paid = village();
    let columns = "[columns]\npaid = { names = \"BETALT\", type = \"date\" }";
    register(&paid, "r", &format!("kind = \"event\"\ndate = \"DATO\"\n{columns}"));
    y(&paid, "1", r#"{ register = "r", value = "SUM(CASE WHEN paid > DATE '2000-01-01' THEN 1 ELSE 0 END)" }"#);
    let days: Vec<String> = (0..30).map(|row| format!("2012-{:02}-{:02}", 1 + row % 12, 1 + row % 28)).collect();
    let of_paid = (0..30).map(|row| if row < 10 { "1960-01-01" } else { days[row].as_str() });
    paid.put(
        "r.parquet",
        Table::of(vec![
            ("PNR", integers((0..30).map(|row| 1 + row % 8))),
            ("DATO", dates(days.iter().map(String::as_str))),
            ("BETALT", dates(of_paid)),
        ]),
    );
    worlds.push((paid, None, 1));
    let mut here = Vec::new();
    for (world, wanted, notes) in &worlds {
        let output = world.build();
        let said = world.said(&output.stderr);
        match wanted {
            Some(wanted) => assert!(output.status.code() == Some(11) && said.contains(wanted), "{said}"),
            None => assert!(output.status.success(), "{said}"),
        }
        let odd = if wanted.is_none() { odd(world, "output") } else { Vec::new() };
        assert_eq!(odd.len(), *notes, "{said}");
        here.push((said, odd));
    }
    let worlds: Vec<World> = worlds.into_iter().map(|(world, ..)| world).collect();
    for (engine, python) in engines {
        ran(engine, &python, &worlds);
        for (world, (said, noted)) in worlds.iter().zip(&here) {
            if world.path("output/r").exists() {
                let output = engine.build(world);
                assert!(output.status.success(), "{}: {}", engine.name, world.said(&output.stderr));
                engine.compare(world);
                assert_eq!(&odd(world, &format!("output-{}", engine.name)), noted, "{}", engine.name);
            } else {
                assert_eq!(&refused(engine, world), said, "{}", engine.name);
            }
        }
    }
}
