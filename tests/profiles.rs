//! Profiles: who is in the cohorts, exact and as it leaves, and the page that documents a release.

use som::knowledge;
use som::tables::Database;
use som::tables::published::ProfileRow;

use crate::tools::{fails, fine};
use crate::world::World;

const NIGHTS: &str = r#"
[[characteristic]]
id = "nights"
label = { da = "Nætter", en = "Nights" }
variable = "nights"

[[characteristic.level]]
id = "few"
label = { da = "få", en = "few" }
values = [{ first = 1, last = 5 }]

[[characteristic.level]]
id = "many"
label = { da = "mange", en = "many" }
values = [{ first = 6 }]
"#;

fn built(disclosure: &str) -> (World, Database) {
    let world = World::small();
    world.text("pipelines/profile/use.toml", NIGHTS);
    world.text("pipelines/disclosure.toml", disclosure);
    let output = world.build();
    assert!(output.status.success(), "{}", world.said(&output.stderr));
    let database = knowledge::read(&world.path("output/r")).unwrap();
    (world, database)
}

fn levels<'a>(database: &'a Database, characteristic: &str) -> Vec<&'a ProfileRow> {
    database.profiles.iter().filter(|row| row.characteristic == characteristic).collect()
}

/// Without control, every person of a cohort has one level of every characteristic.
#[test]
fn the_levels_of_a_characteristic_are_its_cohort() {
    let (_, database) = built("control = false\n");
    let persons: Vec<i64> = database.cohorts.iter().map(|row| row.persons.unwrap()).collect();
    for characteristic in ["entry_year", "sex", "age", "nights"] {
        let rows = levels(&database, characteristic);
        let sum = |of: fn(&ProfileRow) -> Option<i64>| rows.iter().map(|row| of(row).unwrap()).sum::<i64>();
        let mut found = [sum(|row| row.n_success), sum(|row| row.n_non_success)];
        found.sort_unstable();
        let mut wanted = persons.clone();
        wanted.sort_unstable();
        assert_eq!(found.to_vec(), wanted, "{characteristic}");
    }
    let names: Vec<&str> = levels(&database, "nights").iter().map(|row| row.level.as_str()).collect();
    assert_eq!(names, ["few", "many", "other", "unknown"]);
    // The condition is a night at least: no one has another number of nights.
    let other = levels(&database, "nights")[2];
    assert_eq!((other.n_success, other.n_non_success, other.standardised_difference), (Some(0), Some(0), None));
}

/// Under control counts are coarse, small ones are held back, and shares and differences follow from what is published.
#[test]
fn a_profile_leaves_under_disclosure_control() {
    let (world, database) = built("");
    assert!(!database.profiles.is_empty());
    let of_arm = |success: bool| {
        let arm = if success { som::words::Arm::Success } else { som::words::Arm::NonSuccess };
        database.cohorts.iter().find(|row| row.arm == arm).unwrap().persons
    };
    for row in &database.profiles {
        let counts = [row.n_success, row.n_non_success];
        assert!(counts.into_iter().flatten().all(|count| count >= 5 && count % 5 == 0), "{row:?}");
        assert_eq!(row.reason.is_some(), counts.contains(&None), "{row:?}");
        let share = |count: Option<i64>, of: Option<i64>| Some((count? as f64 / of? as f64).min(1.0));
        let shares = [share(row.n_success, of_arm(true)), share(row.n_non_success, of_arm(false))];
        for (published, share) in [row.share_success, row.share_non_success].into_iter().zip(shares) {
            assert_eq!(published.is_some(), share.is_some());
            assert!(published.zip(share).is_none_or(|(one, other)| (one - other).abs() <= 0.000_501), "{row:?}");
        }
        // A difference is of the persons at levels that both cohorts show, and beyond what noise alone gives.
        if let (Some(n), Some(m), Some(d)) = (row.n_success, row.n_non_success, row.standardised_difference) {
            let shown = levels(&database, &row.characteristic)
                .into_iter()
                .filter_map(|row| row.n_success.zip(row.n_non_success));
            let shown: Vec<[f64; 2]> = shown.map(|(n, m)| [n as f64, m as f64]).collect();
            let of = |side: usize| shown.iter().map(|counts| counts[side]).sum::<f64>();
            let (a, b) = (n as f64 / of(0), m as f64 / of(1));
            let wanted = (a - b) / (f64::midpoint(a * (1.0 - a), b * (1.0 - b))).sqrt();
            assert!((wanted - d).abs() <= 0.005_001, "{row:?}: {wanted}");
            let noise = |share: f64, of: f64| 15.0 * (1.0 - share) / of;
            assert!((a - b).abs() > 3.0 * noise(a, of(0)).hypot(noise(b, of(1))), "{row:?}");
        }
    }
    assert!(database.profiles.iter().any(|row| row.n_success.is_some()), "nothing is published");
    // What no person has is held back like what few have.
    let other = levels(&database, "nights")[2];
    assert_eq!((other.n_success, other.n_non_success), (None, None));
    let release = world.path("output/r").display().to_string();
    let said = fine(&["profile", "sheltered", "--database", &release, "--language", "en"]);
    assert!(said.contains("Left the shelter") && said.contains("Nights") && said.contains("few"), "{said}");
    let said = fails(2, &["profile", "shelter", "--database", &release]);
    assert!(said.contains("no target group `shelter`") && said.contains("did you mean `sheltered`"), "{said}");
}

