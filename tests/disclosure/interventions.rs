//! An attacker with three releases of a small country: everything published of 120 interventions whose participants overlap.
//!
//! The attacker knows the definitions and who is listed in the register of participants, hence who participates in which intervention; of
//! a lot not who was assigned. Sought are how many of a few persons were assigned, and who had a night in a shelter before the start.
//! What else enters a figure is given: exact means of controls, exact deviations, exact numbers of persons.

use som::tables::audit::InterventionBalanceRow;
use som::tables::published::BalanceRow;

use super::*;
use crate::interventions::country::{country, persons};
use crate::world::{Table, dates, integers, texts};

/// Interventions of each release.
const EACH: usize = 60;

/// Persons in the register of participants.
const LISTED: usize = 1200;

const RELEASES: [&str; 3] = ["a", "b", "c"];

/// Numbers that are the same in every run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % n as u64) as usize
    }
}

/// A listed person: key, year of start, whether assigned, and whether there was a night in the year before.
struct Listed {
    pnr: i64,
    start: i64,
    assigned: bool,
    night: bool,
}

fn listed(draw: &mut Draw) -> Vec<Listed> {
    let mut all = persons();
    let mut listed = Vec::new();
    while listed.len() < LISTED {
        let person = all.swap_remove(draw.below(all.len()));
        // Those with more need are listed more often.
        if draw.below(6) < person.need as usize {
            let start = 2011 + draw.below(2) as i64;
            listed.push(Listed { pnr: person.pnr, start, assigned: draw.below(2) == 0, night: draw.below(10) < 3 });
        }
    }
    listed
}

fn register(world: &World, listed: &[Listed]) {
    let all = || listed.iter().enumerate();
    world.put(
        "course.parquet",
        Table::of(vec![
            ("PNR", integers(all().map(|(_, p)| p.pnr))),
            ("IND", dates(all().map(|(_, p)| format!("{}-02-01", p.start)))),
            ("UD", dates(all().map(|(_, p)| format!("{}-05-01", p.start)))),
            ("GENNEMFOERT", integers(all().map(|_| 1))),
            ("ARM", texts(all().map(|(_, p)| if p.assigned { "T" } else { "C" }))),
            ("STED", integers(all().map(|(slot, _)| slot as i64))),
        ]),
    );
}

/// A night in the year before for those who had one, and for as many others.
fn nights(world: &World, listed: &[Listed], draw: &mut Draw) {
    let mut rows: Vec<(i64, i64)> = Vec::new();
    for person in persons() {
        match listed.iter().find(|of| of.pnr == person.pnr) {
            Some(of) => rows.extend(of.night.then_some((of.pnr, of.start - 1))),
            None => rows.extend([2010, 2011].into_iter().filter(|_| draw.below(10) < 3).map(|year| (person.pnr, year))),
        }
    }
    world.put(
        "stays.parquet",
        Table::of(vec![
            ("NR", integers(0..rows.len() as i64)),
            ("PNR", integers(rows.iter().map(|row| row.0))),
            ("DATO", dates(rows.iter().map(|row| format!("{}-06-01", row.1)))),
        ]),
    );
}

/// Slots of the register from one to another, of those who are still in it.
#[derive(Clone, Copy, PartialEq)]
struct Range {
    first: usize,
    last: usize,
    lot: bool,
}

fn ranges(draw: &mut Draw, known: &mut Vec<Range>) -> Vec<Range> {
    let mut found: Vec<Range> = Vec::new();
    while found.len() < EACH {
        let lot = found.len() % 3 == 2;
        let like: Vec<Range> = known.iter().copied().filter(|of| of.lot == lot).collect();
        let range = if like.len() < 5 || draw.below(4) == 0 {
            let width = 150 + draw.below(450);
            let first = draw.below(LISTED - width);
            Range { first, last: first + width, lot }
        } else {
            // Another one that lacks one to eight persons.
            let of = like[draw.below(like.len())];
            let fewer = 1 + draw.below(6);
            let low = draw.below(fewer + 1);
            Range { first: of.first + low, last: of.last - (fewer - low), lot }
        };
        if !known.contains(&range) {
            known.push(range);
            found.push(range);
        }
    }
    found
}

