//! Experiences: what the catalogue says was published, and looking them up in a release.

use som::definitions::Definitions;
use som::definitions::experience::Experience;
use som::knowledge;
use som::tables::Database;
use som::tables::published::ExperienceRow;
use som::words::Provenance;

use crate::calculator::fixture;

fn published() -> Vec<Experience> {
    let all = Definitions::load(&fixture::path("pipelines")).unwrap_or_else(|error| panic!("{error}"));
    all.experiences.into_iter().filter(|e| e.provenance == Provenance::Published).collect()
}

/// Published name, participants over all years, total and per participant, years looked over. What was not published is none.
type Scope = (&'static str, Option<f64>, Option<f64>, Option<f64>, Option<i32>);

/// The published calculations, as their scope was published. No figure of theirs is reproduced here: their estimates are not ours.
const PUBLISHED: [Scope; 5] = [
    ("cool_kids_2019", Some(3.0 * 18.0), Some(4.4e6), Some(81_000.0), Some(9)),
    ("cool_kids_ikast_brande_2020", Some(55.0), Some(1.2e6), None, None),
    ("keep_2019", Some(3.0 * 18.0), Some(430_000.0), Some(8_000.0), Some(9)),
    ("move_2018", Some(3.0 * 50.0), Some(9e6), Some(62_000.0), Some(6)),
    ("rr2_adhd_2020", None, None, None, None),
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
                amount.as_ref().map(|at| at.value.0)
            };
            (name, e.inputs.started(), kr(&e.outcome.net), kr(&e.outcome.per_participant), horizon)
        })
        .collect();
    assert_eq!((all.len(), found.as_slice()), (PUBLISHED.len(), PUBLISHED.as_slice()));
    let rr2 = &all[4].inputs;
    assert_eq!(rr2.completed_per_year.as_ref().map(|at| at.value), Some(34.0));
    assert_eq!(rr2.costs_per_year.as_ref().map(|at| at.0), Some(958_000.0));
    assert_eq!(all[1].inputs.success_rate.as_ref().map(|at| at.value), Some(0.26));
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
