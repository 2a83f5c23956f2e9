//! An attacker with everything that three releases publish of hundreds of overlapping groups, after disclosure control.
//!
//! The attacker knows the method, the policy, the distribution of the noise and the members of every group, and does not know who
//! succeeds and who has which value. The attacks are the best linear ones: every published count, or every published estimate, is
//! weighed by its covariance with what is sought. Guessing is what the same attacker says without the release.

use foundation::words::Arm;

use super::attack::{Numbers, PERSONS, Person, group, perturbation, population, regression};
use super::tests::{cohort_key, request};
use super::{Candidate, CohortCount, Control, Perturbation, PublishedComparison, Request, Sketch, Verdict, control};
use definitions::estimation::Minimum;
use foundation::tables::audit::AuditFitRow;

/// Groups of each release.
const GROUPS: usize = 100;

/// A group: its members, exact regression and cell keys, and what is published of it.
pub struct Group {
    pub members: Vec<usize>,
    pub fit: AuditFitRow,
    pub cells: [u64; 2],
    pub counts: bool,
    pub figures: bool,
}

/// Three releases of a hundred groups: random ones, the same without one to eight persons, and groups that others add up to.
pub fn releases(persons: &[Person], seed: u8, with_control: bool) -> Vec<Group> {
    let mut numbers = Numbers::new(100 + seed);
    let mut members: Vec<Vec<usize>> = Vec::new();
    while members.len() < 3 * GROUPS {
        let large: Vec<usize> = (0..members.len()).filter(|at| members[*at].len() > 500).collect();
        let kind = if large.is_empty() { 3 } else { numbers.below(4) };
        if kind > 1 {
            members.push(group(&mut numbers));
            continue;
        }
        let mut of = members[large[numbers.below(large.len())]].clone();
        for _ in 0..=numbers.below(8) {
            of.remove(numbers.below(of.len()));
        }
        if kind == 0 {
            members.push(of);
        } else {
            // Two groups that are a third one together, but for one to eight persons.
            let (one, other) = of.iter().partition(|_| numbers.below(3) == 0);
            members.extend([one, other]);
        }
    }
    members.truncate(3 * GROUPS);
    let mut earlier: Vec<PublishedComparison> = Vec::new();
    let mut groups = Vec::new();
    for (release, members) in members.chunks(GROUPS).enumerate() {
        let exact: Vec<([u64; 2], AuditFitRow)> = members
            .iter()
            .enumerate()
            .map(|(at, of)| {
                let (cells, fit) = regression(persons, of);
                (cells, AuditFitRow { target_group: format!("g{release}-{at}"), ..fit })
            })
            .collect();
        let decided = decide(persons, members, &exact, earlier.clone());
        earlier.extend(
            decided.published.iter().map(|of| PublishedComparison { release: release.to_string(), ..of.clone() }),
        );
        for ((of, (cells, fit)), verdict) in members.iter().zip(exact).zip(&decided.fits) {
            let (counts, figures) = (*verdict == Verdict::Released, !matches!(verdict, Verdict::HeldBack(_)));
            groups.push(Group {
                members: of.clone(),
                fit,
                cells,
                counts: counts || !with_control,
                figures: figures || !with_control,
            });
        }
    }
    groups
}

fn decide(
    persons: &[Person],
    members: &[Vec<usize>],
    exact: &[([u64; 2], AuditFitRow)],
    published: Vec<PublishedComparison>,
) -> Control {
    let cohorts = members.iter().zip(exact).flat_map(|(of, (cells, fit))| {
        [(Arm::Success, true), (Arm::NonSuccess, false)].into_iter().zip(cells).map(|((arm, success), cell)| {
            let keys =
                || of.iter().map(|at| persons[*at]).filter(|person| person.success == success).map(|person| person.key);
            CohortCount {
                key: cohort_key(&fit.target_group, "all", arm),
                persons: keys().count() as u64,
                cell: *cell,
                sketch: Sketch::of(keys()),
            }
        })
    });
    let candidate = |(cells, fit)| Candidate { fit, cells, shown: true, covered: true, minimum: Minimum::default() };
    let fits = exact.iter().map(|(cells, fit)| candidate((*cells, fit))).collect();
    control(&Request { cohorts: cohorts.collect(), fits, published, ..request(&[]) })
}

