//! An attacker with three releases of a small country: tables, manifests, transfer folders and messages, of ninety overlapping
//! groups under other names in each release.
//!
//! The attacker knows the definitions, hence who is in which group, and which releases lack which persons.

use super::*;

/// The releases, each with fewer persons than the one before.
const RELEASES: [&str; 3] = ["a", "b", "c"];

/// Bands of age of each release.
const BANDS: usize = 30;

/// A band of ages under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Band {
    id: String,
    first: i32,
    last: i32,
}

/// Thirty random bands of age, and the whole group.
fn bands(release: usize, seed: &mut u64) -> Vec<Band> {
    let mut below = |n: u64| {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((*seed >> 33) % n) as i32
    };
    let mut bands: Vec<Band> = Vec::new();
    while bands.len() < BANDS {
        let first = 29 + below(10);
        let last = first + 8 + below(13);
        if !bands.iter().any(|band| (band.first, band.last) == (first, last)) {
            bands.push(Band { id: format!("{}{}", ["x", "y", "z"][release], bands.len()), first, last });
        }
    }
    bands
}

/// What is published of one comparison, and what is true.
struct Group {
    release: usize,
    first: i32,
    last: i32,
    exact: [i64; 2],
    persons: [Option<i64>; 2],
    /// Consequence, year, estimate, counts and mean.
    estimates: Vec<EstimateRow>,
    fits: Vec<FitRow>,
}

/// Whether a status and its reason tell of persons: not where a difference to another group holds them back.
fn tells(fit: &FitRow) -> bool {
    let of_difference = [Rule::Subgroups, Rule::TargetGroups, Rule::SuccessMeasures, Rule::Releases];
    !fit.reason.is_some_and(|rule| of_difference.contains(&rule))
}

fn groups(world: &World, release: usize, bands: &[Band]) -> Vec<Group> {
    let out = out(world, RELEASES[release]);
    let exact: Vec<(String, i64)> = attrition(world, RELEASES[release]);
    let whole = Band { id: "all".to_owned(), first: 0, last: 99 };
    let of = |band: &Band| {
        let arm = |arm: &str| exact.iter().find(|(key, _)| *key == format!("{} {arm}", band.id)).unwrap().1;
        let persons = |arm: &str| {
            let of = |row: &&CohortRow| row.subgroup == band.id && row.arm.word() == arm;
            out.cohorts.iter().find(of).unwrap().persons
        };
        let arms = ["success", "non_success"];
        Group {
            release,
            first: band.first,
            last: band.last,
            exact: arms.map(arm),
            persons: arms.map(persons),
            estimates: out.estimates.iter().filter(|row| row.subgroup == band.id).cloned().collect(),
            fits: out.fits.iter().filter(|row| row.subgroup == band.id).cloned().collect(),
        }
    };
    std::iter::once(&whole).chain(bands).map(of).collect()
}

