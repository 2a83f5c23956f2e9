//! Mean and standard deviation without draws. A net result is a sum of terms, each a product of independent factors, so its
//! moments are sums over pairs of terms.

use super::parts::{Amount, Parts};
use super::triangle::Triangle;
use crate::calculator::result::uncertainty::ExactMoments;

/// 97.5 % of a normal distribution lie below this many standard deviations.
pub const NORMAL: f64 = 1.959_963_984_540_054;

/// Two products of about ten factors that are equal differ by less than this, relative to their size.
const ROUNDING: f64 = 1e-14;

/// What a term may be proportional to.
#[derive(Clone, Copy, PartialEq)]
enum Factor {
    NetRate,
    Completion,
    Costs,
    Displaced,
    Price,
    /// What success brings in natural units; joint with what it brings in kroner.
    Natural,
    Kroner,
}

const FACTORS: [Factor; 7] = [
    Factor::NetRate,
    Factor::Completion,
    Factor::Costs,
    Factor::Displaced,
    Factor::Price,
    Factor::Natural,
    Factor::Kroner,
];

/// Kroner times some factors, each once.
struct Term {
    kroner: f64,
    factors: Vec<Factor>,
}

/// The moments of all payers together.
pub fn of(parts: &Parts) -> ExactMoments {
    let (natural, natural_covariance) = parts.together(false);
    let (kroner, kroner_covariance) = parts.together(true);
    let (natural_deviation, _) = parts.fully_correlated(false);
    let (kroner_deviation, _) = parts.fully_correlated(true);
    let terms = terms(parts);
    let moments = |natural_variance: f64, kroner_variance: f64, covariance: f64| Moments {
        parts,
        natural: natural.sum(),
        kroner: kroner.sum(),
        natural_variance,
        kroner_variance,
        covariance,
    };
    let independent = moments(natural_covariance.sum(), kroner_covariance.sum(), 0.0);
    let correlated = moments(
        natural_deviation * natural_deviation,
        kroner_deviation * kroner_deviation,
        natural_deviation * kroner_deviation,
    );
    ExactMoments {
        mean: terms.iter().map(|term| independent.mean(term)).sum(),
        independent: independent.variance(&terms).sqrt(),
        correlated: correlated.variance(&terms).sqrt(),
    }
}

fn terms(parts: &Parts) -> Vec<Term> {
    use Factor::{Completion, Costs, Displaced, Kroner, Natural, NetRate, Price};
    let term = |kroner: f64, factors: &[Factor]| Term { kroner, factors: factors.to_vec() };
    let mut terms = vec![
        term(parts.during.sum(), &[Price]),
        term(parts.during_kroner.sum(), &[]),
        term(1.0, &[NetRate, Completion, Price, Natural]),
        term(1.0, &[NetRate, Completion, Kroner]),
    ];
    for (amount, factor) in [(&parts.grants, None), (&parts.costs, Some(Costs)), (&parts.displaced, Some(Displaced))] {
        let Amount { fixed, completed, success } = amount;
        for (kroner, volume) in [(fixed, &[][..]), (completed, &[Completion]), (success, &[NetRate, Completion])] {
            terms.push(term(kroner.sum(), &volume.iter().copied().chain(factor).collect::<Vec<_>>()));
        }
    }
    terms.retain(|term| term.kroner != 0.0);
    terms
}

struct Moments<'a> {
    parts: &'a Parts,
    natural: f64,
    kroner: f64,
    natural_variance: f64,
    kroner_variance: f64,
    /// Between what success brings in natural units and in kroner.
    covariance: f64,
}

impl Moments<'_> {
    /// The mean and the mean square of a factor.
    fn of(&self, factor: Factor) -> (f64, f64) {
        let parts = self.parts;
        let of = |triangle: Triangle| (triangle.mean(), triangle.mean_square());
        match factor {
            Factor::NetRate => {
                let (mean, square) = of(parts.net_rate);
                (mean, square + parts.net_rate_error * parts.net_rate_error)
            }
            Factor::Completion => of(parts.completion_rate),
            Factor::Costs => of(parts.cost_factor),
            Factor::Displaced => of(parts.displaced_factor),
            Factor::Price => of(parts.price_factor),
            Factor::Natural => (self.natural, self.natural_variance + self.natural * self.natural),
            Factor::Kroner => (self.kroner, self.kroner_variance + self.kroner * self.kroner),
        }
    }

    fn mean(&self, term: &Term) -> f64 {
        term.kroner * term.factors.iter().map(|factor| self.of(*factor).0).product::<f64>()
    }

    /// Of the product of two terms.
    fn mean_of_product(&self, a: &Term, b: &Term) -> f64 {
        let has = |term: &Term, factor: Factor| term.factors.contains(&factor);
        let joint =
            has(a, Factor::Natural) && has(b, Factor::Kroner) || has(a, Factor::Kroner) && has(b, Factor::Natural);
        let factors = FACTORS.iter().map(|factor| {
            let (mean, square) = self.of(*factor);
            match (has(a, *factor), has(b, *factor)) {
                // Of the two that are joint, the first stands for both.
                (..) if joint && *factor == Factor::Natural => self.covariance + self.natural * self.kroner,
                (..) if joint && *factor == Factor::Kroner => 1.0,
                (true, true) => square,
                (true, false) | (false, true) => mean,
                (false, false) => 1.0,
            }
        });
        a.kroner * b.kroner * factors.product::<f64>()
    }

    fn variance(&self, terms: &[Term]) -> f64 {
        let pairs = terms.iter().flat_map(|a| terms.iter().map(move |b| (a, b)));
        let covariance = |(a, b): (&Term, &Term)| {
            let shared = a.factors.iter().any(|factor| b.factors.contains(factor));
            let of_success = |term: &Term| term.factors.iter().any(|f| matches!(f, Factor::Natural | Factor::Kroner));
            // Terms without a factor in common are independent: their difference would be rounding.
            if !(shared || of_success(a) && of_success(b)) {
                return 0.0;
            }
            let (together, apart) = (self.mean_of_product(a, b), self.mean(a) * self.mean(b));
            // A factor without uncertainty leaves a difference that is rounding alone.
            if (together - apart).abs() <= ROUNDING * (together.abs() + apart.abs()) { 0.0 } else { together - apart }
        };
        pairs.map(covariance).sum::<f64>().max(0.0)
    }
}
