//! Codes in another spelling, and codes that lost their leading zeros in a file: scripts find the rows that a build from extracts finds, and
//! builds from both refuse them in the same words.

use std::path::PathBuf;

use super::broken::refused;
use super::{DUCKDB, Engine, SAIL};
use crate::hand_computed::village::{people, register, village, y};
use crate::world::{Table, World, dates, integers, texts};

/// Where a condition stands.
#[derive(Clone, Copy)]
pub enum Stands {
    /// In a source of a variable.
    Source,
    /// In the register.
    Register,
    /// In the value of a source.
    Value,
}

use Stands::{Register, Source, Value};

/// A condition, a code as it is written there, another that rows have, and whether that is the same code in another spelling.
const CASES: &[(Stands, &str, &str, &str, bool)] = &[
    (Source, "art IN ('DF32', 'DG1')", "DF32", "df32", true),
    (Source, "art IN ('DF32', 'DG1')", "DF32", "DF40", false),
    // Texts of both cases.
    (Source, "art LIKE 'DF%' OR art = 'Ukendt'", "DF32", "ukendt", true),
    (Source, "art LIKE 'DF%' OR art = 'Ukendt'", "DF32", "dF99", true),
    (Source, "art LIKE 'DF%' OR art = 'other'", "DF32", "Other", true),
    (Source, "art LIKE 'DF%' OR art = 'other'", "other", "df32", true),
    (Source, "art IN ('a1', 'A1')", "a1", "b1", false),
    (Source, "art LIKE 'DF%' OR art LIKE 'df%'", "DF1", "Df1", false),
    // Leading zeros: of codes of one length, of several, and of patterns.
    (Source, "art IN ('0101', '0147')", "0101", "101", true),
    (Source, "art IN ('1', '10')", "10", "0010", true),
    (Source, "art IN ('1', '10')", "10", "100", false),
    (Source, "art IN ('0', '10')", "10", "000", true),
    (Source, "art LIKE '01%'", "0147", "147", true),
    (Source, "art LIKE '01%'", "0147", "2147", false),
    (Source, "SUBSTR(art, 1, 1) = '1'", "10", "01", false),
    // Blanks and what is not seen.
    (Source, "art = 'DF 32'", "DF 32", "DF32", true),
    (Source, "art = 'DF 32'", "DF 32", "DF\u{a0}32", true),
    (Source, "art = 'DF32'", "DF32", "DF\u{ad}32", true),
    (Source, "art LIKE 'DF%' OR art = 'Ukendt'", "DF32", "d\u{ad}f32", true),
    (Source, "art = 'DF32'", "DF32", "\u{200e}DF32", true),
    (Source, "art = 'DF32'", "DF32", "DF\u{2067}32\u{2069}", true),
    (Source, "art = 'DF32'", "DF32", "DF32\u{e0041}", true),
    (Source, "art = 'DF32'", "DF32", "DF\u{7}32", true),
    (Source, "art = 'DF32'", "DF32", "D\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}F32", true),
    // Letters of other alphabets, characters of SQL, and long texts.
    (Source, "art = 'ÆØ1'", "ÆØ1", "æø1", true),
    (Source, "art = 'STRASSE'", "STRASSE", "straße", false),
    (Source, "art = 'O''B\\\\1'", "O'B\\1", "o'b\\1", true),
    (Source, "art LIKE 'INSTITUTION%'", "INSTITUTION", "institution of many words", true),
    (Source, "art <> 'x'", "x", "X", true),
    (Source, "art = 'A10'", "A10", "\u{410}10", true),
    (Source, "art LIKE 'CO%'", "CO1", "\u{421}\u{39f}1", true),
    (Source, "art = 'DF32'", "DF32", "D\u{ff26}3\u{ff12}", true),
    (Source, "art LIKE 'DF%'", "DF32", "\u{414}F32", false),
    // Where rows are chosen, and in values.
    (Register, "art IN ('DF32', 'Ukendt')", "DF32", "UKENDT", true),
    (Register, "art LIKE '01%'", "0147", "147", true),
    (Register, "art LIKE 'DF%' OR art = 'other'", "DF32", "Other", true),
    (Value, "art IN ('DF32', 'Ukendt')", "DF32", "df\u{2060}32", true),
];