fn definition(id: &str, range: Range, method: &str) -> String {
    let Range { first, last, lot } = range;
    let (assigned, controls, estimand) = if lot {
        ("assigned = \"arm = 'T'\"\n", "", "ITT")
    } else {
        ("", "[controls]\npopulation = \"age < 60\"\n", "ATT")
    };
    format!(
        "id = \"{id}\"\nlabel = {{ da = \"{id}\", en = \"{id}\" }}\ndomain = \"adults\"\nsource = \"made up\"\n\
         provenance = \"illustrative\"\nconsequences = [\"visits\"]\nfollow_up = {{ first = 1, last = 1 }}\n\
         [participants]\nregister = \"course\"\nyears = {{ first = 2011, last = 2012 }}\n\
         where = \"site BETWEEN {first} AND {last}\"\n{assigned}{controls}\
         [design]\nmethod = \"{method}\"\nestimand = \"{estimand}\"\nadjust = {{ sex = true }}\n\
         limits = {{ difference = 9.0, variance_ratio = 99.0, kept = 0.0 }}\n\
         [[balance]]\nid = \"visits_before\"\nvariable = \"visits\"\nyear = -1\n\
         [[balance]]\nid = \"night_before\"\nvariable = \"nights\"\nyear = -1\n"
    )
}

/// What is published of an intervention, and what is true.
struct Published {
    range: Range,
    /// Slots of its persons who are still listed.
    slots: Vec<usize>,
    persons: [Option<i64>; 2],
    kept: i64,
    balance: Vec<BalanceRow>,
    exact: Vec<InterventionBalanceRow>,
    figures: bool,
}

impl Published {
    /// The balance of nights, where it is published: published and exact.
    fn nights(&self) -> Option<(f64, &InterventionBalanceRow)> {
        let shown = self.balance.iter().find(|row| row.variable == "night_before")?.difference_before?;
        Some((shown, self.exact.iter().find(|row| row.variable == "night_before")?))
    }
}

/// Three releases, each with other interventions and some persons fewer in the register.
fn releases() -> (Vec<Listed>, Vec<Published>) {
    let mut draw = Draw(5);
    let mut listed = listed(&mut draw);
    let world = country(&[]);
    nights(&world, &listed, &mut draw);
    let (mut known, mut published) = (Vec::new(), Vec::new());
    let mut gone: Vec<usize> = Vec::new();
    for release in RELEASES {
        let folder = world.path("pipelines/interventions");
        std::fs::remove_dir_all(&folder).ok();
        let ranges = ranges(&mut draw, &mut known);
        for (at, range) in ranges.iter().enumerate() {
            let method = ["entropy_balancing", "nearest", "inverse_probability"][at / 3 % 3];
            let (id, method) = (format!("{release}{at}"), if range.lot { "random" } else { method });
            world.text(&format!("pipelines/interventions/{id}.toml"), &definition(&id, *range, method));
        }
        register(&world, &listed);
        let built = world.build_as(release);
        assert_eq!(built.status.code(), Some(0), "{}", world.said(&built.stderr));
        let database = som::knowledge::read(&world.path("output").join(release)).unwrap();
        let audit = world.path("output/audit").join(release);
        let exact: Vec<InterventionBalanceRow> = tables::read(&audit.join("intervention_balance.parquet")).unwrap();
        let attrition: Vec<som::tables::audit::AttritionRow> = tables::read(&audit.join("attrition.parquet")).unwrap();
        for (at, range) in ranges.into_iter().enumerate() {
            let id = format!("{release}{at}");
            let persons = |arm: &str| {
                let of = |row: &&CohortRow| row.target_group == id && row.arm.word() == arm;
                database.cohorts.iter().find(of).unwrap().persons
            };
            let step =
                |row: &&som::tables::audit::AttritionRow| row.target_group == id && row.name == "participants_kept";
            published.push(Published {
                range,
                slots: (range.first..=range.last).filter(|slot| !gone.contains(slot)).collect(),
                persons: ["success", "non_success"].map(persons),
                kept: attrition.iter().find(step).unwrap().persons,
                balance: database.intervention_balance.iter().filter(|row| row.intervention == id).cloned().collect(),
                exact: exact.iter().filter(|row| row.intervention == id).cloned().collect(),
                figures: database.estimates.iter().any(|row| row.target_group == id),
            });
        }
        // Three persons leave the register; their slots stay empty.
        for _ in 0..3 {
            gone.push(draw.below(LISTED));
        }
        let slots: Vec<usize> = gone.clone();
        for slot in slots {
            listed[slot].start = 2005;
        }
    }
    (listed, published)
}

