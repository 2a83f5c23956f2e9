//! A present value taken apart into what is drawn separately.

use nalgebra::{Matrix3, Vector3};

use super::joint_errors::JointEstimates;
use super::triangle::Triangle;
use crate::calculator::discount::discount_factor;
use crate::calculator::people;
use crate::calculator::result::Heading;
use crate::calculator::term::Term;
use crate::calculator::{lines, result};
use crate::case::Inputs;
use crate::case::inputs::{Consequence, DiscountStep};
use foundation::keys::is_kroner;
use foundation::words::Denominator;

/// The present value of a case, by payer, in parts.
#[derive(Debug, Clone)]
pub struct Parts {
    /// Costs, which are negative.
    pub costs: Vector3<f64>,
    /// Grants, which stay when costs change.
    pub grants: Vector3<f64>,
    /// Displaced costs.
    pub displaced: Vector3<f64>,
    /// What participants use while they take part, in natural units.
    pub during: Vector3<f64>,
    /// The same in kroner, which no price changes.
    pub during_kroner: Vector3<f64>,
    /// What success brings, per unit of net rate × completion rate, by consequence.
    pub successes: Vec<OfConsequence>,
    /// The net success rate.
    pub net_rate: Triangle,
    /// The completion rate; 1 where the net rate is of those who start.
    pub completion_rate: Triangle,
    /// What costs are multiplied by.
    pub cost_factor: Triangle,
    /// What displaced costs are multiplied by.
    pub displaced_factor: Triangle,
    /// What prices are multiplied by.
    pub price_factor: Triangle,
    /// Consequences whose covariances had to be repaired.
    pub repaired: Vec<String>,
}

/// One consequence.
#[derive(Debug, Clone)]
pub struct OfConsequence {
    /// Its id.
    pub id: String,
    /// Whether its values are amounts, which no price changes.
    pub is_kroner: bool,
    /// What is expected, by payer.
    pub mean: Vector3<f64>,
    /// The covariance of what the payers get.
    pub covariance: Matrix3<f64>,
    /// The standard deviation of what all payers together get.
    pub deviation: f64,
}

impl Parts {
    /// Takes a case apart, through a calendar year if one is given.
    pub fn of(inputs: &Inputs, known: &[JointEstimates], discount: &[DiscountStep], through: Option<i32>) -> Parts {
        let uncertainty = &inputs.uncertainty;
        let unit = Unit::of(inputs, discount, through);
        let people = people::people(inputs);
        // Without consequences, the lines are exactly what no success changes.
        let fixed = lines::lines(inputs, &people, &[]);
        let sum = |wanted: &dyn Fn(&result::Line) -> bool| {
            let mut sum = Vector3::zeros();
            for line in fixed.iter().filter(|line| unit.counts(line.year) && wanted(line)) {
                if let Some(part) = sum.get_mut(line.payer as usize) {
                    *part += line.undiscounted * unit.factor(line.year);
                }
            }
            sum
        };
        let in_kroner =
            |line: &result::Line| inputs.during.iter().any(|d| d.consequence == line.item && is_kroner(&d.unit));
        let all = || inputs.consequences.iter().zip(known);
        let successes = all().map(|(consequence, known)| unit.of_consequence(consequence, known)).collect();
        let repaired = all().filter(|(_, known)| known.repaired).map(|(consequence, _)| consequence.id.clone());
        let repaired = repaired.collect();
        let completion = match inputs.effect.denominator {
            Denominator::Completed => {
                Triangle::around(inputs.intervention.completion_rate, uncertainty.completion_rate)
            }
            // A rate of those who start does not depend on how many complete.
            Denominator::Started => Triangle::around(1.0, None),
        };
        Parts {
            costs: sum(&|line| line.heading == Heading::Costs),
            grants: sum(&|line| line.heading == Heading::Grants),
            displaced: sum(&|line| line.heading == Heading::DisplacedCosts),
            during: sum(&|line| line.heading == Heading::During && !in_kroner(line)),
            during_kroner: sum(&|line| line.heading == Heading::During && in_kroner(line)),
            successes,
            net_rate: Triangle::around(inputs.effect.net_rate, uncertainty.net_rate),
            completion_rate: completion,
            cost_factor: Triangle::around(1.0, uncertainty.costs),
            displaced_factor: Triangle::around(1.0, uncertainty.displaced),
            price_factor: Triangle::around(1.0, uncertainty.prices),
            repaired,
        }
    }

    /// What is expected of success, and its covariance if consequences are independent: natural units or kroner.
    pub fn together(&self, kroner: bool) -> (Vector3<f64>, Matrix3<f64>) {
        let those = self.successes.iter().filter(|one| one.is_kroner == kroner);
        those.fold((Vector3::zeros(), Matrix3::zeros()), |(mean, covariance), one| {
            (mean + one.mean, covariance + one.covariance)
        })
    }

