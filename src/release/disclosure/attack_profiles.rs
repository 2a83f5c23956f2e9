//! Attacks on profiles: the level that is held back from the cohort and the other levels, and small sets of persons from the
//! levels of three hundred groups that overlap.
//!
//! The attacker knows the method, the policy, the distribution of the noise, who is in which group, and who has which level of a
//! characteristic. Who succeeds is not known. Guessing is what the same attacker says without the figures.

use std::collections::HashMap;

use super::attack::{Numbers, PERSONS, Person, perturbation, population};
use super::attack_groups::{Group, Score, bare, counts_of_sets, releases, variance_of};
use super::levels::NOISE;
use super::{Level, Perturbation, Secret, cell_keys};

/// Levels of the characteristics of a cohort: persons by level, few of them in some.
fn cohort(numbers: &mut Numbers) -> Vec<(u64, u64)> {
    let levels = 2 + numbers.below(6);
    let count = |numbers: &mut Numbers| match numbers.below(5) {
        0 => numbers.below(5),
        1 => 5 + numbers.below(15),
        _ => 20 + numbers.below(200),
    };
    (0..levels).map(|_| (numbers.below(usize::MAX >> 1) as u64, count(numbers) as u64)).collect()
}

/// What is published of a cohort: its persons, and its levels.
fn published(noise: &Perturbation, levels: &[(u64, u64)], by: Method) -> (i64, Vec<Option<i64>>) {
    let (cell, persons) = levels.iter().fold((0u64, 0), |(cell, all), (key, n)| (cell.wrapping_add(*key), all + n));
    let all = noise.count(cell, persons);
    (all, by(noise, all, levels))
}

/// How levels are made from the cohort's published persons.
type Method = fn(&Perturbation, i64, &[(u64, u64)]) -> Vec<Option<i64>>;

/// The rule of a release.
fn ruled(noise: &Perturbation, published: i64, levels: &[(u64, u64)]) -> Vec<Option<i64>> {
    let level = |(cell, persons): &(u64, u64)| Level { cell: *cell, persons: *persons, is_rest: false };
    noise.levels(published, &levels.iter().map(level).collect::<Vec<_>>())
}

/// Without the rule: small levels alone are held back, and all levels add up to the cohort.
fn without(noise: &Perturbation, published: i64, levels: &[(u64, u64)]) -> Vec<Option<i64>> {
    let mut fine = *noise;
    (fine.policy.minimum_persons, fine.policy.round_counts_to) = (0, 1);
    let noisy: Vec<i64> = levels.iter().map(|(cell, persons)| fine.count(*cell, *persons)).collect();
    let (all, base) = (noisy.iter().sum::<i64>() as f64, noise.policy.round_counts_to as f64);
    let rounded = |noisy: i64| ((published as f64 * noisy as f64 / all / base).round() * base) as i64;
    let small = |(cell, persons): &(u64, u64)| noise.is_below(*cell, *persons, noise.policy.minimum_persons);
    noisy.into_iter().zip(levels).map(|(noisy, level)| (!small(level)).then(|| rounded(noisy))).collect()
}

/// What the attacker sees of the levels that are held back: how many they are, and what the others leave of the cohort.
fn seen(shown: &(i64, Vec<Option<i64>>)) -> (usize, i64) {
    let (all, levels) = shown;
    let left = all - levels.iter().flatten().sum::<i64>();
    (levels.iter().filter(|level| level.is_none()).count(), left.clamp(-50, 50))
}

/// How often a number from 1 to 4 is seen with what the attacker sees, learned under other secrets.
fn learned(by: Method, noise: &Perturbation) -> HashMap<(usize, i64), [usize; 4]> {
    let mut numbers = Numbers::new(31);
    let noise = Perturbation { secret: Secret::new([77; 32]), ..*noise };
    let mut learned: HashMap<(usize, i64), [usize; 4]> = HashMap::new();
    for _ in 0..40_000 {
        let levels = cohort(&mut numbers);
        let shown = published(&noise, &levels, by);
        let at = learned.entry(seen(&shown)).or_default();
        small(&levels).for_each(|(_, n)| at[n as usize - 1] += 1);
    }
    learned
}

/// Positions of the levels of 1 to 4 persons.
fn small(levels: &[(u64, u64)]) -> impl Iterator<Item = (usize, u64)> {
    levels.iter().enumerate().map(|(at, (_, n))| (at, *n)).filter(|(_, n)| (1..5).contains(n))
}

/// The most usual number from 1 to 4.
fn usual(of: &[usize; 4]) -> u64 {
    (1..=4u64).rev().max_by_key(|n| of[*n as usize - 1]).unwrap()
}

