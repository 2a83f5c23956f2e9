//! Attacks on the noise of published figures: subtraction, averaging, means, estimates and standard errors. Each attack's
//! rate of success stands beside that of guessing. Attacks on many groups after all decisions are in `attack_groups`.
//!
//! The attacker knows the method, the policy and the distribution of the noise, whom each group holds, and which persons two groups
//! differ by up to their number. The secret, counts and values are unknown.

use super::tests::fit;
use super::{Perturbation, Secret, cell_keys};
use definitions::disclosure::Policy;
use foundation::tables::audit::AuditFitRow;

pub const PERSONS: usize = 4000;

/// A person: key, arm and value.
#[derive(Clone, Copy)]
pub struct Person {
    pub key: u64,
    pub success: bool,
    pub value: f64,
}

/// A reproducible source of uniform numbers.
pub struct Numbers {
    secret: Secret,
    at: u64,
}

impl Numbers {
    pub fn new(seed: u8) -> Numbers {
        Numbers { secret: Secret::new([seed; 32]), at: 0 }
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.at += 1;
        (self.secret.person(&self.at.to_le_bytes()) % n as u64) as usize
    }
}

pub fn perturbation() -> Perturbation {
    Perturbation { policy: Policy::default(), secret: Secret::new([42; 32]) }
}

/// Persons with skewed values: many zeros, weeks up to 52, and a tail.
pub fn population(numbers: &mut Numbers) -> Vec<Person> {
    let secret = perturbation().secret;
    let person = |at: usize| {
        let value = match numbers.below(10) {
            0..=3 => 0.0,
            4..=8 => numbers.below(53) as f64,
            _ => (numbers.below(300)) as f64,
        };
        Person { key: secret.person(&at.to_le_bytes()), success: numbers.below(2) == 0, value }
    };
    (0..PERSONS).map(person).collect()
}

/// A random group: an interval of persons, thinned at random.
pub fn group(numbers: &mut Numbers) -> Vec<usize> {
    let size = 300 + numbers.below(2000);
    let first = numbers.below(PERSONS - size);
    (first..first + size).filter(|_| numbers.below(4) > 0).collect()
}