    /// The standard deviations if consequences are fully correlated: of all payers together, and of each.
    pub fn fully_correlated(&self, kroner: bool) -> (f64, Vector3<f64>) {
        let those = self.successes.iter().filter(|one| one.is_kroner == kroner);
        those.fold((0.0, Vector3::zeros()), |(all, each), one| {
            (all + one.deviation, each + one.covariance.diagonal().map(|variance| variance.max(0.0).sqrt()))
        })
    }

    /// The result for all payers together when every input is as given.
    pub fn value(&self, given: &Given) -> f64 {
        let success = given.net_rate * given.completion_rate;
        let of = |kroner| self.together(kroner).0.sum();
        self.grants.sum()
            + self.costs.sum() * given.cost_factor
            + self.displaced.sum() * given.displaced_factor
            + (self.during.sum() + success * of(false)) * given.price_factor
            + self.during_kroner.sum()
            + success * of(true)
    }

    /// The inputs as the case has them.
    pub fn given(&self) -> Given {
        Given {
            net_rate: self.net_rate.mode,
            completion_rate: self.completion_rate.mode,
            cost_factor: 1.0,
            displaced_factor: 1.0,
            price_factor: 1.0,
        }
    }

    /// Whether anything is uncertain.
    pub fn is_uncertain(&self) -> bool {
        let ranges = [self.net_rate, self.completion_rate, self.cost_factor, self.displaced_factor, self.price_factor];
        ranges.iter().any(|range| !range.is_point()) || self.successes.iter().any(|one| one.deviation > 0.0)
    }
}

/// Inputs at one point.
#[derive(Debug, Clone, Copy)]
pub struct Given {
    /// The net success rate.
    pub net_rate: f64,
    /// The completion rate.
    pub completion_rate: f64,
    /// What costs are multiplied by.
    pub cost_factor: f64,
    /// What displaced costs are multiplied by.
    pub displaced_factor: f64,
    /// What prices are multiplied by.
    pub price_factor: f64,
}

/// Who would succeed if everyone did, and what their kroner are worth.
struct Unit<'a> {
    inputs: &'a Inputs,
    discount: &'a [DiscountStep],
    through: Option<i32>,
    /// What one unit of kroner in follow-up year 1, 2, … comes to over all who complete.
    weights: Vec<f64>,
}

/// The years in which those who start complete.
fn completions(inputs: &Inputs) -> Vec<i32> {
    let intervention = &inputs.intervention;
    let first = intervention.start_year + intervention.years_to_completion;
    (first..first + intervention.years).collect()
}

impl<'a> Unit<'a> {
    fn of(inputs: &'a Inputs, discount: &'a [DiscountStep], through: Option<i32>) -> Unit<'a> {
        let mut unit = Unit { inputs, discount, through, weights: Vec::new() };
        let completions = completions(inputs);
        let weight = |follow_up_year: i32| {
            let years = completions.iter().map(|year| year + follow_up_year - 1).filter(|year| unit.counts(*year));
            years.map(|year| unit.factor(year)).sum::<f64>() * inputs.intervention.participants
        };
        unit.weights = (1..=inputs.horizon).map(weight).collect();
        unit
    }

    fn counts(&self, year: i32) -> bool {
        self.through.is_none_or(|last| year <= last)
    }

    fn factor(&self, year: i32) -> f64 {
        discount_factor(self.discount, year - self.inputs.intervention.start_year)
    }

    fn of_consequence(&self, consequence: &Consequence, known: &JointEstimates) -> OfConsequence {
        let weighed = |term: &Term| {
            let position = usize::try_from(term.follow_up_year - 1).unwrap_or_default();
            Vector3::from(term.kr) * self.weights.get(position).copied().unwrap_or_default()
        };
        let weights: Vec<Vector3<f64>> = known.terms.iter().map(weighed).collect();
        let mean = known.terms.iter().zip(&weights).map(|(term, weight)| weight * term.value).sum();
        // Columns, which for a symmetric matrix are its rows.
        let covaried = known.covariance.column_iter().map(|column| -> Vector3<f64> {
            column.iter().zip(&weights).map(|(covariance, weight)| weight * *covariance).sum()
        });
        let covariance: Matrix3<f64> =
            weights.iter().zip(covaried).map(|(weight, covaried)| weight * covaried.transpose()).sum();
        OfConsequence {
            id: consequence.id.clone(),
            is_kroner: consequence.is_kroner(),
            mean,
            covariance,
            // All payers together: the sum over every pair of them.
            deviation: covariance.sum().max(0.0).sqrt(),
        }
    }
}