/// Solves a symmetric positive definite system by Cholesky's method.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let n = right.len();
    for j in 0..n {
        for i in j..n {
            let sum: f64 = (0..j).map(|k| matrix[i][k] * matrix[j][k]).sum();
            let value = matrix[i][j] - sum;
            matrix[i][j] = if i == j { value.sqrt() } else { value / matrix[j][j] };
        }
    }
    for i in 0..n {
        let sum: f64 = (0..i).map(|k| matrix[i][k] * right[k]).sum();
        right[i] = (right[i] - sum) / matrix[i][i];
    }
    for i in (0..n).rev() {
        let sum: f64 = (i + 1..n).map(|k| matrix[k][i] * right[k]).sum();
        right[i] = (right[i] - sum) / matrix[i][i];
    }
    right
}

/// Rows over persons, what was published of them, and the variance of its noise.
struct Equations {
    rows: Vec<Vec<f64>>,
    published: Vec<f64>,
    noise: Vec<f64>,
}

impl Equations {
    /// The best linear answer for each person: the prior mean and what the published figures add to it.
    fn answers(&self, mean: &[f64], variance: f64) -> Vec<f64> {
        let product = |one: &[f64], other: &[f64]| one.iter().zip(other).map(|(a, b)| a * b).sum::<f64>();
        let covariance = |i: usize, j: usize| {
            variance * product(&self.rows[i], &self.rows[j]) + if i == j { self.noise[i] } else { 0.0 }
        };
        let n = self.rows.len();
        let matrix = (0..n).map(|i| (0..n).map(|j| covariance(i, j)).collect()).collect();
        let right = self.rows.iter().zip(&self.published).map(|(row, shown)| shown - product(row, mean)).collect();
        let weights = solve(matrix, right);
        let mut answers = mean.to_vec();
        for (row, weight) in self.rows.iter().zip(&weights) {
            answers.iter_mut().zip(row).for_each(|(answer, of)| *answer += variance * of * weight);
        }
        answers
    }
}

/// Small sets: those that two groups differ by, and sums of groups leave.
fn small_sets<'a>(groups: impl Iterator<Item = &'a Vec<usize>> + Clone) -> Vec<Vec<usize>> {
    let mut sets = Vec::new();
    for one in groups.clone() {
        let mut is_in = vec![false; PERSONS];
        one.iter().for_each(|at| is_in[*at] = true);
        for other in groups.clone().filter(|other| (1..=8).contains(&other.len().wrapping_sub(one.len()))) {
            let beyond: Vec<usize> = other.iter().copied().filter(|at| !is_in[*at]).collect();
            if (1..=8).contains(&beyond.len()) && other.len() == one.len() + beyond.len() {
                sets.push(beyond);
            }
        }
    }
    sets
}

/// Tries, and how many of them the attack and the guess find.
#[derive(Debug, Default, Clone, Copy)]
pub struct Score {
    pub tries: usize,
    pub found: usize,
    pub guessed: usize,
}

impl Score {
    pub fn add(&mut self, other: Score) {
        self.tries += other.tries;
        self.found += other.found;
        self.guessed += other.guessed;
    }
}

/// How many of each small set succeed, where they are 1 to 4: the attack by all published counts, and the guess. First for sets that
/// groups differ by, then for others.
fn counts_found(persons: &[Person], groups: &[Group], noise: &Perturbation) -> [Score; 2] {
    // Both counts are of the same group, whose size is known.
    let published = |of: &Group| {
        let counts = [of.fit.n_success, of.fit.n_non_success].map(i64::unsigned_abs);
        let [success, non_success] = [0, 1].map(|arm: usize| noise.count(of.cells[arm], counts[arm]) as f64);
        (success + of.members.len() as f64 - non_success) / 2.0
    };
    let shown: Vec<(Vec<usize>, f64)> =
        groups.iter().filter(|of| of.counts).map(|of| (of.members.clone(), published(of))).collect();
    let sets = small_sets(groups.iter().map(|of| &of.members));
    score_of_sets(persons, &shown, sets, variance_of(noise.policy.count_noise, noise))
}

/// The same from the published successes of sets of persons, for the sets that they differ by.
pub fn counts_of_sets(persons: &[Person], shown: &[(Vec<usize>, f64)], variance: f64) -> [Score; 2] {
    score_of_sets(persons, shown, small_sets(shown.iter().map(|(members, _)| members)), variance)
}

/// The variance of a published count, with a noise of this standard deviation.
pub fn variance_of(noise: f64, perturbation: &Perturbation) -> f64 {
    (noise.powi(2) + (perturbation.policy.round_counts_to.pow(2) - 1) as f64 / 12.0).max(1e-3)
}

