//! `som check --extracts`: all faults of a folder in one table, without values of persons. The table includes every fault
//! that stops a build; `bad_extracts` compares each of its cases with it.

use crate::bad_extracts::SECRETS;
use crate::tools::{expected, fine, project, som};
use crate::world::{Table, World, dates, integers, numbers, texts};

/// Checks a world's extracts: exit code, standard output and standard error.
fn check(world: &World, format: &str) -> (i32, String, String) {
    let [pipelines, extracts] = ["pipelines", "extracts"].map(|name| world.path(name).display().to_string());
    let output = som(&["check", "--pipelines", &pipelines, "--extracts", &extracts, "--format", format]);
    (output.status.code().unwrap(), world.said(&output.stdout), world.said(&output.stderr))
}

/// The fault that a build reports is among the check's faults.
pub fn agrees(world: &World, name: &str, build_said: &str) {
    let Some(refused) = build_said.lines().find_map(|line| line.strip_prefix("error: ")) else { return };
    let (code, found, said) = check(world, "json");
    assert_eq!(code, 11, "{name}: {said}");
    if found.is_empty() {
        // The folder does not exist.
        assert!(said.contains(refused), "{name}: {said}");
        return;
    }
    let findings: Vec<serde_json::Value> = serde_json::from_str(&found).unwrap();
    let sentence = |finding: &serde_json::Value| {
        let text = |key: &str| finding[key].as_str().map(str::to_owned);
        let place = [
            text("register").map(|register| format!("register `{register}`")),
            text("file"),
            finding["row_group"].as_u64().map(|group| format!("row group {group}")),
            text("column").map(|column| format!("column `{column}`")),
        ];
        let message = text("message").unwrap();
        let joined = place.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let joint = if message.starts_with("variable `") { ", " } else { ": " };
        format!("{joined}{joint}{message}")
    };
    let sentences: Vec<String> = findings.iter().filter(|f| f["level"] == "fault").map(sentence).collect();
    assert!(sentences.iter().any(|sentence| sentence == refused), "{name}: {refused}\nis not among {sentences:#?}");
    assert!(!SECRETS.iter().any(|secret| sentences.iter().any(|s| s.contains(secret))), "{name}: {sentences:#?}");
}

/// A delivery with many faults.
fn many_faults() -> World {
    let world = World::small();
    std::fs::remove_file(world.extract("income2012.parquet")).unwrap();
    world.change("income2011.parquet", |t| t.last("INDKOMST", &numbers([f64::NAN, f64::INFINITY])));
    world.change("income2013.parquet", |t| t.repeat(120));
    world.change("income2014.parquet", |t| t.take(0..90));
    world.change("people/people2011.parquet", |t| {
        t.last("KOEN", &integers([777, 9]));
        t.null("FOED_DAG", &[0]);
    });
    world.change("people/people2012.parquet", |t| t.repeat(2));
    world.change("people/people2013.parquet", |t| t.last("FOED_DAG", &dates(["1066-10-14"])));
    world.change("people/people2014.parquet", |t| t.rename("KOEN", "KON"));
    world.change("visits/part0.parquet", |t| {
        t.null("PNR", &[3, 4]);
        t.null("DATO", &[7]);
        t.null("BELOB", &[9]);
        t.last("BELOB", &numbers([777.123]));
    });
    world.change("visits/part1.parquet", |t| {
        t.cast("DATO", &arrow::datatypes::DataType::Int32);
        t.drop("KODE");
    });
    world.put("visits/part2.parquet", Table::of(vec![("PNR", texts(["Jens"]))]));
    world.change("stays.parquet", |t| t.last("UD", &dates(["1999-01-01", "1999-01-02"])));
    world.bytes("deaths.parquet", |bytes| bytes.truncate(bytes.len() / 2));
    world.change("weeks.parquet", |t| {
        t.map("Y_1103", |a| texts((0..a.len()).map(|_| "Jens")));
        t.map("Y_1104", |a| texts((0..a.len()).map(|row| if row < 2 { "Jens" } else { "130" })));
        t.drop("Y_1202");
    });
    world
}

