//! Planted members of target groups without a model of services: rows that a build finds, or a reason.

use std::path::{Path, PathBuf};

use som::knowledge::parquet;
use som::tables::audit::AuditFitRow;
use som::tables::truth::TruthRow;
use som::words::Status;

use crate::tools::{fine, modelled, project};
use crate::world::World;

/// The project's definitions with the modelled target groups, and further ones, in a folder.
fn pipelines(folder: &Path, others: &[(&str, String)]) -> PathBuf {
    let pipelines = modelled(folder, &str::to_owned);
    for (path, text) in others {
        let path = pipelines.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    pipelines
}

/// A target group: population condition, variables of the success measure, success condition.
fn group(id: &str, population: &str, uses: &str, success: &str) -> (&'static str, String) {
    let text = format!(
        "id = \"{id}\"\nlabel = {{ da = \"{id}\", en = \"{id}\" }}\ndomain = \"adults\"\nsource = \"made up\"\n\
         provenance = \"illustrative\"\n[population]\nyears = {{ first = 2009, last = 2018 }}\n\
         ages = {{ first = 18, last = 60 }}\nwhere = \"{population}\"\n[[success]]\nid = \"success\"\n\
         label = {{ da = \"s\", en = \"s\" }}\nuses = {{ {uses} }}\nwhere = \"{success}\"\n[[estimation]]\n\
         follow_up = {{ first = 1, last = 2 }}\nadjust = {{ sex = true }}\ncovariance = \"HC3\"\n"
    );
    (Box::leak(format!("target_groups/adults/{id}.toml").into_boxed_str()), text)
}

const REGISTER: &str = "id = \"own\"\nlabel = { da = \"own\", en = \"own\" }\nsource = \"made up\"\n\
    provenance = \"illustrative\"\nkind = \"spell\"\nfiles = [\"own/{year}.parquet\"]\ncovers = { first = 2006, last = 2023 }\n\
    person = \"ID\"\nstart = \"FRA\"\nend = \"TIL\"\n[columns]\nform = { names = \"FORM\", type = \"text\" }\n\
    level = { names = \"NIVEAU\", type = \"integer\", range = { first = 1, last = 5 } }\n";

fn variable(id: &str, register: &str, rest: &str) -> String {
    format!("[[variable]]\nid = \"{id}\"\nresolution = 1\nfrom = [{{ register = \"{register}\", {rest} }}]\n")
}

/// The catalogue's group with another condition than that of the generator's model.
fn other_shelter() -> String {
    let text = std::fs::read_to_string(project().join("pipelines/target_groups/adults/homelessness.toml")).unwrap();
    let (definition, _) = text.split_once("[[person]]").unwrap();
    definition.replace("shelter_nights > 0", "shelter_nights > 30")
}

#[test]
fn a_build_finds_the_planted_members_of_any_definition() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let variables = [
        variable("own_days", "own", r#"date = "spread", where = "form LIKE 'K%' AND level >= 4", value = "SUM(days)""#),
        variable("own_stays", "own", r#"date = "start", where = "form = 'K2'", value = "COUNT(*)""#),
        variable("long_weeks", "dream", r#"where = "code = 130 AND run_week > 26", value = "COUNT(*)""#),
    ];
    let one_year =
        |name: &str, variable: &str, year: i32| format!("{name} = {{ variable = \"{variable}\", year = {year} }}");
    let two_years = |variable: &str| format!("{}, {}", one_year("before", variable, 0), one_year("after", variable, 1));
    let others = [
        ("registers/own.toml", REGISTER.to_owned()),
        ("variables/own.toml", variables.concat()),
        // An added spell register, in which one row can count for two variables.
        group(
            "of_days",
            "own_days BETWEEN 10 AND 30 AND own_stays = 0",
            &one_year("after", "own_stays", 1),
            "after >= 2",
        ),
        // Weeks of DREAM, in the person's existing row.
        group("of_others", "cash_benefit_weeks >= 40", &two_years("cash_benefit_weeks"), "after < before"),
        // Events, by age and sex.
        group(
            "of_men",
            "violence_convictions > 1 AND sex = 'man' AND age < 50",
            &one_year("after", "violence_convictions", 1),
            "after = 0",
        ),
        // Amounts, in the person's existing status row.
        group("of_tax", "income_tax > 700000", &two_years("income_tax"), "after > before"),
        // From LPR2 to LPR3.
        group(
            "of_nights",
            "hospital_nights > 40 AND year >= 2018",
            &one_year("after", "hospital_nights", 1),
            "after = 0",
        ),
        ("target_groups/adults/homelessness.toml", other_shelter()),
        // Its rows would also meet the conditions of the catalogue's group of drug users.
        (
            "target_groups/adults/of_users.toml",
            group(
                "of_users",
                "drug_treatment_courses > 1 AND substitution_courses = 0",
                &one_year("after", "drug_treatment_courses", 1),
                "after = 0",
            )
            .1
            .replace("last = 2018", "last = 2017")
            .replace("first = 18, last = 60", "first = 18, last = 24"),
        ),
        // At higher ages they do not.
        group(
            "of_older_users",
            "drug_treatment_courses > 1 AND substitution_courses = 0 AND year < 2018",
            &one_year("after", "drug_treatment_courses", 1),
            "after = 0",
        ),
        group("of_runs", "long_weeks > 0", &one_year("after", "long_weeks", 1), "after = 0"),
        group(
            "of_contradiction",
            "gp_contacts > 3 AND gp_contacts < 2",
            &one_year("after", "gp_contacts", 1),
            "after = 0",
        ),
    ];
    let pipelines = pipelines(folder.path(), &others);
    // The lot is drawn among persons of the generator's own shelters, which are others here.
    for example in ["interventions/housing_lot.toml", "registers/housing_lot.toml"] {
        std::fs::remove_file(pipelines.join(example)).unwrap();
    }
    let of = ["--pipelines", pipelines.to_str().unwrap()];
    let said = fine(&[&["synth", "--persons", "20000", "--seed", "2", "--out", &path("extracts")], &of[..]].concat());
    let refused: Vec<&str> = said.lines().filter(|line| line.contains("no members planted")).collect();
    let why = "  of_contradiction: no members planted: no values meet `gp_contacts > 3 AND gp_contacts < 2` for a person who succeeds";
    let runs = "  of_runs: no members planted: `long_weeks` of 1: weeks in a row can't be planted";
    let users = "  of_users: no members planted: the same rows would also make a person a member of `drug_use_18_25`, whose truth is known";
    assert_eq!(refused, [why, runs, users]);
    let to = ["build", "--extracts", &path("extracts"), "--output", &path("output"), "--release", "r"];
    fine(&[&to[..], &of[..]].concat());
    let fits: Vec<AuditFitRow> = parquet::read(&folder.path().join("output/audit/r/fits.parquet")).unwrap();
    let truths: Vec<TruthRow> = parquet::read(&folder.path().join("extracts/truth.parquet")).unwrap();
    assert!(truths.len() > 1000);
    for truth in truths {
        let same = |fit: &&AuditFitRow| {
            (&fit.target_group, &fit.consequence, &fit.specification)
                == (&truth.target_group, &truth.consequence, &truth.specification)
                && (fit.follow_up_year, &fit.subgroup) == (truth.follow_up_year, &truth.subgroup)
        };
        let fit = fits.iter().find(same).unwrap();
        assert_eq!((fit.n_success, fit.n_non_success), (truth.n_success, truth.n_non_success), "{truth:?}");
    }
    assert_eq!(found_members(&said, &fits), 7, "{said}");
    let checked = fine(&[&["check", "--extracts", &path("extracts")], &of[..]].concat());
    assert!(checked.starts_with("no faults\n"), "{checked}");
}

/// A register whose rows belong to rows of another.
fn child(id: &str, kind: &str, parent: &str, key: &str, columns: &str) -> String {
    format!(
        "id = \"{id}\"\nlabel = {{ da = \"{id}\", en = \"{id}\" }}\nsource = \"made up\"\nprovenance = \"illustrative\"\n\
         kind = \"{kind}\"\nfiles = [\"{id}/{id}{{year}}.parquet\"]\ncovers = {{ from = 2006-01-01, to = 2019-02-28 }}\n\
         [parent]\nregister = \"{parent}\"\nkey = \"{key}\"\n[columns]\n{columns}\n"
    )
}

/// Diagnoses that belong to contacts, and questions to them; measures that belong to cases of an added register; a column that the
/// generator's file of contacts does not have; months of employment; a year before t = 0.
#[test]
fn a_build_finds_members_planted_through_joined_registers() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let contacts = std::fs::read_to_string(project().join("pipelines/registers/lpr_adm.toml")).unwrap();
    let variables = [
        variable(
            "further_diagnoses",
            "own_diagnosis",
            r#"where = "further LIKE 'DZ61%' AND patient_type = '2'", value = "COUNT(*)""#,
        ),
        variable(
            "abused",
            "lpr_adm",
            r#"date = "start", any.abuse = { register = "own_diagnosis", where = "further = 'DT742' AND sort = 'B'" }, where = "abuse AND diagnosis LIKE 'DF43%' AND way = 'R'", value = "COUNT(*)""#,
        ),
        variable("measures", "own_measure", r#"where = "effort >= 3 AND level >= 4", value = "SUM(effort)""#),
    ];
    let used =
        |name: &str, variable: &str, year: i32| format!("{name} = {{ variable = \"{variable}\", year = {year} }}");
    let others = [
        (
            "registers/own_diagnosis.toml",
            child(
                "own_diagnosis",
                "event",
                "lpr_adm",
                "RECNUM",
                "further = { names = \"C_DIAG\", type = \"text\" }\nsort = { names = \"C_DIAGTYPE\", type = \"text\" }",
            ),
        ),
        ("registers/lpr_adm.toml", contacts + "way = { names = \"C_HENM\", type = \"text\" }\n"),
        ("registers/own.toml", REGISTER.to_owned()),
        (
            "registers/own_measure.toml",
            child("own_measure", "event", "own", "CASE", "effort = { names = \"E\", type = \"integer\" }"),
        ),
        ("variables/own.toml", variables.concat()),
        group("of_further", "further_diagnoses > 1", &used("after", "further_diagnoses", 1), "after = 0"),
        group("of_abused", "abused > 0", &used("after", "abused", 1), "after = 0"),
        group(
            "of_measures",
            "measures > 4",
            &format!("{}, {}", used("before", "measures", -1), used("after", "measures", 1)),
            "after > before",
        ),
        group(
            "of_months",
            "abused > 1",
            &format!("{}, {}", used("before", "employment_months", -1), used("after", "employment_months", 1)),
            "after > before + 5",
        ),
    ];
    let others = others.map(|(path, text)| (path, text.replace("last = 2018", "last = 2016")));
    let pipelines = pipelines(folder.path(), &others);
    let of = ["--pipelines", pipelines.to_str().unwrap()];
    let said = fine(&[&["synth", "--persons", "20000", "--seed", "2", "--out", &path("extracts")], &of[..]].concat());
    assert!(!said.contains("no members planted"), "{said}");
    let truths = said.lines().last().and_then(|line| line.split_whitespace().nth(2)?.parse::<u32>().ok());
    assert!(
        truths.is_some_and(|truths| truths > 2500),
        "added columns and joined rows leave the truth as it is: {said}"
    );
    let to = ["build", "--extracts", &path("extracts"), "--output", &path("output"), "--release", "r"];
    fine(&[&to[..], &of[..]].concat());
    let fits: Vec<AuditFitRow> = parquet::read(&folder.path().join("output/audit/r/fits.parquet")).unwrap();
    assert_eq!(found_members(&said, &fits), 4, "{said}");
    let checked = fine(&[&["check", "--extracts", &path("extracts")], &of[..]].concat());
    assert!(checked.starts_with("no faults\n"), "{checked}");
}

/// Compares the members that synth says it planted with those that a build finds. Returns the number of target groups.
fn found_members(said: &str, fits: &[AuditFitRow]) -> usize {
    let lines = said.lines().filter(|line| line.contains("rows added"));
    lines
        .map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let number =
                |after: &str| words[words.iter().position(|word| *word == after).unwrap() + 1].parse::<f64>().unwrap();
            let (success, other) = (number("make"), number("and"));
            let of_group =
                |fit: &&AuditFitRow| fit.target_group == words[0] && fit.subgroup == "all" && fit.follow_up_year == 1;
            // Registers of some consequences are younger than the group: of persons of all years, the largest regression tells.
            let fit = fits.iter().filter(of_group).max_by_key(|fit| fit.n_success + fit.n_non_success).unwrap();
            assert!(success > 10.0 && other > 10.0, "{line}");
            // Other use can change the year of entry or the outcome, and further persons can qualify.
            assert!(fit.n_success as f64 >= 0.85 * success, "{line}: {} succeed", fit.n_success);
            assert!(fit.n_non_success as f64 >= 0.85 * other, "{line}: {} do not", fit.n_non_success);
            if words[0] == "of_days" {
                assert_eq!((fit.n_success as f64, fit.n_non_success as f64), (success, other), "no further members");
            }
        })
        .count()
}

/// Groups that only planted members enter: a build finds exactly these, and its 95 % intervals hold the truth of every success measure, also
/// of education and crime. A measure whose register is younger than the group has the members of its years.
#[test]
fn intervals_hold_the_truth_of_planted_members() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let of_catalogue =
        ["adults/autism", "adults/aftercare_in_education", "adults/mental_severe", "children/school_absence"];
    let others = of_catalogue.map(|group| {
        let path: &'static str = Box::leak(format!("target_groups/{group}.toml").into_boxed_str());
        (path, std::fs::read_to_string(project().join("pipelines").join(path)).unwrap())
    });
    let pipelines = pipelines(folder.path(), &others);
    let of = ["--pipelines", pipelines.to_str().unwrap()];
    let said = fine(&[&["synth", "--persons", "20000", "--seed", "5", "--out", &path("extracts")], &of[..]].concat());
    assert_eq!(said.matches("; the truth is known").count(), 6, "{said}");
    let to = ["build", "--extracts", &path("extracts"), "--output", &path("output"), "--release", "r"];
    fine(&[&to[..], &of[..]].concat());
    let fits: Vec<AuditFitRow> = parquet::read(&folder.path().join("output/audit/r/fits.parquet")).unwrap();
    let truths: Vec<TruthRow> = parquet::read(&folder.path().join("extracts/truth.parquet")).unwrap();
    let planted = |group: &str| of_catalogue.iter().any(|path| path.ends_with(&format!("/{group}")));
    let key_of = |truth: &TruthRow| {
        let (group, measure) = (truth.target_group.clone(), truth.success_measure.clone());
        (
            group,
            truth.subgroup.clone(),
            measure,
            truth.consequence.clone(),
            truth.follow_up_year,
            truth.specification.clone(),
        )
    };
    let known: std::collections::HashMap<_, &TruthRow> = truths.iter().map(|truth| (key_of(truth), truth)).collect();
    let (mut held, mut all, mut of_others) = (0, 0, 0);
    for fit in fits.iter().filter(|fit| planted(&fit.target_group) && fit.status != Status::NotAvailable) {
        let (group, measure) = (fit.target_group.clone(), fit.success_measure.clone());
        let key = (
            group,
            fit.subgroup.clone(),
            measure,
            fit.consequence.clone(),
            fit.follow_up_year,
            fit.specification.clone(),
        );
        let Some(truth) = known.get(&key) else { continue };
        assert_eq!((fit.n_success, fit.n_non_success), (truth.n_success, truth.n_non_success), "{key:?}");
        if let (Status::Estimated, Some(lower), Some(upper)) = (fit.status, fit.lower, fit.upper) {
            held += u32::from(lower <= truth.truth && truth.truth <= upper);
            all += 1;
            of_others += u32::from(["adult_education_weeks", "charges"].contains(&fit.consequence.as_str()));
        }
    }
    let share = f64::from(held) / f64::from(all);
    assert!(all > 500 && of_others > 10, "{all} intervals, {of_others} of education and crime");
    assert!((0.92..=0.98).contains(&share), "{held} of {all}");
}