fn score_of_sets(
    persons: &[Person],
    shown: &[(Vec<usize>, f64)],
    between: Vec<Vec<usize>>,
    variance: f64,
) -> [Score; 2] {
    let row = |members: &Vec<usize>| {
        let mut row = vec![0.0; PERSONS];
        members.iter().for_each(|at| row[*at] = 1.0);
        row
    };
    let known = Equations {
        rows: shown.iter().map(|(members, _)| row(members)).collect(),
        published: shown.iter().map(|(_, published)| *published).collect(),
        noise: vec![variance / 2.0; shown.len()],
    };
    let share = persons.iter().filter(|person| person.success).count() as f64 / PERSONS as f64;
    let answers = known.answers(&vec![share; PERSONS], share * (1.0 - share));
    let mut numbers = Numbers::new(22);
    let others = (0..300).map(|at| (0..1 + at % 8).map(|_| numbers.below(PERSONS)).collect::<Vec<usize>>()).collect();
    // A number from 1 to 4 is sought, so no other is answered.
    let answer = |sum: f64| sum.round().clamp(1.0, 4.0);
    [between, others].map(|sets| {
        let mut score = Score::default();
        for set in sets {
            let successes = set.iter().filter(|at| persons[**at].success).count() as f64;
            if (1.0..=4.0).contains(&successes) {
                score.tries += 1;
                score.found += usize::from(answer(set.iter().map(|at| answers[*at]).sum::<f64>()) == successes);
                score.guessed += usize::from(answer(set.len() as f64 * share) == successes);
            }
        }
        score
    })
}

/// A policy without noise and rounding, under which the attacks succeed.
pub fn bare() -> Perturbation {
    let mut bare = perturbation();
    bare.policy.count_noise = 0.0;
    bare.policy.estimate_noise = 0.0;
    bare.policy.round_counts_to = 1;
    bare
}

#[test]
fn no_number_of_successes_of_a_small_set_follows_from_three_hundred_groups() {
    let (mut all, mut without, mut noise_only, mut shown) =
        ([Score::default(); 2], Score::default(), Score::default(), 0);
    for seed in 0..4 {
        let persons = population(&mut Numbers::new(20 + seed));
        let (open, groups) = (releases(&persons, seed, false), releases(&persons, seed, true));
        without.add(counts_found(&persons, &open, &bare())[0]);
        noise_only.add(counts_found(&persons, &open, &perturbation())[0]);
        all.iter_mut().zip(counts_found(&persons, &groups, &perturbation())).for_each(|(all, of)| all.add(of));
        let published: Vec<&Group> = groups.iter().filter(|of| of.counts).collect();
        shown += published.len();
        // No published pair differs by few persons of whom the attacker knows the names.
        for (one, other) in published.iter().flat_map(|one| published.iter().map(move |other| (one, other))) {
            let [a, b] = [one, other].map(|of| [of.fit.n_success, of.fit.n_non_success]);
            if a != b && (0..2).any(|arm| (1..5).contains(&(b[arm] - a[arm]))) {
                assert!(one.members.iter().any(|at| other.members.binary_search(at).is_err()), "{a:?} {b:?}");
            }
        }
    }
    let [between, others] = all;
    println!(
        "least squares on {shown} of 1200 groups, sets that groups differ by: {between:?}; without protection {without:?}, with noise \
         alone {noise_only:?}; other sets: {others:?}"
    );
    assert!(between.tries + others.tries >= 1000 && shown >= 400, "{between:?} {others:?} {shown}");
    assert!(without.found > without.tries * 8 / 10, "{without:?}");
    for score in [between, others] {
        let (found, guessed, tries) = (score.found as f64, score.guessed as f64, score.tries as f64);
        assert!(found <= guessed + 2.0 * (guessed * (1.0 - guessed / tries)).sqrt(), "{score:?}");
    }
}

/// Squared errors in the values of the persons by whom two groups differ: by all published estimates, with arms and exact numbers of
/// persons given, and by the mean of the person's arm.
fn values_missed(persons: &[Person], groups: &[Group], noise: &Perturbation) -> [Vec<f64>; 2] {
    let shown: Vec<&Group> = groups.iter().filter(|of| of.figures).collect();
    let row = |of: &&Group| {
        let [n, m] = [of.fit.n_success, of.fit.n_non_success].map(|n| n as f64);
        let mut row = vec![0.0; PERSONS];
        of.members.iter().for_each(|at| row[*at] = if persons[*at].success { 1.0 / n } else { -1.0 / m });
        row
    };
    let mean = |success: bool| {
        let of: Vec<f64> =
            persons.iter().filter(|person| person.success == success).map(|person| person.value).collect();
        of.iter().sum::<f64>() / of.len() as f64
    };
    let means = [false, true].map(mean);
    let guesses: Vec<f64> = persons.iter().map(|person| means[usize::from(person.success)]).collect();
    let deviations = persons.iter().zip(&guesses).map(|(person, guess)| (person.value - guess).powi(2));
    let variance = deviations.sum::<f64>() / PERSONS as f64;
    let spread = |of: &&Group| {
        let smaller = of.fit.n_success.min(of.fit.n_non_success) as f64;
        (noise.policy.estimate_noise * variance.sqrt() / smaller).powi(2).max(1e-9)
    };
    let estimate = |of: &&Group| noise.figures(of.cells, true, &of.fit).unwrap().estimate;
    let known = Equations {
        rows: shown.iter().map(row).collect(),
        published: shown.iter().map(estimate).collect(),
        noise: shown.iter().map(spread).collect(),
    };
    let answers = known.answers(&guesses, variance);
    let sought: Vec<usize> =
        small_sets(groups.iter().map(|of| &of.members)).into_iter().filter(|set| set.len() == 1).flatten().collect();
    let squared = |of: &dyn Fn(usize) -> f64| sought.iter().map(|at| (of(*at) - persons[*at].value).powi(2)).collect();
    [squared(&|at| answers[at]), squared(&|at| guesses[at])]
}

