//! The present values of a case in every draw, from the products of the draws.

use nalgebra::{Matrix3, SymmetricEigen, Vector3};

use super::interval::interval;
use super::parts::{Amount, Parts, PresentValueThroughYear};
use super::products::{KNOWN, Products, Term, add};
use crate::calculator::result::uncertainty::Bounds;

/// All payers together, or one of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Side {
    /// All together.
    Total,
    /// The payer at a position.
    Payer(usize),
}

impl Side {
    /// Its part of an amount by payer.
    fn of(self, by_payer: &Vector3<f64>) -> f64 {
        match self {
            Side::Total => by_payer.sum(),
            Side::Payer(position) => by_payer[position],
        }
    }
}

/// The joint error of all payers together, × price × success and × success: a column in natural units and one in kroner.
#[derive(Debug)]
pub struct TotalErrors {
    /// In natural units.
    pub natural: Vec<f64>,
    /// In kroner.
    pub kroner: Vec<f64>,
}

impl TotalErrors {
    /// The sums of the three errors in natural units and of the three in kroner, with their coefficients.
    pub fn of(products: &Products, natural: [f64; 3], kroner: [f64; 3]) -> TotalErrors {
        let sum = |terms: [Term<'_>; 3]| {
            let mut joint = vec![0.0; products.len()];
            add(&mut joint, &terms);
            joint
        };
        TotalErrors { natural: sum(products.natural(natural)), kroner: sum(products.kroner(kroner)) }
    }

    fn terms(&self, [natural, kroner]: [f64; 2]) -> [Term<'_>; 2] {
        [Term::of(&self.natural, natural), Term::of(&self.kroner, kroner)]
    }
}

/// What success brings, in natural units or in kroner.
struct Success {
    mean: Vector3<f64>,
    /// Three independent standard normals become the payers' joint error.
    root: Matrix3<f64>,
    /// The standard deviation of all payers together where consequences are independent.
    deviation: f64,
    /// Where all errors have the same sign: the standard deviation of all payers together, and of each.
    together: f64,
    each: Vector3<f64>,
}

impl Success {
    fn of(parts: &Parts, kroner: bool) -> Success {
        let (mean, covariance) = parts.together(kroner);
        let (together, each) = parts.fully_correlated(kroner);
        Success { mean, root: root(covariance), deviation: covariance.sum().max(0.0).sqrt(), together, each }
    }

    /// The coefficients of the three independent errors.
    fn independent(&self, side: Side) -> [f64; 3] {
        [0, 1, 2].map(|error| side.of(&self.root.column(error).into_owned()))
    }

    /// The coefficients that make the error of all payers together a standard normal.
    fn standardised(&self) -> [f64; 3] {
        if self.deviation > 0.0 {
            self.independent(Side::Total).map(|part| part / self.deviation)
        } else {
            [1.0, 0.0, 0.0]
        }
    }

    /// The coefficient of the common error.
    fn common(&self, side: Side) -> f64 {
        match side {
            Side::Total => self.together,
            Side::Payer(position) => self.each[position],
        }
    }
}

/// A case ready for draws.
pub struct Simulation<'a> {
    parts: &'a Parts,
    natural: Success,
    kroner: Success,
}