#[test]
fn all_faults_of_a_folder_are_in_one_table() {
    let world = many_faults();
    let found: Vec<(String, String)> = ["table", "csv"]
        .map(|format| {
            let (code, out, said) = check(&world, format);
            assert!(!SECRETS.iter().any(|secret| out.contains(secret) || said.contains(secret)), "{out}{said}");
            (format.to_owned(), format!("exit {code}\n{out}{said}"))
        })
        .into();
    expected("check", &found);
    let (_, json, _) = check(&world, "json");
    let findings: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    let of_level = |line: &&str| line.starts_with("fault,") || line.starts_with("note,");
    assert_eq!(findings.len(), found[1].1.lines().filter(of_level).count());
}

#[test]
fn valid_extracts_pass_and_implausible_values_are_notes() {
    let (code, out, said) = check(&World::small(), "table");
    assert_eq!((code, said.as_str()), (0, ""), "{out}");
    expected("check_clean", &[("the small country".to_owned(), out)]);
    let (code, out, _) = check(&World::nhefs(), "table");
    assert_eq!((code, out.lines().next()), (0, Some("no faults")), "{out}");
}

#[test]
fn synthetic_extracts_pass() {
    let dir = tempfile::tempdir().unwrap();
    let extracts = dir.path().join("extracts").display().to_string();
    fine(&["synth", "--persons", "3000", "--seed", "5", "--out", &extracts]);
    let pipelines = project().join("pipelines").display().to_string();
    let out = fine(&["check", "--pipelines", &pipelines, "--extracts", &extracts]);
    assert!(out.starts_with("no faults\n"), "{out}");
}

#[test]
fn numbers_outside_a_declared_range_are_refused_and_listed() {
    let world = World::small();
    world.define(
        "registers/visits.toml",
        r#"type = "number""#,
        r#"type = "number", range = { first = 0, last = 300 }"#,
    );
    let built = world.build();
    assert_eq!(built.status.code(), Some(11));
    let said = world.said(&built.stderr);
    assert!(said.contains("value(s) outside 0 to 300, the range that the definition declares\nhint: correct the extract, or widen the column's `range`"), "{said}");
    agrees(&world, "range", &said);
    world.define("registers/visits.toml", "last = 300", "last = 502");
    assert_eq!(check(&world, "table").0, 0);
}

#[test]
fn a_delivery_is_one_page_beside_the_delivery_before_and_a_catalogue() {
    let before = World::small();
    let world = World::small();
    world.change("income2012.parquet", |t| t.repeat(120));
    world.change("income2013.parquet", |t| t.rename("INDKOMST", "INDKOMST_13"));
    world.change("visits/part0.parquet", |t| t.null("PNR", &[3, 4]));
    let catalogue = "register,variable,kind,person_key,first,last,delivered,type,rows,rows_of_a_year\n\
                     INCOME,,status,PNR,1990,2024,yearly,,9000,250\n";
    std::fs::write(world.path("catalogue.csv"), catalogue).unwrap();
    // Examples are in no catalogue; this register says that it is one of Statistics Denmark's.
    world.define("registers/deaths.toml", "provenance = \"illustrative\"", "provenance = \"published\"");
    let path = |name: &str| world.path(name).display().to_string();
    let earlier = before.path("extracts").display().to_string();
    let page = |language: &str| {
        let (pipelines, extracts, catalogue, page) =
            (path("pipelines"), path("extracts"), path("catalogue.csv"), path("page.html"));
        let of = ["check", "--pipelines", &pipelines, "--extracts", &extracts, "--before", &earlier];
        let to = ["--catalogue", &catalogue, "--page", &page, "--language", language];
        let output = som(&[&of[..], &to[..]].concat());
        assert_eq!(output.status.code(), Some(11), "{}", world.said(&output.stderr));
        (world.said(&output.stdout), std::fs::read_to_string(&page).unwrap())
    };
    let (said, english) = page("en");
    // 120 more rows than the 1,200 before; 5 files of 250 rows in the catalogue.
    assert!(
        said.lines().any(|line| line
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .starts_with("income 5 2010–2014 1,320 1,200 +10 % 1,250")),
        "{said}"
    );
    for expected in [
        "<td class=\"words\">INDKOMST_13</td><td class=\"words\">INDKOMST</td>",
        "variables that can't be computed",
        "income (INCOME): 5 datasets, 1,320 rows",
        "the catalogue has no register DEATHS",
    ] {
        assert!(english.contains(expected), "{expected}\n{english}");
    }
    let (_, danish) = page("da");
    assert!(danish.contains("En bygning stopper ved hver af dem.") && danish.contains("lang=\"da\""), "{danish}");
    assert!(!SECRETS.iter().any(|secret| english.contains(secret) || danish.contains(secret)));
    // A file that is not such a page stays.
    let (pipelines, extracts, case) = (path("pipelines"), path("extracts"), path("case.toml"));
    std::fs::write(&case, "name = \"A\"\n").unwrap();
    let output = som(&["check", "--pipelines", &pipelines, "--extracts", &extracts, "--page", &case]);
    let said = world.said(&output.stderr);
    assert!(said.contains("the file exists and is not a page of `som check`\nhint: name another file"), "{said}");
    assert_eq!((output.status.code(), std::fs::read_to_string(&case).unwrap().as_str()), (Some(15), "name = \"A\"\n"));
}

