//! Inputs that would give a wrong number are refused, and nothing is written.

use super::village::{deaths, moves, register, village, weeks, y};
use super::{aged, events, income_register, weekly};
use crate::tools::{blessing, expected, som};
use crate::world::{Table, World, integers, texts};

/// An input that would give a wrong number.
type Case = (&'static str, fn(&World));

const EVENTS: &str = r#"{ register = "r", value = "COUNT(*)" }"#;

/// Codes in every week.
fn coded(keys: &[i64], years: &[i32]) -> Table {
    weeks(keys, years, |_, _, _| Some(100))
}

const REFUSED: &[Case] = &[
    ("a row counted in steps of five", |w| y(w, "5", EVENTS)),
    ("a status register in which no row is missing, and another source of the same year", |w| {
        income_register(w, 2010, 2012, "missing");
        register(w, "e", "kind = \"event\"\ndate = \"DATO\"");
        let until = r#"{ register = "r", until = 2012-12-31, value = "inc" }"#;
        y(w, "1", &format!("{until}, {{ register = \"e\", since = 2012-12-01, value = \"COUNT(*)\" }}"));
    }),
    ("a status register until the first day of a year", |w| {
        income_register(w, 2010, 2013, "zero");
        y(w, "1", r#"{ register = "r", since = 2009-12-31, until = 2013-01-01, value = "inc" }"#);
    }),
    ("a person's weeks twice", |w| {
        weekly(w, 2012, 2012, "code = 100");
        w.put("w.parquet", coded(&[1, 5, 1], &[2012]));
    }),
    ("a person's weeks in two files", |w| {
        weekly(w, 2012, 2012, "code = 100");
        w.put("w0.parquet", coded(&[1, 2], &[2012]));
        w.put("w1.parquet", coded(&[5, 2], &[2012]));
    }),
    ("files that share some weeks", |w| {
        weekly(w, 2012, 2013, "code = 100");
        w.put("w0.parquet", coded(&[1, 2], &[2012, 2013]));
        w.put("w1.parquet", coded(&[1, 2], &[2013]));
    }),
    ("a missing week", |w| {
        weekly(w, 2012, 2013, "code = 100");
        w.put("w.parquet", coded(&[1, 5], &[2012, 2013]));
        w.change("w.parquet", |t| t.drop("Y_1326"));
    }),
    ("a missing week 53", |w| {
        weekly(w, 2014, 2015, "code = 100");
        w.put("w.parquet", coded(&[1, 5], &[2014, 2015]));
        w.change("w.parquet", |t| t.drop("Y_1553"));
    }),
    ("a run of weeks over two files", |w| {
        weekly(w, 2012, 2013, "run_week > 3");
        w.put("w0.parquet", coded(&[1, 5], &[2012]));
        w.put("w1.parquet", coded(&[1, 5], &[2013]));
    }),
    ("an unknown way to move", |w| moves(w, &[(1, "2012-07-01", 2), (2, "2012-07-01", 3)])),
    ("a negative age on 1 January", |w| {
        aged(w, "as_of = \"start\"");
        w.change("people2012.parquet", |t| t.last("ALDER", &integers([-1])));
    }),
    ("only events of unmatched persons", |w| w.change("r.parquet", |t| t.last("PNR", &integers([97, 98, 99])))),
    ("only deaths of unmatched persons", |w| deaths(w, &[(98, "2012-07-01"), (99, "2012-07-01")])),
    ("only moves of unmatched persons", |w| moves(w, &[(99, "2012-07-01", 2)])),
    ("only marks of unmatched persons", |w| {
        w.change("marks.parquet", |t| t.map("PNR", |a| integers((0..a.len()).map(|_| 99))))
    }),
    ("events of two years that are alike", |w| {
        w.define("registers/r.toml", "r.parquet", "r{year}.parquet");
        for year in 2010..=2015 {
            w.put(&format!("r{year}.parquet"), w.table("r.parquet"));
        }
    }),
];

#[test]
fn inputs_that_would_give_a_wrong_number_are_refused() {
    let refused = REFUSED.iter().map(|(name, spoil)| {
        let world = village();
        events(&world);
        y(&world, "1", EVENTS);
        spoil(&world);
        let output = world.build();
        let code = output.status.code().unwrap();
        assert!(blessing() || code != 0 && world.left().is_empty(), "{name}");
        ((*name).to_owned(), format!("exit {code}\n{}", world.said(&output.stderr)))
    });
    expected("hand_computed", &refused.collect::<Vec<_>>());
}

/// A later register is begun while an earlier one is read: its fault may be found first, and is not the one that is given.
#[test]
fn the_fault_of_the_first_register_is_given_with_any_number_of_threads() {
    let world = village();
    events(&world);
    y(&world, "1", &[EVENTS, &EVENTS.replace("\"r\"", "\"s\"")].join(", "));
    register(&world, "s", "kind = \"event\"\ndate = \"DATO\"");
    world.put("s.parquet", Table::of(vec![("PNR", integers([1])), ("DATO", texts(["not a day"]))]));
    let said = |threads: &str| {
        let mut arguments = world.arguments();
        arguments.extend(["--threads".to_owned(), threads.to_owned()]);
        let output = som(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(output.status.code(), Some(11));
        assert!(world.left().is_empty());
        world.said(&output.stderr)
    };
    let of_s = said("2");
    assert!(of_s.contains("s.parquet") && of_s.contains("DATO"), "{of_s}");
    world.change("r.parquet", |table| table.last("PNR", &integers([97, 98, 99])));
    let of_r = said("1");
    assert!(of_r.contains("register `r`") && !of_r.contains("s.parquet"), "{of_r}");
    for threads in ["2", "3", "8"] {
        assert_eq!(said(threads), of_r, "{threads} threads");
    }
}