impl<'a> Simulation<'a> {
    /// Prepares a case.
    pub fn of(parts: &'a Parts) -> Simulation<'a> {
        Simulation { parts, natural: Success::of(parts, false), kroner: Success::of(parts, true) }
    }

    /// The bounds of all payers together, or of one.
    pub fn bounds(&self, products: &Products, side: Side) -> Bounds {
        let expected = self.expected(products, side);
        let mut independent = expected.clone();
        add(&mut independent, &products.natural(self.natural.independent(side)));
        add(&mut independent, &products.kroner(self.kroner.independent(side)));
        Bounds { independent: interval(&independent), correlated: interval(&self.correlated(products, side, expected)) }
    }

    /// The errors of all payers together.
    pub fn errors(&self, products: &Products) -> TotalErrors {
        TotalErrors::of(products, self.natural.standardised(), self.kroner.standardised())
    }

    /// By draw, the result without errors of the estimates.
    pub fn expected(&self, products: &Products, side: Side) -> Vec<f64> {
        let parts = self.parts;
        let of = |by_payer: &Vector3<f64>| side.of(by_payer);
        let amount = |amount: &Amount| [of(&amount.fixed), of(&amount.completed), of(&amount.success)];
        expected(
            products,
            &Expected {
                costs: amount(&parts.costs),
                grants: amount(&parts.grants),
                displaced: amount(&parts.displaced),
                during: of(&parts.during),
                during_kroner: of(&parts.during_kroner),
                natural: of(&self.natural.mean),
                kroner: of(&self.kroner.mean),
            },
        )
    }

    /// Adds errors to what is expected of all payers together.
    pub fn with_errors(&self, errors: &TotalErrors, mut expected: Vec<f64>) -> Vec<f64> {
        add(&mut expected, &errors.terms([self.natural.deviation, self.kroner.deviation]));
        expected
    }

    /// Adds errors that have the same sign in all consequences to what is expected.
    pub fn correlated(&self, products: &Products, side: Side, mut expected: Vec<f64>) -> Vec<f64> {
        add(&mut expected, &products.common([self.natural.common(side), self.kroner.common(side)]));
        expected
    }
}

/// What is expected of one side. Amounts are fixed, for each who completes, and for each success.
struct Expected {
    costs: [f64; 3],
    grants: [f64; 3],
    displaced: [f64; 3],
    during: f64,
    during_kroner: f64,
    natural: f64,
    kroner: f64,
}

/// By draw, what is expected.
fn expected(products: &Products, of: &Expected) -> Vec<f64> {
    let ([costs, completed_costs, success_costs], [grants, completed_grants, success_grants]) = (of.costs, of.grants);
    let [displaced, completed_displaced, success_displaced] = of.displaced;
    let coefficients: [f64; KNOWN] = [
        completed_grants,
        success_grants + of.kroner,
        costs,
        completed_costs,
        success_costs,
        displaced,
        completed_displaced,
        success_displaced,
        of.during,
        of.natural,
    ];
    let mut values = vec![grants + of.during_kroner; products.len()];
    let terms = products.known.iter().zip(coefficients).map(|(column, coefficient)| Term::of(column, coefficient));
    add(&mut values, &terms.collect::<Vec<_>>());
    values
}

/// By draw, what all payers together get through a year.
pub struct YearDraws<'a> {
    products: &'a Products,
    through: PresentValueThroughYear,
    expected: Vec<f64>,
}

impl<'a> YearDraws<'a> {
    /// The draws of a year.
    pub fn of(products: &'a Products, through: PresentValueThroughYear) -> YearDraws<'a> {
        let PresentValueThroughYear { costs, grants, displaced, during, during_kroner, natural, kroner } = through;
        let (natural, kroner) = (natural.mean, kroner.mean);
        let of = Expected { costs, grants, displaced, during, during_kroner, natural, kroner };
        YearDraws { products, through, expected: expected(products, &of) }
    }

    /// With errors that are independent, drawn for the whole result.
    pub fn independent(&self, errors: &TotalErrors) -> Vec<f64> {
        let PresentValueThroughYear { natural, kroner, .. } = &self.through;
        let mut values = self.expected.clone();
        add(&mut values, &errors.terms([natural.independent, kroner.independent]));
        values
    }

    /// With errors that have the same sign in all consequences.
    pub fn correlated(self) -> Vec<f64> {
        let mut values = self.expected;
        let errors = [self.through.natural.correlated, self.through.kroner.correlated];
        add(&mut values, &self.products.common(errors));
        values
    }
}

/// A matrix whose product with its transpose is the covariance. The covariance of payers who share one price is singular, so
/// it is taken from the eigenvalues and not from Cholesky.
fn root(covariance: Matrix3<f64>) -> Matrix3<f64> {
    let eigen = SymmetricEigen::new(covariance);
    eigen.eigenvectors * Matrix3::from_diagonal(&eigen.eigenvalues.map(|value| value.max(0.0).sqrt()))
}