/// The cells of the rows of a table in text, by the words of the first column.
fn faults_of(out: &str) -> usize {
    let table = out.split("\nthe delivery\n").next().unwrap();
    let rows = table.lines().skip_while(|line| !line.starts_with('─')).skip(1);
    rows.take_while(|line| line.starts_with(' ')).filter(|line| !line.starts_with("  ")).count()
}

#[test]
fn one_cause_is_one_row_over_files_years_and_variables() {
    let world = World::small();
    // Codes in lower case in both files, which two variables read.
    let of_codes = "[[variable]]\nid = \"a_visits\"\nresolution = 1\nfrom = [{ register = \"visits\", where = \"reason = 'A10'\", value = \"COUNT(*)\" }]\n";
    let variables = std::fs::read_to_string(world.path("pipelines/variables/all.toml")).unwrap();
    world.text("pipelines/variables/all.toml", &format!("{variables}\n{of_codes}"));
    for file in ["visits/part0.parquet", "visits/part1.parquet"] {
        world.change(file, |t| {
            t.map("KODE", |codes| {
                let codes: &arrow::array::StringArray = arrow::array::AsArray::as_string(codes);
                texts(codes.iter().flatten().map(str::to_lowercase))
            });
        });
    }
    // Persons twice in two years of two registers.
    for year in [2011, 2013] {
        world.change(&format!("income{year}.parquet"), |t| t.repeat(3));
        world.change(&format!("people/people{year}.parquet"), |t| t.repeat(2));
    }
    let (code, out, _) = check(&world, "table");
    assert_eq!((code, faults_of(&out)), (11, 3), "{out}");
    let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
    for row in [
        "income 2 duplicate_person_year 6 row(s) too many in 2011 and 2013: a status 6 files register has one row a person and year",
        "people 2 duplicate_person_year 4 row(s) too many in 2011 and 2013: a status 4 files register has one row a person and year",
        "visits 2 other_spelling variables `a_visits` and `visits` (COUNT(*)): 1800 files 1800 of 1800 row(s) have a code that differs",
    ] {
        assert!(words.contains(row), "{row}\n{out}");
    }
    // The rows are looked at once, whoever reads them.
    let (_, json, _) = check(&world, "json");
    let findings: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    let counts = findings.iter().filter(|finding| finding["code"] == "other_spelling");
    let counts: Vec<u64> = counts.map(|finding| finding["count"].as_u64().unwrap()).collect();
    // One variable reads one of two codes of each file's 900 rows, and the other both.
    assert_eq!(counts, [450, 900, 450, 900], "{json}");
    // The delivery counts causes.
    let line = |id: &str| {
        let table = out.split("\nthe delivery\n").nth(1).unwrap();
        let line = table.lines().find(|line| line.trim_start().starts_with(id)).unwrap();
        line.split_whitespace().last().unwrap().to_owned()
    };
    assert_eq!(["income", "people", "visits", "stays"].map(line), ["1", "1", "1", "0"], "{out}");
}

/// The texts of a delivery's page.
pub fn cells(world: &World, language: &str) -> Vec<String> {
    let [pipelines, extracts, page] =
        ["pipelines", "extracts", "page.html"].map(|name| world.path(name).display().to_string());
    let of = ["check", "--pipelines", &pipelines, "--extracts", &extracts, "--page", &page, "--language", language];
    let output = som(&of);
    assert!([Some(0), Some(11)].contains(&output.status.code()), "{}", world.said(&output.stderr));
    let html = std::fs::read_to_string(&page).unwrap().replace("&gt;", ">");
    html.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text.trim().to_owned()).collect()
}