/// Every group of the catalogue, and each of its subgroups, has members in both cohorts of every success measure, and a known truth.
#[test]
fn every_target_group_of_the_catalogue_has_members_and_a_truth() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("extracts");
    let said = fine(&["synth", "--persons", "50000", "--out", out.to_str().unwrap()]);
    assert!(!said.contains("no members planted"), "{said}");
    let definitions = som::definitions::Definitions::load(&project().join("pipelines")).unwrap();
    let truths: Vec<TruthRow> = parquet::read(&out.join("truth.parquet")).unwrap();
    let mut comparisons = 0;
    for group in &definitions.target_groups {
        let all = std::iter::once("all").chain(group.subgroups.iter().map(|subgroup| subgroup.id.value.as_str()));
        for (subgroup, success) in all.flat_map(|one| group.successes.iter().map(move |success| (one, success))) {
            let is_of = |truth: &&TruthRow| {
                (truth.target_group.as_str(), truth.subgroup.as_str(), truth.success_measure.as_str())
                    == (group.id.value.as_str(), subgroup, success.id.value.as_str())
            };
            let has_both = |truth: &TruthRow| truth.n_success > 0 && truth.n_non_success > 0;
            assert!(truths.iter().filter(is_of).any(has_both), "{} × {subgroup} × {}", group.id, success.id);
            comparisons += 1;
        }
    }
    assert_eq!(comparisons, 83, "groups and subgroups, by success measure");
}

/// The small country's definitions have registers of every kind at other paths than the catalogue's.
#[test]
fn extracts_of_other_registers_are_checked_built_and_demonstrated() {
    let world = World::small();
    let path = |name: &str| world.path(name).to_str().unwrap().to_owned();
    let of = ["--pipelines", &path("pipelines")];
    fine(&[&["synth", "--persons", "3000", "--seed", "4", "--out", &path("drawn")], &of[..]].concat());
    let checked = fine(&[&["check", "--extracts", &path("drawn")], &of[..]].concat());
    assert!(checked.starts_with("no faults\n"), "{checked}");
    let to = ["build", "--extracts", &path("drawn"), "--output", &path("drawn_output"), "--release", "r"];
    fine(&[&to[..], &of[..]].concat());
    let fits: Vec<AuditFitRow> = parquet::read(&world.path("drawn_output/audit/r/fits.parquet")).unwrap();
    assert!(fits.iter().any(|fit| fit.users_non_success > 0), "no register gives a value");
    let shown =
        fine(&[&["demo", "--persons", "2000", "--output", &path("demo"), "--language", "en"], &of[..]].concat());
    assert!(shown.contains("som new case --database"), "{shown}");
}
