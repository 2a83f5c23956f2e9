//! Persons in clusters that share an effect: how often CR1, and HC3 beside it, finds what is not there.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{ChiSquared, Distribution, StandardNormal};
use som::estimate::{CellOutcome, ClusterCell, Clusters, DesignCell, Errors, Fit};
use som::inference::infer;
use som::words::Covariance;

use super::cohorts::{AGES, factor, level, person};

/// Numbers of clusters.
const CLUSTERS: [usize; 8] = [10, 20, 30, 40, 60, 80, 120, 160];

/// Persons of a cluster where all are of one size, and of the middle one where they are not.
const PERSONS: f64 = 25.0;

/// How many times the middle cluster the largest is, and the middle one the smallest.
const UNEQUAL: f64 = 10.0;

/// The intra-cluster correlation: the clusters' share of a variance of one.
const CORRELATION: f64 = 0.1;

/// Success or not, by sex, by age.
const CELLS: usize = 4 * AGES.len();

/// Clusters, their sizes, and what success has to do with them.
#[derive(Debug, Clone, Copy)]
struct Scenario {
    clusters: usize,
    unequal: bool,
    /// The standard deviation over clusters of the logarithm of the odds of success, which are even in the middle.
    spread: f64,
}

/// What came of the replications of a scenario.
#[derive(Debug, Default)]
struct Tally {
    all: u64,
    /// Those with p below 0.05, of CR1 and HC3.
    rejected: [u64; 2],
    /// Σ of the coefficient and of its square.
    errors: (f64, f64),
}

/// Runs the study and prints its table.
pub fn study(replications: u64) {
    println!("## p < 0.05 by clusters, where there is no difference, in per cent of {replications} fits\n");
    println!("| clusters | sizes | success | CR1 | HC3 | ± |\n|---:|---|---|---:|---:|---:|");
    let mut furthest: f64 = 0.0;
    for (unequal, sizes) in [(false, "equal"), (true, "unequal")] {
        for (spread, success) in [(0.0, "varies within clusters"), (1.0, "in part the cluster's")] {
            for clusters in CLUSTERS {
                let tally = Scenario { clusters, unequal, spread }.run(replications);
                let share = |rejected: u64| rejected as f64 / tally.all as f64;
                let [cr1, hc3] = tally.rejected.map(share);
                let error = |p: f64| (p * (1.0 - p) / tally.all as f64).sqrt();
                let worst = 100.0 * error(cr1).max(error(hc3));
                println!("| {clusters} | {sizes} | {success} | {:.1} | {:.1} | {worst:.1} |", 100.0 * cr1, 100.0 * hc3);
                furthest = furthest.max(tally.errors_away());
            }
        }
    }
    println!("\nCoefficients: in every scenario, the mean is at most {furthest:.1} Monte Carlo errors from nought");
}

impl Scenario {
    fn run(self, replications: u64) -> Tally {
        super::replicate(replications, |tally, replication| self.replicate(tally, replication), Tally::plus)
    }

    /// Persons and outcomes both are drawn anew.
    fn replicate(self, tally: &mut Tally, replication: u64) {
        let code = self.clusters as u64 * 100 + u64::from(self.unequal) * 10 + u64::from(self.spread > 0.0);
        let mut rng = ChaCha8Rng::seed_from_u64(code);
        rng.set_stream(replication);
        let counts: Vec<[u64; CELLS]> =
            (0..self.clusters).map(|cluster| members(&mut rng, self.size(cluster), self.spread)).collect();
        let drawn = Drawn::new(&mut rng, &counts);
        let factor = factor(&drawn.cells);
        let fit = Fit::new(&factor, &drawn.outcome);
        let clusters: Vec<(u32, Vec<ClusterCell>)> = (0..).zip(drawn.clusters).collect();
        let (cr1, _) = fit.variance_of(Errors::ByCluster(Clusters::Cells(&clusters)));
        let cr1 = cr1.expect("there are clusters");
        let hc3 = fit.variance(Covariance::Hc3).expect("there are degrees of freedom");
        let p = |variance: f64, df: f64| infer(fit.coefficient, variance.sqrt(), df).expect("an error above zero").p;
        let ps = [p(cr1, self.clusters as f64 - 1.0), p(hc3, factor.df() as f64)];
        tally.add(fit.coefficient, ps);
    }