/// What is not certain stands beside what it is about, in the language of the page and in that alone.
#[test]
fn a_documentation_says_what_is_not_certain() {
    let world = World::small();
    let missing = "[[missing]]\nlabel = { da = \"Savnet\", en = \"Missed\" }\narea = \"health\"\n\
                   reason = { da = \"Intet register\", en = \"No register\" }\nsource = \"the list\"\n\n[[consequence]]";
    world.define("consequences/all.toml", "[[consequence]]", missing);
    let visits = "kind = \"expenditure\"\noverlaps = [\"visit_kr\"]\nnote = { da = \"Uden pris.\", en = \"Without a price.\" }\n\
                  breaks = [\n  { year = 2011, what = { da = \"først\", en = \"first\" } },\n  \
                  { year = 2012, what = { da = \"så\", en = \"then\" } },\n]";
    world.define("consequences/all.toml", "kind = \"expenditure\"", visits);
    let nights = "id = \"nights\"\nnote = { da = \"Uden gæster.\", en = \"Without guests.\" }";
    world.define("variables/all.toml", "id = \"nights\"", nights);
    let group = "provenance = \"reconstructed\"\nnote = { da = \"Vores år.\", en = \"Our years.\" }\n\
                 with_annex = { da = \"Alderen.\", en = \"The ages.\" }";
    world.define("target_groups/adults/sheltered.toml", "provenance = \"illustrative\"", group);
    let output = world.build();
    assert!(output.status.success(), "{}", world.said(&output.stderr));
    let (release, pipelines) = (world.path("output/r"), world.path("pipelines"));
    let [release, pipelines] = [release, pipelines].map(|path| path.display().to_string());
    let write =
        |language: &str| fine(&["document", "--database", &release, "--pipelines", &pipelines, "--language", language]);
    let danish = [
        "Uden pris.",
        "Databrud: 2011: først; 2012: så.",
        "Tæller samme penge som visit_kr.",
        "Uden gæster.",
        "Vores år.",
        "Når SØM's officielle bilag lægges ind. </strong>Alderen.",
        "Intet register",
    ];
    let english = [
        "Without a price.",
        "Breaks: 2011: first; 2012: then.",
        "Counts the same money as visit_kr.",
        "Without guests.",
        "Our years.",
        "When SØM's official annex is put in. </strong>The ages.",
        "No register",
    ];
    let pages = [write("da").replace("&#39;", "'"), write("en").replace("&#39;", "'")];
    for (words, other) in danish.into_iter().zip(english) {
        assert!(pages[0].contains(words) && !pages[0].contains(other), "{words}");
        assert!(pages[1].contains(other) && !pages[1].contains(words), "{other}");
    }
    // One of two consequences says that both count the same money: the release has it of both.
    let database = knowledge::read(&world.path("output/r")).unwrap();
    assert!(database.consequences.iter().filter(|row| row.overlaps.is_some()).count() == 2);
}

/// The page documents the definitions that the release was built from, and no others.
#[test]
fn a_release_is_documented() {
    let (world, _) = built("");
    let release = world.path("output/r").display().to_string();
    let pipelines = world.path("pipelines").display().to_string();
    let write =
        |language: &str| fine(&["document", "--database", &release, "--pipelines", &pipelines, "--language", language]);
    let page = write("da");
    for words in ["Har forladt herberget", "Registre og år", "nights &gt; 0", "SUM(amount)", "made up", "Hvem de er"] {
        assert!(page.contains(words), "{words} is not in the documentation");
    }
    let variables = page.split_once("Variabler, der afgrænser gruppen og dens succesmål").unwrap().1;
    let variables = variables.split_once("</details>").unwrap().0;
    assert!(variables.contains("<caption>nights</caption>") && variables.contains("SUM(nights)"), "{variables}");
    for outside in ["src=", "url(", "@import", "href=\"h"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("default-src 'none'") && page.contains("@media print"));
    assert_eq!(page, write("da"), "the same release gives the same bytes");
    assert!(write("en").contains("Registers and years"));
    world.define("variables/all.toml", "SUM(nights)", "SUM(days)");
    let said = fails(10, &["document", "--database", &release, "--pipelines", &pipelines]);
    assert!(said.contains("all.toml is not as release r was built from it"), "{said}");
}