/// Rows over slots, what was published of them, and the variance of its noise: the best linear answer for each slot.
fn answers(rows: &[(Vec<usize>, f64, f64, f64)], mean: f64) -> Vec<f64> {
    let variance = mean * (1.0 - mean);
    let n = rows.len();
    let mut is_in = vec![vec![false; LISTED]; n];
    rows.iter().zip(&mut is_in).for_each(|((slots, ..), is_in)| slots.iter().for_each(|slot| is_in[*slot] = true));
    let covariance = |i: usize, j: usize| {
        let shared = is_in[i].iter().zip(&is_in[j]).filter(|(one, other)| **one && **other).count() as f64;
        variance * shared * rows[i].1 * rows[j].1 + if i == j { rows[i].3 } else { 0.0 }
    };
    let matrix = nalgebra::DMatrix::from_fn(n, n, covariance);
    let right = nalgebra::DVector::from_fn(n, |i, _| rows[i].2 - rows[i].1 * rows[i].0.len() as f64 * mean);
    let weights = nalgebra::Cholesky::new(matrix).unwrap().solve(&right);
    let mut answers = vec![mean; LISTED];
    for (i, (slots, share, ..)) in rows.iter().enumerate() {
        slots.iter().for_each(|slot| answers[*slot] += variance * share * weights[i]);
    }
    answers
}

/// Of sets of one to eight slots: how often a number from 1 to 4 is found, and guessed.
fn of_sets(answers: &[f64], truth: &dyn Fn(usize) -> bool, mean: f64, sets: &[Vec<usize>]) -> [usize; 3] {
    let answer = |sum: f64| sum.round().clamp(1.0, 4.0);
    let mut score = [0; 3];
    for set in sets {
        let number = set.iter().filter(|slot| truth(**slot)).count() as f64;
        if (1.0..=4.0).contains(&number) {
            score[0] += 1;
            score[1] += usize::from(answer(set.iter().map(|slot| answers[*slot]).sum()) == number);
            score[2] += usize::from(answer(mean * set.len() as f64) == number);
        }
    }
    score
}

/// Whether more is found than guessed, by more than two standard deviations of the guess.
fn is_better([tries, found, guessed]: [usize; 3]) -> bool {
    let (tries, found, guessed) = (tries as f64, found as f64, guessed as f64);
    found > guessed + 2.0 * (guessed * (1.0 - guessed / tries)).sqrt()
}

