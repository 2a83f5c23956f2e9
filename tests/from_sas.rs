//! From SAS files to a release: deliveries are written as SAS datasets, converted, and built.

use arrow::array::{ArrayRef, Float64Array, TimestampSecondArray};
use som::knowledge::parquet;
use som::tables::audit::AuditFitRow;

use crate::hand_computed::village::{Audit, register, village, y};
use crate::sas_file;
use crate::tools::som;
use crate::world::{Table, World, dates, integers, numbers};

/// Converts the SAS files of a world's folder `raw` with its definitions; returns standard output and standard error.
fn convert(world: &World) -> (String, String) {
    let [raw, extracts, pipelines] =
        ["raw", "extracts", "pipelines"].map(|name| world.path(name).display().to_string());
    let output = som(&["convert", &raw, "--to", &extracts, "--pipelines", &pipelines, "--format", "csv"]);
    let said = world.said(&output.stderr);
    assert!(output.status.success(), "{said}{}", world.said(&output.stdout));
    (world.said(&output.stdout), said)
}

fn fits(world: &World) -> Vec<AuditFitRow> {
    parquet::read(&world.path("output/audit/r/fits.parquet")).unwrap()
}

/// The small country as Danmarks Statistik would deliver it: a dataset a year, whole registers, and a cumulative register twice in
/// one year, the last time in two parts.
#[test]
fn a_release_of_sas_files_is_that_of_parquet_files() {
    let parquet = World::small();
    let built = parquet.build();
    assert!(built.status.success(), "{}", parquet.said(&built.stderr));

    let world = World::small();
    for (register, files) in [
        ("people", "people/year={year}/*.parquet"),
        ("income", "income/year={year}/*.parquet"),
        ("deaths", "deaths/*.parquet"),
        ("stays", "stays/*.parquet"),
        ("weeks", "weeks/*.parquet"),
    ] {
        let path = format!("registers/{register}.toml");
        let text = std::fs::read_to_string(world.path(&format!("pipelines/{path}"))).unwrap();
        let old = text.lines().find(|line| line.starts_with("files = ")).unwrap();
        world.define(&path, old, &format!("files = [\"{files}\"]"));
    }
    world.define(
        "registers/visits.toml",
        "files = [\"visits/*.parquet\"]\ndeliveries = \"parts\"",
        "files = [\"visits/year=*/*visits{delivery}.parquet\"]\ndeliveries = \"last\"",
    );
    let raw = |name: &str| world.path("raw").join(format!("{name}.sas7bdat"));
    for (name, table) in world.tables() {
        let stem = name.rsplit('/').next().unwrap().trim_end_matches(".parquet");
        let stem = stem.replace("part0", "visits202506_1").replace("part1", "visits202506_2");
        sas_file::write(&raw(&stem), &table, &[]);
        if stem == "visits202506_1" {
            // The delivery before had fewer rows.
            let mut earlier = table;
            earlier.take(0..200);
            sas_file::write(&raw("visits202503"), &earlier, &[]);
        }
    }
    std::fs::remove_dir_all(world.path("extracts")).unwrap();
    convert(&world);
    let built = world.build();
    let said = world.said(&built.stderr);
    assert!(built.status.success(), "{said}");
    assert!(said.contains("note: register `visits`: 1 file passed over for a later delivery\n"), "{said}");
    let (wanted, found) = (fits(&parquet), fits(&world));
    assert!(!wanted.is_empty() && wanted == found, "{wanted:#?}\n{found:#?}");

    // Read as parts of one delivery, the two of 2025 would be added up.
    let path = "registers/visits.toml";
    world.define(path, "visits/year=*/*visits{delivery}.parquet", "visits/year={delivery}/*.parquet");
    std::fs::remove_dir_all(world.path("output")).unwrap();
    let refused = world.build();
    assert_eq!(
        (refused.status.code(), world.said(&refused.stderr).as_str()),
        (
            Some(11),
            "error: register `visits`, visits/year=2025/part-visits202506_1.parquet: is of another month than \
             visits/year=2025/part-visits202503.parquet, and both would be read as parts of one delivery\n\
             hint: put `{delivery}` where the file's name has its month, as in `offl/year=*/*offl{delivery}.parquet`, so that the \
             last one counts; if both are parts of one delivery, put `*` in place of `{delivery}` and set `deliveries = \"parts\"`\n"
        )
    );
    // As parts, they are rows twice, whatever files they come from.
    world.define(
        path,
        "visits/year={delivery}/*.parquet\"]\ndeliveries = \"last\"",
        "visits/year=*/*.parquet\"]\ndeliveries = \"parts\"",
    );
    let refused = world.build();
    let said = world.said(&refused.stderr);
    let copies = "error: register `visits`, visits/year=2025/part-visits202503.parquet: 200 of 200 row(s) looked at have an exact \
                  copy, equal in every column that differs within a file, some of them in \
                  visits/year=2025/part-visits202506_1.parquet\n";
    assert_eq!(refused.status.code(), Some(11));
    assert!(said.starts_with(copies), "{said}");
}