/// A village whose register `r` has 16 rows, half of them with another code; or of 1,600 rows, a few.
fn world((stands, condition, right, wrong): (Stands, &str, &str, &str), (rows, wrong_rows): (i64, i64)) -> World {
    let world = village();
    let columns =
        "[columns]\nart = { names = \"KODE\", type = \"text\" }\nnumber = { names = \"NR\", type = \"integer\" }";
    let chosen = if matches!(stands, Register) { format!("where = \"{condition}\"\n") } else { String::new() };
    register(&world, "r", &format!("kind = \"event\"\ndate = \"DATO\"\n{chosen}{columns}"));
    let (of_source, value) = match stands {
        Source => (format!("where = \"{condition}\", "), "COUNT(*)".to_owned()),
        Register => (String::new(), "COUNT(*)".to_owned()),
        Value => (String::new(), format!("SUM(CASE WHEN {condition} THEN 1 ELSE 0 END)")),
    };
    y(&world, "1", &format!("{{ register = \"r\", {of_source}value = \"{value}\" }}"));
    let codes = (0..rows).map(|row| if row < rows - wrong_rows { right } else { wrong });
    let columns = vec![
        ("PNR", integers((0..rows).map(|row| 1 + row % 8))),
        ("DATO", dates((0..rows).map(|_| "2012-05-01"))),
        ("KODE", texts(codes)),
        ("NR", integers(0..rows)),
    ];
    world.put("r.parquet", Table::of(columns));
    world
}

/// Runs the scripts of worlds in one session.
pub fn ran(engine: Engine, python: &str, worlds: &[World]) {
    for world in worlds {
        let written = engine.write(world);
        assert!(written.status.success(), "{}", world.said(&written.stderr));
    }
    let folders: Vec<PathBuf> = worlds.iter().map(|world| engine.folder(world)).collect();
    let output = engine.command(python, &folders).output().unwrap();
    assert!(output.status.success(), "{}: {}", engine.name, String::from_utf8_lossy(&output.stderr));
}

#[test]
fn codes_in_another_spelling_are_refused_as_in_extracts() {
    let engines = [DUCKDB, SAIL].into_iter().filter_map(|engine| Some((engine, engine.python()?)));
    let engines: Vec<(Engine, String)> = engines.collect();
    if engines.is_empty() {
        return;
    }
    let mut worlds = Vec::new();
    let mut wanted = Vec::new();
    for (stands, condition, right, wrong, is_refused) in CASES {
        let world = world((*stands, condition, right, wrong), (16, 8));
        let output = world.build();
        let said = world.said(&output.stderr);
        assert_eq!(output.status.code(), Some(if *is_refused { 11 } else { 0 }), "{condition}, {wrong}: {said}");
        let message = "8 of 16 row(s) have a code that differs from those of the definition in case, blanks, look-alike letters or leading zeros alone";
        assert_eq!(said.contains(message), *is_refused, "{condition}, {wrong}: {said}");
        wanted.push(said);
        worlds.push(world);
    }
    for (engine, python) in engines {
        ran(engine, &python, &worlds);
        for ((world, wanted), (_, condition, _, wrong, is_refused)) in worlds.iter().zip(&wanted).zip(CASES) {
            if *is_refused {
                assert_eq!(&refused(engine, world), wanted, "{}: {condition}, {wrong}", engine.name);
            } else {
                let output = engine.build(world);
                assert!(output.status.success(), "{}: {condition}: {}", engine.name, world.said(&output.stderr));
                engine.compare(world);
            }
        }
    }
}