#[test]
fn no_attack_on_three_releases_of_interventions_finds_a_small_count_or_a_value() {
    let (listed, all) = releases();
    // Subtraction: pairs of which one has one to four participants more.
    let (mut pairs, mut counts, mut balances, mut figures) = (0, 0, 0, 0);
    let mut sizes = [0usize; 5];
    let mut differences: Vec<Vec<usize>> = Vec::new();
    for one in &all {
        for other in all.iter().filter(|other| other.range.lot == one.range.lot) {
            let beyond: Vec<usize> = one.slots.iter().copied().filter(|slot| !other.slots.contains(slot)).collect();
            if one.slots.len() != other.slots.len() + beyond.len() || !(1..=8).contains(&beyond.len()) {
                continue;
            }
            differences.push(beyond.clone());
            let assigned = |assigned: bool| beyond.iter().filter(|slot| listed[**slot].assigned == assigned).count();
            let few = if one.range.lot { [assigned(true), assigned(false)] } else { [beyond.len(), beyond.len()] };
            for (arm, few) in
                few.into_iter().enumerate().filter(|(arm, few)| (1..5).contains(few) && (one.range.lot || *arm == 0))
            {
                pairs += 1;
                sizes[few] += 1;
                counts += usize::from(one.persons[arm].is_some() && other.persons[arm].is_some());
                let shown = |of: &Published| of.balance.iter().any(|row| row.difference_before.is_some());
                balances += usize::from(shown(one) && shown(other));
            }
            figures += usize::from(one.range.lot && few.iter().all(|few| *few < 5) && one.figures && other.figures);
        }
    }
    let guess = sizes.iter().max().unwrap();
    let shown = all.iter().filter(|of| of.persons[0].is_some()).count();
    println!(
        "{pairs} pairs of {} interventions that differ by 1 to 4 persons: both counts published for {counts}, both balances \
         {balances}, both figures {figures}; guessing {guess}; counts of {shown} are published",
        all.len()
    );
    assert!(pairs >= 100 && shown >= 20, "{pairs} {shown}");
    assert_eq!((counts, balances, figures), (0, 0, 0));

    let mut draw = Draw(9);
    let others: Vec<Vec<usize>> = (0..1200).map(|at| (0..1 + at % 8).map(|_| draw.below(LISTED)).collect()).collect();
    // Who was assigned, from the counts of lots.
    let lots = all.iter().filter(|of| of.range.lot).filter_map(|of| {
        let [assigned, rest] = [of.persons[0]?, of.persons[1]?].map(|n| n as f64);
        Some((of.slots.clone(), 1.0, (assigned + of.slots.len() as f64 - rest) / 2.0, 27.0 / 2.0))
    });
    let lots: Vec<_> = lots.collect();
    let found = answers(&lots, 0.5);
    for (what, sets) in [("that lots differ by", &differences), ("of other persons", &others)] {
        let score = of_sets(&found, &|slot| listed[slot].assigned, 0.5, sets);
        println!(
            "assigned persons of sets {what}, from the counts of {} lots: tries, found, guessed {score:?}",
            lots.len()
        );
        assert!(!is_better(score), "{what}: {score:?}");
    }
    // Who had a night, from standardised differences; the controls' mean and the deviation are given.
    let night = |slot: usize| listed[slot].night;
    let mean = listed.iter().filter(|of| of.night).count() as f64 / LISTED as f64;
    let of_balance = |exact_figures: bool| -> Vec<(Vec<usize>, f64, f64, f64)> {
        let row = |of: &Published| {
            let (shown, exact) = of.nights()?;
            let slots: Vec<usize> =
                of.slots.iter().copied().filter(|slot| !of.range.lot || listed[*slot].assigned).collect();
            let n = slots.len() as f64;
            let scale = (exact.mean_participants_before - exact.mean_controls_before) / exact.difference_before;
            let difference = if exact_figures { exact.difference_before } else { shown };
            // In persons.
            let value = n * (exact.mean_controls_before + difference * scale);
            let noise =
                if exact_figures { 1e-6 } else { (NOISE * (1.0 - mean)).powi(2) + (n * 0.01 * scale).powi(2) / 12.0 };
            Some((slots, 1.0, value, noise))
        };
        all.iter().filter_map(row).collect()
    };
    let (rows, open) = (of_balance(false), of_balance(true));
    let (found, without) = (answers(&rows, mean), answers(&open, mean));
    for (what, sets) in [("that interventions differ by", &differences), ("of other persons", &others)] {
        let score = of_sets(&found, &night, mean, sets);
        let exact = of_sets(&without, &night, mean, sets);
        println!("nights of sets {what}, from {} balances: {score:?}; without noise {exact:?}", rows.len());
        assert!(!is_better(score), "{what}: {score:?}");
    }
    // One person's value: what the attack gains over guessing, in Monte Carlo errors of this gain.
    let squares = |answer: &dyn Fn(usize) -> f64| -> Vec<f64> {
        (0..LISTED).map(|slot| (answer(slot) - f64::from(u8::from(night(slot)))).powi(2)).collect()
    };
    let [attacked, guessed, open] = [squares(&|slot| found[slot]), squares(&|_| mean), squares(&|slot| without[slot])];
    let n = LISTED as f64;
    let gains: Vec<f64> = guessed.iter().zip(&attacked).map(|(guess, attack)| guess - attack).collect();
    let gain = gains.iter().sum::<f64>() / n;
    let monte_carlo = (gains.iter().map(|x| (x - gain).powi(2)).sum::<f64>() / (n * (n - 1.0))).sqrt();
    let [error, guess, without] = [attacked, guessed, open].map(|of| (of.iter().sum::<f64>() / n).sqrt());
    println!(
        "a person's value: error {error:.4}, guessing {guess:.4}, a gain of {:.1} Monte Carlo errors; without noise {without:.4}",
        gain / monte_carlo
    );
    assert!(error > 0.98 * guess && gain < 3.0 * monte_carlo, "{error} {guess} {gain} {monte_carlo}");
    // How many participants there are, from a mean that must be a whole number of them.
    let (mut tries, mut right, mut read, mut exactly) = (0, 0, 0, 0);
    for of in &all {
        let (Some((shown, exact)), Some(count)) = (of.nights(), of.persons[0]) else { continue };
        let scale = (exact.mean_participants_before - exact.mean_controls_before) / exact.difference_before;
        let nearest = |difference: f64| {
            let mean = exact.mean_controls_before + difference * scale;
            let far = |n: i64| (n as f64 * mean - (n as f64 * mean).round()).abs() / n as f64;
            (count - 14..=count + 14).filter(|n| *n > 0).min_by(|a, b| far(*a).total_cmp(&far(*b))).unwrap()
        };
        tries += 1;
        right += usize::from(nearest(shown) == of.kept);
        read += usize::from(count == of.kept);
        exactly += usize::from(nearest(exact.difference_before) == of.kept);
    }
    println!(
        "participants from whole products: {right} of {tries}; the published counts are right in {read}; without noise {exactly}"
    );
    assert!(right <= read.max(tries / 29) + 3 && exactly > tries / 2, "{right} {read} {exactly} {tries}");
}

/// The noise of a standardised difference, in the most that one person moves it.
const NOISE: f64 = 5.0;
