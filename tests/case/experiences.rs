//! Experiences: what the catalogue says was published, and looking them up in a release.

use std::collections::BTreeMap;

use som::calculator::calculate;
use som::definitions::Definitions;
use som::definitions::experience::Experience;
use som::knowledge;
use som::tables::Database;
use som::tables::published::ExperienceRow;
use som::words::Provenance;

use super::changed;
use crate::calculator::fixture;
use crate::tools::fine;
use crate::world::World;

fn published() -> Vec<Experience> {
    let all = Definitions::load(&fixture::path("pipelines")).unwrap_or_else(|error| panic!("{error}"));
    all.experiences.into_iter().filter(|e| e.provenance == Provenance::Published).collect()
}

/// Published name, participants over all years, total and per participant, years looked over. What was not published is none.
type Scope = (&'static str, Option<f64>, Option<f64>, Option<f64>, Option<i32>);

/// The published calculations, as their scope was published. No figure of theirs is reproduced here: their estimates are not ours.
const PUBLISHED: [Scope; 10] = [
    ("cool_kids_2019", Some(3.0 * 18.0), Some(4.4e6), Some(81_000.0), Some(9)),
    ("cool_kids_ikast_brande_2020", Some(55.0), Some(1.2e6), None, None),
    ("inmates_2021", None, None, None, Some(10)),
    ("keep_2019", Some(3.0 * 18.0), Some(430_000.0), Some(8_000.0), Some(9)),
    ("move_2018", Some(3.0 * 50.0), Some(9e6), Some(62_000.0), Some(6)),
    ("move_2019", Some(460.0), None, None, None),
    ("move_2022", None, None, Some(27_000.0), Some(5)),
    ("rr2_adhd_2020", None, None, None, None),
    ("shelter_aftercare_aalborg_2022", Some(3.0 * 40.0), None, None, None),
    ("skaeve_boliger_guldborgsund_2023", Some(10.0), None, None, None),
];

#[test]
fn what_is_entered_as_published_is_what_was() {
    let all = published();
    let found: Vec<Scope> = all
        .iter()
        .zip(PUBLISHED)
        .map(|(e, (name, ..))| {
            assert_eq!(e.id.value, name);
            let horizon = e.outcome.horizon.as_ref().map(|at| at.value);
            let kr = |amount: &Option<som::definitions::source::At<som::definitions::price::Amount>>| {
                amount.as_ref().map(|at| at.value.kroner)
            };
            (name, e.inputs.started(), kr(&e.outcome.net), kr(&e.outcome.per_participant), horizon)
        })
        .collect();
    assert_eq!((all.len(), found.as_slice()), (PUBLISHED.len(), PUBLISHED.as_slice()));
    let inputs_of = |id: &str| &all.iter().find(|one| one.id.value == id).unwrap().inputs;
    let rr2 = inputs_of("rr2_adhd_2020");
    assert_eq!(rr2.completed_per_year.as_ref().map(|at| at.value), Some(34.0));
    assert_eq!(rr2.costs_per_year.as_ref().map(|at| at.kroner), Some(958_000.0));
    for (id, rate) in [("cool_kids_ikast_brande_2020", 0.26), ("skaeve_boliger_guldborgsund_2023", 0.8)] {
        assert_eq!(inputs_of(id).success_rate.as_ref().map(|at| at.value), Some(rate));
    }
}

#[derive(serde::Deserialize)]
struct Fact {
    experience: String,
    figure: String,
    value: f64,
    year: i32,
    address: String,
}

/// The figures of an experience, by key.
fn figures(of: &Experience) -> BTreeMap<String, f64> {
    let (inputs, outcome) = (&of.inputs, &of.outcome);
    let all = [
        ("years", inputs.years.as_ref().map(|at| f64::from(at.value))),
        ("participants_per_year", inputs.participants_per_year.as_ref().map(|at| at.value)),
        ("participants", inputs.participants.as_ref().map(|at| at.value)),
        ("completed_per_year", inputs.completed_per_year.as_ref().map(|at| at.value)),
        ("success_rate", inputs.success_rate.as_ref().map(|at| at.value)),
        ("costs_per_year_kr", inputs.costs_per_year.as_ref().map(|at| at.kroner)),
        ("horizon", outcome.horizon.as_ref().map(|at| f64::from(at.value))),
        ("net_kr", outcome.net.as_ref().map(|at| at.kroner)),
        ("per_participant_kr", outcome.per_participant.as_ref().map(|at| at.kroner)),
    ];
    all.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
}

#[test]
fn every_published_figure_stands_in_the_facts_with_its_address() {
    let path = fixture::path("fixtures/facts/calculations.csv");
    let facts: Vec<Fact> = csv::Reader::from_path(path).unwrap().deserialize().map(|row| row.unwrap()).collect();
    let all = published();
    assert!(facts.iter().all(|fact| all.iter().any(|one| one.id.value == fact.experience)));
    for one in &all {
        let those: Vec<&Fact> = facts.iter().filter(|fact| fact.experience == one.id.value).collect();
        let expected = those.iter().map(|fact| (fact.figure.clone(), fact.value)).collect();
        assert_eq!(figures(one), expected, "{}", one.id);
        assert!(those.iter().all(|fact| fact.year == one.year && one.source.contains(&fact.address)), "{}", one.id);
        assert!(one.outcome.by_payer.is_none(), "{}", one.id);
    }
}

/// Total = participants × per participant, to the rounding of what was published: MOVE 150 × 62,000 = 9.3 of about 9 million;
/// Cool Kids 54 × 81,000 = 4.374 of 4.4 million; KEEP 54 × 8,000 = 432,000 of about 430,000.
#[test]
fn published_totals_are_participants_times_per_participant() {
    for (name, participants, total, each, _) in PUBLISHED {
        if let (Some(participants), Some(total), Some(each)) = (participants, total, each) {
            assert!((participants * each / total - 1.0).abs() < 0.035, "{name}");
        }
    }
}

/// A case with the years and participants of a published calculation starts as many as it did, and its total is participants ×
/// per participant; nothing else of the published calculation is known here, and nothing else is compared.
#[test]
fn a_case_of_a_published_scope_has_its_participants() {
    for (name, participants, ..) in PUBLISHED {
        let experience = published().into_iter().find(|e| e.id.value == name).unwrap();
        let (Some(years), Some(started)) = (experience.inputs.years, participants) else { continue };
        let each = started / f64::from(years.value);
        let inputs =
            changed("years = 2\nparticipants = 20", &format!("years = {years}\nparticipants = {each:?}")).unwrap();
        let result = calculate(&inputs);
        assert!((result.started - started).abs() < 1e-9, "{name}");
        let product = result.started * result.per_participant.unwrap().undiscounted;
        assert!((product - result.total.undiscounted).abs() < 1e-6 * product.abs(), "{name}");
    }
}

fn row(id: &str, da: &str, en: &str, year: i32, provenance: Provenance) -> ExperienceRow {
    ExperienceRow {
        experience: id.to_owned(),
        label_da: da.to_owned(),
        label_en: en.to_owned(),
        group_da: None,
        group_en: None,
        target_group: None,
        success_measure: None,
        year,
        years: None,
        participants_per_year: None,
        participants: None,
        completed_per_year: None,
        success_rate: None,
        costs_per_year_kr: None,
        horizon: None,
        price_year: None,
        net_kr: None,
        per_participant_kr: None,
        kommune_kr: None,
        region_kr: None,
        stat_kr: None,
        finding_da: "En gevinst".to_owned(),
        finding_en: "A gain".to_owned(),
        evidence_level: None,
        link: None,
        release: None,
        source: "made up".to_owned(),
        provenance,
    }
}

#[test]
fn words_are_found_in_both_languages_and_published_comes_first() {
    let mut own = row("c", "Bolig", "Home", 2024, Provenance::Illustrative);
    own.target_group = Some("homelessness".to_owned());
    let experiences = vec![
        row("a", "Angstgrupper for børn", "Groups for anxious children", 2018, Provenance::Published),
        row("b", "Familier på vej", "Families", 2020, Provenance::Published),
        own,
    ];
    let database = Database { experiences, ..fixture::database() };
    let found = |words: &[&str]| -> Vec<&str> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        knowledge::experiences(&database, &words).iter().map(|row| row.experience.as_str()).collect()
    };
    assert_eq!(found(&[]), ["b", "a", "c"]);
    assert_eq!(found(&["ANGST"]), ["a"]);
    assert_eq!(found(&["BØRN", "anxious"]), ["a"]);
    assert_eq!(found(&["boern anxious"]), ["a"]);
    assert_eq!(found(&["paa"]), ["b"]);
    assert_eq!(found(&["offentliggjort"]), ["b", "a"]);
    // What the group that it names is called in the database is said of it too.
    assert_eq!(found(&["hjemløshed"]), ["c"]);
    assert_eq!(found(&["homelessness", "angst"]), Vec::<&str>::new());
}