#[test]
fn no_value_of_a_person_follows_from_three_hundred_groups() {
    let rms = |squares: &[f64]| (squares.iter().sum::<f64>() / squares.len() as f64).sqrt();
    let (mut attacked, mut guessed, mut without) = (Vec::new(), Vec::new(), Vec::new());
    for seed in 0..24 {
        let persons = population(&mut Numbers::new(20 + seed));
        let [errors, guesses] = values_missed(&persons, &releases(&persons, seed, true), &perturbation());
        attacked.extend(errors);
        guessed.extend(guesses);
        without.extend(values_missed(&persons, &releases(&persons, seed, false), &bare()).into_iter().next().unwrap());
    }
    // What the attack gains over guessing, in Monte Carlo errors of this gain.
    let gains: Vec<f64> = guessed.iter().zip(&attacked).map(|(guess, attack)| guess - attack).collect();
    let (n, gain) = (gains.len() as f64, gains.iter().sum::<f64>() / gains.len() as f64);
    let monte_carlo = (gains.iter().map(|x| (x - gain).powi(2)).sum::<f64>() / (n * (n - 1.0))).sqrt();
    let [attacked, guessed, without] = [&attacked, &guessed, &without].map(|squares| rms(squares));
    println!(
        "values of {n} persons by whom groups differ: error {attacked:.1}, guessing {guessed:.1}, a gain of {:.1} Monte Carlo \
         errors; without protection {without:.1}",
        gain / monte_carlo
    );
    assert!(attacked > 0.95 * guessed && gain < 3.0 * monte_carlo, "{attacked} {guessed} {gain} {monte_carlo}");
    assert!(without < 0.1 * guessed, "{without} {guessed}");
}

/// b·n₁·n₀ is whole in a design without adjusters: a search over all pairs of counts around the published ones, each centred on its
/// own, for the pair whose product is nearest to a whole number.
#[test]
fn no_count_follows_from_whole_products() {
    let mut numbers = Numbers::new(3);
    let persons = population(&mut numbers);
    let searched = |noise: &Perturbation, window: i64, numbers: &mut Numbers| {
        let (mut found, mut guessed, attacks) = (0, 0, 300);
        for _ in 0..attacks {
            let (cells, row) = regression(&persons, &group(numbers));
            let estimate =
                if window == 15 { noise.figures(cells, true, &row).unwrap().estimate } else { row.estimate.unwrap() };
            let exact = [row.n_success, row.n_non_success];
            let centre = [0, 1].map(|arm: usize| {
                if window == 15 {
                    noise.count(cells[arm], exact[arm].unsigned_abs())
                } else {
                    exact[arm] + 3 - 2 * arm as i64
                }
            });
            let off = |n: i64, m: i64| {
                let product = estimate * n as f64 * m as f64;
                (product - product.round()).abs()
            };
            let pairs = (centre[0] - window..=centre[0] + window)
                .flat_map(|n| (centre[1] - window..=centre[1] + window).map(move |m| [n, m]));
            let best = pairs.min_by(|a, b| off(a[0], a[1]).total_cmp(&off(b[0], b[1]))).unwrap();
            found += usize::from(best == exact);
            guessed += usize::from(centre == exact);
        }
        (found, guessed, attacks)
    };
    let (found, guessed, attacks) = searched(&perturbation(), 15, &mut numbers);
    let (without, ..) = searched(&bare(), 5, &mut numbers);
    println!(
        "whole products: {found} of {attacks} found, the published counts are right in {guessed}; without protection {without}"
    );
    assert!(found <= 3 && without > attacks * 9 / 10, "{found} {without}");
}