#[test]
fn no_attack_on_three_releases_finds_a_small_count_or_a_value() {
    let world = publishing();
    let group = "target_groups/adults/sheltered.toml";
    let whole = std::fs::read_to_string(world.path("pipelines").join(group)).unwrap();
    let mut seed = 11;
    let (mut all, mut logs): (Vec<Group>, Vec<String>) = (Vec::new(), Vec::new());
    for release in 0..RELEASES.len() {
        let bands = bands(release, &mut seed);
        let text: String = bands
            .iter()
            .map(|Band { id, first, last }| {
                format!(
                    "[[subgroup]]\nid = \"{id}\"\nlabel = {{ da = \"{id}\", en = \"{id}\" }}\nages = {{ first = {first}, last = {last} }}\n\n"
                )
            })
            .collect();
        world.text(
            &format!("pipelines/{group}"),
            &whole.replacen("[[estimation]]", &format!("{text}[[estimation]]"), 1),
        );
        if release > 0 {
            // Two or three persons have no stays any more.
            let gone = [1002, 1005][release - 1];
            world.change("stays.parquet", |t| {
                let keys = t.get("PNR");
                let keys = arrow::array::cast::AsArray::as_primitive::<arrow::datatypes::Int64Type>(&*keys).clone();
                let rows = 0..arrow::array::Array::len(&keys);
                let kept: Vec<u32> = rows.filter(|row| keys.value(*row) > gone).map(|row| row as u32).collect();
                t.take(kept);
            });
        }
        let (code, said) = build(&world, RELEASES[release]);
        assert_eq!(code, 0, "{said}");
        all.extend(groups(&world, release, &bands));
        logs.push(said);
    }
    // Subtraction of counts, means and estimates: every pair of which one holds the other.
    let (mut attacks, mut tries, mut counts, mut figures, mut means, mut published) = (0, 0, 0, 0, 0, 0);
    let (mut statuses, mut sides) = (0, 0);
    let mut sizes = [0usize; 5];
    for one in &all {
        published += one.persons.iter().flatten().count();
        for other in &all {
            let inside = one.first <= other.first && other.last <= one.last && one.release <= other.release;
            let beyond = [0, 1].map(|arm: usize| one.exact[arm] - other.exact[arm]);
            if inside && beyond != [0, 0] {
                attacks += 2;
            }
            if !inside || beyond == [0, 0] || beyond.iter().all(|persons| *persons > 4) {
                continue;
            }
            for arm in [0, 1].into_iter().filter(|arm| (1..5).contains(&beyond[*arm])) {
                tries += 1;
                sizes[beyond[arm] as usize] += 1;
                counts += usize::from(one.persons[arm].is_some() && other.persons[arm].is_some());
            }
            if beyond.iter().all(|persons| *persons < 5) {
                let shared = one.fits.iter().flat_map(|a| other.fits.iter().map(move |b| (a, b)));
                let shared =
                    shared.filter(|(a, b)| (&a.consequence, a.follow_up_year) == (&b.consequence, b.follow_up_year));
                for (a, b) in shared {
                    statuses += 1;
                    sides += usize::from(tells(a) && tells(b));
                }
            }
            let shared = one.estimates.iter().flat_map(|a| other.estimates.iter().map(move |b| (a, b)));
            let shared =
                shared.filter(|(a, b)| (&a.consequence, a.follow_up_year) == (&b.consequence, b.follow_up_year));
            for (a, b) in shared {
                figures += usize::from(beyond.iter().all(|persons| *persons < 5));
                means += usize::from(a.mean_non_success.is_some() && b.mean_non_success.is_some());
                counts += usize::from(a.n_success.is_some() && b.n_success.is_some());
            }
        }
    }
    let guess = sizes.iter().max().unwrap();
    println!(
        "{attacks} subtractions, of them {tries} of 1 to 4 persons, among {} groups: counts of both published for {counts}, means {means}, figures {figures}; of {statuses} \
         statuses of groups that differ by few in both cohorts, both tell in {sides}; always guessing the most usual number is right in {guess}; {published} counts are published",
        all.len()
    );
    assert!(attacks >= 1000 && tries >= 100 && published >= 20, "{attacks} {tries} {published}");
    assert!(statuses >= 100, "{statuses}");
    assert_eq!((counts, means, figures, sides), (0, 0, 0, 0));
    // Manifests have no rows, and hashes of no extract; messages have no exact count of a group that is not published.
    for release in RELEASES {
        for name in ["manifest.json", "transfer/manifest.txt"] {
            let text = std::fs::read_to_string(world.path("output").join(release).join(name)).unwrap();
            let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
            for extract in manifest["extracts"].as_array().unwrap() {
                let file = world.path("extracts").join(extract["name"].as_str().unwrap());
                let hash = blake3::hash(&std::fs::read(file).unwrap()).to_hex().to_string();
                assert!(extract.get("rows").is_none() && extract["blake3"] != hash.as_str());
            }
        }
    }
    for (release, said) in logs.iter().enumerate() {
        let numbers: Vec<i64> =
            said.split(|c: char| !c.is_ascii_digit()).filter_map(|word| word.parse().ok()).collect();
        for of in all.iter().filter(|of| of.release == release) {
            for (exact, _) in of.exact.iter().zip(of.persons).filter(|(exact, _)| **exact > 31) {
                assert!(!numbers.contains(exact), "the messages of {release} have {exact}:\n{said}");
            }
        }
    }
    // Statuses: regressions that are held back say so with a rule, and nothing else.
    for release in RELEASES {
        let out = out(&world, release);
        assert!(out.fits.iter().all(|fit| (fit.status == Status::HeldBack) == fit.reason.is_some()));
        let reported = out.decisions.iter().filter(|row| row.table == "comparisons").count();
        println!("release {release}: {reported} rare differences reported to the output checker");
    }
}