/// From the definitions to a release, and from one release to the next: every figure, and what changed.
#[test]
fn an_experience_is_in_the_release_and_its_change_is_reported() {
    let world = World::small();
    assert!(world.build().status.success());
    let release = |name: &str| world.path(&format!("output/{name}")).display().to_string();
    let given = ["calculate", "--experiences", "shelter", "--database", &release("r"), "--format", "json"];
    let rows: Vec<ExperienceRow> = serde_json::from_str(&fine(&given)).unwrap();
    assert_eq!(rows.len(), 1);
    let wanted = ExperienceRow {
        group_da: Some("Unge, 18–24 år".to_owned()),
        group_en: Some("The young,\tages 18–24".to_owned()),
        target_group: Some("sheltered".to_owned()),
        success_measure: Some("left".to_owned()),
        years: Some(2),
        participants_per_year: Some(12.5),
        participants: Some(25.0),
        completed_per_year: Some(10.0),
        success_rate: Some(0.2),
        costs_per_year_kr: Some(100_000.5),
        horizon: Some(4),
        price_year: Some(2013),
        net_kr: Some(-25_000.0),
        per_participant_kr: Some(-1000.0),
        kommune_kr: Some(-30_000.25),
        region_kr: Some(0.0),
        stat_kr: Some(5000.0),
        finding_da: "Et tab".to_owned(),
        finding_en: "A loss".to_owned(),
        evidence_level: Some(2),
        link: Some("https://example.org/advice".to_owned()),
        release: Some("2012.1".to_owned()),
        ..row("sheltered_2013", "Rådgivning på herberg", "Advice in a \"shelter\"", 2013, Provenance::Illustrative)
    };
    assert_eq!(rows[0], wanted);

    world.define("experiences/all.toml", "\"A loss\"", "\"A small loss\"");
    let arguments: Vec<String> =
        world.arguments().into_iter().map(|word| if word == "r" { "s".to_owned() } else { word }).collect();
    fine(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    let said = fine(&["diff", &release("r"), &release("s")]);
    assert!(said.contains("experience/sheltered_2013") && said.contains("8 regressions are unchanged"), "{said}");
}