#[test]
fn a_danish_page_has_danish_findings() {
    let world = many_faults();
    let (danish, english) = (cells(&world, "da"), cells(&world, "en"));
    for (da, en) in [
        (
            "ingen fil for 2012, som registret dækker (søgte efter `income{year}.parquet`)",
            "no file for 2012, which the register covers (looked for `income{year}.parquet`)",
        ),
        (
            "variablen `income` (income): 2 værdi(er) er NaN eller uendelige",
            "variable `income` (income): 2 value(s) that are NaN or infinite",
        ),
        (
            "2 række(r) med en kode, som definitionen ikke nævner (den nævner 1 = man, 2 = woman)",
            "2 row(s) with a code that the definition does not name (it names 1 = man, 2 = woman)",
        ),
        (
            "uger i 2012 har ingen kolonne, og registret dækker dem (søgte efter `Y_{yy}{ww}`)",
            "weeks of 2012 have no column, and the register covers them (looked for `Y_{yy}{ww}`)",
        ),
        (
            "ingen af 398 række(r) er af 2010, 2013 og 2014, som registret dækker",
            "none of 398 row(s) is of 2010, 2013 and 2014, which the register covers",
        ),
        ("2 filer", "2 files"),
        ("rækkegruppe 0", "row group 0"),
    ] {
        let has = |texts: &[String], text: &str| {
            texts.iter().any(|of| of == text || of.split_whitespace().collect::<Vec<_>>().join(" ").contains(text))
        };
        assert!(has(&danish, da) && has(&english, en), "{da}\n{en}\n{danish:#?}");
        assert!(!has(&danish, en), "{en}");
    }
    // Every hint and message that a reader sees is in the page's language.
    for word in [" the ", " and ", " which ", "value(s)", "row(s)"] {
        let english: Vec<&String> = danish.iter().filter(|text| text.contains(word)).collect();
        assert!(english.is_empty(), "{word}: {english:#?}");
    }
}

/// Every fault of the small country in Danish, with what to do, as the page of a delivery has it.
#[test]
fn every_fault_has_its_danish_sentence() {
    let faults = crate::bad_extracts::faults().filter_map(|(name, spoil)| {
        let world = World::small();
        spoil(&world);
        let [pipelines, extracts, page] =
            ["pipelines", "extracts", "page.html"].map(|name| world.path(name).display().to_string());
        let of = ["check", "--pipelines", &pipelines, "--extracts", &extracts, "--page", &page, "--language", "da"];
        let said = world.said(&som(&of).stderr);
        // Without a folder there is no page.
        let html = std::fs::read_to_string(&page).ok()?;
        assert!(!SECRETS.iter().any(|secret| html.contains(secret)), "{name}: {said}");
        let (_, rest) = html.split_once("<h2>Fejl</h2>").unwrap();
        let (faults, _) = rest.split_once("<h2>Registre</h2>").unwrap();
        // What no variable can be computed from is in the last table.
        let faults = faults.split("hvad definitionerne").next().unwrap();
        let text = faults.replace("</tr>", "\n").replace("</li>", "\n").replace("</p>", "\n").replace("&quot;", "\"");
        let text = text.replace("</td>", " | ").replace("</th>", " | ").replace("&gt;", ">");
        let text: String = text.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
        Some((name.to_owned(), world.said(text.as_bytes())))
    });
    expected("check_danish", &faults.collect::<Vec<_>>());
}

/// Weeks with unreadable codes in every year, and many variables of codes in another case: one row a cause.
#[test]
fn one_cause_is_one_row_over_weeks() {
    let world = World::small();
    world.define("registers/weeks.toml", "\"refuse\"", "\"drop_and_count\"");
    world.change("weeks.parquet", |t| {
        let weeks: Vec<String> =
            t.0.iter().map(|(name, _)| name.clone()).filter(|name| name.starts_with("Y_1")).collect();
        for week in weeks {
            t.map(&week, |a| texts((0..a.len()).map(|row| if row < 200 { "Jens" } else { "130" })));
        }
    });
    let (code, out, _) = check(&world, "table");
    assert_eq!(code, 0, "{out}");
    let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(words.matches("bad_row_not_a_code").count(), 1, "{out}");
    assert!(words.contains("left out: not a code, `Y_1001` to `Y_1452` (260 columns)"), "{out}");
    // More values than rows have no share.
    assert!(words.contains("52,000 values") && !words.contains("52,000 ("), "{out}");
}