/// How often the number of a level of 1 to 4 persons is found from what the others leave of the cohort, and by any one number.
fn found(by: Method, noise: &Perturbation) -> Score {
    let learned = learned(by, noise);
    let mut all = [0; 4];
    learned.values().for_each(|of| all.iter_mut().zip(of).for_each(|(all, of)| *all += of));
    let of_pattern = |seen: (usize, i64)| learned.get(&seen).filter(|of| of.iter().sum::<usize>() >= 40);
    let mut score = Score::default();
    let mut numbers = Numbers::new(32);
    while score.tries < 6000 {
        let levels = cohort(&mut numbers);
        let shown = published(noise, &levels, by);
        let answer = of_pattern(seen(&shown)).map_or(usual(&all), usual);
        for (at, n) in small(&levels) {
            assert_eq!(shown.1[at], None, "a level of {n} is published");
            score.tries += 1;
            score.found += usize::from(answer == n);
        }
    }
    // The four numbers are equally likely, so every answer without the figures is right as often.
    score.guessed = score.tries / 4;
    score
}

#[test]
fn no_level_of_a_profile_follows_from_the_cohort_and_the_other_levels() {
    let ruled = found(ruled, &perturbation());
    let (noise_only, open) = (found(without, &perturbation()), found(without, &bare()));
    println!(
        "a level held back, from the cohort and the others: {ruled:?}; by noise alone {noise_only:?}; without noise {open:?}"
    );
    let beyond = |score: Score| {
        let (found, guessed, tries) = (score.found as f64, score.guessed as f64, score.tries as f64);
        (found - guessed) / (guessed * (1.0 - guessed / tries)).sqrt()
    };
    assert!(beyond(ruled) < 2.0, "{ruled:?}");
    assert!(beyond(noise_only) > 3.0, "the attack works where levels add up to the cohort: {noise_only:?}");
    assert!(open.found > open.tries * 6 / 10, "{open:?}");
}

/// The level of a person in a characteristic with four levels, of which one is rare.
fn level(characteristic: usize, person: usize) -> usize {
    let number = Secret::new([9; 32]).person(&(characteristic * PERSONS + person).to_le_bytes()) % 20;
    [0, 6, 12, 19].iter().filter(|first| number >= **first).count() - 1
}

/// The groups of a level of each characteristic: its members among each group's, with what the profile of the group publishes.
fn of_levels(
    persons: &[Person],
    groups: &[Group],
    noise: &Perturbation,
    characteristics: usize,
) -> Vec<(Vec<usize>, f64)> {
    let mut found = Vec::new();
    for group in groups.iter().filter(|group| group.counts) {
        let counts = [group.fit.n_success, group.fit.n_non_success].map(i64::unsigned_abs);
        for characteristic in 0..characteristics {
            let members: Vec<Vec<usize>> = (0..4)
                .map(|of| group.members.iter().copied().filter(|at| level(characteristic, *at) == of).collect())
                .collect();
            let tally = |success: bool| {
                let of = |members: &Vec<usize>| {
                    let keys = members.iter().map(|at| persons[*at]).filter(|person| person.success == success);
                    keys.fold((0u64, 0u64), |(key, n), person| (key.wrapping_add(person.key), n + 1))
                };
                members.iter().map(of).collect::<Vec<_>>()
            };
            let both = [true, false].map(tally);
            let shown = [0, 1].map(|arm| {
                let levels: Vec<(u64, u64)> =
                    (0..4).map(|of| (cell_keys([both[0][of].0, both[1][of].0])[arm], both[arm][of].1)).collect();
                ruled(noise, noise.count(group.cells[arm], counts[arm]), &levels)
            });
            for (of, members) in members.into_iter().enumerate() {
                if let (Some(success), Some(others)) = (shown[0][of], shown[1][of]) {
                    let all = members.len() as f64;
                    found.push((members, (success as f64 + all - others as f64) / 2.0));
                }
            }
        }
    }
    found
}

#[test]
fn no_number_of_successes_of_a_small_set_follows_from_the_profiles_of_three_hundred_groups() {
    let (mut all, mut open) = ([Score::default(); 2], Score::default());
    for seed in 0..4 {
        let persons = population(&mut Numbers::new(40 + seed));
        let published = of_levels(&persons, &releases(&persons, seed, true), &perturbation(), 2);
        let variance = variance_of(NOISE * perturbation().policy.count_noise, &perturbation());
        let found = counts_of_sets(&persons, &published, variance);
        all.iter_mut().zip(found).for_each(|(all, of)| all.add(of));
        if seed == 0 {
            let bare_figures = of_levels(&persons, &releases(&persons, seed, false), &bare(), 1);
            open.add(counts_of_sets(&persons, &bare_figures, variance_of(0.0, &bare()))[0]);
        }
    }
    let [between, others] = all;
    println!(
        "least squares on the levels of profiles, sets that levels differ by: {between:?}; others: {others:?}; without protection {open:?}"
    );
    assert!(between.tries + others.tries >= 1000, "{between:?} {others:?}");
    assert!(open.found > open.tries * 8 / 10, "{open:?}");
    for score in [between, others] {
        let (found, guessed, tries) = (score.found as f64, score.guessed as f64, score.tries as f64);
        assert!(found <= guessed + 2.0 * (guessed * (1.0 - guessed / tries)).sqrt(), "{score:?}");
    }
}
