//! Mistakes in definitions: all are reported at once, each with file, line, column, the line itself and a hint.

use crate::tools::{expected, som};
use crate::world::World;

/// A mistake: the file, the text in it, and its replacement. Without a text the whole file is replaced.
type Slip = (&'static str, &'static str, &'static str);

const REGISTER: &str = "registers/visits.toml";
const VARIABLES: &str = "variables/all.toml";
const CONSEQUENCES: &str = "consequences/all.toml";
const GROUP: &str = "target_groups/adults/sheltered.toml";

const PERSON: &str = "person = \"PNR\"";

const NIGHTS: &str = "where = \"nights > 0\"";

const HOME: &str = "[[cluster]]\nid = \"homes\"\nvariable = \"nights\"\nyear = 0\n\n[[estimation]]";

const CASES: &[(&str, &[Slip])] = &[
    ("an unknown key", &[(REGISTER, "person =", "persn =")]),
    ("an unknown key in a table", &[(GROUP, "adjust = {", "adjust = { sexx = true,")]),
    ("an unknown word", &[(REGISTER, "\"event\"", "\"evnt\"")]),
    ("an unknown register", &[(VARIABLES, "register = \"stays\"", "register = \"stay\"")]),
    ("an unknown variable", &[(GROUP, "variable = \"nights\"", "variable = \"night\"")]),
    ("a consequence without a variable", &[(CONSEQUENCES, "id = \"income\"", "id = \"incme\"")]),
    (
        "an unknown consequence of a success measure",
        &[(GROUP, "[[success]]", "[[success]]\nmade_of = [\"benefit_week\"]")],
    ),
    ("an unknown column", &[(VARIABLES, "SUM(amount)", "SUM(ammount)")]),
    ("an unknown variable in SQL", &[(GROUP, "nights > 0", "nights > 0 AND benefit_week > 1")]),
    ("SQL that is none", &[(VARIABLES, "code BETWEEN 130 AND 139", "code BETWEEN 130 AND")]),
    ("a group of persons without any row", &[(GROUP, "nights > 0", "nights < 10")]),
    (
        "a population that reads what comes after",
        &[(
            GROUP,
            NIGHTS,
            "uses = { after = { variable = \"nights\", year = 1 } }\nwhere = \"nights > 0 AND after = 0\"",
        )],
    ),
    (
        "uses of a population by the name of a variable, without a variable, and that nothing reads",
        &[(
            GROUP,
            NIGHTS,
            "uses.visits = { variable = \"nights\", year = -1 }\nuses.before = { variable = \"night\", year = -1 }\n\
             uses.earlier = { variable = \"nights\", years = { first = -2, last = -1 } }\nwhere = \"nights > before\"",
        )],
    ),
    (
        "a group of persons without any row in earlier years",
        &[(GROUP, NIGHTS, "uses = { before = { variable = \"nights\", year = -1 } }\nwhere = \"before = 0\"")],
    ),
    ("qualifications that say it twice, of nothing, and that overlap", &[("qualification/all.toml", "", QUALIFIED)]),
    ("a profile of what comes after", &[("profile/use.toml", "", PROFILE)]),
    ("no SQL at all", &[(GROUP, "nights > 0", "")]),
    ("a subquery", &[(GROUP, "nights > 0", "nights > (SELECT 1)")]),
    ("a table function", &[(VARIABLES, "SUM(amount)", "SUM(read_parquet('x'))")]),
    ("an aggregate in a condition", &[(GROUP, "nights > 0", "SUM(nights) > 0")]),
    ("a window function", &[(VARIABLES, "SUM(amount)", "SUM(SUM(amount) OVER (PARTITION BY reason))")]),
    ("an average", &[(VARIABLES, "SUM(amount)", "AVG(amount)")]),
    ("two statements", &[(GROUP, "nights > 0", "nights > 0; DROP TABLE nights")]),
    ("text compared with a number", &[(VARIABLES, "code BETWEEN 130 AND 139", "code > 'x'")]),
    ("a number for a condition", &[(GROUP, "nights > 0", "nights + 1")]),
    ("text for a value", &[(VARIABLES, "SUM(amount)", "SUM(reason)")]),
    ("a bare value of an event", &[(VARIABLES, "SUM(amount)", "amount")]),
    ("text for a number", &[(GROUP, "year = 1", "year = \"one\"")]),
    ("a number for text", &[(REGISTER, "\"PNR\"", "12")]),
    ("a label in one language", &[(REGISTER, "{ da = \"Besøg\", en = \"Visits\" }", "{ da = \"Besøg\" }")]),
    ("years the wrong way round", &[(REGISTER, "first = 2010, last = 2014", "first = 2014, last = 2010")]),
    ("years beyond the calendar", &[(REGISTER, "last = 2014", "last = 201444444")]),
    ("a population of a thousand years", &[(GROUP, "last = 2012", "last = 3012")]),
    ("a resolution of a third", &[(VARIABLES, "0.01", "0.3")]),
    ("a file pattern of nothing", &[(REGISTER, "[\"visits/*.parquet\"]", "[]")]),
    ("a last delivery that no path tells", &[(REGISTER, "\"parts\"", "\"last\"")]),
    ("a number stored as a day", &[(REGISTER, "type = \"number\"", "type = \"number\", stored = \"sas_days\"")]),
    ("two forms of numbers", &[(REGISTER, "\"DATO\"", "{ names = \"DATO\", stored = [\"integer\", \"sas_days\"] }")]),
    ("a share of bad rows that is none", &[(REGISTER, "\"refuse\"", "{ drop = true, at_most = \"1,5 %\" }")]),
    ("a limit of what is not dropped", &[(REGISTER, "\"refuse\"", "{ drop = false, at_most = \"1 %\" }")]),
    ("an unknown rule of bad rows", &[(REGISTER, "\"refuse\"", "\"drop\"")]),
    ("an unknown day that is none", &[(REGISTER, "person =", "unknown_dates = [\"1599-13-31\"]\nperson =")]),
    (
        "a day that is unknown and open, and one that is open and planned",
        &[(
            "registers/stays.toml",
            "person =",
            "unknown_dates = [\"1900-01-01\"]\nopen_dates = [\"2035-12-31\", 1900-01-01]\nplanned_dates = [\"2035-12-31\"]\nperson =",
        )],
    ),
    ("a delivery twice in a path", &[(REGISTER, "visits/*.parquet", "{delivery}/{delivery}.parquet")]),
    ("parts of a year that its paths tell", &[(REGISTER, "visits/*.parquet", "visits/{year}/*.parquet")]),
    ("a register's condition on an unknown column", &[(REGISTER, "person =", "where = \"kode = 'A10'\"\nperson =")]),
    (
        "a register's condition on a name that is not a column",
        &[(REGISTER, "person =", "where = \"year = 2012\"\nperson =")],
    ),
    ("a direction of what does not move", &[(REGISTER, "person =", "direction = \"in\"\nperson =")]),
    (
        "a register of moves without a direction",
        &[("registers/deaths.toml", "role = \"deaths\"", "role = \"migration\"")],
    ),
    (
        "a register of moves of two directions",
        &[("registers/deaths.toml", "role = \"deaths\"", "role = \"migration\"\ndirection = \"to\"")],
    ),
    (
        "a column of a weekly register that its condition does not read",
        &[(
            "registers/weeks.toml",
            "weeks =",
            "columns = { kind = { names = \"ART\", type = \"integer\" }, more = { names = \"X\", type = \"text\" } }\nwhere = \"kind = 1\"\nweeks =",
        )],
    ),
    (
        "an earlier name without years in the paths",
        &[(REGISTER, "names = \"KODE\",", "was = [{ last = 2011, names = \"KD\" }], names = \"KODE\",")],
    ),
    (
        "earlier names without years, in years that overlap, and of types that can't be read",
        &[
            (REGISTER, "visits/*.parquet", "visits/v{year}.parquet"),
            (REGISTER, "deliveries = \"parts\"\n", ""),
            (
                REGISTER,
                "\"BELOB\"],",
                "\"BELOB\"], was = [{ names = \"A\" }, { last = 2011, type = \"boolean\" }, { first = 2011, last = 2012 }],",
            ),
        ],
    ),
    ("a parent that is not a register", &[(REGISTER, PERSON, "parent = { register = \"stay\", key = \"NR\" }")]),
    (
        "a person beside a parent",
        &[(REGISTER, PERSON, "person = \"PNR\"\nparent = { register = \"stays\", key = \"NR\" }")],
    ),
    ("a parent of weeks", &[(REGISTER, PERSON, "parent = { register = \"weeks\", key = \"NR\" }")]),
    (
        "a parent that has no day to give",
        &[(REGISTER, PERSON, "parent = { register = \"income\", key = \"NR\" }"), (REGISTER, "date = \"DATO\"", "")],
    ),
    (
        "a column of the parent's name",
        &[
            (REGISTER, PERSON, "parent = { register = \"income\", key = \"NR\" }"),
            (REGISTER, "[columns]", "[columns]\nincome = { names = \"X\", type = \"text\" }"),
        ],
    ),
    (
        "years that the parent does not cover",
        &[
            (REGISTER, PERSON, "parent = { register = \"stays\", key = \"NR\" }"),
            (REGISTER, "first = 2010", "first = 2009"),
        ],
    ),
    (
        "a question to rows that do not belong",
        &[(VARIABLES, "register = \"stays\"", "register = \"stays\", any.seen = { register = \"visits\" }")],
    ),
    (
        "a question without a condition, by the name of a column",
        &[
            (REGISTER, PERSON, "parent = { register = \"stays\", key = \"NR\" }"),
            (
                VARIABLES,
                "register = \"stays\"",
                "register = \"stays\", any.days = { register = \"visits\", where = \"kode = 1\" }",
            ),
        ],
    ),
    ("a missing key", &[(GROUP, "domain = \"adults\"\n", "")]),
    ("a missing table", &[("release.toml", "[price_index]", "[prices]")]),
    ("no success measure", &[(GROUP, "[[success]]", "[[succes]]")]),
    ("the same id twice", &[(VARIABLES, "id = \"nights\"", "id = \"visits\"")]),
    ("the same key twice", &[(GROUP, "domain =", "id = \"again\"\ndomain =")]),
    ("an id of two words", &[(GROUP, "id = \"sheltered\"", "id = \"in a shelter\"")]),
    ("an amount without a price index", &[("release.toml", "2010 = 95.0, 2011 = 96.0, ", "")]),
    ("an index of five decimals", &[("release.toml", "95.0", "95.00001")]),
    ("CR1 without clusters", &[(GROUP, "\"HC3\"", "\"CR1\"")]),
    ("several entries without CR1", &[(GROUP, "where = \"nights > 0\"", "where = \"nights > 0\"\nentry = \"every\"")]),
    ("a cluster without CR1", &[(GROUP, "\"HC3\"", "\"HC3\"\ncluster = \"person\"")]),
    ("an unknown cluster", &[(GROUP, "\"HC3\"", "\"CR1\"\ncluster = \"home\""), (GROUP, "[[estimation]]", HOME)]),
    (
        "a cluster of later years",
        &[(GROUP, "[[estimation]]", HOME), (GROUP, "year = 0", "years = { first = 0, last = 1 }")],
    ),
    ("a cluster called person", &[(GROUP, "[[estimation]]", HOME), (GROUP, "\"homes\"", "\"person\"")]),
    ("an unknown baseline", &[(GROUP, "\"HC3\"", "\"HC3\"\nbaseline = \"differences\"")]),
    ("no register of persons", &[("registers/people.toml", "role = \"population\"\n", "")]),
    ("a name that the program gives", &[(REGISTER, "reason =", "week =")]),
    ("a range of text", &[(REGISTER, "type = \"text\"", "type = \"text\", range = { first = 0 }")]),
    ("a range from the last", &[(REGISTER, "type = \"number\"", "type = \"number\", range = { first = 9, last = 0 }")]),
    ("a string that does not end", &[(GROUP, "\"adults\"", "\"adults")]),
    ("no TOML", &[(VARIABLES, "", "PNR;code\n1;2\n")]),
    ("an empty file", &[(GROUP, "", "")]),
    ("a file in the wrong place", &[("variable/more.toml", "", "")]),
    ("a file at the top", &[("visits.toml", "", "")]),
    ("a file of the wrong kind", &[("consequences/more.toml", "", "[[variable]]\nid = \"x\"\n")]),
    ("a file in capitals", &[("variables/MORE.TOML", "", "[[variabel]]\n")]),
    (
        "an experience without participants",
        &[("experiences/all.toml", "target_group = \"sheltered\"", "target_group = \"shelter\"")],
    ),
    ("a measure without a group", &[("experiences/all.toml", "target_group = \"sheltered\"\n", "")]),
    (
        "an experience that can't be",
        &[
            (
                "experiences/all.toml",
                "participants_per_year = 12.5",
                "participants_per_year = 12.5, participants = 250",
            ),
            ("experiences/all.toml", "success_rate = 0.2", "success_rate = 20, sucess = 1"),
            ("experiences/all.toml", "net_kr = -25000", "net_kr = 25000.5"),
            ("experiences/all.toml", "evidence_level = 2", "evidence_level = 4"),
            ("experiences/all.toml", "https://", "www."),
            ("experiences/all.toml", "year = 2010", "year = 10"),
        ],
    ),
    (
        "an experience whose figures contradict each other",
        &[
            ("experiences/all.toml", "per_participant_kr = -1000", "per_participant_kr = 1000"),
            ("experiences/all.toml", "stat = 5000", "stat = 15000"),
        ],
    ),
    ("price indices that do not fit", &[("indices/wages.toml", "", WAGES), ("prices/all.toml", "", PRICES)]),
    (
        "a standard index that is nowhere",
        &[("release.toml", "", "price_year = 2014\nprice_index = \"cpii\"\n"), ("indices/cpi.toml", "", CPI)],
    ),
    ("effects that do not hold", &[("effects/all.toml", "", EFFECTS)]),
    (
        "two breaks in a year, one before all years, and one without words in Danish",
        &[(
            CONSEQUENCES,
            "kind = \"expenditure\"",
            "kind = \"expenditure\"\nbreaks = [\n  { year = 2012, what = { da = \"a\", en = \"a\" } },\n  \
             { year = 2012, what = { da = \"b\", en = \"b\" } },\n  { year = 12, what = { da = \" \", en = \"c\" } },\n]",
        )],
    ),
    (
        "one break by its old key",
        &[(CONSEQUENCES, "kind = \"expenditure\"", "kind = \"expenditure\"\nbreak_year = 2012")],
    ),
    (
        "a reconstructed group that does not say what the annex changes",
        &[(GROUP, "provenance = \"illustrative\"", "provenance = \"reconstructed\"")],
    ),
    (
        "an annex and notes in one language",
        &[
            (
                GROUP,
                "provenance = \"illustrative\"",
                "provenance = \"reconstructed\"\nwith_annex = { da = \"\", en = \"a\" }",
            ),
            (VARIABLES, "resolution = 1\n", "resolution = 1\nnote = { da = \"a\", en = \"\" }\n"),
            (CONSEQUENCES, "kind = \"expenditure\"", "kind = \"expenditure\"\nnote = { da = \"\", en = \"\" }"),
        ],
    ),
    (
        "mistakes in several files",
        &[
            (GROUP, "nights > 0", "nigths > 0"),
            (GROUP, "covariance = \"HC3\"", "covariance = \"HC4\"\nminimum = { persons = -1 }"),
            (VARIABLES, "0.01", "\"øre\""),
            (REGISTER, "\"DATO\"", "[1]"),
            (CONSEQUENCES, "area = \"health\"", "area = \"helth\""),
        ],
    ),
    (
        "errors of effects: twice, without a size, and an interval beside the difference",
        &[(
            "effects/studies.toml",
            "",
            "[[effect]]\nid = \"twice\"\nlabel = { da = \"a\", en = \"a\" }\nevidence_level = 1\nwith = 0.3\nwithout = 0.2\n\
             standard_error = 0.0\ninterval = { low = 0.0, high = 0.2 }\ndenominator = \"started\"\nsource = \"s\"\n\
             provenance = \"published\"\n\n[[effect]]\nid = \"beside\"\nlabel = { da = \"a\", en = \"a\" }\nevidence_level = 1\n\
             with = 0.3\nwithout = 0.2\ninterval = { low = 0.2, high = 0.4 }\ndenominator = \"started\"\nsource = \"s\"\n\
             provenance = \"published\"\n",
        )],
    ),
];

const CPI: &str = r#"id = "cpi"
label = { da = "Pris", en = "Price" }
[[part]]
years = { 2010 = 95.0, 2011 = 96.0, 2012 = 97.0, 2013 = 98.0, 2014 = 100.0 }
source = "made up"
provenance = "illustrative"
"#;

const WAGES: &str = r#"id = "wages"
label = { da = "Løn", en = "Wages" }
[[part]]
years = { 2012 = 97.0, 2013 = 98.0 }
source = "made up"
provenance = "illustrative"
[[part]]
years = { 2013 = 98.0 }
source = "made up"
provenance = "illustrative"
"#;

const PRICES: &str = r#"
[[price]]
consequence = "visits"
year = 2013
index = "wages"
kr = { kommune = "1.00", region = "0.00", stat = "0.00" }
source = "made up"
provenance = "illustrative"
[[price]]
consequence = "visit_kr"
year = 2014
index = "wagse"
kr = { kommune = "1.00", region = "0.00", stat = "0.00" }
source = "made up"
provenance = "illustrative"
"#;

const QUALIFIED: &str = r#"
domain = "adults"
recommendation = "include"
source = "made up"
provenance = "illustrative"

[[qualification]]
area = "health"
consequence = "visits"
recommendation = "include"
expected = "less"
reason = { da = "hvorfor", en = "why" }

[[qualification]]
recommendation = "include"
expected = "less"
reason = { da = "hvorfor", en = "why" }

[[qualification]]
consequences = ["visits", "visit"]
recommendation = "include"
expected = "less"
reason = { da = "hvorfor", en = "why" }

[[qualification]]
target_group = "shelter"
area = "health"
recommendation = "include"
expected = "less"
reason = { da = "hvorfor", en = "why" }

[[qualification]]
consequence = "visits"
recommendation = "exclude"
expected = "more"
reason = { da = "hvorfor", en = "why" }
"#;

const PROFILE: &str = r#"
[[characteristic]]
id = "age"
label = { da = "Nætter", en = "Nights" }
variable = "night"
year = 1
[[characteristic.level]]
id = "few"
label = { da = "få", en = "few" }
values = [{ last = 5 }]
[[characteristic.level]]
id = "some"
label = { da = "nogle", en = "some" }
values = [{ first = 5, last = 7 }]
"#;

const EFFECTS: &str = r#"
[[effect]]
id = "both"
label = { da = "Begge", en = "Both" }
evidence_level = 1
with = 0.3
without = 0.2
denominator = "started"
no_rate = { da = "Ingen", en = "None" }
source = "made up"
provenance = "illustrative"
[[effect]]
id = "neither"
label = { da = "Ingen", en = "Neither" }
evidence_level = 1
design = "before_after"
raw = { measure = "shares", with = 0.5, without = 40.0, value = 0.3, lower = 0.4, upper = 0.5, unit = "share" }
source = "made up"
provenance = "illustrative"
[[effect]]
id = "converted"
label = { da = "Omregnet", en = "Converted" }
evidence_level = 1
raw = { measure = "shares", with = 0.5, without = 0.25, unit = "share" }
standardised = { d = 0.5, method = "shares" }
no_rate = { da = "Ingen", en = "None" }
source = "made up"
provenance = "illustrative"
[[effect]]
id = "nothing_to_convert"
label = { da = "Intet", en = "Nothing" }
evidence_level = 1
standardised = { d = 0.5, method = "odds_ratio" }
no_rate = { da = "Ingen", en = "None" }
source = "made up"
provenance = "illustrative"
"#;

#[test]
fn every_mistake_has_its_place_and_hint() {
    let found = CASES.iter().map(|(name, slips)| {
        let world = World::small();
        for (file, from, to) in *slips {
            if from.is_empty() {
                world.text(&format!("pipelines/{file}"), to);
            } else {
                world.define(file, from, to);
            }
        }
        ((*name).to_owned(), check(&world))
    });
    expected("definitions", &found.collect::<Vec<_>>());
}

fn check(world: &World) -> String {
    let output = som(&["check", "--pipelines", world.path("pipelines").to_str().unwrap()]);
    format!("exit {}\n{}{}", output.status.code().unwrap(), world.said(&output.stdout), world.said(&output.stderr))
}

/// A cell of a workbook holds 32,767 characters; more would stop a build after all regressions.
#[test]
fn a_text_that_no_workbook_holds_is_a_mistake_before_any_row_is_read() {
    let world = World::small();
    let label = format!("{{ da = \"{}\", en = \"Visits\" }}", "b".repeat(32_768));
    world.define(REGISTER, "{ da = \"Besøg\", en = \"Visits\" }", &label);
    let said = check(&world);
    assert!(said.starts_with("exit 10\n"), "{}", &said[..200]);
    assert!(said.contains("`da` has 32768 characters: it holds at most 32767"), "{}", &said[..2_000]);
    assert!(said.len() < 5_000, "{} bytes", said.len());
}

/// A change to a whole folder.
type Change = (&'static str, fn(&World));

#[test]
fn a_folder_without_definitions_is_reported() {
    let cases: &[Change] = &[
        ("no folder", |w| std::fs::remove_dir_all(w.path("pipelines")).unwrap()),
        ("a file in the folder's place", |w| {
            std::fs::remove_dir_all(w.path("pipelines")).unwrap();
            w.text("pipelines", "");
        }),
        ("an empty folder", |w| {
            std::fs::remove_dir_all(w.path("pipelines")).unwrap();
            std::fs::create_dir(w.path("pipelines")).unwrap();
        }),
        ("no release.toml", |w| std::fs::remove_file(w.path("pipelines/release.toml")).unwrap()),
        ("not UTF-8", |w| std::fs::write(w.path("pipelines/variables/all.toml"), b"# bes\xf8g\n").unwrap()),
        ("a folder called release.toml", |w| {
            std::fs::remove_file(w.path("pipelines/release.toml")).unwrap();
            std::fs::create_dir(w.path("pipelines/release.toml")).unwrap();
        }),
        ("nothing wrong", |_| {}),
        ("written by Notepad", |w| {
            for (name, text) in crate::world::DEFINITIONS {
                w.text(&format!("pipelines/{name}"), &format!("\u{feff}{}", text.replace('\n', "\r\n")));
            }
        }),
        ("a mistake written by Notepad", |w| {
            w.text("pipelines/release.toml", "\u{feff}price_year = 2014\r\n[price_index\r\n");
        }),
    ];
    let found = cases.iter().map(|(name, change)| {
        let world = World::small();
        change(&world);
        ((*name).to_owned(), check(&world))
    });
    expected("definitions_folder", &found.collect::<Vec<_>>());
}