#[test]
fn few_codes_in_another_spelling_are_noted_as_in_extracts() {
    let Some(python) = DUCKDB.python() else { return };
    for (stands, condition) in [(Source, "art LIKE 'DF%' OR art = 'Ukendt'"), (Register, "art = 'DF32' OR art = 'x'")] {
        let world = world((stands, condition, "DF32", "dF32"), (800, 3));
        let reader = if matches!(stands, Register) { "r" } else { "y" };
        let wanted = format!("3 of 800 rows whose art differs in spelling from the definition of {reader}");
        let require = |output: std::process::Output| {
            let said = world.said(&output.stderr);
            assert!(output.status.success() && said.contains(&wanted), "{said}");
        };
        require(world.build());
        ran(DUCKDB, &python, std::slice::from_ref(&world));
        require(DUCKDB.build(&world));
        DUCKDB.compare(&world);
    }
}

/// A condition, the codes of the file with numbers, and what a build says.
type LostZeros<'a> = ((Stands, &'a str), (i64, i64), String);

/// A village whose register `r` has codes as text in one file, half of them `0101`, and as numbers in another, where one row in `one_in` is
/// 101; the other codes are `other`.
pub fn without_zeros((stands, condition): (Stands, &str), (one_in, other): (i64, i64)) -> World {
    let world = village();
    let columns =
        "[columns]\nart = { names = \"KODE\", type = \"text\" }\nnumber = { names = \"NR\", type = \"integer\" }";
    let chosen = if matches!(stands, Register) { format!("where = \"{condition}\"\n") } else { String::new() };
    let files = "files = [\"r*.parquet\"]\ndeliveries = \"parts\"";
    register(&world, "r", &format!("kind = \"event\"\n{files}\ndate = \"DATO\"\n{chosen}{columns}"));
    let (of_source, value) = match stands {
        Source => (format!("where = \"{condition}\", "), "COUNT(*)".to_owned()),
        Register => (String::new(), "COUNT(*)".to_owned()),
        Value => (String::new(), format!("SUM(CASE WHEN {condition} THEN 1 ELSE 0 END)")),
    };
    y(&world, "1", &format!("{{ register = \"r\", {of_source}value = \"{value}\" }}"));
    let text = (0..400).map(|row| if row % 2 == 0 { "0101".to_owned() } else { format!("{other:04}") });
    let number = (0..400).map(|row| if row % one_in == 0 { 101 } else { other });
    for (file, codes) in [(0, texts(text)), (1, integers(number))] {
        let columns = vec![
            ("PNR", integers((0..400).map(|row| 1 + row % 8))),
            ("DATO", dates((0..400).map(|_| "2012-05-01"))),
            ("KODE", codes),
            ("NR", integers((0..400).map(|row| row + 400 * file))),
        ];
        world.put(&format!("r{file}.parquet"), Table::of(columns));
    }
    world
}