    /// Persons of a cluster: all the same, or growing by the same factor from each to the next.
    fn size(self, cluster: usize) -> u64 {
        let place = 2.0 * cluster as f64 / (self.clusters - 1) as f64 - 1.0;
        (PERSONS * if self.unequal { UNEQUAL.powf(place) } else { 1.0 }).round() as u64
    }
}

impl Tally {
    fn add(&mut self, coefficient: f64, ps: [f64; 2]) {
        self.all += 1;
        self.errors.0 += coefficient;
        self.errors.1 += coefficient * coefficient;
        for (rejected, p) in self.rejected.iter_mut().zip(ps) {
            *rejected += u64::from(p < 0.05);
        }
    }

    fn plus(self, other: Tally) -> Tally {
        Tally {
            all: self.all + other.all,
            rejected: [self.rejected[0] + other.rejected[0], self.rejected[1] + other.rejected[1]],
            errors: (self.errors.0 + other.errors.0, self.errors.1 + other.errors.1),
        }
    }

    /// How many Monte Carlo errors the mean coefficient is from nought.
    fn errors_away(&self) -> f64 {
        let n = self.all as f64;
        let mean = self.errors.0 / n;
        mean.abs() / ((self.errors.1 / n - mean * mean) / n).sqrt()
    }
}

/// One cluster's persons by cell.
fn members(rng: &mut ChaCha8Rng, size: u64, spread: f64) -> [u64; CELLS] {
    let z: f64 = rng.sample(StandardNormal);
    let chance = 1.0 / (1.0 + (-spread * z).exp());
    let mut counts = [0; CELLS];
    for _ in 0..size {
        let success = rng.random::<f64>() < chance;
        let (sex, age) = person(rng, success);
        counts[(usize::from(success) * 2 + sex) * AGES.len() + age] += 1;
    }
    counts
}

/// One replication: its cells, its outcome by cell, and the same by cluster.
struct Drawn {
    cells: Vec<DesignCell>,
    outcome: CellOutcome,
    clusters: Vec<Vec<ClusterCell>>,
}

impl Drawn {
    /// Normal outcomes of one mean by sex and age, whoever succeeds, and an effect of each cluster.
    fn new(rng: &mut ChaCha8Rng, counts: &[[u64; CELLS]]) -> Drawn {
        let mut place = [0; CELLS];
        let mut cells = Vec::new();
        for (code, place) in place.iter_mut().enumerate() {
            let n: u64 = counts.iter().map(|counts| counts[code]).sum();
            *place = cells.len();
            if n > 0 {
                let (group, age) = (code / AGES.len(), AGES[code % AGES.len()]);
                let (success, sex) = (group / 2 == 1, (group % 2) as u8);
                cells.push(DesignCell { n, success, sex, age, t0: 2010, levels: vec![] });
            }
        }
        let mut within = vec![0.0; cells.len()];
        let mut clusters = Vec::with_capacity(counts.len());
        for counts in counts {
            let z: f64 = rng.sample(StandardNormal);
            let effect = CORRELATION.sqrt() * z;
            let mut parts = Vec::new();
            for (n, cell) in counts.iter().zip(place).filter(|(n, _)| **n > 0) {
                let z: f64 = rng.sample(StandardNormal);
                let design = &cells[cell];
                let own = ((1.0 - CORRELATION) / *n as f64).sqrt() * z;
                parts.push(ClusterCell { cell, n: *n, mean: level(design.sex.into(), design.age) + effect + own });
                if *n > 1 {
                    within[cell] += (1.0 - CORRELATION) * ChiSquared::new((n - 1) as f64).unwrap().sample(rng);
                }
            }
            clusters.push(parts);
        }
        let outcome = outcome(&cells, &clusters, within);
        Drawn { cells, outcome, clusters }
    }
}

/// The clusters' means and squares within put together by cell.
fn outcome(cells: &[DesignCell], clusters: &[Vec<ClusterCell>], mut within: Vec<f64>) -> CellOutcome {
    let mut means = vec![0.0; cells.len()];
    for part in clusters.iter().flatten() {
        means[part.cell] += part.mean * part.n as f64 / cells[part.cell].n as f64;
    }
    for part in clusters.iter().flatten() {
        within[part.cell] += part.n as f64 * (part.mean - means[part.cell]).powi(2);
    }
    CellOutcome { shift: 0.0, shift_steps: 0, means, within, constant: false, stored_to: 0.0 }
}
