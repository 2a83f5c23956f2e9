//! The tables, in Markdown.

use super::outcome::{Kind, Plant};
use super::tally::{COVARIANCES, DEFAULT, Shown, Tally, USERS};
use super::{RATIOS, Scenario};

/// One fit in so many must be shown for a share to be.
const SHOWN: u64 = 200;

/// Shares of fewer fits say too little to be the worst of anything.
const ENOUGH: u64 = 1_000;

/// A share of fits, in per cent.
#[derive(Debug, Clone, Copy)]
struct Share(u64, u64);

impl Share {
    fn percent(self) -> f64 {
        100.0 * self.0 as f64 / self.1 as f64
    }

    /// The Monte Carlo error, in percentage points.
    fn error(self) -> f64 {
        let p = self.0 as f64 / self.1 as f64;
        100.0 * (p * (1.0 - p) / self.1 as f64).sqrt()
    }
}

fn number(share: Share) -> String {
    if share.1 == 0 { "–".to_owned() } else { format!("{:.1}", share.percent()) }
}

/// Shares by covariance, and the largest of their errors, if enough of so many fits are shown.
fn cells(shown: &[Shown], of: u64, hits: impl Fn(&Shown) -> u64) -> String {
    let enough = shown.iter().all(|shown| shown.fits * SHOWN >= of);
    let shares: Vec<Share> =
        shown.iter().map(|shown| Share(hits(shown), if enough { shown.fits } else { 0 })).collect();
    let error = shares.iter().filter(|share| share.1 > 0).map(|share| share.error()).fold(0.0, f64::max);
    let numbers: Vec<String> = shares.iter().map(|share| number(*share)).collect();
    let error = if shares.iter().all(|share| share.1 == 0) { "–".to_owned() } else { format!("{error:.1}") };
    format!("{} | {error}", numbers.join(" | "))
}

fn fits(tally: &Tally, minimum: usize) -> String {
    let most = tally.shown[minimum].iter().map(|shown| shown.fits).max().unwrap_or_default();
    format!("{:.0}", Share(most, tally.all).percent())
}

fn names() -> String {
    COVARIANCES.map(|covariance| covariance.to_string()).join(" | ")
}

fn of(all: &[(Scenario, Tally)], kind: Kind, plant: Plant) -> impl Iterator<Item = &(Scenario, Tally)> {
    all.iter().filter(move |(scenario, _)| scenario.kind == kind && scenario.plant == plant)
}

fn header(titles: &str) {
    println!("| {titles} |");
    println!("|{}", "---:|".repeat(titles.split('|').count()));
}

/// The share of shown fits with p < 0.05, before fits are held back and after, by a minimum.
pub fn rejections(title: &str, all: &[(Scenario, Tally)], plant: Plant, minimum: usize) {
    println!("## {title}, in per cent of the fits shown\n");
    for kind in Kind::ALL {
        println!("### {}\n", kind.describe());
        header(&format!("success | other | all: shown | {0} | ± | held back: shown | {0} | ±", names()));
        for (scenario, tally) in of(all, kind, plant) {
            let shares = |minimum: usize| cells(&tally.shown[minimum], tally.all, |shown| shown.rejected);
            let persons = format!("{} | {}", scenario.size, scenario.size * scenario.ratio);
            let (before, after) = (shares(0), shares(minimum));
            println!("| {persons} | {} | {before} | {} | {after} |", fits(tally, 0), fits(tally, minimum));
        }
        println!();
    }
}

/// The worst share over the scenarios by how many users are asked for, in cohorts of like size and in all.
pub fn thresholds(all: &[(Scenario, Tally)]) {
    println!("## The worst share where there is no difference, by the minimum of users\n");
    for kind in Kind::ALL {
        println!("### {}\n", kind.describe());
        let n = names();
        header(&format!("users | 1:1 and 1:5: scenarios | {n} | ± | 1:20 and 1:50: scenarios | {n} | ±"));
        for (at, users) in USERS.iter().enumerate() {
            let worst = |ratios: &[u64]| {
                let of = of(all, kind, Plant::Nothing).filter(|(scenario, _)| ratios.contains(&scenario.ratio));
                worst_of(of.map(|(_, tally)| tally), at)
            };
            println!("| {users} | {} | {} |", worst(&RATIOS[..2]), worst(&RATIOS[2..]));
        }
        println!();
    }
}

/// How many of the scenarios show enough fits, and the worst shares among them.
fn worst_of<'a>(tallies: impl Iterator<Item = &'a Tally>, at: usize) -> String {
    let enough: Vec<&Tally> =
        tallies.filter(|tally| tally.shown[at].iter().all(|shown| shown.fits >= ENOUGH.min(tally.all))).collect();
    let worst = |covariance: usize| {
        let shown = enough.iter().map(|tally| tally.shown[at][covariance]);
        shown.max_by(|a, b| (a.rejected * b.fits).cmp(&(b.rejected * a.fits))).unwrap_or_default()
    };
    let worst: Vec<Shown> = (0..COVARIANCES.len()).map(worst).collect();
    format!("{} | {}", enough.len(), cells(&worst, 0, |shown| shown.rejected))
}

/// Under a planted difference: the share of shown intervals that hold it.
pub fn coverage(all: &[(Scenario, Tally)]) {
    println!("## 95 % intervals that hold a planted difference, in per cent of those shown\n");
    for kind in Kind::ALL {
        println!("### {}\n", kind.describe());
        header(&format!("success | other | less: shown | {0} | ± | more: shown | {0} | ±", names()));
        for ((scenario, less), (_, more)) in of(all, kind, Plant::Less).zip(of(all, kind, Plant::More)) {
            let shares = |tally: &Tally| cells(&tally.shown[DEFAULT], tally.all, |shown| shown.covered);
            let persons = format!("{} | {}", scenario.size, scenario.size * scenario.ratio);
            let (few, many) = (fits(less, DEFAULT), fits(more, DEFAULT));
            println!("| {persons} | {few} | {} | {many} | {} |", shares(less), shares(more));
        }
        println!();
    }
}

/// That the draws are what they are said to be: the coefficient is the truth on average.
pub fn check(all: &[(Scenario, Tally)]) {
    let z = |tally: &Tally| {
        let n = tally.all as f64;
        let mean = tally.errors.0 / n;
        mean.abs() / ((tally.errors.1 / n - mean * mean) / n).sqrt()
    };
    let largest = all.iter().map(|(_, tally)| z(tally)).fold(0.0, f64::max);
    let all = all.len();
    println!(
        "Coefficients less the truth: in {all} scenarios, the mean is at most {largest:.1} Monte Carlo errors from zero"
    );
}
