//! Mean and standard deviation without draws: exact, as products of what is independent.

use super::parts::Parts;
use super::triangle::Triangle;
use crate::calculator::result::uncertainty::ExactMoments;

/// 97.5 % of a normal distribution lie below this many standard deviations.
pub const NORMAL: f64 = 1.959_963_984_540_054;

/// The moments of all payers together.
pub fn of(parts: &Parts) -> ExactMoments {
    let (natural, natural_covariance) = parts.together(false);
    let (kroner, kroner_covariance) = parts.together(true);
    let (natural_deviation, _) = parts.fully_correlated(false);
    let (kroner_deviation, _) = parts.fully_correlated(true);
    let product = Product { parts, during: parts.during.sum(), natural: natural.sum(), kroner: kroner.sum() };
    let independent = product.variance(natural_covariance.sum(), kroner_covariance.sum(), 0.0);
    let correlated = product.variance(
        natural_deviation * natural_deviation,
        kroner_deviation * kroner_deviation,
        natural_deviation * kroner_deviation,
    );
    ExactMoments { mean: product.mean(), independent: independent.sqrt(), correlated: correlated.sqrt() }
}

/// The parts of a present value that are products of random factors.
struct Product<'a> {
    parts: &'a Parts,
    during: f64,
    natural: f64,
    kroner: f64,
}

impl Product<'_> {
    fn mean(&self) -> f64 {
        let parts = self.parts;
        parts.grants.sum()
            + parts.costs.sum() * parts.cost_factor.mean()
            + parts.displaced.sum() * parts.displaced_factor.mean()
            + parts.during_kroner.sum()
            + self.gain_mean()
    }

    /// Of (during + S × natural) × price + S × kroner.
    fn gain_mean(&self) -> f64 {
        let (success, price) = (self.success(), self.parts.price_factor.mean());
        price * (self.during + success * self.natural) + success * self.kroner
    }

    fn success(&self) -> f64 {
        self.parts.net_rate.mean() * self.parts.completion_rate.mean()
    }

    /// The mean of the square less the square of the mean, term by term; the factors of a term are independent.
    fn variance(&self, natural: f64, kroner: f64, both: f64) -> f64 {
        let parts = self.parts;
        let success = self.success();
        let success_square = parts.net_rate.mean_square() * parts.completion_rate.mean_square();
        let (price, price_square) = (parts.price_factor.mean(), parts.price_factor.mean_square());
        let natural_square = natural + self.natural * self.natural;
        let kroner_square = kroner + self.kroner * self.kroner;
        let product = both + self.natural * self.kroner;
        let priced =
            self.during * self.during + 2.0 * self.during * success * self.natural + success_square * natural_square;
        let mixed = self.during * success * self.kroner + success_square * product;
        let square = price_square * priced + 2.0 * price * mixed + success_square * kroner_square;
        let gain = square - self.gain_mean() * self.gain_mean();
        let of =
            |amount: f64, factor: Triangle| amount * amount * (factor.mean_square() - factor.mean() * factor.mean());
        let fixed = of(parts.costs.sum(), parts.cost_factor) + of(parts.displaced.sum(), parts.displaced_factor);
        (gain + fixed).max(0.0)
    }
}