const SPELL: &str = "kind = \"spell\"\nfiles = [\"r/*.parquet\"]\nbad_rows = { drop = true, at_most = \"50 %\" }";

/// Three spells of a night each for everyone, in days of SAS.
fn spells() -> Table {
    let days = |first: f64| numbers((0..24).map(|row| first + f64::from(row % 3)));
    let mut table = Table::of(vec![("PNR", integers((0..24).map(|row| 1 + row % 8))), ("IND", days(19_114.0))]);
    table.set("UD", days(19_115.0));
    table
}

#[test]
fn an_end_that_is_no_day_is_a_bad_row_and_never_a_spell_that_lasts() {
    let audit = |change: &dyn Fn(&mut Table), formats: &[(&str, &'static str)]| {
        let world = village();
        register(&world, "r", &format!("{SPELL}\nstart = \"IND\"\nend = \"UD\""));
        y(&world, "1", r#"{ register = "r", date = "spread", value = "SUM(nights)" }"#);
        let mut table = spells();
        change(&mut table);
        sas_file::write(&world.path("raw/r.sas7bdat"), &table, formats);
        let (files, said) = convert(&world);
        (Audit::of(&world), files, said)
    };
    let half_a_day = |table: &mut Table| {
        let ends = arrow::array::AsArray::as_primitive::<arrow::datatypes::Float64Type>(&table.get("UD")).clone();
        table.set(
            "UD",
            numbers(ends.values().iter().enumerate().map(|(row, end)| if row == 2 { 19_117.5 } else { *end })),
        );
    };
    let formats = [("IND", "DATE"), ("UD", "DATE")];
    let (sound, ..) = audit(&|_| (), &formats);
    sound.knows(2012, &[3.0; 4], &[3.0; 4]);
    let (bad, files, said) = audit(&half_a_day, &formats);
    // Person 3 has one spell less: nothing lasts to the end of the year.
    bad.knows(2012, &[3.0, 3.0, 2.0, 3.0], &[3.0; 4]);
    let rows: i64 =
        bad.reading.iter().filter(|row| row.register == "r" && row.bad().is_some()).map(|row| row.count).sum();
    assert_eq!(rows, 1, "{:?}", bad.reading);
    assert!(said.contains("r.sas7bdat UD: 24 kept_as_number\n"), "{files}{said}");
}

#[test]
fn times_of_day_come_through_sas() {
    let world = village();
    let time = |name: &str| format!("{{ names = \"{name}\", type = \"time\" }}");
    register(&world, "r", &format!("{SPELL}\nstart = {}\nend = {}", time("KONT_START"), time("KONT_SLUT")));
    y(&world, "1", r#"{ register = "r", where = "hours >= 12", value = "COUNT(*)" }"#);
    // 1 May 2012, 8:00 to 19:59 and to 20:00, and thirteen hours over New Year.
    let second = |day: i64, hour: i64, minute: i64| (15_461 + day) * 86_400 + hour * 3_600 + minute * 60;
    let times = |values: [i64; 3]| -> ArrayRef { std::sync::Arc::new(TimestampSecondArray::from(values.to_vec())) };
    let table = Table::of(vec![
        ("PNR", integers([1, 2, 5])),
        ("KONT_START", times([second(0, 8, 0), second(0, 8, 0), second(244, 20, 0)])),
        ("KONT_SLUT", times([second(0, 19, 59), second(0, 20, 0), second(245, 9, 0)])),
    ]);
    sas_file::write(&world.path("raw/r.sas7bdat"), &table, &[]);
    convert(&world);
    Audit::of(&world).knows(2012, &[0.0, 1.0, 0.0, 0.0], &[1.0, 0.0, 0.0, 0.0]);
}

/// Values that are missing, of a declared whole number and of text, are null and no zero.
#[test]
fn missing_values_of_sas_are_null() {
    let world = village();
    let columns = "[columns]\nkom = { names = \"KOM\", type = \"integer\", stored = \"text\" }";
    register(&world, "r", &format!("kind = \"event\"\nfiles = [\"r/*.parquet\"]\ndate = \"DATO\"\n{columns}"));
    y(&world, "1", r#"{ register = "r", where = "kom IS NULL", value = "COUNT(*)" }"#);
    let kom: ArrayRef = std::sync::Arc::new(Float64Array::from(vec![None, Some(101.0), None]));
    let table = Table::of(vec![("PNR", integers([1, 2, 5])), ("DATO", dates(["2012-05-01"; 3])), ("KOM", kom)]);
    sas_file::write(&world.path("raw/r.sas7bdat"), &table, &[]);
    let (_, said) = convert(&world);
    assert_eq!(said, "2 values in 1 column: `.` or blank, and null\n");
    Audit::of(&world).knows(2012, &[1.0, 0.0, 0.0, 0.0], &[1.0, 0.0, 0.0, 0.0]);
}