#[test]
fn codes_that_lost_their_zeros_in_a_file_are_found_as_in_extracts() {
    let alone = "have a code that differs from those of the definition in case, blanks, look-alike letters or leading zeros alone";
    let many = |count: i64| format!("{count} of 400 row(s) {alone}");
    let few = "1 of 800 rows whose art differs in spelling from the definition of y".to_owned();
    let cases: Vec<LostZeros<'_>> = vec![
        ((Source, "art LIKE '0%'"), (2, 202), many(400)),
        ((Source, "art LIKE '10%'"), (2, 202), many(200)),
        ((Source, "SUBSTR(art, 1, 2) = '01'"), (2, 202), many(200)),
        ((Register, "art LIKE '10%'"), (2, 202), many(200)),
        ((Register, "art LIKE '01__'"), (2, 202), many(200)),
        ((Value, "art LIKE '10%'"), (2, 202), many(200)),
        ((Source, "art LIKE '10%'"), (400, 1010), few),
        // No code of these lost a zero.
        ((Source, "art LIKE '8%'"), (400, 1010), String::new()),
    ];
    let engines = [DUCKDB, SAIL].into_iter().filter_map(|engine| Some((engine, engine.python()?)));
    let engines: Vec<(Engine, String)> = engines.collect();
    if engines.is_empty() {
        return;
    }
    let worlds: Vec<World> = cases.iter().map(|(of, codes, _)| without_zeros(*of, *codes)).collect();
    let here: Vec<(Option<i32>, String)> = worlds
        .iter()
        .map(|world| {
            let output = world.build();
            (output.status.code(), world.said(&output.stderr))
        })
        .collect();
    for ((code, said), ((_, condition), _, wanted)) in here.iter().zip(&cases) {
        assert_eq!(*code, Some(if wanted.contains(alone) { 11 } else { 0 }), "{condition}: {said}");
        assert!(said.contains(wanted), "{condition}: {said}");
        assert_eq!(said.contains("differs in spelling"), wanted.contains("differs in spelling"), "{condition}: {said}");
    }
    for (engine, python) in engines {
        ran(engine, &python, &worlds);
        for ((world, (code, said)), ((_, condition), _, wanted)) in worlds.iter().zip(&here).zip(&cases) {
            if *code == Some(11) {
                assert_eq!(&refused(engine, world), said, "{}: {condition}", engine.name);
                continue;
            }
            let output = engine.build(world);
            let there = world.said(&output.stderr);
            assert!(output.status.success() && there.contains(wanted), "{}: {condition}: {there}", engine.name);
            assert_eq!(there.contains("differs in spelling"), !wanted.is_empty(), "{}: {there}", engine.name);
            engine.compare(world);
        }
    }
}

/// Rows of a person in no cohort neither dilute the misspelled codes of the cohort, nor hide that its codes lost their zeros.
#[test]
fn codes_of_a_small_cohort_are_held_against_its_rows() {
    let engines = [DUCKDB, SAIL].into_iter().filter_map(|engine| Some((engine, engine.python()?)));
    let engines: Vec<(Engine, String)> = engines.collect();
    let table = |first: i64, rows: Vec<(i64, &str)>| {
        Table::of(vec![
            ("PNR", integers(rows.iter().map(|row| row.0))),
            ("DATO", dates(rows.iter().map(|_| "2012-05-01"))),
            ("KODE", texts(rows.iter().map(|row| row.1))),
            ("NR", integers((0..).take(rows.len()).map(|row| first + row))),
        ])
    };
    let few = world((Source, "art = 'DF32'", "DF32", "df32"), (500, 10));
    let of_cohort = (0..500).map(|row| (1 + row % 8, if row < 10 { "df32" } else { "DF32" }));
    few.put("r.parquet", table(0, of_cohort.chain((0..5_000).map(|_| (9, "DF32"))).collect()));
    let zeros = without_zeros((Source, "art LIKE '10%'"), (2, 202));
    let of_cohort = (0..400).map(|row| (1 + row % 8, if row % 2 == 0 { "0101" } else { "0202" }));
    zeros.put("r0.parquet", table(0, of_cohort.collect()));
    zeros.put("r2.parquet", table(1_000, vec![(9, "00101")]));
    let worlds = [few, zeros];
    for world in &worlds {
        (2010..=2015).for_each(|year| world.put(&format!("people{year}.parquet"), people(year, 1..=9)));
    }
    let here = worlds.each_ref().map(|world| {
        let output = world.build();
        let said = world.said(&output.stderr);
        assert_eq!(output.status.code(), Some(11), "{said}");
        said
    });
    assert!(here[0].contains("10 of 5500 row(s) have a code that differs"), "{}", here[0]);
    assert!(here[1].contains("200 of 400 row(s) have a code that differs"), "{}", here[1]);
    for (engine, python) in engines {
        ran(engine, &python, &worlds);
        for (world, said) in worlds.iter().zip(&here) {
            assert_eq!(&refused(engine, world), said, "{}", engine.name);
        }
    }
}