/// What a regression of the value on success gives for a group: no adjusters, HC1-like errors.
pub fn regression(persons: &[Person], of: &[usize]) -> ([u64; 2], AuditFitRow) {
    let mut cells = [0u64; 2];
    let mut values: [Vec<f64>; 2] = [Vec::new(), Vec::new()];
    for at in of {
        let person = persons[*at];
        let arm = usize::from(!person.success);
        cells[arm] = cells[arm].wrapping_add(person.key);
        values[arm].push(person.value);
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let variance = |values: &[f64]| {
        let mean = mean(values);
        values.iter().map(|value| (value - mean).powi(2)).sum::<f64>()
            / (values.len() as f64 - 1.0)
            / values.len() as f64
    };
    let cells = cell_keys(cells);
    let [n, m] = [0, 1].map(|arm: usize| values[arm].len() as u64);
    let users = [0, 1].map(|arm: usize| values[arm].iter().filter(|value| **value != 0.0).count() as u64);
    let (estimate, error) = (mean(&values[0]) - mean(&values[1]), (variance(&values[0]) + variance(&values[1])).sqrt());
    let row = AuditFitRow {
        estimate: Some(estimate),
        standard_error: Some(error),
        t: Some(estimate / error),
        df: Some((n + m - 2) as f64),
        rank: Some(2),
        mean_success: Some(mean(&values[0])),
        mean_non_success: Some(mean(&values[1])),
        ..fit("all", "c", 1, [n, m], users)
    };
    (cells, row)
}

/// A group and the same group without `fewer` persons of the success cohort.
fn pair(numbers: &mut Numbers, persons: &[Person], fewer: usize) -> (Vec<usize>, Vec<usize>, Vec<usize>) {
    let all = group(numbers);
    let mut taken: Vec<usize> = Vec::new();
    while taken.len() < fewer {
        let one = all[numbers.below(all.len())];
        if persons[one].success && !taken.contains(&one) {
            taken.push(one);
        }
    }
    let less = all.iter().copied().filter(|at| !taken.contains(at)).collect();
    (all, less, taken)
}

/// The published count of a group's success cohort.
fn published(noise: &Perturbation, persons: &[Person], of: &[usize]) -> i64 {
    let members = || of.iter().map(|at| persons[*at]).filter(|person| person.success);
    noise.count(members().fold(0, |sum, person| sum.wrapping_add(person.key)), members().count() as u64)
}

/// The difference of published counts for a difference of 1 to 4 persons: how often each is seen, learned with other secrets.
fn learned(persons: &[Person]) -> [std::collections::HashMap<i64, f64>; 4] {
    let mut seen: [std::collections::HashMap<i64, f64>; 4] = std::array::from_fn(|_| std::collections::HashMap::new());
    let noise = Perturbation { secret: Secret::new([77; 32]), ..perturbation() };
    for draw in 0..40_000u64 {
        let fewer = draw % 4 + 1;
        let count = 300 + draw % 700;
        let difference = noise.count(draw, count) - noise.count(draw ^ persons[0].key, count - fewer);
        *seen[fewer as usize - 1].entry(difference).or_default() += 1.0;
    }
    seen
}

/// What noise alone would leave of subtraction, without the rule on rare differences: more than guessing, since a shift of the mean
/// always shows a little. So such pairs are not published (`attack_groups`), and noise protects what no rule sees.
#[test]
fn noise_alone_leaves_subtraction_little_better_than_guessing() {
    let mut numbers = Numbers::new(1);
    let persons = population(&mut numbers);
    let (noise, seen) = (perturbation(), learned(&persons));
    let (mut found, mut read_off, attacks) = (0, 0, 2000);
    let mut surest = 0f64;
    for attack in 0..attacks {
        let fewer = attack % 4 + 1;
        let (all, less, _) = pair(&mut numbers, &persons, fewer);
        let difference = published(&noise, &persons, &all) - published(&noise, &persons, &less);
        read_off += usize::from(difference == fewer as i64);
        let chance = |of: usize| seen[of - 1].get(&difference).copied().unwrap_or(0.0);
        let guess = (1..=4).max_by(|a, b| chance(*a).total_cmp(&chance(*b))).unwrap();
        let total: f64 = (1..=4).map(chance).sum();
        if total > 400.0 {
            surest = surest.max(chance(guess) / total);
        }
        found += usize::from(guess == fewer);
    }
    let rate = found as f64 / attacks as f64;
    println!("subtraction: {rate:.3} found, guessing 0.250, surest {surest:.2}, read off {read_off}");
    assert_eq!(read_off, 0, "published differences are multiples of the base");
    assert!(rate < 0.33 && surest < 0.5, "{rate} {surest}");
}

/// One person's value from the estimates, means and counts of two groups that differ by that person: the error is larger than
/// that of guessing the group's mean.
#[test]
fn no_value_of_a_person_follows_from_two_groups() {
    let mut numbers = Numbers::new(4);
    let persons = population(&mut numbers);
    let noise = perturbation();
    let (mut attacked, mut guessed, mut closer, mut exact, attacks) = (Vec::new(), Vec::new(), 0, 0, 1000);
    for _ in 0..attacks {
        let (all, less, taken) = pair(&mut numbers, &persons, 1);
        let value = persons[taken[0]].value;
        let ((cells, one), (other_cells, other)) = (regression(&persons, &all), regression(&persons, &less));
        let (a, b) = (noise.figures(cells, true, &one).unwrap(), noise.figures(other_cells, true, &other).unwrap());
        // The attacker knows even the exact counts and the exact mean of the success cohort.
        let n = one.n_success as f64;
        let by_estimates = n * (a.estimate - b.estimate) + one.mean_success.unwrap() - (a.estimate - b.estimate);
        let mean = one.mean_success.unwrap();
        attacked.push((by_estimates - value).abs());
        guessed.push((mean - value).abs());
        closer += usize::from((by_estimates - value).abs() < (mean - value).abs());
        exact += usize::from((by_estimates - value).abs() < 0.5);
        // By the square of the errors: the person's squared deviation.
        let squares = (a.standard_error.powi(2) - b.standard_error.powi(2)).abs();
        assert!(squares.is_finite());
    }
    let rms = |errors: &[f64]| (errors.iter().map(|error| error * error).sum::<f64>() / errors.len() as f64).sqrt();
    println!(
        "a person's value: error {:.1}, guessing {:.1}; closer than guessing {closer} of {attacks}, exact {exact}",
        rms(&attacked),
        rms(&guessed)
    );
    assert!(rms(&attacked) > 2.0 * rms(&guessed) && closer < attacks / 2 && exact < attacks / 20);
}

/// The squared deviation of a person from the standard errors of two groups.
#[test]
fn no_deviation_of_a_person_follows_from_two_errors() {
    let mut numbers = Numbers::new(5);
    let persons = population(&mut numbers);
    let noise = perturbation();
    let (mut attacked, mut guessed) = (Vec::new(), Vec::new());
    for _ in 0..500 {
        let (all, less, taken) = pair(&mut numbers, &persons, 1);
        let ((cells, one), (other_cells, other)) = (regression(&persons, &all), regression(&persons, &less));
        let (a, b) = (noise.figures(cells, true, &one).unwrap(), noise.figures(other_cells, true, &other).unwrap());
        let n = one.n_success as f64;
        let deviation = (persons[taken[0]].value - one.mean_success.unwrap()).powi(2);
        let usual = one.standard_error.unwrap().powi(2) * n / 2.0;
        attacked.push((a.standard_error.powi(2) - b.standard_error.powi(2)) * n * n + usual - deviation);
        guessed.push(usual - deviation);
    }
    let rms = |errors: &[f64]| (errors.iter().map(|error| error * error).sum::<f64>() / errors.len() as f64).sqrt();
    println!("a person's squared deviation: error {:.0}, guessing {:.0}", rms(&attacked), rms(&guessed));
    assert!(rms(&attacked) > rms(&guessed));
}

/// Degrees of freedom are made of the published counts, and give nothing beyond them.
#[test]
fn degrees_of_freedom_follow_from_published_counts() {
    let mut numbers = Numbers::new(6);
    let persons = population(&mut numbers);
    let noise = perturbation();
    for _ in 0..200 {
        let (cells, row) = regression(&persons, &group(&mut numbers));
        let counts = noise.count(cells[0], row.n_success as u64) + noise.count(cells[1], row.n_non_success as u64);
        assert_eq!(noise.figures(cells, true, &row).unwrap().df, (counts - 5) as f64);
        let coarse = noise.figures(cells, false, &row).unwrap().df;
        assert!([200.0, 500.0, 1000.0, 2000.0].contains(&coarse), "{coarse}");
    }
}

/// The same persons and data have the same figures in every release; one other person or value gives independent noise.
#[test]
fn the_same_persons_have_the_same_noise() {
    let mut numbers = Numbers::new(7);
    let mut persons = population(&mut numbers);
    let noise = perturbation();
    let of = group(&mut numbers);
    let shown = |persons: &[Person]| {
        let (cells, row) = regression(persons, &of);
        (noise.figures(cells, true, &row).unwrap(), row.estimate.unwrap())
    };
    let first = shown(&persons);
    assert_eq!(first, shown(&persons));
    let mut offsets = Vec::new();
    for value in 1..200 {
        persons[of[0]].value = f64::from(value);
        let (figures, exact) = shown(&persons);
        offsets.push((figures.estimate - exact) / figures.standard_error);
    }
    let spread = (offsets.iter().map(|offset| offset * offset).sum::<f64>() / offsets.len() as f64).sqrt();
    assert!(spread > 0.02, "a corrected value has the noise of the wrong one: {spread}");
}

/// What the noise costs, as the release page shows it.
#[test]
fn noise_is_small_relative_to_standard_errors() {
    let mut numbers = Numbers::new(8);
    let noise = perturbation();
    let row = |n: u64| AuditFitRow {
        estimate: Some(10.0),
        standard_error: Some(2.0),
        df: Some(2.0 * n as f64 - 2.0),
        rank: Some(2),
        ..fit("all", "c", 1, [n, n], [n / 2, n / 2])
    };
    for (n, most) in [(50, 0.35), (100, 0.25), (500, 0.11), (1000, 0.08), (5000, 0.04)] {
        let shown: Vec<_> =
            (0..2000).map(|_| noise.figures([numbers.below(1 << 40) as u64, 1], true, &row(n)).unwrap()).collect();
        let rms = |of: &dyn Fn(&super::Figures) -> f64| (shown.iter().map(of).sum::<f64>() / shown.len() as f64).sqrt();
        let estimate = rms(&|f| ((f.estimate - 10.0) / 2.0).powi(2));
        let error = shown.iter().map(|f| f.standard_error / 2.0).sum::<f64>() / shown.len() as f64;
        println!(
            "n = {n}: noise {estimate:.3} standard errors, published errors {:.1} % larger",
            (error - 1.0) * 100.0
        );
        assert!(estimate < most, "{n}: {estimate}");
    }
}

/// What is not promised, measured: the average over independent ways to form the same small set.
#[test]
fn averaging_over_independent_differences_gains_as_the_release_page_says() {
    let noise = perturbation();
    let mut rates = Vec::new();
    for ways in [1u64, 10, 50] {
        let found = (0..2000u64).filter(|attack| {
            let fewer = attack % 4 + 1;
            let difference = |way: u64| {
                let count = 300 + (attack * 7 + way * 13) % 900;
                noise.count(attack << 20 | way << 1, count) - noise.count(attack << 20 | way << 1 | 1, count - fewer)
            };
            let mean = (0..ways).map(difference).sum::<i64>() as f64 / ways as f64;
            mean.round().clamp(1.0, 4.0) as u64 == fewer
        });
        rates.push(found.count() as f64 / 2000.0);
    }
    println!("averaging over 1, 10 and 50 ways finds {rates:?}, guessing 0.25");
    assert!(rates[0] < 0.32 && rates[1] < 0.45 && rates[2] < 0.65, "{rates:?}");
}
